//! Offices, from outside: a year of a council, each refusal at its boundary, and what nobody bends.

use polity_types::{Amount, AssetId, Seconds};

use super::{Offices, OfficesAction, OfficesEvent, STANDING_MAX, ahead, query};
use crate::charter_text::Charter;
use crate::frame::context::Authority;
use crate::frame::execute::preview;
use crate::frame::module::Module as _;
use crate::modules::charter;
use crate::modules::governance::tests::{joined, names, vote};
use crate::modules::governance::{self, Choice, GovernanceAction, Outcome};
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event, registry};

const CHARTER: &str = r#"# Charter of the box

`society.name = "Box"` `society.kind = "hub"` `society.currency = "BOX"`

> `society.commandment = "Tests tell the truth."`

`admission.vouches = 2` `admission.open_vouches_max = 3` `admission.probation = "1 day"`
`admission.application = "open"`

```toml
[[power]]
id = "admitting"
may = "membership.admit"
who = "founder"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "founder"
up_to = "9 BOX per day"

[[power]]
id = "founder-pays"
may = "treasury.pay"
who = "founder"
up_to = "50 BOX per 30 days"

[[power]]
id = "council-admits"
may = "membership.decline"
who = "office: council"

[[power]]
id = "proposing"
may = "governance.propose"
who = "member"

[[office]]
id = "council"
name = "Council"
seats = 2
term = "100 days"
filled = "decision: election"
recalled = "decision: ordinary"

[[office]]
id = "treasurer"
name = "Treasurer"
seats = 1
term = "100 days"
filled = "decision: ordinary"
recalled = "decision: ordinary"

[[decision]]
id = "election"
electorate = "members past probation"
method = "stv-scottish"
quorum = "20%"
discussion = "none"
voting = "2 days"
grace = "none"

[[decision]]
id = "ordinary"
electorate = "members past probation"
method = "yes-no"
quorum = "20%"
threshold = "more than half"
discussion = "none"
voting = "1 day"
grace = "none"

[[stage]]
id = "first"
name = "First"

[[stage]]
id = "grown"
name = "Grown"
when = { members = 5 }
changes = [
  { power = "founder-pays", who = "office: treasurer", from = "the first election" },
]
```
"#;

/// A society of the founder and five full members, with 9.00 in the common fund.
fn society() -> (Society, Vec<Actor>) {
    let mut society = Society::under(CHARTER);
    let founder = society.founder.clone();
    let mut members = vec![founder.clone()];
    for name in ["ana", "ben", "cleo", "dan", "eve"] {
        members.push(joined(&mut society, name));
    }
    let asset: AssetId = "BOX".parse().unwrap();
    let to: AccountId = "fund-common".parse().unwrap();
    let issue =
        TreasuryAction::Issue { amount: Amount::from(900), asset, category: None, memo: None, to };
    society.act(&founder, issue).unwrap();
    society.wait(Seconds::days(1));
    (society, members)
}

fn stand(office: &str) -> OfficesAction {
    OfficesAction::Stand { office: office.into() }
}

fn call(office: &str) -> OfficesAction {
    OfficesAction::CallElection { office: office.into() }
}

/// Has everybody who is named stand, and elects them in the order of the ranks, with the ballots of
/// all members.
fn elect(society: &mut Society, members: &[Actor], standing: &[usize], ranks: &[u64]) -> u64 {
    for place in standing {
        society.act(&members[*place], stand("council")).unwrap();
    }
    let events = society.act(&members[5], call("council")).unwrap();
    let called = events.iter().find_map(|event| match event {
        Event::Offices(OfficesEvent::ElectionCalled { proposal, .. }) => Some(*proposal),
        _ => None,
    });
    let proposal = called.unwrap();
    society.wait(Seconds(1));
    let ranks: Vec<Vec<u64>> = ranks.iter().map(|option| vec![*option]).collect();
    for voter in members {
        vote(society, voter, proposal, Choice::Rank(ranks.clone())).unwrap();
    }
    society.wait(Seconds::days(3));
    proposal
}

fn holders(society: &Society, office: &str) -> Vec<polity_types::PersonId> {
    query::seats(&society.state, office).into_iter().map(|(_, seat)| seat.holder).collect()
}

#[test]
fn every_table_is_its_own() {
    for table in Offices::TABLES {
        assert!(table.starts_with("offices/"), "{table}");
    }
}

/// OFF-1 to OFF-5: who stands is elected, holds the power for a term, and no longer.
#[test]
fn off_3_off_4_a_council_is_elected_serves_and_ends() {
    let (mut society, members) = society();
    let fay = crate::modules::governance::tests::applicant(&mut society, "fay");
    let decline = MembershipAction::Decline { applicant: fay.person, text: None };
    assert_eq!(society.act(&members[2], decline.clone()).unwrap_err().code, "charter.no_power");
    let proposal = elect(&mut society, &members, &[1, 2, 3], &[1, 2, 0]);
    let result = governance::query::result(&society.state, proposal).unwrap();
    assert_eq!((result.outcome, result.chosen.len()), (Outcome::Done, 2));
    assert_eq!(result.chosen, ["Member 3", "Member 4"]);
    assert_eq!(holders(&society, "council"), [members[2].person, members[3].person]);
    assert!(query::stands(&society.state, "council", members[1].person));
    assert!(!query::stands(&society.state, "council", members[2].person));
    society.act(&members[2], decline).unwrap();
    let (_, seat) = query::seat_of(&society.state, "council", members[2].person).unwrap();
    assert_eq!(seat.until.since(seat.since), Some(Seconds::days(100)));
    let events = society.wait(Seconds::days(100));
    let ended = names(&events).iter().filter(|name| *name == "offices.term_ended").count();
    assert_eq!((ended, holders(&society, "council").len()), (2, 0));
}

/// OFF-4: nobody is elected out of a short term right after its beginning: its last quarter is open, and of a long
/// one the last 30 days.
#[test]
fn off_4_a_short_term_is_held_too() {
    assert_eq!(ahead(Seconds::days(365)), Seconds::days(30));
    assert_eq!(ahead(Seconds::days(20)), Seconds::days(5));
    let mut society = Society::under(&CHARTER.replace("100 days", "20 days"));
    let mut members = vec![society.founder.clone()];
    for name in ["ana", "ben", "cleo", "dan", "eve"] {
        members.push(joined(&mut society, name));
    }
    society.wait(Seconds::days(1));
    elect(&mut society, &members, &[1, 2], &[0, 1]);
    society.act(&members[3], stand("council")).unwrap();
    // Three of the twenty days are over by now: the vote, and a day.
    for day in [1, 10] {
        society.wait(Seconds::days(day));
        let refusal = society.act(&members[3], call("council")).unwrap_err();
        assert_eq!(refusal.code, "offices.no_seat", "{day}");
    }
    society.wait(Seconds::days(4));
    society.act(&members[3], call("council")).unwrap();
}

/// OFF-4: an election within the last quarter of a term, or its last 30 days, renews the seats; who holds one keeps it.
#[test]
fn off_4_seats_are_elected_anew_before_they_end() {
    let (mut society, members) = society();
    elect(&mut society, &members, &[1, 2], &[0, 1]);
    let refusal = society.act(&members[3], call("council")).unwrap_err();
    assert_eq!(refusal.code, "offices.no_seat");
    society.wait(Seconds(Seconds::days(100).0 - ahead(Seconds::days(100)).0));
    elect(&mut society, &members, &[2, 3], &[0, 1]);
    assert_eq!(holders(&society, "council").len(), 2);
    for place in [2, 3] {
        let (_, seat) = query::seat_of(&society.state, "council", members[place].person).unwrap();
        assert_eq!(seat.until.since(seat.since), Some(Seconds::days(100)), "{place}");
    }
    assert!(!query::holds(&society.state, "council", members[1].person));
    society.wait(Seconds::days(40));
    assert_eq!(holders(&society, "council").len(), 2, "the old terms ended no new one");
}

/// OFF-5: a holder is recalled, resigns, or leaves; what they held is free at once.
#[test]
fn off_5_a_seat_is_left_by_recall_by_word_and_by_leaving() {
    let (mut society, members) = society();
    elect(&mut society, &members, &[1, 2], &[0, 1]);
    let recall = |holder: &Actor| {
        Action::from(OfficesAction::Recall { holder: holder.person, office: "council".into() })
    };
    let text = society.records.insert(b"Recall\n".to_vec());
    let propose = |procedure: &str, action: Action| GovernanceAction::Propose {
        actions: vec![action],
        contest: None,
        deposit: None,
        procedure: procedure.into(),
        text,
    };
    society.act(&members[3], propose("ordinary", recall(&members[1]))).unwrap();
    society.wait(Seconds(1));
    let number = governance::query::counts(&society.state).made;
    for voter in &members[..4] {
        vote(&mut society, voter, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(2));
    assert_eq!(holders(&society, "council"), [members[2].person]);
    let resign = OfficesAction::Resign { office: "council".into() };
    society.act(&members[2], resign.clone()).unwrap();
    assert_eq!(society.act(&members[2], resign).unwrap_err().code, "offices.not_holder");
    elect(&mut society, &members, &[3, 4], &[0, 1]);
    let events = society.act(&members[3], MembershipAction::Leave {}).unwrap();
    assert!(names(&events).contains(&"offices.resigned".into()), "{:?}", names(&events));
    assert_eq!(holders(&society, "council"), [members[4].person]);
}

/// OFF-1, OFF-2, OFF-3: what is refused, and by which code.
#[test]
fn off_1_off_2_off_3_script_of_refusals() {
    let (mut society, members) = society();
    let (ana, ben) = (&members[1], &members[2]);
    let gil = joined(&mut society, "gil");
    let stand_down = OfficesAction::StandDown { office: "council".into() };
    let seat = OfficesAction::Seat { holder: ana.person, office: "council".into() };
    let recall = OfficesAction::Recall { holder: ana.person, office: "council".into() };
    let script = [
        (ana, stand("nothing"), Some("offices.no_office")),
        (&gil, stand("council"), Some("offices.not_full_member")),
        (&gil, call("council"), Some("offices.not_full_member")),
        (ana, call("council"), Some("offices.nobody_stands")),
        (ana, stand_down.clone(), Some("offices.not_standing")),
        (ana, stand("council"), None),
        (ana, stand("council"), Some("offices.stands")),
        (ana, stand_down, None),
        (ana, stand("council"), None),
        (ana, seat.clone(), Some("charter.no_power")),
        (ana, recall, Some("charter.no_power")),
        (ana, OfficesAction::Resign { office: "council".into() }, Some("offices.not_holder")),
        (ana, stand("treasurer"), None),
        (ben, stand("treasurer"), None),
        (ben, call("treasurer"), Some("offices.no_choice")),
        (ben, call("council"), None),
        (ben, call("council"), Some("offices.election_on")),
    ];
    for (line, (actor, action, refusal)) in script.into_iter().enumerate() {
        let code = society.act(actor, action).err().map(|refusal| refusal.code);
        assert_eq!(code.as_deref(), refusal, "line {line}");
    }
    // Only people stand, and only the decisions that the office names seat and recall.
    let treasurer = OfficesAction::Seat { holder: ana.person, office: "treasurer".into() };
    let asked = [
        ("election", stand("council"), "offices.not_a_person"),
        ("ordinary", seat.clone(), "offices.other_holder"),
        ("election", treasurer, "offices.other_holder"),
    ];
    for (procedure, action, expected) in asked {
        let state = society.state.clone();
        let procedure = procedure.to_owned();
        let context = society.context(Authority::Decision { procedure, proposal: 1 });
        let refusal = preview(&action.into(), &context, &state).unwrap_err();
        assert_eq!(refusal.code, expected);
    }
    // Nobody chooses by a proposal of their own who is on the ballot.
    let text = society.records.insert(b"Seat Ana\n".to_vec());
    for procedure in ["election", "ordinary"] {
        let refusal = society
            .act(
                ben,
                GovernanceAction::Propose {
                    actions: vec![seat.clone().into()],
                    contest: None,
                    deposit: None,
                    procedure: procedure.into(),
                    text,
                },
            )
            .unwrap_err();
        assert!(refusal.code.starts_with("governance."), "{}", refusal.code);
    }
}

/// OFF-2: as many stand as an election has options.
#[test]
fn off_2_those_who_stand_are_bounded() {
    let (mut society, _) = society();
    let count = usize::try_from(STANDING_MAX).unwrap();
    let more: Vec<Actor> =
        (0..=count).map(|number| joined(&mut society, &format!("more {number}"))).collect();
    society.wait(Seconds::days(1));
    for actor in &more[..count] {
        society.act(actor, stand("council")).unwrap();
    }
    let refusal = society.act(&more[count], stand("council")).unwrap_err();
    assert_eq!(refusal.code, "offices.too_many");
    let events = society.act(&more[0], call("council")).unwrap();
    let proposed = events.iter().any(|event| {
        matches!(event, Event::Governance(governance::GovernanceEvent::Proposed { contest: Some(contest), .. })
            if contest.options.len() == count + 1 && contest.choose == 2)
    });
    assert!(proposed, "{events:?}");
}

/// OFF-3: one seat and a yes or no: the vote is on the one who stands.
#[test]
fn off_3_where_yes_or_no_is_asked_the_vote_is_on_all_who_stand() {
    let (mut society, members) = society();
    society.act(&members[1], stand("treasurer")).unwrap();
    society.act(&members[2], call("treasurer")).unwrap();
    society.wait(Seconds(1));
    for voter in &members[..4] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(2));
    assert_eq!(holders(&society, "treasurer"), [members[1].person]);
}

/// POW-9: what changes from the first election on changes with it, not before.
#[test]
fn pow_9_a_power_passes_with_the_first_election() {
    let (mut society, members) = society();
    let founder = society.founder.clone();
    let pay = |to: &Actor| TreasuryAction::Pay {
        amount: Amount::from(100),
        asset: "BOX".parse().unwrap(),
        category: None,
        from: "fund-common".parse().unwrap(),
        memo: None,
        to: AccountId::Person(to.person),
    };
    let charter = Charter::parse(CHARTER, &registry::action_names()).unwrap();
    assert_eq!(charter::query::stage(&charter, &society.state), 1);
    society.act(&founder, pay(&members[2])).unwrap();
    assert_eq!(society.act(&members[1], pay(&members[2])).unwrap_err().code, "charter.no_power");
    society.act(&members[1], stand("treasurer")).unwrap();
    society.act(&members[2], call("treasurer")).unwrap();
    society.wait(Seconds(1));
    for voter in &members[..4] {
        vote(&mut society, voter, 1, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(2));
    assert_eq!(society.act(&founder, pay(&members[2])).unwrap_err().code, "charter.no_power");
    society.act(&members[1], pay(&members[2])).unwrap();
    let account = AccountId::Person(members[2].person);
    let held = treasury::query::balance(&society.state, &account, &"BOX".parse().unwrap());
    assert_eq!(held, Amount::from(200));
    // The office is empty again, and the founder does not come back for it.
    society.wait(Seconds::days(101));
    assert_eq!(society.act(&founder, pay(&members[2])).unwrap_err().code, "charter.no_power");
}
