//! The books as Beancount reads them, from the society's side: what is outside is an asset, what people hold is
//! owed to them, what funds hold is equity. What came in as income and went out as an expense is told a second time, by
//! its category, against `Equity:Result`: so an income statement comes out, and each fund still holds what it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use polity_types::Amount;

use super::{Movement, Openings, amount, day, plain};
use crate::query::PostingRow;

/// Where what is told as income and expenses is told the other way.
const RESULT: &str = "Equity:Result";

/// Returns an account as Beancount names it, from the society's side.
fn beancount_account(account: &str) -> String {
    let group = match account.split('-').next() {
        Some("external") => "Assets:Outside",
        Some("fund") => "Equity:Funds",
        Some("issue") => "Equity:Issued",
        Some("escrow") => "Liabilities:Escrow",
        _ => "Liabilities:People",
    };
    format!("{group}:{}", named(account))
}

/// Returns a name that begins as Beancount wants it.
fn named(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if first.is_ascii_alphanumeric() => {
            std::iter::once(first.to_ascii_uppercase()).chain(letters).collect()
        }
        _ => format!("X{name}"),
    }
}

/// Returns the account of income or expenses to which a movement counts, and by how much: what comes into the funds
/// under `income`, and goes out of them under `expense`, or the other way, less; a refund is so much less income.
fn result(movement: &Movement) -> Option<(String, Amount)> {
    let is_fund = |account: &String| account.starts_with("fund-");
    let (from, to) = (is_fund(&movement.posting.credit), is_fund(&movement.posting.debit));
    if from == to {
        return None;
    }
    let mut words = movement.posting.category.as_deref()?.split(':');
    let group = match words.next()? {
        "income" | "refund" => "Income",
        "expense" | "expenses" => "Expenses",
        _ => return None,
    };
    let words: Vec<String> = words.map(named).collect();
    let words = if words.is_empty() { vec!["Other".to_owned()] } else { words };
    let size = amount(&movement.posting.amount);
    let units = if to { size.negated() } else { size };
    Some((format!("{group}:{}", words.join(":")), units))
}

/// Writes movements as a Beancount file: what each account opens with, every movement, and at the end
/// what each must hold, so that Beancount itself finds what does not add up. `movements` begin where
/// the books begin, or are all of a period before which accounts held `openings`. Each is of the day on which it
/// counts.
#[must_use]
pub fn to_beancount(title: &str, openings: &Openings, movements: &[Movement]) -> String {
    let title: String = title.chars().filter(|c| !matches!(c, '"' | '\\' | '\n')).collect();
    let mut text = format!("option \"title\" \"{title}\"\n\n");
    let days = || movements.iter().map(|movement| movement.posting.valued());
    let (Some(first), Some(last)) = (days().min().map(day), days().max()) else { return text };
    // Per account and asset: what was there before the first movement, decimals, what is there then.
    let mut held: BTreeMap<(&str, &str), (Amount, u8, Amount)> = BTreeMap::new();
    for movement in movements {
        let PostingRow { asset, credit, debit, decimals, .. } = &movement.posting;
        for account in [credit, debit] {
            let opening = openings.get(&(account.clone(), asset.clone()));
            let opening = opening.copied().unwrap_or_default();
            let entry = held.entry((account, asset)).or_insert((opening, *decimals, opening));
            entry.2 = entry.2.plus(movement.seen_from(account).0).unwrap_or(entry.2);
        }
    }
    let accounts: BTreeSet<&str> = held.keys().map(|(account, _)| *account).collect();
    let results = movements.iter().filter_map(|movement| Some(result(movement)?.0));
    let own = ["Equity:Opening".to_owned(), RESULT.to_owned()].into_iter();
    let own = own.chain(results.collect::<BTreeSet<String>>());
    for account in own.chain(accounts.into_iter().map(beancount_account)) {
        let _ = writeln!(text, "{first} open {account}");
    }
    for ((account, asset), (opening, decimals, _)) in &held {
        if *opening != Amount::ZERO {
            let units = plain(opening.negated(), *decimals);
            let _ = writeln!(
                text,
                "\n{first} * \"Opening\"\n  {}  {units} {asset}\n  Equity:Opening  {} {asset}",
                beancount_account(account),
                plain(*opening, *decimals)
            );
        }
    }
    for movement in movements {
        let size = amount(&movement.posting.amount);
        let (date, category) =
            (day(movement.posting.valued()), movement.posting.category.as_deref());
        let _ = writeln!(text, "\n{date} * \"{}\"", category.unwrap_or("movement"));
        let _ = writeln!(
            text,
            "  number: {}\n  reference: \"{}\"",
            movement.posting.number,
            movement.reference()
        );
        if let Some(category) = category {
            let _ = writeln!(text, "  category: \"{category}\"");
        }
        if movement.posting.on.is_some() {
            let _ = writeln!(text, "  booked: {}", day(movement.posting.time));
        }
        if let Some(memo) = &movement.posting.memo {
            let _ = writeln!(text, "  memo: \"{memo}\"");
        }
        if let Some(words) = &movement.words {
            let words = words.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = writeln!(text, "  words: \"{words}\"");
        }
        for (account, units) in
            [(&movement.posting.credit, size), (&movement.posting.debit, size.negated())]
        {
            let units = plain(units, movement.posting.decimals);
            let _ = writeln!(
                text,
                "  {}  {units} {}",
                beancount_account(account),
                movement.posting.asset
            );
        }
        if let Some((account, units)) = result(movement) {
            let legs = [(account.as_str(), units), (RESULT, units.negated())];
            for (account, units) in legs {
                let units = plain(units, movement.posting.decimals);
                let _ = writeln!(text, "  {account}  {units} {}", movement.posting.asset);
            }
        }
    }
    let end = day(last.saturating_add(86_400));
    text.push('\n');
    for ((account, asset), (_, decimals, closing)) in &held {
        let units = plain(closing.negated(), *decimals);
        let _ = writeln!(text, "{end} balance {}  {units} {asset}", beancount_account(account));
    }
    text
}
