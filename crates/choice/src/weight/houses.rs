//! Mixed houses: blocks of voters that each hold a fixed share of the decision, so that 20 % can
//! belong to a drawn panel whatever its size.

use num_traits::Zero;
use serde::Serialize;

use crate::ChoiceError;
use crate::exact::{Exact, Ratio, Share, ratio};
use crate::explain::{Explanation, Table, list};
use crate::single::YesNo;

/// Houses in one decision.
const HOUSES_MAX: usize = 100;

/// A block of voters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct House {
    /// Its name.
    pub name: String,
    /// Its share of the decision.
    pub share: Share,
    /// Its ballots.
    pub ballots: YesNo,
    /// What must take part for its share to count at all.
    pub quorum: Option<Share>,
    /// Whether its own majority must say yes, whatever the others say.
    pub is_needed: bool,
}

/// The rule of a decision by several houses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Mixed {
    /// The share of the whole that yes must pass.
    pub threshold: Share,
    /// Whether exactly the share suffices.
    pub inclusive: bool,
    /// Whether the share of a house that does not count falls to the others in proportion; otherwise
    /// it counts against.
    pub redistributes: bool,
}

/// How one house decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a finding of its own")]
pub struct HouseResult {
    /// Its name.
    pub name: String,
    /// Whether it counts: somebody decided, and the quorum was met.
    pub counts: bool,
    /// Whether its quorum was met, if it has one.
    pub has_quorum: bool,
    /// Whether its own majority must say yes.
    pub is_needed: bool,
    /// The share of its yes among yes and no.
    pub yes: Option<Exact>,
    /// What it brings to the whole; where shares fall to others, with its part of them.
    pub contribution: Exact,
    /// Whether more said yes than no.
    pub agrees: bool,
}

/// The result of a decision by several houses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MixedResult {
    /// Whether it passed: the share was reached, and every house agrees that is needed.
    pub passed: bool,
    /// The rule.
    pub rule: Mixed,
    /// Whether yes has the share of the whole that it must.
    pub has_share: bool,
    /// The share of yes in the whole.
    pub yes: Exact,
    /// Houses in order.
    pub houses: Vec<HouseResult>,
}

/// Decides by several houses: each splits its share as its own votes for and against.
///
/// # Errors
/// [`ChoiceError::TooFew`] without houses, [`ChoiceError::TooMany`] above their limit or when more
/// was cast than is eligible, [`ChoiceError::BadOption`] unless shares sum to 1.
pub fn mixed(houses: &[House], rule: Mixed) -> Result<MixedResult, ChoiceError> {
    if houses.is_empty() {
        return Err(ChoiceError::TooFew { what: "Houses", actual: 0, least: 1 });
    }
    crate::ballots::check_room("Houses", houses.len() - 1, HOUSES_MAX)?;
    let shares = houses.iter().fold(Ratio::zero(), |sum, house| sum + house.share.ratio());
    if shares != ratio(1, 1) {
        return Err(ChoiceError::BadOption {
            option: "shares".into(),
            value: shares.to_string(),
            allowed: "shares that sum to 1".into(),
        });
    }
    let (mut yes_sum, mut counting) = (Ratio::zero(), Ratio::zero());
    let mut results = Vec::with_capacity(houses.len());
    let mut needed_agree = true;
    for house in houses {
        let YesNo { yes, no, abstain, eligible } = house.ballots;
        let decided = yes.checked_add(no);
        let cast = decided.and_then(|decided| decided.checked_add(abstain));
        let too_many =
            |actual| ChoiceError::TooMany { what: "Weight of ballots", actual, limit: eligible };
        let (decided, cast) = decided.zip(cast).ok_or_else(|| too_many(u64::MAX))?;
        if cast > eligible {
            return Err(too_many(cast));
        }
        let has_quorum = house.quorum.is_none_or(|share| share.is_reached_by(cast, eligible));
        let counts = has_quorum && decided > 0;
        let part = counts.then(|| ratio(yes, decided));
        let contribution = part.clone().map_or_else(Ratio::zero, |part| part * house.share.ratio());
        if counts {
            counting += house.share.ratio();
        }
        yes_sum += &contribution;
        let agrees = counts && yes > no;
        needed_agree &= agrees || !house.is_needed;
        let (name, contribution) = (house.name.clone(), Exact(contribution));
        let (yes, is_needed) = (part.map(Exact), house.is_needed);
        results.push(HouseResult {
            name,
            counts,
            has_quorum,
            is_needed,
            yes,
            contribution,
            agrees,
        });
    }
    if rule.redistributes && !counting.is_zero() {
        for house in &mut results {
            house.contribution.0 /= &counting;
        }
        yes_sum /= counting;
    }
    let threshold = rule.threshold.ratio();
    let reached = yes_sum > threshold || rule.inclusive && yes_sum == threshold;
    let has_share = reached && !yes_sum.is_zero();
    let passed = has_share && needed_agree;
    Ok(MixedResult { passed, rule, has_share, yes: Exact(yes_sum), houses: results })
}

impl MixedResult {
    /// Explains the result.
    #[must_use]
    pub fn explain(&self) -> Explanation {
        let verdict = if self.passed { "passed" } else { "failed" };
        let share = Exact(&self.yes.0 * ratio(100, 1)).decimal(2);
        let mut account =
            Explanation::new(format!("The question {verdict} with {share} % of the whole."));
        let least = if self.rule.inclusive { "at least" } else { "more than" };
        let reached = if self.has_share { "was reached" } else { "was not reached" };
        let (needed, exactly) = (self.rule.threshold, self.yes.text());
        account.say(format!(
            "It needed {least} {needed} of the whole and has {exactly}; that {reached}."
        ));
        self.tell_houses(&mut account);
        let mut table = Table::new("Houses", &["house", "counts", "yes %", "brings %"]);
        let percent = |part: &Ratio| Exact(part * ratio(100, 1)).decimal(2);
        for house in &self.houses {
            table.row(vec![
                house.name.clone(),
                if house.counts { "yes" } else { "no" }.into(),
                house.yes.as_ref().map_or(String::new(), |yes| percent(&yes.0)),
                percent(&house.contribution.0),
            ]);
        }
        account.show(table);
        account
    }

    /// Says which houses were needed, which count, and where the share of others goes.
    fn tell_houses(&self, account: &mut Explanation) {
        let names = |is_one: &dyn Fn(&HouseResult) -> bool| {
            let those = self.houses.iter().filter(|&house| is_one(house));
            let names: Vec<&str> = those.map(|house| house.name.as_str()).collect();
            (!names.is_empty()).then(|| list(&names))
        };
        account.say("Each house splits its share as its own votes for and against.");
        if let Some(needed) = names(&|house| house.is_needed && house.agrees) {
            account.say(format!("Needed, and more said yes than no: {needed}."));
        }
        if let Some(needed) = names(&|house| house.is_needed && !house.agrees) {
            account.say(format!("Needed, and no majority that counts said yes: {needed}."));
        }
        if let Some(missed) = names(&|house| !house.has_quorum) {
            account.say(format!("The quorum was missed by {missed}."));
        }
        if let Some(silent) = names(&|house| house.has_quorum && !house.counts) {
            account.say(format!("Nobody said yes or no in {silent}."));
        }
        if names(&|house| !house.counts).is_some() {
            account.say(if self.rule.redistributes {
                "The share of a house that does not count falls to the others in proportion."
            } else {
                "The share of a house that does not count is against."
            });
        }
    }
}
