//! Standing questions, on pages and in the interface: SIG-1 to SIG-6 as people meet them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{CHARTER, Site};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::signals::{SignalsAction, Stance};
use polity_machine::testing::Actor;
use serde_json::Value;

/// The charter of the other tests, with questions.
fn charter() -> String {
    let more = "\n```toml\n[[signal]]\nid = \"mood\"\nelectorate = \"members\"\nscale = \"1 to 5\"\n\
                lasts = \"3 days\"\n\n[[signal]]\nid = \"course\"\nelectorate = \"members\"\n\
                scale = \"approve\"\nlasts = \"1 day\"\n\n[[power]]\nid = \"asking\"\n\
                may = \"signals.ask\"\nwho = \"member\"\n```\n";
    format!("{CHARTER}{more}")
}

fn ask(kind: &str, question: &str) -> SignalsAction {
    SignalsAction::Ask { kind: kind.into(), question: question.into() }
}

async fn json(site: &Site, uri: &str) -> Value {
    let (status, body, _) = site.get(uri).await;
    assert!(status.is_success(), "{uri}: {body}");
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn a_question_is_asked_answered_counted_and_closed() {
    let site = Site::under(&charter());
    let (founder, eve) = (Actor::named("founder"), Actor::named("eve"));
    let (_, empty, _) = site.get("/s/SOCIETY/signals").await;
    assert!(empty.contains("Nothing is asked now.") && empty.contains("1 to 5 points"));
    site.act(&founder, ask("mood", "How is <b>the kitchen</b>?"), 1).await;
    site.act(&founder, ask("course", "Is the founder right?"), 2).await;
    let stand = |signal, stance: Option<Stance>, replaces| SignalsAction::Stand {
        replaces,
        signal,
        stance,
    };
    site.act(&founder, stand(1, Some(Stance::Points(4)), None), 3).await;
    let inception = eve.inception.clone();
    site.act(&eve, IdentityAction::Register { inception }, 4).await;

    let (status, list, _) = site.get("/s/SOCIETY/signals").await;
    assert_eq!(status, 200);
    assert!(list.contains("How is &#60;b&#62;the kitchen&#60;/b&#62;?"), "{list}");
    assert!(list.contains("4.0 of 5 points on average, of 1 with a stance; 1 may take one."));
    assert!(list.contains("Nobody has a stance yet."));
    let (_, decisions, _) = site.get("/s/SOCIETY/decisions").await;
    assert!(decisions.contains(">standing questions</a>"), "{decisions}");

    // What somebody may do, and did, is told for them alone.
    let mine = format!("/s/SOCIETY/api/v1/signals?person={}", founder.person);
    let open = &json(&site, &mine).await["open"];
    assert_eq!(open[0]["mine"]["stance"]["points"], 4);
    assert_eq!(open[0]["mine"]["is_asker"], true);
    assert_eq!(open[0]["counts"], serde_json::json!([0, 0, 0, 1, 0]));
    let operation = open[0]["mine"]["operation"].as_str().unwrap().parse().unwrap();
    assert!(open[1]["mine"]["operation"].is_null() && open[1]["mine"]["is_eligible"] == true);
    let others = json(&site, &format!("/s/SOCIETY/api/v1/signals?person={}", eve.person)).await;
    assert_eq!(others["open"][0]["mine"]["is_eligible"], false);
    assert!(json(&site, "/s/SOCIETY/api/v1/signals").await["open"][0]["mine"].is_null());
    site.agrees("/s/{society}/api/v1/signals", &mine).await;
    let one = format!("/s/SOCIETY/api/v1/signals/1?person={}", founder.person);
    site.agrees("/s/{society}/api/v1/signals/{number}", &one).await;

    // Days go by; the other question is closed, and this one has a history.
    site.pass(1).await;
    site.act(&founder, stand(1, Some(Stance::Points(2)), Some(operation)), 5).await;
    site.pass_hours(1).await;
    let whole = json(&site, &one).await;
    let days = whole["days"].as_array().unwrap();
    assert_eq!(days.len(), 2, "{whole}");
    assert_eq!(days[0]["counts"], serde_json::json!([0, 0, 0, 1, 0]));
    assert_eq!(days[1]["counts"], serde_json::json!([0, 1, 0, 0, 0]));
    let (_, page, _) = site.get("/s/SOCIETY/signals/1").await;
    assert!(page.contains("<svg class=\"days\"") && page.contains("2027-01-16"), "{page}");
    let (_, closed, _) = site.get("/s/SOCIETY/signals/2").await;
    assert!(closed.contains("It decided nothing.") && !closed.contains("class=\"stance\""));
    assert_eq!(json(&site, "/s/SOCIETY/api/v1/signals").await["closed"], serde_json::json!([2]));
    site.agrees("/s/{society}/api/v1/signals/{number}", "/s/SOCIETY/api/v1/signals/2").await;
    let (_, found, _) = site.get("/s/SOCIETY/search?q=kitchen").await;
    assert!(found.contains("/signals/1"), "{found}");

    for missing in ["/s/SOCIETY/signals/9", "/s/SOCIETY/api/v1/signals/9", "/s/SOCIETY/signals/x"] {
        assert_eq!(site.get(missing).await.0, 404, "{missing}");
    }
    // It never waits for anybody.
    let needs = json(&site, &format!("/s/SOCIETY/api/v1/people/{}/needs", founder.person)).await;
    assert_eq!(needs, serde_json::json!([]));
}

#[tokio::test]
async fn a_total_follows_who_leaves_and_what_is_withdrawn_is_gone() {
    let site = Site::under(&charter());
    let founder = Actor::named("founder");
    site.act(&founder, ask("mood", "One?"), 1).await;
    let stand = SignalsAction::Stand { replaces: None, signal: 1, stance: Some(Stance::Points(1)) };
    site.act(&founder, stand, 2).await;
    site.act(&founder, SignalsAction::Withdraw { signal: 1 }, 3).await;
    assert_eq!(site.get("/s/SOCIETY/signals/1").await.0, 404);
    let listed = json(&site, "/s/SOCIETY/api/v1/signals").await;
    assert_eq!(
        (&listed["open"], &listed["closed"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    site.act(&founder, ask("course", "Two?"), 4).await;
    let stand = SignalsAction::Stand { replaces: None, signal: 2, stance: Some(Stance::Approve) };
    site.act(&founder, stand, 5).await;
    site.act(&founder, MembershipAction::Leave {}, 6).await;
    let whole = json(&site, "/s/SOCIETY/api/v1/signals/2").await;
    assert_eq!(whole["counts"], serde_json::json!([0, 0]));
    assert_eq!(whole["days"][0]["counts"], serde_json::json!([0, 0]));
    assert_eq!(whole["eligible"], 0);
}
