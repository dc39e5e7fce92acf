//! What happened to proposals: brought, discussed, voted on, closed.

use polity_machine::Action;
use polity_machine::modules::governance::{
    Contest, GovernanceEvent, Side, TakenBack, Tally, Target, Verdict,
};
use polity_machine::modules::offices;
use polity_machine::registry;
use polity_types::{PersonId, Timestamp, canonical};
use rusqlite::params;

use super::{Done, Projection};

/// Longest title taken from a text. Unit: characters.
const TITLE_MAX: usize = 120;

/// Returns the first line of a text, without Markdown's signs of a heading.
pub(super) fn title_of(text: &str, number: u64) -> String {
    let line = text.lines().map(|line| line.trim_start_matches(['#', ' '])).find(|l| !l.is_empty());
    line.map_or_else(|| format!("Proposal {number}"), |line| line.chars().take(TITLE_MAX).collect())
}

impl Projection<'_> {
    pub(super) fn governance(&self, event: &GovernanceEvent) -> Done {
        match event {
            GovernanceEvent::Proposed { .. } => self.proposed(event),
            GovernanceEvent::Argued { .. } => self.argued(event),
            GovernanceEvent::BallotCast { .. } => self.ballot(event),
            GovernanceEvent::Delegated { .. } | GovernanceEvent::DelegationEnded { .. } => {
                self.delegation(event)
            }
            // Only the first vote on a request is by support.
            GovernanceEvent::SupportEnded { person, proposal, .. } => self.run(
                "DELETE FROM ballots WHERE proposal = ?1 AND round = 1 AND voter = ?2",
                params![proposal, person.to_string()],
            ),
            GovernanceEvent::BallotLeft { proposal, round, taken_back, voter } => {
                self.ballot_left((*proposal, *round), taken_back.as_ref(), voter)
            }
            GovernanceEvent::Counted { account, chosen, proposal, round } => {
                for (place, option) in (1_u64..).zip(chosen) {
                    self.run(
                        "UPDATE proposal_options SET taken = ?3 WHERE proposal = ?1 AND place = ?2",
                        params![proposal, option, place],
                    )?;
                }
                let account = canonical::to_bytes(account);
                let account = String::from_utf8_lossy(&account);
                self.run(
                    "INSERT INTO counts (proposal, round, account) VALUES (?1, ?2, ?3)",
                    params![proposal, round, account],
                )
            }
            GovernanceEvent::VotingOpened { closes, eligible, proposal, round, .. } => {
                self.run(
                    "UPDATE proposals SET stage = 'voting', until = ?2, eligible = ?3, round = ?4, \
                     yes = NULL, no = NULL, abstain = NULL WHERE number = ?1",
                    params![proposal, closes.0, eligible, round],
                )?;
                self.vote_opened(event)
            }
            GovernanceEvent::VotingClosed {
                eligible,
                proposal,
                round,
                tally,
                until,
                verdict,
                ..
            } => {
                self.vote_closed(*proposal, *round, *verdict)?;
                // Who left a later vote while it was open counts no more.
                self.run(
                    "UPDATE proposals SET eligible = ?2 WHERE number = ?1",
                    params![proposal, eligible],
                )?;
                self.closed(*proposal, tally, *until, *verdict)
            }
            GovernanceEvent::Backed { .. }
            | GovernanceEvent::DepositSettled { .. }
            | GovernanceEvent::Discussed { .. }
            | GovernanceEvent::Drafted { .. }
            | GovernanceEvent::Joined { .. }
            | GovernanceEvent::Offered { .. }
            | GovernanceEvent::Queued { .. }
            | GovernanceEvent::Sponsored { .. }
            | GovernanceEvent::VersionWithdrawn { .. } => self.before_the_vote(event),
            GovernanceEvent::Lapsed { proposal } => self.ended(*proposal, "lapsed", None),
            GovernanceEvent::Enacted { proposal } => {
                self.allowed("decision", *proposal)?;
                self.ended(*proposal, "done", None)
            }
            GovernanceEvent::Failed { proposal, refusal, .. } => {
                self.ended(*proposal, "failed", Some(&refusal.to_string()))
            }
            GovernanceEvent::Withdrawn { proposal } => self.ended(*proposal, "withdrawn", None),
            GovernanceEvent::Postponed { proposal, until } => self.run(
                "UPDATE proposals SET until = ?2 WHERE number = ?1",
                params![proposal, until.0],
            ),
            GovernanceEvent::Objected { member, target, .. } => {
                let (kind, number) = match target {
                    Target::Act { number } => ("act", number),
                    Target::Proposal { number } => ("proposal", number),
                };
                self.run(
                    "INSERT INTO objections (kind, number, member, time) VALUES (?1, ?2, ?3, ?4)",
                    params![kind, number, member.to_string(), self.time],
                )
            }
        }
    }

    fn argued(&self, event: &GovernanceEvent) -> Done {
        let GovernanceEvent::Argued { argument, author, proposal, side, text } = event else {
            return Ok(());
        };
        let words = self.text(text);
        let side = match side {
            Side::Against => "against",
            Side::Comment => "comment",
            Side::For => "for",
        };
        self.run(
            "INSERT INTO arguments (proposal, number, author, side, text, time) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![proposal, argument, author.to_string(), side, words, self.time],
        )?;
        let title = format!("Argument {side} on proposal {proposal}");
        self.index("argument", &proposal.to_string(), &title, &words)
    }

    /// Writes what happens to a proposal before voting opens.
    fn before_the_vote(&self, event: &GovernanceEvent) -> Done {
        match event {
            GovernanceEvent::Drafted { lapses, proposal, .. } => self.run(
                "UPDATE proposals SET stage = 'draft', until = ?2 WHERE number = ?1",
                params![proposal, lapses.0],
            ),
            GovernanceEvent::Offered { alternative, proposal, text, title, .. } => {
                let place = format!("{proposal}#version-{alternative}");
                self.index("version", &place, title, &self.text(text))
            }
            GovernanceEvent::Joined { contest, proposal } => {
                // What was proposed is one of the versions now, and not done whatever is taken.
                self.run("DELETE FROM proposal_options WHERE proposal = ?1", params![proposal])?;
                self.run("DELETE FROM proposal_actions WHERE proposal = ?1", params![proposal])?;
                self.acts(*proposal, &[], Some(contest))?;
                self.options(*proposal, Some(contest))
            }
            GovernanceEvent::Queued { proposal } => self.run(
                "UPDATE proposals SET stage = 'queued', until = NULL WHERE number = ?1",
                params![proposal],
            ),
            GovernanceEvent::Discussed { opens, proposal } => self.run(
                "UPDATE proposals SET stage = 'discussion', until = ?2 WHERE number = ?1",
                params![proposal, opens.0],
            ),
            GovernanceEvent::Sponsored { member, proposal, .. } => self.run(
                "INSERT INTO sponsors (proposal, member, time) VALUES (?1, ?2, ?3)",
                params![proposal, member.to_string(), self.time],
            ),
            // Versions and who supports them are read from the state until voting opens; what was put
            // down, and where it went, is among the postings.
            _ => Ok(()),
        }
    }

    fn ballot(&self, event: &GovernanceEvent) -> Done {
        let GovernanceEvent::BallotCast {
            ballot, proposal, round, taken_back, voter, weight, ..
        } = event
        else {
            return Ok(());
        };
        let (choice, voter) = (ballot.choice().to_string(), voter.to_string());
        self.run(
            "INSERT INTO ballots (proposal, round, voter, choice, time, entry, weight) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (proposal, round, voter) \
             DO UPDATE SET choice = ?4, time = ?5, entry = ?6, weight = ?7",
            params![proposal, round, voter, choice, self.time, self.entry, weight],
        )?;
        taken_back.as_ref().map_or(Ok(()), |taken| self.lightened((*proposal, *round), taken))
    }

    /// Writes what becomes of the ballot of somebody who left, or of their delegate's.
    fn ballot_left(
        &self,
        (proposal, round): (u64, u64),
        taken_back: Option<&TakenBack>,
        voter: &PersonId,
    ) -> Done {
        if let Some(taken) = taken_back {
            return self.lightened((proposal, round), taken);
        }
        self.run(
            "DELETE FROM ballots WHERE proposal = ?1 AND round = ?2 AND voter = ?3",
            params![proposal, round, voter.to_string()],
        )
    }

    /// Writes for how many votes a delegate's ballot still counts.
    fn lightened(&self, (proposal, round): (u64, u64), taken: &TakenBack) -> Done {
        self.run(
            "UPDATE ballots SET weight = ?4 WHERE proposal = ?1 AND round = ?2 AND voter = ?3 \
             AND ?4 IS NOT NULL",
            params![proposal, round, taken.delegate.to_string(), taken.weight],
        )
    }

    fn proposed(&self, event: &GovernanceEvent) -> Done {
        let GovernanceEvent::Proposed {
            actions,
            author,
            contest,
            opens,
            procedure,
            proposal,
            text,
            challenged,
            ..
        } = event
        else {
            return Ok(());
        };
        let words = text.as_ref().map(|hash| self.text(hash)).unwrap_or_default();
        let title = match challenged {
            Some(Target::Act { number }) if words.is_empty() => {
                format!("Announced act {number}, which was objected to")
            }
            None if words.is_empty() => {
                election(actions, contest.as_ref()).unwrap_or_else(|| title_of(&words, *proposal))
            }
            _ => title_of(&words, *proposal),
        };
        self.run(
            "INSERT INTO proposals (number, author, procedure, title, text, made, stage, round, \
             until, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'discussion', 1, ?7, ?8)",
            params![
                proposal,
                author.map(|author| author.to_string()),
                procedure,
                title,
                text.map(|hash| hash.to_string()),
                self.time,
                opens.0,
                self.entry
            ],
        )?;
        self.acts(*proposal, actions, contest.as_ref())?;
        self.options(*proposal, contest.as_ref())?;
        self.index("proposal", &proposal.to_string(), &title, &words)
    }

    /// Writes what a proposal would do, and what each of its options would.
    fn acts(&self, proposal: u64, actions: &[Action], contest: Option<&Contest>) -> Done {
        let options = contest.iter().flat_map(|contest| (0_u64..).zip(&contest.options));
        let of_options = options
            .flat_map(|(at, option)| option.actions.iter().map(move |action| (Some(at), action)));
        let all = actions.iter().map(|action| (None, action)).chain(of_options);
        for (place, (option, action)) in (0_u64..).zip(all) {
            self.run(
                "INSERT INTO proposal_actions (proposal, place, option, action, content) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    proposal,
                    place,
                    option,
                    registry::spec(action).name(),
                    String::from_utf8_lossy(&canonical::to_bytes(action))
                ],
            )?;
        }
        Ok(())
    }

    fn options(&self, proposal: u64, contest: Option<&Contest>) -> Done {
        let options = contest.iter().flat_map(|contest| &contest.options);
        for (place, option) in (0_u64..).zip(options) {
            self.run(
                "INSERT INTO proposal_options (proposal, place, title) VALUES (?1, ?2, ?3)",
                params![proposal, place, option.title],
            )?;
        }
        Ok(())
    }

    fn closed(
        &self,
        proposal: u64,
        tally: &Tally,
        until: Option<Timestamp>,
        verdict: Verdict,
    ) -> Done {
        self.run(
            "UPDATE proposals SET stage = 'passed', until = ?2, yes = ?3, no = ?4, abstain = ?5 \
             WHERE number = ?1",
            params![proposal, until.map(|at| at.0), tally.yes, tally.no, tally.abstain],
        )?;
        match verdict {
            Verdict::Passed => Ok(()),
            Verdict::NoQuorum => self.ended(proposal, "no quorum", None),
            Verdict::Rejected => self.ended(proposal, "rejected", None),
        }
    }

    fn ended(&self, proposal: u64, stage: &str, reason: Option<&str>) -> Done {
        self.run(
            "UPDATE proposals SET stage = ?2, until = NULL, ended = ?3, reason = ?4 \
             WHERE number = ?1",
            params![proposal, stage, self.time, reason],
        )
    }
}

/// Returns the title of an election, which has no text of its own.
fn election(actions: &[Action], contest: Option<&Contest>) -> Option<String> {
    let of_options = contest.iter().flat_map(|contest| &contest.options);
    let all = actions.iter().chain(of_options.flat_map(|option| &option.actions));
    let office = offices::query::office_of(all)?;
    Some(format!("Election: who holds the office {office}"))
}
