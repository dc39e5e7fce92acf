//! Dates, labels and decimal amounts, as old files write them. No floating point.

use polity_machine::modules::import::Label;
use polity_types::{Amount, Timestamp};

/// Returns the beginning of a day `YYYY-MM-DD`, or a second `YYYY-MM-DD HH:MM:SS`, in UTC.
pub(crate) fn time(text: &str) -> Result<Timestamp, String> {
    let wrong = || format!("{text:?} is no date like 2020-12-31 or 2020-12-31 13:49:20");
    let (day, clock) = match text.trim_end_matches('Z').split_once([' ', 'T']) {
        Some((day, clock)) => (day, clock),
        None => (text, "00:00:00"),
    };
    let numbers = |text: &str, mark: char| -> Option<[u64; 3]> {
        let parts: Option<Vec<u64>> = text.split(mark).map(|part| part.parse().ok()).collect();
        parts?.try_into().ok()
    };
    let [year, month, date] = numbers(day, '-').ok_or_else(wrong)?;
    let [hour, minute, second] = numbers(clock, ':').ok_or_else(wrong)?;
    let fits = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&date)
        && hour < 24
        && minute < 60
        && second < 60;
    if !fits {
        return Err(wrong());
    }
    let years = (1970..year).map(|year| if is_leap(year) { 366 } else { 365 }).sum::<u64>();
    let months = (1..month).map(|month| days_in(year, month)).sum::<u64>();
    let days = [years, months, date.saturating_sub(1)].iter().sum::<u64>();
    let seconds = [
        days.saturating_mul(86_400),
        hour.saturating_mul(3_600),
        minute.saturating_mul(60),
        second,
    ];
    Ok(Timestamp(seconds.iter().sum()))
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns a decimal number in units of 10^-`decimals`. With `rounded`, further digits are rounded,
/// half away from zero; otherwise only zeros may follow.
pub(crate) fn amount(text: &str, decimals: usize, rounded: bool) -> Result<Amount, String> {
    let wrong = || format!("{text:?} is no amount with at most {decimals} decimals");
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return Err(wrong());
    }
    let kept: String = fraction.chars().chain(std::iter::repeat('0')).take(decimals).collect();
    let rest = fraction.get(decimals..).unwrap_or_default();
    if !rounded && rest.bytes().any(|c| c != b'0') {
        return Err(wrong());
    }
    let number = format!("{whole}{kept}");
    let number = number.trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    let mut amount: Amount = number.parse().map_err(|_| wrong())?;
    if rest.bytes().next().is_some_and(|c| c >= b'5') {
        amount = amount.plus(Amount::from(1)).ok_or_else(wrong)?;
    }
    Ok(if sign.is_empty() { amount } else { amount.negated() })
}

/// Returns how many decimals a decimal number is written with, zeros at the end apart.
pub(crate) fn decimals(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, fraction)| fraction.trim_end_matches('0').len())
}

/// Makes a label of a text: small letters, anything else a hyphen.
pub(crate) fn label(text: &str) -> Result<Label, String> {
    let plain: String = text
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    let joined = parts.join("-");
    let short: String = joined.chars().take(32).collect();
    short.trim_end_matches('-').parse().map_err(|error| format!("{text:?}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(time("1970-01-01"), Ok(Timestamp(0)));
        assert_eq!(time("2000-02-29 00:00:01"), Ok(Timestamp(951_782_401)));
        assert_eq!(time("2026-11-21T05:00:00Z"), Ok(Timestamp(1_795_237_200)));
        for at in [0, 951_782_399, 1_795_237_200] {
            assert_eq!(time(&Timestamp(at).to_string()), Ok(Timestamp(at)));
        }
        for wrong in [
            "",
            "2020",
            "2021-02-29",
            "2020-13-01",
            "2020-00-01",
            "1969-12-31",
            "2020-01-01 24:00:00",
        ] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        let cents = |text| amount(text, 2, false).map(|amount| amount.to_string());
        assert_eq!(cents("435.2").unwrap(), "43520");
        assert_eq!(cents("-0.45").unwrap(), "-45");
        assert_eq!(cents("5").unwrap(), "500");
        assert_eq!(cents("0.00").unwrap(), "0");
        assert_eq!(cents("1.500").unwrap(), "150");
        for wrong in ["", "-", "1.234", "1e3", "+1", ".5", "1,00", "0x1"] {
            assert!(cents(wrong).is_err(), "{wrong}");
        }
        let rounded = |text| amount(text, 2, true).unwrap().to_string();
        assert_eq!(rounded("98750.16000000096"), "9875016");
        assert_eq!(rounded("0.1249999"), "12");
        assert_eq!(rounded("-0.125"), "-13");
        assert_eq!(amount("-0", 2, false).unwrap(), Amount::ZERO);
    }

    #[test]
    fn labels_are_plain() {
        assert_eq!(
            label("contribution:XSplit Donation - Gold").unwrap().to_string(),
            "contribution-xsplit-donation-gol"
        );
        assert!(label("–").is_err());
    }
}
