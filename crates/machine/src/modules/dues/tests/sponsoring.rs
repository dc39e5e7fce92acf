//! Whoever pays somebody's dues from now on, and whoever asks not to.

use polity_types::Amount;

use super::super::DuesAction::{AskWaiver, EndSponsorship, Sponsor, Waive};
use super::super::{DuesEvent, Ended, Level, SPONSORED_MAX, WAIVED_MAX, query};
use super::{Scene, asset, join, pay};
use crate::Event;
use crate::modules::membership::MembershipAction;
use crate::testing::Actor;

fn sponsor(member: &Actor, minor_units: i128) -> super::super::DuesAction {
    let amount = Amount::new(minor_units).unwrap();
    Sponsor { amount, asset: asset(), member: member.person }
}

fn ends(events: &[Event]) -> Vec<Ended> {
    let why = |event: &Event| match event {
        Event::Dues(DuesEvent::SponsorshipEnded { why, .. }) => Some(*why),
        _ => None,
    };
    events.iter().filter_map(why).collect()
}

/// DUE-11: paid when they fall due, up to what was said, all of a period or nothing.
#[test]
fn due_11_a_sponsor_pays_what_falls_due_until_so_much_was_paid() {
    let mut scene = Scene::new();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    let outsider = scene.society.known("outsider");
    let other = super::super::DuesAction::Sponsor {
        amount: Amount::from(1_u64),
        asset: "USD".parse().unwrap(),
        member: ana.person,
    };
    let end = |member: &Actor| EndSponsorship { member: member.person };
    let script = [
        (&ben, sponsor(&outsider, 1_000), Some("dues.no_account")),
        (&ana, sponsor(&ana, 1_000), Some("dues.own_sponsor")),
        (&ben, other, Some("treasury.no_asset")),
        (&ben, sponsor(&ana, 0), Some("treasury.not_positive")),
        (&ben, end(&ana), Some("dues.not_sponsor")),
        // Anyone who is known may, member or not; the last word counts.
        (&outsider, sponsor(&ana, 1), None),
        (&ben, sponsor(&ana, 2_500), Some("dues.sponsored")),
        (&founder, end(&ana), Some("dues.not_sponsor")),
        (&ana, end(&ana), None),
        (&ben, sponsor(&ana, 9_000), None),
        (&ben, sponsor(&ana, 2_500), None),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    assert_eq!(query::sponsored(&scene.society.state, ben.person), [ana.person]);
    assert_eq!(query::sponsored(&scene.society.state, outsider.person), []);
    let held = scene.held(&ben.person.to_string());
    for paid in [1_000, 2_000] {
        let _ = scene.wait(30);
        assert_eq!((scene.owed(&ana), scene.held("fund-house")), (0, paid));
        assert_eq!(scene.held(&ben.person.to_string()), held - paid, "of their own money");
    }
    assert_eq!(scene.account(&ana).paid, 2);
    // 500 are left: less than what falls due, so nothing is paid and the member is told.
    let events = scene.wait(30);
    let told = DuesEvent::NotSponsored { by: ben.person, member: ana.person, period: 3 };
    assert!(events.contains(&told.into()));
    assert_eq!((scene.owed(&ana), scene.held("fund-house")), (1_000, 2_000));
    // What is open does not keep the next from being paid: the oldest first.
    assert_eq!(scene.code(&ben, sponsor(&ana, 1_000)), None);
    let events = scene.wait(30);
    assert_eq!(ends(&events), [Ended::AllPaid]);
    assert_eq!((scene.owed(&ana), scene.account(&ana).paid), (1_000, 3));
    assert_eq!(query::sponsor(&scene.society.state, ana.person), None);
    assert_eq!(query::sponsored(&scene.society.state, ben.person), []);
}

/// DUE-11: who has too little pays nothing, and keeps what they have; who leaves is sponsored no more.
#[test]
fn due_11_a_sponsor_without_money_pays_nothing() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana.clone(), scene.ben.clone());
    let poor = join(&mut scene.society, "poor");
    assert_eq!(scene.code(&poor, sponsor(&ana, 5_000)), None);
    let _ = scene.wait(30);
    assert_eq!((scene.owed(&ana), scene.held("fund-house")), (1_000, 0));
    let _ = scene.wait(10);
    assert_eq!(scene.account(&ana).level, Level::VoteRests, "a sponsor is no payment");
    assert_eq!(scene.code(&ana, pay(1_000)), None);
    let events = scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    assert_eq!(ends(&events), [Ended::Left]);
    assert_eq!(query::sponsored(&scene.society.state, poor.person), []);
    // Whoever left pays on from what is theirs: what falls due from then on, the oldest first.
    assert_eq!(scene.code(&ana, sponsor(&ben, 5_000)), None);
    let _ = scene.wait(20);
    assert_eq!((scene.owed(&ben), scene.held("fund-house")), (1_000, 2_000));
}

/// DUE-11: at its bound; and a sponsor who is forgotten is in nobody's way.
#[test]
fn due_11_one_person_sponsors_so_many_and_a_forgotten_one_nobody() {
    let mut scene = Scene::new();
    let (ana, ben) = (scene.ana.clone(), scene.ben.clone());
    for number in 0..SPONSORED_MAX {
        let member = join(&mut scene.society, &format!("member-{number}"));
        assert_eq!(scene.code(&ben, sponsor(&member, 1_000)), None);
    }
    let one_more = scene.code(&ben, sponsor(&ana, 1_000));
    assert_eq!(one_more.as_deref(), Some("dues.too_many_sponsored"));
    let outsider = scene.society.known("outsider");
    assert_eq!(scene.code(&outsider, sponsor(&ana, 1_000)), None);
    assert_eq!(
        scene.code(&scene.founder.clone(), sponsor(&ana, 1_000)).as_deref(),
        Some("dues.sponsored")
    );
    let _ = scene.wait(400);
    let events = scene.society.act(&scene.founder.clone(), sponsor(&ana, 1_000)).unwrap();
    assert_eq!(ends(&events), [Ended::Gone]);
    assert_eq!(query::sponsored(&scene.society.state, outsider.person), []);
    assert_eq!(query::sponsored(&scene.society.state, ben.person), [], "all was paid");
}

/// DUE-12: asked, taken back, answered with some or with none.
#[test]
fn due_12_a_waiver_is_asked_for_and_answered() {
    let mut scene = Scene::new();
    let (founder, ana) = (scene.founder.clone(), scene.ana.clone());
    let _ = scene.wait(30);
    let outsider = scene.society.known("outsider");
    let waive = |periods| Waive { member: ana.person, periods };
    let script = [
        (&outsider, AskWaiver { periods: 1 }, Some("dues.no_account")),
        (&ana, AskWaiver { periods: 0 }, Some("dues.nothing_asked")),
        (&ana, AskWaiver { periods: WAIVED_MAX + 1 }, Some("dues.periods")),
        (&founder, waive(0), Some("dues.nothing_asked")),
        (&ana, AskWaiver { periods: 3 }, None),
        (&ana, AskWaiver { periods: 0 }, None),
        (&ana, AskWaiver { periods: WAIVED_MAX }, None),
        (&ana, waive(1), Some("charter.no_power")),
        (&founder, waive(0), None),
        (&founder, waive(0), Some("dues.nothing_asked")),
        (&ana, AskWaiver { periods: 2 }, None),
    ];
    for (place, (actor, action, refusal)) in script.into_iter().enumerate() {
        assert_eq!(scene.code(actor, action).as_deref(), refusal, "line {place}");
    }
    let asks = query::asks(&scene.society.state, 9);
    assert_eq!(
        asks.iter().map(|(who, ask)| (*who, ask.periods)).collect::<Vec<_>>(),
        [(ana.person, 2)]
    );
    assert_eq!(scene.owed(&ana), 1_000, "to ask settles nothing");
    assert_eq!(scene.code(&founder, waive(1)), None);
    assert_eq!((scene.owed(&ana), query::ask(&scene.society.state, ana.person)), (0, None));
    // Who leaves asks no more.
    assert_eq!(scene.code(&ana, AskWaiver { periods: 1 }), None);
    let _ = scene.society.act(&ana, MembershipAction::Leave {}).unwrap();
    assert_eq!(query::asks(&scene.society.state, 9), []);
}
