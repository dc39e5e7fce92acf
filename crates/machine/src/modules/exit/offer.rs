//! What someone would take who takes a share, and why as much.

use polity_types::{Amount, AssetId, PersonId, Timestamp};
use serde::Serialize;

use super::before::{Before, BeforeRow, Counted};
use super::detour::Ends;
use super::error::ExitError;
use super::exact::{less, plus, share};
use super::pools;
use super::query::{
    before_breach, check_assets, circulating, counted, granted, is_all, is_given_up,
    is_paid_before, of_target, put_in, taken, vested,
};
use super::state::{CONTRIBUTED, CONTRIBUTION, totals};
use super::types::{Claim, Payment, WHOLE, target_key};
use super::waiting::{GivesUp, gives_up};
use crate::charter_text::Charter;
use crate::charter_text::document::{Exit, ExitShare};
use crate::frame::state::StateView;
use crate::modules::governance::Target;
use crate::modules::treasury::AccountId;
use crate::modules::{spending, treasury};

/// What someone asks to take.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The decisions and acts that wait and that the person leaves against.
    pub against: &'a [Target],
    /// Which assets; absent: all that the charter opens.
    pub assets: Option<&'a [AssetId]>,
    /// The breaches before which they leave, by the claims that were upheld: of each pool at the best of the values.
    pub breaches: &'a [u64],
    /// Millionths of what has vested.
    pub part: u64,
    /// Who.
    pub person: PersonId,
}

/// What someone would take from one fund in one asset, and why as much.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Of which asset.
    pub asset: AssetId,
    /// What the fund holds, with what is set aside to pay them back and they take as a share instead (EXI-4).
    pub balance: Amount,
    /// What the claim that is given up was worth before the breach, if one is named: the most, of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Amount>,
    /// Before which breach it was worth that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach: Option<u64>,
    /// How much of the claim is given up for it.
    pub burns: Amount,
    /// How much of that was there on the morning of each breach that is named (EXI-17).
    #[serde(skip)]
    pub burns_before: Vec<(u64, Amount)>,
    /// What of the asset they put in is to come back to them and counts no more: it is paid to them besides (EXI-4).
    #[serde(skip_serializing_if = "is_nothing")]
    pub coming: Amount,
    /// What is decided to be paid and counts as gone for this person.
    pub decided: Amount,
    /// What the fund is still to give to funds that are not open while that much is to come to the person out of those: kept
    /// apart from their share, as if it were theirs already (EXI-19).
    #[serde(skip_serializing_if = "is_nothing")]
    pub detour: Amount,
    /// From which fund.
    pub fund: AccountId,
    /// What of the asset others decided to pay back to them, unasked, and they take as a share instead (EXI-4).
    #[serde(skip_serializing_if = "is_nothing")]
    pub instead: Amount,
    /// What is kept apart of other funds that are open, and they do not hold: open funds fill one another.
    #[serde(skip_serializing_if = "is_nothing")]
    pub others: Amount,
    /// What is approved and not paid yet, from any fund that is open: it is set aside already, in no fund (SPE-1).
    pub owed: Amount,
    /// What is paid.
    pub pays: Amount,
    /// What is shared: the balance without what is decided and what comes to the person by a detour, and, of a part, without
    /// what repeats.
    pub pool: Amount,
    /// What repeats to the person out of this fund and has not begun: who takes the whole ends it; of a part it is kept
    /// apart (EXI-18).
    #[serde(skip_serializing_if = "is_nothing")]
    pub repeats: Amount,
    /// What all have a claim by.
    pub total: Amount,
    /// What the person has a claim by, vested and not given up yet.
    pub vested: Amount,
    /// What the person would get without a most.
    pub without_most: Amount,
}

fn is_nothing(amount: &Amount) -> bool {
    *amount == Amount::ZERO
}

/// What someone would take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Offer {
    /// What repeats to the person out of funds that are not open and ends, since open funds are still to fill such funds:
    /// who takes the whole of a share has no part of what would come to them by that way (EXI-19).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<Ends>,
    /// What they leave against would pay them, and they give up for the share (EXI-9).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gives_up: Vec<GivesUp>,
    /// Fund by fund and asset by asset, in the order of the charter.
    pub rows: Vec<Row>,
}

/// Returns what someone would take now, if they may ask for it and name what they do: with `is_whole` to leave with it.
///
/// # Errors
/// Those of [`offer`], and what a signed act would be refused for that names the same (EXI-9, EXI-16).
pub fn preview(
    ask: &Ask<'_>,
    is_whole: bool,
    law: (&Charter, Timestamp),
    state: &dyn StateView,
) -> Result<Offer, ExitError> {
    super::rules::check_asked(ask, is_whole, law, state).map(|(offer, _)| offer)
}

/// Returns what someone would take now. Whether they may leave against what they name, `check` says.
///
/// Cost: a few records for each fund and asset that the charter opens and each target named, whatever
/// the number of members; as often as there are assets, where each gives back what another needs.
///
/// # Errors
/// That the charter grants no share, that the person has no claim, or that an asset is not open.
pub fn offer(
    ask: &Ask<'_>,
    charter: &Charter,
    running: Timestamp,
    state: &dyn StateView,
) -> Result<Offer, ExitError> {
    let exit = granted(charter).ok_or(ExitError::NoShare)?;
    let claim = counted(state, ask.person);
    if exit.share != ExitShare::ByShares && claim.is_none() {
        return Err(ExitError::NoClaim(ask.person));
    }
    check_assets(ask.assets.unwrap_or_default().iter(), exit)?;
    let asked = exit.assets.iter().filter(|asset| is_asked(ask, asset));
    let mut asked: Vec<AssetId> = asked.cloned().collect();
    let mut unpaid = Vec::new();
    let mut offer = loop {
        let ask = Ask { assets: Some(&asked), ..*ask };
        let mut offer = offer_of(&ask, claim.as_ref(), (exit, running), state);
        let Some(paid) = paid_alone(&offer, &asked) else { break offer };
        let (left, out) = offer.rows.into_iter().partition(|row| paid.contains(&row.asset));
        (offer.rows, asked) = (left, paid);
        unpaid.extend::<Vec<Row>>(out);
    };
    offer.rows.extend(unpaid);
    offer.rows.sort_by_key(|row| exit.assets.iter().position(|asset| *asset == row.asset));
    come_back(&mut offer);
    Ok(offer)
}

/// Returns the assets that pay something, where another pays nothing of which something would come back to the person, and
/// be taken as a share instead. Of that asset nothing is taken (EXI-11), so it comes back, with all that takes effect
/// together with it; and what the others pay is asked anew without it. Always fewer than were asked for.
fn paid_alone(offer: &Offer, asked: &[AssetId]) -> Option<Vec<AssetId>> {
    let is_in_vain = offer.unpaid().iter().any(|row| row.instead.is_positive());
    let paid = asked.iter().filter(|asset| offer.pays_of(asset).is_positive());
    (is_in_vain && offer.pays()).then(|| paid.cloned().collect())
}

/// Says of what pays nothing that what is to come back of it does.
fn come_back(offer: &mut Offer) {
    let unpaid: Vec<AssetId> = offer.unpaid().iter().map(|row| row.asset.clone()).collect();
    for row in offer.rows.iter_mut().filter(|row| unpaid.contains(&row.asset)) {
        row.coming = plus(row.coming, std::mem::take(&mut row.instead));
    }
}

/// Returns what someone would take of the assets that they ask for, if of each something is paid.
fn offer_of(
    ask: &Ask<'_>,
    claim: Option<&Claim>,
    (exit, running): (&Exit, Timestamp),
    state: &dyn StateView,
) -> Offer {
    let opposed = opposed(exit, ask, state);
    let befores = befores(ask, state);
    let (mut rows, mut ends) = (Vec::new(), Vec::new());
    for asset in exit.assets.iter().filter(|asset| is_asked(ask, asset)) {
        let basis = basis(exit, asset, ask, claim, running, state);
        let owed = owed(exit, asset, state);
        let burns = share(basis.vested, Amount::from(ask.part), Amount::from(WHOLE));
        let own = treasury::query::balance(state, &AccountId::Person(ask.person), asset);
        // Who owes mutual credit has more room than anything fills.
        let mut room = Amount::MAX.minus(own).unwrap_or(Amount::MAX);
        let mut most = most(exit, asset, ask.person, burns, state);
        let early = |before: &Before| put_in_before(before, exit, ask, asset, state);
        let early: Vec<Amount> = befores.iter().map(|(_, before)| early(before)).collect();
        let (pools, ended) = pools::of(exit, ask, (asset, &opposed), running, state);
        ends.extend(ended);
        for of in pools {
            let (fund, pool) = (of.fund, of.shared);
            let apart = if ask.part < WHOLE { of.repeats } else { Amount::ZERO };
            let detour = plus(of.detour, of.others_own);
            let now = share(pool, burns, basis.total);
            let values = befores.iter().zip(&early).filter_map(|((number, before), early)| {
                let then = value_before(before, exit, &fund, asset)?;
                let then = BeforeRow { value: less(then.value, detour), ..then.clone() };
                Some((*number, then, burns.min(*early)))
            });
            let values: Vec<(u64, BeforeRow, Amount)> = values.collect();
            let (worth, breach) = best(&values, burns, (pool, basis.total));
            // At the value before, too, a part is paid besides what repeats.
            let before = (!values.is_empty()).then_some(less(worth, apart));
            let burns_before = values.iter().map(|(number, _, early)| (*number, *early)).collect();
            // No more than there is: who stays bears what a breach took.
            let without_most = before.unwrap_or_default().max(now).min(pool);
            let pays = most.map_or(without_most, |most| without_most.min(most)).min(room);
            most = most.map(|most| less(most, pays));
            room = less(room, pays);
            rows.push(Row {
                asset: asset.clone(),
                balance: of.balance,
                before,
                breach,
                burns,
                burns_before,
                coming: basis.coming,
                decided: of.waits.min(of.balance),
                detour: of.detour.min(of.balance),
                fund,
                instead: basis.instead,
                others: of.others,
                owed,
                pays,
                pool,
                repeats: of.repeats,
                total: basis.total,
                vested: basis.vested,
                without_most,
            });
        }
    }
    let gives_up = gives_up(exit, ask, &rows, state);
    Offer { ends, gives_up, rows }
}

/// Returns what is set aside out of the funds that are open.
fn owed(exit: &Exit, asset: &AssetId, state: &dyn StateView) -> Amount {
    let funds = exit.funds.iter().cloned().map(AccountId::Fund);
    funds.fold(Amount::ZERO, |sum, fund| plus(sum, spending::query::owed(state, &fund, asset)))
}

/// Returns whether a share is asked for of an asset.
fn is_asked(ask: &Ask<'_>, asset: &AssetId) -> bool {
    ask.assets.is_none_or(|chosen| chosen.contains(asset))
}

/// Returns the values before the breaches that are named, at which the person leaves.
fn befores(ask: &Ask<'_>, state: &dyn StateView) -> Vec<(u64, Before)> {
    let of = |number: &u64| Some((*number, before_breach(state, *number)?));
    let befores = ask.breaches.iter().filter_map(of);
    befores.filter(|(_, before)| is_paid_before(state, before, ask.person)).collect()
}

/// Returns how much of what a person put in of an asset, and of what counts, was there on the morning of a breach,
/// where that is what counts: of what they give up, the first is given up first, and the last comes back first.
fn put_in_before(
    before: &Before,
    exit: &Exit,
    ask: &Ask<'_>,
    asset: &AssetId,
    state: &dyn StateView,
) -> Amount {
    if exit.share != ExitShare::ByContributions {
        return Amount::MAX;
    }
    let own = CONTRIBUTION.get(state, &(ask.person, asset.clone())).unwrap_or_default();
    let own = if is_all(exit, ask.part) { own.for_good() } else { own };
    let late = own.late.iter().filter(|put_in| put_in.day >= before.day());
    let late = late.fold(Amount::ZERO, |sum, put_in| plus(sum, put_in.amount));
    less(own.counts(), less(late, own.refund))
}

/// Returns what a pool was worth before a breach: nothing is known of it where claims were counted by another rule
/// then.
fn value_before<'a>(
    before: &'a Before,
    exit: &Exit,
    fund: &AccountId,
    asset: &AssetId,
) -> Option<&'a BeforeRow> {
    let by = Counted::of(exit.share)?;
    before.rows.iter().find(|row| row.fund == *fund && row.asset == *asset && row.by == by)
}

/// Returns what a claim that is given up is worth, each part of it at the best of the values that it may be given up at,
/// and before which breach it is worth the most: `values` are those before breaches, each with how much of the claim was
/// there then, from the first on. So the whole is worth what its parts are, in whatever parts it is taken.
fn best(
    values: &[(u64, BeforeRow, Amount)],
    burns: Amount,
    (pool, total): (Amount, Amount),
) -> (Amount, Option<u64>) {
    let mut ends: Vec<Amount> = values.iter().map(|(_, row, early)| row.left.min(*early)).collect();
    ends.push(burns);
    ends.sort_unstable();
    let (mut worth, mut most, mut from) = (Amount::ZERO, None::<(Amount, u64)>, Amount::ZERO);
    for end in ends {
        let part = less(end, from);
        from = from.max(end);
        if !part.is_positive() {
            continue;
        }
        let its = values.iter().filter(|(_, row, early)| row.left.min(*early) >= end);
        let its = its.map(|(number, row, _)| (share(row.value, part, row.total), *number));
        let then = its.max_by_key(|(worth, number)| (*worth, std::cmp::Reverse(*number)));
        // What was put in since then is worth what it is worth now.
        let now = share(pool, part, total);
        worth = plus(worth, then.map_or(now, |(then, _)| then.max(now)));
        most = most.max(then);
    }
    let first = values.first().map(|(number, ..)| *number);
    (worth, most.map(|(_, number)| number).or(first))
}

/// By what a share is counted.
#[derive(Default)]
struct Basis {
    /// What is to come back to the person and counts no more.
    coming: Amount,
    /// What they take instead of what would come back to them, unasked.
    instead: Amount,
    total: Amount,
    vested: Amount,
}

fn basis(
    exit: &Exit,
    asset: &AssetId,
    ask: &Ask<'_>,
    claim: Option<&Claim>,
    running: Timestamp,
    state: &dyn StateView,
) -> Basis {
    match exit.share {
        ExitShare::None => Basis::default(),
        ExitShare::Equal => {
            let holding = claim.map(|claim| claim.equal).unwrap_or_default();
            let vested = vested(holding, claim, exit, running);
            Basis { total: totals(state).equal, vested, ..Basis::default() }
        }
        ExitShare::ByContributions => {
            let held = claim.map(|claim| put_in(state, ask.person, asset, claim.spell));
            let held = held.unwrap_or_default();
            let all = CONTRIBUTED.get(state, asset).unwrap_or_default();
            let is_all = is_all(exit, ask.part);
            let own = if is_all { held.clone().for_good() } else { held.clone() };
            // What comes back to others counts no more; of their own, what they take instead does.
            let total = plus(less(all, held.counts()), own.counts());
            let vested = vested(own.vesting(), claim, exit, running);
            let (coming, instead) = (own.refund, less(held.refund, own.refund));
            Basis { coming, instead, total, vested: vested.min(own.counts()) }
        }
        ExitShare::ByShares => {
            let Some(shares) = &exit.shares else {
                return Basis::default();
            };
            let own = AccountId::Person(ask.person);
            let vested = treasury::query::holding(state, running, &own, shares);
            Basis { total: circulating(exit, shares, state), vested, ..Basis::default() }
        }
    }
}

/// Returns the most that the person may still take of an asset, if there is a most.
fn most(
    exit: &Exit,
    asset: &AssetId,
    person: PersonId,
    burns: Amount,
    state: &dyn StateView,
) -> Option<Amount> {
    // Nobody takes more than they put in: so that putting in is never a way to what others gave.
    let own = (exit.share == ExitShare::ByContributions).then_some(burns);
    let most = exit.share_max.as_ref().filter(|(_, of)| of == asset);
    let left = most.map(|(most, _)| less(*most, taken(state, person, asset)));
    match (own, left) {
        (Some(own), Some(left)) => Some(own.min(left)),
        (own, left) => own.or(left),
    }
}

/// Returns the payments of the targets named. What these pay the person they give up, and take a share of it as of the rest;
/// but what is noted as coming back to them is apart from their share, unless they take it instead.
fn opposed(exit: &Exit, ask: &Ask<'_>, state: &dyn StateView) -> Vec<Payment> {
    let named = ask.against.iter().flat_map(|target| of_target(*target, state));
    let named = named.map(|(target, payment)| {
        let whom = (payment.source(target), ask.person);
        // What is left out of a batch or given up pays them nothing.
        let is_out = super::contributions::is_taken(whom, &payment.asset, state);
        let is_out = is_out || is_given_up(exit, (ask.person, ask.part), (target, &payment), state);
        let own = if is_out { Amount::ZERO } else { payment.pays(ask.person) };
        let is_instead = is_instead(exit, ask, (target, &payment), state);
        let amount = if is_instead { payment.amount } else { less(payment.amount, own) };
        Payment { amount, ..payment }
    });
    named.chain(instead(exit, ask, state)).collect()
}

/// Returns what decisions and acts that are not named would pay back to the person, unasked: who takes all of their share
/// takes that instead, so it waits for nobody; and with it what would take effect together, which then never does.
fn instead(exit: &Exit, ask: &Ask<'_>, state: &dyn StateView) -> Vec<Payment> {
    if !is_all(exit, ask.part) {
        return Vec::new();
    }
    let targets = |asset| super::contributions::targets_of(ask.person, asset, state);
    let mut targets: Vec<Target> = exit.assets.iter().flat_map(targets).collect();
    targets.sort_unstable_by_key(|target| target_key(*target));
    targets.dedup();
    let others = targets.into_iter().filter(|target| !ask.against.contains(target));
    others.flat_map(|target| let_go(exit, ask, target, state)).collect()
}

/// Returns what a decision or an act pays no more once somebody takes what it would pay back to them as a share: of a
/// batch that, else all of it.
fn let_go(exit: &Exit, ask: &Ask<'_>, target: Target, state: &dyn StateView) -> Vec<Payment> {
    let payments = || of_target(target, state).map(|(_, payment)| payment);
    let its = |payment: &Payment| is_instead(exit, ask, (target, payment), state);
    if payments().any(|payment| !payment.is_batch && its(&payment)) {
        return payments().collect();
    }
    let of_batch = payments().filter(its);
    of_batch.map(|payment| Payment { amount: payment.pays(ask.person), ..payment }).collect()
}

/// Returns whether the person takes a share instead of what a payment would pay back to them, unasked: what was not noted
/// as coming back to them when it was decided is paid to them all the same, whatever it is called.
pub(super) fn is_instead(
    exit: &Exit,
    ask: &Ask<'_>,
    (target, payment): (Target, &Payment),
    state: &dyn StateView,
) -> bool {
    let is_refund = payment.refunds.iter().any(|refund| refund.person == ask.person);
    let whom = (payment.source(target), ask.person);
    is_all(exit, ask.part)
        && is_refund
        && is_asked(ask, &payment.asset)
        && super::contributions::is_coming(whom, &payment.asset, state)
}
