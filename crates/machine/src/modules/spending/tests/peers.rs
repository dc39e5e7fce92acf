//! What the users of others ran into when they spent money, each under the name of where it was reported.

use polity_types::Seconds;

use super::super::SpendingAction as S;
use super::super::{Line, Pace, SignersOf, Unspent, query};
use super::{CHARTER, Scene, account, amount, approve, asset, line, request};
use crate::Action;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::Actor;

const LINES: &str = r#"
```toml
power = [
  { id = "alone-1", may = "treasury.pay",           who = "member", up_to = "20 BOX per 10 days" },
  { id = "alone-2", may = "spending.pay_batch",     who = "member", up_to = "20 BOX per 10 days" },
  { id = "alone-3", may = "spending.start_stream",  who = "member", up_to = "20 BOX per 10 days" },
  { id = "closing", may = "treasury.close_account", who = "founder" },
  { id = "coins",   may = "treasury.issue",         who = "founder", up_to = "900 COIN per 30 days" },
  { id = "coins-2", may = "treasury.pay",           who = "founder", up_to = "900 COIN per 30 days" },
]

[[asset]]
id = "COIN"
decimals = 2
```
"#;

fn scene() -> Scene {
    Scene::under(&format!("{CHARTER}{LINES}"))
}

fn pay(minor_units: i128, code: &str, to: &Actor) -> Action {
    TreasuryAction::Pay {
        amount: amount(minor_units),
        asset: code.parse().unwrap(),
        category: None,
        from: account("fund-common"),
        memo: None,
        to: AccountId::Person(to.person),
    }
    .into()
}

fn batch(minor_units: i128, to: &Actor) -> Action {
    S::PayBatch {
        amount: amount(minor_units),
        asset: asset(),
        category: None,
        fund: account("fund-common"),
        lines: vec![line(minor_units, to)],
        memo: None,
    }
    .into()
}

fn stream(each: i128, days: u32, times: u32, to: &Actor) -> Action {
    S::StartStream {
        amount: amount(each * i128::from(times)),
        asset: asset(),
        category: None,
        each: amount(each),
        every: Seconds::days(days),
        fund: account("fund-common"),
        memo: None,
        pace: Pace::AtOnce,
        times,
        to: AccountId::Person(to.person),
    }
    .into()
}

fn budget(limit: i128, code: &str, days: u32) -> Action {
    S::SetBudget {
        asset: code.parse().unwrap(),
        category: None,
        fund: account("fund-common"),
        limit: Some(amount(limit)),
        per: Seconds::days(days),
        unspent: Unspent::Lapse,
    }
    .into()
}

/// Squads-Protocol/v4#173: a member who was removed could still spend within their limit. Here whoever
/// left pays, approves, signs and starts nothing any more, and their signature counts no more.
#[test]
fn squads_173_a_removed_member_keeps_no_spending_limit() {
    let mut scene = scene();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let number = scene.request(&ben, request(vec![line(100, &ben)], "expense"));
    let mut people = vec![ana.person, ben.person];
    people.sort_unstable();
    let (fund, of) = (account("fund-other"), SignersOf::People(people));
    scene.society.act(&founder, TreasuryAction::OpenAccount { account: fund.clone() }).unwrap();
    scene.issue(400, &fund);
    scene.society.act(&founder, S::SetSigners { fund: fund.clone(), needed: 2, of }).unwrap();
    let (lines, receipts, category) = (vec![line(50, &scene.cleo)], vec![], None);
    let asked = S::Request { asset: asset(), category, fund, lines, receipts, text: None };
    let cleo = scene.cleo.clone();
    let signed = scene.request(&cleo, asked);
    scene.society.act(&founder, approve(signed, 50)).unwrap();
    let all = |number: u64| -> Vec<Action> {
        let approve = approve(number, 100).into();
        vec![pay(100, "BOX", &cleo), batch(100, &cleo), stream(100, 7, 1, &cleo), approve]
    };
    for action in all(number) {
        assert_eq!(scene.code(&ana, action), None);
    }
    let more = scene.request(&ben, request(vec![line(100, &ben)], "expense"));
    scene.society.act(&ana, S::Sign { request: signed }).unwrap();
    scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    for action in all(more) {
        assert_eq!(scene.code(&ana, action).as_deref(), Some("charter.no_power"));
    }
    let signing = scene.code(&ana, S::Sign { request: signed });
    assert_eq!(signing.as_deref(), Some("spending.not_signer"));
    assert_eq!(scene.code(&ben, S::Sign { request: signed }), None);
    assert_eq!(query::request(&scene.society.state, signed).unwrap().signatures, [ben.person]);
    assert_eq!(
        scene.code(&founder, S::Pay { request: signed }).as_deref(),
        Some("spending.unsigned")
    );
}

/// blockchainsllc/DAO#110: what one proposal could not get, twenty small ones got. A budget counts what
/// decisions pay as well, however they are sliced.
#[test]
fn dao_110_a_payment_in_slices_is_no_smaller() {
    let mut scene = scene();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    scene.society.act(&founder, budget(450, "BOX", 365)).unwrap();
    let whole = scene.decide(pay(1_000, "BOX", &ana));
    assert_eq!(whole.as_deref(), Some("spending.over_budget"));
    let slices: Vec<Option<String>> = (0..6).map(|_| scene.decide(pay(100, "BOX", &ana))).collect();
    let refused = Some("spending.over_budget".to_owned());
    assert_eq!(slices, [None, None, None, None, refused.clone(), refused]);
    assert_eq!(scene.held_by(&ana), 400);
}

/// 5afe/safe-react#1634: limits for groups and for those who are no owners. Every member approves a
/// little, each within a limit of their own that slides with time.
#[test]
fn safe_1634_members_approve_within_limits_of_their_own() {
    let mut scene = Scene::new();
    let (ana, ben, cleo) = (scene.ana.clone(), scene.ben.clone(), scene.cleo.clone());
    let ask = |scene: &mut Scene, by: &Actor, minor_units: i128| {
        let number = scene.request(&cleo, request(vec![line(minor_units, &cleo)], "expense"));
        scene.code(by, approve(number, minor_units))
    };
    assert_eq!(ask(&mut scene, &ana, 300), None);
    assert_eq!(ask(&mut scene, &ana, 201).as_deref(), Some("charter.over_limit"));
    assert_eq!(ask(&mut scene, &ben, 500), None);
    scene.wait(20);
    assert_eq!(ask(&mut scene, &ana, 200), None);
    assert_eq!(ask(&mut scene, &ana, 1).as_deref(), Some("charter.over_limit"));
    scene.wait(10);
    assert_eq!(ask(&mut scene, &ana, 301).as_deref(), Some("charter.over_limit"));
    assert_eq!(ask(&mut scene, &ana, 300), None);
}

/// aragon/client#9: a ledger, recurring payments and budgets that know of one another.
#[test]
fn aragon_9_what_repeats_counts_in_the_budget_before_anything_else_of_its_period() {
    let mut scene = scene();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    scene.society.act(&founder, budget(100, "BOX", 7)).unwrap();
    scene.society.act(&founder, stream(60, 7, 10, &ana)).unwrap();
    for paid in 1..4 {
        assert_eq!(scene.held_by(&ana), 60 * paid);
        assert_eq!(
            scene.code(&founder, pay(41, "BOX", &ben)).as_deref(),
            Some("spending.over_budget")
        );
        assert_eq!(scene.code(&founder, pay(40, "BOX", &ben)), None);
        scene.wait(7);
    }
    // A smaller budget ends what does not fit any more, and says so; nothing is paid half.
    scene.society.act(&founder, budget(59, "BOX", 7)).unwrap();
    let heard = scene.wait(7);
    let ended = heard.iter().any(|event| {
        matches!(
            event,
            crate::Event::Spending(super::super::SpendingEvent::StreamStopped {
                reason: super::super::StreamEnd::Budget,
                ..
            })
        )
    });
    assert!(ended, "{heard:?}");
    assert_eq!((scene.held_by(&ana), scene.held_by(&ben)), (240, 120));
}

/// nounsDAO/nouns-monorepo#765: money in an escrow was trapped. What waits here goes back even if its
/// fund was closed meanwhile.
#[test]
fn nouns_765_no_escrow_traps_money() {
    let mut scene = scene();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let side = account("fund-side");
    scene.society.act(&founder, TreasuryAction::OpenAccount { account: side.clone() }).unwrap();
    scene.issue(300, &side);
    let lines = vec![Line { amount: amount(300), to: AccountId::Person(ana.person) }];
    let (receipts, fund) = (vec![], side.clone());
    let asked = S::Request { asset: asset(), category: None, fund, lines, receipts, text: None };
    let number = scene.request(&ana, asked);
    scene.society.act(&founder, approve(number, 300)).unwrap();
    assert_eq!((scene.held(&side), scene.owed()), (0, 300));
    scene.society.act(&founder, TreasuryAction::CloseAccount { account: side.clone() }).unwrap();
    let before = scene.held(&account("fund-common"));
    scene.society.act(&ana, S::Withdraw { request: number }).unwrap();
    assert_eq!(scene.held(&account("fund-common")), before + 300);
    assert_eq!((scene.owed(), scene.held(&query::escrow_of_request(number))), (0, 0));
}

/// opencollective#5601 and #5541: several currencies side by side. Each has budgets of its own.
#[test]
fn opencollective_5601_every_currency_has_its_own_budget() {
    let mut scene = scene();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let issue = TreasuryAction::Issue {
        amount: amount(1_000),
        asset: "COIN".parse().unwrap(),
        category: None,
        memo: None,
        to: account("fund-common"),
    };
    scene.society.act(&founder, issue).unwrap();
    scene.society.act(&founder, budget(10, "BOX", 30)).unwrap();
    scene.society.act(&founder, budget(70, "COIN", 30)).unwrap();
    let over = Some("spending.over_budget");
    for (minor_units, code, refusal) in [
        (11, "BOX", over),
        (10, "BOX", None),
        (70, "COIN", None),
        (1, "COIN", over),
        (1, "BOX", over),
    ] {
        assert_eq!(
            scene.code(&founder, pay(minor_units, code, &ana)).as_deref(),
            refusal,
            "{code}"
        );
    }
}

/// Local money that loses by lying, and what a budget lets be swapped for it.
const LEAVES: &str = r#"
```toml
power = [{ id = "leaves", may = "treasury.issue", who = "founder", up_to = "900 LEAF per 30 days" }]

[[asset]]
id = "LEAF"
decimals = 0
demurrage = "5%"
demurrage_every = "30 days"
demurrage_to = "common"
```
"#;

/// polkadot-fellows/runtimes#541: a shop that serves the community gathers local money that loses by lying, and is to
/// swap some of it out; not everybody, which would empty the treasury, and not without end. Here members vote on what a
/// shop gets, within a budget for swaps; it is set aside for the shop before it hands over its local money, and goes back
/// if it does not. Handing over and being paid are two acts, the second of whoever pays for the society.
#[test]
fn runtimes_541_a_shop_swaps_out_what_members_voted_for() {
    let mut scene = Scene::under(&format!("{CHARTER}{LEAVES}"));
    let (founder, shop, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let leaf = || "LEAF".parse::<polity_types::AssetId>().unwrap();
    let held = |scene: &Scene, account: &AccountId| {
        crate::modules::treasury::query::balance(&scene.society.state, account, &leaf())
            .minor_units()
    };
    let (own, common) = (AccountId::Person(shop.person), account("fund-common"));
    let (category, memo) = (None, None);
    let to = AccountId::Person(ben.person);
    let issue = TreasuryAction::Issue { amount: amount(800), asset: leaf(), category, memo, to };
    scene.society.act(&founder, issue).unwrap();
    let gives = |units: i128, to: &AccountId| TreasuryAction::Transfer {
        amount: amount(units),
        asset: leaf(),
        category: "transfer:swap".parse().ok(),
        memo: None,
        to: to.clone(),
    };
    scene.society.act(&ben, gives(800, &own)).unwrap();
    let limit = Some(amount(10_000));
    let swaps = S::SetBudget {
        asset: asset(),
        category: "expense:swap".parse().ok(),
        fund: common.clone(),
        limit,
        per: Seconds::days(30),
        unspent: Unspent::Lapse,
    };
    scene.society.act(&founder, swaps).unwrap();
    let number = scene.request(&shop, request(vec![line(6_000, &shop)], "expense:swap"));
    // No member alone lets anybody out for as much, the shop least of all.
    assert_eq!(scene.code(&ben, approve(number, 6_000)).as_deref(), Some("charter.over_limit"));
    assert_eq!(scene.decide(approve(number, 6_000).into()), None);
    assert_eq!(scene.owed(), 6_000, "it is there for the shop, whatever else is paid");
    scene.society.act(&shop, gives(600, &common)).unwrap();
    scene.society.act(&founder, S::Pay { request: number }).unwrap();
    assert_eq!(
        (scene.held_by(&shop), held(&scene, &own), held(&scene, &common)),
        (6_000, 200, 600)
    );
    // A second swap is more than the members want to let out in a month; then there is room again.
    let again = scene.request(&shop, request(vec![line(6_000, &shop)], "expense:swap"));
    let refused = scene.decide(approve(again, 6_000).into());
    assert_eq!(refused.as_deref(), Some("spending.over_budget"));
    let _ = scene.wait(30);
    assert_eq!(scene.decide(approve(again, 6_000).into()), None);
    // Whoever hands nothing over is not paid: it goes back.
    let text = scene.society.records.insert(b"No leaves came.".to_vec());
    scene.society.act(&founder, S::Reject { request: again, text }).unwrap();
    assert_eq!((scene.owed(), scene.held_by(&shop)), (0, 6_000));
}
