//! How long a claim is kept of which something was set aside when its person left (EXI-11).

use polity_types::{PersonId, Seconds};

use super::apply::is_worth_it;
use super::query::{self, Ask, Offer, Row};
use super::types::{Claim, KEPT_MAX, KEPT_MIN, WHOLE};
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// Returns for how long the claim of somebody who leaves is kept at least: what the charter says; and where any of what
/// they have a claim on is set aside or waits, until it can have come back and a time has passed in which they take it.
pub(super) fn at_least(
    person: PersonId,
    open_for: Seconds,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Seconds {
    let is_away = |row: &Row| {
        let is_any = row.owed.is_positive() || row.decided.is_positive();
        is_any && row.burns.is_positive()
    };
    let is_any_away = whole(person, context, state).is_some_and(|all| all.rows.iter().any(is_away));
    if is_any_away { open_for.max(KEPT_MIN) } else { open_for }
}

/// Returns whether somebody who left would take less than half of what their claim is worth with all that is set aside and
/// waits: such a claim does not end, however often others set the same aside anew, but for [`KEPT_MAX`].
pub(super) fn is_worth_little(
    (person, claim): (PersonId, &Claim),
    context: &Context<'_>,
    state: &dyn StateView,
) -> bool {
    let is_early = claim.until.is_some_and(|until| context.running < until.after(KEPT_MAX));
    is_early && whole(person, context, state).is_some_and(|all| !is_worth_it(&all))
}

fn whole(person: PersonId, context: &Context<'_>, state: &dyn StateView) -> Option<Offer> {
    let ask = Ask { against: &[], assets: None, breaches: &[], part: WHOLE, person };
    query::offer(&ask, &context.charter, context.running, state).ok()
}
