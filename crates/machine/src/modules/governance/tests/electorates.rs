//! Who decides: holders of an office, mixes, houses; and that nobody's coming or going bends a vote
//! that is open (GOV-30 to GOV-33).

use polity_types::Seconds;
use proptest::prelude::*;

use super::super::{
    BodyVotes, Choice, GovernanceAction, GovernanceEvent, Stage, Verdict, by_body, query, verdict,
    weigh,
};
use super::{applicant, ballot, joined, names, propose, vote};
use crate::charter_text::{Body, Charter, Electorate, House, Part, Seated, Share, Threshold};
use crate::frame::roll::Roll;
use crate::modules::governance::Terms;
use crate::modules::membership::MembershipAction;
use crate::modules::offices::{self, OfficesAction};
use crate::modules::treasury::{AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

pub(super) const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 0` `admission.probation = "1 day"` `admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[power]]
id = "opening"
may = "treasury.open_account"
who = "decision: council"

[[power]]
id = "weighed"
may = "treasury.open_account"
who = "decision: weighed"

[[power]]
id = "agreed"
may = "treasury.open_account"
who = "decision: agreed"

[[office]]
id = "council"
name = "Council"
seats = 5
term = "300 days"
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
id = "council"
electorate = "office: council"
method = "yes-no"
quorum = "60%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "weighed"
mix = [
  { of = "members", share = "80%" },
  { of = "office: council", share = "20%" },
]
method = "yes-no"
quorum = "25%"
threshold = "more than half"
delegation = "yes"
discussion = "none"
voting = "1 day"
grace = "none"

[[decision]]
id = "agreed"
method = "yes-no"
discussion = "none"
voting = "1 day"
grace = "none"
houses = [
  { of = "members", quorum = "25%", threshold = "more than half" },
  { of = "office: council", quorum = "40%", threshold = "two thirds" },
]
```
"#;

/// A society of the founder and seven members, of whom the first three hold seats of the council.
fn society() -> (Society, Vec<Actor>) {
    society_under(CHARTER)
}

pub(super) fn society_under(text: &str) -> (Society, Vec<Actor>) {
    let mut society = Society::under(text);
    let mut members = vec![society.founder.clone()];
    for name in ["ana", "ben", "cleo", "dan", "eve", "fay", "gil"] {
        members.push(joined(&mut society, name));
    }
    society.wait(Seconds::days(1));
    for member in &members[..3] {
        society.act(member, OfficesAction::Stand { office: "council".into() }).unwrap();
    }
    let call = OfficesAction::CallElection { office: "council".into() };
    society.act(&members[0], call).unwrap();
    society.wait(Seconds(1));
    for member in &members {
        vote(&mut society, member, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(offices::query::seats(&society.state, "council").len(), 3);
    (society, members)
}

fn fund(number: u64) -> Action {
    let account: AccountId = format!("fund-f{number}").parse().unwrap();
    TreasuryAction::OpenAccount { account }.into()
}

/// Proposes something under a procedure and lets the vote open; returns its number.
pub(super) fn opened(society: &mut Society, by: &Actor, procedure: &str) -> u64 {
    let made = query::counts(&society.state).made.saturating_add(1);
    let action = propose(society, procedure, vec![fund(made)]);
    society.act(by, action).unwrap();
    society.wait(Seconds(1));
    made
}

pub(super) fn standing(society: &Society, number: u64) -> query::Standing {
    query::standing(&society.state, number).unwrap()
}

/// GOV-30: of an office, its holders vote and nobody else; empty seats are counted.
#[test]
fn gov_30_holders_of_an_office_decide_and_empty_seats_are_counted() {
    let (mut society, members) = society();
    let number = opened(&mut society, &members[4], "council");
    assert_eq!((standing(&society, number).eligible, standing(&society, number).quorum), (5, 3));
    let refusal = vote(&mut society, &members[4], number, Choice::Yes).unwrap_err();
    assert_eq!(refusal.code, "governance.not_eligible");
    vote(&mut society, &members[0], number, Choice::Yes).unwrap();
    vote(&mut society, &members[1], number, Choice::Yes).unwrap();
    assert_eq!(standing(&society, number).verdict, Verdict::NoQuorum);
    vote(&mut society, &members[2], number, Choice::No).unwrap();
    assert_eq!(standing(&society, number).verdict, Verdict::Passed);
    let roll = society.state.0.keys().filter(|key| key.starts_with("governance/elector/")).count();
    assert_eq!(roll, 3, "whoever sits is written down, and nobody else");
    let events = society.wait(Seconds::days(2));
    assert!(names(&events).contains(&"governance.enacted".to_owned()), "{events:?}");
    let left = society.state.0.keys().filter(|key| key.starts_with("governance/elector/")).count();
    assert_eq!(left, 0);
}

/// GOV-30: who resigns keeps the ballot that they had when the vote opened, who takes the seat gets none.
#[test]
fn gov_30_seats_are_frozen_when_the_vote_opens() {
    let (mut society, members) = society();
    let number = opened(&mut society, &members[4], "council");
    let before = query::proposal(&society.state, number).unwrap().electorate.unwrap();
    let resign = OfficesAction::Resign { office: "council".into() };
    society.act(&members[2], resign).unwrap();
    vote(&mut society, &members[2], number, Choice::Yes).unwrap();
    let after = query::proposal(&society.state, number).unwrap().electorate.unwrap();
    assert_eq!(before, after);
    let next = opened(&mut society, &members[4], "council");
    let refusal = vote(&mut society, &members[2], next, Choice::Yes).unwrap_err();
    assert_eq!(refusal.code, "governance.not_eligible");
    let later = query::proposal(&society.state, next).unwrap().electorate.unwrap();
    assert_ne!(before.roll.hash, later.roll.hash, "the roll says who");
}

/// GOV-62: one person alone votes where nobody else has a vote in any body: whoever has a seat votes, too, and who has
/// every seat there is votes alone.
#[test]
fn gov_62_who_votes_alone_is_told_by_seats_as_well() {
    use super::super::electorate::{is_alone, now};
    use crate::charter_text::At;
    let (mut society, members) = society();
    let founder = members[0].person;
    let place = |id: &str| Body::Residents(At { place: id.into() });
    let of = |bodies: &[Body]| {
        let part = |body: &Body| Part { body: body.clone(), share: percent(50) };
        Electorate::Mix { parts: bodies.iter().map(part).collect() }
    };
    // With so many residents, of whom the founder is one: whether one alone votes.
    let alone = |society: &Society, bodies: &[Body], counts: &[u64]| {
        is_alone(&society.state, (0, &of(bodies)), counts, |_, person| person == founder)
    };
    let mixed = [place("hill"), council(5)];
    // Three have a seat, then one, then nobody.
    let resigning = [&members[1], &members[2], &members[0]];
    let expected = [[false; 4], [false; 4], [true, true, false, true], [true, true, false, true]];
    for (gone, expected) in expected.into_iter().enumerate() {
        if let Some(who) = gone.checked_sub(1).map(|last| resigning[last]) {
            society.act(who, OfficesAction::Resign { office: "council".into() }).unwrap();
        }
        let of_seats = Electorate::One { body: council(5) };
        let found = [
            alone(&society, &mixed, &[0, 5]),
            alone(&society, &mixed, &[1, 5]),
            alone(&society, &mixed, &[2, 5]),
            now(&society.state, 0, &of_seats).0.is_alone,
        ];
        assert_eq!(found, expected, "{gone}");
    }
    let places = [place("hill"), place("shore")];
    assert!(!alone(&society, &places, &[1, 1]), "nobody lives at two places");
    assert!(alone(&society, &places, &[1, 0]));
    // The only seat is somebody's who is not the only resident.
    let (mut society, members) = self::society();
    for who in &members[..2] {
        society.act(who, OfficesAction::Resign { office: "council".into() }).unwrap();
    }
    assert!(alone(&society, &mixed, &[0, 5]));
    assert!(!alone(&society, &mixed, &[1, 5]));
}

/// A vote waits for whoever has a seat or is in a house, until they vote; a delegate votes among members, and not
/// for a seat (GOV-32).
#[test]
fn gov_32_a_vote_waits_for_seats_that_a_delegate_does_not_vote_for() {
    let (mut society, members) = society();
    let waits = |society: &Society, number: u64| -> Vec<usize> {
        let due = |who: &Actor| query::waits_for(&society.state, number, who.person).is_some();
        members.iter().enumerate().filter(|(_, who)| due(who)).map(|(place, _)| place).collect()
    };
    let council = opened(&mut society, &members[4], "council");
    assert_eq!(waits(&society, council), [0, 1, 2], "seats alone");
    vote(&mut society, &members[1], council, Choice::Abstain).unwrap();
    assert_eq!(waits(&society, council), [0, 2], "to abstain is to vote");
    let agreed = opened(&mut society, &members[4], "agreed");
    assert_eq!(waits(&society, agreed), [0, 1, 2, 3, 4, 5, 6, 7], "all houses");
    vote(&mut society, &members[0], agreed, Choice::Yes).unwrap();
    assert_eq!(waits(&society, agreed), [1, 2, 3, 4, 5, 6, 7], "one ballot for both");
    for who in [0, 4] {
        let (delegate, topic) = (members[5].person, "weighed".to_owned());
        let delegate = GovernanceAction::Delegate { delegate, replaces: None, topic, until: None };
        society.act(&members[who], delegate).unwrap();
    }
    let weighed = opened(&mut society, &members[3], "weighed");
    assert_eq!(waits(&society, weighed), [0, 1, 2, 3, 4, 5, 6, 7], "the delegate has not voted");
    vote(&mut society, &members[5], weighed, Choice::Yes).unwrap();
    assert_eq!(waits(&society, weighed), [0, 1, 2, 3, 6, 7], "the seat of 0 has its own vote");
    society.wait(Seconds::days(1));
    assert_eq!(waits(&society, weighed), Vec::<usize>::new(), "it is over");
}

/// GOV-31: members divide 80 % by how they vote, each of five seats weighs 4 %, taken or not.
#[test]
fn gov_31_a_mix_weighs_exactly() {
    let (mut society, members) = society();
    let number = opened(&mut society, &members[4], "weighed");
    assert_eq!(standing(&society, number).eligible, 8 + 5);
    // Two of eight members say no, one of them with a seat: no 80 % + 4 %, yes nothing.
    vote(&mut society, &members[0], number, Choice::No).unwrap();
    vote(&mut society, &members[4], number, Choice::No).unwrap();
    let now = standing(&society, number);
    let Electorate::Mix { parts } =
        query::proposal(&society.state, number).unwrap().terms.electorate
    else {
        panic!("the electorate is a mix");
    };
    let weighed = weigh(&parts, &now.bodies);
    assert_eq!(weighed.no.to_string(), "21/25");
    // 80 % of 2 of 8, and 20 % of 1 of 5.
    assert_eq!(weighed.turnout.to_string(), "6/25");
    assert_eq!(now.verdict, Verdict::NoQuorum);
    // Two more say yes: members are even, and the seats are 4 % against 4 %: nothing more than half.
    vote(&mut society, &members[1], number, Choice::Yes).unwrap();
    vote(&mut society, &members[5], number, Choice::Yes).unwrap();
    let now = standing(&society, number);
    assert_eq!(weigh(&parts, &now.bodies).yes.to_string(), "11/25");
    assert_eq!(now.verdict, Verdict::Rejected);
    // The third seat decides; its holder is a member too, and is counted in both.
    vote(&mut society, &members[2], number, Choice::Yes).unwrap();
    assert_eq!(weigh(&parts, &standing(&society, number).bodies).yes.to_string(), "14/25");
    let by_body = by_body(&Electorate::Mix { parts }, &standing(&society, number).bodies);
    let seen: Vec<_> = by_body.iter().map(|b| (b.eligible, b.voted, b.yes, b.no)).collect();
    assert_eq!(seen, [(8, 5, 3, 2), (5, 3, 2, 1)]);
    // A ballot that changes moves in both.
    let cast = query::ballot(&society.state, number, members[2].person).unwrap();
    let GovernanceAction::CastBallot { ballot: own, proposal, round, .. } =
        ballot(number, Choice::No)
    else {
        unreachable!("a ballot is cast")
    };
    let replaces = Some(cast.operation);
    let change = GovernanceAction::CastBallot { ballot: own, proposal, replaces, round };
    society.act(&members[2], change).unwrap();
    assert_eq!(standing(&society, number).verdict, Verdict::Rejected);
    let events = society.wait(Seconds::days(1));
    let closed = events.iter().find_map(|event| match event {
        Event::Governance(GovernanceEvent::VotingClosed { bodies, .. }) => Some(bodies.clone()),
        _ => None,
    });
    let result = query::result(&society.state, number).unwrap();
    assert_eq!(closed.unwrap(), result.bodies);
    assert_eq!((result.bodies[0].no, result.bodies[1].no), (3, 2));
}

/// GOV-32: what is delegated counts among members, not in a seat.
#[test]
fn gov_32_delegated_votes_count_among_members_only() {
    let (mut society, members) = society();
    let delegate = |to: &Actor| GovernanceAction::Delegate {
        delegate: to.person,
        replaces: None,
        topic: "weighed".into(),
        until: None,
    };
    for giver in [4, 5] {
        society.act(&members[giver], delegate(&members[0])).unwrap();
    }
    let number = opened(&mut society, &members[4], "weighed");
    vote(&mut society, &members[0], number, Choice::Yes).unwrap();
    let bodies = standing(&society, number).bodies;
    assert_eq!((bodies[0].yes, bodies[1].yes), (3, 1));
    // One of them votes: the vote is taken back among members, and nowhere else.
    vote(&mut society, &members[4], number, Choice::No).unwrap();
    let bodies = standing(&society, number).bodies;
    assert_eq!((bodies[0].yes, bodies[0].no, bodies[1].yes), (2, 1, 1));
    assert_eq!((bodies[0].people, bodies[1].people), (2, 1));
}

/// GOV-33: each house by its own quorum and threshold; one that does not agree stops it.
#[test]
fn gov_33_each_house_must_agree() {
    use Choice::{No, Yes};
    // Choices of members 0 to 7, of whom 0 to 2 have seats; the council needs 2 of 5, two thirds.
    let cases: [(&[Option<Choice>], Verdict); 6] = [
        (&[Some(Yes), Some(Yes)], Verdict::Passed),
        (&[Some(Yes), None, None, Some(Yes)], Verdict::NoQuorum),
        (&[Some(Yes), Some(No)], Verdict::Rejected),
        (&[Some(Yes), Some(Yes), Some(No), Some(Yes)], Verdict::Passed),
        (&[Some(Yes), Some(Yes), Some(No), Some(No)], Verdict::Rejected),
        (&[Some(Yes), Some(Yes), None, Some(No), Some(No), Some(No)], Verdict::Rejected),
    ];
    for (choices, expected) in cases {
        let (mut society, members) = society();
        let number = opened(&mut society, &members[4], "agreed");
        for (voter, choice) in members.iter().zip(choices) {
            if let Some(choice) = choice {
                vote(&mut society, voter, number, choice.clone()).unwrap();
            }
        }
        assert_eq!(standing(&society, number).verdict, expected, "{choices:?}");
        let events = society.wait(Seconds::days(1));
        let is_done = names(&events).contains(&"governance.enacted".to_owned());
        assert_eq!(is_done, expected == Verdict::Passed, "{choices:?}");
    }
}

/// Source: loomio pull request 12751, late changes of the electorate. Who joins while a vote is open
/// has no ballot in it, in any body, and changes no count that it needs. (GOV-30)
#[test]
fn gov_30_joining_in_the_middle_changes_nothing() {
    let (mut society, members) = society();
    let number = opened(&mut society, &members[4], "agreed");
    let before = standing(&society, number);
    let late = joined(&mut society, "late");
    let refusal = vote(&mut society, &late, number, Choice::Yes).unwrap_err();
    assert_eq!(refusal.code, "governance.not_eligible");
    let after = standing(&society, number);
    assert_eq!((before.eligible, before.bodies), (after.eligible, after.bodies));
}

/// Source: karrot-frontend issue 1344, sock puppets in one's own trial. A vote over a person is open;
/// the friends of that person leave or are made to leave, and new ones join: those who could vote still
/// can, as many are needed as before, and nobody new votes. (GOV-30)
#[test]
fn gov_30_being_made_to_leave_or_bringing_friends_changes_nothing() {
    let (mut society, members) = society();
    let accused = applicant(&mut society, "accused");
    assert!(!crate::modules::membership::query::is_member(&society.state, accused.person));
    let number = opened(&mut society, &members[4], "weighed");
    let before = standing(&society, number);
    // Those who are against are gone, with and without a seat.
    for gone in [1, 5] {
        society.act(&members[gone], MembershipAction::Leave {}).unwrap();
    }
    let puppets: Vec<Actor> =
        ["sock", "puppet", "straw"].into_iter().map(|name| joined(&mut society, name)).collect();
    for puppet in &puppets {
        let refusal = vote(&mut society, puppet, number, Choice::Yes).unwrap_err();
        assert_eq!(refusal.code, "governance.not_eligible");
    }
    for gone in [1, 5] {
        vote(&mut society, &members[gone], number, Choice::No).unwrap();
    }
    let after = standing(&society, number);
    assert_eq!(before.eligible, after.eligible);
    let rolls = |bodies: &[BodyVotes]| bodies.iter().map(|body| body.roll).collect::<Vec<Roll>>();
    assert_eq!(rolls(&before.bodies), rolls(&after.bodies));
    assert_eq!((after.bodies[0].no, after.bodies[1].no), (2, 1));
}

fn terms(electorate: Electorate) -> Terms {
    let charter = Charter::parse(CHARTER, &crate::registry::action_names()).unwrap();
    Terms { electorate, ..Terms::from(charter.decision("weighed").unwrap()) }
}

fn percent(share: u32) -> Share {
    Share::new(share, 100).unwrap()
}

fn council(seats: u64) -> Body {
    Body::Office(Seated { id: "council".into(), seats })
}

prop_compose! {
    fn votes()(yes in 0_u64..40, no in 0_u64..40, abstain in 0_u64..9, more in 0_u64..200)
        -> BodyVotes
    {
        let count = yes + no + abstain + more;
        let roll = Roll { count, ..Roll::default() };
        BodyVotes { abstain, left: 0, no, people: yes + no + abstain, roll, yes }
    }
}

proptest! {
    /// GOV-31: no body weighs more than its share; a seat that does not vote weighs nothing, and makes
    /// no other vote weigh more; what fails fails still when a yes is taken away.
    #[test]
    fn gov_31_no_body_weighs_more_than_its_share(
        members in votes(), seated in votes(), share in 1_u32..100,
    ) {
        let parts = [
            Part { body: Body::Members, share: percent(100 - share) },
            Part { body: council(seated.roll.count), share: percent(share) },
        ];
        let ratio = |share: u32| polity_choice::exact::ratio(share.into(), 100);
        let both = weigh(&parts, &[members, seated]);
        let none = BodyVotes { abstain: 0, no: 0, people: 0, yes: 0, ..seated };
        let only = weigh(&parts, &[members, none]);
        prop_assert!(&only.yes.0 + &only.no.0 <= ratio(100 - share));
        prop_assert!(&both.yes.0 - &only.yes.0 + &both.no.0 - &only.no.0 <= ratio(share));
        prop_assert!(both.turnout.0 <= ratio(100));
        // One seat more that stays silent: what the others weigh together does not rise.
        if seated.yes + seated.no < seated.roll.count {
            let fewer = BodyVotes { yes: seated.yes.saturating_sub(1), ..seated };
            let less = weigh(&parts, &[members, fewer]);
            prop_assert!(less.yes.0 <= both.yes.0 && less.no.0 == both.no.0);
        }
        let terms = terms(Electorate::Mix { parts: parts.to_vec() });
        let tally = super::super::Tally::default();
        let first = verdict(&terms, 1, 1, &tally, &[members, seated]);
        if first != Verdict::Passed && members.yes > 0 {
            let fewer = BodyVotes { yes: members.yes - 1, no: members.no + 1, ..members };
            prop_assert_ne!(verdict(&terms, 1, 1, &tally, &[fewer, seated]), Verdict::Passed);
        }
    }

    /// GOV-33: houses decide as each does by itself.
    #[test]
    fn gov_33_houses_pass_if_each_does(votes in prop::collection::vec(votes(), 2..5)) {
        let house = House {
            body: Body::Members,
            quorum: percent(20),
            threshold: Threshold::MORE_THAN_HALF,
        };
        let houses = vec![house; votes.len()];
        let terms = terms(Electorate::Houses { houses });
        let decided = verdict(&terms, 1, 1, &super::super::Tally::default(), &votes);
        let agrees = |votes: &BodyVotes| {
            let cast = votes.yes + votes.no + votes.abstain;
            votes.roll.count > 0 && cast * 5 >= votes.roll.count && cast > 0 && votes.yes > votes.no
        };
        prop_assert_eq!(decided == Verdict::Passed, votes.iter().all(agrees));
    }
}

/// GOV-30: a stage that is not at the vote shows who would vote now.
#[test]
fn gov_30_before_the_vote_the_electorate_is_as_it_is_now() {
    let (mut society, members) = society();
    let action = propose(&mut society, "agreed", vec![fund(9)]);
    society.act(&members[4], action).unwrap();
    let number = query::counts(&society.state).made;
    let proposal = query::proposal(&society.state, number).unwrap();
    assert_eq!(proposal.stage, Stage::Discussion);
    let bodies =
        |place: usize| query::bodies_of(&society.state, number, &proposal, members[place].person);
    assert_eq!((bodies(0), bodies(4)), (vec![0, 1], vec![0]));
    assert_eq!(standing(&society, number).bodies.len(), 2);
}
