//! Payments that repeat and ended before their time: whom they paid, why they ended, what was not paid.

use std::fmt::Write as _;

use polity_types::{Amount, Seconds};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::Views;
use crate::books::plain;
use crate::error::ViewsError;
use crate::query::{number, one_more};

/// How long it is told that a payment ended. Unit: seconds.
pub const ENDED_FOR: u64 = 30 * 86_400;

/// A payment that repeated and ended before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndedRow {
    /// After which entry of the log it ended.
    pub after: u64,
    /// How much in each period.
    pub amount: Amount,
    /// Of what.
    pub asset: String,
    /// Whether it was paid when a period began.
    pub at_once: bool,
    /// For what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// When it ended, in Unix seconds.
    pub ended: u64,
    /// How long a period was.
    pub every: Seconds,
    /// Which fund paid.
    pub fund: String,
    /// Periods that never began.
    pub never: u32,
    /// Its number.
    pub number: u64,
    /// The account that was paid.
    pub payee: String,
    /// How many periods it was begun for.
    pub times: u32,
    /// What was not paid of all that it was begun for.
    pub unpaid: Amount,
    /// `budget`, `fund_empty`, `payee_gone`, `share_taken` or `stopped`.
    pub why: String,
}

impl EndedRow {
    /// Returns what went back to the fund of what was set aside for the period in which it ended: it is in `unpaid`, too.
    #[must_use]
    pub fn back(&self) -> Amount {
        let never = self.amount.minor_units().checked_mul(i128::from(self.never));
        let never = never.and_then(Amount::new).unwrap_or(Amount::MAX);
        self.unpaid.minus(never).unwrap_or_default()
    }

    /// Returns what is not paid and the command does not begin again: what went back of a period of which some was paid,
    /// where whole periods are left.
    #[must_use]
    pub fn left_out(&self) -> Option<Amount> {
        let back = self.back();
        Some(back).filter(|_| self.never > 0 && back.is_positive() && back < self.amount)
    }

    /// Returns the command that begins the rest of it again. `decimals`: of its asset.
    #[must_use]
    pub fn again(&self, decimals: u8) -> String {
        let Self { amount, asset, every, fund, never, payee, .. } = self;
        let back = self.back();
        // What went back whole is one period more; where nothing else is left, a part of one is begun as it is.
        let (amount, times) = match never {
            0 if back.is_positive() => (back, 1),
            _ if back == *amount => (*amount, never.saturating_add(1)),
            _ => (*amount, (*never).max(1)),
        };
        let amount = plain(amount, decimals);
        let mut command = format!(
            "polity spend stream {fund} {payee} {amount} {asset} --times {times} --every \"{every}\""
        );
        if let Some(category) = &self.category {
            let _ = write!(command, " --category {category}");
        }
        if self.at_once {
            command.push_str(" --at-once");
        }
        command
    }
}

const COLUMNS: &str = "SELECT after, amount, asset, at_once, category, ended, every, fund, never, number, payee, \
                       times, unpaid, why FROM streams WHERE ended IS NOT NULL";

fn row_of(row: &Row<'_>) -> Result<EndedRow, rusqlite::Error> {
    let amount = |place: usize| {
        let text: String = row.get(place)?;
        Ok::<Amount, rusqlite::Error>(text.parse().unwrap_or_default())
    };
    Ok(EndedRow {
        after: row.get(0)?,
        amount: amount(1)?,
        asset: row.get(2)?,
        at_once: row.get(3)?,
        category: row.get(4)?,
        ended: row.get(5)?,
        every: Seconds(row.get(6)?),
        fund: row.get(7)?,
        never: row.get(8)?,
        number: row.get(9)?,
        payee: row.get(10)?,
        times: row.get(11)?,
        unpaid: amount(12)?,
        why: row.get(13)?,
    })
}

impl Views {
    /// Returns what ended before its time at `since` or later (Unix seconds), the newest first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn ended_streams(&self, since: u64, limit: usize) -> Result<Vec<EndedRow>, ViewsError> {
        let sql = format!("{COLUMNS} AND ended >= ?1 ORDER BY ended DESC, number DESC LIMIT ?2");
        let page = self.list(&sql, params![number(since), one_more(limit)], limit, row_of)?;
        Ok(page.rows)
    }

    /// Returns what ended so to a person, or was begun by them and ended by itself, and was not begun again, at `since`
    /// or later (Unix seconds), the newest first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn ended_streams_of(
        &self,
        person: &str,
        since: u64,
        limit: usize,
    ) -> Result<Vec<EndedRow>, ViewsError> {
        let sql = format!(
            "{COLUMNS} AND ended >= ?1 AND (payee = ?3 OR (starter = ?3 AND why <> 'stopped')) \
             AND NOT EXISTS (SELECT 1 FROM streams later WHERE later.number > streams.number \
             AND later.payee = streams.payee AND later.fund = streams.fund \
             AND later.asset = streams.asset) ORDER BY ended DESC, number DESC LIMIT ?2"
        );
        let values = params![number(since), one_more(limit), person];
        Ok(self.list(&sql, values, limit, row_of)?.rows)
    }

    /// Returns what ended so between two entries of the log, the newest first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn ended_streams_between(
        &self,
        (from, before): (u64, Option<u64>),
        limit: usize,
    ) -> Result<Vec<EndedRow>, ViewsError> {
        let sql = format!(
            "{COLUMNS} AND after >= ?1 AND after < ?2 ORDER BY after DESC, number DESC LIMIT ?3"
        );
        let before = number(before.unwrap_or(u64::MAX));
        let page =
            self.list(&sql, params![number(from), before, one_more(limit)], limit, row_of)?;
        Ok(page.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not paid is what the command begins again, and what is said beside it.
    #[test]
    fn what_is_not_paid_is_what_the_command_begins_again() {
        for (never, unpaid, again, left_out) in [
            (11, 3_600, "3.00 EUR --times 12", None),
            (11, 3_300, "3.00 EUR --times 11", None),
            (11, 3_420, "3.00 EUR --times 11", Some(120)),
            (0, 300, "3.00 EUR --times 1", None),
            (0, 120, "1.20 EUR --times 1", None),
        ] {
            let row = EndedRow {
                after: 1,
                amount: Amount::from(300),
                asset: "EUR".into(),
                at_once: false,
                category: None,
                ended: 1,
                every: Seconds::days(1),
                fund: "fund-common".into(),
                never,
                number: 1,
                payee: "fund-house".into(),
                times: 12,
                unpaid: Amount::from(unpaid),
                why: "stopped".into(),
            };
            let command = row.again(2);
            assert!(command.contains(&format!(" {again} ")), "{command}");
            assert_eq!(row.left_out(), left_out.map(Amount::from));
        }
    }
}
