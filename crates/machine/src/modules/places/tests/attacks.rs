//! What somebody might try before a vote of residents, or while it is open.

use polity_types::Seconds;
use proptest::prelude::*;

use super::super::{PlacesAction, query};
use super::{
    CHARTER, arrive, code, confirm, depart, eligible, housed, join, joined, open, opened, vouch,
};
use crate::modules::charter::CharterAction;
use crate::modules::governance::tests::{names, vote};
use crate::modules::governance::{self, Choice, GovernanceAction, Target, Verdict};
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society};

fn frozen(society: &Society, number: u64) -> governance::Frozen {
    governance::query::proposal(&society.state, number).unwrap().electorate.unwrap()
}

/// Whoever arrives, is confirmed or comes of age while a vote is open does not vote in it.
#[test]
fn arriving_during_a_vote_changes_nothing() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let new: Vec<Actor> =
        (0..6).map(|number| joined(&mut society, &format!("new {number}"))).collect();
    for who in &new {
        society.act(who, arrive("house")).unwrap();
        society.act(&founder, confirm(who.person, "house")).unwrap();
    }
    society.wait(Seconds(Seconds::days(20).0 - Seconds::days(2).0));
    let number = opened(&mut society, &people[0], "household");
    let before = frozen(&society, number);
    // A day later their vote counts, two days before this one ends.
    society.wait(Seconds::days(1));
    assert!(query::is_voter(&society.state, "house", new[0].person));
    assert_eq!((eligible(&society, number), frozen(&society, number)), (2, before));
    for who in &new {
        let refused = vote(&mut society, who, number, Choice::No).unwrap_err();
        assert_eq!(refused.code, "governance.not_eligible");
    }
    vote(&mut society, &people[0], number, Choice::Yes).unwrap();
    let next = opened(&mut society, &people[0], "household");
    assert_eq!(eligible(&society, next), 8);
}

/// PLA-5: nor do neighbours confirm whom members stopped from being confirmed, before their vote, or anybody while that
/// is paused; afterwards their vouches count again.
#[test]
fn pla_5_neighbours_do_not_confirm_what_waits_for_members() {
    let line = "{ id = \"confirming\", may = \"places.confirm\",        who = \"founder\" },";
    let lines = "{ id = \"confirming\", may = \"places.confirm\", who = \"founder\", grace = \"3 days\", challenge = \
                 \"half\" },\n{ id = \"all\", may = \"places.confirm\", who = \"decision: both\" },";
    assert!(CHARTER.contains(line));
    let pause = "```toml\n[[pause]]\nid = \"door\"\nwho = \"founder\"\nactions = [\"places.confirm\"]\nat_most = \"3 \
                 days\"\nagain_after = \"10 days\"\nrenewed = \"decision: both\"\n```\n";
    let mut society = Society::under(&(CHARTER.replace(line, lines) + pause));
    let founder = society.founder.clone();
    society.act(&founder, open("house", 200, None)).unwrap();
    let mut people: Vec<Actor> = Vec::new();
    for name in ["ana", "ben", "cleo"] {
        let who = joined(&mut society, name);
        society.act(&who, arrive("house")).unwrap();
        society.act(&founder, confirm(who.person, "house")).unwrap();
        people.push(who);
    }
    society.wait(Seconds::days(25));
    let [dan, eve] = ["dan", "eve"].map(|name| joined(&mut society, name));
    for who in [&dan, &eve] {
        society.act(who, arrive("house")).unwrap();
    }
    let is_confirmed = |society: &Society, who: &Actor| {
        query::living(&society.state, who.person).unwrap().0.confirmed.is_some()
    };
    // Half of the members stop what the founder announced of Dan.
    society.act(&founder, confirm(dan.person, "house")).unwrap();
    let act = GovernanceAction::Object { target: Target::Act { number: 4 } };
    for who in &people {
        society.act(who, act.clone()).unwrap();
    }
    for who in &people[..2] {
        society.act(who, vouch(dan.person, "house")).unwrap();
    }
    assert!(!is_confirmed(&society, &dan), "members decide on that");
    // While it is paused nobody is confirmed.
    let text = society.records.insert(b"Somebody copied the key.".to_vec());
    society.act(&founder, CharterAction::Pause { pause: "door".into(), text }).unwrap();
    for who in &people[..2] {
        society.act(who, vouch(eve.person, "house")).unwrap();
    }
    assert!(!is_confirmed(&society, &eve), "it is paused");
    society.wait(Seconds::days(10));
    for who in [&dan, &eve] {
        society.act(&people[2], vouch(who.person, "house")).unwrap();
        assert!(is_confirmed(&society, who), "nothing holds it any more");
    }
}

/// A mass removal before a vote takes a week in which a vote that opens still counts everybody; and one that
/// takes effect while it is open changes nothing.
#[test]
fn a_mass_removal_does_not_bend_a_vote() {
    let (mut society, founder, people) = housed(&["ana", "ben", "cleo", "dan"]);
    for who in &people[1..] {
        let end = PlacesAction::EndResidence { person: who.person, place: "house".into() };
        society.act(&founder, end).unwrap();
    }
    society.wait(Seconds::days(4));
    // Ana, who is to be the only one left, would decide alone afterwards; the others bring it now.
    let number = opened(&mut society, &people[1], "household");
    assert_eq!(eligible(&society, number), 4);
    let events = society.wait(Seconds(Seconds::days(2).0));
    assert!(names(&events).contains(&"places.departed".to_owned()));
    assert!(query::living(&society.state, people[3].person).is_none());
    for who in &people {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    let standing = governance::query::standing(&society.state, number).unwrap();
    assert_eq!((standing.eligible, standing.tally.votes()), (4, 4));
    assert_eq!(standing.verdict, Verdict::Passed);
}

/// Nobody votes at two places: neither at once, nor by going to the other while the first vote is open.
#[test]
fn nobody_votes_at_two_places() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let ana = &people[0];
    society.act(&founder, open("farm", 9, None)).unwrap();
    assert_eq!(code(society.act(ana, arrive("farm"))), "places.lives_elsewhere");
    let number = opened(&mut society, ana, "household");
    society.act(ana, depart("house")).unwrap();
    society.act(ana, arrive("farm")).unwrap();
    society.act(&founder, confirm(ana.person, "farm")).unwrap();
    // In the vote that was open she votes, once.
    vote(&mut society, ana, number, Choice::Yes).unwrap();
    assert!(query::was_voter(
        &society.state,
        "house",
        ana.person,
        frozen(&society, number).residents.unwrap()
    ));
    society.wait(Seconds::days(30));
    assert!(query::is_voter(&society.state, "farm", ana.person));
    assert!(!query::is_voter(&society.state, "house", ana.person));
    let next = opened(&mut society, &people[1], "household");
    assert_eq!(eligible(&society, next), 1);
    let refused = vote(&mut society, ana, next, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
}

/// A place that is closed during a vote, and opened anew under its id: those vote who lived at the old one,
/// and nobody lives at the new one by having lived at the old one.
#[test]
fn a_place_closed_and_opened_anew_during_a_vote() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let close = PlacesAction::Close { place: "house".into() };
    society.act(&founder, close).unwrap();
    society.wait(Seconds::days(5));
    let number = opened(&mut society, &people[0], "household");
    society.wait(Seconds::days(1));
    assert!(query::place(&society.state, "house").is_none());
    society.act(&founder, open("house", 10, None)).unwrap();
    assert_eq!(query::place(&society.state, "house").unwrap().voters.count, 0);
    assert!(!query::is_voter(&society.state, "house", people[0].person));
    // Where they lived before is no place to go from, and keeps them from nowhere.
    assert_eq!(code(society.act(&people[0], depart("house"))), "places.does_not_live");
    let new = joined(&mut society, "new");
    for who in [&people[0], &new] {
        society.act(who, arrive("house")).unwrap();
        society.act(&founder, confirm(who.person, "house")).unwrap();
    }
    for who in &people {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    let refused = vote(&mut society, &new, number, Choice::No).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
    assert_eq!(eligible(&society, number), 2);
    // What was on the agenda of the old residence does nothing to the new one.
    society.wait(Seconds::days(21));
    let place = query::place(&society.state, "house").unwrap();
    assert_eq!((place.residents.count, place.voters.count), (2, 2));
    society.wait(Seconds::days(70));
    assert!(query::is_voter(&society.state, "house", people[0].person));
}

/// Who leaves and comes back votes where they could when it opened, and nowhere by that alone.
#[test]
fn coming_back_gives_no_vote() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let number = opened(&mut society, &people[1], "household");
    society.act(&people[0], MembershipAction::Leave {}).unwrap();
    join(&mut society, &people[0]);
    society.act(&people[0], arrive("house")).unwrap();
    society.act(&founder, confirm(people[0].person, "house")).unwrap();
    assert_eq!(eligible(&society, number), 2);
    vote(&mut society, &people[0], number, Choice::Yes).unwrap();
    society.wait(Seconds::days(6));
    let next = opened(&mut society, &people[1], "household");
    assert_eq!(eligible(&society, next), 1);
}

/// A residence that expires while a vote is open was there when it opened.
#[test]
fn expiry_during_a_vote_takes_nobody_their_ballot() {
    let (mut society, _, people) = housed(&["ana", "ben"]);
    society.wait(Seconds::days(77));
    let number = opened(&mut society, &people[0], "household");
    let events = society.wait(Seconds::days(2));
    assert_eq!(names(&events), ["places.departed", "places.departed"]);
    for who in &people {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    let verdict = governance::query::standing(&society.state, number).unwrap().verdict;
    assert_eq!((eligible(&society, number), verdict), (2, Verdict::Passed));
}

/// Going and coming leaves no pile of records: of the past only what open votes need is kept, and some.
#[test]
fn going_and_coming_leaves_no_pile() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let number = opened(&mut society, &people[1], "household");
    let longest = |society: &Society| {
        let key = query::residence_key(people[0].person);
        society.state.0.get(&key).map_or(0, bytes::Bytes::len)
    };
    let mut most = 0;
    for _ in 0..40 {
        society.act(&people[0], depart("house")).unwrap();
        society.act(&people[0], arrive("house")).unwrap();
        society.act(&founder, confirm(people[0].person, "house")).unwrap();
        society.wait(Seconds::days(20));
        most = most.max(longest(&society));
    }
    assert!(governance::query::result(&society.state, number).is_some());
    assert!(most < 2_000, "{most}");
}

/// A step of a history.
#[derive(Clone, Debug)]
enum Step {
    Arrive(usize, usize),
    Close(usize),
    Confirm(usize, usize),
    Depart(usize, usize),
    Join(usize),
    Leave(usize),
    Open(usize),
    Propose(usize),
    Rest(usize),
    Resume(usize),
    Vote(usize, u64),
    Wait(u64),
}

const PLACES: [&str; 2] = ["house", "farm"];

fn step() -> impl Strategy<Value = Step> {
    let (who, place) = (0_usize..5, 0_usize..2);
    prop_oneof![
        6 => (who.clone(), place.clone()).prop_map(|(who, place)| Step::Arrive(who, place)),
        1 => place.clone().prop_map(Step::Close),
        6 => (who.clone(), place.clone()).prop_map(|(who, place)| Step::Confirm(who, place)),
        2 => (who.clone(), place.clone()).prop_map(|(who, place)| Step::Depart(who, place)),
        2 => who.clone().prop_map(Step::Join),
        1 => who.clone().prop_map(Step::Leave),
        2 => place.prop_map(Step::Open),
        3 => who.clone().prop_map(Step::Propose),
        1 => who.clone().prop_map(Step::Rest),
        1 => who.clone().prop_map(Step::Resume),
        6 => (who, 1_u64..6).prop_map(|(who, number)| Step::Vote(who, number)),
        6 => (0_u64..12).prop_map(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// PLA-6, GOV-30: over any history, those vote who counted when the vote opened, as one who writes
    /// down everybody at the opening has it; and the rolls count who is there.
    #[test]
    fn pla_6_whoever_counted_at_the_opening_votes(steps in prop::collection::vec(step(), 1..90)) {
        let (mut society, founder, people) = housed(&["p0", "p1", "p2", "p3", "p4"]);
        let mut electors: Vec<(u64, Vec<usize>)> = Vec::new();
        for step in steps {
            play(&step, &mut society, &founder, &people);
            // Whoever writes down everybody at the opening.
            let now = |society: &Society| -> Vec<usize> {
                let counts = |who: &usize| query::is_voter(&society.state, "house", people[*who].person);
                (0..people.len()).filter(counts).collect()
            };
            for (number, open) in governance::query::proposals(&society.state, None, 64) {
                let is_new = electors.iter().all(|(known, _)| *known != number);
                // A vote opens in a batch of its own here, so what is there now was there then.
                if open.stage == governance::Stage::Voting && is_new && open.since == crate::frame::clock::Clock::read(&society.state).running() {
                    electors.push((number, now(&society)));
                }
            }
            for (number, then) in &electors {
                let Some(open) = governance::query::proposal(&society.state, *number) else { continue };
                let can: Vec<usize> = (0..people.len())
                    .filter(|who| governance::query::is_eligible(&society.state, *number, &open, people[*who].person))
                    .collect();
                prop_assert_eq!(&can, then);
                prop_assert_eq!(open.electorate.unwrap().roll.count, u64::try_from(then.len()).unwrap());
            }
            let mut residents = 0;
            for (id, place) in query::places(&society.state) {
                let lives = |who: &&Actor| {
                    let living = query::living(&society.state, who.person);
                    living.is_some_and(|(living, _)| living.place == id && living.confirmed.is_some())
                };
                let votes = |who: &&Actor| query::is_voter(&society.state, &id, who.person);
                let confirmed = people.iter().filter(lives).count();
                residents += confirmed;
                prop_assert_eq!(place.residents.count, u64::try_from(confirmed).unwrap());
                let voters = people.iter().filter(votes).count();
                prop_assert_eq!(place.voters.count, u64::try_from(voters).unwrap());
            }
            prop_assert_eq!(query::rolls(&society.state).residents, u64::try_from(residents).unwrap());
        }
    }
}

/// Does a step as far as it is admitted.
fn play(step: &Step, society: &mut Society, founder: &Actor, people: &[Actor]) {
    use crate::frame::state::Overlay;
    use crate::modules::governance::tests::propose;
    use crate::modules::membership;
    match step {
        Step::Arrive(who, place) => drop(society.act(&people[*who], arrive(PLACES[*place]))),
        Step::Close(place) => {
            let close = PlacesAction::Close { place: PLACES[*place].into() };
            let _ = society.act(founder, close);
        }
        Step::Confirm(who, place) => {
            let _ = society.act(founder, confirm(people[*who].person, PLACES[*place]));
        }
        Step::Depart(who, place) => drop(society.act(&people[*who], depart(PLACES[*place]))),
        Step::Join(who) => {
            if !membership::query::is_member(&society.state, people[*who].person) {
                join(society, &people[*who]);
            }
        }
        Step::Leave(who) => drop(society.act(&people[*who], MembershipAction::Leave {})),
        Step::Open(place) => drop(society.act(founder, open(PLACES[*place], 10, None))),
        Step::Propose(who) => {
            let made = governance::query::counts(&society.state).made.saturating_add(1);
            let what = vec![super::fund(&format!("f{made}"))];
            let proposed = propose(society, "household", what);
            let _ = society.act(&people[*who], proposed);
        }
        Step::Rest(who) | Step::Resume(who) => {
            let mut overlay = Overlay::new(&society.state);
            let person = people[*who].person;
            let is_rest = matches!(step, Step::Rest(_));
            let change = if is_rest { membership::rest } else { membership::resume };
            let _ = change(person, &mut overlay);
            let delta = overlay.into_delta();
            society.state.commit(delta);
        }
        Step::Vote(who, number) => drop(vote(society, &people[*who], *number, Choice::Yes)),
        Step::Wait(halves) => {
            // Some at a time, so that a vote that opens is seen as it opens.
            let _ = society.wait(Seconds(halves * 43_200));
        }
    }
}
