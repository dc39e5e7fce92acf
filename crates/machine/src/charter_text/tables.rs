//! Reads the tables that hold power: powers, decision procedures, offices, stages.
//! Rules CHA-25 to CHA-31 in `spec/charter.md`.

use std::collections::BTreeSet;

use polity_types::Seconds;

use super::actions::{ActionClass, ActionName, LimitNeed};
use super::diagnostic::{Code, Flaws, Position};
use super::document::{Office, Power, Procedure, Season, Who};
use super::electorate::{Electorate, House, electorate};
use super::method::Method;
use super::parse::{ENTRIES_MAX, Known, NAME_CHARS_MAX, POWERS_MAX};
use super::reader::{Reader, alike};
use super::words::{DURATION_MAX, Share, Threshold};
use super::{measure, residency, standing};

/// Rules of the machine that may hold a power. Source: CHA-29.
pub const RULES: [&str; 1] = ["vouched"];

/// Longest grace. Unit: seconds. Source: CHA-20.
pub(super) const GRACE_MAX: Seconds = Seconds(365 * 86_400);
/// Shortest grace of what changes the rules, the signers or the addresses. Unit: seconds. Source: CHA-30.
const CHARTER_GRACE_MIN: Seconds = Seconds(86_400);
pub(super) const NO_TIME: Seconds = Seconds(0);
/// When pages show the running totals of a vote: as ballots come, or after the close.
const TOTALS: &[(&str, bool)] = &[("during", false), ("after", true)];

/// Notes an identifier that stands twice in one table (CHA-16).
pub(super) fn note_twice(seen: &mut BTreeSet<String>, id: &str, reader: &mut Reader<'_>) {
    if !id.is_empty() && !seen.insert(id.to_owned()) {
        let message = format!("The id `{id}` is given twice.");
        reader.flaws.push(Code::IdTwice, reader.at, message);
    }
}

/// Reads the decision procedures.
pub(super) fn decisions(
    root: &mut Reader<'_>,
    known: &Known<'_>,
    season: Option<Season>,
) -> Vec<Procedure> {
    let mut seen = BTreeSet::new();
    let mut decisions = Vec::new();
    for (table, at) in root.tables("decision", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "decision", at, root.flaws);
        let id = reader.id();
        note_twice(&mut seen, &id, &mut reader);
        decisions.push(decision(&mut reader, id, known, season));
        reader.finish();
    }
    decisions
}

fn decision(
    reader: &mut Reader<'_>,
    id: String,
    known: &Known<'_>,
    season: Option<Season>,
) -> Procedure {
    reader.choice("secrecy", &[("open", ())]);
    let method = reader.choice_needed("method", Method::NAMED, Method::YesNo);
    standing::check_method(method, season.is_some(), reader);
    let electorate = electorate(method, reader, known);
    let is_adaptive = adaptive(method, &electorate, reader);
    standing::check_body(method, &electorate, reader);
    let (quorum, threshold) = match &electorate {
        Electorate::Houses { houses } => {
            not_of_houses(reader);
            highest(houses)
        }
        _ if is_adaptive => (None, threshold(method, reader)),
        _ => (quorum(method, reader), threshold(method, reader)),
    };
    Procedure {
        id,
        delegation: delegation(&electorate, reader),
        alternatives: measure::alternatives(method, &electorate, reader),
        electorate,
        method,
        season: season.filter(|_| method.is_paid()),
        conviction: standing::conviction(method, reader, known),
        quorum,
        is_adaptive,
        sponsors: measure::sponsors(reader),
        deposit: measure::deposit(method, reader, known),
        open_max: measure::open_max(reader),
        per_person: measure::per_person(reader),
        totals_after: reader.choice("totals", TOTALS).unwrap_or(false),
        threshold,
        discussion: reader.duration_needed("discussion", NO_TIME, GRACE_MAX),
        voting: reader.duration_needed("voting", Seconds(60), GRACE_MAX),
        grace: reader.duration_needed("grace", NO_TIME, GRACE_MAX),
        confirm: confirm(reader),
        at: reader.at,
    }
}

/// Reads whether the quorum adapts to the turnout: where one body says yes or no (CHA-45).
fn adaptive(method: Method, electorate: &Electorate, reader: &mut Reader<'_>) -> bool {
    let is_adaptive = reader.takes("quorum", "adaptive");
    if is_adaptive && (method != Method::YesNo || electorate.one().is_none()) {
        let message = "`decision.quorum` is adaptive only where one body of people says yes or no.";
        reader.flaws.push(Code::MethodKey, reader.at, message);
    }
    is_adaptive
}

/// Notes what each house says for itself (CHA-51).
fn not_of_houses(reader: &mut Reader<'_>) {
    for key in ["quorum", "threshold"] {
        let Some((_, at)) = reader.text(key, 200) else { continue };
        let message = format!("`decision.{key}` is said of each house, not of all.");
        reader.flaws.push(Code::ElectorateMethod, at, message);
    }
}

/// Returns the highest quorum and the highest threshold of some houses.
fn highest(houses: &[House]) -> (Option<Share>, Option<Threshold>) {
    let higher_share = |a: Share, b: Share| {
        let is_higher = u64::from(b.numerator()).saturating_mul(u64::from(a.denominator()))
            > u64::from(a.numerator()).saturating_mul(u64::from(b.denominator()));
        if is_higher { b } else { a }
    };
    let higher = |a: Threshold, b: Threshold| if b.is_above(a) { b } else { a };
    let quorum = houses.iter().map(|house| house.quorum).reduce(higher_share);
    (quorum, houses.iter().map(|house| house.threshold).reduce(higher))
}

/// Reads whether votes are delegated, and how many one delegate carries at most (CHA-42).
fn delegation(electorate: &Electorate, reader: &mut Reader<'_>) -> Option<Share> {
    let is_taken = reader.choice("delegation", &[("yes", true), ("no", false)]).unwrap_or(false);
    if is_taken && !electorate.has_members() {
        let message = "Who was elected or drawn votes in person; no members decide here.";
        reader.flaws.push(Code::DelegationBody, reader.at, message);
    }
    if is_taken {
        return Some(reader.share("delegation_max").unwrap_or(Share::ALL));
    }
    let (_, at) = reader.text("delegation_max", 200)?;
    let message = "`decision.delegation_max` has no meaning where no votes are delegated.";
    reader.flaws.push(Code::DelegationKey, at, message);
    None
}

/// Reads the quorum, which every method has but the one where silence is consent (CHA-40).
fn quorum(method: Method, reader: &mut Reader<'_>) -> Option<Share> {
    if matches!(method, Method::LazyConsensus | Method::Conviction) {
        let (_, at) = reader.text("quorum", 200)?;
        let message = match method {
            Method::Conviction => "`decision.quorum` has no meaning where conviction decides.",
            _ => "`decision.quorum` has no meaning where silence is consent.",
        };
        reader.flaws.push(Code::MethodKey, at, message);
        return None;
    }
    if !reader.has("quorum") {
        reader.missing("quorum");
    }
    reader.share("quorum")
}

/// Reads the threshold: needed where yes or no is asked, in the first vote or in the second one
/// (CHA-22, CHA-40).
fn threshold(method: Method, reader: &mut Reader<'_>) -> Option<Threshold> {
    let asks_yes_no = method.has_threshold() || (method.has_options() && reader.has("confirm"));
    if asks_yes_no && !reader.has("threshold") {
        reader.missing("threshold");
    }
    if asks_yes_no {
        return read_threshold(reader);
    }
    let (_, at) = reader.text("threshold", 200)?;
    let message = format!("`decision.threshold` has no meaning for {:?}.", method.name());
    reader.flaws.push(Code::MethodKey, at, message);
    None
}

/// Reads a threshold (CHA-22).
pub(super) fn read_threshold(reader: &mut Reader<'_>) -> Option<Threshold> {
    let (text, at) = reader.text("threshold", 200)?;
    let threshold = Threshold::read(&text);
    if threshold.is_none() {
        let name = reader.name("threshold");
        let message =
            format!("`{name}` is {text:?}; from \"more than half\" to \"unanimous\" is allowed.");
        reader.flaws.push(Code::Threshold, at, message);
    }
    threshold
}

/// Reads `confirm`, `after LENGTH`.
fn confirm(reader: &mut Reader<'_>) -> Option<Seconds> {
    let (text, at) = reader.text("confirm", 200)?;
    let length = text.strip_prefix("after ").unwrap_or(&text);
    reader.duration_in("confirm", length, at, Seconds(3_600), GRACE_MAX)
}

/// Reads the offices.
pub(super) fn offices(root: &mut Reader<'_>, known: &Known<'_>) -> Vec<Office> {
    let mut seen = BTreeSet::new();
    let mut offices = Vec::new();
    for (table, at) in root.tables("office", ENTRIES_MAX) {
        let mut reader = Reader::new(table, "office", at, root.flaws);
        let id = reader.id();
        note_twice(&mut seen, &id, &mut reader);
        let (filled_by, drawn_by) = filled(&mut reader, known);
        offices.push(Office {
            id,
            name: reader.text_needed("name", NAME_CHARS_MAX),
            seats: reader.count_needed("seats", 1, 1_000),
            term: reader.duration_needed("term", Seconds(86_400), DURATION_MAX),
            filled_by,
            drawn_by,
            recalled_by: carried_by("recalled", &mut reader, known),
            at,
        });
        reader.finish();
    }
    offices
}

/// Reads what fills an office: a decision, or the draw of a panel (CHA-55).
fn filled(reader: &mut Reader<'_>, known: &Known<'_>) -> (String, Option<String>) {
    let Some(panel) = reader.peek("filled").and_then(|text| text.strip_prefix("draw: ")) else {
        return (carried_by("filled", reader, known), None);
    };
    let panel = panel.to_owned();
    let at = reader.text("filled", 200).map_or(reader.at, |(_, at)| at);
    if !known.panels.contains_key(&panel) {
        let defined: BTreeSet<String> = known.panels.keys().cloned().collect();
        let message = format!("There is no panel `{panel}`; {}.", near(&panel, &defined));
        reader.flaws.push(Code::PanelUnknown, at, message);
    }
    (String::new(), Some(panel))
}

/// Returns the lines that offices are: the decision that fills one seats, the one that recalls does.
pub(super) fn lines_of_offices(
    offices: &[Office],
    actions: &[ActionName],
    powers: &[Power],
    flaws: &mut Flaws,
) -> Vec<Power> {
    let known = |name: &str| actions.iter().find(|action| action.name == name);
    let (Some(seat), Some(recall)) = (known("offices.seat"), known("offices.recall")) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    for office in offices {
        let of = [(seat, "seats", &office.filled_by), (recall, "recalls", &office.recalled_by)];
        for (action, verb, by) in of.into_iter().filter(|(.., by)| !by.is_empty()) {
            let id = format!("office-{}-{verb}", office.id);
            if powers.iter().any(|power| power.id == id) {
                let message = format!("The id `{id}` is that of the office's own line.");
                flaws.push(Code::IdTwice, office.at, message);
            }
            lines.push(Power {
                id,
                may: action.name,
                who: Who::Decision(by.clone()),
                up_to: None,
                grace: NO_TIME,
                challenge: None,
                is_locked: false,
                at: office.at,
            });
        }
    }
    lines
}

/// Reads a key that must name a decision procedure.
pub(super) fn carried_by(key: &'static str, reader: &mut Reader<'_>, known: &Known<'_>) -> String {
    if !reader.has(key) {
        reader.missing(key);
        return String::new();
    }
    match who(key, reader, known) {
        Some((Who::Decision(id), _)) => id,
        Some((_, at)) => {
            let message = format!("`{}` must name a decision.", reader.name(key));
            reader.flaws.push(Code::WhoNotForAction, at, message);
            String::new()
        }
        None => String::new(),
    }
}

/// Reads a holder and checks that the charter defines it (CHA-28, CHA-29).
pub(super) fn who(
    key: &'static str,
    reader: &mut Reader<'_>,
    known: &Known<'_>,
) -> Option<(Who, Position)> {
    let (text, at) = reader.text(key, 200)?;
    let plain = match text.as_str() {
        "anyone" => Some(Who::Anyone),
        "member" => Some(Who::Member),
        "member past probation" => Some(Who::MemberPastProbation),
        "founder" => Some(Who::Founder),
        "importer" => Some(Who::Importer),
        "no one" => Some(Who::NoOne),
        _ => None,
    };
    if let Some(who) = plain {
        return Some((who, at));
    }
    let name = reader.name(key);
    let rules: BTreeSet<String> = RULES.iter().map(|rule| (*rule).to_owned()).collect();
    let offices: BTreeSet<String> = known.offices.keys().cloned().collect();
    let (code, who, defined, id) = match text.split_once(": ") {
        Some(("decision", id)) => {
            (Code::DecisionUnknown, Who::Decision(id.to_owned()), &known.decisions, id)
        }
        Some(("office", id)) => (Code::OfficeUnknown, Who::Office(id.to_owned()), &offices, id),
        Some(("rule", id)) => (Code::RuleUnknown, Who::Rule(id.to_owned()), &rules, id),
        _ => {
            let message = format!("`{name}` is {text:?}, which holds no power.");
            reader.flaws.push(Code::Who, at, message);
            return None;
        }
    };
    if !defined.contains(id) {
        let near = near(id, defined);
        reader.flaws.push(code, at, format!("`{name}` names {text:?}; {near}."));
        return None;
    }
    Some((who, at))
}

/// Writes a list of names for an error.
pub(super) fn listed(names: &BTreeSet<String>) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Says which name one most likely meant, or which there are.
pub(super) fn near(name: &str, names: &BTreeSet<String>) -> String {
    match alike(name, names.iter().map(String::as_str)) {
        Some(near) => format!("the nearest is `{near}`"),
        None => format!("defined: {}", listed(names)),
    }
}

/// Reads the table of powers.
pub(super) fn powers(
    root: &mut Reader<'_>,
    known: &Known<'_>,
    decisions: &[Procedure],
) -> Vec<Power> {
    let mut seen = BTreeSet::new();
    let mut powers = Vec::new();
    for (table, at) in root.tables("power", POWERS_MAX) {
        let mut reader = Reader::new(table, "power", at, root.flaws);
        let id = reader.id();
        note_twice(&mut seen, &id, &mut reader);
        powers.extend(power(&mut reader, id, known, decisions));
        reader.finish();
    }
    powers
}

/// Reads one line of the table of powers.
fn power(
    reader: &mut Reader<'_>,
    id: String,
    known: &Known<'_>,
    decisions: &[Procedure],
) -> Option<Power> {
    for key in ["may", "who"] {
        if !reader.has(key) {
            reader.missing(key);
        }
    }
    let action = action(reader, known).filter(|(action, at)| {
        let owner = match action.name {
            "charter.end_pause" | "charter.pause" => "pause",
            name if name.starts_with("offices.") => "office",
            _ => return true,
        };
        let message = format!("`{}` is held by what the {owner} names.", action.name);
        reader.flaws.push(Code::WhoNotForAction, *at, message);
        false
    });
    let who = who("who", reader, known);
    let has_limit = reader.has("up_to");
    let up_to = reader.limit("up_to", |asset| known.decimals_of(asset));
    let grace = reader.duration("grace", NO_TIME, GRACE_MAX).unwrap_or(NO_TIME);
    let challenge = reader.share("challenge");
    let is_locked = reader.flag("locked").unwrap_or(false);
    let ((action, may_at), (who, who_at)) = action.zip(who)?;
    let power =
        Power { id, may: action.name, who, up_to, grace, challenge, is_locked, at: reader.at };
    let places = PowerPlaces { may: may_at, who: who_at, line: reader.at };
    check_holder(&power, action.is_personal, places.who, reader.flaws);
    check_limit(&power, (action.limit, has_limit), decisions, places.may, reader.flaws);
    check_waiting(&power, decisions, places.line, reader.flaws);
    Some(power)
}

/// Where the parts of a line stand.
struct PowerPlaces {
    may: Position,
    who: Position,
    line: Position,
}

/// Checks that the holder may have the action (CHA-28).
pub(super) fn check_holder(power: &Power, is_personal: bool, at: Position, flaws: &mut Flaws) {
    let name = power.may;
    let message = match &power.who {
        Who::Decision(_) if is_personal => {
            format!("`{name}` is what a person does; no decision can.")
        }
        Who::Importer if !name.starts_with("import.") => {
            format!("The importer only brings old records in and does not hold `{name}`.")
        }
        Who::Anyone if name != "governance.argue" => {
            format!("`{name}` needs a holder who can answer for it; anyone may only argue.")
        }
        Who::Rule(_) if name != "membership.admit" => {
            format!("A rule may hold `membership.admit`, not `{name}`.")
        }
        Who::NoOne if !power.is_locked => {
            format!("`{name}` is nobody's without a line; only a locked line says so for good.")
        }
        _ => return,
    };
    flaws.push(Code::WhoNotForAction, at, message);
}

/// Checks that the line says how much value it may move, where it must, and only there (CHA-27).
pub(super) fn check_limit(
    power: &Power,
    (need, has_limit): (LimitNeed, bool),
    decisions: &[Procedure],
    at: Position,
    flaws: &mut Flaws,
) {
    let name = power.may;
    let procedure = |id: &String| decisions.iter().find(|known| known.id == *id);
    let needs_none = match &power.who {
        // What one person may carry alone is no decision of several.
        Who::Decision(id) => procedure(id).is_none_or(|known| !known.may_be_carried_by_one()),
        who => *who == Who::NoOne,
    };
    if need == LimitNeed::Required && !has_limit && !needs_none {
        let message = format!("`{name}` spends the society's money without a limit.");
        flaws.push(Code::LimitMissing, at, message);
    }
    if need == LimitNeed::None && has_limit {
        let message = format!("`{name}` moves no value, so it has no limit.");
        flaws.push(Code::LimitNotForAction, at, message);
    }
}

/// Checks that there is time to object and to leave (CHA-30).
pub(super) fn check_waiting(
    power: &Power,
    decisions: &[Procedure],
    at: Position,
    flaws: &mut Flaws,
) {
    let grace = match &power.who {
        Who::Decision(id) => {
            let procedure = decisions.iter().find(|procedure| procedure.id == *id);
            procedure.map_or(power.grace, |procedure| procedure.grace.max(power.grace))
        }
        _ => power.grace,
    };
    check_method(power, decisions, at, flaws);
    standing::check_power(power, decisions, at, flaws);
    if power.challenge.is_some() && grace == NO_TIME {
        let message = format!("`{}` can be challenged, but takes effect at once.", power.id);
        flaws.push(Code::ChallengeWithoutGrace, at, message);
    }
    if matches!(power.who, Who::Rule(_)) && (grace > NO_TIME || power.challenge.is_some()) {
        let message = format!("`{}` is held by a rule, which waits for nobody.", power.id);
        flaws.push(Code::RuleWaits, at, message);
    }
    let is_held = power.who != Who::NoOne;
    if power.may.starts_with("charter.") && is_held && grace < CHARTER_GRACE_MIN {
        let message = format!(
            "`{}` takes effect after {grace}; at least {CHARTER_GRACE_MIN} is needed.",
            power.may
        );
        flaws.push(Code::AmendmentWithoutGrace, at, message);
    }
    residency::check_grace(power, grace, at, flaws);
}

/// Checks that what holds a power over the charter can say no to it (CHA-40).
pub(super) fn check_method(
    power: &Power,
    decisions: &[Procedure],
    at: Position,
    flaws: &mut Flaws,
) {
    let Who::Decision(id) = &power.who else { return };
    let Some(procedure) = decisions.iter().find(|procedure| procedure.id == *id) else { return };
    if power.may.starts_with("charter.") && !procedure.electorate.is_led_by_members() {
        let may = power.may;
        let message = format!("`{may}` is held by \"{id}\", where the members do not decide.");
        flaws.push(Code::ElectorateWeak, at, message);
    }
    let can_refuse = procedure.threshold.is_some() || procedure.method == Method::Consent;
    if power.may.starts_with("charter.") && !can_refuse {
        let (may, method) = (power.may, procedure.method.name());
        let message =
            format!("`{may}` is held by \"{id}\", whose method {method:?} cannot refuse.");
        flaws.push(Code::MethodWeak, at, message);
    }
}

/// Reads the name of an action; it must exist and be a power (CHA-25, CHA-26).
fn action(reader: &mut Reader<'_>, known: &Known<'_>) -> Option<(ActionName, Position)> {
    let (name, at) = reader.text("may", 200)?;
    let Some(action) = known.actions.iter().find(|action| action.name == name) else {
        let near = nearest(&name, known.actions);
        let message = format!("There is no action {name:?}; the nearest is {near:?}.");
        reader.flaws.push(Code::ActionUnknown, at, message);
        return None;
    };
    let message = match action.class {
        ActionClass::Power => return Some((*action, at)),
        ActionClass::Right => format!("`{name}` is a right: everyone concerned has it."),
        ActionClass::Open => format!("`{name}` is open to anyone."),
    };
    reader.flaws.push(Code::RightNotPower, at, message);
    None
}

/// Returns the action whose name has the most letters in common at the beginning or the end.
fn nearest(name: &str, actions: &[ActionName]) -> &'static str {
    let alike = |known: &str| {
        let front = known.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        let back = known.bytes().rev().zip(name.bytes().rev()).take_while(|(a, b)| a == b).count();
        front.saturating_add(back)
    };
    actions.iter().max_by_key(|action| alike(action.name)).map_or("", |action| action.name)
}
