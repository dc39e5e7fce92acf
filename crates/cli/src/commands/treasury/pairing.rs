//! Pairs the lines of a file with what moved, and with what waits to: first what was booked from a line, then what a
//! line names, then by the nearest day.
//!
//! What was booked from a line says of which day the line was, and which of its sum and day: by that it is known again.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use polity_types::{Amount, Hash, Timestamp};
use polity_views::bank::{DAYS_AFTER, DAYS_BEFORE, said_of};

use super::bank::Outside;
use super::twice::{Repeats, taken_back_hash};

/// Most lines of one day and sum that are told apart. Unit: lines.
const OF_A_SUM_MAX: u64 = 2_048;

/// How many numbers are tried past the last that is known: some may have been taken back. Unit: numbers.
const BEYOND: u64 = 256;

/// A movement of the books, or one that waits, as the place outside sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Inside {
    pub(super) amount: Amount,
    pub(super) category: Option<String>,
    pub(super) date: Timestamp,
    /// Of the movement; of what waits, that of the act or the proposal.
    pub(super) number: u64,
    /// The day of the line from which it was booked, and which of its sum that line was, if it was booked from one.
    pub(super) of: Option<(Timestamp, u64)>,
    /// The fund from or to which it moves (of a fund: the place outside), if it moves between a fund and a place
    /// outside: such as who may book made. What people move themselves is booked from no line, whatever its text says.
    pub(super) other: Option<String>,
    /// The day of a line that was booked twice, if it takes that back.
    pub(super) takes_back: Option<Timestamp>,
    /// What it is, if it only waits: an act that was announced, or a proposal.
    pub(super) waits: Option<&'static str>,
    /// Words by which a line may name it: its memo, its reference.
    pub(super) words: Vec<String>,
}

/// Finds of which day and place the line was from which a movement was booked. The books have only the hash of the
/// text that says so: the days of the lines are tried, and those of a few years around the movements.
pub(super) fn find_lines(inside: &mut [Inside], outside: &[Outside]) {
    let days = || inside.iter().map(|movement| day_of(movement.date));
    let (first, last) = (days().min().unwrap_or(1), days().max().unwrap_or(0));
    let around = first.saturating_sub(DAYS_BEFORE)..=last.saturating_add(DAYS_AFTER);
    let tried: BTreeSet<u64> = outside.iter().map(|line| day_of(line.date)).chain(around).collect();
    let mut equal = HashMap::<Amount, u64>::new();
    for movement in inside.iter() {
        let count = equal.entry(movement.amount).or_default();
        *count = count.saturating_add(1);
    }
    let most = equal.into_values().max().unwrap_or_default().min(OF_A_SUM_MAX);
    let wanted: HashSet<&str> =
        inside.iter().flat_map(|movement| &movement.words).map(String::as_str).collect();
    let mut told = HashMap::new();
    // Numbers are given from 1 on: past the last that is known, few more are tried.
    let mut known = 0_u64;
    for number in 1..=most {
        if number > known.saturating_add(BEYOND) {
            break;
        }
        for day in tried.iter().map(|day| Timestamp(day.saturating_mul(86_400))) {
            let hash = hash_of(day, number);
            if wanted.contains(hash.as_str()) {
                known = number;
                told.insert(hash, (day, number));
            }
        }
    }
    let days = tried.iter().map(|day| Timestamp(day.saturating_mul(86_400)));
    let backs = days.map(|day| (taken_back_hash(day), day));
    let backs: HashMap<String, Timestamp> =
        backs.filter(|(hash, _)| wanted.contains(hash.as_str())).collect();
    for movement in inside.iter_mut().filter(|movement| movement.other.is_some()) {
        movement.of = movement.words.iter().find_map(|word| told.get(word)).copied();
        movement.takes_back = movement.words.iter().find_map(|word| backs.get(word)).copied();
    }
}

/// Returns the hash of that text, as the books have it.
fn hash_of(day: Timestamp, number: u64) -> String {
    Hash::of(said_of(day, number).as_bytes()).to_string()
}

/// Gives each line that is missing its number among those of its sum and day: the first that nothing has that was booked
/// from one, or waits.
pub(super) fn numbered<'a>(
    missing: impl Iterator<Item = &'a Outside>,
    inside: &[Inside],
) -> Vec<(&'a Outside, u64)> {
    let mut taken = HashMap::<(Amount, u64), BTreeSet<u64>>::new();
    for movement in inside {
        let Some((day, number)) = movement.of else { continue };
        taken.entry((movement.amount, day_of(day))).or_default().insert(number);
    }
    let mut next = HashMap::<(Amount, u64), u64>::new();
    let mut number = |line: &Outside| {
        let key = (line.amount, day_of(line.date));
        let next = next.entry(key).or_default();
        *next = next.saturating_add(1);
        while taken.get(&key).is_some_and(|taken| taken.contains(next)) {
            *next = next.saturating_add(1);
        }
        *next
    };
    missing.map(|line| (line, number(line))).collect()
}

/// Pairs each line with at most one movement of the same amount: first what was booked from it, then what it names,
/// then by the nearest day, in order. Returns places in `outside` and `inside`, and whether it is sure.
pub(super) fn pair(
    outside: &[Outside],
    inside: &[Inside],
    days_max: u64,
) -> Vec<(usize, usize, bool)> {
    let mut free = Free::of(inside);
    let mut pairs = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // What was booked from a line is of that day, and of no other.
    for (there, line) in outside.iter().enumerate() {
        match free.booked.get_mut(&(line.amount, day_of(line.date))).and_then(VecDeque::pop_front) {
            Some(here) => pairs.push((there, here, true)),
            None => open.push(there),
        }
    }
    open.retain(|there| {
        let Some(line) = outside.get(*there) else { return false };
        let fits = |here: &usize| {
            inside.get(*here).is_some_and(|movement| {
                let apart = day_of(line.date).abs_diff(day_of(movement.date));
                line.amount == movement.amount && apart <= days_max
            })
        };
        let here = free.named(&line.text, fits);
        pairs.extend(here.map(|here| (*there, here, true)));
        here.is_none()
    });
    for apart in 0..=days_max {
        open.retain(|there| {
            let Some(line) = outside.get(*there) else { return false };
            let here = free.on(line, apart);
            pairs.extend(here.map(|here| (*there, here, false)));
            here.is_none()
        });
    }
    pairs.sort_unstable();
    pairs
}

pub(super) fn day_of(time: Timestamp) -> u64 {
    time.0.checked_div(86_400).unwrap_or_default()
}

/// The movements that are not paired yet.
struct Free<'a> {
    inside: &'a [Inside],
    /// Those booked from a line, by amount and that line's day.
    booked: HashMap<(Amount, u64), VecDeque<usize>>,
    /// The others, by amount and day.
    by_day: HashMap<(Amount, u64), BTreeSet<usize>>,
    /// The others, by each of their words.
    by_word: HashMap<String, Vec<usize>>,
}

impl<'a> Free<'a> {
    fn of(inside: &'a [Inside]) -> Self {
        let (mut booked, mut by_day) = (HashMap::<_, VecDeque<_>>::new(), HashMap::new());
        let mut by_word = HashMap::<String, Vec<usize>>::new();
        // What was booked twice is paired last.
        let mut repeats = Repeats::none();
        let (again, first): (Vec<_>, Vec<_>) =
            inside.iter().enumerate().partition(|(_, movement)| repeats.is_one(movement));
        for (here, movement) in first.into_iter().chain(again) {
            if let Some((day, _)) = movement.of {
                booked.entry((movement.amount, day_of(day))).or_default().push_back(here);
                continue;
            }
            let days: &mut BTreeSet<usize> =
                by_day.entry((movement.amount, day_of(movement.date))).or_default();
            days.insert(here);
            for word in &movement.words {
                by_word.entry(word.to_lowercase()).or_default().push(here);
            }
        }
        Self { inside, booked, by_day, by_word }
    }

    /// Takes the first movement that a line's text names as a whole: "entry 1" is not in "entry 12".
    fn named(&mut self, text: &str, fits: impl Fn(&usize) -> bool) -> Option<usize> {
        let text = text.to_lowercase();
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        let pairs = parts.windows(2).map(|two| two.join(" "));
        let words = parts.iter().map(|part| (*part).to_owned()).chain(pairs);
        let is_free = |here: &usize| {
            let movement = self.inside.get(*here);
            let key = movement.map(|movement| (movement.amount, day_of(movement.date)));
            key.and_then(|key| self.by_day.get(&key)).is_some_and(|rest| rest.contains(here))
        };
        let known = words.filter_map(|word| self.by_word.get(&word)).flatten();
        let here = known.copied().filter(|here| fits(here) && is_free(here)).min()?;
        self.take(here);
        Some(here)
    }

    /// Takes the first movement of a line's amount that is so many days away from it.
    fn on(&mut self, line: &Outside, apart: u64) -> Option<usize> {
        let day = day_of(line.date);
        let days = [day.checked_sub(apart), day.checked_add(apart)].into_iter().flatten();
        let first = |day| self.by_day.get(&(line.amount, day)).and_then(BTreeSet::first).copied();
        let here = days.filter_map(first).min()?;
        self.take(here);
        Some(here)
    }

    fn take(&mut self, here: usize) {
        let Some(movement) = self.inside.get(here) else { return };
        if let Some(rest) = self.by_day.get_mut(&(movement.amount, day_of(movement.date))) {
            rest.remove(&here);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(line: usize, amount: i128, day: u64, text: &str) -> Outside {
        let amount = Amount::new(amount).unwrap();
        Outside { amount, date: Timestamp(day * 86_400), line, repeats: None, text: text.into() }
    }

    fn here(number: u64, amount: i128, day: u64) -> Inside {
        let (amount, words) = (Amount::new(amount).unwrap(), vec![format!("entry {number}")]);
        Inside {
            amount,
            category: None,
            date: Timestamp(day * 86_400 + 3_600),
            number,
            of: None,
            other: Some("fund-common".into()),
            takes_back: None,
            waits: None,
            words,
        }
    }

    #[test]
    fn lines_fit_by_reference_then_by_the_nearest_day() {
        let outside = [
            there(1, 500, 10, "dues"),
            there(2, 500, 12, "for entry 7"),
            there(3, 500, 20, "too late"),
            there(4, -30, 11, "fee"),
            there(5, 500, 11, "entry 77"),
        ];
        let inside = [here(7, 500, 10), here(8, 500, 11), here(9, -31, 11), here(10, 500, 14)];
        let pairs = pair(&outside, &inside, 3);
        assert_eq!(pairs, [(1, 0, true), (4, 1, false)]);
    }

    /// Equal dues every month: what was booked on the twenty-second from October's line is not November's.
    #[test]
    fn what_was_booked_from_a_line_is_of_its_day_alone() {
        let outside = [there(1, 3_000, 324, "dues")];
        let mut inside = [here(1, 3_000, 326)];
        inside[0].words.push(Hash::of(said_of(Timestamp(293 * 86_400), 1).as_bytes()).to_string());
        find_lines(&mut inside, &outside);
        assert_eq!(inside[0].of, Some((Timestamp(293 * 86_400), 1)));
        assert_eq!(pair(&outside, &inside, 5), []);
        let october = [there(1, 3_000, 293, "dues")];
        assert_eq!(pair(&october, &inside, 5), [(0, 0, true)]);
        // A line with a wrong day, far off, hides nothing of that.
        let (mut again, far) =
            ([inside[0].clone()], [outside[0].clone(), there(2, 1, 2_000_000, "?")]);
        again[0].of = None;
        find_lines(&mut again, &far);
        assert_eq!(again[0].of, inside[0].of);
        // Two lines of one day take two bookings.
        let twice = [october[0].clone(), october[0].clone()];
        assert_eq!(pair(&twice, &inside, 5).len(), 1);
    }

    /// Equal lines of a day are told apart by their number, also where some were booked without one.
    #[test]
    fn equal_lines_of_a_day_have_numbers() {
        let outside: Vec<Outside> = (1..=4).map(|line| there(line, 700, 324, "Ben")).collect();
        let booked = |number: u64, of: u64| {
            let mut movement = here(number, 700, 330);
            movement.words.push(hash_of(Timestamp(324 * 86_400), of));
            movement
        };
        let mut inside = [booked(1, 1), booked(2, 1), booked(3, 3)];
        find_lines(&mut inside, &outside);
        assert_eq!(
            inside.clone().map(|movement| movement.of.map(|(_, of)| of)),
            [1, 1, 3].map(Some)
        );
        let pairs = pair(&outside, &inside, 5);
        assert_eq!(pairs.iter().map(|(there, ..)| *there).collect::<Vec<_>>(), [0, 1, 2]);
        let missing = numbered(outside[3..].iter().chain(&outside[3..]), &inside);
        assert_eq!(missing.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [2, 4]);
    }

    /// Ten thousand equal dues of one day are paired one by one, not each with each.
    #[test]
    fn many_equal_lines_are_paired_in_order() {
        let outside: Vec<Outside> = (0..10_000).map(|line| there(line, 3_000, 9, "dues")).collect();
        let inside: Vec<Inside> = (0..9_999).map(|number| here(number, 3_000, 11)).collect();
        let pairs = pair(&outside, &inside, 5);
        assert_eq!(pairs.len(), 9_999);
        assert!(pairs.iter().all(|(there, here, is_sure)| there == here && !is_sure));
    }
}
