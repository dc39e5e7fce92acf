//! What one may make others compute.

use polity_types::Seconds;

use super::super::types::{Source, Stage};
use super::super::{PanelsAction, query};
use super::{began, by_beacon, call, signature, society};
use crate::frame::batch::Outcome;
use crate::testing::Actor;

/// ORD-11: what costs two pairings is tried once a batch for each member, and a few times for all
/// strangers; so nobody fills batches with wrong signatures, and strangers keep no member from bringing
/// the right one.
#[test]
fn ord_11_wrong_signatures_take_up_little_of_a_batch() {
    let (mut society, members) = society(&by_beacon(), 6, 0);
    let number = began(&society.act(&members[1], call("council-of-many")).unwrap());
    let Source::Beacon { round, .. } = query::sitting(&society.state, number).unwrap().source
    else {
        panic!("the draw is by a beacon")
    };
    society.wait(Seconds(700));
    let strangers: Vec<Actor> =
        (0..7).map(|name| society.known(&format!("stranger {name}"))).collect();
    let bring = |round, signature| PanelsAction::SubmitBeacon { round, signature, sitting: number };
    let wrong = |nonce: u64| bring(round, signature(round + nonce));
    let mut batch = Vec::new();
    for stranger in &strangers {
        batch.push(society.signed(stranger, wrong(1)));
    }
    for nonce in 1..4 {
        batch.push(society.signed(&members[2], wrong(nonce)));
    }
    // Who is a member finds room whatever strangers do, and once only.
    batch.push(society.signed(&members[3], bring(round, signature(round))));
    let executed = society.batch(batch);
    let codes = executed.outcomes.into_iter().map(|outcome| match outcome {
        Outcome::Refused(refusal) => refusal.code,
        Outcome::Admitted { .. } => "admitted".into(),
    });
    let codes: Vec<String> = codes.collect();
    let (tried, costly) = ("panels.beacon_signature", "operation.costly");
    assert_eq!(codes[..4], [tried; 4]);
    assert_eq!(codes[4..7], [costly; 3]);
    assert_eq!(codes[7..], [tried, costly, costly, "admitted"]);
    assert_ne!(query::sitting(&society.state, number).unwrap().stage, Stage::Awaiting);
}
