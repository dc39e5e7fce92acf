//! What somebody tries who would choose who decides.

use polity_types::{Amount, Seconds};

use super::super::query;
use super::{CHARTER, PanelsAction, accept_all, began, bring, by_beacon, by_secrets};
use crate::Action;
use crate::frame::batch::Outcome;
use crate::modules::governance::tests::{joined, propose};
use crate::modules::governance::{self, GovernanceAction};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// A society of so many members, in which a jury decides on new money.
fn with_jury(chance: &str, members: usize, keepers: usize) -> (Society, Vec<Actor>) {
    let power = "[[power]]\nid = \"paying\"\nmay = \"treasury.issue\"\nwho = \"decision: judging\"\n\n\
                 [[power]]\nid = \"listing\"";
    let text = CHARTER.replace("[[power]]\nid = \"listing\"", power).replace("CHANCE", chance);
    let mut society = Society::under(&text);
    let mut all = vec![society.founder.clone()];
    for number in 1..members {
        all.push(joined(&mut society, &format!("member {number}")));
    }
    society.wait(Seconds::days(1));
    if keepers > 0 {
        super::elect(&mut society, &all, keepers);
    }
    (society, all)
}

fn issue(to: &Actor) -> Action {
    TreasuryAction::Issue {
        amount: Amount::from(1),
        asset: "BOX".parse().unwrap(),
        category: None,
        memo: None,
        to: AccountId::Person(to.person),
    }
    .into()
}

/// Brings a proposal that gives some members money, and returns its number and that of its draw.
fn bring_for(society: &mut Society, author: &Actor, named: &[Actor]) -> (u64, u64) {
    let action = propose(society, "judging", named.iter().map(issue).collect());
    let events = society.act(author, action).unwrap();
    (governance::query::counts(&society.state).made, began(&events))
}

fn withdraw(society: &mut Society, author: &Actor, proposal: u64) -> Option<String> {
    let action = GovernanceAction::Withdraw { alternative: None, proposal };
    society.act(author, action).err().map(|refusal| refusal.code)
}

/// PAN-2: parties have no seat: the author, and whom it names; but nobody leaves out those who would say no by
/// naming them, one by one.
#[test]
fn pan_2_nobody_is_kept_off_a_jury_by_the_dozen() {
    let (mut society, members) = with_jury(&by_beacon(), 12, 0);
    let author = members[1].clone();
    // Of twelve who could be drawn, a tenth is one; two can always be named.
    for (named, left_out) in [(1, 2), (2, 3), (3, 1), (9, 1)] {
        let (proposal, sitting) = bring_for(&mut society, &author, &members[2..2 + named]);
        let excluded = query::excluded(&society.state, sitting);
        assert_eq!(excluded.len(), left_out, "{named} named");
        assert!(excluded.contains(&author.person));
        assert_eq!(excluded.contains(&members[2].person), left_out > 1);
        assert_eq!(withdraw(&mut society, &author, proposal), None);
    }
    let (mut few, members) = with_jury(&by_beacon(), 4, 0);
    let (_, sitting) = bring_for(&mut few, &members[0], &members[1..3]);
    assert_eq!(query::excluded(&few.state, sitting).len(), 3, "two can always be named");
    let (mut many, members) = with_jury(&by_beacon(), 40, 0);
    for (named, left_out) in [(4, 5), (5, 1)] {
        let (_, sitting) = bring_for(&mut many, &members[0], &members[1..=named]);
        assert_eq!(query::excluded(&many.state, sitting).len(), left_out, "{named} of 40 named");
    }
}

/// GOV-6, PAN-2: nobody withdraws what a jury decides once they could know who was drawn, and so has others drawn.
#[test]
fn gov_6_a_jury_is_not_drawn_until_it_suits() {
    let (mut society, members) = with_jury(&by_beacon(), 8, 0);
    let author = members[1].clone();
    let (proposal, _) = bring_for(&mut society, &author, &members[2..3]);
    society.wait(Seconds(599));
    assert_eq!(withdraw(&mut society, &author, proposal), None, "the round is not there yet");

    let (proposal, sitting) = bring_for(&mut society, &author, &members[2..3]);
    society.wait(Seconds(600));
    let refused = withdraw(&mut society, &author, proposal);
    assert_eq!(refused.as_deref(), Some("governance.other_stage"), "whoever looks knows the lot");
    bring(&mut society, &members[0], sitting);
    accept_all(&mut society, &members, sitting);
    let refused = withdraw(&mut society, &author, proposal);
    assert_eq!(refused.as_deref(), Some("governance.other_stage"));
}

/// GOV-6, PAN-5: the same where people reveal secrets: from the first that can be revealed on.
#[test]
fn gov_6_nor_where_secrets_are_revealed() {
    use super::super::reveal::commitment;
    let (mut society, members) = with_jury(&by_secrets(), 8, 2);
    let author = members[4].clone();
    let (proposal, sitting) = bring_for(&mut society, &author, &members[5..6]);
    let commit = |keeper: &Actor| PanelsAction::Commit {
        hash: commitment(&keeper.person, &polity_types::Base64(vec![3; 32]), sitting, 1),
        sitting,
    };
    society.act(&members[0], commit(&members[0])).unwrap();
    let free = GovernanceAction::Withdraw { alternative: None, proposal };
    let context = society.signed(&author, free);
    let state = society.state.clone();
    let outcome = society.batch(vec![context]).outcomes.pop().unwrap();
    assert!(matches!(outcome, Outcome::Admitted { .. }), "not all have committed: {outcome:?}");
    society.state = state;
    society.act(&members[1], commit(&members[1])).unwrap();
    let refused = withdraw(&mut society, &author, proposal);
    assert_eq!(refused.as_deref(), Some("governance.other_stage"));
}

/// PAN-3: a beacon that gives no round, or a wrong one in the charter, keeps nobody from drawing a panel for ever:
/// after thirty days another draw is called in its place, and by a beacon that holds.
#[test]
fn pan_3_a_draw_without_a_round_is_called_anew() {
    let (mut society, members) = super::society(&by_beacon(), 8, 0);
    for panel in ["council-of-many", "stewards-lot"] {
        let first = began(&society.act(&members[1], super::call(panel)).unwrap());
        for wait in [Seconds(0), Seconds(Seconds::days(30).0 - 1)] {
            society.wait(wait);
            let refused = society.act(&members[1], super::call(panel)).unwrap_err();
            assert_eq!(refused.code, "panels.draw_on");
        }
        society.wait(Seconds(1));
        let second = began(&society.act(&members[1], super::call(panel)).unwrap());
        assert!(query::is_over(&society.state, first));
        let late = PanelsAction::SubmitBeacon {
            round: 1,
            signature: polity_types::Base64(vec![0; 48]),
            sitting: first,
        };
        assert_eq!(society.act(&members[2], late).unwrap_err().code, "panels.no_sitting");
        bring(&mut society, &members[0], second);
        accept_all(&mut society, &members, second);
    }
    assert_eq!(query::holders(&society.state, "council-of-many", 0).len(), 3);
}
