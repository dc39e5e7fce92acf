//! A society with an office, the desk, which decides by itself: what it decides depends on the powers.

use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::offices::OfficesAction;
use polity_machine::testing::Actor;

use crate::common::Site;

/// Returns the charter with these powers, and whatever else follows the office's.
pub(crate) fn charter(powers: &str, seats: u8, more: &str) -> String {
    format!(
        r#"# Charter of the desk

`society.name = "Desk"` `society.kind = "hub"` `society.currency = "DSK"`

> `society.commandment = "Pages tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`

```toml
power = [
{powers}
  {{ id = "proposing", may = "governance.propose", who = "member" }},
]

[[office]]
id = "desk"
name = "Desk"
seats = {seats}
term = "1 year"
filled = "decision: all"
recalled = "decision: all"

[[decision]]
id = "all"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 hour"
grace = "none"

{more}
```
"#
    )
}

/// Returns a vote for a proposal.
pub(crate) fn vote(proposal: u64) -> GovernanceAction {
    let ballot = Ballot::Open { choice: Choice::Yes };
    GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 }
}

/// Has the founder elected to the desk by the first proposal, with the nonces 1 to 3.
pub(crate) async fn elect(site: &Site, founder: &Actor) {
    let office = || "desk".to_owned();
    site.act(founder, OfficesAction::Stand { office: office() }, 1).await;
    site.act(founder, OfficesAction::CallElection { office: office() }, 2).await;
    site.pass_hours(1).await;
    site.act(founder, vote(1), 3).await;
    site.pass_hours(2).await;
}
