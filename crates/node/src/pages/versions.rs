//! Other versions of a proposal that is discussed, for its page.

use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{Alternative, Content, Proposal, Stage, query};

use super::bring::Bring;
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
        let version = |(number, one): (u64, Alternative)| {
            let deed = |action| Deed::of(action, true, base, context, state);
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

/// What somebody may put into another version of a proposal on its page.
pub(crate) struct Offering {
    pub(crate) bring: Bring,
    /// Acts with a form that the procedure carries, separated by spaces.
    pub(crate) carries: String,
    /// What is proposed, as it is signed: a version begins as a copy of it.
    pub(crate) copy: String,
}

impl Offering {
    pub(crate) fn of(
        proposal: &Proposal,
        content: &Content,
        applicants: Vec<String>,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let bring = Bring::of(applicants, context, state);
        let carrier = bring.procedures.iter().find(|one| one.id == proposal.procedure);
        let carries = carrier.map(|one| one.carries.clone()).unwrap_or_default();
        let copy = serde_json::to_string_pretty(&content.actions).unwrap_or_default();
        Self { bring, carries, copy }
    }
}
