//! The largest and the smallest of everything: amounts, rates, periods, parts, shares, spans of time. Nothing
//! panics, nothing wraps, and what does not fit is refused with a code. Tests run with checks of overflow.

mod extremes;

use polity_machine::Action;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::dues::DuesAction;
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::fork::ForkAction;
use polity_machine::modules::governance::PutDown;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::spending::{
    LINES_MAX, Line, PARTS_MAX, PERIOD_MAX, PERIOD_MIN, Pace, Parts, SignersOf, SpendingAction,
    TIMES_MAX, Unspent,
};
use polity_machine::modules::treasury::{self, AccountId, TreasuryAction};
use polity_machine::testing::{Actor, Auditor, Society};
use polity_types::{Amount, AssetId, Hash, Seconds, Timestamp};

/// The largest amount that there is (ENC-12), as a charter names it in an asset of thirteen decimals.
const ALL: &str = "100000000000000000";

/// The largest number that can be sent (ENC-4).
const TOP: u64 = (1 << 53) - 1;

/// Every power for the founder, up to all the money that there can be; `FEE` is the share of a fee.
const CHARTER: &str = r#"# Charter of the edges

`society.name = "Edges"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[asset]]
id = "EUR"
decimals = 13

[[asset]]
id = "HOUR"
decimals = 13
credit_limit = "ALL HOUR"

[[asset]]
id = "LEAF"
decimals = 13
demurrage = "DECAY"
demurrage_every = "1 day"
demurrage_to = "garden"

[dues]
every  = "30 days"
amount = "ALL EUR"
fund   = "fund-common"

[[dues.tier]]
id    = "by-income"
share = "100%"
min   = "0.0000000000001 EUR"
max   = "ALL EUR"

[[dues.tier]]
id   = "hands"
work = "6 hours"

[exit]
share       = "equal"
paid_within = "1 day"
share_max   = "ALL EUR"

[fork]
period = "10 days"
least  = 1
FEE
```

```toml
power = [
  { id = "admitting",  may = "membership.admit",      who = "rule: vouched" },
  { id = "funds",      may = "treasury.open_account", who = "founder" },
  { id = "issuing",    may = "treasury.issue",        who = "founder", up_to = "ALL EUR per 1 hour" },
  { id = "issuing-2",  may = "treasury.issue",        who = "founder", up_to = "ALL LEAF per 1 hour" },
  { id = "paying",     may = "treasury.pay",          who = "founder", up_to = "ALL EUR per 1 hour" },
  { id = "batches",    may = "spending.pay_batch",    who = "founder", up_to = "ALL EUR per 1 hour" },
  { id = "streaming",  may = "spending.start_stream", who = "founder", up_to = "ALL EUR per 1 hour" },
  { id = "stopping",   may = "spending.stop_stream",  who = "founder" },
  { id = "asking",     may = "spending.request",      who = "member" },
  { id = "approving",  may = "spending.approve",      who = "member", up_to = "ALL EUR per 1 hour" },
  { id = "paying-out", may = "spending.pay",          who = "member" },
  { id = "budgets",    may = "spending.set_budget",   who = "founder" },
  { id = "signers",    may = "spending.set_signers",  who = "founder" },
  { id = "invoices",   may = "spending.invoice",      who = "member" },
  { id = "bills",      may = "spending.pay_invoice",  who = "member" },
  { id = "working",    may = "dues.confirm_work",     who = "founder" },
  { id = "waiving",    may = "dues.waive",            who = "founder" },
  { id = "moving",     may = "treasury.transfer",     who = "member" },
]
```
"#;

fn issue(amount: Amount, code: &str, to: AccountId) -> Action {
    let asset = asset(code);
    TreasuryAction::Issue { amount, asset, category: None, memo: None, to }.into()
}

fn transfer(amount: Amount, code: &str, to: AccountId) -> Action {
    let asset = asset(code);
    TreasuryAction::Transfer { amount, asset, category: None, memo: None, to }.into()
}

fn pay(amount: Amount, to: AccountId) -> Action {
    let (asset, from) = (asset("EUR"), fund("common"));
    TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }.into()
}

fn request(lines: Vec<Line>) -> Action {
    SpendingAction::Request {
        asset: asset("EUR"),
        category: None,
        fund: fund("common"),
        lines,
        receipts: Vec::new(),
        text: None,
    }
    .into()
}

fn batch(amount: Amount, lines: Vec<Line>) -> Action {
    SpendingAction::PayBatch {
        amount,
        asset: asset("EUR"),
        category: None,
        fund: fund("common"),
        lines,
        memo: None,
    }
    .into()
}

fn budget(limit: Amount, per: Seconds) -> Action {
    SpendingAction::SetBudget {
        asset: asset("EUR"),
        category: None,
        fund: fund("common"),
        limit: Some(limit),
        per,
        unspent: Unspent::Carry,
    }
    .into()
}

struct Edges {
    admitted: usize,
    auditor: Auditor,
    people: Vec<Actor>,
    society: Society,
}

fn asset(code: &str) -> AssetId {
    code.parse().unwrap()
}

fn fund(name: &str) -> AccountId {
    AccountId::Fund(name.into())
}

fn max() -> Amount {
    Amount::MAX
}

fn units(minor_units: i128) -> Amount {
    Amount::new(minor_units).unwrap()
}

impl Edges {
    fn under(decay: &str, fee: &str) -> Self {
        Self::of(CHARTER, decay, fee)
    }

    fn of(charter: &str, decay: &str, fee: &str) -> Self {
        let charter = charter.replace("FEE", fee).replace("ALL", ALL).replace("DECAY", decay);
        let mut society = Society::under(&charter);
        let mut auditor = Auditor::default();
        auditor.allow("HOUR", Amount::MAX.minor_units());
        auditor.hear(&society.genesis);
        let mut people = vec![society.founder.clone()];
        for name in ["ana", "ben"] {
            let actor = society.known(name);
            people.push(actor.clone());
            let apply = MembershipAction::Apply { invitation: None, letter: None };
            society.act(&actor, apply).unwrap();
            let charter = polity_machine::modules::charter::query::current(&society.state).hash;
            society.act(&actor, MembershipAction::Swear { charter }).unwrap();
        }
        let mut edges = Self { admitted: 0, auditor, people, society };
        let account = fund("garden");
        assert_eq!(edges.code(0, TreasuryAction::OpenAccount { account }), "admitted");
        edges
    }

    fn code(&mut self, who: usize, action: impl Into<Action>) -> String {
        let actor = self.people[who].clone();
        // So that no window of a limit holds what was moved before.
        self.wait(Seconds::hours(2));
        match self.society.act(&actor, action) {
            Ok(events) => {
                self.auditor.hear(&events);
                self.auditor.audit(&self.society.state);
                self.admitted += 1;
                "admitted".into()
            }
            Err(refusal) => {
                assert!(!refusal.rule.is_empty() && !refusal.message.is_empty(), "{refusal:?}");
                refusal.code
            }
        }
    }

    fn wait(&mut self, length: Seconds) {
        let events = self.society.wait(length);
        self.auditor.hear(&events);
    }

    fn own(&self, who: usize) -> AccountId {
        AccountId::Person(self.people[who].person)
    }

    fn stream(&self, each: Amount, times: u32, whole: Amount, every: Seconds) -> Action {
        SpendingAction::StartStream {
            amount: whole,
            asset: asset("EUR"),
            category: None,
            each,
            every,
            fund: fund("common"),
            memo: None,
            pace: Pace::Accrues,
            times,
            to: self.own(1),
        }
        .into()
    }

    fn invoice(&self, amount: Amount, parts: &[u32], until: Timestamp) -> Action {
        let share = |(place, parts): (usize, &u32)| Parts {
            parts: *parts,
            payer: self.people[place].person,
        };
        SpendingAction::Invoice {
            amount,
            asset: asset("EUR"),
            category: None,
            remainder: None,
            shares: parts.iter().enumerate().map(share).collect(),
            text: None,
            to: self.own(0),
            until,
        }
        .into()
    }

    fn held(&self, account: &AccountId, code: &str) -> i128 {
        treasury::query::balance(&self.society.state, account, &asset(code)).minor_units()
    }

    fn run(&mut self, script: Vec<(usize, Action, &str)>) {
        for (line, (who, action, expected)) in script.into_iter().enumerate() {
            let told = format!("{action:?}");
            assert_eq!(self.code(who, action), expected, "line {line}: {told}");
        }
    }
}

/// ENC-12: an amount beyond the largest is no amount, in whatever form it comes.
#[test]
fn enc_12_no_amount_is_beyond_the_largest() {
    let all = Amount::MAX.minor_units();
    for fits in [0, 1, -1, all, -all, all - 1] {
        let text = format!("\"{fits}\"");
        assert_eq!(serde_json::from_str::<Amount>(&text).unwrap().minor_units(), fits);
    }
    let beyond = [all + 1, -all - 1, i128::MAX, i128::MIN].map(|units| units.to_string());
    let odd = ["", "-", "+1", "01", "-0", "1e3", "1.0", " 1", "0x1", "NaN", "१"].map(String::from);
    for text in beyond.into_iter().chain(odd).chain(["9".repeat(400)]) {
        assert!(serde_json::from_str::<Amount>(&format!("\"{text}\"")).is_err(), "{text}");
    }
    assert!(serde_json::from_str::<Amount>("1").is_err(), "a number is no amount");
}

/// TRE-3, TRE-4, TRE-10: issues, payments, transfers and mutual credit, to the last unit and not beyond.
#[test]
fn tre_3_money_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let (common, ana, ben) = (fund("common"), edges.own(1), edges.own(2));
    let nothing = [Amount::ZERO, units(-1), max().negated()];
    for amount in nothing {
        let script = vec![
            (0, issue(amount, "EUR", common.clone()), "treasury.not_positive"),
            (0, pay(amount, ana.clone()), "treasury.not_positive"),
            (1, transfer(amount, "HOUR", ben.clone()), "treasury.not_positive"),
        ];
        edges.run(script);
    }
    let script = vec![
        (0, issue(max(), "EUR", common.clone()), "admitted"),
        (0, issue(units(1), "EUR", ana.clone()), "treasury.too_much"),
        (0, pay(max(), ana.clone()), "admitted"),
        (0, pay(units(1), ana.clone()), "treasury.too_little"),
        (1, transfer(max(), "EUR", ben.clone()), "admitted"),
        (1, transfer(units(1), "EUR", ben.clone()), "treasury.too_little"),
        (2, transfer(max(), "EUR", common.clone()), "admitted"),
        // Mutual credit down to the limit, and from there up to the edge.
        (1, transfer(max(), "HOUR", ben.clone()), "admitted"),
        (1, transfer(units(1), "HOUR", edges.own(0)), "treasury.too_little"),
        (0, transfer(units(1), "HOUR", ben.clone()), "treasury.too_much"),
        (2, transfer(max(), "HOUR", ana.clone()), "admitted"),
    ];
    edges.run(script);
    assert_eq!(edges.held(&common, "EUR"), Amount::MAX.minor_units());
}

/// SPE-4, SPE-5, SPE-8 to SPE-10: sums, wholes, periods and times at their edges.
#[test]
fn spe_9_payments_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let (common, ana, ben) = (fund("common"), edges.own(1), edges.own(2));
    let line = |amount: Amount, to: &AccountId| Line { amount, to: to.clone() };
    let half = units(Amount::MAX.minor_units() / 2);
    let each = units(Amount::MAX.minor_units() / i128::from(TIMES_MAX));
    let whole = units(each.minor_units() * i128::from(TIMES_MAX));
    let (day, eternity) = (Seconds::days(1), Seconds(TOP));
    let script = vec![
        (0, issue(max(), "EUR", common.clone()), "admitted"),
        (1, request(vec![line(max(), &ana), line(units(1), &ben)]), "treasury.too_much"),
        (1, request(vec![line(max().negated(), &ana)]), "treasury.not_positive"),
        (1, request(Vec::new()), "spending.lines"),
        (1, request(vec![line(half, &ana), line(half, &ben)]), "admitted"),
        (0, batch(max(), vec![line(max(), &ana), line(max(), &ben)]), "treasury.too_much"),
        (0, batch(units(-2), vec![line(units(-2), &ana)]), "treasury.not_positive"),
        (0, batch(max(), vec![line(half, &ana); LINES_MAX + 1]), "spending.lines"),
        (0, edges.stream(max(), 2, max(), day), "treasury.too_much"),
        (0, edges.stream(max(), TIMES_MAX, max(), day), "treasury.too_much"),
        (0, edges.stream(units(1), u32::MAX, max(), day), "spending.times"),
        (0, edges.stream(units(1), 0, Amount::ZERO, day), "spending.times"),
        (0, edges.stream(units(-1), 1, units(-1), day), "treasury.not_positive"),
        (0, edges.stream(Amount::ZERO, 1, Amount::ZERO, day), "treasury.not_positive"),
        (0, edges.stream(units(1), 1, units(1), eternity), "spending.period"),
        (0, edges.stream(units(1), 1, units(1), Seconds(PERIOD_MIN.0 - 1)), "spending.period"),
        (0, edges.stream(each, TIMES_MAX, whole, PERIOD_MAX), "admitted"),
        (1, SpendingAction::Claim { stream: 1 }.into(), "admitted"),
        (1, SpendingAction::Claim { stream: TOP }.into(), "spending.no_stream"),
        (0, SpendingAction::StopStream { stream: 1 }.into(), "admitted"),
        (0, pay(max(), ana.clone()), "treasury.too_little"),
    ];
    edges.run(script);
    let back = edges.held(&ana, "EUR");
    let script = vec![
        (1, transfer(units(back), "EUR", common.clone()), "admitted"),
        (1, edges.approve(1), "spending.own_request"),
        (0, edges.approve(1), "admitted"),
        (0, SpendingAction::Pay { request: TOP }.into(), "spending.no_request"),
        (0, SpendingAction::Pay { request: 1 }.into(), "admitted"),
        (0, SpendingAction::Pay { request: 1 }.into(), "spending.decided"),
    ];
    edges.run(script);
    assert_eq!(edges.held(&ana, "EUR"), half.minor_units());
    // A stream of everything, to its last second.
    let script = vec![
        (1, transfer(half, "EUR", common.clone()), "admitted"),
        (2, transfer(half, "EUR", common.clone()), "admitted"),
        (0, edges.stream(max(), 1, max(), PERIOD_MAX), "admitted"),
    ];
    edges.run(script);
    edges.wait(Seconds(PERIOD_MAX.0 - 100_000));
    edges.run(vec![(1, SpendingAction::Claim { stream: 2 }.into(), "admitted")]);
    let left = Amount::MAX.minor_units() - edges.held(&ana, "EUR");
    let second = Amount::MAX.minor_units() / i128::from(PERIOD_MAX.0);
    assert!(left > second * 80_000 && left < second * 110_000, "{left}");
    edges.wait(Seconds(100_000));
    assert_eq!(edges.held(&ana, "EUR"), Amount::MAX.minor_units(), "to the last unit");
}

impl Edges {
    fn approve(&self, request: u64) -> Action {
        let total = polity_machine::modules::spending::query::request(&self.society.state, request)
            .map_or(Amount::ZERO, |record| record.total);
        SpendingAction::Approve { amount: total, asset: asset("EUR"), request }.into()
    }
}

/// SPE-2: a budget of everything, carried over the shortest periods for longer than there is room.
#[test]
fn spe_2_budgets_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let (common, ana) = (fund("common"), edges.own(1));
    let script = vec![
        (0, issue(max(), "EUR", common), "admitted"),
        (0, budget(units(-1), PERIOD_MIN), "spending.limit"),
        (0, budget(max(), Seconds(TOP)), "spending.period"),
        (0, budget(max(), Seconds::ZERO), "spending.period"),
        (0, budget(max(), PERIOD_MIN), "admitted"),
        (0, pay(max(), ana.clone()), "admitted"),
        (1, transfer(max(), "EUR", fund("common")), "admitted"),
        // Ten thousand periods later there is room for all, and for no more than all.
        (0, pay(max(), ana.clone()), "admitted"),
        (1, transfer(max(), "EUR", fund("common")), "admitted"),
        (0, budget(Amount::ZERO, PERIOD_MIN), "admitted"),
    ];
    edges.run(script);
    edges.wait(Seconds::days(400));
    let script = vec![(0, pay(max(), ana), "admitted")];
    edges.run(script);
}

/// SPE-12, SPE-13: bills of everything, with the most and the least parts, are divided to the last unit.
#[test]
fn spe_13_bills_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let now = Clock::read(&edges.society.state).running();
    let soon = now.after(Seconds::days(60));
    let script = vec![
        (0, edges.invoice(max(), &[], Timestamp(TOP)), "spending.invoice_length"),
        (0, edges.invoice(max(), &[], Timestamp(0)), "spending.invoice_length"),
        (0, edges.invoice(Amount::ZERO, &[], soon), "treasury.not_positive"),
        (0, edges.invoice(max().negated(), &[], soon), "treasury.not_positive"),
        (0, edges.invoice(max(), &[0, 1], soon), "spending.shares"),
        (0, edges.invoice(max(), &[u32::MAX, 1], soon), "spending.shares"),
        (0, edges.invoice(units(1), &[1, 1], soon), "spending.shares"),
        (0, edges.invoice(max(), &[PARTS_MAX, 1, PARTS_MAX], soon), "admitted"),
        (0, edges.invoice(units(3), &[PARTS_MAX, PARTS_MAX, PARTS_MAX], soon), "admitted"),
    ];
    edges.run(script);
    for (number, whole) in [(1, Amount::MAX.minor_units()), (2, 3)] {
        let bill = polity_machine::modules::spending::query::invoice(&edges.society.state, number);
        let shares = bill.unwrap().shares;
        let sum: i128 = shares.iter().map(|share| share.amount.minor_units()).sum();
        assert_eq!(sum, whole);
        assert!(shares.iter().all(|share| share.amount.is_positive()));
    }
}

/// DUE-1 to DUE-12 and TRE-16: dues of everything, of declared income, work without end, and fees of all that
/// is moved.
#[test]
fn due_3_dues_and_fees_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let choose = |amount: Amount| -> Action {
        DuesAction::Choose { amount: Some(amount), tier: "by-income".into() }.into()
    };
    let pays = |amount: Amount| -> Action {
        DuesAction::Pay { amount, asset: asset("EUR"), of: None }.into()
    };
    let (ana, ben) = (edges.people[1].person, edges.people[2].person);
    let work = |work: Seconds| -> Action { DuesAction::ConfirmWork { member: ana, work }.into() };
    let waive = |periods: u32| -> Action { DuesAction::Waive { member: ben, periods }.into() };
    let sponsor = |amount: Amount| -> Action {
        DuesAction::Sponsor { amount, asset: asset("EUR"), member: ben }.into()
    };
    let script = vec![
        (1, choose(units(-1)), "dues.bounds"),
        (1, choose(Amount::ZERO), "dues.bounds"),
        (1, choose(max()), "admitted"),
        (0, waive(u32::MAX), "dues.periods"),
        (1, sponsor(units(-1)), "treasury.not_positive"),
        (1, sponsor(max()), "admitted"),
    ];
    edges.run(script);
    edges.wait(Seconds::days(31));
    let script = vec![
        (0, issue(max(), "EUR", edges.own(1)), "admitted"),
        (1, pays(units(-5)), "treasury.not_positive"),
        (1, pays(max()), "admitted"),
        (1, pays(units(1)), "dues.nothing_owed"),
        (0, work(Seconds(TOP)), "dues.more_work"),
    ];
    edges.run(script);
    edges.wait(Seconds::days(400));
    // A fee of all that is moved: what is moved and its fee are more than there is.
    let fee = "[[fee]]\nid = \"all\"\nfor = \"treasury.transfer\"\nshare = \"100%\"\nat_most = \"ALL EUR\"";
    let mut edges = Edges::under("10%", fee);
    let half = units(Amount::MAX.minor_units() / 2);
    let (ana, ben) = (edges.own(1), edges.own(2));
    let script = vec![
        (0, issue(max(), "EUR", ana), "admitted"),
        (1, transfer(max(), "EUR", ben.clone()), "treasury.fee"),
        (1, transfer(half, "EUR", ben), "admitted"),
    ];
    edges.run(script);
    assert_eq!(edges.held(&fund("common"), "EUR"), half.minor_units());
}

/// EXI-7, EXI-10, FOR-1, BRE-1, BRE-13: shares of everything, and numbers that name nothing.
#[test]
fn exi_7_shares_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let take = |part: u64| -> Action {
        ExitAction::Take {
            against: Vec::new(),
            assets: None,
            breaches: Vec::new(),
            least: Vec::new(),
            part,
        }
        .into()
    };
    let leave = |breach: Option<u64>| -> Action {
        ExitAction::Leave {
            against: Vec::new(),
            assets: None,
            breaches: breach.into_iter().collect(),
            least: Vec::new(),
        }
        .into()
    };
    let text: Hash = edges.society.records.insert(b"They did.".to_vec());
    let raise = |since: u64, amount: Amount| -> Action {
        BreachAction::Raise {
            accused: Accused::Office("none".into()),
            acts: Vec::new(),
            deposit: Some(PutDown { amount, asset: asset("EUR") }),
            evidence: vec![Evidence { hash: text, url: None }],
            since: Timestamp(since),
            text,
        }
        .into()
    };
    let script = vec![
        (0, issue(max(), "EUR", fund("common")), "admitted"),
        (1, take(0), "exit.part"),
        (1, take(1_000_001), "exit.part"),
        (1, take(TOP), "exit.part"),
        (1, take(1), "admitted"),
        (1, take(1_000_000), "admitted"),
        (1, take(1_000_000), "exit.nothing"),
        (2, leave(Some(TOP)), "exit.no_window"),
        (2, leave(None), "admitted"),
        (1, raise(TOP, max()), "breach.not_in_charter"),
        (1, BreachAction::Sponsor { claim: TOP }.into(), "breach.not_in_charter"),
        (1, ForkAction::Join { fork: TOP, pooled: true }.into(), "fork.not_open"),
    ];
    edges.run(script);
    let sum: i128 = [fund("common"), edges.own(1), edges.own(2)]
        .iter()
        .map(|account| edges.held(account, "EUR"))
        .sum();
    assert_eq!(sum, Amount::MAX.minor_units(), "what is taken and what stays is what was there");
    let third = Amount::MAX.minor_units() / 3;
    for who in [1, 2] {
        let held = edges.held(&edges.own(who), "EUR");
        assert!((third - 2..=third).contains(&held), "{held} of {third}");
    }
}

/// TRE-11: what loses everything, what loses next to nothing, and spans of time without end.
#[test]
fn tre_11_demurrage_at_the_edge() {
    for (decay, part) in [("100%", 10_000), ("99%", 9_900), ("1%", 100), ("0.01%", 1)] {
        // Without dues, which would fall due twelve thousand times.
        let (from, to) = (CHARTER.find("[dues]").unwrap(), CHARTER.find("[exit]").unwrap());
        let mut edges = Edges::of(&format!("{}{}", &CHARTER[..from], &CHARTER[to..]), decay, "");
        let script = vec![(0, issue(max(), "LEAF", edges.own(1)), "admitted")];
        edges.run(script);
        edges.wait(Seconds(1_000 * 365 * 86_400));
        let code = edges.code(1, transfer(units(1), "LEAF", edges.own(2)));
        let running = Clock::read(&edges.society.state).running();
        let state = &edges.society.state;
        let left = |who| treasury::query::holding(state, running, &edges.own(who), &asset("LEAF"));
        let held = left(1).minor_units() + left(2).minor_units();
        // As if it had been taken on each of the days, to the last unit.
        let mut most = Amount::MAX.minor_units();
        for _ in 0..1_000 * 365 {
            most -= most / 10_000 * part + most % 10_000 * part / 10_000;
        }
        assert_eq!(held, most, "{decay}");
        let is_there = held > 0;
        assert_eq!(code, if is_there { "admitted" } else { "treasury.too_little" }, "{decay}");
    }
}

/// TRE-11: what people lose by lying still does not take the fund that gets it beyond the largest amount; what
/// it cannot hold stays with them.
#[test]
fn tre_11_what_the_fund_cannot_hold_stays() {
    let limit = "credit_limit = \"ALL HOUR\"";
    let decay = "demurrage = \"100%\"\ndemurrage_every = \"1 day\"\ndemurrage_to = \"garden\"";
    let mut edges = Edges::of(&CHARTER.replace(limit, &format!("{limit}\n{decay}")), "10%", "");
    let script = vec![
        (1, transfer(max(), "HOUR", edges.own(0)), "admitted"),
        (2, transfer(max(), "HOUR", fund("garden")), "admitted"),
        (1, transfer(units(1), "HOUR", fund("common")), "treasury.too_little"),
        (0, transfer(units(1), "HOUR", fund("common")), "treasury.too_much"),
    ];
    edges.run(script);
    edges.wait(Seconds::hours(48));
    assert_eq!(edges.code(0, transfer(units(1), "HOUR", edges.own(1))), "admitted");
    assert_eq!(edges.held(&edges.own(0), "HOUR"), Amount::MAX.minor_units() - 1);
    assert_eq!(edges.held(&fund("garden"), "HOUR"), Amount::MAX.minor_units());
}

/// SPE-7: as many signers as fit, and no more.
#[test]
fn spe_7_signers_at_the_edge() {
    let mut edges = Edges::under("10%", "");
    let of = |people: Vec<polity_types::PersonId>| SignersOf::People(people);
    let set = |needed: u32, of: SignersOf| -> Action {
        SpendingAction::SetSigners { fund: fund("common"), needed, of }.into()
    };
    let mut people = vec![edges.people[1].person, edges.people[2].person];
    people.sort_unstable();
    let script = vec![
        (0, set(u32::MAX, of(people.clone())), "spending.signers"),
        (0, set(3, of(people.clone())), "spending.signers"),
        (0, set(u32::MAX, SignersOf::Office("none".into())), "spending.no_office"),
        (0, set(2, of(people)), "admitted"),
    ];
    edges.run(script);
}
