//! Spending, from outside: scripts of operation and outcome, and long random histories.

mod approved;
mod histories;
mod invoices;
mod peers;
mod script;
mod signers;
mod stopped;
mod streams;
mod windows;

use polity_types::{Amount, AssetId, Seconds};

use super::{Line, SpendingAction, query};
use crate::frame::state::StateView;
use crate::modules::treasury::{self, AccountId, Category, TreasuryAction};
use crate::testing::{Actor, Society};

/// A charter that lets the founder do all that spending knows, and members what is theirs.
const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
  { id = "admitting", may = "membership.admit",       who = "founder" },
  { id = "opening",   may = "treasury.open_account",  who = "founder" },
  { id = "issuing",   may = "treasury.issue",         who = "founder", up_to = "100000000 BOX per 30 days" },
  { id = "issuing-2", may = "treasury.issue",         who = "decision: ordinary" },
  { id = "paying",    may = "treasury.pay",           who = "founder", up_to = "100000000 BOX per 30 days" },
  { id = "paying-2",  may = "treasury.pay",           who = "decision: ordinary" },
  { id = "transfers", may = "treasury.transfer",      who = "member" },
  { id = "approving", may = "spending.approve",       who = "founder", up_to = "100000000 BOX per 30 days" },
  { id = "approving-2", may = "spending.approve",     who = "member", up_to = "5 BOX per 30 days" },
  { id = "approving-3", may = "spending.approve",     who = "decision: ordinary" },
  { id = "batches",   may = "spending.pay_batch",     who = "founder", up_to = "100000000 BOX per 30 days" },
  { id = "batches-2", may = "spending.pay_batch",     who = "decision: ordinary" },
  { id = "streams",   may = "spending.start_stream",  who = "founder", up_to = "100000000 BOX per 30 days" },
  { id = "stopping",  may = "spending.stop_stream",   who = "founder" },
  { id = "paying-out", may = "spending.pay",          who = "founder" },
  { id = "refusing",  may = "spending.reject",        who = "founder" },
  { id = "asking",    may = "spending.request",       who = "member" },
  { id = "budgets",   may = "spending.set_budget",    who = "founder" },
  { id = "signers",   may = "spending.set_signers",   who = "founder" },
  { id = "invoices",  may = "spending.invoice",       who = "member" },
  { id = "own-bills", may = "spending.pay_invoice",   who = "member" },
  { id = "proposing", may = "governance.propose",     who = "member" },
]

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "none"
voting = "2 days"
grace = "none"

[[office]]
id = "purse"
name = "Purse"
seats = 2
term = "1 year"
filled = "decision: choosing"
recalled = "decision: ordinary"

[[decision]]
id = "choosing"
electorate = "members"
method = "stv-scottish"
quorum = "10%"
discussion = "none"
voting = "1 day"
grace = "none"

[[pause]]
id = "alarm"
who = "founder"
actions = ["spending.pay", "spending.start_stream"]
at_most = "72 hours"
again_after = "30 days"
renewed = "decision: ordinary"

[[fund]]
id = "chest"
signers = "office: purse"
needed = 2
```
"#;

/// A society with its founder and three members, whose common fund holds 1 000.00 BOX.
pub(super) struct Scene {
    pub(super) society: Society,
    pub(super) founder: Actor,
    pub(super) ana: Actor,
    pub(super) ben: Actor,
    pub(super) cleo: Actor,
    /// What happened before the tests begin.
    pub(super) heard: Vec<crate::Event>,
}

pub(super) fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

pub(super) fn account(text: &str) -> AccountId {
    text.parse().unwrap()
}

pub(super) fn category(text: &str) -> Option<Category> {
    text.parse().ok()
}

pub(super) fn amount(minor_units: i128) -> Amount {
    Amount::new(minor_units).unwrap()
}

pub(super) fn line(minor_units: i128, to: &Actor) -> Line {
    Line { amount: amount(minor_units), to: AccountId::Person(to.person) }
}

impl Scene {
    pub(super) fn new() -> Self {
        Self::under(CHARTER)
    }

    pub(super) fn under(charter: &str) -> Self {
        let mut society = Society::under(charter);
        let founder = society.founder.clone();
        let [ana, ben, cleo] = ["ana", "ben", "cleo"].map(|name| {
            use crate::modules::membership::MembershipAction as M;
            let actor = society.known(name);
            society.act(&actor, M::Apply { invitation: None, letter: None }).unwrap();
            society.act(&founder, M::Admit { applicant: actor.person }).unwrap();
            let charter = crate::modules::charter::query::current(&society.state).hash;
            society.act(&actor, M::Swear { charter }).unwrap();
            actor
        });
        let mut scene = Self { society, founder, ana, ben, cleo, heard: Vec::new() };
        scene.issue(100_000, &account("fund-common"));
        scene
    }

    pub(super) fn issue(&mut self, minor_units: i128, to: &AccountId) {
        let (amount, asset, to) = (amount(minor_units), asset(), to.clone());
        let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
        let events = self.society.act(&self.founder, issue).unwrap();
        self.heard.extend(events);
    }

    pub(super) fn held(&self, account: &AccountId) -> i128 {
        treasury::query::balance(&self.society.state, account, &asset()).minor_units()
    }

    pub(super) fn held_by(&self, actor: &Actor) -> i128 {
        self.held(&AccountId::Person(actor.person))
    }

    /// Returns what is set aside out of all funds.
    pub(super) fn owed(&self) -> i128 {
        let page = StateView::scan(&self.society.state, "spending/owed/", None, 100);
        let of = |record: &[u8]| serde_json::from_slice::<Amount>(record).unwrap().minor_units();
        page.iter().map(|(_, record)| of(record)).sum()
    }

    /// Has somebody act, and returns the code of the refusal.
    pub(super) fn code(
        &mut self,
        actor: &Actor,
        action: impl Into<crate::Action>,
    ) -> Option<String> {
        self.society.act(actor, action).err().map(|refusal| refusal.code)
    }

    /// Makes a request and returns its number.
    pub(super) fn request(&mut self, by: &Actor, action: SpendingAction) -> u64 {
        self.society.act(by, action).unwrap();
        query::counts(&self.society.state).requests
    }

    pub(super) fn wait(&mut self, days: u32) -> Vec<crate::Event> {
        self.society.wait(Seconds::days(days))
    }
}

/// A request from the common fund.
pub(super) fn request(lines: Vec<Line>, under: &str) -> SpendingAction {
    SpendingAction::Request {
        asset: asset(),
        category: category(under),
        fund: account("fund-common"),
        lines,
        receipts: Vec::new(),
        text: None,
    }
}

pub(super) fn approve(request: u64, minor_units: i128) -> SpendingAction {
    SpendingAction::Approve { amount: amount(minor_units), asset: asset(), request }
}
