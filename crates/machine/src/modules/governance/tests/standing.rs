//! Votes that cost credits of a season, and support that grows while it stands.

use polity_choice::exact::Share;
use polity_choice::standing::{Conviction, ConvictionRule, FundRule};
use polity_types::{Amount, Seconds, Timestamp};
use proptest::prelude::*;

use super::super::conviction::STEP;
use super::super::state::{CREDIT_PREFIX, SEASON, VOID_PREFIX};
use super::super::{
    BOUND_MAX, Choice, GovernanceAction, GovernanceEvent, Outcome, Stage, Verdict, query,
};
use super::{CHARTER, joined, propose, vote};
use crate::charter_text::{Method, POINTS};
use crate::frame::clock::Clock;
use crate::frame::state::StateView as _;
use crate::modules::membership::MembershipAction;
use crate::modules::treasury::{self, AccountId, TreasuryAction};
use crate::testing::{Actor, Society};
use crate::{Action, Event};

/// What is added to the charter of the other tests.
const MORE: &str = r#"
```toml
[season]
length = "60 days"
credits = 100

[[decision]]
id = "square"
electorate = "members"
method = "season-quadratic"
quorum = "50%"
threshold = "more than half"
discussion = "none"
voting = "7 days"
grace = "none"

[[decision]]
id = "plain"
electorate = "members"
method = "season-linear"
quorum = "25%"
threshold = "two thirds"
discussion = "1 day"
voting = "7 days"
grace = "3 days"

[[decision]]
id = "wells"
electorate = "members"
method = "conviction"
asset = "BOX"
fund = "fund-wells"
half_life = "7 days"
least = "10%"
most = "50%"
discussion = "none"
voting = "90 days"
grace = "3 days"

[[power]]
id = "issuing"
may = "treasury.issue"
who = "decision: swift"

[[power]]
id = "opening"
may = "treasury.open_account"
who = "decision: square"

[[power]]
id = "opening-plainly"
may = "treasury.open_account"
who = "decision: plain"
challenge = "50%"

[[power]]
id = "paying"
may = "treasury.pay"
who = "decision: wells"
challenge = "50%"
```
"#;

fn society() -> (Society, Vec<Actor>) {
    let mut society = Society::under(&format!("{CHARTER}{MORE}"));
    let members = ["ana", "ben", "cleo", "dan", "eve"].map(|name| joined(&mut society, name));
    society.wait(Seconds::days(31));
    (society, members.to_vec())
}

fn fund(name: &str) -> AccountId {
    format!("fund-{name}").parse().unwrap()
}

fn opening(name: &str) -> Action {
    TreasuryAction::OpenAccount { account: fund(name) }.into()
}

/// Brings a question, and returns its number; it is at the vote a second later.
fn ask(society: &mut Society, author: &Actor, procedure: &str) -> u64 {
    let name = format!("f{}", query::counts(&society.state).made);
    let action = propose(society, procedure, vec![opening(&name)]);
    society.act(author, action).unwrap();
    society.wait(Seconds(1));
    query::counts(&society.state).made
}

fn left(society: &mut Society, person: &Actor) -> u64 {
    let context =
        society.context(crate::frame::context::Authority::Person { person: person.person });
    let charter = std::sync::Arc::clone(&context.charter);
    let (span, terms) = query::season(&society.state, &charter).unwrap();
    query::credits(&society.state, terms, Some(span.number), person.person).left
}

fn code(outcome: Result<polity_types::OperationId, polity_types::Refusal>) -> String {
    outcome.unwrap_err().code
}

/// GOV-20, GOV-21: what votes cost, in one season, over several questions.
#[test]
fn gov_20_gov_21_script_of_credits() {
    let (mut society, members) = society();
    let (ana, ben) = (&members[0], &members[1]);
    let one = ask(&mut society, ana, "square");
    let two = ask(&mut society, ben, "square");
    assert_eq!(left(&mut society, ana), 100);
    assert_eq!(code(vote(&mut society, ana, one, Choice::Votes(11))), "governance.season_credits");
    assert_eq!(code(vote(&mut society, ana, one, Choice::Votes(0))), "governance.ballot_form");
    assert_eq!(code(vote(&mut society, ana, one, Choice::Votes(10_001))), "governance.ballot_form");
    assert_eq!(code(vote(&mut society, ana, one, Choice::Yes)), "governance.ballot_form");
    assert_eq!(code(vote(&mut society, ana, one, Choice::Points(1))), "governance.ballot_form");
    vote(&mut society, ana, one, Choice::Votes(-8)).unwrap();
    assert_eq!(left(&mut society, ana), 36);
    assert_eq!(code(vote(&mut society, ana, two, Choice::Votes(7))), "governance.season_credits");
    vote(&mut society, ana, two, Choice::Votes(6)).unwrap();
    assert_eq!(left(&mut society, ana), 0);
    // A change pays, or gets back, the difference; whoever abstains has all of it back.
    vote(&mut society, ana, one, Choice::Votes(3)).unwrap();
    assert_eq!(left(&mut society, ana), 55);
    vote(&mut society, ana, two, Choice::Abstain).unwrap();
    assert_eq!(left(&mut society, ana), 91);
    let tally = query::tally(&society.state, one).unwrap();
    assert_eq!((tally.yes, tally.no, tally.sum.pro, tally.sum.against), (1, 0, 3, 0));
    // What a dry run tells is what the ballot costs, and what is left then.
    let cast = GovernanceAction::CastBallot {
        ballot: super::super::Ballot::Open { choice: Choice::Votes(5) },
        proposal: two,
        replaces: query::ballot(&society.state, two, ana.person).map(|cast| cast.operation),
        round: 1,
    };
    let events = society.act(ana, cast).unwrap();
    let [Event::Governance(GovernanceEvent::BallotCast { spent: Some(spent), .. })] = &events[..]
    else {
        panic!("{events:?}");
    };
    assert_eq!((spent.bound, spent.left), (25, 66));
    // Votes decide, not ballots: three against outweigh two for.
    vote(&mut society, ben, one, Choice::Votes(-4)).unwrap();
    vote(&mut society, &members[2], one, Choice::Votes(1)).unwrap();
    let standing = query::standing(&society.state, one).unwrap();
    assert_eq!((standing.verdict, standing.yes_needed), (Verdict::Rejected, 5));
    vote(&mut society, &members[3], one, Choice::Votes(1)).unwrap();
    assert_eq!(query::standing(&society.state, one).unwrap().verdict, Verdict::Passed);
    society.wait(Seconds::days(7));
    assert_eq!(query::result(&society.state, one).unwrap().outcome, Outcome::Done);
    // What was spent stays spent, in this season.
    assert_eq!(left(&mut society, ana), 66 + 25, "too few voted on the second, so 25 came back");
}

/// GOV-21: a linear price, and a second vote that is paid again.
#[test]
fn gov_21_linear_votes_and_a_second_vote() {
    let (mut society, members) = society();
    let number = ask(&mut society, &members[0], "plain");
    assert_eq!(
        code(vote(&mut society, &members[0], number, Choice::Votes(1))),
        "governance.other_stage"
    );
    society.wait(Seconds::days(1));
    vote(&mut society, &members[0], number, Choice::Votes(60)).unwrap();
    vote(&mut society, &members[1], number, Choice::Votes(-30)).unwrap();
    let verdict = |society: &Society| query::standing(&society.state, number).unwrap().verdict;
    assert_eq!(verdict(&society), Verdict::Passed, "60 of 90 are two thirds");
    vote(&mut society, &members[1], number, Choice::Votes(-31)).unwrap();
    assert_eq!(verdict(&society), Verdict::Rejected);
    vote(&mut society, &members[1], number, Choice::Votes(-1)).unwrap();
    society.wait(Seconds::days(7));
    let target = super::super::Target::Proposal { number };
    for member in &members[2..] {
        society.act(member, GovernanceAction::Object { target }).unwrap();
    }
    assert_eq!(query::proposal(&society.state, number).unwrap().round, 2);
    assert_eq!(left(&mut society, &members[0]), 40);
    assert_eq!(
        code(vote(&mut society, &members[0], number, Choice::Votes(41))),
        "governance.season_credits"
    );
    vote(&mut society, &members[0], number, Choice::Votes(40)).unwrap();
    assert_eq!(left(&mut society, &members[0]), 0);
}

/// GOV-20, GOV-22: seasons begin without anybody's help, a vote belongs to the one in which it opened, and
/// what is over leaves the state.
#[test]
fn gov_20_gov_22_seasons_follow_each_other() {
    let (mut society, members) = society();
    let ana = &members[0];
    let first = ask(&mut society, ana, "square");
    assert_eq!(SEASON.get(&society.state, &1).map(|season| season.open), Some(1));
    vote(&mut society, ana, first, Choice::Votes(10)).unwrap();
    vote(&mut society, &members[1], first, Choice::Votes(1)).unwrap();
    vote(&mut society, &members[2], first, Choice::Votes(1)).unwrap();
    // Three days before the season ends, a vote opens that reaches into the next.
    society.wait(Seconds::days(26));
    let across = ask(&mut society, ana, "square");
    assert_eq!(
        query::proposal(&society.state, across).unwrap().electorate.unwrap().season,
        Some(1)
    );
    assert_eq!(
        code(vote(&mut society, ana, across, Choice::Votes(1))),
        "governance.season_credits"
    );
    society.wait(Seconds::days(4));
    let next = ask(&mut society, ana, "square");
    assert_eq!(query::proposal(&society.state, next).unwrap().electorate.unwrap().season, Some(2));
    assert_eq!(
        code(vote(&mut society, ana, across, Choice::Votes(1))),
        "governance.season_credits"
    );
    vote(&mut society, ana, next, Choice::Votes(10)).unwrap();
    vote(&mut society, &members[1], across, Choice::Votes(9)).unwrap();
    let kept = |society: &Society, prefix: &str| society.state.scan(prefix, None, usize::MAX).len();
    assert!(kept(&society, CREDIT_PREFIX) >= 4);
    society.wait(Seconds::days(7));
    // The vote that reached across was void: too few took part.
    assert_eq!(SEASON.get(&society.state, &1), None);
    let of_first = format!("{CREDIT_PREFIX}/{:016}/", 1);
    assert_eq!(kept(&society, &of_first), 0);
    assert_eq!(kept(&society, &format!("{VOID_PREFIX}/{:016}/", 1)), 0);
    // A season in which nothing is asked leaves no trace, and is counted.
    society.wait(Seconds::days(130));
    let later = ask(&mut society, ana, "square");
    assert_eq!(query::proposal(&society.state, later).unwrap().electorate.unwrap().season, Some(4));
    assert_eq!(kept(&society, CREDIT_PREFIX), 0);
}

/// GOV-21: what is bound in open votes is bounded.
#[test]
fn gov_21_so_many_votes_and_no_more() {
    let (mut society, members) = society();
    let mut authors = members.clone();
    authors.extend((0..24).map(|number| joined(&mut society, &format!("author {number}"))));
    society.wait(Seconds::days(30));
    let mut last = 0;
    for (place, author) in
        authors.iter().flat_map(|author| [author; 3]).take(BOUND_MAX + 1).enumerate()
    {
        last = ask(&mut society, author, "square");
        let bound = vote(&mut society, &members[0], last, Choice::Votes(1));
        assert_eq!(bound.is_ok(), place < BOUND_MAX, "{bound:?}");
    }
    assert_eq!(
        code(vote(&mut society, &members[0], last, Choice::Votes(1))),
        "governance.too_many_bound"
    );
    vote(&mut society, &members[0], last, Choice::Abstain).unwrap();
}

fn pay(amount: u64, to: &Actor) -> Action {
    let to = AccountId::Person(to.person);
    let asset = "BOX".parse().unwrap();
    TreasuryAction::Pay {
        amount: Amount::from(amount),
        asset,
        category: None,
        from: fund("wells"),
        memo: None,
        to,
    }
    .into()
}

/// Fills the fund for wells.
fn fill(society: &mut Society, members: &[Actor], amount: u64) {
    let is_open = treasury::query::funds(&society.state, 100).contains(&fund("wells"));
    let issue = TreasuryAction::Issue {
        amount: Amount::from(amount),
        asset: "BOX".parse().unwrap(),
        category: None,
        memo: None,
        to: fund("wells"),
    };
    let actions = if is_open { vec![issue.into()] } else { vec![opening("wells"), issue.into()] };
    let action = propose(society, "swift", actions);
    society.act(&members[0], action).unwrap();
    let number = query::counts(&society.state).made;
    society.wait(Seconds(1));
    for member in members {
        vote(society, member, number, Choice::Yes).unwrap();
    }
    society.wait(Seconds::days(1));
    assert_eq!(query::result(&society.state, number).unwrap().outcome, Outcome::Done);
}

fn request(society: &mut Society, author: &Actor, amount: u64) -> u64 {
    let action = propose(society, "wells", vec![pay(amount, author)]);
    society.act(author, action).unwrap();
    society.wait(Seconds(1));
    query::counts(&society.state).made
}

/// GOV-23: what may be asked for.
#[test]
fn gov_23_script_of_requests() {
    let (mut society, members) = society();
    let ana = &members[0];
    let asked = |society: &mut Society, actions: Vec<Action>| {
        let action = propose(society, "wells", actions);
        society.act(ana, action).map_err(|refusal| refusal.code)
    };
    let too_large = Err("governance.request_too_large".to_owned());
    assert_eq!(asked(&mut society, vec![pay(1, ana)]), too_large, "there is nothing in the fund");
    fill(&mut society, &members, 1_000);
    let actions = Err("governance.request_actions".to_owned());
    assert_eq!(asked(&mut society, vec![pay(500, ana)]), too_large);
    assert_eq!(asked(&mut society, vec![pay(250, ana), pay(250, ana)]), too_large);
    assert_eq!(asked(&mut society, vec![pay(0, ana)]), actions);
    let other = TreasuryAction::Pay {
        amount: Amount::from(1_u64),
        asset: "BOX".parse().unwrap(),
        category: None,
        from: fund("other"),
        memo: None,
        to: AccountId::Person(ana.person),
    };
    assert_eq!(asked(&mut society, vec![other.into()]), actions);
    assert!(asked(&mut society, vec![pay(499, ana)]).is_ok());
}

/// GOV-24, GOV-25: points are moved freely and never doubled, and a request passes by itself at the instant
/// that the library gives.
#[test]
fn gov_24_gov_25_a_request_passes_when_the_library_says() {
    let (mut society, members) = society();
    fill(&mut society, &members, 1_000);
    let (ana, ben) = (&members[0], &members[1]);
    let number = request(&mut society, ana, 100);
    let other = request(&mut society, ben, 10);
    assert_eq!(
        code(vote(&mut society, ana, number, Choice::Points(101))),
        "governance.ballot_form"
    );
    assert_eq!(code(vote(&mut society, ana, number, Choice::Points(0))), "governance.ballot_form");
    vote(&mut society, ana, number, Choice::Points(80)).unwrap();
    assert_eq!(code(vote(&mut society, ana, other, Choice::Points(21))), "governance.points");
    vote(&mut society, ana, other, Choice::Points(20)).unwrap();
    assert_eq!(query::points(&society.state, ana.person).left, 0);
    society.wait(Seconds::days(2));
    vote(&mut society, ben, number, Choice::Points(100)).unwrap();
    let strength = query::strength(&society.state, number).unwrap();
    // The same by the library, from the steps alone.
    let rule = ConvictionRule::new(7 * 24 * 60).unwrap();
    let now = Clock::read(&society.state).running();
    let step = |at: Timestamp| at.0 / STEP;
    let mut conviction = Conviction::default();
    conviction.set(step(Timestamp(now.0 - 2 * 86_400)), 80, rule).unwrap();
    conviction.set(step(now), 180, rule).unwrap();
    let share = |above, below| Share::new(above, below).unwrap();
    let all = rule.most(6 * POINTS).unwrap();
    let needed = FundRule::new(share(1, 10), share(1, 2)).unwrap().needed(100, 1_000, all).unwrap();
    assert_eq!((strength.needed, strength.all), (Some(needed), all));
    assert_eq!(strength.value, conviction.value());
    let due = conviction.reaches(needed, rule).unwrap() * STEP;
    assert_eq!(strength.due, Some(Timestamp(due)));
    assert!(society.wait(Seconds(due - now.0 - 1)).is_empty());
    assert_eq!(query::proposal(&society.state, number).unwrap().stage, Stage::Voting);
    society.wait(Seconds(1));
    assert_eq!(query::proposal(&society.state, number).unwrap().stage, Stage::Grace);
    // Points are free again at once.
    assert_eq!(query::points(&society.state, ben.person).left, 100);
    society.wait(Seconds::days(3));
    assert_eq!(query::result(&society.state, number).unwrap().outcome, Outcome::Done);
    let asset = "BOX".parse().unwrap();
    let held = treasury::query::balance(&society.state, &AccountId::Person(ana.person), &asset);
    assert_eq!(held, Amount::from(100_u64));
    // The other fades when its only support goes, and fails at the end of its time.
    vote(&mut society, ana, other, Choice::Abstain).unwrap();
    assert_eq!(query::strength(&society.state, other).unwrap().due, None);
    society.wait(Seconds::days(90));
    let outcome = query::result(&society.state, other).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
}

/// GOV-24: support is that of who is a member now: newcomers may give it, and leavers take it along.
#[test]
fn gov_24_support_comes_and_goes_with_members() {
    let (mut society, members) = society();
    fill(&mut society, &members, 1_000);
    let number = request(&mut society, &members[0], 400);
    let fay = joined(&mut society, "fay");
    let waits = query::waits_for(&society.state, number, fay.person);
    assert_eq!(waits, None, "support is nobody's duty");
    let stranger = society.known("gil");
    assert_eq!(
        code(vote(&mut society, &stranger, number, Choice::Points(1))),
        "governance.not_eligible"
    );
    vote(&mut society, &fay, number, Choice::Points(100)).unwrap();
    vote(&mut society, &members[1], number, Choice::Points(30)).unwrap();
    society.wait(Seconds::days(1));
    let before = query::strength(&society.state, number).unwrap();
    let events = society.act(&fay, MembershipAction::Leave {}).unwrap();
    assert!(super::names(&events).contains(&"governance.support_ended".to_owned()), "{events:?}");
    let after = query::strength(&society.state, number).unwrap();
    assert_eq!((before.points, after.points), (130, 30));
    let tally = query::tally(&society.state, number).unwrap();
    assert_eq!((tally.yes, tally.sum.pro, tally.roll.count), (1, 30, 1));
    assert!(query::ballot(&society.state, number, fay.person).is_none());
    assert!(after.comes_to < before.comes_to && after.value == before.value);
    society.wait(Seconds::days(70));
    assert!(query::strength(&society.state, number).unwrap().value < before.comes_to, "it fades");
    // Who comes back begins anew, and is counted once.
    let apply = MembershipAction::Apply { invitation: None, letter: None };
    society.act(&fay, apply).unwrap();
    let founder = society.founder.clone();
    society.act(&founder, MembershipAction::Admit { applicant: fay.person }).unwrap();
    let charter = crate::modules::charter::query::current(&society.state).hash;
    society.act(&fay, MembershipAction::Swear { charter }).unwrap();
    vote(&mut society, &fay, number, Choice::Points(100)).unwrap();
    assert_eq!(query::tally(&society.state, number).unwrap().sum.pro, 130);
}

/// GOV-25: a fund that shrank is looked at when the request falls due, and what is objected to is voted on
/// by yes and no.
#[test]
fn gov_25_what_a_request_takes_is_counted_when_it_falls_due() {
    let (mut society, members) = society();
    fill(&mut society, &members, 1_000);
    let (small, large) =
        (request(&mut society, &members[0], 100), request(&mut society, &members[1], 240));
    let founder = society.founder.clone();
    for member in members.iter().chain([&founder]) {
        vote(&mut society, member, small, Choice::Points(50)).unwrap();
        vote(&mut society, member, large, Choice::Points(50)).unwrap();
    }
    let first = query::strength(&society.state, large).unwrap();
    let due = query::strength(&society.state, small).unwrap().due.unwrap();
    let now = Clock::read(&society.state).running();
    society.wait(due.since(now).unwrap());
    assert_eq!(query::proposal(&society.state, small).unwrap().stage, Stage::Grace);
    society.wait(Seconds::days(4));
    // 240 of 900 takes more than 240 of 1,000.
    let now = Clock::read(&society.state).running();
    let second = query::strength(&society.state, large).unwrap();
    assert!(second.needed > first.needed);
    society.wait(first.due.unwrap().since(now).unwrap());
    assert_eq!(query::proposal(&society.state, large).unwrap().stage, Stage::Voting);
    let third = query::strength(&society.state, large).unwrap();
    let now = Clock::read(&society.state).running();
    society.wait(third.due.unwrap().since(now).unwrap());
    assert_eq!(query::proposal(&society.state, large).unwrap().stage, Stage::Grace);
    let target = super::super::Target::Proposal { number: large };
    for member in &members[..3] {
        society.act(member, GovernanceAction::Object { target }).unwrap();
    }
    let open = query::proposal(&society.state, large).unwrap();
    assert_eq!((open.stage, open.terms.asks(open.round)), (Stage::Voting, Method::YesNo));
    vote(&mut society, &members[0], large, Choice::No).unwrap();
    society.wait(Seconds::days(90));
    let outcome = query::result(&society.state, large).unwrap().outcome;
    assert_eq!(outcome, Outcome::Rejected { verdict: Verdict::Rejected });
}

/// One step of a history.
#[derive(Clone, Debug)]
enum Step {
    Ask(usize, bool),
    Cast(usize, usize, i64),
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0..5_usize, any::<bool>()).prop_map(|(who, square)| Step::Ask(who, square)),
        6 => (0..5_usize, 0..12_usize, -11..12_i64).prop_map(|(who, on, votes)| Step::Cast(who, on, votes)),
        1 => (0..20_u32).prop_map(Step::Wait),
    ]
}

/// What somebody's ballots hold in a season by the log alone: those on votes that are void hold nothing.
#[derive(Default)]
struct Ledger {
    held: std::collections::BTreeMap<(u64, usize, u64), u64>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// GOV-21: in any history of questions, ballots, changes and seasons nobody spends more in a season than
    /// everybody has, the tally is what the ballots say, and what the machine says is left is what is left.
    #[test]
    fn gov_21_credits_are_never_overspent(steps in prop::collection::vec(step(), 1..70)) {
        let (mut society, members) = society();
        let mut ledger = Ledger::default();
        let mut seasons = std::collections::BTreeMap::new();
        let mut admitted = 0;
        for step in steps {
            match step {
                Step::Ask(who, square) => {
                    let name = format!("f{}", query::counts(&society.state).made);
                    let procedure = if square { "square" } else { "plain" };
                    let action = propose(&mut society, procedure, vec![opening(&name)]);
                    let _ = society.act(&members[who], action);
                    society.wait(Seconds(1));
                }
                Step::Cast(who, on, votes) => {
                    let made = query::counts(&society.state).made;
                    let number = u64::try_from(on).unwrap() % made.max(1) + 1;
                    let choice = if votes == 0 { Choice::Abstain } else { Choice::Votes(votes) };
                    if vote(&mut society, &members[who], number, choice).is_ok() {
                        admitted += 1;
                        let open = query::proposal(&society.state, number).unwrap();
                        let season = open.electorate.unwrap().season.unwrap();
                        let cost = open.terms.method.price(votes.unsigned_abs());
                        ledger.held.insert((season, who, number), cost);
                        seasons.insert(number, season);
                    }
                }
                Step::Wait(days) => {
                    for event in society.wait(Seconds::days(days)) {
                        if let Event::Governance(GovernanceEvent::VotingClosed {
                            proposal, verdict: Verdict::NoQuorum, ..
                        }) = event {
                            ledger.held.retain(|(_, _, number), _| *number != proposal);
                        }
                    }
                }
            }
            for (who, member) in members.iter().enumerate() {
                let mut spent = std::collections::BTreeMap::<u64, u64>::new();
                for ((season, by, _), cost) in &ledger.held {
                    if *by == who {
                        *spent.entry(*season).or_default() += cost;
                    }
                }
                prop_assert!(spent.values().all(|spent| *spent <= 100), "{spent:?}");
                let context = society.context(crate::frame::context::Authority::Rule { rule: "test".into() });
                let charter = std::sync::Arc::clone(&context.charter);
                let (span, terms) = query::season(&society.state, &charter).unwrap();
                let here = query::credits(&society.state, terms, Some(span.number), member.person);
                prop_assert_eq!(here.left, 100 - spent.get(&span.number).copied().unwrap_or(0));
            }
            for (number, open) in query::proposals(&society.state, None, 1_000) {
                let cast = members.iter().filter_map(|member| {
                    query::ballot(&society.state, number, member.person).map(|cast| cast.ballot)
                });
                let (mut pro, mut against) = (0, 0);
                for ballot in cast {
                    if let Choice::Votes(votes) = ballot.choice() {
                        let side = if *votes > 0 { &mut pro } else { &mut against };
                        *side += votes.unsigned_abs();
                    }
                }
                let tally = query::tally(&society.state, number).unwrap_or_default();
                if open.stage == Stage::Voting {
                    prop_assert_eq!((tally.sum.pro, tally.sum.against), (pro, against));
                }
            }
        }
        prop_assume!(admitted > 0);
    }

    /// GOV-24: in any history of support the points of one person are never more than all that they have, and
    /// conviction is what the library makes of the same changes.
    #[test]
    fn gov_24_conviction_is_the_librarys(
        moves in prop::collection::vec((0..5_usize, 0..2_usize, 0..101_u64, 0..200_000_u64), 1..20),
    ) {
        let (mut society, members) = society();
        fill(&mut society, &members, 1_000);
        // Too much for anything to pass.
        let numbers = [request(&mut society, &members[0], 499), request(&mut society, &members[1], 498)];
        let rule = ConvictionRule::new(7 * 24 * 60).unwrap();
        let mut ours = [Conviction::default(); 2];
        let mut held = [[0_u64; 2]; 5];
        for (who, on, points, wait) in moves {
            let choice = if points == 0 { Choice::Abstain } else { Choice::Points(points) };
            let is_fine = held[who][1 - on] + points <= 100;
            let cast = vote(&mut society, &members[who], numbers[on], choice);
            prop_assert_eq!(cast.is_ok(), is_fine);
            if is_fine {
                held[who][on] = points;
                let sum = held.iter().map(|of| of[on]).sum();
                let step = Clock::read(&society.state).running().0 / STEP;
                ours[on].set(step, sum, rule).unwrap();
            }
            prop_assert_eq!(query::points(&society.state, members[who].person).left, 100 - held[who][0] - held[who][1]);
            society.wait(Seconds(wait));
            for (place, number) in numbers.iter().enumerate() {
                let Some(strength) = query::strength(&society.state, *number) else { continue };
                let step = Clock::read(&society.state).running().0 / STEP;
                prop_assert_eq!(strength.value, ours[place].at(step, rule));
                prop_assert_eq!(strength.points, held.iter().map(|of| of[place]).sum::<u64>());
            }
        }
    }
}
