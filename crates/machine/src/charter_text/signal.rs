//! Reads which standing signals there are, and says them in words. Rule CHA-75 in `spec/charter.md`.

use std::collections::BTreeSet;
use std::fmt;

use polity_types::Seconds;
use serde::{Deserialize, Serialize};

use super::diagnostic::Position;
use super::document::Charter;
use super::electorate::Body;
use super::explain::Statement;
use super::reader::Reader;
use super::tables::note_twice;

/// Most kinds of signals in a charter. Unit: kinds. Source: CHA-75.
const KINDS_MAX: usize = 4;
/// Most questions of a kind that are open at once. Unit: questions. Source: CHA-75.
const OPEN_MAX: u32 = 16;
/// How many are, where the charter does not say. Unit: questions. Source: CHA-75.
const OPEN_DEFAULT: u32 = 4;
/// Shortest time for which a question stays open. Source: CHA-75.
const LASTS_MIN: Seconds = Seconds::days(1);
/// Longest time. Source: CHA-75.
const LASTS_MAX: Seconds = Seconds::days(5 * 365);
/// Whose stances count: everybody's as a member, since who is elected or drawn has a vote. Whether it is of
/// those past probation alone.
const ELECTORATES: &[(&str, bool)] = &[("members", false), ("members past probation", true)];
/// What a stance can be.
const SCALES: &[(&str, Scale)] = &[
    ("approve", Scale::Approve),
    ("1 to 3", Scale::Points(3)),
    ("1 to 4", Scale::Points(4)),
    ("1 to 5", Scale::Points(5)),
    ("1 to 6", Scale::Points(6)),
    ("1 to 7", Scale::Points(7)),
    ("1 to 8", Scale::Points(8)),
    ("1 to 9", Scale::Points(9)),
    ("1 to 10", Scale::Points(10)),
];

/// What a stance can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// To approve or to disapprove.
    Approve,
    /// A number of points, from 1 to this many.
    Points(u64),
}

impl Scale {
    /// Returns how many stances there are to choose from.
    #[must_use]
    pub fn places(self) -> usize {
        match self {
            Self::Approve => 2,
            Self::Points(points) => usize::try_from(points).unwrap_or(usize::MAX),
        }
    }
}

/// As the text of a charter writes it.
impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Approve => f.write_str("approve"),
            Self::Points(points) => write!(f, "1 to {points}"),
        }
    }
}

/// A kind of standing signal: questions that stay open and decide nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignalKind {
    /// Identifier, stable over amendments.
    pub id: String,
    /// Who takes a stance: members, or those past probation.
    pub electorate: Body,
    /// What a stance can be.
    pub scale: Scale,
    /// How long a question stays open.
    pub lasts: Seconds,
    /// How many questions of the kind are open at once. Unit: questions.
    pub open_max: u32,
    /// Where the kind begins in the text.
    pub at: Position,
}

/// Reads the kinds of signals (CHA-75).
pub(super) fn signals(root: &mut Reader<'_>) -> Vec<SignalKind> {
    let mut seen = BTreeSet::new();
    let mut kinds = Vec::new();
    for (table, at) in root.tables("signal", KINDS_MAX) {
        let mut reader = Reader::new(table, "signal", at, root.flaws);
        let id = reader.id();
        note_twice(&mut seen, &id, &mut reader);
        let is_past_probation = reader.choice_needed("electorate", ELECTORATES, false);
        let electorate = if is_past_probation { Body::MembersPastProbation } else { Body::Members };
        let scale = reader.choice_needed("scale", SCALES, Scale::Approve);
        let lasts = reader.duration_needed("lasts", LASTS_MIN, LASTS_MAX);
        let open_max = reader.count("open_max", 1, OPEN_MAX).unwrap_or(OPEN_DEFAULT);
        kinds.push(SignalKind { id, electorate, scale, lasts, open_max, at });
        reader.finish();
    }
    kinds
}

/// Says which standing signals there are.
pub(super) fn said(charter: &Charter) -> Vec<Statement> {
    charter.signals.iter().map(statement).collect()
}

fn statement(kind: &SignalKind) -> Statement {
    let SignalKind { id, electorate, scale, lasts, open_max, at } = kind;
    let who = match electorate {
        Body::MembersPastProbation => "each member past probation",
        _ => "each member",
    };
    let stance = match scale {
        Scale::Approve => "approve or disapprove".to_owned(),
        Scale::Points(points) => format!("give 1 to {points} points"),
    };
    let open = match open_max {
        1 => "one is".to_owned(),
        count => format!("{count} are"),
    };
    let text = format!(
        "A question of the kind \"{id}\" stays open for {lasts}: {who} may {stance}, change that and take it back \
         at any time, and the total is open to all. It decides nothing. At most {open} open at once."
    );
    Statement { rule: format!("signal.{id}"), line: at.line, text }
}
