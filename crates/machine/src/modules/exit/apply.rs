//! Writes what was admitted, and does what falls due. Cannot refuse.

use polity_types::{Amount, AssetId, PersonId, Seconds, Timestamp};

use super::action::ExitAction;
use super::event::{ExitEvent, Paid};
use super::exact::{less, plus, share};
use super::query::{self, vested};
use super::rules::{self, Admitted, Change};
use super::state::{CLAIM, CONTRIBUTION, ENDS, TAKEN, TOTALS, totals};
use super::types::{CLEARED_PER_ITEM_MAX, Claim, Ended, Holding, Item, KEPT_MIN, Totals, WHOLE};
use super::unpaid::is_by_asset;
use super::{before, contributions, detour::Ends, kept, waiting};
use crate::Event;
use crate::charter_text::Charter;
use crate::charter_text::document::Exit;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::module::Due;
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance;
use crate::modules::membership;
use crate::modules::spending;
use crate::modules::treasury::{self, AccountId};

/// Writes an admitted action and returns what happened.
pub(super) fn apply(
    admitted: Admitted,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let Change { against, breaches, is_whole, offer, part, person, postings } = admitted.0;
    // Who leaves and is paid nothing keeps the claim, as who leaves without a share does (EXI-11).
    let pays = offer.pays();
    let is_given_up = gives_up_for(&offer, &context.charter);
    let mut events = let_go(person, part, &offer, context, state);
    for posting in postings {
        events.extend(treasury::post(posting, context, state));
    }
    for breach in &breaches {
        let of = |row: &query::Row| {
            is_given_up.contains(&row.asset).then_some(())?;
            let (_, burns) = row.burns_before.iter().find(|(number, _)| number == breach)?;
            Some((row.fund.clone(), row.asset.clone(), *burns))
        };
        let burned: Vec<(AccountId, AssetId, Amount)> = offer.rows.iter().filter_map(of).collect();
        before::spend(*breach, &burned, &context.charter, state);
    }
    if part == WHOLE {
        end_streams(person, &offer, state);
    }
    let mut paid = Vec::new();
    for row in offer.rows.into_iter().filter(|row| row.pays.is_positive()) {
        let key = (person, row.asset.clone());
        let before = TAKEN.get(state, &key).unwrap_or_default();
        TAKEN.put(state, &key, &plus(before, row.pays));
        paid.push(Paid { amount: row.pays, asset: row.asset, burned: row.burns, fund: row.fund });
    }
    let given: Vec<AssetId> = paid.iter().map(|paid| paid.asset.clone()).collect();
    for (target, _) in &against {
        events.extend(waiting::given_up((person, part), (*target, &given), context, state));
    }
    if pays {
        burn(person, (part, is_whole), &is_given_up, context, state);
    }
    let targets = against.iter().map(|(target, _)| *target).collect();
    events
        .push(ExitEvent::ShareTaken { against: targets, breaches, is_whole, paid, person }.into());
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

/// Ends what repeats to somebody who takes the whole of their share, out of the funds of which they take it (EXI-18), and
/// out of those that these are still to fill (EXI-19): not at once, for what has begun is set aside or paid, but before another period begins.
fn end_streams(person: PersonId, offer: &query::Offer, state: &mut Overlay<'_>) {
    if !spending::query::is_awaited(state, person) {
        return;
    }
    let begun = spending::query::counts(state).streams;
    let is_paid = |asset: &AssetId| {
        offer.rows.iter().any(|row| row.asset == *asset && row.pays.is_positive())
    };
    for row in offer.rows.iter().filter(|row| is_paid(&row.asset)) {
        end_streams_of(person, (&row.fund, &row.asset), begun, state);
    }
    for Ends { asset, fund, .. } in offer.ends.iter().filter(|ends| is_paid(&ends.asset)) {
        end_streams_of(person, (fund, asset), begun, state);
    }
}

fn end_streams_of(
    person: PersonId,
    (fund, asset): (&AccountId, &AssetId),
    begun: u64,
    state: &mut Overlay<'_>,
) {
    let key = (person, fund.clone(), asset.clone());
    let times = ENDS.get(state, &key).unwrap_or_default().times.saturating_add(1);
    ENDS.put(state, &key, &Ended { streams: begun, times });
    spending::repeats_no_more(person, fund, asset, state);
}

/// Has somebody leave with the whole share, as if they had signed that themselves, before all breaches whose
/// window they may use, since that is never less: returns what was paid, and what happened. `None`: they have
/// no share, or take none now ([`is_worth_it`]). The context is theirs.
pub fn leave_with_share(
    person: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Option<(Vec<Paid>, Vec<Event>)> {
    let breaches = query::windows_of(state, person, context.running);
    let leave =
        ExitAction::Leave { against: Vec::new(), assets: None, breaches, least: Vec::new() };
    let admitted = rules::check(&leave, context, state).ok()?;
    if !is_worth_it(&admitted.0.offer) {
        return None;
    }
    let events = apply(admitted, context, state);
    let paid = events.iter().find_map(|event| match event {
        Event::Exit(ExitEvent::ShareTaken { paid, person: who, .. }) if *who == person => {
            Some(paid.clone())
        }
        _ => None,
    });
    Some((paid.unwrap_or_default(), events))
}

/// Returns whether a share is taken of whoever leaves at a moment that others know and they do not see: of each asset at
/// least half of what it would be of all that the funds hold and that is set aside. Otherwise somebody could set
/// all of it aside, or announce to pay it, and take that back a moment later (FOR-4).
pub(super) fn is_worth_it(offer: &query::Offer) -> bool {
    let sum = |asset: &AssetId, of: fn(&query::Row) -> Amount| {
        let its = offer.rows.iter().filter(|row| row.asset == *asset);
        its.fold(Amount::ZERO, |sum, row| plus(sum, of(row)))
    };
    let is_enough = |row: &query::Row| {
        let all = plus(sum(&row.asset, |row| row.balance), row.owed);
        let whole = share(all, row.burns, row.total);
        let pays = sum(&row.asset, |row| row.without_most);
        plus(pays, pays) >= less(whole, Amount::from(1_u64))
    };
    offer.rows.iter().all(is_enough)
}

/// Lets go what was set aside to pay somebody back, unasked, and they take as a share instead: it goes back to its fund, so
/// that nobody empties by it what they have a claim by.
pub(super) fn let_go(
    person: PersonId,
    part: u64,
    offer: &query::Offer,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Vec<Event> {
    let is_all = query::granted(&context.charter).is_some_and(|exit| query::is_all(exit, part));
    let mut events = Vec::new();
    for asset in gives_up_for(offer, &context.charter).iter().filter(|_| is_all) {
        for (source, ..) in contributions::set_aside(person, asset, state) {
            events.extend(spending::let_go(source, context, state));
        }
    }
    events
}

/// Returns how much of what counts is given up for a part of a claim, or for all of it.
fn of_part(
    holding: Holding,
    counts: Amount,
    (part, is_whole): (u64, bool),
    claim: &Claim,
    (exit, running): (&Exit, Timestamp),
) -> Amount {
    if is_whole {
        return counts;
    }
    let vested = vested(holding, Some(claim), exit, running).min(counts);
    share(vested, Amount::from(part), Amount::from(WHOLE))
}

/// Returns how much of what somebody put in of an asset is given up.
fn put_in_given_up(
    claim: &Claim,
    (person, asset): (PersonId, &AssetId),
    taken: (u64, bool),
    (exit, running): (&Exit, Timestamp),
    state: &dyn StateView,
) -> Amount {
    let own = query::put_in(state, person, asset, claim.spell);
    let own = if query::is_all(exit, taken.0) { own.for_good() } else { own };
    of_part(own.vesting(), own.counts(), taken, claim, (exit, running))
}

/// Returns of which assets a claim is given up: each has one of its own where contributions count, and it stays where
/// nothing is paid of it; otherwise one stands behind all (EXI-11).
fn gives_up_for(offer: &query::Offer, charter: &Charter) -> Vec<AssetId> {
    let is_by_asset = query::granted(charter).is_some_and(is_by_asset);
    let is_paid = |asset: &AssetId| {
        if is_by_asset { offer.pays_of(asset).is_positive() } else { offer.pays() }
    };
    offer.rows.iter().map(|row| row.asset.clone()).filter(|asset| is_paid(asset)).collect()
}

/// Gives up what was taken for: a part of the claim, or all of it.
fn burn(
    person: PersonId,
    taken: (u64, bool),
    given_up: &[AssetId],
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let Some(exit) = query::granted(&context.charter) else { return };
    let Some(mut claim) = query::counted(state, person) else { return };
    let law = (exit, context.running);
    // One claim stands behind all assets, but contributions are counted by asset.
    let is_all = query::is_all(exit, taken.0);
    let is_by_asset = is_by_asset(exit);
    let assets = exit.assets.iter().filter(|asset| !is_by_asset || given_up.contains(asset));
    let burned = assets.map(|asset| {
        let burned = put_in_given_up(&claim, (person, asset), taken, law, state);
        (asset.clone(), burned)
    });
    let burned: Vec<(AssetId, Amount)> = burned.collect();
    let equal = of_part(claim.equal, claim.equal.left(), taken, &claim, law);
    claim.equal.burned = plus(claim.equal.burned, equal);
    CLAIM.put(state, &person, &claim);
    change_totals(context, state, |totals| totals.equal = less(totals.equal, equal));
    for (asset, burned) in burned.into_iter().filter(|(_, burned)| burned.is_positive()) {
        if is_all {
            contributions::taken_instead(person, &asset, context, state);
        }
        let _ = contributions::change(person, &asset, claim.spell, context, state, |own| {
            own.holding.burned = plus(own.holding.burned, burned);
            if is_all {
                *own = own.clone().for_good();
            }
        });
    }
}

fn change_totals(context: &Context<'_>, state: &mut Overlay<'_>, change: impl FnOnce(&mut Totals)) {
    let mut all = totals(state);
    before::equal_before(all.equal, context, state);
    change(&mut all);
    TOTALS.put(state, &all);
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
    let at = context.running.after(kept::at_least(person, open_for, context, state));
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

/// Ends a claim: what is left of it falls to those who stay. Not while most of what it is worth is set aside
/// (EXI-11).
fn lapse(person: PersonId, context: &Context<'_>, state: &mut Overlay<'_>) -> Option<ExitEvent> {
    let mut claim = CLAIM.get(state, &person)?;
    claim.lapse?;
    if kept::is_worth_little((person, &claim), context, state) {
        let at = context.running.after(KEPT_MIN);
        claim.lapse = Some(agenda::put(state, at, Item::ClaimLapses { person }));
        CLAIM.put(state, &person, &claim);
        return None;
    }
    let page = CONTRIBUTION.scan(state, &format!("{person}/"), None, CLEARED_PER_ITEM_MAX);
    let is_last = page.len() < CLEARED_PER_ITEM_MAX;
    for (key, contribution) in page {
        let asset = key.rsplit('/').next().and_then(|code| code.to_ascii_uppercase().parse().ok());
        let Some(asset) = asset else { continue };
        CONTRIBUTION.remove(state, &(person, AssetId::clone(&asset)));
        contributions::forget_coming(person, &asset, state);
        contributions::take_off(&asset, contribution.counts(), context, state);
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
