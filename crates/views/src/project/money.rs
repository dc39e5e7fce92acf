//! What moved, and what accounts hold then.

use polity_machine::modules::treasury::{AssetKind, Category, TreasuryEvent};
use polity_types::{Amount, Hash, Timestamp};
use rusqlite::{OptionalExtension as _, params};

use super::{Done, Projection};
use crate::bank::{day_said, day_text};

impl Projection<'_> {
    pub(super) fn treasury(&self, event: &TreasuryEvent) -> Done {
        match event {
            // A fund that holds nothing is listed as well.
            TreasuryEvent::AccountOpened { account } => self.run(
                "INSERT INTO balances (account, asset, amount) SELECT ?1, code, '0' FROM assets \
                 WHERE true ON CONFLICT DO NOTHING",
                params![account.to_string()],
            ),
            TreasuryEvent::AccountClosed { account } => self.run(
                "DELETE FROM balances WHERE account = ?1",
                params![account.to_string()],
            ),
            TreasuryEvent::AssetCreated { asset, decimals, kind } => self.run(
                "INSERT INTO assets (code, decimals, kind) VALUES (?1, ?2, ?3)",
                params![asset.to_string(), decimals, kind_word(*kind)],
            ),
            TreasuryEvent::Attested { account, asset, by, expected, held, proof } => self.run(
                "INSERT INTO attestations (account, asset, time, by, expected, held, proof) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    account.to_string(),
                    asset.to_string(),
                    self.time,
                    by,
                    expected.to_string(),
                    held.to_string(),
                    proof.to_string()
                ],
            ),
            TreasuryEvent::YearClosed { account, asset, closing, year } => self.run(
                "INSERT OR REPLACE INTO years (account, asset, began, opening, came, went, closing) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    account.to_string(),
                    asset.to_string(),
                    year.began.0,
                    year.opening.to_string(),
                    year.came.to_string(),
                    year.went.to_string(),
                    closing.to_string()
                ],
            ),
            TreasuryEvent::DemurrageSet { .. } => Ok(()),
            TreasuryEvent::OutsideOpened { account, .. } => self.run(
                "INSERT INTO balances (account, asset, amount) SELECT ?1, code, '0' FROM assets \
                 WHERE kind = 'claim' ON CONFLICT DO NOTHING",
                params![account.to_string()],
            ),
            TreasuryEvent::Posted { amount, asset, category, credit, debit, memo } => {
                let (credit, debit) = (credit.to_string(), debit.to_string());
                let asset = asset.to_string();
                let credit_after = self.add(&credit, &asset, amount.negated())?;
                let debit_after = self.add(&debit, &asset, *amount)?;
                let named = category.as_ref().map(Category::as_str);
                let valued = self.valued((&credit, &debit), memo.as_ref())?;
                self.flowed((&credit, &debit), &asset, (*amount, valued), named)?;
                self.run(
                    "INSERT INTO postings (height, time, asset, credit, debit, amount, memo, \
                     entry, category, credit_after, debit_after, valued) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                    params![
                        self.height,
                        self.time,
                        asset,
                        credit,
                        debit,
                        amount.to_string(),
                        memo.map(|memo| memo.to_string()),
                        self.entry,
                        named,
                        credit_after.to_string(),
                        debit_after.to_string(),
                        valued
                    ],
                )
            }
        }
    }

    /// Notes what allowed the postings that no operation made: what takes effect by itself is told
    /// right after what it did. `column`: `decision` or `act`.
    pub(super) fn allowed(&self, column: &str, number: u64) -> Done {
        self.run(
            &format!(
                "UPDATE postings SET {column} = ?2 WHERE height = ?1 AND entry IS NULL \
                 AND decision IS NULL AND act IS NULL"
            ),
            params![self.height, number],
        )
    }

    /// Returns when a movement counts: on the day that a place outside has for it, if its text says so and that is not
    /// the day of the booking, and else when it was booked. Only what moves between a place outside and a fund has such
    /// a day: who may book made it. What people move themselves is under any text, and so is what a fund pays by a
    /// request, out of what was set aside, whose text is of whoever asks. Nothing counts before the founding.
    fn valued(
        &self,
        (credit, debit): (&str, &str),
        memo: Option<&Hash>,
    ) -> Result<u64, rusqlite::Error> {
        let is_booked =
            |from: &str, to: &str| from.starts_with("external-") && to.starts_with("fund-");
        let is_booked = is_booked(credit, debit) || is_booked(debit, credit);
        let text = memo.filter(|_| is_booked).and_then(|memo| self.records.record(memo));
        let text = text.as_deref().and_then(|text| std::str::from_utf8(text).ok());
        let Some(day) = text.and_then(|text| day_said(text, self.time)) else {
            return Ok(self.time);
        };
        let founded = "SELECT time FROM batches ORDER BY height LIMIT 1";
        let founded = self.tables.prepare_cached(founded)?.query_row([], |row| row.get(0))?;
        let written = |time: u64| day_text(Timestamp(time));
        // Days are written so that the later is the greater text.
        let is_it = written(day) != written(self.time) && written(day) >= written(founded);
        Ok(if is_it { day } else { self.time })
    }

    /// Adds to what an account holds, and returns what it holds then.
    fn add(&self, account: &str, asset: &str, amount: Amount) -> Result<Amount, rusqlite::Error> {
        let read = "SELECT amount FROM balances WHERE account = ?1 AND asset = ?2";
        let mut read = self.tables.prepare_cached(read)?;
        let held: Option<String> = read.query_row([account, asset], |row| row.get(0)).optional()?;
        let held = held.and_then(|text| text.parse::<Amount>().ok()).unwrap_or_default();
        // The machine keeps every balance within the limits of amounts.
        let after = held.plus(amount).unwrap_or(held);
        self.run(
            "INSERT INTO balances (account, asset, amount) VALUES (?1, ?2, ?3) \
             ON CONFLICT (account, asset) DO UPDATE SET amount = ?3",
            params![account, asset, after.to_string()],
        )?;
        Ok(after)
    }
}

/// Returns what an asset is, as the tables name it.
fn kind_word(kind: AssetKind) -> &'static str {
    match kind {
        AssetKind::Claim => "claim",
        AssetKind::Credit => "credit",
        AssetKind::Mutual => "mutual",
    }
}
