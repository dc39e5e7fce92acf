//! What shares must come to by each rule of sharing, worked out from what was told alone: who has a claim by how
//! much and since when, and what of the pools is decided or announced for somebody else.

mod back;
mod given;
pub(super) mod waits;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use self::back::ByAndBy;
use self::given::Given;
use self::waits::payment;
use super::super::charter::Law;

/// Parts of one membership (EXI-3), and of one share (EXI-10).
pub(crate) const WHOLE: i128 = 1_000_000;
/// Funds of which members may take a share.
pub(crate) const FUNDS: [&str; 3] = ["fund-common", "fund-house", "fund-chest"];
/// Assets of which they do.
pub(crate) const ASSETS: [&str; 3] = ["EUR", "LEAF", "USD"];
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

    /// Returns by what a claim is counted.
    pub(crate) fn counted(self) -> &'static str {
        match self.rule {
            Rule::Contributions => "contributions",
            Rule::Memberships => "memberships",
            Rule::Shares => "shares",
        }
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
    /// What of it is decided or set aside to come back, by asset and by what will pay it.
    refund: BTreeMap<(String, Source), i128>,
    /// What of it they took as a share instead.
    instead: BTreeSet<(String, Source)>,
    /// When this time of membership began, in running time and in time of day.
    since: u64,
    pub(crate) since_day: u64,
    /// When it ended.
    until: Option<u64>,
    /// In how many days it grows to the whole, as it was when this time of membership began.
    vesting: u32,
}

/// What will pay something back: its kind and number.
type Source = (String, u64);

impl Claim {
    /// Returns what of a holding has vested and was not given up.
    fn vested(&self, holding: Holding, sharing: Sharing, now: u64) -> i128 {
        let length = i128::from(sharing.vesting.min(self.vesting)) * i128::from(DAY);
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

    /// Returns what of it vests: not what is to come back.
    fn vesting(&self, asset: &str) -> Holding {
        let put_in = self.put_in(asset);
        Holding { granted: (put_in.granted - self.refund(asset)).max(0), ..put_in }
    }

    fn refund(&self, asset: &str) -> i128 {
        self.refund.iter().filter(|((of, _), _)| of == asset).map(|(_, amount)| amount).sum()
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
    is_batch: bool,
    /// How much of it is kept apart.
    kept: i128,
    /// Whom it pays, and how much.
    payees: Vec<(String, i128)>,
    /// To whom it pays back what they had put in, and how much.
    refunds: Vec<(String, i128)>,
}

impl Payment {
    fn pays(&self, person: &str) -> i128 {
        self.payees.iter().filter(|(one, _)| one == person).map(|(_, amount)| amount).sum()
    }

    /// Returns what is to come back to whom, as long as it is kept apart.
    fn due(&self) -> Vec<(String, i128)> {
        if self.kept > 0 { self.refunds.clone() } else { Vec::new() }
    }
}

/// A request, as it was told.
#[derive(Clone, Debug)]
struct Request {
    asset: String,
    by: String,
    fund: String,
    is_set_aside: bool,
    refunds: Vec<(String, i128)>,
}

/// Everybody's claims, and what waits.
#[derive(Debug)]
pub(crate) struct Claims {
    by: BTreeMap<String, Claim>,
    given: Given,
    requests: BTreeMap<u64, Request>,
    /// What was lost to a fund by lying, and is noted when the share that it came with is told.
    late: Vec<(String, String, i128)>,
    /// When it is, in running time and in time of day.
    pub(crate) now: (u64, u64),
    /// Of which funds members take a share.
    pub(crate) open: Vec<&'static str>,
    pub(crate) sharing: Sharing,
    /// What pays people back by and by.
    streams: BTreeMap<u64, ByAndBy>,
    /// By kind and number.
    waiting: BTreeMap<(String, u64), Vec<Payment>>,
}

fn units(value: &Value) -> i128 {
    value.as_str().expect("an amount is a text").parse().expect("an amount is a whole number")
}

fn is_refund(category: &Value) -> bool {
    category.as_str().is_some_and(|category| category.starts_with("refund"))
}

impl Claims {
    pub(crate) fn new(law: Law) -> Self {
        let (by, requests, waiting) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (now, open, sharing) = ((0, 0), Vec::new(), law.sharing);
        let (given, late, streams) = (Given::default(), Vec::new(), BTreeMap::new());
        let mut new = Self { by, given, requests, late, now, open, sharing, streams, waiting };
        new.changes(law);
        new
    }

    /// Hears what is law from now on.
    pub(crate) fn changes(&mut self, law: Law) {
        let is_open = |fund: &&str| law.open.iter().any(|name| fund.ends_with(name));
        self.open = FUNDS.into_iter().filter(is_open).collect();
        self.sharing = law.sharing;
    }

    pub(crate) fn is_open(&self, fund: &str) -> bool {
        self.open.contains(&fund)
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
        let (instead, refund) = (before.instead, before.refund);
        let (since_day, vesting) = (time / DAY, self.sharing.vesting);
        let (is_counted, until) = (true, None);
        let claim =
            Claim { equal, is_counted, put_in, refund, instead, since, since_day, until, vesting };
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

    /// Hears that somebody is to get something back out of a fund.
    fn due(&mut self, source: &Source, person: &str, of: (&str, &str), amount: i128) {
        let (fund, asset) = of;
        let is_open = self.is_open(fund);
        if let Some(claim) = self.by.get_mut(person).filter(|claim| claim.is_counted && is_open) {
            *claim.refund.entry((asset.to_owned(), source.clone())).or_default() += amount;
        }
    }

    /// Hears that they are to get it no more, or got it. Returns how much of it had counted.
    fn due_no_more(&mut self, source: &Source, person: &str, asset: &str, amount: i128) -> i128 {
        let key = (asset.to_owned(), source.clone());
        let of = self.by.get_mut(person).and_then(|claim| claim.refund.get_mut(&key));
        let Some(of) = of else { return 0 };
        let counted = amount.min(*of);
        *of -= counted;
        counted
    }

    /// Hears of a request, which may pay back what people had put in.
    fn hear_request(&mut self, name: &str, told: &Value) {
        let with = &told["with"];
        let Some(number) = with["request"].as_u64() else { return };
        if name == "spending.requested" {
            let line = |line: &Value| (line["to"].as_str().unwrap().into(), units(&line["amount"]));
            let lines = with["lines"].as_array().into_iter().flatten().map(line);
            let refunds = lines.filter(|_| is_refund(&with["category"])).collect();
            let [asset, by, fund] =
                ["asset", "by", "fund"].map(|at| with[at].as_str().unwrap().into());
            self.requests.insert(number, Request { asset, by, fund, is_set_aside: false, refunds });
            return;
        }
        let Some(request) = self.requests.get_mut(&number) else { return };
        let is_set_aside = match name {
            "spending.approved" => true,
            "spending.paid" | "spending.rejected" | "spending.reopened" | "spending.withdrawn"
            | "spending.lapsed" => false,
            _ => return,
        };
        let was = std::mem::replace(&mut request.is_set_aside, is_set_aside);
        let Request { asset, fund, refunds, .. } = request.clone();
        let source = ("request".to_owned(), number);
        for (person, amount) in refunds {
            if is_set_aside && !was {
                self.due(&source, &person, (&fund, &asset), amount);
            } else if was && !is_set_aside {
                let counted = self.due_no_more(&source, &person, &asset, amount);
                // Out of a fund that was open when it was set aside, and is no more.
                if name == "spending.paid" && !self.is_open(&fund) {
                    self.gets_back(&person, &asset, counted);
                }
            }
        }
    }

    /// Hears what somebody put into a fund, or got back.
    pub(crate) fn posted(&mut self, told: &Value) {
        let with = &told["with"];
        let text = |at: &str| with[at].as_str().unwrap_or_default().to_owned();
        let (credit, debit, asset) = (text("credit"), text("debit"), text("asset"));
        if debit.starts_with("person") && is_refund(&with["category"]) {
            self.check_instead(&debit, &asset, &credit);
        }
        if debit.starts_with("person")
            && is_refund(&with["category"])
            && self.is_open(&self.fund_of(&credit))
        {
            self.gets_back(&debit, &asset, units(&with["amount"]));
        }
        if is_refund(&with["category"]) {
            self.stream_paid(&credit, &debit, units(&with["amount"]));
        }
        let is_open = self.is_open(&debit) && ASSETS.contains(&asset.as_str());
        if !credit.starts_with("person") || !is_open {
            return;
        }
        if text("category") == "transfer:demurrage" {
            self.late.push((credit, asset, units(&with["amount"])));
        } else {
            self.puts_in(&credit, asset, units(&with["amount"]));
        }
    }

    /// Returns the fund out of which an account pays: of a request the one that it asked.
    pub(crate) fn fund_of(&self, account: &str) -> String {
        let stream = account.strip_prefix("escrow-stream-");
        if let Some(stream) = stream.and_then(|number| self.streams.get(&number.parse().ok()?)) {
            return stream.fund.clone();
        }
        let number = account.strip_prefix("escrow-request-");
        let request = number.and_then(|number| self.requests.get(&number.parse().ok()?));
        request.map_or_else(|| account.to_owned(), |request| request.fund.clone())
    }

    /// Holds that nobody is paid back what they took as a share instead.
    fn check_instead(&self, person: &str, asset: &str, credit: &str) {
        let Some(claim) = self.by.get(person) else { return };
        if credit.starts_with("fund-") {
            assert!(!self.took_instead(person, asset), "{person} took it instead");
        }
        let of = |kind| Some((kind, credit.strip_prefix("escrow-")?.strip_prefix(kind)?));
        let Some((kind, number)) = of("request-").or_else(|| of("stream-")) else { return };
        let source = (kind.trim_end_matches('-').to_owned(), number.parse().unwrap_or_default());
        assert!(!claim.instead.contains(&(asset.to_owned(), source)), "{person} took it instead");
    }

    /// Hears that somebody got back what they had put in: the last first.
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
        (person, part): (&str, i128),
        asset: &str,
        held: impl Fn(&str) -> i128,
    ) -> (i128, i128) {
        let now = self.now.0;
        let counted = || self.by.values().filter(|claim| claim.is_counted);
        let own = self.by.get(person).filter(|claim| claim.is_counted);
        let vested = |of: &dyn Fn(&Claim) -> Holding| {
            own.map_or(0, |own| own.vested(of(own), self.sharing, self.now.0))
        };
        match self.sharing.rule {
            Rule::Contributions => {
                let all: i128 = counted().map(|claim| claim.counts(asset)).sum();
                let held = own.map_or(0, |own| own.counts(asset));
                let own = self.claim_for(person, part);
                let counts = own.as_ref().map_or(0, |own| own.counts(asset));
                let vested = own.map_or(0, |own| own.vested(own.vesting(asset), self.sharing, now));
                (vested.min(counts), all - held + counts)
            }
            Rule::Memberships => {
                (vested(&|own| own.equal), counted().map(|claim| claim.equal.left()).sum())
            }
            Rule::Shares => {
                let funds: i128 = self.open.iter().map(|fund| held(fund)).sum();
                (held(person), -held("issue-shr") - funds)
            }
        }
    }

    /// Gives up a part of somebody's claim, or all of it. Returns whether it was taken instead of what others would have
    /// paid back.
    pub(crate) fn burn(
        &mut self,
        person: &str,
        (part, is_whole): (i128, bool),
        paid: &[&str],
    ) -> bool {
        let (sharing, now) = (self.sharing, self.now.0);
        let Some(as_it_was) = self.claim_for(person, part) else { return false };
        let is_all = self.takes_all(part);
        let claim = self.by.get_mut(person).expect("they have a claim");
        let of = |holding: Holding, counts: i128| {
            let vested = || as_it_was.vested(holding, sharing, now).min(counts) * part / WHOLE;
            if is_whole { counts } else { vested() }
        };
        claim.equal.burned += of(claim.equal, claim.equal.left());
        // Each asset has a claim of its own: of what nothing was paid, none is given up, nor is a refund of it.
        let is_by_asset = sharing.rule == Rule::Contributions;
        let assets = claim.put_in.iter_mut();
        let assets = assets.filter(|(asset, _)| !is_by_asset || paid.contains(&asset.as_str()));
        let mut instead = Vec::new();
        for (asset, (holding, _)) in assets {
            let burned = of(as_it_was.vesting(asset), as_it_was.counts(asset));
            holding.burned += burned;
            instead.extend((is_all && burned > 0).then(|| asset.clone()));
        }
        assert!(claim.equal.left() >= 0, "{person} gave up more than they had");
        let took = instead.iter().map(|asset| self.takes_instead(person, asset));
        took.filter(|took| *took).count() > 0
    }

    /// Hears what is proposed, decided, announced, and over.
    pub(crate) fn hear(&mut self, told: &Value) {
        let with = &told["with"];
        let name = told["name"].as_str().unwrap_or_default();
        self.hear_request(name, told);
        self.hear_stream(name, told);
        let is_act = name.starts_with("charter.act_");
        let kind = if is_act { "act" } else { "proposal" };
        let Some(number) = with[kind].as_u64() else { return };
        let target = (kind.to_owned(), number);
        match name {
            "charter.act_announced" => {
                let payments = payment(&with["action"], &self.open).into_iter().collect();
                self.waiting.insert(target.clone(), payments);
                self.keep_apart(&target);
            }
            "governance.proposed" => {
                let actions = with["actions"].as_array().into_iter().flatten();
                let payments = actions.filter_map(|action| payment(action, &self.open)).collect();
                self.waiting.insert(target.clone(), payments);
                self.takes_over(&with["challenged"], &target);
            }
            "governance.voting_closed" if with["verdict"] == "passed" => {
                self.keep_apart(&target);
            }
            // It goes to a vote again.
            "governance.voting_opened" => {
                let payments = self.let_go(&target);
                let again = |payment| Payment { kept: 0, ..payment };
                self.waiting.insert(target, payments.into_iter().map(again).collect());
            }
            "charter.act_effected" | "governance.enacted" if self.is_given_up(&target) => {
                panic!("somebody gave up what it pays them: {told}");
            }
            "charter.act_effected"
            | "charter.act_failed"
            | "charter.act_stopped"
            | "charter.act_withdrawn"
            | "governance.enacted"
            | "governance.failed"
            | "governance.lapsed"
            | "governance.voting_closed"
            | "governance.withdrawn" => {
                drop(self.let_go(&target));
                self.is_over(&target);
            }
            _ => {}
        }
    }

    /// Keeps apart no more what a decision or an announced act would have paid, or paid.
    fn let_go(&mut self, target: &(String, u64)) -> Vec<Payment> {
        let payments = self.waiting.remove(target).unwrap_or_default();
        for payment in &payments {
            for (person, amount) in payment.due() {
                let _ = self.due_no_more(target, &person, &payment.asset, amount);
            }
        }
        payments
    }

    /// Keeps apart what a decision or an announced act will pay.
    fn keep_apart(&mut self, target: &(String, u64)) {
        if self.is_given_up(target) {
            return;
        }
        let payments = self.waiting.insert(target.clone(), Vec::new()).unwrap_or_default();
        for payment in payments {
            let payment = Payment { kept: payment.asked, ..payment };
            for (person, amount) in payment.due() {
                self.due(target, &person, (&payment.fund, &payment.asset), amount);
            }
            self.waiting.entry(target.clone()).or_default().push(payment);
        }
    }

    /// Returns what of a pool waits, for somebody who takes a part of their share: but for what they oppose, though not for
    /// what is noted to come back to them by it, and for what they take as a share instead.
    pub(crate) fn waits(
        &self,
        fund: &str,
        asset: &str,
        (person, part): (&str, i128),
        against: &[Source],
    ) -> i128 {
        let is_all = self.takes_all(part);
        let mut waits = 0;
        for (target, payments) in &self.waiting {
            let its = payments.iter().filter(|one| one.fund == fund && one.asset == asset);
            for payment in its {
                let own = payment.pays(person);
                let is_back = is_all && payment.refunds.iter().any(|(whom, _)| whom == person);
                let (is_opposed, is_counted) =
                    (against.contains(target), self.is_unasked(person, asset, target));
                waits += match (is_opposed, is_back) {
                    (true, true) => 0,
                    (true, false) => self.besides((person, part), payment, target),
                    (false, true) if is_counted => payment.kept - own.min(payment.kept),
                    _ => payment.kept,
                };
            }
        }
        waits
    }

    /// Returns whether who takes so much takes all that they put in, where that is what counts.
    fn takes_all(&self, part: i128) -> bool {
        self.sharing.rule == Rule::Contributions && part == WHOLE
    }

    /// Returns whether something is to come back to somebody by what they did not ask for themselves.
    fn is_unasked(&self, person: &str, asset: &str, source: &Source) -> bool {
        let key = (asset.to_owned(), source.clone());
        let of = self.by.get(person).and_then(|claim| claim.refund.get(&key));
        of.is_some_and(|amount| *amount > 0) && !self.is_asked(person, source)
    }

    fn is_asked(&self, person: &str, (kind, number): &Source) -> bool {
        kind == "request" && self.requests.get(number).is_some_and(|request| request.by == person)
    }

    /// Returns somebody's claim as it is for who takes so much of it: all that is theirs, what others would pay back
    /// unasked too.
    fn claim_for(&self, person: &str, part: i128) -> Option<Claim> {
        let mut claim = self.by.get(person).filter(|claim| claim.is_counted)?.clone();
        if self.takes_all(part) {
            claim.refund.retain(|(_, source), _| self.is_asked(person, source));
        }
        Some(claim)
    }

    /// Returns how much of what somebody put in counts that was there before a day.
    pub(crate) fn before(&self, person: &str, part: i128, asset: &str, day: u64) -> i128 {
        self.claim_for(person, part).map_or(0, |claim| claim.before(asset, day))
    }

    /// Notes that what others would pay back to somebody, unasked, is taken as a share instead.
    fn takes_instead(&mut self, person: &str, asset: &str) -> bool {
        let sources = self.by.get(person).into_iter().flat_map(|claim| claim.refund.keys());
        let its =
            sources.filter(|(of, source)| of == asset && self.is_unasked(person, asset, source));
        let its: Vec<(String, Source)> = its.cloned().collect();
        let claim = self.by.get_mut(person).expect("they have a claim");
        let took = !its.is_empty();
        for key in its.clone() {
            claim.refund.remove(&key);
            claim.instead.insert(key);
        }
        for (_, source) in its {
            self.never_paid(&source, person, asset);
        }
        took
    }
}
