//! What a decision was about: what was proposed, among what was chosen, and how that was counted. The page of a
//! decision, the interface and the command line all tell it from here.

use polity_machine::Action;
use polity_machine::modules::governance::Account;
use polity_types::canonical;
use rusqlite::types::Type;
use rusqlite::{Row, params};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::detail::ProposalRow;
use crate::error::ViewsError;
use crate::follow::Views;
use crate::query::number;

/// An option of a proposal, and as which it was taken, from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct OptionRow {
    /// What it does, in that order.
    pub actions: Vec<Action>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<u64>,
    pub title: String,
}

/// What a decision was about, open or over, as the log told it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// How its options were counted the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// Among what was chosen, in the order in which ballots count it.
    pub options: Vec<OptionRow>,
    /// What was proposed.
    pub proposal: ProposalRow,
}

impl Decided {
    /// Returns what was done or would have been: what it does whatever is chosen, then what the options do that were
    /// taken, in the order in which they were; before any was taken, what all do. The record of how a decision ended has
    /// the hash of this list.
    pub fn acts(&self) -> impl Iterator<Item = &Action> {
        let mut taken: Vec<&OptionRow> =
            self.options.iter().filter(|option| option.taken.is_some()).collect();
        taken.sort_by_key(|option| option.taken);
        if taken.is_empty() {
            taken = self.options.iter().collect();
        }
        let of_options = taken.into_iter().flat_map(|option| &option.actions);
        self.proposal.actions.iter().chain(of_options)
    }
}

/// Reads what [`project`](crate::project) writes as canonical text: an act, or an account.
pub(crate) fn written<T: Serialize + DeserializeOwned>(
    row: &Row<'_>,
    column: usize,
) -> Result<T, rusqlite::Error> {
    let text: String = row.get(column)?;
    canonical::from_bytes(text.as_bytes(), text.len()).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

impl Views {
    /// Returns what a decision is or was about.
    ///
    /// # Errors
    /// [`ViewsError`] when the tables cannot be read.
    pub fn decided(&self, proposal: u64) -> Result<Option<Decided>, ViewsError> {
        let Some(row) = self.proposal(proposal)? else { return Ok(None) };
        let (account, options) = (self.account(proposal)?, self.options(proposal)?);
        Ok(Some(Decided { account, options, proposal: row }))
    }

    /// Returns a proposal's options: their titles, what each does, and as which it was taken, from 1.
    ///
    /// # Errors
    /// [`ViewsError`] when the tables cannot be read.
    pub fn options(&self, proposal: u64) -> Result<Vec<OptionRow>, ViewsError> {
        let proposal = number(proposal);
        let sql = "SELECT title, taken FROM proposal_options WHERE proposal = ?1 ORDER BY place";
        let make = |row: &Row<'_>| {
            Ok(OptionRow { actions: Vec::new(), taken: row.get(1)?, title: row.get(0)? })
        };
        let mut options = self.list(sql, params![proposal], usize::MAX, make)?.rows;
        let sql = "SELECT option, content FROM proposal_actions WHERE proposal = ?1 AND option IS NOT NULL \
                   ORDER BY place";
        let of_option = |row: &Row<'_>| Ok((row.get::<_, u64>(0)?, written(row, 1)?));
        for (option, act) in self.list(sql, params![proposal], usize::MAX, of_option)?.rows {
            let place = usize::try_from(option).ok();
            if let Some(option) = place.and_then(|place| options.get_mut(place)) {
                option.actions.push(act);
            }
        }
        Ok(options)
    }

    /// Returns the account of the last count of a proposal's options.
    fn account(&self, proposal: u64) -> Result<Option<Account>, ViewsError> {
        let sql = "SELECT account FROM counts WHERE proposal = ?1 ORDER BY round DESC LIMIT 1";
        let page = self.list(sql, params![number(proposal)], 1, |row| written(row, 0))?;
        Ok(page.rows.into_iter().next())
    }
}
