//! `polity pause`: emergency pauses: what is paused, calling one, ending one.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Subcommand;
use polity_machine::charter_text::{ActionClass, actions};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::charter::{CharterAction, query};
use polity_machine::registry;
use polity_types::Timestamp;
use serde::Serialize;

use super::proposal::read;
use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// Emergency pauses.
#[derive(Debug, Subcommand)]
pub(crate) enum Pause {
    /// Says what is paused now, by whom and until when, and which pauses the charter has.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Calls a pause of the charter.
    Call {
        /// Id of the pause in the charter.
        pause: String,
        /// File with the reason: its first line is shown on every page. Public for ever.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Ends a pause before its time.
    End {
        /// Id of the pause in the charter.
        pause: String,
        #[command(flatten)]
        signing: Signing,
    },
}

/// What is paused, and what could be.
#[derive(Debug, Serialize)]
struct Pauses {
    /// What the charter allows, in sentences.
    allowed: Vec<String>,
    paused: Vec<Stopped>,
}

/// An action that is paused.
#[derive(Debug, Serialize)]
struct Stopped {
    action: String,
    by: String,
    pause: String,
    since: Timestamp,
    text: String,
    /// In time of day, as far as is known now.
    until: Timestamp,
}

/// Runs a command on pauses.
pub(crate) fn run(command: Pause, output: &Output) -> Result<(), Failure> {
    let (action, signing, session) = match command {
        Pause::List { at } => return list(&at, output),
        Pause::Call { pause, text, signing } => {
            let session = Session::open(&signing.at)?;
            let text = session.put_record(&read(&text)?)?;
            (CharterAction::Pause { pause, text }, signing, session)
        }
        Pause::End { pause, signing } => {
            let session = Session::open(&signing.at)?;
            (CharterAction::EndPause { pause }, signing, session)
        }
    };
    session::act(&signing, output, &session, action).map(drop)
}

fn list(at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let running = session.running_time()?;
    // By their keys, one by one: whoever reads at an address has no list to go through.
    let powers: Vec<&str> = registry::action_names()
        .iter()
        .filter(|action| action.class == ActionClass::Power)
        .map(|action| action.name)
        .collect();
    let keys: Vec<String> = powers.iter().map(|action| query::paused_key(action)).collect();
    let (paused, clock) = session.look(&keys, |state| {
        let paused =
            |action: &&str| Some(((*action).to_owned(), query::paused(state, action, running)?));
        (powers.iter().filter_map(paused).collect::<Vec<_>>(), Clock::read(state))
    })?;
    let stopped = |(action, paused): (String, polity_machine::modules::charter::Paused)| {
        Ok(Stopped {
            action,
            by: paused.by,
            pause: paused.pause,
            since: paused.since,
            text: session.title(&paused.text)?.unwrap_or_default(),
            until: clock.wall(paused.until),
        })
    };
    let paused: Result<Vec<Stopped>, Failure> = paused.into_iter().map(stopped).collect();
    let sections = polity_machine::charter_text::explain(&charter).into_iter();
    let said = sections.flat_map(|section| section.statements);
    let allowed = said.filter(|said| said.rule.starts_with("pause.")).map(|said| said.text);
    let pauses = Pauses { allowed: allowed.collect(), paused: paused? };
    output.data(&pauses, || pauses.words());
    Ok(())
}

impl Pauses {
    fn words(&self) -> String {
        let mut text = String::new();
        for Stopped { action, by, pause, text: why, until, .. } in &self.paused {
            let deed = actions::words(action).unwrap_or(action);
            let _ = writeln!(
                text,
                "Paused until {until}: nobody can {deed} ({action}).\n  called by {by} as \"{pause}\": \
                 {why}"
            );
        }
        if self.paused.is_empty() {
            text.push_str("Nothing is paused.\n");
        }
        if self.allowed.is_empty() {
            text.push_str("The charter has no emergency pauses.\n");
        }
        for allowed in &self.allowed {
            let _ = writeln!(text, "{allowed}");
        }
        text
    }
}
