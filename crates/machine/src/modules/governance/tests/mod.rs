//! Governance, from outside: scripts of operation and outcome, and properties over histories.

mod alternatives;
mod attacks;
mod contests;
mod cost;
mod delegation;
mod delegation_histories;
mod drafts;
mod electorates;
mod first_days;
mod later_seats;
mod later_votes;
mod leavers;
mod measure;
mod properties;
mod script;
mod second_votes;
mod silence;
mod standing;
mod stopped;

use polity_types::{Hash, OperationId, Refusal, Seconds};

use super::{Ballot, Choice, GovernanceAction, query};
use crate::frame::batch::Outcome;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society};
use crate::{Action, Event};

/// A charter with acts that wait, decisions with and without a second vote, and challenges.
pub(in crate::modules) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 2` `admission.open_vouches_max = 3` `admission.probation = "30 days"`
`admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "admitting-by-decision"
may = "membership.admit"
who = "decision: ordinary"

[[power]]
id = "declining"
may = "membership.decline"
who = "founder"
grace = "3 days"
challenge = "50%"

[[power]]
id = "declining-by-decision"
may = "membership.decline"
who = "decision: ordinary"
challenge = "50%"

[[power]]
id = "inviting"
may = "membership.invite"
who = "founder"
grace = "1 day"
challenge = "50%"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member past probation"

[[power]]
id = "arguing"
may = "governance.argue"
who = "anyone"

[[power]]
id = "amending"
may = "charter.amend"
who = "decision: amendment"

[[power]]
id = "addresses"
may = "charter.set_relying_parties"
who = "decision: ordinary"
grace = "5 days"

[[power]]
id = "signers"
may = "charter.set_signers"
who = "decision: swift"
grace = "1 day"

[[power]]
id = "rules-version"
may = "charter.set_rules_version"
who = "decision: swift"
grace = "1 day"

[[power]]
id = "funds"
may = "treasury.open_account"
who = "decision: swift"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "more than half"
discussion = "1 day"
voting = "7 days"
grace = "3 days"

[[decision]]
id = "amendment"
electorate = "members past probation"
method = "yes-no"
quorum = "50%"
threshold = "two thirds"
discussion = "2 days"
voting = "7 days"
confirm = "after 10 days"
grace = "3 days"

[[decision]]
id = "swift"
electorate = "members"
method = "yes-no"
quorum = "25%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"
```
"#;

/// A society of the founder and five full members.
pub(in crate::modules) fn society() -> (Society, Vec<Actor>) {
    let mut society = Society::under(CHARTER);
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

/// Makes a person a member, on probation.
pub(in crate::modules) fn joined(society: &mut Society, name: &str) -> Actor {
    let founder = society.founder.clone();
    let actor = society.known(name);
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(&actor, apply).unwrap();
    society.act(&founder, MembershipAction::Admit { applicant: actor.person }).unwrap();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    society.act(&actor, MembershipAction::Swear { charter }).unwrap();
    actor
}

/// Makes a person an applicant.
pub(in crate::modules) fn applicant(society: &mut Society, name: &str) -> Actor {
    let actor = society.known(name);
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(&actor, apply).unwrap();
    actor
}

/// A proposal with a text that is on record.
pub(in crate::modules) fn propose(
    society: &mut Society,
    procedure: &str,
    actions: Vec<Action>,
) -> GovernanceAction {
    let text: Hash = society.records.insert(b"For all of us.".to_vec());
    GovernanceAction::Propose {
        actions,
        contest: None,
        deposit: None,
        procedure: procedure.into(),
        text,
    }
}

/// A first ballot.
pub(in crate::modules) fn ballot(proposal: u64, choice: Choice) -> GovernanceAction {
    GovernanceAction::CastBallot {
        ballot: Ballot::Open { choice },
        proposal,
        replaces: None,
        round: 1,
    }
}

/// Casts a ballot, naming the one before, and returns its operation.
pub(in crate::modules) fn vote(
    society: &mut Society,
    voter: &Actor,
    proposal: u64,
    choice: Choice,
) -> Result<OperationId, Refusal> {
    let before = query::ballot(&society.state, proposal, voter.person);
    let replaces = before.map(|cast| cast.operation);
    let ballot = Ballot::Open { choice };
    let round = query::proposal(&society.state, proposal).map_or(1, |open| open.round);
    let cast = GovernanceAction::CastBallot { ballot, proposal, replaces, round };
    let operation = society.signed(voter, cast);
    let id = operation.id;
    match society.batch(vec![operation]).outcomes.pop().unwrap() {
        Outcome::Admitted { .. } => Ok(id),
        Outcome::Refused(refusal) => Err(refusal),
    }
}

/// The names of events, without their modules' parts.
pub(in crate::modules) fn names(events: &[Event]) -> Vec<String> {
    let name = |event: &Event| {
        let json = serde_json::to_value(event).unwrap();
        json["name"].as_str().unwrap().to_owned()
    };
    events.iter().map(name).collect()
}
