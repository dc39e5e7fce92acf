//! Reads what comes of the founder's powers when the founder is gone, and says it in words. Rule CHA-67 in
//! `spec/charter.md`.

use polity_types::Seconds;

use super::diagnostic::{Flaws, Position};
use super::document::{Charter, Power, Procedure, Who};
use super::explain::{Statement, about, holder_name, within_sentence};
use super::parse::Known;
use super::reader::Reader;
use super::tables::{carried_by, check_method};

/// Shortest silence that is taken for absence. Source: CHA-67.
const SILENT_MIN: Seconds = Seconds::days(30);
/// Longest one. Source: CHA-67.
const SILENT_MAX: Seconds = Seconds::days(730);

/// To whom the founder's powers pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// How long the founder signs nothing.
    pub silent: Seconds,
    /// Id of the decision to which the powers pass.
    pub to: String,
}

/// Reads `succession` (CHA-67).
pub(super) fn succession(
    root: &mut Reader<'_>,
    known: &Known<'_>,
    powers: &[Power],
    decisions: &[Procedure],
) -> Option<Succession> {
    let (table, at) = root.table("succession")?;
    let mut reader = Reader::new(table, "succession", at, root.flaws);
    let silent = reader.duration_needed("silent", SILENT_MIN, SILENT_MAX);
    let to = carried_by("to", &mut reader, known);
    check(&to, at, powers, decisions, reader.flaws);
    reader.finish();
    Some(Succession { silent, to })
}

/// Checks that the decision can carry what the founder holds.
fn check(to: &str, at: Position, powers: &[Power], decisions: &[Procedure], flaws: &mut Flaws) {
    for power in powers.iter().filter(|power| power.who == Who::Founder && !power.is_locked) {
        let passed = Power { who: Who::Decision(to.to_owned()), ..power.clone() };
        check_method(&passed, decisions, at, flaws);
    }
}

impl Succession {
    /// Returns who holds a line once the founder is gone: the decision; of a locked one, and of what the
    /// importer brings in, no one.
    #[must_use]
    pub fn heir(succession: Option<&Self>, power: &Power) -> Who {
        let to = succession.filter(|_| power.who == Who::Founder && !power.is_locked);
        to.map_or(Who::NoOne, |succession| Who::Decision(succession.to.clone()))
    }
}

/// Says what comes of a line when the founder is gone; none if it is not theirs.
pub(super) fn words_of(charter: &Charter, power: &Power) -> Option<String> {
    if !matches!(power.who, Who::Founder | Who::Importer) {
        return None;
    }
    let succession = charter.succession.as_ref();
    let gone = succession.map_or_else(
        || "if the founder leaves or steps down".to_owned(),
        |one| format!("if the founder leaves, steps down or signs nothing for {}", one.silent),
    );
    Some(match Succession::heir(succession, power) {
        Who::NoOne => format!("{gone}, nobody may any more"),
        heir => format!("{gone}, it passes to {}", within_sentence(&holder_name(charter, &heir))),
    })
}

/// Says what comes of the founder's powers.
pub(super) fn said(charter: &Charter) -> Vec<Statement> {
    let is_of_founder = |power: &Power| matches!(power.who, Who::Founder | Who::Importer);
    let Some(Succession { silent, to }) = &charter.succession else {
        let holds = charter.powers.iter().any(is_of_founder);
        let text = "What the founder alone may do ends if the founder leaves or steps down; it passes \
                    to nobody, unless a stage or an amendment says so.";
        let rule = "succession".to_owned();
        return holds
            .then(|| Statement { rule, line: 0, text: text.to_owned() })
            .into_iter()
            .collect();
    };
    let text = format!(
        "If the founder leaves, steps down, or signs nothing for {silent}, what the founder alone may do \
         passes to the decision \"{to}\", within the same limits, for good."
    );
    vec![about(charter, "succession.silent", text)]
}
