//! Every page reads without JavaScript, carries its headers, and leads on.

mod common;

use axum::http::StatusCode;
use common::{START, Site};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{GovernanceAction, Side};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::Actor;
use polity_types::Hash;

#[tokio::test]
async fn every_page_reads_without_scripts_and_leads_on() {
    let site = Site::new();
    let founder = Actor::named("founder").person;
    let person = format!("/people/{founder}");
    let pages = [
        "/",
        "/people",
        person.as_str(),
        "/decisions",
        "/treasury",
        "/charter",
        "/census",
        "/log",
        "/log/0",
        "/check",
        "/search",
        "/search?q=table",
    ];
    for page in pages {
        let (status, html, headers) = site.get(&format!("/s/SOCIETY{page}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(html.contains("<h1") && html.contains("The Long Table"), "{page}");
        for other in [
            "/people",
            "/decisions",
            "/treasury",
            "/charter",
            "/census",
            "/log",
            "/check",
            "/search",
        ] {
            assert!(html.contains(&format!("{}{other}\"", site.society)), "{page} to {other}");
        }
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{page}");
        assert!(!html.contains("<script>") && !html.contains("style=\""), "{page}");
        assert!(!html.contains("http://") && !html.contains("https://"), "{page}");
    }
}

#[tokio::test]
async fn whoever_is_lost_is_told_so_and_shown_a_way_out() {
    let site = Site::new();
    for path in [
        "/nowhere",
        "/s/society1xyz/people",
        "/s/SOCIETY/people/person1x",
        "/s/SOCIETY/log/9999",
        "/s/SOCIETY/decisions/18446744073709551615",
    ] {
        let (status, html, _) = site.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(html.contains("href=\"/\""), "{path}");
    }
    let beyond = "18446744073709551615";
    for path in
        ["people?after=", "decisions?before=", "treasury?before=", "api/v1/postings?before="]
    {
        let (status, ..) = site.get(&format!("/s/SOCIETY/{path}{beyond}")).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    let (status, json, _) = site.get("/s/SOCIETY/api/v1/entries/9999").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(json.contains("http.not_found"), "{json}");
}

#[tokio::test]
async fn an_operation_is_answered_with_a_receipt_or_with_the_reason() {
    let site = Site::new();
    let ana = Actor::named("ana");
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    let bytes = ana.envelope(register, site.society, START, 1).to_bytes();
    let path = "/s/SOCIETY/api/v1/operations";
    let (status, receipt) = site.post(path, bytes.clone()).await;
    assert_eq!(status, StatusCode::OK, "{receipt}");
    assert!(receipt.contains("\"inclusion\"") && receipt.contains("polity/society1"), "{receipt}");
    let (status, refusal) = site.post(path, bytes).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refusal.contains("operation.replayed"), "{refusal}");
    let vouch = MembershipAction::Vouch { applicant: ana.person };
    let vouch = ana.envelope(vouch, site.society, START, 2).to_bytes();
    let (_, refusal) = site.post(path, vouch).await;
    assert!(refusal.contains("charter.no_power") && refusal.contains("next_step"), "{refusal}");
    let (status, _) = site.post(path, vec![b'x'; 100 * 1_024]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn figures_come_with_a_proof_that_a_stranger_verifies() {
    let site = Site::new();
    let (status, bundle, _) =
        site.get("/s/SOCIETY/api/v1/proof?keys=membership/rolls&entry=0").await;
    assert_eq!(status, StatusCode::OK, "{bundle}");
    let verified = polity_ledger::verify::verify(bundle.as_bytes(), &site.society, None).unwrap();
    assert_eq!(verified.claims.len(), 2);
    let (_, note, _) = site.get("/s/SOCIETY/checkpoint").await;
    assert!(note.starts_with(&format!("polity/{}\n", site.society)), "{note}");
    let (status, ..) = site.get("/s/SOCIETY/tile/0/000.p/2").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn lists_and_search_show_what_was_waited_for() {
    let site = Site::new();
    let ana = Actor::named("ana");
    let path = "/s/SOCIETY/api/v1/operations?wait=view";
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    let register = ana.envelope(register, site.society, START, 1).to_bytes();
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    let apply = ana.envelope(apply, site.society, START, 2).to_bytes();
    for bytes in [register, apply] {
        let (status, receipt) = site.post(path, bytes).await;
        assert_eq!(status, StatusCode::OK, "{receipt}");
    }
    let short = ana.person.to_string().chars().take(16).collect::<String>();
    let (_, html, _) = site.get("/s/SOCIETY/people").await;
    assert!(html.contains("Waiting to join") && html.contains(&short), "{html}");
    let (_, html, _) = site.get("/s/SOCIETY/").await;
    assert!(html.contains("apply for membership") && html.contains(&short), "{html}");
    let (status, json, _) = site.get("/s/SOCIETY/api/v1/search?q=table").await;
    assert_eq!(status, StatusCode::OK);
    assert!(json.contains("\"kind\":\"charter\""), "{json}");
    let (status, ..) = site.get(&format!("/s/SOCIETY/search?q={}", "x".repeat(201))).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let (status, html, _) = site.get("/s/SOCIETY/search?q=%3Cscript%3E%22").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("<script>"), "{html}");
    let (status, ..) = site.post("/s/SOCIETY/api/v1/operations?wait=forever", vec![]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_decision_shows_its_arguments_and_a_person_what_they_did() {
    let site = Site::new();
    let founder = Actor::named("founder");
    let mut records = Vec::new();
    let charter = include_str!("../../../charters/reading-circle.md");
    let amended = charter.replace("The Long Table", "The Longer Table");
    for text in ["# A longer table\n", "There are <b>many</b> of us now.\n", amended.as_str()] {
        let (status, hash) = site.post("/s/SOCIETY/api/v1/records", text.into()).await;
        assert_eq!(status, StatusCode::OK, "{hash}");
        records.push(hash.trim_matches('"').parse::<Hash>().unwrap());
    }
    let [text, argument, amendment] = records.as_slice() else { panic!("three records") };
    let actions = vec![CharterAction::Amend { text: *amendment }.into()];
    let procedure = "amendment".to_owned();
    let propose = GovernanceAction::Propose { actions, contest: None, procedure, text: *text };
    let argue = GovernanceAction::Argue { proposal: 1, side: Side::Against, text: *argument };
    for (nonce, action) in [(1, propose), (2, argue)] {
        let bytes = founder.envelope(action, site.society, START, nonce).to_bytes();
        let (status, answer) = site.post("/s/SOCIETY/api/v1/operations?wait=view", bytes).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let (_, html, _) = site.get("/s/SOCIETY/decisions/1").await;
    assert!(html.contains("<h3>Against</h3>") && html.contains("many"), "{html}");
    assert!(!html.contains("<b>"), "what people write is text: {html}");
    let (_, html, _) = site.get(&format!("/s/SOCIETY/people/{}", founder.person)).await;
    assert!(html.contains("What they did lately") && html.contains("put a proposal"), "{html}");
}
