//! How much room a line leaves to its holder, and what the stages make of the lines.

use super::document::{Charter, Limit, Power, Stage};
use super::explain::limit_words;
use super::stage_tables::apply_change;
use super::words::Share;

/// Returns the table of powers in the order of the stages: as the charter gives it, then as each
/// stage leaves it once the offices are filled.
pub(super) fn stage_by_stage(charter: &Charter) -> Vec<(Option<&Stage>, Vec<Power>)> {
    let mut powers = charter.powers.clone();
    let mut tables = vec![(None, powers.clone())];
    for stage in &charter.stages {
        for change in &stage.changes {
            if let Some(power) = powers.iter_mut().find(|power| power.id == change.power) {
                apply_change(change, power);
            }
        }
        tables.push((Some(stage), powers.clone()));
    }
    tables
}

/// A line together with the charter that it stands in.
#[derive(Clone, Copy)]
pub(super) struct Line<'c> {
    pub(super) charter: &'c Charter,
    pub(super) power: &'c Power,
}

/// Returns in which ways `new` leaves more room than `old`, in words; none if it leaves as much or
/// less. The lines are compared as they are: whose they are is not asked.
pub(super) fn wider(old: Line<'_>, new: Line<'_>) -> Vec<String> {
    differing(old, new, old, new)
}

/// Returns in which ways `new` leaves less room than `old`, in words.
pub(super) fn narrower(old: Line<'_>, new: Line<'_>) -> Vec<String> {
    differing(new, old, old, new)
}

/// Returns in which ways `large` leaves more room than `small`, said as a step from `old` to `new`.
fn differing(small: Line<'_>, large: Line<'_>, old: Line<'_>, new: Line<'_>) -> Vec<String> {
    let mut ways = Vec::new();
    if is_higher(large.power.up_to.as_ref(), small.power.up_to.as_ref()) {
        ways.push(format!("{} instead of {}", limit(new), limit(old)));
    }
    let grace = |line: Line<'_>| line.charter.grace_of(line.power);
    if grace(large) < grace(small) {
        ways.push(format!("after {} instead of {}", grace(new), grace(old)));
    }
    if is_harder(large.power.challenge, small.power.challenge) {
        ways.push(format!("stopped by {} instead of {}", objectors(new), objectors(old)));
    }
    ways
}

fn limit(line: Line<'_>) -> String {
    let limit = line.power.up_to.as_ref();
    limit.map_or_else(
        || "without a limit".to_owned(),
        |limit| format!("up to {}", limit_words(line.charter, limit)),
    )
}

fn objectors(line: Line<'_>) -> String {
    line.power.challenge.map_or_else(
        || "no objection".to_owned(),
        |share| format!("objections of {share} of the members"),
    )
}

/// Returns whether a limit allows anything that the other does not.
pub(super) fn is_higher(limit: Option<&Limit>, than: Option<&Limit>) -> bool {
    match (limit, than) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(limit), Some(than)) => {
            limit.asset != than.asset || limit.amount > than.amount || limit.per < than.per
        }
    }
}

/// Returns whether more members must object than by the other share.
pub(super) fn is_harder(share: Option<Share>, than: Option<Share>) -> bool {
    let Some(than) = than else { return false };
    let product =
        |a: Share, b: Share| u64::from(a.numerator()).saturating_mul(u64::from(b.denominator()));
    share.is_none_or(|share| product(share, than) > product(than, share))
}
