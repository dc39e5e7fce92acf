//! `polity charter`: checks, explains and compares charters.

use std::fmt::Write as _;
use std::path::Path;

use polity_machine::charter_text::diff::{Diff, LineChange};
use polity_machine::charter_text::{Charter, Diagnostic, Section, Statement, diff, explain, hints};
use polity_machine::modules::charter::{CharterAction, query};
use polity_machine::registry;
use polity_types::Hash;
use serde::Serialize;

use crate::args;
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::{self, Session};

#[derive(Serialize)]
struct Checked {
    hash: Hash,
    /// What is no fault and worth a second look, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hints: Vec<String>,
    /// Lines that no amendment can widen, by their ids.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locked: Vec<String>,
    name: String,
    no_one_may: Vec<&'static str>,
    powers: usize,
}

/// Runs a command on charters.
pub(crate) fn run(command: &args::Charter, output: &Output) -> Result<(), Failure> {
    match command {
        args::Charter::Agree { signing } => agree(signing, output),
        args::Charter::Check { file } => {
            let charter = parse(file, &read(file)?, output)?;
            let locked = charter.powers.iter().filter(|power| power.is_locked);
            let checked = Checked {
                hash: charter.hash,
                hints: hints(&charter, &registry::action_names()),
                locked: locked.map(|power| power.id.clone()).collect(),
                name: charter.society.name.clone(),
                no_one_may: charter.unheld.clone(),
                powers: charter.powers.len(),
            };
            output.data(&checked, || {
                let unheld = if checked.no_one_may.is_empty() {
                    String::new()
                } else {
                    format!("\nNo line lets anyone: {}", checked.no_one_may.join(", "))
                };
                let locked = if checked.locked.is_empty() {
                    String::new()
                } else {
                    format!(
                        "\nLocked for good, no amendment can widen them: {}",
                        checked.locked.join(", ")
                    )
                };
                let hints = checked.hints.iter();
                let hints: Vec<_> = hints.map(|hint| format!("\nThink about it: {hint}")).collect();
                let hints = hints.concat();
                format!(
                    "{} is a good charter.\n{}{unheld}{locked}{hints}",
                    checked.name, checked.hash
                )
            });
            Ok(())
        }
        args::Charter::Explain { file, language } => {
            let sections = said(explain(&parse(file, &read(file)?, output)?), *language);
            output.data(&sections, || {
                let mut text = String::new();
                for section in &sections {
                    let _ = writeln!(text, "{}", section.title);
                    for statement in &section.statements {
                        let _ = writeln!(text, "  {}", statement.text);
                    }
                    text.push('\n');
                }
                text
            });
            Ok(())
        }
        args::Charter::Diff { old, new } => compare(old, new, output),
    }
}

/// A group of rules in a language.
#[derive(Serialize)]
struct Said {
    title: String,
    statements: Vec<Statement>,
}

/// Says rules in a language; names, and what people wrote, stay as they are.
fn said(sections: Vec<Section>, language: args::Language) -> Vec<Said> {
    let word = |text: &str| match language {
        args::Language::En => text.to_owned(),
        args::Language::Fa => polity_node::in_persian(text),
    };
    let of = |section: Section| {
        let one = |one: Statement| Statement { text: word(&one.text), ..one };
        let statements = section.statements.into_iter().map(one).collect();
        Said { title: word(section.title), statements }
    };
    sections.into_iter().map(of).collect()
}

fn compare(old: &Path, new: &Path, output: &Output) -> Result<(), Failure> {
    let (before, after) = (read(old)?, read(new)?);
    let diff = diff(&before, &after, &registry::action_names()).map_err(|flaws| {
        tell(old, &flaws.old, output);
        tell(new, &flaws.new, output);
        faulty(flaws.old.len().saturating_add(flaws.new.len()), new)
    })?;
    output.data(&diff, || {
        let mut text = String::new();
        for line in &diff.lines {
            let mark = match line.change {
                LineChange::Same => continue,
                LineChange::Removed => '-',
                LineChange::Added => '+',
            };
            let _ = writeln!(text, "{mark} {}", line.text);
        }
        text.push_str(&changes(&diff));
        if text.is_empty() { "The texts are the same.".into() } else { text }
    });
    Ok(())
}

/// Tells which rules change, and who gains and who loses by it.
pub(crate) fn changes(diff: &Diff) -> String {
    let mut text = String::new();
    for rule in &diff.rules {
        text.push_str(match (&rule.before, &rule.after) {
            (Some(_), Some(_)) => "\nA rule changes.\n",
            (None, _) => "\nA new rule.\n",
            (Some(_), None) => "\nA rule falls away.\n",
        });
        if let Some(before) = &rule.before {
            let _ = writeln!(text, "  was: {before}");
        }
        if let Some(after) = &rule.after {
            let _ = writeln!(text, "  is:  {after}");
        }
    }
    for shift in &diff.powers {
        let _ = writeln!(text, "\n{}", shift.text);
    }
    if let Some(breaks) = &diff.breaks {
        let _ = writeln!(text, "\n{breaks}");
    }
    text
}

/// Reads a charter's text.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        let message = format!("{} cannot be read: {error}.", file.display());
        Failure::usage(message, "Name a charter, a Markdown file in UTF-8.")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(error.as_bytes().get(..good).unwrap_or_default());
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count());
        let column = column.saturating_add(1);
        let message = format!("{}:{line}:{column}: what stands here is not UTF-8.", file.display());
        Failure::usage(message, "Save the text as UTF-8.")
    })
}

/// Parses a charter, and says every fault with its place.
pub(crate) fn parse(file: &Path, text: &str, output: &Output) -> Result<Charter, Failure> {
    query::parse(text.as_bytes()).map_err(|faults| {
        tell(file, &faults, output);
        faulty(faults.len(), file)
    })
}

fn faulty(count: usize, file: &Path) -> Failure {
    Failure::Refused(Box::new(polity_types::Refusal {
        code: "charter.faulty".into(),
        message: match count {
            1 => format!("{} has 1 fault.", file.display()),
            count => format!("{} has {count} faults.", file.display()),
        },
        next_step: "Mend them from the top; one fault may cause the next.".into(),
        rule: "CHA-32".into(),
    }))
}

fn tell(file: &Path, faults: &[Diagnostic], output: &Output) {
    for fault in faults {
        let (line, column) = (fault.line, fault.column);
        output.talk(format!(
            "{}:{line}:{column}: {} [{}, {}]\n  hint: {}",
            file.display(),
            fault.message,
            fault.code,
            fault.rule,
            fault.hint
        ));
    }
}

/// Agrees to the charter in force, in place of what whoever signs agreed to last.
fn agree(signing: &args::Signing, output: &Output) -> Result<(), Failure> {
    let session = Session::open(&signing.at)?;
    let person = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    let charter = session.charter()?;
    let before = session.look(&[], |state| query::consent(state, person))?;
    let replaces = before.map(|before| before.operation);
    session::act(signing, output, &session, CharterAction::Consent { charter, replaces }).map(drop)
}
