//! What a batch did, written into the tables: one function for each module.

use polity_machine::frame::state::Records;
use polity_machine::modules::charter::CharterEvent;
use polity_machine::modules::governance::{Contest, GovernanceEvent, Side, Tally, Target, Verdict};
use polity_machine::modules::identity::IdentityEvent;
use polity_machine::modules::import::ImportEvent;
use polity_machine::modules::membership::MembershipEvent;
use polity_machine::modules::offices::{self, OfficesEvent};
use polity_machine::registry;
use polity_machine::{Action, Event};
use polity_ordering::Committed;
use polity_types::{Hash, PersonId, Timestamp, canonical};
use rusqlite::{OptionalExtension as _, Transaction, params};

mod course;
mod money;
mod signals;

/// Longest title taken from a text. Unit: characters.
const TITLE_MAX: usize = 120;

type Done = Result<(), rusqlite::Error>;

/// A batch on its way into the tables.
#[derive(Clone, Copy)]
pub(crate) struct Projection<'a> {
    /// The entry whose operation it is; none for what fell due.
    entry: Option<u64>,
    height: u64,
    records: &'a dyn Records,
    time: u64,
    tables: &'a Transaction<'a>,
}

/// Writes a batch.
pub(crate) fn project(
    committed: &Committed,
    records: &dyn Records,
    tables: &Transaction<'_>,
) -> Done {
    let Committed { due, height, first, operations, state_root, time } = committed;
    let projection = Projection { entry: None, height: height.0, records, time: time.0, tables };
    projection.run(
        "INSERT INTO batches (height, time, first, operations, state_root) \
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![height.0, time.0, first, operations.len(), state_root.to_string()],
    )?;
    for event in due {
        projection.event(event)?;
    }
    for operation in operations {
        projection.run(
            "INSERT INTO entries (number, height, time, operation, author, action) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                operation.index,
                height.0,
                time.0,
                operation.id.to_string(),
                operation.author.to_string(),
                registry::spec(&operation.action).name()
            ],
        )?;
        let of_operation = Projection { entry: Some(operation.index), ..projection };
        for event in &operation.events {
            of_operation.event(event)?;
        }
    }
    Ok(())
}

/// Returns the first line of a text, without Markdown's signs of a heading.
fn title_of(text: &str, number: u64) -> String {
    let line = text.lines().map(|line| line.trim_start_matches(['#', ' '])).find(|l| !l.is_empty());
    line.map_or_else(|| format!("Proposal {number}"), |line| line.chars().take(TITLE_MAX).collect())
}

impl Projection<'_> {
    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Done {
        self.tables.prepare_cached(sql)?.execute(values).map(|_| ())
    }

    fn event(&self, event: &Event) -> Done {
        match event {
            Event::Charter(event) => self.charter(event),
            Event::Governance(event) => self.governance(event),
            Event::Identity(event) => self.identity(event),
            Event::Import(event) => self.import(event),
            Event::Membership(event) => self.membership(event),
            Event::Offices(event) => self.offices(event),
            // Dues, requests, streams and invoices are read from the state, where they are proven, and so is who
            // was drawn by lot; what was moved is among the postings.
            Event::Breach(_)
            | Event::Dues(_)
            | Event::Exit(_)
            | Event::Fork(_)
            | Event::Panels(_)
            | Event::Spending(_) => Ok(()),
            Event::Signals(event) => self.signals(event),
            Event::Treasury(event) => self.treasury(event),
        }
    }

    fn text(&self, hash: &Hash) -> String {
        let record = self.records.record(hash);
        record.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
    }

    fn index(&self, kind: &str, place: &str, title: &str, body: &str) -> Done {
        self.run(
            "INSERT INTO search (kind, place, title, body) VALUES (?1, ?2, ?3, ?4)",
            params![kind, place, title, body],
        )
    }

    fn identity(&self, event: &IdentityEvent) -> Done {
        match event {
            IdentityEvent::Registered { person } => self.run(
                "INSERT INTO people (person, standing, known) VALUES (?1, 'known', ?2) \
                 ON CONFLICT (person) DO NOTHING",
                params![person.to_string(), self.time],
            ),
            IdentityEvent::Forgotten { person } => {
                self.run("DELETE FROM people WHERE person = ?1", params![person.to_string()])
            }
            // Keys and recoveries are read from the state, where they are proven.
            _ => Ok(()),
        }
    }

    fn standing(&self, person: &PersonId, standing: &str) -> Done {
        self.run(
            "UPDATE people SET standing = ?2 WHERE person = ?1",
            params![person.to_string(), standing],
        )
    }

    /// Gives a person whose application is over the standing from before it.
    fn no_applicant(&self, person: &PersonId) -> Done {
        self.run(
            "UPDATE people SET inviter = NULL, vouches = 0, \
             standing = CASE WHEN card IS NULL THEN 'known' ELSE 'ended' END WHERE person = ?1",
            params![person.to_string()],
        )
    }

    fn membership(&self, event: &MembershipEvent) -> Done {
        match event {
            MembershipEvent::Applied { applicant, inviter, .. } => self.run(
                "UPDATE people SET standing = 'applicant', vouches = 0, inviter = ?2 \
                 WHERE person = ?1",
                params![applicant.to_string(), inviter.map(|inviter| inviter.to_string())],
            ),
            MembershipEvent::Vouched { applicant, .. } => self.run(
                "UPDATE people SET vouches = vouches + 1 WHERE person = ?1",
                params![applicant.to_string()],
            ),
            MembershipEvent::Admitted { applicant, .. } => self.standing(applicant, "admitted"),
            MembershipEvent::Declined { applicant, .. }
            | MembershipEvent::Lapsed { applicant }
            | MembershipEvent::Withdrawn { applicant } => self.no_applicant(applicant),
            MembershipEvent::Joined { charter, number, person, .. } => {
                self.joined(&person.to_string(), *number, charter)
            }
            MembershipEvent::Settled { person } => self.run(
                "UPDATE people SET standing = 'full', settled = ?2 WHERE person = ?1",
                params![person.to_string(), self.time],
            ),
            MembershipEvent::Rested { person } => self.standing(person, "probation"),
            MembershipEvent::Left { person } => {
                let person = person.to_string();
                // What was delegated to them counts no more (GOV-19).
                self.run("DELETE FROM voices WHERE delegate = ?1", params![person])?;
                self.run("DELETE FROM delegations WHERE delegate = ?1", params![person])?;
                self.run(
                    "UPDATE people SET standing = 'ended', ended = ?2 WHERE person = ?1",
                    params![person, self.time],
                )
            }
            MembershipEvent::Invited { .. } => Ok(()),
        }
    }

    fn joined(&self, person: &str, number: u64, charter: &Hash) -> Done {
        let mut known = self.tables.prepare_cached("SELECT card FROM people WHERE person = ?1")?;
        let card: Option<Option<u64>> = known.query_row([person], |row| row.get(0)).optional()?;
        self.run(
            "INSERT INTO people (person, standing, known, card, joined, oath) \
             VALUES (?1, 'probation', ?2, ?3, ?2, ?4) ON CONFLICT (person) DO UPDATE SET \
             standing = 'probation', card = ?3, joined = ?2, oath = ?4, ended = NULL, \
             settled = NULL",
            params![person, self.time, number, charter.to_string()],
        )?;
        // Who comes back is in the index already.
        if card.flatten().is_some() {
            return Ok(());
        }
        self.index("person", person, &format!("Member {number}"), person)
    }

    fn import(&self, event: &ImportEvent) -> Done {
        match event {
            ImportEvent::MembershipImported { file, placeholders, rows } => {
                for (row, placeholder) in rows.iter().zip(placeholders) {
                    self.run(
                        "INSERT INTO imported_terms (file, source_row, placeholder, members, since, \
                         until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                        params![
                            file.to_string(),
                            row.row,
                            placeholder,
                            row.group.to_string(),
                            row.from.0,
                            row.until.map(|until| until.0)
                        ],
                    )?;
                }
                Ok(())
            }
            ImportEvent::LedgerImported { asset, file, rows } => {
                for row in rows {
                    for (place, posting) in (0_u64..).zip(&row.postings) {
                        self.run(
                            "INSERT INTO imported_postings (file, source_row, place, time, \
                             category, asset, credit, debit, amount) \
                             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                            params![
                                file.to_string(),
                                row.row,
                                place,
                                row.occurred_at.0,
                                row.category.to_string(),
                                asset.to_string(),
                                posting.credit.to_string(),
                                posting.debit.to_string(),
                                posting.amount.to_string()
                            ],
                        )?;
                    }
                }
                Ok(())
            }
            ImportEvent::BallotsImported { file, question, scores, .. } => {
                for (choice, score) in (0_u64..).zip(scores) {
                    self.run(
                        "INSERT INTO imported_questions (file, choice, title, time, score) \
                         VALUES (?1, ?2, ?3, ?4, ?5) \
                         ON CONFLICT (file, choice) DO UPDATE SET score = ?5",
                        params![
                            file.to_string(),
                            choice,
                            title_of(&self.text(&question.title), 0),
                            question.occurred_at.0,
                            score.to_string()
                        ],
                    )?;
                }
                Ok(())
            }
            ImportEvent::Claimed { person, placeholder } => self.run(
                "INSERT INTO placeholders (placeholder, claimed_by) VALUES (?1, ?2)",
                params![placeholder, person.to_string()],
            ),
            ImportEvent::Closed { .. } => Ok(()),
        }
    }

    fn governance(&self, event: &GovernanceEvent) -> Done {
        match event {
            GovernanceEvent::Proposed { .. } => self.proposed(event),
            GovernanceEvent::Argued { argument, author, proposal, side, text } => {
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
            GovernanceEvent::BallotCast { .. } => self.ballot(event),
            GovernanceEvent::Delegated { delegate, person, topic, until } => {
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
            // Only the first vote on a request is by support.
            GovernanceEvent::SupportEnded { person, proposal, .. } => self.run(
                "DELETE FROM ballots WHERE proposal = ?1 AND round = 1 AND voter = ?2",
                params![proposal, person.to_string()],
            ),
            GovernanceEvent::DelegationEnded { person, topic, .. } => {
                self.voice_taken(person, topic)?;
                self.run(
                    "DELETE FROM delegations WHERE person = ?1 AND topic = ?2",
                    params![person.to_string(), topic],
                )
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
            GovernanceEvent::VotingOpened { closes, eligible, proposal, round } => self.run(
                "UPDATE proposals SET stage = 'voting', until = ?2, eligible = ?3, round = ?4, \
                 yes = NULL, no = NULL, abstain = NULL WHERE number = ?1",
                params![proposal, closes.0, eligible, round],
            ),
            GovernanceEvent::VotingClosed { proposal, tally, until, verdict, .. } => {
                self.closed(*proposal, tally, *until, *verdict)
            }
            GovernanceEvent::Backed { .. }
            | GovernanceEvent::DepositSettled { .. }
            | GovernanceEvent::Discussed { .. }
            | GovernanceEvent::Drafted { .. }
            | GovernanceEvent::Joined { .. }
            | GovernanceEvent::Offered { .. }
            | GovernanceEvent::Queued { .. }
            | GovernanceEvent::Sponsored { .. } => self.before_the_vote(event),
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
                self.run("DELETE FROM proposal_options WHERE proposal = ?1", params![proposal])?;
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

    fn offices(&self, event: &OfficesEvent) -> Done {
        match event {
            OfficesEvent::Seated { holder, office, seat, until } => {
                self.vacated(office, *seat, "elected anew")?;
                self.run(
                    "INSERT INTO terms (office, seat, holder, since, until) \
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![office, seat, holder.to_string(), self.time, until.0],
                )
            }
            OfficesEvent::Recalled { office, seat, .. } => self.vacated(office, *seat, "recalled"),
            OfficesEvent::Resigned { office, seat, .. } => self.vacated(office, *seat, "resigned"),
            OfficesEvent::TermEnded { office, seat, .. } => {
                self.vacated(office, *seat, "term over")
            }
            OfficesEvent::ElectionCalled { .. }
            | OfficesEvent::Stood { .. }
            | OfficesEvent::StoodDown { .. } => Ok(()),
        }
    }

    fn vacated(&self, office: &str, seat: u64, reason: &str) -> Done {
        self.run(
            "UPDATE terms SET ended = ?3, reason = ?4 \
             WHERE office = ?1 AND seat = ?2 AND ended IS NULL",
            params![office, seat, self.time, reason],
        )
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
        let Some(taken) = taken_back else { return Ok(()) };
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
            Some(act) if words.is_empty() => format!("Announced act {act}, which was objected to"),
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
        self.options(*proposal, contest.as_ref())?;
        self.index("proposal", &proposal.to_string(), &title, &words)
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

    fn charter(&self, event: &CharterEvent) -> Done {
        match event {
            CharterEvent::ActAnnounced { act, action, author, due, line } => self.run(
                "INSERT INTO acts (number, author, action, line, announced, due) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    act,
                    author.to_string(),
                    registry::spec(action).name(),
                    line,
                    self.time,
                    due.0
                ],
            ),
            CharterEvent::ActEffected { act } => {
                self.allowed("act", *act)?;
                self.act(*act, "took effect")
            }
            CharterEvent::ActFailed { act, refusal } => self.act(*act, &refusal.to_string()),
            CharterEvent::ActPostponed { act, due } => {
                self.run("UPDATE acts SET due = ?2 WHERE number = ?1", params![act, due.0])
            }
            CharterEvent::ActWithdrawn { act } => self.act(*act, "withdrawn"),
            CharterEvent::ActStopped { act, .. } => self.act(*act, "stopped by objections"),
            CharterEvent::Amended { by, charter, version } => {
                self.run(
                    "INSERT INTO charters (version, hash, decided_by, time) VALUES (?1, ?2, ?3, ?4)",
                    params![version, charter.to_string(), by, self.time],
                )?;
                self.run("DELETE FROM search WHERE kind = 'charter'", [])?;
                self.sections(&self.text(charter))
            }
            CharterEvent::Paused { actions, by, pause, text, until } => self.run(
                "INSERT INTO pauses (pause, actions, called_by, text, time, due) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![pause, actions.join(", "), by, text.to_string(), self.time, until.0],
            ),
            CharterEvent::PauseEnded { by, pause, .. } => self.run(
                "UPDATE pauses SET ended = ?2, ended_by = ?3 WHERE pause = ?1 AND ended IS NULL",
                params![pause, self.time, by],
            ),
            CharterEvent::StageReached { stage } => self
                .run("INSERT INTO stages (stage, time) VALUES (?1, ?2)", params![stage, self.time]),
            CharterEvent::Consented { .. }
            | CharterEvent::FounderSucceeded { .. }
            | CharterEvent::RelyingPartiesSet { .. }
            | CharterEvent::RulesVersionSet { .. }
            | CharterEvent::SignersSet { .. } => Ok(()),
        }
    }

    fn act(&self, act: u64, outcome: &str) -> Done {
        self.run("UPDATE acts SET outcome = ?2 WHERE number = ?1", params![act, outcome])
    }

    /// Makes the sections of the charter in force findable.
    fn sections(&self, text: &str) -> Done {
        let (mut heading, mut body) = (String::new(), String::new());
        for line in text.lines().chain(["# "]) {
            if line.starts_with('#') {
                if !body.trim().is_empty() {
                    self.index("charter", "", &heading, &body)?;
                }
                line.trim_start_matches(['#', ' ']).clone_into(&mut heading);
                body.clear();
            } else {
                body.push_str(line);
                body.push('\n');
            }
        }
        Ok(())
    }
}

/// Returns the title of an election, which has no text of its own.
fn election(actions: &[Action], contest: Option<&Contest>) -> Option<String> {
    let of_options = contest.iter().flat_map(|contest| &contest.options);
    let all = actions.iter().chain(of_options.flat_map(|option| &option.actions));
    let office = offices::query::office_of(all)?;
    Some(format!("Election: who holds the office {office}"))
}
