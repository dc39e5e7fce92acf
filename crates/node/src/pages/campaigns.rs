//! Campaigns: goals that people gather for and the machine itself counts. How far each is, until when it runs,
//! and how one takes part. Nothing is counted here: each figure is a record of the state, with its proof.

use axum::response::Response;
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{Proposal, Stage};
use polity_machine::modules::{charter, fork, governance, membership};
use polity_ordering::Running;
use polity_types::Timestamp;
use serde::Serialize;

use super::here::Here;
use super::telling::{self, Teller};
use super::{Frame, Left, decisions, deed, measure, reading};
use crate::answer::page;
use crate::words::{filters, say, t};

/// Open proposals and announced acts that are looked at, of each, oldest first.
const LOOKED_AT: usize = 200;

/// A goal, and how far it is.
#[derive(Serialize)]
pub struct Campaign {
    /// With which command one takes part.
    pub command: String,
    /// Until when it runs, in time of day; absent: until it is reached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<Timestamp>,
    /// How many there are. Unit: that of `kind`.
    pub has: u64,
    /// `draft`: members who support a proposal. `fork`: members who leave together. `grow`: members. `request`:
    /// thousandths of the strength to which all support together would come. `stop`: members who object.
    pub kind: &'static str,
    /// How many it takes. Unit: as of `has`.
    pub needs: u64,
    /// Where one takes part, below the society's own address.
    pub page: String,
    /// Keys of the records of the state that prove `has`.
    pub proof: Vec<String>,
    /// What it is called, in the words of whoever began it.
    pub title: String,
    /// What is counted, and how far it is, in the reader's language.
    pub words: String,
}

/// Returns the campaigns of a society that runs here, in English.
#[must_use]
pub fn campaigns_of(running: &Running) -> Vec<Campaign> {
    reading(running, of)
}

/// Returns all campaigns: what ends first, then what has no end.
pub(crate) fn of(context: &Context<'_>, state: &dyn StateView) -> Vec<Campaign> {
    let open = governance::query::proposals(state, None, LOOKED_AT).into_iter();
    let open = open.filter_map(|(number, proposal)| proposed(number, &proposal, context, state));
    let mut all: Vec<Campaign> = open.collect();
    all.extend(announced(context, state));
    let forks = fork::query::running(state).into_iter();
    all.extend(forks.filter_map(|number| leaving(number, context, state)));
    all.extend(growing(context, state));
    all.sort_by_key(|campaign| campaign.ends.unwrap_or(Timestamp(u64::MAX)));
    all
}

/// What each kind of campaign is called, how it says how far it is, and how one takes part: keys of messages.
const KINDS: [(&str, [&str; 3]); 5] = [
    ("draft", ["campaigns-draft", "campaigns-draft-words", "campaigns-draft-part"]),
    ("fork", ["campaigns-fork", "campaigns-fork-words", "campaigns-fork-part"]),
    ("grow", ["campaigns-grow", "campaigns-grow-words", "campaigns-grow-part"]),
    ("request", ["campaigns-request", "campaigns-request-words", "campaigns-request-part"]),
    ("stop", ["campaigns-stop", "campaigns-stop-words", "campaigns-stop-part"]),
];

fn messages(kind: &str) -> [&'static str; 3] {
    KINDS.iter().find(|(name, _)| *name == kind).map_or([""; 3], |(_, messages)| *messages)
}

/// Says how far a campaign of a kind is.
fn words(kind: &str, has: u64, needs: u64) -> String {
    let [_, key, _] = messages(kind);
    say(key, &[("has", &has.to_string()), ("needs", &needs.to_string())])
}

/// Returns what a proposal gathers: support that has it discussed or carried, or objections.
fn proposed(
    number: u64,
    proposal: &Proposal,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<Campaign> {
    let standing = governance::query::standing(state, number)?;
    let (kind, has, needs, command) = match standing.stage {
        Stage::Draft => {
            let needs = proposal.terms.sponsors;
            ("draft", proposal.sponsors.count, needs, format!("polity proposal sponsor {number}"))
        }
        Stage::Grace => {
            let needs = governance::query::objections_needed(state, proposal, &context.charter)?;
            ("stop", proposal.objections.count, needs, format!("polity proposal object {number}"))
        }
        Stage::Voting if !standing.is_hidden => {
            let strength = governance::query::strength(state, number)?;
            let part = |part: u128| {
                let thousandths = part.saturating_mul(1_000).checked_div(strength.all);
                thousandths.and_then(|part| u64::try_from(part).ok()).unwrap_or_default()
            };
            let command = format!("polity ballot cast {number} POINTS");
            ("request", part(strength.value), part(strength.needed?), command)
        }
        _ => return None,
    };
    let text = proposal.text.and_then(|hash| deed::read(&hash, context)).unwrap_or_default();
    Some(Campaign {
        command,
        ends: Some(standing.ends),
        has,
        kind,
        needs,
        page: format!("/decisions/{number}"),
        proof: vec![governance::query::proposal_key(number)],
        title: decisions::title_of(&text, number, &context.charter, state),
        words: words(kind, has, needs),
    })
}

/// Returns the acts that somebody announced and that enough objections stop.
fn announced(context: &Context<'_>, state: &dyn StateView) -> Vec<Campaign> {
    let clock = Clock::read(state);
    let act = |(number, act): (u64, charter::Act)| {
        let needs = charter::query::objections_needed(state, &act)?;
        let has = act.objections.count;
        let told = Teller { base: "", context, state }.line(&act.action);
        Some(Campaign {
            command: format!("polity proposal object {number} --act"),
            ends: Some(clock.wall(act.place.at)),
            has,
            kind: "stop",
            needs,
            page: format!("/acts#act-{number}"),
            proof: vec![charter::query::act_key(number)],
            title: telling::plain(&told),
            words: words("stop", has, needs),
        })
    };
    charter::query::acts(state, None, LOOKED_AT).into_iter().filter_map(act).collect()
}

/// Returns a fork for which members sign up now.
fn leaving(number: u64, context: &Context<'_>, state: &dyn StateView) -> Option<Campaign> {
    let running = fork::query::fork(state, number)?;
    let open = running.until.filter(|_| running.standing == fork::Standing::Open)?;
    let (has, needs) = (running.joined, u64::from(context.charter.fork.as_ref()?.least));
    let text = deed::read(&running.text, context).unwrap_or_default();
    let title = text.lines().map(|line| line.trim_start_matches('#').trim());
    let title = title.filter(|line| !line.is_empty()).map(|line| line.chars().take(120).collect());
    Some(Campaign {
        command: format!("polity fork join {number}"),
        ends: Some(Clock::read(state).wall(open.at)),
        has,
        kind: "fork",
        needs,
        page: format!("/forks/{number}"),
        proof: vec![fork::query::fork_key(number)],
        title: title.into_iter().next().unwrap_or_else(|| number.to_string()),
        words: words("fork", has, needs),
    })
}

/// Returns the next stage, if members are all that it lacks: whoever is invited brings it.
fn growing(context: &Context<'_>, state: &dyn StateView) -> Option<Campaign> {
    let text = context.records.record(&charter::query::current(state).hash)?;
    let written = charter::query::parse(&text).ok()?;
    let stages = charter::standing::standing(&written, context.now, state).stages;
    let next = stages.into_iter().find(|stage| !stage.has_come)?;
    let missing = next.members_missing.filter(|missing| *missing > 0 && next.missing.len() == 1)?;
    let has = membership::query::rolls(state).members.count;
    let needs = has.saturating_add(missing);
    Some(Campaign {
        command: "polity member invite".to_owned(),
        ends: None,
        has,
        kind: "grow",
        needs,
        page: "/stages".to_owned(),
        proof: vec![membership::query::rolls_key().to_owned()],
        title: next.outlook.name,
        words: words("grow", has, needs),
    })
}

/// A campaign, as the page shows it.
struct Row {
    bar: String,
    campaign: Campaign,
    kind: String,
    /// State keys that prove it.
    keys: String,
    left: Option<Left>,
    take_part: String,
}

impl Row {
    fn of(campaign: Campaign, now: Timestamp) -> Self {
        let [name, _, take_part] = messages(campaign.kind);
        Self {
            bar: measure::progress(campaign.has, campaign.needs, &campaign.words),
            keys: campaign.proof.join(","),
            kind: t(name),
            left: campaign.ends.map(|ends| Left::new(ends, now)),
            take_part: t(take_part),
            campaign,
        }
    }

    /// Whether it runs for less than a day.
    fn is_soon(&self) -> bool {
        self.left.is_some_and(|left| left.is_soon())
    }

    /// Where one takes part, below the society's own address.
    fn place(&self) -> &str {
        if self.campaign.kind == "grow" { "/me" } else { &self.campaign.page }
    }
}

#[derive(askama::Template)]
#[template(path = "campaigns.html")]
struct Page {
    frame: Frame,
    rows: Vec<Row>,
}

/// `GET /s/{society}/campaigns`.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/campaigns").following(&served);
        let rows = of(context, state).into_iter().map(|one| Row::of(one, context.now));
        let rows: Vec<Row> = rows.collect();
        page(&Page { frame, rows })
    })
}
