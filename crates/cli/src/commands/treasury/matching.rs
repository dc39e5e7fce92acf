//! What a bank says beside what the books say: each line of a statement from outside is paired with a
//! movement of the same amount, by its reference or by the nearest day.

use std::path::PathBuf;

use polity_machine::modules::treasury::{AccountId, Category, TreasuryAction};
use polity_types::{Amount, AssetId, Hash, Timestamp};
use serde::Serialize;

use super::books::{Days, decimal, read_statement};
use crate::args::Signing;
use crate::failure::Failure;
use crate::import::text;
use crate::output::Output;
use crate::session::{self, Acted, Session};

/// Largest file of a bank that is read. Unit: bytes.
const FILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// What is held beside each other.
#[derive(Debug, clap::Args)]
pub(crate) struct Beside {
    /// A statement from outside: OFX, or CSV with the columns date, amount and, if it has them,
    /// reference and description.
    file: PathBuf,
    /// The account that it is of, such as external-bank.
    #[arg(long)]
    account: AccountId,
    /// Its asset.
    #[arg(long)]
    asset: AssetId,
    /// How many days a line may be from its movement.
    #[arg(long, default_value_t = 5)]
    within: u64,
    /// The fund into which what came in is booked, and from which what went out.
    #[arg(long, default_value = "fund-common")]
    fund: AccountId,
    /// Category of what came in and is not in the books: income:dues.
    #[arg(long, value_name = "CATEGORY")]
    category_in: Option<Category>,
    /// Category of what went out and is not in the books: expense:fees.
    #[arg(long, value_name = "CATEGORY")]
    category_out: Option<Category>,
    /// Books what is missing here, line by line, after showing each. What has been booked so is known again.
    #[arg(long)]
    book: bool,
    #[command(flatten)]
    days: Days,
    #[command(flatten)]
    signing: Signing,
}

/// A line from outside. `amount` is positive where money came in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Outside {
    amount: Amount,
    date: Timestamp,
    /// Its number in the file, from 1.
    line: usize,
    /// What it says it is for.
    text: String,
}

/// A movement of the books, as the place outside sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Inside {
    amount: Amount,
    date: Timestamp,
    /// Hash of the text that says for what.
    memo: Option<Hash>,
    number: u64,
    /// Words by which a line may name it: its memo, its reference.
    words: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Pair {
    amount: String,
    by_reference: bool,
    date: Timestamp,
    line: usize,
    number: u64,
}

#[derive(Debug, Serialize)]
struct Alone {
    amount: String,
    date: Timestamp,
    number: u64,
    text: String,
}

#[derive(Debug, Serialize)]
struct Report {
    matched: Vec<Pair>,
    /// In the file, and not in the books.
    missing_here: Vec<Alone>,
    /// The commands that would book them, in the same order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to_book: Vec<String>,
    /// In the books, and not in the file.
    missing_there: Vec<Alone>,
}

/// Shows what fits and what does not.
pub(super) fn run(asked: &Beside, output: &Output) -> Result<(), Failure> {
    let Beside { file, account, asset, within, days, signing, .. } = asked;
    if std::fs::metadata(file)?.len() > FILE_BYTES_MAX {
        let message = format!("{} is larger than 16 MiB.", file.display());
        return Err(Failure::usage(message, "Take a shorter time."));
    }
    let bytes = std::fs::read(file)?;
    let bytes = String::from_utf8_lossy(&bytes).into_owned();
    let session = Session::open(&signing.at)?;
    let statement = read_statement(&session, account, asset, days)?;
    let outside = read(&bytes, statement.decimals)
        .map_err(|why| Failure::usage(why, "Save it as OFX, or as CSV with date and amount."))?;
    let is_outside = matches!(account, AccountId::External(_));
    let inside: Vec<Inside> = statement
        .lines
        .iter()
        .map(|line| {
            let amount = line.amount.parse::<Amount>().unwrap_or_default();
            let amount = if is_outside { amount.negated() } else { amount };
            let mut words = vec![line.reference.to_lowercase()];
            words.extend(line.memo.clone());
            let memo = line.memo.as_deref().and_then(|memo| memo.parse().ok());
            Inside { amount, date: Timestamp(line.time), memo, number: line.number, words }
        })
        .collect();
    let pairs = pair(&outside, &inside, within.saturating_mul(86_400));
    let mut report = report(&outside, &inside, &pairs, statement.decimals);
    let missing: Vec<&Outside> = outside
        .iter()
        .enumerate()
        .filter(|(place, _)| pairs.iter().all(|(there, ..)| there != place))
        .map(|(_, line)| line)
        .collect();
    if is_outside {
        let told = missing.iter().map(|line| command(asked, line, statement.decimals));
        report.to_book = told.collect();
    }
    if !asked.book {
        output.data(&report, || in_words(&report));
        return Ok(());
    }
    if !is_outside {
        let message = format!(
            "{account} is no place outside: what moves in it is booked by whoever moves it."
        );
        return Err(Failure::usage(message, "Leave --book out, or name the place outside."));
    }
    output.talk(in_words(&report));
    book(asked, &missing, &session, output)
}

/// Books lines of a place outside that are not in the books, one after the other.
fn book(
    asked: &Beside,
    missing: &[&Outside],
    session: &Session,
    output: &Output,
) -> Result<(), Failure> {
    let mut booked = Vec::new();
    for line in missing {
        let action = booking(asked, line, session)?;
        booked.push(match session::perform(&asked.signing, output, session, action)? {
            Acted::Submitted(submitted) => format!("line {}: {}", line.line, submitted.line()),
            Acted::Tried(verdict) => format!("line {}: {verdict}", line.line),
        });
    }
    output.data(&booked, || {
        if booked.is_empty() { "There is nothing to book.".into() } else { booked.join("\n") }
    });
    Ok(())
}

/// Returns the act that books a line: what came in goes into the fund, what went out leaves it.
fn booking(asked: &Beside, line: &Outside, session: &Session) -> Result<TreasuryAction, Failure> {
    let (asset, fund, place) = (asked.asset.clone(), asked.fund.clone(), asked.account.clone());
    let memo = Some(session.put_record(said_of(line).as_bytes())?);
    Ok(if line.amount.is_negative() {
        let (amount, category) = (line.amount.negated(), asked.category_out.clone());
        TreasuryAction::Pay { amount, asset, category, from: fund, memo, to: place }
    } else {
        let (amount, category) = (line.amount, asked.category_in.clone());
        TreasuryAction::Receive { amount, asset, category, from: place, memo, to: fund }
    })
}

/// Returns the public text that goes with what is booked from a line: its day and nothing else, since what a bank
/// writes names people. By its hash the line is known again.
fn said_of(line: &Outside) -> String {
    let day: String = line.date.to_string().chars().take(10).collect();
    format!("At the place outside on {day}.")
}

/// Returns the command that books a line.
fn command(asked: &Beside, line: &Outside, decimals: u8) -> String {
    let Beside { account, asset, fund, category_in, category_out, .. } = asked;
    let units = if line.amount.is_negative() { line.amount.negated() } else { line.amount };
    let amount = decimal(&units.to_string(), decimals);
    let (what, category) = if line.amount.is_negative() {
        (format!("pay {fund} {account}"), category_out)
    } else {
        (format!("receive {account} {fund}"), category_in)
    };
    let category = category.as_ref().map(|named| format!(" --category {named}"));
    let category = category.unwrap_or_default();
    format!("polity treasury {what} {amount} {asset}{category} --memo \"{}\"", said_of(line))
}

/// Pairs each line with at most one movement: first by reference, then by the nearest day, then in
/// order. Returns places in `outside` and `inside`, and whether the reference said so.
pub(crate) fn pair(
    outside: &[Outside],
    inside: &[Inside],
    seconds_max: u64,
) -> Vec<(usize, usize, bool)> {
    let mut candidates: Vec<(bool, u64, usize, usize)> = Vec::new();
    for (there, line) in outside.iter().enumerate() {
        let text = line.text.to_lowercase();
        for (here, movement) in inside.iter().enumerate() {
            let apart = line.date.0.abs_diff(movement.date.0);
            // A bank tells days: a movement of the same day may be a day's end away.
            let apart = apart.checked_div(86_400).unwrap_or(0).saturating_mul(86_400);
            // What was booked from this line says so, whenever that was.
            let is_of_it = movement.memo == Some(Hash::of(said_of(line).as_bytes()));
            let apart = if is_of_it { 0 } else { apart };
            let is_named = is_of_it || movement.words.iter().any(|word| names(&text, word));
            if line.amount == movement.amount && apart <= seconds_max {
                candidates.push((!is_named, apart, there, here));
            }
        }
    }
    candidates.sort_unstable();
    let (mut taken_there, mut taken_here) = (vec![false; outside.len()], vec![false; inside.len()]);
    let mut pairs = Vec::new();
    for (is_unnamed, _, there, here) in candidates {
        if let (Some(of_line), Some(of_movement)) =
            (taken_there.get_mut(there), taken_here.get_mut(here))
            && !*of_line
            && !*of_movement
        {
            (*of_line, *of_movement) = (true, true);
            pairs.push((there, here, !is_unnamed));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Returns whether a text names a word as a whole: "entry 1" is not in "entry 12".
fn names(text: &str, word: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, found)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let rest = text.get(at.saturating_add(found.len())..);
        !is_part(before) && !is_part(rest.and_then(|rest| rest.chars().next()))
    })
}

fn report(
    outside: &[Outside],
    inside: &[Inside],
    pairs: &[(usize, usize, bool)],
    decimals: u8,
) -> Report {
    let money = |amount: Amount| decimal(&amount.to_string(), decimals);
    let matched = pairs.iter().filter_map(|(there, here, by_reference)| {
        let (line, movement) = (outside.get(*there)?, inside.get(*here)?);
        Some(Pair {
            amount: money(line.amount),
            by_reference: *by_reference,
            date: line.date,
            line: line.line,
            number: movement.number,
        })
    });
    let alone_there = outside
        .iter()
        .enumerate()
        .filter(|(place, _)| pairs.iter().all(|(there, ..)| there != place));
    let alone_here = inside
        .iter()
        .enumerate()
        .filter(|(place, _)| pairs.iter().all(|(_, here, _)| here != place));
    Report {
        matched: matched.collect(),
        missing_here: alone_there
            .map(|(_, line)| Alone {
                amount: money(line.amount),
                date: line.date,
                number: u64::try_from(line.line).unwrap_or_default(),
                text: line.text.clone(),
            })
            .collect(),
        to_book: Vec::new(),
        missing_there: alone_here
            .map(|(_, movement)| Alone {
                amount: money(movement.amount),
                date: movement.date,
                number: movement.number,
                text: movement.words.join(", "),
            })
            .collect(),
    }
}

fn in_words(report: &Report) -> String {
    let mut lines = vec![format!(
        "{} fit; {} are in the file and not in the books; {} are in the books and not in the file.",
        report.matched.len(),
        report.missing_here.len(),
        report.missing_there.len()
    )];
    let told = |alone: &Alone, what: &str| {
        format!("{what} {}: {}  {}  {}", alone.number, alone.date, alone.amount, alone.text)
    };
    lines.extend(report.missing_here.iter().map(|alone| told(alone, "not here: line")));
    lines.extend(report.missing_there.iter().map(|alone| told(alone, "not there: movement")));
    if !report.to_book.is_empty() {
        lines.push("What would book what is not here (or all of it, with --book):".into());
        lines.extend(report.to_book.iter().map(|command| format!("   {command}")));
    }
    lines.join("\n")
}

/// Reads a statement from outside.
fn read(text: &str, decimals: u8) -> Result<Vec<Outside>, String> {
    if text.contains("<OFX>") || text.contains("<OFX ") {
        ofx(text, decimals)
    } else {
        csv(text, decimals)
    }
}

/// Reads the movements of OFX, as SGML (1.x, where fields may stay open) or XML (2.x).
fn ofx(text: &str, decimals: u8) -> Result<Vec<Outside>, String> {
    let mut all = Vec::new();
    for (place, part) in text.split("<STMTTRN>").skip(1).enumerate() {
        let part = part.split("</STMTTRN>").next().unwrap_or(part);
        let field = |name: &str| {
            let rest = part.split(&format!("<{name}>")).nth(1)?;
            Some(rest.split(['<', '\n', '\r']).next().unwrap_or(rest).trim().to_owned())
        };
        let line = place.saturating_add(1);
        let date = field("DTPOSTED").ok_or_else(|| format!("Movement {line} has no DTPOSTED."))?;
        let amount = field("TRNAMT").ok_or_else(|| format!("Movement {line} has no TRNAMT."))?;
        let texts = ["NAME", "MEMO", "FITID", "REFNUM"].into_iter().filter_map(field);
        all.push(Outside {
            amount: text::amount(amount.trim_start_matches('+'), decimals.into(), false)?,
            date: ofx_date(&date)?,
            line,
            text: texts.collect::<Vec<_>>().join(" "),
        });
    }
    Ok(all)
}

/// Reads `YYYYMMDD` with whatever follows.
fn ofx_date(text: &str) -> Result<Timestamp, String> {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    text::time(&format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8)))
}

/// Reads CSV by the names in its first line.
fn csv(text: &str, decimals: u8) -> Result<Vec<Outside>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let column = |names: &[&str]| {
        headers.iter().position(|header| {
            let header = header.trim_start_matches('\u{feff}').trim().to_lowercase();
            names.contains(&header.as_str())
        })
    };
    let needed = |names: &[&str]| {
        column(names).ok_or_else(|| format!("The file has no column named {}.", names.join(" or ")))
    };
    let date = needed(&["date", "booking date", "booking_date", "time"])?;
    let amount = needed(&["amount", "value"])?;
    let texts = [column(&["reference", "id", "memo"]), column(&["description", "text", "payee"])];
    let mut all = Vec::new();
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(|error| error.to_string())?;
        let line = place.saturating_add(1);
        let of = |at: usize| record.get(at).unwrap_or_default().trim();
        let said: Vec<&str> = texts.iter().flatten().map(|at| of(*at)).collect();
        let wrong = |why: String| format!("Line {line}: {why}.");
        all.push(Outside {
            amount: text::amount(of(amount).trim_start_matches('+'), decimals.into(), false)
                .map_err(wrong)?,
            date: text::time(of(date)).map_err(wrong)?,
            line,
            text: said.join(" "),
        });
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there(line: usize, amount: i128, day: u64, text: &str) -> Outside {
        let amount = Amount::new(amount).unwrap();
        Outside { amount, date: Timestamp(day * 86_400), line, text: text.into() }
    }

    fn here(number: u64, amount: i128, day: u64) -> Inside {
        let (amount, words) = (Amount::new(amount).unwrap(), vec![format!("entry {number}")]);
        Inside { amount, date: Timestamp(day * 86_400 + 3_600), memo: None, number, words }
    }

    #[test]
    fn lines_fit_by_reference_then_by_the_nearest_day() {
        let outside = [
            there(1, 500, 10, "dues"),
            there(2, 500, 12, "for entry 7"),
            there(3, 500, 20, "too late"),
            there(4, -30, 11, "fee"),
            there(5, 500, 11, "entry 77"),
        ];
        let inside = [here(7, 500, 10), here(8, 500, 11), here(9, -31, 11), here(10, 500, 14)];
        let pairs = pair(&outside, &inside, 3 * 86_400);
        assert_eq!(pairs, [(1, 0, true), (4, 1, false)]);
    }

    #[test]
    fn both_kinds_of_ofx_and_csv_are_read_alike() {
        let sgml = "OFXHEADER:100\n<OFX><STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>20260131120000[0:GMT]\n\
                    <TRNAMT>+12.50\n<FITID>9\n<NAME>Ana\n</STMTTRN></OFX>";
        let xml = "<OFX><STMTTRN><DTPOSTED>20260131</DTPOSTED><TRNAMT>12.50</TRNAMT><FITID>9</FITID>\
                   <NAME>Ana</NAME></STMTTRN></OFX>";
        let table = "Date,Amount,Reference,Description\n2026-01-31,12.50,Ana,9\n";
        let all = [sgml, xml, table].map(|text| read(text, 2).unwrap());
        for read in &all {
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].amount, Amount::from(1_250));
            assert_eq!(read[0].date.to_string(), "2026-01-31T00:00:00Z");
            assert_eq!(read[0].text, "Ana 9");
        }
        assert!(read("day,sum\n", 2).is_err());
        assert!(read("date,amount\n2026-01-31,1.234\n", 2).is_err());
    }
}
