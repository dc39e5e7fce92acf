//! What others than the members approve while members vote on what they stopped, and is not paid yet (POW-15).

use polity_types::Seconds;

use super::super::SpendingAction;
use super::stopped::{issue, pay, scene_with, to};
use super::{Scene, approve, line, request};
use crate::Action;
use crate::frame::authority::{Permit, authorize};
use crate::frame::clock::Clock;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::frame::state::{Overlay, StateView as _};
use crate::modules::charter;
use crate::modules::governance::tests::joined;
use crate::modules::governance::{GovernanceAction, Stage, Target, query as decisions};
use crate::testing::Actor;

const REFUSED: Option<&str> = Some("charter.at_vote");

/// A council, and the members in one day, approve, too; what members stopped is twenty days at the vote.
fn scene() -> Scene {
    let times = "discussion = \"none\"\nvoting = \"1 day\"\ngrace = \"none\"\n\n";
    let decision = |id: &str, of: &str| {
        format!(
            "[[decision]]\nid = {id:?}\nelectorate = {of:?}\nmethod = \"yes-no\"\nquorum = \"20%\"\n\
             threshold = \"more than half\"\n{times}"
        )
    };
    let issues = "  { id = \"issuing-3\", may = \"treasury.issue\", who = \"decision: swift\" },\n";
    let may = |id: &str| {
        format!(
            "  {{ id = \"approving-{id}\", may = \"spending.approve\", who = \"decision: {id}\", up_to = \"90 BOX \
             per 30 days\" }},\n"
        )
    };
    let decisions = [decision("few", "office: purse"), decision("swift", "members")].concat();
    let lines = [&may("few"), &may("swift"), issues, "  { id = \"batches\","].concat();
    scene_with(|text| {
        text.replacen("voting = \"2 days\"", "voting = \"20 days\"", 1)
            .replacen("[[office]]", &format!("{decisions}[[office]]"), 1)
            .replacen("  { id = \"batches\",", &lines, 1)
    })
}

impl Scene {
    /// Has somebody ask for so much.
    fn asked(&mut self, by: &Actor, minor_units: i128) -> u64 {
        self.request(by, request(vec![line(minor_units, by)], "expense"))
    }
}

/// POW-15: what is approved during the vote is at most what could be paid, all together, in however many pieces and however
/// it is to be paid; it counts once as it is paid, and no more once it will not be.
#[test]
fn pow_15_nothing_piles_up_until_the_vote_is_over() {
    for (usual, stopped, left) in [(0, 900, 450), (900, 900, 450), (900, 300, 600)] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        scene.wait(30);
        if usual > 0 {
            assert_eq!(scene.code(&founder, issue(usual, to(&ben))), None);
        }
        scene.wait(30);
        let piece = left / 3;
        let asked = [piece, piece, piece, 1, 1].map(|minor_units| scene.asked(&ben, minor_units));
        scene.stopped(pay(stopped, to(&ben), "fund-common", false));
        for number in &asked[..3] {
            assert_eq!(scene.code(&founder, approve(*number, piece)), None, "{stopped}");
        }
        let refused = scene.society.act(&founder, approve(asked[3], 1)).unwrap_err();
        assert_eq!(refused.code, "charter.at_vote");
        assert!(refused.message.ends_with("gets at most 0.00 BOX more."), "{}", refused.message);
        assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), REFUSED);
        // What is paid of it counts once.
        assert_eq!(scene.code(&founder, SpendingAction::Pay { request: asked[0] }), None);
        scene.wait(1);
        assert_eq!(scene.held_by(&ben), usual + piece, "{stopped}");
        assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), REFUSED, "{stopped}");
        // What will not be paid counts no more: taken back, or refused.
        assert_eq!(scene.code(&ben, SpendingAction::Withdraw { request: asked[1] }), None);
        assert_eq!(scene.code(&founder, issue(piece, to(&ben))), None, "{stopped}");
        assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), REFUSED, "{stopped}");
        let text = scene.society.records.insert(b"No.".to_vec());
        let reject = SpendingAction::Reject { request: asked[2], text };
        assert_eq!(scene.code(&founder, reject), None);
        assert_eq!(scene.code(&founder, approve(asked[3], 1)), None, "{stopped}");
        assert_eq!(scene.code(&founder, issue(piece, to(&ben))).as_deref(), REFUSED);
        assert_eq!(scene.code(&founder, issue(piece - 1, to(&ben))), None);
        assert_eq!(scene.code(&founder, approve(asked[4], 1)).as_deref(), REFUSED);
        scene.wait(20);
        assert_eq!(scene.code(&founder, approve(asked[4], 1)), None, "the vote is over");
        // Of what is over nothing is kept.
        assert_eq!(scene.code(&ben, SpendingAction::Withdraw { request: asked[4] }), None);
        let kept = scene.society.state.scan("charter/approved/", None, 9);
        assert_eq!(kept.len(), 1, "{:?}", asked[3]);
    }
}

/// POW-15: what was approved before the stop does not count until it is paid; then with all that was approved since.
#[test]
fn pow_15_what_was_approved_before_the_stop_leaves_room_until_it_is_paid() {
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    let [before, since] = [450, 450].map(|minor_units| scene.asked(&ben, minor_units));
    assert_eq!(scene.code(&founder, approve(before, 450)), None);
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    assert_eq!(scene.code(&founder, approve(since, 450)), None);
    let pay = |request| SpendingAction::Pay { request };
    assert_eq!(scene.code(&founder, pay(before)).as_deref(), REFUSED);
    assert_eq!(scene.code(&founder, pay(since)), None);
    scene.wait(1);
    assert_eq!(scene.held_by(&ben), 450);
    assert_eq!(scene.code(&founder, pay(before)).as_deref(), REFUSED);
    // The other way round the first leaves no room for the second.
    let mut scene = self::scene();
    let [before, since] = [450, 450].map(|minor_units| scene.asked(&ben, minor_units));
    assert_eq!(scene.code(&founder, approve(before, 450)), None);
    scene.stopped(super::stopped::pay(900, to(&ben), "fund-common", false));
    assert_eq!(scene.code(&founder, pay(before)), None);
    scene.wait(1);
    assert_eq!(scene.held_by(&ben), 450);
    assert_eq!(scene.code(&founder, approve(since, 450)).as_deref(), REFUSED);
}

/// POW-15: what a council approves counts as what a person does, as it is approved and as it is paid; what the members
/// approve counts for nothing.
#[test]
fn pow_15_a_council_piles_up_nothing_either() {
    let mut scene = scene();
    let (founder, ana, ben) = (scene.founder.clone(), scene.ana.clone(), scene.ben.clone());
    // All that is paid below falls into one stretch of time.
    let stretch = Seconds::days(30).0;
    let since = Clock::read(&scene.society.state).running().0 % stretch;
    scene.society.wait(Seconds(stretch - since));
    scene.elect(&[&ana]);
    let [first, second, third] = [400, 400, 50].map(|minor_units| scene.asked(&ben, minor_units));
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    let decides = |by: &str, number, minor_units, scene: &mut Scene| {
        scene.decide_by(by, Action::from(approve(number, minor_units)))
    };
    assert_eq!(decides("few", first, 400, &mut scene), None);
    assert_eq!(decides("few", second, 400, &mut scene).as_deref(), REFUSED);
    assert_eq!(decides("swift", second, 400, &mut scene), None);
    assert_eq!(decides("few", third, 50, &mut scene), None);
    for number in [first, second, third] {
        assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), REFUSED);
        assert_eq!(scene.code(&founder, SpendingAction::Pay { request: number }), None);
        scene.wait(1);
    }
    assert_eq!(scene.held_by(&ben), 850);
    assert_eq!(scene.code(&founder, issue(1, to(&ben))).as_deref(), REFUSED);
    // What the council had paid is what they get anyway, as of others.
    scene.wait(30);
    scene.stopped(pay(1, to(&ben), "fund-common", false));
    assert_eq!(scene.code(&founder, issue(450, to(&ben))).as_deref(), REFUSED);
    assert_eq!(scene.code(&founder, issue(449, to(&ben))), None);
}

/// POW-15: what the members themselves give meanwhile, by as many yes as stopped it, counts for nothing.
#[test]
fn pow_15_what_members_give_takes_no_room() {
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    assert_eq!(scene.decide_by("swift", issue(900, to(&ben))), None);
    assert_eq!(scene.held_by(&ben), 900);
    assert_eq!(scene.code(&founder, issue(451, to(&ben))).as_deref(), REFUSED);
    assert_eq!(scene.code(&founder, issue(450, to(&ben))), None);
}

/// POW-15: what is approved once more counts once, and not at all once the members approve it, whoever
/// approves it after them.
#[test]
fn pow_15_what_is_approved_anew_counts_once() {
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    let number = scene.asked(&ben, 250);
    scene.stopped(pay(900, to(&ben), "fund-common", false));
    let approve = Action::from(approve(number, 250));
    assert_eq!(scene.code(&founder, approve.clone()), None);
    let person = founder.person;
    let members = Authority::Decision { procedure: "swift".into(), proposal: 0 };
    let mut room = Vec::new();
    for by in [Authority::Person { person }, members, Authority::Person { person }] {
        let state = scene.society.state.clone();
        let context = scene.society.context(by);
        let Ok(Permit::Power(line)) = authorize(&approve, &context, &state) else {
            panic!("it is a power");
        };
        let mut overlay = Overlay::new(&state);
        charter::spend(&line, &approve, &context, &mut overlay);
        scene.society.state.commit(overlay.into_delta());
        let state = scene.society.state.clone();
        let context = scene.society.context(Authority::Person { person });
        let fits =
            |minor_units: &i128| preview(&issue(*minor_units, to(&ben)), &context, &state).is_ok();
        room.push((1..900).rev().find(fits));
    }
    assert_eq!(room, [Some(200), Some(450), Some(450)]);
}

/// POW-15: what too few of the members approved is approved as by any others, before the stop or after: how many said yes is
/// asked of each vote on what was stopped, whenever it began.
#[test]
fn pow_15_what_a_handful_approved_is_not_paid_beside_the_vote() {
    let pay_out = |request| SpendingAction::Pay { request };
    for (yes, is_paid) in [(1, false), (2, true)] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        let number = scene.asked(&ben, 900);
        assert_eq!(scene.decide_with(yes, "swift", approve(number, 900).into()), None);
        // Two of four object: two of four say yes at least.
        scene.stopped(pay(900, to(&ben), "fund-common", false));
        let refused = if is_paid { None } else { REFUSED };
        assert_eq!(scene.code(&founder, pay_out(number)).as_deref(), refused, "{yes}");
        scene.wait(1);
        assert_eq!(scene.held_by(&ben), if is_paid { 900 } else { 0 }, "{yes}");
        let left = scene.code(&founder, issue(450, to(&ben)));
        assert_eq!(left, None, "{yes}: it takes no room of what others may give");
        scene.wait(22);
        assert_eq!(scene.code(&founder, pay_out(number)).is_none(), !is_paid, "the vote is over");
    }
    // Below the bound it is paid, and takes room as others' does, whenever it was approved.
    for is_before in [true, false] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        let number = scene.asked(&ben, 300);
        let handful = |scene: &mut Scene| {
            assert_eq!(scene.decide_with(1, "swift", approve(number, 300).into()), None);
        };
        let stop = |scene: &mut Scene| scene.stopped(pay(900, to(&ben), "fund-common", false));
        if is_before {
            handful(&mut scene);
            stop(&mut scene);
        } else {
            stop(&mut scene);
            handful(&mut scene);
            assert_eq!(scene.code(&founder, issue(151, to(&ben))).as_deref(), REFUSED);
        }
        assert_eq!(scene.code(&founder, pay_out(number)), None, "{is_before}");
        scene.wait(1);
        assert_eq!(scene.held_by(&ben), 300, "{is_before}");
        assert_eq!(scene.code(&founder, issue(151, to(&ben))).as_deref(), REFUSED, "{is_before}");
        assert_eq!(scene.code(&founder, issue(150, to(&ben))), None, "{is_before}");
    }
}

/// POW-15: what the members approved is paid, whatever else members stop for whom it pays, before or after; not while they
/// vote on paying it.
#[test]
fn pow_15_what_members_approved_is_paid() {
    let pay_out = |request| SpendingAction::Pay { request };
    for (stopped, is_before) in [(1, false), (900, false), (1, true), (900, true)] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        let number = scene.asked(&ben, 900);
        let stop = |scene: &mut Scene| scene.stopped(pay(stopped, to(&ben), "fund-common", false));
        if is_before {
            stop(&mut scene);
        }
        assert_eq!(scene.decide_by("swift", approve(number, 900).into()), None);
        if !is_before {
            stop(&mut scene);
        }
        assert_eq!(scene.code(&founder, issue(900, to(&ben))).as_deref(), REFUSED);
        assert_eq!(scene.code(&founder, pay_out(number)), None, "{stopped} {is_before}");
        scene.wait(1);
        assert_eq!(scene.held_by(&ben), 900, "{stopped} {is_before}");
        // It takes no room of what others may give.
        let left = stopped / 2;
        assert_eq!(scene.code(&founder, issue(left + 1, to(&ben))).as_deref(), REFUSED);
    }
    let mut scene = scene();
    let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
    let [number, other] = [900, 900].map(|minor_units| scene.asked(&ben, minor_units));
    for number in [number, other] {
        assert_eq!(scene.decide_by("swift", approve(number, 900).into()), None);
    }
    scene.stopped(pay_out(number).into());
    let refused = scene.society.act(&founder, pay_out(number)).unwrap_err();
    assert_eq!(refused.code, "charter.at_vote");
    assert!(refused.message.ends_with("puts it to the vote."), "{}", refused.message);
    assert_eq!(scene.code(&founder, pay_out(other)), None);
    scene.wait(1);
    assert_eq!(scene.held_by(&ben), 900);
    scene.wait(20);
    assert_eq!(scene.code(&founder, pay_out(number)), None, "the vote is over");
}

/// POW-15: who were most of the members when they approved it are a handful of those who vote on what was stopped since:
/// as many say yes as must of these, before their vote opens and while it is open.
#[test]
fn pow_15_most_of_few_are_not_most_of_many() {
    let pay_out = |request| SpendingAction::Pay { request };
    // Three of four approve it; three in ten of those who are there by then object.
    for (came, objected, is_paid) in [(6, 3, true), (10, 5, false)] {
        let mut scene = scene();
        let (founder, ben) = (scene.founder.clone(), scene.ben.clone());
        let number = scene.asked(&ben, 900);
        assert_eq!(scene.decide_with(3, "swift", approve(number, 900).into()), None);
        let come = (0..came).map(|n| joined(&mut scene.society, &format!("new{n}")));
        let came: Vec<Actor> = come.collect();
        scene.society.act(&founder, pay(900, to(&ben), "fund-common", false)).unwrap();
        let target = Target::Act { number: charter::query::announced(&scene.society.state) };
        for member in &came[..objected] {
            scene.society.act(member, GovernanceAction::Object { target }).unwrap();
        }
        let opened = decisions::counts(&scene.society.state).made;
        let open = decisions::proposal(&scene.society.state, opened).unwrap();
        assert_eq!(open.challenged, Some(target));
        assert_eq!(usize::try_from(open.terms.objected), Ok(objected));
        let pay_out = Action::from(pay_out(number));
        let refused = if is_paid { None } else { REFUSED };
        assert_eq!(scene.code(&founder, pay_out.clone()).as_deref(), refused);
        if !is_paid {
            scene.wait(1);
            let open = decisions::proposal(&scene.society.state, opened).unwrap();
            assert_eq!(open.stage, Stage::Voting);
            assert_eq!(scene.code(&founder, pay_out).as_deref(), refused, "at the vote");
        }
    }
}
