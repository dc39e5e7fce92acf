//! One message: read once, said many times.

use std::collections::{BTreeMap, BTreeSet};

/// Deepest nesting of choices.
const DEPTH_MAX: usize = 4;

/// What a message is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// `<br>`.
    Break,
    /// `{ $name -> [one] … *[other] … }`.
    Choice {
        cases: Vec<(String, Message)>,
        name: String,
        otherwise: Message,
    },
    /// `</name>`.
    Close(String),
    /// `{ $name }`.
    Given(String),
    /// `<name>`.
    Open(String),
    Text(String),
}

/// Reads a file of messages.
///
/// # Errors
/// The number of the line, from 1, that is none of the forms.
pub(crate) fn parse(text: &str) -> Result<BTreeMap<String, Message>, usize> {
    let mut raw: Vec<(usize, String, String)> = Vec::new();
    for (at, line) in (1_usize..).zip(text.lines()) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        // A choice may end in the first column.
        if line.starts_with([' ', '}']) {
            let (_, _, value) = raw.last_mut().ok_or(at)?;
            value.push(' ');
            value.push_str(line.trim());
        } else {
            let (key, value) = line.split_once(" =").ok_or(at)?;
            let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-';
            if key.is_empty() || !key.chars().all(is_key) {
                return Err(at);
            }
            raw.push((at, key.to_owned(), value.trim().to_owned()));
        }
    }
    let mut messages = BTreeMap::new();
    for (at, key, value) in raw {
        let mut rest = value.as_str();
        let message = pattern(&mut rest, 0).filter(|_| rest.is_empty()).ok_or(at)?;
        if message.0.is_empty() || messages.insert(key, message).is_some() {
            return Err(at);
        }
    }
    Ok(messages)
}

/// Reads up to the end, or up to what ends a case.
fn pattern(rest: &mut &str, depth: usize) -> Option<Message> {
    let mut parts = Vec::new();
    let mut text = String::new();
    while let Some(c) = rest.chars().next() {
        let ends_case = depth > 0 && (c == '}' || is_case(rest));
        if ends_case {
            break;
        }
        let part = match c {
            '{' => Some(placed(rest, depth)?),
            '<' => element(rest),
            '}' => return None,
            _ => None,
        };
        if let Some(part) = part {
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            parts.push(part);
        } else {
            text.push(c);
            *rest = rest.get(c.len_utf8()..)?;
        }
    }
    let text = if depth > 0 { text.trim_end() } else { &text };
    if !text.is_empty() {
        parts.push(Part::Text(text.to_owned()));
    }
    Some(Message(parts))
}

fn is_case(rest: &str) -> bool {
    let rest = rest.strip_prefix('*').unwrap_or(rest);
    rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).is_some_and(|(form, _)| {
        !form.is_empty()
            && form.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// Reads `{ $name }`, or a choice.
fn placed(rest: &mut &str, depth: usize) -> Option<Part> {
    let after = rest.strip_prefix('{')?.trim_start().strip_prefix('$')?;
    let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))?;
    let (name, after) = after.split_at(end);
    let after = after.trim_start();
    if let Some(after) = after.strip_prefix('}') {
        *rest = after;
        return Some(Part::Given(name.to_owned()));
    }
    let mut inner = after.strip_prefix("->").filter(|_| depth < DEPTH_MAX)?.trim_start();
    let (mut cases, mut otherwise) = (Vec::new(), None);
    loop {
        if let Some(after) = inner.strip_prefix('}') {
            *rest = after;
            break;
        }
        let is_default = inner.starts_with('*');
        let (form, after) = inner.trim_start_matches('*').strip_prefix('[')?.split_once(']')?;
        inner = after.trim_start();
        let message = pattern(&mut inner, depth.saturating_add(1))?;
        inner = inner.trim_start();
        if is_default { otherwise = Some(message) } else { cases.push((form.to_owned(), message)) }
    }
    Some(Part::Choice { cases, name: name.to_owned(), otherwise: otherwise? })
}

/// Reads `<name>` or `</name>`; anything else that begins so is text.
fn element(rest: &mut &str) -> Option<Part> {
    let (inside, after) = rest.strip_prefix('<')?.split_once('>')?;
    let (is_end, name) = inside.strip_prefix('/').map_or((false, inside), |name| (true, name));
    let is_name = |c: char| c.is_ascii_alphanumeric();
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    *rest = after;
    Some(match (is_end, name) {
        (false, "br") => Part::Break,
        (true, _) => Part::Close(name.to_owned()),
        (false, _) => Part::Open(name.to_owned()),
    })
}

/// Says which form a number takes.
type Form<'a> = &'a dyn Fn(u64) -> &'static str;
/// Puts a society's own words into a text.
type Own<'a> = &'a dyn Fn(&str) -> String;

impl Message {
    /// Returns the message as plain text.
    pub(crate) fn text(
        &self,
        given: &BTreeMap<&str, &str>,
        form: Form<'_>,
        own: Own<'_>,
    ) -> String {
        let mut out = String::new();
        self.write(&mut out, given, form, &|part, out| match part {
            Part::Text(text) => out.push_str(&own(text)),
            Part::Break => out.push(' '),
            _ => {}
        });
        out
    }

    /// Returns the message as markup: its own text escaped, elements and values as they are given.
    pub(crate) fn markup(
        &self,
        given: &BTreeMap<&str, &str>,
        form: Form<'_>,
        own: Own<'_>,
    ) -> String {
        let mut out = String::new();
        self.write(&mut out, given, form, &|part, out| match part {
            Part::Text(text) => out.push_str(&escaped(&own(text))),
            Part::Break => out.push_str("<br>"),
            Part::Open(name) => out.push_str(given.get(name.as_str()).copied().unwrap_or_default()),
            Part::Close(name) => {
                let tag = given.get(name.as_str()).and_then(|tag| tag.strip_prefix('<'));
                let letters = |c: char| c.is_ascii_alphanumeric();
                let end =
                    tag.map(|tag| tag.chars().take_while(|c| letters(*c)).collect::<String>());
                if let Some(end) = end {
                    out.push_str("</");
                    out.push_str(&end);
                    out.push('>');
                }
            }
            Part::Choice { .. } | Part::Given(_) => {}
        });
        out
    }

    fn write(
        &self,
        out: &mut String,
        given: &BTreeMap<&str, &str>,
        form: Form<'_>,
        plain: &dyn Fn(&Part, &mut String),
    ) {
        for part in &self.0 {
            match part {
                Part::Given(name) => {
                    out.push_str(given.get(name.as_str()).copied().unwrap_or_default());
                }
                Part::Choice { cases, name, otherwise } => {
                    let value = given.get(name.as_str()).copied().unwrap_or_default();
                    let digits: String =
                        value.chars().filter(char::is_ascii_digit).take(18).collect();
                    let wanted = form(digits.parse().unwrap_or(0));
                    let case = cases.iter().find(|(case, _)| case == wanted || case == value);
                    let message = case.map_or(otherwise, |(_, message)| message);
                    message.write(out, given, form, plain);
                }
                other => plain(other, out),
            }
        }
    }

    /// Returns the names of what is put in, elements among them, each once and in order: what a translation
    /// must have as well.
    /// Returns the names of what is put in.
    pub(super) fn given(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for part in &self.0 {
            match part {
                Part::Choice { cases, name, otherwise } => {
                    let _ = names.insert(name.clone());
                    let all = cases.iter().map(|(_, message)| message).chain([otherwise]);
                    all.for_each(|message| names.extend(message.given()));
                }
                Part::Given(name) => drop(names.insert(name.clone())),
                _ => {}
            }
        }
        names
    }

    #[cfg(test)]
    pub(super) fn names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for part in &self.0 {
            match part {
                Part::Choice { cases, name, otherwise } => {
                    names.insert(format!("${name}"));
                    let all = cases.iter().map(|(_, message)| message).chain([otherwise]);
                    all.for_each(|message| names.extend(message.names()));
                }
                Part::Given(name) => drop(names.insert(format!("${name}"))),
                Part::Open(name) | Part::Close(name) => drop(names.insert(format!("<{name}>"))),
                Part::Break | Part::Text(_) => {}
            }
        }
        names
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
