//! What a batch did, written into the tables: one function for each module.

use polity_machine::Event;
use polity_machine::frame::state::Records;
use polity_machine::modules::charter::CharterEvent;
use polity_machine::modules::identity::IdentityEvent;
use polity_machine::modules::import::ImportEvent;
use polity_machine::modules::membership::MembershipEvent;
use polity_machine::modules::offices::OfficesEvent;
use polity_machine::registry;
use polity_ordering::{AdmittedOperation, Committed};
use polity_types::{Hash, PersonId};
use rusqlite::{OptionalExtension as _, Transaction, params};

mod course;
mod delegates;
mod draws;
mod money;
mod names;
mod places;
mod signals;
mod streams;
mod voting;

use voting::title_of;

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
    // In the order in which they happened: what lets people go or object runs before what falls due.
    let is_first = |operation: &&AdmittedOperation| registry::spec(&operation.action).is_first;
    for operation in operations.iter().filter(is_first) {
        projection.operation(operation)?;
    }
    for event in due {
        projection.event(event)?;
    }
    for operation in operations.iter().filter(|operation| !is_first(operation)) {
        projection.operation(operation)?;
    }
    Ok(())
}

impl Projection<'_> {
    fn operation(&self, operation: &AdmittedOperation) -> Done {
        self.run(
            "INSERT INTO entries (number, height, time, operation, author, action) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                operation.index,
                self.height,
                self.time,
                operation.id.to_string(),
                operation.author.to_string(),
                registry::spec(&operation.action).name()
            ],
        )?;
        let of_operation = Projection { entry: Some(operation.index), ..*self };
        operation.events.iter().try_for_each(|event| of_operation.event(event))
    }

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
            Event::Names(event) => self.names(event),
            Event::Offices(event) => self.offices(event),
            Event::Panels(event) => self.panels(event),
            // Dues, requests and invoices are read from the state, where they are proven; what was moved is
            // among the postings.
            Event::Breach(_) | Event::Dues(_) | Event::Exit(_) | Event::Fork(_) => Ok(()),
            Event::Spending(event) => self.streams(event),
            Event::Places(event) => self.places(event),
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
                "UPDATE people SET standing = 'applicant', vouches = 0, inviter = ?2, \
                 declined = NULL, declined_why = NULL WHERE person = ?1",
                params![applicant.to_string(), inviter.map(|inviter| inviter.to_string())],
            ),
            MembershipEvent::Vouched { applicant, .. } => self.run(
                "UPDATE people SET vouches = vouches + 1 WHERE person = ?1",
                params![applicant.to_string()],
            ),
            MembershipEvent::Admitted { applicant, .. } => self.standing(applicant, "admitted"),
            MembershipEvent::Declined { applicant, text, .. } => {
                self.no_applicant(applicant)?;
                self.run(
                    "UPDATE people SET declined = ?2, declined_why = ?3 WHERE person = ?1",
                    params![applicant.to_string(), self.time, text.map(|text| text.to_string())],
                )
            }
            MembershipEvent::Lapsed { applicant } | MembershipEvent::Withdrawn { applicant } => {
                self.no_applicant(applicant)
            }
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
                self.left(&person)?;
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
        self.index("person", person, &format!("Member {number}"), person)?;
        let found = self.tables.last_insert_rowid();
        self.run("UPDATE people SET found = ?2 WHERE person = ?1", params![person, found])
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
