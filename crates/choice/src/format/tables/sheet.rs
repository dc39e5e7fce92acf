//! Tables: CSV with a header, or a JSON array of objects with the same names. Everything that is not
//! ballots is read as one.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Column;
use crate::ChoiceError;
use crate::exact::Share;
use crate::format::csv::parse_csv;
use crate::format::{Lines, Source, cells_and_columns};
use crate::limits::{BALLOT_LINES_MAX, NAME_BYTES_MAX};

/// Columns of one table.
const COLUMNS_MAX: usize = 1_000;

/// A table whose cells are text; a cell that is empty or left out is the same.
#[derive(Clone, Debug)]
pub(crate) struct Sheet<'a> {
    source: Source<'a>,
    columns: Vec<String>,
    /// The line where each column first stands.
    column_lines: Vec<u64>,
    rows: Vec<(u64, Vec<String>)>,
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(crate) struct Row<'r> {
    source: Source<'r>,
    columns: &'r [String],
    /// The line where it begins.
    pub(crate) line: u64,
    cells: &'r [String],
}

/// An object of JSON, as its fields stand there: twice the same name is seen, large numbers stay whole.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Collect).map(Fields)
    }
}

impl<'a> Sheet<'a> {
    /// Reads a file whose columns are known; `.json` is JSON, everything else CSV.
    pub(crate) fn read(
        file: &'a str,
        text: &'a str,
        known: &[Column],
    ) -> Result<Self, ChoiceError> {
        let rows = Self::read_open(file, text)?;
        let is_known = |name: &&String| known.iter().any(|column| column.name == name.as_str());
        let mut columns = rows.columns.iter().zip(&rows.column_lines);
        match columns.find(|(name, _)| !is_known(name)) {
            None => Ok(rows),
            Some((other, &line)) => {
                let known: Vec<&str> = known.iter().map(|column| column.name).collect();
                let reason =
                    format!("There is no column \"{other}\"; known: {}.", known.join(", "));
                Err(rows.source.refuse(line, reason))
            }
        }
    }

    /// Reads a file with any columns.
    pub(crate) fn read_open(file: &'a str, text: &'a str) -> Result<Self, ChoiceError> {
        let source = Source::new(file, text)?;
        if file.to_ascii_lowercase().ends_with(".json") {
            let items: Vec<&RawValue> = source.json(source.text)?;
            return Self::of_json(source, &items);
        }
        let mut rows = parse_csv(file, text)?.into_iter();
        let Some((line, head)) = rows.next() else {
            return Err(source.refuse_end("The file is empty: a header is needed."));
        };
        let columns: Vec<String> = head.iter().map(|cell| cell.trim().to_owned()).collect();
        let mut table = Self::empty(source);
        for column in columns {
            if table.columns.contains(&column) {
                return Err(source.refuse(line, format!("Column \"{column}\" stands twice.")));
            }
            table.column(line, column)?;
        }
        for (line, row) in rows {
            if row.len() != table.columns.len() {
                let reason = cells_and_columns(row.len(), table.columns.len());
                return Err(source.refuse(line, reason));
            }
            table.push(line, row.iter().map(|cell| cell.trim().to_owned()).collect())?;
        }
        Ok(table)
    }

    fn empty(source: Source<'a>) -> Self {
        Self { source, columns: Vec::new(), column_lines: Vec::new(), rows: Vec::new() }
    }

    /// Takes objects that stand in a JSON text.
    pub(crate) fn of_json(source: Source<'a>, items: &[&'a RawValue]) -> Result<Self, ChoiceError> {
        let mut table = Self::empty(source);
        let mut lines = Lines::of(source);
        for item in items {
            let line = lines.line(item.get());
            let Fields(fields) = source.json(item.get())?;
            let mut row = vec![String::new(); table.columns.len()];
            let mut seen = Vec::with_capacity(fields.len());
            for (name, value) in fields {
                let at = match table.columns.iter().position(|column| *column == name) {
                    Some(at) => at,
                    None => table.column(line, name)?,
                };
                if seen.contains(&at) {
                    let reason = format!("\"{}\" stands twice.", table.columns[at]);
                    return Err(source.refuse(line, reason));
                }
                seen.push(at);
                row.resize(table.columns.len(), String::new());
                row[at] = cell(source, value)?;
            }
            table.push(line, row)?;
        }
        Ok(table)
    }

    fn column(&mut self, line: u64, name: String) -> Result<usize, ChoiceError> {
        let room = crate::ballots::check_room("Columns", self.columns.len(), COLUMNS_MAX);
        self.source.at(line, room)?;
        self.columns.push(name);
        self.column_lines.push(line);
        Ok(self.columns.len() - 1)
    }

    fn push(&mut self, line: u64, row: Vec<String>) -> Result<(), ChoiceError> {
        let room = crate::ballots::check_room("Rows", self.rows.len(), BALLOT_LINES_MAX);
        self.source.at(line, room)?;
        self.rows.push((line, row));
        Ok(())
    }

    /// The rows in order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let (source, columns) = (self.source, self.columns.as_slice());
        self.rows.iter().map(move |(line, cells)| Row { source, columns, line: *line, cells })
    }

    /// Whether there is a column of this name.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|one| one == column)
    }
}

/// What stands in a cell: text, a number as it is written, yes or no.
fn cell(source: Source<'_>, value: &RawValue) -> Result<String, ChoiceError> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'"') => source.json::<String>(text).map(|text| text.trim().to_owned()),
        Some(b'{' | b'[') => {
            let reason = "A field of a row is a text, a number, true, false or null.";
            Err(source.refuse(Lines::of(source).line(text), reason))
        }
        _ => Ok(match text {
            "null" => String::new(),
            "true" => "yes".into(),
            "false" => "no".into(),
            number => number.to_owned(),
        }),
    }
}

impl<'r> Row<'r> {
    /// What stands in a column, if anything does.
    pub(crate) fn text(&self, column: &str) -> Option<&'r str> {
        let at = self.columns.iter().position(|one| one == column)?;
        self.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// What must stand in a column.
    pub(crate) fn need(&self, column: &str) -> Result<&'r str, ChoiceError> {
        self.text(column).ok_or_else(|| self.refuse(format!("The row has no {column}.")))
    }

    /// A name, which must stand there and be short.
    pub(crate) fn name(&self, column: &str) -> Result<&'r str, ChoiceError> {
        let name = self.need(column)?;
        self.source.name(self.line, name)?;
        if name.len() > NAME_BYTES_MAX {
            let (actual, limit) = (name.len(), NAME_BYTES_MAX);
            return Err(self.refuse(format!("{actual} bytes of {column}, at most {limit}.")));
        }
        Ok(name)
    }

    /// A whole number, which must stand there unless there is a default.
    pub(crate) fn number(&self, column: &str, default: Option<u64>) -> Result<u64, ChoiceError> {
        match (self.text(column), default) {
            (None, Some(default)) => Ok(default),
            (text, _) => {
                self.source.number(self.line, text.unwrap_or(""), &format!("The column {column}"))
            }
        }
    }

    /// A whole number that counts things.
    pub(crate) fn size(&self, column: &str) -> Result<usize, ChoiceError> {
        let number = self.number(column, None)?;
        usize::try_from(number).map_err(|_| self.refuse(format!("{column} is too large.")))
    }

    /// A whole number of any sign.
    pub(crate) fn signed(&self, column: &str) -> Result<i64, ChoiceError> {
        let text = self.need(column)?;
        text.parse().map_err(|_| self.no_number(column, text))
    }

    /// An amount, which may be larger than other numbers.
    pub(crate) fn amount(&self, column: &str) -> Result<u128, ChoiceError> {
        let text = self.need(column)?;
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse().ok() } else { None };
        number.ok_or_else(|| self.no_number(column, text))
    }

    fn no_number(&self, column: &str, text: &str) -> ChoiceError {
        self.refuse(format!("{column} must be a whole number, not \"{text}\"."))
    }

    /// Yes or no; nothing says nothing.
    pub(crate) fn flag(&self, column: &str) -> Result<Option<bool>, ChoiceError> {
        match self.text(column) {
            None => Ok(None),
            Some("yes" | "true" | "1") => Ok(Some(true)),
            Some("no" | "false" | "0") => Ok(Some(false)),
            Some(other) => {
                Err(self.refuse(format!("{column} must be yes or no, not \"{other}\".")))
            }
        }
    }

    /// A share such as `2/3` or `20%`.
    pub(crate) fn share(&self, column: &str) -> Result<Option<Share>, ChoiceError> {
        self.text(column).map(|text| self.at(Share::parse(text))).transpose()
    }

    /// Refuses a cell in any but these columns.
    pub(crate) fn only(&self, known: &[Column]) -> Result<(), ChoiceError> {
        let is_known = |name: &&String| known.iter().any(|column| column.name == name.as_str());
        match self.columns.iter().find(|name| !is_known(name) && self.text(name).is_some()) {
            None => Ok(()),
            Some(other) => {
                let known: Vec<&str> = known.iter().map(|column| column.name).collect();
                let known = known.join(", ");
                Err(self.refuse(format!("There is no column \"{other}\"; known: {known}.")))
            }
        }
    }

    pub(crate) fn refuse(&self, reason: impl Into<String>) -> ChoiceError {
        self.source.refuse(self.line, reason)
    }

    pub(crate) fn at<T>(&self, outcome: Result<T, ChoiceError>) -> Result<T, ChoiceError> {
        self.source.at(self.line, outcome)
    }
}

/// Names in the order in which they first stand in a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    list: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Names {
    /// The number of a name, a new one if it was not there.
    pub(crate) fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.list.len();
        self.list.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The number of a name that is known.
    pub(crate) fn known(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// All names.
    pub(crate) fn into_list(self) -> Vec<String> {
        self.list
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }
}
