//! What waits for its effect, worked out from what was told alone: what it takes out of a fund, and what of it comes to
//! somebody by way of funds that are not open (EXI-19).

use serde_json::Value;

use super::{Claims, Payment, Source, is_refund, units};

/// Returns what an action takes out of a fund: not what goes from one that is open to another.
pub(super) fn payment(action: &Value, open: &[&'static str]) -> Option<Payment> {
    let with = &action["with"];
    let (asked, fund) = match action["name"].as_str()? {
        "treasury.pay" => (&with["amount"], &with["from"]),
        "spending.pay_batch" | "spending.start_stream" => (&with["amount"], &with["fund"]),
        _ => return None,
    };
    let (asset, fund): (_, String) = (with["asset"].as_str()?.into(), fund.as_str()?.into());
    let one = |to: &Value, amount: &Value| Some((to.as_str()?.to_owned(), units(amount)));
    let lines = with["lines"].as_array().into_iter().flatten();
    let lines = lines.filter_map(|line| one(&line["to"], &line["amount"]));
    let payees: Vec<(String, i128)> = lines.chain(one(&with["to"], asked)).collect();
    let people = payees.iter().filter(|(to, _)| to.starts_with("person"));
    let refunds = people.filter(|_| is_refund(&with["category"])).cloned().collect();
    let is_batch = action["name"] == "spending.pay_batch";
    let is_open = |fund: &str| open.contains(&fund);
    let goes = payees.iter().filter(|(to, _)| !is_open(to) || !is_open(&fund));
    let asked = goes.map(|(_, amount)| amount).sum();
    (asked > 0).then_some(Payment { asked, asset, fund, is_batch, kept: 0, payees, refunds })
}

impl Claims {
    /// Returns what is decided or announced to be paid to somebody out of funds that are not open.
    pub(crate) fn comes(&self, person: &str, asset: &str) -> i128 {
        let all = self.waiting.values().flatten().filter(|one| one.asset == asset);
        let closed = all.filter(|one| !self.is_open(&one.fund));
        closed.map(|one| one.pays(person).min(one.kept)).sum()
    }

    /// Returns what a pool would give to funds that are not open by what somebody leaves against.
    pub(crate) fn gives(&self, fund: &str, asset: &str, against: &[Source]) -> i128 {
        let opposed = against.iter().filter_map(|target| self.waiting.get(target)).flatten();
        let its = opposed.filter(|one| one.fund == fund && one.asset == asset);
        let gives = |one: &Payment| {
            let is_filled = |to: &str| to.starts_with("fund-") && !self.is_open(to);
            let filled = one.payees.iter().filter(|(to, _)| is_filled(to));
            filled.map(|(_, amount)| amount).sum::<i128>().min(one.kept)
        };
        its.map(gives).sum()
    }
}
