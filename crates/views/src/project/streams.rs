//! Payments that repeat, of which the state keeps nothing once they ended.

use polity_machine::modules::spending::{Pace, SpendingEvent, StreamEnd, query};
use polity_types::Amount;
use rusqlite::{OptionalExtension as _, params};

use super::{Done, Projection};

impl Projection<'_> {
    pub(super) fn streams(&self, event: &SpendingEvent) -> Done {
        match event {
            SpendingEvent::StreamStarted {
                asset,
                by,
                category,
                each,
                every,
                fund,
                pace,
                stream,
                times,
                to,
            } => self.run(
                "INSERT INTO streams (number, starter, payee, fund, asset, amount, every, times, \
                 at_once, category) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    stream,
                    by,
                    to.to_string(),
                    fund.to_string(),
                    asset.to_string(),
                    each.to_string(),
                    every.0,
                    times,
                    *pace == Pace::AtOnce,
                    category.as_ref().map(ToString::to_string)
                ],
            ),
            SpendingEvent::StreamStopped { left, reason, stream } => {
                match why(*reason) {
                    Some(why) => self.stream_ended(*stream, *left, why),
                    // What was paid to its end is among the postings.
                    None => self.run("DELETE FROM streams WHERE number = ?1", params![stream]),
                }
            }
            _ => Ok(()),
        }
    }

    fn stream_ended(&self, stream: u64, left: u32, why: &str) -> Done {
        let read = "SELECT amount, payee FROM streams WHERE number = ?1";
        let mut read = self.tables.prepare_cached(read)?;
        let begun: Option<(String, String)> =
            read.query_row([stream], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((each, payee)) = begun else { return Ok(()) };
        let each: Amount = each.parse().unwrap_or_default();
        let never = each.minor_units().checked_mul(i128::from(left)).and_then(Amount::new);
        let mut unpaid = never.unwrap_or(Amount::MAX);
        // Of the period in which it ended, what was set aside went back just before.
        let back = "SELECT amount FROM postings WHERE height = ?1 AND credit = ?2 AND debit <> ?3";
        let mut back = self.tables.prepare_cached(back)?;
        let escrow = query::escrow_of_stream(stream).to_string();
        let back = back.query_map(params![self.height, escrow, payee], |row| row.get(0))?;
        for amount in back.collect::<Result<Vec<String>, _>>()? {
            unpaid = unpaid.plus(amount.parse().unwrap_or_default()).unwrap_or(Amount::MAX);
        }
        // Between which entries of the log it happened: what falls due has none itself.
        self.run(
            "UPDATE streams SET ended = ?2, why = ?3, never = ?4, unpaid = ?5, \
             after = coalesce(?6, (SELECT max(number) FROM entries), 0) WHERE number = ?1",
            params![stream, self.time, why, left, unpaid.to_string(), self.entry],
        )
    }
}

/// Returns why a stream ended before its time, as the tables name it; none: it came to its end.
fn why(reason: StreamEnd) -> Option<&'static str> {
    match reason {
        StreamEnd::Budget => Some("budget"),
        StreamEnd::Done => None,
        StreamEnd::FundEmpty => Some("fund_empty"),
        StreamEnd::PayeeGone => Some("payee_gone"),
        StreamEnd::ShareTaken => Some("share_taken"),
        StreamEnd::Stopped => Some("stopped"),
    }
}
