//! A society's first page.

use std::cmp::Reverse;

use axum::response::Response;
use polity_machine::charter_text::explain as rules;
use polity_machine::frame::context::Context;
use polity_machine::frame::society::founded;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::Proposal;
use polity_machine::modules::{charter, governance, membership, treasury};
use polity_types::{Amount, Timestamp};

use super::here::Here;
use super::telling::Teller;
use super::{
    Done, Frame, Left, Moment, acts, course, decisions, deed, explain, link_to, measure, part,
    reading,
};
use crate::answer::{Failure, page};
use crate::feeds::News;
use crate::words::{filters, say, term};

/// News on the first page.
const NEWS: usize = 8;
/// Proposals among which those that end first are looked for. Unit: proposals.
const LOOKED_AT: usize = 100;
/// Proposals and balances on the first page. Unit: records of each.
const SHOWN: usize = 5;

#[derive(askama::Template)]
#[template(path = "home.html")]
struct Page {
    /// Acts that were announced, soonest first.
    announced: Vec<acts::Row>,
    commandment: String,
    entries: u64,
    founded: Option<Moment>,
    founder: String,
    frame: Frame,
    full: u64,
    /// What the funds held of the first asset, drawn; empty where nothing moved.
    held: String,
    /// What the society is, in the charter's plain words.
    kind: String,
    members: u64,
    money: Vec<(String, String)>,
    /// The stage that members bring next.
    next: Option<Next>,
    open: Vec<Open>,
    /// What happened; in a young society, what was done.
    lately: Vec<Lately>,
}

/// Something that happened lately.
struct Lately {
    /// Who did it, as markup; empty where many did.
    by: String,
    /// Whether `what` is markup with links of its own.
    is_told: bool,
    page: String,
    time: Moment,
    what: String,
}

impl From<News> for Lately {
    fn from(News { page, time, title, .. }: News) -> Self {
        Self { by: String::new(), is_told: false, page, time: Moment(time), what: title }
    }
}

impl From<Done> for Lately {
    fn from(Done { by, index, time, what }: Done) -> Self {
        Self { by, is_told: true, page: format!("log/{index}"), time, what }
    }
}

/// A stage that is still to come.
struct Next {
    /// What else the stage still lacks, each of which it needs; empty: nothing.
    also: String,
    /// How far it is, as markup.
    bar: String,
    missing: u64,
    name: String,
}

struct Open {
    /// How the vote stands, as markup; empty where that is not told or nobody voted.
    bar: String,
    ends: Timestamp,
    left: Left,
    number: u64,
    stage: &'static str,
    title: String,
    voted: String,
}

impl Open {
    fn of(
        number: u64,
        proposal: &Proposal,
        title: String,
        now: Timestamp,
        state: &dyn StateView,
    ) -> Option<Self> {
        let standing = governance::query::standing(state, number)?;
        let tally = &standing.tally;
        let (votes, eligible) = (tally.votes().to_string(), standing.eligible.to_string());
        Some(Self {
            bar: part::bar(&standing, proposal.terms.asks(proposal.round)),
            ends: standing.ends,
            left: Left::new(standing.ends, now),
            number,
            stage: standing.stage.word(),
            title,
            voted: say("decisions-voted", &[("count", &votes), ("eligible", &eligible)]),
        })
    }
}

/// Returns the next stage for which members are missing, and what else is.
fn next_stage(context: &Context<'_>, members: u64, state: &dyn StateView) -> Option<Next> {
    let text = context.records.record(&charter::query::current(state).hash)?;
    let written = charter::query::parse(&text).ok()?;
    let stages = charter::standing::standing(&written, context.now, state).stages;
    let next = stages.into_iter().find(|stage| !stage.has_come)?;
    let missing = next.members_missing.filter(|missing| *missing > 0)?;
    let whole = members.saturating_add(missing);
    let words =
        say("home-members-of", &[("members", &members.to_string()), ("whole", &whole.to_string())]);
    // Members are told of first.
    let also: Vec<String> = next.missing.iter().skip(1).map(|lack| term(lack)).collect();
    let bar = measure::progress(members, whole, &words);
    Some(Next { also: also.join(", "), bar, missing, name: next.outlook.name })
}

/// `GET /s/{society}/`.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    let entries = served.running.ledger().log().size();
    let views = &served.views;
    let (news, done) =
        match views.news(NEWS).and_then(|news| Ok((news, views.entries(None, None, NEWS)?))) {
            Ok(lately) => lately,
            Err(error) => return explain(&Failure::internal(error)),
        };
    let (codes, now) = reading(&served.running, |context, state| {
        let codes = treasury::query::assets(state, SHOWN).into_iter().map(|(code, _)| code);
        (codes.collect::<Vec<_>>(), context.now)
    });
    let courses = match course::read(&served.views, &codes, now) {
        Ok(courses) => courses,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/").following(&served);
        let rolls = membership::query::rolls(state);
        let statements = rules(&context.charter).into_iter().flat_map(|part| part.statements);
        let kind = statements.into_iter().find(|said| said.rule == "society.kind");
        let open = governance::query::proposals(state, None, LOOKED_AT);
        let open = open.into_iter().filter_map(|(number, proposal)| {
            let text = proposal.text.and_then(|hash| deed::read(&hash, context));
            let title =
                decisions::title_of(&text.unwrap_or_default(), number, &context.charter, state);
            Open::of(number, &proposal, title, context.now, state)
        });
        let mut open: Vec<Open> = open.collect();
        open.sort_by_key(|one| one.ends);
        open.truncate(SHOWN);
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
        let more = NEWS.saturating_sub(news.len());
        let teller = Teller { base: &frame.base, context, state };
        let done = done.rows.get(..more.min(done.rows.len())).unwrap_or_default();
        let done = Done::all(done, &served.running, &teller).into_iter().map(Lately::from);
        let mut lately: Vec<Lately> =
            news.into_iter().map(|row| News::from(row).into()).chain(done).collect();
        lately.sort_by_key(|one| Reverse(one.time.0));
        page(&Page {
            announced: acts::waiting(SHOWN, &frame.base, context, state),
            commandment: context.charter.society.commandment.clone(),
            entries,
            founded: charter::query::version(state, 1).map(|first| Moment(first.since)),
            founder: link_to(&frame.base, state, founded(state).founder),
            full: rolls.full.count,
            held: courses
                .first()
                .and_then(|read| course::held(read, now, state))
                .map(|chart| chart.markup())
                .unwrap_or_default(),
            kind: kind.map_or_else(String::new, |said| term(&said.text)),
            lately,
            members: rolls.members.count,
            money: money.collect(),
            next: next_stage(context, rolls.members.count, state),
            open,
            frame,
        })
    })
}
