//! What waits for its effect, worked out from what was told alone: what it takes out of a fund, and what of it comes to
//! somebody by way of funds that are not open (EXI-19).

use serde_json::Value;

use super::{Claims, Payment, Source, WHOLE, is_refund, units};

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
    /// Returns what is decided or announced to be paid to somebody out of funds that are not open, but for what they leave
    /// against.
    pub(crate) fn comes(
        &self,
        (person, part): (&str, i128),
        asset: &str,
        against: &[Source],
    ) -> i128 {
        let is_kept = |target: &Source, one: &Payment| {
            !against.contains(target)
                || part < WHOLE
                || self.is_noted_of(person, one, target)
                || one.kept == 0
        };
        let its = |(target, all): (&Source, &Vec<Payment>)| {
            let of_asset = all.iter().filter(|one| one.asset == asset && !self.is_open(&one.fund));
            let kept = of_asset.filter(|one| is_kept(target, one));
            kept.map(|one| one.pays(person).min(one.kept)).sum::<i128>()
        };
        self.waiting.iter().map(its).sum()
    }

    /// Returns whether anything is noted as coming back to somebody by what waits.
    fn is_noted(&self, person: &str, asset: &str, target: &Source) -> bool {
        let key = (asset.to_owned(), target.clone());
        let of = self.by.get(person).and_then(|claim| claim.refund.get(&key));
        of.is_some_and(|amount| *amount > 0)
    }

    /// Returns whether a payment is one that was noted as paying them back, where that counts.
    fn is_noted_of(&self, person: &str, payment: &Payment, target: &Source) -> bool {
        let is_refund = payment.refunds.iter().any(|(whom, _)| whom == person);
        let counts = self.sharing.rule == super::Rule::Contributions;
        counts && is_refund && self.is_noted(person, &payment.asset, target)
    }

    /// Returns what of a payment somebody is paid besides their share though they leave against it.
    pub(super) fn besides(
        &self,
        (person, part): (&str, i128),
        payment: &Payment,
        target: &Source,
    ) -> i128 {
        let is_noted = self.is_noted_of(person, payment, target);
        if is_noted || part < WHOLE { payment.pays(person).min(payment.kept) } else { 0 }
    }

    /// Hears that somebody leaves against what waits, and gives up what it would pay them. Returns whether it would have.
    pub(crate) fn gives_up(&mut self, person: &str, target: &Source, paid: &[&str]) -> bool {
        let Some(payments) = self.waiting.get(target) else { return false };
        let is_its = |one: &Payment| {
            let is_theirs = one.kept > 0 && one.pays(person) > 0 && paid.contains(&&*one.asset);
            is_theirs && !self.is_noted_of(person, one, target)
        };
        let its: Vec<bool> = payments.iter().map(is_its).collect();
        let is_whole = payments.iter().zip(&its).any(|(one, is_its)| *is_its && !one.is_batch);
        let payments = self.waiting.get_mut(target).expect("it waits");
        for (one, _) in payments.iter_mut().zip(&its).filter(|(_, is_its)| **is_its) {
            self.given.up(target, person, &one.asset);
            if one.is_batch {
                one.kept -= one.pays(person);
                one.leaves_out(person);
            }
        }
        if is_whole {
            let all = self.let_go(target);
            let none = all.into_iter().map(|one| Payment { kept: 0, ..one });
            self.waiting.insert(target.clone(), none.collect());
        }
        its.contains(&true)
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
