//! Signals, from outside: scripts of operation and outcome, what they cost, and random histories.

mod histories;
mod script;

use polity_types::{OperationId, Refusal};

use super::{SignalsAction, Stance, query};
use crate::Event;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society};

/// A charter with a question that everybody answers and one of those past probation, whose vote rests when
/// they do not pay.
pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "10 days"` `admission.application = "open"`

```toml
[dues]
every      = "30 days"
amount     = "10 BOX"
reminder   = "5 days"
vote_rests = "10 days"

[[signal]]
id         = "mood"
electorate = "members"
scale      = "1 to 5"
lasts      = "60 days"
open_max   = 3

[[signal]]
id         = "course"
electorate = "members past probation"
scale      = "approve"
lasts      = "90 days"
```

```toml
power = [
  { id = "admitting", may = "membership.admit", who = "rule: vouched" },
  { id = "asking",    may = "signals.ask",      who = "member" },
  { id = "waiving",   may = "dues.waive",       who = "founder" },
]
```
"#;

/// Has somebody become a member.
pub(super) fn join(society: &mut Society, actor: &Actor) {
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(actor, apply).unwrap();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    society.act(actor, MembershipAction::Swear { charter }).unwrap();
}

pub(super) fn joined(society: &mut Society, name: &str) -> Actor {
    let actor = society.known(name);
    join(society, &actor);
    actor
}

pub(super) fn ask(kind: &str, question: &str) -> SignalsAction {
    SignalsAction::Ask { kind: kind.into(), question: question.into() }
}

/// Returns the operation that a next stance names.
pub(super) fn last(society: &Society, signal: u64, who: &Actor) -> Option<OperationId> {
    query::standing(&society.state, signal, who.person).map(|last| last.operation)
}

/// Has somebody take a stance, or take it back.
pub(super) fn stand(
    society: &mut Society,
    who: &Actor,
    signal: u64,
    stance: impl Into<Option<Stance>>,
) -> Result<Vec<Event>, Refusal> {
    let replaces = last(society, signal, who);
    society.act(who, SignalsAction::Stand { replaces, signal, stance: stance.into() })
}

pub(super) fn counts(society: &Society, signal: u64) -> Vec<u64> {
    query::signal(&society.state, signal).unwrap().counts
}

pub(super) fn code(done: Result<Vec<Event>, Refusal>) -> String {
    done.map_or_else(|refusal| refusal.code, |_| "admitted".into())
}
