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
            // What went back while it stands still is paid to nobody, if it ends so.
            SpendingEvent::StreamHalted { back, stream, .. } => self.run(
                "UPDATE streams SET unpaid = ?2 WHERE number = ?1",
                params![stream, back.to_string()],
            ),
            SpendingEvent::StreamResumed { stream, .. } => {
                self.run("UPDATE streams SET unpaid = NULL WHERE number = ?1", params![stream])
            }
            _ => Ok(()),
        }
    }

    fn stream_ended(&self, stream: u64, left: u32, why: &str) -> Done {
        let read = "SELECT amount, payee, unpaid FROM streams WHERE number = ?1";
        let mut read = self.tables.prepare_cached(read)?;
        let begun: Option<(String, String, Option<String>)> = read
            .query_row([stream], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((each, payee, halted)) = begun else { return Ok(()) };
        let each: Amount = each.parse().unwrap_or_default();
        let never = each.minor_units().checked_mul(i128::from(left)).and_then(Amount::new);
        let went_back = halted.and_then(|back| back.parse().ok()).unwrap_or_default();
        let mut unpaid = never.and_then(|never| never.plus(went_back)).unwrap_or(Amount::MAX);
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

#[cfg(test)]
mod tests {
    use polity_machine::modules::treasury::AccountId;
    use polity_types::Seconds;
    use rusqlite::Connection;

    use super::*;

    /// What went back of a period while a stream stood still is paid to nobody, if it ends so; not if it went on.
    #[test]
    fn what_went_back_while_it_stood_still_is_not_paid() {
        for (goes_on, unpaid) in [(false, "1400"), (true, "1000")] {
            let mut connection = Connection::open_in_memory().unwrap();
            connection.execute_batch(crate::schema::TABLES).unwrap();
            let tables = connection.transaction().unwrap();
            let records = polity_machine::frame::state::MemoryRecords::default();
            let projection =
                Projection { entry: None, height: 1, records: &records, time: 1, tables: &tables };
            let (stream, back) = (1, Amount::from(400));
            let started = SpendingEvent::StreamStarted {
                asset: "EUR".parse().unwrap(),
                by: "founder".into(),
                category: None,
                each: Amount::from(1_000),
                every: Seconds::days(1),
                fund: AccountId::Fund("common".into()),
                pace: Pace::Accrues,
                stream,
                times: 2,
                to: AccountId::Fund("house".into()),
            };
            projection.streams(&started).unwrap();
            projection.streams(&SpendingEvent::StreamHalted { back, claim: 1, stream }).unwrap();
            if goes_on {
                projection.streams(&SpendingEvent::StreamResumed { again: back, stream }).unwrap();
            }
            let reason = StreamEnd::Stopped;
            projection.streams(&SpendingEvent::StreamStopped { left: 1, reason, stream }).unwrap();
            let read = "SELECT unpaid FROM streams WHERE number = 1";
            let told: String = tables.query_row(read, [], |row| row.get(0)).unwrap();
            assert_eq!(told, unpaid);
        }
    }
}
