//! Treasury, from outside: scripts of operation and outcome, and an auditor over random histories.

mod assets;
mod audit;
mod fees;
mod posting;
mod script;

use crate::testing::{Actor, Society};

/// A charter with what treasury needs.
const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

`treasury.fiscal_year = "07-01"`

```toml
[[asset]]
id = "BOX"
decimals = 2
issue_max = "2000000 BOX per 30 days"

[[asset]]
id = "HOUR"
decimals = 2
credit_limit = "5.00 HOUR"

[[asset]]
id = "LEAF"
decimals = 0
demurrage = "10%"
demurrage_every = "30 days"
demurrage_to = "garden"

[[asset]]
id = "USD"
decimals = 2
held_by = "the bank"

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "assets"
may = "treasury.create_asset"
who = "founder"

[[power]]
id = "funds"
may = "treasury.open_account"
who = "founder"

[[power]]
id = "closing"
may = "treasury.close_account"
who = "founder"

[[power]]
id = "attesting"
may = "treasury.attest"
who = "founder"

[[power]]
id = "amending"
may = "charter.amend"
who = "decision: ordinary"

[[power]]
id = "issuing-leaves"
may = "treasury.issue"
who = "founder"
up_to = "100000000000 LEAF per 30 days"

[[power]]
id = "paying-leaves"
may = "treasury.pay"
who = "founder"
up_to = "100000000000 LEAF per 30 days"

[[power]]
id = "paying-hours"
may = "treasury.pay"
who = "founder"
up_to = "1000 HOUR per 30 days"

[[power]]
id = "paying-dollars"
may = "treasury.pay"
who = "founder"
up_to = "1000000 USD per 30 days"

[[power]]
id = "outside"
may = "treasury.open_outside"
who = "founder"

[[power]]
id = "income"
may = "treasury.receive"
who = "founder"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "1000000 BOX per 30 days"

[[power]]
id = "paying"
may = "treasury.pay"
who = "founder"
up_to = "65 BOX per 30 days"

[[power]]
id = "paying-by-decision"
may = "treasury.pay"
who = "decision: ordinary"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id = "transferring"
may = "treasury.transfer"
who = "anyone"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "1 day"
voting = "2 days"
grace = "3 days"
```
"#;

/// A society with its founder and two members more.
pub(super) fn society() -> (Society, [Actor; 2]) {
    society_under(CHARTER)
}

/// The same under another text.
pub(super) fn society_under(charter: &str) -> (Society, [Actor; 2]) {
    let charter = charter.replace("who = \"anyone\"", "who = \"member\"");
    let mut society = Society::under(&charter);
    let founder = society.founder.clone();
    let people = ["ana", "ben"].map(|name| {
        use crate::modules::membership::MembershipAction as M;
        let actor = society.known(name);
        society.act(&actor, M::Apply { invitation: None, letter: None }).unwrap();
        society.act(&founder, M::Admit { applicant: actor.person }).unwrap();
        let charter = crate::modules::charter::query::current(&society.state).hash;
        society.act(&actor, M::Swear { charter }).unwrap();
        actor
    });
    (society, people)
}
