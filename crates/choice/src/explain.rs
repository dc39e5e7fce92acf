//! The plain-words account of a result: sentences first, then tables.

use std::fmt::Write as _;

use serde::Serialize;

/// What a person reads to follow a result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// Sentences, in reading order; the first says the result.
    pub sentences: Vec<String>,
    /// Tables that show how it came about.
    pub tables: Vec<Table>,
}

/// A table with a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What the table shows.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

impl Explanation {
    /// Returns an account that begins with `sentence`.
    #[must_use]
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentences: vec![sentence.into()], tables: Vec::new() }
    }

    /// Adds a sentence.
    pub fn say(&mut self, sentence: impl Into<String>) {
        self.sentences.push(sentence.into());
    }

    /// Adds a table.
    pub fn show(&mut self, table: Table) {
        self.tables.push(table);
    }

    /// Returns the account as text with aligned columns.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        for sentence in &self.sentences {
            text.push_str(sentence);
            text.push('\n');
        }
        for table in &self.tables {
            text.push('\n');
            text.push_str(&table.to_text());
        }
        text
    }
}

impl Table {
    /// Returns an empty table.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// Returns the table as text: the first column left, the others right.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut widths: Vec<usize> = self.columns.iter().map(|cell| cell.chars().count()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let line = |cells: &[String]| {
            let mut text = String::new();
            for (column, (cell, &width)) in cells.iter().zip(&widths).enumerate() {
                if column == 0 {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{cell:<width$}");
                } else {
                    let _ = write!(text, "  {cell:>width$}");
                }
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
            text
        };
        let mut text = format!("{}\n", self.title);
        text.push_str(&line(&self.columns));
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }
}

/// A number with what it counts: `1 person`, `2 people`.
#[must_use]
pub fn numbered(number: u64, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// Joins names as a sentence does: `Ana, Ben and Cem`.
#[must_use]
pub fn list(names: &[&str]) -> String {
    match names {
        [] => "nobody".into(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Joins the names of `chosen` as a sentence does.
#[must_use]
pub fn list_of(names: &[String], chosen: &[usize]) -> String {
    let chosen: Vec<&str> =
        chosen.iter().filter_map(|&one| names.get(one)).map(String::as_str).collect();
    list(&chosen)
}
