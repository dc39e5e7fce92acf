//! What the machine knows about the act being checked.

use std::sync::Arc;

use polity_types::passkey::Assertion;
use polity_types::{Height, OperationId, PersonId, PublicKey, SocietyId, Timestamp};
use serde::{Deserialize, Serialize};

use super::state::Records;
use crate::charter_text::{Charter, Who};

/// By whose authority an act is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", rename_all = "snake_case", deny_unknown_fields)]
pub enum Authority {
    /// The members, by a decision that passed.
    Decision {
        /// Id of the decision procedure in the charter.
        procedure: String,
        /// Number of the proposal.
        proposal: u64,
    },
    /// A person, whose signature was checked.
    Person {
        /// Who.
        person: PersonId,
    },
    /// The machine, because a rule was met.
    Rule {
        /// Id of the rule, as the charter names it.
        rule: String,
    },
}

/// What a module may look at besides the state.
#[derive(Clone)]
pub struct Context<'a> {
    /// By whose authority.
    pub authority: Authority,
    /// The charter in force.
    pub charter: Arc<Charter>,
    /// The batch that holds the act.
    pub height: Height,
    /// The key that signed, if a person's operation is being checked.
    pub key: Option<PublicKey>,
    /// Time of the batch.
    pub now: Timestamp,
    /// The operation, if one is being checked.
    pub operation: Option<OperationId>,
    /// What the passkey's device said, if a passkey signed.
    pub assertion: Option<&'a Assertion>,
    /// Texts that the log names.
    pub records: &'a dyn Records,
    /// Running time: the time of the batch less the leaps of the clock (ORD-5). Every deadline of
    /// the machine is in running time.
    pub running: Timestamp,
    /// The society.
    pub society: SocietyId,
    /// Who holds the line of the charter under which the act takes effect, once that is known.
    pub under: Option<Who>,
}

impl Context<'_> {
    /// Returns the person who acts, if it is one.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        match &self.authority {
            Authority::Person { person } => Some(*person),
            Authority::Decision { .. } | Authority::Rule { .. } => None,
        }
    }

    /// Returns the same context under another authority, without a key.
    #[must_use]
    pub fn acting_as(&self, authority: Authority) -> Self {
        Self { authority, key: None, operation: None, assertion: None, under: None, ..self.clone() }
    }
}

impl Context<'_> {
    /// Returns the same context, for an act that takes effect under a line held by `who`.
    #[must_use]
    pub fn acting_under(&self, who: &Who) -> Self {
        Self { under: Some(who.clone()), ..self.clone() }
    }
}

impl Authority {
    /// Returns who acts, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Decision { procedure, proposal } => {
                format!("decision {proposal} ({procedure})")
            }
            Self::Person { person } => person.to_string(),
            Self::Rule { rule } => format!("rule {rule}"),
        }
    }
}
