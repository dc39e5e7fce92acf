//! The books as tables: CSV of all movements, and one table for whoever holds the money.

use std::fmt::Write as _;

use polity_types::Timestamp;

use super::{Movement, Statement, amount, day, plain};

/// Writes movements as CSV (RFC 4180), one in each line, with a header.
#[must_use]
pub fn to_csv(movements: &[Movement]) -> String {
    let mut text =
        "number,time,from,to,amount,asset,category,memo,reference,value_date,words\r\n".to_owned();
    for movement in movements {
        // None of these but the words holds a comma, a quote or a line break, by the grammar of each.
        let _ = write!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{}\r\n",
            movement.posting.number,
            Timestamp(movement.posting.time),
            movement.posting.credit,
            movement.posting.debit,
            plain(amount(&movement.posting.amount), movement.posting.decimals),
            movement.posting.asset,
            movement.posting.category.as_deref().unwrap_or_default(),
            movement.posting.memo.as_deref().unwrap_or_default(),
            movement.reference(),
            day(movement.posting.valued()),
            field(movement.words.as_deref().unwrap_or_default())
        );
    }
    text
}

/// Returns a field of CSV as text, quoted where it must be, that no spreadsheet takes for a formula.
fn field(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

/// Returns what kind of account an account is, in a word.
fn kind_of(account: &str) -> &'static str {
    match account.split('-').next() {
        Some("external") => "outside",
        Some("fund") => "fund",
        Some("issue") => "issue",
        Some("escrow") => "set aside",
        _ => "person",
    }
}

/// Writes the statements of all funds and places outside as one CSV file for the bookkeeper of whoever holds
/// the money for the society: for each account and asset what was there, every movement with what was
/// there then, with whom, for what and by whose decision, and what was there at the end. Amounts are in
/// whole units, seen from the society: money outside is what it has.
#[must_use]
pub fn to_host(statements: &[Statement]) -> String {
    let mut text = "account,kind,asset,row,date,time,amount,balance,with,with_kind,category,memo,\
                    reference,number,words\r\n"
        .to_owned();
    for statement in statements {
        let Statement { account, asset, decimals, lines, .. } = statement;
        let is_outside = kind_of(account) == "outside";
        let money = |text: &str| {
            let units = amount(text);
            plain(if is_outside { units.negated() } else { units }, *decimals)
        };
        let head = format!("{},{},{}", field(account), kind_of(account), field(asset));
        let at = |time: Option<u64>| time.map(day).unwrap_or_default();
        let opening = money(&statement.opening);
        let _ = write!(text, "{head},opening,{},,,{opening},,,,,,,\r\n", at(statement.from));
        for line in lines {
            let _ = write!(
                text,
                "{head},movement,{},{},{},{},{},{},{},{},{},{},{}\r\n",
                day(line.valued()),
                Timestamp(line.time),
                money(&line.amount),
                money(&line.balance),
                field(&line.other),
                kind_of(&line.other),
                field(line.category.as_deref().unwrap_or_default()),
                line.memo.as_deref().unwrap_or_default(),
                field(&line.reference),
                line.number,
                field(line.words.as_deref().unwrap_or_default())
            );
        }
        // The end that was asked for is the first second after the last day.
        let last = statement.until.map(|until| until.saturating_sub(1));
        let closing = money(&statement.closing);
        let _ = write!(text, "{head},closing,{},,,{closing},,,,,,,\r\n", at(last));
    }
    text
}
