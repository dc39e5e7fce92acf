//! Why not: the rules of panels and the next step.

use polity_types::refusal::Explain;
use polity_types::{PersonId, Timestamp};

use super::hosts::LIST_MAX;

/// Why an action was refused, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum PanelsError {
    #[error("Only a person can do this; it was asked by {by}.")]
    NotAPerson { by: String },
    #[error("The charter has no panel {asked:?}; it has {known}.")]
    NoPanel { asked: String, known: String },
    #[error("There is no draw {0}, or it is over.")]
    NoSitting(u64),
    #[error("{0} is no member past probation.")]
    NotFullMember(PersonId),
    #[error("The panel {0:?} is drawn for each proposal, by itself.")]
    DrawnByItself(String),
    #[error("The panel {panel:?} is being drawn already: draw {sitting}.")]
    DrawOn { panel: String, sitting: u64 },
    #[error("The panel {panel:?} sits until {until}; the next is drawn from {from} on.")]
    Sits { panel: String, from: Timestamp, until: Timestamp },
    #[error("No seat of the office {0:?} is free or ends within 30 days.")]
    NoSeat(String),
    #[error("The list of residents for the panel {0:?} was not published yet.")]
    NoList(String),
    #[error("Draw {sitting} is {stage}.")]
    OtherStage { sitting: u64, stage: &'static str },
    #[error("Draw {sitting} takes no beacon: {why}.")]
    NoBeacon { sitting: u64, why: &'static str },
    #[error("Draw {sitting} is by round {actual} of its beacon, not by round {given}.")]
    OtherRound { sitting: u64, given: u64, actual: u64 },
    #[error("This is not the signature of round {round} under the beacon's public key.")]
    BeaconSignature { round: u64 },
    #[error("Draw {0} asks nobody for secrets now.")]
    NoSecrets(u64),
    #[error("{person} is not among those whose secrets decide draw {sitting}.")]
    NotNamed { person: PersonId, sitting: u64 },
    #[error("{person} did this already.")]
    Already { person: PersonId },
    #[error("The time for it was over at {until}.")]
    TooLate { until: Timestamp },
    #[error("A secret has 32 bytes; this one has {actual}.")]
    SecretLength { actual: usize },
    #[error("This is not the secret that {person} committed to.")]
    OtherSecret { person: PersonId },
    #[error("{person} is asked for no seat in draw {sitting}.")]
    NotOffered { person: PersonId, sitting: u64 },
    #[error("{person} has no seat in draw {sitting}, and is offered none.")]
    NotDrawn { person: PersonId, sitting: u64 },
    #[error("The panel {0:?} is not drawn from a list of outsiders.")]
    NotOfHosts(String),
    #[error("A list has 1 to {LIST_MAX} residents; this one has {actual}.")]
    ListLength { actual: u64 },
    #[error("{0} is a member; the seats are for people outside.")]
    IsMember(PersonId),
    #[error("The code does not open place {number} of the list.")]
    NotOnList { number: u64 },
    #[error("The code's signature is not for this person and this draw.")]
    ClaimSignature,
    #[error("Place {number} of the list is offered no seat in draw {sitting}.")]
    PlaceNotOffered { number: u64, sitting: u64 },
    #[error("{person} has a seat in draw {sitting} already.")]
    HasSeat { person: PersonId, sitting: u64 },
    #[error("{person} is a party to what draw {sitting} is for.")]
    IsParty { person: PersonId, sitting: u64 },
}

impl Explain for PanelsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } => "panels.not_a_person",
            Self::NoPanel { .. } => "panels.no_panel",
            Self::NoSitting(_) => "panels.no_sitting",
            Self::NotFullMember(_) => "panels.not_full_member",
            Self::DrawnByItself(_) => "panels.drawn_by_itself",
            Self::DrawOn { .. } => "panels.draw_on",
            Self::Sits { .. } => "panels.sits",
            Self::NoSeat(_) => "panels.no_seat",
            Self::NoList(_) => "panels.no_list",
            Self::OtherStage { .. } => "panels.other_stage",
            Self::NoBeacon { .. } => "panels.no_beacon",
            Self::OtherRound { .. } => "panels.other_round",
            Self::BeaconSignature { .. } => "panels.beacon_signature",
            Self::NoSecrets(_) => "panels.no_secrets",
            Self::NotNamed { .. } => "panels.not_named",
            Self::Already { .. } => "panels.already",
            Self::TooLate { .. } => "panels.too_late",
            Self::SecretLength { .. } => "panels.secret_length",
            Self::OtherSecret { .. } => "panels.other_secret",
            Self::NotOffered { .. } => "panels.not_offered",
            Self::NotDrawn { .. } => "panels.not_drawn",
            Self::NotOfHosts(_) => "panels.not_of_hosts",
            Self::ListLength { .. } => "panels.list_length",
            Self::IsMember(_) => "panels.is_member",
            Self::NotOnList { .. } => "panels.not_on_list",
            Self::ClaimSignature => "panels.claim_signature",
            Self::PlaceNotOffered { .. } => "panels.place_not_offered",
            Self::HasSeat { .. } => "panels.has_seat",
            Self::IsParty { .. } => "panels.is_party",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::NotAPerson { .. } | Self::NoPanel { .. } | Self::NoSitting(_) => "PAN-1",
            Self::NotFullMember(_)
            | Self::DrawnByItself(_)
            | Self::DrawOn { .. }
            | Self::Sits { .. }
            | Self::NoSeat(_)
            | Self::NoList(_) => "PAN-2",
            Self::OtherStage { .. }
            | Self::NoBeacon { .. }
            | Self::OtherRound { .. }
            | Self::BeaconSignature { .. } => "PAN-3",
            Self::NoSecrets(_)
            | Self::NotNamed { .. }
            | Self::Already { .. }
            | Self::TooLate { .. }
            | Self::SecretLength { .. }
            | Self::OtherSecret { .. } => "PAN-5",
            Self::NotOffered { .. } | Self::NotDrawn { .. } => "PAN-6",
            Self::NotOfHosts(_)
            | Self::ListLength { .. }
            | Self::IsMember(_)
            | Self::NotOnList { .. }
            | Self::ClaimSignature
            | Self::PlaceNotOffered { .. }
            | Self::HasSeat { .. }
            | Self::IsParty { .. } => "PAN-8",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NotAPerson { .. } => "Ask the person concerned to do it.",
            Self::NoPanel { .. } => "Name a panel of the charter.",
            Self::NoSitting(_) => "See which draws there are.",
            Self::NotFullMember(_) => "Wait until the probation is over, or ask a member to do it.",
            Self::DrawnByItself(_) => "Propose something that the panel decides.",
            Self::DrawOn { .. } => "Follow that draw.",
            Self::Sits { .. } => "Wait until then.",
            Self::NoSeat(_) => "Wait, or propose a recall.",
            Self::NoList(_) => "Have the list published by whom the charter names.",
            Self::OtherStage { .. } | Self::NoSecrets(_) => "See how far the draw is.",
            Self::NoBeacon { .. } => "See how the draw gets its chance.",
            Self::OtherRound { .. } => "Bring the round that was computed.",
            Self::BeaconSignature { .. } => "Fetch the round again, from another source.",
            Self::NotNamed { .. } => "Nothing to do: others are asked.",
            Self::Already { .. } | Self::HasSeat { .. } => "Nothing to do.",
            Self::TooLate { .. } => "See how the draw went on.",
            Self::SecretLength { .. } => "Use 32 random bytes.",
            Self::OtherSecret { .. } => "Reveal the secret whose commitment was recorded.",
            Self::NotOffered { .. } => "See who was drawn.",
            Self::NotDrawn { .. } => "Nothing to give up.",
            Self::NotOfHosts(_) => "Name a panel of residents of the host or of other outsiders.",
            Self::ListLength { .. } => "Publish a list of that length.",
            Self::IsMember(_) => "Vote as a member.",
            Self::NotOnList { .. } => "Check the code, and that it is of the list now in use.",
            Self::ClaimSignature => "Claim the seat for yourself, with the code.",
            Self::IsParty { .. } => "Leave the seat to others.",
            Self::PlaceNotOffered { .. } => "See which places were drawn, and until when.",
        }
        .into()
    }
}
