//! What people are called, on pages and in the interface.

mod common;

use axum::http::StatusCode;
use common::Site;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::names::NamesAction;
use polity_machine::testing::Actor;

fn take(name: &str) -> NamesAction {
    NamesAction::Take { name: name.to_owned() }
}

#[tokio::test]
async fn a_name_stands_wherever_the_number_stood() {
    let site = Site::new();
    let founder = Actor::named("founder");
    let id = founder.person.to_string();
    let person = format!("/s/SOCIETY/people/{id}");
    let (_, before, _) = site.get("/s/SOCIETY/people").await;
    assert!(before.contains("<bdi>Member 1</bdi>") && !before.contains("Nora"));

    site.act(&founder, take("Nora O'Shea"), 1).await;

    for page in ["/s/SOCIETY/", "/s/SOCIETY/people", "/s/SOCIETY/log", "/s/SOCIETY/log/2"] {
        let (_, html, _) = site.get(page).await;
        assert!(
            html.contains("<bdi>Nora O&#39;Shea</bdi></a> <bdi class=\"id soft\">person1"),
            "{page}"
        );
        assert!(html.contains("<svg class=\"sign h"), "{page}");
    }
    let (_, html, _) = site.get(&person).await;
    assert!(html.contains("<bdi>Nora O&#39;Shea</bdi></h1>") && html.contains(&id), "{html}");
    // The number stays beside the name.
    assert!(html.contains("<dt>Number</dt><dd class=\"plain\">1</dd>"), "{html}");
    let (_, html, _) = site.get("/s/SOCIETY/people").await;
    assert!(html.contains("<span class=\"soft\">Member 1</span>"));
    let (_, html, _) = site.get("/s/SOCIETY/search?q=shea").await;
    assert!(
        html.contains(&format!("/people/{id}\"><bdi>Nora O&#39;<mark>Shea</mark></bdi></a>")),
        "{html}"
    );

    site.agrees("/s/{society}/api/v1/people/{person}", &format!("/s/SOCIETY/api/v1/people/{id}"))
        .await;
    let (_, told, _) = site.get(&format!("/s/SOCIETY/api/v1/people/{id}")).await;
    assert!(told.contains("\"name\":\"Nora O'Shea\",\"name_next\":"), "{told}");
    let names = format!("/s/SOCIETY/api/v1/names?of={id},{}", Actor::named("stranger").person);
    site.agrees("/s/{society}/api/v1/names", &names).await;
    let (_, told, _) = site.get(&names).await;
    assert_eq!(told, format!("[{{\"name\":\"Nora O'Shea\",\"person\":\"{id}\"}}]"));

    site.act(&founder, NamesAction::GiveUp {}, 2).await;
    let (_, html, _) = site.get("/s/SOCIETY/people").await;
    assert!(html.contains("<bdi>Member 1</bdi>") && !html.contains("Nora"));
}

#[tokio::test]
async fn names_are_asked_for_within_limits() {
    let site = Site::new();
    let id = Actor::named("founder").person.to_string();
    for (of, status) in [
        (vec![id.as_str(); 100].join(","), StatusCode::OK),
        (vec![id.as_str(); 101].join(","), StatusCode::TOO_MANY_REQUESTS),
        ("nobody".to_owned(), StatusCode::NOT_FOUND),
        (String::new(), StatusCode::NOT_FOUND),
    ] {
        let (got, body, _) = site.get(&format!("/s/SOCIETY/api/v1/names?of={of}")).await;
        assert_eq!(got, status, "{body}");
    }
}

/// Fields for people take a name, however it is written.
#[tokio::test]
async fn whoever_is_called_so_is_found_by_the_name() {
    let site = Site::new();
    let founder = Actor::named("founder");
    site.act(&founder, take("Ada"), 1).await;
    for (called, is_found) in [("Ada", true), ("ADA", true), ("Eve", false), ("", false)] {
        let path = format!("/s/SOCIETY/api/v1/names?called={called}");
        let (status, body, _) = site.get(&path).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body.contains(&founder.person.to_string()), is_found, "{called}: {body}");
    }
}

/// Fifty people with a name each are a page of a moderate size.
#[tokio::test]
async fn a_page_of_people_with_names_stays_small() {
    let site = Site::new();
    let founder = Actor::named("founder");
    let charter = polity_types::Hash::of(common::CHARTER.as_bytes());
    for number in 0..60 {
        let actor = Actor::named(&format!("member {number}"));
        let register = IdentityAction::Register { inception: actor.inception.clone() };
        site.act(&actor, register, 0).await;
        let apply = MembershipAction::Apply { invitation: None, letter: None };
        site.act(&actor, apply, 1).await;
        site.act(&founder, MembershipAction::Admit { applicant: actor.person }, 10 + number).await;
        site.act(&actor, MembershipAction::Swear { charter }, 2).await;
        let spelled = number.to_string().replace('0', "u").replace('1', "ba");
        site.act(&actor, take(&format!("Wanda x{spelled}")), 3).await;
    }
    let (_, html, _) = site.get("/s/SOCIETY/people").await;
    assert_eq!(html.matches("<svg class=\"sign").count(), 50);
    assert!(html.len() < 60_000, "{}", html.len());
}
