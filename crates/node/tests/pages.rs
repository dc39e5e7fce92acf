//! Every page reads without JavaScript, carries its headers, and leads on.

#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking, and counts small numbers"
)]

mod common;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use common::{START, Site, holds};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::governance::{
    Ballot, Choice, Contest, ContestOption, GovernanceAction, Side,
};
use polity_machine::modules::treasury::TreasuryAction;
use polity_machine::testing::Actor;
use polity_types::Hash;

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
        "/charter/rules",
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
        "/keys",
        "/passport",
        "/mail",
        "/panels",
        "/breaches",
        "/acts",
        "/machine",
        "/signals",
        "/forks",
        "/campaigns",
    ];
    for page in pages {
        let (status, html, headers) = site.get(&format!("/s/SOCIETY{page}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(html.contains("<h1") && html.contains("The Long Table"), "{page}");
        // What is printed says of which society it is, which of all that are called so, and where it was read.
        let id = site.society;
        let said = [
            "The Long Table",
            &id.to_string(),
            &format!("http://localhost:7171/s/{id}{}", page.replace('&', "&#38;")),
        ];
        let imprint =
            html.split("class=\"imprint").nth(1).and_then(|rest| rest.split("</p>").next());
        let imprint = imprint.unwrap_or_default();
        assert!(said.iter().all(|part| imprint.contains(part)), "{page}: {imprint}");
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
        assert_eq!(headers["cross-origin-resource-policy"], "same-origin", "{page}");
        let devices = headers["permissions-policy"].to_str().unwrap();
        assert!(devices.contains("geolocation=()"), "{page}");
        assert!(!html.contains("<script>") && !html.contains("style=\""), "{page}");
        for loading in ["src=\"http", "href=\"http", "action=\"http", "url("] {
            assert!(!html.contains(loading), "{page}");
        }
        let tables = html.matches("<table").count();
        assert_eq!(html.matches("tabindex=\"0\"><table").count(), tables, "{page}: by keyboard");
        holds(
            &html,
            &[
                "<meta name=\"viewport\" content=\"width=device-width",
                "<meta name=\"description\" content=\"The Long Table: ",
            ],
        );
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
    // Where one society is served, its pages are found without its name.
    let (status, _, headers) = site.get("/treasury/statement").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let there = format!("/s/{}/treasury/statement", site.society);
    assert_eq!(headers["location"], there.as_str());
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
    // What it changes is said in sentences; of the old text its title and its version, and not how it begins.
    holds(
        &html,
        &["Nobody gains or loses a power by it.", "The society is called The Longer Table."],
    );
    holds(&html, &["Until now: The society is called The Long Table.", "It replaces <a href="]);
    holds(&html, &["Charter of the Long Table</a>, version 1, in force since"]);
    assert!(!html.contains("In the place of") && !html.contains("# Charter of"), "{html}");
    let (_, html, _) = site.get(&format!("/s/SOCIETY/people/{}", founder.person)).await;
    assert!(
        html.contains("What they did") && html.contains("Proposes, to be decided by the rule"),
        "{html}"
    );
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
    let open = site.read("/decisions/1").await;
    holds(&open, &["Among what is chosen", "An oven", "A roof"]);
    assert!(!open.contains("How it was counted"), "{open}");
    site.act(&founder, cast, 2).await;
    site.pass(2).await;
    let html = site.read("/decisions/1").await;
    holds(&html, &["How it was counted", "A roof", "(taken)", "<table>", "ank=2&gt;1"]);
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

/// Scripts that one page may load at most before anybody presses anything, and all that it may have but fonts. Unit:
/// bytes, as they are before they are packed.
const SCRIPT_BYTES_MAX: usize = 50 * 1_024;
const PAGE_BYTES_MAX: usize = 100 * 1_024;

/// Returns the bytes of a script with all that it imports by itself, but for what is loaded already; what it
/// loads later, it loads for a reason.
async fn script_bytes(site: &Site, first: &str, seen: &mut BTreeSet<String>) -> usize {
    let (mut open, mut bytes) = (vec![first.to_owned()], 0);
    while let Some(script) = open.pop() {
        if !seen.insert(script.clone()) {
            continue;
        }
        let (status, text, _) = site.get(&script).await;
        assert_eq!(status, StatusCode::OK, "{script}");
        bytes += text.len();
        let imported =
            text.lines().filter(|line| line.starts_with("import") || line.starts_with("export*"));
        let imported = imported.filter_map(|line| line.split("\"./").nth(1)?.split('"').next());
        let folder = script.rsplit_once('/').unwrap().0;
        open.extend(imported.map(|file| format!("{folder}/{file}")));
    }
    bytes
}

#[tokio::test]
async fn no_page_is_large() {
    let site = Site::new();
    let founder = Actor::named("founder");
    let text = site.text("# A longer table\n").await;
    let actions = vec![TreasuryAction::OpenAccount { account: "fund-x".parse().unwrap() }.into()];
    let procedure = "amendment".to_owned();
    let new = GovernanceAction::Propose { actions, contest: None, deposit: None, procedure, text };
    site.act(&founder, new, 1).await;
    let (_, style, _) = site.get("/assets/style.css").await;
    let own = format!("/people/{}", founder.person);
    let leave = format!("{own}/leave");
    let mut measured = 0;
    let pages = [
        "/",
        "/people",
        &own,
        &leave,
        "/decisions",
        "/decisions/1",
        "/decisions/1/paper",
        "/offices",
        "/panels",
        "/breaches",
        "/acts",
        "/machine",
        "/signals",
        "/forks",
        "/campaigns",
        "/treasury",
        "/treasury/statement?account=fund-common&asset=LTC",
        "/spending",
        "/dues",
        "/charter",
        "/stages",
        "/census",
        "/log",
        "/log/1",
        "/check",
        "/search?q=table",
        "/me",
        "/keys",
        "/passport",
        "/mail",
    ];
    for (code, page) in ["en", "fa"].iter().flat_map(|code| pages.map(|page| (code, page))) {
        let uri = format!("/s/{}{page}", site.society);
        let request = Request::get(uri).header("accept-language", *code);
        let (status, html, _) = site.ask(request.body(Body::empty()).unwrap()).await;
        assert!(status == StatusCode::OK && html.contains(&format!("lang=\"{code}\"")), "{page}");
        let (mut scripts, mut seen) = (0, BTreeSet::new());
        for script in html.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if script.rsplit('.').next() == Some("js") {
                scripts += script_bytes(&site, script, &mut seen).await;
                measured += 1;
            }
        }
        assert!(scripts <= SCRIPT_BYTES_MAX, "{page}, {code}: {scripts} bytes of scripts");
        let brings = page == "/treasury" && seen.len() < 8;
        assert!(!brings, "what scripts bring is measured: {seen:?}");
        let whole = html.len() + style.len() + scripts;
        assert!(whole <= PAGE_BYTES_MAX, "{page}, {code}: {whole} bytes");
    }
    assert!(measured > 60, "{measured} scripts were measured");
}

/// With many funds the treasury is no larger than with some: they are on pages of their own.
#[tokio::test]
async fn sixty_funds_fit_on_the_treasury() {
    let power = "\n```toml\n[[power]]\nid = \"funds\"\nmay = \"treasury.open_account\"\nwho = \"founder\"\n```\n";
    let site = Site::under(&format!("{CIRCLE}{power}"));
    let founder = Actor::named("founder");
    for number in 10..70 {
        let account = format!("fund-house-{number}").parse().unwrap();
        site.act(&founder, TreasuryAction::OpenAccount { account }, number).await;
    }
    let (_, style, _) = site.get("/assets/style.css").await;
    let (mut page, mut shown) = ("/treasury".to_owned(), BTreeSet::new());
    for _ in 0..10 {
        let html = site.read(&page).await;
        let (mut whole, mut seen) = (html.len() + style.len(), BTreeSet::new());
        for script in html.split("src=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            whole += script_bytes(&site, script, &mut seen).await;
        }
        assert!(whole <= PAGE_BYTES_MAX, "{page}: {whole} bytes");
        let rows = html.split("statement?account=").skip(1);
        shown.extend(rows.filter_map(|row| Some(row.split('&').next()?.to_owned())));
        let mut links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let more = links.find_map(|link| link.split_once("treasury?funds="));
        let Some((_, more)) = more else { break };
        page = format!("/treasury?funds={}", more.split('#').next().unwrap());
    }
    assert_eq!(shown.len(), 61, "{shown:?}");
}

/// A ballot on paper asks what the page asks, and says that paper alone does not count.
#[tokio::test]
async fn a_ballot_and_its_result_are_there_on_paper() {
    let decision = "\n```toml\n[[decision]]\nid = \"choosing\"\nelectorate = \"members\"\n\
                    method = \"irv\"\nquorum = \"50%\"\ndiscussion = \"none\"\nvoting = \"1 day\"\n\
                    grace = \"none\"\n```\n";
    let site = Site::under(&format!("{CIRCLE}{decision}"));
    let founder = Actor::named("founder");
    let text = site.text("# What next?\n").await;
    let option = |title: &str| ContestOption { actions: Vec::new(), title: title.into() };
    let options = vec![option("An oven"), option("A <roof>")];
    let contest = Some(Contest { budget: None, choose: 1, options });
    let (actions, procedure) = (Vec::new(), "choosing".to_owned());
    let new = GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
    site.act(&founder, new, 1).await;
    let before = site.read("/decisions/1/paper").await;
    assert!(!before.contains("class=\"boxes\""), "{before}");
    site.pass(1).await;
    let paper = site.read("/decisions/1/paper").await;
    holds(
        &paper,
        &["What next?", "1. An oven", "2. A &#60;roof&#62;", "1 for the first", "Signature"],
    );
    holds(&paper, &["Paper alone does not count here"]);
    assert_eq!(paper.matches("class=\"box wide\"").count(), 2, "{paper}");
    let ballot = Ballot::Open { choice: Choice::Rank(vec![vec![1], vec![0]]) };
    let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
    site.act(&founder, cast, 2).await;
    site.pass(2).await;
    let result = site.read("/decisions/1/paper").await;
    holds(&result, &["Result", "(taken)", "How it was counted", "polity verify proof.json"]);
    assert!(!result.contains("Signature"), "{result}");
    let (status, ..) = site.get("/s/SOCIETY/decisions/9/paper").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
