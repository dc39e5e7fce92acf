//! What is decided: the acts of a question, of a bid of the hostile block, and the ballots for them.

use polity_machine::Action;
use polity_machine::charter_text::{
    AssetKind, BallotForm, Charter, Elects, Method, Procedure, Who,
};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::charter::query as charter;
use polity_machine::modules::governance::query as governance;
use polity_machine::modules::governance::{Choice, Contest, ContestBudget, ContestOption};
use polity_machine::modules::treasury::query::balance;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, AssetId};

use super::world::World;

/// Returns a change of the charter that adds a line of prose.
pub(super) fn amendment(world: &mut World) -> Option<Action> {
    use polity_machine::frame::state::Records as _;
    let replaces = charter::current(world.state()).hash;
    let text = world.society.records.record(&replaces)?;
    let note = governance::counts(world.state()).made;
    let text = format!("{}\nNoted after {note} proposals.\n", String::from_utf8_lossy(&text));
    let text = world.society.records.insert(text.into_bytes());
    Some(CharterAction::Amend { replaces, text }.into())
}

/// Returns what a proposal under a procedure would do: for a bid, what serves its author.
pub(super) fn parts(
    world: &mut World,
    charter: &Charter,
    terms: &Procedure,
    is_bid: bool,
    author: usize,
    money: (&AccountId, Option<&AssetId>),
) -> Option<(Vec<Action>, Option<Contest>)> {
    if !terms.method.has_options() {
        return Some((vec![single(world, charter, terms, is_bid, author, money)?], None));
    }
    let is_budget = terms.method.elects() == Elects::Budget;
    let mut options = Vec::new();
    for place in 0..3_usize {
        let is_default = terms.method == Method::Debian && place == 2;
        let to = if place == 0 { author } else { world.random.place(world.joined) };
        let is_bid = is_bid && place == 0;
        let actions = if is_default {
            Vec::new()
        } else {
            vec![single(world, charter, terms, is_bid || is_budget, to, money)?]
        };
        options
            .push(ContestOption { actions, title: format!("Option {}", place.saturating_add(1)) });
    }
    let cost = options
        .first()
        .and_then(|option| option.actions.first())
        .and_then(polity_machine::registry::value);
    let budget = cost.filter(|_| is_budget).map(|(asset, amount)| ContestBudget { amount, asset });
    Some((Vec::new(), Some(Contest { budget, choose: 1, options })))
}

/// Returns one action that a procedure holds: for a bid, to pay its author.
fn single(
    world: &mut World,
    charter: &Charter,
    terms: &Procedure,
    is_bid: bool,
    to: usize,
    (fund, asset): (&AccountId, Option<&AssetId>),
) -> Option<Action> {
    let by = Who::Decision(terms.id.clone());
    let holds = |action: &str| charter.lines_for(action).any(|power| power.who == by);
    let number = governance::counts(world.state()).made.saturating_add(1);
    let mut candidates: Vec<Action> = Vec::new();
    let person = world.agents.get(to)?.actor.person;
    if let Some(asset) = asset {
        let (asset, to) = (asset.clone(), AccountId::Person(person));
        let held = balance(world.state(), fund, &asset);
        if holds("treasury.pay") {
            let amount =
                if is_bid { held.max(Amount::from(1_u64)) } else { Amount::from(1_000_u64) };
            let (asset, from) = (asset.clone(), fund.clone());
            let pay = TreasuryAction::Pay {
                amount,
                asset,
                category: None,
                from,
                memo: None,
                to: to.clone(),
            };
            if is_bid {
                return Some(pay.into());
            }
            candidates.push(pay.into());
        }
        let is_claim = is_claim(charter, &asset);
        if holds("treasury.receive") && is_claim && !is_bid {
            candidates.push(receive(Amount::from(1_000_u64), &asset, fund));
        }
        if holds("treasury.issue") && !is_claim {
            let to = if is_bid { to } else { fund.clone() };
            let amount = Amount::from(1_000_u64);
            candidates.push(
                TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into(),
            );
        }
    }
    if holds("charter.amend") {
        candidates.extend(amendment(world));
    }
    if holds("treasury.open_account") {
        let account = AccountId::Fund(format!("question-{number}"));
        candidates.push(TreasuryAction::OpenAccount { account }.into());
    }
    if holds("treasury.create_asset")
        && let Ok(asset) = format!("SIM{number}").parse()
    {
        candidates.push(TreasuryAction::CreateAsset { asset, decimals: 2 }.into());
    }
    let chosen = if is_bid { 0 } else { world.random.place(candidates.len()) };
    (chosen < candidates.len()).then(|| candidates.swap_remove(chosen))
}

/// Returns the place outside where the simulated society's claims are held.
pub(super) fn outside() -> AccountId {
    AccountId::External("simulated".into())
}

pub(super) fn is_claim(charter: &Charter, asset: &AssetId) -> bool {
    charter.asset(asset).is_some_and(|asset| asset.kind() == AssetKind::Claim)
}

/// Returns the booking of what came in outside.
pub(super) fn receive(amount: Amount, asset: &AssetId, fund: &AccountId) -> Action {
    let (asset, from, to) = (asset.clone(), outside(), fund.clone());
    TreasuryAction::Receive { amount, asset, category: None, from, memo: None, to }.into()
}

/// Returns a ballot for one option before all others, as a method takes it.
pub(super) fn prefer(method: Method, first: u64, options: u64) -> Choice {
    match method.form() {
        BallotForm::Order { one: true, .. } => Choice::Rank(vec![vec![first]]),
        BallotForm::Order { one: false, .. } => {
            let others = (0..options).filter(|option| *option != first).map(|option| vec![option]);
            Choice::Rank([vec![first]].into_iter().chain(others).collect())
        }
        BallotForm::Approvals => Choice::Approve(vec![first]),
        BallotForm::Scores { high } => Choice::Score(vec![(first, high.unsigned_abs())]),
        BallotForm::Credits => Choice::Spend(vec![(first, 10)]),
        _ => Choice::Yes,
    }
}
