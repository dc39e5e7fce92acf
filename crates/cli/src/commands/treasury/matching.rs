//! What a bank says beside what the books say: each line of a statement from outside is paired with a
//! movement of the same amount, by its reference or by the nearest day. What was booked from a line says of
//! which day that was, and is paired with a line of that day alone.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;

use polity_machine::modules::treasury::{AccountId, Category, TreasuryAction};
use polity_types::{Amount, AssetId, Hash, Timestamp};
use polity_views::books::Period;
use serde::Serialize;

use super::bank::{self, Outside};
use super::books::{Days, decimal, journal, read_statement};
use crate::args::Signing;
use crate::failure::Failure;
use crate::output::Output;
use crate::session::{self, Acted, Session};

/// How long before the first movement, and after the last, a line may be from which something was booked. Unit: days.
const DAYS_BEFORE: u64 = 800;
const DAYS_AFTER: u64 = 31;
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
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(..=366))]
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
    signing: Signing,
}

/// A movement of the books, as the place outside sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Inside {
    amount: Amount,
    date: Timestamp,
    number: u64,
    /// The day of the line from which it was booked, if it was booked from one.
    of_day: Option<Timestamp>,
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
    let is_outside = matches!(account, AccountId::External(_));
    let mut inside = moved(&session, account, asset)?;
    find_days(&mut inside, &outside);
    // All movements were looked at, since a line may have been booked long after its day; of those that fit
    // nothing, only what is of these days is told.
    let pairs = pair(&outside, &inside, *within);
    let mut report = report(&outside, &inside, &pairs, decimals, &is_asked);
    let paired: BTreeSet<usize> = pairs.iter().map(|(there, ..)| *there).collect();
    let missing = outside.iter().enumerate().filter(|(place, _)| !paired.contains(place));
    let missing: Vec<&Outside> = missing.map(|(_, line)| line).collect();
    if is_outside {
        let told = missing.iter().map(|line| command(asked, line, decimals));
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

/// Returns all movements of an account in an asset, however many, as a place outside sees them.
fn moved(session: &Session, account: &AccountId, asset: &AssetId) -> Result<Vec<Inside>, Failure> {
    let period = Period {
        account: Some(account.to_string()),
        asset: Some(asset.to_string()),
        ..Period::default()
    };
    let is_outside = matches!(account, AccountId::External(_));
    let own = account.to_string();
    let seen = journal(session, &period)?.into_iter().map(|movement| {
        let (amount, _) = movement.seen_from(&own);
        let mut words = vec![movement.reference().to_lowercase()];
        words.extend(movement.posting.memo);
        Inside {
            amount: if is_outside { amount.negated() } else { amount },
            date: Timestamp(movement.posting.time),
            number: movement.posting.number,
            of_day: None,
            words,
        }
    });
    Ok(seen.collect())
}

/// Finds of which day the line was from which a movement was booked. The books have only the hash of the text
/// that says so: the days of the lines are tried, and those of a few years around the movements.
fn find_days(inside: &mut [Inside], outside: &[Outside]) {
    let days = || inside.iter().map(|movement| day_of(movement.date));
    let (first, last) = (days().min().unwrap_or(1), days().max().unwrap_or(0));
    let around = first.saturating_sub(DAYS_BEFORE)..=last.saturating_add(DAYS_AFTER);
    let of_lines = outside.iter().map(|line| day_of(line.date));
    let told = of_lines.chain(around).map(|day| Timestamp(day.saturating_mul(86_400)));
    let told: HashMap<String, Timestamp> =
        told.map(|day| (Hash::of(said_of(day).as_bytes()).to_string(), day)).collect();
    for movement in inside {
        movement.of_day = movement.words.iter().find_map(|word| told.get(word)).copied();
    }
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
        // What one signs names the text by its hash.
        output.talk(format!("Line {}, with the words \"{}\"", line.line, said_of(line.date)));
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
    let memo = Some(session.put_record(said_of(line.date).as_bytes())?);
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
fn said_of(day: Timestamp) -> String {
    let day: String = day.to_string().chars().take(10).collect();
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
    format!("polity treasury {what} {amount} {asset}{category} --memo \"{}\"", said_of(line.date))
}

/// Pairs each line with at most one movement of the same amount: first what was booked from it, then what it names,
/// then by the nearest day, in order. Returns places in `outside` and `inside`, and whether it is sure.
fn pair(outside: &[Outside], inside: &[Inside], days_max: u64) -> Vec<(usize, usize, bool)> {
    let mut free = Free::of(inside);
    let mut pairs = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    // What was booked from a line is of that day, and of no other.
    for (there, line) in outside.iter().enumerate() {
        match free.booked.get_mut(&(line.amount, day_of(line.date))).and_then(VecDeque::pop_front) {
            Some(here) => pairs.push((there, here, true)),
            None => open.push(there),
        }
    }
    open.retain(|there| {
        let Some(line) = outside.get(*there) else { return false };
        let fits = |here: &usize| {
            inside.get(*here).is_some_and(|movement| {
                let apart = day_of(line.date).abs_diff(day_of(movement.date));
                line.amount == movement.amount && apart <= days_max
            })
        };
        let here = free.named(&line.text, fits);
        pairs.extend(here.map(|here| (*there, here, true)));
        here.is_none()
    });
    for apart in 0..=days_max {
        open.retain(|there| {
            let Some(line) = outside.get(*there) else { return false };
            let here = free.on(line, apart);
            pairs.extend(here.map(|here| (*there, here, false)));
            here.is_none()
        });
    }
    pairs.sort_unstable();
    pairs
}

fn day_of(time: Timestamp) -> u64 {
    time.0.checked_div(86_400).unwrap_or_default()
}

/// The movements that are not paired yet.
struct Free<'a> {
    inside: &'a [Inside],
    /// Those booked from a line, by amount and that line's day.
    booked: HashMap<(Amount, u64), VecDeque<usize>>,
    /// The others, by amount and day.
    by_day: HashMap<(Amount, u64), BTreeSet<usize>>,
    /// The others, by each of their words.
    by_word: HashMap<String, Vec<usize>>,
}

impl<'a> Free<'a> {
    fn of(inside: &'a [Inside]) -> Self {
        let (mut booked, mut by_day) = (HashMap::<_, VecDeque<_>>::new(), HashMap::new());
        let mut by_word = HashMap::<String, Vec<usize>>::new();
        for (here, movement) in inside.iter().enumerate() {
            if let Some(day) = movement.of_day {
                booked.entry((movement.amount, day_of(day))).or_default().push_back(here);
                continue;
            }
            let days: &mut BTreeSet<usize> =
                by_day.entry((movement.amount, day_of(movement.date))).or_default();
            days.insert(here);
            for word in &movement.words {
                by_word.entry(word.to_lowercase()).or_default().push(here);
            }
        }
        Self { inside, booked, by_day, by_word }
    }

    /// Takes the first movement that a line's text names as a whole: "entry 1" is not in "entry 12".
    fn named(&mut self, text: &str, fits: impl Fn(&usize) -> bool) -> Option<usize> {
        let text = text.to_lowercase();
        let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        let pairs = parts.windows(2).map(|two| two.join(" "));
        let words = parts.iter().map(|part| (*part).to_owned()).chain(pairs);
        let is_free = |here: &usize| {
            let movement = self.inside.get(*here);
            let key = movement.map(|movement| (movement.amount, day_of(movement.date)));
            key.and_then(|key| self.by_day.get(&key)).is_some_and(|rest| rest.contains(here))
        };
        let known = words.filter_map(|word| self.by_word.get(&word)).flatten();
        let here = known.copied().filter(|here| fits(here) && is_free(here)).min()?;
        self.take(here);
        Some(here)
    }

    /// Takes the first movement of a line's amount that is so many days away from it.
    fn on(&mut self, line: &Outside, apart: u64) -> Option<usize> {
        let day = day_of(line.date);
        let days = [day.checked_sub(apart), day.checked_add(apart)].into_iter().flatten();
        let first = |day| self.by_day.get(&(line.amount, day)).and_then(BTreeSet::first).copied();
        let here = days.filter_map(first).min()?;
        self.take(here);
        Some(here)
    }

    fn take(&mut self, here: usize) {
        let Some(movement) = self.inside.get(here) else { return };
        if let Some(rest) = self.by_day.get_mut(&(movement.amount, day_of(movement.date))) {
            rest.remove(&here);
        }
    }
}

fn report(
    outside: &[Outside],
    inside: &[Inside],
    pairs: &[(usize, usize, bool)],
    decimals: u8,
    is_asked: &dyn Fn(Timestamp) -> bool,
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
    let there: BTreeSet<usize> = pairs.iter().map(|(there, ..)| *there).collect();
    let here: BTreeSet<usize> = pairs.iter().map(|(_, here, _)| *here).collect();
    let alone_there = outside.iter().enumerate().filter(|(place, _)| !there.contains(place));
    let alone_here = inside
        .iter()
        .enumerate()
        .filter(|(place, _)| !here.contains(place))
        .filter(|(_, movement)| is_asked(movement.of_day.unwrap_or(movement.date)));
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

#[cfg(test)]
mod tests {
    use super::*;

    fn there(line: usize, amount: i128, day: u64, text: &str) -> Outside {
        let amount = Amount::new(amount).unwrap();
        Outside { amount, date: Timestamp(day * 86_400), line, text: text.into() }
    }

    fn here(number: u64, amount: i128, day: u64) -> Inside {
        let (amount, words) = (Amount::new(amount).unwrap(), vec![format!("entry {number}")]);
        Inside { amount, date: Timestamp(day * 86_400 + 3_600), number, of_day: None, words }
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
        let pairs = pair(&outside, &inside, 3);
        assert_eq!(pairs, [(1, 0, true), (4, 1, false)]);
    }

    /// Equal dues every month: what was booked on the twenty-second from October's line is not November's.
    #[test]
    fn what_was_booked_from_a_line_is_of_its_day_alone() {
        let outside = [there(1, 3_000, 324, "dues")];
        let mut inside = [here(1, 3_000, 326)];
        inside[0].words.push(Hash::of(said_of(Timestamp(293 * 86_400)).as_bytes()).to_string());
        find_days(&mut inside, &outside);
        assert_eq!(inside[0].of_day, Some(Timestamp(293 * 86_400)));
        assert_eq!(pair(&outside, &inside, 5), []);
        let october = [there(1, 3_000, 293, "dues")];
        assert_eq!(pair(&october, &inside, 5), [(0, 0, true)]);
        // A line with a wrong day, far off, hides nothing of that.
        let (mut again, far) =
            ([inside[0].clone()], [outside[0].clone(), there(2, 1, 2_000_000, "?")]);
        again[0].of_day = None;
        find_days(&mut again, &far);
        assert_eq!(again[0].of_day, inside[0].of_day);
        // Two lines of one day take two bookings.
        let twice = [october[0].clone(), october[0].clone()];
        assert_eq!(pair(&twice, &inside, 5).len(), 1);
    }

    /// Ten thousand equal dues of one day are paired one by one, not each with each.
    #[test]
    fn many_equal_lines_are_paired_in_order() {
        let outside: Vec<Outside> = (0..10_000).map(|line| there(line, 3_000, 9, "dues")).collect();
        let inside: Vec<Inside> = (0..9_999).map(|number| here(number, 3_000, 11)).collect();
        let pairs = pair(&outside, &inside, 5);
        assert_eq!(pairs.len(), 9_999);
        assert!(pairs.iter().all(|(there, here, is_sure)| there == here && !is_sure));
    }
}
