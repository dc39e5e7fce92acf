//! What pages show while something is decided: drafts, deposits, other versions, totals that are left off,
//! pauses, and what waits for whom.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;

use axum::http::StatusCode;
use common::Site;
use polity_machine::Action;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::Actor;
use polity_types::Hash;
use serde_json::Value;

const CHARTER: &str = r#"# Charter of the desk

`society.name = "Desk"` `society.kind = "hub"` `society.currency = "DSK"`

> `society.commandment = "Pages tell the truth."`

`admission.vouches = 0` `admission.probation = "1 hour"` `admission.application = "open"`

```toml
power = [
  { id = "admitting", may = "membership.admit", who = "founder" },
  { id = "proposing", may = "governance.propose", who = "member" },
  { id = "offering", may = "governance.offer", who = "member" },
  { id = "opening", may = "treasury.open_account", who = "decision: drafts" },
  { id = "opening-hidden", may = "treasury.open_account", who = "decision: hidden" },
  { id = "opening-silence", may = "treasury.open_account", who = "decision: silence" },
  { id = "opening-versions", may = "treasury.open_account", who = "decision: versions" },
]

[[decision]]
id = "drafts"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
sponsors = 1
deposit = "2 DSK"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[decision]]
id = "hidden"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
totals = "after"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[decision]]
id = "versions"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
alternatives = "irv"
discussion = "1 hour"
voting = "1 day"
grace = "none"

[[decision]]
id = "silence"
electorate = "members"
method = "lazy-consensus"
discussion = "none"
voting = "1 day"
grace = "1 hour"

[[pause]]
id = "alarm"
who = "founder"
actions = ["treasury.open_account"]
at_most = "72 hours"
again_after = "30 days"
renewed = "decision: hidden"
```
"#;

/// A site with a founder and a member.
async fn site() -> (Site, Actor, Actor) {
    let site = Site::under(CHARTER);
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    let inception = ana.inception.clone();
    site.act(&ana, IdentityAction::Register { inception }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 1).await;
    let charter = Hash::of(CHARTER.as_bytes());
    site.act(&ana, MembershipAction::Swear { charter }, 3).await;
    site.pass_hours(2).await;
    (site, founder, ana)
}

fn opening(name: &str) -> Action {
    TreasuryAction::OpenAccount { account: format!("fund-{name}").parse().unwrap() }.into()
}

async fn bring(site: &Site, who: &Actor, procedure: &str, nonce: u64) {
    let text = site.text(&format!("# A drawer, by {procedure}\n")).await;
    let (actions, procedure) = (vec![opening("drawer")], procedure.to_owned());
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(who, propose, nonce).await;
}

async fn read(site: &Site, path: &str) -> String {
    let (status, html, _) = site.get(&format!("/s/SOCIETY{path}")).await;
    assert_eq!(status, StatusCode::OK, "{path}: {html}");
    html
}

async fn ask(site: &Site, path: &str) -> Value {
    serde_json::from_str(&read(site, &format!("/api/v1{path}")).await).unwrap()
}

/// Returns somebody's part in the first decision.
async fn part(site: &Site, who: &Actor) -> Value {
    ask(site, &format!("/people/{}?decision=1", who.person)).await["decision"].clone()
}

/// Returns what waits for somebody.
async fn needs(site: &Site, who: &Actor) -> Value {
    ask(site, &format!("/people/{}/needs", who.person)).await
}

fn holds(html: &str, words: &[&str]) {
    // What people wrote is set apart in its own direction.
    let html = html.replace("<bdi>", "").replace("</bdi>", "");
    // What was looked for is marked.
    let html = html.replace("<mark>", "").replace("</mark>", "");
    for wanted in words {
        assert!(html.contains(wanted), "{wanted:?} is not in {html}");
    }
}

#[tokio::test]
async fn a_draft_says_whose_support_it_waits_for_and_takes_it() {
    let (site, founder, ana) = site().await;
    bring(&site, &ana, "drafts", 4).await;
    let html = read(&site, "/decisions/1").await;
    holds(
        &html,
        &[
            "It is a draft, waiting for members who support it, and lapses on",
            "data-stage=\"draft\"",
            "<form id=\"sponsor\" hidden>",
            "Must support it",
            "polity proposal sponsor 1",
        ],
    );
    // Where a deposit will do instead, the form says how much.
    holds(
        &read(&site, "/decisions").await,
        &["data-deposit=\"200 DSK\"", "data-may-lack=\"true\""],
    );
    assert_eq!(part(&site, &founder).await["has_sponsored"], false);
    // It is a campaign until enough support it, with the record that proves how many do.
    let told = &ask(&site, "/campaigns").await[0];
    assert_eq!((told["kind"].as_str(), told["has"].as_u64()), (Some("draft"), Some(0)));
    assert_eq!((told["needs"].as_u64(), told["page"].as_str()), (Some(1), Some("/decisions/1")));
    let keys = told["proof"][0].as_str().unwrap();
    let proof = ask(&site, &format!("/proof?keys={keys}")).await.to_string();
    assert!(proof.contains("sponsors"), "{proof}");
    holds(
        &read(&site, "/campaigns").await,
        &["0 of 1 members support it", "polity proposal sponsor 1", keys, "viewBox=\"0 0 1 1\""],
    );
    site.agrees("/s/{society}/api/v1/campaigns", "/s/SOCIETY/api/v1/campaigns").await;
    let sponsor = GovernanceAction::Sponsor { alternative: None, proposal: 1 };
    site.act(&founder, sponsor, 2).await;
    assert_eq!(part(&site, &founder).await["has_sponsored"], true);
    let html = read(&site, "/decisions/1").await;
    assert!(!html.contains("id=\"sponsor\"") && html.contains("It is in discussion"), "{html}");
    assert_eq!(ask(&site, "/campaigns").await, serde_json::json!([]));
    holds(&read(&site, "/campaigns").await, &["Nothing is gathered for now."]);
}

/// Where silence is consent, the pages say so: no yes is needed, one objection stops it, and its reason is there.
#[tokio::test]
async fn a_decision_by_silence_is_told_as_one() {
    let (site, founder, ana) = site().await;
    bring(&site, &ana, "silence", 4).await;
    site.pass_hours(1).await;
    let html = read(&site, "/decisions/1").await;
    let silence = "Silence is consent: nobody has objected, so it would pass. One objection, with its reason, stops it.";
    let stops = "<dt>Objections that stop it</dt><dd class=\"num\">1</dd>";
    holds(&html, &[silence, stops, "<dt>Consents</dt><dd class=\"num\">0</dd>"]);
    for wrong in ["Yes needed", "Must vote"] {
        assert!(!html.contains(wrong), "{wrong}: {html}");
    }
    let cast = |choice| {
        let ballot = Ballot::Open { choice };
        GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 }
    };
    site.act(&ana, cast(Choice::Yes), 5).await;
    for page in ["/decisions/1", "/decisions", "/"] {
        let html = read(&site, page).await;
        assert!(
            html.contains("1 yes, 0 no") && !html.contains("<path class=\"mark\""),
            "{page}: {html}"
        );
    }
    let reason = site.text("We have no room for a drawer.").await;
    site.act(&founder, cast(Choice::Object(reason)), 2).await;
    let html = read(&site, "/decisions/1").await;
    let objected = "it would be rejected: somebody objected, and one objection is enough.";
    holds(&html, &[objected, "Objects: <a", "We have no room for a drawer."]);
}

/// The number of the last entry of the log.
async fn last_entry(site: &Site) -> u64 {
    let html = read(site, "/log").await;
    let links = html.split("/log/").skip(1);
    let numbers = links.filter_map(|rest| rest.split('"').next()?.parse().ok());
    numbers.max().unwrap()
}

/// What people read of a page, without markup and without what is signed, letter by letter.
fn words_of(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap();
    let main = main.split("<pre").next().unwrap();
    main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
}

#[tokio::test]
async fn totals_are_left_off_until_the_close_and_shown_after_it() {
    let (site, founder, ana) = site().await;
    bring(&site, &ana, "hidden", 4).await;
    site.pass_hours(2).await;
    for (who, choice, nonce) in [(&founder, Choice::Yes, 2), (&ana, Choice::Yes, 5)] {
        let ballot = Ballot::Open { choice };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        site.act(who, cast, nonce).await;
    }
    let html = read(&site, "/decisions/1").await;
    holds(
        &html,
        &[
            "The charter asks that totals be left off until it ends",
            "Who voted how is shown here when",
        ],
    );
    for figure in ["<dt>Yes</dt>", "would pass", "ballots</summary>", &ana.person.to_string()] {
        // Who brought it is said; who voted is not.
        let ballots = html.split("id=\"ballots\"").nth(1).unwrap_or_default();
        let is_said = if figure.starts_with("person") { ballots } else { &html };
        assert!(!is_said.contains(figure), "{figure} is in {html}");
    }
    // Nor is it told ballot by ballot where the log is told in words, on a page of its own and on people's pages.
    let (person, last) = (format!("/people/{}", founder.person), last_entry(&site).await);
    let pages = ["/log".to_owned(), person, format!("/log/{last}"), String::new()];
    for page in &pages {
        let html = words_of(&read(&site, page).await);
        holds(&html, &["Votes on decision", "told when the vote is over"]);
        assert!(!html.contains(": yes"), "{page}: {html}");
    }
    site.pass_hours(25).await;
    for page in &pages[..3] {
        holds(&words_of(&read(&site, page).await), &[": yes"]);
    }
    let html = read(&site, "/decisions/1").await;
    holds(&html, &["<dt>Yes</dt><dd class=\"num\">2</dd>", "2 ballots</summary>"]);
}

#[tokio::test]
async fn other_versions_stand_below_until_they_are_options() {
    let (site, founder, ana) = site().await;
    bring(&site, &ana, "versions", 4).await;
    let page = read(&site, "/decisions/1").await;
    holds(&page, &["Other versions", "None yet.", "chosen by irv", "<form id=\"offer\""]);
    // A version begins as a copy of what is proposed.
    holds(&page, &["&#34;name&#34;: &#34;treasury.open_account&#34;", "fund-drawer"]);
    assert!(part(&site, &founder).await["offered"].is_null());
    let text = site.text("A wider one holds more <b>pens</b>.\n").await;
    let title = "A wider drawer".to_owned();
    let offer =
        GovernanceAction::Offer { actions: vec![opening("wide")], proposal: 1, text, title };
    site.act(&founder, offer, 2).await;
    let html = read(&site, "/decisions/1").await;
    holds(
        &html,
        &[
            "1. A wider drawer",
            "Members who support it: 0",
            "data-version=\"1\"",
            "more &#60;b&#62;pens",
            "polity proposal offer 1",
        ],
    );
    assert_eq!(part(&site, &founder).await["offered"], 1);
    holds(&html, &["<form class=\"take-back\" data-version=\"1\" hidden>"]);
    // The author brings a version as well, and withdraws it.
    let text = site.text("A lower one.\n").await;
    let (actions, title) = (vec![opening("low")], "A lower drawer".to_owned());
    site.act(&ana, GovernanceAction::Offer { actions, proposal: 1, text, title }, 8).await;
    holds(&read(&site, "/decisions/1").await, &["2. A lower drawer"]);
    let withdraw = GovernanceAction::Withdraw { alternative: Some(2), proposal: 1 };
    site.act(&ana, withdraw, 9).await;
    assert!(!read(&site, "/decisions/1").await.contains("A lower drawer"));
    let sponsor = GovernanceAction::Sponsor { alternative: Some(1), proposal: 1 };
    site.act(&ana, sponsor, 5).await;
    holds(&read(&site, "/decisions/1").await, &["Members who support it: 1"]);
    assert_eq!(part(&site, &ana).await["backs"], serde_json::json!([1]));
    holds(&read(&site, "/search?q=wider").await, &["version of a proposal", "A wider drawer"]);
    site.pass_hours(2).await;
    let html = read(&site, "/decisions/1").await;
    holds(&html, &["Among what is chosen", "As proposed", "A wider drawer", "data-kind=\"rank\""]);
    assert!(!html.contains("id=\"versions\""), "{html}");
    for (who, nonce) in [(&founder, 3), (&ana, 6)] {
        let ballot = Ballot::Open { choice: Choice::Rank(vec![vec![1]]) };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        site.act(who, cast, nonce).await;
    }
    site.pass_hours(25).await;
    // The one that was chosen is put to yes or no.
    let html = read(&site, "/decisions/1").await;
    holds(&html, &["data-kind=\"yes-no\"", "(taken)", "polity ballot cast 1 yes"]);
}

#[tokio::test]
async fn every_page_says_that_powers_are_paused() {
    let (site, founder, _) = site().await;
    let html = read(&site, "/").await;
    assert!(!html.contains("note paused"), "{html}");
    let text = site.text("Somebody has the key of the drawer.\n").await;
    site.act(&founder, CharterAction::Pause { pause: "alarm".to_owned(), text }, 2).await;
    for path in ["/", "/decisions", "/treasury", "/charter", "/me"] {
        let html = read(&site, path).await;
        holds(&html, &["note paused", "open an account", "Somebody has the key of the drawer."]);
    }
    site.pass_hours(73).await;
    let html = read(&site, "/treasury").await;
    assert!(!html.contains("note paused"), "{html}");
}

#[tokio::test]
async fn what_waits_for_somebody_is_told_to_them_alone_who_have_not_done_it() {
    let (site, founder, ana) = site().await;
    assert_eq!(needs(&site, &ana).await, serde_json::json!([]));
    bring(&site, &ana, "hidden", 4).await;
    assert_eq!(needs(&site, &ana).await, serde_json::json!([]), "it is discussed");
    site.pass_hours(2).await;
    for who in [&founder, &ana] {
        let waits = needs(&site, who).await;
        assert_eq!(waits[0]["kind"], "vote");
        assert_eq!(waits[0]["page"], "/decisions/1");
        assert_eq!(waits[0]["words"], "Vote on decision 1: A drawer, by hidden");
        assert!(waits[0]["ends"].as_u64().unwrap() > site.time().0);
    }
    let ballot = Ballot::Open { choice: Choice::Abstain };
    let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
    site.act(&ana, cast, 5).await;
    assert_eq!(needs(&site, &ana).await, serde_json::json!([]), "who has voted is not reminded");
    assert_eq!(needs(&site, &founder).await.as_array().unwrap().len(), 1);
    let html = read(&site, &format!("/people/{}", founder.person)).await;
    holds(&html, &["Waiting for them", "/decisions/1"]);
    let (status, ..) = site.get("/s/SOCIETY/api/v1/people/nobody/needs").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
