//! What a bank says beside what the books say: each line of a statement from outside is paired with a movement of the
//! same amount, or with an act or a proposal that will make one. What is missing is shown, and booked.

use std::collections::BTreeSet;
use std::path::PathBuf;

use polity_machine::modules::treasury::{AccountId, Category};
use polity_types::{Amount, AssetId, Timestamp};
use serde::Serialize;

use super::bank::{self, Outside};
use super::booking::{self, Booking};
use super::books::{Days, decimal, read_statement};
use super::pairing::{Inside, find_lines, numbered, pair};
use super::twice;
use super::waiting::{Held, Read};
use crate::args::Signing;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::Session;

/// Largest file of a bank that is read. Unit: bytes.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What is held beside each other.
#[derive(Debug, clap::Args)]
pub(crate) struct Beside {
    /// A statement from outside: OFX, or CSV, with commas or semicolons, with the columns date, amount and, if it has
    /// them, reference and description.
    file: PathBuf,
    /// The account that it is of, such as external-bank.
    #[arg(long)]
    pub(super) account: AccountId,
    /// Its asset.
    #[arg(long)]
    pub(super) asset: AssetId,
    /// How many days a line may be from its movement.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(..=366))]
    within: u64,
    /// The fund into which what came in is booked, and from which what went out.
    #[arg(long, default_value = "fund-common")]
    pub(super) fund: AccountId,
    /// Category of what came in and is not in the books: income:dues.
    #[arg(long, value_name = "CATEGORY")]
    pub(super) category_in: Option<Category>,
    /// Category of what went out and is not in the books: expense:fees.
    #[arg(long, value_name = "CATEGORY")]
    pub(super) category_out: Option<Category>,
    /// Books what is missing here, line by line, after showing each; by a proposal where only members together may.
    /// What has been booked so, or waits, is known again.
    #[arg(long)]
    book: bool,
    /// By which decision members book, where several may.
    #[arg(long, value_name = "DECISION")]
    pub(super) by: Option<String>,
    /// Takes what the file tells under the identifier, day and sum of another line for a movement of its own.
    #[arg(long)]
    told_twice: bool,
    /// Which account of the file, if it has several: its number there.
    #[arg(long, value_name = "NUMBER")]
    bank_account: Option<String>,
    /// What the file calls the currency of the asset, if not by its code.
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Takes an OFX file whose fields stand on one line: only from a bank that writes the < of a payer as &lt;.
    #[arg(long)]
    one_line: bool,
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    pub(super) signing: Signing,
}

#[derive(Debug, Serialize)]
struct Pair {
    amount: String,
    by_reference: bool,
    date: Timestamp,
    line: usize,
    number: u64,
    /// What `number` counts, if it is not in the books yet: an act that was announced, or a proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Alone {
    amount: String,
    date: Timestamp,
    number: u64,
    text: String,
    /// What `number` counts, if it only waits: an act that was announced, or a proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits: Option<&'static str>,
}

/// What was booked from a line that something else was booked from before.
#[derive(Debug, Serialize)]
struct Twice {
    amount: String,
    /// As which movement it was booked before: entry 12, act 3.
    before: String,
    date: Timestamp,
    /// As which it was booked again.
    now: String,
    /// The command that takes it back.
    take_back: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    booked_twice: Vec<Twice>,
    matched: Vec<Pair>,
    /// In the file, and not in the books.
    missing_here: Vec<Alone>,
    /// The commands that would book them, in the same order; of what whoever signs may book.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_book: Vec<String>,
    /// Lines that only members together may book.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_decide: Vec<usize>,
    /// In the file under the identifier, day and sum of another line, and not in the books.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    told_twice: Vec<Alone>,
    /// In the books, and not in the file.
    missing_there: Vec<Alone>,
    /// Not in the books yet, and not in the file: acts that were announced, and proposals that are not over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    waits_there: Vec<Alone>,
}

/// Shows what fits and what does not.
pub(super) fn run(asked: &Beside, output: &Output) -> Result<(), Failure> {
    let Beside { file, account, asset, days, signing, .. } = asked;
    if std::fs::metadata(file)?.len() > FILE_BYTES_MAX {
        let message = format!("{} is larger than 16 MiB.", file.display());
        return Err(Failure::usage(message, "Take a shorter time."));
    }
    let bytes = std::fs::read(file)?;
    let bytes = String::from_utf8_lossy(&bytes).into_owned();
    let session = Session::open(&signing.at)?;
    // Refuses what is no account, and knows how the asset is written.
    let decimals = read_statement(&session, account, asset, days)?.decimals;
    let (from, until) = days.range()?;
    let is_asked = |time: Timestamp| {
        from.is_none_or(|from| time.0 >= from) && until.is_none_or(|until| time.0 < until)
    };
    let currency = asked.currency.clone().unwrap_or_else(|| asset.to_string());
    let wanted = bank::Wanted {
        account: asked.bank_account.as_deref(),
        currency: &currency,
        trusts_tags: asked.one_line,
    };
    let mut outside = bank::read(&bytes, decimals, wanted)
        .map_err(|why| Failure::usage(why, "Save it as OFX, or as CSV with date and amount."))?;
    outside.retain(|line| is_asked(line.date));
    let held = Held { account, asset };
    let sides =
        Sides { asked, decimals, is_asked: &is_asked, outside: &outside, session: &session };
    let Looked { mut report, missing, read } = sides.look(held)?;
    if held.is_outside() && !missing.is_empty() {
        let charter = session.charter_text()?;
        for line in &missing {
            if booking::is_for_members(&charter, line.0) {
                report.to_decide.push(line.0.line);
            } else {
                report.to_book.push(booking::command(asked, *line, decimals));
            }
        }
    }
    if !asked.book {
        output.data(&report, || in_words(&report));
        return Ok(());
    }
    if !held.is_outside() {
        let message = format!(
            "{account} is no place outside: what moves in it is booked by whoever moves it."
        );
        return Err(Failure::usage(message, "Leave --book out, or name the place outside."));
    }
    output.talk(in_words(&report));
    let twice = || Ok(sides.look(held)?.report.twice());
    Booking { asked, decimals, output, read, session: &session }.run(missing, &twice)
}

/// The lines of a file, and where the books are that are held beside them.
struct Sides<'a> {
    asked: &'a Beside,
    decimals: u8,
    /// Whether a day is one of those that are asked for.
    is_asked: &'a dyn Fn(Timestamp) -> bool,
    outside: &'a [Outside],
    session: &'a Session,
}

/// What was seen when they were held beside each other.
struct Looked<'a> {
    report: Report,
    /// The lines that are not in the books, and which of its sum and day each is.
    missing: Vec<(&'a Outside, u64)>,
    /// Up to where the books were read.
    read: Read,
}

impl<'a> Sides<'a> {
    fn look(&self, held: Held<'_>) -> Result<Looked<'a>, Failure> {
        let Self { asked, decimals, outside, session, .. } = *self;
        let (mut inside, read) = held.since(Read::default(), session)?;
        find_lines(&mut inside, outside);
        let standing = twice::standing(&inside);
        // All movements were looked at, since a line may have been booked long after its day; of those that fit
        // nothing, only what is of these days is told.
        let pairs = pair(outside, &standing, asked.within);
        let mut report = self.report(&standing, &pairs);
        let paired: BTreeSet<usize> = pairs.iter().map(|(there, ..)| *there).collect();
        let missing = outside.iter().enumerate().filter(|(place, _)| !paired.contains(place));
        let missing = missing.map(|(_, line)| line);
        let (again, missing): (Vec<&Outside>, Vec<&Outside>) =
            missing.partition(|line| line.repeats.is_some() && !asked.told_twice);
        report.missing_here = missing.iter().map(|line| alone(line, decimals)).collect();
        report.told_twice = again.iter().map(|line| alone(line, decimals)).collect();
        // What was taken back keeps its number: its text is another line's no more.
        Ok(Looked { report, missing: numbered(missing.into_iter(), &inside), read })
    }

    fn report(&self, inside: &[Inside], pairs: &[(usize, usize, bool)]) -> Report {
        let Self { asked, decimals, outside, .. } = *self;
        let money = |amount: Amount| decimal(&amount.to_string(), decimals);
        let matched = pairs.iter().filter_map(|(there, here, by_reference)| {
            let (line, movement) = (outside.get(*there)?, inside.get(*here)?);
            Some(Pair {
                amount: money(line.amount),
                by_reference: *by_reference,
                date: line.date,
                line: line.line,
                number: movement.number,
                waits: movement.waits,
            })
        });
        let here: BTreeSet<usize> = pairs.iter().map(|(_, here, _)| *here).collect();
        let day = |movement: &Inside| movement.of.map_or(movement.date, |(day, _)| day);
        let twice = twice::find(inside, |place| here.contains(&place));
        let twice = twice.into_iter().filter(|(_, now)| (self.is_asked)(day(now)));
        let twice: Vec<(&Inside, &Inside)> = twice.collect();
        let name = |movement: &Inside| movement.words.first().cloned().unwrap_or_default();
        let is_told = |movement: &Inside| twice.iter().any(|(_, now)| *now == movement);
        let alone_here = inside.iter().enumerate().filter(|(place, movement)| {
            !here.contains(place) && (self.is_asked)(day(movement)) && !is_told(movement)
        });
        let alone_here = alone_here.map(|(_, movement)| Alone {
            amount: money(movement.amount),
            date: movement.date,
            number: movement.number,
            // Of what waits the first word is its name again.
            text: movement
                .words
                .iter()
                .skip(usize::from(movement.waits.is_some()))
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
            waits: movement.waits,
        });
        let (waits_there, missing_there) = alone_here.partition(|alone| alone.waits.is_some());
        Report {
            booked_twice: twice
                .iter()
                .map(|(before, now)| Twice {
                    amount: money(now.amount),
                    before: name(before),
                    date: day(now),
                    now: name(now),
                    take_back: twice::command(asked, now, decimals),
                })
                .collect(),
            matched: matched.collect(),
            missing_here: Vec::new(),
            to_book: Vec::new(),
            to_decide: Vec::new(),
            told_twice: Vec::new(),
            missing_there,
            waits_there,
        }
    }
}

fn alone(line: &Outside, decimals: u8) -> Alone {
    let text = match line.repeats {
        Some(of) => format!("{} (as line {of})", line.text),
        None => line.text.clone(),
    };
    Alone {
        amount: decimal(&line.amount.to_string(), decimals),
        date: line.date,
        number: u64::try_from(line.line).unwrap_or_default(),
        text,
        waits: None,
    }
}

impl Report {
    /// Says what was booked twice, and how to take it back.
    fn twice(&self) -> Vec<String> {
        let told = self.booked_twice.iter().map(|twice| {
            let Twice { amount, before, date, now, take_back } = twice;
            format!(
                "booked twice: {date}  {amount}  as {before} and again as {now}. Take the second back, once:\n   \
                 {take_back}"
            )
        });
        told.collect()
    }
}

fn in_words(report: &Report) -> String {
    let waiting = report.matched.iter().filter(|pair| pair.waits.is_some()).count();
    let waiting = if waiting == 0 {
        String::new()
    } else {
        format!(", of which {waiting} wait to be booked")
    };
    let other = match report.waits_there.len() {
        0 => String::new(),
        count => format!("; {count} wait to be booked and are not in the file"),
    };
    let mut lines = vec![format!(
        "{} fit{waiting}; {} are in the file and not in the books; {} are in the books and not in the file{other}.",
        report.matched.len(),
        report.missing_here.len(),
        report.missing_there.len()
    )];
    let told = |alone: &Alone, what: &str| {
        format!("{what} {}: {}  {}  {}", alone.number, alone.date, alone.amount, alone.text)
    };
    lines.extend(report.matched.iter().filter_map(|pair| {
        let Pair { amount, date, line, number, waits, .. } = pair;
        Some(format!("waits: line {line}: {date}  {amount}  {} {number}", (*waits)?))
    }));
    lines.extend(report.missing_here.iter().map(|alone| told(alone, "not here: line")));
    lines.extend(report.twice());
    lines.extend(report.told_twice.iter().map(|alone| told(alone, "told twice: line")));
    if !report.told_twice.is_empty() {
        lines.push("   If these are movements of their own, say --told-twice.".into());
    }
    lines.extend(report.missing_there.iter().map(|alone| told(alone, "not there: movement")));
    lines.extend(report.waits_there.iter().map(|alone| {
        told(alone, &format!("waits, and not there: {}", alone.waits.unwrap_or_default()))
    }));
    if !report.to_book.is_empty() {
        lines.push("What would book what is not here (or all of it, with --book):".into());
        lines.extend(report.to_book.iter().map(|command| format!("   {command}")));
    }
    if !report.to_decide.is_empty() {
        let count = report.to_decide.len();
        lines.push(format!(
            "Only members together may book {count} of them: --book brings a proposal."
        ));
    }
    lines.join("\n")
}
