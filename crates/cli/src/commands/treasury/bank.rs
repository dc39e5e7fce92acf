//! Reads what a bank writes: OFX, or a table.

use std::collections::BTreeMap;

use polity_types::{Amount, Timestamp};

use super::ofx::{self, Element};
use super::table;
use crate::import::text;

/// A line from outside. `amount` is positive where money came in there, and never nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outside {
    pub(super) amount: Amount,
    pub(super) date: Timestamp,
    /// Its number in the file, from 1.
    pub(super) line: usize,
    /// The line before it that has its identifier, day and sum, if one has.
    pub(super) repeats: Option<usize>,
    /// What it says it is for.
    pub(super) text: String,
}

/// Which of the accounts of a file is meant, and in what currency it must be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) account: Option<&'a str>,
    pub(super) currency: &'a str,
    /// Whether the bank is trusted to escape what payers write, in a file of one line.
    pub(super) trusts_tags: bool,
}

impl Wanted<'_> {
    pub(super) fn is_currency(&self, code: &str) -> bool {
        // ISO 4217: XXX is no currency, as in a file about something else.
        code.eq_ignore_ascii_case(self.currency) || code == "XXX"
    }
}

/// Reads a statement from outside: OFX if it begins as such a file does, since all that comes later may hold words
/// of whoever paid, and CSV otherwise. A line that moves nothing is left out.
pub(super) fn read(text: &str, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
    let is_ofx = ofx::is_ofx(text);
    let mut lines =
        if is_ofx { of_ofx(text, decimals, wanted)? } else { table::read(text, decimals, wanted)? };
    lines.retain(|line| line.amount != Amount::ZERO);
    Ok(lines)
}

/// Reads the movements of the one account of an OFX file that is meant.
fn of_ofx(text: &str, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
    let file = ofx::read(text, wanted.trusts_tags)?;
    // Of a bank and of a card; a file that names neither is taken as one account.
    let mut accounts = file.all(&["STMTRS", "CCSTMTRS"]);
    if accounts.is_empty() {
        accounts.push(&file);
    }
    let mut numbers = Vec::new();
    for account in &accounts {
        let from = account.all(&["BANKACCTFROM", "CCACCTFROM"]);
        let from = from.first().copied().unwrap_or(account);
        let number = from.field("ACCTID").map_err(|why| format!("An account {why}."))?;
        numbers.push(number.unwrap_or_default());
    }
    if wanted.account.is_none() && accounts.len() > 1 {
        return Err(format!(
            "The file is of several accounts ({}): say which with --bank-account.",
            numbers.join(", ")
        ));
    }
    let is_meant = |number: &&str| wanted.account.is_none_or(|meant| meant == *number);
    let mut meant = accounts.iter().zip(&numbers).filter(|(_, number)| is_meant(number));
    let (account, number) = meant
        .next()
        .ok_or_else(|| format!("The file has no such account; it is of {}.", numbers.join(", ")))?;
    if meant.next().is_some() {
        return Err(format!("The file has the account {number} more than once: save one of each."));
    }
    let code = account.field("CURDEF").map_err(|why| format!("The account {why}."))?;
    if let Some(code) = code.filter(|code| !wanted.is_currency(code)) {
        return Err(wrong_currency(code, wanted));
    }
    movements(account, decimals, wanted)
}

pub(super) fn wrong_currency(code: &str, wanted: Wanted<'_>) -> String {
    format!(
        "The file counts {code}, not {}. If that is the same, say --currency {code}.",
        wanted.currency
    )
}

fn movements(account: &Element, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
    let (mut all, mut ids) = (Vec::new(), Vec::new());
    for (part, line) in account.all(&["STMTTRN"]).into_iter().zip(1..) {
        let of = |name: &str| part.field(name).map_err(|why| format!("Movement {line} {why}."));
        let needed =
            |name: &str| of(name)?.ok_or_else(|| format!("Movement {line} has no {name}."));
        let (date, amount) = (needed("DTPOSTED")?, needed("TRNAMT")?);
        // What a movement counts, if it is not what the account counts.
        for counted in part.all(&["CURRENCY"]) {
            let code = counted.field("CURSYM").map_err(|why| format!("Movement {line} {why}."))?;
            if let Some(code) = code.filter(|code| !wanted.is_currency(code)) {
                return Err(format!("Movement {line}: {}", wrong_currency(code, wanted)));
            }
        }
        ids.push(of("FITID")?);
        let texts = part.all(&["NAME", "MEMO"]).into_iter().map(|text| text.value.as_str());
        let texts: Vec<&str> = texts.chain(of("FITID")?).chain(of("REFNUM")?).collect();
        let wrong = |why: String| format!("Movement {line}: {why}.");
        all.push(Outside {
            amount: text::amount(amount.trim_start_matches('+'), decimals.into(), false)
                .map_err(wrong)?,
            date: ofx_date(date).map_err(wrong)?,
            line,
            repeats: None,
            text: said(&texts),
        });
    }
    tell_repeats(&mut all, &ids);
    Ok(all)
}

/// Finds what a file may tell twice. A bank gives each movement an identifier (OFX 2.2, 11.4.4.1: FITID), and may tell it
/// more than once; but some give all of them the same, which says nothing.
fn tell_repeats(all: &mut [Outside], ids: &[Option<&str>]) {
    let mut lines = BTreeMap::<&str, Vec<usize>>::new();
    for (place, id) in ids.iter().enumerate() {
        lines.entry(id.unwrap_or_default()).or_default().push(place);
    }
    lines.remove("");
    for places in lines.into_values() {
        let Some(first) = places.first().and_then(|place| all.get(*place)).cloned() else {
            continue;
        };
        let is_one = |line: &Outside| (line.amount, line.date) == (first.amount, first.date);
        if places.iter().filter_map(|place| all.get(*place)).all(is_one) {
            for place in places.iter().skip(1) {
                if let Some(line) = all.get_mut(*place) {
                    line.repeats = Some(first.line);
                }
            }
        }
    }
}

/// Joins what a bank wrote, on one line and without anything that moves a terminal.
pub(super) fn said(texts: &[&str]) -> String {
    let is_odd = |c: char| {
        c.is_control()
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    let text = texts.join(" ").replace(is_odd, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads `YYYYMMDD` with whatever follows.
fn ofx_date(text: &str) -> Result<Timestamp, String> {
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    text::time(&format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EUR: Wanted<'static> = Wanted { account: None, currency: "EUR", trusts_tags: true };

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

    /// Whatever is cut, doubled or put into a file, it is read or refused, and what is read has a day and a line.
    #[test]
    fn a_file_that_was_spoilt_is_read_or_refused() {
        let sgml = "OFXHEADER:100\n\n<OFX>\n<STMTRS>\n<CURDEF>EUR\n<STMTTRN>\n<DTPOSTED>20260131\n\
                    <TRNAMT>+12.50\n<FITID>9\n<NAME>Ana &amp; Ben\n</STMTTRN>\n</STMTRS>\n</OFX>";
        let xml = "<?xml version=\"1.0\"?>\n<?OFX?><OFX><STMTTRN><DTPOSTED>20260131</DTPOSTED>\
                   <TRNAMT>12.50</TRNAMT><MEMO><![CDATA[ü]]></MEMO></STMTTRN></OFX>";
        let table =
            "Date,Amount,Description\r\n2026-01-31,12.50,\"Ana, ü\"\r\n2026-02-01,-1.00,x\r\n";
        let put = [
            "<",
            ">",
            "</",
            "<OFX>",
            "<STMTTRN>",
            "</STMTTRN>",
            "<TRNAMT>1",
            "&#",
            "\"",
            "\r",
            "\n",
            ",",
            "ü",
        ];
        let (mut read_some, mut refused) = (0, 0);
        for seed in [sgml, xml, table] {
            let places: Vec<usize> = seed.char_indices().map(|(place, _)| place).collect();
            for &place in &places {
                let (before, after) = seed.split_at(place);
                let mut rest = after.chars();
                let _ = rest.next();
                let doubled = [before, after, after].concat();
                let mut all = vec![before.to_owned(), after.to_owned(), doubled];
                all.push([before, rest.as_str()].concat());
                all.extend(put.map(|put| [before, put, after].concat()));
                for text in all {
                    match read(&text, 2, EUR) {
                        Ok(lines) => {
                            read_some += 1;
                            assert!(lines.iter().all(|line| line.line > 0), "{text}");
                        }
                        Err(why) => {
                            refused += 1;
                            assert!(!why.is_empty(), "{text}");
                        }
                    }
                }
            }
        }
        assert!(read_some > 500 && refused > 1_000, "{read_some} read, {refused} refused");
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
        let (euros, dollars) = (account("77", "EUR", &moved), account("78", "USD", &moved));
        let file = ["<OFX>", &euros, &dollars, "</OFX>"].concat();
        let several = read(&file, 2, EUR).unwrap_err();
        assert!(several.contains("77, 78") && several.contains("--bank-account"), "{several}");
        let of = |account| Wanted { account: Some(account), ..EUR };
        let lines = read(&file, 2, of("77")).unwrap();
        // Of what has one identifier, day and sum, the second may be told twice; where all have the same, nothing is.
        assert_eq!(lines.iter().map(|line| line.repeats).collect::<Vec<_>>(), [None, Some(1)]);
        assert_eq!(lines[0].amount, Amount::from(500));
        let zeros = ["5.00", "5.00", "6.00"].map(|amount| movement("0", amount)).concat();
        let zeros = ["<OFX>", &account("77", "EUR", &zeros), "</OFX>"].concat();
        let lines = read(&zeros, 2, EUR).unwrap();
        assert!(lines.len() == 3 && lines.iter().all(|line| line.repeats.is_none()));
        let other = read(&file, 2, of("78")).unwrap_err();
        assert!(other.contains("counts USD, not EUR") && other.contains("--currency USD"));
        assert!(read(&file, 2, Wanted { currency: "USD", ..of("78") }).is_ok());
        assert!(read(&file, 2, of("79")).unwrap_err().contains("no such account"));
        let table = "date,amount,currency\n2026-01-31,5.00,USD\n";
        assert!(read(table, 2, EUR).unwrap_err().contains("counts USD"));
        assert_eq!(read(&table.replace("USD", "eur"), 2, EUR).unwrap().len(), 1);
    }
}
