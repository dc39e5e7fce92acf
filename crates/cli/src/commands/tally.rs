//! Counts ballots from a file, or decides what a table states, by any method of the choice library.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use polity_choice::ChoiceError;
use polity_choice::format::tables::{Column, QUOTAS};
use polity_choice::format::{read_document, write_document};
use polity_choice::tally::{
    Kind, METHODS, Method, Options, TallyResult, method as method_of, read_for, run as count,
};
use polity_types::Refusal;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;

/// What to count, and how.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Tally {
    #[command(subcommand)]
    other: Option<Other>,
    /// The method; `--list` names them.
    #[arg(required_unless_present = "list")]
    method: Option<String>,
    /// The ballots (.blt, .soc, .soi, .toc, .toi, .cat, .cvotes, .abc.yaml, .pb, .csv, .json) or, for
    /// methods that count something else, a table (.csv, .json); `--list` names its columns.
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,
    /// A file that says more about the first: the quotas of a draw, or the configuration by which `RCTab`
    /// reads cast vote records.
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,
    /// Seats to fill, instead of the number in the file.
    #[arg(long, value_name = "N")]
    seats: Option<usize>,
    /// Options of the method, such as `strength=margins`; may be given several times.
    #[arg(long = "options", short = 'o', value_name = "NAME=VALUE")]
    options: Vec<String>,
    /// Names the methods, their options and what they count; of one method if it is named.
    #[arg(long)]
    list: bool,
}

/// What else can be done with ballots.
#[derive(Debug, clap::Subcommand)]
enum Other {
    /// Writes ballots in another format, and says what it does not hold.
    Convert {
        /// The ballots.
        from: PathBuf,
        /// The new file, whose ending says its format: those that are read, and .cvr.csv for cast vote
        /// records.
        to: PathBuf,
        /// The configuration by which `RCTab` reads the cast vote records.
        #[arg(long, value_name = "FILE")]
        with: Option<PathBuf>,
    },
}

#[derive(Serialize)]
struct Listed {
    methods: Vec<&'static Method>,
    inputs: Vec<Input>,
}

impl Listed {
    /// One method, and what it counts.
    fn only(method: &'static Method) -> Self {
        let mut inputs = Input::all();
        inputs.retain(|input| input.kind == method.ballots);
        Self { methods: vec![method], inputs }
    }
}

/// What methods count, and the columns of its table.
#[derive(Serialize)]
struct Input {
    kind: Kind,
    name: &'static str,
    files: &'static str,
    columns: &'static [Column],
}

impl Input {
    fn all() -> Vec<Self> {
        let of = |&kind: &Kind| Self {
            kind,
            name: kind.name(),
            files: kind.files(),
            columns: kind.columns(),
        };
        let beside = Self {
            kind: Kind::People,
            name: "quotas, given by --with",
            files: ".csv, .json",
            columns: QUOTAS,
        };
        Kind::ALL.iter().map(of).chain(std::iter::once(beside)).collect()
    }
}

/// Counts, and prints the result.
///
/// # Errors
/// A usage failure for a file that cannot be read or an option without a value; a refusal of the
/// library with its code and rule otherwise.
pub(crate) fn run(tally: Tally, output: &Output) -> Result<(), Failure> {
    if let Some(Other::Convert { from, to, with }) = &tally.other {
        return convert(from, to, with.as_deref(), output);
    }
    let (Some(method), Some(file), false) = (&tally.method, &tally.file, tally.list) else {
        let listed = match &tally.method {
            None => Listed { methods: METHODS.iter().collect(), inputs: Input::all() },
            Some(method) => Listed::only(method_of(method).map_err(|error| refused(&error))?),
        };
        output.data(&listed, || list(&listed));
        return Ok(());
    };
    let mut options = Vec::new();
    for option in &tally.options {
        let pair = option.split_once('=');
        let (name, value) = pair.ok_or_else(|| {
            Failure::usage(format!("\"{option}\" has no value."), "Write it as NAME=VALUE.")
        })?;
        options.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    if let Some(seats) = tally.seats {
        options.push(("seats".into(), seats.to_string()));
    }
    let mut given = BTreeSet::new();
    if let Some((twice, _)) = options.iter().find(|(name, _)| !given.insert(name.as_str())) {
        let message = format!("The option {twice} is given twice.");
        return Err(Failure::usage(message, "Give it once."));
    }
    // Before any file is read: whoever exchanges the two hears of the method.
    let _ = method_of(method).map_err(|error| refused(&error))?;
    let (file, with) = (Text::read(file)?, tally.with.as_deref().map(Text::read).transpose()?);
    let result = tallied(method, &file, with.as_ref(), &Options::new(options));
    let result = result.map_err(|error| refused(&error))?;
    output.data(&result, || result.explanation.to_text());
    Ok(())
}

#[derive(Serialize)]
struct Converted<'a> {
    file: &'a Path,
    left_out: &'a [&'static str],
}

/// Writes ballots in another format.
fn convert(from: &Path, to: &Path, with: Option<&Path>, output: &Output) -> Result<(), Failure> {
    let (file, with) = (Text::read(from)?, with.map(Text::read).transpose()?);
    let (name, text) = file.named();
    let document = read_document(name, text, with.as_ref().map(Text::named));
    let document = document.map_err(|error| refused(&error))?;
    let name = to.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let written = write_document(&name, &document).map_err(|error| refused(&error))?;
    let new = std::fs::OpenOptions::new().write(true).create_new(true).open(to);
    new.and_then(|mut new| new.write_all(written.text.as_bytes())).map_err(|error| {
        Failure::usage(format!("{}: {}.", to.display(), reason(&error)), "Name a new file.")
    })?;
    let left_out = written.left_out.as_slice();
    output.data(&Converted { file: to, left_out }, || {
        let mut said = format!("{} is written.", to.display());
        if !left_out.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(said, "\nLeft out: {}.", left_out.join(", "));
        }
        said
    });
    Ok(())
}

fn tallied(
    method: &str,
    file: &Text,
    with: Option<&Text>,
    options: &Options,
) -> Result<TallyResult, ChoiceError> {
    let profile = read_for(method, file.named(), with.map(Text::named))?;
    count(method, &profile, options)
}

/// A file that was read.
struct Text {
    name: String,
    text: String,
}

impl Text {
    fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(|error| {
            let message = format!("{}: {}.", path.display(), reason(&error));
            Failure::usage(message, "Name a file that can be read.")
        })?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let before = error.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
            let line = before.saturating_add(1);
            let message = format!("{}:{line}: This is not UTF-8.", path.display());
            Failure::usage(message, "Save the file as UTF-8.")
        })?;
        Ok(Self { name: name.unwrap_or_default(), text })
    }

    fn named(&self) -> (&str, &str) {
        (&self.name, &self.text)
    }
}

/// Why a file cannot be read or written, in words.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::IsADirectory => "this is a folder".into(),
        ErrorKind::PermissionDenied => "it may not be opened".into(),
        ErrorKind::AlreadyExists => "it exists already".into(),
        _ => error.to_string(),
    }
}

fn refused(error: &ChoiceError) -> Failure {
    let next_step = match error {
        ChoiceError::UnknownMethod { .. } | ChoiceError::WrongBallots { .. } => {
            "Choose a method; `polity tally --list` says what each counts."
        }
        ChoiceError::Missing { .. } => {
            "Give it; `polity tally METHOD --list` names options and columns."
        }
        other => other.next_step(),
    };
    Failure::from(Refusal {
        code: error.code().into(),
        message: error.to_string(),
        next_step: next_step.into(),
        rule: error.rule().into(),
    })
}

// Writing to a string cannot fail.
fn list(listed: &Listed) -> String {
    let mut text = String::from(
        "Methods. seats=N says how many are elected, ties=listed|drawn|SEED how ties are broken.\n\n",
    );
    for method in &listed.methods {
        let ballots = method.ballots.name();
        let _ = writeln!(text, "{}: {} Counts {ballots}.", method.name, method.summary);
        let common = [
            (method.has_seats, "seats: 1, or a number"),
            (method.has_ties, "ties: listed, drawn, or a seed"),
        ];
        for (_, line) in common.iter().filter(|(has, _)| *has) {
            let _ = writeln!(text, "    {line}");
        }
        for option in method.options {
            let _ = writeln!(text, "    {}: {}", option.name, option.values);
        }
    }
    text.push_str(
        "\nWhat they count. A table is CSV with a header, or a JSON list of objects.\n\n",
    );
    for input in &listed.inputs {
        let _ = writeln!(text, "{}: {}", input.name, input.files);
        for column in input.columns {
            let empty = column.empty.map(|empty| format!(" (if empty: {empty})"));
            let empty = empty.unwrap_or_default();
            let _ = writeln!(text, "    {}: {}{empty}", column.name, column.meaning);
        }
    }
    text
}
