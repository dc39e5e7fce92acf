//! Pages in the language of whoever reads, and in the words of the society.
#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

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
        assert!(text.contains("<html lang=\"fa\" dir=\"rtl\">"), "{page}");
        assert!(text.contains(">خانه</a>") && !text.contains(">Home</a>"), "{page}");
        let (_, text, _) = read(&site, &path, &[("accept-language", "de")]).await;
        assert!(text.contains("<html lang=\"en\" dir=\"ltr\">"), "{page}");
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
    for to in ["//evil.example/", "https://evil.example/", "/%5Cevil.example", "evil", "/%0d%0aa:b"]
    {
        let (status, _, to) = read(&site, &format!("/language/fa?to={to}"), &[]).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/"));
    }
}

#[tokio::test]
async fn a_society_is_shown_in_its_own_words() {
    let own = "member = citizen\nmembers = citizens\nMembers = Citizens\n";
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
