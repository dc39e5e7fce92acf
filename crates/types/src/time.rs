//! Time and height: whole numbers with their unit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An instant. Unit: whole seconds since 1970-01-01T00:00:00Z (ENC-11).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

/// A length of time. Unit: whole seconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seconds(pub u64);

/// The number of a batch; the founding is height 0.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Height(pub u64);

impl Timestamp {
    /// Returns the time from `earlier` to `self`, or `None` if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Option<Seconds> {
        self.0.checked_sub(earlier.0).map(Seconds)
    }

    /// Returns the instant `length` later, at most the last one.
    #[must_use]
    pub fn after(self, length: Seconds) -> Self {
        Self(self.0.saturating_add(length.0))
    }

    /// Returns the instant `length` earlier, at least the first one.
    #[must_use]
    pub fn before(self, length: Seconds) -> Self {
        Self(self.0.saturating_sub(length.0))
    }
}

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Returns `count` minutes.
    #[must_use]
    pub const fn minutes(count: u32) -> Self {
        Self(widen(count).saturating_mul(60))
    }

    /// Returns `count` hours.
    #[must_use]
    pub const fn hours(count: u32) -> Self {
        Self(widen(count).saturating_mul(3_600))
    }

    /// Returns `count` days of 24 hours.
    #[must_use]
    pub const fn days(count: u32) -> Self {
        Self(widen(count).saturating_mul(86_400))
    }
}

#[expect(clippy::as_conversions, reason = "`u64::from` is not const; widening loses nothing")]
const fn widen(count: u32) -> u64 {
    count as u64
}

impl Height {
    /// Returns the next height.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Height {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Writes the instant as `2026-11-21T10:00:00Z` (RFC 3339), after Howard Hinnant's
/// "chrono-compatible low-level date algorithms" (`civil_from_days`).
impl fmt::Display for Timestamp {
    #[expect(clippy::arithmetic_side_effects, reason = "quotients of a u64 stay far from its ends")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.0 / 86_400, self.0 % 86_400);
        let shifted = days + 719_468;
        let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let (hour, minute) = (second / 3_600, second / 60 % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z", second % 60)
    }
}

/// Writes the length in the largest units that fit, as people say it: `3 days`, `1 hour 30 minutes`.
impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.0 / 86_400, "day"),
            (self.0 % 86_400 / 3_600, "hour"),
            (self.0 % 3_600 / 60, "minute"),
            (self.0 % 60, "second"),
        ];
        let mut is_first = true;
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
            let gap = if is_first { "" } else { " " };
            write!(f, "{gap}{count} {unit}{}", if count == 1 { "" } else { "s" })?;
            is_first = false;
        }
        if is_first { f.write_str("no time") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_read_as_rfc_3339() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_255_199, "2026-11-21T09:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
        ];
        for (seconds, text) in cases {
            assert_eq!(Timestamp(seconds).to_string(), text);
        }
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        assert_eq!(Seconds::days(3).to_string(), "3 days");
        assert_eq!(Seconds(5_400).to_string(), "1 hour 30 minutes");
        assert_eq!(Seconds::ZERO.to_string(), "no time");
    }
}
