//! What shares must come to by each rule of sharing, worked out from what was told alone: who has a claim by how
//! much and since when, and what of the pools is decided or announced for somebody else.

use std::collections::BTreeMap;

use serde_json::Value;

/// Parts of one membership (EXI-3), and of one share (EXI-10).
pub(crate) const WHOLE: i128 = 1_000_000;
/// Funds of which members take a share.
pub(crate) const FUNDS: [&str; 2] = ["fund-common", "fund-house"];
/// Assets of which they do.
pub(crate) const ASSETS: [&str; 2] = ["EUR", "LEAF"];
const DAY: u64 = 86_400;

/// By what a share is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Contributions,
    Memberships,
    Shares,
}

/// The rule of sharing of a history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sharing {
    pub(crate) rule: Rule,
    /// Days in which a claim grows to the whole.
    pub(crate) vesting: u32,
}

impl Sharing {
    /// Returns the rule as a charter writes it.
    pub(crate) fn words(self) -> String {
        let rule = match self.rule {
            Rule::Contributions => "by contributions",
            Rule::Memberships => "equal",
            Rule::Shares => "by shares\"\nshares = \"SHR",
        };
        // Shares that are held count at once.
        let grows = self.vesting > 0 && self.rule != Rule::Shares;
        let vesting =
            if grows { format!("vesting = \"{} days\"\n", self.vesting) } else { String::new() };
        format!("share = \"{rule}\"\n{vesting}")
    }

    /// Returns what happened under the rule, as it is counted.
    pub(crate) fn note(self, what: &str) -> String {
        let grows = if self.vesting > 0 { ", vesting" } else { "" };
        match self.rule {
            Rule::Contributions => format!("{what}, by contributions{grows}"),
            Rule::Memberships => format!("{what}, equal{grows}"),
            Rule::Shares => format!("{what}, by shares"),
        }
    }
}

/// How much there is of a claim in one time of membership, and how much of it was given up.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Holding {
    burned: i128,
    granted: i128,
}

impl Holding {
    fn left(self) -> i128 {
        self.granted - self.burned
    }

    /// What is left over begins anew.
    fn again(self) -> Self {
        Self { burned: 0, granted: self.left() }
    }
}

/// What somebody has a claim by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Claim {
    equal: Holding,
    pub(crate) is_counted: bool,
    /// What was put in, by asset: in all, and on which day how much.
    put_in: BTreeMap<String, (Holding, Vec<(u64, i128)>)>,
    /// What of it is decided or set aside to come back, by asset.
    refund: BTreeMap<String, i128>,
    /// When this time of membership began, in running time and in time of day.
    since: u64,
    pub(crate) since_day: u64,
    /// When it ended.
    until: Option<u64>,
}

impl Claim {
    /// Returns what of a holding has vested and was not given up.
    fn vested(&self, holding: Holding, sharing: Sharing, now: u64) -> i128 {
        let length = i128::from(sharing.vesting) * i128::from(DAY);
        let age = i128::from(self.until.unwrap_or(now) - self.since);
        let grown = if age >= length { holding.granted } else { holding.granted * age / length };
        (grown - holding.burned).max(0)
    }

    fn put_in(&self, asset: &str) -> Holding {
        self.put_in.get(asset).map(|(holding, _)| *holding).unwrap_or_default()
    }

    /// Returns how much of what was put in counts: what was not given up, and is not to come back.
    fn counts(&self, asset: &str) -> i128 {
        (self.put_in(asset).left() - self.refund(asset)).max(0)
    }

    fn refund(&self, asset: &str) -> i128 {
        self.refund.get(asset).copied().unwrap_or_default()
    }

    /// Returns how much of what counts was put in before a day: the last comes back first.
    pub(crate) fn before(&self, asset: &str, day: u64) -> i128 {
        let days = self.put_in.get(asset).into_iter().flat_map(|(_, days)| days);
        let late: i128 = days.filter(|(on, _)| *on >= day).map(|(_, amount)| amount).sum();
        (self.counts(asset) - (late - self.refund(asset)).max(0)).max(0)
    }
}

/// A payment that waits for its effect.
#[derive(Clone, Debug)]
struct Payment {
    asked: i128,
    asset: String,
    fund: String,
    /// How much of it is kept apart.
    kept: i128,
    /// To whom it pays back what they had put in, and how much.
    refunds: Vec<(String, i128)>,
}

impl Payment {
    /// Returns what is to come back to whom, as long as it is kept apart.
    fn due(&self) -> &[(String, i128)] {
        if self.kept > 0 && self.kept == self.asked { &self.refunds } else { &[] }
    }
}

/// A request, as it was told.
#[derive(Clone, Debug)]
struct Request {
    asset: String,
    is_set_aside: bool,
    refunds: Vec<(String, i128)>,
}

/// Everybody's claims, and what waits.
#[derive(Debug)]
pub(crate) struct Claims {
    by: BTreeMap<String, Claim>,
    requests: BTreeMap<u64, Request>,
    /// What was lost to a fund by lying, and is noted when the share that it came with is told.
    late: Vec<(String, String, i128)>,
    /// When it is, in running time and in time of day.
    pub(crate) now: (u64, u64),
    pub(crate) sharing: Sharing,
    /// By kind and number.
    waiting: BTreeMap<(String, u64), Vec<Payment>>,
}

fn units(value: &Value) -> i128 {
    value.as_str().expect("an amount is a text").parse().expect("an amount is a whole number")
}

/// Returns what an action takes out of a fund.
fn payment(action: &Value) -> Option<Payment> {
    let with = &action["with"];
    let (asked, fund) = match action["name"].as_str()? {
        "treasury.pay" => (&with["amount"], &with["from"]),
        "spending.pay_batch" => (&with["amount"], &with["fund"]),
        "spending.start_stream" => (&with["each"], &with["fund"]),
        _ => return None,
    };
    let (asset, fund) = (with["asset"].as_str()?.into(), fund.as_str()?.into());
    let refunds = match with["to"].as_str() {
        Some(to) if is_refund(&with["category"]) => vec![(to.to_owned(), units(asked))],
        _ => Vec::new(),
    };
    Some(Payment { asked: units(asked), asset, fund, kept: 0, refunds })
}

fn is_refund(category: &Value) -> bool {
    category.as_str().is_some_and(|category| category.starts_with("refund"))
}

impl Claims {
    pub(crate) fn new(sharing: Sharing) -> Self {
        let (by, requests, waiting) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { by, requests, late: Vec::new(), now: (0, 0), sharing, waiting }
    }

    pub(crate) fn of(&self, person: &str) -> Option<&Claim> {
        self.by.get(person)
    }

    pub(crate) fn joins(&mut self, person: String) {
        let new = Claim { equal: Holding { burned: 0, granted: WHOLE }, ..Claim::default() };
        let before = self.by.remove(&person).unwrap_or(new);
        let put_in = before.put_in.into_iter();
        let put_in = put_in.map(|(asset, (all, days))| (asset, (all.again(), days))).collect();
        let (since, time) = self.now;
        let equal = before.equal.again();
        let refund = before.refund;
        let since_day = time / DAY;
        let claim =
            Claim { equal, is_counted: true, put_in, refund, since, since_day, until: None };
        self.by.insert(person, claim);
    }

    pub(crate) fn leaves(&mut self, person: &str) {
        let now = self.now.0;
        if let Some(claim) = self.by.get_mut(person).filter(|claim| claim.is_counted) {
            claim.until = Some(now);
        }
    }

    pub(crate) fn lapses(&mut self, person: &str) {
        let claim = self.by.get_mut(person).expect("they had one");
        assert!(claim.is_counted, "a claim lapsed twice");
        claim.is_counted = false;
        claim.put_in.clear();
        claim.refund.clear();
    }

    /// Hears that somebody is to get something back, or, with less than nothing, is to no more.
    fn due(&mut self, person: &str, asset: &str, amount: i128) {
        if let Some(claim) = self.by.get_mut(person).filter(|claim| claim.is_counted) {
            let refund = claim.refund.entry(asset.to_owned()).or_default();
            *refund = (*refund + amount).max(0);
        }
    }

    /// Hears of a request, which may pay back what people had put in.
    fn hear_request(&mut self, name: &str, told: &Value) {
        let with = &told["with"];
        let Some(number) = with["request"].as_u64() else { return };
        if name == "spending.requested" {
            let line = |line: &Value| (line["to"].as_str().unwrap().into(), units(&line["amount"]));
            let lines = with["lines"].as_array().into_iter().flatten().map(line);
            let refunds = lines.filter(|_| is_refund(&with["category"])).collect();
            let asset = with["asset"].as_str().unwrap().into();
            self.requests.insert(number, Request { asset, is_set_aside: false, refunds });
            return;
        }
        let Some(request) = self.requests.get_mut(&number) else { return };
        let is_set_aside = match name {
            "spending.approved" => true,
            "spending.paid" | "spending.rejected" | "spending.withdrawn" | "spending.lapsed" => {
                false
            }
            _ => return,
        };
        let was = std::mem::replace(&mut request.is_set_aside, is_set_aside);
        let change = i128::from(is_set_aside) - i128::from(was);
        let Request { asset, refunds, .. } = request.clone();
        for (person, amount) in refunds {
            self.due(&person, &asset, amount * change);
        }
    }

    /// Hears what somebody put into a fund, or got back.
    pub(crate) fn posted(&mut self, told: &Value) {
        let with = &told["with"];
        let text = |at: &str| with[at].as_str().unwrap_or_default().to_owned();
        let (credit, debit, asset) = (text("credit"), text("debit"), text("asset"));
        let is_open =
            |fund: &String| FUNDS.contains(&fund.as_str()) && ASSETS.contains(&asset.as_str());
        if debit.starts_with("person") && is_refund(&with["category"]) {
            self.gets_back(&debit, &asset, units(&with["amount"]));
        }
        if !credit.starts_with("person") || !is_open(&debit) {
            return;
        }
        if text("category") == "transfer:demurrage" {
            self.late.push((credit, asset, units(&with["amount"])));
        } else {
            self.puts_in(&credit, asset, units(&with["amount"]));
        }
    }

    /// Hears that somebody got back what they had put in: the last first. All funds of these histories are open.
    fn gets_back(&mut self, person: &str, asset: &str, amount: i128) {
        let claim = self.by.get_mut(person).filter(|claim| claim.is_counted);
        let Some((holding, days)) = claim.and_then(|claim| claim.put_in.get_mut(asset)) else {
            return;
        };
        let back = amount.min(holding.left());
        holding.granted -= back;
        let mut left = back;
        while let Some(last) = days.last_mut() {
            if left < last.1 {
                last.1 -= left;
                break;
            }
            left -= last.1;
            let _ = days.pop();
        }
    }

    fn puts_in(&mut self, person: &str, asset: String, amount: i128) {
        let day = self.now.1 / DAY;
        let claim = self.by.get_mut(person).filter(|claim| claim.is_counted);
        if let Some(claim) = claim.filter(|claim| claim.until.is_none()) {
            let (holding, days) = claim.put_in.entry(asset).or_default();
            holding.granted += amount;
            days.push((day, amount));
        }
    }

    /// Notes what was lost by lying, once the share that it came with was told.
    pub(crate) fn settle(&mut self) {
        for (person, asset, amount) in std::mem::take(&mut self.late) {
            self.puts_in(&person, asset, amount);
        }
    }

    /// Returns what somebody's claim on an asset is, as far as it vested, and the whole. `held`: what an account
    /// has of the asset that counts as shares.
    pub(crate) fn basis(
        &self,
        person: &str,
        asset: &str,
        held: impl Fn(&str) -> i128,
    ) -> (i128, i128) {
        let counted = || self.by.values().filter(|claim| claim.is_counted);
        let own = self.by.get(person).filter(|claim| claim.is_counted);
        let vested = |of: &dyn Fn(&Claim) -> Holding| {
            own.map_or(0, |own| own.vested(of(own), self.sharing, self.now.0))
        };
        match self.sharing.rule {
            Rule::Contributions => {
                let all = counted().map(|claim| claim.counts(asset)).sum();
                let counts = own.map_or(0, |own| own.counts(asset));
                (vested(&|own| own.put_in(asset)).min(counts), all)
            }
            Rule::Memberships => {
                (vested(&|own| own.equal), counted().map(|claim| claim.equal.left()).sum())
            }
            Rule::Shares => {
                let funds: i128 = FUNDS.iter().map(|fund| held(fund)).sum();
                (held(person), -held("issue-shr") - funds)
            }
        }
    }

    /// Gives up a part of somebody's claim, or all of it.
    pub(crate) fn burn(&mut self, person: &str, part: i128, is_whole: bool, chosen: &[&str]) {
        let (sharing, now) = (self.sharing, self.now.0);
        let Some(claim) = self.by.get_mut(person).filter(|claim| claim.is_counted) else { return };
        let as_it_was = claim.clone();
        let of = |holding: Holding, counts: i128| {
            let vested = || as_it_was.vested(holding, sharing, now).min(counts) * part / WHOLE;
            if is_whole { counts } else { vested() }
        };
        claim.equal.burned += of(claim.equal, claim.equal.left());
        let is_by_asset = sharing.rule == Rule::Contributions && !is_whole;
        let assets = claim.put_in.iter_mut();
        let assets = assets.filter(|(asset, _)| !is_by_asset || chosen.contains(&asset.as_str()));
        for (asset, (holding, _)) in assets {
            holding.burned += of(*holding, as_it_was.counts(asset));
        }
        assert!(claim.equal.left() >= 0, "{person} gave up more than they had");
    }

    /// Hears what is proposed, decided, announced, and over. `held`: what a fund has of an asset.
    pub(crate) fn hear(&mut self, told: &Value, held: impl Fn(&str, &str) -> i128) {
        let with = &told["with"];
        let name = told["name"].as_str().unwrap_or_default();
        self.hear_request(name, told);
        let is_act = name.starts_with("charter.act_");
        let kind = if is_act { "act" } else { "proposal" };
        let Some(number) = with[kind].as_u64() else { return };
        let target = (kind.to_owned(), number);
        match name {
            "charter.act_announced" => {
                let payments = payment(&with["action"]).into_iter().collect();
                self.waiting.insert(target.clone(), payments);
                self.keep_apart(&target, held);
            }
            "governance.proposed" => {
                let actions = with["actions"].as_array().into_iter().flatten();
                self.waiting.insert(target, actions.filter_map(payment).collect());
            }
            "governance.voting_closed" if with["verdict"] == "passed" => {
                self.keep_apart(&target, held);
            }
            // It goes to a vote again.
            "governance.voting_opened" => {
                let payments = self.let_go(&target);
                let again = |payment| Payment { kept: 0, ..payment };
                self.waiting.insert(target, payments.into_iter().map(again).collect());
            }
            "charter.act_effected"
            | "charter.act_failed"
            | "charter.act_stopped"
            | "charter.act_withdrawn"
            | "governance.enacted"
            | "governance.failed"
            | "governance.lapsed"
            | "governance.voting_closed"
            | "governance.withdrawn" => drop(self.let_go(&target)),
            _ => {}
        }
    }

    /// Keeps apart no more what a decision or an announced act would have paid, or paid.
    fn let_go(&mut self, target: &(String, u64)) -> Vec<Payment> {
        let payments = self.waiting.remove(target).unwrap_or_default();
        for payment in &payments {
            for (person, amount) in payment.due() {
                self.due(person, &payment.asset, -amount);
            }
        }
        payments
    }

    /// Keeps apart what a decision or an announced act will pay: no more than there is.
    fn keep_apart(&mut self, target: &(String, u64), held: impl Fn(&str, &str) -> i128) {
        let payments = self.waiting.insert(target.clone(), Vec::new()).unwrap_or_default();
        for payment in payments {
            let others = self.waits(&payment.fund, &payment.asset, &[]);
            let there = held(&payment.fund, &payment.asset) - others;
            let kept = payment.asked.min(there.max(0));
            let payment = Payment { kept, ..payment };
            for (person, amount) in payment.due() {
                self.due(person, &payment.asset, *amount);
            }
            self.waiting.entry(target.clone()).or_default().push(payment);
        }
    }

    /// Returns what of a pool waits for somebody else, but for what is opposed.
    pub(crate) fn waits(&self, fund: &str, asset: &str, against: &[(String, u64)]) -> i128 {
        let others = self.waiting.iter().filter(|(target, _)| !against.contains(target));
        let payments = others.flat_map(|(_, payments)| payments);
        let its = payments.filter(|payment| payment.fund == fund && payment.asset == asset);
        its.map(|payment| payment.kept).sum()
    }
}
