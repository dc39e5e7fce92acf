//! What pages ask of one thing: a person, a proposal with its ballots.

use polity_machine::Action;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use crate::decided::written;
use crate::error::ViewsError;
use crate::follow::Views;
use crate::query::{Page, PersonRow, number, one_more, person};

/// A ballot that was cast, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct BallotRow {
    pub choice: String,
    pub entry: Option<u64>,
    pub time: u64,
    pub voter: String,
    /// For how many votes it is counted.
    pub weight: u64,
}

/// A ballot of a person, and on what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct VoteRow {
    pub choice: String,
    pub entry: Option<u64>,
    pub procedure: String,
    pub proposal: u64,
    pub round: u64,
    pub time: u64,
    pub title: String,
    /// For how many votes it is counted.
    pub weight: u64,
}

/// A delegation that holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct DelegationRow {
    pub delegate: String,
    /// When it ends by itself, in running time.
    pub due: Option<u64>,
    pub entry: Option<u64>,
    pub person: String,
    pub time: u64,
    pub topic: String,
}

/// What the log said of a proposal when it was made, and when it was over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct ProposalRow {
    /// What it does whatever is chosen, in that order; what its options do is theirs.
    pub actions: Vec<Action>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    pub made: u64,
    pub procedure: String,
    /// Why it could not take effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub round: u64,
    pub title: String,
}

/// An act that was announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "named as the columns are")]
pub struct ActRow {
    /// Name of the action.
    pub action: String,
    pub announced: u64,
    pub author: String,
    /// Line of the charter.
    pub line: String,
    /// What came of it, in words; none while it waits.
    pub outcome: Option<String>,
}

/// That an application was declined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeclinedRow {
    /// When, in time of day.
    pub time: u64,
    /// Hash of the public record that says why, if one was named.
    pub why: Option<String>,
}

impl Views {
    /// Returns an act that was announced, whether it still waits or not.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn act(&self, act: u64) -> Result<Option<ActRow>, ViewsError> {
        let sql = "SELECT action, announced, author, line, outcome FROM acts WHERE number = ?1";
        let row = |row: &Row<'_>| {
            Ok(ActRow {
                action: row.get(0)?,
                announced: row.get(1)?,
                author: row.get(2)?,
                line: row.get(3)?,
                outcome: row.get(4)?,
            })
        };
        Ok(self.list(sql, params![number(act)], 1, row)?.rows.pop())
    }

    /// Returns that the last application of a person was declined, if it was.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn declined(&self, person: &str) -> Result<Option<DeclinedRow>, ViewsError> {
        let sql = "SELECT declined, declined_why FROM people \
                   WHERE person = ?1 AND declined IS NOT NULL";
        let row = |row: &Row<'_>| Ok(DeclinedRow { time: row.get(0)?, why: row.get(1)? });
        Ok(self.list(sql, params![person], 1, row)?.rows.pop())
    }

    /// Returns a person who is known here.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn person(&self, id: &str) -> Result<Option<PersonRow>, ViewsError> {
        let sql = "SELECT person, standing, card, known, joined, vouches, settled, ended, name \
                   FROM people WHERE person = ?1";
        Ok(self.list(sql, params![id], 1, person)?.rows.pop())
    }

    /// Returns a proposal, open or over.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn proposal(&self, proposal: u64) -> Result<Option<ProposalRow>, ViewsError> {
        let proposal = number(proposal);
        let sql = "SELECT content FROM proposal_actions WHERE proposal = ?1 AND option IS NULL \
                   ORDER BY place";
        let actions = self.list(sql, params![proposal], usize::MAX, |row| written(row, 0))?.rows;
        let sql = "SELECT author, made, ended, entry, procedure, round, title, reason FROM proposals \
                   WHERE number = ?1";
        let found = self.list(sql, params![proposal], 1, |row| {
            Ok(ProposalRow {
                actions: Vec::new(),
                author: row.get(0)?,
                made: row.get(1)?,
                ended: row.get(2)?,
                entry: row.get(3)?,
                procedure: row.get(4)?,
                round: row.get(5)?,
                title: row.get(6)?,
                reason: row.get(7)?,
            })
        });
        Ok(found?.rows.pop().map(|row| ProposalRow { actions, ..row }))
    }

    /// Returns up to `limit` ballots of the last vote on a proposal after the first `skipped`, in the order in
    /// which they were cast.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn ballots(
        &self,
        proposal: u64,
        skipped: usize,
        limit: usize,
    ) -> Result<Page<BallotRow>, ViewsError> {
        // What is skipped is looked up in the index alone.
        let sql = "WITH last AS (SELECT round FROM proposals WHERE number = ?1), \
                   page AS (SELECT voter FROM ballots WHERE proposal = ?1 AND round = (SELECT * FROM last) \
                   ORDER BY time, entry, voter LIMIT ?2 OFFSET ?3) \
                   SELECT voter, choice, time, entry, weight FROM page JOIN ballots USING (voter) \
                   WHERE proposal = ?1 AND round = (SELECT * FROM last) ORDER BY time, entry, voter";
        let skipped = i64::try_from(skipped).unwrap_or(i64::MAX);
        self.list(sql, params![number(proposal), one_more(limit), skipped], limit, |row| {
            Ok(BallotRow {
                voter: row.get(0)?,
                choice: row.get(1)?,
                time: row.get(2)?,
                entry: row.get(3)?,
                weight: row.get(4)?,
            })
        })
    }

    /// Returns the ballots of a person in all votes, newest first, each with its weight: what a
    /// delegate did with the votes of others.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn votes_of(&self, person: &str, limit: usize) -> Result<Page<VoteRow>, ViewsError> {
        let sql = "SELECT choice, ballots.entry, procedure, proposal, ballots.round, time, title, \
                   weight FROM ballots JOIN proposals ON number = proposal WHERE voter = ?1 \
                   ORDER BY time DESC, proposal DESC, ballots.round DESC LIMIT ?2";
        self.list(sql, params![person, one_more(limit)], limit, |row| {
            Ok(VoteRow {
                choice: row.get(0)?,
                entry: row.get(1)?,
                procedure: row.get(2)?,
                proposal: row.get(3)?,
                round: row.get(4)?,
                time: row.get(5)?,
                title: row.get(6)?,
                weight: row.get(7)?,
            })
        })
    }

    /// Returns what a person delegates, by topic, and what is delegated to them.
    ///
    /// # Errors
    /// [`ViewsError`].
    pub fn delegations_of(
        &self,
        person: &str,
        limit: usize,
    ) -> Result<(Page<DelegationRow>, Page<DelegationRow>), ViewsError> {
        let columns = "SELECT person, topic, delegate, time, due, entry FROM delegations WHERE";
        let order = "ORDER BY topic, person LIMIT ?2";
        let of = |whose: &str| {
            let sql = format!("{columns} {whose} = ?1 {order}");
            self.list(&sql, params![person, one_more(limit)], limit, |row| {
                Ok(DelegationRow {
                    person: row.get(0)?,
                    topic: row.get(1)?,
                    delegate: row.get(2)?,
                    time: row.get(3)?,
                    due: row.get(4)?,
                    entry: row.get(5)?,
                })
            })
        };
        Ok((of("person")?, of("delegate")?))
    }
}
