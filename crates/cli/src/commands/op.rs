//! `polity op`: operations as files.

use std::io::Read as _;
use std::path::Path;

use polity_machine::Action;
use polity_types::operation::Decoded;
use serde_json::Value;

use super::examples;
use crate::args::Op;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};
use crate::words::{self, About};

/// Runs a command on operations.
pub(crate) fn run(command: Op, output: &Output) -> Result<(), Failure> {
    match command {
        Op::Sign { file, to, signing } => {
            let written: Value = serde_json::from_slice(&read(&file)?).map_err(|error| {
                let message = format!("{} is no JSON: {error}.", file.display());
                Failure::usage(message, "Write one action; `polity op example` shows each.")
            })?;
            let action = examples::read(&written, &file.display().to_string())?;
            let session = Session::open(&signing.at)?;
            let Some(to) = to else {
                return session::act(&signing, output, &session, action).map(drop);
            };
            let key = KeyFile::read(&keyfile::path_of(&signing.key))?;
            output.talk(words::of(&action, &About::of(&action, &session)?));
            session::confirm(signing.yes, output)?;
            let envelope = session::sign(&key, session.society(), action, session.now())?;
            std::fs::write(&to, envelope.to_bytes())?;
            output.data(&envelope.operation.id(), || envelope.operation.id().to_string());
            Ok(())
        }
        Op::Submit { file, at } => {
            let submitted = Session::open(&at)?.submit(read(&file)?)?;
            output.data(&submitted, || {
                format!("Entry {} of the log: {}", submitted.index, submitted.operation)
            });
            Ok(())
        }
        Op::Example { name } => examples::print(name.as_deref(), output),
        Op::Show { file } => {
            let bytes = read(&file)?;
            if let Some(actions) = unsigned(&bytes) {
                let about = About::default();
                output.data(&actions, || {
                    let told = actions.iter().map(|action| words::of(action, &about));
                    format!("{}Nobody has signed this.", told.collect::<String>())
                });
                return Ok(());
            }
            let decoded = Decoded::<Action>::decode(bytes);
            let decoded = decoded.map_err(|error| Failure::refused(&error))?;
            let operation = &decoded.envelope.operation;
            output.data(operation, || {
                let (author, society) = (operation.author, operation.society);
                format!(
                    "{}  author: {author}\n  society: {society}",
                    words::of(&operation.action, &About::default())
                )
            });
            Ok(())
        }
    }
}

/// Reads an action, or a list of them, that was not signed yet; none if it is something else.
fn unsigned(bytes: &[u8]) -> Option<Vec<Action>> {
    let written: Value = serde_json::from_slice(bytes).ok()?;
    let all = match &written {
        Value::Array(all) => all.as_slice(),
        one => std::slice::from_ref(one),
    };
    all.iter().map(|one| examples::read(one, "it").ok()).collect()
}

/// Reads a file, or standard input for `-`.
fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().take(1 << 20).read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name a file, or - for standard input.")
    })
}
