//! The tables of identity. Only this module writes them; neighbours read through `query`.

use polity_types::{Hash, PersonId};

use super::types::{Candidate, Chain, Person, Recovery};
use crate::frame::state::StateView;
use crate::frame::table::Table;

/// New keys that guardians may agree on, by the hash of their statement.
pub(super) const CANDIDATE: Table<Hash, Candidate> = Table::new("identity/candidate");
/// Newest links of chains, and forks.
pub(super) const CHAIN: Table<PersonId, Chain> = Table::new("identity/chain");
/// Persons.
pub(super) const PERSON: Table<PersonId, Person> = Table::new("identity/person");
/// Open recoveries.
pub(super) const RECOVERY: Table<PersonId, Recovery> = Table::new("identity/recovery");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] =
    &["identity/candidate", "identity/chain", "identity/person", "identity/recovery"];

/// Returns the newest links of a person's chain.
pub(super) fn chain(state: &dyn StateView, person: PersonId) -> Chain {
    CHAIN.get(state, &person).unwrap_or_else(|| {
        let known = PERSON.get(state, &person);
        known.map_or(Chain::ending(person.0, 0), |known| Chain::ending(known.head, known.sequence))
    })
}
