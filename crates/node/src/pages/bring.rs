//! What somebody with a key in the browser may put into a proposal.

use polity_machine::charter_text::document::Office;
use polity_machine::charter_text::{Charter, Elects, Procedure, Who};
use polity_machine::frame::context::Context;
use polity_machine::frame::module::ActionSpec;
use polity_machine::frame::state::StateView;
use polity_machine::modules::offices;
use polity_machine::registry;

use super::choices::Choices;
use super::{deed, who};
use crate::faces::face_of;
use crate::words::{apart, term};

/// Acts for which the page itself has a form.
const FORMS: &[&str] = &["charter.amend", "membership.admit", "offices.recall", PAY];
/// The act of a project that is taken.
const PAY: &str = "treasury.pay";
/// Offices whose holders can be recalled by the form.
const OFFICES: usize = 100;

/// What a proposal can be made of.
pub(crate) struct Bring {
    /// Identifiers of people who wait to be admitted.
    pub(crate) applicants: Vec<String>,
    /// Hash of the charter in force.
    pub(crate) charter: String,
    pub(crate) choices: Choices,
    /// What else a decision can do, by name: the page on which it is written, and what it does in words.
    pub(crate) elsewhere: Vec<(&'static str, &'static str, String)>,
    /// Who holds which office: office and person, as `council/person1…`, and both in words.
    pub(crate) holders: Vec<(String, String)>,
    pub(crate) procedures: Vec<Carrier>,
}

impl Bring {
    /// Returns whether money can be shared out among projects.
    pub(crate) fn has_budgets(&self) -> bool {
        self.procedures.iter().any(|procedure| procedure.options == "budget")
    }
}

/// A procedure, and what it may carry.
pub(crate) struct Carrier {
    /// Acts with a form on a page, separated by spaces.
    pub(crate) carries: String,
    /// What its author puts down, as people read it, and as it is signed: minor units and asset.
    pub(crate) deposit: Option<(String, String, String)>,
    pub(crate) id: String,
    /// Whether members may support it instead.
    pub(crate) may_lack: bool,
    /// Most options.
    pub(crate) most: usize,
    /// `none`, `one`, `several`, or `budget`: how many options are taken.
    pub(crate) options: &'static str,
    /// How it is decided, in words.
    pub(crate) words: String,
}

impl Bring {
    pub(crate) fn of(
        applicants: Vec<String>,
        context: &Context<'_>,
        state: &dyn StateView,
    ) -> Self {
        let charter = &context.charter;
        let carrier = |procedure: &Procedure| {
            let is_its = |who: &Who| matches!(who, Who::Decision(id) if *id == procedure.id);
            let carries: Vec<&str> =
                written(charter, is_its).map(|(spec, _)| spec.name()).collect();
            let options = match procedure.method.elects() {
                // What is shared out is paid: by a rule that pays nothing, no project can be done.
                Elects::Budget if !carries.contains(&PAY) => return None,
                Elects::Budget => "budget",
                Elects::One => "one",
                Elects::Several => "several",
                Elects::YesNo => "none",
            };
            let deposit = procedure.deposit.as_ref().map(|deposit| {
                let words = deed::money(deposit.amount, &deposit.asset, state);
                (words, deposit.amount.to_string(), deposit.asset.to_string())
            });
            let may_lack = procedure.sponsors > 0;
            let words = format!("{}: {}", apart(&procedure.id), term(procedure.method.name()));
            let (id, most) = (procedure.id.clone(), procedure.method.options_max());
            Some(Carrier {
                carries: carries.join(" "),
                deposit,
                id,
                may_lack,
                most,
                options,
                words,
            })
        };
        let is_decided = |who: &Who| matches!(who, Who::Decision(_));
        let elsewhere =
            written(charter, is_decided).filter(|(spec, _)| !FORMS.contains(&spec.name()));
        Self {
            applicants,
            charter: charter.hash.to_string(),
            choices: Choices::of(state),
            elsewhere: elsewhere
                .map(|(spec, page)| (spec.name(), page, deed::capital(&term(spec.words))))
                .collect(),
            holders: charter
                .offices
                .iter()
                .take(OFFICES)
                .flat_map(|office| holders(office, state))
                .collect(),
            procedures: charter.decisions.iter().filter_map(carrier).collect(),
        }
    }
}

/// Returns the powers that are written on a page and given to some by the charter, with that page.
fn written(
    charter: &Charter,
    is_given: impl Fn(&Who) -> bool,
) -> impl Iterator<Item = (&'static ActionSpec, &'static str)> {
    let names = registry::action_names().into_iter().map(|action| action.name);
    let is_its = move |name: &&str| charter.lines_for(name).any(|line| is_given(&line.who));
    names
        .filter(is_its)
        .filter_map(|name| Some((registry::spec_named(name)?, face_of(name)?.list()?)))
}

/// Returns who holds an office, for a list to choose from.
fn holders(office: &Office, state: &dyn StateView) -> Vec<(String, String)> {
    let seats = offices::query::seats(state, &office.id).into_iter();
    let holder = |(_, seat): (u64, offices::Seat)| {
        let words = format!("{} — {}", who::label(state, seat.holder), office.name);
        (format!("{}/{}", office.id, seat.holder), words)
    };
    seats.map(holder).collect()
}
