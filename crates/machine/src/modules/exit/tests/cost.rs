//! What taking a share costs: as much with many members as with few.

use std::sync::Mutex;

use bytes::Bytes;
use polity_types::Base64;

use super::*;
use crate::frame::batch::{Batch, Outcome};
use crate::frame::clock::Clock;
use crate::frame::execute::execute;
use crate::frame::state::{MemoryState, StateView};

/// A state that notes what is read of it.
struct Watched<'a>(&'a MemoryState, Mutex<Vec<String>>);

impl StateView for Watched<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        self.1.lock().unwrap().push(key.to_owned());
        self.0.get(key)
    }

    fn scan(&self, prefix: &str, after: Option<&str>, limit: usize) -> Vec<(String, Bytes)> {
        let page = self.0.scan(prefix, after, limit);
        self.1.lock().unwrap().extend(page.iter().map(|(key, _)| key.clone()));
        page
    }
}

/// Returns what was read and written when somebody left, of a society with so many more members.
fn measured(more: usize) -> (usize, usize) {
    let names: Vec<String> = (0..more).map(|number| format!("member {number}")).collect();
    let names: Vec<&str> = ["ana"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let mut door = Door::under("share = \"by contributions\"", &names);
    door.contribute(0, 500);
    let ana = door.people[0].clone();
    let operations = vec![door.society.signed(&ana, leave())];
    let height = Clock::read(&door.society.state).height.next();
    let batch = Batch { evidence: Base64::default(), height, operations, time: door.society.time };
    let watched = Watched(&door.society.state, Mutex::default());
    let executed = execute(&mut door.society.memory, &watched, &door.society.records, &batch);
    assert!(matches!(executed.outcomes[..], [Outcome::Admitted { .. }]));
    let read = watched.1.into_inner().unwrap();
    (read.len(), executed.writes.len())
}

/// EXI-13: however many members there are.
#[test]
fn exi_13_a_share_costs_as_much_however_many_members_there_are() {
    let few = measured(0);
    assert_eq!(few, measured(200));
    assert!(few.0 < 150 && few.1 < 40, "{few:?}");
}
