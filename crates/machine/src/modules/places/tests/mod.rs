//! Places, from outside: scripts of operation and outcome, attacks, and what they cost.

mod attacks;
mod script;

use polity_types::{Hash, PersonId, Refusal, Seconds};

use super::{PlaceKind, PlacesAction, query};
use crate::modules::governance;
use crate::modules::governance::tests::propose;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

/// A charter in which the founder opens places and confirms who lives there, and residents decide alone, and
/// beside the members.
pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "10 days"` `admission.application = "open"`

```toml
[residence]
places    = ["house"]
vouches   = 2
probation = "20 days"
renewal   = "100 days"

[[decision]]
id         = "household"
electorate = "residents of house"
method     = "yes-no"
quorum     = "half"
threshold  = "more than half"
discussion = "1 day"
voting     = "3 days"
grace      = "1 day"

[[decision]]
id         = "both"
method     = "yes-no"
houses     = [
  { of = "members", quorum = "20%", threshold = "more than half" },
  { of = "residents of house", quorum = "half", threshold = "two thirds" },
]
discussion = "1 day"
voting     = "3 days"
grace      = "1 day"

[[decision]]
id         = "weighed"
method     = "yes-no"
mix        = [
  { of = "members", share = "60%" },
  { of = "residents of house", share = "40%" },
]
threshold  = "more than half"
quorum     = "10%"
discussion = "1 day"
voting     = "3 days"
grace      = "1 day"

[[stage]]
id   = "first"
name = "First"

[[stage]]
id      = "landed"
name    = "Landed"
when    = { land = "1 ha", places = 2 }
changes = [{ power = "naming", who = "decision: household" }]
```

```toml
power = [
  { id = "admitting",  may = "membership.admit",      who = "rule: vouched" },
  { id = "proposing",  may = "governance.propose",    who = "member" },
  { id = "opening",    may = "places.open",           who = "founder" },
  { id = "measuring",  may = "places.attest",         who = "founder" },
  { id = "confirming", may = "places.confirm",        who = "founder" },
  { id = "striking",   may = "places.end_residence",  who = "founder", grace = "7 days", challenge = "half" },
  { id = "closing",    may = "places.close",          who = "founder", grace = "7 days" },
  { id = "naming",     may = "treasury.open_account", who = "founder" },
  { id = "household",  may = "treasury.open_account", who = "decision: household" },
  { id = "both",       may = "treasury.open_account", who = "decision: both" },
  { id = "weighed",    may = "treasury.open_account", who = "decision: weighed" },
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

pub(super) fn open(place: &str, land: u64, evidence: Option<Hash>) -> PlacesAction {
    PlacesAction::Open {
        country: Some("PT".into()),
        evidence,
        kind: PlaceKind::House,
        land,
        place: place.into(),
        title: "The house".into(),
    }
}

pub(super) fn arrive(place: &str) -> PlacesAction {
    PlacesAction::Arrive { place: place.into() }
}

pub(super) fn depart(place: &str) -> PlacesAction {
    PlacesAction::Depart { place: place.into() }
}

pub(super) fn confirm(person: PersonId, place: &str) -> PlacesAction {
    PlacesAction::Confirm { person, place: place.into() }
}

pub(super) fn vouch(person: PersonId, place: &str) -> PlacesAction {
    PlacesAction::Vouch { person, place: place.into() }
}

/// Opens an account: what residents decide on here.
pub(super) fn fund(name: &str) -> Action {
    let account: AccountId = format!("fund-{name}").parse().unwrap();
    TreasuryAction::OpenAccount { account }.into()
}

/// Proposes something and lets its vote open; returns its number.
pub(super) fn opened(society: &mut Society, by: &Actor, procedure: &str) -> u64 {
    let number = governance::query::counts(&society.state).made.saturating_add(1);
    let proposed = propose(society, procedure, vec![fund(&format!("f{number}"))]);
    society.act(by, proposed).unwrap();
    society.wait(Seconds::days(1));
    number
}

pub(super) fn eligible(society: &Society, number: u64) -> u64 {
    governance::query::standing(&society.state, number).unwrap().eligible
}

pub(super) fn code(done: Result<Vec<Event>, Refusal>) -> String {
    done.map_or_else(|refusal| refusal.code, |_| "admitted".into())
}

/// Returns a society with a house, and so many members past probation who live there and vote there.
pub(super) fn housed(names: &[&str]) -> (Society, Actor, Vec<Actor>) {
    housed_under(CHARTER, names)
}

pub(super) fn housed_under(charter: &str, names: &[&str]) -> (Society, Actor, Vec<Actor>) {
    let mut society = Society::under(charter);
    let founder = society.founder.clone();
    society.act(&founder, open("house", 200, None)).unwrap();
    let people: Vec<Actor> = names.iter().map(|name| joined(&mut society, name)).collect();
    for who in &people {
        society.act(who, arrive("house")).unwrap();
        society.act(&founder, confirm(who.person, "house")).unwrap();
    }
    society.wait(Seconds::days(21));
    for who in &people {
        assert!(query::is_voter(&society.state, "house", who.person));
    }
    (society, founder, people)
}
