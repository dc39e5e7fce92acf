//! Counts ballots from a file by any method of the choice library.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use polity_choice::ChoiceError;
use polity_choice::tally::{METHODS, Method, Options, TallyResult, read_profile, run as count};
use polity_types::Refusal;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::Output;

/// What to count, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Tally {
    /// The method; `--list` names them.
    #[arg(required_unless_present = "list")]
    method: Option<String>,
    /// The ballots: .blt, .soc, .soi, .toc, .toi, .cat, .cvotes, .abc.yaml, .pb, .csv or .json.
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,
    /// Seats to fill, instead of the number in the file.
    #[arg(long, value_name = "N")]
    seats: Option<usize>,
    /// Options of the method, such as `strength=margins`; may be given several times.
    #[arg(long = "options", short = 'o', value_name = "NAME=VALUE")]
    options: Vec<String>,
    /// Names the methods and their options.
    #[arg(long)]
    list: bool,
}

#[derive(Serialize)]
struct Listed {
    methods: &'static [Method],
}

/// Counts, and prints the result.
///
/// # Errors
/// A usage failure for a file that cannot be read or an option without a value; a refusal of the
/// library with its code and rule otherwise.
pub(crate) fn run(tally: Tally, output: &Output) -> Result<(), Failure> {
    let (Some(method), Some(file), false) = (tally.method, tally.file, tally.list) else {
        output.data(&Listed { methods: METHODS }, list);
        return Ok(());
    };
    let mut options = Vec::new();
    for option in &tally.options {
        let pair = option.split_once('=');
        let (name, value) = pair.ok_or_else(|| {
            Failure::usage(format!("\"{option}\" has no value."), "Write it as NAME=VALUE.")
        })?;
        options.push((name.to_owned(), value.to_owned()));
    }
    if let Some(seats) = tally.seats {
        options.push(("seats".into(), seats.to_string()));
    }
    let result = read(&file, &method, &Options::new(options))?;
    output.data(&result, || result.explanation.to_text());
    Ok(())
}

fn read(file: &Path, method: &str, options: &Options) -> Result<TallyResult, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::usage(format!("{}: {error}.", file.display()), "Name a file that can be read.")
    })?;
    let text = String::from_utf8_lossy(&bytes);
    let name =
        file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let profile = read_profile(&name, &text).map_err(|error| refused(&error))?;
    count(method, &profile, options).map_err(|error| refused(&error))
}

fn refused(error: &ChoiceError) -> Failure {
    Failure::from(Refusal {
        code: error.code().into(),
        message: error.to_string(),
        next_step: error.next_step().into(),
        rule: error.rule().into(),
    })
}

fn list() -> String {
    let mut text = String::from(
        "Every method that elects has the options seats=N and ties=listed|drawn|SEED.\n\n",
    );
    for method in METHODS {
        // Writing to a string cannot fail.
        let ballots = method.ballots.name();
        let _ = writeln!(text, "{}: {} Counts {ballots}.", method.name, method.summary);
        for option in method.options {
            let _ = writeln!(text, "    {}: {}", option.name, option.values);
        }
    }
    text
}
