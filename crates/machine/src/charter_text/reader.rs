//! Reads a table key by key: each value is asked for with its type and range, what is wrong is
//! noted, and keys that nobody asked for are errors. A value that is wrong is replaced by an empty
//! one, so that reading goes on and finds what else is wrong; the result is then thrown away.

use polity_types::{Amount, AssetId, Seconds};

use super::diagnostic::{Code, Flaws, Position};
use super::document::Limit;
use super::merge::{Entry, Node, Table, Value};
use super::scan::is_forbidden;
use super::words::{self, AmountFlaw, Share};

/// Most words that are listed where another one stands that is much like one of them.
const LISTED_MAX: usize = 8;
/// Longest word that is compared with others. Unit: characters.
const NEAR_CHARS_MAX: usize = 64;
/// Longest identifier. Unit: bytes. Source: CHA-16.
const ID_BYTES_MAX: usize = 32;

/// Reads one table. `path` names it in errors; `at` is where it stands.
pub(crate) struct Reader<'f> {
    table: Table,
    path: String,
    pub(crate) at: Position,
    asked: Vec<&'static str>,
    pub(crate) flaws: &'f mut Flaws,
}

impl<'f> Reader<'f> {
    pub(crate) fn new(
        table: Table,
        path: impl Into<String>,
        at: Position,
        flaws: &'f mut Flaws,
    ) -> Self {
        Self { table, path: path.into(), at, asked: Vec::new(), flaws }
    }

    /// Returns the full name of a key.
    pub(crate) fn name(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Takes a key out of the table.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Node> {
        self.asked.push(key);
        #[cfg(test)]
        super::tests::note_key(self.name(key));
        self.table.entries.remove(key).map(|Entry { node, .. }| node)
    }

    /// Returns whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.entries.contains_key(key)
    }

    /// Returns the text under a key without taking it.
    pub(crate) fn peek(&self, key: &str) -> Option<&str> {
        match &self.table.entries.get(key)?.node.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Notes that a key is missing (CHA-14).
    pub(crate) fn missing(&mut self, key: &str) {
        let message = format!("`{}` is not set.", self.name(key));
        self.flaws.push(Code::Missing, self.at, message);
    }

    fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        let (name, actual) = (self.name(key), node.value.type_name());
        self.flaws.push(Code::Type, node.at, format!("`{name}` is {actual}, not {wanted}."));
    }

    /// Reads a text that may be left out: visible characters on one line, at most `chars_max`.
    pub(crate) fn text(
        &mut self,
        key: &'static str,
        chars_max: usize,
    ) -> Option<(String, Position)> {
        let node = self.take(key)?;
        let Value::Text(text) = node.value else {
            self.wrong_type(key, &node, "a text");
            return None;
        };
        let (name, length) = (self.name(key), text.chars().count());
        if let Some(c) = text.chars().find(|c| is_forbidden(*c)) {
            let message = format!("`{name}` holds the character U+{:04X}.", u32::from(c));
            self.flaws.push(Code::TextCharacter, node.at, message);
            return None;
        }
        if text.trim() != text {
            let message = format!("`{name}` begins or ends with a space.");
            self.flaws.push(Code::TextCharacter, node.at, message);
            return None;
        }
        if length == 0 || length > chars_max {
            let message =
                format!("`{name}` has {length} characters; 1 to {chars_max} are allowed.");
            self.flaws.push(Code::TextLength, node.at, message);
            return None;
        }
        Some((text, node.at))
    }

    /// Reads a text that must be there.
    pub(crate) fn text_needed(&mut self, key: &'static str, chars_max: usize) -> String {
        if !self.has(key) {
            self.missing(key);
        }
        self.text(key, chars_max).map_or_else(String::new, |(text, _)| text)
    }

    /// Reads an identifier that must be there (CHA-16).
    pub(crate) fn id(&mut self) -> String {
        if !self.has("id") {
            self.missing("id");
        }
        let Some((id, at)) = self.text("id", 200) else { return String::new() };
        if !is_id(&id) {
            let message = format!("`{id}` is not an identifier.");
            self.flaws.push(Code::IdForm, at, message);
        }
        id
    }

    /// Reads one of a few words that may be left out (CHA-18).
    pub(crate) fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        allowed: &[(&str, T)],
    ) -> Option<T> {
        let (text, at) = self.text(key, 200)?;
        let found = allowed.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let name = self.name(key);
            let near = alike(&text, allowed.iter().map(|(word, _)| *word));
            let words: Vec<String> = allowed.iter().map(|(word, _)| format!("{word:?}")).collect();
            let message = match near {
                Some(near) if words.len() > LISTED_MAX => {
                    format!("`{name}` is {text:?}; the nearest that is allowed is {near:?}.")
                }
                _ => format!("`{name}` is {text:?}; allowed: {}.", words.join(", ")),
            };
            self.flaws.push(Code::Choice, at, message);
        }
        found.map(|(_, value)| *value)
    }

    /// Reads one of a few words that must be there; `otherwise` stands in for a wrong one.
    pub(crate) fn choice_needed<T: Copy>(
        &mut self,
        key: &'static str,
        allowed: &[(&str, T)],
        otherwise: T,
    ) -> T {
        if !self.has(key) {
            self.missing(key);
        }
        self.choice(key, allowed).unwrap_or(otherwise)
    }

    /// Takes a key if it holds this word, and returns whether it does.
    pub(crate) fn takes(&mut self, key: &'static str, word: &str) -> bool {
        let entry = self.table.entries.get(key);
        let is_it = entry
            .is_some_and(|entry| matches!(&entry.node.value, Value::Text(text) if text == word));
        is_it && self.take(key).is_some()
    }

    /// Reads `true` or `false`, which may be left out.
    pub(crate) fn flag(&mut self, key: &'static str) -> Option<bool> {
        let node = self.take(key)?;
        let Value::Boolean(flag) = node.value else {
            self.wrong_type(key, &node, "true or false");
            return None;
        };
        Some(flag)
    }

    /// Reads a whole number that may be left out (CHA-19).
    pub(crate) fn count(&mut self, key: &'static str, min: u32, max: u32) -> Option<u32> {
        let node = self.take(key)?;
        let Value::Integer(number) = node.value else {
            self.wrong_type(key, &node, "a whole number");
            return None;
        };
        let count = u32::try_from(number).ok().filter(|count| (min..=max).contains(count));
        if count.is_none() {
            let message = format!("`{}` is {number}; {min} to {max} are allowed.", self.name(key));
            self.flaws.push(Code::OutOfRange, node.at, message);
        }
        count
    }

    /// Reads a whole number that must be there.
    pub(crate) fn count_needed(&mut self, key: &'static str, min: u32, max: u32) -> u32 {
        if !self.has(key) {
            self.missing(key);
        }
        self.count(key, min, max).unwrap_or(min)
    }

    /// Reads a length of time that may be left out (CHA-20).
    pub(crate) fn duration(
        &mut self,
        key: &'static str,
        min: Seconds,
        max: Seconds,
    ) -> Option<Seconds> {
        let (text, at) = self.text(key, 200)?;
        self.duration_in(key, &text, at, min, max)
    }

    /// Reads a length of time that must be there.
    pub(crate) fn duration_needed(
        &mut self,
        key: &'static str,
        min: Seconds,
        max: Seconds,
    ) -> Seconds {
        if !self.has(key) {
            self.missing(key);
        }
        self.duration(key, min, max).unwrap_or(min)
    }

    /// Reads a length of time out of `text`.
    pub(crate) fn duration_in(
        &mut self,
        key: &str,
        text: &str,
        at: Position,
        min: Seconds,
        max: Seconds,
    ) -> Option<Seconds> {
        let name = self.name(key);
        let Some(length) = words::read_duration(text) else {
            let message =
                format!("`{name}` is {text:?}, which is no length of time up to 10 years.");
            self.flaws.push(Code::Duration, at, message);
            return None;
        };
        if length < min || length > max {
            let message = format!("`{name}` is {length}; {min} to {max} are allowed.");
            self.flaws.push(Code::DurationRange, at, message);
            return None;
        }
        Some(length)
    }

    /// Reads a share that may be left out: more than nothing, at most all (CHA-21).
    pub(crate) fn share(&mut self, key: &'static str) -> Option<Share> {
        let (text, at) = self.text(key, 200)?;
        let share = words::read_share(&text).filter(|share| share.numerator() > 0);
        if share.is_none() {
            let message = format!(
                "`{}` is {text:?}; a share above 0% and up to 100% is allowed.",
                self.name(key)
            );
            self.flaws.push(Code::Share, at, message);
        }
        share
    }

    /// Reads an amount without a period (CHA-24).
    pub(crate) fn amount(
        &mut self,
        key: &'static str,
        decimals_of: impl Fn(&AssetId) -> Option<u8>,
    ) -> Option<(Amount, AssetId)> {
        let (text, at) = self.text(key, 200)?;
        self.amount_in(key, &text, at, decimals_of)
    }

    /// Reads a limit, `NUMBER ASSET per LENGTH` (CHA-24).
    pub(crate) fn limit(
        &mut self,
        key: &'static str,
        decimals_of: impl Fn(&AssetId) -> Option<u8>,
    ) -> Option<Limit> {
        let (text, at) = self.text(key, 200)?;
        let Some((money, length)) = text.split_once(" per ") else {
            let message = format!("`{}` is {text:?}, without its period.", self.name(key));
            self.flaws.push(Code::Amount, at, message);
            return None;
        };
        let money = self.amount_in(key, money, at, decimals_of);
        let per = self.duration_in(key, length, at, Seconds(3_600), words::DURATION_MAX);
        let ((amount, asset), per) = money.zip(per)?;
        Some(Limit { amount, asset, per })
    }

    fn amount_in(
        &mut self,
        key: &str,
        text: &str,
        at: Position,
        decimals_of: impl Fn(&AssetId) -> Option<u8>,
    ) -> Option<(Amount, AssetId)> {
        let name = self.name(key);
        let (code, message) = match words::read_amount(text, decimals_of) {
            Ok(read) => return Some(read),
            Err(AmountFlaw::Form) => {
                let message = format!(
                    "`{name}` is {text:?}, which is no amount of money: a number that is not too \
                     large, a space, an asset."
                );
                (Code::Amount, message)
            }
            Err(AmountFlaw::Asset(asset)) => (
                Code::AssetUnknown,
                format!("`{name}` names the asset {asset:?}, which is not declared."),
            ),
            Err(AmountFlaw::Decimals(decimals)) => {
                (Code::Amount, format!("`{name}` is {text:?}; the asset has {decimals} decimals."))
            }
        };
        self.flaws.push(code, at, message);
        None
    }

    /// Reads a list of texts that may be left out; at most `count_max` (CHA-17).
    pub(crate) fn texts(&mut self, key: &'static str, count_max: usize) -> Vec<(String, Position)> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::List(items) = node.value else {
            self.wrong_type(key, &node, "a list of texts");
            return Vec::new();
        };
        if items.is_empty() || items.len() > count_max {
            let (name, count) = (self.name(key), items.len());
            let message = format!("`{name}` has {count} entries; 1 to {count_max} are allowed.");
            self.flaws.push(Code::TooMany, node.at, message);
            return Vec::new();
        }
        let mut texts = Vec::new();
        for item in items {
            match item.value {
                Value::Text(text) => texts.push((text, item.at)),
                _ => self.wrong_type(key, &item, "a text"),
            }
        }
        texts
    }

    /// Takes a table that may be left out.
    pub(crate) fn table(&mut self, key: &'static str) -> Option<(Table, Position)> {
        let node = self.take(key)?;
        if let Value::Table(table) = node.value {
            return Some((table, node.at));
        }
        self.wrong_type(key, &node, "a table");
        None
    }

    /// Takes a list of tables that may be left out; at most `count_max` (CHA-17).
    pub(crate) fn tables(&mut self, key: &'static str, count_max: usize) -> Vec<(Table, Position)> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let Value::List(items) = node.value else {
            self.wrong_type(key, &node, "a list of tables");
            return Vec::new();
        };
        if items.len() > count_max {
            let (name, count) = (self.name(key), items.len());
            let message = format!("`{name}` has {count} entries; at most {count_max} are allowed.");
            self.flaws.push(Code::TooMany, node.at, message);
            return Vec::new();
        }
        let mut tables = Vec::new();
        for item in items {
            match item.value {
                Value::Table(table) => tables.push((table, item.at)),
                _ => self.wrong_type(key, &item, "a table"),
            }
        }
        tables
    }

    /// Ends the reading: keys that nobody asked for are errors (CHA-11).
    pub(crate) fn finish(self) {
        for (key, entry) in &self.table.entries {
            let name = self.name(key);
            let message = if let Some(near) = alike(key, self.asked.iter().copied()) {
                let missing = format!("`{}` is not set.", self.name(near));
                self.flaws.retract(self.at, &missing);
                format!("`{name}` is not a key of a charter; the nearest is `{near}`.")
            } else {
                let known = self.asked.join(", ");
                format!("`{name}` is not a key of a charter; here are: {known}.")
            };
            self.flaws.push(Code::KeyUnknown, entry.key_at, message);
        }
    }
}

/// Returns the word that `text` most likely means: at most two letters are other, too many or too few.
pub(crate) fn alike<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let text = text.to_lowercase();
    let far = |word: &str| edits(&text, word);
    let near = known.map(|word| (far(word), word)).min()?;
    // Of a short word two letters are half of it.
    let most = text.chars().count().div_euclid(3).min(2);
    (near.0 <= most).then_some(near.1)
}

/// Returns how many letters must be changed, added or taken out to make one word of the other.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(NEAR_CHARS_MAX).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().take(NEAR_CHARS_MAX).enumerate() {
        let mut corner = i;
        let mut left = i.saturating_add(1);
        let mut next = vec![left];
        for (above, d) in row.iter().skip(1).zip(&b) {
            let changed = corner.saturating_add(usize::from(c != *d));
            left = changed.min(above.saturating_add(1)).min(left.saturating_add(1));
            corner = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Returns whether `text` has the form of an identifier (CHA-16).
pub(crate) fn is_id(text: &str) -> bool {
    let is_mark = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.len() <= ID_BYTES_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(is_mark)
        && !text.ends_with('-')
        && !text.contains("--")
}
