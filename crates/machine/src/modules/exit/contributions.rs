//! What people put into the funds that a charter opens, and get back (EXI-4).

use polity_types::{Amount, AssetId, PersonId};

use super::before;
use super::exact::{less, plus};
use super::query;
use super::state::{CLAIM, COMING, CONTRIBUTED, CONTRIBUTION};
use super::types::{CLEARED_PER_ITEM_MAX, Claim, Contribution, Source};
use crate::frame::context::Context;
use crate::frame::state::Overlay;
use crate::modules::treasury::AccountId;

/// Changes what somebody put in of an asset, and with it what all did, as far as it counts. Returns whether it was
/// written: beyond the largest amount nothing more counts, for anyone, so that sums stay exact.
pub(super) fn change(
    person: PersonId,
    asset: &AssetId,
    spell: u64,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
    change: impl FnOnce(&mut Contribution),
) -> bool {
    let mut own = query::put_in(state, person, asset, spell);
    let before = own.counts();
    change(&mut own);
    let all = CONTRIBUTED.get(state, asset).unwrap_or_default();
    let Some(all) = less(all, before).plus(own.counts()) else { return false };
    write_all(asset, all, context, state);
    let key = (person, asset.clone());
    if own.holding == super::Holding::default() && own.refund == Amount::ZERO {
        CONTRIBUTION.remove(state, &key);
    } else {
        CONTRIBUTION.put(state, &key, &own);
    }
    true
}

/// Takes what somebody put in off what all did, since their claim is over.
pub(super) fn take_off(
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let all = CONTRIBUTED.get(state, asset).unwrap_or_default();
    write_all(asset, less(all, amount), context, state);
}

fn write_all(asset: &AssetId, all: Amount, context: &Context<'_>, state: &mut Overlay<'_>) {
    let before = CONTRIBUTED.get(state, asset).unwrap_or_default();
    if all == before {
        return;
    }
    before::contributed_before(asset, before, context, state);
    if all == Amount::ZERO {
        CONTRIBUTED.remove(state, asset);
    } else {
        CONTRIBUTED.put(state, asset, &all);
    }
}

/// Notes money that a member put into a fund that the charter opens (EXI-4).
pub fn contributed(
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let counted = counts(person, fund, asset, context, state);
    let Some(claim) = counted.filter(|claim| claim.until.is_none()) else { return };
    let own = query::put_in(state, person, asset, claim.spell);
    let Some(granted) = own.holding.granted.plus(amount) else { return };
    let mut late = own.late;
    before::put_in(&mut late, amount, context, state);
    let _ = change(person, asset, claim.spell, context, state, |own| {
        own.holding.granted = granted;
        own.late = late;
    });
}

/// Notes that somebody with a claim got back what they had put into a fund, member or not any more (EXI-4): what they
/// put in last comes back first.
pub fn refunded(
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    if let Some(claim) = counts(person, fund, asset, context, state) {
        take_back(person, asset, claim.spell, amount, context, state);
    }
}

fn take_back(
    person: PersonId,
    asset: &AssetId,
    spell: u64,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let _ = change(person, asset, spell, context, state, |own| {
        let back = amount.min(own.holding.left());
        own.holding.granted = less(own.holding.granted, back);
        before::give_back(&mut own.late, back);
    });
}

/// Notes that somebody is to get back what they had put into a fund: it is decided, or set aside. From now on it counts
/// no more, so that nobody takes it as a share and gets it back as well. What it took off the claim is kept by what
/// will pay it: nothing else gives that back.
pub fn coming_back(
    (source, person): (Source, PersonId),
    fund: &AccountId,
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let Some(claim) = counts(person, fund, asset, context, state) else { return };
    let is_noted = change(person, asset, claim.spell, context, state, |own| {
        own.refund = plus(own.refund, amount);
    });
    if is_noted {
        let key = (person, asset.clone(), source);
        let noted = COMING.get(state, &key).unwrap_or_default();
        COMING.put(state, &key, &plus(noted, amount));
    }
}

/// Notes that it is to come back no more: it came, or will not. Returns how much had counted.
pub fn came_back(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Amount {
    let key = (person, asset.clone(), source);
    let noted = COMING.get(state, &key).unwrap_or_default();
    let (counted, left) = (noted.min(amount), less(noted, amount));
    if left.is_positive() {
        COMING.put(state, &key, &left);
    } else if noted.is_positive() {
        COMING.remove(state, &key);
    }
    let claim = CLAIM.get(state, &person).filter(|_| counted.is_positive());
    if let Some(claim) = claim {
        let _ = change(person, asset, claim.spell, context, state, |own| {
            own.refund = less(own.refund, counted);
        });
    }
    counted
}

/// Notes that what was set aside for somebody came back to them. As far as it counted when it was set aside it is taken
/// off what they put in, whether the fund is still open or not.
pub fn paid_back(
    (source, person): (Source, PersonId),
    fund: &AccountId,
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let counted = came_back((source, person), asset, amount, context, state);
    if counts(person, fund, asset, context, state).is_some() {
        return;
    }
    if let Some(claim) = query::counted(state, person) {
        take_back(person, asset, claim.spell, counted, context, state);
    }
}

/// Forgets what is to come back to somebody whose claim is over, some at a time. Returns whether all is forgotten.
pub(super) fn forget_coming(person: PersonId, state: &mut Overlay<'_>) -> bool {
    let page = COMING.scan(state, &format!("{person}/"), None, CLEARED_PER_ITEM_MAX);
    let is_last = page.len() < CLEARED_PER_ITEM_MAX;
    for (key, _) in page {
        state.remove(key);
    }
    is_last
}

/// Returns the claim to which a payment between somebody and a fund counts.
fn counts(
    person: PersonId,
    fund: &AccountId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &Overlay<'_>,
) -> Option<Claim> {
    let exit = context.charter.exit.as_ref()?;
    let is_open = exit.assets.contains(asset)
        && exit.funds.iter().any(|name| *fund == AccountId::Fund(name.clone()));
    query::counted(state, person).filter(|_| is_open)
}
