//! Fiscal years: what came and went in each account of the society, kept as it happens, so that the
//! end of a year costs nothing (TRE-13).

use polity_types::{Amount, AssetId, Timestamp};

use super::event::TreasuryEvent;
use super::state::YEAR;
use super::types::{AccountId, Year};
use crate::frame::context::Context;
use crate::frame::state::Overlay;

const DAY: u64 = 86_400;

/// Notes that `change` came into (or went out of) an account that held `before`. Returns the year
/// that this closes.
pub(super) fn note(
    account: &AccountId,
    asset: &AssetId,
    before: Amount,
    change: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<TreasuryEvent> {
    if matches!(account, AccountId::Person(_) | AccountId::Escrow(_)) {
        return None;
    }
    let key = (account.clone(), asset.clone());
    let began = began(context.now, context.charter.books.fiscal_year);
    let known = YEAR.get(state, &key);
    let fresh = Year { began, came: Amount::ZERO, opening: before, went: Amount::ZERO };
    let (mut year, closed) = match known {
        Some(known) if known.began >= began => (known, None),
        Some(known) => (fresh, Some(close(account, asset, known, before))),
        None => (fresh, None),
    };
    let sum = if change.is_negative() { &mut year.went } else { &mut year.came };
    let size = if change.is_negative() { change.negated() } else { change };
    // What comes and goes may be more than any account can hold; the figure then stays at the most.
    *sum = sum.plus(size).unwrap_or(Amount::MAX);
    YEAR.put(state, &key, &year);
    closed
}

/// Returns the event that tells of a year's end.
pub(super) fn close(
    account: &AccountId,
    asset: &AssetId,
    year: Year,
    closing: Amount,
) -> TreasuryEvent {
    let (account, asset) = (account.clone(), asset.clone());
    TreasuryEvent::YearClosed { account, asset, closing, year }
}

/// Returns when the fiscal year that holds `now` began: the last day of the year with this month and
/// day, in UTC.
pub(super) fn began(now: Timestamp, (month, day): (u8, u8)) -> Timestamp {
    let text = now.to_string();
    let year: u64 = text.split('-').next().and_then(|year| year.parse().ok()).unwrap_or(1970);
    let this = first_day(year, month, day);
    if this <= now { this } else { first_day(year.saturating_sub(1), month, day) }
}

/// Returns the beginning of a day, after Howard Hinnant's "chrono-compatible low-level date
/// algorithms" (`days_from_civil`), for years from 1970 on.
fn first_day(year: u64, month: u8, day: u8) -> Timestamp {
    let (month, day) = (u64::from(month), u64::from(day));
    let year = if month <= 2 { year.saturating_sub(1) } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month.saturating_sub(3) } else { month.saturating_add(9) };
    let of_year = from_march.saturating_mul(153).saturating_add(2).div_euclid(5);
    let of_year = of_year.saturating_add(day).saturating_sub(1);
    let days = of_era
        .saturating_mul(365)
        .saturating_add(of_era.div_euclid(4))
        .saturating_sub(of_era.div_euclid(100))
        .saturating_add(of_year);
    let days = era.saturating_mul(146_097).saturating_add(days).saturating_sub(719_468);
    Timestamp(days.saturating_mul(DAY))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tre_13_a_fiscal_year_begins_on_its_day() {
        let cases = [
            ((1, 1), 1_795_255_199, "2026-01-01T00:00:00Z"),
            ((11, 21), 1_795_255_199, "2026-11-21T00:00:00Z"),
            ((11, 22), 1_795_255_199, "2025-11-22T00:00:00Z"),
            ((2, 28), 951_782_400, "2000-02-28T00:00:00Z"),
            ((3, 1), 951_782_400, "1999-03-01T00:00:00Z"),
            ((3, 1), 4_107_542_400, "2100-03-01T00:00:00Z"),
            ((1, 1), 0, "1970-01-01T00:00:00Z"),
        ];
        for (day, now, wanted) in cases {
            assert_eq!(began(Timestamp(now), day).to_string(), wanted, "{day:?} {now}");
        }
    }
}
