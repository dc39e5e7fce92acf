//! An auditor who hears events and nothing else, in the form in which they are sent: who owes and is owed what,
//! by postings alone, and what every share, escrow and payment must come to.

mod claims;
mod pools;
mod repeats;
mod stopped;
mod streams;

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::Event;
use polity_machine::frame::state::StateView;
use polity_machine::testing::Auditor;
use serde_json::Value;

use super::charter::Law;
use claims::{ASSETS, Claims, FUNDS, WHOLE};
pub(crate) use claims::{Rule, Sharing};
use pools::{Apart, against, shared};
use repeats::Repeats;
use stopped::Stopped;
use streams::Stream;

/// What a pool was worth before a breach.
#[derive(Clone, Debug)]
struct Before {
    /// How much of the whole was not given up at that value yet.
    left: i128,
    /// What is left to be paid at it.
    pays: i128,
    value: i128,
    whole: i128,
}

/// The values before a breach, pool by pool.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    /// By what claims were counted.
    by: String,
    day: u64,
    rows: BTreeMap<(String, String), Before>,
}

/// What somebody takes who stays, or left before: of the share how much, and of which assets.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) assets: Option<Vec<String>>,
    pub(crate) part: u64,
}

/// What the auditor wrote down.
pub(crate) struct Books {
    /// What the act asks for that is about to be heard.
    pub(crate) asked: Option<Asked>,
    auditor: Auditor,
    pub(crate) claims: Claims,
    law: Law,
    /// What the texts say that may become law, by their hash.
    pub(crate) laws: BTreeMap<String, Law>,
    /// Who was accused in person, by claim.
    accused: BTreeMap<u64, String>,
    /// Of requests: how much is set aside; none: nothing.
    requests: BTreeMap<u64, Option<i128>>,
    repeats: Repeats,
    /// Who is stopped for a breach.
    pub(crate) stopped: Stopped,
    streams: BTreeMap<u64, Stream>,
    /// What was put down with claims: how much.
    stakes: BTreeMap<u64, i128>,
    /// What was paid of invoices, each share once.
    invoices: BTreeSet<(u64, String)>,
    /// Dues that were settled, by member, time of membership and period.
    settled: BTreeSet<(String, u64, u64)>,
    joined: BTreeMap<String, u64>,
    /// By breach.
    pub(crate) windows: BTreeMap<u64, Window>,
    /// How often what happened.
    pub(crate) done: BTreeMap<String, usize>,
    /// Shares that were given up since somebody was told to have taken their part.
    given_up: i128,
    /// What left the pools as somebody's share, by pool.
    shared: BTreeMap<(String, String), i128>,
    /// What was set aside and went back in all, by pool.
    pub(crate) back: BTreeMap<(String, String), i128>,
    /// What leavers were told to have taken in all, by pool.
    pub(crate) taken: BTreeMap<(String, String), i128>,
}

fn text(event: &Value, at: &str) -> String {
    event["with"][at].as_str().unwrap_or_default().to_owned()
}

fn number(event: &Value, at: &str) -> u64 {
    event["with"][at].as_u64().unwrap_or_default()
}

fn units(value: &Value) -> i128 {
    value.as_str().expect("an amount is a text").parse().expect("an amount is a whole number")
}

/// Returns `whole * part / all`, rounded down; the numbers of these tests leave room.
fn fair(whole: i128, part: i128, all: i128) -> i128 {
    if all == 0 { 0 } else { whole.checked_mul(part).expect("small numbers") / all }
}

impl Books {
    pub(crate) fn new(law: Law) -> Self {
        let mut auditor = Auditor::default();
        auditor.allow("HOUR", 500);
        Self {
            asked: None,
            auditor,
            claims: Claims::new(law),
            law,
            laws: BTreeMap::new(),
            accused: BTreeMap::new(),
            requests: BTreeMap::new(),
            repeats: Repeats::default(),
            stopped: Stopped::default(),
            streams: BTreeMap::new(),
            stakes: BTreeMap::new(),
            invoices: BTreeSet::new(),
            settled: BTreeSet::new(),
            joined: BTreeMap::new(),
            windows: BTreeMap::new(),
            done: BTreeMap::new(),
            given_up: 0,
            back: BTreeMap::new(),
            shared: BTreeMap::new(),
            taken: BTreeMap::new(),
        }
    }

    pub(crate) fn law(&self) -> Law {
        self.law
    }

    pub(crate) fn note(&mut self, what: &str) {
        *self.done.entry(what.to_owned()).or_default() += 1;
    }

    pub(crate) fn held(&self, account: &str, asset: &str) -> i128 {
        self.auditor.held(account, asset)
    }

    /// Hears what came of one step: what fell due, or an act.
    pub(crate) fn hear(&mut self, events: &[Event]) {
        for event in events {
            let told = serde_json::to_value(event).expect("events serialize");
            let name = told["name"].as_str().unwrap_or_default().to_owned();
            self.note(&name);
            let noted = [self.stopped.hear(&name, &told), self.repeats.hear(&name, &told)];
            noted.into_iter().flatten().for_each(|what| self.note(what));
            // A share is told after the postings that pay it.
            match name.as_str() {
                "membership.joined" => {
                    let person = text(&told, "person");
                    *self.joined.entry(person.clone()).or_default() += 1;
                    self.claims.joins(person);
                }
                "membership.left" => self.claims.leaves(&text(&told, "person")),
                "charter.amended" if self.laws.contains_key(&text(&told, "charter")) => {
                    self.changes(self.laws[&text(&told, "charter")]);
                }
                "treasury.attested" => {
                    let [account, asset] = ["account", "asset"].map(|at| text(&told, at));
                    let [there, held] = ["expected", "held"].map(|at| units(&told["with"][at]));
                    assert_eq!(there, -self.held(&account, &asset), "what should be there");
                    if held < there {
                        self.note("less is there than the books say");
                    }
                }
                "exit.share_taken" => self.takes(&told),
                "exit.claim_lapsed" => self.claims.lapses(&text(&told, "person")),
                "exit.window_opened" => self.opens(&told),
                "exit.window_closed" => drop(self.windows.remove(&number(&told, "breach"))),
                "dues.settled" => {
                    let member = text(&told, "member");
                    let spell = self.joined[&member];
                    let is_new = self.settled.insert((member, spell, number(&told, "period")));
                    assert!(is_new, "dues were settled twice: {told}");
                }
                "spending.batch_paid" => {
                    if let Some(what) = self.claims.leaves_out(&told) {
                        self.note(what);
                    }
                    self.hear_spending(&name, &told);
                }
                _ if name.starts_with("spending.") => self.hear_spending(&name, &told),
                _ if name.starts_with("breach.") => self.hear_breach(&name, &told),
                _ => {}
            }
            self.posted(&told);
            self.auditor.hear(std::iter::once(event));
            self.claims.hear(&told);
        }
        self.claims.settle();
    }

    /// Hears what moved out of an escrow, before it is written down.
    fn posted(&mut self, told: &Value) {
        if told["name"] != "treasury.posted" {
            return;
        }
        let (credit, debit) = (text(told, "credit"), text(told, "debit"));
        let amount = units(&told["with"]["amount"]);
        self.note_posted(told);
        if credit.starts_with("escrow-") && debit.starts_with("fund-") {
            *self.back.entry((debit.clone(), text(told, "asset"))).or_default() += amount;
        }
        self.claims.posted(told);
        match told["with"]["category"].as_str() {
            Some("exit:share") => {
                let pool = (credit.clone(), text(told, "asset"));
                *self.shared.entry(pool).or_default() += amount;
            }
            Some("exit:given-up") => self.given_up += amount,
            _ => {}
        }
        if let Some(stream) = credit.strip_prefix("escrow-stream-") {
            let stream = self.streams.get_mut(&stream.parse().unwrap()).expect("it was started");
            if debit == stream.to {
                stream.paid += amount;
            } else {
                assert!(debit.starts_with("fund-"), "a stream paid {debit}");
                stream.back += amount;
            }
            let begun = stream.each * stream.periods;
            assert!(
                stream.paid + stream.back <= begun,
                "a stream paid more than began: {stream:?}"
            );
        }
        if let Some(request) = credit.strip_prefix("escrow-request-") {
            let left = self.requests.get(&request.parse().unwrap()).expect("it was asked for");
            assert!(left.is_none() && amount > 0, "request {request} was paid before it was over");
        }
    }

    /// Holds what somebody took against the fair share of what there was, by the rule of the society: pool by pool,
    /// to the last unit where nothing is lost by lying.
    fn takes(&mut self, told: &Value) {
        let with = &told["with"];
        let (person, is_whole) = (text(told, "person"), with["is_whole"] == true);
        let asked = self.asked.take();
        let part = if is_whole { WHOLE } else { i128::from(asked.as_ref().unwrap().part) };
        let is_chosen = |asset: &&str| {
            let chosen = asked.as_ref().and_then(|asked| asked.assets.as_ref());
            chosen.is_none_or(|chosen| chosen.iter().any(|one| one == *asset))
        };
        let chosen: Vec<&str> = ASSETS.into_iter().filter(is_chosen).collect();
        let rows = with["paid"].as_array().expect("a list").clone();
        for row in &rows {
            assert!(self.claims.open.contains(&row["fund"].as_str().unwrap()), "{told}");
            assert!(chosen.contains(&row["asset"].as_str().unwrap()), "{told}");
        }
        let breaches = self.breaches(told, &person);
        if breaches.len() > 1 {
            self.note("left before several breaches");
        }
        let mut filling = Vec::new();
        for asset in &chosen {
            if self.is_filling(asset, &against(told)) {
                filling.push(*asset);
            }
            self.takes_of(asset, (&person, part), &rows, &breaches, told);
        }
        let paid: Vec<&str> = rows.iter().map(|row| row["asset"].as_str().unwrap()).collect();
        if self.repeats.takes((&person, part), &self.claims.open, (&paid, &filling)) {
            self.note("what stood still ended with the share");
        }
        let burned = std::mem::take(&mut self.given_up);
        self.claims.settle();
        for target in against(told) {
            if part == WHOLE && self.claims.gives_up(&person, &target, &paid) {
                self.note("gave up what they left against");
            }
        }
        if paid.is_empty() {
            assert_eq!(burned, 0, "nothing is given up for nothing: {told}");
            self.note("left with nothing, and kept the claim");
        } else if self.claims.burn(&person, (part, is_whole), &paid) {
            self.note("took a share instead of a refund");
        }
        for asset in ASSETS.into_iter().filter(|_| part == WHOLE) {
            let (keeps, comes) = self.claims.keeps(&person, asset, &paid);
            let of = if chosen.contains(&asset) { "paid nothing" } else { "was not asked for" };
            if keeps {
                self.note(&format!("the claim stayed to what {of}"));
            }
            if comes {
                self.note(&format!("a refund stayed of what {of}"));
            }
        }
        if self.claims.sharing.rule == Rule::Shares && !paid.is_empty() {
            let held = self.held(&person, "SHR") + burned;
            assert_eq!(
                burned,
                held * part / WHOLE,
                "the shares are given up for what they are worth"
            );
        }
    }

    /// Returns the breaches before which somebody left, who must be one of those who were there.
    fn breaches(&self, told: &Value, person: &str) -> Vec<u64> {
        let named = told["with"]["breaches"].as_array().into_iter().flatten();
        let breaches: Vec<u64> = named.filter_map(Value::as_u64).collect();
        for breach in &breaches {
            assert_ne!(self.accused.get(breach).map(String::as_str), Some(person), "{told}");
            let window = self.windows.get(breach);
            let since = self.claims.of(person).map_or(0, |claim| claim.since_day);
            assert!(window.is_none_or(|window| since < window.day), "{told}");
        }
        breaches
    }

    fn takes_of(
        &mut self,
        asset: &str,
        (person, part): (&str, i128),
        rows: &[Value],
        breaches: &[u64],
        told: &Value,
    ) {
        // Shares that are given up for it were posted before it is told.
        let given_up = self.given_up;
        let shares = |account: &str| match account {
            "issue-shr" => self.held(account, "SHR") - given_up,
            _ if account == person => self.held(account, "SHR") + given_up,
            _ => self.held(account, "SHR"),
        };
        let (vested, all) = self.claims.basis((person, part), asset, shares);
        let gives = vested * part / WHOLE;
        let by_contributions = self.claims.sharing.rule == Rule::Contributions;
        let mut most = if by_contributions { gives } else { i128::MAX };
        let against = against(told);
        let open = self.claims.open.clone();
        let amount_of = |fund: &str| {
            let row = rows.iter().find(|row| row["fund"] == fund && row["asset"] == asset);
            row.map_or(0, |row| units(&row["amount"]))
        };
        let (apart, ended) = self.apart(asset, (person, part), &against, &amount_of);
        if ended > 0 && rows.iter().any(|row| row["asset"] == asset) {
            self.note("what came by a detour ended with the share");
        }
        let shared = shared(&apart);
        for (place, fund) in open.clone().into_iter().enumerate() {
            let row = rows.iter().find(|row| row["fund"] == fund && row["asset"] == asset);
            let amount = amount_of(fund);
            assert!(row.is_none_or(|row| units(&row["burned"]) == gives), "{gives}: {told}");
            let Apart { held: there, repeats: apart, .. } = apart[place];
            let (pool, detour) = shared[place];
            if amount > 0 && detour > 0 {
                let of = if self.claims.gives(fund, asset, &against) > 0 {
                    ", and is opposed"
                } else {
                    ""
                };
                self.note(&format!("a share without what comes by a detour{of}"));
            }
            if amount > 0 && apart > 0 {
                self.note("a part without what repeats to who takes it");
            }
            let now = fair(pool, gives, all);
            let key = (fund.to_owned(), asset.to_owned());
            let pools = (pool, detour);
            let worth = self.worth(&key, (person, part), (gives, pools, all), breaches);
            let (worth, paid_at) = ((worth.0 - apart).max(now), worth.1);
            let pays = worth.min(pool).min(most);
            // What lies in LEAF is worth less by and by: the postings of it come later than the loss.
            let fits = if asset == "LEAF" { (0..=pays).contains(&amount) } else { amount == pays };
            assert!(
                fits,
                "{amount} for {pays} of {pool} {asset} in {fund}: {told} {:#?}",
                self.claims
            );
            most -= amount;
            if amount > now && !paid_at.is_empty() {
                if let [breach] = paid_at[..] {
                    let before = self.windows.get_mut(&breach).unwrap().rows.get_mut(&key).unwrap();
                    before.pays -= amount;
                    assert!(before.pays >= 0, "more was paid at the value before than there was");
                }
                self.note("paid at the value before");
                let counted = self.claims.sharing.counted();
                self.note(&format!("paid at the value before, by {counted}"));
            }
            *self.taken.entry(key).or_default() += amount;
            if amount > 0 {
                self.note(&self.claims.sharing.note("share paid"));
            }
            if amount > 0 && asset == "USD" {
                self.note("share paid in USD");
            }
            if amount > 0 && pool < there {
                let counted = self.claims.sharing.counted();
                self.note(&format!("shared without what waits, by {counted}"));
            }
            if amount > 0 && !against.is_empty() {
                self.note("paid against what waits");
            }
        }
        // What lies in LEAF is worth less by and by: the sums of escrow are not what was set aside.
        let is_unpaid = !rows.is_empty() && rows.iter().all(|row| row["asset"] != asset);
        if is_unpaid && !by_contributions && asset != "LEAF" {
            let there = open.iter().map(|fund| self.held(fund, asset)).sum::<i128>();
            let away = fair(there + self.in_escrow(asset), gives, all);
            assert_eq!(away, 0, "one claim was given up while {asset} was away: {told}");
        } else if is_unpaid && gives > 0 && by_contributions {
            self.note("kept the claim to what was not paid");
        }
    }

    /// Returns what of an asset is set aside.
    fn in_escrow(&self, asset: &str) -> i128 {
        let requests = self.requests.keys().map(|number| format!("escrow-request-{number}"));
        let streams = self.streams.keys().map(|number| format!("escrow-stream-{number}"));
        requests.chain(streams).map(|escrow| self.held(&escrow, asset)).sum()
    }

    /// Returns what somebody's claim is worth who leaves before breaches, unit by unit at the best value, and before
    /// which breach any of it was worth more than now. Notes what was given up.
    fn worth(
        &mut self,
        key: &(String, String),
        (person, part): (&str, i128),
        (gives, (pool, detour), all): (i128, (i128, i128), i128),
        breaches: &[u64],
    ) -> (i128, Vec<u64>) {
        let mut rows: Vec<(u64, i128, Before)> = Vec::new();
        for breach in breaches {
            let Some(window) = self.windows.get_mut(breach) else { continue };
            // Claims were of other units.
            if window.by != self.claims.sharing.counted() {
                continue;
            }
            let day = window.day;
            let Some(before) = window.rows.get_mut(key) else { continue };
            // Of what is given up, the first is given up first.
            let there = match self.claims.sharing.rule {
                Rule::Contributions => self.claims.before(person, part, &key.1, day),
                _ => gives,
            };
            let early = gives.min(there);
            rows.push((*breach, early.min(before.left), before.clone()));
            before.left = (before.left - early).max(0);
        }
        let (mut worth, mut at, mut used) = (0, 0, Vec::new());
        while at < gives {
            let ends = rows.iter().map(|(_, early, _)| *early).filter(|early| *early > at);
            let end = ends.min().unwrap_or(gives);
            let mut best = fair(pool, end - at, all);
            for (breach, _, before) in rows.iter().filter(|(_, early, _)| *early >= end) {
                let then = fair((before.value - detour).max(0), end - at, before.whole);
                if then > best {
                    best = then;
                    used.push(*breach);
                }
            }
            worth += best;
            at = end;
        }
        (worth, used)
    }

    /// Hears that another text is law.
    fn changes(&mut self, law: Law) {
        let before = std::mem::replace(&mut self.law, law);
        if before.sharing.rule != law.sharing.rule {
            self.note("another rule of sharing");
        } else if before.sharing.vesting != law.sharing.vesting {
            self.note("another vesting");
        }
        if before.open != law.open {
            self.note("another fund is open");
        }
        self.claims.changes(law);
    }

    fn opens(&mut self, told: &Value) {
        let rows = told["with"]["rows"].as_array().expect("a list");
        let row = |row: &Value| {
            let key = (row["fund"].as_str().unwrap().into(), row["asset"].as_str().unwrap().into());
            let (value, whole) = (units(&row["value"]), units(&row["total"]));
            (key, Before { left: whole, pays: value, value, whole })
        };
        let day = number(told, "since") / 86_400;
        let by = rows.first().map_or("", |row| row["by"].as_str().unwrap()).to_owned();
        let window = Window { by, day, rows: rows.iter().map(row).collect() };
        self.windows.insert(number(told, "breach"), window);
    }

    fn hear_spending(&mut self, name: &str, told: &Value) {
        match name {
            _ if name.starts_with("spending.stream") => self.hear_stream(name, told),
            "spending.requested" => {
                let is_new = self.requests.insert(number(told, "request"), None).is_none();
                assert!(is_new, "a number twice");
            }
            "spending.approved" => {
                let amount = units(&told["with"]["amount"]);
                let before = self.requests.insert(number(told, "request"), Some(amount));
                let before = before.expect("it was asked for");
                assert!(before.is_none(), "approved twice: {told}");
            }
            "spending.paid" | "spending.rejected" | "spending.withdrawn" | "spending.lapsed" => {
                let request = number(told, "request");
                let was = self.requests.insert(request, None).flatten();
                let lies = self.held(&format!("escrow-request-{request}"), "EUR");
                assert_eq!(lies, was.unwrap_or_default(), "request {request}");
                assert!(name != "spending.paid" || was.is_some(), "request {request} paid twice");
            }
            "spending.reopened" => {
                let request = number(told, "request");
                let was = self.requests.insert(request, None).flatten();
                let was = was.expect("what was approved is open again");
                assert_eq!(self.held(&format!("escrow-request-{request}"), "EUR"), was);
            }
            "spending.invoice_paid" => {
                let paid = (number(told, "invoice"), text(told, "of"));
                assert!(self.invoices.insert(paid), "a share was paid twice: {told}");
            }
            "spending.claimed" => {
                let stream = &self.streams[&number(told, "stream")];
                assert!(stream.accrues && !stream.has_ended);
            }
            _ => {}
        }
    }

    fn hear_breach(&mut self, name: &str, told: &Value) {
        let claim = number(told, "claim");
        let escrow = format!("escrow-claim-{claim}");
        match name {
            // Who puts something down needs no support.
            "breach.raised" => {
                if let Some(accused) = told["with"]["accused"]["person"].as_str() {
                    self.accused.insert(claim, accused.to_owned());
                }
                if told["with"]["sitting"].is_u64() {
                    let _ = self.stakes.insert(claim, 250);
                }
            }
            "breach.deposit_settled" => {
                let put_down = self.stakes.remove(&claim);
                let put_down = put_down.expect("it was put down, and is settled once");
                assert_eq!(self.held(&escrow, "EUR"), put_down);
                let is_kept = told["with"]["is_kept"] == true;
                self.note(if is_kept { "stake kept" } else { "stake back" });
            }
            _ => {}
        }
    }

    /// Holds the state against what was heard, and every escrow against what is open.
    pub(crate) fn audit(&self, state: &dyn StateView) {
        self.auditor.audit(state);
        self.repeats.audit(state);
        self.stopped.audit();
        for asset in ASSETS {
            let of = self.taken.iter().filter(|((_, code), _)| code == asset);
            let paid: i128 = of.map(|(_, taken)| taken).sum();
            let key = (asset.to_ascii_lowercase(), "exit:share".to_owned());
            let left = self.auditor.categories.get(&key).copied().unwrap_or_default();
            assert_eq!(paid, -left, "what leavers are told they were paid is what left the funds");
        }
        let told: BTreeMap<_, _> = self.taken.iter().filter(|(_, taken)| **taken > 0).collect();
        let left: BTreeMap<_, _> = self.shared.iter().collect();
        assert_eq!(told, left, "what leavers are told they took of a pool is what left it");
        let mut owed: BTreeMap<String, i128> = BTreeMap::new();
        for (request, left) in &self.requests {
            let lies = self.held(&format!("escrow-request-{request}"), "EUR");
            assert_eq!(lies, left.unwrap_or_default(), "request {request}");
            *owed.entry(self.claims.fund_of(&format!("escrow-request-{request}"))).or_default() +=
                lies;
        }
        for (number, stream) in &self.streams {
            let lies = self.held(&format!("escrow-stream-{number}"), "EUR");
            let is_aside = stream.accrues && !stream.has_ended;
            assert!(is_aside || lies == 0, "stream {number} holds {lies}");
            assert!((0..=stream.each).contains(&lies), "stream {number} holds {lies}");
            assert!(
                !stream.is_halted || lies == 0,
                "stream {number} stands still and holds {lies}"
            );
            *owed.entry(stream.fund.clone()).or_default() += lies;
        }
        for fund in FUNDS {
            let aside = state.get(&format!("spending/owed/{fund}/eur")).map(|record| {
                let amount: String = serde_json::from_slice(&record).unwrap();
                amount.parse::<i128>().unwrap()
            });
            let owed = owed.get(fund).copied().unwrap_or_default();
            assert_eq!(
                aside.unwrap_or_default(),
                owed,
                "what is set aside is what the escrows hold"
            );
        }
        for claim in 1..=self.done.get("breach.raised").copied().unwrap_or_default() {
            let claim = u64::try_from(claim).unwrap();
            let lies = self.held(&format!("escrow-claim-{claim}"), "EUR");
            assert_eq!(lies, self.stakes.get(&claim).copied().unwrap_or_default(), "claim {claim}");
        }
    }

    /// Holds that nothing lies anywhere after everything had the time to end.
    pub(crate) fn check_over(&self) {
        assert!(self.stakes.is_empty(), "{:?}", self.stakes);
        assert!(self.requests.values().all(Option::is_none), "a request never ended");
        for (number, stream) in &self.streams {
            assert!(stream.has_ended || stream.is_halted, "stream {number}: {stream:?}");
        }
    }
}
