//! Why not: the rules of offices and the next step.

use polity_types::refusal::Explain;
use polity_types::{PersonId, Timestamp};

use super::types::STANDING_MAX;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum OfficesError {
    #[error("The charter has no office {asked:?}; it has {known}.")]
    NoOffice { asked: String, known: String },
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("The office {office:?} is for the decision {by:?}; it was asked by {asked}.")]
    OtherHolder { office: String, by: String, asked: String },
    #[error("The office {office:?} is filled by the draw of the panel {panel:?}.")]
    Drawn { office: String, panel: String },
    #[error("{0} is no member past probation.")]
    NotFullMember(PersonId),
    #[error("{person} stands for the office {office:?} already.")]
    Stands { person: PersonId, office: String },
    #[error("{STANDING_MAX} people stand for the office {0:?}, which is all that can.")]
    TooMany(String),
    #[error("{person} does not stand for the office {office:?}.")]
    NotStanding { person: PersonId, office: String },
    #[error("{person} does not hold the office {office:?}.")]
    NotHolder { person: PersonId, office: String },
    #[error(
        "None of the {seats} seats of {office:?} is free or ends within 30 days; the next ends at {next}."
    )]
    NoSeat { office: String, seats: u32, next: Timestamp },
    #[error("The election for {office:?} is on: proposal {proposal}.")]
    ElectionOn { office: String, proposal: u64 },
    #[error("Nobody stands for the office {0:?}.")]
    NobodyStands(String),
    #[error(
        "{standing} stand for {open} seats of {office:?}, and the method {method:?} does not choose among people."
    )]
    NoChoice { office: String, open: u64, standing: u64, method: &'static str },
}

impl Explain for OfficesError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoOffice { .. } => "offices.no_office",
            Self::NotAPerson { .. } => "offices.not_a_person",
            Self::OtherHolder { .. } => "offices.other_holder",
            Self::Drawn { .. } => "offices.drawn",
            Self::NotFullMember(_) => "offices.not_full_member",
            Self::Stands { .. } => "offices.stands",
            Self::TooMany(_) => "offices.too_many",
            Self::NotStanding { .. } => "offices.not_standing",
            Self::NotHolder { .. } => "offices.not_holder",
            Self::NoSeat { .. } => "offices.no_seat",
            Self::ElectionOn { .. } => "offices.election_on",
            Self::NobodyStands(_) => "offices.nobody_stands",
            Self::NoChoice { .. } => "offices.no_choice",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NoOffice { .. }
            | Self::NotAPerson { .. }
            | Self::OtherHolder { .. }
            | Self::Drawn { .. } => "OFF-1",
            Self::NotFullMember(_)
            | Self::Stands { .. }
            | Self::TooMany(_)
            | Self::NotStanding { .. } => "OFF-2",
            Self::ElectionOn { .. } | Self::NobodyStands(_) | Self::NoChoice { .. } => "OFF-3",
            Self::NoSeat { .. } => "OFF-4",
            Self::NotHolder { .. } => "OFF-5",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NoOffice { .. } => "Name an office of the charter.",
            Self::NotAPerson { .. } => "Ask the person concerned to do it.",
            Self::OtherHolder { .. } => "Propose it under the decision that the charter names.",
            Self::Drawn { .. } => "Have the panel drawn: polity panel draw.",
            Self::NotFullMember(_) => "Wait until the probation is over.",
            Self::Stands { .. } => "Nothing to do.",
            Self::TooMany(_) => "Wait until the election is over, or somebody stands down.",
            Self::NotStanding { .. } => "Ask them to stand first.",
            Self::NotHolder { .. } => "See who holds it.",
            Self::NoSeat { .. } => "Wait, or propose a recall.",
            Self::ElectionOn { .. } => "Vote in it.",
            Self::NobodyStands(_) => "Stand, or ask somebody to.",
            Self::NoChoice { .. } => "Amend the charter: fill the office by a method that chooses.",
        }
        .into()
    }
}
