//! `polity fork`: leaving together to found a society of one's own, and proving where one comes from.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use polity_ledger::verify::{Proven, verify as verify_bundle};
use polity_machine::frame::clock::Clock;
use polity_machine::modules::fork::{Descent, ForkAction, ForkRecord, Left, Standing, query};
use polity_types::{PersonId, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::proposal::read;
use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Session};

/// Forks: leaving together to found a society of one's own.
#[derive(Debug, Subcommand)]
pub(crate) enum Fork {
    /// Announces a fork: whoever signs up for it leaves with their share when its time is over.
    Announce {
        /// File that says why, and what the new society is to be. Public for ever.
        #[arg(long, value_name = "FILE")]
        text: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Signs up for a fork: you leave when its time is over.
    Join {
        /// Number of the fork.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Takes your signature back.
    Withdraw {
        /// Number of the fork.
        number: u64,
        #[command(flatten)]
        signing: Signing,
    },
    /// Shows a fork, otherwise the last one.
    Show {
        /// Number of the fork.
        number: Option<u64>,
        #[command(flatten)]
        at: Where,
    },
    /// Writes the list of who left by a fork, and what they were paid.
    Export {
        /// Number of the fork.
        number: u64,
        /// File for the list. There must be none yet.
        #[arg(long, value_name = "FILE")]
        list: PathBuf,
        #[command(flatten)]
        at: Where,
    },
    /// Says, as the founder of a new society, from which fork it descends.
    Descend {
        /// The society that was left.
        #[arg(long, value_name = "SOCIETY")]
        parent: SocietyId,
        /// Number of the fork there.
        #[arg(long, value_name = "NUMBER")]
        fork: u64,
        /// Proof of the fork's record, as the parent's /api/v1/proof?keys=fork/fork/NUMBER gives it,
        /// the number in 16 digits.
        #[arg(long, value_name = "FILE")]
        proof: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Checks from where a society descends: the proof holds for the parent that you name, the fork is done,
    /// the list is whole, and the founder is on it.
    Verify {
        /// The parent, from a source that you trust.
        #[arg(long, value_name = "SOCIETY")]
        parent: SocietyId,
        /// The proof that the society names.
        #[arg(long, value_name = "FILE")]
        proof: PathBuf,
        /// The list of who left.
        #[arg(long, value_name = "FILE")]
        list: PathBuf,
        #[command(flatten)]
        at: Where,
    },
}

/// Runs a command on forks.
pub(crate) fn run(command: Fork, output: &Output) -> Result<(), Failure> {
    match command {
        Fork::Announce { text, signing } => act(&signing, output, |session| {
            Ok(ForkAction::Announce { text: session.put_record(&read(&text)?)? })
        }),
        Fork::Join { number, signing } => {
            act(&signing, output, |_| Ok(ForkAction::Join { fork: number }))
        }
        Fork::Withdraw { number, signing } => {
            act(&signing, output, |_| Ok(ForkAction::Withdraw { fork: number }))
        }
        Fork::Show { number, at } => show(&Session::open(&at)?, number, output),
        Fork::Export { number, list, at } => export(&Session::open(&at)?, number, &list, output),
        Fork::Descend { parent, fork, proof, signing } => act(&signing, output, |session| {
            let proof = session.put_record(&read(&proof)?)?;
            Ok(ForkAction::Descend { fork, parent, proof })
        }),
        Fork::Verify { parent, proof, list, at } => {
            verify(&Session::open(&at)?, parent, &read(&proof)?, &list, output)
        }
    }
}

fn act(
    signing: &Signing,
    output: &Output,
    action: impl FnOnce(&Session) -> Result<ForkAction, Failure>,
) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let action = action(&session)?;
    session::act(signing, output, &session, action).map(drop)
}

/// A fork.
#[derive(Serialize)]
struct Shown {
    fork: ForkRecord,
    number: u64,
    /// The first line of why.
    title: String,
    /// Until when members sign up, in time of day.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

fn known(session: &Session, number: u64) -> Result<(ForkRecord, Clock), Failure> {
    let key = query::fork_key(number);
    let found =
        session.look(&[key], |state| Some((query::fork(state, number)?, Clock::read(state))))?;
    let missing =
        || Failure::usage(format!("There is no fork {number}."), "See `polity fork show`.");
    found.ok_or_else(missing)
}

fn show(session: &Session, number: Option<u64>, output: &Output) -> Result<(), Failure> {
    let number = match number {
        Some(number) => number,
        None => session.look(&[query::count_key().to_owned()], query::count)?,
    };
    let (fork, clock) = known(session, number)?;
    let title = session.title(&fork.text)?.unwrap_or_default();
    let open = fork.until.filter(|_| fork.standing == Standing::Open);
    let shown = Shown { number, title, until: open.map(|place| clock.wall(place.at)), fork };
    output.data(&shown, || {
        let Shown { fork, number, title, until } = &shown;
        let ForkRecord { by, joined, left, paid, standing, .. } = fork;
        let mut said =
            format!("Fork {number} is {}: {title}\n   announced by {by}", standing.word());
        if let Some(until) = until {
            let _ =
                write!(said, "\n   {joined} signed up; until {until}: polity fork join {number}");
        }
        if left.count > 0 {
            let sums = paid.iter().map(|sum| format!("{} {}", sum.amount, sum.asset));
            let sums = sums.collect::<Vec<_>>().join(", ");
            let _ = write!(said, "\n   {} left, with {sums} in minor units", left.count);
        }
        said
    });
    Ok(())
}

/// Who left by a fork, with its number and its society.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    fork: u64,
    left: Vec<Left>,
}

fn export(session: &Session, number: u64, file: &Path, output: &Output) -> Result<(), Failure> {
    let (fork, _) = known(session, number)?;
    let keys: Vec<String> =
        (0..fork.left.count).map(|place| query::left_key(number, place)).collect();
    let left: Vec<Left> = session.look(&keys, |state| {
        (0..fork.left.count).filter_map(|place| query::left(state, number, place)).collect()
    })?;
    if query::roll_of(&left) != fork.left {
        return Err(Failure::internal("The list is not that of the fork's record."));
    }
    let list = List { fork: number, left };
    let text = serde_json::to_string_pretty(&list).map_err(Failure::internal)?;
    let mut open = std::fs::OpenOptions::new();
    let mut written = open.write(true).create_new(true).open(file)?;
    std::io::Write::write_all(&mut written, format!("{text}\n").as_bytes())?;
    let count = list.left.len();
    output.talk(format!("{count} left by fork {number}; the list is in {}.", file.display()));
    Ok(())
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

/// What holds of a descent.
#[derive(Serialize)]
struct Verified {
    fork: u64,
    founder: PersonId,
    left: u64,
    parent: SocietyId,
    society: SocietyId,
}

fn verify(
    session: &Session,
    parent: SocietyId,
    proof: &[u8],
    list: &Path,
    output: &Output,
) -> Result<(), Failure> {
    let wrong =
        |message: String| Failure::usage(message, "Do not take this society for that fork.");
    let (descent, founded) = session.look(&[query::descent_key().to_owned()], |state| {
        (query::descent(state), polity_machine::frame::society::founded(state))
    })?;
    let Descent { fork, parent: named, proof: hash } =
        descent.ok_or_else(|| wrong("This society does not say from where it descends.".into()))?;
    if named != parent {
        return Err(wrong(format!("This society says that it descends from {named}.")));
    }
    if polity_types::Hash::of(proof) != hash {
        return Err(wrong("This is not the proof that the society names.".into()));
    }
    let verified = verify_bundle(proof, &parent, None).map_err(|error| Failure::refused(&error))?;
    let record = verified.claims.iter().find_map(|claim| record_of(claim, fork));
    let record = record.ok_or_else(|| wrong(format!("The proof does not hold fork {fork}.")))?;
    let list: List = serde_json::from_slice(&read(list)?)
        .map_err(|error| wrong(format!("The list cannot be read: {error}.")))?;
    if record.standing != Standing::Done || query::roll_of(&list.left) != record.left {
        return Err(wrong("The list is not that of the fork, or the fork is not done.".into()));
    }
    let founder = founded.founder;
    if !list.left.iter().any(|left| left.person == founder) {
        return Err(wrong(format!("The founder {founder} did not leave by the fork.")));
    }
    let left = record.left.count;
    let told = Verified { fork, founder, left, parent, society: founded.society };
    output.data(&told, || {
        format!(
            "{} descends from fork {fork} of {parent}: {left} left by it, and the founder is one of them.",
            told.society
        )
    });
    Ok(())
}
