//! What is paid back by and by, and what is left out of a batch, worked out from what was told alone (EXI-4).

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Claims, Payment, Rule, Source, is_refund, units};

/// Something that pays somebody back by and by.
#[derive(Clone, Debug)]
pub(super) struct ByAndBy {
    asset: String,
    each: i128,
    pub(super) fund: String,
    is_at_once: bool,
    to: String,
}

impl Claims {
    /// Hears of what repeats and pays somebody back.
    pub(super) fn hear_stream(&mut self, name: &str, told: &Value) {
        let with = &told["with"];
        let Some(number) = with["stream"].as_u64() else { return };
        let source: Source = ("stream".to_owned(), number);
        if name == "spending.stream_started" {
            let text = |at: &str| with[at].as_str().unwrap().to_owned();
            let [asset, fund, to] = ["asset", "fund", "to"].map(text);
            if !is_refund(&with["category"]) || !to.starts_with("person") {
                return;
            }
            let (each, is_at_once) = (units(&with["each"]), with["pace"] == "at_once");
            let all = each * i128::from(with["times"].as_u64().unwrap());
            self.due(&source, &to, (&fund, &asset), all);
            self.streams.insert(number, ByAndBy { asset, each, fund, is_at_once, to });
            return;
        }
        let Some(ByAndBy { asset, each, fund, is_at_once, to }) =
            self.streams.get(&number).cloned()
        else {
            return;
        };
        match name {
            "spending.stream_period" if is_at_once => {
                self.came(&source, &to, (&fund, &asset), each);
            }
            "spending.stream_stopped" => {
                let _ = self.due_no_more(&source, &to, &asset, i128::MAX);
                self.is_over(&source);
            }
            _ => {}
        }
    }

    /// Hears that a stream paid out of what was set aside for its period.
    pub(super) fn stream_paid(&mut self, credit: &str, debit: &str, amount: i128) {
        let number = credit.strip_prefix("escrow-stream-").and_then(|number| number.parse().ok());
        let Some(number) = number else { return };
        let Some(ByAndBy { asset, fund, to, .. }) = self.streams.get(&number).cloned() else {
            return;
        };
        if debit == to {
            self.came(&("stream".to_owned(), number), &to, (&fund, &asset), amount);
        }
    }

    /// Hears that something came back that was held off: what counted comes off, though the fund is open no more.
    fn came(&mut self, source: &Source, person: &str, (fund, asset): (&str, &str), amount: i128) {
        let counted = self.due_no_more(source, person, asset, amount);
        if !self.is_open(fund) {
            self.gets_back(person, asset, counted);
        }
    }

    /// Hears that what would have paid somebody back is over: nothing is to be refused for it any more, but by what members
    /// decide on because they stopped it.
    pub(super) fn is_over(&mut self, source: &Source) {
        for (person, claim) in &mut self.by {
            let all = std::mem::take(&mut claim.instead).into_iter();
            let (its, left): (BTreeSet<_>, _) = all.partition(|(_, other)| other == source);
            claim.instead = left;
            for (asset, _) in its {
                self.given.took_instead(source, person, &asset);
            }
        }
    }

    /// Keeps apart no more what somebody took as a share instead: of a batch their line; else all that a decision or an
    /// act would do.
    pub(super) fn never_paid(&mut self, source: &Source, person: &str, asset: &str) {
        let Some(payments) = self.waiting.get_mut(source) else { return };
        let is_its = |payment: &Payment| {
            let pays = payment.refunds.iter().any(|(whom, _)| whom == person);
            pays && payment.asset == asset && payment.kept > 0
        };
        if payments.iter().any(|payment| is_its(payment) && !payment.is_batch) {
            let all = self.let_go(source);
            let none = all.into_iter().map(|payment| Payment { kept: 0, ..payment });
            self.waiting.insert(source.clone(), none.collect());
            return;
        }
        for payment in payments.iter_mut().filter(|payment| is_its(payment)) {
            let line = payment.pays(person);
            payment.kept -= line;
            payment.payees.retain(|(whom, _)| whom != person);
        }
    }

    /// Hears of a batch. Returns what is to be noted if anybody was left out, each of whom had taken a share instead, or had
    /// given it up.
    pub(crate) fn leaves_out(&self, told: &Value) -> Option<&'static str> {
        let lines = told["with"]["left_out"].as_array().into_iter().flatten();
        let mut noted = None;
        for line in lines {
            let person = line["to"].as_str().unwrap();
            let asset = told["with"]["asset"].as_str().unwrap();
            let given_up = self.given_up_of(person, asset);
            let took = self.took_instead(person, asset);
            assert!(given_up.is_some() || took, "{person} took nothing instead: {told}");
            noted = if given_up == Some(true) {
                Some("a batch that members stopped left out who gave it up")
            } else if self.took_of_stopped(person, asset) {
                Some("a batch that members stopped left out who took a share instead")
            } else {
                noted.or(Some("a batch left out who took their share"))
            };
        }
        noted
    }

    /// Returns whether somebody keeps a claim to an asset of which nothing was paid, where others were; and whether anything
    /// of it is still to come back to them that they would have taken as a share instead.
    pub(crate) fn keeps(&self, person: &str, asset: &str, paid: &[&str]) -> (bool, bool) {
        let has_own = self.sharing.rule == Rule::Contributions;
        let is_kept = has_own && !paid.is_empty() && !paid.contains(&asset);
        let claim = self.by.get(person).filter(|_| is_kept);
        let left = claim.map_or(0, |claim| claim.put_in(asset).left());
        let sources = claim.into_iter().flat_map(|claim| claim.refund.keys());
        let mut its = sources.filter(|(of, _)| of == asset);
        (left > 0, its.any(|(of, source)| self.is_unasked(person, of, source)))
    }

    /// Returns whether somebody took a share instead of what a fund would pay back to them, by what is not over.
    pub(super) fn took_instead(&self, person: &str, asset: &str) -> bool {
        let its = self.by.get(person).into_iter().flat_map(|claim| &claim.instead);
        its.into_iter().any(|(of, (kind, _))| of == asset && kind != "request")
    }
}
