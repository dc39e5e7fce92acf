//! Who may do what, and when it ends.

use polity_machine::Event;
use polity_machine::modules::charter::{ActEnd, CharterAction, CharterEvent, Why};
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{Choice, Outcome, Target};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::{charter, governance, offices, treasury};
use polity_types::Seconds;

use super::*;

/// blockchainsllc/DAO#110: twenty small proposals in the place of a large one, to get below a quorum that
/// grows with the sum. A limit counts all that leaves by the procedure in its window, however it is cut.
#[test]
fn dao_110_a_sum_cut_into_slices_stays_within_the_limit() {
    let mut town = Town::of(CHARTER, 8);
    town.endow(1_000);
    town.society.wait(Seconds::days(31));
    let to = town.people[1].clone();
    let mut slices = Vec::new();
    for slice in 0..20 {
        slices.push(town.propose(slice % 7 + 1, "ordinary", vec![pay(10, &to)]).unwrap());
    }
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    let ends = slices
        .iter()
        .map(|number| governance::query::result(&town.society.state, *number).unwrap().outcome);
    let (done, failed): (Vec<Outcome>, Vec<Outcome>) = ends.partition(|end| *end == Outcome::Done);
    assert_eq!((done.len(), failed.len()), (10, 10));
    let is_limit = |end: &Outcome| matches!(end, Outcome::Failed { refused, .. } if refused.code == "charter.over_limit");
    assert!(failed.iter().all(is_limit), "{failed:?}");
    assert_eq!(town.held(), 900);
    // Nor in one proposal of twenty acts, nor in one that is too large: nothing of it is done.
    town.society.wait(Seconds::days(31));
    let number = town.propose(1, "ordinary", vec![pay(10, &to); 11]).unwrap();
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    let end = governance::query::result(&town.society.state, number).unwrap().outcome;
    assert!(matches!(end, Outcome::Failed { place: 10, .. }), "{end:?}");
    assert_eq!(town.held(), 900);
}

/// Squads-Protocol/v4#173: a member who was removed could still spend within their limit. Who is recalled,
/// resigns or leaves spends nothing from that moment on, and what they announced before does not happen.
#[test]
fn squads_173_who_no_longer_holds_the_office_spends_nothing() {
    for how in ["recalled", "resigned", "left"] {
        let mut town = Town::of(CHARTER, 5);
        town.endow(1_000);
        town.elect(2);
        let to = town.people[3].clone();
        town.act(2, pay(40, &to)).unwrap();
        let act = charter::query::acts(&town.society.state, None, 9).pop().unwrap().0;
        match how {
            "recalled" => {
                let holder = town.people[2].person;
                let recall = OfficesAction::Recall { holder, office: "keeper".into() };
                // A payment is announced a day before the recall takes effect, too.
                town.propose(1, "ordinary", vec![recall.into()]).unwrap();
                town.society.wait(Seconds::days(1));
                for who in 0..5 {
                    let number = governance::query::counts(&town.society.state).made;
                    town.vote(who, number, Choice::Yes).unwrap();
                }
                town.society.wait(Seconds::days(2));
                town.act(2, pay(41, &to)).unwrap();
                town.society.wait(Seconds::days(1));
            }
            "resigned" => {
                town.act(2, OfficesAction::Resign { office: "keeper".into() }).unwrap();
            }
            _ => {
                town.act(2, MembershipAction::Leave {}).unwrap();
            }
        }
        assert_eq!(code(town.act(2, pay(1, &to))), "charter.no_power", "{how}");
        town.society.wait(Seconds::days(5));
        let end = charter::query::act_result(&town.society.state, act).unwrap().end;
        let expected = if how == "recalled" { 960 } else { 1_000 };
        // The payment that was due before the recall was still made.
        assert_eq!(town.held(), expected, "{how}: {end:?}");
        let last =
            charter::query::act_result(&town.society.state, act + u64::from(how == "recalled"));
        assert!(matches!(last.unwrap().end, ActEnd::Failed { .. }), "{how}");
    }
}

/// safe-global/safe-wallet-monorepo#5948, aragon/client#532: we lost our founder, and with them what only they
/// could do. Silence passes the founder's powers on by itself; a sign of life in between keeps them.
#[test]
fn safe_5948_a_lost_founder_takes_no_power_along() {
    let text = CHARTER.replace(
        "[chance]",
        "[succession]\nsilent = \"30 days\"\nto = \"decision: ordinary\"\n\n[chance]",
    );
    let mut town = Town::of(&text, 4);
    // The founder was heard when people joined, ten days ago, and is heard once more.
    town.society.wait(Seconds::days(15));
    town.act(0, OfficesAction::Stand { office: "keeper".into() }).unwrap();
    assert_eq!(passed_on(&town.society.wait(Seconds::days(29))), []);
    assert_eq!(passed_on(&town.society.wait(Seconds::days(2))), [Why::Silent]);
    let new = town.society.known("new");
    town.society.act(&new, MembershipAction::Apply { invitation: None, letter: None }).unwrap();
    let admit = MembershipAction::Admit { applicant: new.person };
    assert_eq!(code(town.act(0, admit.clone())), "charter.no_power");
    town.propose(1, "ordinary", vec![admit.into()]).unwrap();
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    let number = governance::query::counts(&town.society.state).made;
    let end = governance::query::result(&town.society.state, number).unwrap().outcome;
    assert_eq!(end, Outcome::Done);
}

fn passed_on(events: &[Event]) -> Vec<Why> {
    let why = |event: &Event| match event {
        Event::Charter(CharterEvent::FounderSucceeded { why, .. }) => Some(*why),
        _ => None,
    };
    events.iter().filter_map(why).collect()
}

/// blockchainsllc/DAO#164 and #276: time for those who dissent to leave before what they oppose is done, with
/// their part of what there was. A decision waits for its grace, and nobody can shorten it.
#[test]
fn dao_164_dissenters_leave_before_it_takes_effect() {
    let text = CHARTER
        .replace("[chance]", "[exit]\nshare = \"equal\"\npaid_within = \"1 day\"\n\n[chance]");
    let mut town = Town::of(&text, 4);
    town.endow(400);
    town.society.wait(Seconds::days(31));
    let to = town.people[1].clone();
    let number = town.propose(1, "ordinary", vec![pay(100, &to)]).unwrap();
    town.society.wait(Seconds::days(1));
    for (who, choice) in [(0, Choice::Yes), (1, Choice::Yes), (2, Choice::Yes), (3, Choice::No)] {
        town.vote(who, number, choice).unwrap();
    }
    town.society.wait(Seconds::days(2));
    assert_eq!(
        governance::query::proposal(&town.society.state, number).unwrap().stage,
        Stage::Grace
    );
    assert_eq!(town.held(), 400);
    let against = vec![Target::Proposal { number }];
    let leave =
        ExitAction::Leave { against, assets: None, breaches: Vec::new(), least: Vec::new() };
    town.act(3, leave).unwrap();
    town.society.wait(Seconds::days(3));
    let end = governance::query::result(&town.society.state, number).unwrap().outcome;
    assert_eq!(end, Outcome::Done);
    let left = AccountId::Person(town.people[3].person);
    let got = treasury::query::balance(&town.society.state, &left, &asset());
    assert_eq!(got.minor_units(), 100);
    assert_eq!(town.held(), 200);
}

/// alkem-io/server#1496, svthalia/concrexit#3801, hypha-dao/hypha-web#2292: membership ended, and what hung on
/// it did not. Office, delegations given and carried, proposals' places: all end with it, by one signature.
#[test]
fn concrexit_3801_with_membership_everything_ends() {
    let mut town = Town::of(CHARTER, 5);
    town.elect(2);
    town.delegate(2, 3).unwrap();
    town.delegate(4, 2).unwrap();
    town.act(2, MembershipAction::Leave {}).unwrap();
    let state = &town.society.state;
    assert_eq!(offices::query::seats(state, "keeper").len(), 0);
    let (gone, giver) = (town.people[2].person, town.people[4].person);
    assert!(governance::query::delegations(state, gone).is_empty());
    assert_eq!(governance::query::carried(state, "ordinary", gone), 0);
    assert_eq!(code(town.propose(2, "ordinary", vec![open("fund-x")])), "charter.no_power");
    let number = town.open_vote(0, "fund-a");
    assert_eq!(governance::query::delegate_in(&town.society.state, number, giver), None);
    assert_eq!(code(town.vote(2, number, Choice::Yes)), "governance.not_eligible");
}

/// blockchainsllc/DAO#276, and what DAOs with guardians lack: a brake that lets go by itself. Whoever the
/// charter names stops payments for a time; it ends without anybody, and cannot be pulled again at once.
#[test]
fn dao_276_an_emergency_brake_lets_go_by_itself() {
    let text = CHARTER.replace(
        "[chance]",
        r#"[[pause]]
id = "alarm"
who = "office: keeper"
actions = ["treasury.pay"]
at_most = "2 days"
again_after = "20 days"
renewed = "decision: ordinary"

[chance]"#,
    );
    let mut town = Town::of(&text, 4);
    town.endow(500);
    town.society.wait(Seconds::days(31));
    town.elect(1);
    let text = town.society.records.insert(b"A hole".to_vec());
    let pause = || CharterAction::Pause { pause: "alarm".into(), text };
    let to = town.people[2].clone();
    let number = town.propose(2, "ordinary", vec![pay(50, &to)]).unwrap();
    town.society.wait(Seconds::days(1));
    for who in 0..4 {
        town.vote(who, number, Choice::Yes).unwrap();
    }
    town.society.wait(Seconds::days(2));
    town.act(1, pause()).unwrap();
    town.society.wait(Seconds::days(1));
    // The grace is over, and the brake holds.
    assert_eq!(town.held(), 500);
    town.society.wait(Seconds::days(1));
    assert_eq!(town.held(), 450);
    assert_eq!(code(town.act(1, pause())), "charter.pause_again");
}
