//! What `polity proposal` shows: lists, and one proposal with what it would do.

use std::fmt::Write as _;

use polity_machine::Action;
use polity_machine::charter_text::diff::Diff;
use polity_machine::charter_text::{BallotForm, Charter, Electorate, Method};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::state::StateView;
use polity_machine::modules::governance::query::Standing;
use polity_machine::modules::governance::{
    Alternative, BodyVotes, ByBody, Content, Newcomers, Outcome, Proposal, ProposalResult, Stage,
    Strength, Sum, Tally, Verdict, Wait, by_body, query, weigh,
};
use polity_machine::modules::{membership, offices};
use polity_types::{Hash, PersonId, Timestamp};
use serde::Serialize;

use super::choices::{self, Choice, Told, choices};
use super::over::{self, Lists, Taken};
use crate::failure::Failure;
use crate::output::Output;
use crate::reading::{shown, title_of};
use crate::session::Session;

/// Proposals that are looked at to find one's own. Unit: proposals.
const SEARCHED_MAX: u64 = 64;

/// A proposal in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    /// Who brought it; none: it opened by itself.
    author: Option<PersonId>,
    /// What was taken, of several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chosen: Vec<Taken>,
    /// When the stage ends, or when it was over, in time of day.
    pub(crate) ends: Option<Timestamp>,
    is_open: bool,
    pub(crate) number: u64,
    procedure: String,
    /// How the members voted or what they took, in words, once it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<String>,
    /// How far it has come, or how it ended, in words.
    pub(crate) stage: String,
    /// First line of its text.
    title: String,
    /// What it is called where it has no text.
    #[serde(skip)]
    heading: String,
    #[serde(skip)]
    text: Option<Hash>,
    /// Why its vote opens later than its rule says, or will, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    waits: Option<String>,
}

/// Says why the next vote on a proposal opens later than its rule says, or will, and when (GOV-60).
fn waits(wait: Wait, clock: &Clock) -> String {
    match wait {
        Wait::Begun { until } => format!(
            "half or more of the members were on probation when its vote was to open: it waits for them, until {}",
            clock.wall(until)
        ),
        Wait::Ahead { newcomers: Newcomers { members, on_probation }, until } => format!(
            "{on_probation} of {members} members are on probation, half or more: if it is so when the vote is to open, \
             it waits for them, until {}",
            clock.wall(until)
        ),
    }
}

impl Row {
    /// `charter`: the one in force.
    fn open(
        number: u64,
        proposal: &Proposal,
        charter: &Charter,
        (state, clock): (&dyn StateView, &Clock),
    ) -> Self {
        let probation = charter.admission.probation;
        let content = proposal.text.is_none().then(|| query::content(state, number)).flatten();
        let office = content.as_ref().and_then(|one| offices::query::office_of(one.acts(&[])));
        Self {
            chosen: Vec::new(),
            heading: choices::heading(office, charter, proposal.challenged.as_ref()),
            result: None,
            waits: query::wait((number, proposal), probation, state).map(|wait| waits(wait, clock)),
            author: proposal.author,
            ends: Some(clock.wall(proposal.place.at)),
            is_open: true,
            number,
            procedure: proposal.procedure.clone(),
            stage: proposal.stage.word().into(),
            text: proposal.text,
            title: String::new(),
        }
    }

    /// `office`: which one was filled, if it was an election and that is known.
    pub(super) fn over(
        number: u64,
        (result, chosen): (&ProposalResult, Vec<Taken>),
        office: Option<&str>,
        charter: &Charter,
    ) -> Self {
        Self {
            heading: choices::heading(office, charter, result.challenged.as_ref()),
            result: Some(over::result_words(result, &chosen)),
            chosen,
            author: result.author,
            ends: Some(result.closed),
            is_open: false,
            number,
            procedure: result.procedure.clone(),
            stage: ended(&result.outcome),
            text: result.text,
            title: String::new(),
            waits: None,
        }
    }

    pub(super) fn titled(mut self, session: &Session) -> Result<Self, Failure> {
        let title = self.text.map(|text| session.title(&text)).transpose()?;
        let untitled = match self.author {
            Some(_) => "(no text)".to_owned(),
            None => self.heading.clone(),
        };
        self.title = title.flatten().unwrap_or(untitled);
        Ok(self)
    }

    pub(super) fn line(&self) -> String {
        let Self { is_open, number, stage, title, .. } = self;
        let result = self.result.as_ref().map(|result| format!(": {result}")).unwrap_or_default();
        let until = if *is_open { "until " } else { "" };
        let ends = self.ends.map(|ends| format!(", {until}{ends}")).unwrap_or_default();
        let waits = self.waits.as_ref().map(|waits| format!("\n   {waits}")).unwrap_or_default();
        format!("{number}  {title}\n   {stage}{ends}{result}{waits}")
    }
}

impl Row {
    /// Begins the text about one proposal.
    pub(super) fn begins(&self) -> String {
        let mut text = format!("{}\n   by the decision “{}”\n", self.line(), self.procedure);
        if let Some(author) = self.author {
            let _ = writeln!(text, "   brought by {author}");
        }
        text
    }
}

pub(super) fn ended(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done => "took effect".into(),
        Outcome::Lapsed => "lapsed: too few members supported it".into(),
        Outcome::Failed { refused, .. } => {
            format!("passed, and was refused: {}, {}", refused.code, refused.rule)
        }
        Outcome::Rejected { verdict } => decides(*verdict).into(),
        Outcome::Withdrawn => "withdrawn".into(),
    }
}

fn decides(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NoQuorum => "too few took part",
        Verdict::Passed => "passed",
        Verdict::Rejected => "rejected",
    }
}

/// Returns the newest proposal with this author and text, and by which method its vote is counted.
pub(crate) fn brought(
    session: &Session,
    author: PersonId,
    text: Hash,
) -> Result<Option<(Row, Method)>, Failure> {
    let charter = session.charter_text()?;
    session.look(&[], |state| {
        let made = query::counts(state).made;
        let newest = made.saturating_sub(SEARCHED_MAX)..=made;
        newest.rev().find_map(|number| {
            let proposal = query::proposal(state, number)?;
            let is_it = proposal.author == Some(author) && proposal.text == Some(text);
            let clock = Clock::read(state);
            let method = proposal.terms.asks(proposal.round);
            is_it.then(|| (Row::open(number, &proposal, &charter, (state, &clock)), method))
        })
    })
}

/// A proposal in the state.
enum Found {
    Open(Box<Row>),
    Over { chosen: Vec<Taken>, number: u64, over: Box<ProposalResult> },
}

/// Lists proposals, newest first.
pub(crate) fn list(
    session: &Session,
    all: bool,
    limit: u64,
    output: &Output,
) -> Result<(), Failure> {
    let made = session.look(&[], |state| query::counts(state).made)?;
    let numbers = made.saturating_sub(limit).saturating_add(1)..=made;
    let keys = |number: u64| {
        let over = all.then(|| query::result_key(number));
        [query::proposal_key(number), query::content_key(number)].into_iter().chain(over)
    };
    let rolls = membership::query::rolls_key().to_owned();
    let ahead: Vec<String> = numbers.clone().flat_map(keys).chain([rolls]).collect();
    let charter = session.charter_text()?;
    let found: Vec<Found> = session.look(&ahead, |state| {
        let clock = Clock::read(state);
        let row = |number: u64| match query::proposal(state, number) {
            Some(open) => {
                Some(Found::Open(Box::new(Row::open(number, &open, &charter, (state, &clock)))))
            }
            None if all => {
                let over = query::result(state, number)?;
                let chosen = over::chosen(&over, state);
                Some(Found::Over { chosen, number, over: Box::new(over) })
            }
            None => None,
        };
        numbers.rev().filter_map(row).collect()
    })?;
    let lists = std::cell::OnceCell::new();
    let row = |found: Found| match found {
        Found::Open(row) => row.titled(session),
        Found::Over { chosen, number, over } => {
            // Which office an election filled, the record of how it ended does not say.
            let is_asked = over::is_election(&over);
            let lists = is_asked.then(|| lists.get_or_init(|| Lists::of(session)));
            let known = lists.map(|lists| lists.decided(number, &over)).transpose()?;
            let known = known.and_then(Result::ok);
            let office = known.as_ref().and_then(|known| offices::query::office_of(known.acts()));
            Row::over(number, (&over, chosen), office, &charter).titled(session)
        }
    };
    let rows: Vec<Row> = found.into_iter().map(row).collect::<Result<_, _>>()?;
    output.data(&rows, || {
        let lines: Vec<String> = rows.iter().map(Row::line).collect();
        match (lines.is_empty(), all) {
            (false, _) => session.named(&lines.join("\n")),
            (true, false) => "No proposal is open. See those that are over with --all.".into(),
            (true, true) => "No proposal was made yet.".into(),
        }
    });
    if !rows.is_empty() {
        output.talk(
            "See one, and who gains and who loses by an amendment: polity proposal show NUMBER",
        );
    }
    Ok(())
}

/// Another version of a proposal that is discussed.
#[derive(Serialize)]
struct Version {
    author: PersonId,
    number: u64,
    /// How many members support it.
    sponsors: u64,
    text: Hash,
    title: String,
}

/// What is shown of one proposal that is not over.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    row: Row,
    /// What it would do.
    actions: Vec<Action>,
    /// Other versions that were brought while it is discussed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alternatives: Vec<Version>,
    /// What it changes in the charter: rules, and who gains and who loses, for each amendment in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    amends: Vec<Diff>,
    /// How each body votes, where several do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<ByBody>,
    /// People who could vote, empty seats among them.
    eligible: u64,
    /// What is chosen from, each with what it does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
    /// By which method ballots are counted now.
    method: Method,
    /// How many members object while it waits for its effect; and how many send it to another vote, if any do.
    #[serde(skip_serializing_if = "Option::is_none")]
    objections: Option<(u64, Option<u64>)>,
    /// Titles of what is chosen from.
    options: Vec<String>,
    /// How many ballots make the quorum.
    #[serde(skip_serializing_if = "Option::is_none")]
    quorum: Option<u64>,
    /// How many members support it, and must, where that is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsors: Option<(u64, u64)>,
    /// Where a request stands that gathers conviction, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    strength: Option<String>,
    /// What the ballots so far would decide, where yes or no or consent is asked and voting is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<Verdict>,
    /// The ballots so far; absent while the charter wants them left off (a courtesy: the log has them).
    #[serde(skip_serializing_if = "Option::is_none")]
    tally: Option<Tally>,
    /// How one takes part as it stands now, in words with the command.
    way: String,
    /// What the votes of a mix weigh.
    #[serde(skip_serializing_if = "Option::is_none")]
    weights: Option<String>,
    /// The whole text, from its hash.
    whole: Option<String>,
    /// How many yes decide, if no more yes and no are cast than now.
    #[serde(skip_serializing_if = "Option::is_none")]
    yes_needed: Option<u64>,
}

/// Shows a proposal.
pub(crate) fn show(session: &Session, number: u64, output: &Output) -> Result<(), Failure> {
    let keys = [query::content_key, query::proposal_key, query::result_key, query::tally_key];
    let charter = session.charter_text()?;
    let (open, content, over, standing, strength, alternatives, opened, people, needed) =
        session.look(&keys.map(|key| key(number)), |state| {
            let (open, content) = (query::proposal(state, number), query::content(state, number));
            let over = query::result(state, number);
            let (clock, strength) = (Clock::read(state), query::strength(state, number));
            let strength = strength.map(|strength| strength_words(&strength, &clock));
            let standing = query::standing(state, number);
            let alternatives = query::alternatives(state, number);
            let opened =
                open.as_ref().map(|open| Row::open(number, open, &charter, (state, &clock)));
            let options = content.iter().filter_map(|content| content.contest.as_ref());
            let options = options.flat_map(|contest| &contest.options);
            let people: Vec<_> =
                options.map(|option| choices::person(&option.title, state)).collect();
            let graced = open.as_ref().filter(|open| open.stage == Stage::Grace);
            let needed = graced.and_then(|open| query::objections_needed(state, open, &charter));
            (open, content, over, standing, strength, alternatives, opened, people, needed)
        })?;
    if let Some(over) = over {
        return over::show(session, number, &over, &charter, output);
    }
    let (Some(open), Some(row), Some(standing)) = (open, opened, standing) else {
        let message = format!("There is no proposal {number}.");
        return Err(Failure::usage(message, "See `polity proposal list --all`."));
    };
    let is_hidden = standing.is_hidden;
    let sponsors = (open.terms.sponsors > 0).then_some((open.sponsors.count, open.terms.sponsors));
    let objections = (open.stage == Stage::Grace).then_some((open.objections.count, needed));
    let asked = open.terms.asks(open.round);
    let Numbers { quorum, verdict, yes_needed } = numbers(&open, &standing);
    let Standing { bodies, eligible, tally, .. } = standing;
    let whole = whole_of(&row, session)?;
    let Content { actions, contest } = content.unwrap_or_default();
    let mut told = Told::default();
    let choices = choices(contest.as_ref(), &people);
    if let Some(contest) = &contest {
        let taken = choices::taken(contest, asked, session)?;
        let _ = writeln!(told.text, "   {taken}");
    }
    told.choices(&choices, session)?;
    told.acts(&actions, 1, session)?;
    let Told { amends, text: told, .. } = told;
    let options = choices.iter().map(|choice| choice.title.clone()).collect();
    let row = row.titled(session)?;
    let (bodies, weights) = by_bodies(Some(&open.terms.electorate), &bodies);
    let (bodies, weights) = if is_hidden { (Vec::new(), None) } else { (bodies, weights) };
    let ends = row.ends.map(|ends| ends.to_string()).unwrap_or_default();
    let way = choices::way(number, open.stage, asked, &ends);
    // From the opening of the vote on, those that are joined are among the options.
    let is_discussed = open.stage == Stage::Discussion;
    let version = |(number, one): (u64, Alternative)| Version {
        author: one.author,
        number,
        sponsors: one.sponsors.count,
        text: one.text,
        title: title_of(&one.title),
    };
    let alternatives = alternatives.into_iter().filter(|_| is_discussed).map(version).collect();
    let shown = Shown {
        row,
        actions,
        alternatives,
        amends,
        bodies,
        choices,
        eligible,
        method: asked,
        objections,
        options,
        quorum: quorum.filter(|_| !is_hidden),
        sponsors,
        strength: strength.filter(|_| !is_hidden),
        tally: Some(tally).filter(|_| !is_hidden),
        verdict: verdict.filter(|_| !is_hidden),
        way,
        weights,
        whole,
        yes_needed: yes_needed.filter(|_| !is_hidden),
    };
    output.data(&shown, || session.named(&text_of(&shown, &told)));
    Ok(())
}

/// Returns the whole text of a proposal, fit to be shown.
pub(super) fn whole_of(row: &Row, session: &Session) -> Result<Option<String>, Failure> {
    let whole = row.text.map(|text| session.record(&text)).transpose()?.flatten();
    Ok(whole.map(|text| shown(&String::from_utf8_lossy(&text))))
}

/// Returns how each body votes or voted, and what the votes of a mix weigh.
pub(super) fn by_bodies(
    electorate: Option<&Electorate>,
    bodies: &[BodyVotes],
) -> (Vec<ByBody>, Option<String>) {
    let weights = match electorate {
        Some(Electorate::Mix { parts }) => Some(weigh(parts, bodies).to_string()),
        _ => None,
    };
    (electorate.map_or_else(Vec::new, |electorate| by_body(electorate, bodies)), weights)
}

/// What an open vote needs, and what its ballots so far would decide.
#[derive(Default)]
struct Numbers {
    quorum: Option<u64>,
    verdict: Option<Verdict>,
    yes_needed: Option<u64>,
}

/// Returns how many ballots an open vote needs, where yes or no is asked how many yes decide, and there and where consent
/// is asked what the ballots so far would: of several bodies each says its own.
fn numbers(open: &Proposal, standing: &Standing) -> Numbers {
    let is_of_one = open.terms.electorate.one().is_some();
    let is_open = matches!(open.stage, Stage::Voting);
    if !is_of_one || !is_open {
        return Numbers::default();
    }
    let form = open.terms.asks(open.round).form();
    let (is_yes_no, is_consent) = (form == BallotForm::YesNo, form == BallotForm::Consent);
    Numbers {
        quorum: Some(standing.quorum).filter(|quorum| *quorum > 0),
        verdict: (is_yes_no || is_consent).then_some(standing.verdict),
        yes_needed: is_yes_no.then_some(standing.yes_needed),
    }
}

/// Tells ballots. `method`: how they are counted, where it is known; `of`: among whom, in words.
pub(super) fn counted(tally: &Tally, method: Option<Method>, of: &str, text: &mut String) {
    let Tally { abstain, no, options, yes, .. } = tally;
    let votes = tally.votes();
    let weight = if votes == tally.roll.count {
        String::new()
    } else {
        format!(", counted for {votes} votes,")
    };
    let said = if method.is_some_and(|method| method.form() == BallotForm::Consent) {
        format!("{no} object, {yes} consent, {abstain} stand aside")
    } else {
        format!("{yes} yes, {no} no, {abstain} abstain, {options} on options")
    };
    let _ = writeln!(text, "   {} ballots{weight}{of}: {said}", tally.roll.count);
}

/// Tells how each body votes or voted.
pub(super) fn bodies_text(bodies: &[ByBody], weights: Option<&str>, text: &mut String) {
    for ByBody { abstain, body, eligible, no, quorum, share, voted, yes, yes_needed, .. } in bodies
    {
        let needs = match (share, quorum, yes_needed) {
            (Some(share), ..) => format!("weighs {share}"),
            (None, Some(quorum), Some(needed)) => {
                format!("{quorum} must vote, {needed} yes if nobody else does")
            }
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "   {body}: {voted} of {eligible} voted: {yes} yes, {no} no, {abstain} abstain; {needs}"
        );
    }
    if let Some(weights) = weights {
        let _ = writeln!(text, "   {weights}");
    }
}

/// Tells what ballots give for and against, where they give more or less than one vote.
pub(super) fn sum_text(tally: &Tally, text: &mut String) {
    let Sum { against, pro } = tally.sum;
    if tally.sum != Sum::default() {
        let _ = writeln!(text, "   they give {pro} for it, {against} against");
    }
}

fn text_of(shown: &Shown, told: &str) -> String {
    let Shown { row, tally, way, .. } = shown;
    let mut text = row.begins();
    text.push_str(told);
    let _ = writeln!(text, "   {way}");
    for Version { author, number, sponsors, title, .. } in &shown.alternatives {
        let _ = writeln!(
            text,
            "   version {number}: {title}, brought by {author}, supported by {sponsors}"
        );
    }
    if let Some((count, needed)) = shown.sponsors {
        let _ = writeln!(text, "   {count} of {needed} members that it needs support it");
    }
    if let Some((count, needed)) = shown.objections {
        let _ = match needed {
            Some(needed) => {
                writeln!(text, "   {count} of {needed} objections that send it to another vote")
            }
            None => writeln!(text, "   {count} object, which sends it to no other vote"),
        };
    }
    match tally {
        Some(tally) => {
            let of = format!(" of {} who may vote", shown.eligible);
            counted(tally, Some(shown.method), &of, &mut text);
        }
        None => text.push_str(
            "   the totals are left off until the vote ends (a courtesy: the log has the ballots)\n",
        ),
    }
    if let Some(quorum) = shown.quorum {
        let _ = writeln!(text, "   ballots that make the quorum: {quorum}");
    }
    if let Some(verdict) = shown.verdict {
        let needs = match shown.yes_needed {
            Some(needed) => format!("{needed} yes carry it as the ballots are"),
            None => "one objection stops it".to_owned(),
        };
        let _ = writeln!(text, "   {needs}; if the vote ended now: {}", decides(verdict));
    }
    bodies_text(&shown.bodies, shown.weights.as_deref(), &mut text);
    if let Some(tally) = tally {
        sum_text(tally, &mut text);
    }
    if let Some(strength) = &shown.strength {
        let _ = writeln!(text, "   {strength}");
    }
    if let Some(whole) = &shown.whole {
        let _ = write!(text, "\n{whole}");
    }
    text
}

/// Says where a request stands: strength as a part of what all support together would come to.
fn strength_words(strength: &Strength, clock: &Clock) -> String {
    let needed = strength.needed.map(|needed| strength.share(needed));
    let needed = needed.map_or_else(
        || "it asks for too much of the fund".to_owned(),
        |needed| format!("{needed} carries it"),
    );
    let due = strength.due.map_or_else(
        || "never, as it stands".to_owned(),
        |due| format!("on {}, if nothing changes", clock.wall(due)),
    );
    format!(
        "support by {} points; strength {} now, {} in the end; {needed}: {due}",
        strength.points,
        strength.share(strength.value),
        strength.share(strength.comes_to)
    )
}
