//! `polity signal`: standing questions, which decide nothing.

use clap::Subcommand;
use polity_machine::charter_text::Scale;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::signals::{SignalsAction, Stance, query};
use polity_types::{OperationId, PersonId, Timestamp};
use serde::Serialize;

use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

/// Most questions that are over in a list, the last ones first.
const CLOSED_LISTED: u64 = 50;

/// Signals: standing questions, which decide nothing.
#[derive(Debug, Subcommand)]
pub(crate) enum Signal {
    /// Asks a question of a kind that the charter names. It stays open as long as the charter says.
    Ask {
        /// Id of the kind in the charter.
        kind: String,
        /// The question, in one line. Public for ever.
        question: String,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes a stance on a question, or changes it.
    Stand {
        /// Number of the question.
        number: u64,
        /// `approve` or `disapprove`, or a number of points, as the question asks.
        stance: Stance,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes your stance on a question back.
    TakeBack {
        /// Number of the question.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Withdraws a question of yours, as long as nobody else has a stance on it.
    Withdraw {
        /// Number of the question.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Lists the questions that are open, and the last ones that are over.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Shows a question and its total.
    Show {
        /// Number of the question.
        number: u64,
        /// Whose stance to show beside: an identifier, or a key file.
        #[arg(long = "of", value_name = "PERSON")]
        of: Option<String>,
        #[command(flatten)]
        at: Where,
    },
}

/// A question, open or over.
#[derive(Debug, Serialize)]
struct Shown {
    asker: PersonId,
    /// When its time is over, or was, in time of day.
    closes: Timestamp,
    /// How many have each stance, from the lowest of the scale.
    counts: Vec<u64>,
    eligible: u64,
    is_open: bool,
    kind: String,
    number: u64,
    question: String,
    scale: Scale,
    /// The stance of the person asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    stance: Option<Stance>,
}

impl Shown {
    fn total(&self) -> String {
        let of = |(place, count): (usize, &u64)| {
            let stance = Stance::at(place, self.scale)?;
            Some(format!("{stance}: {count}"))
        };
        let counts: Vec<String> = self.counts.iter().enumerate().rev().filter_map(of).collect();
        let stances = self.counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
        format!("{}  ({stances} of {})", counts.join(", "), self.eligible)
    }

    fn line(&self) -> String {
        let Self { closes, is_open, number, question, .. } = self;
        let ends = if *is_open { "open until" } else { "closed on" };
        format!("{number}  {question}  {ends} {closes}\n   {}", self.total())
    }

    fn words(&self) -> String {
        let Self { asker, kind, scale, stance, .. } = self;
        let own = stance.map_or_else(String::new, |stance| format!("\n   their stance: {stance}"));
        format!(
            "{}\n   asked by {asker}, of the kind \"{kind}\", on the scale {scale}{own}",
            self.line()
        )
    }
}

/// Runs a command on signals.
pub(crate) fn run(command: Signal, output: &Output) -> Result<(), Failure> {
    match command {
        Signal::Ask { kind, question, signing } => {
            let session = Session::open(&signing.at)?;
            let action = SignalsAction::Ask { kind, question };
            session::act(&signing, output, &session, action).map(drop)
        }
        Signal::Stand { number, stance, signing } => stand(&signing, number, Some(stance), output),
        Signal::TakeBack { number, signing } => stand(&signing, number, None, output),
        Signal::Withdraw { number, signing } => {
            let session = Session::open(&signing.at)?;
            let action = SignalsAction::Withdraw { signal: number };
            session::act(&signing, output, &session, action).map(drop)
        }
        Signal::List { at } => list(&Session::open(&at)?, output),
        Signal::Show { number, of, at } => {
            let session = Session::open(&at)?;
            let person = of.map(|of| whose(&of)).transpose()?;
            let missing = || {
                let message = format!("There is no standing question {number}.");
                Failure::usage(message, "See `polity signal list`.")
            };
            let shown = read(&session, &[number], person)?.pop().ok_or_else(missing)?;
            output.data(&shown, || shown.words());
            Ok(())
        }
    }
}

/// Returns the person that an identifier or a key file names.
fn whose(text: &str) -> Result<PersonId, Failure> {
    match text.parse() {
        Ok(person) => Ok(person),
        Err(_) => KeyFile::read(&keyfile::path_of(text)).map(|key| key.person()),
    }
}

fn stand(
    signing: &Signing,
    signal: u64,
    stance: Option<Stance>,
    output: &Output,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    let replaces: Option<OperationId> = session
        .look(&[query::stance_key(signal, person)], |state| {
            query::standing(state, signal, person).map(|standing| standing.operation)
        })?;
    let action = SignalsAction::Stand { replaces, signal, stance };
    session::act(signing, output, &session, action).map(drop)
}

/// Reads questions by their keys alone, so that a served society proves what is shown.
fn read(
    session: &Session,
    numbers: &[u64],
    person: Option<PersonId>,
) -> Result<Vec<Shown>, Failure> {
    let keys: Vec<String> = numbers
        .iter()
        .flat_map(|number| [query::signal_key(*number), query::result_key(*number)])
        .collect();
    session.look(&keys, |state| {
        let one = |number: &u64| {
            let number = *number;
            if let Some(signal) = query::signal(state, number) {
                return Some(Shown {
                    asker: signal.asker,
                    closes: Clock::read(state).wall(signal.closes.at),
                    eligible: query::eligible(state, &signal),
                    counts: signal.counts,
                    is_open: true,
                    kind: signal.kind,
                    number,
                    question: signal.question,
                    scale: signal.scale,
                    stance: person.and_then(|person| query::stance(state, number, person)),
                });
            }
            let result = query::result(state, number)?;
            Some(Shown {
                asker: result.asker,
                closes: result.closed,
                counts: result.counts,
                eligible: result.eligible,
                is_open: false,
                kind: result.kind,
                number,
                question: result.question,
                scale: result.scale,
                stance: None,
            })
        };
        numbers.iter().filter_map(one).collect()
    })
}

fn list(session: &Session, output: &Output) -> Result<(), Failure> {
    let counts = session.look(&[query::counts_key().to_owned()], query::counts)?;
    let first = counts.asked.saturating_sub(CLOSED_LISTED).saturating_add(1);
    let over = (first..=counts.asked).rev().filter(|number| !counts.open.contains(number));
    let numbers: Vec<u64> = counts.open.iter().copied().chain(over).collect();
    let shown = read(session, &numbers, None)?;
    output.data(&shown, || {
        if shown.is_empty() {
            return "No standing question was asked yet.".into();
        }
        shown.iter().map(Shown::line).collect::<Vec<_>>().join("\n")
    });
    Ok(())
}
