//! What is signed, in words: said before every signature, from the operation itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use polity_machine::charter_text::Charter;
use polity_machine::charter_text::fee::Charge;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::dues::DuesAction;
use polity_machine::modules::governance::{self, Ballot, Choice, GovernanceAction, Target};
use polity_machine::modules::treasury;
use polity_machine::{Action, registry};
use polity_types::{Amount, AssetId, Hash, PersonId, Seconds, Timestamp};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::reading::{shown, title_of};
use crate::session::Session;

/// Levels of lists and groups that are told one by one. Unit: levels.
const DEPTH_MAX: usize = 8;

/// What the words take from the society: without it amounts are in smallest units, and what is public
/// is named by its number or hash alone.
#[derive(Debug, Default)]
pub(crate) struct About {
    /// Asset of the amounts of an act that names none: that of a tier of dues.
    asset: Option<String>,
    /// What the act costs whoever does it, in words.
    costs: Vec<String>,
    /// Decimals of assets.
    decimals: BTreeMap<String, u8>,
    /// What people are called, by their identifier.
    names: BTreeMap<String, String>,
    /// Titles of the options of proposals.
    options: BTreeMap<u64, Vec<String>>,
    /// Titles of public texts, by their hash.
    texts: BTreeMap<String, String>,
    /// Titles of proposals.
    titles: BTreeMap<u64, String>,
}

impl About {
    /// Reads what the words for an action need.
    pub(crate) fn of(action: &Action, session: &Session) -> Result<Self, Failure> {
        let mut about = Self::default();
        about.read(action, session)?;
        Ok(about)
    }

    /// Returns what is known of an action whose amounts all have so many decimals.
    pub(crate) fn counting(action: &Action, decimals: u8) -> Self {
        let mut assets = Vec::new();
        named(&serde_json::to_value(action).unwrap_or(Value::Null), "asset", &mut assets);
        let decimals = assets.into_iter().map(|asset| (asset, decimals)).collect();
        Self { decimals, ..Self::default() }
    }

    fn read(&mut self, action: &Action, session: &Session) -> Result<(), Failure> {
        let value = serde_json::to_value(action).unwrap_or(Value::Null);
        let mut assets = Vec::new();
        named(&value, "asset", &mut assets);
        let charter = session.charter_text()?;
        self.asset = asset_of_tier(action, &charter);
        assets.extend(self.asset.clone());
        let charges =
            charter.charges(registry::spec(action).name(), registry::value(action).as_ref());
        assets.extend(charges.iter().map(|charge| charge.fee.asset.to_string()));
        for asset in assets {
            let Ok(id) = asset.parse::<AssetId>() else { continue };
            let ahead = [treasury::query::asset_key(&id)];
            let known = session.look(&ahead, |state| treasury::query::asset(state, &id))?;
            self.decimals.extend(known.map(|known| (asset, known.decimals)));
        }
        for Charge { amount, fee } in charges {
            let money = self.amount(&amount.to_string(), &fee.asset.to_string());
            self.costs.push(format!("{money} to {}, the fee {} of the charter", fee.to, fee.id));
        }
        let mut texts = Vec::new();
        named(&value, "text", &mut texts);
        if matches!(action, Action::Charter(CharterAction::Amend { .. })) {
            named(&value, "replaces", &mut texts);
        }
        if let Some(Choice::Object(reason)) = choice_of(action) {
            texts.push(reason.to_string());
        }
        for text in texts {
            let Ok(hash) = text.parse::<Hash>() else { continue };
            self.texts.extend(session.title(&hash)?.map(|title| (text, title)));
        }
        let mut people = BTreeSet::new();
        identified(&value, &mut people);
        self.names.extend(session.names_of(&people)?);
        self.proposal(action, session)
    }

    fn proposal(&mut self, action: &Action, session: &Session) -> Result<(), Failure> {
        let Some(number) = proposal_of(action) else { return Ok(()) };
        let ahead = [
            governance::query::content_key(number),
            governance::query::proposal_key(number),
            governance::query::result_key(number),
        ];
        let (open, content, over) = session.look(&ahead, |state| {
            let open = governance::query::proposal(state, number);
            let content = governance::query::content(state, number);
            (open, content, governance::query::result(state, number))
        })?;
        let text = open.and_then(|open| open.text).or(over.and_then(|over| over.text));
        if let Some(title) = text.map(|text| session.title(&text)).transpose()?.flatten() {
            self.titles.insert(number, title);
        }
        if let Some(contest) = content.and_then(|content| content.contest) {
            let titles = contest.options.into_iter().map(|option| title_of(&option.title));
            self.options.insert(number, titles.collect());
        }
        Ok(())
    }

    fn option(&self, proposal: u64, place: u64) -> String {
        let number = place.saturating_add(1);
        let titles = self.options.get(&proposal);
        let place = usize::try_from(place).ok();
        match titles.zip(place).and_then(|(titles, place)| titles.get(place)) {
            Some(title) => format!("{number} “{title}”"),
            None => format!("option {number}"),
        }
    }

    fn amount(&self, amount: &str, asset: &str) -> String {
        match (amount.parse::<Amount>(), self.decimals.get(asset)) {
            (Ok(amount), Some(decimals)) => format!("{} {asset}", amount.in_units(*decimals)),
            _ => format!("{amount} of the smallest units of {asset}"),
        }
    }
}

/// Collects the texts that stand under a name, wherever they are.
fn named(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get(name).and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| named(value, name, found));
        }
        Value::Array(items) => items.iter().for_each(|item| named(item, name, found)),
        _ => {}
    }
}

/// Collects the people whose identifiers stand anywhere.
fn identified(value: &Value, found: &mut BTreeSet<PersonId>) {
    match value {
        Value::Object(fields) => fields.values().for_each(|value| identified(value, found)),
        Value::Array(items) => items.iter().for_each(|item| identified(item, found)),
        Value::String(text) => found.extend(text.parse::<PersonId>().ok()),
        _ => {}
    }
}

/// Returns the number of the proposal that an action is about.
fn proposal_of(action: &Action) -> Option<u64> {
    let Action::Governance(action) = action else { return None };
    match action {
        GovernanceAction::Argue { proposal, .. }
        | GovernanceAction::CastBallot { proposal, .. }
        | GovernanceAction::Object { target: Target::Proposal { number: proposal } }
        | GovernanceAction::Offer { proposal, .. }
        | GovernanceAction::Sponsor { proposal, .. }
        | GovernanceAction::Withdraw { proposal, .. } => Some(*proposal),
        _ => None,
    }
}

/// Returns the asset in which the tier is given that an action chooses.
fn asset_of_tier(action: &Action, charter: &Charter) -> Option<String> {
    let Action::Dues(DuesAction::Choose { tier, .. }) = action else { return None };
    let (_, asset) = charter.dues.as_ref()?.tier(tier)?.give.as_ref()?;
    Some(asset.to_string())
}

fn choice_of(action: &Action) -> Option<&Choice> {
    match action {
        Action::Governance(GovernanceAction::CastBallot {
            ballot: Ballot::Open { choice },
            ..
        }) => Some(choice),
        _ => None,
    }
}

/// Returns an action in words: what it does, and each of its fields.
pub(crate) fn of(action: &Action, about: &About) -> String {
    let mut text = String::from("You sign: ");
    told(action, about, 0, &mut text);
    for cost in &about.costs {
        line(&mut text, 1, "it costs you", cost);
    }
    text
}

/// Tells an action as part of another text, `depth` levels in.
pub(crate) fn told(action: &Action, about: &About, depth: usize, text: &mut String) {
    let spec = registry::spec(action);
    let _ = writeln!(text, "{} ({})", spec.words, spec.name());
    let depth = depth.saturating_add(1);
    if let Some(number) = proposal_of(action) {
        let title = about.titles.get(&number).map(|title| format!(" “{title}”"));
        line(text, depth, "proposal", &format!("{number}{}", title.unwrap_or_default()));
        if let Some(choice) = choice_of(action) {
            line(text, depth, "you choose", &chosen(choice, number, about));
        }
    }
    if let Action::Governance(GovernanceAction::Offer { actions, .. }) = action {
        for (place, action) in actions.iter().enumerate() {
            let _ = write!(text, "{}act {}: ", "  ".repeat(depth), place.saturating_add(1));
            told(action, about, depth, text);
        }
    }
    if let Action::Governance(GovernanceAction::Propose { actions, contest, .. }) = action {
        for (place, action) in actions.iter().enumerate() {
            let _ = write!(text, "{}act {}: ", "  ".repeat(depth), place.saturating_add(1));
            told(action, about, depth, text);
        }
        for (place, option) in contest.iter().flat_map(|contest| contest.options.iter().enumerate())
        {
            line(
                text,
                depth,
                &format!("option {}", place.saturating_add(1)),
                &title_of(&option.title),
            );
            for action in &option.actions {
                let _ = write!(text, "{}", "  ".repeat(depth.saturating_add(1)));
                told(action, about, depth.saturating_add(1), text);
            }
        }
    }
    let value = serde_json::to_value(action).unwrap_or(Value::Null);
    let Some(fields) = value.get("with").and_then(Value::as_object) else { return };
    let mut fields = fields.clone();
    for said in ["actions", "ballot", "contest", "proposal"] {
        if matches!(action, Action::Governance(_)) {
            fields.remove(said);
        }
    }
    if proposal_of(action).is_some() {
        fields.remove("target");
    }
    group(text, &fields, about.asset.as_deref(), depth, about);
}

fn chosen(choice: &Choice, proposal: u64, about: &About) -> String {
    let option = |place: &u64| about.option(proposal, *place);
    let all =
        |places: &[u64], between: &str| places.iter().map(option).collect::<Vec<_>>().join(between);
    match choice {
        Choice::Abstain => "abstain".into(),
        Choice::No => "no".into(),
        Choice::Yes => "yes".into(),
        Choice::Approve(places) => format!("to approve {}", all(places, ", ")),
        Choice::Object(reason) => {
            let reason = reason.to_string();
            let title = about.texts.get(&reason).cloned().unwrap_or(reason);
            format!("to object: “{title}”")
        }
        Choice::Rank(ranks) => {
            let ranks: Vec<String> = ranks.iter().map(|places| all(places, " = ")).collect();
            format!("in this order: {}", ranks.join(" > "))
        }
        Choice::Score(points) => {
            let points =
                points.iter().map(|(place, points)| format!("{}: {points}", option(place)));
            format!("points: {}", points.collect::<Vec<_>>().join(", "))
        }
        Choice::Points(points) => format!("to support it with {points} points"),
        Choice::Votes(votes) => {
            let side = if *votes < 0 { "against" } else { "for" };
            format!("{} votes {side} it", votes.unsigned_abs())
        }
        Choice::Spend(votes) => {
            let votes = votes.iter().map(|(place, votes)| format!("{}: {votes}", option(place)));
            format!("votes: {}", votes.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Tells fields; amounts are of the asset beside them, or of the one around.
fn group(
    text: &mut String,
    fields: &Map<String, Value>,
    asset: Option<&str>,
    depth: usize,
    about: &About,
) {
    let own = fields.get("asset").and_then(Value::as_str);
    let asset = own.or(asset);
    let is_said = own.is_some() && fields.get("amount").is_some_and(Value::is_string);
    for (name, value) in fields.iter().filter(|(name, _)| !(is_said && *name == "asset")) {
        field(text, name, value, asset, depth, about);
    }
}

fn field(
    text: &mut String,
    name: &str,
    value: &Value,
    asset: Option<&str>,
    depth: usize,
    about: &About,
) {
    let inner = depth.saturating_add(1);
    match value {
        Value::Object(fields) if depth < DEPTH_MAX => {
            line(text, depth, name, "");
            group(text, fields, asset, inner, about);
        }
        Value::Array(items) if depth < DEPTH_MAX => {
            line(text, depth, name, &format!("{} in all", items.len()));
            for (place, item) in items.iter().enumerate() {
                field(text, &place.saturating_add(1).to_string(), item, asset, inner, about);
            }
        }
        Value::String(value) => {
            let said = match (name, asset) {
                ("amount" | "each" | "held" | "limit", Some(asset)) => about.amount(value, asset),
                ("replaces" | "text", _) => match about.texts.get(value) {
                    Some(title) => format!("“{title}” ({value})"),
                    None => value.clone(),
                },
                _ => match about.names.get(value) {
                    Some(called) => format!("{called} ({value})"),
                    None => shown(value),
                },
            };
            line(text, depth, name, &said);
        }
        Value::Number(number) => {
            let said = match (name, number.as_u64()) {
                ("every" | "per" | "work", Some(length)) => Seconds(length).to_string(),
                ("since" | "until", Some(time)) => Timestamp(time).to_string(),
                _ => number.to_string(),
            };
            line(text, depth, name, &said);
        }
        other => line(text, depth, name, &other.to_string()),
    }
}

fn line(text: &mut String, depth: usize, name: &str, said: &str) {
    let name = name.replace('_', " ");
    // Writing to a string never fails.
    let _ = writeln!(text, "{}", format!("{}{name}: {said}", "  ".repeat(depth)).trim_end());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn action(json: &str) -> Action {
        serde_json::from_str(json).unwrap()
    }

    const ANA: &str = "person1h3n2v6egq7rc0pjy94m5tkkh9xaw8et80ya4mtfhse3jl5uc9z8q4a9dtu";

    #[test]
    fn people_are_named_beside_their_identifiers() {
        let admit = format!(r#"{{"name":"membership.admit","with":{{"applicant":"{ANA}"}}}}"#);
        let text = of(&action(&admit), &about());
        assert!(text.contains(&format!("\n  applicant: Ana Lucía ({ANA})\n")), "{text}");
    }

    fn about() -> About {
        About {
            asset: None,
            costs: Vec::new(),
            decimals: BTreeMap::from([("LTC".to_owned(), 2)]),
            names: BTreeMap::from([(ANA.to_owned(), "Ana Lucía".to_owned())]),
            options: BTreeMap::from([(4, vec!["Bread".into(), "Roses".into()])]),
            texts: BTreeMap::new(),
            titles: BTreeMap::from([(1, "Buy chairs".into()), (4, "What for".into())]),
        }
    }

    /// Who reads the words can tell 5 from 500.
    #[test]
    fn amounts_are_said_as_people_write_them_wherever_they_stand() {
        let pay = r#"{"name":"treasury.pay","with":{"amount":"500","asset":"LTC",
            "from":"fund-common","to":"fund-other"}}"#;
        let text = of(&action(pay), &about());
        assert!(text.contains("\n  amount: 5.00 LTC\n"), "{text}");
        assert!(!text.contains("500") && !text.contains("asset:"), "{text}");
        let hash = "ab".repeat(32);
        let propose = format!(
            r#"{{"name":"governance.propose","with":{{"actions":[{pay}],"procedure":"plain","text":"{hash}"}}}}"#
        );
        let text = of(&action(&propose), &about());
        assert!(text.contains("\n  act 1: ") && text.contains("amount: 5.00 LTC\n"), "{text}");
        // What the society does not say, the words do not guess.
        let text = of(&action(pay), &About::default());
        assert!(text.contains("amount: 500 of the smallest units of LTC\n"), "{text}");
        // The asset may stand further out.
        let import = format!(
            r#"{{"name":"import.ledger","with":{{"asset":"LTC","file":"{hash}","rows":[{{"category":"gift",
            "occurred_at":1,"postings":[{{"amount":"1205","credit":"outside","debit":"society"}}],"row":1}}]}}}}"#
        );
        let text = of(&action(&import), &about());
        assert!(text.contains("amount: 12.05 LTC\n") && text.contains("  asset: LTC\n"), "{text}");
    }

    /// No amount, length or time stands there that only a program reads.
    #[test]
    fn every_amount_length_and_time_is_said_as_people_write_it() {
        let cases = [
            (
                r#"{"name":"treasury.attest","with":{"account":"external-bank","asset":"LTC","held":"23001",
                "proof":"HASH"}}"#,
                "  held: 230.01 LTC\n",
            ),
            (
                r#"{"name":"spending.set_budget","with":{"asset":"LTC","fund":"fund-common","limit":"10000",
                "per":2592000,"unspent":"carry"}}"#,
                "  limit: 100.00 LTC\n  per: 30 days\n",
            ),
            (
                r#"{"name":"spending.start_stream","with":{"amount":"2400","asset":"LTC","each":"1200",
                "every":86400,"fund":"fund-common","pace":"accrues","times":2,"to":"fund-other"}}"#,
                "  each: 12.00 LTC\n  every: 1 day\n",
            ),
            (
                r#"{"name":"spending.invoice","with":{"amount":"1500","asset":"LTC","to":"fund-common",
                "until":1795897391}}"#,
                "  until: 2026-11-28T20:23:11Z\n",
            ),
        ];
        for (json, wanted) in cases {
            let text = of(&action(&json.replace("HASH", &"ab".repeat(32))), &about());
            assert!(text.contains(wanted), "{text}");
        }
        // Where the act names no asset, it is that of the tier.
        let choose = r#"{"name":"dues.choose","with":{"amount":"2600","tier":"by-income"}}"#;
        let about = About { asset: Some("LTC".into()), ..about() };
        let text = of(&action(choose), &about);
        assert!(text.contains("  amount: 26.00 LTC\n"), "{text}");
    }

    #[test]
    fn a_ballot_says_what_it_is_about() {
        let cast = |number: u64, value: &str| {
            let json = format!(
                r#"{{"name":"governance.cast_ballot","with":{{"ballot":{{"kind":"open","value":{value}}},
                "proposal":{number}}}}}"#
            );
            of(&action(&json), &about())
        };
        let text = cast(1, "\"yes\"");
        assert!(text.contains("  proposal: 1 “Buy chairs”\n  you choose: yes\n"), "{text}");
        let text = cast(4, r#"{"rank":[[1],[0]]}"#);
        assert!(text.contains("you choose: in this order: 2 “Roses” > 1 “Bread”\n"), "{text}");
        let text = cast(4, r#"{"score":[[0,5]]}"#);
        assert!(text.contains("you choose: points: 1 “Bread”: 5\n"), "{text}");
        let text = cast(7, r#"{"approve":[0,2]}"#);
        assert!(
            text.contains("proposal: 7\n  you choose: to approve option 1, option 3\n"),
            "{text}"
        );
    }

    #[test]
    fn what_others_wrote_gives_the_terminal_no_orders() {
        assert_eq!(title_of("\n# A \u{1b}[2Jtitle\u{7}\nmore"), "A [2Jtitle");
        let long = "x".repeat(200);
        assert_eq!(title_of(&long).chars().count(), 121);
    }
}
