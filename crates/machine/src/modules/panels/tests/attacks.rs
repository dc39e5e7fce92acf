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
    for (first, named, left_out) in [(4, 4, 5), (10, 5, 1)] {
        // Nobody of the first four is asked for again (GOV-61).
        let (_, sitting) = bring_for(&mut many, &members[0], &members[first..first + named]);
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

/// PAN-2, CHA-74: where a jury decides, alone or beside the members, nobody brings other versions: none that comes when
/// the jury is drawn is about somebody who sits on it.
#[test]
fn pan_2_no_version_makes_a_juror_a_party() {
    let parse = |electorate: &str| {
        let text = CHARTER.replace("CHANCE", &by_beacon());
        let text = text.replace("electorate = \"panel: jury\"", electorate);
        crate::modules::charter::query::parse(text.as_bytes()).err().unwrap_or_default()
    };
    let mix =
        "mix = [{ of = \"members\", share = \"80%\" }, { of = \"panel: jury\", share = \"20%\" }]";
    for electorate in ["electorate = \"panel: jury\"", mix] {
        assert!(parse(electorate).is_empty(), "{electorate}");
        let faults = parse(&format!("{electorate}\nalternatives = \"irv\""));
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["charter.alternatives_method"], "{electorate}");
    }
}

/// PAN-8: nor does a resident of the host sit on what is about them.
#[test]
fn pan_8_no_party_claims_a_seat() {
    use super::super::hosts::root_of;
    use super::script::{claim, residents};
    let power = "[[power]]\nid = \"paying\"\nmay = \"treasury.issue\"\nwho = \"decision: judging\"\n\n\
                 [[power]]\nid = \"listing\"";
    let text = CHARTER.replace("[[power]]\nid = \"listing\"", power);
    let hosts = "of = \"host residents\"\ndrawn = \"for each proposal\"";
    let text =
        text.replace("of = \"members past probation\"\ndrawn = \"for each proposal\"", hosts);
    let mut society = Society::under(&text.replace("CHANCE", &by_beacon()));
    let founder = society.founder.clone();
    let (codes, commitments) = residents(3);
    let root = root_of(&commitments);
    let list = PanelsAction::PublishList { count: 3, panel: "jury".into(), root };
    society.act(&founder, list).unwrap();
    let [nora, nils] = ["nora", "nils"].map(|name| society.known(name));
    let (_, sitting) = bring_for(&mut society, &founder, std::slice::from_ref(&nora));
    for (who, place, refused) in [(&nora, 1, Some("panels.is_party")), (&nils, 2, None)] {
        let proof = claim(&society, who, sitting, place, &codes, &commitments);
        let claimed = society.act(who, PanelsAction::Claim { proof, sitting });
        assert_eq!(claimed.err().map(|refusal| refusal.code).as_deref(), refused);
    }
}

/// GOV-61: who loses before a jury does not ask another one the same, nor several at once, by whomever it is brought and
/// in whatever words, nor for twice as much; half of it is another question, or ten times, and after thirty days it may be asked again.
#[test]
fn gov_61_no_other_jury_is_asked_the_same() {
    let (mut society, members) = with_jury(&by_beacon(), 12, 0);
    let text = society.records.insert(b"Once more.".to_vec());
    let ask = |amount: u64, memo: Option<&str>| GovernanceAction::Propose {
        actions: vec![
            TreasuryAction::Issue {
                amount: Amount::from(amount),
                asset: "BOX".parse().unwrap(),
                category: None,
                memo: memo.map(|memo| polity_types::Hash::of(memo.as_bytes())),
                to: AccountId::Person(members[2].person),
            }
            .into(),
        ],
        contest: None,
        deposit: None,
        procedure: "judging".into(),
        text,
    };
    let code = |society: &mut Society, who: usize, action| {
        society.act(&members[who], action).err().map(|refusal| refusal.code)
    };
    let sitting = began(&society.act(&members[1], ask(100, None)).unwrap());
    for (who, amount, memo) in
        [(1, 100, None), (3, 99, None), (4, 51, Some("Please")), (5, 200, None), (6, 999, None)]
    {
        let refused = code(&mut society, who, ask(amount, memo));
        assert_eq!(refused.as_deref(), Some("governance.asked"), "{amount}");
    }
    // Nor with something beside it, nor in two halves at once.
    let acts = |amount| match ask(amount, None) {
        GovernanceAction::Propose { actions, .. } => actions,
        _ => unreachable!("it proposes"),
    };
    let beside = [acts(100), vec![issue(&members[8])]].concat();
    for actions in [beside, [acts(50), acts(50)].concat()] {
        let procedure = "judging".to_owned();
        let more =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        assert_eq!(code(&mut society, 3, more).as_deref(), Some("governance.asked"));
    }
    assert_eq!(code(&mut society, 6, ask(50, None)), None, "half of it");
    assert_eq!(
        code(&mut society, 6, ask(1_000, None)),
        None,
        "a small question shuts out no large one"
    );
    bring(&mut society, &members[0], sitting);
    accept_all(&mut society, &members, sitting);
    society.wait(Seconds::days(3));
    for (person, _) in super::statuses(&society, sitting) {
        let juror = super::actor(&members, person).clone();
        let no = governance::Choice::No;
        let _ = crate::modules::governance::tests::vote(&mut society, &juror, 1, no);
    }
    society.wait(Seconds::days(2));
    let outcome = governance::query::result(&society.state, 1).unwrap().outcome;
    assert!(matches!(outcome, governance::Outcome::Rejected { .. }), "{outcome:?}");
    for (who, amount) in [(1, 100), (7, 100), (8, 499)] {
        let refused = code(&mut society, who, ask(amount, Some("Now")));
        assert_eq!(refused.as_deref(), Some("governance.asked_before"), "{amount}");
    }
    // Nobody was drawn for the second, so nobody said no.
    society.wait(Seconds(Seconds::days(30).0 - 700));
    society.wait(Seconds(700));
    assert_eq!(code(&mut society, 7, ask(100, None)), None);
    society.wait(Seconds::days(40));
    let left = society.state.0.keys().filter(|key| key.starts_with("governance/asked/")).count();
    assert_eq!(left, 0, "what is over leaves the state");
}

/// GOV-61: a draft asks nobody, so it keeps nobody from asking; of several that ask the same, one is asked.
#[test]
fn gov_61_a_draft_keeps_nobody_from_asking() {
    let power =
        "[[power]]\nid = \"paying\"\nmay = \"treasury.issue\"\nwho = \"decision: judging\"\n\n";
    let (jury, listing) = ("[[decision]]\nid = \"judging\"", "[[power]]\nid = \"listing\"");
    let text = CHARTER
        .replace("CHANCE", &by_beacon())
        .replace(jury, &format!("{jury}\nsponsors = 1"))
        .replace(listing, &format!("{power}{listing}"));
    let mut society = Society::under(&text);
    let mut members = vec![society.founder.clone()];
    for number in 1..12 {
        members.push(joined(&mut society, &format!("member {number}")));
    }
    society.wait(Seconds::days(1));
    for author in [1, 2] {
        let action = propose(&mut society, "judging", vec![issue(&members[5])]);
        society.act(&members[author], action).unwrap();
    }
    let support = |proposal| GovernanceAction::Sponsor { alternative: None, proposal };
    society.act(&members[3], support(1)).unwrap();
    let refused = society.act(&members[4], support(2)).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.rule.as_str()), ("governance.asked", "GOV-61"));
}

/// GOV-61: something small beside it, another each time, makes no other question of it, neither while a jury is to decide
/// nor once it said no; and who asked for little beside something large keeps nobody from asking for that alone.
#[test]
fn gov_61_something_small_beside_it_makes_no_other_question() {
    let (mut society, members) = with_jury(&by_beacon(), 12, 0);
    let give = |amount: u64, to: usize| -> Action {
        TreasuryAction::Issue {
            amount: Amount::from(amount),
            asset: "BOX".parse().unwrap(),
            category: None,
            memo: None,
            to: AccountId::Person(members[to].person),
        }
        .into()
    };
    let mut ask = |who: usize, actions: Vec<Action>| {
        let action = propose(&mut society, "judging", actions);
        society.act(&members[who], action).err().map(|refusal| refusal.code)
    };
    assert_eq!(ask(1, vec![give(100, 2), give(1, 5)]), None);
    for beside in 6..10 {
        let code = ask(3, vec![give(1, beside), give(100, 2)]);
        assert_eq!(code.as_deref(), Some("governance.asked"), "{beside}");
    }
    assert_eq!(ask(3, vec![give(100, 2)]).as_deref(), Some("governance.asked"));
    assert_eq!(ask(4, vec![give(1, 5)]), None, "what was small beside it is another question");
}
