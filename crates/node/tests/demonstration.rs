//! The switch of a demonstration: there for this machine, and nowhere else.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use common::Site;
use http_body_util::BodyExt as _;
use polity_machine::testing::Actor;
use polity_node::{DemoRole, Demonstration, router};
use polity_types::Base64;
use tower::ServiceExt as _;

/// Asks a site that shows a demonstration.
async fn ask(router: &axum::Router, path: &str, headers: &[(&str, &str)]) -> (StatusCode, String) {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

#[tokio::test]
async fn a_society_that_is_none_has_no_switch() {
    let site = Site::new();
    for path in ["/s/SOCIETY/demo", "/s/SOCIETY/demo/roles/founder"] {
        let (status, text, _) = site.get_at(path, "localhost:7171").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!text.contains("secret"), "{text}");
    }
    let (_, text, _) = site.get_at("/s/SOCIETY/", "localhost:7171").await;
    assert!(!text.contains("A demonstration"));
}

#[tokio::test]
async fn a_demonstration_says_so_on_each_page_and_gives_its_keys_to_this_machine() {
    let site = Site::new();
    let society = site.society;
    let founder = Actor::named("founder");
    let role = DemoRole {
        id: "founder".into(),
        inception: founder.inception.clone(),
        person: founder.person,
        secret: Base64(founder.key.as_bytes().to_vec()),
    };
    let shown = Demonstration { roles: vec![role], society };
    let (_folder, societies) = site.into_parts();
    let societies = Arc::try_unwrap(societies).ok().unwrap().demonstrating(shown);
    let router = router(Arc::new(societies));
    let own = [("host", "localhost:7171")];
    for page in ["", "people", "treasury", "charter", "me", "demo"] {
        let (status, text) = ask(&router, &format!("/s/{society}/{page}"), &own).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(text.contains("A demonstration"), "{page}");
        assert!(text.contains("A visitor"), "{page}");
    }
    let looking = [("host", "localhost"), ("cookie", "a=b; polity-look=founder")];
    let (_, text) = ask(&router, &format!("/s/{society}/people"), &looking).await;
    assert!(text.contains("The founder"));
    let strange = [("host", "localhost"), ("cookie", "polity-look=<b>")];
    let (_, text) = ask(&router, &format!("/s/{society}/people"), &strange).await;
    assert!(text.contains("A visitor") && !text.contains("<b>"));
    let key = format!("/s/{society}/demo/roles/founder");
    let (status, text) = ask(&router, &key, &own).await;
    assert_eq!(status, StatusCode::OK);
    let told: DemoRole = serde_json::from_str(&text).unwrap();
    assert_eq!(told.person, founder.person);
    // Whoever was led here under another name, or comes by a proxy, gets nothing.
    for host in ["evil.example", "localhost.evil.example:7171"] {
        for path in [key.clone(), format!("/s/{society}/demo")] {
            let (status, text) = ask(&router, &path, &[("host", host)]).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{host}");
            assert!(!text.contains("secret"), "{host}");
        }
    }
}
