//! How a charter writes lengths of time, shares, thresholds, days and money, and how they are
//! counted: exactly, in whole numbers. Rules CHA-20 to CHA-24 in `spec/charter.md`.

use std::fmt;

use polity_types::{Amount, AssetId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest length of time a charter can name. Unit: seconds (10 years of 365 days).
pub const DURATION_MAX: Seconds = Seconds(10 * 365 * 86_400);
/// Most decimals of an asset. Unit: decimal places. Source: CHA-23.
pub const DECIMALS_MAX: u8 = 18;
/// Decimals of the society's own currency where no `[[asset]]` declares it. Source: CHA-23.
pub const DECIMALS_DEFAULT: u8 = 2;

const DAY: u64 = 86_400;

/// A share of a whole, as an exact fraction in lowest terms; at most the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    denominator: u32,
    numerator: u32,
}

impl Share {
    /// Nothing.
    pub const NONE: Self = Self { numerator: 0, denominator: 1 };
    /// The whole.
    pub const ALL: Self = Self { numerator: 1, denominator: 1 };

    /// Returns the share `numerator / denominator` in lowest terms, or `None` if it is more than
    /// the whole or has no denominator.
    #[must_use]
    pub fn new(numerator: u32, denominator: u32) -> Option<Self> {
        let divisor = gcd(numerator, denominator);
        let is_share = denominator > 0 && numerator <= denominator;
        is_share.then_some(())?;
        Some(Self {
            numerator: numerator.checked_div(divisor)?,
            denominator: denominator.checked_div(divisor)?,
        })
    }

    /// Returns the sum of some shares, or `None` if it is more than the whole or its terms are too
    /// large.
    #[must_use]
    pub fn sum_of(shares: &[Self]) -> Option<Self> {
        shares.iter().try_fold(Self::NONE, |sum, share| {
            let (a, b) = (u64::from(sum.denominator), u64::from(share.denominator));
            let left = u64::from(sum.numerator).checked_mul(b)?;
            let numerator = u64::from(share.numerator).checked_mul(a)?.checked_add(left)?;
            let (mut divisor, mut rest) = (a.checked_mul(b)?, numerator);
            while let Some(next) = divisor.checked_rem(rest) {
                (divisor, rest) = (rest, next);
            }
            let lowest = |number: u64| u32::try_from(number.checked_div(divisor)?).ok();
            Self::new(lowest(numerator)?, lowest(a.checked_mul(b)?)?)
        })
    }

    /// Returns whether it is more than half of the whole.
    #[must_use]
    pub fn is_more_than_half(self) -> bool {
        u64::from(self.numerator).saturating_mul(2) > u64::from(self.denominator)
    }

    /// Returns the fraction above the line.
    #[must_use]
    pub fn numerator(self) -> u32 {
        self.numerator
    }

    /// Returns the fraction below the line.
    #[must_use]
    pub fn denominator(self) -> u32 {
        self.denominator
    }

    /// Returns whether `part` of `whole` reaches the share: `part / whole >= share`, exactly. Of a
    /// whole of nothing, nothing is reached.
    #[must_use]
    pub fn is_reached_by(self, part: u64, whole: u64) -> bool {
        whole > 0 && self.left(part) >= self.right(whole)
    }

    /// Returns what one of `seats` that have the share together weighs, rounded up. Unit: billionths of the whole.
    #[must_use]
    pub fn weight_of_one_in(self, seats: u64) -> u128 {
        let parts = u128::from(self.denominator).saturating_mul(u128::from(seats)).max(1);
        u128::from(self.numerator).saturating_mul(1_000_000_000).div_ceil(parts)
    }

    /// Returns the smallest count that reaches the share of `whole`; at least 1.
    #[must_use]
    pub fn smallest_of(self, whole: u64) -> u64 {
        let count = self.right(whole).div_ceil(u128::from(self.denominator.max(1)));
        u64::try_from(count).unwrap_or(u64::MAX).max(1)
    }

    /// Returns the largest count that is no more than the share of `whole`.
    #[must_use]
    pub fn largest_of(self, whole: u64) -> u64 {
        let count = self.right(whole).checked_div(u128::from(self.denominator)).unwrap_or(0);
        u64::try_from(count).unwrap_or(u64::MAX)
    }

    /// Returns the share of an amount, rounded down.
    #[must_use]
    pub fn of(self, amount: Amount) -> Amount {
        let (part, whole) = (i128::from(self.numerator), i128::from(self.denominator));
        let units = amount.minor_units();
        let of_rest = units.checked_rem(whole).unwrap_or(0).saturating_mul(part);
        let of_whole = units.checked_div(whole).unwrap_or(0).saturating_mul(part);
        let sum = of_whole.saturating_add(of_rest.checked_div(whole).unwrap_or(0));
        Amount::new(sum).unwrap_or(Amount::MAX)
    }

    fn left(self, part: u64) -> u128 {
        u128::from(part).saturating_mul(u128::from(self.denominator))
    }

    fn right(self, whole: u64) -> u128 {
        u128::from(whole).saturating_mul(u128::from(self.numerator))
    }
}

/// Writes the share as people say it: `10%`, `12.5%`, `half`, `all`, and `two thirds` where no
/// percentage says it exactly.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_exact = 10_000_u32.checked_rem(self.denominator) == Some(0);
        let is_same =
            |words: &&(&str, u32, u32)| (words.1, words.2) == (self.numerator, self.denominator);
        if (!is_exact || self.denominator <= 2)
            && let Some((words, ..)) = SHARE_WORDS.iter().find(is_same)
        {
            return f.write_str(words);
        }
        let hundredths = u64::from(self.numerator)
            .saturating_mul(10_000)
            .checked_div(u64::from(self.denominator))
            .unwrap_or(0);
        let (whole, rest) = (hundredths.div_euclid(100), hundredths.rem_euclid(100));
        match (rest, rest.rem_euclid(10)) {
            (0, _) => write!(f, "{whole}%"),
            (_, 0) => write!(f, "{whole}.{}%", rest.div_euclid(10)),
            _ => write!(f, "{whole}.{rest:02}%"),
        }
    }
}

/// The shares that have a name. The first name of a share is the one written back.
const SHARE_WORDS: [(&str, u32, u32); 16] = [
    ("all", 1, 1),
    ("half", 1, 2),
    ("a half", 1, 2),
    ("one half", 1, 2),
    ("a third", 1, 3),
    ("one third", 1, 3),
    ("two thirds", 2, 3),
    ("a quarter", 1, 4),
    ("one quarter", 1, 4),
    ("three quarters", 3, 4),
    ("a fifth", 1, 5),
    ("two fifths", 2, 5),
    ("three fifths", 3, 5),
    ("four fifths", 4, 5),
    ("a sixth", 1, 6),
    ("a tenth", 1, 10),
];

/// Reads an area of land in square metres, from 1 to a thousand million km²: `50000 m2`, `5 ha`, `2 km2`
/// (CHA-31).
pub(crate) fn read_land(text: &str) -> Option<u64> {
    let (number, unit) = text.split_once(' ')?;
    let is_plain = (1..=15).contains(&number.len()) && number.bytes().all(|c| c.is_ascii_digit());
    let each: u64 = match unit {
        "m2" | "m²" => 1,
        "ha" => 10_000,
        "km2" | "km²" => 1_000_000,
        _ => return None,
    };
    let land = number.parse::<u64>().ok().filter(|_| is_plain)?.checked_mul(each)?;
    (1..=LAND_MAX).contains(&land).then_some(land)
}

/// Most land that a stage asks for. Unit: square metres. Source: CHA-31.
const LAND_MAX: u64 = 1_000_000_000_000_000;

/// Reads a day of every year, `MM-DD`: a month, and a day that every month has (CHA-47).
pub(crate) fn read_day_of_year(text: &str) -> Option<(u8, u8)> {
    let (month, day) = text.split_once('-').filter(|_| text.len() == 5)?;
    let number = |part: &str| -> Option<u8> {
        part.bytes().all(|c| c.is_ascii_digit()).then_some(())?;
        part.parse().ok()
    };
    let (month, day) = (number(month)?, number(day)?);
    let is_day = (1..=12).contains(&month) && (1..=28).contains(&day);
    is_day.then_some((month, day))
}

/// Returns whether a text can name a fund: 1 to 24 of `a-z`, `0-9` and `-` (TRE-2).
pub(crate) fn is_fund_name(text: &str) -> bool {
    let is_plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=24).contains(&text.len()) && text.bytes().all(is_plain)
}

/// How much of the votes cast for or against must be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    is_strict: bool,
    share: Share,
}

impl Threshold {
    /// More than half.
    pub const MORE_THAN_HALF: Self =
        Self { share: Share { numerator: 1, denominator: 2 }, is_strict: true };

    /// Returns the share that must be reached, or exceeded if the threshold is strict.
    #[must_use]
    pub fn share(self) -> Share {
        self.share
    }

    /// Returns whether the share must be exceeded.
    #[must_use]
    pub fn is_strict(self) -> bool {
        self.is_strict
    }

    /// Returns whether `yes` out of `cast` (yes and no together, abstentions left out) decides.
    /// Exact; of no ballots, nothing is decided.
    #[must_use]
    pub fn is_reached_by(self, yes: u64, cast: u64) -> bool {
        let (left, right) = (self.share.left(yes), self.share.right(cast));
        cast > 0 && if self.is_strict { left > right } else { left >= right }
    }

    /// Returns the smallest number of yes that decides, of `cast` yes and no together; at least 1. Exact.
    #[must_use]
    pub fn smallest_of(self, cast: u64) -> u64 {
        let smallest = self.share.smallest_of(cast);
        let is_exact = self.share.left(smallest) == self.share.right(cast);
        smallest.saturating_add(u64::from(self.is_strict && is_exact))
    }

    /// Returns whether it takes more than another threshold.
    #[must_use]
    pub fn is_above(self, other: Self) -> bool {
        let (left, right) = (
            u64::from(self.share.numerator).saturating_mul(u64::from(other.share.denominator)),
            u64::from(other.share.numerator).saturating_mul(u64::from(self.share.denominator)),
        );
        left > right || (left == right && self.is_strict && !other.is_strict)
    }

    /// Reads a threshold; below more than half, there is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "more than half" => return Some(Self::MORE_THAN_HALF),
            "unanimous" => return Some(Self { share: Share::ALL, is_strict: false }),
            _ => {}
        }
        let share = read_share(text)?;
        let is_above_half = share.numerator.saturating_mul(2) > share.denominator;
        is_above_half.then_some(Self { share, is_strict: false })
    }
}

/// Writes the threshold as people say it: `more than half`, `at least two thirds`, `all`.
impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.is_strict, self.share) {
            (true, share) => write!(f, "more than {share}"),
            (false, Share::ALL) => f.write_str("all"),
            (false, share) => write!(f, "at least {share}"),
        }
    }
}

/// Reads a share: a percentage with at most two decimals, or a named fraction (CHA-21).
#[must_use]
pub fn read_share(text: &str) -> Option<Share> {
    if let Some((_, numerator, denominator)) = SHARE_WORDS.iter().find(|words| words.0 == text) {
        return Share::new(*numerator, *denominator);
    }
    let percent = read_decimal(text.strip_suffix('%')?, 2)?;
    Share::new(u32::try_from(percent).ok()?, 10_000)
}

/// Reads a length of time: a number and a unit, or a unit alone for one of it (CHA-20).
#[must_use]
pub fn read_duration(text: &str) -> Option<Seconds> {
    if text == "none" {
        return Some(Seconds(0));
    }
    let (count, unit) = text.split_once(' ').unwrap_or(("1", text));
    let count = read_whole(count)?;
    let unit_seconds: u64 = match unit {
        "second" | "seconds" => 1,
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        "day" | "days" => DAY,
        "week" | "weeks" => 7 * DAY,
        "month" | "months" => 30 * DAY,
        "year" | "years" => 365 * DAY,
        _ => return None,
    };
    let is_plural = unit.ends_with('s');
    let seconds = count.checked_mul(unit_seconds)?;
    (is_plural == (count != 1) && seconds <= DURATION_MAX.0).then_some(Seconds(seconds))
}

/// Reads a day such as `2028-01-01`; returns its first second, in UTC. Days from 1970 to 2999.
/// Source: Howard Hinnant, `days_from_civil`.
#[must_use]
pub fn read_day(text: &str) -> Option<Timestamp> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_full = (year.len(), month.len(), day.len()) == (4, 2, 2) && parts.next().is_none();
    is_full.then_some(())?;
    let (year, month, day) = (read_padded(year)?, read_padded(month)?, read_padded(day)?);
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days_in_month = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28_u64.saturating_add(u64::from(is_leap)),
        _ => return None,
    };
    ((1970..3000).contains(&year) && (1..=days_in_month).contains(&day)).then_some(())?;
    let year = if month <= 2 { year.checked_sub(1)? } else { year };
    let month_from_march = if month > 2 { month.checked_sub(3)? } else { month.checked_add(9)? };
    let before_year = year.checked_mul(365)?.checked_add(year / 4)?.checked_sub(year / 100)?;
    let before_month = month_from_march.checked_mul(153)?.checked_add(2)? / 5;
    let days = before_year.checked_add(year / 400)?.checked_add(before_month)?.checked_add(day)?;
    days.checked_sub(719_469)?.checked_mul(DAY).map(Timestamp)
}

/// Reads a time of day such as `20:00`; returns the minutes since midnight.
#[must_use]
pub fn read_time_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    (hour.len() == 2 && minute.len() == 2).then_some(())?;
    let (hour, minute) = (read_padded(hour)?, read_padded(minute)?);
    (hour < 24 && minute < 60).then_some(())?;
    u16::try_from(hour.checked_mul(60)?.checked_add(minute)?).ok()
}

/// What is wrong with an amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AmountFlaw {
    /// It is not `NUMBER ASSET`.
    Form,
    /// The asset code has no such form, or the charter does not declare it.
    Asset(String),
    /// More decimals than the asset has.
    Decimals(u8),
}

/// Reads `NUMBER ASSET`, such as `12.50 EUR`, into minor units (CHA-24).
pub(crate) fn read_amount(
    text: &str,
    decimals_of: impl Fn(&AssetId) -> Option<u8>,
) -> Result<(Amount, AssetId), AmountFlaw> {
    let (number, code) = text.split_once(' ').ok_or(AmountFlaw::Form)?;
    let asset: AssetId = code.parse().map_err(|_| AmountFlaw::Asset(code.to_owned()))?;
    let decimals = decimals_of(&asset).ok_or_else(|| AmountFlaw::Asset(code.to_owned()))?;
    let written = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if written > usize::from(decimals) {
        return Err(AmountFlaw::Decimals(decimals));
    }
    let minor = read_decimal(number, decimals).ok_or(AmountFlaw::Form)?;
    let amount = i128::try_from(minor).ok().and_then(Amount::new).ok_or(AmountFlaw::Form)?;
    Ok((amount, asset))
}

/// Reads a decimal number as a count of its `decimals`-th places; `1.5` with 2 decimals is 150.
fn read_decimal(text: &str, decimals: u8) -> Option<u128> {
    let (whole, fraction) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let missing = usize::from(decimals).checked_sub(fraction.len())?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = whole == "0" || !whole.starts_with('0');
    let is_number = !whole.is_empty() && is_plain && is_digits(whole) && is_digits(fraction);
    (is_number && whole.len() <= 18).then_some(())?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(missing));
    digits.parse().ok()
}

/// Reads a whole number without sign or leading zero.
fn read_whole(text: &str) -> Option<u64> {
    u64::try_from(read_decimal(text, 0)?).ok()
}

/// Reads digits with leading zeros.
fn read_padded(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    text.parse().ok()
}

/// Returns the greatest common divisor.
fn gcd(a: u32, b: u32) -> u32 {
    let (mut a, mut b) = (a, b);
    while let Some(rest) = a.checked_rem(b) {
        (a, b) = (b, rest);
    }
    a
}
