//! What the books say of a movement that was booked from a line of a place outside: the day that the bank has for it.
//!
//! Such a movement is booked days later, and its time in the log is that of the booking. The day of the line stands in
//! the public text that goes with it, in one fixed form, and nothing else of what the bank wrote does.

use polity_types::Timestamp;

/// How long before it is booked, and after, a line may be. What says another day is taken by its booking. Unit: days.
pub const DAYS_BEFORE: u64 = 800;
/// As [`DAYS_BEFORE`]: banks book ahead by some days.
pub const DAYS_AFTER: u64 = 31;

/// Seconds of a day.
const DAY: u64 = 86_400;
/// How each text begins, before the day.
const BOOKED: &str = "At the place outside on ";
const TAKEN_BACK: &str = "Takes back what was booked twice of ";

/// Returns the public text that goes with what is booked from a line: its day, and which of its sum it is, if it is not
/// the first, and nothing else, since what a bank writes names people. By its hash the line is known again.
#[must_use]
pub fn said_of(day: Timestamp, number: u64) -> String {
    let day = day_text(day);
    match number {
        1 => format!("{BOOKED}{day}."),
        _ => format!("{BOOKED}{day}, number {number} of its sum."),
    }
}

/// Returns the public text that goes with what takes back what was booked twice from a line of a day.
#[must_use]
pub fn taken_back(day: Timestamp) -> String {
    format!("{TAKEN_BACK}{}.", day_text(day))
}

/// Returns a day as it is written: 2026-11-20.
#[must_use]
pub fn day_text(day: Timestamp) -> String {
    day.to_string().chars().take(10).collect()
}

/// Returns the first second of the day of which a text says that the bank has it, if it says so in one of these forms
/// and the day is not too far from `booked`.
pub(crate) fn day_said(text: &str, booked: u64) -> Option<u64> {
    let rest = text.strip_prefix(BOOKED).or_else(|| text.strip_prefix(TAKEN_BACK))?;
    let wanted: String = rest.chars().take(10).collect();
    let today = booked.checked_div(DAY)?;
    let (mut low, last) = (today.saturating_sub(DAYS_BEFORE), today.saturating_add(DAYS_AFTER));
    let mut high = last.saturating_add(1);
    let written = |day: u64| day_text(Timestamp(day.saturating_mul(DAY)));
    // Days are written so that the later is the greater text.
    while low < high {
        let middle = low.midpoint(high);
        if written(middle) < wanted {
            low = middle.saturating_add(1);
        } else {
            high = middle;
        }
    }
    let day = Timestamp(low.saturating_mul(DAY));
    let is_it = low <= last && day_text(day) == wanted;
    let number = rest.get(10..).and_then(|end| end.strip_prefix(", number "));
    let number = number.and_then(|end| end.strip_suffix(" of its sum."));
    let number = number.map_or(1, |number| number.parse().unwrap_or_default());
    let is_whole = text == said_of(day, number) || text == taken_back(day);
    (is_it && is_whole).then_some(day.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written_and_from_nothing_else() {
        // 2026-02-05, at noon.
        let booked = 1_770_292_800;
        let of = |text: &str| day_said(text, booked).map(|day| day_text(Timestamp(day)));
        let some = |day: &str| Some(day.to_owned());
        assert_eq!(of("At the place outside on 2026-01-31."), some("2026-01-31"));
        assert_eq!(
            of("At the place outside on 2026-01-31, number 2 of its sum."),
            some("2026-01-31")
        );
        assert_eq!(of("Takes back what was booked twice of 2026-01-31."), some("2026-01-31"));
        for (day, is_near) in [
            ("2023-11-27", false),
            ("2023-11-28", true),
            ("2026-02-05", true),
            ("2026-03-08", true),
            ("2026-03-09", false),
            ("2026-02-30", false),
            ("2026-2-01", false),
            ("", false),
        ] {
            let text = format!("At the place outside on {day}.");
            assert_eq!(of(&text).is_some(), is_near, "{day}");
        }
        for text in [
            "at the place outside on 2026-01-31.",
            "At the place outside on 2026-01-31",
            "At the place outside on 2026-01-31. Or so.",
            "At the place outside on 2026-01-31, number 02 of its sum.",
            "On 2026-01-31.",
            "",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        for number in [1, 2, 2_048] {
            let day = Timestamp(1_769_817_600);
            assert_eq!(day_said(&said_of(day, number), booked), Some(day.0));
        }
    }
}
