//! A passport holds for who asked, once, and says why it does not for anybody else.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::Site;
use polity_ledger::passport::{AGE_MAX, Asked, check};
use polity_machine::testing::{Actor, key_of, public};
use polity_types::presentation::{Passport, Presentation};
use polity_types::refusal::Explain as _;
use polity_types::signature::Signature;
use polity_types::{Base64, Hash, SocietyId, Timestamp};

/// Returns what one has who shows themselves with the key of a name.
async fn shown(site: &Site, person: &Actor, key: &str, audience: &str) -> Vec<u8> {
    let key = key_of(key);
    let presentation = Presentation {
        audience: audience.into(),
        key: public(&key),
        nonce: Base64(vec![5; 12]),
        person: person.person,
        society: site.society,
        time: site.time(),
    };
    let signature = Signature::plain(&key.sign(&presentation.signed_bytes()).to_bytes());
    let id = person.person;
    let keys = format!("identity/person/{id},membership/member/{id}");
    let (status, proof, _) = site.get(&format!("/s/SOCIETY/api/v1/proof?keys={keys}")).await;
    assert_eq!(status.as_u16(), 200, "{proof}");
    let proof = serde_json::value::RawValue::from_string(proof).unwrap();
    serde_json::to_vec(&Passport { presentation, proof, signature }).unwrap()
}

/// PER-12: each condition, at its boundary. SandeepVashishtha/Eventra#11073 and #11074: a scanner took any code, signed or
/// not, and took it again; here it is signed for one door and answers one question.
#[tokio::test]
async fn per_12_a_passport_holds_for_who_asked_and_nobody_else() {
    let site = Site::new();
    let founder = Actor::named("founder");
    let nonce = Base64(vec![5; 12]);
    let asked = |audience| Asked {
        age_max: AGE_MAX,
        audience,
        nonce: Some(&nonce),
        now: site.time(),
        society: site.society,
    };
    let passport = shown(&site, &founder, "founder", "The door").await;
    let held = check(&passport, &asked("The door")).unwrap();
    assert_eq!((held.person, held.card, held.standing.as_str()), (founder.person, Some(1), "full"));

    let code = |bytes: &[u8], asked: &Asked<'_>| check(bytes, asked).unwrap_err().code();
    assert_eq!(code(b"{}", &asked("The door")), "passport.form");
    assert_eq!(code(&passport, &asked("Another door")), "passport.other_audience");
    let other = Base64(vec![6; 12]);
    let answered = Asked { nonce: Some(&other), ..asked("The door") };
    assert_eq!(code(&passport, &answered), "passport.other_nonce");
    for (now, is_fresh) in [(600, true), (601, false)] {
        let late = Asked { now: Timestamp(site.time().0 + now), ..asked("The door") };
        let early = Asked { now: Timestamp(site.time().0 - now), ..asked("The door") };
        for moved in [late, early] {
            assert_eq!(check(&passport, &moved).is_ok(), is_fresh, "{now}");
        }
    }
    let elsewhere = Asked { society: SocietyId(Hash::of(b"x")), ..asked("The door") };
    assert_eq!(code(&passport, &elsewhere), "passport.proof");
    // Somebody else's key, and a stranger of whom nothing is proven but that there is nothing.
    let stolen = shown(&site, &founder, "thief", "The door").await;
    assert_eq!(code(&stolen, &asked("The door")), "passport.not_their_key");
    let stranger = shown(&site, &Actor::named("stranger"), "stranger", "The door").await;
    assert_eq!(code(&stranger, &asked("The door")), "passport.not_their_key");
    // A proof of something else, and a presentation that was changed afterwards.
    let mut other: serde_json::Value = serde_json::from_slice(&passport).unwrap();
    let (_, proof, _) = site.get("/s/SOCIETY/api/v1/proof?keys=charter/current").await;
    other["proof"] = serde_json::from_str(&proof).unwrap();
    assert_eq!(code(other.to_string().as_bytes(), &asked("The door")), "passport.not_proven");
    let text = String::from_utf8(passport).unwrap().replace("\"The door\"", "\"Any door\"");
    assert_eq!(code(text.as_bytes(), &asked("Any door")), "passport.signature");
}

#[tokio::test]
async fn browsers_are_told_where_passkeys_of_an_address_may_be_used_besides() {
    let site = Site::new();
    for host in ["localhost:7171", "elsewhere.example", ""] {
        let (status, told, headers) = site.get_at("/.well-known/webauthn", host).await;
        assert_eq!((status.as_u16(), told.as_str()), (200, "{\"origins\":[]}"), "{host}");
        assert_eq!(headers["content-type"], "application/json");
    }
}
