//! `polity verify`: checks a proof file offline.

use std::path::Path;

use polity_ledger::verify::{KeepError, Keeper, Verified, verify};
use polity_types::SocietyId;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;
use crate::proven;

#[derive(Serialize)]
struct Shown {
    checkpoint_size: u64,
    proven: Vec<String>,
    society: SocietyId,
    strength: String,
}

/// Verifies the bundle in `file` for the society that the reader names.
pub(crate) fn run(
    file: &Path,
    society: &str,
    keep: Option<&Path>,
    output: &Output,
) -> Result<(), Failure> {
    let society: SocietyId = society.parse().map_err(|error| {
        let message = format!("{society:?} is no society: {error}.");
        Failure::usage(message, "Take it from a source that you trust, never from the file.")
    })?;
    let bundle = std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name a proof file.")
    })?;
    let verified = match keep {
        Some(folder) => Keeper::open(folder)
            .and_then(|keeper| keeper.verify(&bundle, &society))
            .map_err(from_keeper)?,
        None => verify(&bundle, &society, None).map_err(|error| Failure::refused(&error))?,
    };
    show(&verified, society, output);
    Ok(())
}

fn show(verified: &Verified, society: SocietyId, output: &Output) {
    let shown = Shown {
        checkpoint_size: verified.checkpoint.size,
        proven: proven::in_words(&verified.claims),
        society,
        strength: verified.strength(),
    };
    output.data(&shown, || {
        let size = shown.checkpoint_size;
        let mut lines = vec![format!("Holds for {society}, whose log has {size} entries. Proven:")];
        lines.extend(shown.proven.iter().map(|sentence| format!("- {sentence}")));
        lines.push(shown.strength.clone());
        lines.join("\n")
    });
}

pub(crate) fn from_keeper(error: KeepError) -> Failure {
    match error.refusal() {
        Some(refusal) => Failure::Refused(Box::new(refusal)),
        None => Failure::internal(error),
    }
}
