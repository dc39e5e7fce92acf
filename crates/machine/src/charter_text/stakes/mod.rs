//! Who gains and who loses by each parameter of a charter that is in no line of power. What is told by the lines
//! themselves, by other hands in a decision, and by seats and pauses stands in `together`, `hands` and `bounds`.
//!
//! Each part names all that it has, so that what is added to the language must be weighed here, or said to move nobody.

mod asking;
mod common;
mod counting;
mod parting;
mod seats;

use super::diff::PowerShift;
use super::document::{Charter, Society};

/// Returns all of it, in the order in which a charter has it.
pub(super) fn moved_stakes(before: &Charter, after: &Charter) -> Vec<PowerShift> {
    let Charter {
        // The text itself, where its rules stand, and what follows from the lines.
        hash: _,
        places: _,
        rights: _,
        unheld: _,
        // Whom a word, a colour or a premise moves is for people to say; amounts name their asset.
        society: Society { name: _, kind: _, currency: _, commandment: _, look: _ },
        admission: _,
        dues: _,
        funds: _,
        fees: _,
        assets: _,
        // On which day the books are closed gives nobody anything.
        books: _,
        // The lines and what stages make of them: `together` and `moments`; locks stand here.
        powers: _,
        stages: _,
        season: _,
        decisions: _,
        residency: _,
        // A question that stays open decides nothing; who asks one is in a line.
        signals: _,
        offices: _,
        pauses: _,
        panels: _,
        chance: _,
        consents: _,
        exit: _,
        dissent: _,
        // When houses are quiet is kept by people; no machine does it.
        quiet: _,
        breach: _,
        fork: _,
        succession: _,
    } = after;
    let mut told = Told::default();
    seats::doors(before, after, &mut told);
    common::money(before, after, &mut told);
    asking::decisions(before, after, &mut told);
    seats::seats(before, after, &mut told);
    parting::parting(before, after, &mut told);
    told.shifts
}

/// What was told so far.
#[derive(Default)]
struct Told {
    shifts: Vec<PowerShift>,
}

impl Told {
    /// Tells that somebody gains or loses something.
    fn turn(&mut self, who: &str, action: &'static str, is_gained: bool, what: &str) {
        let turn = if is_gained { "gains" } else { "loses" };
        let text = format!("{who} {turn}: {what}.");
        if self.shifts.iter().all(|shift| shift.text != text) {
            self.shifts.push(PowerShift { who: who.to_owned(), action, is_gained, text });
        }
    }

    /// Tells that somebody gains or loses by something that is otherwise than it was.
    fn step(
        &mut self,
        (who, action): (&str, &'static str),
        is_gained: bool,
        what: &str,
        (was, is): (&str, &str),
    ) {
        self.turn(who, action, is_gained, &format!("{what} ({is} instead of {was})"));
    }

    /// Tells who gains where something rises and loses where it falls, if it does.
    fn rises<T: PartialOrd>(
        &mut self,
        who: (&str, &'static str),
        what: &str,
        (was, is): (T, T),
        words: impl Fn(&T) -> String,
    ) {
        if was != is {
            self.step(who, is > was, what, (&words(&was), &words(&is)));
        }
    }

    /// Tells who gains where something falls and loses where it rises, if it does.
    fn falls<T: PartialOrd>(
        &mut self,
        who: (&str, &'static str),
        what: &str,
        (was, is): (T, T),
        words: impl Fn(&T) -> String,
    ) {
        if was != is {
            self.step(who, is < was, what, (&words(&was), &words(&is)));
        }
    }

    /// Tells that something passes from one to another.
    fn passes(
        &mut self,
        what: &str,
        action: &'static str,
        (was, is): (Option<&str>, Option<&str>),
    ) {
        if was == is {
            return;
        }
        if let Some(who) = was {
            self.turn(who, action, false, what);
        }
        if let Some(who) = is {
            self.turn(who, action, true, what);
        }
    }
}

/// Returns the pairs of things with the same id, and those that stand in one text alone.
fn paired<'c, T>(
    before: &'c [T],
    after: &'c [T],
    id: impl Fn(&T) -> &str,
) -> Vec<(Option<&'c T>, Option<&'c T>)> {
    let known = |list: &'c [T], one: &T| list.iter().find(|other| id(other) == id(one));
    let gone = before.iter().filter(|one| known(after, one).is_none()).map(|one| (Some(one), None));
    gone.chain(after.iter().map(|one| (known(before, one), Some(one)))).collect()
}
