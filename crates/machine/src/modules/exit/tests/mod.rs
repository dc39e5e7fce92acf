//! Exit, from outside: scripts of operation and outcome, random histories against an independent
//! model, and attacks that others were exposed to.

mod attacks;
mod cost;
mod dissent;
mod instead;
mod kept;
mod least;
mod peers;
mod properties;
mod repeats;
mod script;
mod supports;
mod twice;
mod waits;

use polity_types::{Amount, AssetId, Seconds};

use super::{ExitAction, ExitEvent, Paid, query};
use crate::modules::governance::{Ballot, Choice, GovernanceAction, Target};
use crate::modules::membership::MembershipAction as M;
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

/// A charter with what exit needs; `EXIT` stands for the rule under test.
const CHARTER: &str = r#"# Charter of the door

`society.name = "Door"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

EXIT

```toml
asset = [{ id = "USD", decimals = 2 }, { id = "SHR", decimals = 0 }, { id = "BIG", decimals = 12 }]
power = [
  { id = "admitting",    may = "membership.admit",      who = "rule: vouched" },
  { id = "funds",        may = "treasury.open_account", who = "founder" },
  { id = "issuing",      may = "treasury.issue",        who = "founder", up_to = "999999999999999999 EUR per 30 days" },
  { id = "issuing-usd",  may = "treasury.issue",        who = "founder", up_to = "999999999999999999 USD per 30 days" },
  { id = "issuing-shr",  may = "treasury.issue",        who = "founder", up_to = "999999999999999999 SHR per 30 days" },
  { id = "issuing-big",  may = "treasury.issue",        who = "founder", up_to = "999999999999999999 BIG per 30 days" },
  { id = "paying",       may = "treasury.pay",          who = "founder", up_to = "999999999999999999 EUR per 30 days" },
  { id = "by-decision",  may = "treasury.pay",          who = "decision: ordinary" },
  { id = "batches",      may = "spending.pay_batch",    who = "decision: ordinary" },
  { id = "approvals",    may = "spending.approve",      who = "decision: ordinary" },
  { id = "late-batches", may = "spending.pay_batch",    who = "founder", up_to = "999999999999999999 EUR per 30 days", grace = "3 days" },
  { id = "approving",    may = "spending.approve",      who = "founder", up_to = "999999999999999999 EUR per 30 days" },
  { id = "paying-out",   may = "spending.pay",          who = "founder" },
  { id = "asking",       may = "spending.request",      who = "member" },
  { id = "repeating",    may = "spending.start_stream", who = "decision: ordinary" },
  { id = "stopping",     may = "spending.stop_stream",  who = "founder" },
  { id = "wages",        may = "spending.start_stream", who = "founder", up_to = "999999999999999999 EUR per 30 days" },
  { id = "proposing",    may = "governance.propose",    who = "member" },
  { id = "transferring", may = "treasury.transfer",     who = "member" },
]
[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "2 days"
grace = "7 days"
```
"#;

/// A society under a rule of exit, with people who joined it.
struct Door {
    people: Vec<Actor>,
    society: Society,
}

impl Door {
    /// Founds a society whose `exit` table says `exit`, with the founder and members of these names.
    fn under(exit: &str, names: &[&str]) -> Self {
        Self::in_words(&with_exit(exit), names)
    }

    fn in_words(charter: &str, names: &[&str]) -> Self {
        let mut society = Society::under(charter);
        let people = names.iter().map(|name| join(&mut society, name)).collect();
        Self { people, society }
    }

    fn founder(&self) -> Actor {
        self.society.founder.clone()
    }

    /// Issues money to an account.
    fn issue(&mut self, amount: u64, asset: &str, to: &AccountId) {
        let (amount, asset) = (Amount::from(amount), asset.parse().unwrap());
        let founder = self.founder();
        let issue =
            TreasuryAction::Issue { amount, asset, category: None, memo: None, to: to.clone() };
        self.society.act(&founder, issue).unwrap();
    }

    /// Has a person, who is given the money, put it into the common fund.
    fn contribute(&mut self, person: usize, amount: u64) {
        let actor = self.people[person].clone();
        self.issue(amount, "EUR", &AccountId::Person(actor.person));
        let amount = Amount::from(amount);
        let pay = TreasuryAction::Transfer {
            amount,
            asset: eur(),
            category: None,
            memo: None,
            to: common(),
        };
        self.society.act(&actor, pay).unwrap();
    }

    fn held(&self, account: &AccountId, asset: &str) -> i128 {
        let asset: AssetId = asset.parse().unwrap();
        treasury::query::balance(&self.society.state, account, &asset).minor_units()
    }

    fn owns(&self, person: usize) -> i128 {
        self.held(&AccountId::Person(self.people[person].person), "EUR")
    }

    /// Returns the code of the refusal, or what was paid.
    fn exit(&mut self, person: usize, action: ExitAction) -> Result<Vec<Paid>, String> {
        let actor = self.people[person].clone();
        let events = self.society.act(&actor, action).map_err(|refusal| refusal.code)?;
        let paid = events.into_iter().find_map(|event| match event {
            Event::Exit(ExitEvent::ShareTaken { paid, .. }) => Some(paid),
            _ => None,
        });
        Ok(paid.unwrap())
    }

    fn leave(&mut self, person: usize) -> i128 {
        sum(&self.exit(person, leave()).unwrap())
    }

    fn take(&mut self, person: usize, part: u64) -> i128 {
        sum(&self.exit(person, take(part)).unwrap())
    }

    fn days(&mut self, days: u32) {
        let _ = self.society.wait(Seconds::days(days));
    }

    /// Brings a payment from the common fund to the vote, and has the choices cast; it is then in
    /// its grace period if they carry it.
    fn decide(&mut self, author: usize, amount: u64, choices: &[(usize, Choice)]) -> Target {
        let pay = self.payment(amount);
        self.decide_on(author, pay.into(), choices)
    }

    /// Returns a payment from the common fund to the founder.
    fn payment(&self, amount: u64) -> TreasuryAction {
        let to = AccountId::Person(self.founder().person);
        let amount = Amount::from(amount);
        TreasuryAction::Pay { amount, asset: eur(), category: None, from: common(), memo: None, to }
    }

    /// Brings an act to the vote, and has the choices cast; it is then in its grace period if they carry it.
    fn decide_on(&mut self, author: usize, act: Action, choices: &[(usize, Choice)]) -> Target {
        self.decide_all(author, vec![act], choices)
    }

    /// Brings acts to the vote that take effect together.
    fn decide_all(
        &mut self,
        author: usize,
        actions: Vec<Action>,
        choices: &[(usize, Choice)],
    ) -> Target {
        let text = self.society.records.insert(b"Pay\n\nIt.\n".to_vec());
        let (procedure, contest) = ("ordinary".to_owned(), None);
        let propose =
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
        let actor = self.people[author].clone();
        self.society.act(&actor, propose).unwrap();
        let number = crate::modules::governance::query::counts(&self.society.state).made;
        let _ = self.society.wait(Seconds(1));
        for (person, choice) in choices {
            let ballot = Ballot::Open { choice: choice.clone() };
            let cast =
                GovernanceAction::CastBallot { ballot, proposal: number, replaces: None, round: 1 };
            let actor = self.people[*person].clone();
            self.society.act(&actor, cast).unwrap();
        }
        self.days(3);
        Target::Proposal { number }
    }
}

/// Returns the charter with a rule of exit.
fn with_exit(exit: &str) -> String {
    let exit = format!("```toml\n[exit]\npaid_within = \"none\"\n{exit}\n```");
    CHARTER.replace("EXIT", &exit)
}

/// Has a new or old person apply and join.
fn join(society: &mut Society, name: &str) -> Actor {
    let known = Actor::named(name);
    let is_known = crate::modules::identity::query::person(&society.state, known.person).is_some();
    let actor = if is_known { known } else { society.known(name) };
    society.act(&actor, M::Apply { invitation: None, letter: None }).unwrap();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    society.act(&actor, M::Swear { charter }).unwrap();
    actor
}

fn leave() -> ExitAction {
    ExitAction::Leave { against: Vec::new(), assets: None, breaches: Vec::new(), least: Vec::new() }
}

fn leave_against(target: Target) -> ExitAction {
    ExitAction::Leave {
        against: vec![target],
        assets: None,
        breaches: Vec::new(),
        least: Vec::new(),
    }
}

fn take(part: u64) -> ExitAction {
    ExitAction::Take {
        against: Vec::new(),
        assets: None,
        breaches: Vec::new(),
        least: Vec::new(),
        part,
    }
}

fn sum(paid: &[Paid]) -> i128 {
    paid.iter().map(|paid| paid.amount.minor_units()).sum()
}

fn eur() -> AssetId {
    "EUR".parse().unwrap()
}

fn common() -> AccountId {
    "fund-common".parse().unwrap()
}
