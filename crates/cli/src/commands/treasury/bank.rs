//! Reads what a bank writes: OFX, and CSV by the names in its first line.

use std::collections::BTreeSet;

use polity_types::{Amount, Timestamp};

use crate::import::text;

/// A line from outside. `amount` is positive where money came in there, and never nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outside {
    pub(super) amount: Amount,
    pub(super) date: Timestamp,
    /// Its number in the file, from 1.
    pub(super) line: usize,
    /// What it says it is for.
    pub(super) text: String,
}

/// Which of the accounts of a file is meant, and in what currency it must be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) account: Option<&'a str>,
    pub(super) currency: &'a str,
}

impl Wanted<'_> {
    fn is_currency(&self, code: &str) -> bool {
        // ISO 4217: XXX is no currency, as in a file about something else.
        code.eq_ignore_ascii_case(self.currency) || code == "XXX"
    }
}

/// Reads a statement from outside. A line that moves nothing is left out.
pub(super) fn read(text: &str, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
    let is_ofx = text.contains("<OFX>") || text.contains("<OFX ");
    let read = if is_ofx { ofx(text, decimals, wanted) } else { csv(text, decimals, wanted) };
    read.map(|mut lines| {
        lines.retain(|line| line.amount != Amount::ZERO);
        lines
    })
}

/// Returns a field of OFX, as SGML (1.x, where fields may stay open) or XML (2.x).
fn field(part: &str, name: &str) -> Option<String> {
    let rest = part.split(&format!("<{name}>")).nth(1)?;
    Some(rest.split(['<', '\n', '\r']).next().unwrap_or(rest).trim().to_owned())
}

/// Reads the movements of the one account of an OFX file that is meant.
fn ofx(text: &str, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
    // Of a bank and of a card; a file that names neither is taken as one account.
    let mut accounts: Vec<&str> =
        ["<STMTRS>", "<CCSTMTRS>"].iter().flat_map(|start| text.split(start).skip(1)).collect();
    if accounts.is_empty() {
        accounts.push(text);
    }
    let numbers: Vec<String> =
        accounts.iter().map(|part| field(part, "ACCTID").unwrap_or_default()).collect();
    if wanted.account.is_none() && accounts.len() > 1 {
        return Err(format!(
            "The file is of several accounts ({}): say which with --bank-account.",
            numbers.join(", ")
        ));
    }
    let is_meant = |number: &String| wanted.account.is_none_or(|meant| meant == number);
    let place = numbers
        .iter()
        .position(is_meant)
        .ok_or_else(|| format!("The file has no such account; it is of {}.", numbers.join(", ")))?;
    let part = accounts.get(place).copied().unwrap_or_default();
    if let Some(code) = field(part, "CURDEF").filter(|code| !wanted.is_currency(code)) {
        return Err(wrong_currency(&code, wanted));
    }
    movements(part, decimals)
}

fn wrong_currency(code: &str, wanted: Wanted<'_>) -> String {
    format!(
        "The file counts {code}, not {}. If that is the same, say --currency {code}.",
        wanted.currency
    )
}

fn movements(account: &str, decimals: u8) -> Result<Vec<Outside>, String> {
    // A bank gives each movement an identifier, and may tell it twice (OFX 2.2, 11.4.4.1: FITID).
    let mut told = BTreeSet::new();
    let mut all = Vec::new();
    for (place, part) in account.split("<STMTTRN>").skip(1).enumerate() {
        let part = part.split("</STMTTRN>").next().unwrap_or(part);
        let line = place.saturating_add(1);
        let needed =
            |name: &str| field(part, name).ok_or_else(|| format!("Movement {line} has no {name}."));
        let (date, amount) = (needed("DTPOSTED")?, needed("TRNAMT")?);
        let id = field(part, "FITID").filter(|id| !id.is_empty());
        if id.is_some_and(|id| !told.insert((id, date.clone(), amount.clone()))) {
            continue;
        }
        let texts = ["NAME", "MEMO", "FITID", "REFNUM"].into_iter();
        let texts: Vec<String> = texts.filter_map(|name| field(part, name)).collect();
        all.push(Outside {
            amount: text::amount(amount.trim_start_matches('+'), decimals.into(), false)?,
            date: ofx_date(&date)?,
            line,
            text: texts.join(" "),
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
fn csv(text: &str, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
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
    let currency = column(&["currency", "ccy"]);
    let mut all = Vec::new();
    for (place, record) in reader.records().enumerate() {
        let record = record.map_err(|error| error.to_string())?;
        let line = place.saturating_add(1);
        let of = |at: usize| record.get(at).unwrap_or_default().trim();
        let said: Vec<&str> = texts.iter().flatten().map(|at| of(*at)).collect();
        let wrong = |why: String| format!("Line {line}: {why}.");
        let code = currency.map(of).filter(|code| !code.is_empty() && !wanted.is_currency(code));
        if let Some(code) = code {
            return Err(wrong_currency(code, wanted));
        }
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

    const EUR: Wanted<'static> = Wanted { account: None, currency: "EUR" };

    #[test]
    fn both_kinds_of_ofx_and_csv_are_read_alike() {
        let sgml = "OFXHEADER:100\n<OFX><STMTTRN>\n<TRNTYPE>CREDIT\n<DTPOSTED>20260131120000[0:GMT]\n\
                    <TRNAMT>+12.50\n<FITID>9\n<NAME>Ana\n</STMTTRN></OFX>";
        let xml = "<OFX><STMTTRN><DTPOSTED>20260131</DTPOSTED><TRNAMT>12.50</TRNAMT><FITID>9</FITID>\
                   <NAME>Ana</NAME></STMTTRN></OFX>";
        let table = "Date,Amount,Reference,Description\n2026-01-31,12.50,Ana,9\n";
        let all = [sgml, xml, table].map(|text| read(text, 2, EUR).unwrap());
        for read in &all {
            assert_eq!(read.len(), 1);
            assert_eq!(read[0].amount, Amount::from(1_250));
            assert_eq!(read[0].date.to_string(), "2026-01-31T00:00:00Z");
            assert_eq!(read[0].text, "Ana 9");
        }
        assert!(read("day,sum\n", 2, EUR).is_err());
        assert!(read("date,amount\n2026-01-31,1.234\n", 2, EUR).is_err());
    }

    /// A bank's file of two accounts, one of them in dollars, with a movement that is told twice and one of nothing.
    #[test]
    fn one_account_of_a_file_is_read_in_its_currency_and_each_movement_once() {
        let movement = |id: &str, amount: &str| {
            format!("<STMTTRN><DTPOSTED>20260131<TRNAMT>{amount}<FITID>{id}</STMTTRN>")
        };
        let account = |number: &str, currency: &str, moved: &str| {
            format!(
                "<STMTRS><CURDEF>{currency}<BANKACCTFROM><ACCTID>{number}</BANKACCTFROM>\
                 <BANKTRANLIST>{moved}</BANKTRANLIST></STMTRS>"
            )
        };
        let moved = [movement("1", "5.00"), movement("1", "5.00"), movement("2", "0.00")].concat();
        let file = ["<OFX>", &account("77", "EUR", &moved), &account("78", "USD", &moved)].concat();
        let several = read(&file, 2, EUR).unwrap_err();
        assert!(several.contains("77, 78") && several.contains("--bank-account"), "{several}");
        let of = |account| Wanted { account: Some(account), ..EUR };
        let lines = read(&file, 2, of("77")).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].amount, Amount::from(500));
        let other = read(&file, 2, of("78")).unwrap_err();
        assert!(other.contains("counts USD, not EUR") && other.contains("--currency USD"));
        assert!(read(&file, 2, Wanted { currency: "USD", ..of("78") }).is_ok());
        assert!(read(&file, 2, of("79")).unwrap_err().contains("no such account"));
        let table = "date,amount,currency\n2026-01-31,5.00,USD\n";
        assert!(read(table, 2, EUR).unwrap_err().contains("counts USD"));
        assert_eq!(read(&table.replace("USD", "eur"), 2, EUR).unwrap().len(), 1);
    }
}
