//! Dues, from outside: scripts of operation and outcome, and random histories.

mod histories;
mod script;
mod sponsoring;

use polity_types::{Amount, AssetId, Seconds};

use super::{Account, DuesAction, query};
use crate::modules::membership::{MembershipAction, Standing, query as members};
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};

/// A charter with every kind of tier; consequences after 5, 10 and 20 days.
pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[dues]
every            = "30 days"
amount           = "10 BOX"
instead          = "4 hours"
fund             = "fund-house"
reminder         = "5 days"
vote_rests       = "10 days"
membership_rests = "20 days"

[[dues.tier]]
id    = "by-income"
share = "1%"
min   = "3 BOX"
max   = "60 BOX"

[[dues.tier]]
id  = "sliding"
min = "5 BOX"
max = "40 BOX"

[[dues.tier]]
id   = "hands"
work = "6 hours"
```

```toml
power = [
  { id = "admitting", may = "membership.admit",      who = "founder" },
  { id = "inviting",  may = "membership.invite",     who = "member" },
  { id = "opening",   may = "treasury.open_account", who = "founder" },
  { id = "issuing",   may = "treasury.issue",        who = "founder", up_to = "1000000 BOX per 30 days" },
  { id = "working",   may = "dues.confirm_work",     who = "founder" },
  { id = "waiving",   may = "dues.waive",            who = "founder" },
  { id = "proposing", may = "governance.propose",    who = "member past probation" },
]
```
"#;

/// A society with its founder, who owes nothing for ten years, and two members with 1 000.00 each.
pub(super) struct Scene {
    pub(super) society: Society,
    pub(super) founder: Actor,
    pub(super) ana: Actor,
    pub(super) ben: Actor,
}

pub(super) fn asset() -> AssetId {
    "BOX".parse().unwrap()
}

pub(super) fn pay(minor_units: i128) -> DuesAction {
    DuesAction::Pay { amount: Amount::new(minor_units).unwrap(), asset: asset(), of: None }
}

pub(super) fn join(society: &mut Society, name: &str) -> Actor {
    use MembershipAction as M;
    let founder = society.founder.clone();
    let actor = society.known(name);
    society.act(&actor, M::Apply { invitation: None, letter: None }).unwrap();
    society.act(&founder, M::Admit { applicant: actor.person }).unwrap();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    society.act(&actor, M::Swear { charter }).unwrap();
    actor
}

impl Scene {
    pub(super) fn new() -> Self {
        let mut society = Society::under(CHARTER);
        let founder = society.founder.clone();
        society.waive(founder.person, 120);
        let house: AccountId = "fund-house".parse().unwrap();
        society.act(&founder, TreasuryAction::OpenAccount { account: house }).unwrap();
        let [ana, ben] = ["ana", "ben"].map(|name| join(&mut society, name));
        for actor in [&ana, &ben] {
            let (amount, to) = (Amount::from(100_000), AccountId::Person(actor.person));
            let issue =
                TreasuryAction::Issue { amount, asset: asset(), category: None, memo: None, to };
            society.act(&founder, issue).unwrap();
        }
        Self { society, founder, ana, ben }
    }

    pub(super) fn code(
        &mut self,
        actor: &Actor,
        action: impl Into<crate::Action>,
    ) -> Option<String> {
        self.society.act(actor, action).err().map(|refusal| refusal.code)
    }

    pub(super) fn account(&self, actor: &Actor) -> Account {
        query::account(&self.society.state, actor.person).unwrap_or_default()
    }

    pub(super) fn owed(&self, actor: &Actor) -> i128 {
        query::owed(&self.account(actor), &asset()).minor_units()
    }

    pub(super) fn held(&self, account: &str) -> i128 {
        let account = account.parse().unwrap();
        treasury::query::balance(&self.society.state, &account, &asset()).minor_units()
    }

    pub(super) fn standing(&self, actor: &Actor) -> Standing {
        members::member(&self.society.state, actor.person).unwrap().standing
    }

    pub(super) fn wait(&mut self, days: u32) -> Vec<crate::Event> {
        self.society.wait(Seconds::days(days))
    }
}
