//! Decisions: what is open, and what was decided.

use axum::extract::Query;
use axum::response::Response;
use polity_machine::charter_text::Charter;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::{self, Outcome, Stage, Verdict};
use polity_machine::modules::{charter, offices, signals};
use polity_types::Timestamp;
use serde::Deserialize;

use super::address::Address;
use super::bring::Bring;
use super::course::{Turnout, turnout_chart, turnouts};
use super::here::Here;
use super::{Frame, Left, Moment, election, explain, part, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, reason_words, say, term};

/// Open proposals on the page. Unit: proposals.
const PAGE: usize = 100;
/// Results on one page, with how many took part in each; earlier ones are behind a link. Unit: proposals.
const RESULTS: usize = 12;

#[derive(askama::Template)]
#[template(path = "decisions.html")]
struct Page {
    /// Acts that were announced and can be objected to.
    acts: usize,
    at: String,
    bring: Bring,
    frame: Frame,
    next: Option<u64>,
    /// How many took part, drawn; empty where nothing, or one thing, was voted on.
    turnout: String,
    turnouts: Vec<Turnout>,
    open: Vec<Open>,
    results: Vec<Ended>,
    /// How many standing questions are open, where the charter has any.
    signals: Option<usize>,
}

struct Open {
    /// How the vote stands, as markup.
    bar: String,
    left: Left,
    number: u64,
    procedure: String,
    stage: &'static str,
    title: String,
    voted: String,
}

struct Ended {
    closed: Moment,
    number: u64,
    outcome: String,
    tally: String,
    title: String,
}

/// Where the list of results begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
}

/// The code by which members stop what an office or a panel decided.
pub(super) const STOPPED: &str = "governance.stopped";
/// What is said of it.
const STOPPED_WORDS: &str = "passed, and members stopped it by objecting";

/// Returns how a proposal ended, in words. `reason`: why it could not take effect, as the log says it.
pub(crate) fn ended(outcome: &Outcome, reason: Option<&str>) -> String {
    match outcome {
        Outcome::Done => term("took effect"),
        Outcome::Lapsed => term("lapsed, because too few members supported it"),
        Outcome::Failed { refused, .. } if refused.code == STOPPED => term(STOPPED_WORDS),
        Outcome::Failed { refused, .. } => {
            let code = || format!("{}, {}", refused.code, refused.rule);
            let reason = reason.map_or_else(code, reason_words);
            say("outcome-failed", &[("reason", &reason)])
        }
        Outcome::Rejected { verdict } => verdict_words(*verdict),
        Outcome::Withdrawn => term("was withdrawn"),
    }
}

/// Returns how a proposal ended, in words, as the views name it.
pub(crate) fn outcome_words(stage: &str, reason: Option<&str>) -> String {
    match (stage, reason) {
        ("done", _) => term("took effect"),
        ("lapsed", _) => term("lapsed, because too few members supported it"),
        ("failed", Some(reason)) => say("outcome-failed", &[("reason", &reason_words(reason))]),
        ("no quorum", _) => verdict_words(Verdict::NoQuorum),
        ("rejected", _) => verdict_words(Verdict::Rejected),
        ("withdrawn", _) => term("was withdrawn"),
        (other, _) => other.into(),
    }
}

/// Returns what a tally decides, in words.
pub(crate) fn verdict_words(verdict: Verdict) -> String {
    term(match verdict {
        Verdict::NoQuorum => "did not pass: too few voted",
        Verdict::Passed => "passed",
        Verdict::Rejected => "was rejected",
    })
}

/// Returns the first line of a text, for lists.
pub(crate) fn title(text: &str, number: u64) -> String {
    let line = text.lines().map(|line| line.trim_start_matches(['#', ' '])).find(|l| !l.is_empty());
    line.map_or_else(
        || say("decisions-proposal-number", &[("number", &number.to_string())]),
        |line| line.chars().take(120).collect(),
    )
}

/// Returns the title of an open proposal: its text's, or, as an election has none, its office's.
pub(crate) fn title_of(
    text: &str,
    number: u64,
    charter: &Charter,
    state: &dyn StateView,
) -> String {
    let content = governance::query::content(state, number).filter(|_| text.is_empty());
    match content.as_ref().and_then(|content| offices::query::office_of(content.acts(&[]))) {
        Some(office) => election::heading(office, charter),
        None => title(text, number),
    }
}

/// `GET /s/{society}/decisions`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let ended = match served.views.ended_decisions(from.before, RESULTS) {
        Ok(ended) => ended,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let applicants = match served.views.applicants(PAGE) {
        Ok(applicants) => applicants.rows.into_iter().map(|row| row.person).collect(),
        Err(error) => return explain(&Failure::internal(error)),
    };
    let next = ended.rows.last().map(|row| row.number).filter(|_| ended.is_more);
    reading(&served.running, |context, state| {
        let proposals = governance::query::proposals(state, None, PAGE);
        let open = proposals.into_iter().filter_map(|(number, proposal)| {
            let standing = governance::query::standing(state, number)?;
            let text = proposal.text.and_then(|hash| context.records.record(&hash));
            let text = text.map(|text| String::from_utf8_lossy(&text).into_owned());
            let title = title_of(&text.unwrap_or_default(), number, &context.charter, state);
            Some(Open {
                bar: part::bar(&standing, proposal.terms.asks(proposal.round)),
                left: Left::new(standing.ends, context.now),
                number,
                procedure: proposal.procedure,
                stage: standing.stage.word(),
                title,
                voted: match standing.stage {
                    Stage::Draft => say(
                        "decisions-supported",
                        &[
                            ("count", &proposal.sponsors.count.to_string()),
                            ("needed", &proposal.terms.sponsors.to_string()),
                        ],
                    ),
                    _ => say(
                        "decisions-voted",
                        &[
                            ("count", &standing.tally.votes().to_string()),
                            ("eligible", &standing.eligible.to_string()),
                        ],
                    ),
                },
            })
        });
        let named = |title: &str| election::listed(title.to_owned(), &context.charter);
        let over: Vec<(u64, String)> =
            ended.rows.iter().map(|row| (row.number, named(&row.title))).collect();
        let turnouts = turnouts(&over, state);
        let results = ended.rows.into_iter().map(|row| Ended {
            closed: Moment(Timestamp(row.ended.unwrap_or_default())),
            number: row.number,
            outcome: outcome_words(&row.stage, row.reason.as_deref()),
            tally: match governance::query::result(state, row.number) {
                Some(result) => election::result(&result, state),
                None => term("no vote"),
            },
            title: named(&row.title),
        });
        let signals = signals::query::counts(state).open.len();
        page(&Page {
            acts: charter::query::acts(state, None, PAGE).len(),
            at: address.arguments(&societies, context.society),
            bring: Bring::of(applicants, context, state),
            frame: Frame::of(context, state, "/decisions").following(&served),
            next,
            open: open.collect(),
            results: results.collect(),
            signals: (!context.charter.signals.is_empty() || signals > 0).then_some(signals),
            turnout: turnout_chart(&turnouts),
            turnouts,
        })
    })
}
