//! Breach, from outside: claims and rulings, what is frozen, what who leaves is paid.

mod acts;
mod again;
mod back;
mod everywhere;
mod few;
mod histories;
mod late;
mod later;
mod refused;
mod script;
mod several;
mod value;

use polity_types::{Amount, AssetId, Hash, PersonId, Refusal, Seconds, Timestamp};

use super::{Accused, BreachAction, BreachEvent, Evidence, Standing, query};
use crate::Event;
use crate::modules::governance::Choice;
use crate::modules::governance::tests::{joined, propose, vote};
use crate::modules::offices::OfficesAction;
use crate::modules::panels::tests::{accept_all, actor, bring, by_beacon, statuses};
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// A charter with a panel for claims and a treasurer who pays; `EXIT` stands for the rule of leaving.
const CHARTER: &str = r#"# Charter of the court

`society.name = "Court"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
CHANCE

[breach]
window = "21 days"
panel = "jury"
ruling = "10 days"
again_after = "60 days"
members = "decision: ordinary"

[fork]
period = "3 days"
least = 2

[exit]
EXIT
paid_within = "1 day"
funds = ["common", "house"]

[[panel]]
id = "jury"
name = "The jury"
seats = 3
of = "members past probation"
drawn = "for each claim"
accept = "2 days"
substitutes = 2

[[office]]
id = "treasurer"
name = "Treasurer"
seats = 2
term = "100 days"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "council"
electorate = "office: treasurer"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "mix"
mix = [{ of = "office: treasurer", share = "50%" }, { of = "members", share = "50%" }]
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "amendment"
electorate = "members"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "1 day"
```

```toml
power = [
  { id = "admitting",    may = "membership.admit",      who = "founder" },
  { id = "funds",        may = "treasury.open_account", who = "founder" },
  { id = "issuing",      may = "treasury.issue",        who = "decision: ordinary" },
  { id = "endowing",     may = "treasury.issue",        who = "founder", up_to = "999999999 EUR per 30 days" },
  { id = "paying",       may = "treasury.pay",          who = "office: treasurer", up_to = "999999 EUR per 30 days" },
  { id = "paying-late",  may = "spending.pay_batch",    who = "office: treasurer", up_to = "999999 EUR per 30 days", grace = "3 days" },
  { id = "amending",     may = "charter.amend",         who = "decision: amendment" },
  { id = "asking",       may = "spending.request",      who = "member" },
  { id = "approving",    may = "spending.approve",      who = "member", up_to = "999999 EUR per 30 days" },
  { id = "streaming",    may = "spending.start_stream", who = "office: treasurer", up_to = "99999999 EUR per 30 days" },
  { id = "streaming-2",  may = "spending.start_stream", who = "decision: council", up_to = "99999999 EUR per 30 days" },
  { id = "streaming-3",  may = "spending.start_stream", who = "decision: ordinary" },
  { id = "ending",       may = "spending.stop_stream",  who = "member" },
  { id = "council-pays", may = "treasury.pay",          who = "decision: council", up_to = "999999 EUR per 30 days" },
  { id = "mix-pays",     may = "spending.pay_batch",    who = "decision: mix", up_to = "999999 EUR per 30 days" },
  { id = "members-pay",  may = "spending.pay",          who = "decision: ordinary" },
  { id = "paying-out",   may = "spending.pay",          who = "office: treasurer" },
  { id = "signers",      may = "spending.set_signers",  who = "founder" },
  { id = "signers-2",    may = "spending.set_signers",  who = "office: treasurer" },
  { id = "budgets",      may = "spending.set_budget",   who = "office: treasurer" },
  { id = "budgets-2",    may = "spending.set_budget",   who = "decision: council" },
  { id = "waiving",      may = "dues.waive",            who = "office: treasurer" },
  { id = "confirming",   may = "dues.confirm_work",     who = "office: treasurer" },
  { id = "outside",      may = "treasury.open_outside", who = "office: treasurer" },
  { id = "booking",      may = "treasury.receive",      who = "office: treasurer" },
  { id = "attesting",    may = "treasury.attest",       who = "office: treasurer" },
  { id = "closing",      may = "treasury.close_account", who = "office: treasurer" },
  { id = "refusing",     may = "spending.reject",       who = "office: treasurer" },
  { id = "funds-2",      may = "treasury.open_account", who = "office: treasurer" },
  { id = "proposing",    may = "governance.propose",    who = "member" },
  { id = "transferring", may = "treasury.transfer",     who = "member" },
]
```
"#;

const EQUAL: &str = "share = \"equal\"";

fn eur() -> AssetId {
    "EUR".parse().unwrap()
}

fn common() -> AccountId {
    AccountId::Fund("common".into())
}

/// A society with a founder and members past probation, the second of whom is treasurer.
struct Court {
    all: Vec<Actor>,
    society: Society,
}

impl Court {
    fn under(exit: &str, members: usize) -> Self {
        Self::with("", exit, members)
    }

    /// A court whose charter says `more` of breaches.
    fn with(more: &str, exit: &str, members: usize) -> Self {
        let charter = CHARTER.replace("CHANCE", &by_beacon()).replace("EXIT", exit);
        let charter = charter.replace("[breach]\n", &format!("[breach]\n{more}\n"));
        Self::of(&charter, members)
    }

    fn of(charter: &str, members: usize) -> Self {
        let mut society = Society::under(charter);
        let mut all = vec![society.founder.clone()];
        for number in 1..members {
            all.push(joined(&mut society, &format!("member {number}")));
        }
        let account = AccountId::Fund("house".into());
        society.act(&all[0].clone(), TreasuryAction::OpenAccount { account }).unwrap();
        society.wait(Seconds::days(1));
        let mut court = Self { all, society };
        court.seat(1);
        court
    }

    /// Has the members elect somebody treasurer.
    fn seat(&mut self, member: usize) {
        let stands = OfficesAction::Stand { office: "treasurer".into() };
        self.society.act(&self.all[member], stands).unwrap();
        let call = OfficesAction::CallElection { office: "treasurer".into() };
        self.society.act(&self.all[0], call).unwrap();
        self.carry();
    }

    /// Has the members carry what was proposed last.
    fn carry(&mut self) {
        self.society.wait(Seconds(1));
        let number = crate::modules::governance::query::counts(&self.society.state).made;
        for member in &self.all {
            let _ = vote(&mut self.society, member, number, Choice::Yes);
        }
        self.society.wait(Seconds::days(1));
    }

    fn decide(&mut self, action: impl Into<crate::Action>) {
        self.decide_by("ordinary", action);
    }

    fn decide_by(&mut self, procedure: &str, action: impl Into<crate::Action>) {
        let proposed = propose(&mut self.society, procedure, vec![action.into()]);
        self.society.act(&self.all[0], proposed).unwrap();
        self.carry();
    }

    fn endow(&mut self, amount: u64, to: AccountId) {
        let amount = Amount::from(amount);
        let issue = TreasuryAction::Issue { amount, asset: eur(), category: None, memo: None, to };
        self.society.act(&self.all[0], issue).unwrap();
    }

    fn pays(&mut self, by: usize, amount: u64) -> Result<Vec<Event>, Refusal> {
        let pay = TreasuryAction::Pay {
            amount: Amount::from(amount),
            asset: eur(),
            category: None,
            from: common(),
            memo: None,
            to: AccountId::Person(self.all[by].person),
        };
        self.society.act(&self.all[by], pay)
    }

    fn held(&self, account: &AccountId) -> i128 {
        treasury::query::balance(&self.society.state, account, &eur()).minor_units()
    }

    fn days(&mut self, days: u32) {
        let _ = self.society.wait(Seconds::days(days));
    }

    fn claim(&mut self, accused: Accused, since: Timestamp) -> BreachAction {
        let text: Hash = self.society.records.insert(b"It was broken.".to_vec());
        let evidence = vec![Evidence { hash: Hash::of(b"ledger"), url: Some(url()) }];
        BreachAction::Raise { accused, acts: Vec::new(), deposit: None, evidence, since, text }
    }

    /// Has somebody accuse the treasurer now, and a panel drawn that accepts; returns its number.
    fn raise(&mut self, by: usize, accused: Accused) -> u64 {
        let claim = self.claim(accused, self.society.time);
        self.society.act(&self.all[by], claim).unwrap();
        self.draw(by)
    }

    fn draw(&mut self, by: usize) -> u64 {
        let number = query::count(&self.society.state);
        let sitting = query::claim(&self.society.state, number).unwrap().sitting;
        bring(&mut self.society, &self.all[by], sitting);
        accept_all(&mut self.society, &self.all, sitting);
        number
    }

    /// Returns who was drawn and sits.
    fn jury(&self, claim: u64) -> Vec<Actor> {
        let record = query::claim(&self.society.state, claim).unwrap();
        let seated = query::seated(&self.society.state, &record);
        seated.into_iter().map(|person| actor(&self.all, person).clone()).collect()
    }

    fn rules(&mut self, juror: &Actor, claim: u64, upholds: bool) -> Result<Vec<Event>, Refusal> {
        self.society.act(juror, BreachAction::Rule { claim, upholds })
    }

    /// Has as many of the panel as it needs uphold a claim, or dismiss it.
    fn decide_claim(&mut self, claim: u64, upholds: bool) {
        for juror in self.jury(claim).iter().take(2) {
            self.rules(juror, claim, upholds).unwrap();
        }
    }

    fn standing(&self, claim: u64) -> Standing {
        query::claim(&self.society.state, claim).unwrap().standing
    }

    /// Has somebody say that the treasurer broke the commandment, and the panel agree.
    fn convict(&mut self, by: usize, accused: Accused) -> u64 {
        let claim = self.raise(by, accused);
        self.decide_claim(claim, true);
        assert_eq!(self.standing(claim), Standing::Upheld);
        claim
    }

    fn person(&self, member: usize) -> PersonId {
        self.all[member].person
    }
}

fn url() -> String {
    "https://court.example/books/2026".into()
}

fn treasurer() -> Accused {
    Accused::Office("treasurer".into())
}
