//! What a ballot and the end of a vote read: as much with many members as with few.

use std::collections::BTreeSet;
use std::sync::Mutex;

use bytes::Bytes;
use polity_types::{Base64, Seconds};

use super::super::state::BALLOT_PREFIX;
use super::super::sweep::{SWEPT_MAX, later};
use super::super::{Choice, Stage, query};
use super::{CHARTER, ballot, joined, propose, society, vote};
use crate::Action;
use crate::frame::batch::{Batch, Executed, Outcome, SignedOperation};
use crate::frame::clock::Clock;
use crate::frame::context::Authority;
use crate::frame::execute::execute;
use crate::frame::state::{MemoryState, Overlay, StateView};
use crate::modules::charter::{CharterAction, RelyingParty};
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Marked, Society};

/// A state that notes what is read of it.
struct Watched<'a>(&'a MemoryState, Mutex<Vec<(String, usize)>>);

impl StateView for Watched<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        let found = self.0.get(key);
        let length = found.as_ref().map_or(0, Bytes::len);
        self.1.lock().unwrap().push((key.to_owned(), length));
        found
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        let page = self.0.scan(prefix, after, limit);
        let mut seen = self.1.lock().unwrap();
        seen.extend(page.iter().map(|(key, found)| (key.clone(), found.len())));
        page
    }
}

/// What a batch read: bytes, records, and the tables they are in.
#[derive(Debug)]
struct Cost {
    bytes: usize,
    records: usize,
    tables: BTreeSet<String>,
}

/// Executes a batch, and tells what it cost.
fn costing(society: &mut Society, operations: Vec<SignedOperation>) -> (Executed, Cost) {
    let height = Clock::read(&society.state).height.next();
    let batch = Batch { evidence: Base64::default(), height, operations, time: society.time };
    let watched = Watched(&society.state, Mutex::default());
    let mut executed = execute(&mut society.memory, &watched, &society.records, &batch);
    let mut read = watched.1.into_inner().unwrap();
    // What is over is removed afterwards, by the agenda, in steps (GOV-10).
    let swept = |key: &str| key.starts_with(BALLOT_PREFIX) && !executed.due.is_empty();
    read.retain(|(key, _)| !swept(key));
    society.state.commit(std::mem::take(&mut executed.writes));
    let table = |key: &str| key.split('/').take(2).collect::<Vec<_>>().join("/");
    let cost = Cost {
        bytes: read.iter().map(|(_, length)| length).sum(),
        records: read.len(),
        tables: read.iter().map(|(key, _)| table(key)).collect(),
    };
    (executed, cost)
}

/// A society with so many members beside six, and a vote on nearly as many bytes as there may be.
fn at_the_vote(more: usize) -> (Society, Vec<Actor>) {
    let (mut society, mut members) = society();
    members.extend((0..more).map(|number| joined(&mut society, &format!("member {number}"))));
    let origins = vec!["https://a.example".repeat(100); 18];
    let party = RelyingParty { id: "a.example".into(), origins };
    let large = Action::from(CharterAction::SetRelyingParties { relying_parties: vec![party] });
    society.wait(Seconds::days(30));
    let action = propose(&mut society, "ordinary", vec![large]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(1));
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Voting);
    (society, members)
}

/// Has all but one vote, then measures the last one's ballot and the batch that closes the vote.
fn measured(more: usize) -> (Cost, Cost) {
    let (mut society, members) = at_the_vote(more);
    let (last, others) = members.split_last().unwrap();
    for voter in others {
        society.act(voter, ballot(1, Choice::Yes)).unwrap();
    }
    let signed = society.signed(last, ballot(1, Choice::Yes));
    let (executed, cast) = costing(&mut society, vec![signed]);
    assert!(matches!(executed.outcomes[..], [Outcome::Admitted { .. }]));
    society.wait(Seconds(Seconds::days(7).0 - 1));
    society.time = society.time.after(Seconds(1));
    let (executed, closed) = costing(&mut society, Vec::new());
    assert!(!executed.due.is_empty());
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Grace);
    (cast, closed)
}

/// GOV-9: neither a ballot nor the end of a vote reads more when there are more members and ballots,
/// and neither reads what the proposal would do, however long that is.
#[test]
fn gov_9_a_ballot_and_the_end_of_a_vote_read_as_much_however_many_there_are() {
    let (few, many) = (measured(0), measured(60));
    for (few, many) in [(&few.0, &many.0), (&few.1, &many.1)] {
        assert!(few.bytes < 8_192, "{few:?}");
        assert!(!few.tables.contains("governance/content"), "{few:?}");
        assert_eq!((few.records, &few.tables), (many.records, &many.tables));
        // Numbers have more digits.
        assert!(many.bytes <= few.bytes + 64, "{few:?} {many:?}");
    }
    assert!(few.0.tables.contains("governance/ballot"));
}

/// ORD-12, GOV-10: the last removal of many costs as much as the first, though a state on disk keeps marks of what
/// was removed before it.
#[test]
fn gov_10_what_is_left_is_found_without_walking_over_what_is_gone() {
    const SLICES: usize = 5;
    let (mut society, _) = society();
    let state = society.state.clone();
    let prefix = format!("{BALLOT_PREFIX}/{:016}/", 7);
    let context = society.context(Authority::Rule { rule: "test".into() });
    let mut overlay = Overlay::new(&state);
    for number in 0..SLICES * SWEPT_MAX {
        overlay.put(format!("{prefix}{number:016}"), Bytes::from_static(b"{}"));
    }
    later(prefix.clone(), 1, &context, &mut overlay);
    let delta = overlay.into_delta();
    society.state.commit(delta);
    let mut state = Marked::of(&society.state);
    let mut costs = Vec::new();
    while !state.scan(&prefix, None, 1).is_empty() {
        society.time = society.time.after(Seconds(1));
        let height = Clock::read(&state).height.next();
        let time = society.time;
        let batch = Batch { evidence: Base64::default(), height, operations: Vec::new(), time };
        let _ = state.steps();
        let executed = execute(&mut society.memory, &state, &society.records, &batch);
        costs.push(state.steps());
        assert!(executed.is_heard() && executed.writes.len() <= SWEPT_MAX + 16);
        state.commit(executed.writes);
    }
    assert_eq!(costs.len(), SLICES);
    assert!(costs.iter().all(|steps| *steps < SWEPT_MAX + 128), "{costs:?}");
}

/// Measures that somebody leaves before a later vote, that it opens, that somebody leaves who voted in it, and that it ends.
fn measured_later(more: usize) -> [Cost; 4] {
    let (mut society, mut members) = society();
    members.extend((0..more).map(|number| joined(&mut society, &format!("member {number}"))));
    society.wait(Seconds::days(30));
    let text = society.records.insert(format!("{CHARTER}\nMore.\n").into_bytes());
    let replaces = crate::modules::charter::query::current(&society.state).hash;
    let amend = Action::from(CharterAction::Amend { replaces, text });
    let action = propose(&mut society, "amendment", vec![amend]);
    society.act(&members[0], action).unwrap();
    society.wait(Seconds::days(2));
    let all_vote = |society: &mut Society, voters: &[Actor]| {
        for voter in voters {
            vote(society, voter, 1, Choice::Yes).unwrap();
        }
    };
    let leave = |society: &mut Society, who: &Actor| {
        let signed = society.signed(who, MembershipAction::Leave {});
        let (executed, cost) = costing(society, vec![signed]);
        assert!(matches!(executed.outcomes[..], [Outcome::Admitted { .. }]));
        cost
    };
    // Returns what the batch costs in which that falls due which is due so long after.
    let due = |society: &mut Society, after: Seconds| {
        society.wait(Seconds(after.0 - 1));
        society.time = society.time.after(Seconds(1));
        let (executed, cost) = costing(society, Vec::new());
        assert!(!executed.due.is_empty());
        cost
    };
    all_vote(&mut society, &members);
    society.wait(Seconds::days(7));
    let before = leave(&mut society, &members[0]);
    let opens = due(&mut society, Seconds::days(10));
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Voting);
    all_vote(&mut society, &members[1..]);
    let after = leave(&mut society, &members[1]);
    let ends = due(&mut society, Seconds::days(7));
    assert_eq!(query::proposal(&society.state, 1).unwrap().stage, Stage::Grace);
    [before, opens, after, ends]
}

/// GOV-62, EXI-13: who left is known to a later vote without a look at who did not; it costs some records more for each time
/// that the members have doubled, whether somebody leaves or a vote is reckoned without them.
#[test]
fn gov_62_a_later_vote_looks_at_nobody() {
    let (few, many) = (measured_later(0), measured_later(58));
    for ((few, many), what) in few.iter().zip(&many).zip(["left", "opens", "left later", "ends"]) {
        // From 6 others to 64: three doublings and a bit of how often somebody came, was past probation, or left.
        assert!(few.records < 110 && many.records <= few.records + 24, "{what}: {few:?} {many:?}");
        assert_eq!(few.tables, many.tables, "{what}");
        let is_by_itself = ["opens", "ends"].contains(&what);
        assert_eq!(few.tables.contains("membership/member"), !is_by_itself, "{what}: {few:?}");
    }
}
