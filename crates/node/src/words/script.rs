//! Scripts in a language: the words in their quotes are exchanged where the catalogue of scripts has them, so
//! that a page loads one file per script, whatever its language, and the scripts need no machinery for it. The
//! files by themselves are in English, as `sdk/js` publishes them.

use std::fmt::Write as _;

use super::catalogue::{Catalogue, split};

/// Deepest template within a template.
const DEPTH_MAX: usize = 12;

/// Context of what is counted.
const COUNTED: &str = "many";

/// A part of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Code(String),
    /// A regular expression, as it is written.
    Expression(String),
    /// What stands in quotes: its words, with `{0}` where something is put in, and what that is. `raw`: as it
    /// is written around the holes.
    Quoted {
        holes: Vec<Vec<Part>>,
        raw: Vec<String>,
        words: String,
    },
}

/// Reads a script. What cannot be read as one is code to its end.
pub(crate) fn parts(script: &str) -> Vec<Part> {
    let chars: Vec<char> = script.chars().collect();
    let mut at = 0;
    let parts = code(&chars, &mut at, 0);
    let left: String = chars.get(at..).unwrap_or_default().iter().collect();
    let mut parts = parts.unwrap_or_default();
    if !left.is_empty() {
        parts.push(Part::Code(left));
    }
    parts
}

/// Reads code up to the end, or to the `}` that ends a hole.
fn code(chars: &[char], at: &mut usize, depth: usize) -> Option<Vec<Part>> {
    if depth > DEPTH_MAX {
        return None;
    }
    let (mut parts, mut plain, mut open) = (Vec::new(), String::new(), 0_usize);
    while let Some(&c) = chars.get(*at) {
        let next = chars.get(at.saturating_add(1)).copied();
        match c {
            '"' | '\'' | '`' => {
                let (words, raw, holes) = quoted(chars, at, depth)?;
                if !plain.is_empty() {
                    parts.push(Part::Code(std::mem::take(&mut plain)));
                }
                parts.push(Part::Quoted { holes, raw, words });
                continue;
            }
            '/' if matches!(next, Some('/' | '*')) => {
                let begin = *at;
                remark(chars, at, next == Some('/'));
                plain.extend(chars.get(begin..*at)?);
                continue;
            }
            '/' if begins_expression(&plain, &parts) => {
                if !plain.is_empty() {
                    parts.push(Part::Code(std::mem::take(&mut plain)));
                }
                let begin = *at;
                expression(chars, at);
                parts.push(Part::Expression(chars.get(begin..*at)?.iter().collect()));
                continue;
            }
            '{' => open = open.saturating_add(1),
            '}' if depth > 0 && open == 0 => break,
            '}' => open = open.saturating_sub(1),
            _ => {}
        }
        plain.push(c);
        *at = at.saturating_add(1);
    }
    if !plain.is_empty() {
        parts.push(Part::Code(plain));
    }
    Some(parts)
}

/// What stands in quotes: its words, as it is written around its holes, and what these hold.
type Quote = (String, Vec<String>, Vec<Vec<Part>>);

/// Reads what stands in quotes.
fn quoted(chars: &[char], at: &mut usize, depth: usize) -> Option<Quote> {
    let end = *chars.get(*at)?;
    let (mut words, mut raw, mut holes) = (String::new(), Vec::new(), Vec::new());
    let mut begin = *at;
    *at = at.saturating_add(1);
    loop {
        let c = *chars.get(*at)?;
        *at = at.saturating_add(1);
        match c {
            c if c == end => {
                raw.push(chars.get(begin..*at)?.iter().collect());
                return Some((words, raw, holes));
            }
            '\\' => {
                words.push(match *chars.get(*at)? {
                    'n' => '\n',
                    c => c,
                });
                *at = at.saturating_add(1);
            }
            '$' if end == '`' && chars.get(*at) == Some(&'{') => {
                *at = at.saturating_add(1);
                raw.push(chars.get(begin..*at)?.iter().collect());
                let _ = write!(words, "{{{}}}", holes.len());
                holes.push(code(chars, at, depth.saturating_add(1))?);
                begin = *at;
                *at = at.saturating_add(1);
            }
            c => words.push(c),
        }
    }
}

fn remark(chars: &[char], at: &mut usize, is_line: bool) {
    let mut before = ' ';
    *at = at.saturating_add(2);
    while let Some(&c) = chars.get(*at) {
        if is_line && c == '\n' {
            return;
        }
        *at = at.saturating_add(1);
        if !is_line && before == '*' && c == '/' {
            return;
        }
        before = c;
    }
}

/// Returns whether a `/` here begins an expression, and does not divide.
fn begins_expression(plain: &str, parts: &[Part]) -> bool {
    match plain.trim_end().chars().next_back() {
        Some(c) => "(,=:[!&|?{};>".contains(c) || plain.trim_end().ends_with("return"),
        None => parts.is_empty(),
    }
}

fn expression(chars: &[char], at: &mut usize) {
    let mut is_class = false;
    *at = at.saturating_add(1);
    while let Some(&c) = chars.get(*at) {
        *at = at.saturating_add(1);
        match c {
            '\\' => *at = at.saturating_add(1),
            '[' => is_class = true,
            ']' => is_class = false,
            '/' if !is_class => return,
            _ => {}
        }
    }
}

/// Puts a society's own words into a text.
pub(crate) type Own<'a> = &'a dyn Fn(&str) -> String;

/// Writes a script with the words of a catalogue. `catalogue`: what has them, and whether they are said anew or
/// stay as they are but for a society's own words.
pub(crate) fn written(
    file: &str,
    script: &str,
    catalogue: &Catalogue,
    is_translated: bool,
    own: Own<'_>,
) -> String {
    let mut writer = Writer { catalogue, file, is_figured: false, is_translated, own };
    let body = writer.all(&parts(script));
    let up = if file.contains('/') { ".." } else { "." };
    if writer.is_figured { format!("import {{ fa }} from \"{up}/fa.js\";\n{body}") } else { body }
}

struct Writer<'a> {
    catalogue: &'a Catalogue,
    file: &'a str,
    /// Whether figures are put into words.
    is_figured: bool,
    is_translated: bool,
    own: Own<'a>,
}

impl Writer<'_> {
    fn all(&mut self, parts: &[Part]) -> String {
        let mut out = String::new();
        for part in parts {
            // What is counted stands under a context of its own: `many(count, "day")`.
            let counted = out
                .rsplit_once("many(")
                .is_some_and(|(_, after)| after.ends_with(", ") && !after.contains(['"', ';']));
            let said = self.part(part, if counted { COUNTED } else { self.file });
            out.push_str(&said);
        }
        out
    }

    fn part(&mut self, part: &Part, context: &str) -> String {
        let (holes, raw, words) = match part {
            Part::Code(code) | Part::Expression(code) => return code.clone(),
            Part::Quoted { holes, raw, words } => (holes, raw, words),
        };
        let inner: Vec<String> = holes.iter().map(|hole| self.all(hole)).collect();
        if let Some(said) = self.catalogue.entry(context, words) {
            let said = if self.is_translated { said } else { words.as_str() };
            return self.literal(said, &inner);
        }
        // Words within what is put in may have been exchanged.
        let ends = inner.iter().map(String::as_str).chain([""]);
        raw.iter().zip(ends).flat_map(|(raw, inner)| [raw.as_str(), inner]).collect()
    }

    fn literal(&mut self, said: &str, inner: &[String]) -> String {
        let mut out = String::from("`");
        for (is_hole, text) in split(said) {
            let hole = text.parse::<usize>().ok().and_then(|at| inner.get(at)).filter(|_| is_hole);
            match hole {
                Some(code) if self.is_translated => {
                    self.is_figured = true;
                    let _ = write!(out, "${{fa({code})}}");
                }
                Some(code) => drop(write!(out, "${{{code}}}")),
                None if is_hole => drop(write!(out, "{{{text}}}")),
                None => out.push_str(&escaped(&(self.own)(&text))),
            }
        }
        out.push('`');
        out
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('`', "\\`").replace("${", "\\${").replace('\n', "\\n")
}
