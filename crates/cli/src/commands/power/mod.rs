//! `polity power`: who may do what, and what one person can do: alone, and with others.

mod together;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use polity_machine::charter_text::outlook::{self, Come, LimitOutlook, LineOutlook, money_words};
use polity_machine::charter_text::{
    ActionClass, Body, Charter, Electorate, Limit, LimitNeed, Power as Line, Who, actions, explain,
    what_may,
};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::{Authority, Context};
use polity_machine::frame::society::founded;
use polity_machine::frame::state::{MemoryRecords, StateView};
use polity_machine::modules::charter::{query, standing};
use polity_machine::modules::{membership, offices, panels, places};
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

use together::Together;

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
    /// What of the society's money they could have leave by votes in which only they may vote, in words.
    spending_by_vote: Vec<String>,
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
    /// Until when it stays so, read after "until"; absent: until the charter is amended.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
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
    let until = line.until.as_deref().unwrap_or(match line.who {
        // IMP-1. Who opens the society does it once.
        _ if line.action == "import.close" => "it is done, ninety days after the founding at most",
        Who::Importer => "the society opens, ninety days after the founding at most",
        _ if line.is_locked => "an amendment makes it less",
        _ => "the charter is amended",
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
    /// How far the society has come, for a charter in a file.
    come: Come<'static>,
    holds: &'a dyn Fn(&Who) -> bool,
    /// Whether it is the founder, who for some time is the only one who votes.
    is_founder: bool,
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
            come: Come::to(reached),
            holds: &|who| query::is_holder(who, &context, state),
            is_founder: founded(state).founder == person,
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
    show(&reach, &charter, true, output);
    Ok(())
}

fn of_role(role: &str, file: &Path, stage: Option<&str>, output: &Output) -> Result<(), Failure> {
    let (charter, reached) = from_file(file, stage, output)?;
    let text = read(file)?;
    let reach = reach_of_role(role, &charter, &text, reached)?;
    show(&reach, &charter, false, output);
    Ok(())
}

/// Returns what somebody in a role can do under a charter: in a society that was just founded, or, for whoever holds an
/// office, after its first election.
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
    let is_elected = matches!(role, Who::Office(_));
    let was_filled: &'static dyn Fn(&str) -> bool = if is_elected { &|_| true } else { &|_| false };
    let is_member = role != Who::Anyone;
    let is_full = is_member && role != Who::Member;
    let asker = Asker {
        context: &context,
        come: Come { is_founder_gone: false, reached, was_filled },
        holds: &|who| *who == role || held.contains(who),
        is_founder: role == Who::Founder,
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
        None => outlook::lines(written, asker.come),
    };
    let (alone, many): (Vec<LineOutlook>, Vec<LineOutlook>) =
        lines.into_iter().partition(|line| line.is_alone);
    let stops = alone.iter().filter(|_| asker.is_member).filter_map(|line| stop(line, asker));
    let stops = stops.collect();
    let alone: Vec<LineOutlook> =
        alone.into_iter().filter(|line| (asker.holds)(&line.who)).collect();
    let spending = alone.iter().filter_map(|line| spending(line, asker, state)).collect();
    let with_others = together::together(asker, written, many);
    let asks = if asker.is_member { Who::Member } else { Who::Anyone };
    let rights = what_may(written, &asks).into_iter();
    let rights = rights.filter(|said| said.rule.starts_with("right.")).map(|said| said.text);
    Reach {
        alone,
        rights: rights.collect(),
        spending,
        spending_by_vote: together::spending(&with_others, written),
        stage: stage_name(written, reached),
        stops,
        who: asker.who.clone(),
        with_others,
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

/// Writes what stands within a sentence so that it begins one.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns what could leave in the next 30 days under a line that spends the society's money.
fn spending(line: &LineOutlook, asker: &Asker<'_>, state: &dyn StateView) -> Option<Spending> {
    let spec = registry::spec_named(line.action)?;
    if spec.action.limit != LimitNeed::Required {
        return None;
    }
    let charter = &asker.context.charter;
    // As the line stands for them: perhaps after an election that this charter still waits for.
    let LimitOutlook { amount, asset, per } = line.limit.clone()?;
    let up_to = Some(Limit { amount, asset: asset.clone(), per });
    let power = Line { up_to, ..charter.power(&line.power)?.clone() };
    let amount = query::most_within(&power, AHEAD, asker.context, state)?;
    let deed = actions::words(line.action).unwrap_or(line.action);
    let money = money_words(charter, amount, &asset);
    let until = line.until.clone();
    let holds = until.as_ref().map_or_else(String::new, |until| format!(", until {until}"));
    let text = format!("{money}, to {deed}, under \"{}\"{holds}", line.power);
    Some(Spending { amount, asset, power: line.power.clone(), text, until })
}

fn show(reach: &Reach, charter: &Charter, is_of_society: bool, output: &Output) {
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
        if !reach.spending_by_vote.is_empty() {
            text.push_str(if is_of_society {
                "\nOf the society's money, by a vote in which nobody else may vote now:\n"
            } else {
                "\nOf the society's money, by a vote, as long as nobody else may vote:\n"
            });
            reach.spending_by_vote.iter().for_each(|said| {
                let _ = writeln!(text, "{}.", capital(said));
            });
        }
        together::told(reach, charter, is_of_society, &mut text);
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
