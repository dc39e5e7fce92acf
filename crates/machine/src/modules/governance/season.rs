//! Seasons: stretches of time in which everybody has so many credits for votes. Nothing is done for
//! anybody when one begins: a season is written down when the first vote opens in it, and what people
//! spent is removed, in steps, when it is over and its votes are (GOV-20, GOV-22).

use polity_types::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use super::state::{CREDIT_PREFIX, SEASON, SEASONS, VOID, VOID_PREFIX};
use super::sweep;
use super::types::Item;
use crate::charter_text::Season;
use crate::frame::agenda;
use crate::frame::context::Context;
use crate::frame::state::{Overlay, StateView};
use crate::modules::charter;

/// How long a season is, and what everybody has in one, as it was when a proposal was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeasonTerms {
    /// What each person has. Unit: credits.
    pub credits: u64,
    /// How long it is.
    pub length: Seconds,
}

impl From<Season> for SeasonTerms {
    fn from(season: Season) -> Self {
        Self { credits: u64::from(season.credits), length: season.length }
    }
}

/// A season in which votes opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeasonRecord {
    /// What each person has in it.
    pub(super) credits: u64,
    /// When it ends, in running time.
    pub(super) ends: Timestamp,
    /// How many of its votes are open.
    pub(super) open: u64,
}

/// When a season is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeasonSpan {
    /// When it began, in running time.
    pub began: Timestamp,
    /// When it ends.
    pub ends: Timestamp,
    /// Its number, from 1.
    pub number: u64,
}

/// Returns the season at `running`. Seasons follow each other from the founding on; one that votes opened
/// in keeps its length, whatever the charter comes to say.
pub(super) fn span(state: &dyn StateView, terms: SeasonTerms, running: Timestamp) -> SeasonSpan {
    let founded = || charter::query::version(state, 1).map_or(Timestamp(0), |first| first.since);
    let last = SEASONS.get(state).unwrap_or_else(|| {
        let founded = founded();
        SeasonSpan { began: founded, ends: founded, number: 0 }
    });
    if running < last.ends {
        return last;
    }
    let passed = running.since(last.ends).unwrap_or_default().0;
    let length = terms.length.0.max(1);
    let whole = passed.checked_div(length).unwrap_or_default();
    let began = last.ends.after(Seconds(whole.saturating_mul(length)));
    let number = last.number.saturating_add(1).saturating_add(whole);
    SeasonSpan { began, ends: began.after(Seconds(length)), number }
}

/// Notes that a vote opens, and returns the season to which it belongs.
pub(super) fn open_vote(terms: SeasonTerms, context: &Context<'_>, state: &mut Overlay<'_>) -> u64 {
    let span = span(state, terms, context.running);
    let known = SEASON.get(state, &span.number);
    let season = known.unwrap_or_else(|| {
        SEASONS.put(state, &span);
        let _ = agenda::put(state, span.ends, Item::SeasonEnds { season: span.number });
        SeasonRecord { credits: terms.credits, ends: span.ends, open: 0 }
    });
    let open = season.open.saturating_add(1);
    SEASON.put(state, &span.number, &SeasonRecord { open, ..season });
    span.number
}

/// A vote that is void, because too few took part: what was spent on it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Void {}

/// Notes that a vote of a season is over.
pub(super) fn close_vote(
    number: u64,
    (proposal, round): (u64, u64),
    is_void: bool,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) {
    let Some(mut season) = SEASON.get(state, &number) else { return };
    season.open = season.open.saturating_sub(1);
    SEASON.put(state, &number, &season);
    if is_void {
        VOID.put(state, &(number, proposal, round), &Void {});
    }
    end(number, context, state);
}

/// Has removed what people spent in a season that is over, if its votes are.
pub(super) fn end(number: u64, context: &Context<'_>, state: &mut Overlay<'_>) {
    let Some(season) = SEASON.get(state, &number) else { return };
    if season.open > 0 || context.running < season.ends {
        return;
    }
    SEASON.remove(state, &number);
    for prefix in [CREDIT_PREFIX, VOID_PREFIX] {
        sweep::later(format!("{prefix}/{number:016}/"), 1, context, state);
    }
}
