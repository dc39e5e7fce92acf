//! People drawn by lot.

use std::collections::BTreeSet;

use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::governance::{self, Choice};
use polity_machine::modules::membership::MembershipAction;
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::{self, PanelsAction, Status};
use polity_types::Seconds;

use super::*;

/// decidim/decidim#5429 and pull request 5620: a draw took what was a draft, rejected or not eligible. Here
/// with people: whoever is on probation, has left, or only applied, is never drawn.
#[test]
fn decidim_5429_a_draw_takes_the_eligible_alone() {
    // Two reveal the secrets, so the office has two seats.
    let text = CHARTER.replace("seats = 1\n", "seats = 2\n");
    let text = text.replace("method = \"approval\"", "method = \"av\"");
    let mut town = Town::of(&text, 12);
    for who in 0..2 {
        town.act(who, OfficesAction::Stand { office: "keeper".into() }).unwrap();
    }
    town.act(0, OfficesAction::CallElection { office: "keeper".into() }).unwrap();
    town.society.wait(Seconds(1));
    let number = governance::query::counts(&town.society.state).made;
    for who in 0..12 {
        town.vote(who, number, Choice::Approve(vec![0, 1])).unwrap();
    }
    town.society.wait(Seconds::days(1));
    let late = town.newcomer("late");
    let asks = town.society.known("asks");
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    town.society.act(&asks, apply).unwrap();
    town.act(11, MembershipAction::Leave {}).unwrap();
    let gone = town.people[11].person;
    town.act(2, PanelsAction::CallDraw { panel: "circle".into() }).unwrap();
    let secret = |who: u8| polity_types::Base64(vec![who; 32]);
    for who in 0..2_u8 {
        let person = town.people[usize::from(who)].person;
        let hash = panels::commitment_of(&person, &secret(who), 1, 1);
        town.act(usize::from(who), PanelsAction::Commit { hash, sitting: 1 }).unwrap();
    }
    for who in 0..2_u8 {
        let reveal = PanelsAction::Reveal { secret: secret(who), sitting: 1 };
        town.act(usize::from(who), reveal).unwrap();
    }
    town.society.wait(Seconds(10));
    let offers = panels::query::offers(&town.society.state, 1);
    let drawn: BTreeSet<_> = offers.iter().filter_map(|(_, offer)| offer.person).collect();
    let eligible: BTreeSet<_> = town.people[..11].iter().map(|one| one.person).collect();
    // Thirty seats, eleven eligible: all of them, and nobody else.
    assert_eq!(drawn, eligible);
    assert!(!drawn.contains(&late.person) && !drawn.contains(&asks.person));
    assert!(!drawn.contains(&gone));
    assert!(offers.iter().all(|(_, offer)| offer.status == Status::Offered));
    let refused = town.society.act(&late, PanelsAction::Accept { sitting: 1 });
    assert_eq!(code(refused), "panels.not_offered");
}

/// karrot-dev/karrot-frontend#1344, #798, #853: the accused invited friends, who then decided the case. Who is
/// accused, who accuses, and whoever came after the claim, never sits on it.
#[test]
fn karrot_1344_nobody_brings_friends_to_their_own_trial() {
    let text = CHARTER.replace("seats = 1\n", "seats = 2\n");
    let text = text.replace("method = \"approval\"", "method = \"av\"");
    let text = text.replace("probation = \"10 days\"", "probation = \"none\"").replace(
        "[chance]",
        r#"[breach]
window = "10 days"
panel = "jury"
ruling = "9 days"
again_after = "10 days"
members = "decision: ordinary"

[[panel]]
id = "jury"
name = "Jury"
seats = 20
of = "members past probation"
drawn = "for each claim"
accept = "1 day"

[chance]"#,
    );
    let mut town = Town::of(&text, 6);
    for who in 0..2 {
        town.act(who, OfficesAction::Stand { office: "keeper".into() }).unwrap();
    }
    town.act(0, OfficesAction::CallElection { office: "keeper".into() }).unwrap();
    town.society.wait(Seconds(1));
    let number = governance::query::counts(&town.society.state).made;
    for who in 0..6 {
        town.vote(who, number, Choice::Approve(vec![0, 1])).unwrap();
    }
    town.society.wait(Seconds::days(1));
    let (accuser, accused) = (2, 3);
    let text = town.society.records.insert(b"It was not so.".to_vec());
    let raise = BreachAction::Raise {
        accused: Accused::Person(town.people[accused].person),
        acts: Vec::new(),
        deposit: None,
        evidence: vec![Evidence { hash: text, url: None }],
        since: town.society.time,
        text,
    };
    town.act(accuser, raise).unwrap();
    // The office that admits is friendly: ten friends are members at once, past probation.
    let friends: Vec<Actor> = (0..10).map(|n| town.newcomer(&format!("friend {n}"))).collect();
    let secret = |who: u8| polity_types::Base64(vec![who; 32]);
    for who in 0..2_u8 {
        let person = town.people[usize::from(who)].person;
        let hash = panels::commitment_of(&person, &secret(who), 1, 1);
        town.act(usize::from(who), PanelsAction::Commit { hash, sitting: 1 }).unwrap();
    }
    for who in 0..2_u8 {
        let reveal = PanelsAction::Reveal { secret: secret(who), sitting: 1 };
        town.act(usize::from(who), reveal).unwrap();
    }
    town.society.wait(Seconds(10));
    let offers = panels::query::offers(&town.society.state, 1);
    let drawn: BTreeSet<_> = offers.iter().filter_map(|(_, offer)| offer.person).collect();
    let fair: BTreeSet<_> = [0, 1, 4, 5].map(|who: usize| town.people[who].person).into();
    // Twenty seats, and four who may sit: they are drawn, and nobody else.
    assert_eq!(drawn, fair);
    for friend in &friends {
        let accept = town.society.act(friend, PanelsAction::Accept { sitting: 1 });
        assert_eq!(code(accept), "panels.not_offered");
        let rule = town.society.act(friend, BreachAction::Rule { claim: 1, upholds: false });
        assert_eq!(code(rule), "breach.not_on_panel");
    }
}
