//! A society over HTTP, asked without a network.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "shared by tests, which fail by panicking"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use polity_machine::Action;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::{Actor, founding, key_of};
use polity_node::mail::Ring;
use polity_node::{Societies, router};
use polity_ordering::founding::found_in;
use polity_ordering::{Clock, Running, Settings, SignerKeys};
use polity_types::{Hash, SocietyId, Timestamp};
use serde_json::Value;
use tower::ServiceExt as _;

pub(crate) const CHARTER: &str = include_str!("../../../../charters/reading-circle.md");
pub(crate) const DOCUMENT: &str = include_str!("../../assets/openapi.json");
pub(crate) const START: Timestamp = Timestamp(1_800_000_000);

/// What commands on pages name, where one reads at that address.
pub(crate) const AT: &str = "--url http://long-table.example";

/// Asserts that a page holds all of some words.
pub(crate) fn holds(html: &str, words: &[&str]) {
    let html = html.replace("<bdi>", "").replace("</bdi>", "");
    for wanted in words {
        assert!(html.contains(wanted), "{wanted:?} is not in {html}");
    }
}

/// A site with one society, founded a moment ago.
pub(crate) struct Site {
    folder: tempfile::TempDir,
    now: Arc<AtomicU64>,
    router: axum::Router,
    pub(crate) societies: Arc<Societies>,
    pub(crate) society: SocietyId,
}

impl Site {
    pub(crate) fn new() -> Self {
        Self::under(CHARTER)
    }

    /// A site with one society under a charter.
    pub(crate) fn under(charter: &str) -> Self {
        Self::within(charter, "")
    }

    /// A site whose society has words of its own in English.
    pub(crate) fn with_words(words: &str) -> Self {
        Self::within(CHARTER, words)
    }

    /// A site that offers letters.
    pub(crate) fn mailing(charter: &str, bell: SyncSender<Ring>) -> Self {
        Self::made(charter, "", |societies| societies.mailing(bell))
    }

    fn within(charter: &str, words: &str) -> Self {
        Self::made(charter, words, |societies| societies)
    }

    fn made(charter: &str, words: &str, with: impl FnOnce(Societies) -> Societies) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("words")).unwrap();
        std::fs::write(folder.path().join("words/en.ftl"), words).unwrap();
        let (founder, signer) = (Actor::named("founder"), key_of("signer"));
        let signed = founding(&founder, Hash::of(charter.as_bytes()), START);
        let society = found_in(folder.path(), &signed, charter.as_bytes(), &signer).unwrap();
        let now = Arc::new(AtomicU64::new(START.0));
        let hand = Arc::clone(&now);
        let clock = Clock::from(move || Timestamp(hand.load(Ordering::Relaxed)));
        let settings = Settings {
            clock,
            folder: folder.path().to_owned(),
            signers: SignerKeys::new(vec![signer]),
        };
        let running = Running::open(settings).unwrap();
        let societies = Arc::new(with(Societies::of(vec![running]).unwrap()));
        let router = router(Arc::clone(&societies));
        Self { folder, now, router, societies, society }
    }

    /// The society's folder.
    pub(crate) fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Ends the site, and keeps what it served, with its folder.
    pub(crate) fn into_parts(self) -> (tempfile::TempDir, Arc<Societies>) {
        drop(self.router);
        (self.folder, self.societies)
    }

    pub(crate) async fn ask(
        &self,
        request: Request<Body>,
    ) -> (StatusCode, String, axum::http::HeaderMap) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, String::from_utf8_lossy(&bytes).into_owned(), parts.headers)
    }

    pub(crate) async fn get(&self, path: &str) -> (StatusCode, String, axum::http::HeaderMap) {
        let uri = path.replace("SOCIETY", &self.society.to_string());
        self.ask(Request::get(uri).body(Body::empty()).unwrap()).await
    }

    /// Asks the interface, whose answer has the shape that its document tells.
    pub(crate) async fn agrees(&self, path: &str, uri: &str) {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let (status, body, _) = self.get(uri).await;
        assert!(status.is_success(), "{uri}: {body}");
        let value: Value = serde_json::from_str(&body).unwrap();
        let told = &document["paths"][path]["get"]["responses"]["200"]["content"];
        check(&value, &told["application/json"]["schema"], &document, uri);
    }

    /// Asks as somebody does who reads at the address `host`.
    pub(crate) async fn get_at(
        &self,
        path: &str,
        host: &str,
    ) -> (StatusCode, String, axum::http::HeaderMap) {
        let uri = path.replace("SOCIETY", &self.society.to_string());
        let request = Request::get(uri).header("host", host);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Asks for a page as a browser does that reads at `long-table.example`.
    pub(crate) async fn read(&self, path: &str) -> String {
        let (status, html, _) =
            self.get_at(&format!("/s/SOCIETY{path}"), "long-table.example").await;
        assert_eq!(status, StatusCode::OK, "{path}: {html}");
        html
    }

    pub(crate) async fn post(&self, path: &str, body: Vec<u8>) -> (StatusCode, String) {
        let uri = path.replace("SOCIETY", &self.society.to_string());
        let request = Request::post(uri).header("content-type", "application/json");
        let (status, text, _) = self.ask(request.body(Body::from(body)).unwrap()).await;
        (status, text)
    }

    pub(crate) fn time(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }

    /// Signs an act and has it done; the views show it then.
    pub(crate) async fn act(&self, actor: &Actor, action: impl Into<Action>, nonce: u64) {
        let bytes = actor.envelope(action, self.society, self.time(), nonce).to_bytes();
        let (status, answer) = self.post("/s/SOCIETY/api/v1/operations?wait=view", bytes).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    /// Lets days pass, in which somebody comes every 50 minutes: a longer gap stops the clock.
    pub(crate) async fn pass(&self, days: u64) {
        for step in 0..(days * 24 * 60).div_ceil(50) {
            self.now.fetch_add(50 * 60, Ordering::Relaxed);
            let stranger = Actor::named(&format!("stranger at {}, {step}", self.time().0));
            let inception = stranger.inception.clone();
            self.act(&stranger, IdentityAction::Register { inception }, 1).await;
        }
    }

    /// Lets hours pass, as [`Self::pass`] lets days.
    pub(crate) async fn pass_hours(&self, hours: u64) {
        for step in 0..(hours * 60).div_ceil(50) {
            self.now.fetch_add(50 * 60, Ordering::Relaxed);
            let stranger = Actor::named(&format!("stranger at {}, {step}", self.time().0));
            let inception = stranger.inception.clone();
            self.act(&stranger, IdentityAction::Register { inception }, 1).await;
        }
    }

    /// Stores a text.
    pub(crate) async fn text(&self, text: &str) -> Hash {
        let (status, hash) = self.post("/s/SOCIETY/api/v1/records", text.into()).await;
        assert_eq!(status, StatusCode::OK, "{hash}");
        hash.trim_matches('"').parse().unwrap()
    }

    /// Returns the envelope with which a person of a name makes themselves known.
    pub(crate) fn registration(&self, name: &str, nonce: u64) -> Vec<u8> {
        let actor = Actor::named(name);
        let register = IdentityAction::Register { inception: actor.inception.clone() };
        actor.envelope(register, self.society, START, nonce).to_bytes()
    }
}

/// Checks that a value has the shape that a schema tells: kinds, required fields, and no others.
pub(crate) fn check(value: &Value, schema: &Value, document: &Value, place: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = document.pointer(name.trim_start_matches('#')).unwrap();
        return check(value, schema, document, place);
    }
    match schema["type"].as_str() {
        Some("object") => {
            let object = value.as_object().unwrap_or_else(|| panic!("{place}: {value}"));
            for name in schema["required"].as_array().into_iter().flatten() {
                assert!(object.contains_key(name.as_str().unwrap()), "{place} lacks {name}");
            }
            if let Some(known) = schema["properties"].as_object() {
                for (name, value) in object {
                    let schema = known.get(name).unwrap_or_else(|| panic!("{place}: {name}"));
                    check(value, schema, document, &format!("{place}/{name}"));
                }
            }
        }
        Some("array") => {
            for value in value.as_array().unwrap_or_else(|| panic!("{place}: {value}")) {
                check(value, &schema["items"], document, place);
            }
        }
        Some("string") => assert!(value.is_string(), "{place}: {value}"),
        Some("integer") => assert!(value.is_u64(), "{place}: {value}"),
        Some("boolean") => assert!(value.is_boolean(), "{place}: {value}"),
        _ => {}
    }
}
