//! Votes of others.

use polity_machine::Event;
use polity_machine::frame::context::Authority;
use polity_machine::modules::governance;
use polity_machine::modules::governance::{Choice, GovernanceAction, GovernanceEvent};
use polity_types::{Seconds, Timestamp};

use super::*;

/// liquidvotingio/api#39: a vote of one's own did not cancel the delegated one, and both were counted.
/// Whoever votes first, whoever changes their mind, each person is counted once.
#[test]
fn liquidvoting_39_ones_own_ballot_takes_the_place_of_the_delegates() {
    let (giver, delegate) = (1, 2);
    for (number, (orders, counts)) in [
        (vec![(delegate, Choice::Yes)], [2, 0, 0]),
        (vec![(delegate, Choice::Yes), (giver, Choice::No)], [1, 1, 0]),
        (vec![(giver, Choice::No), (delegate, Choice::Yes)], [1, 1, 0]),
        (vec![(delegate, Choice::Yes), (giver, Choice::Yes)], [2, 0, 0]),
        (vec![(giver, Choice::Abstain), (delegate, Choice::No)], [0, 1, 1]),
        (vec![(delegate, Choice::Yes), (giver, Choice::No), (delegate, Choice::No)], [0, 2, 0]),
        (vec![(delegate, Choice::Yes), (giver, Choice::No), (giver, Choice::Yes)], [2, 0, 0]),
        (vec![(delegate, Choice::Yes), (delegate, Choice::No)], [0, 2, 0]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut town = Town::of(CHARTER, 5);
        town.delegate(giver, delegate).unwrap();
        let proposal = town.open_vote(0, "fund-a");
        for (who, choice) in orders {
            town.vote(who, proposal, choice).unwrap();
        }
        assert_eq!(town.counts(proposal), counts, "case {number}");
    }
}

/// The same, a vote delegated in a cycle (a case that such systems keep meeting): delegations go one step,
/// so a cycle of any length neither hangs nor multiplies votes.
#[test]
fn a_vote_delegated_in_a_cycle_is_counted_once() {
    for length in 2..=5 {
        for voters in 0..=length {
            let mut town = Town::of(CHARTER, 7);
            for who in 1..=length {
                town.delegate(who, who % length + 1).unwrap();
            }
            let proposal = town.open_vote(0, "fund-a");
            for who in 1..=voters {
                town.vote(who, proposal, Choice::Yes).unwrap();
            }
            // Each voter counts, and who delegates to one of them and does not vote.
            let carried = usize::from(voters > 0 && voters < length);
            let counted = u64::try_from(voters + carried).unwrap();
            assert_eq!(town.counts(proposal), [counted, 0, 0], "{length} {voters}");
        }
    }
    let mut town = Town::of(CHARTER, 3);
    assert_eq!(code(town.delegate(1, 1)), "governance.own_delegate");
}

/// api3dao/api3-dao#183: somebody with 2 % blocked others from being delegated to, by a flood of proposals.
/// One person has so many open and no more, and whatever is open keeps nobody from delegating, ending it,
/// or bringing their own.
#[test]
fn api3_dao_183_proposals_of_one_keep_nobody_from_delegating() {
    let mut town = Town::of(CHARTER, 6);
    let spammer = 1;
    for number in 0..3 {
        town.propose(spammer, "ordinary", vec![open(&format!("fund-{number}"))]).unwrap();
    }
    let more = town.propose(spammer, "ordinary", vec![open("fund-x")]);
    assert_eq!(code(more), "governance.too_many_open");
    for to in [spammer, 3, 4] {
        town.delegate(2, to).unwrap();
    }
    town.society.wait(Seconds::days(1));
    town.delegate(3, spammer).unwrap();
    town.delegate(2, 5).unwrap();
    let own = town.open_vote(5, "fund-own");
    // From the next vote on it is as was said last.
    let giver = town.people[2].person;
    let delegate = governance::query::delegate_in(&town.society.state, own, giver);
    assert_eq!(delegate, Some(town.people[5].person));
    town.act(2, GovernanceAction::Undelegate { topic: "ordinary".into() }).unwrap();
}

/// 1Hive/Hive-Democracy#6: a delegation that ends by itself. And SporkDAOOfficial/ETHDenver-2023#174,
/// decentraland/governance#1884: who delegated sees what was done with the vote.
#[test]
fn hive_democracy_6_a_delegation_ends_by_itself() {
    let mut town = Town::of(CHARTER, 4);
    let running = town.society.context(Authority::Rule { rule: "test".into() }).running;
    let until = Timestamp(running.0 + Seconds::days(3).0);
    let delegate = GovernanceAction::Delegate {
        delegate: town.people[2].person,
        replaces: None,
        topic: "ordinary".into(),
        until: Some(until),
    };
    town.act(1, delegate).unwrap();
    let (giver, to) = (town.people[1].person, town.people[2].person);
    let first = town.open_vote(0, "fund-a");
    let events = town.vote(2, first, Choice::Yes).unwrap();
    let weight = events.iter().find_map(|event| match event {
        Event::Governance(GovernanceEvent::BallotCast { weight, .. }) => Some(*weight),
        _ => None,
    });
    assert_eq!(weight, Some(2));
    assert_eq!(governance::query::delegate_in(&town.society.state, first, giver), Some(to));
    town.society.wait(Seconds::days(3));
    assert!(governance::query::delegations(&town.society.state, giver).is_empty());
    let second = town.open_vote(0, "fund-b");
    town.vote(2, second, Choice::Yes).unwrap();
    assert_eq!(town.counts(second), [1, 0, 0]);
}

/// loomio/loomio#9380 and #7641, DemocracyOS/democracyos#1525, encointer/pallets#382: delegation by topic, to
/// be overridden at any time, that says what was done with the vote. On one topic it says nothing of others.
#[test]
fn loomio_9380_delegation_is_by_topic_overridden_and_told() {
    let text = CHARTER.replace(
        "[[decision]]\nid = \"amendment\"",
        r#"[[decision]]
id = "houses"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
delegation = "yes"
discussion = "1 day"
voting = "2 days"
grace = "1 day"

[[power]]
id = "houses-open"
may = "treasury.open_account"
who = "decision: houses"

[[decision]]
id = "amendment""#,
    );
    let mut town = Town::of(&text, 4);
    let (giver, delegate) = (town.people[1].person, town.people[2].person);
    town.delegate(1, 2).unwrap();
    let ordinary = town.propose(0, "ordinary", vec![open("fund-a")]).unwrap();
    let other = town.propose(0, "houses", vec![open("fund-b")]).unwrap();
    town.society.wait(Seconds::days(1));
    town.vote(2, ordinary, Choice::Yes).unwrap();
    town.vote(2, other, Choice::Yes).unwrap();
    assert_eq!((town.counts(ordinary), town.counts(other)), ([2, 0, 0], [1, 0, 0]));
    // Who delegated is told who votes for them, and how the delegate did.
    let state = &town.society.state;
    assert_eq!(governance::query::delegate_in(state, ordinary, giver), Some(delegate));
    assert_eq!(governance::query::delegate_in(state, other, giver), None);
    let cast = governance::query::ballot(state, ordinary, delegate).unwrap();
    assert_eq!((cast.ballot.choice(), cast.weight), (&Choice::Yes, 2));
    // And whoever votes after all takes the vote back, which is told, too.
    let events = town.vote(1, ordinary, Choice::No).unwrap();
    let back = events.iter().find_map(|event| match event {
        Event::Governance(GovernanceEvent::BallotCast { taken_back, .. }) => *taken_back,
        _ => None,
    });
    let back = back.unwrap();
    assert_eq!((back.delegate, back.weight), (delegate, Some(1)));
    assert_eq!(town.counts(ordinary), [1, 1, 0]);
}

/// encointer/pallets#382, DA0-DA0/dao-dao-ui#576: what was delegated on and on gathers unseen with a few. One
/// step only, with a bound that the charter says, and how much somebody carries is there to be seen.
#[test]
fn encointer_382_nobody_gathers_votes_unseen() {
    let text = CHARTER
        .replace("delegation = \"yes\"\n", "delegation = \"yes\"\ndelegation_max = \"40%\"\n");
    let mut town = Town::of(&text, 6);
    town.delegate(1, 2).unwrap();
    town.delegate(2, 3).unwrap();
    town.delegate(4, 3).unwrap();
    let carried = |who: usize, town: &Town| {
        governance::query::carried(&town.society.state, "ordinary", town.people[who].person)
    };
    assert_eq!([2, 3].map(|who| carried(who, &town)), [1, 2]);
    assert_eq!(code(town.delegate(5, 3)), "governance.delegate_full");
    let number = town.open_vote(0, "fund-a");
    town.vote(3, number, Choice::Yes).unwrap();
    // Of one, two and four it carries two and four: what one gave to two stays with two.
    assert_eq!(town.counts(number), [3, 0, 0]);
}
