//! Pages in the language of whoever reads, and in the words of the society.
#![expect(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "tests fail by panicking, and count small numbers"
)]

mod common;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use common::Site;

async fn read(site: &Site, path: &str, headers: &[(&str, &str)]) -> (StatusCode, String, String) {
    let path = path.replace("SOCIETY", &site.society.to_string());
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (status, text, headers) = site.ask(request.body(Body::empty()).unwrap()).await;
    let cookie = headers.get("set-cookie").map(|value| value.to_str().unwrap().to_owned());
    let to = headers.get("location").map(|value| value.to_str().unwrap().to_owned());
    (status, text, to.or(cookie).unwrap_or_default())
}

const PAGES: [&str; 16] = [
    "",
    "people",
    "decisions",
    "offices",
    "panels",
    "treasury",
    "charter",
    "stages",
    "census",
    "log",
    "check",
    "me",
    "keys",
    "passport",
    "search",
    "spending",
];

#[tokio::test]
async fn every_page_is_in_the_language_that_the_browser_asks_for() {
    let site = Site::new();
    for page in PAGES {
        let path = format!("/s/SOCIETY/{page}");
        let (status, text, _) = read(&site, &path, &[("accept-language", "fa,en;q=0.5")]).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert!(text.contains("<html lang=\"fa\" dir=\"rtl\""), "{page}");
        assert!(text.contains(">خانه</a>") && !text.contains(">Home</a>"), "{page}");
        let (_, text, _) = read(&site, &path, &[("accept-language", "de")]).await;
        assert!(text.contains("<html lang=\"en\" dir=\"ltr\""), "{page}");
        assert!(text.contains(">Home</a>"), "{page}");
        assert!(text.contains("href=\"/language/fa?to=/s/society1"), "{page}");
    }
}

#[tokio::test]
async fn whoever_chooses_a_language_keeps_it_and_comes_back_to_the_page() {
    let site = Site::new();
    let (status, _, to) = read(&site, "/language/fa?to=/s/SOCIETY/people", &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(to, format!("/s/{}/people", site.society));
    let chosen = [("accept-language", "en"), ("cookie", "polity-language=fa")];
    let (_, text, _) = read(&site, "/s/SOCIETY/people", &chosen).await;
    assert!(text.contains("dir=\"rtl\""));
    let unknown = [("cookie", "polity-language=xx")];
    let (_, text, _) = read(&site, "/s/SOCIETY/people", &unknown).await;
    assert!(text.contains("dir=\"ltr\""));
    let (status, ..) = read(&site, "/language/xx?to=/", &[]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_choice_of_a_language_leads_to_no_other_address() {
    let site = Site::new();
    for to in [
        "//evil.example/",
        "https://evil.example/",
        "/%5Cevil.example",
        "evil",
        "/%0d%0aa:b",
        "/%00",
        "/%7f",
    ] {
        let (status, _, to) = read(&site, &format!("/language/fa?to={to}"), &[]).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
    }
}

#[tokio::test]
async fn a_society_is_shown_in_its_own_words() {
    let own = "member = citizen\n";
    let site = Site::with_words(own);
    let (_, text, _) = read(&site, "/s/SOCIETY/", &[]).await;
    assert!(text.contains("Citizens</dt>") && !text.contains("Members</dt>"), "{text}");
    // Other languages keep theirs.
    let (_, text, _) = read(&site, "/s/SOCIETY/", &[("accept-language", "fa")]).await;
    assert!(text.contains("اعضا</dt>"));
    let broken = Site::with_words("member = <script>\n");
    let (status, text, _) = read(&broken, "/s/SOCIETY/", &[]).await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("Members</dt>") && !text.contains("<script>"));
}

/// What may stand in Latin letters on a Persian page, and why.
const LATIN: [(&str, &str); 8] = [
    ("Polity", "the program's name"),
    ("English", "a language, by its own name"),
    ("Beancount", "another program's name"),
    ("Python", "a language of programs"),
    ("polity", "the program's command"),
    ("iCalendar", "a format's name"),
    ("Ed25519", "a format's name"),
    ("expense:food", "a category, as books write it"),
];
/// Elements whose text is code, or was written by somebody, or is drawn.
const APART: [&str; 7] = ["bdi", "code", "pre", "script", "style", "svg", "textarea"];

/// Returns the runs of Latin words of a Persian page: in its text, and in what is read aloud of its elements.
/// What is set apart (`bdi`, `dir`, class `id`, or the signs U+2068 and U+2069) is a name, an identifier or
/// somebody's own words.
fn latin(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    let mut within: Option<(String, usize)> = None;
    while let Some((text, after)) = rest.split_once('<') {
        if within.is_none() {
            foreign(text, &mut found);
        }
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        let is_end = tag.starts_with('/');
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if within.is_none() {
            for label in ["aria-label=\"", "title=\"", "placeholder=\"", "alt=\"", "data-label=\""]
            {
                let value = tag.split_once(label).and_then(|(_, after)| after.split('"').next());
                foreign(value.unwrap_or_default(), &mut found);
            }
        }
        let is_empty =
            tag.ends_with('/') || ["br", "img", "input", "link", "meta"].contains(&&*name);
        within = match within {
            None if !is_end && !is_empty && is_apart(&name, tag) => Some((name, 1)),
            Some((one, deep)) if one == name => {
                let deep = if is_end { deep - 1 } else { deep + 1 };
                (deep > 0).then_some((one, deep))
            }
            same => same,
        };
    }
    found
}

fn is_apart(name: &str, tag: &str) -> bool {
    let class = tag.split_once("class=\"").and_then(|(_, after)| after.split('"').next());
    let is_id = class.is_some_and(|class| class.split(' ').any(|one| one == "id"));
    is_id || APART.contains(&name) || tag.contains("dir=\"auto\"") || tag.contains("lang=\"en\"")
}

/// Notes a text that has Latin words outside of what is set apart: codes in capitals are none.
fn foreign(text: &str, found: &mut Vec<String>) {
    let mut plain = String::new();
    let mut deep = 0_usize;
    for c in text.chars() {
        match c {
            '\u{2068}' => deep += 1,
            '\u{2069}' => deep = deep.saturating_sub(1),
            c if deep == 0 => plain.push(c),
            _ => {}
        }
    }
    let plain = plain.split('&').enumerate().map(|(at, part)| match part.split_once(';') {
        Some((_, after)) if at > 0 => after,
        _ => part,
    });
    let plain = plain.collect::<Vec<_>>().join(" ");
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':');
    let is_word = |word: &&str| {
        word.len() > 1
            && word.contains(|c: char| c.is_ascii_lowercase())
            && LATIN.iter().all(|(known, _)| known != word)
    };
    // The name of an account, a fund or a method of a choice, as it is sent.
    let is_sent = plain.trim().contains(['-', ':']) && !plain.trim().contains(' ');
    if !is_sent && words.into_iter().any(|word| is_word(&word)) {
        found.push(text.trim().to_owned());
    }
}

#[test]
fn latin_words_are_found_where_they_are_read_and_not_where_they_are_set_apart() {
    let page = "<p>سلام you</p><p>سلام <bdi>Ana <bdi>x</bdi> says</bdi> <code>polity me</code></p>\
                <span class=\"soft id\">abc</span><b aria-label=\"Close it\">×</b>\u{2068}Name\u{2069} EUR";
    assert_eq!(latin(page), ["سلام you", "Close it"]);
}

/// Every page of a society in which something happened, in Persian: no word of the program is left in English.
#[tokio::test]
async fn no_page_has_english_words_left_in_persian() {
    let site = Site::new();
    let ana = polity_machine::testing::Actor::named("ana");
    site.act(
        &ana,
        polity_machine::modules::identity::IdentityAction::Register {
            inception: ana.inception.clone(),
        },
        1,
    )
    .await;
    site.act(
        &ana,
        polity_machine::modules::membership::MembershipAction::Apply {
            invitation: None,
            letter: None,
        },
        2,
    )
    .await;
    let founder = polity_machine::testing::Actor::named("founder").person;
    let mut pages: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    pages.extend([
        format!("people/{founder}"),
        format!("people/{founder}/leave"),
        format!("people/{}", ana.person),
        "log/0".to_owned(),
        "log/1".to_owned(),
        "search?q=book".to_owned(),
        "dues".to_owned(),
        "breaches".to_owned(),
        "nowhere".to_owned(),
    ]);
    let mut left = Vec::new();
    for page in ["/nowhere", "/s/society1nowhere/"] {
        let (_, text, _) = read(&site, page, &[("accept-language", "fa")]).await;
        assert!(text.contains("<html lang=\"fa\" dir=\"rtl\">"), "{page}");
        left.extend(latin(&text).into_iter().map(|words| format!("{page}: {words}")));
    }
    for page in pages {
        let path = format!("/s/SOCIETY/{page}");
        let (_, text, _) = read(&site, &path, &[("accept-language", "fa")]).await;
        // A title ends in the society's name, which no element can set apart there.
        let text = text.replace("· The Long Table", "");
        left.extend(latin(&text).into_iter().map(|words| format!("{page}: {words}")));
    }
    assert!(left.is_empty(), "{left:#?}");
}
