//! Reads a bank's table by the names in its first line: CSV with commas, or as banks and spreadsheets of many countries
//! write it, with semicolons, decimal commas and days as 31.12.2026.

use polity_types::Timestamp;

use super::bank::{Outside, Wanted, said, wrong_currency};
use crate::import::text;

/// How a column may be named of which there has to be one.
const DATE: [&str; 4] = ["date", "booking date", "booking_date", "time"];
const AMOUNT: [&str; 2] = ["amount", "value"];
/// What parts the thousands of an amount in files whose decimals are parted by a comma.
const GROUPS: [char; 6] = ['.', ' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];

/// Reads CSV by the names in its first line.
pub(super) fn read(text: &str, decimals: u8, wanted: Wanted<'_>) -> Result<Vec<Outside>, String> {
    let comma = Table::with(text, b',')?;
    let table = if comma.is_known() { comma } else { Table::with(text, b';')? };
    let (date, amount) = (table.needed(&DATE)?, table.needed(&AMOUNT)?);
    let texts = [&["reference", "id", "memo"], &["description", "text", "payee"]];
    let texts = texts.map(|names| table.column(names));
    let currency = table.column(&["currency", "ccy"]);
    let has_commas = table.has_commas(amount);
    let mut all = Vec::new();
    for (place, record) in table.records.iter().enumerate() {
        let line = place.saturating_add(1);
        let of = |at: usize| record.get(at).unwrap_or_default().trim();
        let texts: Vec<&str> = texts.iter().flatten().map(|at| of(*at)).collect();
        let wrong = |why: String| format!("Line {line}: {why}.");
        if record.iter().any(|field| table.holds_a_line(field)) {
            return Err(wrong("a text in quotation marks holds lines of the file itself".into()));
        }
        let code = currency.map(of).filter(|code| !code.is_empty() && !wanted.is_currency(code));
        if let Some(code) = code {
            return Err(wrong_currency(code, wanted));
        }
        let sum = of(amount);
        let sum = if table.parted_by == b';' { plain(sum, has_commas) } else { Ok(sum.into()) };
        let sum =
            sum.and_then(|sum| text::amount(sum.trim_start_matches('+'), decimals.into(), false));
        all.push(Outside {
            amount: sum.map_err(wrong)?,
            date: day(of(date)).map_err(wrong)?,
            line,
            repeats: None,
            text: said(&texts),
        });
    }
    Ok(all)
}

/// A file, as it is read with what parts its columns.
struct Table {
    headers: csv::StringRecord,
    parted_by: u8,
    records: Vec<csv::StringRecord>,
}

impl Table {
    /// Reads the first line and, if it names what is needed, the others.
    fn with(text: &str, parted_by: u8) -> Result<Self, String> {
        let mut builder = csv::ReaderBuilder::new();
        let _ = builder.delimiter(parted_by);
        if text.contains('\n') {
            // A lone carriage return is what somebody wrote, and ends no line.
            builder.terminator(csv::Terminator::Any(b'\n'));
        }
        let mut reader = builder.from_reader(text.as_bytes());
        let headers = reader.headers().map_err(|error| error.to_string())?.clone();
        let mut table = Self { headers, parted_by, records: Vec::new() };
        if table.is_known() {
            let records: Result<Vec<_>, csv::Error> = reader.records().collect();
            table.records = records.map_err(|error| error.to_string())?;
        }
        Ok(table)
    }

    fn column(&self, names: &[&str]) -> Option<usize> {
        self.headers.iter().position(|header| {
            let header = header.trim_start_matches('\u{feff}').trim().to_lowercase();
            names.contains(&header.as_str())
        })
    }

    fn needed(&self, names: &[&str]) -> Result<usize, String> {
        self.column(names).ok_or_else(|| {
            let names = names.join(" or ");
            format!("The first line names no column {names}, with commas or semicolons between the columns.")
        })
    }

    fn is_known(&self) -> bool {
        self.column(&DATE).is_some() && self.column(&AMOUNT).is_some()
    }

    /// Whether any amount has a comma: then it parts the decimals of all.
    fn has_commas(&self, amount: usize) -> bool {
        self.records.iter().any(|record| record.get(amount).is_some_and(|sum| sum.contains(',')))
    }

    /// Whether a field goes over several lines, of which one looks like a line of the file: a quotation mark that
    /// somebody wrote has swallowed it.
    fn holds_a_line(&self, field: &str) -> bool {
        let is_day = |cell: &str| day(cell.trim_matches(['"', ' ', '\r'])).is_ok();
        let parted_by = char::from(self.parted_by);
        let mut lines = field.split('\n').skip(1);
        lines.any(|line| line.contains(parted_by) && line.split(parted_by).any(is_day))
    }
}

/// Reads a day as 2026-12-31, also with the time, or as 31.12.2026: with points the day of the month comes first everywhere.
fn day(text: &str) -> Result<Timestamp, String> {
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        [date, month, year] if year.len() == 4 && date.len() <= 2 && month.len() <= 2 => {
            text::time(&format!("{year}-{month}-{date}"))
                .map_err(|_| format!("{text:?} is no day like 31.12.2026"))
        }
        _ => text::time(text),
    }
}

/// Returns an amount of a file with semicolons with a point before its decimals, and without what parts its thousands.
/// What could be a thousand or one is refused, since nobody can tell.
fn plain(sum: &str, has_commas: bool) -> Result<String, String> {
    let wrong = || format!("{sum:?} is no amount like 1.234,56 or 1234.56");
    let sum_said = sum.replace('\u{2212}', "-");
    let (sign, digits) = match sum_said.strip_prefix(['-', '+']) {
        Some(digits) => (if sum_said.starts_with('-') { "-" } else { "" }, digits),
        None => ("", sum_said.as_str()),
    };
    if !has_commas {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_unclear = fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
        return if is_unclear {
            Err(format!(
                "{sum:?} could be {whole} or {whole} thousand: no amount of the file has a comma. Write it with its decimals"
            ))
        } else {
            Ok(format!("{sign}{digits}"))
        };
    }
    let (whole, fraction) = digits.split_once(',').unwrap_or((digits, "0"));
    let groups: Vec<&str> = whole.split(GROUPS).collect();
    let marks: Vec<char> = whole.chars().filter(|c| GROUPS.contains(c)).collect();
    let is_parted = groups.len() == 1
        || groups.iter().skip(1).all(|group| group.len() == 3)
            && groups.first().is_some_and(|first| (1..=3).contains(&first.len()))
            && marks.iter().all(|mark| Some(mark) == marks.first());
    if fraction.is_empty() || !is_parted {
        return Err(wrong());
    }
    Ok(format!("{sign}{}.{fraction}", groups.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EUR: Wanted<'static> = Wanted { account: None, currency: "EUR", trusts_tags: true };

    fn cents(text: &str) -> Result<Vec<i128>, String> {
        let read = read(text, 2, EUR)?;
        Ok(read.iter().map(|line| line.amount.minor_units()).collect())
    }

    /// As a bank of the continent and a spreadsheet there write it.
    #[test]
    fn semicolons_decimal_commas_and_days_with_points_are_read() {
        let table = "\u{feff}\"Date\";\"Amount\";\"Currency\";\"Description\"\r\n\
                     31.01.2026;1.234,56;EUR;\"Ana; dues, and more\"\r\n\
                     1.2.2026;-19,99;EUR;Fee\r\n2026-02-03;+7;EUR;Ben\r\n04.02.2026;-12.345.678,90;EUR;Roof\r\n";
        let lines = read(table, 2, EUR).unwrap();
        let told: Vec<(i128, String, &str)> = lines
            .iter()
            .map(|line| (line.amount.minor_units(), line.date.to_string(), line.text.as_str()))
            .collect();
        let wanted = [
            (123_456, "2026-01-31", "Ana; dues, and more"),
            (-1_999, "2026-02-01", "Fee"),
            (700, "2026-02-03", "Ben"),
            (-1_234_567_890, "2026-02-04", "Roof"),
        ];
        assert_eq!(told, wanted.map(|(sum, day, text)| (sum, format!("{day}T00:00:00Z"), text)));
        let of = |sum: &str| cents(&format!("date;amount\n2026-01-31;{sum}\n2026-01-31;0,05\n"));
        for one in [
            "1 234,56",
            "1\u{a0}234,56",
            "1\u{202f}234,5",
            "1'234,56",
            "1234,56",
            "\u{2212}1.234,00",
        ] {
            let sum = of(one).unwrap()[0];
            assert_eq!(sum.unsigned_abs().div_euclid(1_000), 123, "{one}: {sum}");
            assert_eq!(sum < 0, one.starts_with('\u{2212}'), "{one}");
        }
        // With commas in the file a point parts thousands, and nothing else.
        assert_eq!(of("1.000").unwrap()[0], 100_000);
        for wrong in [
            "12.50",
            "1.23,4",
            "1,234.56",
            "1.234,567",
            "1 234.567,00",
            "1,2,3",
            ",5",
            "5,",
            "",
            "-",
            "1..000,0",
        ] {
            assert!(of(wrong).is_err(), "{wrong}: {:?}", of(wrong));
        }
    }

    /// Without any comma a point is before the decimals, but what could be a thousand is refused.
    #[test]
    fn what_could_be_a_thousand_or_one_is_refused() {
        let of = |sum: &str| cents(&format!("date;amount\n2026-01-31;{sum}\n"));
        assert_eq!(of("12.50").unwrap(), [1_250]);
        assert_eq!(of("1234").unwrap(), [123_400]);
        assert_eq!(of("-0.5").unwrap(), [-50]);
        assert_eq!(of("1234.500").unwrap(), [123_450], "no thousand has a group of four before it");
        for unclear in ["1.000", "-12.500", "+999.000"] {
            let why = of(unclear).unwrap_err();
            assert!(why.contains("thousand") && why.starts_with("Line 1"), "{why}");
        }
        // A file with commas between its columns has a point before its decimals.
        assert_eq!(cents("date,amount\n2026-01-31,1.000\n").unwrap(), [100]);
        assert!(cents("date,amount\n2026-01-31,\"1,00\"\n").is_err());
    }

    /// What parts the columns is said by the first line alone: nobody's words change it.
    #[test]
    fn the_first_line_says_what_parts_the_columns() {
        let table = "date,amount,text\n2026-01-31,5.00,date;amount;Ben;9,00\n";
        assert!(cents(table).is_err(), "a comma in a text without quotation marks");
        let table = "date;amount;text\n2026-01-31;5,00;date,amount,9\n";
        assert_eq!(cents(table).unwrap(), [500]);
        let swallowed = "date;amount;text\n2026-01-31;5,00;\"Ben\n2026-01-31;9,00;x\"\n";
        assert!(cents(swallowed).unwrap_err().contains("holds lines of the file itself"));
        let swallowed = swallowed.replace("2026-01-31;9", "31.01.2026;9");
        assert!(cents(&swallowed).unwrap_err().contains("holds lines of the file itself"));
        assert!(cents("date;amount;text\n2026-01-31;5,00;Ben;9,00\n").is_err());
        for unknown in ["day;sum\n", "date\tamount\n", ""] {
            let why = cents(unknown).unwrap_err();
            assert!(why.contains("names no column date or") && why.contains("semicolons"), "{why}");
        }
        assert!(cents("date;sum\n").unwrap_err().contains("names no column amount or value"));
        for wrong in ["31.13.2026", "32.1.2026", "31/01/2026", "1.2.26"] {
            assert!(cents(&format!("date;amount\n{wrong};5,00\n")).is_err(), "{wrong}");
        }
    }
}
