//! Old ledgers: Open Collective's CSV, or CSV with `date,from,to,amount,category,party`.

use polity_machine::modules::import::{Label, LedgerRow, OldPosting};
use polity_types::{Amount, Hash, Timestamp};
use serde::Deserialize;

use super::Parsed;
use super::names::Names;
use super::text::{amount, label, time};

/// Decimals of the amounts: cents.
pub(crate) const DECIMALS: usize = 2;
/// The account whose running balance an Open Collective ledger tells.
pub(crate) const COLLECTIVE: &str = "collective";

#[derive(Deserialize)]
struct OpenCollective {
    amount: String,
    counterparty: String,
    date: String,
    host_fee_usd: String,
    kind: String,
    net_usd: String,
    platform_fee_usd: String,
    processor_fee_usd: String,
    running_balance: String,
}

#[derive(Deserialize)]
struct Line {
    amount: String,
    #[serde(default)]
    category: String,
    date: String,
    from: String,
    #[serde(default)]
    party: String,
    to: String,
}

/// A row with what its file says that the account holds after it, where it does.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) balance: Option<Amount>,
    pub(crate) row: LedgerRow,
}

/// Reads a file, oldest row first. Rows of Open Collective's newest-first list are numbered from its
/// end: row 1 is the oldest.
pub(crate) fn read(bytes: &[u8], names: &mut Names) -> Result<Parsed<Told>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    if headers.iter().any(|header| header == "running_balance") {
        let mut lines: Vec<Result<OpenCollective, csv::Error>> = reader.deserialize().collect();
        lines.reverse();
        return Ok(Parsed::of((1..).zip(lines).map(|(row, line)| {
            let told = line.map_err(|error| error.to_string());
            (row, told.and_then(|line| open_collective(row, &line, names)))
        })));
    }
    let lines = (1..).zip(reader.deserialize::<Line>());
    Ok(Parsed::of(lines.map(|(row, line)| {
        let told = line.map_err(|error| error.to_string());
        (row, told.and_then(|line| plain(row, &line, names)))
    })))
}

fn party(name: &str, names: &mut Names) -> Option<Hash> {
    (!name.is_empty()).then(|| names.commit(name))
}

/// Returns a posting from `from` to `to`, or the other way round if the amount is negative.
fn posting(value: Amount, from: &Label, to: &Label) -> Option<OldPosting> {
    let (credit, debit) = (from.clone(), to.clone());
    if value.is_positive() {
        Some(OldPosting { amount: value, credit, debit })
    } else {
        let amount = value.negated();
        amount.is_positive().then_some(OldPosting { amount, credit: debit, debit: credit })
    }
}

fn open_collective(row: u64, line: &OpenCollective, names: &mut Names) -> Result<Told, String> {
    let cents = |text: &str| amount(if text.is_empty() { "0" } else { text }, DECIMALS, false);
    let collective = label(COLLECTIVE)?;
    let gross = cents(&line.amount)?;
    let fees = [
        ("fee-host", cents(&line.host_fee_usd)?),
        ("fee-platform", cents(&line.platform_fee_usd)?),
        ("fee-processor", cents(&line.processor_fee_usd)?),
    ];
    let sum = fees.iter().try_fold(gross, |sum, (_, fee)| sum.plus(*fee));
    let net = cents(&line.net_usd)?;
    if sum != Some(net) {
        return Err(format!("amount and fees make {sum:?}, but the row says {net}"));
    }
    let mut postings: Vec<OldPosting> =
        posting(gross, &label("outside")?, &collective).into_iter().collect();
    for (account, fee) in fees {
        postings.extend(posting(fee, &label(account)?, &collective));
    }
    if postings.is_empty() {
        return Err("nothing moves".to_owned());
    }
    let occurred_at: Timestamp = time(&line.date)?;
    let (category, party) = (label(&line.kind)?, party(&line.counterparty, names));
    let balance = Some(amount(&line.running_balance, DECIMALS, true)?);
    Ok(Told { balance, row: LedgerRow { category, occurred_at, party, postings, row } })
}

fn plain(row: u64, line: &Line, names: &mut Names) -> Result<Told, String> {
    let value = amount(&line.amount, DECIMALS, false)?;
    let postings: Vec<OldPosting> =
        posting(value, &label(&line.from)?, &label(&line.to)?).into_iter().collect();
    if postings.is_empty() {
        return Err("nothing moves".to_owned());
    }
    let category = if line.category.is_empty() { "other" } else { &line.category };
    let (category, occurred_at) = (label(category)?, time(&line.date)?);
    let party = party(&line.party, names);
    Ok(Told { balance: None, row: LedgerRow { category, occurred_at, party, postings, row } })
}
