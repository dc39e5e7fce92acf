//! `polity act`: what somebody announced and what has not taken effect yet: listed, objected to, taken back.

use std::fmt::Write as _;

use clap::Subcommand;
use polity_machine::Action;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::charter::{Act as Announced, ActEnd, ActResult, CharterAction, query};
use polity_machine::modules::governance::{GovernanceAction, Target};
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};
use crate::words::{self, About};

/// Most announced acts that are looked at, the last ones first. Unit: acts.
const LOOKED_AT: u64 = 200;

/// Acts that somebody announced, and that take effect when the time to object is over.
#[derive(Debug, Subcommand)]
pub(crate) enum Act {
    /// Lists what was announced and waits, with how many object and how many stop it.
    List {
        #[command(flatten)]
        at: Where,
        /// Those that are over, too.
        #[arg(long)]
        all: bool,
    },
    /// Objects to an act before it takes effect. Enough objections stop it.
    Object {
        /// Number of the act.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes back an act that you announced.
    TakeBack {
        /// Number of the act.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
}

/// An act that was announced.
#[derive(Debug, Serialize)]
struct Row {
    /// What it does; absent when it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<Action>,
    author: PersonId,
    /// When it takes effect, or when it was over, in time of day.
    ends: Timestamp,
    /// How it ended, in words; absent while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<String>,
    /// The line of the charter under which it was announced.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    /// How many objections stop it; absent: none do.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<u64>,
    number: u64,
    objections: u64,
}

/// What is known of an act.
enum Known {
    Over(Box<ActResult>),
    Waits(Box<(Announced, Option<u64>)>),
}

/// Runs a command on announced acts.
pub(crate) fn run(command: Act, output: &Output) -> Result<(), Failure> {
    match command {
        Act::List { at, all } => list(&at, all, output),
        Act::Object { number, signing } => {
            let session = Session::open(&signing.at)?;
            let target = Target::Act { number };
            let done =
                session::act(&signing, output, &session, GovernanceAction::Object { target })?;
            if done {
                output.talk("See how many object: polity act list");
            }
            Ok(())
        }
        Act::TakeBack { number, signing } => {
            let session = Session::open(&signing.at)?;
            let action = CharterAction::WithdrawAct { act: number };
            session::act(&signing, output, &session, action).map(drop)
        }
    }
}

fn list(at: &Where, all: bool, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let last = session.look(&[query::announced_key().to_owned()], query::announced)?;
    let numbers: Vec<u64> =
        (1..=last).rev().take(usize::try_from(LOOKED_AT).unwrap_or(usize::MAX)).collect();
    let keys: Vec<String> = numbers.iter().flat_map(|number| query::act_keys(*number)).collect();
    let (known, clock) = session.look(&keys, |state| {
        let known = |number: &u64| {
            if let Some(act) = query::act(state, *number) {
                let needed = query::objections_needed(state, &act);
                return Some((*number, Known::Waits(Box::new((act, needed)))));
            }
            let over = query::act_result(state, *number).filter(|_| all)?;
            Some((*number, Known::Over(Box::new(over))))
        };
        (numbers.iter().filter_map(known).collect::<Vec<_>>(), Clock::read(state))
    })?;
    let rows: Vec<Row> =
        known.into_iter().map(|(number, known)| row(number, known, &clock)).collect();
    let mut told = Vec::new();
    for row in &rows {
        told.push(row.text(&session)?);
    }
    output.data(&rows, || {
        if told.is_empty() {
            return "Nothing that was announced waits.".to_owned();
        }
        let next = "Object to one: polity act object NUMBER. Take one of yours back: polity act take-back NUMBER";
        format!("{}{next}", told.concat())
    });
    Ok(())
}

fn row(number: u64, known: Known, clock: &Clock) -> Row {
    match known {
        Known::Waits(known) => {
            let (act, needed) = *known;
            Row {
                action: Some(act.action),
                author: act.author,
                end: None,
                ends: clock.wall(act.place.at),
                line: Some(act.line),
                needed,
                number,
                objections: act.objections.count,
            }
        }
        Known::Over(over) => Row {
            action: None,
            author: over.author,
            end: Some(words_of(&over.end)),
            ends: over.ended,
            line: None,
            needed: None,
            number,
            objections: over.objections.count,
        },
    }
}

fn words_of(end: &ActEnd) -> String {
    match end {
        ActEnd::Effected => "took effect".into(),
        ActEnd::Failed { refused } => format!("was refused: {}, {}", refused.code, refused.rule),
        ActEnd::Stopped { proposal: Some(proposal) } => {
            format!("was stopped by members, and put to the vote as proposal {proposal}")
        }
        ActEnd::Stopped { proposal: None } => "was stopped by members".into(),
        ActEnd::Withdrawn => "was taken back".into(),
    }
}

impl Row {
    fn text(&self, session: &Session) -> Result<String, Failure> {
        let Self { author, end, ends, needed, number, objections, .. } = self;
        let author = session.named(&author.to_string());
        let mut text = match end {
            Some(end) => format!("{number}  {end}, {ends}\n   announced by {author}\n"),
            None => format!("{number}  takes effect at {ends}\n   announced by {author}\n"),
        };
        if let Some(action) = &self.action {
            text.push_str("   to ");
            words::told(action, &About::of(action, session)?, 1, &mut text);
        }
        let line = self.line.as_ref().map(|line| format!("   under the line \"{line}\"\n"));
        text.push_str(&line.unwrap_or_default());
        let _ = match needed {
            Some(needed) => writeln!(text, "   {objections} of {needed} objections that stop it"),
            None if end.is_none() => {
                writeln!(text, "   {objections} objections; the charter lets none stop it")
            }
            None => Ok(()),
        };
        Ok(text)
    }
}
