//! Reads the stages of a charter, and what each changes in the table of powers. Rule CHA-31 in
//! `spec/charter.md`.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::Seconds;

use super::actions::LimitNeed;
use super::diagnostic::{Code, Flaws};
use super::document::{Entry, Power, Procedure, Stage, StageChange, StageMoment, Who};
use super::parse::{ENTRIES_MAX, Known, NAME_CHARS_MAX};
use super::reader::Reader;
use super::tables::{
    GRACE_MAX, NO_TIME, check_holder, check_limit, check_waiting, near, note_twice, who,
};
use super::words::{DURATION_MAX, read_day, read_land};

/// Most places that a stage asks for: as many as are open at once (PLA-1). Unit: places.
const PLACES_MAX: u32 = 256;

/// Reads the stages: the first is where the society begins, each later one has a way in (CHA-31).
///
/// What a stage changes is checked as if it stood in the table of powers, stage after stage.
pub(super) fn stages(
    root: &mut Reader<'_>,
    known: &Known<'_>,
    powers: &[Power],
    decisions: &[Procedure],
) -> Vec<Stage> {
    // The lines as they will stand when the offices are filled, and as they stand until then: what
    // a stage changes from the first election on must not hide what holds before.
    let first: BTreeMap<String, Power> =
        powers.iter().map(|power| (power.id.clone(), power.clone())).collect();
    let (mut elected, mut unelected) = (first.clone(), first);
    let mut seen = BTreeSet::new();
    let mut stages: Vec<Stage> = Vec::new();
    for (table, at) in root.tables("stage", ENTRIES_MAX) {
        let is_first = stages.is_empty();
        let mut reader = Reader::new(table, "stage", at, root.flaws);
        let id = reader.id();
        note_twice(&mut seen, &id, &mut reader);
        let has_way_in = reader.has("when") || reader.has("by");
        if has_way_in == is_first {
            let message = if is_first {
                "The first stage is where the society begins: it has neither `when` nor `by`."
            } else {
                "Nothing says when this stage comes."
            };
            reader.flaws.push(Code::StageEntry, at, message);
        }
        let name = reader.text_needed("name", NAME_CHARS_MAX);
        let entry = stage_entry(&mut reader, known);
        let by = stage_day(&mut reader);
        let changes = stage_changes(&mut reader, known);
        for change in &changes {
            if let Some(power) = elected.get_mut(&change.power) {
                apply_change(change, power);
                check_change(change, power, known, decisions, reader.flaws);
            }
            let is_now = change.from == StageMoment::Entry;
            if let Some(power) = unelected.get_mut(&change.power).filter(|_| is_now) {
                apply_change(change, power);
                if elected.get(&change.power) != Some(power) {
                    check_change(change, power, known, decisions, reader.flaws);
                }
            }
        }
        reader.finish();
        stages.push(Stage { id, name, entry, by, changes, at });
    }
    stages
}

/// Changes a line as the stage does.
pub(super) fn apply_change(change: &StageChange, power: &mut Power) {
    if let Some(who) = &change.who {
        power.who = who.clone();
    }
    if let Some(limit) = &change.up_to {
        power.up_to = Some(limit.clone());
    }
    power.grace = change.grace.unwrap_or(power.grace);
    power.challenge = change.challenge.or(power.challenge);
}

/// Checks a line as a stage leaves it.
fn check_change(
    change: &StageChange,
    power: &Power,
    known: &Known<'_>,
    decisions: &[Procedure],
    flaws: &mut Flaws,
) {
    let action = known.actions.iter().find(|action| action.name == power.may);
    let need = action.map_or(LimitNeed::Optional, |action| action.limit);
    check_holder(power, action.is_some_and(|action| action.is_personal), change.at, flaws);
    check_limit(power, (need, power.up_to.is_some()), decisions, change.at, flaws);
    check_waiting(power, decisions, change.at, flaws);
}

/// Reads `land`: whole square metres, hectares or square kilometres.
fn land(when: &mut Reader<'_>) -> Option<u64> {
    let (text, at) = when.text("land", 200)?;
    let land = read_land(&text);
    if land.is_none() {
        let message = format!("`stage.when.land` is {text:?}, which is no area of land.");
        when.flaws.push(Code::Land, at, message);
    }
    land
}

/// Reads `when`: members, age, treasury, land, places, turnout, or several of them.
fn stage_entry(reader: &mut Reader<'_>, known: &Known<'_>) -> Entry {
    let Some((table, at)) = reader.table("when") else { return Entry::default() };
    let mut when = Reader::new(table, "stage.when", at, reader.flaws);
    if !["members", "age", "treasury", "land", "places", "turnout"].iter().any(|key| when.has(key))
    {
        when.missing("members");
    }
    let entry = Entry {
        members: when.count("members", 1, 1_000_000_000),
        age: when.duration("age", Seconds(86_400), DURATION_MAX),
        treasury: when.amount("treasury", |asset| known.decimals_of(asset)),
        land: land(&mut when),
        places: when.count("places", 1, PLACES_MAX),
        turnout: when.share("turnout"),
    };
    when.finish();
    entry
}

/// Reads `by`.
fn stage_day(reader: &mut Reader<'_>) -> Option<polity_types::Timestamp> {
    let (text, at) = reader.text("by", 200)?;
    let day = read_day(&text);
    if day.is_none() {
        let message = format!("`stage.by` is {text:?}, which is no day from 1970 to 2999.");
        reader.flaws.push(Code::Day, at, message);
    }
    day
}

/// Reads what a stage changes.
fn stage_changes(reader: &mut Reader<'_>, known: &Known<'_>) -> Vec<StageChange> {
    let mut changes = Vec::new();
    for (table, at) in reader.tables("changes", ENTRIES_MAX) {
        let mut change = Reader::new(table, "stage.changes", at, reader.flaws);
        if !change.has("power") {
            change.missing("power");
        }
        let power = change.text("power", 200);
        if let Some((power, at)) = power.as_ref().filter(|(id, _)| !known.powers.contains(id)) {
            let near = near(power, &known.powers);
            let message = format!("There is no power `{power}`; {near}.");
            change.flaws.push(Code::PowerUnknown, *at, message);
        }
        let moments = [("the first election", StageMoment::FirstElection)];
        let is_elected = change.has("from");
        let names_who = change.has("who");
        let who = who("who", &mut change, known).map(|(who, _)| who);
        // Whom the reader does not know it has told of.
        let is_misread = names_who && who.is_none();
        if is_elected && !is_misread && !matches!(who, Some(Who::Office(_))) {
            let message = "What changes from the first election on hands the power to an office.";
            change.flaws.push(Code::StageEntry, at, message);
        }
        changes.push(StageChange {
            power: power.map_or_else(String::new, |(id, _)| id),
            who,
            up_to: change.limit("up_to", |asset| known.decimals_of(asset)),
            grace: change.duration("grace", NO_TIME, GRACE_MAX),
            challenge: change.share("challenge"),
            from: change.choice("from", &moments).unwrap_or(StageMoment::Entry),
            at,
        });
        change.finish();
    }
    changes
}
