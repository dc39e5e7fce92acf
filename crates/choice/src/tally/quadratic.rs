//! Quadratic voting and quadratic funding.

use num_bigint::BigUint;
use serde::Serialize;

use super::input::{Outcome, counted, method, option, seats, wrong};
use super::{Kind, Method, Options, Profile};
use crate::ChoiceError;
use crate::explain::{Explanation, Table};
use crate::quadratic::{
    BigUintText, FundingRule, Match, QuadraticBallots, Remainder, clr_fund, quadratic_funding,
    quadratic_voting,
};
use crate::ties::TieBroken;

pub(super) const QUADRATIC: Method = method(
    "quadratic",
    "Quadratic voting: scores are votes, n votes cost n times n credits.",
    Kind::Scores,
    &[option("credits", "100, or a number")],
    voting,
)
.seats()
.ties();

pub(super) const QUADRATIC_FUNDING: Method = method(
    "quadratic-funding",
    "A pool matches contributions by the square of the sum of their square roots.",
    Kind::Gifts,
    &[
        option("pool", "an amount, which must be given"),
        option("cap", "none, or the most for one project"),
        option("pair-bound", "none, or the bound on what a pair brings about"),
        option("least", "0, or what a gift must be to be matched"),
        option("places", "0, or decimals of square roots"),
        option("fill", "no, yes"),
        option("remainder", "pool, largest, or a project"),
    ],
    funding,
);

pub(super) const CLR_FUND: Method = method(
    "clr-fund",
    "A pool is shared in proportion to published sums of votes, as clr.fund did.",
    Kind::FundedVotes,
    &[
        option("pool", "an amount, which must be given"),
        option("factor", "1, or the amount for one credit"),
    ],
    clr,
);

pub(super) fn voting(profile: &Profile, options: &Options) -> Outcome {
    // Votes have no scale: whoever leaves an option blank gives it none.
    let Profile::Scores(ballots) = profile else {
        return Err(wrong("quadratic", Kind::Scores, profile));
    };
    let names = ballots.names();
    let mut running = QuadraticBallots::new(names.to_vec(), options.number("credits", 100)?)?;
    for ballot in ballots.ballots() {
        running.add(ballot.weight, ballot.scores)?;
    }
    let ties = options.ties(names.len(), None)?;
    let result = quadratic_voting(&running, seats(profile, options)?, &ties)?;
    counted(names, &result.winners, &result, result.explain(names))
}

/// What a project gets, amounts in digits: they can be larger than the numbers of JSON.
#[derive(Serialize)]
struct Paid {
    received: BigUintText,
    contributors: u64,
    root_sum: BigUintText,
    ideal: BigUintText,
    uncapped: BigUintText,
    matched: BigUintText,
}

#[derive(Serialize)]
struct Round {
    projects: Vec<Paid>,
    pool: BigUintText,
    left: BigUintText,
    rounding: BigUintText,
    is_saturated: bool,
    ties: Vec<TieBroken>,
}

fn digits(number: u128) -> BigUintText {
    BigUintText(number.into())
}

impl From<&Match> for Paid {
    fn from(one: &Match) -> Self {
        Self {
            received: digits(one.received),
            contributors: one.contributors,
            root_sum: digits(one.root_sum),
            ideal: digits(one.ideal),
            uncapped: digits(one.uncapped),
            matched: digits(one.matched),
        }
    }
}

fn pool(options: &Options) -> Result<u128, ChoiceError> {
    let missing = || options.refuse("pool", "the amount of the pool".into());
    options.amount("pool")?.ok_or_else(missing)
}

pub(super) fn funding(profile: &Profile, options: &Options) -> Outcome {
    let Profile::Gifts(file) = profile else {
        return Err(wrong("quadratic-funding", Kind::Gifts, profile));
    };
    let remainder = match options.get("remainder") {
        None | Some("pool") => Remainder::Pool,
        Some("largest") => Remainder::Largest,
        Some(name) => {
            let found = file.projects.iter().position(|project| project == name);
            let refuse = || options.refuse("remainder", "pool, largest, or a project".into());
            Remainder::Project(found.ok_or_else(refuse)?)
        }
    };
    let rule = FundingRule {
        root_places: u32::try_from(options.number("places", 0)?).unwrap_or(u32::MAX),
        least_amount: options.amount("least")?.unwrap_or(0),
        cap: options.amount("cap")?,
        fills_pool: options.yes("fill")?,
        pair_bound: options.amount("pair-bound")?,
        remainder,
    };
    let result = quadratic_funding(&file.gifts, file.projects.len(), pool(options)?, rule)?;
    let matched = |&one: &usize| result.projects[one].matched;
    let mut winners: Vec<usize> = (0..file.projects.len()).filter(|one| matched(one) > 0).collect();
    winners.sort_by_key(|one| std::cmp::Reverse(matched(one)));
    let data = Round {
        projects: result.projects.iter().map(Paid::from).collect(),
        pool: digits(result.pool),
        left: digits(result.left),
        rounding: digits(result.rounding.0),
        is_saturated: result.is_saturated,
        ties: result.ties.clone(),
    };
    counted(&file.projects, &winners, &data, result.explain(&file.projects))
}

pub(super) fn clr(profile: &Profile, options: &Options) -> Outcome {
    let Profile::FundedVotes(file) = profile else {
        return Err(wrong("clr-fund", Kind::FundedVotes, profile));
    };
    let (pool, factor) = (pool(options)?, options.amount("factor")?.unwrap_or(1));
    let result = clr_fund(&file.votes, &file.credits, factor, &BigUint::from(pool))?;
    let mut winners: Vec<usize> =
        (0..file.projects.len()).filter(|&one| file.votes[one] > 0).collect();
    winners.sort_by(|&left, &right| result.allocated[right].cmp(&result.allocated[left]));
    let mut account = Explanation::new(format!(
        "The pool of {pool} is shared in proportion to votes; {} are left.",
        result.left.0
    ));
    let mut table = Table::new("Projects", &["project", "votes", "credits", "allocated"]);
    for (number, name) in file.projects.iter().enumerate() {
        table.row(vec![
            name.clone(),
            file.votes[number].to_string(),
            file.credits[number].to_string(),
            result.allocated[number].0.to_string(),
        ]);
    }
    account.show(table);
    counted(&file.projects, &winners, &result, account)
}
