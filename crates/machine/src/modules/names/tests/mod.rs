//! Names, from outside: each refusal at its boundary, what a name may look like, and what holds over any
//! history.

mod looks;
mod properties;
mod script;

use crate::modules::governance::tests::joined;
use crate::modules::names::NamesAction;
use crate::testing::{Actor, Society};

/// A charter under which anybody joins, with an office.
pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Long Table"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "declining"
may = "membership.decline"
who = "office: keeper"

[[office]]
id = "keeper"
name = "Keeper of the Keys"
seats = 2
term = "100 days"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"
```
"#;

/// A society with its founder and three members.
pub(super) fn society() -> (Society, [Actor; 3]) {
    let mut society = Society::under(CHARTER);
    let members = ["ana", "ben", "cleo"].map(|name| joined(&mut society, name));
    (society, members)
}

/// Returns the act of taking a name.
pub(super) fn take(name: &str) -> NamesAction {
    NamesAction::Take { name: name.to_owned() }
}
