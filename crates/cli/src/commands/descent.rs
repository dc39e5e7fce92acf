//! Where a society comes from: founding it from a fork, coming over to it, and checking what it says.

use std::path::{Path, PathBuf};

use clap::Args;
use polity_client::Client;
use polity_ledger::Ledger;
use polity_ledger::verify::{Kept, Proven, Verified, verify as verify_bundle};
use polity_machine::frame::society;
use polity_machine::modules::fork::{Descent, ForkAction, ForkRecord, Left, List, path_of, query};
use polity_types::log::Descent as Named;
use polity_types::{Hash, PersonId, SocietyId};
use serde::{Deserialize, Serialize};

use super::proposal::read;
use crate::args::Signing;
use crate::failure::{Failure, in_use};
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session, from_client};

/// From which fork a new society descends.
#[derive(Debug, Args)]
pub(crate) struct Descends {
    /// The society that was left, if the new one descends from a fork of it.
    #[arg(long, value_name = "SOCIETY", requires_all = ["fork", "proof"])]
    parent: Option<SocietyId>,
    /// Number of the fork there.
    #[arg(long, value_name = "NUMBER", requires = "parent")]
    fork: Option<u64>,
    /// The founder's proof, as `polity fork export --proof` writes it.
    #[arg(long, value_name = "FILE", requires = "parent")]
    proof: Option<PathBuf>,
}

impl Descends {
    /// Returns what the founding says, and the proof that it names.
    pub(crate) fn read(&self) -> Result<Option<(Named, Vec<u8>)>, Failure> {
        let (Some(parent), Some(fork), Some(proof)) = (self.parent, self.fork, &self.proof) else {
            return Ok(None);
        };
        let proof = read(proof)?;
        Ok(Some((Named { fork, parent, proof: Hash::of(&proof) }, proof)))
    }
}

/// Who left by a fork, in order, and its number.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lines {
    pub(crate) fork: u64,
    pub(crate) left: Vec<Left>,
}

impl Lines {
    fn read(file: &Path) -> Result<Self, Failure> {
        serde_json::from_slice(&read(file)?).map_err(|error| {
            let message = format!("The list cannot be read: {error}.");
            Failure::usage(message, "Take the file that `polity fork export` wrote.")
        })
    }
}

/// Comes over to a society that descends from a fork, by the list of who left.
pub(crate) fn arrive(list: &Path, signing: &Signing, output: &Output) -> Result<(), Failure> {
    let Lines { left, .. } = Lines::read(list)?;
    let session = Session::open(&signing.at)?;
    let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    let index = left.iter().position(|line| line.person == person);
    let (index, path) =
        index.and_then(|index| Some((index, path_of(&left, index)?))).ok_or_else(|| {
            let message = format!("{person} is not on the list.");
            Failure::usage(
                message,
                "Name the key with which you left, or apply: `polity member apply`.",
            )
        })?;
    if !session::introduce(signing, output, &session)? {
        return Ok(());
    }
    let line = left.into_iter().nth(index);
    let Some(Left { paid, pooled, .. }) = line else { return Ok(()) };
    let charter = session.charter()?;
    let place = u64::try_from(index).map_err(Failure::internal)?;
    let action = ForkAction::Arrive { charter, paid, path, place, pooled };
    session::act(signing, output, &session, action).map(drop)
}

/// What holds of a descent.
#[derive(Serialize)]
struct Checked {
    /// How many came over.
    arrived: u64,
    fork: u64,
    founder: PersonId,
    /// Whether the copy of the parent's log that was named holds what was proven.
    has_history: bool,
    left: u64,
    /// Entries of the parent's log under which it is proven.
    log_size: u64,
    parent: SocietyId,
    society: SocietyId,
}

fn wrong(message: String) -> Failure {
    Failure::usage(message, "Do not take this society for that fork.")
}

/// Checks from where a society descends, believing nobody: neither the society nor its parent.
pub(crate) fn verify(
    session: &Session,
    parent: SocietyId,
    (list, history): (Option<&Path>, Option<&str>),
    output: &Output,
) -> Result<(), Failure> {
    let (descent, founded) = session.look(&[query::descent_key().to_owned()], |state| {
        (query::descent(state), society::founded(state))
    })?;
    let descent =
        descent.ok_or_else(|| wrong("This society does not say from where it descends.".into()))?;
    let Descent { fork, parent: named, proof, .. } = descent;
    if named != parent {
        return Err(wrong(format!("This society says that it descends from {named}.")));
    }
    let bundle = session.record(&proof)?;
    let bundle = bundle.ok_or_else(|| wrong("The proof that it names is not there.".into()))?;
    let shown = verify_bundle(&bundle, &parent, None).map_err(|error| Failure::refused(&error))?;
    let record = shown.claims.iter().find_map(|claim| record_of(claim, fork));
    let record = record.ok_or_else(|| wrong(format!("The proof does not hold fork {fork}.")))?;
    if record.left != descent.list || record.pooled != descent.carried {
        return Err(wrong("What it says of the fork is not what the proof shows.".into()));
    }
    let founder = founded.founder;
    if let Some(list) = list {
        let Lines { left, .. } = Lines::read(list)?;
        if List::of(&left) != record.left {
            return Err(wrong("The list is not that of the fork.".into()));
        }
        if !left.iter().any(|line| line.person == founder) {
            return Err(wrong(format!("The founder {founder} did not leave by the fork.")));
        }
    }
    if let Some(history) = history {
        has_history(history, &shown, parent)?;
    }
    let checked = Checked {
        arrived: descent.arrived,
        fork,
        founder,
        has_history: history.is_some(),
        left: record.left.count,
        log_size: shown.checkpoint.size,
        parent,
        society: founded.society,
    };
    output.data(&checked, || said(&checked));
    Ok(())
}

fn said(checked: &Checked) -> String {
    let Checked { arrived, fork, has_history, left, log_size, parent, society, .. } = checked;
    let past = if *has_history {
        format!(
            "The copy of the parent's log holds the {log_size} entries under which it is proven."
        )
    } else {
        format!(
            "It is proven under {log_size} entries of the parent's log; name a copy with --history."
        )
    };
    format!(
        "{society} descends from fork {fork} of {parent}: {left} left by it, the founder is one of them, and \
         {arrived} came over.\n{past}"
    )
}

/// Returns the record of a fork, if a claim is about it.
fn record_of(claim: &Proven, fork: u64) -> Option<ForkRecord> {
    match claim {
        Proven::State { key, value: Some(value), .. } if *key == query::fork_key(fork) => {
            serde_json::from_slice(value).ok()
        }
        _ => None,
    }
}

/// Checks that a copy of the parent's log, in a folder or at an address, holds the head that was proven.
fn has_history(copy: &str, shown: &Verified, parent: SocietyId) -> Result<(), Failure> {
    let Kept { root, size, .. } = shown.checkpoint.clone();
    if copy.starts_with("http://") || copy.starts_with("https://") {
        let client = Client::connect(copy, Some(&parent.to_string())).map_err(from_client)?;
        let bundle = client.proof(Some(size)).map_err(from_client)?;
        let verified = verify_bundle(&bundle, &parent, Some(&shown.checkpoint));
        return verified.map(drop).map_err(|error| Failure::refused(&error));
    }
    let folder = Path::new(copy);
    if !folder.join("log").is_dir() {
        let message = format!("There is no log in {copy}.");
        return Err(Failure::usage(message, "Name the folder of the society that was left."));
    }
    let opened = Ledger::open(folder);
    let (ledger, _) = opened
        .map_err(|error| in_use(&error, folder).unwrap_or_else(|| Failure::internal(error)))?;
    let found = ledger.reader().log().root_at(size);
    if found.is_ok_and(|found| found == root) {
        return Ok(());
    }
    Err(wrong(format!("The log in {copy} does not have the root {root} at {size} entries.")))
}
