//! Why something was refused: one variant per rule.

use thiserror::Error;

/// A refusal. [`ChoiceError::code`] is stable, [`ChoiceError::rule`] names the rule,
/// [`ChoiceError::next_step`] says what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChoiceError {
    /// More of something than this crate counts.
    #[error("{what}: {actual} given, at most {limit} allowed.")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// What was given.
        actual: u64,
        /// What is allowed.
        limit: u64,
    },
    /// Fewer of something than a result needs.
    #[error("{what}: {actual} given, at least {least} needed.")]
    TooFew {
        /// What there is too little of.
        what: &'static str,
        /// What was given.
        actual: u64,
        /// What is needed.
        least: u64,
    },
    /// An exact search would take too long at this size.
    #[error("{} is exact up to {limit} {what}, {actual} were given.", begin(method))]
    TooLarge {
        /// The method.
        method: &'static str,
        /// The measure of size.
        what: &'static str,
        /// What was given.
        actual: u64,
        /// The stated size.
        limit: u64,
    },
    /// A count would take too long, whatever it is that makes it long.
    #[error("{} needs more than {limit} {what} here.", begin(method))]
    TooMuchWork {
        /// The method.
        method: &'static str,
        /// What the work is measured in.
        what: &'static str,
        /// How much of it is allowed.
        limit: u64,
    },
    /// A number that names a candidate, project or person does not exist.
    #[error("Number {index} names nothing: there are {count}, counted from 0.")]
    UnknownIndex {
        /// The number given.
        index: usize,
        /// How many exist.
        count: usize,
    },
    /// Two candidates, options or projects have one name: a result could not say which is meant.
    #[error("\"{0}\" is named twice.")]
    NamedTwice(String),
    /// A ballot breaks a rule of its method.
    #[error("Ballot {ballot}: {reason}")]
    Ballot {
        /// Position of the ballot, from 1.
        ballot: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// An option has a value that it cannot have.
    #[error("{} cannot be \"{value}\"; allowed: {allowed}.", begin(option))]
    BadOption {
        /// Name of the option.
        option: String,
        /// The value given.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// Something that a method cannot do without was not given.
    #[error("{what} is missing: {needed}.")]
    Missing {
        /// What is missing, such as an option.
        what: String,
        /// What it must be.
        needed: String,
    },
    /// No method has this name.
    #[error("There is no method \"{name}\"; {nearest} is the nearest.")]
    UnknownMethod {
        /// The name given.
        name: String,
        /// The method whose name is most like it.
        nearest: &'static str,
    },
    /// The method has no such option.
    #[error("{method} has no option {option}; it has {known}.")]
    UnknownOption {
        /// The method.
        method: &'static str,
        /// The option given.
        option: String,
        /// The options that it has, or "none".
        known: String,
    },
    /// Candidates withdrew, and the method knows no such thing.
    #[error("{names} withdrew, which {method} does not know.")]
    Withdrawn {
        /// The method.
        method: String,
        /// Who withdrew.
        names: String,
    },
    /// The method counts another kind of ballot.
    #[error("Method {method} counts {wanted}, the file holds {found}.")]
    WrongBallots {
        /// The method.
        method: String,
        /// The kind of ballot that it counts.
        wanted: &'static str,
        /// The kind of ballot found.
        found: &'static str,
    },
    /// A file is not what its format says.
    #[error("{file}{}: {reason}", at_line(*.line))]
    Malformed {
        /// Name of the file as given.
        file: String,
        /// Line, from 1; 0 when the whole file is meant.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A format cannot hold what is to be written.
    #[error("{file} cannot hold this: {reason}")]
    CannotHold {
        /// Name of the file as given.
        file: String,
        /// What it cannot hold.
        reason: String,
    },
    /// No panel can meet the quotas.
    #[error("No panel of {seats} meets the quotas: {reason}")]
    Infeasible {
        /// Size of the panel.
        seats: u64,
        /// The quota that cannot be met.
        reason: String,
    },
    /// A published distribution does not hold.
    #[error("The published lottery does not hold: {0}")]
    BadLottery(String),
}

/// A line as it stands behind the name of a file; nothing when the whole file is meant.
fn at_line(line: u64) -> String {
    if line == 0 { String::new() } else { format!(":{line}") }
}

/// The beginning of a sentence.
fn begin(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl ChoiceError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.guidance().0
    }

    /// The rule that was broken.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        self.guidance().1
    }

    /// What to do next.
    #[must_use]
    pub const fn next_step(&self) -> &'static str {
        self.guidance().2
    }

    const fn guidance(&self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::TooMany { .. } => ("choice.too_many", "CHO-1", "Give fewer, or split the count."),
            Self::TooFew { .. } => ("choice.too_few", "CHO-2", "Give more, or ask for less."),
            Self::TooLarge { .. } | Self::TooMuchWork { .. } => {
                ("choice.too_large", "CHO-3", "Give less, or choose a method without this bound.")
            }
            Self::NamedTwice(_) => ("choice.named_twice", "CHO-14", "Give each a name of its own."),
            Self::UnknownIndex { .. } => {
                ("choice.unknown_index", "CHO-4", "Number candidates in the order of their list.")
            }
            Self::Ballot { .. } => ("choice.bad_ballot", "CHO-5", "Correct or remove the ballot."),
            Self::BadOption { .. } => {
                ("choice.bad_option", "CHO-6", "Choose one of the allowed values.")
            }
            Self::Missing { .. } => ("choice.missing", "CHO-16", "Give what is missing."),
            Self::UnknownMethod { .. } => {
                ("choice.unknown_method", "CHO-7", "List the methods and choose one.")
            }
            Self::UnknownOption { .. } => {
                ("choice.unknown_option", "CHO-15", "Leave it out, or choose another method.")
            }
            Self::WrongBallots { .. } => {
                ("choice.wrong_ballots", "CHO-8", "Choose a method for these ballots.")
            }
            Self::Withdrawn { .. } => (
                "choice.withdrawn",
                "CHO-13",
                "Take them off the ballots, or use a transferable vote (stv-…), which passes over them.",
            ),
            Self::Malformed { .. } => {
                ("choice.malformed_file", "CHO-9", "Correct the file at that line.")
            }
            Self::CannotHold { .. } => {
                ("choice.cannot_hold", "CHO-12", "Write another format; JSON holds the most.")
            }
            Self::Infeasible { .. } => {
                ("choice.infeasible_quotas", "CHO-10", "Widen the quota that is named.")
            }
            Self::BadLottery(_) => {
                ("choice.bad_lottery", "CHO-11", "Compute and publish the lottery again.")
            }
        }
    }
}
