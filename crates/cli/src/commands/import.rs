//! `polity import`: a community's past, signed by the importer and marked as imported.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use indicatif::ProgressBar;
use polity_machine::Action;
use polity_machine::frame::context::Authority;
use polity_machine::frame::execute::preview;
use polity_machine::modules::import::{ImportAction, Label, OldBalance, Question, ROWS_MAX, query};
use polity_ordering::{Clock, Running, Settings};
use polity_types::{Amount, AssetId, Hash, Refusal, canonical};
use polity_views::books::plain;
use serde::Serialize;

use crate::failure::{Failure, OpenFault};
use crate::import::beancount::{self, Booked};
use crate::import::names::Names;
use crate::import::text::time;
use crate::import::{Fault, Parsed, ballots, ledger, membership};
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::{progress, session, words};

/// Most bytes of rows in one operation, well within what an operation may have. Unit: bytes.
const ROWS_BYTES_MAX: usize = 32 * 1_024;

/// Decimals of the amounts in the files that are read.
const LEDGER_DECIMALS: u8 = 2;

/// Bringing in what a community did before. The society must not be served meanwhile.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Terms of membership: JSON of congress-legislators, or CSV `person,group,from,until`.
    Membership {
        #[command(flatten)]
        file: File,
    },
    /// A ledger: Open Collective's CSV, or CSV `date,from,to,amount,category,party`.
    Ledger {
        #[command(flatten)]
        file: File,
        /// Asset of the amounts, which have two decimals.
        #[arg(long, value_name = "CODE")]
        asset: AssetId,
    },
    /// Books of Beancount: transactions, pads and balances, in as many commodities as there are. Faults
    /// name lines.
    Beancount {
        #[command(flatten)]
        file: File,
        /// Code of a commodity, if its own letters and digits are none: ACME.A=ACMEA.
        #[arg(long, value_name = "COMMODITY=CODE")]
        code: Vec<String>,
    },
    /// Ballots of one choice: Snapshot's JSON, or CSV `voter,choice,weight`, choices from 1.
    Ballots {
        #[command(flatten)]
        file: File,
        /// What was asked.
        #[arg(long)]
        title: String,
        /// When it was decided: 2020-12-31.
        #[arg(long, value_name = "DATE")]
        date: String,
    },
    /// Opens the society: nothing is imported after it.
    Close {
        #[command(flatten)]
        by: By,
    },
    /// Shows what was imported.
    Show {
        /// Folder of the society.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Counts the members of this group …
        #[arg(long, requires = "on")]
        group: Option<Label>,
        /// … on this day: 2020-12-31.
        #[arg(long, value_name = "DATE", requires = "group")]
        on: Option<String>,
        /// How many decimals an asset has, which no log says of what was counted elsewhere: USD=2.
        #[arg(long, value_name = "ASSET=DECIMALS", value_parser = written)]
        decimals: Vec<(AssetId, u8)>,
    },
}

/// Reads how many decimals an asset has.
fn written(text: &str) -> Result<(AssetId, u8), String> {
    let wrong = || format!("{text:?} is not as USD=2");
    let (asset, decimals) = text.split_once('=').ok_or_else(wrong)?;
    let decimals = decimals.parse().ok().filter(|decimals| *decimals <= 18).ok_or_else(wrong)?;
    Ok((asset.parse().map_err(|_| wrong())?, decimals))
}

/// Who imports, and into what.
#[derive(Debug, clap::Args)]
pub(crate) struct By {
    /// Folder of the society.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Key that signs: a name in the key folder, or a file.
    #[arg(long, value_name = "KEY", env = "POLITY_KEY", default_value = "me")]
    key: String,
    /// Sign without asking.
    #[arg(long, short = 'y')]
    yes: bool,
}

/// A file to import.
#[derive(Debug, clap::Args)]
pub(crate) struct File {
    /// The file.
    #[arg(value_name = "FILE")]
    path: PathBuf,
    #[command(flatten)]
    by: By,
    /// Only say what would be taken.
    #[arg(long)]
    dry_run: bool,
}

/// What came of an import.
#[derive(Debug, Serialize)]
struct Report {
    /// Rows that stood in the society already.
    before: u64,
    /// Rows that could not be taken.
    faults: Vec<Fault>,
    file: Hash,
    /// Where the importer finds which commitment is whose.
    names: Option<PathBuf>,
    /// Operations signed.
    operations: u64,
    /// Rows taken now.
    rows: u64,
}

/// What was imported, as `show` tells it.
#[derive(Debug, Serialize)]
struct Shown {
    accounts: Vec<(String, Amount)>,
    claimed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    placeholders: u64,
    questions: Vec<Scores>,
    rows: u64,
}

#[derive(Debug, Serialize)]
struct Scores {
    file: String,
    weights: Vec<Amount>,
    voters: u64,
}

/// An open society, and who imports into it.
struct Importer {
    key: KeyFile,
    running: Running,
}

/// Runs a command on imports.
pub(crate) fn run(command: Import, output: &Output) -> Result<(), Failure> {
    match command {
        Import::Membership { file } => {
            let (bytes, hash, mut names) = open(&file)?;
            let parsed = membership::read(&bytes, &mut names).map_err(|why| unread(&file, &why))?;
            let make = |rows: &[_]| ImportAction::Membership { file: hash, rows: rows.to_vec() };
            take(&file, hash, Taken::of(parsed), |row| row.row, make, &names, output)
        }
        Import::Ledger { file, asset } => {
            let (bytes, hash, mut names) = open(&file)?;
            let parsed = ledger::read(&bytes, &mut names).map_err(|why| unread(&file, &why))?;
            let mut faults = parsed.faults;
            faults.extend(differing(&parsed.rows));
            let rows: Vec<_> = parsed.rows.into_iter().map(|told| told.row).collect();
            let taken = Taken::of(Parsed { faults, rows });
            let make = |rows: &[_]| ImportAction::Ledger {
                asset: asset.clone(),
                file: hash,
                rows: rows.to_vec(),
            };
            take(&file, hash, taken, |row| row.row, make, &names, output)
        }
        Import::Beancount { file, code } => beancount(&file, &code, output),
        Import::Ballots { file, title, date } => {
            let (bytes, hash, mut names) = open(&file)?;
            let read = ballots::read(&bytes, &mut names).map_err(|why| unread(&file, &why))?;
            if read.decimals > 0 {
                output.talk(format!("Weights are counted in units of 10^-{}.", read.decimals));
            }
            let occurred_at =
                time(&date).map_err(|why| Failure::usage(why, "Write the day as 2020-12-31."))?;
            let text = format!("# {title}\n");
            let record = Hash::of(text.as_bytes());
            let question = Question { choices: read.choices, occurred_at, title: record };
            let make = |rows: &[_]| ImportAction::Ballots {
                file: hash,
                question: question.clone(),
                rows: rows.to_vec(),
            };
            let taken = Taken { record: Some(text), ..Taken::of(read.parsed) };
            take(&file, hash, taken, |row| row.row, make, &names, output)
        }
        Import::Close { by } => close(&by, output),
        Import::Show { data, group, on, decimals } => {
            show(&data, group.as_ref(), on.as_deref(), &decimals, output)
        }
    }
}

fn open(file: &File) -> Result<(Vec<u8>, Hash, Names), Failure> {
    let bytes = std::fs::read(&file.path).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.path.display());
        Failure::usage(message, "Name a file that is there.")
    })?;
    let hash = Hash::of(&bytes);
    Ok((bytes, hash, Names::of(&file.by.data)?))
}

fn unread(file: &File, why: &str) -> Failure {
    let message = format!("{} is no such file: {why}.", file.path.display());
    Failure::usage(message, "See `polity import --help` for the forms that are read.")
}

/// Returns the rows after which the account does not hold what the file says.
fn differing(rows: &[ledger::Told]) -> Vec<Fault> {
    let mut held = Amount::ZERO;
    let mut faults = Vec::new();
    for told in rows {
        for posting in &told.row.postings {
            let is = |label: &Label| label.to_string() == ledger::COLLECTIVE;
            let change = match (is(&posting.credit), is(&posting.debit)) {
                (true, false) => posting.amount.negated(),
                (false, true) => posting.amount,
                _ => Amount::ZERO,
            };
            held = held.plus(change).unwrap_or(held);
        }
        if let Some(balance) = told.balance.filter(|balance| *balance != held) {
            let reason = format!("the balance after it is {held}, but the file says {balance}");
            faults.push(Fault { row: told.row.row, reason });
        }
    }
    faults
}

impl Importer {
    fn open(by: &By) -> Result<Self, Failure> {
        let (folder, clock) = (by.data.clone(), Clock::system());
        let signers = keyfile::read_signers(&folder)?;
        let settings = Settings { clock, folder: folder.clone(), signers };
        let running = Running::open(settings)
            .map_err(|error| Failure::from(OpenFault { error, folder: &folder }))?;
        Ok(Self { key: KeyFile::read(&keyfile::path_of(&by.key))?, running })
    }

    fn submit(&self, action: ImportAction) -> Result<(), Failure> {
        let envelope =
            session::sign(&self.key, self.running.id(), action.into(), Clock::system().now())?;
        self.running.submit_and_wait(envelope.to_bytes())?;
        Ok(())
    }

    fn try_out(&self, action: ImportAction) -> Result<(), Refusal> {
        let authority = Authority::Person { person: self.key.person() };
        let action = Action::from(action);
        let tried =
            self.running.context(authority, |context, state| preview(&action, context, state));
        tried.map(|_| ())
    }
}

/// Takes the books of a file: commodity by commodity, each an asset of its own.
fn beancount(file: &File, codes: &[String], output: &Output) -> Result<(), Failure> {
    let (bytes, hash, mut names) = open(file)?;
    let read = |written: &String| {
        let (commodity, code) = written.split_once('=')?;
        Some((commodity.to_owned(), code.parse().ok()?))
    };
    let codes: Option<BTreeMap<String, AssetId>> = codes.iter().map(read).collect();
    let codes = codes.ok_or_else(|| {
        Failure::usage("A commodity gets a code as ACME.A=ACMEA.", "Write it like that.")
    })?;
    let books = beancount::read(&bytes, &codes, &mut names).map_err(|why| unread(file, &why))?;
    output.talk(format!(
        "{} transactions; {} balances of the file hold.",
        books.transactions, books.balances
    ));
    for (asset, decimals) in &books.assets {
        output.talk(format!("{asset} is counted in units of 10^-{decimals}."));
    }
    let Some(first) = books.rows.first().map(|one| one.asset.clone()) else {
        let fault =
            books.faults.first().map(|fault| format!("line {}: {}", fault.row, fault.reason));
        return Err(unread(file, &fault.unwrap_or_else(|| "there is no transaction in it".into())));
    };
    let decimals = books.assets.iter().find(|(asset, _)| *asset == first);
    let taken = Taken {
        decimals: decimals.map_or(LEDGER_DECIMALS, |(_, decimals)| *decimals),
        go_together: |one: &Booked, next| one.asset == next.asset,
        ..Taken::of(Parsed { faults: books.faults, rows: books.rows })
    };
    let make = |rows: &[Booked]| {
        // Rows that go together are of one asset.
        let asset = rows.first().map_or_else(|| first.clone(), |one| one.asset.clone());
        ImportAction::Ledger {
            asset,
            file: hash,
            rows: rows.iter().map(|one| one.row.clone()).collect(),
        }
    };
    take(file, hash, taken, |one| one.row.row, make, &names, output)
}

/// What was read of a file, and how its rows go into operations.
struct Taken<T> {
    /// Decimals of the amounts of the first row.
    decimals: u8,
    faults: Vec<Fault>,
    /// Whether two rows may be in one operation.
    go_together: fn(&T, &T) -> bool,
    /// A public text that the rows name.
    record: Option<String>,
    rows: Vec<T>,
}

impl<T> Taken<T> {
    fn of(parsed: Parsed<T>) -> Self {
        let Parsed { faults, rows } = parsed;
        Self { decimals: LEDGER_DECIMALS, faults, go_together: |_, _| true, record: None, rows }
    }
}

/// Signs and submits the rows that do not stand in the society yet, and reports on the rest.
fn take<T: Clone + Serialize>(
    file: &File,
    hash: Hash,
    taken: Taken<T>,
    row_of: impl Fn(&T) -> u64,
    make: impl Fn(&[T]) -> ImportAction,
    names: &Names,
    output: &Output,
) -> Result<(), Failure> {
    let Taken { decimals, mut faults, go_together, record, rows } = taken;
    let importer = Importer::open(&file.by)?;
    let last = query::source(&importer.running.state(), hash).map_or(0, |source| source.last_row);
    let total = rows.len();
    let rows: Vec<T> = rows.into_iter().filter(|row| row_of(row) > last).collect();
    let before = u64::try_from(total.saturating_sub(rows.len())).unwrap_or_default();
    if let Some(text) = record.filter(|_| !file.dry_run) {
        let stored = importer.running.records().put(text);
        stored.map_err(|error| Failure::refused(&error))?;
    }
    let mut report =
        Report { before, faults: Vec::new(), file: hash, names: None, operations: 0, rows: 0 };
    if let Some(first) = rows.first() {
        let first = make(std::slice::from_ref(first));
        let about = words::About::counting(&Action::from(first.clone()), decimals);
        output.talk(words::of(&Action::from(first.clone()), &about));
        output.talk(format!("… and so for {} rows.", rows.len()));
        if !file.dry_run {
            session::confirm(file.by.yes, output)?;
        } else if let Err(refusal) = importer.try_out(first)
            // A dry run stores nothing, the title of a question neither.
            && refusal.code != "import.no_title"
        {
            return Err(Failure::Refused(Box::new(refusal)));
        }
    }
    if file.dry_run {
        report.rows = u64::try_from(rows.len()).unwrap_or_default();
    } else {
        let bar = progress::bar(u64::try_from(rows.len()).unwrap_or_default(), "rows");
        for chunk in rows.chunk_by(go_together).flat_map(chunks) {
            submit(&importer, chunk, &row_of, &make, &mut report, &mut faults, &bar)?;
        }
        bar.finish_and_clear();
        let path = file.by.data.join(format!("import-names-{}.csv", short(hash)));
        names.keep(&path)?;
        report.names = Some(path);
    }
    faults.sort_by_key(|fault| fault.row);
    report.faults = faults;
    tell(report, output)
}

/// Submits rows together; if they are refused, one by one, so that only what is wrong is left out.
fn submit<T: Clone>(
    importer: &Importer,
    chunk: &[T],
    row_of: &impl Fn(&T) -> u64,
    make: &impl Fn(&[T]) -> ImportAction,
    report: &mut Report,
    faults: &mut Vec<Fault>,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    let outcome = importer.submit(make(chunk));
    let count = u64::try_from(chunk.len()).unwrap_or_default();
    match outcome {
        Ok(()) => {
            report.operations = report.operations.saturating_add(1);
            report.rows = report.rows.saturating_add(count);
            bar.inc(count);
        }
        // What concerns every row alike is not a fault of one.
        Err(Failure::Refused(refusal)) if refusal.code.starts_with("import.") => {
            let [row] = chunk else {
                for row in chunk {
                    let one = std::slice::from_ref(row);
                    submit(importer, one, row_of, make, report, faults, bar)?;
                }
                return Ok(());
            };
            if matches!(refusal.code.as_str(), "import.closed" | "import.not_member") {
                return Err(Failure::Refused(refusal));
            }
            faults.push(Fault { row: row_of(row), reason: refusal.to_string() });
            bar.inc(1);
        }
        Err(failure) => return Err(failure),
    }
    Ok(())
}

/// Cuts rows into as many as go into one operation.
fn chunks<T: Serialize>(rows: &[T]) -> Vec<&[T]> {
    let mut chunks = Vec::new();
    let (mut start, mut bytes) = (0, 0_usize);
    for (place, row) in rows.iter().enumerate() {
        let size = canonical::to_bytes(row).len();
        let is_full = place.saturating_sub(start) >= ROWS_MAX;
        if is_full || (place > start && bytes.saturating_add(size) > ROWS_BYTES_MAX) {
            chunks.extend(rows.get(start..place));
            (start, bytes) = (place, 0);
        }
        bytes = bytes.saturating_add(size);
    }
    chunks.extend(rows.get(start..).filter(|rest| !rest.is_empty()));
    chunks
}

fn short(hash: Hash) -> String {
    hash.to_string().chars().take(12).collect()
}

fn tell(report: Report, output: &Output) -> Result<(), Failure> {
    let text = || {
        let mut lines = vec![format!(
            "{} rows taken in {} operations; {} stood here before; {} could not be taken.",
            report.rows,
            report.operations,
            report.before,
            report.faults.len()
        )];
        lines.extend(
            report.faults.iter().map(|fault| format!("row {}: {}", fault.row, fault.reason)),
        );
        if let Some(names) = &report.names {
            lines.push(format!("Whose each commitment is: {}", names.display()));
        }
        lines.join("\n")
    };
    output.data(&report, text);
    match report.faults.len() {
        0 => Ok(()),
        count => Err(Failure::usage(
            format!("{count} rows could not be taken."),
            "Mend them in a file of their own and import that; what was taken stands.",
        )),
    }
}

fn close(by: &By, output: &Output) -> Result<(), Failure> {
    let importer = Importer::open(by)?;
    output.talk(words::of(&Action::from(ImportAction::Close {}), &words::About::default()));
    session::confirm(by.yes, output)?;
    importer.submit(ImportAction::Close {})?;
    output.data(&"closed", || "The society is open; nothing is imported any more.".into());
    Ok(())
}

fn show(
    folder: &Path,
    group: Option<&Label>,
    on: Option<&str>,
    decimals: &[(AssetId, u8)],
    output: &Output,
) -> Result<(), Failure> {
    let signers = keyfile::read_signers(folder)?;
    let settings = Settings { clock: Clock::system(), folder: folder.to_owned(), signers };
    let running =
        Running::open(settings).map_err(|error| Failure::from(OpenFault { error, folder }))?;
    let state = running.state();
    let members = match (group, on) {
        (Some(group), Some(on)) => {
            let at = time(on).map_err(|why| Failure::usage(why, "Write the day as 2020-12-31."))?;
            Some(query::members_at(&state, group, at))
        }
        _ => None,
    };
    let imported = query::imported(&state);
    let account = |old: OldBalance| (format!("{}/{}", old.account, old.asset.key_part()), old.held);
    let mut accounts: Vec<_> = query::balances(&state, 1_000).into_iter().map(account).collect();
    accounts.sort();
    let questions = query::questions(&state, 100).into_iter().map(|(key, answered)| Scores {
        file: key.rsplit('/').next().unwrap_or_default().to_owned(),
        weights: answered.scores,
        voters: answered.voters,
    });
    let shown = Shown {
        accounts,
        claimed: imported.claimed,
        members,
        placeholders: imported.placeholders,
        questions: questions.collect(),
        rows: imported.rows,
    };
    output.data(&shown, || words_of(&shown, decimals));
    Ok(())
}

fn words_of(shown: &Shown, decimals: &[(AssetId, u8)]) -> String {
    let mut lines = vec![format!(
        "{} rows; {} people who were members before, {} of whom came here",
        shown.rows, shown.placeholders, shown.claimed
    )];
    lines.extend(shown.members.map(|count| format!("{count} of them were members on that day")));
    lines.extend(shown.accounts.iter().map(|(name, held)| {
        let code = name.rsplit('/').next().unwrap_or_default().to_ascii_uppercase();
        let known = decimals.iter().find(|(asset, _)| asset.to_string() == code);
        match known {
            Some((_, decimals)) => format!("{name}  {}", plain(*held, *decimals)),
            None => format!("{name}  {held} smallest units (--decimals {code}=…)"),
        }
    }));
    lines.extend(shown.questions.iter().map(|question| {
        let scores: Vec<String> = question.weights.iter().map(ToString::to_string).collect();
        format!("question {}: {} ({} ballots)", question.file, scores.join(", "), question.voters)
    }));
    lines.join("\n")
}
