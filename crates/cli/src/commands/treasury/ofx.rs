//! Reads OFX into its elements: SGML (1.x, where a field may stay open) and XML (2.x).
//!
//! Names and memos of movements are written by whoever pays, and not every bank escapes them. So what is a tag
//! and what is text follows from how the bank itself writes, before the first word of a payer: a field a line, each
//! field closed, or neither. What does not fit to that is text, or the file is refused; it never becomes a field.

/// Most elements inside of each other. A statement has fewer than ten.
const DEPTH_MAX: usize = 32;
/// Fields that a payer has a word in. What stands before the first of them is the bank's alone.
const OF_PAYERS: [&str; 7] = ["NAME", "PAYEE", "MEMO", "EXTDNAME", "REFNUM", "CHECKNUM", "PAYEEID"];
/// Fields that may stand empty and open in SGML, before another.
const FIELDS: [&str; 24] = [
    "ACCTID", "ACCTTYPE", "BALAMT", "BANKID", "BRANCHID", "CHECKNUM", "CURDEF", "CURSYM", "DTASOF",
    "DTAVAIL", "DTEND", "DTPOSTED", "DTSTART", "DTUSER", "EXTDNAME", "FITID", "MEMO", "MESSAGE",
    "NAME", "ORG", "PAYEEID", "REFNUM", "TRNAMT", "TRNTYPE",
];
/// Elements that say what belongs together: none of them ends unsaid.
const WHOLE: [&str; 7] =
    ["OFX", "STMTRS", "CCSTMTRS", "BANKTRANLIST", "STMTTRN", "INVSTMTRS", "CURRENCY"];

/// An element: a field with its value, or one that holds others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) parts: Vec<Element>,
}

impl Element {
    /// Returns the field of that name which stands directly in this one.
    ///
    /// # Errors
    ///
    /// It stands there more than once, so nobody can say which is meant.
    pub(super) fn field(&self, name: &str) -> Result<Option<&str>, String> {
        let mut found = self.parts.iter().filter(|part| part.name == name);
        let first = found.next();
        match found.next() {
            Some(_) => Err(format!("says {name} more than once")),
            None => Ok(first.map(|field| field.value.as_str()).filter(|value| !value.is_empty())),
        }
    }

    /// Returns the elements of these names, however deep, without looking into what is found.
    pub(super) fn all(&self, names: &[&str]) -> Vec<&Element> {
        let mut found = Vec::new();
        for part in &self.parts {
            if names.contains(&part.name.as_str()) {
                found.push(part);
            } else {
                found.extend(part.all(names));
            }
        }
        found
    }
}

/// Tells whether a file is OFX: by how it begins, which no payer writes.
pub(super) fn is_ofx(text: &str) -> bool {
    let start = start_of(text);
    ["OFXHEADER", "<?xml", "<?OFX", "<OFX>"].iter().any(|mark| start.starts_with(mark))
}

fn start_of(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_start()
}

/// Reads an OFX file; returns the element `OFX`. One whose fields stand on one line is read only where one trusts the
/// bank to escape: there the words of a payer cannot be told from the tags of the bank.
pub(super) fn read(text: &str, trusts_tags: bool) -> Result<Element, String> {
    let mut body = start_of(text);
    let is_xml = body.starts_with("<?");
    if is_xml {
        while let Some(rest) = body.strip_prefix("<?") {
            body = rest.split_once("?>").ok_or("Its header does not end.")?.1.trim_start();
        }
    } else {
        body = body.get(body.find('<').unwrap_or(body.len())..).unwrap_or_default();
    }
    if !body.starts_with("<OFX>") {
        return Err("Its header is not followed by <OFX>.".into());
    }
    let end = if text.contains('\n') { '\n' } else { '\r' };
    let style = Style::of(body, end, is_xml);
    if !style.is_lined && !trusts_tags {
        return Err("Its fields stand on one line, where nobody can tell what the bank wrote from what payers wrote. \
                    If the bank writes the < of a payer as &lt; say --one-line."
            .into());
    }
    let mut open = Open { style, stack: Vec::new(), root: None };
    let skipped = text.len().saturating_sub(body.len());
    let before = text.get(..skipped).unwrap_or_default().matches(end).count();
    for (line, place) in body.split(end).zip(before.saturating_add(1)..) {
        open.line(line).map_err(|why| format!("Its line {place} {why}."))?;
    }
    match (open.root, open.stack.last()) {
        (Some(root), None) => Ok(root),
        (_, Some(last)) => Err(format!("It ends inside of {}: it is not whole.", last.name)),
        (None, None) => Err("It holds nothing.".into()),
    }
}

/// What stands in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Start(&'a str),
    End(&'a str),
    /// Of a field of XML that holds nothing.
    Nothing,
    Text(&'a str),
}

/// Returns the tag with which a text begins, and what follows it.
fn tag(text: &str) -> Option<(Token<'_>, &str)> {
    let rest = text.strip_prefix('<')?;
    let (is_end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let (name, rest) = rest.split_once('>')?;
    let (name, is_empty) = name.strip_suffix('/').map_or((name, false), |name| (name, true));
    let is_name = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || ".-_".contains(c);
    let is_tag = name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(is_name);
    let token = match (is_empty, is_end) {
        (true, _) => Token::Nothing,
        (_, true) => Token::End(name),
        _ => Token::Start(name),
    };
    is_tag.then_some((token, rest))
}

/// Returns the tags at the beginning of a line, and what follows them.
fn tags(mut line: &str) -> (Vec<Token<'_>>, &str) {
    let mut found = Vec::new();
    while let Some((tag, rest)) = tag(line.trim_start()) {
        found.push(tag);
        line = rest;
    }
    (found, line.trim())
}

/// Returns all that stands in a line, each tag wherever it is.
fn tokens(line: &str) -> Vec<Token<'_>> {
    let (mut found, mut rest, mut at) = (Vec::new(), line, 0_usize);
    loop {
        let here = rest.get(at..).unwrap_or_default();
        let Some(next) = here.find('<') else {
            found.extend(Some(Token::Text(rest)).filter(|_| !rest.trim().is_empty()));
            return found;
        };
        let place = at.saturating_add(next);
        match tag(rest.get(place..).unwrap_or_default()) {
            Some((tag, after)) => {
                let before = rest.get(..place).unwrap_or_default();
                found.extend(Some(Token::Text(before)).filter(|_| !before.trim().is_empty()));
                found.push(tag);
                (rest, at) = (after, 0);
            }
            None => at = place.saturating_add(1),
        }
    }
}

/// How a bank writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Style {
    /// Each field is closed by its own end.
    is_closed: bool,
    /// No line holds more than one field, and nothing follows it there.
    is_lined: bool,
}

impl Style {
    /// Tells it from what stands before the first word of a payer.
    fn of(body: &str, end: char, is_xml: bool) -> Self {
        let (mut style, mut fields) = (Self { is_closed: true, is_lined: true }, 0_usize);
        // The field that has a value and was not closed yet.
        let (mut last, mut started) = (None, "");
        'lines: for line in body.split(end) {
            let mut has_value = false;
            for token in tokens(line) {
                match token {
                    Token::Start(name) if OF_PAYERS.contains(&name) => {
                        style.is_lined &= !has_value;
                        break 'lines;
                    }
                    Token::Start(name) => {
                        style.is_lined &= !has_value;
                        style.is_closed &= last.take().is_none();
                        started = name;
                    }
                    Token::End(name) => {
                        let is_own = last.take().is_none_or(|field| field == name);
                        style.is_closed &= is_own;
                        style.is_lined &= !has_value || is_own;
                    }
                    Token::Nothing => {}
                    Token::Text(text) if is_remark(text.trim()) => {}
                    Token::Text(_) => {
                        (last, has_value) = (Some(started), true);
                        fields = fields.saturating_add(1);
                    }
                }
            }
        }
        style.is_closed &= last.is_none() && fields > 0;
        Self { is_closed: style.is_closed || is_xml, ..style }
    }
}

/// The elements that are open while a file is read.
struct Open {
    style: Style,
    stack: Vec<Element>,
    root: Option<Element>,
}

impl Open {
    fn line(&mut self, line: &str) -> Result<(), String> {
        if !self.style.is_lined {
            return tokens(line).into_iter().try_for_each(|token| self.take(token));
        }
        let (found, rest) = tags(line);
        found.into_iter().try_for_each(|token| self.take(token))?;
        if rest.is_empty() || is_remark(rest) {
            return Ok(());
        }
        // The rest of the line is the value, whatever it looks like.
        let end = self.stack.last().map(|field| format!("</{}>", field.name)).unwrap_or_default();
        let (value, is_ended) =
            rest.strip_suffix(&end).map_or((rest, false), |value| (value, !end.is_empty()));
        self.value(value)?;
        if is_ended {
            self.end_last();
        }
        Ok(())
    }

    fn take(&mut self, token: Token<'_>) -> Result<(), String> {
        match token {
            Token::Start(name) => self.start(name),
            Token::End(name) => self.end(name),
            Token::Nothing => Ok(()),
            Token::Text(text) if is_remark(text.trim()) => Ok(()),
            Token::Text(text) => self.value(text),
        }
    }

    /// Whether the last element is a field which ends where another begins.
    fn ends_unsaid(&self) -> bool {
        let is_field = |last: &Element| {
            !last.value.is_empty() || last.parts.is_empty() && FIELDS.contains(&&*last.name)
        };
        !self.style.is_closed && self.stack.last().is_some_and(is_field)
    }

    fn start(&mut self, name: &str) -> Result<(), String> {
        if self.ends_unsaid() {
            self.end_last();
        }
        let is_nested = name == "STMTTRN" && self.stack.iter().any(|part| part.name == name);
        let last = self.stack.last();
        if let Some(last) = last.filter(|last| is_nested || !last.value.is_empty()) {
            return Err(format!("begins {name} inside of {}", last.name));
        }
        if self.root.is_some() || self.stack.len() >= DEPTH_MAX {
            return Err(format!("begins {name} where nothing can begin"));
        }
        self.stack.push(Element { name: name.to_owned(), ..Element::default() });
        Ok(())
    }

    fn value(&mut self, text: &str) -> Result<(), String> {
        let Some(last) = self
            .stack
            .last_mut()
            .filter(|last| last.parts.is_empty() && !WHOLE.contains(&&*last.name))
        else {
            return Err("has a text that is in no field".into());
        };
        if !last.value.is_empty() {
            last.value.push(' ');
        }
        last.value.push_str(&unescaped(text.trim()));
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), String> {
        let closes_nothing = || format!("ends {name}, which is not open there");
        if self.stack.last().is_some_and(|last| last.name != name) && self.ends_unsaid() {
            self.end_last();
        }
        // In SGML a field that is not known here may have stood empty and open: what seemed to be in it is beside it.
        while self.stack.last().is_some_and(|last| last.name != name) {
            let empty = self.stack.pop().filter(|last| {
                !self.style.is_closed && last.value.is_empty() && !WHOLE.contains(&&*last.name)
            });
            let parts = empty.ok_or_else(closes_nothing)?.parts;
            self.stack.last_mut().ok_or_else(closes_nothing)?.parts.extend(parts);
        }
        if self.stack.is_empty() {
            return Err(closes_nothing());
        }
        self.end_last();
        Ok(())
    }

    fn end_last(&mut self) {
        let Some(last) = self.stack.pop() else { return };
        match self.stack.last_mut() {
            Some(holder) => holder.parts.push(last),
            None => self.root = Some(last),
        }
    }
}

/// Whether a text is a comment. One with a `<` in it might hide something.
fn is_remark(text: &str) -> bool {
    let inner = text.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| !inner.contains('<'))
}

/// Returns a value as it is meant: its entities once, and what stands between the marks of CDATA as it is.
fn unescaped(text: &str) -> String {
    let inner = text.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>"));
    if let Some(inner) = inner {
        return inner.to_owned();
    }
    let (mut made, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('&') {
        made.push_str(before);
        let entity = after.split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        made.push(entity.map_or('&', |(meant, _)| meant));
        rest = entity.map_or(after, |(_, after)| after);
    }
    made.push_str(rest);
    made
}

fn entity(name: &str) -> Option<char> {
    let number =
        |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let code = name.strip_prefix('#')?;
            code.strip_prefix(['x', 'X']).map_or_else(|| number(code, 10), |code| number(code, 16))
        }
    }
}
