//! `polity key`: makes, shows and lists keys.

use polity_types::{PersonId, PublicKey};
use serde::Serialize;

use super::key_chain;
use crate::args::Key;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;

#[derive(Serialize)]
struct Shown {
    file: String,
    key: PublicKey,
    person: PersonId,
}

/// Runs a command on keys.
pub(crate) fn run(command: &Key, output: &Output) -> Result<(), Failure> {
    match command {
        Key::New { name } => {
            let path = keyfile::path_of(name);
            KeyFile::generate(None)?.write(&path)?;
            output.talk("Keep a copy of this file in a safe place: who has it can act as you, and");
            output.talk("without it, or guardians named later, nobody can.");
            output.talk("In a society: a second key with `polity key add`, guardians with `polity key guardians`.");
            show(name, output)
        }
        Key::Show { name } => show(name, output),
        Key::List => {
            list(output);
            Ok(())
        }
        Key::Chain(command) => key_chain::run(command, output),
        Key::Signer { data, new } => {
            if *new {
                keyfile::add_signer(data)?;
            }
            let keys = keyfile::read_signers(data)?.public();
            output.data(&keys, || {
                keys.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            });
            Ok(())
        }
    }
}

fn show(name: &str, output: &Output) -> Result<(), Failure> {
    let path = keyfile::path_of(name);
    let file = KeyFile::read(&path)?;
    let shown =
        Shown { file: path.display().to_string(), key: file.public()?, person: file.person() };
    let text =
        || format!("person  {}\nkey     {}\nfile    {}", shown.person, shown.key, shown.file);
    output.data(&shown, text);
    Ok(())
}

fn list(output: &Output) {
    let mut names: Vec<String> = Vec::new();
    if let Ok(entries) = std::fs::read_dir(keyfile::folder()) {
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            names.extend(name.strip_suffix(".json").map(str::to_owned));
        }
    }
    names.sort();
    output.data(&names, || {
        if names.is_empty() {
            "There are no keys yet: polity key new".into()
        } else {
            names.join("\n")
        }
    });
}
