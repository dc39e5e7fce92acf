//! One decision: what it does, who decides, how it stands.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::Action;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance;
use polity_types::{Hash, Timestamp};
use polity_views::ArgumentRow;

use super::address::Address;
use super::decisions::{ended, title};
use super::deed::Deed;
use super::part::{self, Cast, Way};
use super::{Frame, Moment, explain, explain_in, link_to_text, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;

/// Arguments on the page.
const ARGUMENTS: usize = 200;
/// Ballots on the page.
const BALLOTS: usize = 500;
/// Texts of the charter among which the one of then is found.
const VERSIONS: usize = 1_000;

#[derive(askama::Template)]
#[template(path = "decision.html")]
struct Page {
    acts: Vec<Deed>,
    /// What comes after the vote, as markup; empty: it is over.
    afterwards: String,
    arguments: Vec<Argument>,
    ballots: Vec<Cast>,
    frame: Frame,
    is_more_ballots: bool,
    key: String,
    number: u64,
    /// Who brought it and under which rule: name, and value as markup.
    origin: Vec<(&'static str, String)>,
    rows: Vec<(&'static str, String)>,
    text: String,
    title: String,
    /// How it stands or ended, as markup.
    verdict: String,
    ways: Vec<Way>,
    who: String,
}

struct Argument {
    /// Who argued, as markup.
    by: String,
    side: &'static str,
    text: String,
    time: Moment,
}

impl Argument {
    fn of(row: ArgumentRow, base: &str, state: &dyn StateView) -> Self {
        let side = match row.side.as_str() {
            "against" => "Against",
            "for" => "For",
            _ => "A remark",
        };
        let by = link_to_text(base, state, &row.author);
        Self { by, side, text: row.text, time: Moment(Timestamp(row.time)) }
    }
}

/// `GET /s/{society}/decisions/{number}`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path((society, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let Ok(number) = number.parse::<u64>() else {
        return explain_in(&served, &Failure::NotFound("decision"));
    };
    let views = &served.views;
    let asked = views.arguments(number, ARGUMENTS).and_then(|argued| {
        Ok((argued.rows, views.ballots(number, BALLOTS)?, views.proposal(number)?))
    });
    let (argued, cast, row) = match asked {
        Ok(asked) => asked,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let read = |hash: Option<Hash>| {
            let text = hash.and_then(|hash| context.records.record(&hash));
            text.map(|text| String::from_utf8_lossy(&text).into_owned()).unwrap_or_default()
        };
        let frame = Frame::of(context, "/decisions").following(&served);
        let base = frame.base.clone();
        let arguments: Vec<Argument> =
            argued.into_iter().map(|row| Argument::of(row, &base, state)).collect();
        let is_more_ballots = cast.is_more;
        let ballots: Vec<Cast> =
            cast.rows.into_iter().map(|row| Cast::of(row, &base, state)).collect();
        let origin = |procedure: &str| part::origin(row.as_ref(), procedure, &base, context, state);
        if let Some(result) = governance::query::result(state, number) {
            let text = read(result.text);
            let eligible = result.electorate.map_or(0, |frozen| frozen.roll.count);
            let texts = part::texts(state, VERSIONS);
            let terms = row.as_ref().and_then(|row| part::terms_then(row, &texts, context));
            let mut rows = vec![
                ("Could vote", eligible.to_string()),
                ("Voted", result.tally.roll.count.to_string()),
                ("Yes", result.tally.yes.to_string()),
                ("No", result.tally.no.to_string()),
                ("Abstained", result.tally.abstain.to_string()),
            ];
            rows.extend(terms.map(|terms| {
                ("Had to vote, for it to count", terms.quorum_of(eligible).to_string())
            }));
            let title = title(&text, number);
            let key = governance::query::result_key(number);
            let closed = Moment(result.closed);
            let verdict = match ended(&result.outcome) {
                words if words.starts_with("took") => format!("It {words} on {closed}."),
                words => format!("It {}. It was over on {closed}.", ammonia::clean_text(&words)),
            };
            let old = row.as_ref().and_then(|row| part::charter_before(row, &texts));
            let actions = row.iter().flat_map(|row| &row.actions);
            let actions = actions.filter_map(|text| serde_json::from_str::<Action>(text).ok());
            return page(&Page {
                acts: actions.map(|action| Deed::of(&action, old, &base, context, state)).collect(),
                afterwards: String::new(),
                arguments,
                ballots,
                frame,
                is_more_ballots,
                key,
                number,
                origin: origin(&result.procedure),
                rows,
                text,
                title,
                verdict,
                ways: Vec::new(),
                who: String::new(),
            });
        }
        let open = governance::query::proposal(state, number);
        let standing = governance::query::standing(state, number);
        let (Some(proposal), Some(standing)) = (open, standing) else {
            return explain_in(&served, &Failure::NotFound("decision"));
        };
        let text = read(proposal.text);
        let rows = vec![
            ("May vote", standing.eligible.to_string()),
            ("Voted", standing.tally.roll.count.to_string()),
            ("Must vote, for it to count", standing.quorum.to_string()),
            ("Yes", standing.tally.yes.to_string()),
            ("No", standing.tally.no.to_string()),
            ("Abstained", standing.tally.abstain.to_string()),
            ("Yes needed, if nobody else voted", standing.yes_needed.to_string()),
        ];
        let current = Some(context.charter.hash);
        let at = address.arguments(&societies, context.society);
        page(&Page {
            acts: proposal
                .actions
                .iter()
                .map(|action| Deed::of(action, current, &base, context, state))
                .collect(),
            afterwards: part::afterwards(&proposal, standing.ends, context, state),
            arguments,
            ballots,
            frame,
            is_more_ballots,
            key: governance::query::proposal_key(number),
            number,
            origin: origin(&proposal.procedure),
            rows,
            title: title(&text, number),
            text,
            verdict: part::so_far(standing.stage, &standing),
            ways: part::ways(number, standing.stage, &at),
            who: part::electorate(&proposal, standing.eligible),
        })
    })
}
