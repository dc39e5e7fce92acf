//! Says every rule of a charter in plain words, from the rule itself: what runs is what is said.

use polity_types::{Amount, AssetId, Seconds};
use serde::Serialize;

use super::actions::{right_words, words};
use super::breach;
use super::diagnostic::Position;
use super::document::{Application, Charter, Demurrage, Dissent, Kind, Limit, Office, Power, Who};
use super::panel::{self, Chance, PanelOf};
use super::{deciding, fork, growing, leaving, look, pauses, residency, signal, succession};
use crate::modules::import::IMPORT_MAX;

/// A group of statements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its title.
    pub title: &'static str,
    /// What it says.
    pub statements: Vec<Statement>,
}

/// One rule in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// Name of the rule, stable over amendments: a key, or a table and an id.
    pub rule: String,
    /// Line of the text where the rule begins, from 1; 0 for what no line sets.
    pub line: u32,
    /// The rule in a sentence.
    pub text: String,
}

/// Rules that a charter declares and that the machine does not carry out by itself, by the beginning
/// of their names.
const LEFT_TO_PEOPLE: [&str; 3] = ["consent.", "exit.paid_within", "quiet."];
/// What is said of them.
const LEFT_TO_PEOPLE_WORDS: &str = "People see to this: the machine does not do it by itself.";

/// What is said of a locked line.
const LOCKED_WORDS: &str =
    "This is locked: no amendment can ever give anybody more of it, whoever decides.";

/// Says every rule of the charter, in groups; groups without rules are left out.
#[must_use]
pub fn explain(charter: &Charter) -> Vec<Section> {
    let power_section = |title, prefixes: &[&str]| {
        let of_group = |power: &&Power| prefixes.iter().any(|prefix| power.may.starts_with(prefix));
        // Who pauses is said of the pause.
        let is_pause = |power: &&Power| power.may.ends_with("pause");
        let lines = charter.powers.iter().filter(of_group).filter(|power| !is_pause(power));
        Section { title, statements: lines.map(|power| power_statement(charter, power)).collect() }
    };
    // Who fills an office, and who recalls from it, is said of the office.
    let known = [
        "membership.",
        "treasury.",
        "spending.",
        "dues.",
        "governance.",
        "charter.",
        "import.",
        "offices.",
        "panels.",
        "places.",
        "signals.",
        // Said of breaches.
        "breach.",
    ];
    let is_other = |power: &&Power| !known.iter().any(|prefix| power.may.starts_with(prefix));
    let others = charter.powers.iter().filter(is_other);
    let sections = vec![
        Section { title: "The society", statements: society(charter) },
        Section { title: "Joining", statements: joining(charter) },
        power_section("Who decides on members", &["membership."]),
        Section { title: "What members give", statements: super::money::giving(charter) },
        power_section("Who moves money", &["treasury.", "spending.", "dues."]),
        Section { title: "What acts cost", statements: super::fee::said(charter) },
        Section { title: "Who signs for funds", statements: super::money::signing(charter) },
        power_section("Who speaks and proposes", &["governance.", "signals."]),
        Section { title: "How decisions are made", statements: deciding::procedures(charter) },
        Section { title: "Standing signals", statements: signal::said(charter) },
        Section { title: "Living at a place", statements: residency::said(charter) },
        power_section("Who opens and closes places", &["places."]),
        power_section("Who changes the rules", &["charter."]),
        power_section("Who draws panels", &["panels."]),
        import_section(power_section("Until the society opens", &["import."])),
        Section {
            title: "Further powers",
            statements: others.map(|power| power_statement(charter, power)).collect(),
        },
        Section {
            title: "Emergency pauses",
            statements: charter.pauses.iter().map(|one| pauses::statement(charter, one)).collect(),
        },
        Section { title: "Offices", statements: offices(charter) },
        Section { title: "Panels and chance", statements: panel::explained(charter) },
        Section {
            title: "Stages",
            statements: [growing::stages(charter), succession::said(charter)].concat(),
        },
        Section {
            title: "Breach of the commandment",
            statements: charter.breach.iter().flat_map(|one| breach::said(charter, one)).collect(),
        },
        Section { title: "Leaving", statements: leaving(charter) },
        Section { title: "Rights that no charter can take away", statements: rights(charter) },
        Section { title: "What no one may do", statements: unheld(charter) },
    ];
    let mut sections: Vec<Section> =
        sections.into_iter().filter(|section| !section.statements.is_empty()).collect();
    let statements = sections.iter_mut().flat_map(|section| section.statements.iter_mut());
    for said in statements.filter(|said| is_left_to_people(&said.rule)) {
        said.text = format!("{} {LEFT_TO_PEOPLE_WORDS}", said.text);
    }
    sections
}

/// Says, where anything is brought in from before, when that is over at the latest.
fn import_section(mut section: Section) -> Section {
    if !section.statements.is_empty() {
        let text = format!("{IMPORT_MAX} after the founding it is over in any case.");
        section.statements.push(Statement { rule: "import.days".to_owned(), line: 0, text });
    }
    section
}

/// Returns whether the machine leaves it to people to carry a rule out.
#[must_use]
pub fn is_left_to_people(rule: &str) -> bool {
    LEFT_TO_PEOPLE.iter().any(|known| rule.starts_with(known))
}

/// Says what someone who is `who` may do: their own lines, those of everyone they belong to, and
/// what needs no line.
#[must_use]
pub fn what_may(charter: &Charter, who: &Who) -> Vec<Statement> {
    let is_person = !matches!(who, Who::Decision(_) | Who::Rule(_));
    let mut holders = vec![who.clone()];
    if is_person && *who != Who::Anyone {
        if !matches!(who, Who::Member | Who::Importer) {
            holders.push(Who::MemberPastProbation);
        }
        if *who != Who::Importer {
            holders.push(Who::Member);
        }
        holders.push(Who::Anyone);
    }
    let is_held = |power: &&Power| holders.contains(&power.who);
    let lines = charter.powers.iter().filter(is_held);
    let mut statements: Vec<Statement> =
        lines.map(|power| power_statement(charter, power)).collect();
    if is_person {
        let is_outside = matches!(who, Who::Anyone | Who::Importer);
        let there = charter.rights.iter().filter(|right| is_there_for(charter, right.action));
        let of_person = there.filter(|right| right.is_open || !is_outside);
        statements.extend(of_person.map(|right| right_statement(right.action, right.is_open)));
    }
    statements
}

/// Returns what people call the holder, to begin a sentence: `The founder`, `Any member`.
#[must_use]
pub fn holder_name(charter: &Charter, who: &Who) -> String {
    match who {
        Who::Anyone => "Anyone".to_owned(),
        Who::Member => "Any member".to_owned(),
        Who::MemberPastProbation => "Any member past probation".to_owned(),
        Who::Founder => "The founder".to_owned(),
        Who::Importer => "The importer".to_owned(),
        Who::Office(id) => match charter.office(id) {
            Some(office) if office.seats == 1 => format!("The office of {}", office.name),
            Some(office) => format!("Anyone in the office of {}", office.name),
            None => format!("The office {id}"),
        },
        Who::Decision(id) => format!("The decision \"{id}\""),
        Who::Rule(id) => format!("The rule \"{id}\""),
        Who::NoOne => "No one".to_owned(),
    }
}

/// Says one line of the table of powers, in a sentence.
#[must_use]
pub fn power_words(charter: &Charter, power: &Power) -> String {
    power_statement(charter, power).text
}

/// Says one line of the table of powers.
pub(super) fn power_statement(charter: &Charter, power: &Power) -> Statement {
    if let Some(text) = pauses::line_text(charter, power) {
        return Statement { rule: format!("power.{}", power.id), line: power.at.line, text };
    }
    let deed = words(power.may).map_or_else(|| format!("do `{}`", power.may), str::to_owned);
    let vouches = charter.admission.vouches;
    let mut text = match &power.who {
        Who::Rule(_) => format!("An applicant is admitted once {} vouched", have(vouches)),
        Who::Decision(id) => {
            let deciders = charter.decision(id).map_or_else(
                || "The members".to_owned(),
                |procedure| procedure.electorate.subject(charter),
            );
            format!("{deciders} may {deed}, by the decision \"{id}\"")
        }
        who => format!("{} may {deed}", holder_name(charter, who)),
    };
    if let Some(limit) = &power.up_to {
        text = format!("{text}, up to {}", limit_words(charter, limit));
        if is_of_several(charter, &power.who) {
            text.push_str(" for each of them");
        }
    }
    text.push_str(&waiting(charter, power));
    text.push('.');
    if power.is_locked {
        text.push(' ');
        text.push_str(LOCKED_WORDS);
    }
    Statement { rule: format!("power.{}", power.id), line: power.at.line, text }
}

/// Returns whether several people hold a line at once, each within a limit of their own (POW-3).
fn is_of_several(charter: &Charter, who: &Who) -> bool {
    match who {
        Who::Anyone | Who::Member | Who::MemberPastProbation => true,
        Who::Office(id) => charter.office(id).is_some_and(|office| office.seats > 1),
        Who::Decision(_) | Who::Founder | Who::Importer | Who::NoOne | Who::Rule(_) => false,
    }
}

/// Says how much value a line may move.
pub(super) fn limit_words(charter: &Charter, limit: &Limit) -> String {
    format!("{} in any {}", money(charter, limit.amount, &limit.asset), limit.per)
}

/// Says what lies between an act and its effect.
fn waiting(charter: &Charter, power: &Power) -> String {
    let after = match (&power.who, power.grace) {
        (Who::Decision(_), Seconds(0)) => "it takes effect when the decision does".to_owned(),
        (_, Seconds(0)) => return String::new(),
        (Who::Decision(_), grace) => {
            format!(
                "it takes effect {grace} after the result, or with the decision if that is later"
            )
        }
        (_, grace) => format!("it takes effect after {grace}"),
    };
    match power.challenge {
        Some(share) if power.who.is_decision() => {
            let then = match challenged(charter, power) {
                Challenged::Again => "send it to a second vote".to_owned(),
                Challenged::Members(id) => format!("send it to the decision \"{id}\""),
                Challenged::Over => "stop it".to_owned(),
            };
            format!("; {after}, unless {share} of the members object and {then}")
        }
        Some(share) => format!("; {after}, unless {share} of the members object"),
        None if power.who.is_decision() && power.grace == Seconds(0) => String::new(),
        None => format!("; {after}"),
    }
}

/// What comes of a decision to which enough members object (POW-8).
pub(super) enum Challenged<'a> {
    /// They vote on it again.
    Again,
    /// This decision of theirs has it, in place of an office or a panel.
    Members(&'a str),
    /// It is over: no decision of theirs carries it.
    Over,
}

/// Returns what comes of what a decision does under a line, if enough members object.
pub(super) fn challenged<'a>(charter: &'a Charter, power: &Power) -> Challenged<'a> {
    let of_members =
        |id: &String| charter.decision(id).is_none_or(|known| known.electorate.is_led_by_members());
    match &power.who {
        Who::Decision(id) if !of_members(id) => charter
            .members_decide(&[power.may])
            .map_or(Challenged::Over, |theirs| Challenged::Members(&theirs.id)),
        _ => Challenged::Again,
    }
}

/// Writes money with the decimals of its asset, of which zeros beyond the second are left out.
pub(super) fn money(charter: &Charter, amount: Amount, asset: &AssetId) -> String {
    let decimals = charter.asset(asset).map_or(0, |asset| asset.decimals);
    let mut number = amount.in_units(decimals);
    let is_long = |number: &str| number.split_once('.').is_some_and(|(_, places)| places.len() > 2);
    while is_long(&number) && number.ends_with('0') {
        number.pop();
    }
    format!("{number} {asset}")
}

/// Writes a number of vouches.
fn vouches_words(count: u32) -> String {
    if count == 1 { "1 vouch".to_owned() } else { format!("{count} vouches") }
}

/// Writes a number of members with its verb.
fn have(count: u32) -> String {
    if count == 1 { "1 member has".to_owned() } else { format!("{count} members have") }
}

/// Returns a statement about a single key.
pub(super) fn about(charter: &Charter, rule: &str, text: String) -> Statement {
    let line = charter.places.get(rule).map_or(0, |at: &Position| at.line);
    Statement { rule: rule.to_owned(), line, text }
}

fn society(charter: &Charter) -> Vec<Statement> {
    let society = &charter.society;
    let kind = match society.kind {
        Kind::StartupSociety => "a startup society",
        Kind::Hub => "a hub",
        Kind::NetworkUnion => "a network union",
        Kind::Archipelago => "an archipelago",
        Kind::NetworkState => "a network state",
        Kind::Circle => "a circle",
    };
    let mut statements = vec![
        about(charter, "society.name", format!("The society is called {}.", society.name)),
        about(charter, "society.kind", format!("It is {kind}.")),
        about(charter, "society.commandment", format!("Its commandment: {}", society.commandment)),
    ];
    if let Some(currency) = &society.currency {
        statements.push(about(charter, "society.currency", format!("It counts in {currency}.")));
    }
    statements.extend(look::statements(charter));
    for asset in &charter.assets {
        let (id, places) = (&asset.id, asset.decimals);
        let name = asset.name.as_ref().map_or(String::new(), |name| format!(" ({name})"));
        let holder =
            asset.held_by.as_ref().map_or(String::new(), |by| format!("; it is held by {by}"));
        let credit = asset.credit_limit.map(|most| {
            let most = money(charter, most, id);
            format!(" Members give each other credit in it, each down to {most} below nothing.")
        });
        let warned = asset.credit_warn.map(|warn| {
            let warn = money(charter, warn, id);
            format!(" Whoever goes further than {warn} below nothing is warned before.")
        });
        let issued = asset.issue_max.as_ref().map(|most| {
            let (amount, per) = (money(charter, most.amount, id), most.per);
            format!(" At most {amount} of it are issued in each {per}.")
        });
        let lost = asset.demurrage.as_ref().map(|Demurrage { share, every, to }| {
            format!(" What lies still loses {share} every {every} to the fund {to}.")
        });
        let more: String = [credit, warned, issued, lost].into_iter().flatten().collect();
        let text = format!("{id}{name} has {places} decimal places{holder}.{more}");
        statements.push(Statement { rule: format!("asset.{id}"), line: asset.at.line, text });
    }
    if charter.places.contains_key("treasury.fiscal_year") {
        let (month, day) = charter.books.fiscal_year;
        let text = format!("A fiscal year begins on {month:02}-{day:02}.");
        statements.push(about(charter, "treasury.fiscal_year", text));
    }
    if let Some(quiet) = charter.quiet {
        let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        let text = format!("Quiet hours last from {} to {}.", time(quiet.from), time(quiet.until));
        statements.push(about(charter, "quiet.from", text));
    }
    statements
}

fn joining(charter: &Charter) -> Vec<Statement> {
    let admission = &charter.admission;
    let who = match admission.application {
        Application::Open => "Anyone may apply for membership.",
        Application::Invite => "Only those whom a member invited may apply for membership.",
    };
    let vouches = match admission.vouches {
        0 => "No vouch is needed.".to_owned(),
        1 => "1 member must vouch for an applicant.".to_owned(),
        count => format!("{count} members must vouch for an applicant."),
    };
    let probation = match admission.probation {
        Seconds(0) => "There is no probation: who joins is past it at once.".to_owned(),
        length => format!(
            "Probation lasts {length} after joining; then, without anybody's help, one is past it."
        ),
    };
    let open = format!(
        "One member may have {} open (for people who have not joined yet) at once.",
        vouches_words(admission.open_vouches_max)
    );
    let mut statements = vec![
        about(charter, "admission.application", who.to_owned()),
        about(charter, "admission.vouches", vouches),
    ];
    if admission.vouches > 0 {
        statements.push(about(charter, "admission.open_vouches_max", open));
    }
    statements.push(about(charter, "admission.probation", probation));
    for consent in &charter.consents {
        let text = format!(
            "When \"{}\" changes, every member is asked again; of those who stay silent: {}.",
            consent.section, consent.silence
        );
        let rule = format!("consent.{}", consent.section);
        statements.push(Statement { rule, line: consent.at.line, text });
    }
    statements
}

/// Writes what begins a sentence so that it stands within one.
pub(super) fn within_sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Writes a word with a capital to begin a sentence.
pub(super) fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What holds of the seats of every office (OFF-4, OFF-5).
const SEATS_WORDS: &str = "A seat can be filled anew in the last quarter of its term, and at most 30 days before the end; a \
     later text with fewer seats takes nobody's before their term ends.";

fn offices(charter: &Charter) -> Vec<Statement> {
    let mut statements: Vec<Statement> = charter.offices.iter().map(office).collect();
    if let Some(first) = statements.first() {
        let (rule, line) = ("offices".to_owned(), first.line);
        statements.push(Statement { rule, line, text: SEATS_WORDS.to_owned() });
    }
    statements
}

fn office(office: &Office) -> Statement {
    let (seats, them) = if office.seats == 1 { ("seat", "it") } else { ("seats", "them") };
    let filled = match &office.drawn_by {
        Some(panel) => format!("the draw \"{panel}\" fills {them} by lot"),
        None => format!("the decision \"{}\" fills {them} from those who stand", office.filled_by),
    };
    let text = format!(
        "{} has {} {seats} for {} at a time; {filled}, and the decision \"{}\" may recall a holder.",
        office.name, office.seats, office.term, office.recalled_by
    );
    Statement { rule: format!("office.{}", office.id), line: office.at.line, text }
}

fn leaving(charter: &Charter) -> Vec<Statement> {
    let mut statements = Vec::new();
    if let Some(exit) = &charter.exit {
        statements.extend(leaving::said(charter, exit));
    }
    if let Some(fork) = &charter.fork {
        statements.extend(fork::said(charter, fork));
    }
    if let Some(dissent) = charter.dissent {
        let Dissent { from, to, longest } = dissent;
        let text = format!(
            "What more than {from} of the members object to takes effect later, the more object the later: after {longest} if {to} do."
        );
        statements.push(about(charter, "dissent.from", text));
    }
    statements
}

fn rights(charter: &Charter) -> Vec<Statement> {
    let rights = charter.rights.iter().filter(|right| is_there_for(charter, right.action));
    rights.map(|right| right_statement(right.action, right.is_open)).collect()
}

/// Returns whether a charter has what an action is about: of lots, nothing is said where none are drawn.
fn is_there_for(charter: &Charter, action: &str) -> bool {
    let has_hosts = charter.panels.iter().any(|panel| panel.of == PanelOf::HostResidents);
    match action {
        "panels.claim" | "panels.publish_list" => has_hosts,
        "panels.commit" | "panels.reveal" => {
            matches!(charter.chance, Some(Chance::Reveal { .. }))
        }
        "governance.offer" => charter.decisions.iter().any(|one| one.alternatives.is_some()),
        _ if action.starts_with("breach.") => charter.breach.is_some(),
        "places.vouch" => charter.residency.as_ref().is_some_and(|one| one.vouches.is_some()),
        _ if action.starts_with("places.") => charter.residency.is_some(),
        _ if action.starts_with("signals.") => !charter.signals.is_empty(),
        "fork.arrive" => true,
        _ if action.starts_with("fork.") => charter.fork.is_some(),
        _ => !action.starts_with("panels.") || !charter.panels.is_empty(),
    }
}

fn right_statement(action: &str, is_open: bool) -> Statement {
    let text = right_words(action).map_or_else(
        || {
            let holder = if is_open { "Anyone" } else { "Whoever it is about" };
            let deed = words(action).map_or_else(|| format!("do `{action}`"), str::to_owned);
            format!("{holder} may {deed}.")
        },
        str::to_owned,
    );
    Statement { rule: format!("right.{action}"), line: 0, text }
}

fn unheld(charter: &Charter) -> Vec<Statement> {
    let statement = |action: &&'static str| {
        let deed = words(action).map_or_else(|| format!("do `{action}`"), str::to_owned);
        let text = format!("No one may {deed}.");
        Statement { rule: format!("unheld.{action}"), line: 0, text }
    };
    // What a line says is nobody's is said there.
    let is_silent = |action: &&&'static str| {
        charter.lines_for(action).next().is_none() && !action.ends_with("pause")
    };
    let unheld = charter.unheld.iter().filter(is_silent);
    unheld.filter(|action| is_there_for(charter, action)).map(statement).collect()
}
