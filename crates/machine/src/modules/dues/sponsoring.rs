//! Sponsors: whoever pays a member's dues from now on, each time when they fall due (DUE-11).

use polity_types::{Amount, PersonId};

use super::event::{DuesEvent, Ended};
use super::state::{SPONSOR, SPONSORED};
use super::types::{Account, Owed, Sponsor};
use crate::Event;
use crate::charter_text::Charter;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::treasury::{AccountId, Movement, Posting, check_posting, home_of, post};

/// Returns the movement by which `by` pays dues, to the fund that the charter names.
pub(super) fn movement(
    by: PersonId,
    amount: Amount,
    asset: &polity_types::AssetId,
    charter: &Charter,
    state: &dyn StateView,
) -> Movement {
    let common = AccountId::Fund("common".into());
    let fund = charter.dues.as_ref().map_or(common, |dues| dues.to.clone());
    Movement {
        amount,
        asset: asset.clone(),
        category: "income:dues".parse().ok(),
        credit: AccountId::Person(by),
        debit: home_of(&fund, state),
        memo: None,
    }
}

/// Writes that somebody sponsors a member, in the place of what they said before.
pub(super) fn begin(member: PersonId, sponsor: Sponsor, state: &mut Overlay<'_>) -> Vec<Event> {
    let Sponsor { asset, by, left } = sponsor.clone();
    let before = SPONSOR.get(state, &member).map(|before| before.by);
    let mut events: Vec<Event> = Vec::new();
    if before.is_some_and(|before| before != by) {
        events.extend(end(member, Ended::Gone, state));
    }
    SPONSOR.put(state, &member, &sponsor);
    if before != Some(by) {
        let mut members = SPONSORED.get(state, &by).unwrap_or_default();
        members.push(member);
        SPONSORED.put(state, &by, &members);
    }
    events.push(DuesEvent::Sponsored { amount: left, asset, by, member }.into());
    events
}

/// Ends a sponsorship, if there is one.
pub(super) fn end(member: PersonId, why: Ended, state: &mut Overlay<'_>) -> Vec<Event> {
    let Some(Sponsor { by, .. }) = SPONSOR.get(state, &member) else { return Vec::new() };
    SPONSOR.remove(state, &member);
    let mut members = SPONSORED.get(state, &by).unwrap_or_default();
    members.retain(|one| *one != member);
    if members.is_empty() {
        SPONSORED.remove(state, &by);
    } else {
        SPONSORED.put(state, &by, &members);
    }
    vec![DuesEvent::SponsorshipEnded { by, member, why }.into()]
}

/// Pays what fell due for a member who has a sponsor: all of it, or nothing. A sponsor who cannot pay, or
/// said to pay less, pays nothing and is asked again when more falls due.
pub(super) fn pay(
    member: PersonId,
    account: &mut Account,
    due: &Owed,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Some(mut sponsor) = SPONSOR.get(state, &member) else { return Vec::new() };
    let by = sponsor.by;
    let Some(posting) = payable(&sponsor, due, context, state) else {
        return vec![DuesEvent::NotSponsored { by, member, period: due.period }.into()];
    };
    let (amount, asset) = (posting.movement().amount, sponsor.asset.clone());
    account.take(amount, &asset);
    let mut events = post(posting, context, state);
    events.insert(0, DuesEvent::Paid { amount, asset, by, member }.into());
    sponsor.left = sponsor.left.minus(amount).unwrap_or_default();
    if sponsor.left.is_positive() {
        SPONSOR.put(state, &member, &sponsor);
    } else {
        events.extend(end(member, Ended::AllPaid, state));
    }
    events
}

/// Returns the payment of what fell due, if the sponsor said to pay so much and has it.
fn payable(
    sponsor: &Sponsor,
    due: &Owed,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Posting> {
    let is_theirs = due.asset.as_ref() == Some(&sponsor.asset) && due.amount <= sponsor.left;
    let movement = is_theirs
        .then(|| movement(sponsor.by, due.amount, &sponsor.asset, &context.charter, state))?;
    check_posting(movement, context, state).ok()
}
