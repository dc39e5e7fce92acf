//! Who takes part in a decision, how, and until when: sentences and commands for its page.

use polity_machine::charter_text::{
    BallotForm, Body, CREDITS, Charter, Electorate, Method, POINTS,
};
use polity_machine::frame::clock::Clock;
use polity_machine::frame::context::Context;
use polity_machine::frame::state::StateView;
use polity_machine::modules::charter::{self, Version};
use polity_machine::modules::governance::{
    BodyVotes, ByBody, Content, Contest, ContestBudget, ContestOption, Outcome, Proposal, Stage,
    Strength, Tally, Target, Terms, Verdict, Wait, by_body, query, weigh,
};
use polity_machine::modules::treasury;
use polity_types::{Amount, Timestamp};
use polity_views::{BallotRow, ProposalRow};

use super::decisions::STOPPED;
use super::telling::Teller;
use super::{Moment, deed, escaped, link_to_text, measure};
use crate::words::{say, t, term};

/// A way to take part: what it is, and the command.
pub(crate) struct Way {
    pub(crate) command: String,
    pub(crate) words: &'static str,
}

/// What somebody with a key in the browser may do on the page of a decision.
pub(crate) struct Sheet {
    /// Credits to spend on votes, which cost their square.
    pub(crate) credits: u64,
    /// The highest number of points.
    pub(crate) high: i64,
    /// Whether votes cost their square.
    pub(crate) is_square: bool,
    /// What a ballot says, in a word; empty: no vote is open.
    pub(crate) kind: &'static str,
    /// Whether options may share a rank.
    pub(crate) ties: bool,
    /// Titles of the options, where the ballot speaks of some.
    pub(crate) options: Vec<String>,
    /// The money that is shared out, where the ballot speaks of projects.
    pub(crate) pot: Option<Pot>,
    /// The stage, in a word.
    pub(crate) stage: &'static str,
}

/// Money that is shared out among projects. Amounts are as people read them, and in minor units.
pub(crate) struct Pot {
    pub(crate) asset: String,
    pub(crate) decimals: u8,
    /// What there is.
    pub(crate) has: (String, String),
    /// Titles of the projects, with what each costs.
    pub(crate) projects: Vec<(String, String, String)>,
}

impl Pot {
    fn of(contest: &Contest, state: &dyn StateView) -> Option<Self> {
        let ContestBudget { amount, asset } = contest.budget.as_ref()?;
        let both = |amount: Amount| (deed::money(amount, asset, state), amount.to_string());
        let project = |option: &ContestOption| {
            let (words, units) = both(query::cost(option, asset));
            (option.title.clone(), words, units)
        };
        Some(Self {
            asset: asset.to_string(),
            decimals: treasury::query::asset(state, asset).map_or(0, |asset| asset.decimals),
            has: both(*amount),
            projects: contest.options.iter().map(project).collect(),
        })
    }
}

impl Sheet {
    pub(crate) fn of(proposal: &Proposal, content: &Content, state: &dyn StateView) -> Self {
        let pot = content.contest.as_ref().and_then(|contest| Pot::of(contest, state));
        let form = proposal.terms.asks(proposal.round).form();
        let (kind, high, ties) = match form {
            _ if proposal.stage != Stage::Voting => ("", 0, false),
            BallotForm::Approvals if pot.is_some() => ("basket", 0, false),
            BallotForm::Approvals => ("approve", 0, false),
            BallotForm::Consent => ("consent", 0, false),
            BallotForm::Credits => ("spend", 0, false),
            BallotForm::Order { one: true, .. } => ("one", 0, false),
            BallotForm::Order { ties, .. } => ("rank", 0, ties),
            BallotForm::Scores { high } => ("score", high, false),
            BallotForm::YesNo => ("yes-no", 0, false),
            BallotForm::Votes { .. } => ("votes", 0, false),
            BallotForm::Points => ("points", 0, false),
        };
        let is_of_options = !matches!(kind, "" | "consent" | "points" | "votes" | "yes-no");
        let is_square = form == BallotForm::Votes { is_square: true };
        let contest = content.contest.iter().filter(|_| is_of_options);
        let options = contest.flat_map(|contest| &contest.options);
        let stage = match proposal.stage {
            Stage::Confirming => "confirming",
            Stage::Discussion => "discussion",
            Stage::Draft => "draft",
            Stage::Grace => "grace",
            Stage::Queued => "queued",
            Stage::Voting => "voting",
        };
        let options = options.map(|option| option.title.clone()).collect();
        let credits = match form {
            BallotForm::Points => POINTS,
            _ => CREDITS,
        };
        Self { credits, high, is_square, kind, ties, options, pot, stage }
    }
}

/// A ballot in the list of who voted how.
pub(crate) struct Cast {
    /// What it says, as markup.
    pub(crate) choice: String,
    pub(crate) entry: Option<u64>,
    pub(crate) time: Moment,
    /// Who, as markup.
    pub(crate) voter: String,
}

impl Cast {
    pub(crate) fn of(row: BallotRow, teller: Teller<'_>) -> Self {
        let time = Moment(Timestamp(row.time));
        let voter = link_to_text(teller.base, teller.state, &row.voter);
        let reason = row.choice.strip_prefix("object=").and_then(|hash| hash.parse().ok());
        let choice = match reason {
            // An objection is worth what its reason says.
            Some(reason) => weighed(&teller.objection(reason), row.weight),
            None => escaped(&term(&weighed(&row.choice, row.weight))),
        };
        Self { choice, entry: row.entry, time, voter }
    }
}

/// Returns what a ballot says, and for how many votes it is counted if that is not one.
pub(crate) fn weighed(choice: &str, weight: u64) -> String {
    let choice = deed::capital(choice);
    if weight == 1 { choice } else { format!("{choice} ({weight} votes)") }
}

/// Returns how one takes part in a proposal as it stands now. `at`: what commands take to find it.
pub(crate) fn ways(number: u64, stage: Stage, method: Method, at: &str) -> Vec<Way> {
    let example = method.form().example();
    let ballot = if method.has_options() {
        Way {
            command: format!("polity ballot cast {number} '{example}' {at}"),
            words: "Vote on the options by their numbers, in the form that the rule's method asks. You may change it until \
                    voting closes.",
        }
    } else if method == Method::LazyConsensus {
        Way {
            command: format!("polity ballot cast {number} object --reason FILE {at}"),
            words: "Silence is consent: only who objects need vote. The reason is a text in a file, public for ever. You \
                    may change it until voting closes.",
        }
    } else if method == Method::Consent {
        Way {
            command: format!("polity ballot cast {number} object --reason FILE {at}"),
            words: "Object, with a reason in a file, public for ever; to consent, yes instead, to stand aside, abstain. \
                    You may change it until voting closes.",
        }
    } else if example != "yes" {
        Way {
            command: format!("polity ballot cast {number} {example} {at}"),
            words: "Vote, in the form that the rule's method asks. You may change it until voting closes.",
        }
    } else {
        Way {
            command: format!("polity ballot cast {number} yes {at}"),
            words: "Vote; instead of yes also no or abstain. You may change it until voting closes.",
        }
    };
    let argue = Way {
        command: format!("polity proposal argue {number} --side for --text FILE {at}"),
        words: "Argue, for or against, or comment, with a text in a file. It is public for ever.",
    };
    let object = Way {
        command: format!("polity proposal object {number} {at}"),
        words: "Object before it takes effect.",
    };
    match stage {
        Stage::Voting => vec![ballot, argue],
        Stage::Draft => {
            let support = Way {
                command: format!("polity proposal sponsor {number} {at}"),
                words: "Support it, so that it is discussed. You support three at a time.",
            };
            vec![support, argue]
        }
        Stage::Discussion | Stage::Queued if is_by_objection(method) => {
            let objection = Way {
                words: "Object once its vote is open, with a reason in a file, public for ever: one objection stops it. Who \
                        says nothing by then does not object.",
                ..ballot
            };
            vec![argue, objection]
        }
        Stage::Discussion | Stage::Confirming | Stage::Queued => vec![argue],
        Stage::Grace => vec![object],
    }
}

/// Returns who may vote, in a sentence.
pub(crate) fn electorate(proposal: &Proposal, eligible: u64, charter: &Charter) -> String {
    let electorate = &proposal.terms.electorate;
    let body = electorate.words(charter);
    let all = if electorate.one().is_some_and(Body::is_of_members) { "all " } else { "the " };
    let has_seats = electorate.bodies().any(|body| body.seats().is_some());
    let seats = if has_seats { " Empty seats are counted; nobody votes for them." } else { "" };
    let is_seated = electorate.bodies().all(|body| body.seats().is_some());
    if proposal.electorate.is_some_and(|frozen| frozen.is_later && !is_seated) {
        let seats = if has_seats {
            format!(" A seat votes through whoever had it when this vote opened.{seats}")
        } else {
            String::new()
        };
        format!(
            "Who may vote: {all}{body} when the first vote opened, without those who left since, {eligible} \
             of them. Who came since votes on later proposals.{seats}"
        )
    } else if proposal.electorate.is_some() {
        format!(
            "Who may vote: {all}{body} when voting opened, {eligible} of them. That roll is fixed, so \
             the census may count more or fewer by now; who came later votes on later proposals.{seats}"
        )
    } else {
        format!(
            "Who may vote: {all}{body} when voting opens; now that would be {eligible}. The roll is \
             fixed at that moment.{seats}"
        )
    }
}

/// How one of several bodies stands, for the table of a decision.
pub(crate) struct BodyRow {
    pub(crate) abstain: u64,
    pub(crate) body: String,
    pub(crate) eligible: u64,
    /// What it needs, in words.
    pub(crate) needs: String,
    pub(crate) no: u64,
    pub(crate) voted: u64,
    pub(crate) yes: u64,
}

/// Returns how each body stands, where there are several.
pub(crate) fn bodies(
    electorate: &Electorate,
    votes: &[BodyVotes],
    charter: &Charter,
) -> Vec<BodyRow> {
    let names = electorate.bodies().map(|body| deed::capital(&body.words(charter)));
    let row = |(body, row): (String, ByBody)| {
        let verdict = match row.verdict {
            Some(Verdict::Passed) => "; as it stands it agrees",
            Some(Verdict::NoQuorum | Verdict::Rejected) => "; as it stands it does not agree",
            None => "",
        };
        let needs = match (row.share, row.quorum, row.yes_needed) {
            (Some(share), ..) => format!("its votes weigh {share} of the whole"),
            (None, Some(quorum), Some(yes)) => {
                format!("{quorum} must vote, {yes} yes if nobody else does{verdict}")
            }
            _ => String::new(),
        };
        let ByBody { abstain, eligible, no, voted, yes, .. } = row;
        BodyRow { abstain, body, eligible, needs, no, voted, yes }
    };
    names.zip(by_body(electorate, votes)).map(row).collect()
}

/// Says what the votes of a mix weigh together; nothing elsewhere.
pub(crate) fn weights(electorate: &Electorate, votes: &[BodyVotes]) -> String {
    let Electorate::Mix { parts } = electorate else { return String::new() };
    weigh(parts, votes).to_string()
}

/// Returns whether one objection stops what a method decides, however many agree.
pub(crate) fn is_by_objection(method: Method) -> bool {
    method.form() == BallotForm::Consent
}

/// Returns what the two sides of a vote are called.
pub(crate) fn sides(method: Method) -> [&'static str; 2] {
    match method {
        _ if is_by_objection(method) => ["Consents", "Objections"],
        _ if method.is_paid() => ["Votes for", "Votes against"],
        _ => ["Yes", "No"],
    }
}

/// Draws how a vote stands, as markup: nothing among options, and where totals are left off.
pub(crate) fn bar(standing: &query::Standing, method: Method) -> String {
    if standing.is_hidden || method.has_options() {
        return String::new();
    }
    let needed = Some(standing.yes_needed).filter(|_| !is_by_objection(method));
    let tally = &standing.tally;
    measure::votes(tally.yes, tally.no, tally.abstain, needed)
}

/// Returns the figures of a vote: name and value.
pub(crate) fn figures(
    standing: &query::Standing,
    proposal: &Proposal,
) -> Vec<(&'static str, String)> {
    let (tally, method) = (&standing.tally, proposal.terms.asks(proposal.round));
    let (yes, no) = tally.sides(method);
    let [pro, against] = sides(method);
    let needed = if method.is_paid() {
        "Votes for it needed, if nobody else voted"
    } else {
        "Yes needed, if nobody else voted"
    };
    let mut rows =
        vec![("May vote", standing.eligible.to_string()), ("Voted", tally.votes().to_string())];
    if standing.is_hidden {
        return rows;
    }
    // Among several there is no yes and no.
    let is_yes_or_no = !method.has_options();
    if is_yes_or_no {
        rows.extend([(pro, yes.to_string()), (against, no.to_string())]);
    }
    rows.push(("Abstained", tally.abstain.to_string()));
    if proposal.terms.electorate.one().is_some() {
        let is_by_objection = is_by_objection(method);
        if !is_by_objection || standing.quorum > 0 {
            rows.insert(2, ("Must vote, for it to count", standing.quorum.to_string()));
        }
        if is_by_objection {
            rows.push(("Objections that stop it", "1".to_owned()));
        } else if is_yes_or_no {
            rows.push((needed, standing.yes_needed.to_string()));
        }
    }
    if proposal.terms.objected > 0 {
        rows.push((
            "Must say yes at least, since members objected",
            proposal.terms.yes_least(standing.eligible).to_string(),
        ));
    }
    rows
}

/// Returns the figures of a request: name and value.
pub(crate) fn strength_rows(
    strength: &Strength,
    tally: &Tally,
    state: &dyn StateView,
) -> Vec<(&'static str, String)> {
    let money = |amount| deed::money(amount, &strength.asset, state);
    let needed = strength.needed.map(|needed| strength.share(needed));
    vec![
        ("Asks for", money(strength.asked)),
        ("The fund holds", money(strength.holds)),
        ("Members support it", tally.yes.to_string()),
        ("With points, together", strength.points.to_string()),
        ("Strength now", strength.share(strength.value)),
        ("Strength it comes to, if nothing changes", strength.share(strength.comes_to)),
        ("Strength that carries it", needed.unwrap_or_else(|| "none: it asks for too much".into())),
    ]
}

/// Returns how a request stands, in sentences, as markup.
pub(crate) fn carried(strength: &Strength, ends: Timestamp, state: &dyn StateView) -> String {
    let (ends, clock) = (Moment(ends), Clock::read(state));
    let comes = match strength.due {
        Some(due) => {
            format!("If nothing changes, it is carried on {}.", Moment(clock.wall(due)))
        }
        None => "As support and the fund stand, it is never carried.".to_owned(),
    };
    term(&format!(
        "Support grows while it stands. {comes} It may gather support until {ends}. Strength is shown as a part \
         of what all members could reach together."
    ))
}

/// Returns how the ballots so far stand, in a sentence, as markup. `chosen`: names, as markup, of the options that
/// would be taken if voting ended now; none where that is not counted.
pub(crate) fn so_far(
    standing: &query::Standing,
    method: Method,
    chosen: Option<&[&str]>,
) -> String {
    let (ends, stage) = (Moment(standing.ends).to_string(), standing.stage);
    if stage != Stage::Voting {
        return match stage {
            Stage::Grace => say("part-grace", &[("ends", &ends)]),
            Stage::Draft => say("part-draft", &[("ends", &ends)]),
            Stage::Queued => t("part-queued"),
            _ => say("part-waits", &[("stage", &term(stage.word())), ("ends", &ends)]),
        };
    }
    if standing.is_hidden {
        return say("part-open-hidden", &[("ends", &ends)]);
    }
    let (count, quorum) = (standing.tally.votes().to_string(), standing.quorum.to_string());
    let eligible = standing.eligible.to_string();
    let given =
        [("ends", ends.as_str()), ("count", &count), ("quorum", &quorum), ("eligible", &eligible)];
    match standing.verdict {
        Verdict::NoQuorum => say("part-open-no-quorum", &given),
        _ if method.has_options() => match chosen {
            None => say("part-open-enough", &given),
            Some([]) => say("part-open-takes-none", &given),
            Some(names) => {
                let taken = names.join(", ");
                say("part-open-takes", &[("ends", &ends), ("taken", &taken)])
            }
        },
        Verdict::Passed if method == Method::LazyConsensus => say("part-open-silence", &given),
        Verdict::Passed if is_by_objection(method) => say("part-open-consent", &given),
        Verdict::Rejected if is_by_objection(method) && standing.tally.no > 0 => {
            let objections = standing.tally.no.to_string();
            say("part-open-objected", &[("ends", &ends), ("count", &objections)])
        }
        Verdict::Passed => say("part-open-passes", &given),
        Verdict::Rejected => say("part-open-fails", &given),
    }
}

/// Returns why the next vote opens later than its rule says, or will, and when, in a sentence, as markup; empty: it
/// does not (GOV-60).
pub(crate) fn wait(
    proposal: (u64, &Proposal),
    context: &Context<'_>,
    state: &dyn StateView,
) -> String {
    let probation = context.charter.admission.probation;
    let until = |until| Moment(Clock::read(state).wall(until)).to_string();
    match query::wait(proposal, probation, state) {
        None => String::new(),
        Some(Wait::Begun { until: opens }) => say("part-newcomers", &[("until", &until(opens))]),
        Some(Wait::Ahead { newcomers, until: opens }) => {
            let (count, members) =
                (newcomers.on_probation.to_string(), newcomers.members.to_string());
            let given =
                [("count", count.as_str()), ("members", &members), ("until", &until(opens))];
            say("part-newcomers-yet", &given)
        }
    }
}

/// Returns what comes after the vote, in a sentence, as markup.
pub(crate) fn afterwards(
    proposal: &Proposal,
    ends: Timestamp,
    context: &Context<'_>,
    state: &dyn StateView,
) -> String {
    let grace = query::grace(proposal, &context.charter);
    let is_between_versions = proposal.alternatives > 0 && !proposal.terms.method.has_options();
    let on = |time: Timestamp| Moment(time).to_string();
    let effect = match proposal.stage {
        Stage::Grace => say("part-effect", &[("time", &on(ends))]),
        Stage::Voting if proposal.terms.confirms(proposal.round).is_none() => {
            say("part-effect-if", &[("time", &on(ends.after(grace)))])
        }
        Stage::Discussion if proposal.terms.confirm.is_none() && !is_between_versions => {
            let effect = ends.after(proposal.terms.voting).after(grace);
            say("part-effect-if", &[("time", &on(effect))])
        }
        _ => say("part-effect-confirmed", &[("grace", &grace.to_string())]),
    };
    let objections = match query::objections_needed(state, proposal, &context.charter) {
        Some(needed) => {
            let is_led = proposal.terms.electorate.is_led_by_members();
            let word = if is_led { "part-objections" } else { "part-objections-members" };
            say(word, &[("needed", &needed.to_string())])
        }
        None => t("part-objections-noted"),
    };
    format!("{effect} {objections} {}", t("part-may-leave"))
}

/// Returns who brought a proposal, under which rule, and where it stands in the log, as markup.
pub(crate) fn origin(
    (number, row): (u64, Option<&ProposalRow>),
    procedure: &str,
    base: &str,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if let Some(row) = row {
        let author = row.author.as_deref().map(|author| link_to_text(base, state, author));
        rows.push(("Brought by", author.unwrap_or_else(|| objections(number, base, state))));
        rows.push(("Brought on", Moment(Timestamp(row.made)).to_string()));
        rows.extend(row.entry.map(|entry| {
            let words = term(&format!("entry {entry}"));
            ("In the log", format!("<a href=\"{base}/log/{entry}\">{words}</a>"))
        }));
    }
    // Ids of procedures are lower case letters, digits and dashes.
    let words = match context.charter.decision(procedure) {
        Some(_) => {
            let words = term(&format!("rule \"{procedure}\""));
            format!("<a href=\"{base}/charter/rules#rule-decision.{procedure}\">{words}</a>")
        }
        None => term("a rule that the charter no longer has"),
    };
    rows.push(("Decided by", words));
    if let Some(after) = after_stop(number, state) {
        let words = say("decisions-proposal-number", &[("number", &after.to_string())]);
        rows.push((
            "Members decide by",
            format!("<a href=\"{base}/decisions/{after}\">{words}</a>"),
        ));
    }
    rows
}

/// Says to what members objected, so that a proposal opened by itself, as markup.
fn objections(number: u64, base: &str, state: &dyn StateView) -> String {
    let open = query::proposal(state, number).and_then(|open| open.challenged);
    let stopped = open.or_else(|| query::result(state, number)?.challenged);
    let Some(Target::Proposal { number }) = stopped else {
        return term("objections to an announced act");
    };
    let words = term(&format!("objections to proposal {number}"));
    format!("<a href=\"{base}/decisions/{number}\">{words}</a>")
}

/// Open proposals that are looked at, oldest first.
const LOOKED_AT: usize = 200;

/// Returns the open proposal by which members decide on what they stopped, if a proposal was.
fn after_stop(number: u64, state: &dyn StateView) -> Option<u64> {
    let outcome = query::result(state, number)?.outcome;
    let is_stopped = matches!(&outcome, Outcome::Failed { refused, .. } if refused.code == STOPPED);
    let mut open = query::proposals(state, None, LOOKED_AT).into_iter();
    let is_its = |(_, open): &(u64, Proposal)| open.challenged == Some(Target::Proposal { number });
    open.find(is_its).filter(|_| is_stopped).map(|(number, _)| number)
}

/// Returns the texts of the charter, newest first, at most so many.
pub(crate) fn texts(state: &dyn StateView, limit: usize) -> Vec<(u64, Version)> {
    let newest = charter::query::current(state).version;
    let known = |number| Some((number, charter::query::version(state, number)?));
    (1..=newest).rev().take(limit).filter_map(known).collect()
}

/// Returns the terms under which a proposal that is over was decided: those of the charter that was
/// in force when it was made.
pub(crate) fn terms_then(
    row: &ProposalRow,
    texts: &[(u64, Version)],
    context: &Context<'_>,
) -> Option<Terms> {
    let (_, then) = texts.iter().find(|(_, text)| text.since.0 <= row.made)?;
    let text = context.records.record(&then.hash)?;
    let charter = charter::query::parse(&text).ok()?;
    charter.decision(&row.procedure).map(Terms::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stage_has_its_ways() {
        for (stage, count, word) in [
            (Stage::Discussion, 1, "argue 3"),
            (Stage::Voting, 2, "ballot cast 3 yes --url x"),
            (Stage::Grace, 1, "object 3"),
            (Stage::Confirming, 1, "argue 3"),
        ] {
            let ways = ways(3, stage, Method::YesNo, "--url x");
            assert_eq!(ways.len(), count, "{stage:?}");
            assert!(ways.iter().any(|way| way.command.contains(word)), "{stage:?}");
        }
        for method in [Method::LazyConsensus, Method::Consent] {
            let early = ways(3, Stage::Discussion, method, "--url x");
            let object =
                early.iter().find(|way| way.words.starts_with("Object once its vote is open"));
            let command = object.map(|way| &*way.command);
            assert_eq!(command, Some("polity ballot cast 3 object --reason FILE --url x"));
        }
        // The method refuses a ballot of another form (GOV-14).
        for (method, ballot) in [
            (Method::Av, "'approve=1,2'"),
            (Method::Irv, "'rank=2>1'"),
            (Method::Plurality, "'rank=1'"),
            (Method::Star, "'score=1:5,2:3'"),
            (Method::Quadratic, "'votes=1:3,2:-2'"),
            (Method::SeasonLinear, "votes=3"),
            (Method::Conviction, "points=40"),
            (Method::LazyConsensus, "object --reason FILE"),
            (Method::Consent, "object --reason FILE"),
        ] {
            let command = format!("cast 3 {ballot} --url x");
            let among = ways(3, Stage::Voting, method, "--url x");
            assert!(among.iter().any(|way| way.command.contains(&command)), "{command}");
        }
    }
}
