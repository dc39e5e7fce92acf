//! What people drawn for it did not agree to is not asked of others until some do (GOV-61).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use polity_types::{Amount, AssetId, Hash, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::electorate::BodyVotes;
use super::error::GovernanceError;
use super::state::{ASKED, CONTENT};
use super::types::{Content, Item, Outcome, Proposal, Stage};
use super::vote::Tally;
use crate::Action;
use crate::charter_text::{Body, Drawn, Electorate};
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::charter;

/// How long what people drawn for it did not agree to is not asked of others. Source: GOV-61.
const ASKED_AGAIN: Seconds = Seconds::days(30);

/// How many times as much is another question. A jury that refused a sum would refuse more of it, so twice as much asks another
/// jury the same; but whoever has a cent refused keeps nobody from asking for bread. Source: GOV-61.
const MUCH_MORE: i128 = 10;

/// By how many of the largest amounts of each asset a question is found again. Unit: things that are asked.
const FOUND_BY_MAX: usize = 16;

/// One thing that was asked: what, and how much of which asset somebody would get by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gets: Option<(AssetId, Amount)>,
    what: Hash,
}

/// When a question was asked of people drawn for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Once {
    /// All that was asked, in the order of the hashes.
    parts: Vec<Part>,
    /// In which proposal.
    proposal: u64,
    /// Until when it is not asked of others, in running time; absent: they are to decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

/// Questions that were asked of people drawn for it and have one part in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    before: Vec<Once>,
}

/// What a list of actions asks: each thing that it does, and how much of which asset somebody gets by it (POW-15).
type Question = BTreeMap<Hash, Option<(AssetId, Amount)>>;

/// Returns by which parts a question is found again: each thing that is done, and of each asset the largest amounts.
fn keys(question: &Question) -> Vec<Hash> {
    let mut by_asset: BTreeMap<&AssetId, Vec<(Reverse<Amount>, Hash)>> = BTreeMap::new();
    let mut keys = Vec::new();
    for (what, gets) in question {
        match gets {
            Some((asset, amount)) => {
                by_asset.entry(asset).or_default().push((Reverse(*amount), *what));
            }
            None => keys.push(*what),
        }
    }
    for mut largest in by_asset.into_values() {
        largest.sort_unstable();
        keys.extend(largest.into_iter().take(FOUND_BY_MAX).map(|(_, what)| what));
    }
    keys
}

/// Returns whether at least half of what was asked before is in a question again, whatever stands beside it in either:
/// half of what was to be done, or half of what was to be got of one asset, so that something small beside it makes no
/// other question. Half of each amount, or ten times as much, is another one.
fn is_in(question: &Question, before: &Once) -> bool {
    let is_near = |(_, then): &(AssetId, Amount), (_, now): &(AssetId, Amount)| {
        let (then, now) = (then.minor_units(), now.minor_units());
        now.saturating_mul(2) > then && now < then.saturating_mul(MUCH_MORE)
    };
    let mut weights: BTreeMap<Option<&AssetId>, (i128, i128)> = BTreeMap::new();
    for Part { gets, what } in &before.parts {
        let is_again = question.get(what).is_some_and(|now| match (gets, now) {
            (Some(then), Some(now)) => is_near(then, now),
            _ => true,
        });
        let weight = gets.as_ref().map_or(1, |(_, amount)| amount.minor_units());
        let (all, again) = weights.entry(gets.as_ref().map(|(asset, _)| asset)).or_default();
        *all = all.saturating_add(weight);
        *again = again.saturating_add(if is_again { weight } else { 0 });
    }
    weights.into_values().any(|(all, again)| again > 0 && again.saturating_mul(2) >= all)
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
        let question = charter::query::matters(actions, state);
        let known = question.keys().filter_map(|part| ASKED.get(state, part));
        let before = known.flat_map(|asked| asked.before);
        for Once { proposal, until, .. } in before.filter(|once| is_in(&question, once)) {
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

/// Decides whether a draft may become what people are drawn for, as far as others are not asked the same.
///
/// # Errors
/// As [`check`].
pub(super) fn check_draft(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), GovernanceError> {
    let content = CONTENT.get(state, &number).unwrap_or_default();
    check(&lists(&content), &proposal.terms.electorate, context, state)
}

/// Notes what a proposal asks of people who are drawn for it. A draft asks nobody yet.
pub(super) fn note(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let is_brought = proposal.author.is_some() && proposal.stage != Stage::Draft;
    if !is_brought || !is_drawn(&proposal.terms.electorate, context) {
        return;
    }
    let content = &CONTENT.get(state, &number).unwrap_or_default();
    for actions in lists(content) {
        let question = charter::query::matters(actions, state);
        let keys = keys(&question);
        let noted = once(question, number, None);
        for key in keys {
            let mut asked = ASKED.get(state, &key).unwrap_or_default();
            asked.before.push(noted.clone());
            ASKED.put(state, &key, &asked);
        }
    }
}

fn once(question: Question, proposal: u64, until: Option<Timestamp>) -> Once {
    let part = |(what, gets)| Part { gets, what };
    Once { parts: question.into_iter().map(part).collect(), proposal, until }
}

/// Hears how a proposal ended: what those who were drawn did not agree to rests, and everything else may be asked anew.
pub(super) fn settle(
    number: u64,
    (proposal, content): (&Proposal, &Content),
    (outcome, tally, bodies): (&Outcome, &Tally, &[BodyVotes]),
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let is_rejected = matches!(outcome, Outcome::Rejected { .. });
    let is_lost = is_rejected && said_no(&proposal.terms.electorate, tally, bodies);
    for actions in lists(content) {
        let question = charter::query::matters(actions, state);
        let keys = keys(&question);
        let noted = once(question, number, None);
        for key in keys {
            let Some(mut asked) = ASKED.get(state, &key) else { continue };
            let all = asked.before.len();
            asked.before.retain(|once| *once != noted);
            if is_lost && asked.before.len() < all {
                let until = context.running.after(ASKED_AGAIN);
                asked.before.push(Once { until: Some(until), ..noted.clone() });
                let _ = agenda::put(state, until, Item::AskedClears { question: key });
            }
            keep(key, &asked, state);
        }
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
