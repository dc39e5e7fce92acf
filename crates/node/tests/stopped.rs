//! What does not take its way, on the pages: what an office decided and members stopped, and a vote that waits for
//! those on probation, and a claim that is asked of another panel.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "common/desk.rs"]
mod desk;

use axum::body::Body;
use axum::http::Request;
use common::{Site, holds};
use desk::{charter, elect, vote};
use polity_machine::Action;
use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
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

/// Has somebody join, with the nonces 1 to 3, and the founder admit them.
async fn join(site: &Site, text: &str, name: &str, nonce: u64) -> Actor {
    let (founder, who) = (Actor::named("founder"), Actor::named(name));
    let inception = who.inception.clone();
    site.act(&who, IdentityAction::Register { inception }, 1).await;
    site.act(&who, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: who.person }, nonce).await;
    site.act(&who, MembershipAction::Swear { charter: Hash::of(text.as_bytes()) }, 3).await;
    who
}

/// Asks for a page in Persian.
async fn in_persian(site: &Site, path: &str) -> String {
    let page = Request::get(format!("/s/{}{path}", site.society)).header("accept-language", "fa");
    site.ask(page.body(Body::empty()).unwrap()).await.1
}

const CLAIMS: &str = r#"[chance]
beacon = "none"
revealers = "office: desk"
commit = "1 day"
reveal = "1 day"

[breach]
window = "21 days"
panel = "jury"
ruling = "10 days"
again_after = "60 days"
members = "decision: all"

[[panel]]
id = "jury"
name = "The jury"
seats = 5
of = "members past probation"
drawn = "for each claim"
accept = "2 days"
"#;

/// BRE-15: how many seats uphold a claim is said as the machine counts them: more than two thirds where a panel rules on
/// a claim about the same already.
#[tokio::test]
async fn a_claim_that_is_asked_again_says_how_many_uphold_it() {
    let powers = FIRST_DAYS.split_once('\n').unwrap().1;
    let text = charter(powers, 2, CLAIMS);
    let site = Site::under(&text);
    for (name, nonce) in [("ana", 1), ("ben", 2)] {
        let who = join(&site, &text, name, nonce).await;
        let says = site.text("They did.\n").await;
        let raise = BreachAction::Raise {
            accused: Accused::Person(Actor::named("founder").person),
            acts: Vec::new(),
            deposit: None,
            evidence: vec![Evidence { hash: says, url: None }],
            since: common::START,
            text: says,
        };
        site.act(&who, raise, 4).await;
    }
    holds(&site.read("/breaches/1").await, &["3 of 5 seats, empty ones among them"]);
    let again = "4 of 5 seats uphold it, more than two thirds, since a panel dismissed a claim about the same before";
    holds(&site.read("/breaches/2").await, &[again, "; 3 dismiss it."]);
    let html = in_persian(&site, "/breaches/2").await;
    holds(&html, &["۴ از ۵ کرسی تأییدش می‌کنند، بیش از دو سوم", "۳ کرسی ردش می‌کنند"]);
}

/// GOV-60: the page says beforehand that a vote will wait for those on probation, and then that it waits, why and until
/// when, in both languages; whoever is a member is told among what waits for them.
#[tokio::test]
async fn a_vote_that_waits_for_those_on_probation_says_so() {
    let text = charter(FIRST_DAYS, 1, FULL)
        .replace("admission.probation = \"none\"", "admission.probation = \"10 days\"");
    let site = Site::under(&text);
    let (founder, ana) = (Actor::named("founder"), join(&site, &text, "ana", 1).await);
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
    let html = in_persian(&site, "/decisions/1").await;
    holds(&html, &["رأی‌گیری منتظر آنان می‌ماند و در"]);
    site.agrees("/s/{society}/api/v1/people/{person}/needs", &needs).await;
    let (_, told, _) = site.get(&needs).await;
    holds(&told, &["\"newcomers\"", "Decision 1 waits for those on probation", "\"ends\":"]);
    let (_, told, _) = site
        .get(&needs.replace(&ana.person.to_string(), &Actor::named("zoe").person.to_string()))
        .await;
    assert!(!told.contains("newcomers"), "{told}");
}

/// GOV-62: of a later vote the page says whose it is: of those who could vote first and stayed, as many as they are now, in
/// both languages; and only to them it waits.
#[tokio::test]
async fn a_later_vote_is_said_to_be_of_those_who_stayed() {
    let confirmed = FULL.replace("id = \"full\"\n", "id = \"full\"\nconfirm = \"after 1 day\"\n");
    let text = charter(FIRST_DAYS, 1, &confirmed);
    let site = Site::under(&text);
    let founder = Actor::named("founder");
    let mut members = Vec::new();
    for (name, nonce) in [("ana", 1), ("ben", 2), ("cleo", 3)] {
        members.push(join(&site, &text, name, nonce).await);
    }
    let open = TreasuryAction::OpenAccount { account: "fund-books".parse().unwrap() };
    let text = site.text("A fund for books.\n").await;
    let (contest, deposit, procedure) = (None, None, "full".to_owned());
    let actions = vec![open.into()];
    let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
    site.act(&founder, propose, 4).await;
    site.pass_hours(25).await;
    holds(&site.read("/decisions/1").await, &["when voting opened, 4 of them. That roll is fixed"]);
    site.act(&founder, vote(1), 5).await;
    site.pass_hours(25).await;
    site.act(&members[0], MembershipAction::Leave {}, 4).await;
    site.pass_hours(25).await;
    let said = "when the first vote opened, without those who left since, 3 of them. Who came since votes on later proposals.";
    holds(&site.read("/decisions/1").await, &[said]);
    site.act(&members[1], MembershipAction::Leave {}, 4).await;
    holds(&site.read("/decisions/1").await, &["without those who left since, 2 of them."]);
    let html = in_persian(&site, "/decisions/1").await;
    holds(&html, &["هنگام گشایش نخستین رأی‌گیری، بی کسانی که از آن پس رفته‌اند، ۲ نفر."]);
    let needs = async |who: &Actor| {
        let path = format!("/s/SOCIETY/api/v1/people/{}/needs", who.person);
        site.get(&path).await.1.contains("A fund for books.")
    };
    assert!(!needs(&members[0]).await && !needs(&members[1]).await, "they left");
    assert!(needs(&members[2]).await && needs(&founder).await);
}
