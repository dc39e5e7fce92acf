//! What may be a name, and what a name looks like. Pure tables of one version of Unicode: no rule here
//! asks the standard library, whose tables are those of the compiler.

use std::collections::BTreeSet;

use polity_types::Hash;
use unicase::UniCase;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_security::general_security_profile::IdentifierType;
use unicode_security::{GeneralSecurityProfile as _, MixedScript as _, skeleton};

use super::error::NamesError;
use super::types::{MARKS_MAX, NAME_CHARS_MAX, NAME_CHARS_MIN};

/// The version of Unicode by which names are judged. It is part of the version of the rules (NAM-3).
pub const UNICODE_VERSION: (u64, u64, u64) = (18, 0, 0);

/// Zeros of the decimal digits in use today: those of UTS 39's recommended scripts.
const ZEROS: [char; 18] = [
    '0', '\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{A66}', '\u{AE6}', '\u{B66}', '\u{BE6}',
    '\u{C66}', '\u{CE6}', '\u{D66}', '\u{E50}', '\u{ED0}', '\u{F20}', '\u{1040}', '\u{1090}',
    '\u{17E0}',
];

/// What may stand between the letters of a name, one at a time.
const BETWEEN: [char; 6] = [' ', '-', '\'', '\u{2BB}', '\u{2BC}', '\u{2019}'];

/// What of a skeleton is left out of a look: what stands between letters, as UTS 39 writes it.
const UNSEEN: [char; 5] = [' ', '-', '\'', '\u{2010}', '\u{2019}'];

/// Digits, some of which look like letters.
const DIGITS: &str = "0123456789";
/// What every look of a card's number begins with.
const MEMBER: &str = "member";
/// What identifiers begin with, in which nobody may dress up.
const IDENTIFIERS: [&str; 2] = ["person1", "society1"];
/// Words by which pages speak of people, which are nobody's name.
const WORDS: [&str; 5] = ["applicant", "founder", "member", "nobody", "society"];

/// Decides whether a text may be a name, whoever has it.
///
/// # Errors
/// The first rule broken, from [`NamesError::Length`] to [`NamesError::Digits`].
pub(super) fn check(name: &str) -> Result<(), NamesError> {
    let actual = name.chars().take(NAME_CHARS_MAX.saturating_add(1)).count();
    require((NAME_CHARS_MIN..=NAME_CHARS_MAX).contains(&actual), NamesError::Length { actual })?;
    let allowed = |c: char| is_letter(c) || is_mark(c) || is_between(c) || zero_of(c).is_some();
    let composed = composed(name);
    if let Some(strange) = composed.chars().find(|c| !allowed(*c)) {
        return Err(NamesError::Character { strange });
    }
    require(composed == name, NamesError::Form { composed })?;
    check_order(name)?;
    require(name.is_single_script(), NamesError::Scripts)?;
    let systems: BTreeSet<char> = name.chars().filter_map(zero_of).collect();
    require(systems.len() <= 1, NamesError::Digits)
}

/// Decides whether what stands between letters stands between letters, and marks on them.
fn check_order(name: &str) -> Result<(), NamesError> {
    for word in name.split(BETWEEN) {
        require(!word.is_empty(), NamesError::Between)?;
        require(word.chars().any(is_letter), NamesError::NoLetter { word: word.to_owned() })?;
        let mut marks = Vec::new();
        let mut is_borne = false;
        for c in word.chars() {
            if is_mark(c) {
                let fits = is_borne && marks.len() < MARKS_MAX && !marks.contains(&c);
                require(fits, NamesError::Marks)?;
                marks.push(c);
            } else {
                marks.clear();
                is_borne = is_letter(c);
            }
        }
    }
    Ok(())
}

/// Decides whether a name claims to be more than a name: an office, a number, an identifier.
///
/// # Errors
/// [`NamesError::Reserved`], [`NamesError::LikeAnIdentifier`].
pub(super) fn check_claims<'a>(
    name: &str,
    titles: impl Iterator<Item = &'a str>,
) -> Result<(), NamesError> {
    let looks = looks(name);
    for word in WORDS.into_iter().chain(titles) {
        let is_apart = self::looks(word).is_disjoint(&looks);
        require(is_apart, NamesError::Reserved { word: word.to_owned() })?;
    }
    let seen = seen(name);
    let begins = |with: &str| seen.iter().find_map(|text| text.strip_prefix(&*folded_look(with)));
    if let Some(rest) = begins(MEMBER) {
        let digits: String = self::seen(DIGITS).into_iter().collect();
        let is_number = rest.chars().all(|c| digits.contains(c) || zero_of(c).is_some());
        require(!is_number, NamesError::Reserved { word: MEMBER.to_owned() })?;
    }
    let is_plain = IDENTIFIERS.iter().all(|start| begins(start).is_none());
    require(is_plain, NamesError::LikeAnIdentifier)
}

/// Returns the hashes of what a text looks like: two texts that have one in common can be taken for one
/// another. At most two, since what capitals resemble differs from what small letters do.
pub(super) fn looks(text: &str) -> BTreeSet<Hash> {
    seen(text).iter().map(|look| Hash::of(look.as_bytes())).collect()
}

/// Returns what a text looks like, without regard to capitals and to what stands between letters: as it
/// is written, and in small letters.
fn seen(text: &str) -> BTreeSet<String> {
    let written: String = skeleton(&composed(text)).collect();
    BTreeSet::from([folded_look(&written), folded_look(text)])
}

/// Returns the skeleton of a text in small letters (UTS 39 §4, after NFKC and case folding).
fn folded_look(text: &str) -> String {
    let folded = composed(&UniCase::unicode(composed(text)).to_folded_case());
    skeleton(&folded).filter(|c| !UNSEEN.contains(c)).collect()
}

/// Returns a text in the form NFKC.
pub(super) fn composed(text: &str) -> String {
    text.nfkc().collect()
}

fn is_letter(c: char) -> bool {
    is_recommended(c) && !is_combining_mark(c) && zero_of(c).is_none() && c != '_'
}

fn is_mark(c: char) -> bool {
    is_recommended(c) && is_combining_mark(c)
}

fn is_recommended(c: char) -> bool {
    c.identifier_type() == Some(IdentifierType::Recommended)
}

fn is_between(c: char) -> bool {
    BETWEEN.contains(&c)
}

/// Returns the zero of the digits to which a character belongs.
fn zero_of(c: char) -> Option<char> {
    let value = |zero: char| u32::from(c).checked_sub(u32::from(zero));
    ZEROS.into_iter().find(|zero| value(*zero).is_some_and(|value| value < 10))
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: NamesError) -> Result<(), NamesError> {
    if holds { Ok(()) } else { Err(error) }
}
