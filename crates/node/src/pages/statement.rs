//! The statement of an account in one asset over a period.

use axum::extract::Query;
use axum::response::Response;
use polity_machine::frame::context::Context;
use polity_machine::frame::society;
use polity_machine::frame::state::StateView;
use polity_machine::modules::treasury::{self, AccountId};
use polity_types::{Amount, Seconds, Timestamp};
use polity_views::books::Statement;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, deed, explain, reading};
use crate::answer::{Failure, page};
use crate::api::operations::warning_words;
use crate::words::figures::midnight;
use crate::words::{day, filters};

/// Lines on the page; the files have all. Unit: lines.
const SHOWN: usize = 100;
/// Fiscal years that are offered, newest first. Unit: years.
const YEARS: usize = 10;

#[derive(askama::Template)]
#[template(path = "statement.html")]
struct Page {
    account: String,
    asset: String,
    at: String,
    /// What the books held when the time was over, if that is something else.
    booked: Option<String>,
    categories: Vec<[String; 3]>,
    came: String,
    closing: String,
    /// Whether every line follows from the one before.
    fits: bool,
    frame: Frame,
    /// The first day of it, as a field of a form has it; empty: from the beginning on.
    from: String,
    hidden: usize,
    lines: Vec<Line>,
    name: String,
    opening: String,
    /// What follows the account and the asset in the addresses of its files.
    times: String,
    /// The last day of it.
    until: String,
    /// That the account is beyond the soft limit of its asset.
    warning: Option<String>,
    went: String,
    /// The fiscal years there were, newest first.
    years: Vec<Year>,
}

/// A fiscal year: its first and last days, for a form and for a reader.
struct Year {
    days: [String; 2],
    is_shown: bool,
    words: [String; 2],
}

struct Line {
    amount: String,
    balance: String,
    category: String,
    /// The day of the place outside, if it was booked on another.
    on: Option<String>,
    /// With whom, as markup.
    other: String,
    reference: String,
    time: Moment,
}

/// Of what, and when.
#[derive(Deserialize)]
pub(crate) struct Asked {
    account: Option<AccountId>,
    asset: Option<String>,
    #[serde(default)]
    from: Day,
    #[serde(default)]
    until: Day,
}

/// A day in UTC, `2026-01-31`, or a second since 1970. None, where a form was sent with an empty field.
#[derive(Clone, Copy, Default)]
enum Day {
    #[default]
    None,
    Of(Timestamp),
    Second(u64),
}

impl Day {
    /// Returns the first second of what begins with it.
    fn first(self) -> Option<u64> {
        match self {
            Self::None => None,
            Self::Of(day) => Some(day.0),
            Self::Second(second) => Some(second),
        }
    }

    /// Returns the first second after what ends with it: a day is in it whole, a second is not.
    fn end(self) -> Option<u64> {
        match self {
            Self::Of(day) => Some(day.after(Seconds::days(1)).0),
            Self::None | Self::Second(_) => self.first(),
        }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() {
            return Ok(Self::None);
        }
        let day = midnight(&text).map(Self::Of).or_else(|| text.parse().ok().map(Self::Second));
        day.ok_or_else(|| D::Error::custom("no day like 2026-01-31"))
    }
}

/// Returns the fiscal years since the founding, newest first.
fn years(
    context: &Context<'_>,
    state: &dyn StateView,
    shown: (Option<u64>, Option<u64>),
) -> Vec<Year> {
    let founded = society::founded(state).time;
    let (mut years, mut within) = (Vec::new(), context.now);
    while years.len() < YEARS && within >= founded {
        let year = Context { now: within, ..context.clone() };
        let began = treasury::query::year_began(&year);
        let next = Context { now: began.after(Seconds::days(366)), ..year };
        let end = treasury::query::year_began(&next);
        let days = [began, Timestamp(end.0.saturating_sub(1))];
        let is_shown = shown == (Some(began.0), Some(end.0));
        years.push(Year { days: days.map(field), is_shown, words: days.map(day) });
        let Some(before) = began.0.checked_sub(1) else { break };
        within = Timestamp(before);
    }
    years
}

/// Writes a day as a field of a form has it.
fn field(time: Timestamp) -> String {
    time.to_string().chars().take(10).collect()
}

/// `GET /s/{society}/treasury/statement?account=…&asset=…&from=2026-01-01&until=2026-12-31`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Query(asked): Query<Asked>,
    address: Address,
) -> Response {
    let (Some(account), Some(asset)) = (asked.account, asked.asset) else {
        return explain(&Failure::NotFound("statement: it takes an account and an asset, and"));
    };
    let times = (asked.from.first(), asked.until.end());
    let statement = match served.views.statement(&account.to_string(), &asset, times) {
        Ok(Some(statement)) => statement,
        Ok(None) => return explain(&Failure::NotFound("asset")),
        Err(error) => return explain(&Failure::internal(error)),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/treasury").following(&served);
        let money =
            |text: &str| text.parse::<Amount>().unwrap_or_default().in_units(statement.decimals);
        let base = frame.base.clone();
        let named = |text: &str| match text.parse::<AccountId>() {
            Ok(account) => deed::account(&account, &base, state),
            Err(_) => "unknown".to_owned(),
        };
        let Statement { categories, lines, .. } = &statement;
        let hidden = lines.len().saturating_sub(SHOWN);
        let rows = lines.iter().skip(hidden).map(|line| Line {
            amount: money(&line.amount),
            balance: money(&line.balance),
            category: line.category.clone().unwrap_or_default(),
            other: named(&line.other),
            reference: line.reference.clone(),
            on: line.on.map(|on| day(Timestamp(on))),
            time: Moment(Timestamp(line.time)),
        });
        let sums = categories.iter().map(|sum| {
            let name = if sum.category.is_empty() { "no category" } else { &sum.category };
            [name.to_owned(), money(&sum.came), money(&sum.went)]
        });
        page(&Page {
            account: account.to_string(),
            asset: statement.asset.clone(),
            at: address.arguments(&societies, context.society),
            booked: statement.booked.as_deref().map(money),
            categories: sums.collect(),
            came: money(&statement.came),
            closing: money(&statement.closing),
            fits: statement.adds_up(),
            hidden,
            lines: rows.collect(),
            name: deed::capital(&deed::account(&account, &base, state)),
            opening: money(&statement.opening),
            warning: statement.asset.parse().ok().and_then(|asset| {
                let held = statement.closing.parse().unwrap_or_default();
                let found = treasury::warning(&context.charter, &account, &asset, held)?;
                Some(warning_words(&found, state))
            }),
            went: money(&statement.went),
            from: times.0.map(|from| field(Timestamp(from))).unwrap_or_default(),
            until: times.1.map(|end| field(Timestamp(end.saturating_sub(1)))).unwrap_or_default(),
            times: [("from", times.0), ("until", times.1)]
                .into_iter()
                .filter_map(|(name, time)| Some(format!("&{name}={}", time?)))
                .collect(),
            years: years(context, state, times),
            frame,
        })
    })
}
