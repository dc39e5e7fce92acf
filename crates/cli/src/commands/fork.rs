//! `polity fork`: leaving together to found a society of one's own, and proving where one comes from.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::fork::{ForkAction, ForkRecord, Left, List, Standing, query};
use polity_machine::modules::treasury::AccountId;
use polity_types::{PersonId, SocietyId, Timestamp};
use serde::Serialize;

use super::descent::{self, Lines};
use super::proposal::read;
use super::spend::decimals;
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
        /// File with the charter that the new society is to have. Public for ever.
        #[arg(long, value_name = "FILE")]
        charter: Option<PathBuf>,
        /// Account to which shares may go for the new society: a place outside, or a person who holds
        /// them for it.
        #[arg(long, value_name = "ACCOUNT")]
        pool: Option<AccountId>,
        #[command(flatten)]
        signing: Signing,
    },
    /// Signs up for a fork: you leave when its time is over.
    Join {
        /// Number of the fork.
        number: u64,
        /// Your share goes to the fork's pool, for the new society, and not to your own account.
        #[arg(long)]
        pooled: bool,
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
    /// Lists the forks for which members sign up now, side by side.
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Shows a fork, otherwise the last one.
    Show {
        /// Number of the fork.
        number: Option<u64>,
        #[command(flatten)]
        at: Where,
    },
    /// Writes the list of who left by a fork, and what they were paid; and the proof that somebody on it
    /// needs to found the new society.
    Export {
        /// Number of the fork.
        number: u64,
        /// File for the list. There must be none yet.
        #[arg(long, value_name = "FILE")]
        list: PathBuf,
        /// File for the proof. There must be none yet.
        #[arg(long, value_name = "FILE", requires = "founder")]
        proof: Option<PathBuf>,
        /// Who is to found the new society.
        #[arg(long, value_name = "PERSON", requires = "proof")]
        founder: Option<PersonId>,
        #[command(flatten)]
        at: Where,
    },
    /// Comes over to a society that descends from a fork by which you left: you are a member, and what
    /// was pooled for you is yours.
    Arrive {
        /// The list of who left, as `polity fork export` wrote it.
        #[arg(long, value_name = "FILE")]
        list: PathBuf,
        #[command(flatten)]
        signing: Signing,
    },
    /// Checks from where a society descends, with the proof that its founding names: it holds for the
    /// parent that you name, the fork is done, and the founder left by it.
    Verify {
        /// The parent, from a source that you trust.
        #[arg(long, value_name = "SOCIETY")]
        parent: SocietyId,
        /// The list of who left, to check that it is whole.
        #[arg(long, value_name = "FILE")]
        list: Option<PathBuf>,
        /// A copy of the parent's log, in a folder or at an address, to check that it is the past.
        #[arg(long, value_name = "SOURCE")]
        history: Option<String>,
        #[command(flatten)]
        at: Where,
    },
}

/// Runs a command on forks.
pub(crate) fn run(command: Fork, output: &Output) -> Result<(), Failure> {
    match command {
        Fork::Announce { text, charter, pool, signing } => act(&signing, output, |session| {
            let put = |file: PathBuf| session.put_record(&read(&file)?);
            let charter = charter.map(put).transpose()?;
            Ok(ForkAction::Announce { charter, pool, text: put(text)? })
        }),
        Fork::Join { number, pooled, signing } => {
            act(&signing, output, |_| Ok(ForkAction::Join { fork: number, pooled }))
        }
        Fork::Withdraw { number, signing } => {
            act(&signing, output, |_| Ok(ForkAction::Withdraw { fork: number }))
        }
        Fork::List { at } => list(&Session::open(&at)?, output),
        Fork::Show { number, at } => show(&Session::open(&at)?, number, output),
        Fork::Export { number, list, proof, founder, at } => {
            let session = Session::open(&at)?;
            let lines = export(&session, number, &list, output)?;
            match (proof, founder) {
                (Some(file), Some(founder)) => prove(&session, &lines, founder, &file, output),
                _ => Ok(()),
            }
        }
        Fork::Arrive { list, signing } => descent::arrive(&list, &signing, output),
        Fork::Verify { parent, list, history, at } => {
            let with = (list.as_deref(), history.as_deref());
            descent::verify(&Session::open(&at)?, parent, with, output)
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

fn shown(session: &Session, number: u64) -> Result<Shown, Failure> {
    let (fork, clock) = known(session, number)?;
    let title = session.title(&fork.text)?.unwrap_or_default();
    let open = fork.until.filter(|_| fork.standing == Standing::Open);
    Ok(Shown { number, title, until: open.map(|place| clock.wall(place.at)), fork })
}

fn list(session: &Session, output: &Output) -> Result<(), Failure> {
    let numbers = session.look(&[query::count_key().to_owned()], query::running)?;
    let forks: Vec<Shown> =
        numbers.into_iter().map(|number| shown(session, number)).collect::<Result<_, _>>()?;
    let texts: Vec<String> =
        forks.iter().map(|fork| in_words(session, fork)).collect::<Result<_, _>>()?;
    output.data(&forks, || {
        if texts.is_empty() { "No fork is open.".into() } else { texts.join("\n") }
    });
    Ok(())
}

fn show(session: &Session, number: Option<u64>, output: &Output) -> Result<(), Failure> {
    let number = match number {
        Some(number) => number,
        None => session.look(&[query::count_key().to_owned()], query::count)?,
    };
    let shown = shown(session, number)?;
    let text = in_words(session, &shown)?;
    output.data(&shown, || text);
    Ok(())
}

fn in_words(session: &Session, shown: &Shown) -> Result<String, Failure> {
    let Shown { fork, number, title, until } = shown;
    let ForkRecord { by, joined, left, paid, pool, pooled, proposed, standing, .. } = fork;
    let mut said = format!("Fork {number} is {}: {title}\n   announced by {by}", standing.word());
    if let Some(until) = until {
        let _ = write!(said, "\n   {joined} signed up; until {until}: polity fork join {number}");
    }
    if left.count > 0 {
        let sums = paid.iter().map(|sum| {
            let decimals = decimals(session, &sum.asset)?;
            Ok::<_, Failure>(format!("{} {}", sum.amount.in_units(decimals), sum.asset))
        });
        let sums = sums.collect::<Result<Vec<_>, _>>()?.join(", ");
        let sums = if sums.is_empty() { "nothing".to_owned() } else { sums };
        let _ = write!(said, "\n   {} left, with {sums}", left.count);
    }
    if let Some(pool) = pool {
        let sums =
            pooled.iter().map(|sum| format!("{} {}", sum.amount.in_units(sum.decimals), sum.asset));
        let sums = sums.collect::<Vec<_>>().join(", ");
        let sums = if sums.is_empty() { "nothing yet".to_owned() } else { sums };
        let _ = write!(said, "\n   pool for the new society: {pool}, with {sums}");
    }
    if let Some(charter) = proposed {
        let _ = write!(said, "\n   charter that it is to have: record {charter}");
    }
    Ok(said)
}

fn export(session: &Session, number: u64, file: &Path, output: &Output) -> Result<Lines, Failure> {
    let (fork, _) = known(session, number)?;
    let keys: Vec<String> =
        (0..fork.left.count).map(|place| query::left_key(number, place)).collect();
    let left: Vec<Left> = session.look(&keys, |state| {
        (0..fork.left.count).filter_map(|place| query::left(state, number, place)).collect()
    })?;
    if List::of(&left) != fork.left {
        return Err(Failure::internal("The list is not that of the fork's record."));
    }
    let lines = Lines { fork: number, left };
    let text = serde_json::to_string_pretty(&lines).map_err(Failure::internal)?;
    write_new(file, format!("{text}\n").as_bytes())?;
    let count = lines.left.len();
    output.talk(format!("{count} left by fork {number}; the list is in {}.", file.display()));
    Ok(lines)
}

/// Writes the proof with which somebody of the list founds the new society.
fn prove(
    session: &Session,
    lines: &Lines,
    founder: PersonId,
    file: &Path,
    output: &Output,
) -> Result<(), Failure> {
    let place = lines.left.iter().position(|line| line.person == founder);
    let missing =
        || Failure::usage(format!("{founder} is not on the list."), "Name who left by it.");
    let place = u64::try_from(place.ok_or_else(missing)?).map_err(Failure::internal)?;
    let keys = [query::fork_key(lines.fork), query::left_key(lines.fork, place)];
    write_new(file, &session.proof(&keys)?)?;
    let (parent, number, file) = (session.society(), lines.fork, file.display());
    output.talk(format!(
        "{founder} founds with: polity found CHARTER --data DIR --parent {parent} --fork {number} --proof {file}"
    ));
    Ok(())
}

fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut open = std::fs::OpenOptions::new();
    let mut written = open.write(true).create_new(true).open(file)?;
    Ok(std::io::Write::write_all(&mut written, bytes)?)
}
