//! Sentences that come in English from elsewhere (the machine's rules and refusals, scripts, short labels), each
//! with its counterpart in another language. They stand in files of gettext (`msgctxt`, `msgid`, `msgstr`), under
//! their English words. What is put in stands as `{name}`, and is kept as it is but for its figures; `{name*}` is
//! a phrase that has a counterpart of its own, `{name#}` a number, `{name$}` an amount, or the sentence is not this one. Capitals at the
//! beginning make no difference.

use std::collections::BTreeMap;
use std::sync::Mutex;

use super::figures;

/// Most places at which one sentence is looked into before it is left as it is.
const STEPS_MAX: usize = 200_000;
/// Deepest phrase within a phrase.
const DEPTH_MAX: usize = 24;
/// Most texts of which it is kept what was said.
const SAID_MAX: usize = 4_096;
/// Longest text that is looked up. Unit: bytes.
const TEXT_BYTES_MAX: usize = 8 * 1_024;

/// The sentences of a language, by their English.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    /// By context, which is empty for most, and English words as they stand in the file.
    entries: BTreeMap<(String, String), String>,
    /// By the first word, or under nothing where something is put in first; the longest first.
    patterns: BTreeMap<String, Vec<Pattern>>,
    /// Those without holes, with a capital and without.
    plain: BTreeMap<String, String>,
    /// What was said lately, since most is said again and again.
    said: Mutex<BTreeMap<String, Option<String>>>,
}

/// One sentence with holes.
#[derive(Debug)]
struct Pattern {
    /// What it says in the other language.
    says: Vec<Piece>,
    seeks: Vec<Piece>,
    /// Letters that are not put in.
    weight: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Hole { kind: Kind, name: String },
    Plain(String),
}

/// What may be put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `{name$}`: an amount of money, or a part.
    Amount,
    /// `{name}`: anything.
    Any,
    /// `{name#}`: digits.
    Number,
    /// `{name*}`: what is known itself.
    Phrase,
}

/// A look into one sentence.
struct Look {
    depth: usize,
    steps: usize,
    known: BTreeMap<String, Option<Said>>,
}

/// What was said for a text.
#[derive(Clone, Debug)]
struct Said {
    /// Letters that stayed as they were.
    left: usize,
    text: String,
}

/// What the holes of a sentence say, by their names.
type Holes = Vec<(String, String)>;

impl Catalogue {
    /// Reads a file of gettext and adds what it says.
    ///
    /// # Errors
    /// The number of the line, from 1, that is none of the forms, or says something twice.
    pub(crate) fn add(&mut self, text: &str) -> Result<(), usize> {
        let (mut context, mut id) = (String::new(), None::<String>);
        for (at, line) in (1_usize..).zip(text.lines().map(str::trim)) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, value) = line.split_once(' ').ok_or(at)?;
            let value = unquoted(value).ok_or(at)?;
            match word {
                "msgctxt" => context = value,
                "msgid" if id.is_none() => id = Some(value),
                "msgstr" => {
                    let id = id.take().ok_or(at)?;
                    self.put(std::mem::take(&mut context), id, value).ok_or(at)?;
                }
                _ => return Err(at),
            }
        }
        for patterns in self.patterns.values_mut() {
            patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.weight));
        }
        Ok(())
    }

    fn put(&mut self, context: String, id: String, said: String) -> Option<()> {
        if id.is_empty() || said.is_empty() {
            return None;
        }
        if context.is_empty() {
            self.put_plain(&id, &said);
            if let Some(other) = other_case(&id) {
                self.put_plain(&other, &said);
            }
        }
        self.entries.insert((context, id), said).is_none().then_some(())
    }

    /// Puts in what is looked for in whole texts.
    fn put_plain(&mut self, id: &str, said: &str) {
        let (seeks, says) = (pieces(id), pieces(said));
        if seeks.iter().any(Piece::is_hole) {
            let first = match seeks.first() {
                Some(Piece::Plain(text)) => first_word(text, false).to_owned(),
                _ => String::new(),
            };
            let weight = seeks.iter().map(Piece::weight).sum();
            self.patterns.entry(first).or_default().push(Pattern { says, seeks, weight });
        } else {
            self.plain.entry(id.to_owned()).or_insert_with(|| said.to_owned());
        }
    }

    /// Returns what stands for English words letter for letter, holes among them.
    pub(crate) fn entry(&self, context: &str, id: &str) -> Option<&str> {
        let of = |context: &str| self.entries.get(&(context.to_owned(), id.to_owned()));
        of(context).or_else(|| of("")).map(String::as_str)
    }

    /// Returns the context and the English words of each entry.
    #[cfg(test)]
    pub(crate) fn ids(&self) -> impl Iterator<Item = (&(String, String), &String)> {
        self.entries.iter()
    }

    /// Says an English text in the language: as a whole, or one sentence after the other. Nothing, if none of
    /// it is known.
    pub(crate) fn say(&self, text: &str) -> Option<String> {
        if text.len() > TEXT_BYTES_MAX {
            return None;
        }
        let known = |said: &BTreeMap<String, Option<String>>| said.get(text).cloned();
        if let Some(said) = self.said.lock().ok().and_then(|said| known(&said)) {
            return said;
        }
        let found = self.found(text);
        if let Ok(mut said) = self.said.lock() {
            if said.len() >= SAID_MAX {
                said.clear();
            }
            said.insert(text.to_owned(), found.clone());
        }
        found
    }

    fn found(&self, text: &str) -> Option<String> {
        let mut look = Look { depth: 0, steps: 0, known: BTreeMap::new() };
        let whole = self.phrase(text.trim(), &mut look);
        if whole.as_ref().is_some_and(|said| said.left == 0) {
            return whole.map(|said| said.text);
        }
        let sentences: Vec<&str> = text.split_inclusive(". ").map(str::trim).collect();
        if sentences.len() < 2 {
            return whole.map(|said| said.text);
        }
        let (mut is_known, mut left) = (false, 0_usize);
        let mut said = Vec::new();
        let mut rest = sentences.as_slice();
        // Sentences that belong together are known together: the most of them first.
        while !rest.is_empty() {
            let found = (1..=rest.len().min(4)).rev().find_map(|count| {
                let (these, after) = rest.split_at_checked(count)?;
                Some((self.phrase(&these.join(" "), &mut look)?, after))
            });
            if let Some((words, after)) = found {
                is_known = true;
                left = left.saturating_add(words.left);
                said.push(words.text);
                rest = after;
            } else if let Some((first, after)) = rest.split_first() {
                said.push(figures::isolated(first));
                left = left.saturating_add(first.len());
                rest = after;
            }
        }
        match whole {
            Some(whole) if !is_known || whole.left <= left => Some(whole.text),
            _ => is_known.then(|| said.join(" ")),
        }
    }

    /// Says a phrase: of all ways to read it, that which leaves the fewest letters as they are.
    fn phrase(&self, text: &str, look: &mut Look) -> Option<Said> {
        if let Some(known) = look.known.get(text) {
            return known.clone();
        }
        let exact = self.plain.get(text).map(|said| Said { left: 0, text: said.clone() });
        let said = exact.or_else(|| self.matched(text, look));
        look.known.insert(text.to_owned(), said.clone());
        said
    }

    fn matched(&self, text: &str, look: &mut Look) -> Option<Said> {
        if look.depth >= DEPTH_MAX {
            return None;
        }
        let of = |word: &str| self.patterns.get(word).map_or(&[][..], Vec::as_slice);
        let first = first_word(text, true);
        let own = if first.is_empty() { &[][..] } else { of(first) };
        look.depth = look.depth.saturating_add(1);
        let mut best: Option<Said> = None;
        for pattern in own.iter().chain(of("")) {
            let bound = best.as_ref().map_or(usize::MAX, |said| said.left);
            if let Some((left, holes)) = self.fits(&pattern.seeks, text, false, bound, look) {
                best = Some(Said { left, text: filled(&pattern.says, &holes) });
            }
            if best.as_ref().is_some_and(|said| said.left == 0) {
                break;
            }
        }
        look.depth = look.depth.saturating_sub(1);
        best
    }

    /// Puts a text into holes, so that fewer letters than `bound` are left as they are; says how many are, and
    /// what the holes say. `quoted`: whether a quotation mark stands before.
    fn fits(
        &self,
        seeks: &[Piece],
        text: &str,
        quoted: bool,
        bound: usize,
        look: &mut Look,
    ) -> Option<(usize, Holes)> {
        look.steps = look.steps.saturating_add(1);
        if look.steps > STEPS_MAX || bound == 0 {
            return None;
        }
        let Some((first, rest)) = seeks.split_first() else {
            return text.is_empty().then(|| (0, Vec::new()));
        };
        let (name, kind) = match first {
            Piece::Plain(plain) => {
                let text = text.strip_prefix(plain.as_str())?;
                return self.fits(rest, text, plain.ends_with('"'), bound, look);
            }
            Piece::Hole { kind, name } => (name, *kind),
        };
        // All that stands between holes is still there, in its order.
        let mut ahead = text;
        for piece in rest {
            if let Piece::Plain(plain) = piece {
                ahead = ahead.split_once(plain.as_str())?.1;
            }
        }
        let ends: Vec<usize> = match rest {
            // The last words end the sentence.
            [Piece::Plain(last)] => {
                text.strip_suffix(last.as_str()).map(str::len).into_iter().collect()
            }
            [Piece::Plain(next), ..] => {
                text.match_indices(next.as_str()).map(|(at, _)| at).collect()
            }
            _ => vec![text.len()],
        };
        let mut best: Option<(usize, Holes)> = None;
        for end in ends.into_iter().filter(|end| *end > 0) {
            let Some((inside, after)) = text.split_at_checked(end) else { continue };
            let bound = best.as_ref().map_or(bound, |(left, _)| *left);
            let name_in_quotes = quoted && after.starts_with('"');
            if name_in_quotes && inside.contains('"') {
                continue;
            }
            let Some(mut said) = self.hole(inside, kind, name, look) else { continue };
            if name_in_quotes && kind == Kind::Any {
                said.left = 0;
            }
            let Some(room) = bound.checked_sub(said.left).filter(|room| *room > 0) else {
                continue;
            };
            if let Some((left, mut holes)) = self.fits(rest, after, false, room, look) {
                holes.push((name.clone(), said.text));
                best = Some((left.saturating_add(said.left), holes));
            }
        }
        best
    }

    /// Says what is put in.
    fn hole(&self, inside: &str, kind: Kind, name: &str, look: &mut Look) -> Option<Said> {
        match kind {
            Kind::Amount => {
                figures::is_amount(inside).then(|| Said { left: 0, text: figures::value(inside) })
            }
            // What people wrote may have sentences; names do not.
            Kind::Any if name != "text" && inside.contains(". ") => None,
            Kind::Any => {
                let known = figures::has_words(inside).then(|| self.phrase(inside, look)).flatten();
                let is_kept = figures::is_amount(inside) || !figures::has_words(inside);
                let left = if is_kept { 0 } else { inside.len() };
                known.or_else(|| Some(Said { left, text: figures::value(inside) }))
            }
            Kind::Number => {
                figures::is_number(inside).then(|| Said { left: 0, text: figures::numbers(inside) })
            }
            // A part of a sentence ends no sentence, and holds no other.
            Kind::Phrase if !is_whole(name) && (inside.ends_with('.') || inside.contains("; ")) => {
                None
            }
            Kind::Phrase => self.phrase(inside, look),
        }
    }
}

impl Piece {
    fn is_hole(&self) -> bool {
        matches!(self, Self::Hole { .. })
    }

    fn weight(&self) -> usize {
        match self {
            Self::Hole { .. } => 0,
            Self::Plain(text) => text.chars().filter(|c| !c.is_whitespace()).count(),
        }
    }
}

/// Returns whether a hole of this name takes whole sentences, or several clauses.
fn is_whole(name: &str) -> bool {
    matches!(name, "a" | "b" | "after" | "before" | "changes" | "then" | "verb" | "words")
}

/// Returns the first word, if a text begins with a whole one.
fn first_word(text: &str, is_end: bool) -> &str {
    match text.split_once(|c: char| !c.is_alphanumeric()) {
        Some((word, _)) => word,
        None if is_end => text,
        None => "",
    }
}

/// Returns a text with a capital if it begins without one, and the other way round.
fn other_case(text: &str) -> Option<String> {
    let mut chars = text.chars();
    let first = chars.next().filter(char::is_ascii_alphabetic)?;
    let other = if first.is_ascii_uppercase() {
        first.to_ascii_lowercase()
    } else {
        first.to_ascii_uppercase()
    };
    Some(std::iter::once(other).chain(chars).collect())
}

/// Returns the pieces of an entry.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, after)) = after.split_once('}') else { break };
        if !before.is_empty() {
            pieces.push(Piece::Plain(before.to_owned()));
        }
        let kind = match inside.chars().next_back() {
            Some('$') => Kind::Amount,
            Some('#') => Kind::Number,
            Some('*') => Kind::Phrase,
            _ => Kind::Any,
        };
        let name = inside.trim_end_matches(['$', '#', '*']);
        pieces.push(Piece::Hole { kind, name: name.to_owned() });
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Plain(rest.to_owned()));
    }
    pieces
}

fn filled(says: &[Piece], holes: &[(String, String)]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Plain(text) => text.clone(),
        Piece::Hole { name, .. } => {
            let hole = holes.iter().find(|(one, _)| one == name);
            hole.map_or_else(String::new, |(_, said)| said.clone())
        }
    };
    says.iter().map(piece).collect()
}

/// Returns the names of the holes of an entry, each once and in order.
#[cfg(test)]
pub(crate) fn holes(text: &str) -> Vec<String> {
    let mut names: Vec<String> = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Hole { name, .. } => Some(name),
            Piece::Plain(_) => None,
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// Splits an entry into what it says and, at odd places, the names of its holes.
pub(crate) fn split(text: &str) -> Vec<(bool, String)> {
    let pair = |piece| match piece {
        Piece::Hole { name, .. } => (true, name),
        Piece::Plain(text) => (false, text),
    };
    pieces(text).into_iter().map(pair).collect()
}

/// Reads a text in quotes with the escapes of C.
fn unquoted(text: &str) -> Option<String> {
    let inside = text.trim().strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => out.push(match rest.next()? {
                'n' => '\n',
                same @ ('"' | '\\') => same,
                _ => return None,
            }),
            '"' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}
