//! What is proposed, what it does, and what becomes of it.

use polity_machine::Event;
use polity_machine::charter_text::diff::diff;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::preview;
use polity_machine::modules::charter::{CharterAction, CharterEvent};
use polity_machine::modules::governance::{
    self, Choice, GovernanceAction, GovernanceEvent, Outcome, PutDown,
};
use polity_machine::modules::{charter, treasury};
use polity_machine::registry::action_names;
use polity_types::Seconds;

use super::*;

/// HausDAO/daohaus-monorepo-deprecated#956: a change of settings unseen beside something harmless. A
/// procedure carries each act by itself or the proposal is refused, and a dry run names what would change.
#[test]
fn daohaus_956_no_change_of_rules_rides_along() {
    let mut town = Town::of(CHARTER, 4);
    let text =
        CHARTER.replace("up_to = \"100 BOX per 30 days\"\n", "up_to = \"999 BOX per 1 day\"\n");
    let text = town.society.records.insert(text.into_bytes());
    let replaces = charter::query::current(&town.society.state).hash;
    let amend = CharterAction::Amend { replaces, text };
    let both = vec![open("fund-flowers"), amend.clone().into()];
    assert_eq!(code(town.propose(1, "ordinary", both.clone())), "governance.not_carried");
    assert_eq!(code(town.propose(1, "amendment", both)), "governance.not_carried");
    let number = town.propose(1, "amendment", vec![amend.into()]).unwrap();
    let powers = governance::query::proposal(&town.society.state, number).unwrap().powers;
    assert_eq!(powers, ["charter.amend"]);
}

/// lobster-dao/overview#12, snapshot-labs/snapshot-v1#1875, zerolawtech/ZAP-Tech#14: it was voted in, and
/// somebody had to carry it out. What passed happens by itself; DA0-DA0/dao-dao-ui#1835: and nothing that
/// is over lies around.
#[test]
fn lobster_12_what_passed_happens_by_itself_and_nothing_lies_around() {
    let mut town = Town::of(CHARTER, 4);
    let number = town.open_vote(1, "fund-a");
    let clash = town.open_vote(2, "fund-a");
    let events = town.pass_all();
    let enacted = |event: &Event| matches!(event, Event::Governance(GovernanceEvent::Enacted { proposal }) if *proposal == number);
    assert!(events.iter().any(enacted));
    let account = "fund-a".parse().unwrap();
    assert!(treasury::query::funds(&town.society.state, 9).contains(&account));
    // The second could not be carried out; it ended, with the reason.
    let end = governance::query::result(&town.society.state, clash).unwrap().outcome;
    assert!(matches!(end, Outcome::Failed { .. }), "{end:?}");
    assert_eq!(governance::query::proposals(&town.society.state, None, 9), []);
    assert_eq!(governance::query::counts(&town.society.state).open, 0);
}

/// snapshot-labs/snapshot-v1#3737 and #3724, decentraland/governance#73: spam. One person has three open;
/// where sponsors are asked for, one draft, which lapses; and a stranger none.
#[test]
fn snapshot_3737_spam_takes_up_no_place() {
    let text =
        CHARTER.replace("quorum = \"20%\"\nthreshold", "sponsors = 2\nquorum = \"20%\"\nthreshold");
    let mut town = Town::of(&text, 5);
    let number = town.propose(1, "ordinary", vec![open("fund-a")]).unwrap();
    let again = town.propose(1, "ordinary", vec![open("fund-b")]);
    assert_eq!(code(again), "governance.one_waits");
    let stranger = town.society.known("stranger");
    let text = town.society.records.insert(b"Win a prize".to_vec());
    let spam = GovernanceAction::Propose {
        actions: vec![open("fund-s")],
        contest: None,
        deposit: None,
        procedure: "ordinary".into(),
        text,
    };
    assert_eq!(code(town.society.act(&stranger, spam)), "charter.no_power");
    assert_eq!(governance::query::counts(&town.society.state).open, 0);
    town.act(2, GovernanceAction::Sponsor { alternative: None, proposal: number }).unwrap();
    town.act(3, GovernanceAction::Sponsor { alternative: None, proposal: number }).unwrap();
    assert_eq!(governance::query::counts(&town.society.state).open, 1);
}

/// Joystream/community-repo#765: those are reminded who have not voted, and nobody else.
#[test]
fn joystream_765_a_vote_waits_for_those_who_have_not_voted() {
    let mut town = Town::of(CHARTER, 3);
    let late = town.newcomer("late");
    let number = town.open_vote(0, "fund-a");
    town.vote(1, number, Choice::Abstain).unwrap();
    let waits = |who: &Actor, town: &Town| {
        governance::query::waits_for(&town.society.state, number, who.person).is_some()
    };
    let people = town.people.clone();
    assert_eq!([0, 1, 2].map(|who| waits(&people[who], &town)), [true, false, true]);
    assert!(!waits(&late, &town));
}

/// blockchainsllc/DAO#203, DXgovernance/dxvote#8, loreum-org/chamber#260: what exactly will this do. A dry
/// run says what would happen and under which line, and writes nothing.
#[test]
fn dao_203_a_dry_run_says_what_would_happen_and_under_which_line() {
    let mut town = Town::of(CHARTER, 3);
    town.endow(50);
    town.elect(1);
    let (keeper, to) = (town.people[1].person, town.people[2].clone());
    let state = town.society.state.clone();
    let context = town.society.context(Authority::Person { person: keeper });
    let seen = preview(&pay(20, &to), &context, &state).unwrap();
    let polity_machine::frame::authority::Permit::Power(line) = &seen.permit else { panic!() };
    assert_eq!((line.id.as_str(), line.grace), ("keeper-pays", Seconds::days(3)));
    assert!(seen.events.iter().any(|event| matches!(event, Event::Treasury(_))));
    let beyond = preview(&pay(101, &to), &context, &state).unwrap_err();
    assert_eq!(beyond.code, "charter.over_limit");
    assert_eq!(town.held(), 50);
    let events = town.act(1, pay(20, &to)).unwrap();
    let announced = |event: &Event| matches!(event, Event::Charter(CharterEvent::ActAnnounced { line, .. }) if line == "keeper-pays");
    assert!(events.iter().any(announced));
}

/// classic-terra/core#29, snapshot-labs/sx-evm#22, JoinColony/colonyNetwork#1027: money put down with a proposal
/// against spam. It comes back from an honest one, whatever comes of it, and is kept from one that nobody wants.
#[test]
fn terra_29_money_put_down_comes_back_unless_nobody_wants_it() {
    let text = CHARTER.replace(
        "[[decision]]\nid = \"amendment\"",
        r#"[[decision]]
id = "paid"
electorate = "members"
method = "yes-no"
quorum = "half"
threshold = "two thirds"
deposit = "10 BOX"
deposit_kept_under = "25%"
discussion = "1 day"
voting = "2 days"
grace = "1 day"

[[power]]
id = "paid-open"
may = "treasury.open_account"
who = "decision: paid"

[[decision]]
id = "amendment""#,
    );
    let mut town = Town::of(&text, 4);
    let author = AccountId::Person(town.people[1].person);
    let issue = TreasuryAction::Issue {
        amount: Amount::from(30),
        asset: asset(),
        category: None,
        memo: None,
        to: author.clone(),
    };
    town.propose(0, "ordinary", vec![issue.into()]).unwrap();
    town.society.wait(Seconds::days(1));
    let _ = town.pass_all();
    let has = |town: &Town| treasury::query::balance(&town.society.state, &author, &asset());
    for (place, (yes, left)) in [(4, 30), (2, 30), (0, 20)].into_iter().enumerate() {
        let text = town.society.records.insert(b"Because.".to_vec());
        let put_down = PutDown { amount: Amount::from(10), asset: asset() };
        let propose = |deposit| GovernanceAction::Propose {
            actions: vec![open(&format!("fund-{place}"))],
            contest: None,
            deposit,
            procedure: "paid".into(),
            text,
        };
        assert_eq!(code(town.act(1, propose(None))), "governance.deposit");
        town.act(1, propose(Some(put_down))).unwrap();
        assert_eq!(has(&town), Amount::from(left_while_open(left, yes)));
        let number = governance::query::counts(&town.society.state).made;
        town.society.wait(Seconds::days(1));
        for who in 0..4 {
            let choice = if who < yes { Choice::Yes } else { Choice::No };
            town.vote(who, number, choice).unwrap();
        }
        town.society.wait(Seconds::days(4));
        assert_eq!(has(&town), Amount::from(left), "{yes} of four");
    }
}

/// What the author has while a proposal is open: ten less than before, whatever is left in the end.
fn left_while_open(left: u64, yes: usize) -> u64 {
    if yes == 0 { left } else { left.saturating_sub(10) }
}

/// hypha-dao/dao-contracts#242, w3c/process#107: members who stay away wreck every quorum, and removing them
/// hurts people. With an adaptive quorum few decide what nobody opposes, and not what some do.
#[test]
fn hypha_242_those_who_stay_away_do_not_stop_the_rest() {
    let text = CHARTER.replacen("quorum = \"20%\"", "quorum = \"adaptive\"", 1);
    // What one yes may carry while others are silent has a limit (CHA-27).
    let issues = "may = \"treasury.issue\"\nwho = \"decision: ordinary\"\n";
    let text = text.replacen(issues, &format!("{issues}up_to = \"100 BOX per 30 days\"\n"), 1);
    for (yes, no, passes) in
        [(3, 0, true), (3, 1, true), (2, 1, false), (4, 3, false), (1, 1, false)]
    {
        let mut town = Town::of(&text, 16);
        let number = town.open_vote(0, "fund-a");
        for who in 0..yes + no {
            let choice = if who < yes { Choice::Yes } else { Choice::No };
            town.vote(who, number, choice).unwrap();
        }
        town.society.wait(Seconds::days(4));
        let end = governance::query::result(&town.society.state, number).unwrap().outcome;
        assert_eq!(end == Outcome::Done, passes, "{yes} for, {no} against, of sixteen");
    }
}

/// oneclickorgs/one-click-orgs#65: proposals as differences. What an amendment changes is told line by line of
/// the text and rule by rule, with who gains; the law after it is the text proposed, byte by byte.
#[test]
fn one_click_orgs_65_an_amendment_is_a_difference_of_texts() {
    let new =
        CHARTER.replace("id = \"paying\"\nmay = \"treasury.pay\"\nwho = \"decision: ordinary\"\nup_to = \"100 BOX per 30 days\"", "id = \"paying\"\nmay = \"treasury.pay\"\nwho = \"decision: ordinary\"\nup_to = \"300 BOX per 30 days\"");
    assert_ne!(new, CHARTER);
    let told = format!("{:?}", diff(CHARTER, &new, &action_names()).unwrap());
    assert!(told.contains("300 BOX") && told.contains("paying"), "{told}");
    let mut town = Town::of(CHARTER, 4);
    let text = town.society.records.insert(new.into_bytes());
    let replaces = charter::query::current(&town.society.state).hash;
    let amend = CharterAction::Amend { replaces, text };
    town.propose(1, "amendment", vec![amend.into()]).unwrap();
    town.society.wait(Seconds::days(10));
    let number = governance::query::counts(&town.society.state).made;
    for who in 0..4 {
        town.vote(who, number, Choice::Yes).unwrap();
    }
    town.society.wait(Seconds::days(15));
    assert_eq!(charter::query::current(&town.society.state).hash, text);
}
