//! What users of other systems were exposed to, or asked for, each under the name of the thread that tells
//! it: power, proposals, delegation, draws, methods. Cases of exit stand with exit, of electorates with
//! governance, of budgets and signers with spending, of the log with the ledger.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::indexing_slicing, reason = "a test fails by panicking")]

mod delegation;
mod methods;
mod money;
mod panels;
mod power;
mod proposals;

use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction, Stage};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::modules::{charter, governance, treasury};
use polity_machine::testing::{Actor, Society};
use polity_machine::{Action, Event};
use polity_types::{Amount, AssetId, Refusal, Seconds};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "10 days"` `admission.application = "open"`

```toml
[[asset]]
id = "BOX"
decimals = 0

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member past probation"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "decision: ordinary"

[[power]]
id = "paying"
may = "treasury.pay"
who = "decision: ordinary"
up_to = "100 BOX per 30 days"

[[power]]
id = "keeper-pays"
may = "treasury.pay"
who = "office: keeper"
up_to = "100 BOX per 30 days"
grace = "3 days"

[[power]]
id = "funds"
may = "treasury.open_account"
who = "decision: ordinary"

[[power]]
id = "amending"
may = "charter.amend"
who = "decision: amendment"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
delegation = "yes"
discussion = "1 day"
voting = "2 days"
grace = "1 day"

[[decision]]
id = "amendment"
electorate = "members past probation"
method = "yes-no"
quorum = "half"
threshold = "two thirds"
discussion = "10 days"
voting = "5 days"
grace = "10 days"

[[decision]]
id = "choosing"
electorate = "members past probation"
method = "approval"
quorum = "20%"
discussion = "none"
voting = "1 day"
grace = "none"

[[office]]
id = "keeper"
name = "Keeper"
seats = 1
term = "200 days"
filled = "decision: choosing"
recalled = "decision: ordinary"

[chance]
beacon = "none"
revealers = "office: keeper"
commit = "1 day"
reveal = "1 day"

[[panel]]
id = "circle"
name = "Circle"
seats = 30
of = "members past probation"
drawn = "for a term"
term = "20 days"
accept = "1 day"
```
"#;

/// A society of members past probation, the founder first.
struct Town {
    people: Vec<Actor>,
    society: Society,
}

impl Town {
    fn of(text: &str, count: usize) -> Self {
        let society = Society::under(text);
        let mut town = Self { people: vec![society.founder.clone()], society };
        for number in 1..count {
            let actor = town.newcomer(&format!("person {number}"));
            town.people.push(actor);
        }
        town.society.wait(Seconds::days(10));
        town
    }

    fn newcomer(&mut self, name: &str) -> Actor {
        let actor = self.society.known(name);
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        self.society.act(&actor, apply).unwrap();
        let founder = self.people[0].clone();
        self.society.act(&founder, MembershipAction::Admit { applicant: actor.person }).unwrap();
        let charter = charter::query::current(&self.society.state).hash;
        self.society.act(&actor, MembershipAction::Swear { charter }).unwrap();
        actor
    }

    fn act(&mut self, who: usize, action: impl Into<Action>) -> Result<Vec<Event>, Refusal> {
        let actor = self.people[who].clone();
        self.society.act(&actor, action)
    }

    fn propose(
        &mut self,
        who: usize,
        procedure: &str,
        actions: Vec<Action>,
    ) -> Result<u64, Refusal> {
        let text = self.society.records.insert(b"Because.".to_vec());
        let procedure = procedure.to_owned();
        let propose =
            GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
        self.act(who, propose)?;
        Ok(governance::query::counts(&self.society.state).made)
    }

    fn vote(&mut self, who: usize, proposal: u64, choice: Choice) -> Result<Vec<Event>, Refusal> {
        let person = self.people[who].person;
        let before = governance::query::ballot(&self.society.state, proposal, person);
        let replaces = before.map(|before| before.operation);
        let ballot = Ballot::Open { choice };
        self.act(who, GovernanceAction::CastBallot { ballot, proposal, replaces, round: 1 })
    }

    fn delegate(&mut self, from: usize, to: usize) -> Result<Vec<Event>, Refusal> {
        let known = governance::query::delegation(
            &self.society.state,
            self.people[from].person,
            "ordinary",
        );
        let delegate = GovernanceAction::Delegate {
            delegate: self.people[to].person,
            replaces: known.map(|known| known.operation),
            topic: "ordinary".into(),
            until: None,
        };
        self.act(from, delegate)
    }

    /// Opens a vote of the ordinary procedure on opening a fund.
    fn open_vote(&mut self, who: usize, fund: &str) -> u64 {
        let number = self.propose(who, "ordinary", vec![open(fund)]).unwrap();
        self.society.wait(Seconds::days(1));
        number
    }

    fn counts(&self, proposal: u64) -> [u64; 3] {
        let tally = governance::query::tally(&self.society.state, proposal).unwrap();
        [tally.yes, tally.no, tally.abstain]
    }

    /// Has everybody say yes to what is at the vote, and waits until it is over.
    fn pass_all(&mut self) -> Vec<Event> {
        let open = governance::query::proposals(&self.society.state, None, 100);
        for (number, _) in open.into_iter().filter(|(_, open)| open.stage == Stage::Voting) {
            for who in 0..self.people.len() {
                self.vote(who, number, Choice::Yes).unwrap();
            }
        }
        self.society.wait(Seconds::days(4))
    }

    /// Gives the society's fund some money.
    fn endow(&mut self, amount: u64) {
        let issue = TreasuryAction::Issue {
            amount: Amount::from(amount),
            asset: asset(),
            category: None,
            memo: None,
            to: fund(),
        };
        self.propose(0, "ordinary", vec![issue.into()]).unwrap();
        self.society.wait(Seconds::days(1));
        self.pass_all();
        assert_eq!(self.held(), amount.into());
    }

    fn held(&self) -> i128 {
        let held = treasury::query::balance(&self.society.state, &fund(), &asset());
        held.to_string().parse().unwrap()
    }

    fn elect(&mut self, who: usize) {
        let office = || "keeper".to_owned();
        self.act(who, OfficesAction::Stand { office: office() }).unwrap();
        self.act(0, OfficesAction::CallElection { office: office() }).unwrap();
        self.society.wait(Seconds(1));
        let number = governance::query::counts(&self.society.state).made;
        for voter in 0..self.people.len() {
            self.vote(voter, number, Choice::Approve(vec![0])).unwrap();
        }
        self.society.wait(Seconds::days(1));
    }
}

fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

fn fund() -> AccountId {
    "fund-common".parse().unwrap()
}

fn open(fund: &str) -> Action {
    TreasuryAction::OpenAccount { account: fund.parse().unwrap() }.into()
}

fn pay(amount: u64, to: &Actor) -> Action {
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset: asset(),
        category: None,
        from: fund(),
        memo: None,
        to: AccountId::Person(to.person),
    }
    .into()
}

fn code<T>(outcome: Result<T, Refusal>) -> String {
    outcome.err().map_or_else(|| "admitted".to_owned(), |refusal| refusal.code)
}
