//! Drafts that wait for members, and proposals that wait for a place (GOV-50 to GOV-52).

use polity_types::{Refusal, Seconds};

use super::super::{
    Choice, Counts, GovernanceAction, OPEN_MAX, Outcome, SPONSORED_MAX, Stage, query,
};
use super::{CHARTER, applicant, joined, names, propose, vote};
use crate::frame::state::Overlay;
use crate::modules::membership::MembershipAction;
use crate::testing::{Actor, Society};
use crate::{Action, Event};

fn society(change: &[(&str, &str)]) -> (Society, Vec<Actor>) {
    let mut text = CHARTER.to_owned();
    for (from, to) in change {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let mut society = Society::under(&text);
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(30));
    (society, members.to_vec())
}

const SPONSORS: (&str, &str) = ("id = \"ordinary\"\n", "id = \"ordinary\"\nsponsors = 2\n");

fn bring(society: &mut Society, who: &Actor, applicant: &Actor) -> Result<Vec<Event>, Refusal> {
    let admit: Action = MembershipAction::Admit { applicant: applicant.person }.into();
    let action = propose(society, "ordinary", vec![admit]);
    society.act(who, action)
}

fn support(society: &mut Society, who: &Actor, proposal: u64) -> Result<Vec<Event>, String> {
    let done = society.act(who, GovernanceAction::Sponsor { alternative: None, proposal });
    done.map_err(|refusal| refusal.code)
}

fn stage(society: &Society, proposal: u64) -> Option<Stage> {
    query::proposal(&society.state, proposal).map(|proposal| proposal.stage)
}

/// Sets how many proposals have a place.
fn open(society: &mut Society, open: u64) {
    let mut overlay = Overlay::new(&society.state);
    let counts = super::super::state::COUNTS.get(&overlay).unwrap_or_default();
    super::super::state::COUNTS.put(&mut overlay, &Counts { open, ..counts });
    let delta = overlay.into_delta();
    society.state.commit(delta);
}

/// GOV-50: a draft waits for members, and each refusal stands at its boundary.
#[test]
fn gov_50_script_of_drafts() {
    let (mut society, members) = society(&[SPONSORS]);
    let [ana, ben, cleo, dan, eve] = &members[..] else { panic!() };
    let fay = applicant(&mut society, "fay");
    let events = bring(&mut society, ana, &fay).unwrap();
    assert_eq!(names(&events), ["governance.proposed", "governance.drafted"]);
    assert_eq!(query::counts(&society.state).open, 0);
    assert_eq!(support(&mut society, ana, 1).unwrap_err(), "governance.own_proposal");
    assert_eq!(support(&mut society, &fay, 1).unwrap_err(), "governance.not_full_member");
    assert_eq!(support(&mut society, ben, 2).unwrap_err(), "governance.no_proposal");
    // Nobody votes on a draft, and its author has one that waits at most.
    assert!(vote(&mut society, ben, 1, Choice::Yes).is_err());
    let refusal = bring(&mut society, ana, &fay).unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.rule.as_str()), ("governance.one_waits", "GOV-51"));
    assert_eq!(names(&support(&mut society, ben, 1).unwrap()), ["governance.sponsored"]);
    assert_eq!(support(&mut society, ben, 1).unwrap_err(), "governance.already_sponsors");
    let events = support(&mut society, cleo, 1).unwrap();
    assert_eq!(names(&events), ["governance.sponsored", "governance.discussed"]);
    assert_eq!(stage(&society, 1), Some(Stage::Discussion));
    assert_eq!(support(&mut society, dan, 1).unwrap_err(), "governance.other_stage");
    assert_eq!(query::counts(&society.state).open, 1);
    // The whole time of discussion begins with the last who supports it.
    assert!(names(&society.wait(Seconds(86_399))).is_empty());
    assert_eq!(names(&society.wait(Seconds(1))), ["governance.voting_opened"]);

    // Three at a time, until one is over.
    for (number, author) in [(2, ana), (3, cleo), (4, dan)] {
        bring(&mut society, author, &fay).unwrap();
        assert_eq!(support(&mut society, eve, number).map(drop), Ok(()));
    }
    bring(&mut society, ben, &fay).unwrap();
    const { assert!(SPONSORED_MAX == 3) };
    assert_eq!(support(&mut society, eve, 5).unwrap_err(), "governance.too_many_sponsored");
    society.act(cleo, GovernanceAction::Withdraw { alternative: None, proposal: 3 }).unwrap();
    assert_eq!(support(&mut society, eve, 5).map(drop), Ok(()));

    // Without enough of them it lapses, and nothing of it stays but the result.
    let events = society.wait(Seconds::days(31));
    let lapsed = names(&events).iter().filter(|name| *name == "governance.lapsed").count();
    assert_eq!(lapsed, 3);
    assert_eq!(query::result(&society.state, 2).unwrap().outcome, Outcome::Lapsed);
    assert_eq!(query::open_of(&society.state, ana.person), 0);
    bring(&mut society, ana, &fay).unwrap();
    for who in [ben, eve] {
        support(&mut society, who, 6).unwrap();
    }
    assert_eq!(stage(&society, 6), Some(Stage::Discussion));
}

/// GOV-51: who fills every place shuts nobody out. 334 members hold all 1,000; what another brings is
/// queued, and has the next place that is free, before anything that they bring later.
#[test]
fn gov_51_nobody_shuts_others_out() {
    let (mut society, members) = society(&[]);
    let [ana, ben, cleo, dan, _] = &members[..] else { panic!() };
    let fay = applicant(&mut society, "fay");
    bring(&mut society, ana, &fay).unwrap();
    open(&mut society, OPEN_MAX);
    let events = bring(&mut society, ben, &fay).unwrap();
    assert_eq!(names(&events), ["governance.proposed", "governance.queued"]);
    // Those who hold places bring more, and stand behind.
    bring(&mut society, ana, &fay).unwrap();
    let refusal = bring(&mut society, ana, &fay).unwrap_err();
    assert_eq!(refusal.code, "governance.one_waits");
    bring(&mut society, cleo, &fay).unwrap();
    assert_eq!(
        (stage(&society, 2), query::counts(&society.state).queued),
        (Some(Stage::Queued), 3)
    );
    assert!(names(&society.wait(Seconds(3_600))).is_empty());
    // One place is free: the first that waits has it, and its whole time of discussion.
    society.act(ana, GovernanceAction::Withdraw { alternative: None, proposal: 1 }).unwrap();
    let events = society.wait(Seconds(1));
    assert_eq!(names(&events), ["governance.discussed"]);
    assert_eq!(
        (stage(&society, 2), stage(&society, 3)),
        (Some(Stage::Discussion), Some(Stage::Queued))
    );
    // While others wait, a place that is free is theirs, whoever comes.
    open(&mut society, OPEN_MAX - 1);
    bring(&mut society, dan, &fay).unwrap();
    assert_eq!(stage(&society, 5), Some(Stage::Queued));
    // Who waits may give it up, and stands in nobody's way.
    society.act(ana, GovernanceAction::Withdraw { alternative: None, proposal: 3 }).unwrap();
    assert_eq!(query::counts(&society.state).queued, 2);
    // What opens by itself waits for nobody.
    open(&mut society, OPEN_MAX);
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    let founder = society.founder.clone();
    society.act(&founder, decline).unwrap();
    for who in [ana, ben, cleo] {
        let target = super::super::Target::Act { number: 1 };
        let _ = society.act(who, GovernanceAction::Object { target });
    }
    assert_eq!(stage(&society, 6), Some(Stage::Discussion));
}

fn outcome(yes: usize, no: usize, abstain: usize) -> Outcome {
    let adaptive =
        ("method = \"yes-no\"\nquorum = \"50%\"", "method = \"yes-no\"\nquorum = \"adaptive\"");
    let (mut society, mut members) = society(&[adaptive]);
    members.push(society.founder.clone());
    let fay = applicant(&mut society, "fay");
    bring(&mut society, &members[0].clone(), &fay).unwrap();
    society.wait(Seconds::days(1));
    let choices = [(yes, Choice::Yes), (no, Choice::No), (abstain, Choice::Abstain)];
    let ballots = choices.into_iter().flat_map(|(count, choice)| vec![choice; count]);
    for (member, choice) in members.clone().iter().zip(ballots) {
        vote(&mut society, member, 1, choice).unwrap();
    }
    society.wait(Seconds::days(11));
    query::result(&society.state, 1).unwrap().outcome
}

/// GOV-52: of six eligible, yes × yes × votes must be more than no × no × 6.
#[test]
fn gov_52_the_fewer_vote_the_more_must_agree() {
    for yes in 0..=6_usize {
        for no in 0..=6 - yes {
            for abstain in [0, 6 - yes - no] {
                let votes = yes + no + abstain;
                let passes = yes > no && yes * yes * votes > no * no * 6;
                let actual = outcome(yes, no, abstain) == Outcome::Done;
                assert_eq!(actual, passes, "{yes} yes, {no} no, {abstain} abstain");
            }
        }
    }
    // Two against one is enough if more than a quarter vote, and a bare majority if all do.
    assert_eq!(outcome(2, 1, 0), Outcome::Done);
    assert_eq!(outcome(3, 2, 1), Outcome::Done);
    assert_ne!(outcome(3, 2, 0), outcome(2, 2, 2));
}

/// GOV-53: the totals are there for whoever counts; what stands says that pages leave them off.
#[test]
fn gov_53_totals_after_the_close_are_a_courtesy() {
    let after = ("id = \"ordinary\"\n", "id = \"ordinary\"\ntotals = \"after\"\n");
    for (change, hidden) in [(vec![after], true), (Vec::new(), false)] {
        let (mut society, members) = society(&change);
        let fay = applicant(&mut society, "fay");
        bring(&mut society, &members[0].clone(), &fay).unwrap();
        assert!(!query::standing(&society.state, 1).unwrap().is_hidden);
        society.wait(Seconds::days(1));
        vote(&mut society, &members[0].clone(), 1, Choice::Yes).unwrap();
        let standing = query::standing(&society.state, 1).unwrap();
        assert_eq!((standing.is_hidden, standing.tally.yes), (hidden, 1));
    }
}

/// Counts what a history of drafts leaves behind.
#[test]
fn gov_50_what_is_over_leaves_nothing() {
    let (mut society, members) = society(&[SPONSORS]);
    let fay = applicant(&mut society, "fay");
    for round in 0..4_u64 {
        bring(&mut society, &members[0].clone(), &fay).unwrap();
        let number = query::counts(&society.state).made;
        for who in &members[1..][..usize::try_from(round % 3).unwrap()] {
            let _ = support(&mut society, who, number);
        }
        if round % 2 == 0 {
            let author = members[0].clone();
            let _ = society
                .act(&author, GovernanceAction::Withdraw { alternative: None, proposal: number });
        }
        society.wait(Seconds::days(60));
    }
    let left = |prefix: &str| {
        use crate::frame::state::StateView as _;
        society.state.scan(prefix, None, 10).len()
    };
    for prefix in [
        "governance/sponsor/",
        "governance/sponsored/",
        "governance/waits/",
        "governance/queue/",
        "governance/open/",
    ] {
        assert_eq!(left(prefix), 0, "{prefix}");
    }
}

/// What waits for somebody is a vote that is open, in which they may vote and have not.
#[test]
fn a_vote_waits_for_those_who_have_not_cast_a_ballot() {
    let (mut society, members) = society(&[]);
    let fay = applicant(&mut society, "fay");
    bring(&mut society, &members[0].clone(), &fay).unwrap();
    let waits =
        |society: &Society, who: &Actor| query::waits_for(&society.state, 1, who.person).is_some();
    assert!(!waits(&society, &members[1]), "it is discussed");
    society.wait(Seconds::days(1));
    let late = joined(&mut society, "late");
    assert!(waits(&society, &members[1]) && waits(&society, &members[2]));
    assert!(!waits(&society, &fay) && !waits(&society, &late), "neither may vote");
    vote(&mut society, &members[1].clone(), 1, Choice::No).unwrap();
    assert!(!waits(&society, &members[1]) && waits(&society, &members[2]));
    society.wait(Seconds::days(7));
    assert!(!waits(&society, &members[2]), "it is over");
}

/// GOV-52: at the boundary: of 12 eligible, two against one are not enough if three vote, and are if four do.
#[test]
fn gov_52_what_is_equal_is_not_enough() {
    let (mut society, members) = society(&[]);
    let fay = applicant(&mut society, "fay");
    bring(&mut society, &members[0].clone(), &fay).unwrap();
    let terms = query::terms_of(&society.state, 1).unwrap();
    let adaptive = super::super::Terms { adaptive: true, ..terms };
    assert!(!adaptive.is_borne_by(2, 1, 3, 12));
    assert!(adaptive.is_borne_by(2, 1, 4, 12));
    assert_eq!(adaptive.yes_deciding(3, 3, 12), 3);
    assert_eq!(adaptive.yes_deciding(3, 4, 12), 2);
}

/// GOV-52: the two cases of the source, 210 eligible, and more that were counted by hand:
/// 2 × 2 × 4 = 16 against 1 × 1 × 16 = 16 is not more; 3 × 3 × 4 = 36 is; 10 × 10 × 19 = 1,900 against
/// 9 × 9 × 19 = 1,539 where all 19 vote; 41 × 41 × 61 = 102,541 against 20 × 20 × 256 = 102,400, and
/// 40 × 40 × 60 = 96,000 is less. Abstentions take part: 41 and 20 with 0 of them, 40 and 20 with 5,
/// since 40 × 40 × 65 = 104,000.
#[test]
fn gov_52_cases_of_the_source_and_by_hand() {
    let (mut society, members) = society(&[]);
    let fay = applicant(&mut society, "fay");
    bring(&mut society, &members[0].clone(), &fay).unwrap();
    let terms = query::terms_of(&society.state, 1).unwrap();
    let adaptive = super::super::Terms { adaptive: true, ..terms };
    let cases = [
        (60, 50, 0, 210, false),
        (100, 50, 0, 210, true),
        (2, 1, 1, 16, false),
        (3, 1, 0, 16, true),
        (10, 9, 0, 19, true),
        (9, 9, 1, 19, false),
        (41, 20, 0, 256, true),
        (40, 20, 0, 256, false),
        (40, 20, 5, 256, true),
        (1, 0, 0, 1_000_000, true),
        (0, 0, 9, 9, false),
    ];
    for (yes, no, abstain, eligible, passes) in cases {
        let votes = yes + no + abstain;
        let actual = adaptive.is_borne_by(yes, no, votes, eligible);
        assert_eq!(actual, passes, "{yes} yes, {no} no, {votes} of {eligible}");
    }
}
