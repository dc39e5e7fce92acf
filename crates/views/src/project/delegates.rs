//! Who delegated to whom, from which vote on a topic until which, and the votes themselves.

use polity_machine::modules::governance::{DelegationEnd, GovernanceEvent, Verdict};
use rusqlite::params;

use super::{Done, Projection};

/// Ends the spells that a condition names, with the last vote that opened in them; those in which none did
/// are nobody's concern.
const END: &str = "UPDATE delegation_spells SET ended = ?1, why = ?2, until = coalesce( \
                   (SELECT opened FROM topics WHERE topics.topic = delegation_spells.topic), 0) \
                   WHERE until IS NULL AND";
const EMPTY: &str = "DELETE FROM delegation_spells WHERE until <= after AND";

impl Projection<'_> {
    /// Writes that a delegation began or ended.
    pub(super) fn delegation(&self, event: &GovernanceEvent) -> Done {
        match event {
            GovernanceEvent::Delegated { delegate, person, topic, until } => {
                self.delegated(&person.to_string(), topic, &delegate.to_string())?;
                self.voice_taken(person, topic)?;
                self.voice_given(delegate, topic)?;
                self.run(
                    "INSERT OR REPLACE INTO delegations (person, topic, delegate, time, due, entry) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    params![
                        person.to_string(),
                        topic,
                        delegate.to_string(),
                        self.time,
                        until.map(|until| until.0),
                        self.entry
                    ],
                )
            }
            GovernanceEvent::DelegationEnded { person, topic, why, .. } => {
                self.undelegated(&person.to_string(), topic, *why)?;
                self.voice_taken(person, topic)?;
                self.run(
                    "DELETE FROM delegations WHERE person = ?1 AND topic = ?2",
                    params![person.to_string(), topic],
                )
            }
            _ => Ok(()),
        }
    }

    fn delegated(&self, person: &str, topic: &str, delegate: &str) -> Done {
        self.spell_ended(person, topic, "changed")?;
        self.run(
            "INSERT INTO delegation_spells (person, topic, delegate, since, after) VALUES (?1, ?2, ?3, \
             ?4, coalesce((SELECT opened FROM topics WHERE topic = ?2), 0))",
            params![person, topic, delegate, self.time],
        )
    }

    fn undelegated(&self, person: &str, topic: &str, why: DelegationEnd) -> Done {
        let why = match why {
            DelegationEnd::Lapsed => "lapsed",
            DelegationEnd::Left => "left",
            DelegationEnd::Rested => "rested",
            DelegationEnd::Withdrawn => "withdrawn",
        };
        self.spell_ended(person, topic, why)
    }

    fn spell_ended(&self, person: &str, topic: &str, why: &str) -> Done {
        let sql = format!("{END} person = ?3 AND topic = ?4");
        self.run(&sql, params![self.time, why, person, topic])?;
        self.run(&format!("{EMPTY} person = ?1 AND topic = ?2"), params![person, topic])
    }

    /// What was delegated to somebody who leaves counts no more (GOV-19), nor in later votes what they or others delegated
    /// to them when the first one opened (GOV-62).
    pub(super) fn left(&self, person: &str) -> Done {
        let sql = format!("{END} delegate = ?3");
        self.run(&sql, params![self.time, "delegate left", person])?;
        self.run(&format!("{EMPTY} delegate = ?1"), params![person])?;
        self.run(
            "UPDATE delegation_spells SET gone = ?1 \
             WHERE gone IS NULL AND (person = ?2 OR delegate = ?2)",
            params![self.time, person],
        )
    }

    /// Notes that a vote opened; `place`: its number among those on its topic, where delegations count.
    pub(super) fn vote_opened(&self, event: &GovernanceEvent) -> Done {
        let GovernanceEvent::VotingOpened { delegations, proposal, round, .. } = event else {
            return Ok(());
        };
        self.run(
            "INSERT OR REPLACE INTO votes (proposal, round, topic, place, opened) \
             SELECT ?1, ?2, procedure, ?3, ?4 FROM proposals WHERE number = ?1",
            params![proposal, round, delegations, self.time],
        )?;
        let Some(place) = delegations else { return Ok(()) };
        self.run(
            // A later vote on a proposal has the number of its first one, which others came after.
            "INSERT INTO topics (topic, opened) SELECT procedure, ?2 FROM proposals WHERE number = ?1 \
             ON CONFLICT (topic) DO UPDATE SET opened = max(opened, ?2)",
            params![proposal, place],
        )
    }

    pub(super) fn vote_closed(&self, proposal: u64, round: u64, verdict: Verdict) -> Done {
        let verdict = match verdict {
            Verdict::NoQuorum => "no quorum",
            Verdict::Passed => "passed",
            Verdict::Rejected => "rejected",
        };
        self.run(
            "UPDATE votes SET closed = ?3, verdict = ?4 WHERE proposal = ?1 AND round = ?2",
            params![proposal, round, self.time, verdict],
        )
    }
}
