//! What people are called.

use polity_machine::modules::names::NamesEvent;
use rusqlite::{OptionalExtension as _, params};

use super::{Done, Projection};

impl Projection<'_> {
    /// Notes what a person is called, and has the search find them so.
    pub(super) fn names(&self, event: &NamesEvent) -> Done {
        let (person, name) = match event {
            NamesEvent::Taken { called, person, .. } => (person.to_string(), Some(called)),
            NamesEvent::GivenUp { person, .. } => (person.to_string(), None),
        };
        self.run("UPDATE people SET name = ?2 WHERE person = ?1", params![person, name])?;
        let mut listed =
            self.tables.prepare_cached("SELECT card, found FROM people WHERE person = ?1")?;
        let listed: Option<(Option<u64>, Option<i64>)> =
            listed.query_row([&person], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((Some(card), Some(found))) = listed else { return Ok(()) };
        let member = format!("Member {card}");
        let (title, body) = match name {
            Some(name) => (name.clone(), format!("{member} {person}")),
            None => (member, person),
        };
        self.run(
            "UPDATE search SET title = ?2, body = ?3 WHERE rowid = ?1",
            params![found, title, body],
        )
    }
}
