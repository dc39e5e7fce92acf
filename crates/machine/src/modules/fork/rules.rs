//! `check`: whether an act of fork may happen now. Reads only.

use polity_types::refusal::Explain as _;
use polity_types::{Hash, PersonId};

use super::action::ForkAction;
use super::error::ForkError;
use super::list::List;
use super::query;
use super::state::{ARRIVED, DESCENT, FORK};
use super::types::{FORKS_OPEN_MAX, Fork, Left, Standing, Sum};
use crate::frame::context::Context;
use crate::frame::state::StateView;
use crate::modules::treasury::{self, AccountId, Movement, Posting};
use crate::modules::{charter, identity, membership};

/// The account of the child in which lies what was carried over for those who did not come yet.
pub(super) const WAITING: &str = "fork";

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Announce(Box<Fork>),
    Arrive(Arrival),
    Join { fork: Box<Fork>, number: u64, person: PersonId, pooled: bool, since: u64 },
    Withdraw { fork: Box<Fork>, number: u64, person: PersonId },
}

/// Somebody of the list who comes over.
#[derive(Debug)]
pub(super) struct Arrival {
    /// Whether they are no member yet.
    pub(super) is_new: bool,
    pub(super) opened: Vec<Sum>,
    pub(super) person: PersonId,
    pub(super) place: u64,
    pub(super) postings: Vec<Posting>,
}

/// Decides whether the authority of the context may do `action` now. What lets people go asks nobody.
///
/// # Errors
/// The first rule broken, in the order of [`ForkError`].
pub(super) fn check(
    action: &ForkAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, ForkError> {
    let by = || ForkError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let change = match action {
        ForkAction::Announce { charter, pool, text } => {
            let is_said = context.charter.fork.is_some();
            require(is_said, ForkError::NotInCharter)?;
            let is_full = membership::query::is_full_member(state, person);
            require(is_full, ForkError::NotFullMember(person))?;
            check_place(person, context, state)?;
            check_pool(pool.as_ref(), state)?;
            check_charter(*charter, context)?;
            Change::Announce(Box::new(Fork {
                by: person,
                charter: context.charter.hash,
                joined: 0,
                left: List::default(),
                paid: Vec::new(),
                pool: pool.clone(),
                pooled: Vec::new(),
                proposed: *charter,
                standing: Standing::Open,
                text: *text,
                until: None,
            }))
        }
        ForkAction::Arrive { charter, paid, path, place, pooled } => {
            let is_new = !membership::query::is_member(state, person);
            let (actual, in_force) = (*charter, context.charter.hash);
            let is_sworn = !is_new || actual == in_force;
            let line = Left { paid: paid.clone(), person, pooled: pooled.clone() };
            let arrival = arrival(line, *place, path, context, state)?;
            require(is_sworn, ForkError::OtherCharter { actual, in_force })?;
            Change::Arrive(Arrival { is_new, ..arrival })
        }
        ForkAction::Join { fork: number, pooled } => {
            let member = membership::query::member(state, person)
                .filter(|_| membership::query::is_member(state, person));
            let since = member.ok_or(ForkError::NotMember(person))?.since;
            let fork = open(*number, context, state)?;
            if let Some(fork) = query::joined_by(state, person) {
                return Err(ForkError::HasJoined { fork, person });
            }
            let is_there = !pooled || fork.pool.is_some();
            require(is_there, ForkError::NoPool(*number))?;
            let (fork, number, pooled) = (Box::new(fork), *number, *pooled);
            Change::Join { fork, number, person, pooled, since }
        }
        ForkAction::Withdraw { fork: number } => {
            let fork = open(*number, context, state)?;
            let has_joined = query::has_joined(state, *number, person);
            require(has_joined, ForkError::HasNotJoined { fork: *number, person })?;
            Change::Withdraw { fork: Box::new(fork), number: *number, person }
        }
    };
    Ok(Admitted(change))
}

/// Decides whether the texts that an action names are stored.
///
/// # Errors
/// [`ForkError::NoText`].
pub(super) fn foresee(action: &ForkAction, context: &Context<'_>) -> Result<(), ForkError> {
    let ForkAction::Announce { charter, text, .. } = action else { return Ok(()) };
    let missing = charter.iter().chain([text]).find(|hash| context.records.record(hash).is_none());
    missing.map_or(Ok(()), |hash| Err(ForkError::NoText(*hash)))
}

/// Decides whether there is room for one more fork, and whether it is for this person to announce it: nobody
/// holds a place that others wait for (FOR-1).
fn check_place(
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), ForkError> {
    let running = query::running(state);
    let is_theirs =
        |number: &&u64| query::fork(state, **number).is_some_and(|fork| fork.by == person);
    if let Some(fork) = running.iter().find(is_theirs) {
        return Err(ForkError::OwnFork { fork: *fork, person });
    }
    let from = query::rests_until(state, person).filter(|from| context.running < *from);
    from.map_or(Ok(()), |from| {
        let now = context.running;
        Err(ForkError::Rests { from, now, person })
    })?;
    require(running.len() < FORKS_OPEN_MAX, ForkError::TooManyForks)
}

/// Decides whether an account can be the pool of a fork: a place outside, or somebody's own account.
fn check_pool(pool: Option<&AccountId>, state: &dyn StateView) -> Result<(), ForkError> {
    let Some(account) = pool else { return Ok(()) };
    let is_open = match account {
        AccountId::External(_) => treasury::query::outside(state, account).is_some(),
        AccountId::Person(person) => identity::query::is_known(state, *person),
        AccountId::Escrow(_) | AccountId::Fund(_) | AccountId::Issue(_) => false,
    };
    require(is_open, ForkError::OtherPool(account.clone()))
}

/// Decides whether the text that the new society is to have is a charter.
fn check_charter(hash: Option<Hash>, context: &Context<'_>) -> Result<(), ForkError> {
    let Some(hash) = hash else { return Ok(()) };
    let text = context.records.record(&hash).ok_or(ForkError::NoText(hash))?;
    let faults = charter::query::parse(&text).err();
    faults.map_or(Ok(()), |faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        Err(ForkError::BadCharter { count: faults.len(), first })
    })
}

/// Decides whether somebody left by the fork from which this society descends, as they show, and has
/// not come over yet (FOR-8).
pub(super) fn arrival(
    line: Left,
    place: u64,
    path: &[Hash],
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Arrival, ForkError> {
    let descent = DESCENT.get(state).ok_or(ForkError::NoDescent)?;
    let person = line.person;
    require(descent.list.holds(&line, place, path), ForkError::NotListed { person, place })?;
    opening(line, place, context, state)
}

/// Decides whether somebody of the list may have what is theirs of what was carried over.
pub(super) fn opening(
    line: Left,
    place: u64,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Arrival, ForkError> {
    let person = line.person;
    require(!ARRIVED.has(state, &place), ForkError::HasArrived { person, place })?;
    let opened = line.pooled;
    let movements = opened.iter().map(|sum| Movement {
        amount: sum.amount,
        asset: sum.asset.clone(),
        category: "equity:carried".parse().ok(),
        credit: AccountId::Escrow(WAITING.into()),
        debit: AccountId::Person(person),
        memo: None,
    });
    let postings = treasury::check_postings(movements.collect(), context, state)
        .map_err(|error| ForkError::Books(error.refusal()))?;
    Ok(Arrival { is_new: false, opened, person, place, postings })
}

/// The agenda may be behind: the end of the time is the end.
fn open(number: u64, context: &Context<'_>, state: &dyn StateView) -> Result<Fork, ForkError> {
    let fork = FORK.get(state, &number).filter(|fork| fork.standing == Standing::Open);
    let is_in_time = |fork: &Fork| fork.until.is_some_and(|place| context.running < place.at);
    fork.filter(is_in_time).ok_or(ForkError::NotOpen(number))
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: ForkError) -> Result<(), ForkError> {
    if holds { Ok(()) } else { Err(error) }
}
