//! What delegates did with the votes that people gave them: vote by vote, from the moment each opened.

use rusqlite::params;
use serde::{Deserialize, Serialize};

use crate::Views;
use crate::error::ViewsError;
use crate::query::{Page, number, one_more};

/// How long a vote that went unused is news for whoever gave it away. Unit: seconds.
pub const UNUSED_FOR: u64 = 30 * 86_400;

/// Joins a person's spells of delegation with the votes that opened within them, and with the ballots of
/// both; by number of the vote on its topic, as the machine freezes them (GOV-17). A later vote on a proposal has the
/// number of the first one; in it nothing is delegated of who left before it was over, or to them (GOV-62).
const OF_PERSON: &str = "
FROM delegation_spells AS spell
JOIN votes AS vote ON vote.topic = spell.topic AND vote.place > spell.after
    AND (spell.until IS NULL OR vote.place <= spell.until)
JOIN proposals ON proposals.number = vote.proposal
LEFT JOIN ballots AS theirs ON theirs.proposal = vote.proposal AND theirs.round = vote.round
    AND theirs.voter = spell.delegate
LEFT JOIN ballots AS own ON own.proposal = vote.proposal AND own.round = vote.round
    AND own.voter = spell.person
WHERE spell.person = ?1 AND NOT (
    spell.gone IS NOT NULL AND (vote.closed IS NULL OR spell.gone <= vote.closed)
    AND EXISTS (SELECT 1 FROM votes AS first WHERE first.proposal = vote.proposal
        AND first.round < vote.round AND first.place = vote.place))";

/// What became of a vote that was delegated when it opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// The delegate voted for the person.
    Delegate,
    /// The person voted, so the delegate did not for them.
    Own,
    /// Neither voted, and the vote is over.
    Unused,
    /// Neither has voted yet.
    Waiting,
}

/// A vote that was delegated when it opened, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct DelegatedRow {
    /// When the vote was over, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed: Option<u64>,
    pub delegate: String,
    /// When the delegate voted, in Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegate_voted: Option<u64>,
    /// How the delegate voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegates_choice: Option<String>,
    /// When it opened, in Unix seconds.
    pub opened: u64,
    /// How the person voted themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_choice: Option<String>,
    pub proposal: u64,
    pub round: u64,
    pub title: String,
    pub topic: String,
    /// What became of it.
    #[serde(rename = "use")]
    pub used: Use,
    /// For how many votes the delegate's ballot is counted, their own among them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voices: Option<u64>,
}

/// How the votes of a person on a topic were used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedRow {
    /// In how many the delegate voted, and the person did not.
    pub delegate: u64,
    /// In how many the person voted themselves.
    pub own: u64,
    /// The topic.
    pub topic: String,
    /// In how many neither voted, which are over.
    pub unused: u64,
    /// In how many neither has voted yet.
    pub waiting: u64,
}

fn row_of(row: &rusqlite::Row<'_>) -> Result<DelegatedRow, rusqlite::Error> {
    let (closed, own): (Option<u64>, Option<String>) = (row.get(6)?, row.get(11)?);
    let theirs: Option<String> = row.get(8)?;
    let used = match (&own, &theirs, closed) {
        (Some(_), ..) => Use::Own,
        (None, Some(_), _) => Use::Delegate,
        (None, None, Some(_)) => Use::Unused,
        (None, None, None) => Use::Waiting,
    };
    Ok(DelegatedRow {
        proposal: row.get(0)?,
        round: row.get(1)?,
        topic: row.get(2)?,
        title: row.get(3)?,
        delegate: row.get(4)?,
        opened: row.get(5)?,
        closed,
        delegate_voted: row.get(7)?,
        delegates_choice: theirs,
        voices: row.get(9)?,
        own_choice: own,
        used,
    })
}

const COLUMNS: &str = "SELECT vote.proposal, vote.round, vote.topic, title, spell.delegate, \
                       vote.opened, vote.closed, theirs.time, theirs.choice, theirs.weight, \
                       own.time, own.choice";

impl Views {
    /// Returns the votes that a person had delegated when they opened, the newest proposals first, below
    /// `before`.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn delegated_by(
        &self,
        person: &str,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Page<DelegatedRow>, ViewsError> {
        let sql = format!(
            "{COLUMNS} {OF_PERSON} AND vote.proposal < ?2 \
             ORDER BY vote.proposal DESC, vote.round DESC LIMIT ?3"
        );
        let before = number(before.unwrap_or(u64::MAX));
        self.list(&sql, params![person, before, one_more(limit)], limit, row_of)
    }

    /// Returns how the votes of a person were used, by topic.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn used_of(&self, person: &str) -> Result<Vec<UsedRow>, ViewsError> {
        let sql = format!(
            "SELECT vote.topic, sum(own.voter IS NOT NULL), \
             sum(own.voter IS NULL AND theirs.voter IS NOT NULL), \
             sum(own.voter IS NULL AND theirs.voter IS NULL AND vote.closed IS NOT NULL), \
             sum(own.voter IS NULL AND theirs.voter IS NULL AND vote.closed IS NULL) \
             {OF_PERSON} GROUP BY vote.topic ORDER BY vote.topic"
        );
        let page = self.list(&sql, params![person], usize::MAX, |row| {
            Ok(UsedRow {
                topic: row.get(0)?,
                own: row.get(1)?,
                delegate: row.get(2)?,
                unused: row.get(3)?,
                waiting: row.get(4)?,
            })
        })?;
        Ok(page.rows)
    }

    /// Returns the delegated votes of a person that neither they nor their delegate cast, and that were over
    /// at `since` or later (Unix seconds), the last ones first.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn unused_of(
        &self,
        person: &str,
        since: u64,
        limit: usize,
    ) -> Result<Vec<DelegatedRow>, ViewsError> {
        let sql = format!(
            "{COLUMNS} {OF_PERSON} AND own.voter IS NULL AND theirs.voter IS NULL \
             AND vote.closed >= ?2 ORDER BY vote.closed DESC, vote.proposal DESC LIMIT ?3"
        );
        let page =
            self.list(&sql, params![person, number(since), one_more(limit)], limit, row_of)?;
        Ok(page.rows)
    }
}
