//! Import: what a community did before it came here, marked as such.
//!
//! Rows of old files are the importer's word, not their subjects': placeholders are no members, old
//! accounts hold no money, old ballots decide nothing. Rules are numbered in `spec/import.md`.
//! Elsewhere: who may import (`charter`), how somebody comes for their placeholder (`membership`).

mod action;
mod apply;
mod error;
mod event;
pub mod query;
mod rules;
mod state;
mod types;

#[cfg(test)]
mod tests;

pub use action::ImportAction;
pub use apply::claim;
pub use error::ImportError;
pub use event::ImportEvent;
pub use types::{
    Answered, BallotRow, CHOICES_MAX, IMPORT_MAX, Imported, Item, Kind, LABEL_CHARS_MAX, Label,
    LedgerRow, MembershipRow, NotALabel, OldBalance, OldPosting, POSTINGS_MAX, Placeholder,
    Question, ROWS_MAX, Source, TERMS_MAX, Term,
};

use polity_types::Scope;

use crate::Event;
use crate::charter_text::ActionName;
use crate::frame::context::Context;
use crate::frame::module::{ActionSpec, Due, Module, spec_at};
use crate::frame::state::{Overlay, StateView};

/// The module.
pub struct Import;

impl Module for Import {
    type Action = ImportAction;
    type Event = ImportEvent;
    type Admitted = rules::Admitted;
    type Error = ImportError;
    type Item = Item;

    const NAME: &'static str = "import";
    const TABLES: &'static [&'static str] = state::TABLES;
    const ACTIONS: &'static [ActionSpec] = &[
        ActionSpec::new(
            ActionName::power("import.ballots"),
            Scope::Vote,
            "bring in old ballots, marked as imported",
        ),
        ActionSpec::new(
            ActionName::power("import.close"),
            Scope::Vote,
            "open the society and so end every import",
        ),
        ActionSpec::new(
            ActionName::power("import.ledger").keeping_money(),
            Scope::Vote,
            "bring in the old accounts, marked as imported",
        ),
        ActionSpec::new(
            ActionName::power("import.membership"),
            Scope::Vote,
            "bring in old members, marked as imported",
        ),
    ];

    fn spec(action: &ImportAction) -> &'static ActionSpec {
        spec_at(Self::ACTIONS, action.place())
    }

    fn check(
        action: &ImportAction,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Result<rules::Admitted, ImportError> {
        rules::check(action, context, state)
    }

    fn apply(
        admitted: rules::Admitted,
        context: &Context<'_>,
        state: &mut Overlay<'_>,
    ) -> Vec<Event> {
        apply::apply(admitted, context, state)
    }

    fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
        apply::due(item, context, state)
    }
}
