//! Delegations: each refusal at its boundary, and the ways in which votes are given and taken back.

use polity_types::{OperationId, Seconds, Timestamp};

use super::super::GovernanceAction::{Delegate, Undelegate};
use super::super::state::{GIVEN, LOAD, OWN_PREFIX};
use super::super::types::Terms;
use super::super::{
    Choice, DELEGATION_MAX, GovernanceAction, GovernanceEvent, Outcome, TakenBack, Tally, Verdict,
    query,
};
use super::{CHARTER, applicant, joined, names, propose, vote};
use crate::Event;
use crate::frame::batch;
use crate::frame::clock::Clock;
use crate::frame::state::StateView;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society};

const TOPIC: &str = "ordinary";

/// The charter with `more` in the procedure `ordinary`, and delegations in `swift`.
pub(super) fn charter(more: &str) -> String {
    let ordinary = "id = \"ordinary\"\nelectorate";
    let swift = "id = \"swift\"\nelectorate";
    assert!(CHARTER.contains(ordinary) && CHARTER.contains(swift));
    let text = CHARTER.replace(ordinary, &format!("id = \"ordinary\"\n{more}\nelectorate"));
    text.replace(swift, "id = \"swift\"\ndelegation = \"yes\"\nelectorate")
}

/// A society of the founder and five full members.
fn society(more: &str) -> (Society, Vec<Actor>) {
    let mut society = Society::under(&charter(more));
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

pub(super) fn to(society: &Society, person: &Actor, delegate: &Actor) -> GovernanceAction {
    let before = query::delegation(&society.state, person.person, TOPIC);
    let replaces = before.map(|before| before.operation);
    Delegate { delegate: delegate.person, replaces, topic: TOPIC.into(), until: None }
}

fn delegate(society: &mut Society, person: &Actor, delegate: &Actor) -> Vec<Event> {
    let action = to(society, person, delegate);
    society.act(person, action).unwrap()
}

/// A proposal at the vote, of which `ana` is the author.
fn at_vote(society: &mut Society, author: &Actor) -> u64 {
    let applicants = query::counts(&society.state).made + 1;
    let fay = applicant(society, &format!("fay {applicants}"));
    let admit = MembershipAction::Admit { applicant: fay.person };
    let action = propose(society, TOPIC, vec![admit.into()]);
    society.act(author, action).unwrap();
    society.wait(Seconds::days(1));
    applicants
}

/// Yes, no and abstentions.
fn counted(society: &Society, number: u64) -> (u64, u64, u64) {
    let Tally { yes, no, abstain, .. } = query::tally(&society.state, number).unwrap();
    (yes, no, abstain)
}

fn taken_back(events: &[Event]) -> Option<TakenBack> {
    events.iter().find_map(|event| match event {
        Event::Governance(GovernanceEvent::BallotCast { taken_back, .. }) => *taken_back,
        _ => None,
    })
}

fn cast(society: &mut Society, voter: &Actor, proposal: u64, choice: Choice) -> Vec<Event> {
    let operation = society.signed(voter, super::ballot(proposal, choice));
    match society.batch(vec![operation]).outcomes.pop().unwrap() {
        batch::Outcome::Admitted { events } => events,
        batch::Outcome::Refused(refusal) => panic!("{refusal}"),
    }
}

/// GOV-16, GOV-19: what can be delegated, and what not.
#[test]
fn gov_16_gov_19_script_of_refused_delegations() {
    let (mut society, members) = society("delegation = \"yes\"\ndelegation_max = \"33.34%\"");
    let young = joined(&mut society, "young");
    let stranger = society.known("stranger");
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!("five members") };
    let now = Clock::read(&society.state).running();
    let until = |at: Timestamp| Delegate {
        delegate: ben.person,
        replaces: None,
        topic: TOPIC.into(),
        until: Some(at),
    };
    let first = |delegate: &Actor, topic: &str| Delegate {
        delegate: delegate.person,
        replaces: None,
        topic: topic.into(),
        until: None,
    };
    let wrong = OperationId(polity_types::Hash::of(b"another"));
    let after = |delegate: &Actor, replaces| Delegate {
        delegate: delegate.person,
        replaces: Some(replaces),
        topic: TOPIC.into(),
        until: None,
    };
    let end = |topic: &str| Undelegate { topic: topic.into() };
    let script = [
        (ana, first(ben, "nothing"), Some("governance.no_procedure")),
        (ana, first(ben, "../x"), Some("governance.no_procedure")),
        (ana, first(ben, "amendment"), Some("governance.not_delegable")),
        (&young, first(ben, TOPIC), Some("governance.not_full_member")),
        (&stranger, first(ben, TOPIC), Some("governance.not_full_member")),
        (ana, first(ana, TOPIC), Some("governance.own_delegate")),
        (ana, first(&young, TOPIC), Some("governance.not_full_member")),
        (ana, first(&stranger, TOPIC), Some("governance.not_full_member")),
        (ana, until(now), Some("governance.delegation_until")),
        (
            ana,
            until(now.after(DELEGATION_MAX).after(Seconds(1))),
            Some("governance.delegation_until"),
        ),
        (ana, after(ben, wrong), Some("governance.delegation_replaces")),
        (ana, end(TOPIC), Some("governance.no_delegation")),
        (ana, end("../X"), Some("governance.no_delegation")),
        (ana, until(now.after(DELEGATION_MAX)), None),
        (ana, first(cleo, TOPIC), Some("governance.delegation_replaces")),
        (ana, first(cleo, "swift"), None),
        (cleo, first(ben, TOPIC), None),
        // A third of the six full members, and no more.
        (dan, first(ben, TOPIC), Some("governance.delegate_full")),
        (dan, first(eve, TOPIC), None),
        (cleo, end(TOPIC), None),
        (cleo, end(TOPIC), Some("governance.no_delegation")),
        (eve, first(ben, TOPIC), None),
    ];
    for (step, (who, action, refused)) in script.into_iter().enumerate() {
        let outcome = society.act(who, action);
        let code = outcome.as_ref().err().map(|refusal| refusal.code.as_str());
        assert_eq!(code, refused, "step {step}: {outcome:?}");
    }
    // Whom one has named already can be named again, though they carry all that they may.
    let again = to(&society, ana, ben);
    society.act(ana, again).unwrap();
    assert_eq!(query::carried(&society.state, TOPIC, ben.person), 2);
    let topics: Vec<String> = query::delegations(&society.state, ana.person)
        .into_iter()
        .map(|(topic, _)| topic)
        .collect();
    assert_eq!(topics, [TOPIC, "swift"]);
}

/// GOV-16: no more topics than the limit, over charters that come and go.
#[test]
fn gov_16_a_person_delegates_so_many_topics_at_most() {
    use super::super::delegation;
    use super::super::state::GIVER;
    use super::super::types::Count;
    let (mut society, members) = society("delegation = \"yes\"");
    let mut overlay = crate::frame::state::Overlay::new(&society.state);
    GIVER.put(&mut overlay, &members[0].person, &Count { count: delegation::DELEGATIONS_MAX });
    let delta = overlay.into_delta();
    society.state.commit(delta);
    let action = to(&society, &members[0], &members[1]);
    let refusal = society.act(&members[0], action).unwrap_err();
    assert_eq!(refusal.code, "governance.too_many_delegations");
}

/// GOV-17: what held at the opening counts; what changes meanwhile counts from the next vote on.
#[test]
fn gov_17_a_delegation_counts_as_it_stood_at_the_opening() {
    let (mut society, members) = society("delegation = \"yes\"");
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!("five members") };
    assert_eq!(names(&delegate(&mut society, ana, ben)), ["governance.delegated"]);
    delegate(&mut society, cleo, ben);
    let one = at_vote(&mut society, dan);
    assert_eq!(query::weight_in(&society.state, one, ben.person), 3);
    // Made, changed and ended during the vote: nothing of it counts in it.
    delegate(&mut society, eve, ben);
    delegate(&mut society, ana, dan);
    society.act(cleo, Undelegate { topic: TOPIC.into() }).unwrap();
    assert_eq!(query::weight_in(&society.state, one, ben.person), 3);
    assert_eq!(query::delegate_in(&society.state, one, ana.person), Some(ben.person));
    let two = at_vote(&mut society, dan);
    let weights = |society: &Society, number| {
        [ben, dan].map(|who| query::weight_in(&society.state, number, who.person))
    };
    assert_eq!((weights(&society, one), weights(&society, two)), ([3, 1], [2, 2]));
    vote(&mut society, ben, one, Choice::Yes).unwrap();
    vote(&mut society, ben, two, Choice::No).unwrap();
    assert_eq!((counted(&society, one), counted(&society, two)), ((3, 0, 0), (0, 2, 0)));
    // Between two openings nothing is told apart, and nothing is kept.
    for _ in 0..3 {
        delegate(&mut society, ana, eve);
        delegate(&mut society, ana, dan);
    }
    society.wait(Seconds::days(12));
    let history = |table: &str| society.state.scan(table, None, 100);
    let kept = [history("governance/given/"), history("governance/load/")].concat();
    let has_past = |record: &[u8]| String::from_utf8_lossy(record).contains("earlier");
    assert!(!kept.is_empty() && kept.iter().all(|(_, record)| !has_past(record)), "{kept:?}");
    assert!(!GIVEN.has(&society.state, &(cleo.person, TOPIC.to_owned())));
    assert!(LOAD.has(&society.state, &(TOPIC.to_owned(), dan.person)));
    assert!(society.state.scan(OWN_PREFIX, None, 1).is_empty());
}

/// GOV-18: who votes themselves takes their vote back, before or after the delegate's ballot.
#[test]
fn gov_18_a_ballot_of_ones_own_comes_before_the_delegates() {
    let (mut society, members) = society("delegation = \"yes\"");
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!("five members") };
    for who in [ana, cleo, dan] {
        delegate(&mut society, who, ben);
    }
    // One step: what is delegated to a delegate goes no further.
    delegate(&mut society, ben, eve);
    let one = at_vote(&mut society, dan);
    let early = cast(&mut society, ana, one, Choice::No);
    assert_eq!(taken_back(&early), Some(TakenBack { delegate: ben.person, weight: None }));
    cast(&mut society, eve, one, Choice::Abstain);
    assert_eq!(counted(&society, one), (0, 1, 2), "eve votes for ben, not for who named ben");
    let own = cast(&mut society, ben, one, Choice::Yes);
    assert_eq!(taken_back(&own), Some(TakenBack { delegate: eve.person, weight: Some(1) }));
    assert_eq!(counted(&society, one), (3, 1, 1));
    let late = cast(&mut society, cleo, one, Choice::No);
    assert_eq!(taken_back(&late), Some(TakenBack { delegate: ben.person, weight: Some(2) }));
    assert_eq!(counted(&society, one), (2, 2, 1));
    assert_eq!(query::ballot(&society.state, one, ben.person).unwrap().weight, 2);
    // Changes take nothing back again.
    vote(&mut society, cleo, one, Choice::Yes).unwrap();
    vote(&mut society, ben, one, Choice::No).unwrap();
    vote(&mut society, ana, one, Choice::Abstain).unwrap();
    assert_eq!(counted(&society, one), (1, 2, 2));
    let tally = query::tally(&society.state, one).unwrap();
    assert_eq!((tally.votes(), tally.roll.count), (5, 4));
}

/// GOV-18: the quorum counts votes, not ballots, and one delegate can decide.
#[test]
fn gov_18_the_quorum_counts_weights() {
    let (mut society, members) = society("delegation = \"yes\"");
    let [ana, ben, cleo, dan, _] = &members[..] else { panic!("five members") };
    let one = at_vote(&mut society, dan);
    delegate(&mut society, ana, ben);
    delegate(&mut society, cleo, ben);
    let two = at_vote(&mut society, dan);
    vote(&mut society, ben, one, Choice::Yes).unwrap();
    vote(&mut society, ben, two, Choice::Yes).unwrap();
    let verdict = |number| query::standing(&society.state, number).unwrap().verdict;
    assert_eq!((verdict(one), verdict(two)), (Verdict::NoQuorum, Verdict::Passed));
    society.wait(Seconds::days(12));
    let outcome = |number| query::result(&society.state, number).unwrap().outcome;
    assert_eq!(outcome(one), Outcome::Rejected { verdict: Verdict::NoQuorum });
    assert_eq!(outcome(two), Outcome::Done);
}

/// GOV-19: who leaves neither gives nor carries, and who comes back begins anew.
#[test]
fn gov_19_leaving_ends_what_was_given_and_carried() {
    let (mut society, members) = society("delegation = \"yes\"");
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!("five members") };
    for (who, whom) in [(ana, ben), (cleo, ben), (ben, dan)] {
        delegate(&mut society, who, whom);
    }
    let one = at_vote(&mut society, eve);
    let left = society.act(ben, MembershipAction::Leave {}).unwrap();
    assert_eq!(names(&left), ["governance.delegation_ended", "membership.left"]);
    // Who was eligible stays so, with what was delegated then.
    assert_eq!(query::weight_in(&society.state, one, ben.person), 3);
    assert!(query::delegation(&society.state, ana.person, TOPIC).unwrap().is_void);
    assert_eq!(query::carried(&society.state, TOPIC, ben.person), 0);
    let founder = society.founder.clone();
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(ben, apply).unwrap();
    society.act(&founder, MembershipAction::Admit { applicant: ben.person }).unwrap();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    society.act(ben, MembershipAction::Swear { charter }).unwrap();
    vote(&mut society, ben, one, Choice::Yes).unwrap();
    assert_eq!(counted(&society, one), (3, 0, 0));
    society.wait(Seconds::days(31));
    assert_eq!(query::carried(&society.state, TOPIC, ben.person), 0);
    let two = at_vote(&mut society, eve);
    assert_eq!(query::weight_in(&society.state, two, ben.person), 1);
    assert_eq!(query::delegate_in(&society.state, two, ana.person), None);
    // Named anew, ben carries one; that the void one of cleo ends takes nothing from it.
    delegate(&mut society, ana, ben);
    society.act(cleo, Undelegate { topic: TOPIC.into() }).unwrap();
    let three = at_vote(&mut society, eve);
    assert_eq!(query::weight_in(&society.state, three, ben.person), 2);
    assert_eq!(query::weight_in(&society.state, two, ben.person), 1);
}

/// GOV-16: a delegation ends at its time, unless it was changed.
#[test]
fn gov_16_a_delegation_lapses() {
    let (mut society, members) = society("delegation = \"yes\"");
    let [ana, ben, cleo, dan, _] = &members[..] else { panic!("five members") };
    let until = Clock::read(&society.state).running().after(Seconds::days(2));
    for who in [ana, cleo] {
        let action = Delegate {
            delegate: ben.person,
            replaces: None,
            topic: TOPIC.into(),
            until: Some(until),
        };
        society.act(who, action).unwrap();
    }
    let before = query::delegation(&society.state, ana.person, TOPIC).unwrap();
    assert_eq!((before.until, before.is_void), (Some(until), false));
    delegate(&mut society, cleo, ben);
    let one = at_vote(&mut society, dan);
    let lapsed = society.wait(Seconds::days(1));
    assert_eq!(names(&lapsed), ["governance.delegation_ended"]);
    assert_eq!(query::delegation(&society.state, ana.person, TOPIC), None);
    assert_eq!(query::carried(&society.state, TOPIC, ben.person), 1);
    assert_eq!(query::weight_in(&society.state, one, ben.person), 3);
}

/// GOV-17: terms without delegations count none, whatever was given.
#[test]
fn gov_17_where_nothing_is_delegated_ballots_weigh_one() {
    let (mut society, members) = society("delegation = \"no\"");
    let one = at_vote(&mut society, &members[0]);
    let proposal = query::proposal(&society.state, one).unwrap();
    assert_eq!(proposal.electorate.unwrap().delegations, None);
    assert_eq!(query::weight_in(&society.state, one, members[1].person), 1);
    let terms: Terms = proposal.terms;
    assert!(!terms.delegation && !terms.counts_delegations());
    let json = serde_json::to_value(terms).unwrap();
    assert_eq!(json.get("delegation"), None, "nothing is written where nothing is delegated");
}
