//! Every page reads without JavaScript, carries its headers, and leads on.

mod common;

use axum::http::StatusCode;
use common::{CHARTER, START, Site};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{
    Ballot, Choice, Contest, ContestOption, GovernanceAction, Side,
};
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_machine::testing::Actor;
use polity_types::{Amount, AssetId, Hash};

const CIRCLE: &str = include_str!("../../../charters/reading-circle.md");

#[tokio::test]
async fn every_page_reads_without_scripts_and_leads_on() {
    let site = Site::new();
    let founder = Actor::named("founder").person;
    let person = format!("/people/{founder}");
    let pages = [
        "/",
        "/people",
        person.as_str(),
        "/decisions",
        "/offices",
        "/treasury",
        "/treasury/statement?account=fund-common&asset=LTC",
        "/spending",
        "/dues",
        "/charter",
        "/stages",
        "/census",
        "/log",
        "/log?seals=true",
        "/log/0",
        "/log/1",
        "/check",
        "/search",
        "/search?q=table",
        "/me",
    ];
    for page in pages {
        let (status, html, headers) = site.get(&format!("/s/SOCIETY{page}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(html.contains("<h1") && html.contains("The Long Table"), "{page}");
        for other in [
            "/people",
            "/decisions",
            "/offices",
            "/treasury",
            "/charter",
            "/census",
            "/log",
            "/check",
            "/search",
            "/me",
        ] {
            assert!(html.contains(&format!("{}{other}\"", site.society)), "{page} to {other}");
        }
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{page}");
        assert!(!html.contains("<script>") && !html.contains("style=\""), "{page}");
        for loading in ["src=\"http", "href=\"http", "action=\"http", "url("] {
            assert!(!html.contains(loading), "{page}");
        }
        let tables = html.matches("<table").count();
        assert_eq!(html.matches("tabindex=\"0\"><table").count(), tables, "{page}: by keyboard");
        let cells = html.matches("<td").count();
        assert_eq!(html.matches("data-label=").count(), cells, "{page}: on a phone");
    }
}

#[tokio::test]
async fn fonts_are_served_from_here() {
    let site = Site::new();
    let (_, css, _) = site.get("/assets/style.css").await;
    let fonts = css.split("url(").skip(1).filter_map(|rest| rest.split(')').next());
    let fonts: Vec<&str> = fonts.collect();
    assert!(fonts.len() >= 5, "{fonts:?}");
    let (_, html, _) = site.get("/s/SOCIETY/").await;
    let early = html.split("rel=\"preload\" href=\"").skip(1);
    let early: Vec<&str> = early.filter_map(|rest| rest.split('"').next()).collect();
    assert!(!early.is_empty() && early.iter().all(|font| fonts.contains(font)), "{early:?}");
    for font in fonts {
        let (status, _, headers) = site.get(font).await;
        assert_eq!(status, StatusCode::OK, "{font}");
        assert_eq!(headers["content-type"], "font/woff2", "{font}");
    }
    let (status, ..) = site.get("/assets/fonts/other.woff2").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_lost_is_told_so_and_shown_a_way_out() {
    let site = Site::new();
    for path in [
        "/nowhere",
        "/s/society1xyz/people",
        "/s/SOCIETY/people/person1x",
        "/s/SOCIETY/nowhere",
        "/s/SOCIETY/log/9999",
        "/s/SOCIETY/decisions/18446744073709551615",
    ] {
        let (status, html, _) = site.get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(html.contains("href=\"/\""), "{path}");
        let has_bar = html.contains("aria-label=\"Pages\"") && html.contains("The Long Table");
        assert_eq!(has_bar, path.starts_with("/s/SOCIETY/"), "{path}");
    }
    let beyond = "18446744073709551615";
    for path in
        ["people?after=", "decisions?before=", "treasury?before=", "api/v1/postings?before="]
    {
        let (status, ..) = site.get(&format!("/s/SOCIETY/{path}{beyond}")).await;
        assert_eq!(status, StatusCode::OK, "{path}");
    }
    let (status, json, _) = site.get("/s/SOCIETY/api/v1/entries/9999").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(json.contains("http.not_found"), "{json}");
}

#[tokio::test]
async fn an_operation_is_answered_with_a_receipt_or_with_the_reason() {
    let site = Site::new();
    let ana = Actor::named("ana");
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    let bytes = ana.envelope(register, site.society, START, 1).to_bytes();
    let path = "/s/SOCIETY/api/v1/operations";
    let (status, receipt) = site.post(path, bytes.clone()).await;
    assert_eq!(status, StatusCode::OK, "{receipt}");
    assert!(receipt.contains("\"inclusion\"") && receipt.contains("polity/society1"), "{receipt}");
    let (status, refusal) = site.post(path, bytes).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refusal.contains("operation.replayed"), "{refusal}");
    let vouch = MembershipAction::Vouch { applicant: ana.person };
    let vouch = ana.envelope(vouch, site.society, START, 2).to_bytes();
    let (_, refusal) = site.post(path, vouch).await;
    assert!(refusal.contains("charter.no_power") && refusal.contains("next_step"), "{refusal}");
    let (status, _) = site.post(path, vec![b'x'; 100 * 1_024]).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn figures_come_with_a_proof_that_a_stranger_verifies() {
    let site = Site::new();
    let (status, bundle, _) =
        site.get("/s/SOCIETY/api/v1/proof?keys=membership/rolls&entry=0").await;
    assert_eq!(status, StatusCode::OK, "{bundle}");
    let verified = polity_ledger::verify::verify(bundle.as_bytes(), &site.society, None).unwrap();
    assert_eq!(verified.claims.len(), 2);
    let (_, note, _) = site.get("/s/SOCIETY/checkpoint").await;
    assert!(note.starts_with(&format!("polity/{}\n", site.society)), "{note}");
    let (status, ..) = site.get("/s/SOCIETY/tile/0/000.p/2").await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn lists_and_search_show_what_was_waited_for() {
    let site = Site::new();
    let ana = Actor::named("ana");
    let path = "/s/SOCIETY/api/v1/operations?wait=view";
    let register = IdentityAction::Register { inception: ana.inception.clone() };
    let register = ana.envelope(register, site.society, START, 1).to_bytes();
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    let apply = ana.envelope(apply, site.society, START, 2).to_bytes();
    for bytes in [register, apply] {
        let (status, receipt) = site.post(path, bytes).await;
        assert_eq!(status, StatusCode::OK, "{receipt}");
    }
    let short = ana.person.to_string().chars().take(16).collect::<String>();
    let (_, html, _) = site.get("/s/SOCIETY/people").await;
    assert!(html.contains("Waiting to join") && html.contains(&short), "{html}");
    let (_, html, _) = site.get("/s/SOCIETY/").await;
    assert!(html.contains("Apply for membership") && html.contains(&short), "{html}");
    let (status, json, _) = site.get("/s/SOCIETY/api/v1/search?q=table").await;
    assert_eq!(status, StatusCode::OK);
    assert!(json.contains("\"kind\":\"charter\""), "{json}");
    let (status, ..) = site.get(&format!("/s/SOCIETY/search?q={}", "x".repeat(201))).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    let (status, html, _) = site.get("/s/SOCIETY/search?q=%3Cscript%3E%22").await;
    assert_eq!(status, StatusCode::OK);
    assert!(!html.contains("<script>"), "{html}");
    let (status, ..) = site.post("/s/SOCIETY/api/v1/operations?wait=forever", vec![]).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_decision_shows_its_arguments_and_a_person_what_they_did() {
    let site = Site::new();
    let founder = Actor::named("founder");
    let mut records = Vec::new();
    let charter = include_str!("../../../charters/reading-circle.md");
    let amended = charter.replace("The Long Table", "The Longer Table");
    for text in ["# A longer table\n", "There are <b>many</b> of us now.\n", amended.as_str()] {
        let (status, hash) = site.post("/s/SOCIETY/api/v1/records", text.into()).await;
        assert_eq!(status, StatusCode::OK, "{hash}");
        records.push(hash.trim_matches('"').parse::<Hash>().unwrap());
    }
    let [text, argument, amendment] = records.as_slice() else { panic!("three records") };
    let replaces = Hash::of(charter.as_bytes());
    let actions = vec![CharterAction::Amend { replaces, text: *amendment }.into()];
    let procedure = "amendment".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text: *text };
    let argue = GovernanceAction::Argue { proposal: 1, side: Side::Against, text: *argument };
    for (nonce, action) in [(1, propose), (2, argue)] {
        let bytes = founder.envelope(action, site.society, START, nonce).to_bytes();
        let (status, answer) = site.post("/s/SOCIETY/api/v1/operations?wait=view", bytes).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    let (_, html, _) = site.get("/s/SOCIETY/decisions/1").await;
    assert!(html.contains("<h3>Against</h3>") && html.contains("many"), "{html}");
    assert!(!html.contains("<b>"), "what people write is text: {html}");
    let (_, html, _) = site.get(&format!("/s/SOCIETY/people/{}", founder.person)).await;
    assert!(html.contains("What they did") && html.contains("Put a proposal"), "{html}");
}

/// Asks for a page as a browser does that reads at `long-table.example`.
async fn read(site: &Site, path: &str) -> String {
    let (status, html, _) = site.get_at(&format!("/s/SOCIETY{path}"), "long-table.example").await;
    assert_eq!(status, StatusCode::OK, "{path}: {html}");
    html
}

/// Asserts that a page holds all of some words.
fn holds(html: &str, words: &[&str]) {
    let html = html.replace("<bdi>", "").replace("</bdi>", "");
    for wanted in words {
        assert!(html.contains(wanted), "{wanted:?} is not in {html}");
    }
}

const AT: &str = "--url http://long-table.example";

/// Checks that what moved is on a statement and in the books for other programs.
async fn the_books_are_shown(site: &Site) {
    let html = read(site, "/treasury/statement?account=fund-common&asset=LTC").await;
    holds(&html, &["Every line follows", "37.50", "decision 1", "no category"]);
    let path = format!("/s/{}/api/v1/books?format=beancount", site.society);
    let (_, ledger, headers) = site.get(&path).await;
    assert!(ledger.contains("Equity:Funds:Fund-common  -37.50 LTC"), "{ledger}");
    let name = headers.get("content-disposition").and_then(|name| name.to_str().ok());
    assert_eq!(name, Some("attachment; filename=\"books.beancount\""));
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
        &read(&site, "/decisions/1").await,
        &[
            "It is in discussion. Voting opens on",
            "Issues 50.00 LTC of the society&#39;s own credit to the common fund"
                .replace("&#39;", "'")
                .as_str(),
            "Pays 12.50 LTC from the common fund to",
            "A copper &#60;kettle&#62;",
            "Brought by",
            "charter#rule-decision.amendment",
            "If it passes, it takes effect by itself on",
            "None yet.",
            &format!("polity proposal argue 1 --side for --text FILE {AT}"),
        ],
    );
    assert!(read(&site, "/").await.contains("A kettle"), "what is open stands on the first page");

    site.pass(3).await;
    let html = read(&site, "/decisions/1").await;
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
    let html = read(&site, "/decisions/1").await;
    holds(
        &html,
        &["as the ballots stand it would pass", "<td role=\"cell\" data-label=\"Choice\">Yes</td>"],
    );

    site.pass(7).await;
    let html = read(&site, "/decisions/1").await;
    holds(
        &html,
        &["It passed. It takes effect by itself on", &format!("polity proposal object 1 {AT}")],
    );

    site.pass(5).await;
    let html = read(&site, "/decisions/1").await;
    holds(
        &html,
        &["It took effect on", "Pays 12.50 LTC", "Had to vote, for it to count", "entry "],
    );
    assert!(!html.contains("polity ballot cast"), "it is over: {html}");
    let (amount, to) = (Amount::from(250_u64), AccountId::Person(ana.person));
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    let transfer = TreasuryAction::Transfer { amount, asset, category: None, memo: None, to };
    site.act(&founder, transfer, 4).await;
    let html = read(&site, "/treasury").await;
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
            "Proof of fund-common",
            "which means 0",
            "the society&#39;s own credit",
            "Statement of fund-common in LTC",
        ],
    );
    the_books_are_shown(&site).await;
    let html = read(&site, "/").await;
    holds(&html, &["Held by the common fund", "37.50 LTC"]);
    let html = read(&site, &format!("/people/{}", founder.person)).await;
    holds(&html, &["this person founded the society", "10.00 LTC"]);
}

#[tokio::test]
async fn coming_and_going_have_their_dates_and_their_commands() {
    let site = Site::new();
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    let page = format!("/people/{}", ana.person);
    let html = read(&site, &page).await;
    holds(
        &html,
        &["<h1>Applicant</h1>", "nobody yet (of 2 needed)", "polity member vouch person1"],
    );
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 3).await;
    let charter = Hash::of(include_bytes!("../../../charters/reading-circle.md"));
    site.act(&ana, MembershipAction::Swear { charter }, 4).await;
    let joined = site.time().to_string();
    site.pass(15).await;
    let html = read(&site, &page).await;
    holds(&html, &["<title>Member 2 ", "Full member since", "version 1</a>"]);
    site.act(&ana, MembershipAction::Leave {}, 5).await;
    let left = site.time().to_string();
    for path in [page.as_str(), "/people"] {
        let html = read(&site, path).await;
        holds(&html, &["no longer a member", "Left"]);
        holds(&html, &[&format!("datetime=\"{joined}\""), &format!("datetime=\"{left}\"")]);
    }
    let html = read(&site, "/people").await;
    holds(
        &html,
        &[
            ", founder",
            &format!("polity member apply {AT}"),
            &format!("polity member swear {AT}"),
            &format!("polity member leave {AT}"),
            &format!("polity treasury take-out TO AMOUNT ASSET {AT}"),
            "you get your old number again",
            &charter.to_string(),
        ],
    );
    let html = read(&site, &format!("/log?by={}", ana.person)).await;
    holds(&html, &["Leave", "Entry "]);
    assert!(!html.contains("stranger") && html.matches("<tr ").count() == 5, "{html}");
}

#[tokio::test]
async fn the_charter_says_what_one_promises_and_which_rights_stay() {
    let site = Site::new();
    let html = read(&site, "/charter").await;
    holds(
        &html,
        &[
            "href=\"#rules\"",
            "What one promises",
            "Rights that no charter can take away",
            "Version 1, in force",
            "id=\"rule-decision.amendment\"",
        ],
    );
    assert!(!html.contains("Everyone concerned") && !html.contains("needs no line"), "{html}");
    let html = read(&site, "/search?q=founder").await;
    holds(&html, &["places hold", "rule in plain words", "charter#rule-power."]);
    let html = read(&site, "/search?q=vouches").await;
    assert!(!html.contains('`') && !html.contains("[["), "{html}");
    let html = read(&site, "/").await;
    holds(&html, &["It is a startup society.", "It was founded on", "Nothing is open."]);
    let html = read(&site, "/log").await;
    holds(&html, &["The founding", "/log?seals=true"]);
    let html = read(&site, "/log?seals=true").await;
    holds(&html, &["Seal of batch 0: 0 operations"]);
    let html = read(&site, "/check").await;
    holds(&html, &["polity audit http://long-table.example --society society1"]);
}

#[tokio::test]
async fn an_office_shows_who_stands_and_the_election_that_is_on() {
    let office = "\n```toml\n[[office]]\nid = \"keeper\"\nname = \"Keeper of the books\"\n\
                  seats = 1\nterm = \"1 year\"\nfilled = \"decision: amendment\"\n\
                  recalled = \"decision: amendment\"\n```\n";
    let site =
        Site::under(&format!("{}{office}", include_str!("../../../charters/reading-circle.md")));
    let founder = Actor::named("founder");
    let html = read(&site, "/offices").await;
    holds(&html, &["Keeper of the books", "1 seat is free", "polity office stand keeper"]);
    assert!(!html.contains("Who stands"), "{html}");
    let office = || "keeper".to_owned();
    site.act(&founder, OfficesAction::Stand { office: office() }, 1).await;
    site.act(&founder, OfficesAction::CallElection { office: office() }, 2).await;
    let html = read(&site, "/offices").await;
    holds(&html, &["Who stands", "Member 1", "/decisions/1\">proposal 1"]);
    let html = read(&site, "/decisions").await;
    holds(&html, &["Election: who holds the office keeper"]);
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
async fn the_stages_say_where_the_society_stands_and_what_comes_next() {
    let (_, none, _) = Site::new().get("/s/SOCIETY/stages").await;
    assert!(none.contains("has no stages") && none.contains("The society has 1 member."), "{none}");

    let site = Site::under(&format!("{CHARTER}{STAGES}"));
    let (status, first, _) = site.get("/s/SOCIETY/stages").await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert!(first.contains("is at the stage <strong>A few friends</strong>"), "{first}");
    assert!(first.contains("With 2 members (1 more)."), "{first}");
    let passes = "<li>The power to decline applications passes from the founder to the decision \
                  &#34;amendment&#34;.</li>";
    assert!(first.contains(passes), "{first}");
    let (_, charter, _) = site.get("/s/SOCIETY/charter").await;
    assert!(charter.contains("/stages\""), "the charter leads to its stages");

    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    let inception = ana.inception.clone();
    site.act(&ana, IdentityAction::Register { inception }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 1).await;
    let charter = Hash::of(format!("{CHARTER}{STAGES}").as_bytes());
    site.act(&ana, MembershipAction::Swear { charter }, 3).await;
    // It comes with the next batch.
    let bob = Actor::named("bob");
    let inception = bob.inception.clone();
    site.act(&bob, IdentityAction::Register { inception }, 1).await;
    let (_, second, _) = site.get("/s/SOCIETY/stages").await;
    assert!(
        second.contains("has 2 members and is at the stage <strong>Several of us<"),
        "{second}"
    );
    assert_eq!(second.matches("aria-current=\"step\"").count(), 1, "{second}");
    let later = "With 40 members, and on 2035-01-01 at the latest (38 more, or in ";
    assert!(second.contains(later), "{second}");
    let narrower = "<li>The power to invite people passes from any member to any member past \
                    probation.</li>";
    assert!(second.contains(narrower), "{second}");
}

#[tokio::test]
async fn a_choice_among_options_shows_how_it_was_counted() {
    let decision = "\n```toml\n[[decision]]\nid = \"choosing\"\nelectorate = \"members\"\n\
                    method = \"irv\"\nquorum = \"50%\"\ndiscussion = \"none\"\nvoting = \"1 day\"\n\
                    grace = \"none\"\n```\n";
    let site = Site::under(&format!("{CIRCLE}{decision}"));
    let founder = Actor::named("founder");
    let (_, hash) = site.post("/s/SOCIETY/api/v1/records", b"What next?\n".to_vec()).await;
    let text = hash.trim_matches('"').parse::<Hash>().unwrap();
    let option = |title: &str| ContestOption { actions: Vec::new(), title: title.into() };
    let options = vec![option("An oven"), option("A roof"), option("Nothing")];
    let contest = Some(Contest { budget: None, choose: 1, options });
    let (actions, procedure) = (Vec::new(), "choosing".to_owned());
    let propose = GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
    site.act(&founder, propose, 1).await;
    site.pass(1).await;
    let ballot = Ballot::Open { choice: Choice::Rank(vec![vec![1], vec![0]]) };
    let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
    let open = read(&site, "/decisions/1").await;
    holds(&open, &["Among what is chosen", "An oven", "A roof"]);
    assert!(!open.contains("How it was counted"), "{open}");
    site.act(&founder, cast, 2).await;
    site.pass(2).await;
    let html = read(&site, "/decisions/1").await;
    holds(&html, &["How it was counted", "A roof", "(taken)", "<table>", "ank=2&#62;1"]);
}

/// GOV-16, GOV-18: a person's page says who votes for them, for how many they vote, and how they did.
#[tokio::test]
async fn a_delegates_page_shows_whose_votes_they_carry_and_what_they_did_with_them() {
    let charter = include_str!("../../../charters/reading-circle.md")
        .replace("admission.probation = \"14 days\"", "admission.probation = \"none\"")
        .replace("discussion = \"2 days\"", "discussion = \"none\"")
        .replace("id         = \"amendment\"", "id = \"amendment\"\ndelegation = \"yes\"");
    let site = Site::under(&charter);
    let (founder, ana) = (Actor::named("founder"), Actor::named("ana"));
    site.act(&ana, IdentityAction::Register { inception: ana.inception.clone() }, 1).await;
    site.act(&ana, MembershipAction::Apply { invitation: None, letter: None }, 2).await;
    site.act(&founder, MembershipAction::Admit { applicant: ana.person }, 3).await;
    let hash = Hash::of(charter.as_bytes());
    site.act(&ana, MembershipAction::Swear { charter: hash }, 4).await;
    let delegate = GovernanceAction::Delegate {
        delegate: founder.person,
        replaces: None,
        topic: "amendment".into(),
        until: None,
    };
    site.act(&ana, delegate, 5).await;
    let text = site.text("# Bread for <all>\n").await;
    let account = "fund-bread".parse().unwrap();
    let actions = vec![TreasuryAction::OpenAccount { account }.into()];
    let procedure = "amendment".to_owned();
    let propose =
        GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, propose, 6).await;
    // Voting opens with the next batch.
    let (ben, no) = (Actor::named("ben"), Choice::No);
    site.act(&ben, IdentityAction::Register { inception: ben.inception.clone() }, 7).await;
    let cast = |choice| GovernanceAction::CastBallot {
        ballot: Ballot::Open { choice },
        proposal: 1,
        replaces: None,
        round: 1,
    };
    site.act(&founder, cast(Choice::Yes), 8).await;
    let page = format!("/people/{}", founder.person);
    let html = read(&site, &page).await;
    holds(&html, &["votes for 1 person on “amendment”", "How they voted", "Yes (2 votes)"]);
    holds(&html, &["/decisions/1\">Bread for &#60;all&#62;</a>"]);
    let html = read(&site, &format!("/people/{}", ana.person)).await;
    holds(&html, &["on “amendment”: <a href=", "votes for them"]);
    let html = read(&site, "/decisions/1").await;
    holds(&html, &["Yes (2 votes)"]);
    site.act(&ana, cast(no), 9).await;
    let html = read(&site, &page).await;
    assert!(html.contains("Yes</td>") && !html.contains("(2 votes)"), "{html}");
}

#[tokio::test]
async fn nothing_is_founded_where_a_society_is_served() {
    let site = Site::new();
    let (status, _, headers) = site.get("/found").await;
    assert_eq!((status.as_u16(), headers["location"].to_str().unwrap()), (303, "/"));
    let (status, charter, _) = site.get("/found/charters/reading-circle").await;
    assert!(
        status.as_u16() == 200 && charter.starts_with("# Charter of the Long Table"),
        "{charter}"
    );
    assert_eq!(site.get("/found/charters/nothing").await.0, 404);
    let (status, told) =
        site.post("/found/read", b"{\"charter\":\"\",\"code\":\"\"}".to_vec()).await;
    assert!(status.as_u16() == 404 && told.contains("society to be founded"), "{status} {told}");
}

/// Who would leave sees what they would take, why as much, and what they leave against.
#[tokio::test]
async fn a_share_is_shown_before_anybody_leaves() {
    let charter = CIRCLE
        .replace(
            "We read together",
            "`exit.share = \"equal\"` `exit.paid_within = \"30 days\"`\n\nWe read together",
        )
        .replace(
            "may   = \"treasury.issue\"\nwho   = \"decision: amendment\"\ngrace = \"5 days\"",
            "may   = \"treasury.issue\"\nwho   = \"founder\"\nup_to = \"100 LTC per 30 days\"",
        );
    let site = Site::under(&charter);
    let founder = Actor::named("founder");
    let asset: AssetId = "LTC".parse().unwrap();
    let (amount, to) = (Amount::from(500), "fund-common".parse().unwrap());
    let issue = TreasuryAction::Issue { amount, asset, category: None, memo: None, to };
    site.act(&founder, issue, 1).await;
    let path = format!("/people/{}/leave", founder.person);
    let html = read(&site, &path).await;
    holds(
        &html,
        &["an equal part", "5.00 LTC", "1.000000 of 1.000000 memberships", "Nothing waits"],
    );
    let part = read(&site, &format!("{path}?part=50&against=act-7,x")).await;
    holds(&part, &["50 % of the share", "2.50 LTC"]);
    let api = format!("/s/SOCIETY/api/v1/people/{}/share?part=250000", founder.person);
    let (status, json, _) = site.get(&api).await;
    assert_eq!(status, StatusCode::OK);
    assert!(json.contains("\"pays\":\"125\""), "{json}");
    let plain = Site::new();
    let (_, none, _) = plain.get(&format!("/s/SOCIETY{path}")).await;
    assert!(none.contains("The charter grants those who leave no share."), "{none}");
}
