//! A society's first page.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::charter_text::explain as rules;
use polity_machine::frame::society::founded;
use polity_machine::modules::{charter, governance, membership, treasury};
use polity_types::Amount;

use super::{Done, Frame, Moment, decisions, deed, explain, link_to, reading};
use crate::answer::{Failure, page};
use crate::api::find;
use crate::societies::Societies;
use crate::words::{filters, term};

/// Entries listed as news.
const RECENT: usize = 12;
/// Proposals and balances on the first page. Unit: records of each.
const SHOWN: usize = 5;

#[derive(askama::Template)]
#[template(path = "home.html")]
struct Page {
    commandment: String,
    entries: u64,
    founded: Option<Moment>,
    founder: String,
    frame: Frame,
    full: u64,
    /// What the society is, in the charter's plain words.
    kind: String,
    members: u64,
    money: Vec<(String, String)>,
    open: Vec<Open>,
    recent: Vec<Done>,
}

struct Open {
    ends: Moment,
    number: u64,
    stage: &'static str,
    title: String,
}

/// `GET /s/{society}/`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    let entries = served.running.ledger().log().size();
    let done = match served.views.entries(None, None, RECENT) {
        Ok(done) => done,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/").following(&served);
        let rolls = membership::query::rolls(state);
        let statements = rules(&context.charter).into_iter().flat_map(|part| part.statements);
        let kind = statements.into_iter().find(|said| said.rule == "society.kind");
        let open = governance::query::proposals(state, None, SHOWN);
        let open = open.into_iter().filter_map(|(number, proposal)| {
            let standing = governance::query::standing(state, number)?;
            let text = proposal.text.and_then(|hash| deed::read(&hash, context));
            let title = decisions::title_of(&text.unwrap_or_default(), number, state);
            Some(Open { ends: Moment(standing.ends), number, stage: standing.stage.word(), title })
        });
        let assets = treasury::query::assets(state, SHOWN);
        let funds = treasury::query::funds(state, SHOWN);
        let money = funds.iter().flat_map(|fund| {
            let held = assets.iter().filter_map(|(code, _)| {
                let held = treasury::query::balance(state, fund, code);
                // What holds nothing stands in the treasury.
                (held != Amount::ZERO).then_some((code, held))
            });
            let tell = |(code, held)| {
                (deed::account(fund, &frame.base, state), deed::money(held, code, state))
            };
            held.map(tell).collect::<Vec<_>>()
        });
        page(&Page {
            commandment: context.charter.society.commandment.clone(),
            entries,
            founded: charter::query::version(state, 1).map(|first| Moment(first.since)),
            founder: link_to(&frame.base, state, founded(state).founder),
            full: rolls.full.count,
            kind: kind.map_or_else(String::new, |said| term(&said.text)),
            members: rolls.members.count,
            money: money.collect(),
            open: open.collect(),
            recent: done.rows.iter().map(|row| Done::of(row, &frame.base, state)).collect(),
            frame,
        })
    })
}
