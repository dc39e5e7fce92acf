//! Reads how members fork, and says it in words. Rule CHA-66 in `spec/charter.md`.

use polity_types::Seconds;

use super::document::Charter;
use super::explain::{Statement, about};
use super::reader::Reader;

/// Most members that a charter may want for a fork. Unit: persons. Source: CHA-66.
const LEAST_MAX: u32 = 1_000_000;

/// How members fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// Time in which members sign up.
    pub period: Seconds,
    /// How many must sign up for anybody to leave by it. Unit: persons.
    pub least: u32,
}

/// Reads `fork` (CHA-66).
pub(super) fn fork(root: &mut Reader<'_>) -> Option<Fork> {
    let (table, at) = root.table("fork")?;
    let mut reader = Reader::new(table, "fork", at, root.flaws);
    let period = reader.duration_needed("period", Seconds::hours(1), Seconds::days(365));
    let least = reader.count_needed("least", 1, LEAST_MAX);
    reader.finish();
    Some(Fork { period, least })
}

/// Says how members fork.
pub(super) fn said(charter: &Charter, fork: &Fork) -> Vec<Statement> {
    let Fork { period, least } = fork;
    let noun = if *least == 1 { "one does" } else { "do" };
    let text = format!(
        "Members may leave together to found a society of their own: any member past probation announces \
         it, others sign up within {period}, and if at least {least} {noun}, each leaves with their share."
    );
    vec![about(charter, "fork.period", text)]
}
