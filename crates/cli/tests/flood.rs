//! Who floods the real program, with wrong signatures or right ones, is held back; everybody else's
//! operations are admitted meanwhile.

mod common;

use std::collections::BTreeSet;
use std::net::IpAddr;

use common::{Server, found, now};
use polity_machine::modules::governance::GovernanceAction;
use polity_machine::modules::identity::IdentityAction;
use polity_machine::testing::{Actor, sign};
use polity_types::Seconds;
use polity_types::operation::Proof;

#[test]
fn who_floods_is_held_back_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let society = found(folder.path(), "founder");
    let server = &Server::start(folder.path());
    let from = now().before(Seconds(5));
    // Each from an address of its own: neither is held back for what the other did.
    let flood = |wrongly: bool| {
        let flooder = IpAddr::from([127, 0, 9, if wrongly { 10 } else { 9 }]);
        let mut codes = BTreeSet::new();
        // Far more than any address has at once; it ends as soon as it is held back.
        for nonce in 0..40_000_u64 {
            let actor = Actor::named("flooder");
            let withdraw = GovernanceAction::Withdraw { alternative: None, proposal: nonce };
            let mut envelope = actor.envelope(withdraw, society, from, nonce);
            if wrongly {
                envelope.proof = Proof::Signature(sign(&actor.key, b"something else"));
            }
            let answer = server.submit_from(flooder, society, &envelope.to_bytes());
            let _ = codes.insert((answer.status, answer.code()));
            if answer.status == 429 {
                return codes;
            }
        }
        codes
    };
    let others = |number: u8| {
        (0..40_u8).all(|turn| {
            // What they do stays for ever, so that each may do it a few times alone.
            let address = IpAddr::from([127, 0, 1 + number, turn]);
            let actor = Actor::named(&format!("other {number} {turn}"));
            let register = IdentityAction::Register { inception: actor.inception.clone() };
            let envelope = actor.envelope(register, society, from, u64::from(turn)).to_bytes();
            let answer = server.submit_from(address, society, &envelope);
            assert_eq!(answer.status, 200, "{}", answer.body);
            true
        })
    };
    let before = server.entries();
    std::thread::scope(|scope| {
        let (right, wrong) = (scope.spawn(|| flood(false)), scope.spawn(|| flood(true)));
        let others: Vec<_> = (1..=4).map(|number| scope.spawn(move || others(number))).collect();
        for other in others {
            assert!(other.join().unwrap());
        }
        let held = (429, "http.too_many".to_owned());
        let right = right.join().unwrap();
        assert!(right.contains(&held), "{right:?}");
        assert!(right.contains(&(422, "identity.unknown".into())), "{right:?}");
        let wrong = wrong.join().unwrap();
        assert!(wrong.contains(&held), "{wrong:?}");
        assert!(wrong.contains(&(422, "operation.signature_mismatch".into())), "{wrong:?}");
    });
    assert!(server.entries() >= before + 160);
    assert!(!server.said().contains("panicked"), "{}", server.said());
}

#[test]
fn who_holds_connections_open_leaves_places_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let _society = found(folder.path(), "founder");
    let server = Server::start(folder.path());
    let greedy = IpAddr::from([127, 0, 9, 8]);
    // Each begins a request and does not end it.
    let begun = b"GET /health HTTP/1.1\r\nHost: x\r\n";
    let held: Vec<_> = (0..64).map(|_| server.hold_from(greedy, begun)).collect();
    let refused = server.raw_from(greedy, b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(refused.status, 0, "{refused:?}");
    assert_eq!(server.get("/health").status, 200);
    drop(held);
}
