//! How things went over time: each posting and each delegation is added to what was there.

use polity_types::{Amount, PersonId};
use rusqlite::{OptionalExtension as _, params};

use super::{Done, Projection};
use crate::course::month_of;

/// Seconds of a day.
const DAY: u64 = 86_400;

impl Projection<'_> {
    /// Adds what moved between two accounts to what the funds hold, and to what flowed in the month in which it counts.
    pub(super) fn flowed(
        &self,
        (credit, debit): (&str, &str),
        asset: &str,
        (amount, valued): (Amount, u64),
        category: Option<&str>,
    ) -> Done {
        let is_fund = |account: &str| account.starts_with("fund-");
        let (came, went, change) = match (is_fund(credit), is_fund(debit)) {
            (false, true) => (amount, Amount::ZERO, amount),
            (true, false) => (Amount::ZERO, amount, amount.negated()),
            // From fund to fund, nothing comes and nothing goes.
            _ => return Ok(()),
        };
        let read = "SELECT held FROM days WHERE asset = ?1 ORDER BY day DESC LIMIT 1";
        let held = self.amount(read, params![asset])?;
        self.run(
            "INSERT OR REPLACE INTO days (asset, day, held) VALUES (?1, ?2, ?3)",
            params![
                asset,
                self.time.checked_div(DAY).unwrap_or_default(),
                held.plus(change).unwrap_or(held).to_string()
            ],
        )?;
        let (month, category) = (month_of(valued), category.unwrap_or_default());
        let sum = |column: &str, more: Amount| {
            let read = format!(
                "SELECT {column} FROM flows WHERE asset = ?1 AND month = ?2 AND category = ?3"
            );
            let before = self.amount(&read, params![asset, month, category])?;
            Ok::<_, rusqlite::Error>(before.plus(more).unwrap_or(before).to_string())
        };
        let (came, went) = (sum("came", came)?, sum("went", went)?);
        self.run(
            "INSERT OR REPLACE INTO flows (asset, month, category, came, went) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![asset, month, category, came, went],
        )
    }

    /// Reads an amount; nothing counts as zero.
    fn amount(&self, read: &str, with: &[&dyn rusqlite::ToSql]) -> Result<Amount, rusqlite::Error> {
        let mut read = self.tables.prepare_cached(read)?;
        let text: Option<String> = read.query_row(with, |row| row.get(0)).optional()?;
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    /// Takes a voice from whoever carried it before.
    pub(super) fn voice_taken(&self, person: &PersonId, topic: &str) -> Done {
        self.run(
            "UPDATE voices SET count = count - 1 WHERE topic = ?2 AND delegate = \
             (SELECT delegate FROM delegations WHERE person = ?1 AND topic = ?2)",
            params![person.to_string(), topic],
        )
    }

    /// Gives a voice to a delegate.
    pub(super) fn voice_given(&self, delegate: &PersonId, topic: &str) -> Done {
        self.run(
            "INSERT INTO voices (topic, delegate, count) VALUES (?1, ?2, 1) \
             ON CONFLICT (topic, delegate) DO UPDATE SET count = count + 1",
            params![topic, delegate.to_string()],
        )
    }
}
