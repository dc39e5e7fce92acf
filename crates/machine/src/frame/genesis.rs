//! The founding: the state at height 0.

use std::sync::Arc;

use polity_types::log::SignedFounding;
use polity_types::refusal::Explain;
use polity_types::{Height, PersonId, Refusal, SocietyId};

use super::clock::Clock;
use super::context::{Authority, Context};
use super::society::{self, Founded, Signing};
use super::state::{MemoryState, Overlay, Records, Writes};
use crate::Event;
use crate::modules::fork::{self, BadDescent};
use crate::modules::{charter, identity, membership, treasury};

/// Why a society cannot be founded, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadGenesis {
    #[error("{0}")]
    Founding(#[from] polity_types::log::BadFounding),
    #[error("This program knows the rules up to version {known}; the founding asks for {asked}.")]
    RulesVersion { asked: u64, known: u64 },
    #[error("The text of the charter that the founding names is missing.")]
    NoCharter,
    #[error("The charter has {count} faults; the first, at line {line}: {message}")]
    Charter { count: usize, line: u32, message: String },
    #[error("{}", .0.message)]
    RelyingParty(Box<Refusal>),
    #[error("{0}")]
    Descent(#[from] BadDescent),
}

impl Explain for BadGenesis {
    fn code(&self) -> &'static str {
        match self {
            Self::Founding(_) => "society.founding",
            Self::RulesVersion { .. } => "society.rules_version",
            Self::NoCharter => "society.no_charter",
            Self::Charter { .. } => "society.charter",
            Self::RelyingParty(_) => "society.relying_party",
            Self::Descent(fault) => fault.code(),
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Founding(_) | Self::NoCharter => "LOG-2",
            Self::RulesVersion { .. } => "LOG-6",
            Self::Charter { .. } => "CHA-1",
            Self::RelyingParty(_) => "CHA-37",
            Self::Descent(fault) => fault.rule(),
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Founding(_) => "Make the founding again with `polity found`.".into(),
            Self::RulesVersion { .. } => "Use a newer version of this program.".into(),
            Self::NoCharter => "Put the charter's text beside the log, as a record.".into(),
            Self::Charter { .. } => "See all of them with `polity charter check FILE`.".into(),
            Self::RelyingParty(refusal) => refusal.next_step.clone(),
            Self::Descent(fault) => fault.next_step(),
        }
    }
}

/// What a founding makes.
#[derive(Debug)]
pub struct Genesis {
    /// The first state.
    pub writes: Writes,
    /// What happened.
    pub events: Vec<Event>,
    /// Who founded it.
    pub founder: PersonId,
    /// The society.
    pub society: SocietyId,
}

/// Founds a society: the founder is its first person and first member, the charter is in force.
///
/// # Errors
/// The first fault, in the order of [`BadGenesis`].
pub fn found(signed: &SignedFounding, records: &dyn Records) -> Result<Genesis, BadGenesis> {
    let (society, founder) = signed.verify()?;
    let founding = &signed.founding;
    let known = polity_types::log::RULES_VERSION;
    if founding.rules_version != known {
        return Err(BadGenesis::RulesVersion { asked: founding.rules_version, known });
    }
    let text = records.record(&founding.charter).ok_or(BadGenesis::NoCharter)?;
    let charter = charter::query::parse(&text).map_err(|faults| {
        let first = faults.first();
        BadGenesis::Charter {
            count: faults.len(),
            line: first.map_or(0, |fault| fault.line),
            message: first.map(ToString::to_string).unwrap_or_default(),
        }
    })?;
    charter::query::check_relying_parties(&founding.relying_parties)
        .map_err(|refusal| BadGenesis::RelyingParty(Box::new(refusal)))?;
    let empty = MemoryState::default();
    let mut overlay = Overlay::new(&empty);
    let clock = Clock { height: Height(0), time: founding.time, ..Clock::default() };
    clock.write(&mut overlay);
    society::write_founding(&mut overlay, &Founded { founder, society, time: founding.time });
    let signing =
        Signing { rules_version: founding.rules_version, signers: founding.signers.clone() };
    society::write_signing(&mut overlay, &signing);
    let context = Context {
        assertion: None,
        authority: Authority::Person { person: founder },
        charter: Arc::new(charter),
        height: Height(0),
        key: None,
        now: founding.time,
        operation: None,
        records,
        running: clock.running(),
        society,
        under: None,
    };
    let mut events = identity::genesis(&founding.founder, &context, &mut overlay);
    let (text, parties) = (founding.charter, founding.relying_parties.clone());
    events.extend(charter::genesis(text, parties, &context, &mut overlay));
    events.extend(membership::genesis(founder, &context, &mut overlay));
    events.extend(treasury::genesis(&context, &mut overlay));
    if let Some(descent) = &founding.descent {
        events.extend(fork::genesis(descent, founder, &context, &mut overlay)?);
    }
    Ok(Genesis { writes: overlay.into_parts().0, events, founder, society })
}
