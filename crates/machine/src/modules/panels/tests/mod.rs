//! Panels, from outside: draws by a beacon and by secrets, seats taken and passed on, residents of a
//! host, offices filled by lot, and what nobody bends.

mod attacks;
mod costly;
mod properties;
pub(crate) mod script;

use bls12_381::hash_to_curve::{ExpandMsgXmd, HashToCurve};
use bls12_381::{G1Affine, G1Projective, G2Affine, G2Projective, Scalar};
use polity_types::{Base64, Hash, PersonId, Seconds};
use sha2_09::{Digest as _, Sha256};

use super::query;
use super::types::{Source, Stage, Status};
use super::{PanelsAction, PanelsEvent};
use crate::Event;
use crate::charter_text::Beacon;
use crate::modules::governance::tests::joined;
use crate::testing::{Actor, Society};

/// The secret of the tests' beacon.
const SECRET: u64 = 20_261_121;

/// Returns the beacon of the tests: what drand's scheme `bls-unchained-g1-rfc9380` is, with one signer.
fn beacon_key() -> String {
    let point = G2Affine::from(G2Projective::generator() * Scalar::from(SECRET));
    let [first, second, third] = [0, 32, 64].map(|at| {
        let part: [u8; 32] = point.to_compressed()[at..at + 32].try_into().unwrap();
        Hash(part).to_string()
    });
    format!("{first}{second}{third}")
}

/// Returns the tests' beacon's signature of a round.
fn signature(round: u64) -> Base64 {
    let message = Sha256::digest(&round.to_be_bytes());
    let tag = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
    let point: G1Projective = HashToCurve::<ExpandMsgXmd<Sha256>>::hash_to_curve(message, tag);
    Base64(G1Affine::from(point * Scalar::from(SECRET)).to_compressed().to_vec())
}

/// A charter with a panel of each kind; `CHANCE` stands for where chance comes from.
const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
CHANCE

[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id = "judging"
may = "treasury.open_account"
who = "decision: judging"

[[power]]
id = "listing"
may = "panels.publish_list"
who = "founder"

[[panel]]
id = "jury"
name = "Jury"
seats = 3
of = "members past probation"
drawn = "for each proposal"
accept = "2 days"
substitutes = 2

[[panel]]
id = "council-of-many"
name = "Council of many"
seats = 3
of = "members past probation"
drawn = "for a term"
term = "100 days"
accept = "2 days"
substitutes = 1
without = "office holders"

[[panel]]
id = "neighbours"
name = "Neighbours"
seats = 3
of = "host residents"
drawn = "for a term"
term = "100 days"
accept = "5 days"
substitutes = 1

[[panel]]
id = "stewards-lot"
name = "Stewards by lot"
seats = 2
of = "members past probation"
drawn = "for an office"
accept = "2 days"
substitutes = 2

[[office]]
id = "steward"
name = "Steward"
seats = 2
term = "50 days"
filled = "draw: stewards-lot"
recalled = "decision: ordinary"

[[office]]
id = "keeper"
name = "Keeper"
seats = 3
term = "500 days"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "ordinary"
electorate = "members"
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "judging"
electorate = "panel: jury"
method = "yes-no"
quorum = "60%"
threshold = "more than half"
discussion = "3 days"
voting = "2 days"
grace = "none"

[[decision]]
id = "with-neighbours"
mix = [
  { of = "members", share = "80%" },
  { of = "panel: neighbours", share = "20%" },
]
method = "yes-no"
quorum = "10%"
threshold = "more than half"
discussion = "none"
voting = "2 days"
grace = "none"
```
"#;

pub(in crate::modules) fn by_beacon() -> String {
    let key = beacon_key();
    format!(
        "[chance]\nbeacon = \"drand\"\npublic_key = \"{key}\"\ngenesis = 1700000000\nperiod = \"3 seconds\""
    )
}

fn by_secrets() -> String {
    "[chance]\nbeacon = \"none\"\nrevealers = \"office: keeper\"\ncommit = \"1 day\"\nreveal = \"1 day\""
        .to_owned()
}

/// A society of the founder and as many members past probation, of whom `keepers` hold that office.
fn society(chance: &str, members: usize, keepers: usize) -> (Society, Vec<Actor>) {
    let mut society = Society::under(&CHARTER.replace("CHANCE", chance));
    let mut all = vec![society.founder.clone()];
    for number in 1..members {
        all.push(joined(&mut society, &format!("member {number}")));
    }
    society.wait(Seconds::days(1));
    if keepers > 0 {
        elect(&mut society, &all, keepers);
    }
    (society, all)
}

fn elect(society: &mut Society, all: &[Actor], keepers: usize) {
    use crate::modules::governance::Choice;
    use crate::modules::governance::tests::vote;
    use crate::modules::offices::OfficesAction;
    for member in &all[..keepers] {
        society.act(member, OfficesAction::Stand { office: "keeper".into() }).unwrap();
    }
    society.act(&all[0], OfficesAction::CallElection { office: "keeper".into() }).unwrap();
    society.wait(Seconds(1));
    let number = crate::modules::governance::query::counts(&society.state).made;
    for member in all {
        vote(society, member, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
}

fn call(panel: &str) -> PanelsAction {
    PanelsAction::CallDraw { panel: panel.into() }
}

/// Returns the number of the draw that began.
pub(in crate::modules) fn began(events: &[Event]) -> u64 {
    let began = events.iter().find_map(|event| match event {
        Event::Panels(PanelsEvent::DrawBegan { sitting, .. }) => Some(*sitting),
        _ => None,
    });
    began.expect("a draw began")
}

/// Has somebody bring the round of a draw, once its time has come.
pub(in crate::modules) fn bring(society: &mut Society, by: &Actor, sitting: u64) -> Vec<Event> {
    let Source::Beacon { round, .. } = query::sitting(&society.state, sitting).unwrap().source
    else {
        panic!("the draw is by a beacon")
    };
    society.wait(Seconds(700));
    let action = PanelsAction::SubmitBeacon { round, signature: signature(round), sitting };
    let mut events = society.act(by, action).unwrap();
    while query::sitting(&society.state, sitting).unwrap().stage == Stage::Drawing {
        events.extend(society.wait(Seconds(1)));
    }
    events
}

/// Returns who has which status, in the order of the draw.
pub(in crate::modules) fn statuses(society: &Society, sitting: u64) -> Vec<(PersonId, Status)> {
    let offers = query::offers(&society.state, sitting).into_iter();
    offers.filter_map(|(_, offer)| Some((offer.person?, offer.status))).collect()
}

/// Returns the actor of a person.
pub(in crate::modules) fn actor(all: &[Actor], person: PersonId) -> &Actor {
    all.iter().find(|actor| actor.person == person).expect("who was drawn is a member")
}

/// Has everybody who is asked accept.
pub(in crate::modules) fn accept_all(society: &mut Society, all: &[Actor], sitting: u64) {
    for (person, status) in statuses(society, sitting) {
        if status == Status::Offered {
            society.act(actor(all, person), PanelsAction::Accept { sitting }).unwrap();
        }
    }
}

#[test]
fn pan_3_the_tests_beacon_signs_as_drand_does() {
    let beacon = Beacon {
        genesis: polity_types::Timestamp(0),
        period: Seconds(3),
        public_key: Base64(polity_types::hash::from_hex(&beacon_key()).unwrap()),
    };
    assert!(beacon.is_signed(7, &signature(7).0));
    assert!(!beacon.is_signed(8, &signature(7).0));
}
