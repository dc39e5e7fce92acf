//! Forks over HTTP: the pages read without JavaScript from the announcement to who left, and the interface
//! gives each one the papers that prove their line.
mod common;

use axum::http::StatusCode;
use common::Site;
use polity_machine::modules::fork::{ForkAction, Left, List};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::Actor;
use polity_types::Hash;
use serde_json::Value;

const CHARTER: &str = r#"# Charter of two roads

`society.name = "Roads"` `society.kind = "hub"` `society.currency = "EUR"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "none"` `admission.application = "open"`
`exit.share = "equal"` `exit.paid_within = "1 day"` `fork.period = "1 hour"` `fork.least = 2`

```toml
power = [{ id = "admitting", may = "membership.admit", who = "rule: vouched" }]
```
"#;

const FORK: &str = "/s/{society}/api/v1/forks/{number}";

async fn page(site: &Site, path: &str) -> String {
    let (status, page, _) = site.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    page
}

/// Asserts with which command people are told of a fork among what waits for them, or that they are not.
async fn says_of_it(site: &Site, told: &[(&Actor, Option<&str>)]) {
    for (who, command) in told {
        let needs = page(site, &format!("/s/SOCIETY/api/v1/people/{}/needs", who.person)).await;
        let needs: serde_json::Value = serde_json::from_str(&needs).unwrap_or_default();
        let of_fork = needs.as_array().into_iter().flatten().find(|need| need["kind"] == "fork");
        assert!(needs.is_array(), "{needs}");
        assert_eq!(of_fork.and_then(|need| need["command"].as_str()), *command, "{needs}");
        assert_eq!(of_fork.is_some(), of_fork.is_some_and(|need| need["ends"].is_u64()));
    }
}

#[tokio::test]
async fn a_fork_is_read_from_its_announcement_to_who_left() {
    let site = Site::under(CHARTER);
    let people: Vec<Actor> = (1..5).map(|n| Actor::named(&format!("walker {n}"))).collect();
    for walker in &people {
        let inception = walker.inception.clone();
        site.act(walker, IdentityAction::Register { inception }, 1).await;
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        site.act(walker, apply, 2).await;
        let charter = Hash::of(CHARTER.as_bytes());
        site.act(walker, MembershipAction::Swear { charter }, 3).await;
    }
    let empty = page(&site, "/s/SOCIETY/forks").await;
    assert!(empty.contains("Nobody announced a fork yet.") && empty.contains("id=\"announce\""));
    assert!(empty.contains("Members may leave together"), "the charter's rule stands there");

    let served = site.societies.named(&site.society.to_string()).unwrap();
    let records = served.running.records();
    let proposed = CHARTER.replace("fork.least = 2", "fork.least = 3");
    let charter = Some(records.put(proposed.into_bytes()).unwrap());
    let text = records.put(b"# Another road\n\nWe go <b>west</b>.\n".to_vec()).unwrap();
    site.act(&people[0], ForkAction::Announce { charter, pool: None, text }, 4).await;
    for walker in &people[..3] {
        site.act(walker, ForkAction::Join { fork: 1, pooled: false }, 5).await;
    }
    let open = page(&site, "/s/SOCIETY/forks/1").await;
    assert!(
        open.contains("<h1><bdi>Another road</bdi></h1>") && open.contains("We go &#60;b&#62;west")
    );
    assert!(open.contains("id=\"signing\"") && open.contains("polity fork join 1"));
    assert!(open.contains("at least 3"), "what the new charter says otherwise is told");
    assert_eq!(open.matches("/people/person1").count(), 4, "who announced, and who signed up");
    site.agrees(FORK, "/s/SOCIETY/api/v1/forks/1").await;
    site.agrees("/s/{society}/api/v1/forks", "/s/SOCIETY/api/v1/forks").await;
    // Members are told for as long as they can sign up, and those who did for as long as they can take it back.
    let told =
        [(&people[0], Some("polity fork withdraw 1")), (&people[3], Some("polity fork show 1"))];
    says_of_it(&site, &told).await;
    let stranger = Actor::named("stranger");
    let inception = stranger.inception.clone();
    site.act(&stranger, IdentityAction::Register { inception }, 6).await;
    says_of_it(&site, &[(&stranger, None)]).await;
    let calendar = page(&site, "/s/SOCIETY/deadlines.ics").await;
    assert!(calendar.contains("Last time to sign up for fork 1"), "{calendar}");

    site.pass_hours(2).await;
    says_of_it(&site, &[(&people[3], None)]).await;
    let calendar = page(&site, "/s/SOCIETY/deadlines.ics").await;
    assert!(!calendar.contains("fork 1"), "{calendar}");
    let done = page(&site, "/s/SOCIETY/forks/1").await;
    assert!(done.contains("id=\"leaving\"") && done.contains("Who left"), "{done}");
    let list = page(&site, "/s/SOCIETY/forks").await;
    assert!(list.contains("done: who signed up has left"));
    let left = page(&site, "/s/SOCIETY/api/v1/forks/1/left").await;
    let lines: Vec<Left> = serde_json::from_str(&left).unwrap();
    site.agrees("/s/{society}/api/v1/forks/{number}/left", "/s/SOCIETY/api/v1/forks/1/left").await;
    assert_eq!(lines.len(), 3);
    for (place, line) in (0_u64..).zip(&lines) {
        let papers = format!("/s/SOCIETY/api/v1/forks/1/papers/{}", line.person);
        site.agrees("/s/{society}/api/v1/forks/{number}/papers/{person}", &papers).await;
        let papers: Value = serde_json::from_str(&page(&site, &papers).await).unwrap();
        let path: Vec<Hash> = serde_json::from_value(papers["path"].clone()).unwrap();
        assert!(papers["place"] == place && List::of(&lines).holds(line, place, &path));
    }
    for missing in [
        "/s/SOCIETY/forks/2",
        "/s/SOCIETY/forks/x",
        "/s/SOCIETY/api/v1/forks/2",
        "/s/SOCIETY/api/v1/forks/2/left",
        "/s/SOCIETY/api/v1/descent",
        &format!("/s/SOCIETY/api/v1/forks/1/papers/{}", people[3].person),
    ] {
        assert_eq!(site.get(missing).await.0, StatusCode::NOT_FOUND, "{missing}");
    }
}
