//! What pages draw: money over time and by category, turnout, who carries whose voices, what the founder holds.

use polity_machine::charter_text::Who;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::treasury::{self, query};
use polity_machine::modules::{charter, governance, membership};
use polity_types::{Amount, AssetId, Timestamp};
use polity_views::{DayRow, FlowRow, Views, ViewsError, VoicesRow};

use super::link_to_text;
use crate::charts::{Chart, POINTS_MAX, Words, bar, columns, percent, share, steps};
use crate::words::{self, say, t};

/// Assets whose course is drawn on one page.
const ASSETS: usize = 4;
/// Categories that are listed of a year.
const CATEGORIES: usize = 40;
/// Rows of flows of one asset that are read: a year of many categories.
const FLOWS: usize = 1_000;
/// Decisions whose turnout is drawn.
pub(super) const DECISIONS: usize = 40;
/// Delegates who are listed.
const DELEGATES: usize = 10;
/// Seconds of a day, and of the year over which flows are told.
const DAY: u64 = 86_400;
const YEAR: u64 = 365 * DAY;

/// What the views say of the course of one asset.
pub(super) struct Read {
    asset: AssetId,
    days: Vec<DayRow>,
    flows: Vec<FlowRow>,
}

/// Reads the course of the first assets; those in which nothing moved are left out.
pub(super) fn read(
    views: &Views,
    assets: &[AssetId],
    now: Timestamp,
) -> Result<Vec<Read>, ViewsError> {
    let mut all = Vec::new();
    for asset in assets {
        let days = views.held_by_day(asset, POINTS_MAX)?;
        if days.is_empty() || all.len() >= ASSETS {
            continue;
        }
        let since = Timestamp(now.0.saturating_sub(YEAR));
        let flows = views.flows(asset, since, FLOWS)?;
        all.push(Read { asset: asset.clone(), days, flows });
    }
    Ok(all)
}

/// The course of one asset, drawn and in figures.
pub(super) struct Money {
    pub(super) asset: String,
    pub(super) by_category: Vec<Flow>,
    pub(super) by_month: Vec<Flow>,
    /// What all funds held, as markup.
    pub(super) held: String,
    /// What came and went month by month, as markup.
    pub(super) moved: String,
}

/// What came in and went out: of a month, or under a category.
pub(super) struct Flow {
    /// Shares of the largest, drawn.
    pub(super) bars: (String, String),
    pub(super) came: String,
    pub(super) name: String,
    pub(super) went: String,
}

fn day_words(day: u64) -> String {
    words::day(Timestamp(day.saturating_mul(DAY)))
}

fn units(value: i128, asset: &AssetId, decimals: u8) -> String {
    format!("{} {asset}", Amount::new(value).unwrap_or_default().in_units(decimals))
}

/// Draws what all funds together held of an asset.
pub(super) fn held(read: &Read, now: Timestamp, state: &dyn StateView) -> Option<Chart> {
    let decimals = decimals_of(&read.asset, state);
    let unit = |value| units(value, &read.asset, decimals);
    let today = now.0.checked_div(DAY).unwrap_or_default().saturating_add(1);
    let points: Vec<(u64, i128)> =
        read.days.iter().map(|row| (row.day, row.held.minor_units())).collect();
    let (first, last) = (points.first()?, points.last()?);
    let most = points.iter().max_by_key(|(_, held)| *held)?;
    let asset = read.asset.to_string();
    let title = say("chart-held", &[("asset", &asset)]);
    let given = [
        ("first", unit(first.1)),
        ("begin", day_words(first.0)),
        ("last", unit(last.1)),
        ("most", unit(most.1)),
        ("peak", day_words(most.0)),
    ];
    let given: Vec<(&str, &str)> =
        given.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let words = Words {
        description: say("chart-held-words", &given),
        ends: (day_words(first.0), t("chart-today")),
        id: format!("held-{}", asset.to_lowercase()),
        title,
    };
    steps(words, &points, today, unit)
}

fn decimals_of(asset: &AssetId, state: &dyn StateView) -> u8 {
    query::asset(state, asset).map_or(0, |asset: treasury::Asset| asset.decimals)
}

/// Returns under what money moved, as people read it: `expense:bank-fees` is "Bank fees", since the columns say
/// which way it went.
pub(super) fn category_words(category: &str) -> String {
    if category.is_empty() {
        return t("statement-no-category");
    }
    let plain = ["income:", "expense:"].into_iter().find_map(|side| category.strip_prefix(side));
    let parts = plain.unwrap_or(category).split(':').map(|part| part.replace('-', " "));
    super::deed::capital(&parts.collect::<Vec<_>>().join(" › "))
}

/// Returns all that money moved under, as it is signed.
pub(super) fn categories(all: &[Read]) -> Vec<String> {
    let flows = all.iter().flat_map(|read| &read.flows);
    let named = flows.map(|flow| &flow.category).filter(|category| !category.is_empty());
    let names: std::collections::BTreeSet<&String> = named.collect();
    names.into_iter().cloned().collect()
}

impl Money {
    /// Tells the course of an asset.
    pub(super) fn of(read: &Read, now: Timestamp, state: &dyn StateView) -> Self {
        let decimals = decimals_of(&read.asset, state);
        let unit = |value| units(value, &read.asset, decimals);
        let mut months: Vec<(String, i128, i128)> = Vec::new();
        let mut kinds: Vec<(String, i128, i128)> = Vec::new();
        for row in &read.flows {
            let category = category_words(&row.category);
            for (all, name) in [(&mut months, words::month(&row.month)), (&mut kinds, category)] {
                let (came, went) = (row.came.minor_units(), row.went.minor_units());
                match all.iter_mut().find(|(known, ..)| *known == name) {
                    Some((_, more, less)) => {
                        *more = more.saturating_add(came);
                        *less = less.saturating_add(went);
                    }
                    None => all.push((name, came, went)),
                }
            }
        }
        kinds.sort_by_key(|(_, came, went)| std::cmp::Reverse((*came).max(*went)));
        kinds.truncate(CATEGORIES);
        let most = kinds.iter().map(|(_, came, went)| (*came).max(*went)).max().unwrap_or_default();
        // What did not move is left out: a column of noughts tells nothing.
        let moved = |value: i128| if value == 0 { String::new() } else { unit(value) };
        let flow = |(name, came, went): &(String, i128, i128)| Flow {
            bars: (bar(share(*came, most)), bar(share(*went, most))),
            came: moved(*came),
            name: name.clone(),
            went: moved(*went),
        };
        let asset = read.asset.to_string();
        let (came, went) = months.iter().fold((0_i128, 0_i128), |(a, b), (_, c, d)| {
            (a.saturating_add(*c), b.saturating_add(*d))
        });
        let (came, went) = (unit(came), unit(went));
        let name =
            |one: Option<&(String, i128, i128)>| one.map_or_else(String::new, |one| one.0.clone());
        // One month alone begins and ends the picture.
        let last = months.last().filter(|_| months.len() > 1);
        let words = Words {
            description: say("chart-flows-words", &[("came", &came), ("went", &went)]),
            ends: (name(months.first()), name(last)),
            id: format!("flows-{}", asset.to_lowercase()),
            title: say("chart-flows", &[("asset", &asset)]),
        };
        let pairs: Vec<(i128, i128)> =
            months.iter().map(|(_, came, went)| (*came, *went)).collect();
        let moved = columns(words, &pairs, None, unit);
        Self {
            by_category: kinds.iter().map(flow).collect(),
            by_month: months.iter().rev().map(flow).collect(),
            held: held(read, now, state).map(|chart| chart.markup()).unwrap_or_default(),
            moved: moved.map(|chart| chart.markup()).unwrap_or_default(),
            asset,
        }
    }
}

/// How many took part in a vote.
pub(super) struct Turnout {
    pub(super) bar: String,
    pub(super) eligible: u64,
    pub(super) number: u64,
    pub(super) share: String,
    pub(super) title: String,
    pub(super) voted: u64,
    millionths: u64,
}

/// Tells how many took part in the votes that are over, of `decisions`: numbers and titles, newest first. Without
/// those that never came to a vote.
pub(super) fn turnouts(decisions: &[(u64, String)], state: &dyn StateView) -> Vec<Turnout> {
    let turnout = |(number, title): &(u64, String)| {
        let result = governance::query::result(state, *number)?;
        let eligible = result.electorate?.roll.count;
        let voted = result.tally.votes();
        let millionths = share(i128::from(voted), i128::from(eligible));
        (eligible > 0).then(|| Turnout {
            bar: bar(millionths),
            eligible,
            millionths,
            number: *number,
            share: percent(millionths),
            title: title.clone(),
            voted,
        })
    };
    decisions.iter().take(DECISIONS).filter_map(turnout).collect()
}

/// Draws turnout, oldest first; a single vote is no course.
pub(super) fn turnout_chart(all: &[Turnout]) -> String {
    if all.len() < 2 {
        return String::new();
    }
    let sum = all.iter().map(|one| one.millionths).fold(0_u64, u64::saturating_add);
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let mean = percent(sum.checked_div(count).unwrap_or_default());
    let decision = |one: Option<&Turnout>| {
        let number = one.map_or(0, |one| one.number).to_string();
        say("decision-decision", &[("number", &number)])
    };
    let words = Words {
        description: say("chart-turnout-words", &[("count", &count.to_string()), ("mean", &mean)]),
        ends: (decision(all.last()), decision(all.first())),
        id: "turnout".into(),
        title: t("chart-turnout"),
    };
    let values: Vec<(i128, i128)> =
        all.iter().rev().map(|one| (i128::from(one.millionths), 0)).collect();
    let unit = |value: i128| percent(u64::try_from(value).unwrap_or_default());
    columns(words, &values, Some(1_000_000), unit).map(|chart| chart.markup()).unwrap_or_default()
}

/// Whose voices somebody carries.
pub(super) struct Carries {
    pub(super) bar: String,
    /// Who, as markup.
    pub(super) by: String,
    pub(super) count: u64,
    pub(super) share: String,
    pub(super) topic: String,
}

/// Tells who carries most voices, each with their own, as a share of all who vote.
pub(super) fn carried(rows: &[VoicesRow], base: &str, state: &dyn StateView) -> Vec<Carries> {
    let all = membership::query::rolls(state).full.count;
    let row = |row: &VoicesRow| {
        let voices = row.count.saturating_add(1);
        let millionths = share(i128::from(voices), i128::from(all));
        Carries {
            bar: bar(millionths),
            by: link_to_text(base, state, &row.delegate),
            count: voices,
            share: percent(millionths),
            topic: row.topic.clone(),
        }
    };
    rows.iter().take(DELEGATES).map(row).collect()
}

/// Returns who carries most voices.
pub(super) fn most_voices(views: &Views) -> Result<Vec<VoicesRow>, ViewsError> {
    views.voices(DELEGATES)
}

/// What is in whose hands at a stage. Unit: lines of the charter.
pub(super) struct Hands {
    pub(super) bar: String,
    pub(super) founder: u64,
    pub(super) is_here: bool,
    pub(super) lines: u64,
    pub(super) name: String,
    pub(super) share: String,
    millionths: u64,
}

/// Tells how many lines of the charter give a power to the founder at each stage.
pub(super) fn hands(
    text: &[u8],
    here: usize,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<Hands> {
    let Ok(written) = charter::query::parse(text) else { return Vec::new() };
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let names: Vec<String> = written.stages.iter().map(|stage| stage.name.clone()).collect();
    let hands = |(place, name): (usize, String)| {
        // What was handed over for good stays so at every stage to come.
        let then = charter::query::at_stage(written.clone(), place, state);
        let of_founder = then.powers.iter().filter(|power| power.who == Who::Founder).count();
        let (founder, lines) = (count(of_founder), count(then.powers.len()));
        let millionths = share(i128::from(founder), i128::from(lines));
        Hands {
            bar: bar(millionths),
            founder,
            is_here: place == here,
            lines,
            millionths,
            name: if name.is_empty() { context.charter.society.name.clone() } else { name },
            share: percent(millionths),
        }
    };
    names.into_iter().enumerate().map(hands).collect()
}

/// Draws what the founder holds, stage by stage.
pub(super) fn hands_chart(all: &[Hands]) -> String {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return String::new() };
    if all.len() < 2 {
        return String::new();
    }
    let words = Words {
        description: say(
            "chart-founder-words",
            &[
                ("first", &first.founder.to_string()),
                ("begin", &first.name),
                ("last", &last.founder.to_string()),
                ("end", &last.name),
            ],
        ),
        ends: (first.name.clone(), last.name.clone()),
        id: "founder".into(),
        title: t("chart-founder"),
    };
    let values: Vec<(i128, i128)> = all.iter().map(|one| (i128::from(one.millionths), 0)).collect();
    let unit = |value: i128| percent(u64::try_from(value).unwrap_or_default());
    columns(words, &values, Some(1_000_000), unit).map(|chart| chart.markup()).unwrap_or_default()
}
