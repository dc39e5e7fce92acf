//! Why not: the rules of names and the next step.

use polity_types::refusal::Explain;
use polity_types::{PersonId, Timestamp};

use super::types::{CHANGED_EVERY, MARKS_MAX, NAME_CHARS_MAX, NAME_CHARS_MIN, RESTS_FOR};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum NamesError {
    #[error("Only a person takes a name or gives it up; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not a member of this society.")]
    NotMember(PersonId),
    #[error("{0} has no name to give up.")]
    NoName(PersonId),
    #[error(
        "A name has {NAME_CHARS_MIN} to {NAME_CHARS_MAX} characters; this one has {}.",
        if *actual > NAME_CHARS_MAX { "more".to_owned() } else { actual.to_string() }
    )]
    Length { actual: usize },
    #[error(
        "A name has letters, digits, single spaces, hyphens and apostrophes; this one has U+{:04X}.",
        u32::from(*strange)
    )]
    Character { strange: char },
    #[error("A name is written in the composed form (NFKC), which is here \"{composed}\".")]
    Form { composed: String },
    #[error("Spaces, hyphens and apostrophes stand one at a time, between letters.")]
    Between,
    #[error("Every word of a name has a letter; \"{word}\" has none.")]
    NoLetter { word: String },
    #[error("A letter bears at most {MARKS_MAX} marks, each once, and nothing else bears one.")]
    Marks,
    #[error("The letters of a name are of one script; these are of several.")]
    Scripts,
    #[error("The digits of a name are of one kind; these are of several.")]
    Digits,
    #[error("A name is not one for \"{word}\", which says more here than who somebody is.")]
    Reserved { word: String },
    #[error("A name does not begin like an identifier.")]
    LikeAnIdentifier,
    #[error("{0} is called so already.")]
    Same(PersonId),
    #[error("A member takes a name at most once in {CHANGED_EVERY}; the next time is from {next}.")]
    TooSoon { next: Timestamp },
    #[error("The name cannot be told from that of {holder}.")]
    Taken { holder: PersonId },
    #[error(
        "The name cannot be told from one that was given up, which rests for {RESTS_FOR}, until {until}."
    )]
    Resting { until: Timestamp },
}

impl Explain for NamesError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "names.not_a_person",
            Self::NotMember(_) => "names.not_member",
            Self::NoName(_) => "names.no_name",
            Self::Length { .. } => "names.length",
            Self::Character { .. } => "names.character",
            Self::Form { .. } => "names.form",
            Self::Between => "names.between",
            Self::NoLetter { .. } => "names.no_letter",
            Self::Marks => "names.marks",
            Self::Scripts => "names.scripts",
            Self::Digits => "names.digits",
            Self::Reserved { .. } => "names.reserved",
            Self::LikeAnIdentifier => "names.like_an_identifier",
            Self::Same(_) => "names.same",
            Self::TooSoon { .. } => "names.too_soon",
            Self::Taken { .. } => "names.taken",
            Self::Resting { .. } => "names.resting",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::NotMember(_) | Self::NoName(_) | Self::Same(_) => {
                "NAM-1"
            }
            Self::Length { .. }
            | Self::Character { .. }
            | Self::Form { .. }
            | Self::Between
            | Self::NoLetter { .. }
            | Self::Marks => "NAM-2",
            Self::Scripts | Self::Digits => "NAM-3",
            Self::Reserved { .. } | Self::LikeAnIdentifier => "NAM-4",
            Self::Taken { .. } => "NAM-5",
            Self::TooSoon { .. } => "NAM-6",
            Self::Resting { .. } => "NAM-7",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NotMember(_) => "Join first: names are those of members.",
            Self::NoName(_) | Self::Same(_) => "Nothing to do.",
            Self::Length { .. } => "Choose one of that length.",
            Self::Character { .. } => "Write it without that character.",
            Self::Form { .. } => "Write it in that form.",
            Self::Between => "Take away those that are too many.",
            Self::NoLetter { .. } => "Write a number within a word, or in letters.",
            Self::Marks => "Take away the marks that are too many.",
            Self::Scripts => "Write it in the letters of one script.",
            Self::Digits => "Write all digits in one kind.",
            Self::Reserved { .. } | Self::LikeAnIdentifier | Self::Taken { .. } => {
                "Choose another name."
            }
            Self::TooSoon { .. } => "Wait until then.",
            Self::Resting { .. } => "Choose another name, or wait until then.",
        }
        .into()
    }
}
