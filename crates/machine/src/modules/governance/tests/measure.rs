//! What an author puts down, and how many proposals one person brings (GOV-54, GOV-55).

use polity_types::{Amount, Refusal, Scope, Seconds};

use super::super::state::BROUGHT;
use super::super::{
    Choice, GovernanceAction, GovernanceEvent, Outcome, PutDown, Stage, Verdict, query,
};
use super::{CHARTER, joined, names, propose, vote};
use crate::frame::state::StateView as _;
use crate::modules::treasury::{AccountId, TreasuryAction, query::balance};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

/// What is added to the charter of the other tests.
const MORE: &str = r#"
```toml
[[power]]
id = "issuing"
may = "treasury.issue"
who = "decision: swift"

[[power]]
id = "opening-by-deposit"
may = "treasury.open_account"
who = "decision: paid"

[[power]]
id = "opening-by-either"
may = "treasury.open_account"
who = "decision: either"

[[power]]
id = "opening-seldom"
may = "treasury.open_account"
who = "decision: seldom"

[[decision]]
id = "paid"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
deposit = "2 BOX"
deposit_kept_under = "20%"
deposit_to = "fund-pot"
discussion = "1 day"
voting = "7 days"
grace = "none"

[[decision]]
id = "either"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
deposit = "2 BOX"
sponsors = 2
discussion = "1 day"
voting = "7 days"
grace = "none"

[[decision]]
id = "seldom"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
open_max = 2
per_person = "3 per 30 days"
discussion = "1 day"
voting = "7 days"
grace = "none"
```
"#;

/// A society whose members have 10 BOX each.
fn society() -> (Society, Vec<Actor>) {
    let mut society = Society::under(&format!("{CHARTER}{MORE}"));
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    let founder = society.founder.clone();
    let issue = |to: &Actor| {
        let (amount, asset) = (Amount::new(1_000).unwrap(), "BOX".parse().unwrap());
        let account = AccountId::Person(to.person);
        Action::from(TreasuryAction::Issue {
            amount,
            asset,
            category: None,
            memo: None,
            to: account,
        })
    };
    let actions = members.iter().map(issue).collect();
    let proposed = propose(&mut society, "swift", actions);
    society.act(&founder, proposed).unwrap();
    society.wait(Seconds(1));
    for member in &members {
        vote(&mut society, member, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(query::result(&society.state, 1).unwrap().outcome, Outcome::Done);
    (society, members.to_vec())
}

fn box_of(society: &Society, account: &AccountId) -> i128 {
    balance(&society.state, account, &"BOX".parse().unwrap()).minor_units()
}

fn purse(society: &Society, of: &Actor) -> i128 {
    box_of(society, &AccountId::Person(of.person))
}

/// Proposes to open an account, with so much put down.
fn bring(
    society: &mut Society,
    who: &Actor,
    procedure: &str,
    put_down: Option<i128>,
) -> Result<Vec<Event>, Refusal> {
    let name = format!("fund-f{}", query::counts(&society.state).made);
    let open = TreasuryAction::OpenAccount { account: name.parse().unwrap() };
    let GovernanceAction::Propose { actions, contest, procedure, text, .. } =
        propose(society, procedure, vec![open.into()])
    else {
        unreachable!()
    };
    let deposit = put_down.map(|amount| PutDown {
        amount: Amount::new(amount).unwrap(),
        asset: "BOX".parse().unwrap(),
    });
    society.act(who, GovernanceAction::Propose { actions, contest, deposit, procedure, text })
}

fn code(done: Result<Vec<Event>, Refusal>) -> (String, String) {
    done.map_err(|refusal| (refusal.code, refusal.rule)).unwrap_err()
}

/// GOV-54: every refusal at its boundary: less, more, nothing, another asset, too little money.
#[test]
fn gov_54_script_of_what_is_put_down() {
    let (mut society, members) = society();
    let ana = &members[0];
    let wrong = ("governance.deposit".to_owned(), "GOV-54".to_owned());
    for put_down in [None, Some(199), Some(201), Some(0)] {
        assert_eq!(code(bring(&mut society, ana, "paid", put_down)), wrong, "{put_down:?}");
    }
    let less = bring(&mut society, ana, "paid", Some(199)).unwrap_err().message;
    assert_eq!(less, "1.99 BOX is put down with the proposal; the procedure asks for 2.00 BOX.");
    assert_eq!(code(bring(&mut society, ana, "seldom", Some(200))), wrong, "none is asked for");
    let events = bring(&mut society, ana, "paid", Some(200)).unwrap();
    assert_eq!(names(&events)[0], "governance.proposed");
    let escrow: AccountId = "escrow-proposal-2".parse().unwrap();
    assert_eq!((purse(&society, ana), box_of(&society, &escrow)), (800, 200));
    assert!(query::proposal(&society.state, 2).unwrap().is_deposited);
    // Somebody without money: what the treasury says stands under its own code.
    let founder = society.founder.clone();
    let (code, rule) = code(bring(&mut society, &founder, "paid", Some(200)));
    assert!(code.starts_with("treasury.") && rule.starts_with("TRE-"), "{code} {rule}");
}

/// GOV-54: money moves, so a key that may only speak is not enough.
#[test]
fn gov_54_who_puts_money_down_signs_with_a_key_that_may_spend() {
    use crate::frame::module::Module as _;
    let (mut society, _) = society();
    let GovernanceAction::Propose { actions, contest, procedure, text, .. } =
        propose(&mut society, "paid", Vec::new())
    else {
        unreachable!()
    };
    let scope = |deposit: Option<PutDown>| {
        let (actions, contest, procedure) = (actions.clone(), contest.clone(), procedure.clone());
        let action = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
        super::super::Governance::spec(&action).scope
    };
    let deposit = PutDown { amount: Amount::new(200).unwrap(), asset: "BOX".parse().unwrap() };
    assert_eq!((scope(None), scope(Some(deposit))), (Scope::Speak, Scope::Spend));
}

/// How a proposal with a deposit ends: the choices of five members, in their order.
fn ends(choices: &[Option<Choice>]) -> (Outcome, i128, i128) {
    let (mut society, members) = society();
    bring(&mut society, &members[0], "paid", Some(200)).unwrap();
    society.wait(Seconds::days(1));
    for (member, choice) in members.iter().zip(choices) {
        if let Some(choice) = choice {
            vote(&mut society, member, 2, choice.clone()).unwrap();
        }
    }
    let events = society.wait(Seconds::days(7));
    let settled = events.iter().filter_map(|event| match event {
        Event::Governance(GovernanceEvent::DepositSettled { is_kept, proposal: 2 }) => {
            Some(is_kept)
        }
        _ => None,
    });
    let is_kept = settled.copied().collect::<Vec<bool>>();
    assert_eq!(is_kept.len(), 1);
    let outcome = query::result(&society.state, 2).unwrap().outcome;
    // `fund-pot` was never opened, so the common fund keeps it.
    let kept = box_of(&society, &"fund-common".parse().unwrap());
    assert_eq!(is_kept[0], kept == 200);
    assert_eq!(box_of(&society, &"escrow-proposal-2".parse().unwrap()), 0);
    (outcome, purse(&society, &members[0]), kept)
}

/// GOV-54: it comes back however the proposal ends, unless less than a fifth of the votes is for it.
#[test]
fn gov_54_what_is_put_down_comes_back_unless_support_is_too_small() {
    let (yes, no) = (Some(Choice::Yes), Some(Choice::No));
    let rejected = |verdict| Outcome::Rejected { verdict };
    let done = [yes.clone(), yes.clone(), yes.clone(), no.clone(), no.clone()];
    assert_eq!(ends(&done), (Outcome::Done, 1_000, 0));
    // One of five is a fifth, exactly: it comes back. None of five is less.
    let fifth = [yes.clone(), no.clone(), no.clone(), no.clone(), no.clone()];
    assert_eq!(ends(&fifth), (rejected(Verdict::Rejected), 1_000, 0));
    let none = [no.clone(), no.clone(), no.clone(), Some(Choice::Abstain), no];
    assert_eq!(ends(&none), (rejected(Verdict::Rejected), 800, 200));
    // Without a quorum the same share decides: all of one vote, and nothing of none.
    let alone = [yes, None, None, None, None];
    assert_eq!(ends(&alone), (rejected(Verdict::NoQuorum), 1_000, 0));
    assert_eq!(ends(&[None, None, None, None, None]), (rejected(Verdict::NoQuorum), 800, 200));
}

/// GOV-54: where members may support it instead, either will do; withdrawn and lapsed ones come back.
#[test]
fn gov_54_a_deposit_or_members_who_support_it() {
    let (mut society, members) = society();
    let [ana, ben, cleo, ..] = &members[..] else { panic!() };
    assert_eq!(
        names(&bring(&mut society, ana, "either", None).unwrap()),
        ["governance.proposed", "governance.drafted"]
    );
    bring(&mut society, ben, "either", Some(200)).unwrap();
    let proposal = query::proposal(&society.state, 3).unwrap();
    assert_eq!((proposal.stage, proposal.terms.sponsors), (Stage::Discussion, 0));
    assert_eq!(purse(&society, ben), 800);
    let refusal = society
        .act(cleo, GovernanceAction::Sponsor { alternative: None, proposal: 3 })
        .unwrap_err();
    assert_eq!(refusal.code, "governance.other_stage");
    let events =
        society.act(ben, GovernanceAction::Withdraw { alternative: None, proposal: 3 }).unwrap();
    assert!(names(&events).contains(&"governance.deposit_settled".to_owned()));
    assert_eq!(purse(&society, ben), 1_000);
    // A draft that lapses had nothing put down.
    let events = society.wait(Seconds::days(30));
    assert_eq!(names(&events), ["governance.lapsed"]);
}

/// GOV-54: the money of somebody who leaves in the middle is theirs all the same.
#[test]
fn gov_54_who_leaves_gets_it_back() {
    let (mut society, members) = society();
    bring(&mut society, &members[0], "paid", Some(200)).unwrap();
    society.act(&members[0], crate::modules::membership::MembershipAction::Leave {}).unwrap();
    society.wait(Seconds::days(1));
    vote(&mut society, &members[1], 2, Choice::Yes).unwrap();
    society.wait(Seconds::days(8));
    assert_eq!(purse(&society, &members[0]), 1_000);
}

/// GOV-55: at once, and in any stretch of time; what is over and withdrawn counts in the stretch.
#[test]
fn gov_55_script_of_how_many_one_person_brings() {
    let (mut society, members) = society();
    let (ana, ben) = (&members[0], &members[1]);
    bring(&mut society, ana, "seldom", None).unwrap();
    society.wait(Seconds::hours(1));
    bring(&mut society, ana, "seldom", None).unwrap();
    let (code_, rule) = code(bring(&mut society, ana, "seldom", None));
    assert_eq!((code_.as_str(), rule.as_str()), ("governance.too_many_by_procedure", "GOV-55"));
    // By another procedure, and of another person, they are counted apart.
    bring(&mut society, ana, "paid", Some(200)).unwrap();
    bring(&mut society, ben, "seldom", None).unwrap();
    society.act(ana, GovernanceAction::Withdraw { alternative: None, proposal: 2 }).unwrap();
    bring(&mut society, ana, "seldom", None).unwrap();
    society.act(ana, GovernanceAction::Withdraw { alternative: None, proposal: 3 }).unwrap();
    let refusal = bring(&mut society, ana, "seldom", None).unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.rule.as_str()),
        ("governance.too_many_brought", "GOV-55")
    );
    assert!(refusal.message.contains("in 29 days"), "{}", refusal.message);
    // 30 days after the first one, to the second.
    society.wait(Seconds(30 * 86_400 - 3_601));
    assert_eq!(code(bring(&mut society, ana, "seldom", None)).0, "governance.too_many_brought");
    society.wait(Seconds(1));
    bring(&mut society, ana, "seldom", None).unwrap();
    assert_eq!(code(bring(&mut society, ana, "seldom", None)).0, "governance.too_many_brought");
    // What is counted no more leaves the state.
    society.wait(Seconds::days(60));
    assert!(BROUGHT.scan(&society.state, "", None, 10).is_empty());
    assert!(society.state.scan("governance/open/", None, 10).is_empty());
}
