//! From fragments to one table: each fragment is read alone as TOML, then merged; a value keeps its
//! place in the text. Rules CHA-9 to CHA-12 in `spec/charter.md`.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::diagnostic::{Code, Flaws, Position};
use super::parse::NAME_CHARS_MAX;
use super::salvage::salvage;
use super::scan::{Fragment, FragmentKind, is_forbidden};

/// Largest whole number (2^53 - 1): what every JSON reader holds exactly. Source: CHA-12.
pub(crate) const INTEGER_MAX: u64 = (1 << 53) - 1;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) at: Position,
    pub(crate) value: Value,
}

/// What a key may be set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Integer(u64),
    Boolean(bool),
    List(Vec<Node>),
    Table(Table),
}

impl Value {
    /// Returns what people call this type of value.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Keys and their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) entries: BTreeMap<String, Entry>,
}

/// A key's place and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key_at: Position,
    pub(crate) node: Node,
}

/// Reads every fragment that holds parameters and merges them from the root.
pub(crate) fn merge(fragments: &[Fragment], flaws: &mut Flaws) -> Table {
    let mut root = Table::default();
    for fragment in fragments {
        let holds_parameters = match fragment.kind {
            FragmentKind::Block => true,
            FragmentKind::Span => is_assignment_shaped(&fragment.text),
        };
        if holds_parameters {
            let table = read(fragment, flaws);
            merge_into(&mut root, table, "", flaws);
        }
    }
    root
}

/// Returns whether a span looks like an assignment to a reader: an equals sign behind nothing but
/// letters, digits, `_`, `-`, `.`, quotes and spaces, not doubled and no arrow (CHA-9).
#[must_use]
pub fn is_assignment_shaped(text: &str) -> bool {
    let Some((key, value)) = text.split_once('=') else { return false };
    let is_key_mark = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_-.\"'".contains(c);
    let has_name = key.chars().any(char::is_alphanumeric);
    has_name && key.chars().all(is_key_mark) && !value.starts_with(['=', '>'])
}

/// Reads one fragment as TOML.
fn read(fragment: &Fragment, flaws: &mut Flaws) -> Table {
    let places = Places::new(fragment);
    let last = places.of(fragment.text.len()).line;
    flaws.part(fragment.at.line, last);
    match DeTable::parse(&fragment.text) {
        Ok(table) => convert_table(table.get_ref(), &places, flaws),
        Err(_) => convert_table(&salvage(&fragment.text, &places, flaws), &places, flaws),
    }
}

/// Turns byte offsets of a fragment into places of the whole text.
pub(super) struct Places<'a> {
    text: &'a str,
    at: Position,
    line_starts: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(fragment: &'a Fragment) -> Self {
        let breaks = fragment.text.match_indices('\n').map(|(offset, _)| offset.saturating_add(1));
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { text: &fragment.text, at: fragment.at, line_starts }
    }

    /// Returns the place of the byte at `offset`.
    pub(super) fn of(&self, offset: usize) -> Position {
        let line = self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or(0);
        let columns = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        let lines = u32::try_from(line).unwrap_or(u32::MAX);
        let first = if line == 0 { self.at } else { Position { column: 1, ..self.at } };
        Position { line: self.at.line.saturating_add(lines), ..first.right(columns) }
    }
}

/// Takes a TOML table over, refusing what a charter does not hold (CHA-12). Depth: at most 80, the
/// limit of the TOML reader.
fn convert_table(table: &DeTable<'_>, places: &Places<'_>, flaws: &mut Flaws) -> Table {
    let mut entries = BTreeMap::new();
    for (key, value) in table {
        let key_at = places.of(key.span().start);
        if let Some(c) = key.get_ref().chars().find(|c| is_forbidden(*c)) {
            let message = format!("A key holds the character U+{:04X}.", u32::from(c));
            flaws.push(Code::TextCharacter, key_at, message);
            continue;
        }
        if key.get_ref().chars().count() > NAME_CHARS_MAX {
            let message = format!("A key has more than {NAME_CHARS_MAX} characters.");
            flaws.push(Code::TextLength, key_at, message);
            continue;
        }
        if let Some(node) = convert(value, places, flaws) {
            entries.insert(key.get_ref().to_string(), Entry { key_at, node });
        }
    }
    Table { entries }
}

/// Takes one TOML value over.
fn convert(value: &Spanned<DeValue<'_>>, places: &Places<'_>, flaws: &mut Flaws) -> Option<Node> {
    let at = places.of(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(is_set) => Value::Boolean(*is_set),
        DeValue::Integer(integer) => {
            let read = integer.as_str().parse().ok();
            let is_exact = |number: &u64| *number <= INTEGER_MAX && integer.radix() == 10;
            let Some(number) = read.filter(is_exact) else {
                let message = format!("{integer} is not a decimal number from 0 to {INTEGER_MAX}.");
                flaws.push(Code::IntegerForm, at, message);
                return None;
            };
            Value::Integer(number)
        }
        DeValue::Float(float) => {
            flaws.push(Code::Float, at, format!("{float} is not a whole number."));
            return None;
        }
        DeValue::Datetime(_) => {
            flaws.push(Code::Date, at, "A date or time stands without quotes.");
            return None;
        }
        DeValue::Array(items) => {
            Value::List(items.iter().filter_map(|item| convert(item, places, flaws)).collect())
        }
        DeValue::Table(table) => Value::Table(convert_table(table, places, flaws)),
    };
    Some(Node { at, value })
}

/// Adds `from` to `into`: tables merge, lists of tables append, all else is set once (CHA-10).
fn merge_into(into: &mut Table, from: Table, path: &str, flaws: &mut Flaws) {
    for (key, entry) in from.entries {
        let Some(old) = into.entries.get_mut(&key) else {
            into.entries.insert(key, entry);
            continue;
        };
        let path = if path.is_empty() { key } else { format!("{path}.{key}") };
        match (&mut old.node.value, entry.node.value) {
            (Value::Table(old), Value::Table(new)) => merge_into(old, new, &path, flaws),
            (Value::List(old), Value::List(new)) if are_tables(old) && are_tables(&new) => {
                old.extend(new);
            }
            _ => {
                let message = format!("`{path}` is set here and at {}.", old.key_at);
                flaws.push(Code::KeyTwice, entry.key_at, message);
            }
        }
    }
}

/// Returns whether a list holds tables and nothing else.
fn are_tables(list: &[Node]) -> bool {
    !list.is_empty() && list.iter().all(|node| matches!(node.value, Value::Table(_)))
}
