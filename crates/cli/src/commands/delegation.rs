//! `polity delegation`: who votes in one's place, by topic.

use clap::Subcommand;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::governance::{GovernanceAction, query};
use polity_machine::modules::membership;
use polity_types::{OperationId, PersonId, Seconds, Timestamp};
use polity_views::{DelegatedRow, Page, Use, UsedRow};
use serde::{Deserialize, Serialize};

use super::member::person;
use super::treasury::views_of;
use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Votes in a report, the newest first. Unit: votes.
const REPORTED: usize = 100;

/// Delegations: who votes in one's place, by topic.
#[derive(Debug, Subcommand)]
pub(crate) enum Delegation {
    /// Names who votes for you by a decision procedure, from the next vote on; your own ballot
    /// always comes before theirs.
    Give {
        /// The topic: the id of a decision procedure of the charter.
        topic: String,
        /// Who votes for you.
        delegate: String,
        /// For how many days; without it until you end it.
        #[arg(long, value_name = "N")]
        days: Option<u32>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Ends a delegation, from the next vote on.
    End {
        /// The topic.
        topic: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Reports what delegates did with the votes that a person gave them: vote by vote, from the moment
    /// each opened.
    Report {
        /// Whose votes.
        person: String,
        /// Only those by this decision procedure.
        #[arg(long, value_name = "ID")]
        topic: Option<String>,
        #[command(flatten)]
        at: Where,
    },
    /// Shows who votes for a person, and for how many they vote.
    List {
        /// Whose delegations.
        person: String,
        #[command(flatten)]
        at: Where,
    },
}

/// What a person delegates and carries on a topic.
#[derive(Debug, Serialize)]
struct Row {
    /// For how many others the person votes.
    carries: u64,
    /// Who votes for the person.
    delegate: Option<PersonId>,
    /// Whether the delegate left, so that nobody votes.
    is_void: bool,
    topic: String,
    /// When the delegation ends by itself, in time of day.
    until: Option<Timestamp>,
}

impl Row {
    fn line(&self) -> String {
        let Self { carries, delegate, is_void, topic, until } = self;
        let until = until.map(|until| format!(" until {until}")).unwrap_or_default();
        let void = if *is_void { ", who left: it counts no more" } else { "" };
        let given = match delegate {
            Some(delegate) => format!("{delegate} votes for them{until}{void}"),
            None => "they vote themselves".into(),
        };
        let others = if *carries == 1 { "other" } else { "others" };
        format!("{topic}  {given}; they vote for {carries} {others}")
    }
}

/// Runs a command on delegations.
pub(crate) fn run(command: Delegation, output: &Output) -> Result<(), Failure> {
    match command {
        Delegation::Give { topic, delegate, days, signing } => {
            let session = Session::open(&signing.at)?;
            let delegate = person(&delegate)?;
            let length = days.map(Seconds::days);
            let running = length.map(|_| session.running_time()).transpose()?;
            let until = running.zip(length).map(|(now, length)| now.after(length));
            let replaces = before(&session, &signing, &topic)?;
            let action = GovernanceAction::Delegate { delegate, replaces, topic, until };
            if session::act(&signing, output, &session, action)? {
                output
                    .talk("It counts from the next vote on. When you vote yourself, that counts.");
            }
            Ok(())
        }
        Delegation::End { topic, signing } => {
            let session = Session::open(&signing.at)?;
            let action = GovernanceAction::Undelegate { topic };
            session::act(&signing, output, &session, action).map(drop)
        }
        Delegation::Report { person: whose, topic, at } => {
            report(&Session::open(&at)?, person(&whose)?, topic.as_deref(), output)
        }
        Delegation::List { person: whose, at } => {
            let session = Session::open(&at)?;
            let rows = rows(&session, person(&whose)?)?;
            output.data(&rows, || {
                let lines: Vec<String> = rows.iter().map(Row::line).collect();
                if lines.is_empty() {
                    return "No procedure of the charter takes delegations.".into();
                }
                session.named(&lines.join("\n"))
            });
            Ok(())
        }
    }
}

/// Returns the operation of one's delegation on a topic that the charter knows, which a new one names.
fn before(
    session: &Session,
    signing: &Signing,
    topic: &str,
) -> Result<Option<OperationId>, Failure> {
    let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    if session.charter_text()?.decision(topic).is_none() {
        return Ok(None);
    }
    session.look(&[], |state| {
        query::delegation(state, person, topic).map(|delegation| delegation.operation)
    })
}

/// Reads by keys alone, so that a served society proves what is shown.
fn rows(session: &Session, person: PersonId) -> Result<Vec<Row>, Failure> {
    let charter = session.charter_text()?;
    let takes = charter.decisions.iter().filter(|procedure| procedure.delegation.is_some());
    let topics: Vec<&str> = takes.map(|procedure| procedure.id.as_str()).collect();
    session.look(&[membership::query::member_key(person)], |state| {
        let row = |topic: &&str| {
            let given = query::delegation(state, person, topic);
            let until = given.and_then(|given| given.until);
            Row {
                carries: query::carried(state, topic, person),
                delegate: given.map(|given| given.delegate),
                is_void: given.is_some_and(|given| given.is_void),
                topic: (*topic).to_owned(),
                until: until.map(|until| Clock::read(state).wall(until)),
            }
        };
        topics.iter().map(row).collect()
    })
}

/// What became of a person's votes, as the interface tells it.
#[derive(Debug, Serialize, Deserialize)]
struct Report {
    used: Vec<UsedRow>,
    votes: Page<DelegatedRow>,
}

fn report(
    session: &Session,
    person: PersonId,
    topic: Option<&str>,
    output: &Output,
) -> Result<(), Failure> {
    let id = person.to_string();
    let mut report: Report = match session {
        Session::Address(client) => {
            client.read(&format!("people/{id}/delegates")).map_err(session::from_client)?
        }
        Session::Folder(running) => {
            let views = views_of(running)?;
            let votes = views.delegated_by(&id, None, REPORTED).map_err(Failure::internal)?;
            Report { used: views.used_of(&id).map_err(Failure::internal)?, votes }
        }
    };
    if let Some(topic) = topic {
        report.used.retain(|row| row.topic == topic);
        report.votes.rows.retain(|row| row.topic == topic);
    }
    output.data(&report, || {
        if report.used.is_empty() {
            return "No vote opened that they had delegated.".into();
        }
        let used = report.used.iter().map(used_words);
        used.chain(report.votes.rows.iter().map(vote_words)).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}

fn used_words(row: &UsedRow) -> String {
    let UsedRow { delegate, own, topic, unused, waiting } = row;
    format!(
        "{topic}: {delegate} used by the delegate, {own} by themselves, {unused} unused, {waiting} still open"
    )
}

fn vote_words(row: &DelegatedRow) -> String {
    let DelegatedRow { delegate, proposal, round, title, topic, .. } = row;
    let vote = if *round > 1 { format!(", vote {round}") } else { String::new() };
    let theirs = match (&row.delegates_choice, row.voices, row.closed) {
        (Some(choice), Some(voices), _) if voices > 1 => {
            format!("voted {choice}, for {voices} votes")
        }
        (Some(choice), ..) => format!("voted {choice}"),
        (None, _, Some(_)) => "did not vote".to_owned(),
        (None, _, None) => "has not voted yet".to_owned(),
    };
    let own = row.own_choice.as_ref().map(|choice| format!("; they voted {choice} themselves"));
    let unused = if row.used == Use::Unused { "; the vote went unused" } else { "" };
    format!(
        "{proposal}  {title}{vote} ({topic})\n   {delegate} {theirs}{}{unused}",
        own.unwrap_or_default()
    )
}
