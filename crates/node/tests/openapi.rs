//! The document of the interface says what the router routes and what the answers hold.
mod common;

use std::collections::BTreeSet;

use common::{DOCUMENT, Site, check};
use polity_machine::testing::Actor;
use serde_json::Value;

const ROUTES: &str = include_str!("../src/routes.rs");

/// Returns the routes of the interface, as the router's source names them.
fn routed() -> BTreeSet<String> {
    let strings = ROUTES.split(".route(").skip(1).filter_map(|call| call.split('"').nth(1));
    let is_interface = |path: &&str| {
        let starts = ["/api/", "/checkpoint", "/tile/", "/health", "/metrics"];
        starts.iter().any(|start| path.starts_with(start))
    };
    let of_server = ["/api/v1/openapi.json", "/api/v1/societies", "/health", "/metrics"];
    strings
        .filter(is_interface)
        .map(|path| path.replace("{*path}", "{path}"))
        .map(|path| {
            if of_server.contains(&path.as_str()) { path } else { format!("/s/{{society}}{path}") }
        })
        .collect()
}

#[tokio::test]
async fn every_route_of_the_interface_is_in_the_document_and_no_other() {
    let site = Site::new();
    let (_, served, headers) = site.get("/api/v1/openapi.json").await;
    assert_eq!(served, DOCUMENT);
    assert_eq!(headers["content-type"], "application/json");
    let document: Value = serde_json::from_str(&served).unwrap();
    let named: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(named, routed());
    assert!(named.len() >= 17, "{named:?}");
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, told) in methods.as_object().unwrap() {
            let place = format!("{method} {path}");
            assert!(told["summary"].as_str().is_some_and(|words| words.len() > 10), "{place}");
            assert!(told["responses"]["default"].is_object(), "{place}");
            let named = told["parameters"].as_array().unwrap();
            let in_path = path.matches('{').count();
            let told_in_path =
                named.iter().filter(|one| one["in"] == "path" || one["$ref"].is_string()).count();
            assert_eq!(in_path, told_in_path, "{place}");
        }
    }
}

#[tokio::test]
async fn answers_have_the_shape_that_the_document_tells() {
    let site = Site::new();
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let person = format!("/s/SOCIETY/api/v1/people/{}", Actor::named("founder").person);
    let statement = "/s/SOCIETY/api/v1/statement?account=fund-common&asset=LTC";
    let asked = [
        ("/api/v1/societies", "/api/v1/societies"),
        ("/health", "/health"),
        ("/s/{society}/api/v1/society", "/s/SOCIETY/api/v1/society"),
        ("/s/{society}/api/v1/stages", "/s/SOCIETY/api/v1/stages"),
        ("/s/{society}/api/v1/proof", "/s/SOCIETY/api/v1/proof?keys=membership/rolls&entry=0"),
        ("/s/{society}/api/v1/entries/{index}", "/s/SOCIETY/api/v1/entries/0"),
        ("/s/{society}/api/v1/search", "/s/SOCIETY/api/v1/search?q=table"),
        ("/s/{society}/api/v1/balances", "/s/SOCIETY/api/v1/balances"),
        ("/s/{society}/api/v1/postings", "/s/SOCIETY/api/v1/postings"),
        ("/s/{society}/api/v1/journal", "/s/SOCIETY/api/v1/journal"),
        ("/s/{society}/api/v1/statement", statement),
        ("/s/{society}/api/v1/people/{person}", person.as_str()),
        ("/s/{society}/api/v1/offices", "/s/SOCIETY/api/v1/offices"),
        ("/s/{society}/api/v1/panels", "/s/SOCIETY/api/v1/panels"),
        ("/s/{society}/api/v1/breaches", "/s/SOCIETY/api/v1/breaches"),
        ("/s/{society}/api/v1/forks", "/s/SOCIETY/api/v1/forks"),
    ];
    for (path, uri) in asked {
        site.agrees(path, uri).await;
    }
    let refusal = &document["components"]["schemas"]["Refusal"];
    for uri in ["/s/SOCIETY/api/v1/entries/9999", "/s/nowhere/api/v1/society"] {
        let (status, body, _) = site.get(uri).await;
        assert!(status.is_client_error());
        check(&serde_json::from_str(&body).unwrap(), refusal, &document, uri);
    }
    let path = "/s/SOCIETY/api/v1/operations";
    let (_, body) = site.post(path, site.registration("ana", 1)).await;
    let receipt = &document["components"]["schemas"]["Receipt"];
    check(&serde_json::from_str(&body).unwrap(), receipt, &document, path);
}
