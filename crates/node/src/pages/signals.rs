//! Standing questions: what is asked, how many have each stance, and how that went over time.

use std::fmt::Write as _;

use axum::extract::{Path, Query};
use axum::response::Response;
use polity_machine::charter_text::{Scale, explain as explain_charter};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::signals::{Signal, Stance, query};
use polity_types::Timestamp;
use polity_views::SignalDay;
use serde::Deserialize;

use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, explain, explain_in, link_to, reading};
use crate::answer::{Failure, page};
use crate::words::{filters, say, t};

/// Questions that are over, on one page. Unit: questions.
const PAGE: usize = 50;
/// Width and height of the drawing of days.
const WIDE: u64 = 600;
const HIGH: u64 = 160;
/// Points of the drawing. Unit: days.
const DRAWN: usize = 300;

#[derive(askama::Template)]
#[template(path = "signals.html")]
struct ListPage {
    at: String,
    closed: Vec<Ended>,
    frame: Frame,
    kinds: Vec<(String, String)>,
    next: Option<u64>,
    open: Vec<Shown>,
}

#[derive(askama::Template)]
#[template(path = "signal.html")]
struct OnePage {
    at: String,
    days: Vec<Day>,
    /// The drawing of days, as markup; empty where there is nothing to draw.
    drawn: String,
    frame: Frame,
    key: String,
    one: Shown,
    /// The places of the scale, in words, as the columns of the days.
    places: Vec<String>,
    /// How the drawing is read.
    reads: String,
}

struct Day {
    counts: Vec<u64>,
    day: String,
}

/// A question that is over.
struct Ended {
    closed: Moment,
    number: u64,
    question: String,
    result: String,
}

/// A question with its total.
struct Shown {
    /// Who asked, as markup.
    by: String,
    choices: Vec<Choice>,
    closes: Moment,
    /// How many may take a stance.
    eligible: u64,
    is_open: bool,
    kind: String,
    number: u64,
    opened: Moment,
    question: String,
    /// How many have one.
    stances: u64,
    /// The total in a sentence.
    sum: String,
}

/// A stance that can be taken, and how many have it.
struct Choice {
    count: u64,
    /// Of those who may, in thousandths, for the bar.
    thousandths: u64,
    /// As it is signed: `approve`, or the points.
    value: String,
    words: String,
}

/// Where the list of what is over begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<u64>,
}

/// What is told of a question, open or over.
struct Told<'a> {
    counts: &'a [u64],
    eligible: u64,
    scale: Scale,
}

/// Returns a stance in words.
fn words_of(place: usize, scale: Scale) -> String {
    match Stance::at(place, scale) {
        Some(Stance::Approve) => t("signals-approve"),
        Some(Stance::Disapprove) => t("signals-disapprove"),
        Some(Stance::Points(points)) => points.to_string(),
        None => String::new(),
    }
}

fn part(of: u64, whole: u64, by: u64) -> u64 {
    of.saturating_mul(by).checked_div(whole).unwrap_or_default()
}

/// Returns the sum of all places, each times its place from 1, in tenths of the mean; none of no stances.
fn mean_tenths(counts: &[u64]) -> Option<u64> {
    let all: u64 = counts.iter().fold(0, |sum, count| sum.saturating_add(*count));
    let weighed = (1_u64..)
        .zip(counts)
        .fold(0_u64, |sum, (place, count)| sum.saturating_add(place.saturating_mul(*count)));
    weighed.saturating_mul(10).checked_div(all)
}

impl Told<'_> {
    fn stances(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Says the total: which share approves, or how many points on average.
    fn sum(&self) -> String {
        let stances = self.stances();
        if stances == 0 {
            return t("signals-nobody-yet");
        }
        let (count, eligible) = (stances.to_string(), self.eligible.to_string());
        match self.scale {
            Scale::Approve => {
                let approve = self.counts.get(1).copied().unwrap_or_default();
                let percent = part(approve, stances, 100).to_string();
                let words = [("percent", &*percent), ("count", &count), ("eligible", &eligible)];
                say("signals-sum-approve", &words)
            }
            Scale::Points(most) => {
                let tenths = mean_tenths(self.counts).unwrap_or_default();
                let (whole, rest) = (tenths.checked_div(10), tenths.checked_rem(10));
                let mean = format!("{}.{}", whole.unwrap_or_default(), rest.unwrap_or_default());
                let most = most.to_string();
                let words =
                    [("mean", &*mean), ("most", &most), ("count", &count), ("eligible", &eligible)];
                say("signals-sum-points", &words)
            }
        }
    }

    /// Returns what can be chosen, the highest first.
    fn choices(&self) -> Vec<Choice> {
        let choice = |(place, count): (usize, &u64)| {
            let stance = Stance::at(place, self.scale)?;
            Some(Choice {
                count: *count,
                thousandths: part(*count, self.eligible, 1_000).min(1_000),
                value: stance.to_string(),
                words: words_of(place, self.scale),
            })
        };
        self.counts.iter().enumerate().rev().filter_map(choice).collect()
    }
}

fn shown_open(number: u64, signal: &Signal, base: &str, state: &dyn StateView) -> Shown {
    let eligible = query::eligible(state, signal);
    let told = Told { counts: &signal.counts, eligible, scale: signal.scale };
    Shown {
        by: link_to(base, state, signal.asker),
        choices: told.choices(),
        closes: Moment(Clock::read(state).wall(signal.closes.at)),
        eligible,
        is_open: true,
        kind: signal.kind.clone(),
        number,
        opened: Moment(signal.opened),
        question: signal.question.clone(),
        stances: told.stances(),
        sum: told.sum(),
    }
}

fn shown_closed(number: u64, base: &str, state: &dyn StateView) -> Option<(Shown, Scale)> {
    let result = query::result(state, number)?;
    let told = Told { counts: &result.counts, eligible: result.eligible, scale: result.scale };
    let shown = Shown {
        by: link_to(base, state, result.asker),
        choices: told.choices(),
        closes: Moment(result.closed),
        eligible: result.eligible,
        is_open: false,
        kind: result.kind.clone(),
        number,
        opened: Moment(result.opened),
        question: result.question.clone(),
        stances: told.stances(),
        sum: told.sum(),
    };
    Some((shown, result.scale))
}

/// Returns how high a total stands on the drawing, in thousandths; none of no stances.
fn height_of(counts: &[u64], scale: Scale) -> Option<u64> {
    match scale {
        Scale::Approve => {
            let all = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
            let approve = counts.get(1).copied().unwrap_or_default();
            approve.saturating_mul(1_000).checked_div(all)
        }
        Scale::Points(most) => {
            let above = mean_tenths(counts)?.saturating_sub(10);
            above.saturating_mul(100).checked_div(most.saturating_sub(1))
        }
    }
}

/// Draws how a total went, as steps: it stays as it is until it changes. Nothing for less than two days.
fn drawing(days: &[SignalDay], scale: Scale, label: &str) -> String {
    let days = days.get(days.len().saturating_sub(DRAWN)..).unwrap_or_default();
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return String::new() };
    let length = last.day.saturating_sub(first.day);
    if length == 0 {
        return String::new();
    }
    let at = |day: u64| part(day.saturating_sub(first.day), length, WIDE);
    let (mut path, mut before) = (String::new(), None::<u64>);
    for day in days {
        let Some(height) = height_of(&day.counts, scale) else { continue };
        let (x, y) = (at(day.day), HIGH.saturating_sub(part(height, 1_000, HIGH)));
        let _ = match before {
            None => write!(path, "M{x} {y}"),
            Some(_) => write!(path, "H{x}V{y}"),
        };
        before = Some(y);
    }
    if before.is_none() {
        return String::new();
    }
    let middle = HIGH / 2;
    format!(
        "<svg class=\"days\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 -4 {WIDE} {}\" \
         preserveAspectRatio=\"none\"><path class=\"grid\" d=\"M0 0H{WIDE}M0 {middle}H{WIDE}M0 {HIGH}H{WIDE}\"/>\
         <path class=\"line\" d=\"{path}\"/></svg>",
        HIGH.saturating_add(8)
    )
}

/// `GET /s/{society}/signals`.
pub(crate) async fn list(
    Here { served, societies }: Here,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let over = match served.views.closed_signals(from.before, PAGE) {
        Ok(over) => over,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let next = over.rows.last().map(|row| row.number).filter(|_| over.is_more);
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/decisions").following(&served);
        let open = query::signals(state).into_iter();
        let open = open.map(|(number, signal)| shown_open(number, &signal, &frame.base, state));
        let closed = over.rows.into_iter().map(|row| Ended {
            closed: Moment(Timestamp(row.closed.unwrap_or_default())),
            number: row.number,
            result: shown_closed(row.number, &frame.base, state)
                .map_or_else(String::new, |(shown, _)| shown.sum),
            question: row.question,
        });
        let rules = explain_charter(&context.charter);
        let rule = |id: &str| {
            let mut all = rules.iter().flat_map(|section| &section.statements);
            let key = format!("signal.{id}");
            all.find(|rule| rule.rule == key).map(|rule| rule.text.clone()).unwrap_or_default()
        };
        let kinds = context.charter.signals.iter().map(|kind| (kind.id.clone(), rule(&kind.id)));
        page(&ListPage {
            at: address.arguments(&societies, context.society),
            closed: closed.collect(),
            kinds: kinds.collect(),
            next,
            open: open.collect(),
            frame,
        })
    })
}

/// `GET /s/{society}/signals/{number}`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, number)): Path<(String, String)>,
    address: Address,
) -> Response {
    let number: u64 = number.parse().unwrap_or_default();
    let days = match served.views.signal_days(number) {
        Ok(days) => days,
        Err(error) => return explain(&Failure::internal(error)),
    };
    let found = reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/decisions").following(&served);
        let open = query::signal(state, number);
        let open =
            open.map(|signal| (shown_open(number, &signal, &frame.base, state), signal.scale));
        let is_open = open.is_some();
        let (one, scale) = open.or_else(|| shown_closed(number, &frame.base, state))?;
        let key = if is_open { query::signal_key(number) } else { query::result_key(number) };
        Some(page(&OnePage {
            at: address.arguments(&societies, context.society),
            drawn: drawing(&days, scale, &t("signals-how-it-went")),
            days: days.iter().rev().map(day_of).collect(),
            key,
            one,
            places: (0..scale.places()).rev().map(|place| words_of(place, scale)).collect(),
            reads: reads(&days, scale),
            frame,
        }))
    });
    found.unwrap_or_else(|| explain_in(&served, &Failure::NotFound("question")))
}

fn day_of(day: &SignalDay) -> Day {
    Day { counts: day.counts.iter().rev().copied().collect(), day: date(day.day) }
}

fn date(day: u64) -> String {
    Timestamp(day).to_string().chars().take(10).collect()
}

/// Says how the drawing is read.
fn reads(days: &[SignalDay], scale: Scale) -> String {
    let date_of = |day: Option<&SignalDay>| day.map_or_else(String::new, |day| date(day.day));
    let (from, to) = (date_of(days.first()), date_of(days.last()));
    match scale {
        Scale::Approve => say("signals-reads-approve", &[("from", &from), ("to", &to)]),
        Scale::Points(most) => {
            let most = most.to_string();
            say("signals-reads-points", &[("from", &from), ("most", &most), ("to", &to)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u64, counts: &[u64]) -> SignalDay {
        SignalDay { counts: counts.to_vec(), day }
    }

    #[test]
    fn a_total_is_drawn_as_steps_between_nothing_and_all() {
        let days = [day(0, &[0, 0]), day(100, &[1, 1]), day(300, &[0, 2]), day(400, &[2, 0])];
        let drawn = drawing(&days, Scale::Approve, "x");
        assert!(drawn.contains("d=\"M150 80H450V0H600V160\""), "{drawn}");
        // The mean of 1 is at the bottom, that of 5 at the top.
        let days = [day(0, &[1, 0, 0, 0, 0]), day(10, &[1, 0, 0, 0, 1]), day(20, &[0, 0, 0, 0, 3])];
        let drawn = drawing(&days, Scale::Points(5), "x");
        assert!(drawn.contains("d=\"M0 160H300V80H600V0\""), "{drawn}");
        assert_eq!(drawing(&days[..1], Scale::Points(5), "x"), "");
        assert_eq!(drawing(&[], Scale::Approve, "x"), "");
        assert_eq!(drawing(&[day(0, &[0, 0]), day(9, &[0, 0])], Scale::Approve, "x"), "");
    }

    #[test]
    fn a_mean_is_said_in_tenths_and_of_nobody_nothing() {
        assert_eq!(mean_tenths(&[0, 0, 0]), None);
        assert_eq!(mean_tenths(&[1, 1, 0]), Some(15));
        assert_eq!(mean_tenths(&[0, 0, 7]), Some(30));
    }
}
