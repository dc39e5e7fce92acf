//! What people drawn for it did not agree to is not asked of others until some do (GOV-61).

use polity_types::{Amount, Hash, Seconds, Timestamp, canonical};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::electorate::BodyVotes;
use super::error::GovernanceError;
use super::state::ASKED;
use super::types::{Content, Item, Outcome, Proposal};
use super::vote::Tally;
use crate::Action;
use crate::charter_text::{Body, Drawn, Electorate};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};

/// How long what people drawn for it did not agree to is not asked of others. Source: GOV-61.
const ASKED_AGAIN: Seconds = Seconds::days(30);
/// What of an action is said about it, and makes no other question of it.
const SAID: &[&str] = &["category", "evidence", "memo", "receipts", "text", "title"];

/// When a question was asked of people drawn for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Once {
    /// The amounts in it, in their order.
    amounts: Vec<Amount>,
    /// In which proposal.
    proposal: u64,
    /// Until when it is not asked of others, in running time; absent: they are to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

/// A question that was asked of people drawn for it, with the amounts of each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    before: Vec<Once>,
}

/// Returns what a list of actions asks, without numbers and what is said about it, and the amounts in it.
fn question(actions: &[Action]) -> (Hash, Vec<Amount>) {
    let mut amounts = Vec::new();
    let bare = bare(serde_json::to_value(actions).unwrap_or_default(), &mut amounts);
    (Hash::of(&canonical::to_bytes(&bare)), amounts)
}

fn bare(value: Value, amounts: &mut Vec<Amount>) -> Value {
    match value {
        Value::Number(_) => Value::Bool(true),
        Value::String(text) => match text.parse::<Amount>() {
            Ok(amount) => {
                amounts.push(amount);
                Value::Bool(true)
            }
            Err(_) => Value::String(text),
        },
        Value::Array(items) => items.into_iter().map(|item| bare(item, amounts)).collect(),
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(name, _)| !SAID.contains(&name.as_str()));
            kept.map(|(name, field)| (name, bare(field, amounts))).collect()
        }
        other => other,
    }
}

/// Returns whether each amount is at most half of what it was: that is another question.
fn is_half(amounts: &[Amount], before: &[Amount]) -> bool {
    let half = |(now, then): (&Amount, &Amount)| {
        then.is_positive() && now.minor_units().saturating_mul(2) <= then.minor_units()
    };
    !amounts.is_empty() && amounts.len() == before.len() && amounts.iter().zip(before).all(half)
}

/// Returns whether people are drawn to decide each proposal by this electorate.
fn is_drawn(electorate: &Electorate, context: &Context<'_>) -> bool {
    electorate.bodies().any(|body| {
        let Body::Panel(seated) = body else { return false };
        let panel = context.charter.panel(&seated.id);
        panel.is_some_and(|panel| panel.drawn == Drawn::ForEachProposal)
    })
}

/// Returns the lists of actions of a proposal, one for each of its options.
fn lists(content: &Content) -> Vec<&Vec<Action>> {
    let options = content.contest.iter().flat_map(|contest| &contest.options);
    let all = std::iter::once(&content.actions).chain(options.map(|option| &option.actions));
    all.filter(|actions| !actions.is_empty()).collect()
}

/// Decides whether lists of actions may be asked of people drawn for it.
///
/// # Errors
/// [`GovernanceError::Asked`], [`GovernanceError::AskedBefore`].
pub(super) fn check(
    lists: &[&Vec<Action>],
    electorate: &Electorate,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), GovernanceError> {
    if !is_drawn(electorate, context) {
        return Ok(());
    }
    for actions in lists.iter().filter(|actions| !actions.is_empty()) {
        let (hash, amounts) = question(actions);
        for Once { amounts: then, proposal, until } in
            ASKED.get(state, &hash).unwrap_or_default().before
        {
            if is_half(&amounts, &then) {
                continue;
            }
            let now = context.running;
            match until {
                None => return Err(GovernanceError::Asked { proposal }),
                Some(until) if now < until => {
                    return Err(GovernanceError::AskedBefore { now, proposal, until });
                }
                Some(_) => {}
            }
        }
    }
    Ok(())
}

/// Notes what a proposal asks of people who are drawn for it.
pub(super) fn note(
    number: u64,
    content: &Content,
    electorate: &Electorate,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    if !is_drawn(electorate, context) {
        return;
    }
    for actions in lists(content) {
        let (hash, amounts) = question(actions);
        let mut asked = ASKED.get(state, &hash).unwrap_or_default();
        asked.before.push(Once { amounts, proposal: number, until: None });
        ASKED.put(state, &hash, &asked);
    }
}

/// Hears how a proposal ended: what those who were drawn did not agree to rests, and everything else may be asked anew.
pub(super) fn settle(
    number: u64,
    (proposal, content): (&Proposal, &Content),
    (outcome, tally, bodies): (&Outcome, &Tally, &[BodyVotes]),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let all: Vec<(Hash, Vec<Amount>)> =
        lists(content).into_iter().map(|actions| question(actions)).collect();
    let was_noted = |(hash, _): &(Hash, Vec<Amount>)| {
        let asked = ASKED.get(state, hash).unwrap_or_default();
        asked.before.iter().any(|once| once.proposal == number)
    };
    if !all.iter().any(was_noted) {
        return;
    }
    let is_rejected = matches!(outcome, Outcome::Rejected { .. });
    let is_lost = is_rejected && said_no(&proposal.terms.electorate, tally, bodies);
    for (hash, amounts) in all {
        let mut asked = ASKED.get(state, &hash).unwrap_or_default();
        asked.before.retain(|once| once.proposal != number);
        if is_lost {
            let until = context.running.after(ASKED_AGAIN);
            asked.before.push(Once { amounts, proposal: number, until: Some(until) });
            let _ = agenda::put(state, until, Item::AskedClears { question: hash });
        }
        keep(hash, &asked, state);
    }
}

/// Returns whether of those who sit on a panel as many said no as yes, or more.
fn said_no(electorate: &Electorate, tally: &Tally, bodies: &[BodyVotes]) -> bool {
    let lost = |yes: u64, no: u64| no > 0 && no >= yes;
    if electorate.one().is_some() {
        return lost(tally.yes, tally.no);
    }
    let each = electorate.bodies().zip(bodies);
    each.filter(|(body, _)| matches!(body, Body::Panel(_))).any(|(_, own)| lost(own.yes, own.no))
}

/// Forgets what may be asked again.
pub(super) fn clear(question: Hash, context: &Context<'_>, state: &mut Overlay<'_>) {
    let mut asked = ASKED.get(state, &question).unwrap_or_default();
    asked.before.retain(|once| once.until.is_none_or(|until| context.running < until));
    keep(question, &asked, state);
}

fn keep(question: Hash, asked: &Asked, state: &mut Overlay<'_>) {
    if asked.before.is_empty() {
        ASKED.remove(state, &question);
    } else {
        ASKED.put(state, &question, asked);
    }
}
