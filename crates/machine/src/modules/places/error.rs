//! Why not: the rules of places and the next step.

use polity_types::refusal::Explain;
use polity_types::{Hash, PersonId};

use super::types::{LAND_MAX, PLACES_MAX};
use crate::charter_text::NAME_CHARS_MAX;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum PlacesError {
    #[error("{asked:?} is no id of a place.")]
    IdForm { asked: String },
    #[error(
        "A place is called something of 1 to {NAME_CHARS_MAX} visible characters, without a space at its ends; this has {chars}."
    )]
    Title { chars: usize },
    #[error("A country is two letters A to Z, as ISO 3166 has them; this is {asked:?}.")]
    Country { asked: String },
    #[error("{actual} m² is no land of a place: from 1 to {LAND_MAX} m² is.")]
    Land { actual: u64 },
    #[error("There is a place {0:?} that is open.")]
    Exists(String),
    #[error("{actual} of the {PLACES_MAX} places that may be open are.")]
    TooMany { actual: u64 },
    #[error("There is no place {0:?} that is open.")]
    NotOpen(String),
    #[error("No record with the hash {0} is kept here.")]
    NoRecord(Hash),
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("{0} is not a member.")]
    NotMember(PersonId),
    #[error("The charter does not say how one comes to live at a place.")]
    NoResidence,
    #[error("{person} lives at {place:?}, or says so; one lives at one place.")]
    LivesElsewhere { person: PersonId, place: String },
    #[error("{person} neither lives at {place:?} nor says so.")]
    DoesNotLive { person: PersonId, place: String },
    #[error("That {person} lives at {place:?} is confirmed.")]
    IsConfirmed { person: PersonId, place: String },
    #[error("That {person} lives at {place:?} is not confirmed.")]
    NotConfirmed { person: PersonId, place: String },
    #[error("By the charter, residents confirm nobody.")]
    NoVouches,
    #[error("{person} is no resident of {place:?} whose vote counts.")]
    NotVoter { person: PersonId, place: String },
    #[error("{voucher} vouches for {person} already.")]
    Vouched { person: PersonId, voucher: PersonId },
}

impl Explain for PlacesError {
    fn code(&self) -> &'static str {
        match self {
            Self::IdForm { .. } => "places.id_form",
            Self::Title { .. } => "places.title",
            Self::Country { .. } => "places.country",
            Self::Land { .. } => "places.land",
            Self::Exists(_) => "places.exists",
            Self::TooMany { .. } => "places.too_many",
            Self::NotOpen(_) => "places.not_open",
            Self::NoRecord(_) => "places.no_record",
            Self::NotAPerson { .. } => "places.not_a_person",
            Self::NotMember(_) => "places.not_member",
            Self::NoResidence => "places.no_residence",
            Self::LivesElsewhere { .. } => "places.lives_elsewhere",
            Self::DoesNotLive { .. } => "places.does_not_live",
            Self::IsConfirmed { .. } => "places.is_confirmed",
            Self::NotConfirmed { .. } => "places.not_confirmed",
            Self::NoVouches => "places.no_vouches",
            Self::NotVoter { .. } => "places.not_voter",
            Self::Vouched { .. } => "places.vouched_already",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::IdForm { .. }
            | Self::Title { .. }
            | Self::Country { .. }
            | Self::Land { .. }
            | Self::Exists(_)
            | Self::TooMany { .. } => "PLA-1",
            Self::NoRecord(_) => "PLA-2",
            Self::NotOpen(_) => "PLA-3",
            Self::NotAPerson { .. }
            | Self::NotMember(_)
            | Self::NoResidence
            | Self::LivesElsewhere { .. } => "PLA-4",
            Self::IsConfirmed { .. }
            | Self::NoVouches
            | Self::NotVoter { .. }
            | Self::Vouched { .. } => "PLA-5",
            Self::NotConfirmed { .. } => "PLA-7",
            Self::DoesNotLive { .. } => "PLA-8",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::IdForm { .. } => {
                "Use up to 32 lower-case letters, digits and single hyphens, beginning with a letter."
            }
            Self::Title { .. } => "Give it a name in one line.",
            Self::Country { .. } => "Name it as in PT or JP, or leave it out.",
            Self::Land { .. } => "Write whole square metres.",
            Self::Exists(_) => "Choose another id, or close the other one first.",
            Self::TooMany { .. } => "Close one that is no longer there.",
            Self::NotOpen(_) => "See those that are: `polity place list`.",
            Self::NoRecord(_) => "Publish the record first.",
            Self::NotAPerson { .. } => "Sign it yourself.",
            Self::NotMember(_) => "Join first: members live at places.",
            Self::NoResidence => "Propose that it does: `[residence]` in its text.",
            Self::LivesElsewhere { .. } => "Depart from there first: `polity place depart`.",
            Self::DoesNotLive { .. } => "See where they do: `polity place list`.",
            Self::IsConfirmed { .. } | Self::Vouched { .. } => "Nothing to do.",
            Self::NotConfirmed { .. } => "Ask a host or a neighbour to confirm it.",
            Self::NoVouches => "Ask whoever has the power to confirm.",
            Self::NotVoter { .. } => "Leave it to residents who are longer there.",
        }
        .into()
    }
}
