//! The words of the pages, in each language. A message has a key and stands in `words/LANGUAGE.ftl`, in a
//! part of the syntax of Fluent (projectfluent.org): comments, `key = text`, lines that go on indented,
//! `{ $name }` for what is put in, `{ $name -> [one] … *[other] … }` for numbers. Beyond that, `<name>…</name>`
//! stands for an element of the page that the template gives under that name, and `<br>` for itself.

mod catalogue;
pub(crate) mod figures;
mod message;
mod script;
pub(crate) mod squeeze;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use polity_types::{Amount, Refusal, Timestamp};

pub(crate) use message::{Message, parse};

use crate::reader::Reader;
use catalogue::Catalogue;

/// Between what a template puts into a message. No text that pages show has it: `<` is escaped there.
const BETWEEN: &str = "<;>";
/// Most words that a society has of its own.
pub(crate) const OWN_WORDS_MAX: usize = 64;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tongue {
    #[default]
    English,
    Persian,
}

/// The messages of a language by their keys.
type Messages = BTreeMap<String, Message>;

static ENGLISH: LazyLock<Messages> = LazyLock::new(|| known(include_str!("../words/en.ftl")));
static PERSIAN: LazyLock<Messages> = LazyLock::new(|| known(include_str!("../words/fa.ftl")));

/// What scripts say in Persian.
static PERSIAN_SCRIPTS: LazyLock<Catalogue> =
    LazyLock::new(|| gathered(&[include_str!("../words/fa/scripts.po")]));
/// What the machine's rules and short labels say in Persian.
static PERSIAN_SAID: LazyLock<Catalogue> = LazyLock::new(|| gathered(&SAID));
/// What refusals say in Persian.
static PERSIAN_REFUSED: LazyLock<Catalogue> =
    LazyLock::new(|| gathered(&[&[include_str!("../words/fa/refusals.po")], &SAID[..]].concat()));
const SAID: [&str; 2] =
    [include_str!("../words/fa/charter.po"), include_str!("../words/fa/labels.po")];

/// Reads files of this program; a test sees to it that all of them can be read.
fn gathered(files: &[&str]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for file in files {
        let _ = catalogue.add(file);
    }
    catalogue
}

/// Reads a file of this program; what is no message is left out, and a test sees to it that nothing is.
fn known(text: &str) -> Messages {
    parse(text).unwrap_or_default()
}

impl Tongue {
    /// All languages, in the order in which they are offered.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Persian];

    /// Returns the language's code, as HTML and HTTP name it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Persian => "fa",
        }
    }

    /// Returns where lines begin: `ltr` or `rtl`.
    pub(crate) fn direction(self) -> &'static str {
        match self {
            Self::English => "ltr",
            Self::Persian => "rtl",
        }
    }

    /// Returns its name in itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Persian => "فارسی",
        }
    }

    /// Returns the language of a code.
    pub(crate) fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tongue| tongue.code() == code)
    }

    /// Returns the language that a browser prefers among these (RFC 9110 §12.5.4).
    pub(crate) fn preferred(accepted: &str) -> Option<Self> {
        let weighed = accepted.split(',').take(32).filter_map(|part| {
            let mut parts = part.split(';').map(str::trim);
            let tongue = Self::of(parts.next()?.split('-').next()?.to_ascii_lowercase().as_str())?;
            let quality = parts.find_map(|part| part.strip_prefix("q="));
            Some((thousandths(quality.unwrap_or("1")), tongue))
        });
        // Of equals the first: those after it do not weigh more.
        let best = weighed.fold(None, |best: Option<(u32, Self)>, one| match best {
            Some(best) if best.0 >= one.0 => Some(best),
            _ => Some(one),
        });
        best.filter(|(weight, _)| *weight > 0).map(|(_, tongue)| tongue)
    }

    fn messages(self) -> &'static Messages {
        match self {
            Self::English => &ENGLISH,
            Self::Persian => &PERSIAN,
        }
    }

    /// Returns which form a number takes (CLDR).
    fn form(self, number: u64) -> &'static str {
        match self {
            Self::English if number == 1 => "one",
            Self::Persian if number <= 1 => "one",
            _ => "other",
        }
    }
}

/// Reads a weight such as `0.8`. Unit: thousandths.
fn thousandths(text: &str) -> u32 {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    whole.min(1).saturating_mul(1_000).saturating_add(digits.parse().unwrap_or(0)).min(1_000)
}

/// Words that a society has in the place of those of the messages: `member` and `citizen`.
pub(crate) type OwnWords = BTreeMap<String, String>;

/// Endings of Persian words: the plural, with and without what joins it to the next word.
const PERSIAN_ENDINGS: [&str; 4] = ["ها", "های", "\u{200c}ها", "\u{200c}های"];

/// Returns the forms of a word that follow from it, each with that of the word in its place: in English with a
/// capital, and the plural in `s`; in Persian the plural in `ها`.
fn forms(word: &str, mine: &str) -> Vec<(String, String)> {
    if !word.is_ascii() {
        return PERSIAN_ENDINGS.map(|end| (format!("{word}{end}"), format!("{mine}{end}"))).into();
    }
    let capital = |text: &str| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let is_regular = |text: &str| !text.ends_with(['s', 'x', 'y', 'z', 'h']);
    let mut all = vec![(capital(word), capital(mine))];
    if is_regular(word) && is_regular(mine) {
        let (word, mine) = (format!("{word}s"), format!("{mine}s"));
        all.push((capital(&word), capital(&mine)));
        all.push((word, mine));
    }
    all
}

/// Reads a society's own words: a file of messages, each key a word of the messages. What the file says of a
/// form counts before what follows from another line.
pub(crate) fn own_words(text: &str) -> Option<OwnWords> {
    let mut own = OwnWords::new();
    let (mut first, mut derived) = (OwnWords::new(), OwnWords::new());
    for line in
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (word, mine) = line.split_once('=')?;
        let (word, mine) = (word.trim(), mine.trim());
        let is_word = |text: &str| {
            (1..=40).contains(&text.chars().count())
                && text
                    .chars()
                    .all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '\u{200c}'))
        };
        if !is_word(word) || !is_word(mine) || own.len() >= OWN_WORDS_MAX {
            return None;
        }
        // A capital is nearer to a line than a plural.
        let mut near = forms(word, mine).into_iter();
        first.extend(near.next());
        derived.extend(near);
        own.insert(word.to_owned(), mine.to_owned());
    }
    for (word, mine) in first.into_iter().chain(derived) {
        own.entry(word).or_insert(mine);
    }
    Some(own)
}

/// Puts a society's own words into a text, whole words alone.
fn with_own(text: &str, own: &OwnWords) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let put = |word: &mut String, out: &mut String| {
        out.push_str(own.get(word.as_str()).unwrap_or(word));
        word.clear();
    };
    for c in text.chars() {
        if c.is_alphabetic() || c == '\u{200c}' {
            word.push(c);
        } else {
            put(&mut word, &mut out);
            out.push(c);
        }
    }
    put(&mut word, &mut out);
    out
}

/// Returns the words of a key for whoever reads, as plain text.
pub(crate) fn t(key: &str) -> String {
    say(key, &[])
}

/// Returns the words of a key with something put in, as plain text.
pub(crate) fn say(key: &str, given: &[(&str, &str)]) -> String {
    let reader = Reader::now();
    let placed: Vec<(&str, String)> =
        given.iter().map(|(name, value)| (*name, placed(reader.tongue, value))).collect();
    let given: BTreeMap<&str, &str> =
        placed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match find(reader.tongue, key) {
        Some((tongue, message)) => {
            message.text(&given, &|n| tongue.form(n), &|text| own(text, reader.words.as_deref()))
        }
        None => key.to_owned(),
    }
}

/// Returns the names of what is put into the words of a key; none: there are no such words.
pub(crate) fn holes(key: &str) -> Option<BTreeSet<String>> {
    Tongue::English.messages().get(key).map(Message::given)
}

/// Returns what is put into a message: a length of time as it is said there, a name set apart, markup as it is.
fn placed(tongue: Tongue, value: &str) -> String {
    let is_arabic = |c: char| ('\u{600}'..'\u{700}').contains(&c);
    if tongue == Tongue::English
        || !figures::has_words(value)
        || value.contains('<')
        || value.contains(is_arabic)
    {
        return value.to_owned();
    }
    let is_length = value.starts_with(|c: char| c.is_ascii_digit());
    let said = is_length.then(|| PERSIAN_SAID.say(value)).flatten();
    said.unwrap_or_else(|| figures::isolated(value))
}

/// Returns a name, set apart where its letters run against those of the page.
pub(crate) fn apart(name: &str) -> String {
    placed(Reader::now().tongue, name)
}

/// Returns words of this program, such as a stage, a label or a rule, as whoever reads says them.
pub(crate) fn term(text: &str) -> String {
    let (reader, key) = (Reader::now(), term_key(text));
    if reader.tongue != Tongue::English && reader.tongue.messages().contains_key(&key) {
        return t(&key);
    }
    own(&said(reader.tongue, text), reader.words.as_deref())
}

/// Returns what the machine says in English, in a language; in English, where it is not known there.
pub(crate) fn said(tongue: Tongue, text: &str) -> String {
    let there = match tongue {
        Tongue::English => None,
        Tongue::Persian => PERSIAN_SAID.say(text),
    };
    there.unwrap_or_else(|| text.to_owned())
}

/// Returns what the machine says in English, in Persian; in English, where it is not known there.
#[must_use]
pub fn in_persian(text: &str) -> String {
    said(Tongue::Persian, text)
}

/// Returns why something was refused, as whoever reads says it.
pub(crate) fn reason_words(text: &str) -> String {
    let there = match Reader::now().tongue {
        Tongue::English => None,
        Tongue::Persian => PERSIAN_REFUSED.say(text),
    };
    there.unwrap_or_else(|| text.to_owned())
}

/// Returns a refusal as whoever reads says it.
pub(crate) fn refused(refusal: Refusal) -> Refusal {
    match Reader::now().tongue {
        Tongue::English => refusal,
        Tongue::Persian => {
            let say = |text: String| PERSIAN_REFUSED.say(&text).unwrap_or(text);
            let Refusal { code, message, next_step, rule } = refusal;
            Refusal { code, message: say(message), next_step: say(next_step), rule }
        }
    }
}

/// Returns a script of the pages in a language, and with a society's own words.
pub(crate) fn scripted(
    file: &str,
    script: &str,
    tongue: Tongue,
    words: Option<&OwnWords>,
) -> String {
    let is_translated = tongue == Tongue::Persian;
    let own = |text: &str| own(text, words);
    script::written(file, script, &PERSIAN_SCRIPTS, is_translated, &own)
}

/// Writes what a page shows in the figures of whoever reads.
pub(crate) fn figured(html: String) -> String {
    match Reader::now().tongue {
        Tongue::English => html,
        Tongue::Persian => figures::page(&html),
    }
}

/// Writes a plain text in the figures of whoever reads.
pub(crate) fn plain_figured(text: String) -> String {
    match Reader::now().tongue {
        Tongue::English => text,
        Tongue::Persian => figures::numbers(&text),
    }
}

/// Writes a time to the minute as whoever reads does.
pub(crate) fn moment(time: Timestamp) -> String {
    match Reader::now().tongue {
        Tongue::English => time.to_string().replace('T', " ").chars().take(16).collect(),
        Tongue::Persian => figures::moment(time),
    }
}

/// Writes a day as whoever reads does.
pub(crate) fn day(time: Timestamp) -> String {
    match Reader::now().tongue {
        Tongue::English => time.to_string().chars().take(10).collect(),
        Tongue::Persian => figures::date(time),
    }
}

/// Writes a number of things with its thousands set apart, as amounts are; the page puts it into figures.
pub(crate) fn count(number: u64) -> String {
    Amount::from(number).in_units(0)
}

/// Writes a month of the Gregorian calendar, `2026-11`, as whoever reads does.
pub(crate) fn month(month: &str) -> String {
    match Reader::now().tongue {
        Tongue::English => month.to_owned(),
        Tongue::Persian => figures::month(month).unwrap_or_else(|| month.to_owned()),
    }
}

/// Returns the address of a script for whoever reads.
pub(crate) fn script_address(file: &str) -> String {
    let reader = Reader::now();
    let code = reader.tongue.code();
    match (&reader.words, reader.tongue) {
        (Some(_), _) => format!("{}/assets/{code}/{file}", reader.base()),
        (None, Tongue::English) => format!("/assets/{file}"),
        (None, _) => format!("/assets/{code}/{file}"),
    }
}

/// Returns the key of a short word: its letters, with `-` between the words.
fn term_key(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let joined = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    format!("term-{joined}")
}

/// Returns the code of the language that is read, for pages without a society.
pub(crate) fn code() -> &'static str {
    Reader::now().tongue.code()
}

/// Returns where its lines begin.
pub(crate) fn direction() -> &'static str {
    Reader::now().tongue.direction()
}

fn own(text: &str, words: Option<&OwnWords>) -> String {
    words.map_or_else(|| text.to_owned(), |own| with_own(text, own))
}

/// Returns a message, in English if the language lacks it.
fn find(tongue: Tongue, key: &str) -> Option<(Tongue, &'static Message)> {
    let here = tongue.messages().get(key).map(|message| (tongue, message));
    here.or_else(|| Some((Tongue::English, Tongue::English.messages().get(key)?)))
}

/// Returns the words of a key with markup put in, as markup. `given`: `name=…`, elements and values, with
/// `<;>` between them, already escaped.
pub(crate) fn rich(key: &str, given: &str) -> String {
    let reader = Reader::now();
    let pairs = given.split(BETWEEN).filter_map(|part| part.trim().split_once('='));
    let placed: Vec<(&str, String)> =
        pairs.map(|(name, value)| (name, placed(reader.tongue, value))).collect();
    let given: BTreeMap<&str, &str> =
        placed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    match find(reader.tongue, key) {
        Some((tongue, message)) => {
            message.markup(&given, &|n| tongue.form(n), &|text| own(text, reader.words.as_deref()))
        }
        None => key.to_owned(),
    }
}

/// What templates ask for words with.
#[expect(
    unreachable_pub,
    clippy::inline_always,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "what makes filters of functions makes them so"
)]
pub(crate) mod filters {
    use super::fmt;

    /// `"key"|t`: plain words.
    #[askama::filter_fn]
    pub(crate) fn t(key: impl fmt::Display, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(super::t(&key.to_string()))
    }

    /// `number|count`: a number of things.
    #[askama::filter_fn]
    pub(crate) fn count(number: &u64, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(super::count(*number))
    }

    /// `land|square_metres`: how much land. Unit: square metres.
    #[askama::filter_fn]
    pub(crate) fn square_metres(land: &u64, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(super::say("places-m2", &[("land", &super::count(*land))]))
    }

    /// `"me.js"|script`: the address of a script.
    #[askama::filter_fn]
    pub(crate) fn script(
        file: impl fmt::Display,
        _: &dyn askama::Values,
    ) -> askama::Result<String> {
        Ok(super::script_address(&file.to_string()))
    }

    /// `word|term`: a short word of the program.
    #[askama::filter_fn]
    pub(crate) fn term(text: impl fmt::Display, _: &dyn askama::Values) -> askama::Result<String> {
        Ok(super::term(&text.to_string()))
    }

    /// `filter say("key")|safe`: words with markup in them.
    #[askama::filter_fn]
    pub(crate) fn say(
        given: impl fmt::Display,
        _: &dyn askama::Values,
        key: &str,
    ) -> askama::Result<String> {
        Ok(super::rich(key, &given.to_string()))
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod said_tests;
#[cfg(test)]
mod script_tests;
