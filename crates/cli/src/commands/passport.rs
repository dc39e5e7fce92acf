//! `polity passport`: checks what somebody showed, offline.

use std::path::Path;

use polity_ledger::passport::{Asked, check};
use polity_ordering::Clock;
use polity_types::{Base64, PersonId, Seconds, SocietyId, Timestamp};
use serde::Serialize;

use crate::args;
use crate::failure::Failure;
use crate::output::Output;
use crate::reading;

#[derive(Serialize)]
struct Told {
    #[serde(skip_serializing_if = "Option::is_none")]
    card: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    person: PersonId,
    shown: Timestamp,
    standing: String,
    state_of: Timestamp,
    strength: String,
}

/// Runs a command on passports.
pub(crate) fn run(command: &args::Passport, output: &Output) -> Result<(), Failure> {
    let args::Passport::Verify { file, society, audience, nonce, minutes } = command;
    let society: SocietyId = society.parse().map_err(|error| {
        let message = format!("{society:?} is no society: {error}.");
        Failure::usage(message, "Take it from a source that you trust, never from the file.")
    })?;
    let nonce: Option<Base64> = nonce.as_deref().map(read_nonce).transpose()?;
    let asked = Asked {
        age_max: Seconds::minutes(*minutes),
        audience,
        nonce: nonce.as_ref(),
        now: Clock::system().now(),
        society,
    };
    verify(file, &asked, output)
}

fn read_nonce(text: &str) -> Result<Base64, Failure> {
    text.parse().map_err(|error| {
        let message = format!("{text:?} is no code: {error}");
        Failure::usage(message, "Give the code that you showed.")
    })
}

fn verify(file: &Path, asked: &Asked<'_>, output: &Output) -> Result<(), Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name the file that the passport's page saved.")
    })?;
    let shown = check(&bytes, asked).map_err(|error| Failure::refused(&error))?;
    let told = Told {
        card: shown.card,
        name: shown.name,
        person: shown.person,
        shown: shown.at,
        standing: shown.standing,
        state_of: shown.state_of,
        strength: shown.strength,
    };
    output.data(&told, || {
        let who = told.card.map_or_else(|| "This person".to_owned(), |card| format!("Member {card}"));
        let name = told.name.as_deref();
        let who = name.map_or(who.clone(), |name| format!("{}, {who},", reading::shown(name)));
        let standing = match told.standing.as_str() {
            "full" => "is a full member",
            "probation" => "is a member on probation",
            "ended" => "is no longer a member",
            _ => "was never a member",
        };
        format!(
            "Holds. {who} {standing}, as of {}.\n{}\nShown to you at {}. What happened since, only the log \
             says.\n{}",
            told.state_of, told.person, told.shown, told.strength
        )
    });
    if asked.nonce.is_none() {
        output
            .talk("You gave no code: the same passport could be shown to you twice in that time.");
    }
    Ok(())
}
