//! `check`: whether an act of exit may happen now. Reads only.

use polity_types::refusal::Explain as _;
use polity_types::{Amount, PersonId, Timestamp};

use super::action::{ExitAction, Least};
use super::error::ExitError;
use super::query::{self, Ask, Offer, check_assets, granted, offer, shares_given_up};
use super::types::{AGAINST_MAX, BREACHES_MAX, WHOLE};
use super::unpaid::is_by_asset;
use crate::charter_text::Charter;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::governance::{self, Target};
use crate::modules::membership;
use crate::modules::treasury::{self, AccountId, Category, Movement, Posting};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) struct Change {
    /// Those named, and whether the person objected to it already.
    pub(super) against: Vec<(Target, bool)>,
    pub(super) breaches: Vec<u64>,
    pub(super) is_whole: bool,
    pub(super) offer: Offer,
    pub(super) part: u64,
    pub(super) person: PersonId,
    /// What is paid, and the shares that are given up.
    pub(super) postings: Vec<Posting>,
}

/// Decides whether the authority of the context may do `action` now. Nothing that anyone decides may
/// ever be asked here: what the charter grants is a right (EXI-1).
///
/// # Errors
/// The first rule broken, in the order of [`ExitError`].
pub(super) fn check(
    action: &ExitAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, ExitError> {
    let by = || ExitError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let (against, assets, breaches, least, part, is_whole) = match action {
        ExitAction::Leave { against, assets, breaches, least } => {
            (against, assets, breaches, least, WHOLE, true)
        }
        ExitAction::Take { against, assets, breaches, least, part } => {
            (against, assets, breaches, least, *part, false)
        }
    };
    let is_member = membership::query::is_member(state, person);
    require(is_member || !is_whole, ExitError::NotMember(person))?;
    let ask = Ask { against, assets: assets.as_deref(), breaches, part, person };
    let law = (&*context.charter, context.running);
    let (offer, against) = check_asked(&ask, is_whole, law, state)?;
    require(is_whole || offer.pays(), ExitError::Nothing)?;
    check_unpaid(&offer, law.0)?;
    check_least(least, &offer, law.0, state)?;
    let movements = movements(&offer, person, part, context, state);
    // What was set aside for them and they take instead is in the fund again by then.
    let mut after = Overlay::new(state);
    let _ = super::apply::let_go(person, part, &offer, context, &mut after);
    let postings = treasury::check_postings(movements, context, &after)
        .map_err(|error| ExitError::Books(error.refusal()))?;
    let breaches = breaches.clone();
    Ok(Admitted(Change { against, breaches, is_whole, offer, part, person, postings }))
}

/// Decides whether the person may ask for a share at all, and at the values that they name; what it would be. With
/// `is_whole` they leave with it.
pub(super) fn check_asked(
    ask: &Ask<'_>,
    is_whole: bool,
    (charter, running): (&Charter, Timestamp),
    state: &dyn StateView,
) -> Result<(Offer, Vec<(Target, bool)>), ExitError> {
    let is_for_good = is_whole || !membership::query::is_member(state, ask.person);
    check_breaches(ask.breaches, is_for_good, ask.person, running, state)?;
    // What is named a thousand times is not looked at a thousand times.
    check_against_few(ask.against)?;
    let offer = offer(ask, charter, running, state)?;
    require((1..=WHOLE).contains(&ask.part), ExitError::Part { actual: ask.part })?;
    let against = check_against(ask.against, ask.person, state)?;
    Ok((offer, against))
}

/// Decides that nobody gives up for what others are paid of one asset what they have a claim to of another, of which
/// nothing is there at this moment (EXI-11): but whoever names the assets says so themselves.
fn check_unpaid(offer: &Offer, charter: &Charter) -> Result<(), ExitError> {
    let is_one_claim = granted(charter).is_some_and(|exit| !is_by_asset(exit));
    let away: Vec<String> = offer.away().into_iter().map(ToString::to_string).collect();
    let is_lost = is_one_claim && offer.pays() && !away.is_empty();
    require(!is_lost, ExitError::NothingOf { assets: away.join(", ") })
}

/// Decides whether as much is paid as is asked for at least (EXI-20).
fn check_least(
    least: &[Least],
    offer: &Offer,
    charter: &Charter,
    state: &dyn StateView,
) -> Result<(), ExitError> {
    let exit = granted(charter).ok_or(ExitError::NoShare)?;
    check_assets(least.iter().map(|least| &least.asset), exit)?;
    for Least { amount, asset } in least {
        let pays = offer.pays_of(asset);
        let units = |amount: Amount| {
            let decimals = treasury::query::asset(state, asset).map_or(0, |asset| asset.decimals);
            amount.in_units(decimals)
        };
        require(
            pays >= *amount,
            ExitError::Less { actual: units(pays), asset: asset.clone(), least: units(*amount) },
        )?;
    }
    Ok(())
}

/// Decides whether the person may leave at the value before each of some breaches (EXI-16).
fn check_breaches(
    breaches: &[u64],
    is_for_good: bool,
    person: PersonId,
    running: Timestamp,
    state: &dyn StateView,
) -> Result<(), ExitError> {
    let actual = breaches.len();
    require(actual <= BREACHES_MAX, ExitError::TooManyBreaches { actual })?;
    for (place, breach) in breaches.iter().enumerate() {
        let is_new = breaches.iter().take(place).all(|other| other != breach);
        require(is_new, ExitError::BreachTwice(*breach))?;
        check_breach(*breach, is_for_good, person, running, state)?;
    }
    Ok(())
}

fn check_breach(
    number: u64,
    is_for_good: bool,
    person: PersonId,
    running: Timestamp,
    state: &dyn StateView,
) -> Result<(), ExitError> {
    let before = query::before_breach(state, number);
    // The agenda may be behind: the end of the time is the end.
    let before = before.filter(|before| running < before.until);
    let before = before.ok_or(ExitError::NoWindow(number))?;
    let from = before.since;
    require(is_for_good, ExitError::PartOfBreach)?;
    let since = membership::query::member(state, person).map_or(from, |member| member.since_time);
    require(since < from, ExitError::After { from, person, since })?;
    require(!before.accused.contains(&person), ExitError::Accused { breach: number, person })
}

/// Returns what moves: the share, and where shares count, those that are given up.
fn movements(
    offer: &Offer,
    person: PersonId,
    part: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Movement> {
    let own = AccountId::Person(person);
    let law = (&*context.charter, context.running);
    let category: Option<Category> = "exit:share".parse().ok();
    let rows = offer.rows.iter().filter(|row| row.pays.is_positive());
    let paid = rows.map(|row| Movement {
        amount: row.pays,
        asset: row.asset.clone(),
        category: category.clone(),
        credit: row.fund.clone(),
        debit: own.clone(),
        memo: None,
    });
    let given_up = shares_given_up(person, part, law, state).filter(|_| offer.pays());
    let given_up = given_up.map(|(amount, asset)| Movement {
        amount,
        credit: own.clone(),
        debit: AccountId::Issue(asset.clone()),
        asset,
        category: "exit:given-up".parse().ok(),
        memo: None,
    });
    paid.chain(given_up).collect()
}

/// Decides whether no more is named than may be, and nothing twice.
fn check_against_few(against: &[Target]) -> Result<(), ExitError> {
    let actual = against.len();
    require(actual <= AGAINST_MAX, ExitError::TooMany { actual })?;
    let is_again = |(index, target): &(usize, &Target)| {
        against.iter().take(*index).any(|other| other == *target)
    };
    let again = against.iter().enumerate().find(is_again).map(|(index, _)| index);
    again.map_or(Ok(()), |index| Err(ExitError::AgainstTwice { index }))
}

/// Decides whether the person may leave against each of `against`.
fn check_against(
    against: &[Target],
    person: PersonId,
    state: &dyn StateView,
) -> Result<Vec<(Target, bool)>, ExitError> {
    let mut checked = Vec::with_capacity(against.len());
    for (index, target) in against.iter().enumerate() {
        let has_objected = governance::query::objects_to(state, *target, person)
            .map_err(|error| ExitError::Against { index, refusal: error.refusal() })?;
        let supports = governance::query::supports(state, *target, person);
        require(!supports, ExitError::Supported { index, person })?;
        checked.push((*target, has_objected));
    }
    Ok(checked)
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: ExitError) -> Result<(), ExitError> {
    if holds { Ok(()) } else { Err(error) }
}
