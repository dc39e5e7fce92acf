//! Acts that were announced and have not taken effect: whose, by which line, until when one can object.

use axum::extract::Path;
use axum::response::Response;
use polity_machine::charter_text::{Statement, Who, actions, document, explain as rules};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::society::founded;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::{self, Act as Announced, Paused};
use polity_machine::modules::offices;
use polity_machine::registry;
use polity_types::{PersonId, Timestamp};
use polity_views::ActRow;
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::deed::{self, Deed};
use super::here::Here;
use super::telling::{self, Teller};
use super::{Frame, Left, Moment, explain, explain_in, link_to, link_to_text, reading, who};
use crate::answer::{Failure, page};
use crate::words::{filters, say, t, term};

/// Acts on the page, oldest first.
const PAGE: usize = 200;

#[derive(askama::Template)]
#[template(path = "acts.html")]
struct Page {
    acts: Vec<Row>,
    at: String,
    frame: Frame,
    /// Emergency pauses of the charter.
    pauses: Vec<Pause>,
    /// What became of the one act that the page is about, if it does not wait any more.
    past: Option<Past>,
    /// Whether the page is about one act.
    single: Option<u64>,
}

/// An act that does not wait any more.
struct Past {
    announced: Moment,
    /// Who announced it, as markup.
    by: String,
    outcome: String,
    /// What it was, in words.
    words: String,
}

/// An emergency pause of the charter.
struct Pause {
    /// The act that ends it, while it is on.
    end: Option<Act>,
    /// For whom the form that calls it is; none: nobody can call it now.
    holders: Option<String>,
    id: String,
    /// What it stops now: until when, who called it and why.
    now: Option<(Moment, String, String)>,
    /// The rule, in the charter's plain words.
    rule: String,
    /// What it stops, in words.
    stops: Vec<String>,
}

impl Pause {
    fn all(law: &[Statement], context: &Context<'_>, state: &dyn StateView) -> Vec<Self> {
        let paused = charter::query::all_paused(state, context.running);
        let clock = Clock::read(state);
        let pause = |pause: &document::Pause| {
            let now =
                paused.iter().map(|(_, paused)| paused).find(|paused| paused.pause == pause.id);
            // Whoever called it ends it, and nobody else alone (POW-11).
            let end = |paused: &Paused| {
                let (name, with) = ("charter.end_pause", json!({ "pause": pause.id }));
                let act = Act::new(name, with, t("acts-end-pause")).who_may(name);
                let caller = paused.by.parse::<PersonId>();
                match caller {
                    Ok(caller) => act.only_for(caller.to_string()),
                    Err(_) => act,
                }
            };
            let key = format!("pause.{}", pause.id);
            let rule = law.iter().find(|said| said.rule == key).map(|said| said.text.clone());
            let words = |action: &&'static str| {
                actions::words(action).map_or_else(|| (*action).to_owned(), actions::briefly)
            };
            Self {
                end: now.map(end),
                holders: holders(pause, context, state),
                id: pause.id.clone(),
                now: now.map(|paused| {
                    let why = deed::read(&paused.text, context).unwrap_or_default();
                    (Moment(clock.wall(paused.until)), who::authority(state, &paused.by), why)
                }),
                rule: rule.unwrap_or_default(),
                stops: pause.actions.iter().map(words).collect(),
            }
        };
        context.charter.pauses.iter().map(pause).collect()
    }
}

/// Returns the people who alone hold a pause and could call it now, with a space between; of a pause that is
/// nobody's alone nothing is said. None: nobody could.
fn holders(
    pause: &document::Pause,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Option<String> {
    let rests = |by: &str| charter::query::pause_rests(pause, by, state, context.running);
    let mut people: Vec<String> = match &pause.who {
        Who::Founder => vec![founded(state).founder.to_string()],
        Who::Office(office) => {
            let seats = offices::query::seats(state, office).into_iter();
            seats.map(|(_, seat)| seat.holder.to_string()).collect()
        }
        _ => return (!rests("")).then(String::new),
    };
    people.retain(|person| !rests(person));
    (!people.is_empty()).then(|| people.join(" "))
}

/// An act that waits.
pub(crate) struct Row {
    /// To object, and for whoever announced it, to withdraw it.
    acts: [Act; 2],
    announced: Moment,
    /// Who announced it, as markup.
    by: String,
    deed: Deed,
    pub(crate) ends: Timestamp,
    /// By which line of the charter, in its plain words.
    line: String,
    /// What falls away, and what comes, with it.
    effects: Vec<String>,
    /// What it does, in one line, as markup.
    told: String,
    pub(crate) left: Left,
    pub(crate) number: u64,
    /// How many object, and how many of them stop it, in words.
    pub(crate) objections: String,
    until: Moment,
}

impl Row {
    fn of(
        number: u64,
        act: &Announced,
        law: &[Statement],
        (base, context): (&str, &Context<'_>),
        state: &dyn StateView,
    ) -> Self {
        let ends = Clock::read(state).wall(act.place.at);
        let target = json!({ "target": { "kind": "act", "number": number } });
        let withdraw = json!({ "act": number });
        let rule = format!("power.{}", act.line);
        let line = law.iter().find(|said| said.rule == rule).map(|said| said.text.clone());
        Self {
            acts: [
                Act::new("governance.object", target, t("keys-object")),
                Act::new("charter.withdraw_act", withdraw, t("acts-withdraw"))
                    .only_for(act.author.to_string()),
            ],
            announced: Moment(Clock::read(state).wall(act.announced)),
            by: link_to(base, state, act.author),
            deed: Deed::of(&act.action, false, base, context, state),
            ends,
            left: Left::new(ends, context.now),
            line: line.unwrap_or_default(),
            number,
            effects: telling::falls_away(&act.action, state),
            told: Teller { base, context, state }.line(&act.action),
            objections: objections(act, state),
            until: Moment(ends),
        }
    }

    /// Returns what it does, whole, as markup.
    pub(crate) fn words(&self) -> &str {
        &self.told
    }
}

fn objections(act: &Announced, state: &dyn StateView) -> String {
    let count = act.objections.count.to_string();
    match charter::query::objections_needed(state, act) {
        Some(needed) => {
            say("acts-objections-of", &[("count", &count), ("needed", &needed.to_string())])
        }
        None => say("acts-objections", &[("count", &count)]),
    }
}

/// Returns the charter's rules in plain words.
fn law(context: &Context<'_>) -> Vec<Statement> {
    rules(&context.charter).into_iter().flat_map(|section| section.statements).collect()
}

/// Returns up to `limit` acts that wait, the one that takes effect first before the others.
pub(crate) fn waiting(
    limit: usize,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Row> {
    let acts = charter::query::acts(state, None, PAGE);
    if acts.is_empty() {
        return Vec::new();
    }
    let law = law(context);
    let row =
        |(number, act): &(u64, Announced)| Row::of(*number, act, &law, (base, context), state);
    let mut rows: Vec<Row> = acts.iter().map(row).collect();
    rows.sort_by_key(|row| (row.ends, row.number));
    rows.truncate(limit);
    rows
}

/// `GET /s/{society}/acts`.
pub(crate) async fn list(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/decisions").following(&served);
        page(&Page {
            acts: waiting(PAGE, &frame.base, context, state),
            at: address.arguments(&societies, context.society),
            frame,
            past: None,
            pauses: Pause::all(&law(context), context, state),
            single: None,
        })
    })
}

/// `GET /s/{society}/acts/{number}`: one act, whether it waits or not any more.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    let number = number.parse().ok();
    let known = number.map_or(Ok(None), |number| served.views.act(number));
    let known = match known {
        Ok(known) => known,
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/decisions").following(&served);
        let act = number.and_then(|number| Some((number, charter::query::act(state, number)?)));
        let row = act.as_ref().map(|(number, act)| {
            Row::of(*number, act, &law(context), (&frame.base, context), state)
        });
        let past =
            known.filter(|_| row.is_none()).map(|known| Past::of(&known, &frame.base, state));
        if row.is_none() && past.is_none() {
            return explain_in(&served, &Failure::NotFound("act"));
        }
        page(&Page {
            acts: row.into_iter().collect(),
            at: address.arguments(&societies, context.society),
            frame,
            past,
            pauses: Vec::new(),
            single: number,
        })
    })
}

impl Past {
    fn of(act: &ActRow, base: &str, state: &dyn StateView) -> Self {
        let words = registry::spec_named(&act.action).map_or("something older", |spec| spec.words);
        // The word of a refusal is the machine's own; it is shown as it was said.
        let outcome = match act.outcome.as_deref() {
            None => t("acts-not-shown-yet"),
            Some(outcome) => term(outcome),
        };
        Self {
            announced: Moment(Timestamp(act.announced)),
            by: link_to_text(base, state, &act.author),
            outcome,
            words: deed::capital(&term(words)),
        }
    }
}
