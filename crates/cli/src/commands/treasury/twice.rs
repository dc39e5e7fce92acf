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
///
/// Only what was booked twice is taken back, and only out of the fund into which it was booked: whoever may write a text
/// undoes no booking by it. What only waits takes back what repeats another and never the other, since it may never come.
pub(super) fn standing(inside: &[Inside]) -> Vec<Inside> {
    let mut gone = BTreeSet::new();
    // By the line that they say: as which of those in the books it was booked, in order.
    let mut booked = BTreeMap::<(Amount, u64, u64), Vec<usize>>::new();
    for (place, movement) in inside.iter().enumerate().filter(|(_, one)| one.waits.is_none()) {
        let Some((day, number)) = movement.of else { continue };
        booked.entry((movement.amount, day_of(day), number)).or_default().push(place);
    }
    let of_fund = |place: &usize, fund: &Option<String>| {
        inside.get(*place).is_some_and(|one| one.other.is_some() && one.other == *fund)
    };
    // What repeats another is free to be taken back; and the other, too, once that was, if two took it back at once.
    let (mut again, mut first) = (Vec::new(), Vec::new());
    for places in booked.into_values().filter(|places| places.len() > 1) {
        let mut places = places.into_iter();
        first.extend(places.next());
        again.extend(places);
    }
    let (waiting, done): (Vec<_>, Vec<_>) =
        inside.iter().enumerate().partition(|(_, movement)| movement.waits.is_some());
    for (place, movement) in done.into_iter().chain(waiting) {
        let Some(day) = movement.takes_back else { continue };
        let fits = |of: &usize| {
            let is_it = |one: &Inside| {
                one.amount == movement.amount.negated()
                    && one.of.is_some_and(|(of, _)| day_of(of) == day_of(day))
            };
            of_fund(of, &movement.other) && inside.get(*of).is_some_and(is_it)
        };
        let take = |from: &mut Vec<usize>| {
            let of = from.iter().rposition(fits)?;
            Some(from.remove(of))
        };
        let mut of = take(&mut again);
        if of.is_none() && movement.waits.is_none() {
            of = take(&mut first);
        }
        gone.extend(of.into_iter().flat_map(|of| [place, of]));
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
            other: Some("fund-common".into()),
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
        let twice = [booked(1, 700, 1), booked(2, 700, 1)];
        let back = [back(3, -701), back(4, 700), back(5, -700), back(6, -700), back(7, -700)];
        let inside = [&twice[..], &back].concat();
        assert_eq!(
            numbers(&standing(&inside)),
            [3, 4, 7],
            "two took it back at once: neither stands"
        );
    }

    /// What was booked once stays booked, whatever somebody writes: two lines of one sum and day, too.
    #[test]
    fn what_repeats_nothing_is_not_taken_back() {
        let inside = [booked(1, 700, 1), booked(2, 700, 2), back(3, -700), back(4, -700)];
        assert_eq!(numbers(&standing(&inside)), [1, 2, 3, 4]);
        // Two of a line where one of them only waits: that is withdrawn, and nothing of it taken back.
        let waits = Inside { waits: Some("proposal"), ..booked(9, 700, 1) };
        let inside = [booked(1, 700, 1), waits, back(3, -700)];
        assert_eq!(numbers(&standing(&inside)), [1, 9, 3]);
    }

    #[test]
    fn what_was_booked_twice_goes_back_out_of_its_own_fund() {
        let twice = [booked(1, 700, 1), booked(2, 700, 1)];
        for other in [Some("fund-roof".into()), None] {
            let inside = [&twice[..], &[Inside { other, ..back(3, -700) }]].concat();
            assert_eq!(numbers(&standing(&inside)), [1, 2, 3]);
        }
        // Whichever of two funds it goes back from, the other booking is the one that stands.
        let roof = Inside { other: Some("fund-roof".into()), ..booked(2, 700, 1) };
        let inside = [booked(1, 700, 1), roof, back(3, -700)];
        assert_eq!(numbers(&standing(&inside)), [2]);
    }

    /// What only waits to take something back, which anybody may propose, leaves one of the two in the books.
    #[test]
    fn what_waits_takes_back_only_what_repeats() {
        let waits = |number| Inside { waits: Some("proposal"), ..back(number, -700) };
        let inside = [booked(1, 700, 1), booked(2, 700, 1), waits(3), waits(4)];
        assert_eq!(numbers(&standing(&inside)), [1, 4]);
        let inside = [booked(1, 700, 1), booked(2, 700, 1), waits(8), back(3, -700)];
        assert_eq!(numbers(&standing(&inside)), [1, 8], "it would be the second");
    }

    #[test]
    fn twice_is_what_repeats_another_and_has_no_line() {
        let inside = [booked(1, 700, 1), booked(2, 700, 1), booked(3, 700, 2), booked(4, -700, 1)];
        let found = find(&inside, |place| place != 1);
        assert_eq!(found.iter().map(|(a, b)| (a.number, b.number)).collect::<Vec<_>>(), [(1, 2)]);
        assert!(find(&inside, |_| true).is_empty(), "two lines of one sum and day");
    }
}
