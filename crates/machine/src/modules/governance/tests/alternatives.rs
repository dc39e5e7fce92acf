//! Other versions of a proposal, joined with it when voting opens (GOV-56 to GOV-58).

use polity_types::{Hash, Refusal, Seconds};

use super::super::{
    Choice, Contest, ContestOption, GovernanceAction, GovernanceEvent, Outcome, Stage, Verdict,
    query,
};
use super::{CHARTER, applicant, joined, names, propose, vote};
use crate::charter_text::Method;
use crate::frame::state::StateView as _;
use crate::modules::charter::{CharterAction, RelyingParty};
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{self, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

/// What is added to the charter of the other tests.
const MORE: &str = r#"
```toml
[[power]]
id = "offering"
may = "governance.offer"
who = "member"

[[power]]
id = "opening-together"
may = "treasury.open_account"
who = "decision: together"

[[power]]
id = "addresses-together"
may = "charter.set_relying_parties"
who = "decision: together"

[[power]]
id = "opening-backed"
may = "treasury.open_account"
who = "decision: backed"

[[power]]
id = "opening-ways"
may = "treasury.open_account"
who = "decision: ways"

[[decision]]
id = "together"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "two thirds"
alternatives = "irv"
confirm = "after 10 days"
discussion = "2 days"
voting = "7 days"
grace = "3 days"

[[decision]]
id = "backed"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
alternatives = "approval"
sponsors = 2
discussion = "2 days"
voting = "7 days"
grace = "none"

[[decision]]
id = "ways"
electorate = "members past probation"
method = "approval"
quorum = "50%"
alternatives = "approval"
discussion = "2 days"
voting = "7 days"
grace = "none"
```
"#;

fn society() -> (Society, Vec<Actor>) {
    let mut society = Society::under(&format!("{CHARTER}{MORE}"));
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

fn opening(name: &str) -> Action {
    TreasuryAction::OpenAccount { account: format!("fund-{name}").parse().unwrap() }.into()
}

fn bring(society: &mut Society, who: &Actor, procedure: &str, name: &str) {
    let action = propose(society, procedure, vec![opening(name)]);
    society.act(who, action).unwrap();
}

fn offer(
    society: &mut Society,
    who: &Actor,
    proposal: u64,
    title: &str,
    actions: Vec<Action>,
) -> Result<Vec<Event>, Refusal> {
    let text = society.records.insert(b"This is better.".to_vec());
    let title = title.to_owned();
    society.act(who, GovernanceAction::Offer { actions, proposal, text, title })
}

fn back(society: &mut Society, who: &Actor, proposal: u64, place: u64) -> Result<(), String> {
    let sponsor = GovernanceAction::Sponsor { alternative: Some(place), proposal };
    society.act(who, sponsor).map(drop).map_err(|refusal| refusal.code)
}

fn code(done: Result<Vec<Event>, Refusal>) -> String {
    done.unwrap_err().code
}

fn is_open(society: &Society, name: &str) -> bool {
    let account = format!("fund-{name}").parse().unwrap();
    treasury::query::funds(&society.state, 100).contains(&account)
}

fn titles(society: &Society, proposal: u64) -> Vec<String> {
    let contest = query::content(&society.state, proposal).unwrap().contest.unwrap();
    contest.options.into_iter().map(|option| option.title).collect()
}

/// GOV-56: every refusal at its boundary.
#[test]
fn gov_56_script_of_what_is_brought() {
    let (mut society, members) = society();
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!() };
    bring(&mut society, ana, "together", "a");
    let one = |name: &str| vec![opening(name)];
    let fay = applicant(&mut society, "fay");
    assert_eq!(code(offer(&mut society, &fay, 1, "B", one("b"))), "charter.no_power");
    assert_eq!(code(offer(&mut society, ben, 9, "B", one("b"))), "governance.no_proposal");
    assert_eq!(code(offer(&mut society, ben, 1, "B", vec![])), "governance.action_count");
    let admit: Action = MembershipAction::Admit { applicant: fay.person }.into();
    assert_eq!(code(offer(&mut society, ben, 1, "B", vec![admit])), "governance.not_carried");
    assert_eq!(code(offer(&mut society, ben, 1, "B", one("a"))), "governance.same_alternative");
    for title in ["", " B", "As proposed", &"b".repeat(81)] {
        let refused = code(offer(&mut society, ben, 1, title, one("b")));
        assert_eq!(refused, "governance.alternative_title", "{title:?}");
    }
    let text = Hash::of(b"nowhere");
    let unknown =
        GovernanceAction::Offer { actions: one("b"), proposal: 1, text, title: "B".into() };
    assert_eq!(code(society.act(ben, unknown)), "governance.no_text");
    let party = |bytes: usize| {
        let origins = vec!["a".repeat(bytes)];
        let party = RelyingParty { id: "a.example".into(), origins };
        vec![Action::from(CharterAction::SetRelyingParties { relying_parties: vec![party] })]
    };
    let frame = polity_types::canonical::to_bytes(&party(0)).len();
    let refused = code(offer(&mut society, ben, 1, "B", party(4_097 - frame)));
    assert_eq!(refused, "governance.alternative_bytes");

    let events = offer(&mut society, ben, 1, &"b".repeat(80), one("b")).unwrap();
    assert_eq!(names(&events), ["governance.offered"]);
    assert_eq!(code(offer(&mut society, ben, 1, "C", one("c"))), "governance.already_offered");
    assert_eq!(code(offer(&mut society, cleo, 1, "C", one("b"))), "governance.same_alternative");
    let twice = code(offer(&mut society, cleo, 1, &"b".repeat(80), one("c")));
    assert_eq!(twice, "governance.alternative_title");
    // The author may bring a better version, too.
    offer(&mut society, ana, 1, "A better one", one("d")).unwrap();
    offer(&mut society, eve, 1, "Addresses", party(4_096 - frame)).unwrap();

    // Where a procedure takes none, there are none.
    let ordinary = propose(&mut society, "amendment", vec![]);
    assert!(society.act(ana, ordinary).is_err());
    let admit: Action = MembershipAction::Admit { applicant: fay.person }.into();
    let ordinary = propose(&mut society, "ordinary", vec![admit]);
    society.act(ana, ordinary).unwrap();
    assert_eq!(code(offer(&mut society, dan, 2, "E", one("e"))), "governance.no_alternatives");

    // GOV-57: who supports what, each once, as long as it is discussed.
    assert_eq!(back(&mut society, &fay, 1, 1).unwrap_err(), "governance.not_full_member");
    assert_eq!(back(&mut society, ben, 1, 1).unwrap_err(), "governance.own_proposal");
    assert_eq!(back(&mut society, cleo, 1, 4).unwrap_err(), "governance.no_alternative");
    assert_eq!(back(&mut society, cleo, 1, 1), Ok(()));
    assert_eq!(back(&mut society, cleo, 1, 1).unwrap_err(), "governance.already_sponsors");
    assert_eq!(back(&mut society, cleo, 1, 2), Ok(()), "as many as one likes");
    assert_eq!(query::backs(&society.state, 1, cleo.person), [1, 2]);
    assert_eq!(query::backs(&society.state, 1, ben.person), [1]);
    society.wait(Seconds::days(2));
    assert_eq!(code(offer(&mut society, dan, 1, "E", one("e"))), "governance.other_stage");
    assert_eq!(back(&mut society, eve, 1, 1).unwrap_err(), "governance.other_stage");
}

/// GOV-59: who brought a version withdraws it while the proposal is discussed; it counts no more, and its place
/// stays taken.
#[test]
fn gov_59_script_of_versions_withdrawn() {
    let (mut society, members) = society();
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!() };
    bring(&mut society, ana, "together", "a");
    offer(&mut society, ben, 1, "B", vec![opening("b")]).unwrap();
    offer(&mut society, cleo, 1, "C", vec![opening("c")]).unwrap();
    back(&mut society, eve, 1, 1).unwrap();
    let withdraw =
        |place, proposal| GovernanceAction::Withdraw { alternative: Some(place), proposal };
    assert_eq!(code(society.act(ben, withdraw(1, 9))), "governance.no_proposal");
    assert_eq!(code(society.act(ben, withdraw(3, 1))), "governance.no_alternative");
    assert_eq!(code(society.act(cleo, withdraw(1, 1))), "governance.not_its_author");
    // Not even who brought the proposal.
    assert_eq!(code(society.act(ana, withdraw(1, 1))), "governance.not_its_author");
    let events = society.act(ben, withdraw(1, 1)).unwrap();
    let withdrawn = GovernanceEvent::VersionWithdrawn { alternative: 1, proposal: 1 };
    assert_eq!(events, [withdrawn.into()]);
    assert_eq!(code(society.act(ben, withdraw(1, 1))), "governance.no_alternative");
    assert_eq!(back(&mut society, dan, 1, 1).unwrap_err(), "governance.no_alternative");
    let left: Vec<u64> =
        query::alternatives(&society.state, 1).into_iter().map(|(place, _)| place).collect();
    assert_eq!(left, [2]);
    // Who withdrew one brings no other; others may have its title and its acts.
    let again = offer(&mut society, ben, 1, "D", vec![opening("d")]);
    assert_eq!(code(again), "governance.already_offered");
    offer(&mut society, dan, 1, "B", vec![opening("b")]).unwrap();
    let places = |society: &Society| {
        let all = query::alternatives(&society.state, 1).into_iter();
        all.map(|(place, one)| (place, one.title)).collect::<Vec<_>>()
    };
    assert_eq!(places(&society), [(2, "C".into()), (3, "B".into())]);
    society.wait(Seconds::days(2));
    assert_eq!(titles(&society, 1), ["As proposed", "C", "B"]);
    assert_eq!(code(society.act(cleo, withdraw(2, 1))), "governance.other_stage");
    // It is removed with the rest once the proposal is over.
    society.wait(Seconds::days(60));
    assert!(society.state.scan("governance/alternative/", None, 9).is_empty());
    assert!(society.state.scan("governance/backer/", None, 9).is_empty());
}

/// GOV-59: where all versions are withdrawn, all goes as if none had been brought.
#[test]
fn gov_59_without_its_versions_a_proposal_stands_alone() {
    let (mut society, members) = society();
    bring(&mut society, &members[0], "together", "a");
    offer(&mut society, &members[1], 1, "B", vec![opening("b")]).unwrap();
    let withdraw = GovernanceAction::Withdraw { alternative: Some(1), proposal: 1 };
    society.act(&members[1], withdraw).unwrap();
    assert_eq!(names(&society.wait(Seconds::days(2))), ["governance.voting_opened"]);
    assert_eq!(query::proposal(&society.state, 1).unwrap().terms.asks(1), Method::YesNo);
    for member in &members {
        vote(&mut society, member, 1, Choice::Yes).unwrap();
    }
    assert_eq!(query::standing(&society.state, 1).unwrap().verdict, Verdict::Passed);
}

/// GOV-56: 64 versions are brought to one proposal, and no more.
#[test]
fn gov_56_versions_have_a_limit() {
    let (mut society, mut members) = society();
    let more: Vec<String> = (0..60).map(|place| format!("m{place}")).collect();
    members.extend(more.iter().map(|name| joined(&mut society, name)));
    bring(&mut society, &members[0], "together", "a");
    for (place, member) in members.iter().take(64).enumerate() {
        let name = format!("v{place}");
        offer(&mut society, member, 1, &name, vec![opening(&name)]).unwrap();
    }
    let last = offer(&mut society, &members[64], 1, "one more", vec![opening("one-more")]);
    assert_eq!(code(last), "governance.alternatives_full");
}

/// GOV-58: of yes and no, one of the versions is chosen first, then put to yes or no, then confirmed.
#[test]
fn gov_58_a_version_takes_what_the_proposal_would_have_taken() {
    let (mut society, mut members) = society();
    members.push(society.founder.clone());
    let members = members;
    bring(&mut society, &members[0], "together", "a");
    offer(&mut society, &members[1], 1, "B", vec![opening("b")]).unwrap();
    let events = society.wait(Seconds::days(2));
    assert_eq!(names(&events), ["governance.joined", "governance.voting_opened"]);
    assert_eq!(titles(&society, 1), ["As proposed", "B"]);
    let proposal = query::proposal(&society.state, 1).unwrap();
    assert_eq!(proposal.terms.asks(1), Method::Irv);
    assert_eq!((proposal.terms.asks(2), proposal.options), (Method::YesNo, 2));
    assert!(vote(&mut society, &members[0], 1, Choice::Yes).is_err(), "it is a choice now");
    for (place, member) in members.iter().enumerate() {
        let first = u64::from(place > 1);
        vote(&mut society, member, 1, Choice::Rank(vec![vec![first]])).unwrap();
    }
    // Four of six want B. It is put to yes or no at once.
    let events = society.wait(Seconds::days(7));
    let expected = ["governance.counted", "governance.voting_closed", "governance.voting_opened"];
    assert_eq!(names(&events), expected);
    let proposal = query::proposal(&society.state, 1).unwrap();
    assert_eq!((proposal.round, proposal.stage), (2, Stage::Voting));
    assert_eq!(proposal.chosen, [1]);
    // Two thirds are needed, whatever was needed to be first.
    for (place, member) in members.iter().enumerate() {
        let choice = if place < 4 { Choice::Yes } else { Choice::No };
        vote(&mut society, member, 1, choice).unwrap();
    }
    assert_eq!(query::standing(&society.state, 1).unwrap().verdict, Verdict::Passed);
    society.wait(Seconds::days(7));
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Confirming);
    society.wait(Seconds::days(10));
    assert_eq!(query::proposal(&society.state, 1).unwrap().round, 3);
    for member in &members {
        vote(&mut society, member, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(11));
    let result = query::result(&society.state, 1).unwrap();
    assert_eq!((result.outcome, result.chosen), (Outcome::Done, vec!["B".to_owned()]));
    assert!(is_open(&society, "b") && !is_open(&society, "a"));
    society.wait(Seconds::days(1));
    for prefix in ["governance/alternative/", "governance/backer/", "governance/pile/"] {
        assert!(society.state.scan(prefix, None, 5).is_empty(), "{prefix}");
    }
}

/// GOV-58: a version that most want first and too few say yes to changes nothing.
#[test]
fn gov_58_first_among_versions_is_not_enough() {
    let (mut society, members) = society();
    bring(&mut society, &members[0], "together", "a");
    offer(&mut society, &members[1], 1, "B", vec![opening("b")]).unwrap();
    society.wait(Seconds::days(2));
    for member in &members {
        vote(&mut society, member, 1, Choice::Rank(vec![vec![1]])).unwrap();
    }
    society.wait(Seconds::days(7));
    for (place, member) in members.iter().enumerate() {
        let choice = if place < 3 { Choice::Yes } else { Choice::No };
        vote(&mut society, member, 1, choice).unwrap();
    }
    society.wait(Seconds::days(7));
    let outcome = query::result(&society.state, 1).unwrap().outcome;
    let rejected = Outcome::Rejected { verdict: Verdict::Rejected };
    assert_eq!(outcome, rejected, "3 of 5 are no two thirds");
    assert!(!is_open(&society, "b"));
}

/// GOV-58: where supporters are needed, a version needs them, too; without any, nothing changes.
#[test]
fn gov_58_versions_without_support_are_not_joined() {
    for (backers, is_joined) in [(1, false), (2, true)] {
        let (mut society, members) = society();
        bring(&mut society, &members[0], "backed", "a");
        for who in &members[1..3] {
            let sponsor = GovernanceAction::Sponsor { alternative: None, proposal: 1 };
            society.act(who, sponsor).unwrap();
        }
        offer(&mut society, &members[1], 1, "B", vec![opening("b")]).unwrap();
        for who in &members[2..2 + backers] {
            back(&mut society, who, 1, 1).unwrap();
        }
        society.wait(Seconds::days(2));
        let proposal = query::proposal(&society.state, 1).unwrap();
        assert_eq!(proposal.terms.first.is_some(), is_joined);
        let choice = if is_joined { Choice::Approve(vec![1]) } else { Choice::Yes };
        vote(&mut society, &members[3], 1, choice).unwrap();
    }
}

/// GOV-58: where options are chosen among, versions are further options, as many as there is room for,
/// the best supported first.
#[test]
fn gov_58_versions_are_further_options() {
    let (mut society, mut members) = society();
    let more: Vec<String> = (0..24).map(|place| format!("m{place}")).collect();
    members.extend(more.iter().map(|name| joined(&mut society, name)));
    society.wait(Seconds::days(30));
    let option = |name: &str| ContestOption { actions: vec![opening(name)], title: name.into() };
    let contest = Contest { budget: None, choose: 1, options: vec![option("a"), option("b")] };
    let text = society.records.insert(b"Which?".to_vec());
    let propose = GovernanceAction::Propose {
        actions: Vec::new(),
        contest: Some(contest),
        deposit: None,
        procedure: "ways".into(),
        text,
    };
    society.act(&members[0], propose).unwrap();
    let same = offer(&mut society, &members[1], 1, "a", vec![opening("z")]);
    assert_eq!(code(same), "governance.alternative_title");
    for (place, member) in members.iter().enumerate().skip(1).take(25) {
        let name = format!("v{place}");
        offer(&mut society, member, 1, &name, vec![opening(&name)]).unwrap();
    }
    // The last one has the most support, the one before it some.
    for who in &members[0..3] {
        back(&mut society, who, 1, 25).unwrap();
    }
    back(&mut society, &members[0], 1, 24).unwrap();
    society.wait(Seconds::days(2));
    let titles = titles(&society, 1);
    assert_eq!(titles.len(), 24);
    assert_eq!(titles[..5], ["a", "b", "v25", "v24", "v1"]);
    assert_eq!(titles[23], "v20");
    for member in &members[..16] {
        vote(&mut society, member, 1, Choice::Approve(vec![2])).unwrap();
    }
    society.wait(Seconds::days(8));
    let result = query::result(&society.state, 1).unwrap();
    assert_eq!((result.outcome, result.chosen), (Outcome::Done, vec!["v25".to_owned()]));
    assert!(is_open(&society, "v25"));
}
