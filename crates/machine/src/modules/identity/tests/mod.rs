//! Identity, from outside: links of a chain adopted, refused, waiting.

use ed25519_zebra::SigningKey;
use polity_types::person::{
    Guardians, KeyChange, KeyGrant, KeySignature, RecoveryRule, SignedStatement, Statement,
};
use polity_types::{Base64, Hash, PublicKey, Scope, Seconds};

use super::{IdentityAction, query};
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society, key_of, public, sign};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"
```
"#;

fn grant(name: &str, scopes: &[Scope]) -> KeyGrant {
    KeyGrant { expires: None, key: public(&key_of(name)), scopes: scopes.to_vec() }
}

/// Returns a link after what the society knows, signed by the keys of some names.
fn link(society: &Society, actor: &Actor, change: KeyChange, signers: &[&str]) -> SignedStatement {
    let known = query::person(&society.state, actor.person).unwrap();
    let statement = Statement {
        change,
        person: actor.person,
        previous: known.head,
        sequence: known.sequence + 1,
    };
    let message = statement.signed_bytes();
    let signature = |name: &&str| {
        let key = key_of(name);
        KeySignature { key: public(&key), signature: sign(&key, &message) }
    };
    SignedStatement { signatures: signers.iter().map(signature).collect(), statement }
}

fn adopt(statement: SignedStatement) -> IdentityAction {
    IdentityAction::Adopt { statements: vec![statement] }
}

fn recovery() -> RecoveryRule {
    let guardians = Guardians { persons: Vec::new(), salt: Base64(vec![1; 16]) };
    RecoveryRule {
        commitment: guardians.commitment(),
        delay: Seconds::days(2),
        threshold: 1,
        threshold_disputed: 2,
    }
}

fn keys(society: &Society, actor: &Actor) -> Vec<PublicKey> {
    let known = query::person(&society.state, actor.person).unwrap();
    known.keys.iter().map(|grant| grant.key).collect()
}

/// Returns a society with Ana in it, who has applied and so is not forgotten.
fn society() -> (Society, Actor) {
    let mut society = Society::under(CHARTER);
    let ana = society.known("ana");
    society.act(&ana, MembershipAction::Apply { invitation: None, letter: None }).unwrap();
    (society, ana)
}

/// IDE-3, IDE-4 and IDE-5: each refusal. PER-2: links are numbered, and name the one before.
#[test]
fn ide_4_only_the_next_link_by_a_root_key_is_adopted() {
    let (mut society, ana) = society();
    let phone = KeyChange::AddKey { grant: grant("phone", &[Scope::Speak, Scope::Vote]) };
    let good = link(&society, &ana, phone.clone(), &["ana", "phone"]);
    let mut skipped = good.clone();
    skipped.statement.sequence += 1;
    let mut other_branch = good.clone();
    other_branch.statement.previous = Hash::of(b"another");
    let mut forged = good.clone();
    forged.signatures[0].signature.signature.0[0] ^= 1;
    let remove = |name: &str| KeyChange::RemoveKey { key: public(&key_of(name)) };
    let recover = KeyChange::Recover {
        guardians: Guardians { persons: Vec::new(), salt: Base64(vec![1; 16]) },
        keys: vec![grant("new", &Scope::ALL)],
    };
    let script = [
        (skipped, "identity.not_the_next"),
        (other_branch, "identity.not_the_next"),
        (forged, "person.signature"),
        (link(&society, &ana, phone.clone(), &["ana"]), "person.signature_count"),
        (link(&society, &ana, phone, &["phone"]), "identity.not_by_root_key"),
        (link(&society, &ana, remove("ana"), &["ana"]), "identity.last_root_key"),
        (link(&society, &ana, remove("phone"), &["ana"]), "identity.no_such_key"),
        (link(&society, &ana, recover, &["ana", "new"]), "identity.no_recovery_yet"),
    ];
    for (line, (statement, refusal)) in script.into_iter().enumerate() {
        let outcome = society.act(&ana, adopt(statement)).unwrap_err();
        assert_eq!(outcome.code, refusal, "line {line}");
    }
    let none = IdentityAction::Adopt { statements: Vec::new() };
    assert_eq!(society.act(&ana, none).unwrap_err().code, "identity.statement_count");
    society.act(&ana, adopt(good.clone())).unwrap();
    assert_eq!(society.act(&ana, adopt(good)).unwrap_err().code, "identity.not_the_next");
}

/// IDE-3: a key does what its scopes say, and no more.
#[test]
fn ide_3_a_session_key_keeps_to_its_scopes() {
    let (mut society, ana) = society();
    let phone = KeyChange::AddKey { grant: grant("phone", &[Scope::Speak, Scope::Vote]) };
    let statement = link(&society, &ana, phone, &["ana", "phone"]);
    society.act(&ana, adopt(statement)).unwrap();
    let by_phone = Actor { key: key_of("phone"), ..ana.clone() };
    let refusal = society.act(&by_phone, MembershipAction::Withdraw {}).unwrap_err();
    assert_eq!(refusal.code, "identity.out_of_scope");
    let stranger = Actor { key: SigningKey::from([9; 32]), ..ana };
    let refusal = society.act(&stranger, MembershipAction::Withdraw {}).unwrap_err();
    assert_eq!(refusal.code, "identity.not_their_key");
}

/// IDE-5: what could lock the owner out waits; a key may remove itself at once.
#[test]
fn ide_5_removing_a_key_waits_the_recovery_delay() {
    let (mut society, ana) = society();
    let set = KeyChange::SetRecovery { recovery: Some(recovery()) };
    let statement = link(&society, &ana, set, &["ana"]);
    society.act(&ana, adopt(statement)).unwrap();
    let laptop = KeyChange::AddKey { grant: grant("laptop", &Scope::ALL) };
    let statement = link(&society, &ana, laptop, &["ana", "laptop"]);
    society.act(&ana, adopt(statement)).unwrap();
    let both = keys(&society, &ana);
    assert_eq!(both.len(), 2);

    // The laptop is stolen, and its thief removes the owner's key: nothing happens yet.
    let thief = Actor { key: key_of("laptop"), ..ana.clone() };
    let remove = KeyChange::RemoveKey { key: public(&key_of("ana")) };
    let statement = link(&society, &ana, remove, &["laptop"]);
    society.act(&thief, adopt(statement)).unwrap();
    society.wait(Seconds(Seconds::days(2).0 - 1));
    assert_eq!(keys(&society, &ana), both);
    society.wait(Seconds(1));
    assert_eq!(keys(&society, &ana), [public(&key_of("laptop"))]);

    let away = KeyChange::AddKey { grant: grant("paper", &Scope::ALL) };
    let statement = link(&society, &ana, away, &["laptop", "paper"]);
    society.act(&thief, adopt(statement)).unwrap();
    let itself = KeyChange::RemoveKey { key: public(&key_of("laptop")) };
    let statement = link(&society, &ana, itself, &["laptop"]);
    society.act(&thief, adopt(statement)).unwrap();
    assert_eq!(keys(&society, &ana), [public(&key_of("paper"))]);
}

/// IDE-1 and IDE-2: one is known once, under one's own inception.
#[test]
fn ide_1_and_ide_2_a_person_registers_once_as_themselves() {
    let (mut society, ana) = society();
    let register = |actor: &Actor| IdentityAction::Register { inception: actor.inception.clone() };
    assert_eq!(society.act(&ana, register(&ana)).unwrap_err().code, "identity.already_known");
    let ben = Actor::named("ben");
    let refusal = society.act(&ben, register(&ana)).unwrap_err();
    assert_eq!(refusal.code, "identity.other_person");
    society.act(&ben, register(&ben)).unwrap();
    society.wait(Seconds::days(7));
    assert!(query::person(&society.state, ben.person).is_none(), "forgotten after a week unused");
    assert!(query::person(&society.state, ana.person).is_some());
}

/// IDE-6: a passkey counts at the society's own addresses, with its owner there and verified.
#[test]
fn ide_6_a_passkey_is_held_to_the_addresses_of_the_society() {
    use polity_types::passkey::Assertion;

    use crate::modules::charter::RelyingParty;

    let party = RelyingParty {
        id: "lantern.example".into(),
        origins: vec!["https://lantern.example".into()],
    };
    let good = Assertion {
        origin: "https://lantern.example".into(),
        rp_id_hash: Hash::of(b"lantern.example"),
        is_user_present: true,
        is_user_verified: true,
        is_cross_origin: false,
    };
    let code = |said: Option<&Assertion>, parties: &[RelyingParty]| {
        use polity_types::refusal::Explain as _;
        query::fits(said, parties).err().map(|error| error.code())
    };
    let parties = [party];
    let cases = [
        (good.clone(), None),
        (Assertion { origin: "https://evil.example".into(), ..good.clone() }, Some("address")),
        (Assertion { rp_id_hash: Hash::of(b"evil"), ..good.clone() }, Some("address")),
        (Assertion { is_cross_origin: true, ..good.clone() }, Some("address")),
        (Assertion { is_user_present: false, ..good.clone() }, Some("presence")),
        (Assertion { is_user_verified: false, ..good.clone() }, Some("presence")),
    ];
    for (said, refusal) in cases {
        let expected = refusal.map(|fact| format!("identity.passkey_{fact}"));
        assert_eq!(code(Some(&said), &parties).map(str::to_owned), expected);
    }
    assert_eq!(code(None, &parties), Some("identity.passkey_presence"));
    assert_eq!(code(Some(&good), &[]), Some("identity.passkey_address"));
}
