//! `check`: whether an act of signals may happen now. Reads only.

use polity_types::{Hash, OperationId, PersonId};

use super::action::SignalsAction;
use super::error::SignalsError;
use super::query;
use super::state::{SIGNAL, STANCE};
use super::types::{OPEN_MAX, OPEN_PER_PERSON_MAX, QUESTION_CHARS_MAX, Signal, Stance, Standing};
use crate::charter_text::scan::is_forbidden;
use crate::charter_text::{NAME_CHARS_MAX, SignalKind};
use crate::frame::context::Context;
use crate::frame::state::StateView;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Ask { asker: PersonId, kind: Box<SignalKind>, question: String },
    Stand(Box<Step>),
    Withdraw { closing: Box<Signal>, number: u64 },
}

/// A stance that is taken, changed or taken back.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) before: Option<Standing>,
    pub(super) now: Standing,
    pub(super) number: u64,
    pub(super) person: PersonId,
    pub(super) signal: Signal,
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`SignalsError`].
pub(super) fn check(
    action: &SignalsAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, SignalsError> {
    let by = || SignalsError::NotAPerson { by: context.authority.words() };
    let person = context.person().ok_or_else(by)?;
    let change = match action {
        SignalsAction::Ask { kind, question } => check_ask(kind, question, person, context, state)?,
        SignalsAction::Stand { replaces, signal, stance } => {
            check_stand((*signal, *stance), *replaces, person, context, state)?
        }
        SignalsAction::Withdraw { signal: number } => {
            let closing = open(*number, context, state)?;
            require(closing.asker == person, SignalsError::NotAsker(*number))?;
            let own = query::stance(state, *number, person).is_some();
            let others = closing.stances.count.saturating_sub(u64::from(own));
            require(others == 0, SignalsError::OthersStand { others, signal: *number })?;
            Change::Withdraw { closing: Box::new(closing), number: *number }
        }
    };
    Ok(Admitted(change))
}

/// Decides whether a person may ask (SIG-1, SIG-2). Reads the questions that are open, which are few.
fn check_ask(
    kind: &str,
    question: &str,
    asker: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SignalsError> {
    let kinds = &context.charter.signals;
    let named = kinds.iter().find(|known| known.id == kind).ok_or_else(|| {
        let known: Vec<&str> = kinds.iter().map(|known| known.id.as_str()).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        SignalsError::NoKind { asked: kind.chars().take(NAME_CHARS_MAX).collect(), known }
    })?;
    let is_visible = question.trim() == question && !question.chars().any(is_forbidden);
    let chars = question.chars().count();
    require(
        is_visible && (1..=QUESTION_CHARS_MAX).contains(&chars),
        SignalsError::Question { chars },
    )?;
    let all = query::signals(state);
    let count = |is: &dyn Fn(&Signal) -> bool| {
        u64::try_from(all.iter().filter(|(_, signal)| is(signal)).count()).unwrap_or(u64::MAX)
    };
    let actual = count(&|signal| signal.asker == asker);
    require(actual < OPEN_PER_PERSON_MAX, SignalsError::TooManyOfPerson { actual })?;
    let (actual, max) = (count(&|signal| signal.kind == kind), u64::from(named.open_max));
    require(actual < max, SignalsError::TooManyOfKind { actual, kind: kind.to_owned(), max })?;
    let actual = count(&|_| true);
    require(actual < OPEN_MAX, SignalsError::TooManyOpen { actual })?;
    let (kind, question) = (Box::new(named.clone()), question.to_owned());
    Ok(Change::Ask { asker, kind, question })
}

/// Decides whether a person may take this stance (SIG-3). No condition but that of the electorate may be
/// added here: it is a right.
fn check_stand(
    (number, stance): (u64, Option<Stance>),
    replaces: Option<OperationId>,
    person: PersonId,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, SignalsError> {
    let signal = open(number, context, state)?;
    let is_eligible = query::is_eligible(state, &signal, person);
    require(is_eligible, SignalsError::NotInElectorate { person, who: signal.electorate.text() })?;
    let is_on = stance.is_none_or(|stance| stance.place_on(signal.scale).is_some());
    require(is_on, SignalsError::OffScale { scale: signal.scale })?;
    let before = STANCE.get(state, &(number, person));
    let actual = before.map(|before| before.operation);
    require(replaces == actual, SignalsError::Replaces { given: replaces, actual })?;
    let has_one = before.is_some_and(|before| before.stance.is_some());
    require(stance.is_some() || has_one, SignalsError::NoStance { person, signal: number })?;
    // A preview has no operation, and what it would write is dropped.
    let operation = context.operation.unwrap_or(OperationId(Hash::default()));
    let now = Standing { operation, stance };
    Ok(Change::Stand(Box::new(Step { before, now, number, person, signal })))
}

/// The agenda may be behind: the end of the time is the end.
fn open(number: u64, context: &Context<'_>, state: &dyn StateView) -> Result<Signal, SignalsError> {
    let signal = SIGNAL.get(state, &number);
    let open = signal.filter(|signal| context.running < signal.closes.at);
    open.ok_or(SignalsError::NotOpen(number))
}

/// Returns the error unless `holds`.
fn require(holds: bool, error: SignalsError) -> Result<(), SignalsError> {
    if holds { Ok(()) } else { Err(error) }
}
