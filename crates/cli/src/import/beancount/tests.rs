//! Books of Beancount, line by line, and real ones as a whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use polity_types::Amount;

use super::{Books, read};
use crate::import::names::Names;

fn books(text: &str) -> Books {
    let folder = tempfile::tempdir().unwrap();
    let mut names = Names::of(folder.path()).unwrap();
    read(text.as_bytes(), &BTreeMap::new(), &mut names).unwrap()
}

/// Returns the rows as `day category from>to amount asset`.
fn told(books: &Books) -> Vec<String> {
    let posting = |booked: &super::Booked| {
        let postings = booked.row.postings.iter();
        let words = postings.map(|one| format!("{}>{} {}", one.credit, one.debit, one.amount));
        let day = booked.row.occurred_at.to_string().chars().take(10).collect::<String>();
        format!(
            "{day} {} {} {}",
            booked.row.category,
            booked.asset,
            words.collect::<Vec<_>>().join(" ")
        )
    };
    books.rows.iter().map(posting).collect()
}

fn faults(books: &Books) -> Vec<String> {
    books.faults.iter().map(|fault| format!("{}: {}", fault.row, fault.reason)).collect()
}

#[test]
fn a_transaction_keeps_fees_refunds_and_categories() {
    let books = books(
        r#"option "title" "Books; of a house"
2020-01-01 open Assets:Bank EUR
2020-03-01 * "Shop" "Nails; and a hammer" #roof ^abc
  receipt: "17.pdf"
  Assets:Bank            -21.50 EUR
  ! Expenses:Roof          20 EUR ; what it is for
  Expenses:Bank:Fees
2020-03-02 txn "Shop took the hammer back"
  Expenses:Roof  -12,000.00 EUR
  Assets:Bank
"#,
    );
    assert_eq!(faults(&books), Vec::<String>::new());
    let wanted = [
        "2020-03-01 expenses-roof EUR assets-bank>expenses-roof 2000 assets-bank>expenses-bank-fees 150",
        "2020-03-02 expenses-roof EUR expenses-roof>assets-bank 1200000",
    ];
    assert_eq!(told(&books), wanted);
    assert!(books.rows[0].row.party.is_some() && books.rows[1].row.party.is_none());
}

#[test]
fn what_is_given_for_something_else_meets_in_conversions() {
    let books = books(
        r#"2020-03-01 * "Shares at a price, with a fee"
  Assets:Broker     3 ACME {33.335 EUR, 2020-03-01, "first"}
  Expenses:Fees     1.00 EUR
  Assets:Bank    -101.01 EUR
2020-03-05 * "Sold"
  Assets:Broker    -3 ACME {33.335 EUR} @ 40.00 EUR
  Assets:Bank     120.00 EUR
  Income:Gains
2020-03-06 * "Two kinds of money"
  Assets:Cash      10.00 USD @@ 9.00 EUR
  Assets:Bank
"#,
    );
    assert_eq!(faults(&books), Vec::<String>::new());
    let wanted = [
        "2020-03-01 expenses-fees ACME conversions>assets-broker 3",
        "2020-03-05 income-gains ACME assets-broker>conversions 3",
        "2020-03-01 expenses-fees EUR assets-bank>expenses-fees 100 assets-bank>conversions 10001",
        "2020-03-05 income-gains EUR income-gains>assets-bank 2000 conversions>assets-bank 10000",
        "2020-03-06 transfer EUR assets-bank>conversions 900",
        "2020-03-06 transfer USD conversions>assets-cash 1000",
    ];
    assert_eq!(told(&books), wanted);
}

#[test]
fn a_pad_fills_up_to_the_next_balance_and_balances_are_held_beside_the_books() {
    let books = books(
        r#"2020-01-01 pad Assets:Bank Equity:Opening
2020-01-01 balance Assets:Bank 0 EUR
2020-01-05 * "Paid" ""
  Assets:Bank:Till  -5 EUR
  Expenses:Food
2020-02-01 balance Assets:Bank 95 EUR
2020-02-02 balance Assets:Bank 95.00 ~ 0.01 EUR
2020-02-03 balance Assets:Bank 96 EUR
"#,
    );
    let wanted = [
        "2020-01-01 opening EUR equity-opening>assets-bank 10000",
        "2020-01-05 expenses-food EUR assets-bank-till>expenses-food 500",
    ];
    assert_eq!(told(&books), wanted);
    assert_eq!(books.balances, 3);
    assert_eq!(faults(&books), ["8: Assets:Bank holds 95.00 EUR, but the file says 96.00"]);
}

#[test]
fn what_is_not_read_is_told_with_its_line() {
    let books = books(
        r#"include "other.beancount"
2020-01-01 frobnicate Assets:Bank
2020-13-01 * "No day"
2020-01-02 * "Does not balance"
  Assets:Bank   1.00 EUR
  Assets:Till  -1.01 EUR
2020-01-03 * "Two are left out"
  Assets:Bank   1.00 EUR
  Assets:Till
  Assets:Box
2020-01-04 * "A lot without a cost"
  Assets:Broker  -1 ACME {}
  Assets:Bank
2020-01-05 * "Nothing"
  Assets:Bank   0.00 EUR
  Assets:Till
2020-01-06 * "Reckoned"
  Assets:Bank   (1.00 / 3) EUR
  Assets:Till
2020-01-07 * "Too much"
  Assets:Bank   9999999999999999999999999999999999.00 EUR
  Assets:Till
2020-01-08 note Assets:Bank "does not end
"#,
    );
    let found = faults(&books);
    let lines: Vec<&str> = found.iter().filter_map(|fault| fault.split(':').next()).collect();
    assert_eq!(lines, ["1", "2", "3", "4", "7", "12", "14", "18", "20", "23"], "{found:#?}");
    assert!(books.rows.is_empty());
}

#[test]
fn long_names_of_accounts_stay_apart() {
    let text = |account: &str| format!("2020-01-01 * \"x\"\n  {account}  1 EUR\n  Assets:Bank\n");
    let long = "Expenses:Taxes:Y2013:US:Federal:PreTax401k";
    let books = books(
        &(text(long)
            + &text("Expenses:Taxes:Y2013:US:Federal")
            + &text("Expenses:Taxes:Y2013:US:Federal:SocSec")),
    );
    let labels: std::collections::BTreeSet<String> =
        books.rows.iter().map(|one| one.row.category.to_string()).collect();
    assert_eq!(labels.len(), 3, "{labels:?}");
}

fn real() -> Vec<PathBuf> {
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("POLITY_DATA").map_or(near, PathBuf::from);
    let mut folders = vec![folder.join("dao/ledger")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "beancount") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every transaction of every file is taken, balances in every commodity, and leaves the accounts as the
/// files say in their own balances.
#[test]
fn real_books_balance_row_by_row() {
    let files = real();
    if files.is_empty() {
        println!("skipped: real_books_balance_row_by_row: no test data");
        return;
    }
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let books = books(&text);
        let name = file.display();
        assert_eq!(faults(&books), Vec::<String>::new(), "{name}");
        // Counted without the reader: lines that begin with a day and a flag.
        let is = |line: &&str, kind: &str| {
            let mut words = line.split(' ').filter(|word| !word.is_empty());
            let is_dated =
                words.next().is_some_and(|day| day.len() == 10 && day.starts_with(['1', '2']));
            is_dated && words.next() == Some(kind)
        };
        let count =
            |kind: &str| u64::try_from(text.lines().filter(|line| is(line, kind)).count()).unwrap();
        assert_eq!((books.transactions, books.balances), (count("*"), count("balance")), "{name}");
        assert!(books.transactions > 5 && books.balances > 2, "{name}");
        let mut held: BTreeMap<(String, String), Amount> = BTreeMap::new();
        let mut last = 0;
        for booked in &books.rows {
            assert!(booked.row.row > last, "{name}");
            last = booked.row.row;
            let mut sum = Amount::ZERO;
            for posting in &booked.row.postings {
                assert!(posting.amount.is_positive() && posting.credit != posting.debit, "{name}");
                for (account, change) in
                    [(&posting.credit, posting.amount.negated()), (&posting.debit, posting.amount)]
                {
                    let place = (account.to_string(), booked.asset.to_string());
                    let held = held.entry(place).or_default();
                    *held = held.plus(change).unwrap();
                    sum = sum.plus(change).unwrap();
                }
            }
            assert_eq!(sum, Amount::ZERO, "{name}: row {last}");
        }
        let categories: std::collections::BTreeSet<String> =
            books.rows.iter().map(|one| one.row.category.to_string()).collect();
        println!(
            "{name}: {} transactions, {} rows, {} assets, {} accounts, {} categories, {} balances",
            books.transactions,
            books.rows.len(),
            books.assets.len(),
            held.len(),
            categories.len(),
            books.balances
        );
    }
}
