//! Other versions of a proposal that is discussed, for its page.

use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{Alternative, Proposal, Stage, query};

use super::deed::Deed;
use super::part::Way;
use super::{deed, link_to_text};

/// Another version of a proposal that is discussed.
pub(crate) struct Version {
    pub(crate) acts: Vec<Deed>,
    /// Who brought it, as markup.
    pub(crate) by: String,
    pub(crate) number: u64,
    /// How many members support it.
    pub(crate) count: u64,
    /// How many must.
    pub(crate) needed: u64,
    pub(crate) text: String,
    pub(crate) title: String,
}

impl Version {
    /// Returns the other versions of a proposal that is discussed.
    pub(crate) fn all(
        number: u64,
        proposal: &Proposal,
        base: &str,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Vec<Self> {
        let Some(terms) = proposal.terms.alternatives else { return Vec::new() };
        if proposal.stage != Stage::Discussion {
            return Vec::new();
        }
        let charter = Some(context.charter.hash);
        let version = |(number, one): (u64, Alternative)| {
            let deed = |action| Deed::of(action, charter, base, context, state);
            Self {
                acts: one.actions.iter().map(deed).collect(),
                by: link_to_text(base, state, &one.author.to_string()),
                count: one.sponsors.count,
                needed: terms.sponsors,
                number,
                text: deed::read(&one.text, context).unwrap_or_default(),
                title: one.title,
            }
        };
        query::alternatives(state, number).into_iter().map(version).collect()
    }
}

/// Returns how one brings another version of a proposal that is discussed.
pub(crate) fn offering(number: u64, at: &str) -> Way {
    Way {
        command: format!(
            "polity proposal offer {number} --actions FILE --title TITLE --text FILE {at}"
        ),
        words: "Bring another version of it, with acts in a file. The charter says who may.",
    }
}
