//! The page of the stages: where the society stands, what comes next, and what comes of the founder's powers.

mod common;

use common::{CHARTER, Site};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::testing::Actor;

fn holds(html: &str, words: &[&str]) {
    for words in words {
        assert!(html.contains(words), "{words:?} is not in {html}");
    }
}

/// Three stages: one comes with the second member, one with the fortieth or in 2035.
const STAGES: &str = r#"
```toml
[[stage]]
id   = "few"
name = "A few friends"

[[stage]]
id      = "several"
name    = "Several of us"
when    = { members = 2 }
changes = [{ power = "declining", who = "decision: amendment" }]

[[stage]]
id      = "many"
name    = "Many of us"
when    = { members = 40 }
by      = "2035-01-01"
changes = [{ power = "inviting", who = "member past probation" }]
```
"#;

#[tokio::test]
async fn the_stages_say_what_comes_of_the_founders_powers() {
    let (_, page, _) = Site::new().get("/s/SOCIETY/stages").await;
    holds(&page, &["What the founder alone may do ends if the founder leaves or steps down"]);
    let succession = "`succession = { silent = \"30 days\", to = \"decision: amendment\" }`";
    let text = format!("{CHARTER}{STAGES}\n{succession}\n");
    let site = Site::under(&text);
    let founder = Actor::named("founder");
    let (_, page, _) = site.get("/s/SOCIETY/stages").await;
    let for_them = format!("data-for=\"{}\"", founder.person);
    holds(
        &page,
        &[
            "signs nothing for 30 days, what the founder alone may do passes to the decision",
            "The last sign of life was on <time datetime=\"2027-01-15T08:00:00Z\">",
            "without another one it passes on <time datetime=\"2027-02-14T08:00:00Z\">",
            for_them.as_str(),
            "polity founder step-down",
            "charter.step_down",
        ],
    );
    site.pass_hours(3).await;
    let key = polity_machine::testing::public(&polity_machine::testing::key_of("guest"));
    let until = site.time().after(polity_types::Seconds::days(3));
    site.act(&founder, MembershipAction::Invite { key, placeholder: None, until }, 1).await;
    let (_, page, _) = site.get("/s/SOCIETY/stages").await;
    holds(&page, &["The last sign of life was on <time datetime=\"2027-01-15T1"]);
    let (_, told, _) = site.get("/s/SOCIETY/api/v1/stages").await;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["founder"]["silent"], 30 * 86_400);
    assert_eq!(told["founder"]["heard"], site.time().0);
    assert!(told["founder"]["passed"].is_null() && told["founder"]["to"] == "amendment");
    site.act(&founder, CharterAction::StepDown {}, 2).await;
    let (_, page, _) = site.get("/s/SOCIETY/stages").await;
    holds(
        &page,
        &["the decision “amendment” does what the founder alone could", "the founder stepped down"],
    );
    assert!(!page.contains("data-act"), "{page}");
    let (_, told, _) = site.get("/s/SOCIETY/api/v1/stages").await;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["founder"]["passed"]["why"], "stepped_down", "{told}");
}

/// The first page says all that the next stage lacks, in both languages; members are sought for one by a campaign where
/// they are all that is missing.
#[tokio::test]
async fn what_else_a_stage_lacks_is_said_beside_its_members() {
    let also =
        STAGES.replace("when    = { members = 40 }", "when    = { members = 40, places = 2 }");
    for (stages, lacks) in [(STAGES, false), (also.as_str(), true)] {
        let stages = stages.replace("when    = { members = 2 }", "when    = { members = 1 }");
        let site = Site::under(&format!("{CHARTER}{stages}"));
        site.pass_hours(3).await;
        let (_, home, _) = site.get("/s/SOCIETY/").await;
        let said = "39 more members and 2 more places until the stage";
        assert_eq!(home.contains(said), lacks, "{home}");
        assert_eq!(home.contains("39 more members until the stage"), !lacks, "{home}");
        let (_, campaigns, _) = site.get("/s/SOCIETY/campaigns").await;
        assert_eq!(
            campaigns.contains("The next stage, which members bring"),
            !lacks,
            "{campaigns}"
        );
        let page = axum::http::Request::get(format!("/s/{}/", site.society))
            .header("accept-language", "fa");
        let (_, home, _) = site.ask(page.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(home.contains("به همهٔ این‌ها نیاز است"), lacks, "{home}");
        assert!(!home.contains("more places"), "{home}");
    }
}
