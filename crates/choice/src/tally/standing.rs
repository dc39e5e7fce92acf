//! Decisions that stand open: conviction, votes from a budget, lazy consensus, consent.

use serde::Serialize;

use super::input::{Outcome, counted, method, option, wrong};
use super::{Kind, Method, Options, Profile};
use crate::ChoiceError;
use crate::exact::{Share, count};
use crate::explain::{Explanation, Table, list_of, numbered};
use crate::quadratic::BigUintText;
use crate::standing::{
    self, Consent, Conviction, ConvictionRule, LazyConsensus, LazyResult, Spend, VoteBudget,
};

pub(super) const CONVICTION: Method = method(
    "conviction",
    "Support that stays grows, support withdrawn fades.",
    Kind::Support,
    &[
        option("half-life", "10, or steps in which conviction halves"),
        option("needed", "none, or the conviction that passes"),
        option("at", "the last step of the table, or another"),
    ],
    conviction,
);

pub(super) const VOTE_BUDGET: Method = method(
    "vote-budget",
    "Credits spread over many questions: n votes cost n times n.",
    Kind::Spending,
    &[option("credits", "100, or the credits of each person")],
    vote_budget,
);

pub(super) const LAZY_CONSENSUS: Method = method(
    "lazy-consensus",
    "A proposal passes unless it is opposed in time.",
    Kind::Objections,
    &[
        option("period", "seconds in which one may object, which must be given"),
        option("announced", "0, or the second of the announcement"),
        option("stopped-by", "1, or the weight of objections that stops it"),
        option("now", "the end of the period, or another second"),
    ],
    lazy_consensus,
);

pub(super) const CONSENT: Method = method(
    "consent",
    "A proposal passes unless a reasoned block stops it.",
    Kind::Stances,
    &[
        option("stopped-by", "1, or a number of blocks"),
        option("answered", "1/2, or the share that must have answered"),
        option("aside", "1, or the share of answers that may stand aside"),
    ],
    consent,
);

/// Where one proposal stands.
#[derive(Serialize)]
struct Standing {
    /// Support at the step.
    support: u64,
    /// Conviction at the step, in digits.
    conviction: BigUintText,
    /// The most it comes to if support stays.
    most: BigUintText,
    /// The step from which conviction is what is needed, if support stays.
    reached_at: Option<u64>,
}

#[derive(Serialize)]
struct Convictions {
    step: u64,
    half_life: u32,
    needed: Option<BigUintText>,
    proposals: Vec<Standing>,
}

fn digits(number: u128) -> BigUintText {
    BigUintText(number.into())
}

pub(super) fn conviction(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Support(file) = profile else {
        return Err(wrong("conviction", Kind::Support, profile));
    };
    let half_life = u32::try_from(options.number("half-life", 10)?).unwrap_or(u32::MAX);
    let rule = ConvictionRule::new(half_life)?;
    let needed = options.amount("needed")?;
    let last = file.changes.last().map_or(0, |change| change.step);
    let step = options.number("at", last)?;
    let mut convictions = vec![(Conviction::default(), 0u64, None); file.proposals.len()];
    // What changes after the step that is asked for is not there yet.
    for change in file.changes.iter().filter(|change| change.step <= step) {
        let (conviction, support, passed) = &mut convictions[change.proposal];
        let reached = needed.and_then(|needed| conviction.reaches(needed, rule));
        *passed = passed.or(reached.filter(|&at| at <= change.step));
        conviction.set(change.step, change.total, rule)?;
        *support = change.total;
    }
    let (mut proposals, mut winners) = (Vec::new(), Vec::new());
    for (number, (conviction, support, passed)) in convictions.into_iter().enumerate() {
        let value = conviction.at(step, rule);
        if needed.is_some_and(|needed| value >= needed) {
            winners.push(number);
        }
        proposals.push(Standing {
            support,
            conviction: digits(value),
            most: digits(rule.most(support)?),
            reached_at: passed
                .or_else(|| needed.and_then(|needed| conviction.reaches(needed, rule))),
        });
    }
    let mut account = match needed {
        None => Explanation::new(format!("Conviction at step {step}; none is needed.")),
        Some(needed) => Explanation::new(format!(
            "At step {step} a conviction of {needed} is reached by {}.",
            list_of(&file.proposals, &winners)
        )),
    };
    account.say(format!("Conviction halves in {}.", numbered(half_life.into(), "step", "steps")));
    let columns = ["proposal", "support", "conviction", "at most", "reached at"];
    let mut table = Table::new("Proposals", &columns);
    for (name, one) in file.proposals.iter().zip(&proposals) {
        table.row(vec![
            name.clone(),
            one.support.to_string(),
            one.conviction.0.to_string(),
            one.most.0.to_string(),
            one.reached_at.map_or(String::new(), |step| step.to_string()),
        ]);
    }
    account.show(table);
    let result = Convictions { step, half_life, needed: needed.map(digits), proposals };
    counted(&file.proposals, &winners, &result, account)
}

/// One purchase as it was made.
#[derive(Serialize)]
struct Bought {
    person: usize,
    question: usize,
    votes: i64,
    /// Credits bound in the question after it.
    cost: u64,
    /// Credits left after it.
    left: u64,
    /// Credits that one vote more would take.
    next_vote: u64,
}

#[derive(Serialize)]
struct Spendings<'a> {
    credits: u64,
    people: &'a [String],
    /// Credits that each person has left.
    left: Vec<u64>,
    bought: Vec<Bought>,
    /// Sum of votes on each question.
    votes: Vec<i128>,
}

pub(super) fn vote_budget(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Spending(file) = profile else {
        return Err(wrong("vote-budget", Kind::Spending, profile));
    };
    let credits = options.number("credits", 100)?;
    let mut budgets = vec![VoteBudget::new(credits); file.people.len()];
    let mut bought = Vec::with_capacity(file.spending.len());
    for (number, one) in (1u64..).zip(&file.spending) {
        let set = budgets[one.person].set(count(one.question), one.votes);
        let Spend { cost, left, next_vote, .. } = set.map_err(|refusal| {
            let reason = format!("{}: {refusal}", file.people[one.person]);
            ChoiceError::Ballot { ballot: number, reason }
        })?;
        let (person, question, votes) = (one.person, one.question, one.votes);
        bought.push(Bought { person, question, votes, cost, left, next_vote });
    }
    let sum = |question: usize| {
        let question = count(question);
        budgets.iter().map(|budget| i128::from(budget.votes(question))).sum::<i128>()
    };
    let votes: Vec<i128> = (0..file.questions.len()).map(sum).collect();
    let winners: Vec<usize> = (0..votes.len()).filter(|&question| votes[question] > 0).collect();
    let mut account = Explanation::new(format!(
        "More votes for than against: {}.",
        list_of(&file.questions, &winners)
    ));
    account.say(format!(
        "Everybody has {}; n votes on a question cost n times n.",
        numbered(credits, "credit", "credits")
    ));
    let mut table = Table::new("Questions", &["question", "votes"]);
    for (name, votes) in file.questions.iter().zip(&votes) {
        table.row(vec![name.clone(), votes.to_string()]);
    }
    account.show(table);
    let mut table = Table::new(
        "Bought, in order",
        &["person", "question", "votes", "cost", "left", "next vote"],
    );
    for one in &bought {
        table.row(vec![
            file.people[one.person].clone(),
            file.questions[one.question].clone(),
            one.votes.to_string(),
            one.cost.to_string(),
            one.left.to_string(),
            one.next_vote.to_string(),
        ]);
    }
    account.show(table);
    let left = budgets.iter().map(VoteBudget::left).collect();
    let result = Spendings { credits, people: &file.people, left, bought, votes };
    counted(&file.questions, &winners, &result, account)
}

#[derive(Serialize)]
struct Lazy {
    rule: LazyConsensus,
    now: u64,
    /// Weight of the objections in time.
    objections: u64,
    result: LazyResult,
}

/// How much stops a proposal: nothing at all stops none.
fn stopped_by(options: &Options) -> Result<u64, ChoiceError> {
    match options.number("stopped-by", 1)? {
        0 => Err(options.refuse("stopped-by", "1 or more".into())),
        weight => Ok(weight),
    }
}

pub(super) fn lazy_consensus(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Objections(file) = profile else {
        return Err(wrong("lazy-consensus", Kind::Objections, profile));
    };
    let rule = LazyConsensus {
        announced_at: options.number("announced", 0)?,
        period: options.needed("period", "the seconds in which one may object")?,
        stopped_by: stopped_by(options)?,
    };
    let ends_at = rule.announced_at.checked_add(rule.period).ok_or_else(|| {
        let room = u64::MAX - rule.announced_at;
        options.refuse("period", format!("at most {room}, so that its end can be told"))
    })?;
    let now = options.number("now", ends_at)?;
    let result = standing::lazy_consensus(rule, &file.objections, now)?;
    let in_time: Vec<usize> = (0..file.objections.len())
        .filter(|&one| file.objections[one].1 < ends_at && file.objections[one].1 <= now)
        .collect();
    let objections =
        in_time.iter().fold(0, |sum: u64, &one| sum.saturating_add(file.objections[one].0));
    let (winner, verdict) = match result {
        LazyResult::Passed => (0, "The proposal passed: silence is consent.".to_owned()),
        LazyResult::Stopped(weight) => {
            (1, format!("The proposal is stopped by objections of weight {weight}."))
        }
        LazyResult::Open(until) => (2, format!("The proposal is open until second {until}.")),
    };
    let mut account = Explanation::new(verdict);
    account.say(format!(
        "Objections of weight {} stop it before second {ends_at}; {objections} came in time.",
        rule.stopped_by
    ));
    if !file.objections.is_empty() {
        let mut table = Table::new("Objections", &["person", "weight", "at", "in time"]);
        for (number, (name, (weight, at))) in file.people.iter().zip(&file.objections).enumerate() {
            let counts = if in_time.contains(&number) { "yes" } else { "no" };
            table.row(vec![name.clone(), weight.to_string(), at.to_string(), counts.into()]);
        }
        account.show(table);
    }
    let names = ["passed".to_owned(), "stopped".to_owned(), "open".to_owned()];
    counted(&names, &[winner], &Lazy { rule, now, objections, result }, account)
}

pub(super) fn consent(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Stances(file) = profile else {
        return Err(wrong("consent", Kind::Stances, profile));
    };
    let whole = Share::new(1, 1)?;
    let rule = Consent {
        stopped_by: stopped_by(options)?,
        answered: options.share("answered", Share::HALF)?,
        aside: options.share("aside", whole)?,
    };
    let result = standing::consent(rule, count(file.people.len()), &file.stances)?;
    let names = ["passed".to_owned(), "not passed".to_owned()];
    counted(&names, &[usize::from(!result.passed)], &result, result.explain())
}
