//! `polity power`: who may do what, and what one person can do: alone, and with others.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polity_machine::charter_text::outlook::{self, Come, LineOutlook, money_words};
use polity_machine::charter_text::{
    ActionClass, Body, Charter, Electorate, LimitNeed, Procedure, Who, actions, explain, what_may,
};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::society::founded;
use polity_machine::frame::state::{MemoryRecords, StateView};
use polity_machine::modules::charter::{query, standing};
use polity_machine::modules::governance::Terms;
use polity_machine::modules::{governance, membership, offices, panels, places};
use polity_machine::registry;
use polity_machine::testing::Society;
use polity_types::{PersonId, Seconds};
use serde::Serialize;

use crate::args::Where;
use crate::commands::charter::{parse, read};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::Session;

/// How far ahead spending is reckoned.
const AHEAD: Seconds = Seconds::days(30);

/// Powers.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Power {
    /// Says who may do an action, under which line, how much of it, and how long that holds.
    Who {
        /// Name of the action, `module.verb`; `polity op example` lists them.
        action: String,
        #[command(flatten)]
        law: Law,
    },
    /// Says what a person can do alone now, what they could spend in the next 30 days, and what they can
    /// do only with others.
    Of {
        /// The person, or the name of a key of theirs. With --charter: founder, member, "member past
        /// probation", anyone, or "office: ID".
        #[arg(default_value = "me")]
        person: String,
        #[command(flatten)]
        law: Law,
    },
}

/// Under which charter: that of a society, or one of a file.
#[derive(Debug, clap::Args)]
pub(crate) struct Law {
    /// A charter, a Markdown file, instead of that of a society.
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    charter: Option<PathBuf>,
    /// Stage of the file's charter, by its id; the first if left out.
    #[arg(long, value_name = "ID", requires = "charter")]
    stage: Option<String>,
    #[command(flatten)]
    at: Where,
}

/// Who may do an action.
#[derive(Debug, Serialize)]
struct WhoMay {
    action: &'static str,
    /// `power`, or `right` where no line is needed and none can narrow it, or `open` to anyone.
    class: &'static str,
    lines: Vec<LineOutlook>,
    /// By which emergency pause nobody can do it now, until when, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    paused: Option<String>,
    stage: Option<String>,
    /// In a sentence, where no line says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// What a person can do.
#[derive(Debug, Serialize)]
struct Reach {
    /// Lines under which they act without anybody else.
    alone: Vec<LineOutlook>,
    /// What needs no line, in sentences.
    rights: Vec<String>,
    /// What they could spend of the society's money in the next 30 days, line by line.
    spending: Vec<Spending>,
    stage: Option<String>,
    /// Acts of single persons that they can stop together with others, in sentences.
    stops: Vec<String>,
    who: String,
    with_others: Vec<Together>,
}

/// What could leave under a line.
#[derive(Debug, Serialize)]
struct Spending {
    /// Most. Unit: minor units.
    amount: polity_types::Amount,
    asset: polity_types::AssetId,
    power: String,
    text: String,
}

/// What is done by many.
#[derive(Debug, Serialize)]
struct Together {
    /// How many may vote now; absent for a charter in a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    eligible: Option<u64>,
    /// Whether the person is one of them.
    is_one_of_them: bool,
    may: Vec<LineOutlook>,
    /// Id of the decision procedure, or of the rule.
    procedure: String,
    /// How many of the eligible must take part.
    #[serde(skip_serializing_if = "Option::is_none")]
    quorum: Option<u64>,
    text: String,
    /// How many yes decide if all vote.
    #[serde(skip_serializing_if = "Option::is_none")]
    yes_if_all_vote: Option<u64>,
}

/// Runs a command on powers.
pub(crate) fn run(command: Power, output: &Output) -> Result<(), Failure> {
    match command {
        Power::Who { action, law } => who(&action, &law, output),
        Power::Of { person, law } => match &law.charter {
            Some(file) => of_role(&person, file, law.stage.as_deref(), output),
            None => of_person(&person, &law.at, output),
        },
    }
}

/// Reads a file's charter, and finds the place of a stage by its id.
fn from_file(
    file: &Path,
    stage: Option<&str>,
    output: &Output,
) -> Result<(Charter, usize), Failure> {
    let charter = parse(file, &read(file)?, output)?;
    let Some(id) = stage else { return Ok((charter, 0)) };
    let ids: Vec<&str> = charter.stages.iter().map(|stage| stage.id.as_str()).collect();
    let Some(place) = ids.iter().position(|known| *known == id) else {
        let hint = format!("Its stages: {}.", ids.join(", "));
        return Err(Failure::usage(format!("The charter has no stage {id:?}."), hint));
    };
    Ok((charter, place))
}

fn stage_name(charter: &Charter, place: usize) -> Option<String> {
    charter.stages.get(place).map(|stage| stage.name.clone())
}

fn who(action: &str, law: &Law, output: &Output) -> Result<(), Failure> {
    let Some(spec) = registry::spec_named(action) else {
        let message = format!("There is no action {action:?}.");
        return Err(Failure::usage(message, "`polity op example` lists all actions."));
    };
    let name = spec.name();
    let (charter, reached, lines, paused) = if let Some(file) = &law.charter {
        let (charter, reached) = from_file(file, law.stage.as_deref(), output)?;
        let lines = outlook::lines_for(&charter, Come::to(reached), name);
        (charter, reached, lines, None)
    } else {
        let session = Session::open(&law.at)?;
        let charter = session.charter_text()?;
        let running = session.running_time()?;
        let (reached, mut lines, paused) = session.look(&[], |state| {
            let paused = query::paused(state, name, running).map(|paused| {
                let until = Clock::read(state).wall(paused.until);
                format!("Nobody can now: paused until {until}, by {}.", paused.by)
            });
            (query::stage(&charter, state), standing::lines(&charter, state), paused)
        })?;
        lines.retain(|line| line.action == name);
        (charter, reached, lines, paused)
    };
    let deed = actions::words(name).unwrap_or(spec.words);
    let (class, text) = match spec.action.class {
        ActionClass::Open => ("open", Some(format!("Anyone may {deed}; no line can narrow it."))),
        ActionClass::Right => {
            ("right", Some(format!("Whoever it is about may {deed}; no line can narrow it.")))
        }
        ActionClass::Power if lines.is_empty() => ("power", Some(format!("No one may {deed}."))),
        ActionClass::Power => ("power", None),
    };
    let stage = stage_name(&charter, reached);
    let found = WhoMay { action: name, class, lines, paused, stage, text };
    output.data(&found, || {
        let mut text = found.text.clone().unwrap_or_default();
        if let Some(paused) = &found.paused {
            let _ = writeln!(text, "{paused}");
        }
        for line in &found.lines {
            told(line, &mut text);
        }
        text
    });
    Ok(())
}

/// Tells a line, under what, and how long it holds.
fn told(line: &LineOutlook, text: &mut String) {
    let how = match &line.who {
        Who::NoOne => "",
        _ if line.is_alone => "alone, ",
        _ => "together, ",
    };
    let until = line.until.as_deref().unwrap_or(if line.is_locked {
        "an amendment makes it less"
    } else {
        "the charter is amended"
    });
    let until = if line.who == Who::NoOne { "for good".into() } else { format!("until {until}") };
    let _ = writeln!(text, "{}", line.text);
    let _ =
        writeln!(text, "    {how}by line {} of the text, \"{}\", {until}", line.line, line.power);
    for then in &line.then {
        let _ = writeln!(text, "    then {then}");
    }
    if let Some(succession) = &line.succession {
        let _ = writeln!(text, "    {succession}");
    }
}

/// For whom a question is, as far as it matters which lines they hold.
struct Asker<'a> {
    context: &'a Context<'a>,
    holds: &'a dyn Fn(&Who) -> bool,
    is_in: &'a dyn Fn(&Electorate) -> bool,
    is_member: bool,
    /// None: the charter is one of a file, and has no members.
    state: Option<&'a dyn StateView>,
    who: String,
}

fn of_person(person: &str, at: &Where, output: &Output) -> Result<(), Failure> {
    let person = match person.parse::<PersonId>() {
        Ok(person) => person,
        Err(_) => KeyFile::read(&keyfile::path_of(person))?.person(),
    };
    let session = Session::open(at)?;
    let charter = session.charter_text()?;
    let (running, now) = (session.running_time()?, session.now());
    let society = session.society();
    let ahead = [
        query::current_key().to_owned(),
        membership::query::rolls_key().to_owned(),
        membership::query::member_key(person),
    ];
    let reach = session.look(&ahead, |state| {
        let records = MemoryRecords::default();
        let reached = query::stage(&charter, state);
        let context = Context {
            assertion: None,
            authority: Authority::Person { person },
            charter: Arc::new(query::in_force(charter.clone(), state)),
            height: Clock::read(state).height.next(),
            key: None,
            now,
            operation: None,
            records: &records,
            running,
            society,
            under: None,
        };
        let is_member = membership::query::is_member(state, person);
        let is_full = membership::query::is_full_member(state, person);
        let standing = match (is_member, is_full, founded(state).founder == person) {
            (true, _, true) if query::succeeded(state).is_some() => {
                "the founder, whose powers passed on, a member"
            }
            (true, _, true) => "the founder, a member",
            (true, true, false) => "a member past probation",
            (true, false, false) => "a member on probation",
            (false, _, true) => "the founder, a member no more",
            (false, ..) => "no member",
        };
        let asker = Asker {
            context: &context,
            holds: &|who| query::is_holder(who, &context, state),
            is_in: &|electorate| {
                electorate.bodies().any(|body| match body {
                    Body::Members => is_member,
                    Body::MembersPastProbation => is_full,
                    Body::Office(office) => offices::query::holds(state, &office.id, person),
                    Body::Panel(panel) => {
                        panels::query::holders(state, &panel.id, 0).contains(&person)
                    }
                    Body::Residents(at) => places::query::is_voter(state, &at.place, person),
                })
            },
            is_member,
            state: Some(state),
            who: format!("{person}, {standing}"),
        };
        reach_of(&asker, &charter, reached, state)
    })?;
    show(&reach, output);
    Ok(())
}

fn of_role(role: &str, file: &Path, stage: Option<&str>, output: &Output) -> Result<(), Failure> {
    let (charter, reached) = from_file(file, stage, output)?;
    let text = read(file)?;
    let reach = reach_of_role(role, &charter, &text, reached)?;
    show(&reach, output);
    Ok(())
}

/// Returns what somebody in a role can do under a charter, in a society that was just founded.
fn reach_of_role(
    role: &str,
    charter: &Charter,
    text: &str,
    reached: usize,
) -> Result<Reach, Failure> {
    let role = read_role(role, charter)?;
    let mut society = Society::under(text);
    let (person, state) = (society.founder.person, society.state.clone());
    let mut context = society.context(Authority::Person { person });
    context.charter = Arc::new(query::at_stage(charter.clone(), reached, &state));
    let held: &[Who] = match &role {
        Who::Founder => {
            &[Who::Founder, Who::Importer, Who::MemberPastProbation, Who::Member, Who::Anyone]
        }
        Who::Member => &[Who::Member, Who::Anyone],
        Who::Anyone => &[Who::Anyone],
        _ => &[Who::MemberPastProbation, Who::Member, Who::Anyone],
    };
    let is_member = role != Who::Anyone;
    let is_full = is_member && role != Who::Member;
    let asker = Asker {
        context: &context,
        holds: &|who| *who == role || held.contains(who),
        is_in: &|electorate| {
            electorate.bodies().any(|body| match body {
                Body::Members => is_member,
                Body::MembersPastProbation => is_full,
                Body::Office(office) => role == Who::Office(office.id.clone()),
                Body::Panel(_) | Body::Residents(_) => false,
            })
        },
        is_member,
        state: None,
        who: explain::holder_name(charter, &role),
    };
    Ok(reach_of(&asker, charter, reached, &state))
}

fn read_role(role: &str, charter: &Charter) -> Result<Who, Failure> {
    let office = role.strip_prefix("office:").map(str::trim);
    match (role, office) {
        ("anyone", _) => Ok(Who::Anyone),
        ("member", _) => Ok(Who::Member),
        ("member past probation", _) => Ok(Who::MemberPastProbation),
        ("founder" | "me", _) => Ok(Who::Founder),
        (_, Some(id)) if charter.office(id).is_some() => Ok(Who::Office(id.to_owned())),
        _ => Err(Failure::usage(
            format!("{role:?} is nobody whom a charter knows."),
            "Under a charter in a file: founder, member, \"member past probation\", anyone, or \
             \"office: ID\".",
        )),
    }
}

fn reach_of(asker: &Asker<'_>, written: &Charter, reached: usize, state: &dyn StateView) -> Reach {
    let lines = match asker.state {
        Some(state) => standing::lines(written, state),
        None => outlook::lines(written, Come::to(reached)),
    };
    let (alone, many): (Vec<LineOutlook>, Vec<LineOutlook>) =
        lines.into_iter().partition(|line| line.is_alone);
    let stops = alone.iter().filter(|_| asker.is_member).filter_map(|line| stop(line, asker));
    let stops = stops.collect();
    let alone: Vec<LineOutlook> =
        alone.into_iter().filter(|line| (asker.holds)(&line.who)).collect();
    let spending = alone.iter().filter_map(|line| spending(line, asker, state)).collect();
    let asks = if asker.is_member { Who::Member } else { Who::Anyone };
    let rights = what_may(written, &asks).into_iter();
    let rights = rights.filter(|said| said.rule.starts_with("right.")).map(|said| said.text);
    Reach {
        alone,
        rights: rights.collect(),
        spending,
        stage: stage_name(written, reached),
        stops,
        who: asker.who.clone(),
        with_others: together(asker, written, many),
    }
}

/// Says with how many others one stops what a single person announces under a line.
fn stop(line: &LineOutlook, asker: &Asker<'_>) -> Option<String> {
    let share = line.challenge.as_ref()?;
    let power = asker.context.charter.power(&line.power)?;
    let count = asker.state.and_then(|state| {
        let members = membership::query::rolls(state).members.count;
        Some(format!(", now {}", power.challenge?.smallest_of(members)))
    });
    let deed = actions::words(line.action).unwrap_or(line.action);
    let count = count.unwrap_or_default();
    let holder = &line.holder;
    Some(format!("When {} sets out to {deed}: {share} of the members{count}", lower(holder)))
}

/// Writes what begins a sentence so that it stands within one.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Returns what could leave in the next 30 days under a line that spends the society's money.
fn spending(line: &LineOutlook, asker: &Asker<'_>, state: &dyn StateView) -> Option<Spending> {
    let spec = registry::spec_named(line.action)?;
    if spec.action.limit != LimitNeed::Required {
        return None;
    }
    let charter = &asker.context.charter;
    let power = charter.power(&line.power)?;
    let asset = power.up_to.as_ref()?.asset.clone();
    let amount = query::most_within(power, AHEAD, asker.context, state)?;
    let deed = actions::words(line.action).unwrap_or(line.action);
    let money = money_words(charter, amount, &asset);
    let text = format!("{money}, to {deed}, under \"{}\"", line.power);
    Some(Spending { amount, asset, power: line.power.clone(), text })
}

/// Groups the lines that nobody holds alone by the decision or rule that does.
fn together(asker: &Asker<'_>, charter: &Charter, lines: Vec<LineOutlook>) -> Vec<Together> {
    let mut groups: Vec<Together> = Vec::new();
    for line in lines {
        let (Who::Decision(id) | Who::Rule(id)) = &line.who else { continue };
        if let Some(group) = groups.iter_mut().find(|group| group.procedure == *id) {
            group.may.push(line);
            continue;
        }
        groups.push(match charter.decision(id) {
            Some(procedure) => deciding(asker, procedure, charter, line),
            None => Together {
                eligible: None,
                is_one_of_them: asker.is_member,
                procedure: id.clone(),
                quorum: None,
                text: line.text.clone(),
                may: vec![line],
                yes_if_all_vote: None,
            },
        });
    }
    groups
}

fn deciding(
    asker: &Asker<'_>,
    procedure: &Procedure,
    charter: &Charter,
    line: LineOutlook,
) -> Together {
    let rule = format!("decision.{}", procedure.id);
    let said = explain::explain(charter).into_iter().flat_map(|section| section.statements);
    let said = said.into_iter().find(|said| said.rule == rule);
    let terms = Terms::from(procedure);
    let eligible =
        asker.state.map(|state| governance::query::eligible_now(state, &procedure.electorate));
    // Of several bodies each has a quorum and a count of its own, which its sentence says.
    let as_one = eligible.filter(|_| procedure.electorate.one().is_some());
    Together {
        eligible,
        is_one_of_them: (asker.is_in)(&procedure.electorate),
        may: vec![line],
        procedure: procedure.id.clone(),
        quorum: as_one.map(|eligible| terms.quorum_of(eligible)),
        text: said.map_or_else(String::new, |said| said.text),
        yes_if_all_vote: procedure.threshold.and(as_one).map(|eligible| terms.yes_needed(eligible)),
    }
}

fn show(reach: &Reach, output: &Output) {
    output.data(reach, || {
        let mut text = format!("{}\n\nAlone, now:\n", reach.who);
        for line in &reach.alone {
            told(line, &mut text);
        }
        if reach.alone.is_empty() {
            text.push_str("Nothing but what needs no line.\n");
        }
        text.push_str("\nOf the society's money, alone, in the next 30 days:\n");
        for spending in &reach.spending {
            let _ = writeln!(text, "At most {}.", spending.text);
        }
        match reach.spending.len() {
            0 => text.push_str("Nothing.\n"),
            1 => {}
            _ => text.push_str("What leaves under one line counts under the others too.\n"),
        }
        text.push_str("\nWith others:\n");
        for group in &reach.with_others {
            group.told(&mut text);
        }
        if !reach.stops.is_empty() {
            text.push_str("\nBy objecting, with others, before it takes effect:\n");
            reach.stops.iter().for_each(|stop| {
                let _ = writeln!(text, "{stop}.");
            });
        }
        text.push_str("\nWhat needs no line:\n");
        reach.rights.iter().for_each(|right| {
            let _ = writeln!(text, "{right}");
        });
        text
    });
}

impl Together {
    fn told(&self, text: &mut String) {
        let _ = writeln!(text, "{}", self.text);
        let own = if self.is_one_of_them { "one of them" } else { "not one of them" };
        let counts = match (self.eligible, self.quorum, self.yes_if_all_vote) {
            (Some(eligible), Some(quorum), Some(yes)) => format!(
                "; {eligible} may vote now, {quorum} must take part, {yes} yes decide if all vote"
            ),
            (Some(eligible), ..) => format!("; {eligible} may take part now"),
            (None, ..) => String::new(),
        };
        let _ = writeln!(text, "    {own}{counts}");
        for line in &self.may {
            let deed = actions::words(line.action).unwrap_or(line.action);
            let _ = writeln!(text, "    to {deed} (\"{}\")", line.power);
        }
    }
}
