//! Tables of operation and outcome.

use polity_types::signature::Signature;
use polity_types::{Base64, Hash, Seconds, Timestamp};

use super::super::hosts::{CODE_BYTES, ClaimProof, commitment, path_of, root_of, salt_of, seed_of};
use super::super::reveal::commitment as commitment_of;
use super::super::types::{Cause, SEED_WAIT, Source, Stage, Status, TRIES_PER_STEP};
use super::super::{Fate, PanelsAction, PanelsEvent, query};
use super::{
    accept_all, actor, began, bring, by_beacon, by_secrets, call, signature, society, statuses,
};
use crate::Event;
use crate::charter_text::Beacon;
use crate::charter_text::panel::QUICKNET_KEY;
use crate::frame::context::{Authority, Context};
use crate::modules::governance::tests::{joined, names, propose, vote};
use crate::modules::governance::{self, Choice, Verdict};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::offices::{self, OfficesAction};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society, public, sign};

fn code<T: std::fmt::Debug>(outcome: Result<T, polity_types::Refusal>) -> String {
    outcome.expect_err("it is refused").code.clone()
}

/// PAN-3. Source of the vector: drand's network quicknet, chain hash
/// 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971, round 123, as served at
/// `/<chain hash>/public/123` and printed in the documentation of the crate `drand-verify`; round 1000 as
/// printed in drand's own documentation.
const ROUND_123: &str = "b75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92";
const ROUND_1000: &str = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

fn bytes(hex: &str) -> Vec<u8> {
    polity_types::hash::from_hex(hex).expect("the vector is hex")
}

#[test]
fn pan_3_recorded_rounds_of_drand_hold_and_wrong_ones_do_not() {
    let beacon = Beacon::quicknet();
    assert!(beacon.has_key());
    let (one, other) = (bytes(ROUND_123), bytes(ROUND_1000));
    assert!(beacon.is_signed(123, &one));
    assert!(beacon.is_signed(1_000, &other));
    // drand calls the SHA-256 of the signature the round's randomness.
    let randomness = "fb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc";
    assert_eq!(Hash::of(&one).to_string(), randomness);

    let mut flipped = one.clone();
    flipped[47] ^= 1;
    let mut infinity = vec![0; 48];
    infinity[0] = 0xc0;
    let wrong: [(u64, Vec<u8>); 9] = [
        (122, one.clone()),
        (124, one.clone()),
        (1_000, one.clone()),
        (123, other),
        (123, flipped),
        (123, infinity),
        (123, one[..47].to_vec()),
        (123, [one.clone(), vec![0]].concat()),
        (123, Vec::new()),
    ];
    for (round, signature) in wrong {
        assert!(!beacon.is_signed(round, &signature), "{round} {signature:?}");
    }
    // Under another key, nothing holds.
    let stranger = Beacon { public_key: Base64(bytes(&super::beacon_key())), ..beacon.clone() };
    assert!(stranger.has_key() && !stranger.is_signed(123, &one));
    let none = Beacon { public_key: Base64(vec![7; 96]), ..beacon };
    assert!(!none.has_key() && !none.is_signed(123, &one));
}

/// PAN-3: the constants are those of the chain whose hash names them. Source: drand, `chain/info.go`:
/// the hash is over period, genesis, public key, group hash and the network's name.
#[test]
fn pan_3_the_constants_are_those_of_quicknet() {
    let beacon = Beacon::quicknet();
    let group = bytes("f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e");
    let period = u32::try_from(beacon.period.0).unwrap().to_be_bytes();
    let chain = Hash::of_parts(&[
        &period,
        &beacon.genesis.0.to_be_bytes(),
        &bytes(QUICKNET_KEY),
        &group,
        b"quicknet",
    ]);
    let expected = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";
    assert_eq!(chain.to_string(), expected);
}

/// PAN-3: the round is computed from the seal's time: the first one at least ten minutes later.
#[test]
fn pan_3_the_round_is_the_first_ten_minutes_after_the_seal() {
    let beacon = Beacon::quicknet();
    let genesis = beacon.genesis;
    for (after, round) in [(0, 1), (1, 2), (3, 2), (4, 3), (366, 123), (367, 124)] {
        let time = genesis.after(Seconds(after));
        assert_eq!(beacon.round_at(time), round, "{after}");
        assert!(beacon.time_of(round) >= time, "{after}");
        let is_first = round == 1 || beacon.time_of(round - 1) < time;
        assert!(is_first, "{after}");
    }
    assert_eq!(beacon.round_at(Timestamp(5)), 1);

    let (mut society, members) = society(&by_beacon(), 5, 0);
    let number = began(&society.act(&members[0], call("council-of-many")).unwrap());
    let sitting = query::sitting(&society.state, number).unwrap();
    assert_eq!(sitting.frozen, society.time);
    let Source::Beacon { beacon, round, .. } = sitting.source else { panic!("a beacon draws") };
    assert!(beacon.time_of(round) >= society.time.after(SEED_WAIT));
    assert!(beacon.time_of(round - 1) < society.time.after(SEED_WAIT));
}

/// PAN-2 to PAN-6: a panel is drawn, accepted, passed on, sits for its term and ends.
#[test]
fn pan_6_a_panel_is_drawn_sits_and_ends() {
    let (mut society, members) = society(&by_beacon(), 9, 0);
    let number = began(&society.act(&members[0], call("council-of-many")).unwrap());
    bring(&mut society, &members[8], number);
    let asked = statuses(&society, number);
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|(_, status)| *status == Status::Offered));
    let sitting = query::sitting(&society.state, number).unwrap();
    assert_eq!((sitting.numbers.len(), sitting.stage, sitting.open), (4, Stage::Seated, 3));
    assert!(query::redraw(&society.state, number, &society.id).unwrap().wrong.is_empty());
    // One accepts, one declines, one does not answer: the only substitute steps in, one seat is empty.
    let act = |society: &mut Society, place: usize, action: PanelsAction| {
        society.act(actor(&members, asked[place].0), action)
    };
    act(&mut society, 0, PanelsAction::Accept { sitting: number }).unwrap();
    act(&mut society, 1, PanelsAction::Decline { sitting: number }).unwrap();
    let asked_now = statuses(&society, number);
    assert_eq!(asked_now.len(), 4);
    assert_eq!((asked_now[1].1, asked_now[3].1), (Status::Declined, Status::Offered));
    let substitute = actor(&members, asked_now[3].0);
    society.act(substitute, PanelsAction::Accept { sitting: number }).unwrap();
    let events = society.wait(Seconds::days(2));
    assert!(names(&events).contains(&"panels.lapsed".to_owned()));
    let holders = query::holders(&society.state, "council-of-many", 0);
    assert_eq!(holders, [asked[0].0, substitute.person]);
    // Who leaves loses the seat, and nobody is left to step in.
    society.act(substitute, MembershipAction::Leave {}).unwrap();
    assert_eq!(query::holders(&society.state, "council-of-many", 0), [asked[0].0]);
    let refusal = code(society.act(&members[0], call("council-of-many")));
    assert_eq!(refusal, "panels.sits");
    // The next one is drawn before the term ends, and takes over when it does.
    society.wait(Seconds::days(75));
    let next = began(&society.act(&members[0], call("council-of-many")).unwrap());
    assert_eq!(code(society.act(&members[0], call("council-of-many"))), "panels.draw_on");
    bring(&mut society, &members[0], next);
    accept_all(&mut society, &members, next);
    assert_eq!(query::standing(&society.state, "council-of-many").now, Some(number));
    let events = society.wait(Seconds::days(30));
    assert!(names(&events).contains(&"panels.ended".to_owned()));
    let standing = query::standing(&society.state, "council-of-many");
    assert_eq!((standing.now, standing.next), (Some(next), None));
    assert_eq!(query::holders(&society.state, "council-of-many", 0).len(), 3);
    society.wait(Seconds::days(101));
    assert_eq!(query::holders(&society.state, "council-of-many", 0), []);
    let left = ["panels/offer/", "panels/place/", "panels/excluded/", "panels/reveal/"];
    let kept = |key: &&String| left.iter().any(|prefix| key.starts_with(prefix));
    assert_eq!(society.state.0.keys().filter(kept).count(), 0);
}

/// PAN-1 to PAN-6: each refusal of a draw by a beacon.
#[test]
fn pan_1_pan_2_pan_3_pan_6_script_of_refusals() {
    let (mut society, members) = society(&by_beacon(), 6, 0);
    let young = joined(&mut society, "young");
    let me = &members[1];
    let beacon = |sitting: u64, round: u64, signature: Base64| PanelsAction::SubmitBeacon {
        round,
        signature,
        sitting,
    };
    assert_eq!(code(society.act(me, call("choir"))), "panels.no_panel");
    assert_eq!(code(society.act(&young, call("council-of-many"))), "panels.not_full_member");
    assert_eq!(code(society.act(me, call("jury"))), "panels.drawn_by_itself");
    assert_eq!(code(society.act(me, call("neighbours"))), "panels.no_list");
    assert_eq!(code(society.act(me, beacon(1, 1, signature(1)))), "panels.no_sitting");
    let number = began(&society.act(me, call("council-of-many")).unwrap());
    let Source::Beacon { round, .. } = query::sitting(&society.state, number).unwrap().source
    else {
        panic!("the draw is by a beacon")
    };
    let accept = PanelsAction::Accept { sitting: number };
    let decline = PanelsAction::Decline { sitting: number };
    assert_eq!(code(society.act(me, accept.clone())), "panels.other_stage");
    let other = beacon(number, round + 1, signature(round + 1));
    assert_eq!(code(society.act(me, other)), "panels.other_round");
    let wrong = [signature(round + 1), Base64(Vec::new()), Base64(vec![0; 48])];
    for signature in wrong {
        let refusal = code(society.act(me, beacon(number, round, signature)));
        assert_eq!(refusal, "panels.beacon_signature");
    }
    let commit = PanelsAction::Commit { hash: Hash::default(), sitting: number };
    assert_eq!(code(society.act(me, commit)), "panels.no_secrets");
    // A stranger to the society may bring the round.
    let stranger = society.known("stranger");
    society.wait(Seconds(700));
    society.act(&stranger, beacon(number, round, signature(round))).unwrap();
    let again = beacon(number, round, signature(round));
    assert_eq!(code(society.act(&stranger, again)), "panels.other_stage");
    assert_eq!(code(society.act(&stranger, accept.clone())), "panels.not_offered");
    assert_eq!(code(society.act(&stranger, decline.clone())), "panels.not_drawn");
    let drawn = actor(&members, statuses(&society, number)[0].0);
    society.act(drawn, accept.clone()).unwrap();
    assert_eq!(code(society.act(drawn, accept.clone())), "panels.not_offered");
    society.act(drawn, decline.clone()).unwrap();
    assert_eq!(code(society.act(drawn, decline)), "panels.not_drawn");
    // The last second, and the first one after.
    let (other, third) = (statuses(&society, number)[1].0, statuses(&society, number)[2].0);
    let asked = query::offer_of(&society.state, number, third).unwrap();
    let running = crate::frame::clock::Clock::read(&society.state).running();
    let left = asked.lapse.unwrap().at.since(running).unwrap();
    society.wait(Seconds(left.0 - 1));
    society.act(actor(&members, other), accept.clone()).unwrap();
    society.wait(Seconds(1));
    assert_eq!(code(society.act(actor(&members, third), accept)), "panels.not_offered");
}

/// PAN-2, PAN-7: a jury is drawn for each proposal, without its author and whom it names, and decides it.
#[test]
fn pan_7_a_jury_is_drawn_without_the_parties_and_decides() {
    let (mut society, members) = society(&by_beacon(), 7, 0);
    let account: AccountId = format!("person-{}", members[2].person)
        .parse()
        .unwrap_or_else(|_| "fund-jury".parse().expect("a fund has a name"));
    let action =
        propose(&mut society, "judging", vec![TreasuryAction::OpenAccount { account }.into()]);
    let events = society.act(&members[1], action).unwrap();
    let number = began(&events);
    let sitting = query::sitting(&society.state, number).unwrap();
    assert_eq!(sitting.cause, Cause::Proposal(1));
    assert!(query::excluded(&society.state, number).contains(&members[1].person));
    bring(&mut society, &members[0], number);
    accept_all(&mut society, &members, number);
    society.wait(Seconds::days(3));
    let holders = query::holders(&society.state, "jury", 1);
    assert_eq!(holders.len(), 3);
    assert!(!holders.contains(&members[1].person));
    let standing = governance::query::standing(&society.state, 1).unwrap();
    assert_eq!((standing.eligible, standing.quorum), (3, 2));
    let outsider = members.iter().find(|member| !holders.contains(&member.person)).unwrap();
    assert_eq!(code(vote(&mut society, outsider, 1, Choice::Yes)), "governance.not_eligible");
    for holder in &holders[..2] {
        vote(&mut society, actor(&members, *holder), 1, Choice::Yes).unwrap();
    }
    let standing = governance::query::standing(&society.state, 1).unwrap();
    assert_eq!(standing.verdict, Verdict::Passed);
    // Who gives the seat up now has voted already, and whoever steps in has no vote here.
    let giver = actor(&members, holders[0]);
    society.act(giver, PanelsAction::Decline { sitting: number }).unwrap();
    accept_all(&mut society, &members, number);
    let newest = query::holders(&society.state, "jury", 1);
    let stepped_in = newest.iter().find(|person| !holders.contains(person)).unwrap();
    let refusal = code(vote(&mut society, actor(&members, *stepped_in), 1, Choice::No));
    assert_eq!(refusal, "governance.not_eligible");
    let events = society.wait(Seconds::days(3));
    assert!(names(&events).contains(&"governance.enacted".to_owned()));
    assert!(query::is_over(&society.state, number));
    assert_eq!(query::holders(&society.state, "jury", 1), []);
}

/// PAN-7: without a jury nothing passes: its empty seats are eligible and vote for nothing.
#[test]
fn pan_7_a_jury_that_nobody_drew_decides_nothing() {
    let (mut society, members) = society(&by_beacon(), 7, 0);
    let account: AccountId = "fund-jury".parse().unwrap();
    let acts = vec![TreasuryAction::OpenAccount { account }.into()];
    let action = propose(&mut society, "judging", acts);
    let number = began(&society.act(&members[1], action).unwrap());
    society.wait(Seconds::days(3));
    let refusal = code(vote(&mut society, &members[0], 1, Choice::Yes));
    assert_eq!(refusal, "governance.not_eligible");
    let events = society.wait(Seconds::days(3));
    assert!(!names(&events).contains(&"governance.enacted".to_owned()));
    let result = governance::query::result(&society.state, 1).unwrap();
    let verdict = Verdict::NoQuorum;
    assert_eq!(result.outcome, governance::Outcome::Rejected { verdict });
    assert!(query::is_over(&society.state, number));
}

/// Source: decidim issue 5429 and pull request 5620: a draw must leave out what was rejected, is a draft
/// or is not eligible. Here: who left, who is on probation, who came after, and who holds an office.
/// (PAN-4)
#[test]
fn pan_4_a_draw_leaves_out_who_is_not_eligible() {
    let (mut society, members) = society(&by_beacon(), 9, 2);
    let young = joined(&mut society, "young");
    society.act(&members[3], MembershipAction::Leave {}).unwrap();
    let number = began(&society.act(&members[4], call("council-of-many")).unwrap());
    let sitting = query::sitting(&society.state, number).unwrap();
    assert_eq!((sitting.candidates.roll.count, sitting.candidates.excluded), (8, 2));
    // What comes after the candidates were fixed changes nothing.
    let late = joined(&mut society, "late");
    society.act(&members[5], MembershipAction::Leave {}).unwrap();
    bring(&mut society, &members[4], number);
    let again = query::redraw(&society.state, number, &society.id).unwrap();
    assert_eq!(again.wrong, Vec::<String>::new());
    let number_of =
        |actor: &Actor| membership::query::member(&society.state, actor.person).unwrap().number;
    let never = [&young, &late, &members[3], &members[0], &members[1]];
    for actor in never {
        assert!(!again.numbers.contains(&number_of(actor)), "{}", number_of(actor));
    }
    let fates: Vec<Fate> = again.steps.iter().map(|step| step.fate).collect();
    assert_eq!(fates.iter().filter(|fate| **fate == Fate::Drawn).count(), 4);
    // Who left after the sealing may be drawn; then the next in order is asked.
    let asked = statuses(&society, number);
    let gone = asked.iter().filter(|(person, _)| *person == members[5].person);
    assert!(gone.clone().all(|(_, status)| *status == Status::Left));
    let open = asked.iter().filter(|(_, status)| *status == Status::Offered).count();
    assert_eq!(open, 3);
}

/// PAN-4: a wrong seed, a wrong number and a wrong round are seen by whoever draws again.
#[test]
fn pan_4_drawing_again_finds_what_was_bent() {
    let (mut society, members) = society(&by_beacon(), 9, 0);
    let number = began(&society.act(&members[4], call("council-of-many")).unwrap());
    bring(&mut society, &members[4], number);
    let honest = society.state.clone();
    let key = query::sitting_key(number);
    let record = String::from_utf8(honest.0[&key].to_vec()).unwrap();
    let sitting = query::sitting(&honest, number).unwrap();
    let numbers = serde_json::to_string(&sitting.numbers).unwrap();
    let mut swapped = sitting.numbers.clone();
    swapped.swap(0, 1);
    let seed = sitting.seed.unwrap().to_string();
    let Source::Beacon { round, .. } = sitting.source else { panic!("a beacon draws") };
    let bends = [
        (numbers, serde_json::to_string(&swapped).unwrap()),
        (seed, Hash::of(b"another").to_string()),
        (format!("\"round\":{round}"), format!("\"round\":{}", round + 1)),
    ];
    for (from, to) in bends {
        let mut bent = honest.clone();
        assert!(record.contains(&from), "{from}");
        bent.0.insert(key.clone(), record.replace(&from, &to).into_bytes().into());
        let again = query::redraw(&bent, number, &society.id).unwrap();
        assert!(!again.wrong.is_empty(), "{to}");
    }
}

/// PAN-4: the work of one step is bounded, and the rest comes later.
#[test]
fn pan_4_a_draw_goes_on_in_steps() {
    let (mut society, members) = society(&by_beacon(), 8, 0);
    // As if very many had been members once and left.
    let rolls = membership::query::rolls(&society.state);
    let key = membership::query::rolls_key().to_owned();
    let record = String::from_utf8(society.state.0[&key].to_vec()).unwrap();
    let many = record.replace(&format!("\"number\":{}", rolls.number), "\"number\":4000");
    society.state.0.insert(key, many.into_bytes().into());
    let number = began(&society.act(&members[4], call("council-of-many")).unwrap());
    let Source::Beacon { round, .. } = query::sitting(&society.state, number).unwrap().source
    else {
        panic!("the draw is by a beacon")
    };
    society.wait(Seconds(700));
    let action = PanelsAction::SubmitBeacon { round, signature: signature(round), sitting: number };
    society.act(&members[0], action).unwrap();
    let mut steps = 0;
    loop {
        let sitting = query::sitting(&society.state, number).unwrap();
        if sitting.stage != Stage::Drawing {
            break;
        }
        steps += 1;
        assert_eq!(sitting.tried, steps * TRIES_PER_STEP);
        society.wait(Seconds(1));
    }
    assert!(steps > 0, "the draw took one step");
    assert_eq!(query::sitting(&society.state, number).unwrap().numbers.len(), 4);
    let again = query::redraw(&society.state, number, &society.id).unwrap();
    assert_eq!(again.wrong, Vec::<String>::new());
}

fn secret(byte: u8) -> Base64 {
    Base64(vec![byte; 32])
}

/// PAN-5: named people commit and reveal; who withholds is left out, and it is drawn again.
#[test]
fn pan_5_secrets_draw_and_who_withholds_is_left_out() {
    let (mut society, members) = society(&by_secrets(), 8, 3);
    let number = began(&society.act(&members[5], call("council-of-many")).unwrap());
    let commit = |person: &Actor, byte: u8, attempt: u64| PanelsAction::Commit {
        hash: commitment_of(&person.person, &secret(byte), number, attempt),
        sitting: number,
    };
    let reveal = |byte: u8| PanelsAction::Reveal { secret: secret(byte), sitting: number };
    assert_eq!(code(society.act(&members[5], commit(&members[5], 1, 1))), "panels.not_named");
    let round = PanelsAction::SubmitBeacon { round: 1, signature: signature(1), sitting: number };
    assert_eq!(code(society.act(&members[5], round)), "panels.no_beacon");
    for (place, byte) in [(0, 1), (1, 2), (2, 3)] {
        assert_eq!(code(society.act(&members[place], reveal(byte))), "panels.no_secrets");
        society.act(&members[place], commit(&members[place], byte, 1)).unwrap();
    }
    let again = code(society.act(&members[0], commit(&members[0], 9, 1)));
    assert_eq!(again, "panels.no_secrets", "all committed: it is too late to commit");
    let short = PanelsAction::Reveal { secret: Base64(vec![1; 31]), sitting: number };
    assert_eq!(code(society.act(&members[0], short)), "panels.secret_length");
    assert_eq!(code(society.act(&members[0], reveal(2))), "panels.other_secret");
    society.act(&members[0], reveal(1)).unwrap();
    assert_eq!(code(society.act(&members[0], reveal(1))), "panels.already");
    society.act(&members[1], reveal(2)).unwrap();
    // The third withholds: the two others begin anew, with new commitments.
    let events = society.wait(Seconds::days(1));
    let withheld = events.iter().find_map(|event| match event {
        Event::Panels(PanelsEvent::Withheld { attempt, people, .. }) => {
            Some((*attempt, people.clone()))
        }
        _ => None,
    });
    assert_eq!(withheld, Some((2, vec![members[2].person])));
    assert_eq!(code(society.act(&members[2], commit(&members[2], 3, 2))), "panels.not_named");
    for (place, byte) in [(0, 4), (1, 5)] {
        society.act(&members[place], commit(&members[place], byte, 2)).unwrap();
    }
    for (place, byte) in [(0, 4), (1, 5)] {
        society.act(&members[place], reveal(byte)).unwrap();
    }
    let sitting = query::sitting(&society.state, number).unwrap();
    assert_eq!((sitting.stage, sitting.numbers.len()), (Stage::Seated, 4));
    let again = query::redraw(&society.state, number, &society.id).unwrap();
    assert!(again.seed.is_some() && again.wrong.is_empty(), "{:?}", again.wrong);
}

/// PAN-5: with fewer than two secrets nobody is drawn, and it can be called again.
#[test]
fn pan_5_too_few_secrets_draw_nobody() {
    let (mut society, members) = society(&by_secrets(), 8, 3);
    let number = began(&society.act(&members[5], call("council-of-many")).unwrap());
    let hash = commitment_of(&members[0].person, &secret(1), number, 1);
    society.act(&members[0], PanelsAction::Commit { hash, sitting: number }).unwrap();
    let again = PanelsAction::Commit { hash, sitting: number };
    assert_eq!(code(society.act(&members[0], again)), "panels.already");
    // The agenda may be behind: the end of the time is the end.
    let events = society.wait(Seconds::days(1));
    assert!(names(&events).contains(&"panels.failed".to_owned()));
    assert!(query::is_over(&society.state, number));
    let next = began(&society.act(&members[5], call("council-of-many")).unwrap());
    // All commit, and only one reveals.
    for place in 0..3_u8 {
        let member = &members[usize::from(place)];
        let hash = commitment_of(&member.person, &secret(place), next, 1);
        society.act(member, PanelsAction::Commit { hash, sitting: next }).unwrap();
    }
    society.act(&members[0], PanelsAction::Reveal { secret: secret(0), sitting: next }).unwrap();
    let events = society.wait(Seconds::days(1));
    assert!(names(&events).contains(&"panels.withheld".to_owned()));
    assert!(names(&events).contains(&"panels.failed".to_owned()));
}

/// A list of residents, with their codes.
pub(crate) fn residents(count: u8) -> (Vec<[u8; CODE_BYTES]>, Vec<Hash>) {
    let codes: Vec<[u8; CODE_BYTES]> = (0..count).map(|number| [number; CODE_BYTES]).collect();
    let commitment = |code: &[u8; CODE_BYTES]| {
        let key = ed25519_zebra::SigningKey::from(seed_of(code));
        commitment(&public(&key), &salt_of(code))
    };
    let commitments = codes.iter().map(commitment).collect();
    (codes, commitments)
}

/// Returns the proof with which somebody claims a place of the list.
pub(crate) fn claim(
    society: &Society,
    who: &Actor,
    sitting: u64,
    number: u64,
    codes: &[[u8; CODE_BYTES]],
    commitments: &[Hash],
) -> ClaimProof {
    let index = usize::try_from(number - 1).unwrap();
    let key = ed25519_zebra::SigningKey::from(seed_of(&codes[index]));
    let message = ClaimProof::signed_bytes(&who.person, sitting, &society.id);
    let signature: Signature = sign(&key, &message);
    let (path, salt) = (path_of(commitments, index), salt_of(&codes[index]));
    ClaimProof { key: public(&key), number, path, salt, signature }
}

/// PAN-8: residents of the host are drawn from a list, claim with codes, and hold their share; what
/// nobody claims stays empty.
#[test]
fn pan_8_residents_of_the_host_claim_their_seats() {
    let (mut society, members) = society(&by_beacon(), 6, 0);
    let (codes, commitments) = residents(10);
    let list = |panel: &str, count: u64| PanelsAction::PublishList {
        count,
        panel: panel.into(),
        root: root_of(&commitments),
    };
    let founder = members[0].clone();
    assert_eq!(code(society.act(&members[1], list("neighbours", 10))), "charter.no_power");
    assert_eq!(code(society.act(&founder, list("jury", 10))), "panels.not_of_hosts");
    assert_eq!(code(society.act(&founder, list("neighbours", 0))), "panels.list_length");
    assert_eq!(code(society.act(&founder, list("neighbours", 1_000_001))), "panels.list_length");
    society.act(&founder, list("neighbours", 10)).unwrap();
    let number = began(&society.act(&members[1], call("neighbours")).unwrap());
    bring(&mut society, &members[1], number);
    let drawn = query::sitting(&society.state, number).unwrap().numbers;
    assert_eq!(drawn.len(), 4);
    let neighbours: Vec<Actor> =
        ["nora", "nils"].into_iter().map(|name| society.known(name)).collect();
    let act = |society: &mut Society, who: &Actor, proof: ClaimProof| {
        society.act(who, PanelsAction::Claim { proof, sitting: number })
    };
    let proof = |society: &Society, who: &Actor, place: u64| {
        claim(society, who, number, place, &codes, &commitments)
    };
    let nora = &neighbours[0];
    let good = proof(&society, nora, drawn[0]);
    // Members, strangers to the code, those who copy it, and places that were not drawn.
    let own = proof(&society, &members[2], drawn[0]);
    assert_eq!(code(act(&mut society, &members[2], own)), "panels.is_member");
    assert_eq!(code(act(&mut society, &neighbours[1], good.clone())), "panels.claim_signature");
    let salt = ClaimProof { salt: Base64(vec![0; CODE_BYTES]), ..good.clone() };
    assert_eq!(code(act(&mut society, nora, salt)), "panels.not_on_list");
    let other = ClaimProof { number: drawn[1], ..good.clone() };
    assert_eq!(code(act(&mut society, nora, other)), "panels.not_on_list");
    let nowhere = ClaimProof { number: 0, ..good.clone() };
    assert_eq!(code(act(&mut society, nora, nowhere)), "panels.not_on_list");
    let undrawn = (1..=10).find(|place| !drawn.contains(place)).unwrap();
    let early = proof(&society, nora, undrawn);
    assert_eq!(code(act(&mut society, nora, early)), "panels.place_not_offered");
    let substitute = proof(&society, nora, drawn[3]);
    assert_eq!(code(act(&mut society, nora, substitute)), "panels.place_not_offered");
    act(&mut society, nora, good.clone()).unwrap();
    assert_eq!(code(act(&mut society, nora, good)), "panels.place_not_offered");
    let second = proof(&society, nora, drawn[1]);
    assert_eq!(code(act(&mut society, nora, second)), "panels.has_seat");
    // The others do not come: one substitute is asked, and does not come either.
    society.wait(Seconds::days(11));
    assert_eq!(query::holders(&society.state, "neighbours", 0), [nora.person]);
    assert!(crate::modules::identity::query::person(&society.state, nora.person).is_some());
    let ned = society.known("ned");
    let late = proof(&society, &ned, drawn[1]);
    assert_eq!(code(act(&mut society, &ned, late)), "panels.place_not_offered");

    // A vote of 80 % members and 20 % residents: of three seats each weighs its third, two are empty.
    let charter = society
        .context(crate::frame::context::Authority::Person { person: nora.person })
        .charter
        .clone();
    let terms = governance::Terms::from(charter.decision("with-neighbours").unwrap());
    assert_eq!(governance::query::eligible_now(&society.state, &terms.electorate), 6 + 3);
    let acts = vec![TreasuryAction::OpenAccount { account: "fund-x".parse().unwrap() }.into()];
    let action = propose(&mut society, "with-neighbours", acts);
    assert_eq!(code(society.act(&members[1], action)), "governance.not_carried");
    // Who joins the society is an insider, and the seat stays empty.
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(nora, apply).unwrap();
    society.act(&founder, MembershipAction::Admit { applicant: nora.person }).unwrap();
    let current = crate::modules::charter::query::current(&society.state).hash;
    society.act(nora, MembershipAction::Swear { charter: current }).unwrap();
    assert_eq!(query::holders(&society.state, "neighbours", 0), []);
}

/// PAN-8: a list no longer than the seats leaves nothing to chance: all are asked at once.
#[test]
fn pan_8_a_short_list_is_asked_at_once() {
    let (mut society, members) = society(&by_beacon(), 4, 0);
    let (codes, commitments) = residents(3);
    let root = root_of(&commitments);
    let list = PanelsAction::PublishList { count: 3, panel: "neighbours".into(), root };
    society.act(&members[0], list).unwrap();
    let number = began(&society.act(&members[1], call("neighbours")).unwrap());
    let sitting = query::sitting(&society.state, number).unwrap();
    assert_eq!((sitting.stage, sitting.source), (Stage::Seated, Source::All {}));
    assert_eq!(query::standing(&society.state, "neighbours").now, Some(number));
    let nora = society.known("nora");
    let proof = claim(&society, &nora, number, 2, &codes, &commitments);
    society.act(&nora, PanelsAction::Claim { proof, sitting: number }).unwrap();
    assert_eq!(query::holders(&society.state, "neighbours", 0), [nora.person]);
    // A resident whose sitting is over has nothing here, and is forgotten.
    society.wait(Seconds::days(120));
    assert!(crate::modules::identity::query::person(&society.state, nora.person).is_none());
}

/// PAN-9: an office is filled by lot, for its term; nobody is elected to it.
#[test]
fn pan_9_an_office_is_filled_by_lot() {
    let (mut society, members) = society(&by_beacon(), 8, 0);
    let stand = OfficesAction::Stand { office: "steward".into() };
    society.act(&members[1], stand).unwrap();
    let election = OfficesAction::CallElection { office: "steward".into() };
    assert_eq!(code(society.act(&members[1], election)), "offices.drawn");
    let number = began(&society.act(&members[1], call("stewards-lot")).unwrap());
    bring(&mut society, &members[1], number);
    let asked = statuses(&society, number);
    assert_eq!(asked.len(), 2);
    let first = actor(&members, asked[0].0);
    society.act(first, PanelsAction::Accept { sitting: number }).unwrap();
    assert!(offices::query::holds(&society.state, "steward", first.person));
    let second = actor(&members, asked[1].0);
    society.act(second, PanelsAction::Decline { sitting: number }).unwrap();
    let asked = statuses(&society, number);
    let third = actor(&members, asked[2].0);
    let events = society.act(third, PanelsAction::Accept { sitting: number }).unwrap();
    assert!(names(&events).contains(&"panels.ended".to_owned()), "{events:?}");
    assert_eq!(offices::query::seats(&society.state, "steward").len(), 2);
    assert_eq!(code(society.act(&members[1], call("stewards-lot"))), "panels.no_seat");
    society.wait(Seconds::days(51));
    assert_eq!(offices::query::seats(&society.state, "steward").len(), 0);
    let _ = society.act(&members[1], call("stewards-lot")).unwrap();
}

/// PAN-5, PAN-6: who commits, reveals or answers when the time is over is too late, though the agenda be behind.
#[test]
fn pan_5_pan_6_the_end_of_the_time_is_the_end() {
    let (mut society, members) = society(&by_secrets(), 8, 3);
    let number = began(&society.act(&members[5], call("council-of-many")).unwrap());
    let hash = commitment_of(&members[0].person, &secret(1), number, 1);
    let commit = crate::Action::from(PanelsAction::Commit { hash, sitting: number });
    let state = society.state.clone();
    for (days, refusal) in [(0, None), (1, Some("panels.too_late"))] {
        let context = society.context(Authority::Person { person: members[0].person });
        let running = context.running.after(Seconds::days(days));
        let late = Context { running, ..context };
        let code = crate::registry::check(&commit, &late, &state).err().map(|refusal| refusal.code);
        assert_eq!(code.as_deref(), refusal, "{days} days");
    }
}
