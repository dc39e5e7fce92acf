//! How lengths, shares, thresholds, days and money are read and counted.

use polity_types::{Amount, AssetId, Seconds, Timestamp};
use proptest::prelude::*;

use super::super::words::{
    AmountFlaw, Share, Threshold, read_amount, read_day, read_duration, read_share,
    read_time_of_day,
};

#[test]
fn cha_20_lengths_of_time() {
    let day = 86_400;
    let cases = [
        ("none", 0),
        ("0 days", 0),
        ("1 second", 1),
        ("90 minutes", 5_400),
        ("3 hours", 10_800),
        ("day", day),
        ("14 days", 14 * day),
        ("2 weeks", 14 * day),
        ("month", 30 * day),
        ("2 months", 60 * day),
        ("10 years", 3_650 * day),
    ];
    for (text, seconds) in cases {
        assert_eq!(read_duration(text), Some(Seconds(seconds)), "{text}");
    }
    let refused = [
        "",
        "days",
        "1 days",
        "2 day",
        "-1 days",
        "01 days",
        "1.5 days",
        "2  days",
        "2 fortnights",
        "11 years",
        "99999999999999999999 days",
        " 2 days",
        "2 days ",
    ];
    for text in refused {
        assert_eq!(read_duration(text), None, "{text}");
    }
}

#[test]
fn cha_21_shares() {
    let cases = [
        ("10%", 1, 10),
        ("12.5%", 1, 8),
        ("33.33%", 3_333, 10_000),
        ("two thirds", 2, 3),
        ("a third", 1, 3),
        ("half", 1, 2),
        ("all", 1, 1),
        ("100%", 1, 1),
        ("0%", 0, 1),
    ];
    for (text, numerator, denominator) in cases {
        assert_eq!(read_share(text), Share::new(numerator, denominator), "{text}");
        assert!(read_share(text).is_some(), "{text}");
    }
    for text in ["", "%", "10", "10 %", "101%", "1.234%", "-1%", "1.%", "third", "00%"] {
        assert_eq!(read_share(text), None, "{text}");
    }
    let shown: Vec<String> = ["10%", "12.5%", "33.33%", "two thirds", "66%", "50%", "100%"]
        .into_iter()
        .map(|text| read_share(text).unwrap().to_string())
        .collect();
    assert_eq!(shown, ["10%", "12.5%", "33.33%", "two thirds", "66%", "half", "all"]);
}

#[test]
fn cha_22_thresholds_count_exactly() {
    let more_than_half = Threshold::read("more than half").unwrap();
    let two_thirds = Threshold::read("two thirds").unwrap();
    let percent = Threshold::read("66.67%").unwrap();
    let unanimous = Threshold::read("unanimous").unwrap();
    let cases = [
        (more_than_half, 2, 4, false),
        (more_than_half, 3, 5, true),
        (two_thirds, 2, 3, true),
        (percent, 2, 3, false),
        (two_thirds, 666_666_666, 1_000_000_000, false),
        (two_thirds, 666_666_667, 1_000_000_000, true),
        (unanimous, 5, 5, true),
        (unanimous, 4, 5, false),
        (unanimous, 0, 0, false),
        (two_thirds, u64::MAX, u64::MAX, true),
    ];
    for (threshold, yes, cast, decides) in cases {
        assert_eq!(threshold.is_reached_by(yes, cast), decides, "{threshold}: {yes} of {cast}");
    }
    for text in ["half", "50%", "a third", "101%", ""] {
        assert_eq!(Threshold::read(text), None, "{text}");
    }
}

#[test]
fn cha_20_days_and_times_of_day() {
    let cases = [
        ("1970-01-01", 0),
        ("2000-02-29", 951_782_400),
        ("2026-11-21", 1_795_219_200),
        ("2100-03-01", 4_107_542_400),
    ];
    for (text, seconds) in cases {
        assert_eq!(read_day(text), Some(Timestamp(seconds)), "{text}");
    }
    for text in ["2100-02-29", "2028-13-01", "2028-00-10", "2028-1-1", "1969-12-31", "3000-01-01"] {
        assert_eq!(read_day(text), None, "{text}");
    }
    assert_eq!(read_time_of_day("20:30"), Some(1_230));
    for text in ["24:00", "20:60", "8:00", "20.30", "+1:00"] {
        assert_eq!(read_time_of_day(text), None, "{text}");
    }
}

#[test]
fn cha_24_amounts_are_exact() {
    let decimals_of = |asset: &AssetId| match asset.as_str() {
        "EUR" => Some(2),
        "ETH" => Some(18),
        "PT" => Some(0),
        _ => None,
    };
    let cases = [
        ("500 EUR", 50_000),
        ("0.05 EUR", 5),
        ("12.5 EUR", 1_250),
        ("3 PT", 3),
        ("1.000000000000000001 ETH", 1_000_000_000_000_000_001),
    ];
    for (text, minor) in cases {
        let (amount, _) = read_amount(text, decimals_of).unwrap();
        assert_eq!(amount, Amount::new(minor).unwrap(), "{text}");
    }
    for text in ["EUR", "-1 EUR", "1,5 EUR", "01 EUR", ".5 EUR", "5. EUR", "1e3 EUR", ""] {
        assert_eq!(read_amount(text, decimals_of), Err(AmountFlaw::Form), "{text}");
    }
    let too_fine = [("0.001 EUR", 2), ("0.5 PT", 0)];
    for (text, decimals) in too_fine {
        assert_eq!(read_amount(text, decimals_of), Err(AmountFlaw::Decimals(decimals)), "{text}");
    }
    for (text, code) in [("1 USD", "USD"), ("1 eur", "eur"), ("1  EUR", " EUR")] {
        let flaw = AmountFlaw::Asset(code.to_owned());
        assert_eq!(read_amount(text, decimals_of), Err(flaw), "{text}");
    }
}

/// TRE-16: a share of an amount is rounded down, and runs over nowhere.
#[test]
fn cha_21_a_share_of_an_amount_is_rounded_down() {
    let share = Share::new(3, 400).unwrap();
    for (amount, part) in [(0, 0), (133, 0), (134, 1), (100_000, 750)] {
        assert_eq!(share.of(Amount::new(amount).unwrap()).minor_units(), part);
    }
    assert_eq!(share.of(Amount::MAX).minor_units(), Amount::MAX.minor_units() / 400 * 3);
}

proptest! {
    /// The smallest count that reaches a share reaches it, and one less does not (CHA-21).
    #[test]
    fn smallest_count_is_the_boundary(hundredths in 1_u32..=10_000, whole in 1_u64..1_000_000) {
        let share = Share::new(hundredths, 10_000).unwrap();
        let count = share.smallest_of(whole);
        prop_assert!(share.is_reached_by(count, whole));
        prop_assert!(!share.is_reached_by(count - 1, whole));
    }

    /// A day reads back as it is written (CHA-20).
    #[test]
    fn days_read_back(day in 0_u64..376_000) {
        let time = Timestamp(day * 86_400);
        let text: String = time.to_string().chars().take(10).collect();
        prop_assert_eq!(read_day(&text), Some(time));
    }
}
