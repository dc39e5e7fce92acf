//! Each rule at its boundary. Read them top to bottom.

use polity_types::refusal::Explain as _;
use polity_types::{Hash, Seconds};

use super::super::{
    CLAIM_LAPSES, LAND_MAX, PLACES_MAX, Places, PlacesAction, PlacesEvent, Why, query,
};
use super::{
    CHARTER, arrive, code, confirm, depart, eligible, housed, housed_under, join, joined, open,
    opened, vouch,
};
use crate::Event;
use crate::frame::context::Authority;
use crate::frame::module::Module as _;
use crate::frame::state::Overlay;
use crate::modules::charter;
use crate::modules::governance::tests::{names, vote};
use crate::modules::governance::{self, Choice, Verdict};
use crate::modules::membership::{self, MembershipAction};
use crate::modules::offices::OfficesAction;
use crate::testing::{Counting, Society};

/// PLA-1: what a place is, at each boundary.
#[test]
fn pla_1_script_of_what_is_opened() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let eve = joined(&mut society, "eve");
    let with = |change: &dyn Fn(&mut PlacesAction)| {
        let mut action = open("farm", 1, None);
        change(&mut action);
        action
    };
    let place = |id: &str| {
        with(&|action| {
            let PlacesAction::Open { place, .. } = action else { panic!() };
            *place = id.to_owned();
        })
    };
    let title = |text: &str| {
        with(&|action| {
            let PlacesAction::Open { title, .. } = action else { panic!() };
            *title = text.to_owned();
        })
    };
    let country = |code: &str| {
        with(&|action| {
            let PlacesAction::Open { country, .. } = action else { panic!() };
            *country = Some(code.to_owned());
        })
    };
    assert_eq!(code(society.act(&eve, open("farm", 1, None))), "charter.no_power");
    for id in ["", "Farm", "farm-", "a/b", &"f".repeat(33)] {
        assert_eq!(code(society.act(&founder, place(id))), "places.id_form", "{id}");
    }
    for text in ["", " The farm", "The\u{202e}farm", &"é".repeat(81)] {
        assert_eq!(code(society.act(&founder, title(text))), "places.title", "{text}");
    }
    for text in ["", "P", "pt", "PRT", "P1", "PÉ"] {
        assert_eq!(code(society.act(&founder, country(text))), "places.country", "{text}");
    }
    for land in [0, LAND_MAX + 1, (1 << 53) - 1] {
        assert_eq!(code(society.act(&founder, open("farm", land, None))), "places.land");
    }
    society.act(&founder, open("farm", LAND_MAX, None)).unwrap();
    assert_eq!(code(society.act(&founder, open("farm", 1, None))), "places.exists");
    society.act(&founder, place(&"f".repeat(32))).unwrap();
    for number in 2..PLACES_MAX {
        society.act(&founder, open(&format!("p{number}"), 1, None)).unwrap();
    }
    assert_eq!(code(society.act(&founder, open("one-more", 1, None))), "places.too_many");
    let all = query::places(&society.state);
    assert_eq!(u64::try_from(all.len()).unwrap(), PLACES_MAX);
    assert_eq!(query::figures(&society.state).places, PLACES_MAX);
    assert_eq!(query::place(&society.state, "p2").unwrap().number, 3);
}

/// PLA-2, PLA-10, POW-13: land counts while something shows it, and a stage comes of it.
#[test]
fn pla_2_land_counts_while_something_shows_it() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let deed = society.records.insert(b"An entry in the register.".to_vec());
    let unknown = Hash::of(b"never published");
    assert_eq!(code(society.act(&founder, open("house", 200, Some(unknown)))), "places.no_record");
    society.act(&founder, open("house", 200, Some(deed))).unwrap();
    society.act(&founder, open("farm", 9_999, None)).unwrap();
    let figures = |society: &Society| {
        let figures = query::figures(&society.state);
        (figures.land, figures.places)
    };
    assert_eq!(figures(&society), (200, 2));
    let attest = |land, evidence| PlacesAction::Attest { evidence, land, place: "farm".into() };
    assert_eq!(code(society.act(&founder, attest(0, None))), "places.land");
    assert_eq!(code(society.act(&founder, attest(9_799, Some(unknown)))), "places.no_record");
    let nowhere = PlacesAction::Attest { evidence: None, land: 1, place: "no/where".into() };
    assert_eq!(code(society.act(&founder, nowhere)), "places.not_open");
    let stage = |society: &Society| charter::query::stage_reached(&society.state);
    society.act(&founder, attest(9_799, Some(deed))).unwrap();
    assert_eq!(figures(&society), (9_999, 2));
    assert_eq!(stage(&society), None);
    let before = charter::query::current(&society.state);
    let events = society.act(&founder, attest(9_800, Some(deed))).unwrap();
    let attested = PlacesEvent::Attested {
        by: founder.person.to_string(),
        evidence: Some(deed),
        land: 9_800,
        place: "farm".into(),
    };
    assert_eq!(events, [attested.into()]);
    let kept = query::place(&society.state, "farm").unwrap().attested.unwrap();
    assert_eq!((kept.evidence, kept.at, kept.by), (deed, society.time, founder.person.to_string()));
    society.wait(Seconds(2));
    assert_eq!(stage(&society).unwrap().stage, "landed");
    assert_eq!(before, charter::query::current(&society.state), "the text is the same");
    // Land that is shown no more counts no more; the stage that came stays.
    society.act(&founder, attest(9_800, None)).unwrap();
    assert_eq!(figures(&society), (200, 2));
    society.act(&founder, PlacesAction::Close { place: "house".into() }).unwrap();
    society.wait(Seconds::days(8));
    assert_eq!(figures(&society), (0, 1));
    assert_eq!(stage(&society).unwrap().stage, "landed");
}

/// PLA-4: who says where they live, and what their word is worth.
#[test]
fn pla_4_a_member_says_where_they_live() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let ana = joined(&mut society, "ana");
    let eve = society.known("eve");
    assert_eq!(code(society.act(&ana, arrive("house"))), "places.not_open");
    society.act(&founder, open("house", 200, None)).unwrap();
    society.act(&founder, open("farm", 200, None)).unwrap();
    assert_eq!(code(society.act(&eve, arrive("house"))), "places.not_member");
    society.act(&ana, arrive("house")).unwrap();
    // One lives at one place, also where it is not confirmed.
    assert_eq!(code(society.act(&ana, arrive("farm"))), "places.lives_elsewhere");
    assert_eq!(code(society.act(&ana, arrive("house"))), "places.lives_elsewhere");
    assert_eq!(query::rolls(&society.state).residents, 0, "a word is not counted");
    let renew = PlacesAction::Renew { place: "house".into() };
    assert_eq!(code(society.act(&ana, renew)), "places.not_confirmed");
    assert_eq!(code(society.act(&ana, depart("farm"))), "places.does_not_live");
    // To the second: it lapses, unless it was confirmed.
    let events = society.wait(CLAIM_LAPSES);
    let (by, person, place) = (ana.person.to_string(), ana.person, "house".to_owned());
    let lapsed = PlacesEvent::Departed { by, person, place, why: Why::Lapsed };
    assert!(events.contains(&lapsed.into()), "{events:?}");
    society.act(&ana, arrive("farm")).unwrap();
    // A decision does not arrive for somebody.
    let by = Authority::Decision { procedure: "any".into(), proposal: 1 };
    let state = society.state.clone();
    let context = society.context(by);
    let refused = Places::check(&arrive("house"), &context, &state).unwrap_err();
    assert_eq!(refused.code(), "places.not_a_person");
}

/// PLA-4: without `[residence]` nobody lives anywhere, and places are places all the same.
#[test]
fn pla_4_without_a_word_of_the_charter_nobody_lives_anywhere() {
    let from = CHARTER.find("[residence]").unwrap();
    let to = CHARTER.find("[[stage]]").unwrap();
    let mut text = CHARTER.to_owned();
    text.replace_range(from..to, "");
    let lines = text.lines().filter(|line| !line.contains("decision: "));
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut society = Society::under(&text);
    let founder = society.founder.clone();
    society.act(&founder, open("house", 200, None)).unwrap();
    assert_eq!(code(society.act(&founder, arrive("house"))), "places.no_residence");
    let confirmed = society.act(&founder, confirm(founder.person, "house"));
    assert_eq!(code(confirmed), "places.no_residence");
}

/// PLA-5: whose word confirms.
#[test]
fn pla_5_who_confirms() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let [ana, ben] = &people[..] else { panic!() };
    let new = ["cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    let [cleo, dan, eve] = &new;
    assert_eq!(code(society.act(ana, vouch(cleo.person, "house"))), "places.does_not_live");
    society.act(cleo, arrive("house")).unwrap();
    assert_eq!(code(society.act(ana, confirm(cleo.person, "house"))), "charter.no_power");
    assert_eq!(code(society.act(dan, vouch(cleo.person, "house"))), "places.not_voter");
    // Nobody vouches for themselves.
    assert_eq!(code(society.act(cleo, vouch(cleo.person, "house"))), "places.not_voter");
    society.act(ana, vouch(cleo.person, "house")).unwrap();
    assert_eq!(code(society.act(ana, vouch(cleo.person, "house"))), "places.vouched_already");
    // Ana goes, and her vouch with her; two others are needed then.
    society.act(ana, depart("house")).unwrap();
    society.act(ben, vouch(cleo.person, "house")).unwrap();
    let (living, _) = query::living(&society.state, cleo.person).unwrap();
    assert_eq!((living.confirmed, living.vouches), (None, vec![ben.person]));
    society.act(&founder, confirm(cleo.person, "house")).unwrap();
    assert_eq!(code(society.act(&founder, confirm(cleo.person, "house"))), "places.is_confirmed");
    assert_eq!(code(society.act(ben, vouch(cleo.person, "house"))), "places.is_confirmed");
    // A resident whose vote does not count yet does not vouch.
    society.act(dan, arrive("house")).unwrap();
    assert_eq!(code(society.act(cleo, vouch(dan.person, "house"))), "places.not_voter");
    society.wait(Seconds::days(20));
    society.act(cleo, vouch(dan.person, "house")).unwrap();
    let events = society.act(ben, vouch(dan.person, "house")).unwrap();
    assert_eq!(names(&events), ["places.vouched", "places.confirmed"]);
    let place = query::place(&society.state, "house").unwrap();
    assert_eq!((place.residents.count, place.voters.count), (3, 2));
    // One who lives elsewhere vouches for nobody here.
    society.act(&founder, open("farm", 9, None)).unwrap();
    society.act(eve, arrive("farm")).unwrap();
    assert_eq!(code(society.act(ben, vouch(eve.person, "farm"))), "places.not_voter");
    // Where the charter asks no neighbours, none confirm.
    let mut silent = Society::under(&CHARTER.replace("vouches   = 2\n", ""));
    let founder = silent.founder.clone();
    silent.act(&founder, open("house", 1, None)).unwrap();
    silent.act(&founder, arrive("house")).unwrap();
    let vouched = silent.act(&founder, vouch(founder.person, "house"));
    assert_eq!(code(vouched), "places.no_vouches");
}

/// PLA-6: a vote counts from when residence, time and membership all allow it, and no longer.
#[test]
fn pla_6_when_the_vote_of_a_resident_counts() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    society.act(&founder, open("house", 200, None)).unwrap();
    let ana = joined(&mut society, "ana");
    society.act(&ana, arrive("house")).unwrap();
    society.act(&founder, confirm(ana.person, "house")).unwrap();
    let counts = |society: &Society| query::is_voter(&society.state, "house", ana.person);
    let place = |society: &Society| query::place(&society.state, "house").unwrap();
    assert_eq!((place(&society).residents.count, place(&society).voters.count), (1, 0));
    society.wait(Seconds::days(19));
    assert!(!counts(&society));
    let events = society.wait(Seconds::days(1));
    assert_eq!(names(&events), ["places.counted"]);
    assert!(counts(&society) && place(&society).voters.count == 1);
    let moment = query::rolls(&society.state).moment;
    // Their vote among members rests, so here too; and both come back.
    let mut overlay = Overlay::new(&society.state);
    let rested = membership::rest(ana.person, &mut overlay);
    assert_eq!(names(&rested), ["membership.rested", "places.rested"]);
    let delta = overlay.into_delta();
    society.state.commit(delta);
    assert!(!counts(&society) && place(&society).voters.count == 0);
    assert_eq!(place(&society).residents.count, 1, "they live there all the same");
    assert!(query::was_voter(&society.state, "house", ana.person, moment));
    let mut overlay = Overlay::new(&society.state);
    let resumed = membership::resume(ana.person, &mut overlay);
    assert_eq!(names(&resumed), ["membership.settled", "places.counted"]);
    let delta = overlay.into_delta();
    society.state.commit(delta);
    assert!(counts(&society));
    assert!(!query::was_voter(&society.state, "house", ana.person, moment + 1));
    // A long probation as a member holds the vote back, whatever the residence says.
    let slow = CHARTER.replace("probation = \"10 days\"", "probation = \"60 days\"");
    let mut society = Society::under(&slow);
    let founder = society.founder.clone();
    society.act(&founder, open("house", 200, None)).unwrap();
    let ben = joined(&mut society, "ben");
    society.act(&ben, arrive("house")).unwrap();
    society.act(&founder, confirm(ben.person, "house")).unwrap();
    society.wait(Seconds::days(59));
    assert!(!query::is_voter(&society.state, "house", ben.person));
    let events = society.wait(Seconds::days(1));
    assert_eq!(names(&events), ["membership.settled", "places.counted"]);
}

/// PLA-7: it ends unless it is renewed, to the second; and what they say in the same batch comes first.
#[test]
fn pla_7_a_residence_is_renewed_or_ends() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    society.act(&founder, open("house", 200, None)).unwrap();
    let [ana, ben] = ["ana", "ben"].map(|name| joined(&mut society, name));
    for who in [&ana, &ben] {
        society.act(who, arrive("house")).unwrap();
        society.act(&founder, confirm(who.person, "house")).unwrap();
    }
    society.wait(Seconds(Seconds::days(100).0 - 1));
    assert!(query::is_voter(&society.state, "house", ana.person));
    society.time = society.time.after(Seconds(1));
    let renew = || PlacesAction::Renew { place: "house".into() };
    let operation = society.signed(&ana, renew());
    let executed = society.batch(vec![operation]);
    assert_eq!(names(&executed.due), ["places.departed"], "of who said nothing");
    assert!(query::is_voter(&society.state, "house", ana.person));
    assert!(query::living(&society.state, ben.person).is_none());
    assert_eq!(code(society.act(&ben, renew())), "places.does_not_live");
    let place = query::place(&society.state, "house").unwrap();
    assert_eq!((place.residents.count, place.voters.count), (1, 1));
    society.wait(Seconds::days(99));
    assert!(query::is_voter(&society.state, "house", ana.person));
    society.wait(Seconds::days(1));
    assert!(query::living(&society.state, ana.person).is_none());
    // Without a word of the charter it lasts.
    let mut lasting = Society::under(&CHARTER.replace("renewal   = \"100 days\"\n", ""));
    let founder = lasting.founder.clone();
    lasting.act(&founder, open("house", 200, None)).unwrap();
    lasting.act(&founder, arrive("house")).unwrap();
    lasting.act(&founder, confirm(founder.person, "house")).unwrap();
    lasting.wait(Seconds::days(1_000));
    assert!(query::is_voter(&lasting.state, "house", founder.person));
}

/// PLA-8: whoever lives at a place goes on any day, and who leaves the society lives nowhere.
#[test]
fn pla_8_anybody_departs_on_any_day() {
    let (mut society, founder, people) = housed(&["ana", "ben"]);
    let [ana, ben] = &people[..] else { panic!() };
    let left = society.act(ana, MembershipAction::Leave {}).unwrap();
    let (by, person, place) = (ana.person.to_string(), ana.person, "house".to_owned());
    let moved = PlacesEvent::Departed { by, person, place, why: Why::Left };
    assert!(left.contains(&Event::from(moved)), "{left:?}");
    society.act(ben, depart("house")).unwrap();
    let place = query::place(&society.state, "house").unwrap();
    assert_eq!((place.residents.count, place.voters.count), (0, 0));
    assert_eq!(query::rolls(&society.state).residents, 0);
    // Who comes back begins anew.
    join(&mut society, ana);
    assert!(query::living(&society.state, ana.person).is_none());
    society.act(ana, arrive("house")).unwrap();
    society.act(&founder, confirm(ana.person, "house")).unwrap();
    assert!(!query::is_voter(&society.state, "house", ana.person));
    society.wait(Seconds::days(20));
    assert!(query::is_voter(&society.state, "house", ana.person));
    // And a word that nobody confirmed is taken back as easily.
    society.act(ben, arrive("house")).unwrap();
    society.act(ben, depart("house")).unwrap();
    assert!(query::living(&society.state, ben.person).is_none());
}

/// PLA-9: what ends a residence waits, can be objected to, and ends a word as well.
#[test]
fn pla_9_to_strike_somebody_off_takes_time_and_nobody_against_it() {
    let (mut society, founder, people) = housed(&["ana", "ben", "cleo"]);
    let [ana, ben, cleo] = &people[..] else { panic!() };
    let end = |who: &crate::testing::Actor| PlacesAction::EndResidence {
        person: who.person,
        place: "house".into(),
    };
    assert_eq!(code(society.act(ana, end(ben))), "charter.no_power");
    society.act(&founder, end(ana)).unwrap();
    assert!(query::is_voter(&society.state, "house", ana.person), "not yet");
    society.wait(Seconds(Seconds::days(7).0 - 1));
    assert!(query::is_voter(&society.state, "house", ana.person));
    society.wait(Seconds(1));
    assert!(query::living(&society.state, ana.person).is_none());
    // Half of the members object: it goes nowhere.
    society.act(&founder, end(ben)).unwrap();
    let act = charter::query::acts(&society.state, None, 9).pop().unwrap().0;
    for who in [ana, ben, cleo] {
        let target = governance::Target::Act { number: act };
        let object = governance::GovernanceAction::Object { target };
        let _ = society.act(who, object);
    }
    society.wait(Seconds::days(30));
    assert!(query::is_voter(&society.state, "house", ben.person));
    // Who is gone cannot be struck off.
    assert_eq!(code(society.act(&founder, end(ana))), "places.does_not_live");
}

/// PLA-3: closing costs the same however many live there, and ends all of it at once.
#[test]
fn pla_3_closing_costs_the_same_however_many_live_there() {
    let cost = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("person {number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let (mut society, founder, people) = housed(&names);
        society.act(&founder, PlacesAction::Close { place: "house".into() }).unwrap();
        society.wait(Seconds::days(6));
        let before = society.state.clone();
        society.time = society.time.after(Seconds::days(1));
        // As if a heartbeat had been there a second before.
        let clock = crate::frame::clock::Clock::read(&society.state);
        let mut overlay = Overlay::new(&society.state);
        let time = society.time.before(Seconds(1));
        crate::frame::clock::Clock { time, ..clock }.write(&mut overlay);
        let delta = overlay.into_delta();
        society.state.commit(delta);
        let counting = Counting::of(&society.state);
        let batch = crate::frame::batch::Batch {
            evidence: polity_types::Base64::default(),
            height: clock.height.next(),
            operations: Vec::new(),
            time: society.time,
        };
        let executed = crate::frame::execute::execute(
            &mut society.memory,
            &counting,
            &society.records,
            &batch,
        );
        let (reads, writes) = (counting.reads(), executed.writes.len());
        society.state.commit(executed.writes);
        assert!(query::place(&before, "house").is_some());
        assert!(query::place(&society.state, "house").is_none());
        for who in &people {
            assert!(query::living(&society.state, who.person).is_none());
        }
        let closed = query::closed(&society.state, 1).unwrap();
        assert_eq!(usize::try_from(closed.place.residents.count).unwrap(), count);
        assert_eq!(query::rolls(&society.state).residents, 0);
        (reads, writes)
    };
    assert_eq!(cost(2), cost(12));
}

/// GOV-30: residents decide alone, by their own count, and a vote waits for them and nobody else.
#[test]
fn gov_30_residents_of_a_place_decide() {
    let (mut society, founder, people) = housed(&["ana", "ben", "cleo"]);
    let [ana, ben, cleo] = &people[..] else { panic!() };
    let number = opened(&mut society, &founder, "household");
    assert_eq!(eligible(&society, number), 3);
    let waits = |society: &Society, who: &crate::testing::Actor| {
        governance::query::waits_for(&society.state, number, who.person).is_some()
    };
    assert!(waits(&society, ana) && !waits(&society, &founder));
    let refused = vote(&mut society, &founder, number, Choice::Yes).unwrap_err();
    assert_eq!(refused.code, "governance.not_eligible");
    vote(&mut society, ana, number, Choice::Yes).unwrap();
    let verdict =
        |society: &Society| governance::query::standing(&society.state, number).unwrap().verdict;
    assert_eq!(verdict(&society), Verdict::NoQuorum);
    vote(&mut society, ben, number, Choice::Yes).unwrap();
    vote(&mut society, cleo, number, Choice::No).unwrap();
    assert_eq!(verdict(&society), Verdict::Passed);
    let events = society.wait(Seconds::days(5));
    assert!(names(&events).contains(&"governance.enacted".to_owned()), "{events:?}");
    // The turnout of the members has nothing of it.
    assert_eq!(governance::query::turnout(&society.state), governance::Turnout::default());
}

/// GOV-33, GOV-31: residents beside the members, as a house and in a mix.
#[test]
fn gov_31_and_33_residents_beside_the_members() {
    let (mut society, founder, people) = housed(&["ana", "ben", "cleo"]);
    let others = ["dan", "eve"].map(|name| joined(&mut society, name));
    let number = opened(&mut society, &founder, "both");
    assert_eq!(eligible(&society, number), 6 + 3);
    let verdict = |society: &Society, number| {
        governance::query::standing(&society.state, number).unwrap().verdict
    };
    // All members but the residents say yes: the house of residents is silent.
    for who in others.iter().chain([&founder]) {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    assert_eq!(verdict(&society, number), Verdict::NoQuorum);
    vote(&mut society, &people[0], number, Choice::Yes).unwrap();
    vote(&mut society, &people[1], number, Choice::No).unwrap();
    assert_eq!(verdict(&society, number), Verdict::Rejected, "half is not two thirds");
    vote(&mut society, &people[2], number, Choice::Yes).unwrap();
    assert_eq!(verdict(&society, number), Verdict::Passed);
    // In a mix each resident weighs a third of 40%, whether they vote or not.
    let weighed = opened(&mut society, &founder, "weighed");
    vote(&mut society, &others[0], weighed, Choice::Yes).unwrap();
    vote(&mut society, &people[0], weighed, Choice::No).unwrap();
    // Members: one yes, one no, 30% each. Residents: one no of three, 13 1/3%.
    assert_eq!(verdict(&society, weighed), Verdict::Rejected);
    vote(&mut society, &others[1], weighed, Choice::Yes).unwrap();
    // Members: 40% yes, 20% no; residents: 13 1/3% no.
    assert_eq!(verdict(&society, weighed), Verdict::Passed);
}

/// GOV-30: where nobody lives, nobody is eligible and nothing passes.
#[test]
fn gov_30_where_nobody_lives_nothing_passes() {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    for procedure in ["household", "both"] {
        let number = opened(&mut society, &founder, procedure);
        let _ = vote(&mut society, &founder, number, Choice::Yes);
        let events = society.wait(Seconds::days(5));
        assert!(!names(&events).contains(&"governance.enacted".to_owned()), "{events:?}");
        let result = governance::query::result(&society.state, number).unwrap();
        let verdict = Verdict::NoQuorum;
        assert_eq!(result.outcome, governance::Outcome::Rejected { verdict });
    }
}

/// GOV-62: who leaves the society from a place of its residents, and keeps a seat, takes along what they said there once:
/// nobody else's ballot goes with it.
#[test]
fn gov_62_who_leaves_a_place_and_keeps_a_seat_takes_along_their_own_ballot() {
    let seats = "[[office]]\nid = \"council\"\nname = \"Council\"\nseats = 3\nterm = \"300 days\"\n\
                 filled = \"decision: weighed\"\nrecalled = \"decision: weighed\"\n\n[[decision]]\nid         = \"both\"\n\
                 confirm    = \"after 10 days\"\n";
    let text = CHARTER.replacen("[[decision]]\nid         = \"both\"\n", seats, 1);
    let house =
        "  { of = \"residents of house\", quorum = \"half\", threshold = \"two thirds\" },\n";
    let council =
        "  { of = \"office: council\", quorum = \"10%\", threshold = \"more than half\" },\n";
    let text = text.replacen(house, &format!("{house}{council}"), 1);
    let (mut society, founder, people) = housed_under(&text, &["ana", "ben", "cleo", "dan"]);
    let [ana, ben, cleo, _] = &people[..] else { panic!() };
    society.act(ana, OfficesAction::Stand { office: "council".into() }).unwrap();
    society.act(&founder, OfficesAction::CallElection { office: "council".into() }).unwrap();
    society.wait(Seconds::days(1));
    for who in people.iter().chain([&founder]) {
        vote(&mut society, who, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(10));
    assert_eq!(crate::modules::offices::query::seats(&society.state, "council").len(), 1);
    let number = opened(&mut society, &founder, "both");
    for who in people.iter().chain([&founder]) {
        vote(&mut society, who, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(14));
    let open = governance::query::proposal(&society.state, number).unwrap();
    assert_eq!((open.round, open.stage), (2, governance::Stage::Voting));
    for (who, choice) in [(ana, Choice::No), (ben, Choice::No), (cleo, Choice::Yes)] {
        vote(&mut society, who, number, choice).unwrap();
    }
    let residents = |society: &Society| {
        let standing = governance::query::standing(&society.state, number).unwrap();
        let house = &standing.bodies[1];
        (house.yes, house.no, house.people, house.roll.count)
    };
    assert_eq!(residents(&society), (1, 2, 3, 4));
    society.act(ana, MembershipAction::Leave {}).unwrap();
    assert_eq!(residents(&society), (1, 1, 2, 3));
}

/// GOV-62: in a later vote of residents nobody votes who left the place or the society by their own word, and they do not
/// count; who was struck off votes, as in the first vote, until they leave the society.
#[test]
fn gov_62_who_moved_away_has_no_later_vote() {
    for procedure in ["household", "both"] {
        let text = format!("id         = \"{procedure}\"\n");
        let text = CHARTER.replacen(&text, &format!("{text}confirm    = \"after 10 days\"\n"), 1);
        let (mut society, founder, people) = housed_under(&text, &["ana", "ben", "cleo", "dan"]);
        let [ana, ben, cleo, dan] = &people[..] else { panic!() };
        let number = opened(&mut society, &founder, procedure);
        let first = eligible(&society, number);
        let strike = PlacesAction::EndResidence { person: ben.person, place: "house".into() };
        society.act(&founder, strike).unwrap();
        for who in people.iter().chain([&founder]) {
            let _ = vote(&mut society, who, number, Choice::Yes);
        }
        society.wait(Seconds::days(3));
        society.act(ana, depart("house")).unwrap();
        society.wait(Seconds::days(10));
        let open = governance::query::proposal(&society.state, number).unwrap();
        assert_eq!((open.round, open.stage), (2, governance::Stage::Voting));
        assert!(query::living(&society.state, ben.person).is_none(), "struck off");
        assert_eq!(eligible(&society, number), first - 1);
        let places = |society: &Society, who: &crate::testing::Actor| {
            let open = governance::query::proposal(&society.state, number).unwrap();
            governance::query::bodies_of(&society.state, number, &open, who.person)
        };
        let is_alone = procedure == "household";
        // The place of the house among the bodies, and of how many others members are.
        let house = usize::from(!is_alone);
        assert_eq!(places(&society, ana), vec![0; house], "{procedure}");
        assert!(places(&society, ben).contains(&house) && places(&society, cleo).contains(&house));
        if is_alone {
            let refused = vote(&mut society, ana, number, Choice::Yes).unwrap_err();
            assert_eq!(refused.code, "governance.left_since");
        } else {
            vote(&mut society, ana, number, Choice::Yes).unwrap();
        }
        vote(&mut society, ben, number, Choice::Yes).unwrap();
        vote(&mut society, dan, number, Choice::Yes).unwrap();
        let cast = |society: &Society| {
            let standing = governance::query::standing(&society.state, number).unwrap();
            let house =
                standing.bodies.get(1).map(|house| (house.yes, house.people, house.roll.count));
            let one = (standing.tally.yes, standing.tally.roll.count, standing.eligible);
            (house.unwrap_or(one), standing.tally.roll.count)
        };
        assert_eq!(cast(&society), ((2, 2, 3), if is_alone { 2 } else { 3 }), "{procedure}");
        // Who moves away while it is open takes along what they said among the residents, and that alone.
        society.act(dan, depart("house")).unwrap();
        assert_eq!(cast(&society), ((1, 1, 2), if is_alone { 1 } else { 3 }), "{procedure}");
        // Who was struck off leaves the society: now they have left the place, too.
        society.act(ben, MembershipAction::Leave {}).unwrap();
        assert_eq!(cast(&society), ((0, 0, 1), if is_alone { 0 } else { 2 }), "{procedure}");
        assert_eq!(places(&society, ben), Vec::<usize>::new());
    }
}
