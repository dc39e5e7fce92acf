//! What is left of a part of the text that does not read as TOML: enough to tell what is wrong elsewhere, and in
//! its other lines, in the same round (CHA-32). A text in which anything was salvaged is refused.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::diagnostic::{Code, Flaws};
use super::merge::Places;

/// Most lines of one part of the text that are told of because they do not read.
const LINES_MAX: usize = 16;
/// What quotes look like that are not the straight ones.
const OTHER_QUOTES: [char; 7] = ['“', '”', '„', '‘', '’', '«', '»'];

/// Tells of each line that does not read, once, and returns what could be read besides.
pub(super) fn salvage<'t>(text: &'t str, places: &Places<'_>, flaws: &mut Flaws) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut told = BTreeSet::new();
    for error in errors {
        let offset = error.span().map_or(0, |span| span.start);
        let at = places.of(offset);
        if told.len() >= LINES_MAX || !told.insert(at.line) {
            continue;
        }
        let message = match bare_value(text, offset) {
            Some(bare) => format!(
                "This does not read as TOML: {bare} stands without quotes; write \"{bare}\"."
            ),
            None => format!("This does not read as TOML: {}.", error.message()),
        };
        let is_quoted = line_at(text, offset).is_some_and(|line| line.contains(OTHER_QUOTES));
        let hint = if is_quoted { " Its quotes are not the straight ones." } else { "" };
        flaws.push(Code::Toml, at, format!("{message}{hint}"));
    }
    flaws.unread(told, names(text));
    table.into_inner()
}

/// Returns the rest of the line from an offset on.
fn line_at(text: &str, offset: usize) -> Option<&str> {
    text.get(offset..).and_then(|rest| rest.lines().next())
}

/// Returns the value in which an error stands, if it is words without quotes: a name, a share, a length of time.
fn bare_value(text: &str, offset: usize) -> Option<&str> {
    let begin = text.get(..offset)?.rfind('\n').map_or(0, |at| at.saturating_add(1));
    let line = line_at(text, begin)?;
    let here = offset.saturating_sub(begin).saturating_add(1).min(line.len());
    let equals = line.get(..here).or_else(|| line.get(..here.saturating_sub(1)))?.rfind('=')?;
    let value = line.get(equals.saturating_add(1)..)?;
    let value = value.split([',', '}', ']', '#']).next().unwrap_or_default().trim();
    let is_words = value.chars().all(|c| c.is_alphanumeric() || " %.-_:".contains(c));
    (value.starts_with(char::is_alphanumeric) && is_words).then_some(value)
}

/// Returns what could be names of entries in a text: whatever follows `id` and an equals sign, in quotes or not.
fn names(text: &str) -> BTreeSet<String> {
    let is_mark = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let ids = text.split("id").skip(1).filter_map(|rest| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches('"');
        value.split(|c| !is_mark(c)).next().map(str::to_owned)
    });
    ids.collect()
}
