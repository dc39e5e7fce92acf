//! Writes what was admitted, and does what falls due. Cannot refuse.

use std::collections::BTreeSet;

use polity_types::{Amount, AssetId, PersonId, Seconds};

use super::action::ExitAction;
use super::before;
use super::event::{ExitEvent, Paid};
use super::exact::{less, plus, share};
use super::query::{self, vested};
use super::rules::{self, Admitted, Change};
use super::state::{
    APPROVING, CLAIM, CONTRIBUTED, CONTRIBUTION, DECIDED, PENDING, TAKEN, TOTALS, totals,
};
use super::types::{
    APPROVING_MAX, CLEARED_PER_ITEM_MAX, Claim, Contribution, Holding, Item, Payment, Pending,
    Totals, WHOLE, target_key,
};
use crate::charter_text::document::ExitShare;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::Overlay;
use crate::modules::governance::{self, Target};
use crate::modules::membership;
use crate::modules::spending::{self, SpendingAction};
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::{Action, Event};

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Change { against, breach, is_whole, offer, part, person, postings } = admitted.0;
    let chosen: Vec<AssetId> = offer.rows.iter().map(|row| row.asset.clone()).collect();
    let mut events = Vec::new();
    for posting in postings {
        events.extend(treasury::post(posting, context, state));
    }
    if let Some(breach) = breach {
        let burned: Vec<(AccountId, AssetId, Amount)> = offer
            .rows
            .iter()
            .map(|row| (row.fund.clone(), row.asset.clone(), row.burns_before))
            .collect();
        before::spend(breach, &burned, &context.charter, state);
    }
    let mut paid = Vec::new();
    for row in offer.rows.into_iter().filter(|row| row.pays.is_positive()) {
        let key = (person, row.asset.clone());
        let before = TAKEN.get(state, &key).unwrap_or_default();
        TAKEN.put(state, &key, &plus(before, row.pays));
        paid.push(Paid { amount: row.pays, asset: row.asset, burned: row.burns, fund: row.fund });
    }
    burn(person, part, is_whole, &chosen, context, state);
    let targets = against.iter().map(|(target, _)| *target).collect();
    events.push(ExitEvent::ShareTaken { against: targets, breach, is_whole, paid, person }.into());
    for (target, has_objected) in against {
        // The objection before may have stopped it, or sent it back to a vote.
        if !has_objected && governance::query::objects_to(state, target, person).is_ok() {
            events.extend(governance::object_to(target, person, context, state));
        }
    }
    if is_whole {
        events.extend(membership::depart(person, context, state));
    }
    events
}

/// Windows that are looked at for whoever leaves without naming one. Unit: windows.
const WINDOWS_READ: usize = 8;

/// Has somebody leave with the whole share, as if they had signed that themselves, before the first breach whose
/// window they may use, since that is never less: returns what was paid, and what happened. `None`: they have
/// no share. The context is theirs.
pub fn leave_with_share(
    person: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<(Vec<Paid>, Vec<Event>)> {
    let windows = query::windows(state, WINDOWS_READ).into_iter();
    let mut open = windows.filter(|(_, before)| {
        context.running < before.until && query::is_paid_before(state, before, person)
    });
    let breach = open.next().map(|(number, _)| number);
    let leave = ExitAction::Leave { against: Vec::new(), assets: None, breach };
    let admitted = rules::check(&leave, context, state).ok()?;
    let events = apply(admitted, context, state);
    let paid = events.iter().find_map(|event| match event {
        Event::Exit(ExitEvent::ShareTaken { paid, person: who, .. }) if *who == person => {
            Some(paid.clone())
        }
        _ => None,
    });
    Some((paid.unwrap_or_default(), events))
}

/// Gives up what was taken for: a part of the claim, or all of it.
fn burn(
    person: PersonId,
    part: u64,
    is_whole: bool,
    chosen: &[AssetId],
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let Some(exit) = query::granted(&context.charter) else { return };
    let Some(mut claim) = query::counted(state, person) else { return };
    let of_part = |holding: Holding| {
        if is_whole {
            return holding.left();
        }
        let vested = vested(holding, Some(&claim), exit, context.running);
        share(vested, Amount::from(part), Amount::from(WHOLE))
    };
    // One claim stands behind all assets, but contributions are counted by asset.
    let by_asset = exit.share == ExitShare::ByContributions && !is_whole;
    let assets: Vec<AssetId> = exit.assets.clone();
    let burned: Vec<(AssetId, Amount)> = assets
        .into_iter()
        .filter(|asset| !by_asset || chosen.contains(asset))
        .map(|asset| {
            let burned = of_part(query::contribution(state, person, &asset));
            (asset, burned)
        })
        .collect();
    let equal = of_part(claim.equal);
    claim.equal.burned = plus(claim.equal.burned, equal);
    CLAIM.put(state, &person, &claim);
    change_totals(context, state, |totals| totals.equal = less(totals.equal, equal));
    for (asset, burned) in burned.into_iter().filter(|(_, burned)| burned.is_positive()) {
        let mut own = query::put_in(state, person, &asset, claim.spell);
        own.holding.burned = plus(own.holding.burned, burned);
        write_contribution(person, &asset, own, state);
        let all = CONTRIBUTED.get(state, &asset).unwrap_or_default();
        write_contributed(&asset, less(all, burned), context, state);
    }
}

fn change_totals(context: &Context<'_>, state: &mut Overlay<'_>, change: impl FnOnce(&mut Totals)) {
    let mut all = totals(state);
    before::equal_before(all.equal, context, state);
    change(&mut all);
    TOTALS.put(state, &all);
}

fn write_contribution(
    person: PersonId,
    asset: &AssetId,
    own: Contribution,
    state: &mut Overlay<'_>,
) {
    let key = (person, asset.clone());
    if own.holding.left() == Amount::ZERO && own.holding.burned == Amount::ZERO {
        CONTRIBUTION.remove(state, &key);
    } else {
        CONTRIBUTION.put(state, &key, &own);
    }
}

fn write_contributed(asset: &AssetId, all: Amount, context: &Context<'_>, state: &mut Overlay<'_>) {
    let before = CONTRIBUTED.get(state, asset).unwrap_or_default();
    before::contributed_before(asset, before, context, state);
    if all == Amount::ZERO {
        CONTRIBUTED.remove(state, asset);
    } else {
        CONTRIBUTED.put(state, asset, &all);
    }
}

/// Begins the claim of someone who joins, or begins it anew with what they did not take (EXI-12).
pub fn joined(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    let vesting = context.charter.exit.as_ref().map_or(Seconds::ZERO, |exit| exit.vesting);
    let before = CLAIM.get(state, &person);
    let was_counted = before.as_ref().is_some_and(Claim::is_counted);
    let (equal, spell) = match &before {
        Some(claim) => (claim.equal.left(), claim.spell.saturating_add(1)),
        None => (Amount::from(WHOLE), 1),
    };
    if let Some(place) = before.and_then(|claim| claim.lapse) {
        agenda::strike(state, place);
    }
    let claim = Claim {
        equal: Holding { burned: Amount::ZERO, granted: equal },
        lapse: None,
        since: context.running,
        spell,
        until: None,
        vesting,
    };
    CLAIM.put(state, &person, &claim);
    if !was_counted {
        change_totals(context, state, |totals| {
            totals.claims = totals.claims.saturating_add(1);
            totals.equal = plus(totals.equal, equal);
        });
    }
}

/// Keeps the claim of someone whose membership ends for as long as the charter says (EXI-11).
pub fn left(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) {
    let Some(mut claim) = query::counted(state, person) else { return };
    let open_for = query::granted(&context.charter).map_or(Seconds::ZERO, |exit| exit.open_for);
    let at = context.running.after(open_for);
    claim.until = Some(context.running);
    claim.lapse = Some(agenda::put(state, at, Item::ClaimLapses { person }));
    CLAIM.put(state, &person, &claim);
}

/// Does what falls due; what no longer applies does nothing.
pub(super) fn due(item: Item, context: &Context<'_>, state: &mut Overlay<'_>) -> Due {
    let event = match item {
        Item::ClaimLapses { person } => lapse(person, context, state),
        Item::WindowCloses { breach } => before::close(breach, state),
    };
    let events = event.into_iter().map(Event::from).collect();
    Due { events, enactment: None }
}

/// Ends a claim: what is left of it falls to those who stay.
fn lapse(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Option<ExitEvent> {
    let mut claim = CLAIM.get(state, &person)?;
    claim.lapse?;
    let page = CONTRIBUTION.scan(state, &format!("{person}/"), None, CLEARED_PER_ITEM_MAX);
    let is_last = page.len() < CLEARED_PER_ITEM_MAX;
    for (key, contribution) in page {
        let asset = key.rsplit('/').next().and_then(|code| code.to_ascii_uppercase().parse().ok());
        let Some(asset) = asset else { continue };
        CONTRIBUTION.remove(state, &(person, AssetId::clone(&asset)));
        let all = CONTRIBUTED.get(state, &asset).unwrap_or_default();
        write_contributed(&asset, less(all, contribution.holding.left()), context, state);
    }
    if !is_last {
        claim.lapse = Some(agenda::put(state, context.running, Item::ClaimLapses { person }));
        CLAIM.put(state, &person, &claim);
        return None;
    }
    claim.lapse = None;
    CLAIM.put(state, &person, &claim);
    let equal = claim.equal.left();
    change_totals(context, state, |totals| {
        totals.claims = totals.claims.saturating_sub(1);
        totals.equal = less(totals.equal, equal);
    });
    Some(ExitEvent::ClaimLapsed { person })
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
    let mut own = query::put_in(state, person, asset, claim.spell);
    let all = CONTRIBUTED.get(state, asset).unwrap_or_default();
    // Beyond the largest amount nothing more counts, for anyone: sums stay exact.
    let (Some(all), Some(granted)) = (all.plus(amount), own.holding.granted.plus(amount)) else {
        return;
    };
    own.holding.granted = granted;
    before::put_in(&mut own.late, amount, context);
    write_contribution(person, asset, own, state);
    write_contributed(asset, all, context, state);
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
    let Some(claim) = counts(person, fund, asset, context, state) else { return };
    let mut own = query::put_in(state, person, asset, claim.spell);
    let back = amount.min(own.holding.left());
    own.holding.granted = less(own.holding.granted, back);
    before::give_back(&mut own.late, back);
    write_contribution(person, asset, own, state);
    let all = CONTRIBUTED.get(state, asset).unwrap_or_default();
    write_contributed(asset, less(all, back), context, state);
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

/// Returns what an action takes out of a fund, by whatever way (EXI-8): of what is paid again and again the
/// first time, as of what runs already.
fn payout(action: &Action, option: Option<u64>, state: &Overlay<'_>) -> Option<Payment> {
    let (asked, asset, fund, request) = match action {
        Action::Treasury(TreasuryAction::Pay { amount, asset, from, .. }) => {
            (*amount, asset, from.clone(), None)
        }
        Action::Spending(SpendingAction::Approve { amount, asset, request }) => {
            let fund = spending::query::request(state, *request)?.fund;
            (*amount, asset, fund, Some(*request))
        }
        Action::Spending(SpendingAction::PayBatch { amount, asset, fund, .. }) => {
            (*amount, asset, fund.clone(), None)
        }
        Action::Spending(SpendingAction::StartStream { asset, each, fund, .. }) => {
            (*each, asset, fund.clone(), None)
        }
        _ => return None,
    };
    Some(Payment { amount: Amount::ZERO, asked, asset: asset.clone(), fund, option, request })
}

/// Notes what a proposal would pay, or an act: the actions, each with the option that it belongs to.
pub fn proposed<'a>(
    target: Target,
    actions: impl Iterator<Item = (Option<u64>, &'a Action)>,
    state: &mut Overlay<'_>,
) {
    let payments = actions.filter_map(|(option, action)| payout(action, option, state));
    let payments: Vec<Payment> = payments.collect();
    if !payments.is_empty() {
        PENDING.put(state, &target_key(target), &Pending { payments });
    }
}

/// Keeps apart what a decision or an act that waits will pay (EXI-8): where options are chosen, what
/// those that are taken pay.
pub fn decided(target: Target, chosen: &[u64], state: &mut Overlay<'_>) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    let is_taken =
        |payment: &&mut Payment| payment.option.is_none_or(|option| chosen.contains(&option));
    for payment in pending.payments.iter_mut().filter(is_taken) {
        if payment.request.is_none_or(|request| is_first(request, target, state)) {
            keep_apart(payment, state);
        }
    }
    PENDING.put(state, &target_key(target), &pending);
}

/// Notes that a decision or an act approves a request, and returns whether it keeps its sum apart: not what is
/// approved already, nor what another one keeps apart.
fn is_first(request: u64, target: Target, state: &mut Overlay<'_>) -> bool {
    let is_open = spending::query::request(state, request)
        .is_some_and(|request| request.standing == spending::Standing::Open);
    let mut approving = APPROVING.get(state, &request).unwrap_or_default();
    let is_known = approving.targets.contains(&target);
    if !is_open || is_known || approving.targets.len() >= APPROVING_MAX {
        return false;
    }
    approving.targets.push(target);
    APPROVING.put(state, &request, &approving);
    approving.targets.len() == 1
}

/// Keeps a payment apart: no more than there is, since one that cannot be made takes nothing from who leaves.
fn keep_apart(payment: &mut Payment, state: &mut Overlay<'_>) {
    let key = (payment.fund.clone(), payment.asset.clone());
    let before = DECIDED.get(state, &key).unwrap_or_default();
    let balance = treasury::query::balance(state, &payment.fund, &payment.asset);
    payment.amount = payment.asked.min(less(balance, before));
    write_decided(&key, plus(before, payment.amount), state);
}

/// Keeps a payment apart no more.
fn let_go(payment: &mut Payment, state: &mut Overlay<'_>) {
    let key = (payment.fund.clone(), payment.asset.clone());
    let left = less(DECIDED.get(state, &key).unwrap_or_default(), payment.amount);
    write_decided(&key, left, state);
    payment.amount = Amount::ZERO;
}

/// Notes that a request is approved: its sum is set aside, and no decision or act that waits keeps it apart
/// a second time.
pub fn approved(request: u64, state: &mut Overlay<'_>) {
    let Some(approving) = APPROVING.get(state, &request) else { return };
    APPROVING.remove(state, &request);
    if let Some(first) = approving.targets.first() {
        of_request(*first, request, let_go, state);
    }
}

/// Does something with the payments of a decision or an act that approve a request.
fn of_request(
    target: Target,
    request: u64,
    change: fn(&mut Payment, &mut Overlay<'_>),
    state: &mut Overlay<'_>,
) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    let mut its = pending.payments.iter_mut().filter(|payment| payment.request == Some(request));
    if let Some(payment) = its.next() {
        change(payment, state);
        PENDING.put(state, &target_key(target), &pending);
    }
}

/// Keeps them apart no more: they go to another vote. Of a request that others approve too, the next one keeps its sum
/// apart.
pub fn reopened(target: Target, state: &mut Overlay<'_>) {
    let Some(mut pending) = PENDING.get(state, &target_key(target)) else { return };
    for payment in &mut pending.payments {
        let_go(payment, state);
    }
    PENDING.put(state, &target_key(target), &pending);
    let requests: BTreeSet<u64> = pending.payments.iter().filter_map(|one| one.request).collect();
    for request in requests {
        let Some(mut approving) = APPROVING.get(state, &request) else { continue };
        let was_first = approving.targets.first() == Some(&target);
        approving.targets.retain(|other| *other != target);
        match approving.targets.first().copied() {
            Some(next) => {
                APPROVING.put(state, &request, &approving);
                if was_first {
                    of_request(next, request, keep_apart, state);
                }
            }
            None => APPROVING.remove(state, &request),
        }
    }
}

/// Forgets them: they were made, or will not be.
pub fn over(target: Target, state: &mut Overlay<'_>) {
    reopened(target, state);
    PENDING.remove(state, &target_key(target));
}

fn write_decided(key: &(AccountId, AssetId), decided: Amount, state: &mut Overlay<'_>) {
    if decided == Amount::ZERO {
        DECIDED.remove(state, key);
    } else {
        DECIDED.put(state, key, &decided);
    }
}
