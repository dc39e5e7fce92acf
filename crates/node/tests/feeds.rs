//! Feeds that other programs follow, read by an XML parser, and line by line as RFC 5545 says.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod common;

use axum::http::StatusCode;
use common::{CHARTER, START, Site};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::testing::Actor;
use polity_types::Hash;

/// Puts an amendment under a title to decision.
async fn proposed(site: &Site, title: &str) {
    let text = site.text(title).await;
    let amended = site.text(&CHARTER.replace("The Long Table", "The Longer Table")).await;
    let replaces = Hash::of(CHARTER.as_bytes());
    let actions = vec![CharterAction::Amend { replaces, text: amended }.into()];
    let procedure = "amendment".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&Actor::named("founder"), propose, 1).await;
}

fn name<'a, 'b>(node: &roxmltree::Node<'a, 'b>, name: &str) -> roxmltree::Node<'a, 'b> {
    node.children().find(|child| child.tag_name().name() == name).unwrap()
}

#[tokio::test]
async fn news_are_an_atom_feed() {
    let site = Site::new();
    proposed(&site, "# <b>Soup</b> & \"bread\" ]]>\u{7}\n").await;
    let (status, xml, headers) = site.get_at("/s/SOCIETY/news.atom", "table.example").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "application/atom+xml; charset=utf-8");
    let new = roxmltree::Document::parse(&xml).unwrap();
    let entries = new.root_element().children().filter(|node| node.has_tag_name("entry"));
    assert_eq!(entries.count(), 2, "the charter, and the proposal: {xml}");
    let root = new.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2005/Atom"));
    assert_eq!(name(&root, "title").text(), Some("The Long Table"));
    // Of what happened in the same second, any may stand first.
    let is_new = |node: &roxmltree::Node<'_, '_>| {
        node.has_tag_name("entry") && name(node, "title").text().unwrap().starts_with("To be")
    };
    let first = root.children().find(is_new).unwrap();
    let title = name(&first, "title").text().unwrap();
    assert_eq!(title, "To be decided: <b>Soup</b> & \"bread\" ]]>");
    let link = name(&first, "link").attribute("href").unwrap();
    assert_eq!(link, format!("http://table.example/s/{}/decisions/1", site.society));
    assert_eq!(name(&first, "updated").text(), name(&root, "updated").text());
    let mut ids: Vec<_> = new.descendants().filter(|node| node.has_tag_name("id")).collect();
    let count = ids.len();
    ids.dedup_by_key(|id| id.text());
    assert_eq!(ids.len(), count, "every entry has its own identifier");
}

#[tokio::test]
async fn deadlines_are_a_calendar() {
    let site = Site::new();
    proposed(&site, &format!("# Soup, bread; and \\ {}\n", "a long evening ".repeat(9))).await;
    let (status, text, headers) = site.get_at("/s/SOCIETY/deadlines.ics", "table.example").await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers["content-type"], "text/calendar; charset=utf-8");
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    let whole = text.replace("\r\n ", "");
    let all = |name: &str| {
        let of = whole.split("\r\n").filter_map(|line| line.strip_prefix(&format!("{name}:")));
        of.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!((all("BEGIN").len(), all("END").len()), (2, 2), "{text}");
    let summary = all("SUMMARY").remove(0);
    assert!(summary.starts_with("Voting begins: Soup\\, bread\\; and \\\\ a long"), "{summary}");
    assert_eq!(all("UID"), [format!("decision-1@{}", site.society)]);
    assert_eq!(all("URL"), [format!("http://table.example/s/{}/decisions/1", site.society)]);
    // The circle discusses an amendment for two weeks.
    let stamp = polity_types::Timestamp(START.0 + 14 * 86_400).to_string().replace(['-', ':'], "");
    assert_eq!(all("DTSTART"), [stamp], "{text}");
    let (status, ..) = site.get("/s/society1xyz/deadlines.ics").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
