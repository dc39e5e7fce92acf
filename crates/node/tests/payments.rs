//! A payment is told from its proposal to the books, on every page that speaks of it.

mod common;

use common::{AT, Site, holds};
use polity_machine::modules::governance::{Ballot, Choice, GovernanceAction};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, AssetId};

/// Checks that what moved is on a statement and in the books for other programs.
async fn the_books_are_shown(site: &Site) {
    let html = site.read("/treasury/statement?account=fund-common&asset=LTC").await;
    holds(&html, &["Every line follows", "37.50", "decision 1", "no category"]);
    a_statement_is_of_a_time(site).await;
    let path = format!("/s/{}/api/v1/books?format=beancount", site.society);
    let (_, ledger, headers) = site.get(&path).await;
    assert!(ledger.contains("Equity:Funds:Fund-common  -37.50 LTC"), "{ledger}");
    let name = headers.get("content-disposition").and_then(|name| name.to_str().ok());
    assert_eq!(name, Some("attachment; filename=\"books.beancount\""));
    drawn(&site.read("/treasury").await);
}

/// Checks that a statement is of the days that its form asks for, and its files with it.
async fn a_statement_is_of_a_time(site: &Site) {
    const STATEMENT: &str = "/treasury/statement?account=fund-common&asset=LTC";
    let year = "&from=2027-01-01&until=2027-12-31";
    let html = site.read(STATEMENT).await;
    let offered = year.replace('&', "&amp;");
    holds(&html, &["type=\"date\"", &offered, "2027-01-01 to 2027-12-31", "asset=LTC\">This"]);
    assert!(!html.contains("2026-01-01"), "there was no society: {html}");
    let html = site.read(&format!("{STATEMENT}{year}")).await;
    let times = "asset=LTC&#38;from=1798761600&#38;until=1830297600\">This";
    holds(&html, &["37.50", "value=\"2027-12-31\"", times, "aria-current=\"true\">2027"]);
    for empty in ["&from=2027-12-31&until=", "&from=&until=2027-01-14"] {
        holds(&site.read(&format!("{STATEMENT}{empty}")).await, &["Nothing moved in this time"]);
    }
    // The day on which it moved is in it whole.
    let until = "&from=2027-01-15&until=2027-02-28";
    assert!(!site.read(&format!("{STATEMENT}{until}")).await.contains("Nothing moved"));
    let (status, _, _) = site.get(&format!("/s/SOCIETY{STATEMENT}&from=2027-02-29")).await;
    assert_eq!(status, 400, "there is no such day");
}

#[tokio::test]
async fn a_payment_is_followed_from_its_proposal_to_the_treasury() {
    let site = Site::new();
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    let asset: AssetId = "LTC".parse().unwrap();
    let common = AccountId::Fund("common".into());
    let (text, memo) = (site.text("# A kettle\n").await, site.text("A copper <kettle>").await);
    let (amount, to) = (Amount::from(5_000_u64), common.clone());
    let issue =
        TreasuryAction::Issue { amount, asset: asset.clone(), category: None, memo: None, to };
    let (amount, to) = (Amount::from(1_250_u64), AccountId::Person(founder.person));
    let pay = TreasuryAction::Pay {
        amount,
        asset: asset.clone(),
        category: None,
        from: common,
        memo: Some(memo),
        to,
    };
    let (actions, procedure) = (vec![issue.into(), pay.into()], "amendment".to_owned());
    let (contest, deposit) = (None, None);
    let propose = GovernanceAction::Propose { actions, contest, deposit, procedure, text };
    site.act(&founder, propose, 2).await;
    holds(
        &site.read("/decisions/1").await,
        &[
            "It is in discussion. Voting opens on",
            "Issues 50.00 LTC of the society&#39;s own credit to the common fund"
                .replace("&#39;", "'")
                .as_str(),
            "Pays 12.50 LTC from the common fund to",
            "A copper &#60;kettle&#62;",
            "Brought by",
            "charter/rules#rule-decision.amendment",
            "If it passes, it takes effect by itself on",
            "None yet.",
            &format!("polity proposal argue 1 --side for --text FILE {AT}"),
        ],
    );
    assert!(site.read("/").await.contains("A kettle"), "what is open stands on the first page");

    site.pass(15).await;
    let html = site.read("/decisions/1").await;
    holds(
        &html,
        &[
            "0 of 1 have voted; it fails unless 1 do.",
            "all members past probation when voting opened, 1 of them",
            &format!("polity ballot cast 1 yes {AT}"),
            "No ballot was cast.",
        ],
    );
    let ballot = Ballot::Open { choice: Choice::Yes };
    site.act(
        &founder,
        GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 },
        3,
    )
    .await;
    let html = site.read("/decisions/1").await;
    holds(
        &html,
        &["as the ballots stand it would pass", "<td role=\"cell\" data-label=\"Choice\">Yes</td>"],
    );

    site.pass(7).await;
    let html = site.read("/decisions/1").await;
    holds(
        &html,
        &["It passed. It takes effect by itself on", &format!("polity proposal object 1 {AT}")],
    );

    site.pass(5).await;
    let html = site.read("/decisions/1").await;
    holds(
        &html,
        &["It took effect on", "Pays 12.50 LTC", "Had to vote, for it to count", "entry "],
    );
    assert!(!html.contains("polity ballot cast"), "it is over: {html}");
    let (amount, to) = (Amount::from(250_u64), AccountId::Person(ana.person));
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    let transfer = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
    site.act(&founder, transfer, 4).await;
    let html = site.read("/treasury").await;
    let base = format!("/s/{}", site.society);
    let by_decision = format!("<a href=\"{base}/decisions/1\">Decision 1</a>");
    assert_eq!(html.matches(&by_decision).count(), 2, "{html}");
    holds(
        &html,
        &[
            "12.50 LTC",
            "37.50 LTC",
            "A copper &#60;kettle&#62;",
            "Its signer, in <a href=",
            "Proof of the common fund",
            "which means 0",
            "the society&#39;s own credit",
            "Statement of the common fund in LTC",
        ],
    );
    the_books_are_shown(&site).await;
    let html = site.read("/").await;
    holds(&html, &["Held by the common fund", "37.50 LTC"]);
    let html = site.read(&format!("/people/{}", founder.person)).await;
    holds(&html, &["this person founded the society", "10.00 LTC"]);
}

/// Checks that what moved is drawn, in words and in a table as well.
fn drawn(html: &str) {
    let figures: Vec<&str> = html
        .split("<figure")
        .skip(1)
        .map(|rest| rest.split("</figure>").next().unwrap_or_default())
        .collect();
    assert_eq!(figures.len(), 2, "{html}");
    for figure in figures {
        holds(figure, &["role=\"img\"", "<title id=", "<desc id=", "<figcaption>"]);
    }
    holds(html, &["Held by all funds together, in LTC", "50.00 LTC came in", "12.50 LTC went out"]);
    holds(
        html,
        &["The last twelve months, by category", "Month by month, as a table", "no category"],
    );
}
