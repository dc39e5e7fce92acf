//! The lines of a Beancount file: transactions, pads and balances. What moves nothing is passed over.

use polity_types::Timestamp;

use super::number::Number;
use crate::import::text::time;

/// Directives that move nothing and say nothing about what is held.
const PASSED_OVER: &[&str] =
    &["close", "commodity", "custom", "document", "event", "note", "open", "price", "query"];
/// Words that stand at the beginning of a line without a date.
const WITHOUT_DATE: &[&str] = &["option", "plugin", "poptag", "pushtag", "popmeta", "pushmeta"];

/// A number of a commodity.
pub(super) type Money = (Number, String);

/// What one unit, or all of a leg, was paid for with.
#[derive(Clone, Debug)]
pub(super) enum Against {
    /// For each unit so much, and so much for all together.
    Each(Number, Option<Number>, String),
    /// For all together.
    All(Number, String),
}

/// A posting of a transaction.
#[derive(Clone, Debug)]
pub(super) struct Leg {
    pub(super) account: String,
    /// What it was bought for, or else what it is exchanged for.
    pub(super) against: Option<Against>,
    /// Absent: what the others leave.
    pub(super) units: Option<Money>,
}

/// What a directive says.
#[derive(Clone, Debug)]
pub(super) enum Said {
    Balance { account: String, money: Money },
    Pad { account: String, source: String },
    Transaction { legs: Vec<Leg>, payee: Option<String> },
}

/// A directive with its day, and the line at which it begins.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    pub(super) day: Timestamp,
    pub(super) line: u64,
    pub(super) said: Said,
}

/// A directive, or the line that was not understood and why.
pub(super) type Read = Result<Directive, (u64, String)>;

/// Reads a file, directive by directive, in the order in which they stand there.
pub(super) fn read(text: &str) -> Vec<Read> {
    let mut all: Vec<Read> = Vec::new();
    // Whether indented lines are postings of the last directive.
    let mut is_transaction = false;
    let mut open_string: Option<String> = None;
    let mut began = 0;
    for (number, line) in (1_u64..).zip(text.lines()) {
        let whole = if let Some(before) = open_string.take() {
            before + "\n" + line
        } else {
            began = number;
            line.to_owned()
        };
        if strings(&whole).is_none() {
            open_string = Some(whole);
            continue;
        }
        let plain = without_comment(&whole);
        if plain.trim().is_empty() {
            continue;
        }
        if plain.starts_with([' ', '\t']) {
            if is_transaction {
                posting(plain.trim(), began, &mut all);
            }
            continue;
        }
        let directive = dated(plain, began);
        let is_one = |said: &Said| matches!(said, Said::Transaction { .. });
        is_transaction = matches!(&directive, Some(Ok(one)) if is_one(&one.said));
        all.extend(directive);
    }
    if open_string.is_some() {
        all.push(Err((began, "a text in quotes does not end".into())));
    }
    all
}

/// Returns the texts in quotes of a line; nothing if the last one does not end.
fn strings(line: &str) -> Option<Vec<String>> {
    let (mut found, mut rest) = (Vec::new(), line);
    loop {
        let Some(quote) = without_comment(rest).find('"') else { return Some(found) };
        let inner = rest.get(quote.saturating_add(1)..)?;
        let end = end_of_string(inner)?;
        found.push(inner.get(..end)?.replace("\\\"", "\""));
        rest = inner.get(end.saturating_add(1)..)?;
    }
}

fn end_of_string(inner: &str) -> Option<usize> {
    let mut is_escaped = false;
    inner.char_indices().find_map(|(at, c)| {
        let ends = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        ends.then_some(at)
    })
}

/// Returns a line up to the semicolon that is in no quotes.
fn without_comment(line: &str) -> &str {
    let (mut in_string, mut is_escaped) = (false, false);
    let end = line.char_indices().find_map(|(at, c)| {
        if c == '"' && !is_escaped {
            in_string = !in_string;
        }
        is_escaped = c == '\\' && !is_escaped;
        (c == ';' && !in_string).then_some(at)
    });
    line.get(..end.unwrap_or(line.len())).unwrap_or(line)
}

/// Reads a line that is not indented: a directive, or something that is passed over.
fn dated(line: &str, number: u64) -> Option<Read> {
    let fault = |why: String| Some(Err((number, why)));
    if line.starts_with(['*', '#', ':', '!', '-', '+']) {
        // A heading, for editors that fold.
        return None;
    }
    let mut words = line.split_whitespace();
    let first = words.next()?;
    if first == "include" {
        return fault("another file is included here: import that one too".into());
    }
    if WITHOUT_DATE.contains(&first) {
        return None;
    }
    let day = match time(&first.replace('/', "-")) {
        Ok(day) => day,
        // What a directive that moves nothing says of the time before 1970 does not matter.
        Err(_) if words.next().is_some_and(|kind| PASSED_OVER.contains(&kind)) => return None,
        Err(why) => return fault(why),
    };
    let kind = words.next().unwrap_or_default();
    if PASSED_OVER.contains(&kind) {
        return None;
    }
    let mut account = || words.next().filter(|word| is_account(word)).map(str::to_owned);
    let said = match kind {
        "balance" => {
            let account = account();
            let rest = words.collect::<Vec<_>>().join(" ");
            // A tolerance stands between the number and the commodity.
            let (number, rest) = match rest.split_once('~') {
                Some((number, rest)) => (number.to_owned(), rest.to_owned()),
                None => (rest.clone(), rest),
            };
            let commodity = rest.split(' ').next_back().unwrap_or_default();
            let number = number.trim().trim_end_matches(commodity).trim();
            let money = Number::read(number).filter(|_| is_commodity(commodity));
            let money = money.map(|number| (number, commodity.to_owned()));
            account.zip(money).map(|(account, money)| Said::Balance { account, money })
        }
        "pad" => account().zip(account()).map(|(account, source)| Said::Pad { account, source }),
        flag if flag == "txn" || flag.chars().count() == 1 => {
            // One text says what it was; the first of two says with whom.
            let mut texts = strings(line).unwrap_or_default();
            let payee = (texts.len() > 1).then(|| texts.swap_remove(0));
            let payee = payee.filter(|payee| !payee.is_empty());
            Some(Said::Transaction { legs: Vec::new(), payee })
        }
        other => return fault(format!("{other:?} is no directive that is read")),
    };
    match said {
        Some(said) => Some(Ok(Directive { day, line: number, said })),
        None => fault(format!("this {kind} is not understood")),
    }
}

/// Reads an indented line into the transaction to which it belongs.
fn posting(line: &str, number: u64, all: &mut [Read]) {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_meta = first.starts_with(|c: char| c.is_ascii_lowercase()) && first.contains(':');
    if is_meta || first.starts_with(['#', '^']) {
        return;
    }
    let is_flag = first.chars().count() == 1;
    let account = if is_flag { words.next().unwrap_or_default() } else { first };
    let rest = line.split_once(account).map_or("", |(_, rest)| rest).trim();
    let leg = if is_account(account) { leg(account, rest) } else { Err("no account stands here") };
    match leg {
        Ok(leg) => {
            if let Some(Ok(Directive { said: Said::Transaction { legs, .. }, .. })) = all.last_mut()
            {
                legs.push(leg);
            }
        }
        // What is missing a leg is no transaction.
        Err(why) => {
            if let Some(last) = all.last_mut() {
                *last = Err((number, why.to_owned()));
            }
        }
    }
}

fn leg(account: &str, rest: &str) -> Result<Leg, &'static str> {
    let (rest, price) = match rest.split_once('@') {
        Some((rest, price)) => (rest.trim(), Some(price)),
        None => (rest, None),
    };
    let (units, cost) = match rest.split_once('{') {
        Some((units, cost)) => (units.trim(), Some(cost)),
        None => (rest, None),
    };
    let units = if units.is_empty() { None } else { Some(money(units)?) };
    let cost = cost.map(read_cost).transpose()?;
    let price = price.map(read_price).transpose()?;
    let is_whole = units.is_some() || (cost.is_none() && price.is_none());
    // What was paid counts, and what it would be sold for does not, as Beancount has it.
    let leg = Leg { account: account.to_owned(), against: cost.or(price), units };
    if is_whole { Ok(leg) } else { Err("a price stands without an amount") }
}

fn read_cost(text: &str) -> Result<Against, &'static str> {
    let wrong = "the cost of a lot is left out, or written in a way that is not read";
    let (inner, is_all) = match text.strip_prefix('{') {
        Some(inner) => (inner.trim_end().strip_suffix("}}").ok_or(wrong)?, true),
        None => (text.trim_end().strip_suffix('}').ok_or(wrong)?, false),
    };
    let has_digit = |part: &&str| part.split_whitespace().count() > 1 && !part.contains('"');
    let mut parts = inner.split(',').map(str::trim);
    // A day and a name of the lot may stand beside the cost.
    let cost = parts.find(has_digit).ok_or(wrong)?;
    if is_all {
        let (number, commodity) = money(cost)?;
        return Ok(Against::All(number, commodity));
    }
    match cost.split_once('#') {
        Some((each, all)) => {
            let (all, commodity) = money(all)?;
            let each = Number::read(each.trim()).ok_or(wrong)?;
            Ok(Against::Each(each, Some(all), commodity))
        }
        None => money(cost).map(|(each, commodity)| Against::Each(each, None, commodity)),
    }
}

fn read_price(text: &str) -> Result<Against, &'static str> {
    match text.strip_prefix('@') {
        Some(all) => money(all).map(|(all, commodity)| Against::All(all, commodity)),
        None => money(text).map(|(each, commodity)| Against::Each(each, None, commodity)),
    }
}

fn money(text: &str) -> Result<Money, &'static str> {
    let wrong = "this amount is not read: a number and a commodity, such as 12.50 EUR";
    let text = text.trim();
    let (number, commodity) = text.rsplit_once([' ', '\t']).ok_or(wrong)?;
    let number = Number::read(number.trim()).ok_or(wrong)?;
    if is_commodity(commodity) { Ok((number, commodity.to_owned())) } else { Err(wrong) }
}

fn is_account(word: &str) -> bool {
    word.contains(':') && word.starts_with(|c: char| c.is_uppercase() || !c.is_ascii())
}

fn is_commodity(word: &str) -> bool {
    let is_part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "'._-".contains(c);
    word.starts_with(|c: char| c.is_ascii_uppercase()) && word.chars().all(is_part)
}
