//! What differs while a society grows: at the beginning, at each stage, until offices are filled, and in the end.

use std::collections::BTreeMap;

use super::diff::PowerShift;
use super::document::{Charter, Power, StageMoment};
use super::stage_tables::apply_change;
use super::together::shifts_between;

/// Ends what differs at the last stage.
const AT_THE_END: &str = ", once all stages have come";

/// The lines at a stage: until the offices are filled to which it hands something, and from then on.
#[derive(Clone)]
struct Lines {
    elected: Vec<Power>,
    unelected: Vec<Power>,
}

/// Returns who gains or loses which power at the beginning, then what differs once all stages have come, then what differs
/// only in between. What was said of another moment is not said again.
pub(super) fn moved_lines(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let mut told = Told::default();
    told.add(shifts_between(before, &before.powers, after, &after.powers, ""), "");
    let (was, is) = (stages(before), stages(after));
    let last = |charter: &Charter, all: &[(String, Lines)]| {
        all.last().map_or_else(|| charter.powers.clone(), |(_, lines)| lines.elected.clone())
    };
    let (old, new) = (last(before, &was), last(after, &is));
    told.add(shifts_between(before, &old, after, &new, AT_THE_END), AT_THE_END);
    let by_id: BTreeMap<&str, &Lines> = was.iter().map(|(id, lines)| (&**id, lines)).collect();
    // A stage that is new comes while the old text is where the last stage left it that both have.
    let mut held = Lines { elected: before.powers.clone(), unelected: before.powers.clone() };
    for (stage, (id, lines)) in after.stages.iter().zip(&is) {
        held = by_id.get(&**id).map_or(held, |known| (*known).clone());
        let at = format!(", at the stage \"{}\"", stage.name);
        told.add(shifts_between(before, &held.elected, after, &lines.elected, &at), &at);
        let until = format!("{at} until the first election");
        told.add(shifts_between(before, &held.unelected, after, &lines.unelected, &until), &until);
    }
    told.shifts
}

/// Returns the lines at each stage, by its id, in the order of the stages.
fn stages(charter: &Charter) -> Vec<(String, Lines)> {
    let mut lines = Lines { elected: charter.powers.clone(), unelected: charter.powers.clone() };
    let mut all = Vec::new();
    for stage in &charter.stages {
        for change in &stage.changes {
            let its = |power: &&mut Power| power.id == change.power;
            let is_now = change.from == StageMoment::Entry;
            lines.elected.iter_mut().filter(its).for_each(|power| apply_change(change, power));
            let until = lines.unelected.iter_mut().filter(|_| is_now);
            until.filter(its).for_each(|power| apply_change(change, power));
        }
        all.push((stage.id.clone(), lines.clone()));
    }
    all
}

/// What was told, with what it says without its moment.
#[derive(Default)]
struct Told {
    said: Vec<String>,
    shifts: Vec<PowerShift>,
}

impl Told {
    fn add(&mut self, shifts: Vec<PowerShift>, moment: &str) {
        let mut said = Vec::new();
        for shift in shifts {
            let text = shift.text.replacen(moment, "", 1);
            if !self.said.contains(&text) {
                said.push(text);
                self.shifts.push(shift);
            }
        }
        self.said.append(&mut said);
    }
}
