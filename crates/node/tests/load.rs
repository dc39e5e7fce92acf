//! What waits for whoever holds an office, on its page and in the interface: each figure is a list, and each of the
//! list goes away when what it names is done.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod common;
#[path = "common/desk.rs"]
mod desk;

use common::{Site, holds};
use desk::{charter, elect, vote};
use polity_machine::Action;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::spending::{Line, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, Hash};
use serde_json::{Value, json};

const POWERS: &str = r#"  { id = "admitting", may = "membership.admit", who = "office: desk" },
  { id = "asking", may = "spending.request", who = "member" },
  { id = "approving", may = "spending.approve", who = "office: desk", up_to = "50 DSK per 30 days" },
  { id = "paying-out", may = "spending.pay", who = "member" },
  { id = "paying", may = "treasury.pay", who = "office: desk", up_to = "50 DSK per 30 days", grace = "2 days" },
  { id = "issuing", may = "treasury.issue", who = "founder", up_to = "900 DSK per 30 days" },
  { id = "opening", may = "treasury.open_account", who = "decision: desk" },"#;

const DECISION: &str = r#"[[decision]]
id = "desk"
electorate = "office: desk"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"
"#;

/// Returns the charter with a fund for which the desk signs.
fn signed() -> String {
    let fund = "[[fund]]\nid = \"common\"\nsigners = \"office: desk\"\nneeded = 1\n";
    charter(POWERS, 2, &[DECISION, fund].concat())
}

/// Returns the office as the interface tells of it, and of what waits for its one holder.
async fn told(site: &Site) -> (Value, Value) {
    site.agrees("/s/{society}/api/v1/offices", "/s/SOCIETY/api/v1/offices").await;
    let offices: Value = serde_json::from_str(&site.read("/api/v1/offices").await).unwrap();
    let office = offices[0].clone();
    let holder = office["holders"].get(0).cloned().unwrap_or(Value::Null);
    (office, holder)
}

/// Has somebody join, whom the holder of the office admits.
async fn join(site: &Site, holder: &Actor) -> Actor {
    let ana = Actor::named("ana");
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(holder, MembershipAction::Admit { applicant: ana.person }, 100).await;
    let charter = Hash::of(signed().as_bytes());
    site.act(&ana, MembershipAction::Swear { charter }, 3).await;
    ana
}

#[tokio::test]
async fn an_office_shows_what_waits_for_its_holders() {
    let site = Site::under(&signed());
    let founder = Actor::named("founder");
    elect(&site, &founder).await;
    let (office, holder) = told(&site).await;
    assert_eq!((&office["free"], &holder["person"]), (&json!(1), &json!(founder.person)));
    for (of, key) in [(&office, "requests"), (&office, "applications"), (&holder, "votes")] {
        assert_eq!(of[key], json!([]), "{key}");
    }
    holds(
        &site.read("/offices").await,
        &["Waits for them", "nothing", "Nothing waits for any one"],
    );

    let asset = || "DSK".parse().unwrap();
    let fund: AccountId = "fund-common".parse().unwrap();
    let amount = Amount::from(1_000);
    let issue = TreasuryAction::Issue {
        amount,
        asset: asset(),
        category: None,
        memo: None,
        to: fund.clone(),
    };
    site.act(&founder, issue, 4).await;
    let ana = join(&site, &founder).await;
    let own = AccountId::Person(ana.person);
    for nonce in 5..7 {
        let request = SpendingAction::Request {
            asset: asset(),
            category: None,
            fund: fund.clone(),
            lines: vec![Line { amount: Amount::from(100), to: own.clone() }],
            receipts: Vec::new(),
            text: None,
        };
        site.act(&ana, request, nonce).await;
    }
    site.act(
        &founder,
        SpendingAction::Approve { amount: Amount::from(100), asset: asset(), request: 1 },
        7,
    )
    .await;
    let bea = Actor::named("bea");
    site.act(&bea, IdentityAction::Register { inception: bea.inception.clone() }, 1).await;
    site.act(&bea, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    let open = TreasuryAction::OpenAccount { account: "fund-books".parse().unwrap() };
    let text = site.text("A fund for books.").await;
    let actions: Vec<Action> = vec![open.into()];
    let (contest, deposit, procedure) = (None, None, "desk".to_owned());
    let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
    site.act(&founder, propose, 8).await;
    site.pass_hours(1).await;

    let (office, holder) = told(&site).await;
    assert_eq!(office["requests"], json!([2]));
    assert_eq!(office["applications"], json!([bea.person]));
    assert_eq!((&holder["votes"], &holder["signatures"]), (&json!([2]), &json!([1])));
    let html = site.read("/offices").await;
    holds(&html, &["votes: 1, signatures: 1", "requests to decide on: 1, applications: 1."]);

    site.act(&founder, vote(2), 9).await;
    site.act(&founder, SpendingAction::Sign { request: 1 }, 10).await;
    site.act(&founder, MembershipAction::Admit { applicant: bea.person }, 11).await;
    let (office, holder) = told(&site).await;
    assert_eq!((&office["applications"], &office["requests"]), (&json!([]), &json!([2])));
    assert_eq!((&holder["votes"], &holder["signatures"]), (&json!([]), &json!([])));
}

/// Acts under the office's lines that wait are counted, those of other lines are not.
#[tokio::test]
async fn what_a_holder_announced_is_counted() {
    let site = Site::under(&charter(POWERS, 2, DECISION));
    let founder = Actor::named("founder");
    elect(&site, &founder).await;
    let asset = || "DSK".parse().unwrap();
    let (fund, own): (AccountId, _) =
        ("fund-common".parse().unwrap(), AccountId::Person(founder.person));
    let amount = Amount::from(1_000);
    let (to, memo) = (fund.clone(), None);
    site.act(
        &founder,
        TreasuryAction::Issue { amount, asset: asset(), category: None, memo, to },
        4,
    )
    .await;
    let pay = TreasuryAction::Pay {
        amount: Amount::from(100),
        asset: asset(),
        category: None,
        from: fund,
        memo: None,
        to: own,
    };
    site.act(&founder, pay, 5).await;
    let (_, holder) = told(&site).await;
    assert_eq!((&holder["acts"], &holder["announced"]), (&json!([1]), &json!(1)));
    holds(&site.read("/offices").await, &["acts of theirs that wait: 1"]);
    site.pass(3).await;
    let (_, holder) = told(&site).await;
    assert_eq!((&holder["acts"], &holder["announced"]), (&json!([]), &json!(1)));
    site.pass(30).await;
    assert_eq!(told(&site).await.1["announced"], json!(0));
}
