//! What was booked twice from one line, and what took it back: two who book one file in the same instant both look and
//! see nothing. Nothing can stop the second of two people, so it is found afterwards, and said how to mend it.

use std::collections::{BTreeMap, BTreeSet};

use polity_types::{Amount, Hash, Timestamp};
use polity_views::bank::taken_back;

use super::books::decimal;
use super::matching::Beside;
use super::pairing::{Inside, day_of};

/// Returns the hash of that text, as the books have it.
pub(super) fn taken_back_hash(day: Timestamp) -> String {
    Hash::of(taken_back(day).as_bytes()).to_string()
}

/// Tells those movements apart that say the same line of a sum and day as one before them.
pub(super) struct Repeats(BTreeSet<(Amount, u64, u64)>);

impl Repeats {
    pub(super) const fn none() -> Self {
        Self(BTreeSet::new())
    }

    /// Whether one before it was booked from the same line.
    pub(super) fn is_one(&mut self, movement: &Inside) -> bool {
        let of = movement.of.map(|(day, number)| (movement.amount, day_of(day), number));
        of.is_some_and(|of| !self.0.insert(of))
    }
}

/// Returns what stands: without what was taken back, and what took it back.
pub(super) fn standing(inside: &[Inside]) -> Vec<Inside> {
    let mut gone = BTreeSet::new();
    let mut booked = BTreeMap::<(Amount, u64), Vec<usize>>::new();
    let mut repeats = Repeats::none();
    // Those that repeat another last, since they are taken back first.
    let (again, first): (Vec<_>, Vec<_>) =
        inside.iter().enumerate().partition(|(_, movement)| repeats.is_one(movement));
    for (place, movement) in first.into_iter().chain(again) {
        let Some((day, _)) = movement.of else { continue };
        booked.entry((movement.amount, day_of(day))).or_default().push(place);
    }
    for (place, movement) in inside.iter().enumerate() {
        let Some(day) = movement.takes_back else { continue };
        let of = booked.get_mut(&(movement.amount.negated(), day_of(day)));
        if let Some(of) = of.and_then(Vec::pop) {
            gone.extend([place, of]);
        }
    }
    let kept = inside.iter().enumerate().filter(|(place, _)| !gone.contains(place));
    kept.map(|(_, movement)| movement.clone()).collect()
}

/// Returns those that no line is left for, since their line was booked before them: as the one before them, and itself.
pub(super) fn find(
    standing: &[Inside],
    is_paired: impl Fn(usize) -> bool,
) -> Vec<(&Inside, &Inside)> {
    let is_before = |one: &Inside, other: &Inside| one.of == other.of && one.amount == other.amount;
    let mut repeats = Repeats::none();
    let again = standing.iter().enumerate().filter(|(_, movement)| repeats.is_one(movement));
    let again = again.filter(|(place, _)| !is_paired(*place)).map(|(_, movement)| movement);
    let both = again.filter_map(|movement| {
        Some((standing.iter().find(|one| is_before(one, movement))?, movement))
    });
    both.collect()
}

/// Returns the command that takes a movement back.
pub(super) fn command(asked: &Beside, movement: &Inside, decimals: u8) -> String {
    let Inside { amount, category, number, of, other, waits, .. } = movement;
    match waits {
        Some("act") => return format!("polity act take-back {number}"),
        Some(_) => return format!("polity proposal withdraw {number}"),
        None => {}
    }
    let Beside { account, asset, fund, .. } = asked;
    // It may have been booked into another fund than this one.
    let fund = other.clone().unwrap_or_else(|| fund.to_string());
    let (what, units) = if amount.is_negative() {
        (format!("receive {account} {fund}"), amount.negated())
    } else {
        (format!("pay {fund} {account}"), *amount)
    };
    let units = decimal(&units.to_string(), decimals);
    let category = category.as_ref().map(|named| format!(" --category {named}"));
    let category = category.unwrap_or_default();
    let said = taken_back(of.map_or(movement.date, |(day, _)| day));
    format!("polity treasury {what} {units} {asset}{category} --memo \"{said}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn booked(number: u64, amount: i128, of: u64) -> Inside {
        let day = Timestamp(324 * 86_400);
        Inside {
            amount: Amount::new(amount).unwrap(),
            category: None,
            date: Timestamp(330 * 86_400),
            number,
            of: Some((day, of)),
            other: None,
            takes_back: None,
            waits: None,
            words: vec![format!("entry {number}")],
        }
    }

    fn back(number: u64, amount: i128) -> Inside {
        let movement = booked(number, amount, 1);
        Inside { of: None, takes_back: Some(Timestamp(324 * 86_400)), ..movement }
    }

    fn numbers(inside: &[Inside]) -> Vec<u64> {
        inside.iter().map(|movement| movement.number).collect()
    }

    #[test]
    fn what_takes_back_takes_one_that_repeats_another() {
        let inside = [booked(1, 700, 1), booked(2, 700, 1), booked(3, 700, 2), back(4, -700)];
        assert_eq!(numbers(&standing(&inside)), [1, 3]);
        // Another sum, or nothing that was booked: it stands for itself.
        let inside = [booked(1, 700, 1), back(2, -701), back(3, 700), back(4, -700), back(5, -700)];
        assert_eq!(numbers(&standing(&inside)), [2, 3, 5]);
    }

    #[test]
    fn twice_is_what_repeats_another_and_has_no_line() {
        let inside = [booked(1, 700, 1), booked(2, 700, 1), booked(3, 700, 2), booked(4, -700, 1)];
        let found = find(&inside, |place| place != 1);
        assert_eq!(found.iter().map(|(a, b)| (a.number, b.number)).collect::<Vec<_>>(), [(1, 2)]);
        assert!(find(&inside, |_| true).is_empty(), "two lines of one sum and day");
    }
}
