//! What an action asks, told whole: the sentence that the files of words have for it, and each field of which that
//! sentence does not speak, with its label. Whatever is signed, nothing of it stays unsaid.

mod pointed;

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::dues::DuesAction;
use polity_machine::modules::governance::{self, Choice, GovernanceAction};
use polity_machine::modules::treasury::AccountId;
use polity_machine::{Action, registry};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde_json::{Map, Value, json};

use super::deed::{account, capital, money};
use super::who::short;
use super::{Moment, election, escaped, link_to, options};
use crate::words::{self, say, t, term};

pub(crate) use pointed::falls_away;

/// Deepest list within a list that is told; below it stands what is signed as it is.
const DEPTH_MAX: usize = 6;
/// Most of a list that is told.
const LISTED: usize = 400;
/// Longest text that is quoted. Unit: characters.
const QUOTED: usize = 280;
/// Longest markup beside a sentence in a list. Unit: bytes.
const BRIEF: usize = 1_200;
/// Fields that are amounts of the asset beside them.
const AMOUNTS: [&str; 4] = ["amount", "each", "held", "limit"];
/// Modules whose fields are signatures and files, which stand below as they are signed.
const WHOLE: [&str; 2] = ["identity.", "import."];

/// An action in words.
pub(crate) struct Told {
    /// The fields of which the sentence does not speak: what each is called, and what it says, as markup.
    pub(crate) rest: Vec<(String, String)>,
    /// The sentence, as markup.
    pub(crate) words: String,
}

/// Where an action is told.
#[derive(Clone, Copy)]
pub(crate) struct Teller<'a> {
    pub(crate) base: &'a str,
    pub(crate) context: &'a Context<'a>,
    pub(crate) state: &'a dyn StateView,
}

/// How a field is told.
#[derive(Clone, Copy)]
struct Place<'a> {
    asset: Option<&'a AssetId>,
    depth: usize,
    /// Whether it stands in a line, where no list can be.
    is_inline: bool,
}

impl Teller<'_> {
    /// Tells an action.
    pub(crate) fn tell(&self, action: &Action) -> Told {
        self.told(action, false, 0)
    }

    /// Tells an action in one line, as markup.
    pub(crate) fn line(&self, action: &Action) -> String {
        self.line_at(action, 0)
    }

    /// Tells that somebody objects, and why, as markup.
    pub(crate) fn objection(&self, reason: Hash) -> String {
        say("told-objects", &[("text", &self.record(reason, true))])
    }

    /// Tells an action for a list in which much stands: whole where that is short, else the sentence alone.
    pub(crate) fn brief(&self, action: &Action) -> String {
        let Told { rest, words } = self.told(action, true, 0);
        let length = rest.iter().map(|(_, value)| value.len()).fold(0, usize::saturating_add);
        if length > BRIEF { words } else { together(&words, rest) }
    }

    fn line_at(&self, action: &Action, depth: usize) -> String {
        let Told { rest, words } = self.told(action, true, depth);
        together(&words, rest)
    }

    fn told(&self, action: &Action, is_inline: bool, depth: usize) -> Told {
        let spec = registry::spec(action);
        let value = serde_json::to_value(action).unwrap_or_default();
        let none = Map::new();
        let fields = value.get("with").and_then(Value::as_object).unwrap_or(&none);
        let asset = self.asset_of(action, fields);
        let place = Place { asset: asset.as_ref(), depth, is_inline: true };
        let mut all: BTreeMap<String, String> = fields
            .iter()
            .map(|(name, value)| (hole(name), self.field(name, value, place)))
            .collect();
        if let Action::Governance(GovernanceAction::CastBallot { ballot, proposal, .. }) = action {
            let _ = all.insert("ballot".to_owned(), self.choice(*proposal, ballot.choice()));
        }
        let key = format!("deed-{}", hole(spec.name()));
        let asked =
            words::holes(&key).filter(|asked| asked.iter().all(|one| all.contains_key(one)));
        let (words, said) = match asked {
            Some(said) => {
                let given: Vec<(&str, &str)> =
                    all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                (say(&key, &given), said)
            }
            None => (capital(&term(spec.words)), BTreeSet::new()),
        };
        if WHOLE.iter().any(|module| spec.name().starts_with(module)) {
            return Told { rest: Vec::new(), words };
        }
        let has_money = AMOUNTS.iter().any(|name| fields.get(*name).is_some_and(Value::is_string));
        let is_said = |name: &str| said.contains(&hole(name)) || (name == "asset" && has_money);
        // Options stand in the place of acts.
        let is_empty = |name: &str, value: &Value| name == "actions" && value == &json!([]);
        let place = Place { is_inline, ..place };
        let rest = fields.iter().filter(|(name, value)| !is_said(name) && !is_empty(name, value));
        let rest = rest.map(|(name, value)| (label(name), self.field(name, value, place)));
        Told { rest: rest.chain(self.pointed(action, depth)).collect(), words }
    }

    /// Returns in what the amounts of an action are, if it says so.
    fn asset_of(&self, action: &Action, fields: &Map<String, Value>) -> Option<AssetId> {
        if let Action::Dues(DuesAction::Choose { tier, .. }) = action {
            let (_, asset) = self.context.charter.dues.as_ref()?.tier(tier)?.give.as_ref()?;
            return Some(asset.clone());
        }
        fields.get("asset")?.as_str()?.parse().ok()
    }

    /// Tells what a field says, as markup.
    fn field(&self, name: &str, value: &Value, place: Place<'_>) -> String {
        match value {
            Value::Array(items) => self.list(name, items, place),
            Value::Bool(is) => t(if *is { "told-yes" } else { "told-no" }),
            Value::Null => t("told-none"),
            Value::Number(number) => self.number(name, number),
            Value::Object(fields) => self.object(fields, place),
            Value::String(text) => self.text(name, text, place),
        }
    }

    fn list(&self, name: &str, items: &[Value], place: Place<'_>) -> String {
        if items.is_empty() {
            return t("told-none");
        }
        if place.depth > DEPTH_MAX {
            return t("told-below");
        }
        let inner = Place { depth: place.depth.saturating_add(1), is_inline: true, ..place };
        let mut told: Vec<String> =
            items.iter().take(LISTED).map(|item| self.field(name, item, inner)).collect();
        if items.len() > LISTED {
            told.push(t("told-below"));
        }
        if place.is_inline {
            return told.join(&format!("{} ", t("count-comma")));
        }
        format!("<ul><li>{}</li></ul>", told.join("</li><li>"))
    }

    fn object(&self, fields: &Map<String, Value>, place: Place<'_>) -> String {
        if place.depth > DEPTH_MAX {
            return t("told-below");
        }
        let depth = place.depth.saturating_add(1);
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        if fields.contains_key("with") {
            let action = parsed(&Value::Object(fields.clone()));
            return action.map_or_else(|| t("told-below"), |action| self.line_at(&action, depth));
        }
        let number = fields.get("number").and_then(Value::as_u64);
        match (text("kind"), number, fields.get("value")) {
            (Some("proposal"), Some(number), _) => return self.decision(number),
            (Some("act"), Some(number), _) => {
                let words = term(&format!("Announced act {number}"));
                return format!("<a href=\"{}/acts/{number}\">{words}</a>", self.base);
            }
            (Some("office"), _, Some(Value::String(office))) => {
                return say("told-holders", &[("office", &self.text("office", office, place))]);
            }
            (Some("people"), _, Some(Value::Array(people))) => {
                return self.list("person", people, Place { is_inline: true, ..place });
            }
            _ => {}
        }
        let own: Option<AssetId> = text("asset").and_then(|asset| asset.parse().ok());
        let inner = Place { asset: own.as_ref().or(place.asset), depth, is_inline: true };
        let has_money = AMOUNTS.iter().any(|name| text(name).is_some());
        let told = fields.iter().filter(|(name, _)| !(*name == "asset" && has_money));
        let told = told
            .map(|(name, value)| format!("{}: {}", label(name), self.field(name, value, inner)));
        told.collect::<Vec<_>>().join(&format!("{} ", t("count-comma")))
    }

    fn number(&self, name: &str, number: &serde_json::Number) -> String {
        let Some(count) = number.as_u64() else { return number.to_string().replace('-', "−") };
        let page = match name {
            "act" => "acts/",
            "claim" => "breaches/",
            "fork" => "forks/",
            "invoice" => "invoices/",
            "proposal" => "decisions/",
            "request" => "spending/",
            "signal" => "signals/",
            "sitting" => "panels#draw-",
            "every" | "per" | "work" => return term(&Seconds(count).to_string()),
            "land" => return say("told-square-metres", &[("land", &count.to_string())]),
            "until" => {
                return Moment(Clock::read(self.state).wall(Timestamp(count))).to_string();
            }
            "since" => return Moment(Timestamp(count)).to_string(),
            _ => return count.to_string(),
        };
        format!("<a href=\"{}/{page}{count}\">{count}</a>", self.base)
    }

    fn decision(&self, number: u64) -> String {
        let words = term(&format!("decision {number}"));
        format!("<a href=\"{}/decisions/{number}\">{words}</a>", self.base)
    }

    fn text(&self, name: &str, text: &str, place: Place<'_>) -> String {
        let Self { base, context, state } = *self;
        if let (true, Some(asset), Ok(amount)) =
            (AMOUNTS.contains(&name), place.asset, text.parse::<Amount>())
        {
            return money(amount, asset, state);
        }
        if let Ok(person) = text.parse::<PersonId>() {
            return link_to(base, state, person);
        }
        if let Ok(known) = text.parse::<AccountId>() {
            return account(&known, base, state);
        }
        if let Ok(hash) = text.parse::<Hash>() {
            return self.record(hash, place.is_inline);
        }
        let charter = &context.charter;
        let named = |called: &str| format!("<bdi>{}</bdi>", escaped(called));
        match (name, text) {
            ("office", id) => named(charter.office(id).map_or(id, |office| &office.name)),
            ("panel", id) => named(charter.panel(id).map_or(id, |panel| &panel.name)),
            ("place", id) => {
                let id = escaped(id);
                format!("<a href=\"{base}/places/{id}\"><bdi>{id}</bdi></a>")
            }
            ("kind", "house" | "hub" | "land" | "town" | "vessel" | "village") => {
                t(&format!("places-kind-{text}"))
            }
            ("pace", "accrues") => t("told-accrues"),
            ("pace", "at_once") => t("told-at-once"),
            ("unspent", "carry") => t("told-carried"),
            ("unspent", "lapse") => t("told-lapses"),
            ("side", "against") => term("Against"),
            ("side", "for") => term("For"),
            ("side", "comment") => term("A remark"),
            _ if text.len() > 40 && !text.contains(' ') => {
                format!("<span class=\"id\">{}</span>", escaped(text))
            }
            _ => named(text),
        }
    }

    /// Quotes the beginning of a public text, in a line its first line alone, with a way to all of it.
    fn record(&self, hash: Hash, is_inline: bool) -> String {
        let link = format!("{}/api/v1/records/{hash}", self.base);
        let known = self.context.records.record(&hash);
        let text = known.and_then(|text| String::from_utf8(text.to_vec()).ok());
        let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
            return format!("<a class=\"id\" href=\"{link}\">{}</a>", short(&hash.to_string()));
        };
        // Of a text with a heading the heading is enough: what a charter begins with says nothing of what it changes.
        let is_titled = text.trim().starts_with("# ");
        let first = text.trim().lines().next().unwrap_or_default();
        let most = if is_inline || is_titled { first } else { text.trim() };
        let most = most.trim_start_matches('#').trim();
        let mut begin: String = most.chars().take(QUOTED).collect();
        if !is_titled && begin.len() < text.trim().len() {
            begin.push('…');
        }
        format!("<a href=\"{link}\"><q><bdi>{}</bdi></q></a>", escaped(&begin))
    }

    /// Says what a ballot says, with the options as they are called where that is still known.
    fn choice(&self, proposal: u64, choice: &Choice) -> String {
        let open = governance::query::proposal(self.state, proposal);
        if open.is_some_and(|open| open.terms.totals_after) {
            return t("told-after");
        }
        let content = governance::query::content(self.state, proposal).unwrap_or_default();
        let titles = content.contest.into_iter().flat_map(|contest| contest.options);
        let mut names: Vec<String> =
            titles.map(|option| election::title(&option.title, self.state)).collect();
        if names.is_empty() {
            let number = |number: usize| say("told-option", &[("number", &number.to_string())]);
            names = (1..=64).map(number).collect();
        }
        match choice {
            Choice::Abstain => term("abstain"),
            Choice::No => term("no"),
            Choice::Yes => term("yes"),
            Choice::Object(reason) => self.objection(*reason),
            Choice::Points(points) => say("told-points", &[("count", &points.to_string())]),
            Choice::Votes(votes) => {
                let count = votes.unsigned_abs().to_string();
                say(if *votes < 0 { "told-against" } else { "told-for" }, &[("count", &count)])
            }
            among => options::said(among, &names).unwrap_or_else(|| t("told-none")),
        }
    }
}

/// Returns what can be read of markup, as plain text.
pub(crate) fn plain(markup: &str) -> String {
    let mut text = String::new();
    for part in markup.split('<') {
        // Before the first sign there is text alone; after each, an element comes first.
        text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
    }
    let signs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    signs.into_iter().fold(text, |text, (coded, sign)| text.replace(coded, sign))
}

/// Puts a sentence and what it leaves out in one line.
fn together(words: &str, rest: Vec<(String, String)>) -> String {
    let rest: Vec<String> =
        rest.into_iter().map(|(label, value)| format!("{label}: {value}")).collect();
    if rest.is_empty() { words.to_owned() } else { format!("{words} ({})", rest.join("; ")) }
}

/// Returns what a field, or an action, is called in the files of words.
fn hole(name: &str) -> String {
    name.replace(['.', '_'], "-")
}

/// Returns what a field is called.
pub(super) fn label(name: &str) -> String {
    t(&format!("told-field-{}", hole(name)))
}

/// Reads an action from its fields.
fn parsed(value: &Value) -> Option<Action> {
    serde_json::from_str(&value.to_string()).ok()
}

/// Returns what an entry of the log did, if it can still be read as an action.
pub(crate) fn action_of(entry: &[u8]) -> Option<Action> {
    let Ok(polity_types::LogEntry::Operation(raw)) = polity_types::LogEntry::from_bytes(entry)
    else {
        return None;
    };
    let envelope: Value = serde_json::from_str(raw.get()).ok()?;
    let action = envelope.pointer("/operation/action")?;
    parsed(action)
}

#[cfg(test)]
mod tests;
