//! Membership, from outside: scripts of operation and outcome, and properties over histories.

mod properties;
mod script;

use crate::testing::{Actor, Society};

/// A charter with what membership needs: two vouches, a probation of 30 days, open applications.
pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 2` `admission.open_vouches_max = 3` `admission.probation = "30 days"`
`admission.application = "open"`

```toml
[[power]]
id = "inviting"
may = "membership.invite"
who = "member"

[[power]]
id = "vouching"
may = "membership.vouch"
who = "member"

[[power]]
id = "admitting-vouched"
may = "membership.admit"
who = "rule: vouched"

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "declining"
may = "membership.decline"
who = "founder"

[[power]]
id = "admitting-by-decision"
may = "membership.admit"
who = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "1 day"
voting = "7 days"
grace = "3 days"
```
"#;

/// A society with its founder and three full members.
pub(super) fn society() -> (Society, [Actor; 3]) {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let members = ["ana", "ben", "cleo"].map(|name| {
        let actor = society.known(name);
        let apply = super::MembershipAction::Apply { invitation: None, letter: None };
        society.act(&actor, apply).unwrap();
        society.act(&founder, super::MembershipAction::Admit { applicant: actor.person }).unwrap();
        let charter = crate::modules::charter::query::current(&society.state).hash;
        society.act(&actor, super::MembershipAction::Swear { charter }).unwrap();
        actor
    });
    society.wait(polity_types::Seconds::days(30));
    (society, members)
}
