//! What is asked for, invoiced and owed, as its pages tell it.

mod common;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use common::{START, Site};
use polity_machine::Action;
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::modules::spending::{Line, Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::{Actor, key_of, public};
use polity_types::{Amount, AssetId, Seconds, Timestamp, canonical};
use polity_views::bank::said_of;
use serde_json::{Value, json};

const HUB: &str = include_str!("../../../charters/hub.md");
const MONEY: &str = include_str!("../../../docs/money-charter.md");

async fn read(site: &Site, page: &str) -> String {
    let (status, html, _) = site.get(&format!("/s/SOCIETY{page}")).await;
    assert_eq!(status, StatusCode::OK, "{page}: {html}");
    html
}

fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.replace("<bdi>", "").contains(part), "{part:?} is missing: {html}");
    }
}

#[tokio::test]
async fn requests_and_invoices_have_pages() {
    let site = Site::under(HUB);
    let founder = Actor::named("founder");
    let (asset, fund) = ("EUR".parse().unwrap(), "fund-common".parse().unwrap());
    let (amount, to) = (Amount::from(1_250), AccountId::Person(founder.person));
    let text = Some(site.text("Gas <bottle>\n\nFor the kitchen.").await);
    let request = SpendingAction::Request {
        asset,
        category: "expense:kitchen".parse().ok(),
        fund,
        lines: vec![Line { amount, to: to.clone() }],
        receipts: vec![polity_types::Hash::of(b"salted")],
        text,
    };
    site.act(&founder, request, 1).await;
    holds(&read(&site, "/spending").await, &["Gas &#60;bottle&#62;", "12.50 EUR", "/spending/1\""]);
    let html = read(&site, "/spending/1").await;
    let act = "{&#34;name&#34;:&#34;spending.approve&#34;";
    holds(
        &html,
        &["Request 1 is open", "12.50 EUR", "expense:kitchen", act, "Receipts", "deeds.js"],
    );
    let invoice = SpendingAction::Invoice {
        amount,
        asset: "EUR".parse().unwrap(),
        category: None,
        remainder: None,
        shares: Vec::new(),
        text,
        to,
        until: START.after(Seconds::days(7)),
    };
    site.act(&founder, invoice, 2).await;
    let html = read(&site, "/invoices/1").await;
    let link = format!("/s/{}/invoices/1", site.society);
    holds(
        &html,
        &["Invoice 1 is open until", "<svg", "Whoever has the link", "Pay 12.50 EUR", &link],
    );
    assert!(!html.contains("<?xml") && !html.contains("style="), "{html}");
    let (_, told, _) = site.get("/s/SOCIETY/api/v1/requests?before=2").await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["is_more"], &told["rows"][0]["amount"]), (&json!(false), &json!("1250")));
    for (path, uri) in [
        ("requests", "requests"),
        ("requests/{number}", "requests/1"),
        ("invoices", "invoices"),
        ("invoices/{number}", "invoices/1"),
        ("budgets", "budgets"),
        ("people/{person}/dues", &format!("people/{}/dues", founder.person)),
        ("people/{person}/needs", &format!("people/{}/needs", founder.person)),
    ] {
        site.agrees(&format!("/s/{{society}}/api/v1/{path}"), &format!("/s/SOCIETY/api/v1/{uri}"))
            .await;
    }
    for missing in ["/api/v1/requests/2", "/api/v1/requests/x", "/api/v1/invoices/9"] {
        let (status, _, _) = site.get(&format!("/s/SOCIETY{missing}")).await;
        assert!(status.is_client_error(), "{missing}");
    }
    for missing in ["/spending/2", "/spending/x", "/invoices/2", "/dues/nobody"] {
        let (status, _, _) = site.get(&format!("/s/SOCIETY{missing}")).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{missing}");
    }
}

/// Whoever asks beforehand is told why not; that nothing went wrong, a browser learns from the status.
#[tokio::test]
async fn a_refusal_is_an_answer_to_whoever_asks_for_it() {
    let site = Site::under(HUB);
    let founder = Actor::named("founder").person;
    let action = json!({ "name": "spending.withdraw", "with": { "request": 9 } });
    let wish = || json!({ "action": action, "author": founder }).to_string().into_bytes();
    let (status, told) = site.post("/s/SOCIETY/api/v1/preview", wish()).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{told}");
    let refusal: Value = serde_json::from_str(&told).unwrap();
    let (status, told) = site.post("/s/SOCIETY/api/v1/preview?refused=told", wish()).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    assert_eq!(serde_json::from_str::<Value>(&told).unwrap(), json!({ "refused": refusal }));
    let malformed = site.post("/s/SOCIETY/api/v1/preview?refused=told", b"{}".to_vec()).await;
    assert_eq!(malformed.0, StatusCode::UNPROCESSABLE_ENTITY, "{}", malformed.1);
}

/// Asks what an act would do, as the dialog in which it is signed does.
async fn about(site: &Site, author: &Actor, action: impl Into<Action>) -> String {
    let wish = json!({ "action": action.into(), "author": author.person });
    let (status, said) = site.post("/s/SOCIETY/api/v1/preview", canonical::to_bytes(&wish)).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let verdict: Value = serde_json::from_str(&said).unwrap_or_default();
    verdict.get("about").map(ToString::to_string).unwrap_or_default()
}

/// An act that names a request by its number says to whom the money goes, how much and for what: on the page, on paper
/// and before it is signed.
#[tokio::test]
async fn what_an_act_points_at_is_told_with_it() {
    let site = Site::under(HUB);
    let founder = Actor::named("founder");
    let fund: AccountId = "fund-common".parse().unwrap();
    let to = AccountId::Person(founder.person);
    let amount = Amount::from(900_000);
    let request = SpendingAction::Request {
        asset: "EUR".parse().unwrap(),
        category: None,
        fund,
        lines: vec![Line { amount, to }],
        receipts: Vec::new(),
        text: Some(site.text("Soap for the <kitchen>").await),
    };
    site.act(&founder, request, 1).await;
    let asset = "EUR".parse().unwrap();
    let approve = SpendingAction::Approve { amount, asset, request: 1 };
    let signers = CharterAction::SetSigners { signers: vec![public(&key_of("new"))] };
    let propose = |action: Action, text| GovernanceAction::Propose {
        procedure: if matches!(action, Action::Charter(_)) { "amendment" } else { "ordinary" }
            .into(),
        actions: vec![action],
        contest: None,
        deposit: None,
        text,
    };
    let text = site.text("# Everyday things\n").await;
    let told = about(&site, &founder, propose(approve.clone().into(), text)).await;
    let payee = format!("000.00 EUR to {}", founder.person);
    for words in ["From: the common fund", payee.as_str(), "For: Soap for the <kitchen>"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    site.act(&founder, propose(approve.into(), text), 2).await;
    for page in ["/decisions/1", "/decisions/1/paper"] {
        let html = read(&site, page).await;
        let payee = format!("EUR to <a href=\"/s/{}/people/{}", site.society, founder.person);
        holds(&html, &["9\u{202f}000.00 EUR", &payee, "Soap for the &lt;kitchen&gt;"]);
    }

    // What falls away with a new list is told, too, and what comes.
    let drop = propose(signers.into(), text);
    let told = about(&site, &founder, drop.clone()).await;
    let key = |name| public(&key_of(name)).to_string();
    let (falls, comes) =
        (format!("Falls away: {}", key("signer")), format!("Comes: {}", key("new")));
    assert!(told.contains(&falls) && told.contains(&comes), "{told}");
    site.act(&founder, drop, 3).await;
    for page in ["/decisions/2", "/decisions/2/paper"] {
        holds(&read(&site, page).await, &[&falls, &comes]);
    }
}

#[tokio::test]
async fn dues_have_pages() {
    let charter = HUB.replace("dues.every = \"month\"", "dues.every = \"2 days\"");
    let site = Site::under(&charter.replace("reminder = \"1 week\"", "reminder = \"1 hour\""));
    let founder = Actor::named("founder").person;
    holds(&read(&site, "/dues").await, &["40.00 EUR every 2 days", "polity dues pay EUR"]);
    let html = read(&site, &format!("/dues/{founder}")).await;
    holds(&html, &["Nothing is open.", "standard", "Next due"]);
    let html = read(&site, &format!("/people/{founder}")).await;
    holds(&html, &[&format!("/dues/{founder}\">nothing is open")]);
    let needs = format!("/s/SOCIETY/api/v1/people/{founder}/needs");
    assert_eq!(site.get(&needs).await.1, "[]");
    site.pass(3).await;
    let needs: Value = serde_json::from_str(&site.get(&needs).await.1).unwrap();
    assert_eq!(needs[0]["words"], "Pay dues of 1 period: 40.00 EUR. This is a reminder.");
    assert_eq!((&needs[0]["kind"], needs[0]["ends"].is_u64()), (&json!("dues"), true));
    assert_eq!(needs[0]["command"], "polity dues pay EUR", "a command that runs as it stands");
    let html = read(&site, &format!("/people/{founder}")).await;
    holds(&html, &[&format!("/dues/{founder}\">Pay dues of 1 period: 40.00 EUR")]);
    let html = read(&site, &format!("/dues/{founder}")).await;
    holds(
        &html,
        &["40.00 EUR", "4 hours of work", "&#34;dues.pay&#34;", "polity dues pay EUR --of"],
    );
}

/// A wage that ends because its fund is short is told where its payee, who began it and everybody look.
#[tokio::test]
async fn a_payment_that_ends_before_its_time_is_told() {
    let site = Site::under(MONEY);
    let founder = Actor::named("founder");
    let (asset, bank) = ("EUR".parse().unwrap(), "external-bank".parse::<AccountId>().unwrap());
    let terms = site.text("The bank at the corner.").await;
    let open = TreasuryAction::OpenOutside { account: bank.clone(), terms };
    site.act(&founder, open, 1).await;
    let came = TreasuryAction::Receive {
        amount: Amount::from(150_000),
        asset,
        category: None,
        from: bank,
        memo: None,
        to: "fund-common".parse().unwrap(),
    };
    site.act(&founder, came, 2).await;
    let wage = SpendingAction::StartStream {
        amount: Amount::from(1_440_000),
        asset: "EUR".parse().unwrap(),
        category: "expense:wages".parse().ok(),
        each: Amount::from(120_000),
        every: Seconds::hours(2),
        fund: "fund-common".parse().unwrap(),
        memo: None,
        pace: Pace::AtOnce,
        times: 12,
        to: AccountId::Person(founder.person),
    };
    site.act(&founder, wage.clone(), 3).await;
    for page in ["/spending", "/treasury"] {
        assert!(!read(&site, page).await.contains("id=\"ended\""), "{page}");
    }
    site.pass_hours(3).await;
    let why = "the fund held too little for another period";
    let unpaid = "Not paid: 13\u{202f}200.00 EUR; 11 of 12 periods never began";
    let again = format!(
        "polity spend stream fund-common {} 1200.00 EUR --times 11 --every &#34;2 hours&#34; --category \
         expense:wages --at-once",
        founder.person
    );
    holds(&read(&site, "/spending").await, &["id=\"ended\"", why, unpaid, &again]);
    let log = read(&site, "/log").await;
    holds(&log, &["By itself, by rule", why, unpaid]);
    assert_eq!(log.matches(unpaid).count(), 1, "{log}");
    let page = format!("/s/{}/log", site.society);
    let asked = Request::get(page).header("accept-language", "fa").body(Body::empty()).unwrap();
    let (_, persian, _) = site.ask(asked).await;
    holds(&persian, &["موجودی صندوق برای یک دورهٔ دیگر کم بود"]);
    let news = "Payment 1, which repeats, ended before its time: the fund held too little";
    holds(&read(&site, "/").await, &[news]);
    holds(&read(&site, "/news.atom").await, &[news]);
    let needs = format!("/api/v1/people/{}/needs", founder.person);
    holds(
        &read(&site, &needs).await,
        &[news, "13\u{202f}200.00 EUR is not paid", "/spending#ended-1"],
    );
    holds(&read(&site, "/spending").await, &["<li id=\"ended-1\">"]);
    let treasury = read(&site, "/treasury").await;
    holds(&treasury, &["id=\"ended\"", why, unpaid, "/spending#ended-1\">How it goes on"]);
    assert!(!read(&site, "/treasury?before=9").await.contains(unpaid), "only on the first page");
    holds(&read(&site, &format!("/people/{}", founder.person)).await, &[news]);
    let plans = "/s/{society}/api/v1/budgets";
    site.agrees(plans, &format!("/s/{}/api/v1/budgets", site.society)).await;
    let told: Value = serde_json::from_str(&read(&site, "/api/v1/budgets").await).unwrap();
    let ended = &told["ended"][0];
    assert_eq!((&ended["why"], &ended["unpaid"]), (&json!("fund_empty"), &json!("1320000")));
    // The log's pages have it once.
    let after = ended["after"].as_u64().unwrap();
    assert!(!read(&site, &format!("/log?before={after}")).await.contains(unpaid));
    assert!(read(&site, &format!("/log?before={}", after + 1)).await.contains(unpaid));
}

/// What is told not to be paid of what ended in the middle of a period: what of it the command begins again, and what not.
#[tokio::test]
async fn what_went_back_of_a_period_is_told_beside_the_command() {
    let site = Site::under(MONEY);
    let founder = Actor::named("founder");
    let terms = site.text("The bank at the corner.").await;
    let bank: AccountId = "external-bank".parse().unwrap();
    site.act(&founder, TreasuryAction::OpenOutside { account: bank.clone(), terms }, 1).await;
    let asset: AssetId = "EUR".parse().unwrap();
    let fund: AccountId = "fund-common".parse().unwrap();
    let came = TreasuryAction::Receive {
        amount: Amount::from(150_000),
        asset: asset.clone(),
        category: None,
        from: bank,
        memo: None,
        to: fund.clone(),
    };
    site.act(&founder, came, 2).await;
    for (stream, nonce, hours) in [(1, 3, 0), (2, 5, 1)] {
        let wage = SpendingAction::StartStream {
            amount: Amount::from(12_000),
            asset: asset.clone(),
            category: None,
            each: Amount::from(1_000),
            every: Seconds::days(10),
            fund: fund.clone(),
            memo: None,
            pace: Pace::Accrues,
            times: 12,
            to: AccountId::Person(founder.person),
        };
        site.act(&founder, wage, nonce).await;
        site.pass_hours(hours).await;
        site.act(&founder, SpendingAction::StopStream { stream }, nonce + 1).await;
    }
    let html = read(&site, "/spending").await;
    let (part, first) = html.split_once("<li id=\"ended-1\">").unwrap();
    let back = "was set aside for the period in which it ended, and went back to the fund.";
    let whole = "Not paid: 120.00 EUR; 11 of 12 periods never began. 10.00 EUR of it";
    holds(first, &[whole, back, "10.00 EUR --times 12 "]);
    assert!(!first.contains("only whole periods"), "{first}");
    // Of ten days 100 minutes went by: six cents of ten euros.
    let some = "Not paid: 119.94 EUR; 11 of 12 periods never began. 9.94 EUR of it";
    holds(part, &[some, back, "these 9.94 EUR are paid by themselves", "10.00 EUR --times 11 "]);
}

/// What was booked from a bank's line counts on the day of that line, on the page and in the files that are served; a
/// day that is said of anything else counts for nothing.
#[tokio::test]
async fn a_banks_line_counts_on_its_day() {
    let site = Site::under(MONEY);
    let founder = Actor::named("founder");
    let (bank, fund) = ("external-bank".parse::<AccountId>(), "fund-common".parse::<AccountId>());
    let (bank, fund) = (bank.unwrap(), fund.unwrap());
    let terms = site.text("The bank at the corner.").await;
    site.act(&founder, TreasuryAction::OpenOutside { account: bank.clone(), terms }, 1).await;
    let founded = Timestamp(site.time().0 / 86_400 * 86_400);
    site.pass(3).await;
    let day = |back: u64| Timestamp((site.time().0 / 86_400 - back) * 86_400);
    let (then, next) = (day(2), day(1));
    assert!(then > founded);
    for (nonce, amount, memo) in [
        (2, 4_000, Some(site.text(&said_of(then, 1)).await)),
        (3, 700, None),
        (4, 100, Some(site.text(&said_of(Timestamp(founded.0 - 86_400), 1)).await)),
    ] {
        let asset = "EUR".parse().unwrap();
        let (amount, category) = (Amount::from(amount), "income:dues".parse().ok());
        let (from, to) = (bank.clone(), fund.clone());
        let receive = TreasuryAction::Receive { amount, asset, category, from, memo, to };
        site.act(&founder, receive, nonce).await;
    }
    // What somebody moves of their own is of no other day than its booking, whatever its text says.
    let memo = Some(site.text(&said_of(then, 1)).await);
    let (amount, asset) = (Amount::from(50), "EUR".parse::<AssetId>().unwrap());
    let (from, to) = (fund.clone(), AccountId::Person(founder.person));
    // Ten more for the fee of the transfer, which comes back into the fund.
    let paid = Amount::from(60);
    let pay =
        TreasuryAction::Pay { amount: paid, asset: asset.clone(), category: None, from, memo, to };
    site.act(&founder, pay, 5).await;
    let own = TreasuryAction::Transfer { amount, asset, category: None, memo, to: bank.clone() };
    site.act(&founder, own, 6).await;
    let outside = read(&site, "/api/v1/statement?account=external-bank&asset=EUR").await;
    let outside: Value = serde_json::from_str(&outside).unwrap();
    let days = outside["lines"].as_array().unwrap().iter().map(|line| line["on"].clone());
    let days: Vec<Value> = days.collect();
    assert_eq!(days, [json!(then.0), Value::Null, Value::Null, Value::Null], "{outside}");
    let of = |uri: &str| format!("{uri}account=fund-common&asset=EUR&from={}", next.0);
    let until = |uri: &str| format!("{uri}account=fund-common&asset=EUR&until={}", next.0);
    let api = "/s/{society}/api/v1/statement";
    let statement = |told: String| serde_json::from_str::<Value>(&told).unwrap();
    site.agrees(
        api,
        &until("/s/SOCIETY/api/v1/statement?").replace("SOCIETY", &site.society.to_string()),
    )
    .await;
    let old = statement(read(&site, &until("/api/v1/statement?")).await);
    assert_eq!((&old["closing"], &old["booked"]), (&json!("4000"), &json!("0")));
    assert_eq!(old["lines"][0]["on"], json!(then.0));
    let new = statement(read(&site, &of("/api/v1/statement?")).await);
    assert_eq!((&new["opening"], &new["closing"]), (&json!("4000"), &json!("4750")));
    assert_eq!((new["booked"].is_null(), new["lines"].as_array().unwrap().len()), (true, 4));
    let written = then.to_string().chars().take(10).collect::<String>();
    let page = read(&site, &until("/treasury/statement?")).await;
    holds(
        &page,
        &["40.00", &format!("{written}, booked <time"), "By its entries the society held 0.00"],
    );
    assert!(!read(&site, &of("/treasury/statement?")).await.contains(", booked <time"));
    let ledger = read(&site, &format!("/api/v1/books?format=beancount&from={}", next.0)).await;
    let opening = "* \"Opening\"\n  Equity:Funds:Fund-common  -40.00 EUR\n";
    assert!(ledger.contains(opening) && !ledger.contains(&format!("{written} *")), "{ledger}");
    let held = ledger.lines().find(|line| line.contains(" balance Equity:Funds:Fund-common"));
    assert!(held.unwrap().ends_with("-47.50 EUR"), "{ledger}");
    let table = read(&site, &format!("/api/v1/books?format=csv&until={}", next.0)).await;
    let line = format!(",{written},At the place outside on {written}.\r\n");
    assert!(table.contains(&line) && table.lines().count() == 2, "{table}");
}
