//! The interface for programs: receipts, proofs, lists and search.

mod common;

use axum::http::StatusCode;
use common::{START, Site};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::Actor;

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
    assert!(html.contains("Applies for membership") && html.contains(&short), "{html}");
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
