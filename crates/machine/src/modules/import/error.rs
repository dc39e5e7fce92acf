//! Why not: the rules of import and the next step.

use polity_types::refusal::Explain;
use polity_types::{Amount, Hash, PersonId, Timestamp};

use super::types::{CHOICES_MAX, Kind, POSTINGS_MAX, ROWS_MAX, TERMS_MAX};

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum ImportError {
    #[error("The society opened at {at}; nothing is imported since.")]
    Closed { at: Timestamp },
    #[error("{0} is not a member of this society, and only a member imports.")]
    NotMember(PersonId),
    #[error("One operation imports 1 to {ROWS_MAX} rows; this one has {actual}.")]
    Rows { actual: usize },
    #[error("The file {file} was imported as {kind:?} before.")]
    OtherKind { file: Hash, kind: Kind },
    #[error("Row {row} comes after row {last}; rows go up, each once.")]
    Order { last: u64, row: u64 },
    #[error("Row {row} tells of {at}; the society was founded at {founded}.")]
    Future { at: Timestamp, founded: Timestamp, row: u64 },
    #[error("The term of row {row} ends before it begins.")]
    Term { row: u64 },
    #[error("The person of row {row} has {TERMS_MAX} terms already, the most allowed.")]
    TooManyTerms { row: u64 },
    #[error("Row {row} has {actual} postings; 1 to {POSTINGS_MAX} are allowed.")]
    Postings { actual: usize, row: u64 },
    #[error("An amount in row {row} must be more than nothing; it is {amount}.")]
    NotPositive { amount: Amount, row: u64 },
    #[error("In row {row} an account would pay itself.")]
    SameAccount { row: u64 },
    #[error("With row {row} an account would hold more than {}.", Amount::MAX)]
    TooMuch { row: u64 },
    #[error("A question has 2 to {CHOICES_MAX} choices; this one has {actual}.")]
    Choices { actual: u64 },
    #[error("The file {file} was imported with another question.")]
    OtherQuestion { file: Hash },
    #[error("The record {0}, the question's title, is not here.")]
    NoTitle(Hash),
    #[error("Row {row} chooses {choice}; the last choice is {last}.")]
    Choice { choice: u64, last: u64, row: u64 },
    #[error("The voter of row {row} has a ballot in row {earlier}.")]
    VotedTwice { earlier: u64, row: u64 },
}

impl Explain for ImportError {
    fn code(&self) -> &'static str {
        match self {
            Self::Closed { .. } => "import.closed",
            Self::NotMember(_) => "import.not_member",
            Self::Rows { .. } => "import.rows",
            Self::OtherKind { .. } => "import.other_kind",
            Self::Order { .. } => "import.order",
            Self::Future { .. } => "import.future",
            Self::Term { .. } => "import.term",
            Self::TooManyTerms { .. } => "import.too_many_terms",
            Self::Postings { .. } => "import.postings",
            Self::NotPositive { .. } => "import.not_positive",
            Self::SameAccount { .. } => "import.same_account",
            Self::TooMuch { .. } => "import.too_much",
            Self::Choices { .. } => "import.choices",
            Self::OtherQuestion { .. } => "import.other_question",
            Self::NoTitle(_) => "import.no_title",
            Self::Choice { .. } => "import.choice",
            Self::VotedTwice { .. } => "import.voted_twice",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Closed { .. } | Self::NotMember(_) => "IMP-1",
            Self::Rows { .. } | Self::OtherKind { .. } | Self::Order { .. } => "IMP-2",
            Self::Future { .. } => "IMP-3",
            Self::Term { .. } | Self::TooManyTerms { .. } => "IMP-4",
            Self::Postings { .. }
            | Self::NotPositive { .. }
            | Self::SameAccount { .. }
            | Self::TooMuch { .. } => "IMP-5",
            Self::Choices { .. }
            | Self::OtherQuestion { .. }
            | Self::NoTitle(_)
            | Self::Choice { .. }
            | Self::VotedTwice { .. } => "IMP-6",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Closed { .. } => "Do it anew here: apply, pay, vote.",
            Self::NotMember(_) => "Ask a member who may import.",
            Self::Rows { .. } => "Send the rows in several operations.",
            Self::OtherKind { .. } | Self::OtherQuestion { .. } => "Import it from another file.",
            Self::Order { .. } => "Go on after the last row that was imported.",
            Self::Future { .. } => "Leave out what came after the founding, and do it anew here.",
            Self::NoTitle(_) => "Store the record first.",
            Self::VotedTwice { .. } => "Leave one of the two ballots out, and say which.",
            _ => "Mend the row, or leave it out and say so.",
        }
        .into()
    }
}
