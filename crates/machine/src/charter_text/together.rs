//! What all lines of one holder for one action give together, whatever they are called, and who has more or less
//! of it in another text.

use std::collections::BTreeSet;

use super::diff::{PowerShift, deed};
use super::document::{Charter, Limit, Power, Who};
use super::explain::{holder_name, limit_words};
use super::room::{Line, is_harder, narrower, wider};

/// Compares two tables of powers; `moment` ends each sentence.
pub(super) fn shifts_between(
    before: &Charter,
    old: &[Power],
    after: &Charter,
    new: &[Power],
    moment: &str,
) -> Vec<PowerShift> {
    let held = |powers: &[Power]| -> BTreeSet<(Who, &'static str)> {
        powers.iter().map(|power| (power.who.clone(), power.may)).collect()
    };
    let (had, has) = (held(old), held(new));
    let turned = |charter: &Charter, (who, action): &(Who, &'static str), is_gained: bool| {
        let who = holder_name(charter, who);
        let turn = if is_gained { "gains" } else { "loses" };
        let text = format!("{who} {turn} the power to {}{moment}.", deed(action));
        PowerShift { who, action, is_gained, text }
    };
    let lost = had.difference(&has).map(|one| turned(before, one, false));
    let gained = has.difference(&had).map(|one| turned(after, one, true));
    let mut shifts: Vec<PowerShift> = lost.chain(gained).collect();

    let mut seen = BTreeSet::new();
    for power in new {
        let (who, action) = (&power.who, power.may);
        if !had.contains(&(who.clone(), action)) || !seen.insert((who, action)) {
            continue;
        }
        let was = of_holder(before, old, power);
        let is = of_holder(after, new, power);
        for is_gained in [false, true] {
            let turn = if is_gained { "more" } else { "less" };
            for ways in room_moves(&was, &is, is_gained) {
                let (who, ways) = (holder_name(after, who), ways.join(", "));
                let deed = deed(action);
                let text = format!("{who} has {turn} room in the power to {deed}{moment}: {ways}.");
                if shifts.iter().all(|shift| shift.text != text) {
                    shifts.push(PowerShift { who, action, is_gained, text });
                }
            }
        }
    }
    shifts
}

/// Returns the lines by which who holds a line does what it is for.
fn of_holder<'c>(charter: &'c Charter, powers: &'c [Power], of: &Power) -> Vec<Line<'c>> {
    let is_theirs = |power: &&Power| (&power.who, power.may) == (&of.who, of.may);
    powers.iter().filter(is_theirs).map(|power| Line { charter, power }).collect()
}

/// Returns, for each line that gives what the other lines together do not, in which ways it does: of new lines what
/// is gained, of old lines what is lost.
fn room_moves(was: &[Line<'_>], is: &[Line<'_>], is_gained: bool) -> Vec<Vec<String>> {
    let (mine, others) = if is_gained { (is, was) } else { (was, is) };
    let moves = mine.iter().enumerate().filter(|(_, line)| !is_covered(**line, others));
    moves
        .map(|(place, line)| match counterpart((place, *line), mine, others) {
            Some(other) if is_gained => wider(other, *line),
            Some(other) => narrower(*line, other),
            None => {
                let limit = line.power.up_to.as_ref().map(|limit| limit_words(line.charter, limit));
                let all = limit
                    .map_or_else(|| "without a limit".to_owned(), |limit| format!("up to {limit}"));
                let (new, old) = if is_gained { (&*all, "nothing") } else { ("nothing", &*all) };
                vec![format!("{new} instead of {old}")]
            }
        })
        .collect()
}

/// Returns the line that one is best told against: the one of its name, the one that is new or gone in its place, or
/// whichever lets the most of its asset go.
fn counterpart<'c>(
    (place, line): (usize, Line<'_>),
    mine: &[Line<'_>],
    others: &[Line<'c>],
) -> Option<Line<'c>> {
    let is_in =
        |lines: &[Line<'_>], one: &Line<'_>| lines.iter().any(|line| line.power.id == one.power.id);
    if let Some(same) = others.iter().find(|other| other.power.id == line.power.id) {
        return Some(*same);
    }
    if mine.len() == others.len() {
        let before = mine.iter().take(place).filter(|one| !is_in(others, one)).count();
        return others.iter().filter(|other| !is_in(mine, other)).nth(before).copied();
    }
    let asset = |line: &Line<'_>| line.power.up_to.as_ref().map(|limit| limit.asset.clone());
    let is_near = |other: &&Line<'_>| {
        line.power.up_to.is_none() || asset(other).is_none() || asset(other) == asset(&line)
    };
    let most = |other: &&Line<'_>| {
        other.power.up_to.as_ref().map_or(u128::MAX, |limit| most_in(limit, limit.per.0))
    };
    others.iter().filter(is_near).max_by_key(most).copied()
}

/// Returns whether others let one do all that a line lets one do, as soon and with as little that stops it.
///
/// What leaves under all lines of a holder counts against each (POW-3), so that limits are not added up: the highest
/// of them is what they give.
fn is_covered(line: Line<'_>, others: &[Line<'_>]) -> bool {
    let grace = |line: &Line<'_>| line.charter.grace_of(line.power);
    let reach = |other: &&Line<'_>| {
        grace(other) <= grace(&line) && !is_harder(line.power.challenge, other.power.challenge)
    };
    let reach: Vec<Option<&Limit>> =
        others.iter().filter(reach).map(|other| other.power.up_to.as_ref()).collect();
    let Some(limit) = &line.power.up_to else { return reach.contains(&None) };
    if reach.contains(&None) {
        return true;
    }
    let same = || reach.iter().flatten().filter(|other| other.asset == limit.asset);
    // Between two lengths of windows neither lets more go than at the longer one.
    let lengths = same().map(|other| other.per.0).chain([limit.per.0]);
    lengths.into_iter().all(|length| {
        let most = most_in(limit, length);
        same().any(|other| most_in(other, length) >= most)
    })
}

/// Returns the most that a limit lets go in a stretch of time. Unit: minor units, seconds.
fn most_in(limit: &Limit, length: u64) -> u128 {
    let windows = length.checked_add(limit.per.0.saturating_sub(1));
    let windows = windows.and_then(|sum| sum.checked_div(limit.per.0)).unwrap_or(u64::MAX);
    u128::try_from(limit.amount.minor_units())
        .unwrap_or_default()
        .saturating_mul(u128::from(windows.max(1)))
}
