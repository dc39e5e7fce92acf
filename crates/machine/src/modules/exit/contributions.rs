//! What people put into the funds that a charter opens, and get back (EXI-4).

use polity_types::{Amount, AssetId, PersonId};

use super::before;
use super::exact::{less, plus};
use super::query;
use super::state::{CLAIM, COMING, CONTRIBUTED, CONTRIBUTION};
use super::types::{COMING_MAX, Claim, Coming, Comings, Contribution, REFUNDS_MAX, Source};
use super::waiting;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance::Target;
use crate::modules::treasury::AccountId;
use crate::modules::{spending, treasury};

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
    let mut known = coming(person, asset, state);
    let place = known.of.iter().position(|coming| coming.source == source);
    if place.is_none() && known.of.len() >= COMING_MAX {
        return;
    }
    // What they took as a share is paid no more, whoever decides it once again.
    if is_taken((source, person), asset, state) {
        return;
    }
    let is_asked = query::is_asked_by(source, person, state);
    let is_noted = change(person, asset, claim.spell, context, state, |own| {
        own.refund = plus(own.refund, amount);
        own.unasked = if is_asked { own.unasked } else { plus(own.unasked, amount) };
    });
    if is_noted {
        match known.of.iter_mut().find(|coming| coming.source == source) {
            Some(coming) => coming.amount = plus(coming.amount, amount),
            None => known.of.push(Coming { amount, is_asked, source, taken: Amount::ZERO }),
        }
        write_coming(person, asset, known, state);
    }
}

/// Notes that it is to come back no more: it came, or will not. Returns how much had counted. What they took as a share
/// instead is remembered until what would pay it is over: that it waits no more, or for another vote, pays it to nobody.
pub fn came_back(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    amount: Amount,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Amount {
    let mut known = coming(person, asset, state);
    let Some(its) = known.of.iter_mut().find(|coming| coming.source == source) else {
        return Amount::ZERO;
    };
    let (counted, is_asked) = (its.amount.min(amount), its.is_asked);
    its.amount = less(its.amount, counted);
    write_coming(person, asset, known, state);
    let claim = CLAIM.get(state, &person).filter(|_| counted.is_positive());
    if let Some(claim) = claim {
        let _ = change(person, asset, claim.spell, context, state, |own| {
            own.refund = less(own.refund, counted);
            own.unasked = if is_asked { own.unasked } else { less(own.unasked, counted) };
        });
    }
    counted
}

/// Notes that what would have paid somebody back is over: it holds nothing off any more, and nothing is to be refused.
pub fn gone(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let _ = came_back((source, person), asset, Amount::MAX, context, state);
    let mut known = coming(person, asset, state);
    known.of.retain(|coming| coming.source != source);
    write_coming(person, asset, known, state);
}

/// Returns whether so much is to come back to somebody already that nothing else is known of it.
pub(super) fn is_full(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    state: &dyn StateView,
) -> bool {
    let known = coming(person, asset, state).of;
    known.len() >= COMING_MAX && !known.iter().any(|coming| coming.source == source)
}

/// Returns whether anything is noted as coming back to somebody by one of what will pay it.
pub(super) fn is_noted(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    state: &dyn StateView,
) -> bool {
    let mut known = coming(person, asset, state).of.into_iter();
    known.any(|coming| coming.source == source && coming.amount.is_positive())
}

/// Returns whether something is to come back to somebody by one of what will pay it, unasked, as far as it was noted
/// when that was decided.
pub(super) fn is_coming(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    state: &dyn StateView,
) -> bool {
    let known = coming(person, asset, state).of.into_iter();
    let mut its = known.filter(|coming| coming.source == source && !coming.is_asked);
    its.any(|coming| coming.amount.is_positive())
}

/// Returns whether somebody took as a share what one of what will pay it would pay back to them.
pub(super) fn is_taken(
    (source, person): (Source, PersonId),
    asset: &AssetId,
    state: &dyn StateView,
) -> bool {
    let mut known = coming(person, asset, state).of.into_iter();
    known.any(|coming| coming.source == source && coming.taken.is_positive())
}

fn coming(person: PersonId, asset: &AssetId, state: &dyn StateView) -> Comings {
    COMING.get(state, &(person, asset.clone())).unwrap_or_default()
}

/// Writes what is to come back to somebody of an asset, without what is over.
fn write_coming(person: PersonId, asset: &AssetId, mut all: Comings, state: &mut Overlay<'_>) {
    let key = (person, asset.clone());
    all.of.retain(|coming| coming.amount.is_positive() || coming.taken.is_positive());
    if !all.of.is_empty() {
        COMING.put(state, &key, &all);
    } else if COMING.has(state, &key) {
        COMING.remove(state, &key);
    }
}

/// Returns the decisions and acts that would pay somebody an asset back, unasked: by themselves, or by the request that
/// they approve, as long as nobody has.
pub(super) fn targets_of(person: PersonId, asset: &AssetId, state: &dyn StateView) -> Vec<Target> {
    let known = coming(person, asset, state).of.into_iter();
    let its = known.filter(|coming| !coming.is_asked && coming.amount.is_positive());
    let target = |coming: Coming| match coming.source {
        Source::Target(target) => Some(target),
        Source::Request(request) => waiting::first_to_approve(request, state),
        Source::Stream(_) => None,
    };
    its.filter_map(target).collect()
}

/// Returns what is set aside to pay somebody back, unasked: each with the fund to which it goes back, and how much. Who
/// takes all of their share takes it instead.
pub(super) fn set_aside(
    person: PersonId,
    asset: &AssetId,
    state: &dyn StateView,
) -> Vec<(Source, AccountId, Amount)> {
    let known = coming(person, asset, state).of.into_iter();
    let its = known.filter(|coming| !coming.is_asked && coming.amount.is_positive());
    let of = |coming: Coming| {
        let (fund, amount) = spending::set_aside(coming.source, person, asset, state)?;
        Some((coming.source, fund, amount))
    };
    its.filter_map(of).collect()
}

/// Returns what goes back to the funds because somebody takes it as a share instead of what was set aside for them. What all
/// funds together have no room for stays where it is.
pub(super) fn going_back(
    person: PersonId,
    asset: &AssetId,
    state: &dyn StateView,
) -> Vec<(AccountId, Amount)> {
    let aside = set_aside(person, asset, state).into_iter();
    let aside: Vec<(AccountId, Amount)> = aside.map(|(_, fund, amount)| (fund, amount)).collect();
    let all = aside.iter().try_fold(Amount::ZERO, |sum, (_, amount)| sum.plus(*amount));
    let after = all.and_then(|all| all.plus(treasury::query::common(state, asset)));
    after.map(|_| aside).unwrap_or_default()
}

/// Notes that somebody takes all of their share: what others decided to pay back to them, unasked, they take as a share
/// instead, and it is paid to them no more, nor kept apart from others.
pub(super) fn taken_instead(
    person: PersonId,
    asset: &AssetId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let mut known = coming(person, asset, state);
    let mut sources = Vec::new();
    let unasked = known.of.iter_mut().filter(|coming| !coming.is_asked);
    for coming in unasked.filter(|coming| coming.amount.is_positive()) {
        coming.taken = plus(coming.taken, coming.amount);
        coming.amount = Amount::ZERO;
        sources.push(coming.source);
    }
    write_coming(person, asset, known, state);
    for source in sources {
        waiting::never_paid((source, person), asset, context, state);
    }
}

/// Notes that what somebody took as a share instead of what members stopped stays taken: what they decide on since then pays
/// it to them no more.
pub(super) fn stays_taken(
    (stopped, by): (Target, Target),
    person: PersonId,
    asset: &AssetId,
    state: &mut Overlay<'_>,
) {
    let mut known = coming(person, asset, state);
    let mut its = known.of.iter_mut().filter(|coming| coming.taken.is_positive());
    let Some(one) = its.find(|coming| coming.source == Source::Target(stopped)) else { return };
    one.source = Source::Target(by);
    write_coming(person, asset, known, state);
}

/// Forgets what was to come back to somebody whose claim is over; what they took as a share instead is remembered until
/// what would pay it is over.
pub(super) fn forget_coming(person: PersonId, asset: &AssetId, state: &mut Overlay<'_>) {
    let mut known = coming(person, asset, state);
    for coming in &mut known.of {
        coming.amount = Amount::ZERO;
    }
    write_coming(person, asset, known, state);
}

/// Returns whether a payment out of an account would pay somebody back what they took as a share instead (EXI-4): out of
/// the fund out of which it was decided, or of what sets it aside.
#[must_use]
pub fn is_taken_instead(
    account: &AccountId,
    person: PersonId,
    asset: &AssetId,
    state: &dyn StateView,
) -> bool {
    let pays = |source: Source| match (account, source) {
        (AccountId::Escrow(name), Source::Request(number)) => *name == format!("request-{number}"),
        (AccountId::Escrow(name), Source::Stream(number)) => *name == format!("stream-{number}"),
        (AccountId::Escrow(_), Source::Target(_)) | (_, Source::Request(_)) => false,
        (_, Source::Stream(number)) => {
            spending::query::stream(state, number).is_some_and(|stream| stream.fund == *account)
        }
        (_, Source::Target(target)) => query::payments(state, target).iter().any(|payment| {
            let is_its = payment.is_open && payment.fund == *account && payment.asset == *asset;
            is_its && payment.refunds(person).is_positive()
        }),
    };
    let known = coming(person, asset, state).of;
    known.iter().any(|coming| coming.taken.is_positive() && pays(coming.source))
}

/// Returns whether so many refunds wait for somebody that no other may be set aside, begun or paid out of a fund
/// (EXI-4): what is not among those that hold something off would be taken as a share and paid as well. What takes effect
/// is not one more because it waited (`own`), and what was known already (`source`) is none.
#[must_use]
pub fn is_refunded_enough(
    (source, own): (Option<Source>, Option<Source>),
    person: PersonId,
    asset: &AssetId,
    state: &dyn StateView,
) -> bool {
    let known = coming(person, asset, state).of;
    let others = known.iter().filter(|coming| Some(coming.source) != own);
    others.count() >= REFUNDS_MAX && !known.iter().any(|coming| Some(coming.source) == source)
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
