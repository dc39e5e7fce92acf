//! What does not take its way, on the pages: what an office decided and members stopped, and a vote that waits for
//! those on probation.

mod common;
#[path = "common/desk.rs"]
mod desk;

use axum::body::Body;
use axum::http::Request;
use common::{Site, holds};
use desk::{charter, elect, vote};
use polity_machine::Action;
use polity_machine::modules::governance::{GovernanceAction, Target};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::Actor;
use polity_types::Hash;

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

const FIRST_DAYS: &str = r#"  { id = "opening", may = "treasury.open_account", who = "decision: full" },
  { id = "admitting", may = "membership.admit", who = "founder" },"#;

const FULL: &str = r#"[[decision]]
id = "full"
electorate = "members past probation"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "1 day"
voting = "1 day"
grace = "none"
"#;

/// GOV-60: the page says beforehand that a vote will wait for those on probation, and then that it waits, why and until
/// when, in both languages; whoever is a member is told among what waits for them.
#[tokio::test]
async fn a_vote_that_waits_for_those_on_probation_says_so() {
    let text = charter(FIRST_DAYS, 1, FULL)
        .replace("admission.probation = \"none\"", "admission.probation = \"10 days\"");
    let site = Site::under(&text);
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    let inception = ana.inception.clone();
    site.act(&ana, IdentityAction::Register { inception }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 1).await;
    let oath = Hash::of(text.as_bytes());
    site.act(&ana, MembershipAction::Swear { charter: oath }, 3).await;
    let open = TreasuryAction::OpenAccount { account: "fund-books".parse().unwrap() };
    let text = site.text("A fund for books.\n").await;
    let (contest, deposit, procedure) = (None, None, "full".to_owned());
    let actions = vec![open.into()];
    let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
    site.act(&founder, propose, 2).await;
    let html = site.read("/decisions/1").await;
    holds(&html, &["1 of 2 members are on probation, half or more. If it is still so"]);
    let needs = format!("/s/SOCIETY/api/v1/people/{}/needs", ana.person);
    let (_, told, _) = site.get(&needs).await;
    assert!(!told.contains("newcomers"), "{told}");
    site.pass_hours(25).await;
    let html = site.read("/decisions/1").await;
    holds(&html, &["It waits for them and opens on", "whoever was there can vote in it."]);
    assert!(!html.contains("If it is still so"), "{html}");
    let fa =
        Request::get(format!("/s/{}/decisions/1", site.society)).header("accept-language", "fa");
    let (_, html, _) = site.ask(fa.body(Body::empty()).unwrap()).await;
    holds(&html, &["رأی‌گیری منتظر آنان می‌ماند و در"]);
    site.agrees("/s/{society}/api/v1/people/{person}/needs", &needs).await;
    let (_, told, _) = site.get(&needs).await;
    holds(&told, &["\"newcomers\"", "Decision 1 waits for those on probation", "\"ends\":"]);
    let (_, told, _) = site
        .get(&needs.replace(&ana.person.to_string(), &Actor::named("zoe").person.to_string()))
        .await;
    assert!(!told.contains("newcomers"), "{told}");
}
