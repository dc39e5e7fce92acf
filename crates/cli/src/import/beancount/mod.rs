//! Books of Beancount: every transaction, balanced again, as rows of old ledgers.
//!
//! A transaction becomes at least one row for each commodity that it moves, and in each commodity what
//! goes out comes in. Where one commodity was given for another, both meet in the account `conversions`.

mod number;
mod syntax;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::modules::import::{Label, LedgerRow, OldPosting, POSTINGS_MAX};
use polity_types::{Amount, AssetId, Hash, Timestamp};
use serde::Serialize;

use self::number::Number;
use self::syntax::{Against, Directive, Leg, Said};
use super::Fault;
use super::names::Names;
use super::text::label;

/// Where one commodity was given for another.
const CONVERSIONS: &str = "conversions";
/// What was left over within the precision in which a transaction is written.
const ROUNDING: &str = "rounding";
/// Most decimals of a commodity. Unit: digits. Source: TRE-1.
const DECIMALS_MAX: u32 = 18;
/// Decimals of a commodity in which nothing is written but prices. Unit: digits.
const CENTS: u32 = 2;
/// Longest label that is told apart by itself. Unit: characters. Source: IMP-3.
const LABEL_CHARS_MAX: usize = 32;

/// A row, and of what.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Booked {
    pub(crate) asset: AssetId,
    pub(crate) row: LedgerRow,
}

/// What a file holds.
#[derive(Debug)]
pub(crate) struct Books {
    /// The commodities in the order of the rows: code, and decimals.
    pub(crate) assets: Vec<(AssetId, u8)>,
    /// Balances of the file that hold.
    pub(crate) balances: u64,
    pub(crate) faults: Vec<Fault>,
    pub(crate) rows: Vec<Booked>,
    pub(crate) transactions: u64,
}

/// Reads the books, oldest row first for each commodity. `names` says of a commodity which code it gets.
/// Faults name lines instead of rows.
pub(crate) fn read(
    bytes: &[u8],
    codes: &BTreeMap<String, AssetId>,
    names: &mut Names,
) -> Result<Books, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())?;
    let mut faults = Vec::new();
    let mut directives = Vec::new();
    for read in syntax::read(text) {
        match read {
            Ok(directive) => directives.push(directive),
            Err((row, reason)) => faults.push(Fault { row, reason }),
        }
    }
    let commodities = commodities(&directives);
    let assets = assets(&commodities, codes)?;
    // A balance is of the beginning of its day.
    directives.sort_by_key(|one| (one.day, !matches!(one.said, Said::Balance { .. }), one.line));
    let mut keeper = Keeper::of(&commodities);
    for directive in directives {
        let line = directive.line;
        if let Err(reason) = keeper.take(directive) {
            faults.push(Fault { row: line, reason });
        }
    }
    faults.sort_by_key(|fault| fault.row);
    let Keeper { balances, mut moves, transactions, .. } = keeper;
    moves.sort_by_key(|one| (one.day, one.line));
    let rows = rows(&moves, &assets, names)?;
    let named = |(commodity, decimals): (&String, &u32)| {
        let code = assets.get(commodity)?.clone();
        Some((code, u8::try_from(*decimals).unwrap_or(u8::MAX)))
    };
    let assets = commodities.iter().filter_map(named).collect();
    Ok(Books { assets, balances, faults, rows, transactions })
}

/// Returns every commodity that is held, with the decimals in which it is written.
fn commodities(directives: &[Directive]) -> BTreeMap<String, u32> {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    let mut note = |(number, commodity): &(Number, String)| {
        let places = found.entry(commodity.clone()).or_default();
        *places = number.places.max(*places);
    };
    for directive in directives {
        match &directive.said {
            Said::Balance { money, .. } => note(money),
            Said::Pad { .. } => {}
            Said::Transaction { legs, .. } => {
                legs.iter().filter_map(|leg| leg.units.as_ref()).for_each(&mut note);
            }
        }
    }
    // What is only ever the price of something is held where a leg is left out.
    for directive in directives {
        let Said::Transaction { legs, .. } = &directive.said else { continue };
        for against in legs.iter().filter_map(|leg| leg.against.as_ref()) {
            let (Against::Each(_, _, commodity) | Against::All(_, commodity)) = against;
            let _ = found.entry(commodity.clone()).or_insert(CENTS);
        }
    }
    found
}

/// Returns the code of every commodity: the one that is named for it, or its own letters and digits.
fn assets(
    commodities: &BTreeMap<String, u32>,
    codes: &BTreeMap<String, AssetId>,
) -> Result<BTreeMap<String, AssetId>, String> {
    let mut assets: BTreeMap<String, AssetId> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (commodity, decimals) in commodities {
        let plain: String = commodity.chars().filter(char::is_ascii_alphanumeric).collect();
        let code = match codes.get(commodity) {
            Some(code) => code.clone(),
            None => plain
                .parse()
                .map_err(|_| format!("{commodity} needs a code: --code {commodity}=…"))?,
        };
        if !taken.insert(code.clone()) {
            return Err(format!("{code} would be two commodities: --code {commodity}=…"));
        }
        if *decimals > DECIMALS_MAX {
            return Err(format!("{commodity} has {decimals} decimals; {DECIMALS_MAX} are read"));
        }
        let _ = assets.insert(commodity.clone(), code);
    }
    Ok(assets)
}

/// What a transaction moves of one commodity: sums of accounts that are nothing together.
struct Move {
    category: String,
    commodity: String,
    day: Timestamp,
    line: u64,
    payee: Option<String>,
    sums: Vec<(String, Amount)>,
}

/// A pad that waits for balances.
struct Pad {
    day: Timestamp,
    done: BTreeSet<String>,
    line: u64,
    source: String,
}

/// Who goes through the books from day to day.
struct Keeper<'a> {
    balances: u64,
    commodities: &'a BTreeMap<String, u32>,
    /// What accounts hold, by account and commodity.
    held: BTreeMap<(String, String), Amount>,
    moves: Vec<Move>,
    pads: BTreeMap<String, Pad>,
    transactions: u64,
}

impl<'a> Keeper<'a> {
    fn of(commodities: &'a BTreeMap<String, u32>) -> Self {
        let (held, pads) = (BTreeMap::new(), BTreeMap::new());
        Self { balances: 0, commodities, held, moves: Vec::new(), pads, transactions: 0 }
    }

    fn take(&mut self, directive: Directive) -> Result<(), String> {
        let Directive { day, line, said } = directive;
        match said {
            Said::Balance { account, money } => self.balance(&account, &money),
            Said::Pad { account, source } => {
                let _ = self.pads.insert(account, Pad { day, done: BTreeSet::new(), line, source });
                Ok(())
            }
            Said::Transaction { legs, payee } => {
                let sums = self.sums(&legs)?;
                if sums.is_empty() {
                    return Err("nothing moves".into());
                }
                let category = category(&sums);
                for (commodity, sums) in sums {
                    let (category, payee) = (category.clone(), payee.clone());
                    self.book(Move { category, commodity, day, line, payee, sums });
                }
                self.transactions = self.transactions.saturating_add(1);
                Ok(())
            }
        }
    }

    fn book(&mut self, booked: Move) {
        for (account, sum) in &booked.sums {
            let held = self.held.entry((account.clone(), booked.commodity.clone())).or_default();
            *held = held.plus(*sum).unwrap_or(*held);
        }
        self.moves.push(booked);
    }

    /// Compares what an account and its parts hold with what the file says, and fills up what it pads.
    fn balance(&mut self, account: &str, money: &(Number, String)) -> Result<(), String> {
        let (number, commodity) = money;
        let wanted = self.minor_units(*number, commodity)?;
        let part = format!("{account}:");
        let is_part = |((name, of), _): &(&(String, String), &Amount)| {
            of == commodity && (name == account || name.starts_with(&part))
        };
        let held = self.held.iter().filter(is_part);
        let held = held.fold(Amount::ZERO, |sum, (_, held)| sum.plus(*held).unwrap_or(sum));
        let missing = wanted.minus(held).ok_or("an amount is too large")?;
        let pad = self.pads.get_mut(account).and_then(|pad| {
            let is_first = pad.done.insert(commodity.clone());
            is_first.then(|| (pad.day, pad.line, pad.source.clone()))
        });
        if let Some((day, line, source)) = pad.filter(|_| missing != Amount::ZERO) {
            let sums = vec![(account.to_owned(), missing), (source, missing.negated())];
            let (category, commodity) = ("opening".to_owned(), commodity.clone());
            self.book(Move { category, commodity, day, line, payee: None, sums });
        } else if missing != Amount::ZERO {
            let decimals = self.decimals(commodity);
            let (held, wanted) = (held.in_units(decimals), wanted.in_units(decimals));
            return Err(format!("{account} holds {held} {commodity}, but the file says {wanted}"));
        }
        self.balances = self.balances.saturating_add(1);
        Ok(())
    }

    fn decimals(&self, commodity: &str) -> u8 {
        let decimals = self.commodities.get(commodity).copied().unwrap_or_default();
        u8::try_from(decimals).unwrap_or(u8::MAX)
    }

    fn minor_units(&self, number: Number, commodity: &str) -> Result<Amount, String> {
        let units = number.minor_units(self.decimals(commodity).into());
        units.ok_or_else(|| "an amount is too large".to_owned())
    }

    /// Returns what a transaction moves: by commodity, what each account gets, together nothing.
    fn sums(&self, legs: &[Leg]) -> Result<BTreeMap<String, Vec<(String, Amount)>>, String> {
        let weighed = weigh(legs)?;
        let mut found: BTreeMap<String, Vec<(String, Amount)>> = BTreeMap::new();
        let mut add = |commodity: &str, account: &str, amount: Amount| -> Result<(), String> {
            let sums = found.entry(commodity.to_owned()).or_default();
            match sums.iter_mut().find(|(of, _)| of == account) {
                Some((_, sum)) => *sum = sum.plus(amount).ok_or("an amount is too large")?,
                None => sums.push((account.to_owned(), amount)),
            }
            Ok(())
        };
        for (leg, (number, commodity)) in
            legs.iter().filter_map(|leg| Some((leg, leg.units.as_ref()?)))
        {
            add(commodity, &leg.account, self.minor_units(*number, commodity)?)?;
        }
        let empty = legs.iter().find(|leg| leg.units.is_none());
        for (commodity, weight) in &weighed.sums {
            let left = weight.negated();
            if let Some(leg) = empty {
                add(commodity, &leg.account, self.minor_units(left, commodity)?)?;
            } else if !left.is_within_half(weighed.places.get(commodity).copied().unwrap_or(0)) {
                return Err(format!("it does not balance in {commodity}"));
            }
        }
        for (commodity, sums) in &mut found {
            let left = sums.iter().try_fold(Amount::ZERO, |sum, (_, amount)| sum.plus(*amount));
            let left = left.ok_or("an amount is too large")?.negated();
            let meets = weighed.converted.contains(commodity);
            sums.push(((if meets { CONVERSIONS } else { ROUNDING }).to_owned(), left));
            sums.retain(|(_, amount)| *amount != Amount::ZERO);
        }
        found.retain(|_, sums| !sums.is_empty());
        Ok(found)
    }
}

/// What the legs of a transaction weigh, as Beancount balances them.
#[derive(Default)]
struct Weighed {
    /// Commodities that were given for others, or for which others were given.
    converted: BTreeSet<String>,
    /// The fewest decimals with which an amount is written, of those with any.
    places: BTreeMap<String, u32>,
    sums: BTreeMap<String, Number>,
}

fn weigh(legs: &[Leg]) -> Result<Weighed, String> {
    if legs.iter().filter(|leg| leg.units.is_none()).count() > 1 {
        return Err("more than one amount is left out".into());
    }
    let mut weighed = Weighed::default();
    for leg in legs {
        let Some((number, commodity)) = &leg.units else { continue };
        if number.places > 0 {
            let fewest = weighed.places.entry(commodity.clone()).or_insert(number.places);
            *fewest = number.places.min(*fewest);
        }
        let (weight, of) = match &leg.against {
            None => (Some(*number), commodity),
            Some(Against::Each(each, all, of)) => {
                let all = all.map_or(Number::ZERO, |all| all.signed_as(*number));
                (number.times(*each).and_then(|product| product.plus(all)), of)
            }
            Some(Against::All(all, of)) => (Some(all.signed_as(*number)), of),
        };
        if of != commodity {
            weighed.converted.extend([of.clone(), commodity.clone()]);
        }
        let sum = weighed.sums.entry(of.clone()).or_insert(Number::ZERO);
        let weight = weight.and_then(|weight| sum.plus(weight));
        *sum = weight.ok_or("an amount is too large")?;
    }
    Ok(weighed)
}

/// Returns the category of a transaction: the account of income or expenses that gets or gives most.
fn category(sums: &BTreeMap<String, Vec<(String, Amount)>>) -> String {
    let all = sums.values().flatten();
    let of_books = all
        .filter(|(account, _)| account.starts_with("Income:") || account.starts_with("Expenses:"));
    let most = of_books.max_by_key(|(_, amount)| amount.minor_units().unsigned_abs());
    most.map_or_else(|| "transfer".to_owned(), |(account, _)| account.clone())
}

/// Returns the label of an account: its words, or, where they are too many, as many of them as fit and a
/// hash of the name, so that two accounts never have one label.
fn label_of(account: &str) -> Result<Label, String> {
    let plain = account.chars().filter(|c| c.is_alphanumeric() || *c == ':' || *c == '-');
    if plain.clone().count() <= LABEL_CHARS_MAX && account.is_ascii() {
        return label(account);
    }
    let hash = Hash::of(account.as_bytes()).to_string();
    let kept: String = account.chars().take(23).collect();
    label(&format!("{kept}-{}", hash.get(..8).unwrap_or_default()))
}

/// Makes rows of what moves, commodity by commodity.
fn rows(
    moves: &[Move],
    assets: &BTreeMap<String, AssetId>,
    names: &mut Names,
) -> Result<Vec<Booked>, String> {
    let mut rows = Vec::new();
    for (commodity, asset) in assets {
        for one in moves.iter().filter(|one| one.commodity == *commodity) {
            let party = one.payee.as_deref().map(|payee| names.commit(payee));
            let category = label_of(&one.category)?;
            for postings in pairs(&one.sums)?.chunks(POSTINGS_MAX) {
                let number = u64::try_from(rows.len()).unwrap_or(u64::MAX).saturating_add(1);
                let (category, postings) = (category.clone(), postings.to_vec());
                let row =
                    LedgerRow { category, occurred_at: one.day, party, postings, row: number };
                rows.push(Booked { asset: asset.clone(), row });
            }
        }
    }
    Ok(rows)
}

/// Pairs who gives with who gets, in the order in which they stand.
fn pairs(sums: &[(String, Amount)]) -> Result<Vec<OldPosting>, String> {
    let mut givers: Vec<(Label, Amount)> = Vec::new();
    let mut getters: Vec<(Label, Amount)> = Vec::new();
    for (account, amount) in sums {
        let label = label_of(account)?;
        if amount.is_positive() {
            getters.push((label, *amount));
        } else {
            givers.push((label, amount.negated()));
        }
    }
    let mut pairs = Vec::new();
    let mut givers = givers.into_iter().peekable();
    for (debit, mut wanted) in getters {
        while let Some((credit, left)) = givers.peek_mut().filter(|_| wanted.is_positive()) {
            let amount = wanted.min(*left);
            pairs.push(OldPosting { amount, credit: credit.clone(), debit: debit.clone() });
            wanted = wanted.minus(amount).unwrap_or_default();
            *left = left.minus(amount).unwrap_or_default();
            if *left == Amount::ZERO {
                let _ = givers.next();
            }
        }
    }
    Ok(pairs)
}
