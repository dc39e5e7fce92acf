//! What a charter says of one action, and of the time to come: who may do it under which line, how
//! long that holds, and what each stage changes, in plain words, from the rules that run.

use polity_types::{Amount, AssetId, Seconds, Timestamp};
use serde::Serialize;

use super::actions::words;
use super::document::{
    Charter, Entry, Limit, Power, Stage, StageChange, StageMoment, TURNOUT_VOTES, Who,
};
use super::explain::{
    capitalized, holder_name, limit_words, money, power_statement, within_sentence,
};
use super::growing::{grown, land_words, members_words, places_words};
use super::stage_tables::apply_change;
use super::succession::{self, Succession};

/// How much value may leave under a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitOutlook {
    /// Unit: minor units.
    pub amount: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// In any time of this length. Unit: seconds.
    pub per: Seconds,
}

/// A line of the table of powers at a stage, and how long it stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineOutlook {
    /// The action.
    pub action: &'static str,
    /// Share of the members whose objection stops an act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// Time between an act and its effect, that of the decision included. Unit: seconds.
    pub grace: Seconds,
    /// Who holds it, in words.
    pub holder: String,
    /// Whether one person does it without anybody else: no decision, no rule.
    pub is_alone: bool,
    /// Whether no amendment can widen it, ever.
    #[serde(skip_serializing_if = "is_false")]
    pub is_locked: bool,
    /// How much value it may move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<LimitOutlook>,
    /// Where it begins in the text, from 1.
    pub line: u32,
    /// The line's id.
    pub power: String,
    /// What comes of it when the founder is gone, in a sentence without a point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub succession: Option<String>,
    /// The line in a sentence.
    pub text: String,
    /// What a later stage makes of it, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<String>,
    /// Until when it stays so, read after "until"; absent: until the charter is amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Who holds it.
    #[serde(skip)]
    pub who: Who,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(is: &bool) -> bool {
    !*is
}

/// A stage, when it comes and what it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageOutlook {
    /// The day on which it comes at the latest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What changes then, in sentences without a point.
    pub changes: Vec<String>,
    /// When it comes: `With 50 members`.
    pub comes: String,
    /// Identifier.
    pub id: String,
    /// Number of members at which it comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<u32>,
    /// What people call it.
    pub name: String,
}

/// A stage as a society that has reached one sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StagePlace {
    /// Days until its day, from tomorrow on; absent: it has no day, or came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<u64>,
    /// Whether it came.
    pub has_come: bool,
    /// Whether it is the one that the society is at.
    pub is_here: bool,
    /// How much more land brings it; absent: none does, or it came. Unit: square metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub land_missing: Option<u64>,
    /// How many members more bring it; absent: no number does, or it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members_missing: Option<u64>,
    /// All that it still lacks, in words: each of these is needed, unless its day comes first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// When it comes and what it changes.
    #[serde(flatten)]
    pub outlook: StageOutlook,
    /// How many places more bring it; absent: no number does, or it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places_missing: Option<u64>,
}

/// What a society has of what stages count.
#[derive(Clone, Copy)]
pub struct Has<'a> {
    /// Time since the founding.
    pub age: Seconds,
    /// Land of its places for which something was shown. Unit: square metres.
    pub land: u64,
    /// Members.
    pub members: u64,
    /// Places that are open.
    pub places: u64,
    /// What its funds hold together of an asset. Unit: minor units.
    pub treasury: &'a dyn Fn(&AssetId) -> Amount,
    /// Of the last votes, as many as are looked at: how many there were, the votes cast, and the eligible.
    pub turnout: (usize, u64, u64),
}

/// How far a society has come, as far as who holds its lines depends on it.
#[derive(Clone, Copy)]
pub struct Come<'a> {
    /// Whether the founder is gone, and their lines passed on.
    pub is_founder_gone: bool,
    /// Place of the stage that it has reached.
    pub reached: usize,
    /// Whether an office was ever filled.
    pub was_filled: &'a dyn Fn(&str) -> bool,
}

impl Come<'static> {
    /// A society whose founder is there and whose offices were never filled.
    #[must_use]
    pub fn to(reached: usize) -> Self {
        Self { is_founder_gone: false, reached, was_filled: &|_| false }
    }
}

/// Returns the stages of a society that has come so far, and has so much.
///
/// `written` is the charter as its text says, no stage applied; `now` is time of day.
#[must_use]
pub fn path(written: &Charter, come: Come<'_>, has: Has<'_>, now: Timestamp) -> Vec<StagePlace> {
    let Come { is_founder_gone, reached, .. } = come;
    let each = stages(written, is_founder_gone).into_iter().zip(&written.stages).enumerate();
    let place = |(place, (outlook, stage)): (usize, (StageOutlook, &Stage))| {
        let is_ahead = place > reached;
        let days = |by: Timestamp| by.since(now).map_or(0, |left| left.0.div_ceil(86_400));
        let missing = |needed: Option<u32>, has: u64| {
            needed.filter(|_| is_ahead).map(|needed| u64::from(needed).saturating_sub(has))
        };
        let land = stage.entry.land.filter(|_| is_ahead);
        StagePlace {
            days_left: stage.by.filter(|_| is_ahead).map(days),
            has_come: !is_ahead,
            is_here: place == reached,
            land_missing: land.map(|needed| needed.saturating_sub(has.land)),
            members_missing: missing(stage.entry.members, has.members),
            missing: if is_ahead { lacks(written, &stage.entry, has) } else { Vec::new() },
            outlook,
            places_missing: missing(stage.entry.places, has.places),
        }
    };
    each.map(place).collect()
}

impl StagePlace {
    /// Says when the stage comes, and how far that is: `With 50 members (38 more)`.
    #[must_use]
    pub fn when(&self) -> String {
        // All of these are needed; its day comes in their place.
        let missing = (!self.missing.is_empty()).then(|| self.missing.join(" and "));
        let day = self.days_left.map(|days| match days {
            0 => "today".to_owned(),
            1 => "in 1 day".to_owned(),
            days => format!("in {days} days"),
        });
        let far: Vec<String> = missing.into_iter().chain(day).collect();
        let far = if far.is_empty() { String::new() } else { format!(" ({})", far.join(", or ")) };
        format!("{}{far}", self.outlook.comes)
    }
}

/// Says all that a society still lacks of what a stage takes.
fn lacks(charter: &Charter, entry: &Entry, has: Has<'_>) -> Vec<String> {
    let Entry { members, age, treasury, land, places, turnout } = entry;
    let left = |needed: u64, has: u64| needed.checked_sub(has).filter(|left| *left > 0);
    let members = members.and_then(|needed| left(needed.into(), has.members));
    let age = age.and_then(|needed| left(needed.0, has.age.0));
    let sum = treasury.as_ref().and_then(|(needed, asset)| {
        let held = (has.treasury)(asset);
        let left = needed.minus(held).filter(|left| *left > Amount::ZERO)?;
        Some(format!("{} more", money(charter, left, asset)))
    });
    let land = land.and_then(|needed| left(needed, has.land));
    let places = places.and_then(|needed| left(needed.into(), has.places));
    let (votes, cast, eligible) = has.turnout;
    let turnout = turnout.and_then(|share| match TURNOUT_VOTES.saturating_sub(votes) {
        0 if share.is_reached_by(cast, eligible) => None,
        0 => Some(format!("a higher turnout than {cast} of {eligible}")),
        1 => Some("1 more vote".to_owned()),
        more => Some(format!("{more} more votes")),
    });
    let days = |left: u64| Seconds(left.div_ceil(86_400).saturating_mul(86_400));
    let place = |left: u64| match left {
        1 => "1 more place".to_owned(),
        left => format!("{left} more places"),
    };
    let each = [
        members.map(|left| format!("{left} more")),
        age.map(|left| format!("{} older", days(left))),
        sum,
        land.map(|left| format!("{} more", land_words(left))),
        places.map(place),
        turnout,
    ];
    each.into_iter().flatten().collect()
}

/// Writes money as the explanation of a charter does: `300 EUR`.
#[must_use]
pub fn money_words(charter: &Charter, amount: Amount, asset: &AssetId) -> String {
    money(charter, amount, asset)
}

/// A change that is still to come: at which stage, to which line, and in which words.
struct Coming<'a> {
    has_come: bool,
    change: &'a StageChange,
    stage: &'a Stage,
    words: Vec<String>,
}

/// Returns the stages in order, each with what it changes of what the ones before left.
///
/// `written` is the charter as its text says, no stage applied.
#[must_use]
pub fn stages(written: &Charter, is_founder_gone: bool) -> Vec<StageOutlook> {
    let mut powers = written.powers.clone();
    let mut all = Vec::with_capacity(written.stages.len());
    for stage in &written.stages {
        let mut changes = Vec::new();
        for change in &stage.changes {
            let waits = change.from == StageMoment::FirstElection;
            let first = if waits { "from the first election on, " } else { "" };
            let words = apply(written, change, (true, is_founder_gone), &mut powers);
            for words in words.into_iter().map(|words| format!("{first}{words}")) {
                // Of two lines of one holder for one action the same may be said.
                if !changes.contains(&words) {
                    changes.push(words);
                }
            }
        }
        all.push(StageOutlook {
            by: day(stage),
            changes,
            comes: comes(stage, written),
            id: stage.id.clone(),
            members: stage.entry.members,
            name: stage.name.clone(),
        });
    }
    all
}

/// Returns the lines that give powers in a society that has come so far, in the order of the text. What
/// waits for the first election of an office is still to come, unless it was filled.
///
/// `written` is the charter as its text says, no stage applied.
#[must_use]
pub fn lines(written: &Charter, come: Come<'_>) -> Vec<LineOutlook> {
    let Come { is_founder_gone, reached, was_filled } = come;
    let mut powers = written.powers.clone();
    let mut later = Vec::new();
    let mut coming = Vec::new();
    for (place, stage) in written.stages.iter().enumerate() {
        let has_come = place <= reached;
        for change in &stage.changes {
            let is_filled = match &change.who {
                Some(Who::Office(id)) => was_filled(id),
                _ => false,
            };
            let is_over = has_come && (change.from == StageMoment::Entry || is_filled);
            let table = if has_come { &mut powers } else { &mut later };
            let is_kept = is_over || !has_come;
            let words = apply(written, change, (is_kept, is_founder_gone), table);
            if !is_over && !words.is_empty() {
                coming.push(Coming { has_come, change, stage, words });
            }
        }
        if place == reached {
            later.clone_from(&powers);
        }
    }
    let line = |power: &Power| {
        let power = passed_on(written, power, is_founder_gone);
        let heir = |()| succession::words_of(written, &power);
        let succession = (!is_founder_gone).then_some(()).and_then(heir);
        LineOutlook { succession, ..line(written, &power, &coming) }
    };
    powers.iter().map(line).collect()
}

/// Returns the lines for one action; none where it needs no line, or no one may do it.
#[must_use]
pub fn lines_for(written: &Charter, come: Come<'_>, action: &str) -> Vec<LineOutlook> {
    lines(written, come).into_iter().filter(|line| line.action == action).collect()
}

/// Returns a line as it is once the founder is gone, if they are.
fn passed_on(charter: &Charter, power: &Power, is_founder_gone: bool) -> Power {
    let is_theirs = matches!(power.who, Who::Founder | Who::Importer);
    if !is_founder_gone || !is_theirs {
        return power.clone();
    }
    Power { who: Succession::heir(charter.succession.as_ref(), power), ..power.clone() }
}

fn line(charter: &Charter, power: &Power, coming: &[Coming<'_>]) -> LineOutlook {
    let own: Vec<&Coming<'_>> =
        coming.iter().filter(|coming| coming.change.power == power.id).collect();
    let next = own.first();
    let is_with = |other: &&&Coming<'_>| {
        next.is_some_and(|next| {
            (&next.stage.id, next.change.from) == (&other.stage.id, other.change.from)
        })
    };
    LineOutlook {
        action: power.may,
        challenge: power.challenge.map(|share| share.to_string()),
        grace: charter.grace_of(power),
        holder: holder_name(charter, &power.who),
        is_alone: !matches!(power.who, Who::Decision(_) | Who::NoOne | Who::Rule(_)),
        is_locked: power.is_locked,
        limit: power.up_to.as_ref().map(|limit| LimitOutlook {
            amount: limit.amount,
            asset: limit.asset.clone(),
            per: limit.per,
        }),
        line: power.at.line,
        power: power.id.clone(),
        succession: None,
        text: power_statement(charter, power).text,
        then: own.iter().filter(is_with).flat_map(|next| next.words.clone()).collect(),
        until: next.map(|next| until(next, charter)),
        who: power.who.clone(),
    }
}

/// Says what a change makes of its line, and keeps it if it has come.
fn apply(
    charter: &Charter,
    change: &StageChange,
    (has_come, is_founder_gone): (bool, bool),
    powers: &mut [Power],
) -> Vec<String> {
    let Some(power) = powers.iter_mut().find(|power| power.id == change.power) else {
        return Vec::new();
    };
    let mut after = power.clone();
    apply_change(change, &mut after);
    let as_held = |power: &Power| passed_on(charter, power, is_founder_gone);
    let words = sentences(charter, &as_held(power), &as_held(&after));
    if has_come {
        *power = after;
    }
    words
}

/// Says what lies between two forms of one line, without points.
fn sentences(charter: &Charter, before: &Power, after: &Power) -> Vec<String> {
    let deed = words(after.may).map_or_else(|| format!("do `{}`", after.may), str::to_owned);
    let holder = within_sentence(&holder_name(charter, &after.who));
    let mut said = Vec::new();
    if before.who != after.who {
        let old = within_sentence(&holder_name(charter, &before.who));
        said.push(format!("the power to {deed} passes from {old} to {holder}"));
    }
    if let (true, Some(new)) = (before.up_to != after.up_to, &after.up_to) {
        let what = limit_name(after.may, &after.who, &holder);
        said.push(format!("{what} {}", limit_moves(charter, before.up_to.as_ref(), new)));
    }
    let at_once = |grace: Seconds| {
        if grace == Seconds::ZERO { "at once".to_owned() } else { format!("after {grace}") }
    };
    if before.grace != after.grace {
        let (old, new) = (at_once(before.grace), at_once(after.grace));
        said.push(format!("what {holder} does to {deed} takes effect {new} instead of {old}"));
    }
    if let (true, Some(new)) = (before.challenge != after.challenge, after.challenge) {
        let old = before.challenge.map_or_else(String::new, |old| format!(" instead of {old}"));
        said.push(format!("when {holder} sets out to {deed}, {new} of the members stop it{old}"));
    }
    said
}

/// Says whose limit it is, and on what.
fn limit_name(action: &str, who: &Who, holder: &str) -> String {
    let what = match action {
        "treasury.pay" => "spending limit",
        "treasury.issue" => "limit on new credit",
        "treasury.transfer" => "limit on their own money",
        _ => "limit",
    };
    match who {
        Who::Founder | Who::Importer => format!("{holder}'s {what}"),
        _ => format!("the {what} of {holder}"),
    }
}

fn limit_moves(charter: &Charter, before: Option<&Limit>, after: &Limit) -> String {
    let Some(before) = before else { return format!("is now {}", limit_words(charter, after)) };
    if (&before.asset, before.per) != (&after.asset, after.per) {
        let (old, new) = (limit_words(charter, before), limit_words(charter, after));
        return format!("changes from {old} to {new}");
    }
    let verb = if after.amount < before.amount { "falls" } else { "rises" };
    let amount = |limit: &Limit| money(charter, limit.amount, &limit.asset);
    format!("{verb} from {} to {} in any {}", amount(before), amount(after), after.per)
}

fn day(stage: &Stage) -> Option<String> {
    stage.by.map(|by| by.to_string().chars().take(10).collect())
}

/// Says when a stage comes, to begin a sentence.
pub(super) fn comes(stage: &Stage, charter: &Charter) -> String {
    match (grown(stage, charter), day(stage)) {
        (None, None) => "At the beginning".to_owned(),
        (Some(grown), None) => capitalized(&grown),
        (None, Some(day)) => format!("On {day}"),
        (Some(grown), Some(day)) => {
            format!("{}, and on {day} at the latest", capitalized(&grown))
        }
    }
}

/// Says what a stage takes, each to follow "until".
fn needs(entry: &Entry, charter: &Charter) -> Vec<String> {
    let members = entry.members.map(|count| format!("the society has {}", members_words(count)));
    let age = entry.age.map(|age| format!("{age} have passed since the founding"));
    let treasury = entry
        .treasury
        .as_ref()
        .map(|(amount, asset)| format!("its funds hold {}", money(charter, *amount, asset)));
    let land = entry.land.map(|land| format!("it has {} of land", land_words(land)));
    let places = entry.places.map(|count| format!("it has {}", places_words(count)));
    let turnout =
        entry.turnout.map(|share| format!("{share} took part in its last {TURNOUT_VOTES} votes"));
    members
        .into_iter()
        .chain(age)
        .chain(treasury)
        .chain(land)
        .chain(places)
        .chain(turnout)
        .collect()
}

/// Says when a change comes, to follow "until".
fn until(coming: &Coming<'_>, charter: &Charter) -> String {
    let stage = coming.stage;
    let grown = needs(&stage.entry, charter);
    let entry = match (grown.join(" and "), day(stage)) {
        (grown, None) if grown.is_empty() => "the beginning".to_owned(),
        (grown, None) => grown,
        (grown, Some(day)) if grown.is_empty() => day,
        (grown, Some(day)) => format!("{grown}, {day} at the latest"),
    };
    match (coming.change.from, coming.has_come) {
        (StageMoment::Entry, _) => entry,
        (StageMoment::FirstElection, true) => "the first election".to_owned(),
        (StageMoment::FirstElection, false) => format!("the first election once {entry}"),
    }
}
