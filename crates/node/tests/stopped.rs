//! What an office decided and members stopped, on the pages: what came of it, and where members decide.

mod common;
#[path = "common/desk.rs"]
mod desk;

use common::{Site, holds};
use desk::{charter, elect, vote};
use polity_machine::Action;
use polity_machine::modules::governance::{GovernanceAction, Target};
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::Actor;

const POWERS: &str = r#"  { id = "opening", may = "treasury.open_account", who = "decision: desk", challenge = "50%" },
  { id = "opening-by-all", may = "treasury.open_account", who = "decision: all" },"#;

const DECISION: &str = r#"[[decision]]
id = "desk"
electorate = "office: desk"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 hour"
grace = "2 days"
"#;

#[tokio::test]
async fn what_an_office_decided_and_members_stop_is_told() {
    let site = Site::under(&charter(POWERS, 1, DECISION));
    let founder = Actor::named("founder");
    let html = site.read("/charter").await;
    holds(
        &html,
        &["of the members object and send it to the decision", "One of them alone is enough."],
    );
    elect(&site, &founder).await;
    let open = TreasuryAction::OpenAccount { account: "fund-books".parse().unwrap() };
    let text = site.text("A fund for books.\n").await;
    let actions: Vec<Action> = vec![open.into()];
    let (contest, deposit, procedure) = (None, None, "desk".to_owned());
    let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
    site.act(&founder, propose, 4).await;
    site.pass_hours(1).await;
    site.act(&founder, vote(2), 5).await;
    site.pass_hours(2).await;
    let html = site.read("/decisions/2").await;
    holds(&html, &["1 objections take it from those who decided it"]);
    let object = GovernanceAction::Object { target: Target::Proposal { number: 2 } };
    site.act(&founder, object, 6).await;
    let html = site.read("/decisions/2").await;
    holds(&html, &["members stopped it by objecting", "/decisions/3\">Proposal 3</a>"]);
    let html = site.read("/decisions/3").await;
    holds(&html, &["A fund for books.", "/decisions/2\">objections to proposal 2</a>"]);
    holds(
        &site.read("/decisions").await,
        &["A fund for books.", "proposal 3 puts it to their vote."],
    );
}
