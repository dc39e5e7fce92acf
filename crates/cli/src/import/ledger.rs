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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    use super::*;

    fn real() -> Option<Vec<u8>> {
        let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
        let folder = std::env::var_os("POLITY_DATA").map_or(near, PathBuf::from);
        std::fs::read(folder.join("dao/ledger/obs_opencollective_2019_2020.csv")).ok()
    }

    /// Reads cents without the reader: the file has what floating point left of them.
    fn cents(text: &str) -> i128 {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let number = |text: &str| if text.is_empty() { 0 } else { text.parse::<i128>().unwrap() };
        let thousandths = number(&format!("{part:0<3}")[..3]);
        sign * (number(whole) * 100 + (thousandths + 5) / 10)
    }

    /// Every row of a real collective's two years, held against the text of its line: it balances, its
    /// fees, its refunds and its category are kept, and the balance after it is what the file says.
    #[test]
    fn every_row_of_an_open_collective_ledger_balances() {
        let Some(bytes) = real() else {
            println!("skipped: every_row_of_an_open_collective_ledger_balances: no test data");
            return;
        };
        let mut lines = csv::Reader::from_reader(bytes.as_slice());
        let headers = lines.headers().unwrap().clone();
        let mut lines: Vec<csv::StringRecord> = lines.records().map(Result::unwrap).collect();
        lines.reverse();
        let folder = tempfile::tempdir().unwrap();
        let parsed = read(&bytes, &mut Names::of(folder.path()).unwrap()).unwrap();
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        assert_eq!((parsed.rows.len(), lines.len()), (1_354, 1_354));
        let (mut refunds, mut expenses, mut running) = (0, 0, None);
        let mut totals: BTreeMap<String, i128> = BTreeMap::new();
        for (told, line) in parsed.rows.iter().zip(&lines) {
            let field = |name: &str| {
                let place = headers.iter().position(|header| header == name).unwrap();
                line.get(place).unwrap()
            };
            let row = &told.row;
            let at = row.row;
            let mut changes: BTreeMap<String, i128> = BTreeMap::new();
            for posting in &row.postings {
                let units = posting.amount.minor_units();
                assert!(units > 0 && posting.credit != posting.debit, "row {at}");
                *changes.entry(posting.credit.to_string()).or_default() -= units;
                *changes.entry(posting.debit.to_string()).or_default() += units;
            }
            assert_eq!(changes.values().sum::<i128>(), 0, "row {at}");
            let change = |name: &str| changes.get(name).copied().unwrap_or_default();
            assert_eq!(change("outside"), -cents(field("amount")), "row {at}");
            assert_eq!(change(COLLECTIVE), cents(field("net_usd")), "row {at}");
            for fee in ["host", "platform", "processor"] {
                let said = cents(field(&format!("{fee}_fee_usd")));
                assert_eq!(change(&format!("fee-{fee}")), -said, "row {at}: {fee}");
            }
            for (account, change) in &changes {
                *totals.entry(account.clone()).or_default() += change;
            }
            assert_eq!(row.category, label(field("kind")).unwrap(), "row {at}");
            let is_refund = field("kind").contains("Refund");
            refunds += usize::from(is_refund);
            expenses += usize::from(field("kind") == "expense");
            // A refund goes the other way, fees included.
            assert!(!is_refund || (change("outside") > 0 && change("fee-host") < 0), "row {at}");
            let after = told.balance.unwrap().minor_units();
            assert_eq!(after, cents(field("running_balance")), "row {at}");
            let before = after - change(COLLECTIVE);
            assert_eq!(*running.get_or_insert(before), before, "row {at}");
            running = Some(after);
        }
        assert_eq!((refunds, expenses, running), (2, 44, Some(9_875_016)));
        assert_eq!(totals.values().sum::<i128>(), 0);
        assert_eq!(totals.keys().len(), 5, "{totals:?}");
        let kinds: std::collections::BTreeSet<String> =
            parsed.rows.iter().map(|told| told.row.category.to_string()).collect();
        assert_eq!(kinds.len(), 6, "{kinds:?}");
    }
}
