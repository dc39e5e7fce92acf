//! The count of a vote on options, by the methods of the crate `polity-choice`.

use std::collections::BTreeMap;

use polity_choice::ChoiceError;
use polity_choice::ballots::{Approvals, Ranked, Scores};
use polity_choice::budget::{Budget, Project};
use polity_choice::explain;
use polity_choice::format::PabulibFile;
use polity_choice::tally::{Options, Profile, run};
use polity_types::{Amount, AssetId, Hash, canonical};
use serde::{Deserialize, Serialize};

use super::types::{COSTS_MAX, Proposal};
use super::vote::{Choice, Contest, ContestBudget, ContestOption, Pile};
use crate::charter_text::{BallotForm, Elects, Method};
use crate::registry;

/// Most votes for or against one option that the credits of a ballot buy.
const SPEND_MAX: i64 = 10;

/// A table of the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// What it shows.
    pub title: String,
}

/// How a count went, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Sentences in reading order; the first says the result.
    pub sentences: Vec<String>,
    /// Rounds, transfers, pairs or prices.
    pub tables: Vec<AccountTable>,
}

impl From<explain::Explanation> for Account {
    fn from(told: explain::Explanation) -> Self {
        let table = |table: explain::Table| AccountTable {
            columns: table.columns,
            rows: table.rows,
            title: table.title,
        };
        Self { sentences: told.sentences, tables: told.tables.into_iter().map(table).collect() }
    }
}

/// The outcome of a count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// How it went.
    pub(super) account: Account,
    /// The options taken, in the order in which they were.
    pub(super) chosen: Vec<u64>,
}

#[derive(Serialize)]
struct Lot {
    proposal: u64,
    text: Option<Hash>,
}

/// Counts the ballots of a contest. An option that no ballot speaks for is not taken (GOV-13).
///
/// `decimals`: of the asset that is shared out, if one is; the account tells amounts in whole units of it.
///
/// Cost: that of the method, in the piles, of which there are as many as different ballots.
pub(super) fn count(
    number: u64,
    method: Method,
    (contest, decimals): (&Contest, u8),
    proposal: &Proposal,
    piles: &[Pile],
) -> Counted {
    if piles.iter().all(|pile| pile.ballots == 0) {
        let sentences = vec!["Nobody voted: no option is taken.".to_owned()];
        let account = Account { sentences, tables: Vec::new() };
        return Counted { account, chosen: Vec::new() };
    }
    let lot = Lot { proposal: number, text: proposal.text };
    match tallied(method, (contest, decimals), piles, Hash::of(&canonical::to_bytes(&lot))) {
        Ok(counted) => counted,
        // Ballots are checked when they are cast, so this tells of a fault, and decides nothing.
        Err(error) => {
            let sentences = vec![format!("The count stopped: {error}")];
            let account = Account { sentences, tables: Vec::new() };
            Counted { account, chosen: Vec::new() }
        }
    }
}

fn tallied(
    method: Method,
    (contest, decimals): (&Contest, u8),
    piles: &[Pile],
    lot: Hash,
) -> Result<Counted, ChoiceError> {
    let profile = profile(method, (contest, decimals), piles)?;
    let mut options = vec![("ties", lot.to_string())];
    if method.elects() == Elects::Several {
        options.push(("seats", contest.choose.to_string()));
    }
    let result = run(method.name(), &profile, &Options::new(options))?;
    let is_supported = |option: &u64| {
        piles.iter().any(|pile| pile.ballots > 0 && pile.choice.supported().contains(option))
    };
    let place = |name: &String| {
        let place = contest.options.iter().position(|option| option.title == *name);
        place.and_then(|place| u64::try_from(place).ok())
    };
    let chosen = result.winners.iter().filter_map(place).filter(is_supported).collect();
    Ok(Counted { account: result.explanation.into(), chosen })
}

fn profile(
    method: Method,
    (contest, decimals): (&Contest, u8),
    piles: &[Pile],
) -> Result<Profile, ChoiceError> {
    let names: Vec<String> = contest.options.iter().map(|option| option.title.clone()).collect();
    if let (Elects::Budget, Some(budget)) = (method.elects(), &contest.budget) {
        return budget_profile(contest, (budget, decimals), piles);
    }
    match method.form() {
        BallotForm::Approvals => {
            let mut ballots = Approvals::new(names)?;
            for pile in piles {
                if let Choice::Approve(approved) = &pile.choice {
                    ballots.add(pile.ballots, &places(approved))?;
                }
            }
            Ok(Profile::Approvals(ballots, None))
        }
        BallotForm::Scores { high } => {
            let mut ballots = Scores::new(names, 0, high)?;
            for pile in piles {
                if let Choice::Score(scores) = &pile.choice {
                    let score = |&(option, score): &(u64, u64)| {
                        (place(option), i64::try_from(score).unwrap_or(i64::MAX))
                    };
                    let scores: Vec<_> = scores.iter().map(score).collect();
                    ballots.add(pile.ballots, &scores)?;
                }
            }
            Ok(Profile::Scores(ballots))
        }
        BallotForm::Credits => {
            let mut ballots = Scores::new(names, -SPEND_MAX, SPEND_MAX)?;
            for pile in piles {
                if let Choice::Spend(votes) = &pile.choice {
                    let votes: Vec<_> =
                        votes.iter().map(|&(option, votes)| (place(option), votes)).collect();
                    ballots.add(pile.ballots, &votes)?;
                }
            }
            Ok(Profile::Scores(ballots))
        }
        BallotForm::Order { .. }
        | BallotForm::YesNo
        | BallotForm::Consent
        | BallotForm::Votes { .. }
        | BallotForm::Points => {
            let mut ballots = Ranked::new(names)?;
            for pile in piles {
                if let Choice::Rank(ranks) = &pile.choice {
                    let ranks: Vec<Vec<usize>> = ranks.iter().map(|rank| places(rank)).collect();
                    ballots.add_ranks(pile.ballots, ranks.iter().map(Vec::as_slice))?;
                }
            }
            Ok(Profile::ranked(ballots))
        }
    }
}

fn budget_profile(
    contest: &Contest,
    (budget, decimals): (&ContestBudget, u8),
    piles: &[Pile],
) -> Result<Profile, ChoiceError> {
    let minor = |amount: i128| u64::try_from(amount).unwrap_or(u64::MAX);
    let project = |option: &ContestOption| Project {
        cost: minor(cost(option, &budget.asset).minor_units()),
        id: option.title.clone(),
        name: option.title.clone(),
    };
    let projects = contest.options.iter().map(project).collect();
    let ballots = Budget::new(minor(budget.amount.minor_units()), projects)?;
    let mut ballots = ballots.with_places(decimals.into());
    for pile in piles {
        if let Choice::Approve(approved) = &pile.choice {
            let marks: Vec<(usize, u64)> =
                places(approved).into_iter().map(|place| (place, 1)).collect();
            ballots.add(pile.ballots, &marks)?;
        }
    }
    let file =
        PabulibFile { budget: ballots, meta: BTreeMap::new(), places: 0, selected: Vec::new() };
    Ok(Profile::Budget(Box::new(file)))
}

/// Returns the value of an asset that leaves if an option is taken.
pub(super) fn cost(option: &ContestOption, asset: &AssetId) -> Amount {
    let values = option.actions.iter().filter_map(registry::value);
    let own = values.filter(|(of, _)| of == asset).map(|(_, amount)| amount);
    own.fold(Amount::ZERO, |sum, amount| sum.plus(amount).unwrap_or(sum))
}

/// Returns whether the money and the costs of a contest are together more than can be counted (GOV-12).
pub(super) fn is_too_costly(contest: &Contest) -> bool {
    let Some(budget) = &contest.budget else { return false };
    let costs = contest.options.iter().map(|option| cost(option, &budget.asset));
    let sum = costs.fold(budget.amount, |sum, cost| sum.plus(cost).unwrap_or(Amount::MAX));
    sum.minor_units() >= COSTS_MAX
}

fn places(options: &[u64]) -> Vec<usize> {
    options.iter().map(|&option| place(option)).collect()
}

fn place(option: u64) -> usize {
    usize::try_from(option).unwrap_or(usize::MAX)
}
