//! Passkeys, held to the addresses of the society.

use polity_types::passkey::Assertion;
use polity_types::refusal::Explain as _;
use polity_types::{Hash, PublicKey, Scope, Seconds};

use super::super::rules::check_assertion;
use super::super::state::PERSON;
use super::{grant, scene};
use crate::frame::batch::Outcome;
use crate::frame::state::Overlay;
use crate::modules::charter::{CharterAction, RelyingParty};
use crate::modules::membership::MembershipAction;

fn party() -> RelyingParty {
    let origins = vec!["https://lantern.example".into()];
    RelyingParty { id: "lantern.example".into(), origins }
}

fn good() -> Assertion {
    Assertion {
        origin: "https://lantern.example".into(),
        rp_id_hash: Hash::of(b"lantern.example"),
        is_user_present: true,
        is_user_verified: true,
        is_cross_origin: false,
    }
}

#[test]
fn ide_4_script_of_what_a_device_may_say() {
    let parties = [party()];
    let evil = "https://evil.example";
    let script = [
        (Some(good()), None),
        (None, Some("identity.passkey_silent")),
        (Some(Assertion { is_user_present: false, ..good() }), Some("identity.passkey_flags")),
        (Some(Assertion { is_user_verified: false, ..good() }), Some("identity.passkey_flags")),
        (
            Some(Assertion { is_cross_origin: true, ..good() }),
            Some("identity.passkey_cross_origin"),
        ),
        (Some(Assertion { origin: evil.into(), ..good() }), Some("identity.relying_party")),
        (
            Some(Assertion { origin: format!("{}/", good().origin), ..good() }),
            Some("identity.relying_party"),
        ),
        (
            Some(Assertion { rp_id_hash: Hash::of(b"example"), ..good() }),
            Some("identity.relying_party"),
        ),
    ];
    for (line, (said, refusal)) in script.into_iter().enumerate() {
        let code = check_assertion(said.as_ref(), &parties).err().map(|error| error.code());
        assert_eq!(code, refusal, "line {line}");
    }
    let nowhere = check_assertion(Some(&good()), &[]).unwrap_err().to_string();
    let expected =
        "Passkeys work here at no address; this one was used at \"https://lantern.example\".";
    assert_eq!(nowhere, expected);
}

#[test]
fn ide_4_at_this_machine_itself_an_address_without_a_port_stands_for_every_port() {
    let said = |id: &str, origin: &str| Assertion {
        origin: origin.into(),
        rp_id_hash: Hash::of(id.as_bytes()),
        ..good()
    };
    let listed =
        |id: &str, origin: &str| RelyingParty { id: id.into(), origins: vec![origin.into()] };
    let local = [listed("localhost", "http://localhost")];
    let at = |parties: &[RelyingParty], id: &str, origin: &str| {
        check_assertion(Some(&said(id, origin)), parties).is_ok()
    };
    for origin in ["http://localhost", "http://localhost:1", "http://localhost:7171"] {
        assert!(at(&local, "localhost", origin), "{origin}");
    }
    for origin in [
        "https://localhost:7171",
        "http://localhost:",
        "http://localhost:0",
        "http://localhost:07171",
        "http://localhost:70000",
        "http://localhost:7171/",
        "http://localhost:7171.evil.example",
        "http://localhost.evil.example:7171",
        "http://127.0.0.1:7171",
    ] {
        assert!(!at(&local, "localhost", origin), "{origin}");
    }
    // A port that is named is that one alone, and nowhere else does a port not count.
    let one = [listed("localhost", "http://localhost:7171")];
    assert!(at(&one, "localhost", "http://localhost:7171"));
    assert!(!at(&one, "localhost", "http://localhost:7172"));
    let public = [listed("lantern.example", "https://lantern.example")];
    assert!(!at(&public, "lantern.example", "https://lantern.example:7171"));
}

#[test]
fn ide_4_an_operation_by_passkey_counts_at_the_society_s_address() {
    let mut scene = scene();
    let passkey = PublicKey::Passkey([4; 65]);
    // Whether a passkey's signature fits is decided before the machine; here it has the key.
    let mut known = scene.known();
    known.keys.push(super::KeyGrant { key: passkey, ..grant("any", &[Scope::Keys]) });
    let mut overlay = Overlay::new(&scene.society.state);
    PERSON.put(&mut overlay, &scene.ana.person, &known);
    let delta = overlay.into_delta();
    scene.society.state.commit(delta);
    let leave = |scene: &mut super::Scene, said: Option<Assertion>| {
        let mut operation = scene.society.signed(&scene.ana.clone(), MembershipAction::Leave {});
        operation.operation.key = passkey;
        operation.assertion = said;
        match scene.society.batch(vec![operation]).outcomes.pop() {
            Some(Outcome::Refused(refusal)) => refusal.code,
            _ => "admitted".to_owned(),
        }
    };
    assert_eq!(leave(&mut scene, Some(good())), "identity.relying_party");
    let founder = scene.society.founder.clone();
    let set = CharterAction::SetRelyingParties { relying_parties: vec![party()] };
    scene.society.act(&founder, set).unwrap();
    scene.society.wait(Seconds::days(1));
    assert_eq!(leave(&mut scene, None), "identity.passkey_silent");
    let framed = Assertion { is_cross_origin: true, ..good() };
    assert_eq!(leave(&mut scene, Some(framed)), "identity.passkey_cross_origin");
    assert_eq!(leave(&mut scene, Some(good())), "admitted");
}
