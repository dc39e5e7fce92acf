//! What an amendment changes: the lines of the text, every rule moved in plain words, and who gains
//! or loses which power.

use std::collections::BTreeMap;

use serde::Serialize;

use super::actions::{ActionName, briefly, words};
use super::bounds::moved_bounds;
use super::diagnostic::Diagnostic;
use super::document::{Charter, Entry, Power, Stage, Who};
use super::explain::{Statement, explain, holder_name};
use super::hands::moved_hands;
use super::locks::{self, LockBreach};
use super::moments::moved_lines;
use super::outlook::comes;
use super::renamed::called_as;
use super::room::{Line, is_harder, narrower, stage_by_stage};
use super::scan::LINES_MAX;
use super::stakes::moved_stakes;

/// What lies between two versions of a charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Both texts, line by line.
    pub lines: Vec<DiffLine>,
    /// Every rule that is said differently, in the order of the new text's explanation, then those
    /// that fall away.
    pub rules: Vec<RuleChange>,
    /// Who gains or loses which power.
    pub powers: Vec<PowerShift>,
    /// Why the new text can never come into force in place of the old one: how it breaks a lock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breaks: Option<String>,
}

/// Whether a line stands in both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LineChange {
    /// In both.
    Same,
    /// Only in the old one.
    Removed,
    /// Only in the new one.
    Added,
}

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffLine {
    /// Whether it stands in both texts.
    pub change: LineChange,
    /// Its number in the old text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_line: Option<u32>,
    /// Its number in the new text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_line: Option<u32>,
    /// What it says.
    pub text: String,
}

/// A rule that is said differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Name of the rule, such as `admission.vouches` or `power.founder-pays`.
    pub rule: String,
    /// What it said; absent for a new rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it says; absent for a rule that falls away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A power gained or lost, or the room within one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PowerShift {
    /// Who, as people call them.
    pub who: String,
    /// Name of the action.
    pub action: &'static str,
    /// Whether it is gained; otherwise it is lost.
    pub is_gained: bool,
    /// The change in a sentence.
    pub text: String,
}

/// Why two texts cannot be compared: at least one of them is no charter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffFlaws {
    /// What is wrong with the old text.
    pub old: Vec<Diagnostic>,
    /// What is wrong with the new text.
    pub new: Vec<Diagnostic>,
}

/// Compares two versions of a charter.
///
/// # Errors
/// What is wrong with either text, if anything is.
pub fn diff(old: &str, new: &str, actions: &[ActionName]) -> Result<Diff, DiffFlaws> {
    match (Charter::parse(old, actions), Charter::parse(new, actions)) {
        (Ok(before), Ok(after)) => Ok(Diff {
            lines: line_diff(old, new),
            rules: rule_changes(&before, &after),
            powers: power_shifts(&before, &after),
            breaks: locks::breach(&before, &after).map(|breach| breach_words(&breach)),
        }),
        (old, new) => Err(DiffFlaws {
            old: old.err().unwrap_or_default(),
            new: new.err().unwrap_or_default(),
        }),
    }
}

/// Says what a lock forbids.
fn breach_words(breach: &LockBreach) -> String {
    let LockBreach { action, power, why } = breach;
    format!(
        "No decision can bring this text into force: the power to {} is locked, and of \"{power}\" {why}.",
        deed(action)
    )
}

/// What is said where seats go (OFF-5).
const SEATS_KEPT: &str = " Whoever holds a seat that goes keeps it to the end of their term.";

/// Returns the rules of both charters that are said differently. Of a decision that is only called otherwise that is said
/// once, and not again in each rule that names it.
fn rule_changes(before: &Charter, after: &Charter) -> Vec<RuleChange> {
    let statements = |charter: &Charter| -> Vec<Statement> {
        explain(charter).into_iter().flat_map(|section| section.statements).collect()
    };
    let (alike, renamed) = called_as(before, after);
    let (old, new) = (statements(&alike), statements(after));
    let by_rule = |list: &[Statement]| -> BTreeMap<String, String> {
        list.iter().map(|said| (said.rule.clone(), said.text.clone())).collect()
    };
    let (mut old_by_rule, new_by_rule) = (by_rule(&old), by_rule(&new));
    let said = by_rule(&statements(before));
    for (name, other) in renamed {
        let said = said.get(&format!("decision.{name}")).cloned();
        old_by_rule.extend(said.map(|said| (format!("decision.{other}"), said)));
    }
    let has_fewer_seats = |rule: &str| {
        let id = rule.strip_prefix("office.").unwrap_or_default();
        let seats = |charter: &Charter| charter.office(id).map(|office| office.seats);
        seats(before).zip(seats(after)).is_some_and(|(old, new)| new < old)
    };
    let mut changes = Vec::new();
    for said in new {
        let before = old_by_rule.get(&said.rule).cloned();
        if before.as_ref() != Some(&said.text) {
            let kept = if has_fewer_seats(&said.rule) { SEATS_KEPT } else { "" };
            let after = Some(format!("{}{kept}", said.text));
            changes.push(RuleChange { rule: said.rule, before, after });
        }
    }
    for said in old {
        if !new_by_rule.contains_key(&said.rule) {
            changes.push(RuleChange { rule: said.rule, before: Some(said.text), after: None });
        }
    }
    changes
}

/// Returns who gains or loses which power, or the room within one, at which stage; then who gains or loses by what is in no
/// line of power.
fn power_shifts(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let before = &called_as(before, after).0;
    let lines = moved_lines(before, after).into_iter().chain(moved_stages(before, after));
    let vouched = fewer_vouches(before, after);
    let hands = moved_hands(before, after);
    let bounds = moved_bounds(before, after);
    let lines = lines.chain(vouched).chain(hands).chain(bounds);
    lines.chain(moved_stakes(before, after)).collect()
}

/// Returns who lets somebody in, or has them vote at a place, together with fewer or with more others than before.
fn fewer_vouches(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let lets_in = |charter: &Charter| {
        let mut lines = charter.lines_for("membership.admit");
        let is_by_vouches = lines.any(|power| matches!(power.who, Who::Rule(_)));
        is_by_vouches.then_some(charter.admission.vouches)
    };
    let houses = |charter: &Charter| charter.residency.as_ref()?.vouches;
    let doors = [
        ("membership.admit", "Those who may vouch", lets_in(before), lets_in(after)),
        ("places.confirm", "Residents whose votes count", houses(before), houses(after)),
    ];
    let mut shifts = Vec::new();
    for (action, who, old, new) in doors {
        // Where vouches come or go altogether, the line of the rule, or the rule of residence, says so.
        let Some((old, new)) = old.zip(new).filter(|(old, new)| old != new) else { continue };
        let is_gained = new < old;
        let turn = if is_gained { "fewer" } else { "more" };
        let text = format!(
            "{who} {} with {turn}: {new} of them together, instead of {old}.",
            deed(action)
        );
        shifts.push(PowerShift { who: who.to_owned(), action, is_gained, text });
    }
    shifts
}

/// Returns who keeps a power longer, or loses it sooner, because a stage that takes it comes at another time.
fn moved_stages(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let mut shifts = Vec::new();
    let (was, will) = (stage_by_stage(before), stage_by_stage(after));
    for (held, then) in will.iter().zip(will.iter().skip(1)) {
        let Some(new) = then.0 else { continue };
        let is_same = |stage: &&Stage| stage.id == new.id;
        let Some(old) = before.stages.iter().find(is_same) else { continue };
        let is_later = comes_later(old, new);
        if !is_later && !comes_later(new, old) {
            continue;
        }
        let when = |charter: &Charter, stage: &Stage| uncapitalized(&comes(stage, charter));
        let (old_time, new_time) = (when(before, old), when(after, new));
        // What the stage took already, and takes still.
        let took = |id: &str| {
            let tables = was.iter().zip(was.iter().skip(1));
            let mut tables =
                tables.filter(|(_, then)| then.0.is_some_and(|stage| stage.id == new.id));
            tables.any(|(held, then)| is_taken(before, id, &held.1, &then.1))
        };
        for line in held.1.iter().filter(|line| is_taken(after, &line.id, &held.1, &then.1)) {
            if !took(&line.id) {
                continue;
            }
            let (who, action) = (holder_name(after, &line.who), line.may);
            let turn = if is_later { "keeps longer" } else { "may lose sooner" };
            let text = format!(
                "{who} {turn} what the stage \"{}\" takes of the power to {}: it comes {new_time}, instead of {old_time}.",
                new.name,
                deed(action)
            );
            shifts.push(PowerShift { who, action, is_gained: is_later, text });
        }
    }
    shifts
}

/// Returns whether a stage takes a line from who holds it, or leaves them less room in it.
fn is_taken(charter: &Charter, id: &str, held: &[Power], then: &[Power]) -> bool {
    let line = |powers: &[Power]| powers.iter().find(|power| power.id == id).cloned();
    let Some((held, then)) = line(held).zip(line(then)) else { return false };
    let of = |power| Line { charter, power };
    held.who != then.who || !narrower(of(&held), of(&then)).is_empty()
}

/// Returns whether anything puts a stage off, compared to how it was.
fn comes_later(old: &Stage, new: &Stage) -> bool {
    let (was, is) = (&old.entry, &new.entry);
    let is_more = |was: Option<u128>, is: Option<u128>| is > was;
    let sum = |entry: &Entry| {
        entry
            .treasury
            .as_ref()
            .map(|(sum, _)| u128::try_from(sum.minor_units()).unwrap_or_default())
    };
    let is_fuller = match (was.turnout, is.turnout) {
        (Some(was), Some(is)) => is_harder(Some(is), Some(was)),
        (was, is) => was.is_none() && is.is_some(),
    };
    // What comes by itself without a day or a size comes at once; a day that falls away puts off for ever.
    let day = |stage: &Stage| stage.by.map_or(u64::MAX, |by| by.0);
    day(new) > day(old)
        || is_more(was.members.map(u128::from), is.members.map(u128::from))
        || is_more(was.age.map(|age| age.0.into()), is.age.map(|age| age.0.into()))
        || is_more(sum(was), sum(is))
        || is_more(was.land.map(u128::from), is.land.map(u128::from))
        || is_more(was.places.map(u128::from), is.places.map(u128::from))
        || is_fuller
}

/// Writes what begins a sentence so that it stands within one.
fn uncapitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Returns what an action lets one do, or its name.
pub(super) fn deed(action: &str) -> String {
    words(action).map_or_else(|| format!("do `{action}`"), briefly)
}

/// Compares two texts line by line, by a longest common subsequence.
///
/// Cost: lines of the old text times lines of the new one between what both have in common at
/// their beginnings and ends. Longer than a charter may be, everything between counts as changed.
#[must_use]
pub fn line_diff(old: &str, new: &str) -> Vec<DiffLine> {
    let old: Vec<&str> = old.split('\n').collect();
    let new: Vec<&str> = new.split('\n').collect();
    let common = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| {
        pairs.take_while(|(old, new)| old == new).count()
    };
    let front = common(&mut old.iter().zip(&new));
    let old_rest = old.get(front..).unwrap_or_default();
    let new_rest = new.get(front..).unwrap_or_default();
    let back = common(&mut old_rest.iter().rev().zip(new_rest.iter().rev()));
    let old_middle = old_rest.get(..old_rest.len().saturating_sub(back)).unwrap_or_default();
    let new_middle = new_rest.get(..new_rest.len().saturating_sub(back)).unwrap_or_default();

    let mut writer = LineWriter::default();
    old.iter().take(front).for_each(|line| writer.push(LineChange::Same, line));
    write_middle(old_middle, new_middle, &mut writer);
    let tail = old.len().saturating_sub(back);
    old.iter().skip(tail).for_each(|line| writer.push(LineChange::Same, line));
    writer.lines
}

/// Writes lines and counts them in both texts.
#[derive(Default)]
struct LineWriter {
    lines: Vec<DiffLine>,
    old_count: u32,
    new_count: u32,
}

impl LineWriter {
    fn push(&mut self, change: LineChange, text: &str) {
        let next = |is_there: bool, count: &mut u32| {
            *count = count.saturating_add(u32::from(is_there));
            is_there.then_some(*count)
        };
        let old_line = next(change != LineChange::Added, &mut self.old_count);
        let new_line = next(change != LineChange::Removed, &mut self.new_count);
        self.lines.push(DiffLine { change, old_line, new_line, text: text.to_owned() });
    }
}

/// Writes what lies between the common beginning and end; removals before additions.
fn write_middle(old: &[&str], new: &[&str], writer: &mut LineWriter) {
    let is_small = old.len() <= LINES_MAX && new.len() <= LINES_MAX;
    let lengths = if is_small { common_lengths(old, new) } else { Vec::new() };
    let length_at = |old_index: usize, new_index: usize| {
        lengths.get(old_index).and_then(|row| row.get(new_index)).copied().unwrap_or(0)
    };
    let (mut old_index, mut new_index) = (0_usize, 0_usize);
    loop {
        let (after_old, after_new) = (old_index.saturating_add(1), new_index.saturating_add(1));
        match (old.get(old_index), new.get(new_index)) {
            (Some(old_line), Some(new_line)) if is_small && old_line == new_line => {
                writer.push(LineChange::Same, old_line);
                (old_index, new_index) = (after_old, after_new);
            }
            (Some(old_line), new_line)
                if new_line.is_none()
                    || length_at(after_old, new_index) >= length_at(old_index, after_new) =>
            {
                writer.push(LineChange::Removed, old_line);
                old_index = after_old;
            }
            (_, Some(new_line)) => {
                writer.push(LineChange::Added, new_line);
                new_index = after_new;
            }
            (_, None) => return,
        }
    }
}

/// Returns, for every pair of suffixes, how many lines they have in common, in order.
fn common_lengths(old: &[&str], new: &[&str]) -> Vec<Vec<u16>> {
    let mut rows = vec![vec![0_u16; new.len().saturating_add(1)]];
    for old_line in old.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0_u16; below.len()];
        let mut right = 0_u16;
        let cells = row.iter_mut().rev().skip(1).zip(new.iter().rev());
        let diagonal = below.iter().rev();
        for (((cell, new_line), below_right), below_here) in
            cells.zip(diagonal).zip(below.iter().rev().skip(1))
        {
            *cell = if old_line == new_line {
                below_right.saturating_add(1)
            } else {
                right.max(*below_here)
            };
            right = *cell;
        }
        rows.push(row);
    }
    rows.reverse();
    rows
}
