//! Seats in later votes: who has one as it opens has its vote, whoever voted first (GOV-30, GOV-62).

use polity_types::Seconds;

use super::super::{Choice, GovernanceAction, GovernanceEvent, Stage, TakenBack, query};
use super::electorates::{CHARTER, opened, society_under, standing};
use super::{joined, vote};
use crate::modules::membership::MembershipAction;
use crate::modules::offices::{self, OfficesAction};
use crate::testing::Society;

/// The charter of electorates, in which what the weighed decide is confirmed after sixty days.
fn confirmed() -> String {
    let at = CHARTER.rfind("id = \"weighed\"").unwrap();
    let confirmed = "grace = \"none\"\nconfirm = \"after 60 days\"";
    [&CHARTER[..at], &CHARTER[at..].replacen("grace = \"none\"", confirmed, 1)].concat()
}

/// GOV-62: if one is left of those who could vote first, they decide with whoever else has a seat, and nobody is let in
/// to overturn it; once nobody else has one, it is as a first vote, since one person decides for nobody else.
#[test]
fn gov_62_who_is_left_alone_beside_empty_seats_binds_nobody() {
    let text = confirmed();
    for gives_up in [false, true] {
        let (mut society, members) = society_under(&text);
        let founder = members[0].clone();
        let number = opened(&mut society, &founder, "weighed");
        for member in &members {
            vote(&mut society, member, number, Choice::Yes).unwrap();
        }
        society.wait(Seconds::days(1));
        for member in &members[1..] {
            society.act(member, MembershipAction::Leave {}).unwrap();
        }
        let new = ["hal", "ida", "jo"].map(|name| joined(&mut society, name));
        society.wait(Seconds::days(2));
        let office = || "council".to_owned();
        society.act(&new[0], OfficesAction::Stand { office: office() }).unwrap();
        society.act(&founder, OfficesAction::CallElection { office: office() }).unwrap();
        society.wait(Seconds(1));
        let election = query::counts(&society.state).made;
        for member in [&founder, &new[0]] {
            vote(&mut society, member, election, Choice::Yes).unwrap();
        }
        society.wait(Seconds::days(1));
        assert!(offices::query::holds(&society.state, "council", new[0].person));
        if gives_up {
            society.act(&new[0], OfficesAction::Resign { office: office() }).unwrap();
        }
        society.wait(Seconds::days(57));
        assert_eq!(query::proposal(&society.state, number).unwrap().round, 2);
        let members = standing(&society, number).bodies[0].roll.count;
        assert_eq!(members, if gives_up { 4 } else { 1 });
    }
}

/// GOV-62, GOV-30: who leaves the society while a later vote is open votes for the seat that they had as it opened, and for
/// nobody else: neither they nor who delegated to them counts among the members by it.
#[test]
fn gov_62_who_leaves_keeps_the_seat_that_they_had() {
    let confirmed = |text: &str, id: &str| {
        let id = format!("id = \"{id}\"\n");
        // The decision stands behind the office of the same name.
        let at = text.rfind(&id).unwrap();
        format!("{}{id}confirm = \"after 2 days\"\n{}", &text[..at], &text[at + id.len()..])
    };
    let text = confirmed(&confirmed(CHARTER, "council"), "weighed");
    let (mut society, members) = society_under(&text);
    let delegate = |society: &mut Society, from: usize, to: usize| {
        let (delegate, topic) = (members[to].person, "weighed".into());
        let delegate = GovernanceAction::Delegate { delegate, replaces: None, topic, until: None };
        society.act(&members[from], delegate).unwrap();
    };
    delegate(&mut society, 5, 0);
    delegate(&mut society, 1, 3);
    let weighed = opened(&mut society, &members[4], "weighed");
    let council = opened(&mut society, &members[4], "council");
    for member in &members {
        vote(&mut society, member, weighed, Choice::Yes).unwrap();
        let _ = vote(&mut society, member, council, Choice::Yes);
    }
    society.wait(Seconds::days(3));
    for number in [weighed, council] {
        assert_eq!(query::proposal(&society.state, number).unwrap().round, 2);
    }
    // Yes of members and of the council, how many members there are, and yes in all.
    let told = |society: &Society| {
        let standing = standing(society, weighed);
        let [of, seats] = &standing.bodies[..] else { panic!() };
        (of.yes, seats.yes, of.roll.count, standing.tally.yes)
    };
    vote(&mut society, &members[0], weighed, Choice::Yes).unwrap();
    vote(&mut society, &members[0], council, Choice::Yes).unwrap();
    vote(&mut society, &members[3], weighed, Choice::Yes).unwrap();
    assert_eq!(told(&society), (4, 1, 8, 4));
    society.act(&members[0], MembershipAction::Leave {}).unwrap();
    assert_eq!(told(&society), (2, 1, 7, 3));
    assert_eq!(standing(&society, council).tally.yes, 1, "of a council nothing is left");
    // A seat votes after its holder left as before, and takes nothing from who carried them among the members.
    society.act(&members[1], MembershipAction::Leave {}).unwrap();
    assert_eq!(told(&society), (1, 1, 6, 2));
    vote(&mut society, &members[1], weighed, Choice::Yes).unwrap();
    assert_eq!(told(&society), (1, 2, 6, 3));
    vote(&mut society, &members[5], weighed, Choice::Yes).unwrap();
    assert_eq!(told(&society), (2, 2, 6, 4));
    vote(&mut society, &members[0], weighed, Choice::No).unwrap();
    assert_eq!(told(&society), (2, 1, 6, 3));
    // Of whom nobody delegated to, too, it is told what the ballot counts for: it is among the members no more.
    vote(&mut society, &members[2], weighed, Choice::Yes).unwrap();
    assert_eq!(told(&society), (3, 2, 6, 4));
    let events = society.act(&members[2], MembershipAction::Leave {}).unwrap();
    assert_eq!(told(&society), (2, 2, 5, 4));
    let taken_back = Some(TakenBack { delegate: members[2].person, weight: Some(1) });
    let voter = members[2].person;
    let left = GovernanceEvent::BallotLeft { proposal: weighed, round: 2, taken_back, voter };
    assert!(events.contains(&left.into()), "{events:?}");
}

/// GOV-30, GOV-62: between two votes a seat has whoever has it now, not who had it as the first vote opened; the members are
/// still those of the first.
#[test]
fn gov_30_between_two_votes_a_seat_has_whoever_has_it_now() {
    let text = confirmed();
    let (mut society, members) = society_under(&text);
    let office = || "council".to_owned();
    let number = opened(&mut society, &members[4], "weighed");
    for member in &members {
        vote(&mut society, member, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    let open = query::proposal(&society.state, number).unwrap();
    assert_eq!((open.stage, open.round), (Stage::Confirming, 1));
    let bodies = |society: &Society| {
        [0, 1, 5].map(|who: usize| {
            let open = query::proposal(&society.state, number).unwrap();
            query::bodies_of(&society.state, number, &open, members[who].person)
        })
    };
    assert_eq!(bodies(&society), [vec![0, 1], vec![0, 1], vec![0]]);
    society.act(&members[0], OfficesAction::Resign { office: office() }).unwrap();
    society.act(&members[5], OfficesAction::Stand { office: office() }).unwrap();
    society.act(&members[5], OfficesAction::CallElection { office: office() }).unwrap();
    society.wait(Seconds(1));
    let election = query::counts(&society.state).made;
    for member in &members {
        vote(&mut society, member, election, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(bodies(&society), [vec![0], vec![0, 1], vec![0, 1]]);
    society.wait(Seconds::days(59));
    assert_eq!(query::proposal(&society.state, number).unwrap().round, 2);
    assert_eq!(bodies(&society), [vec![0], vec![0, 1], vec![0, 1]], "as it opens");
}
