//! What is promised, whatever is decided, begun and moved before: nobody comes to more than their part of what the open funds
//! held, and what was paid to them out of other money (EXI-8, EXI-9, EXI-18, EXI-19); though what somebody began stands still for
//! a time (BRE-11), before they leave or after. No rule is worked out again here.

use proptest::prelude::*;
use proptest::test_runner::{TestRng, TestRunner};

use super::*;
use crate::modules::breach::{Accused, BreachAction, Evidence};
use crate::modules::exit::WHOLE;
use crate::modules::panels::tests::by_beacon;

/// From where to where something goes, and how: at once, or so often.
#[derive(Clone, Copy, Debug)]
struct Way {
    amount: u64,
    from: usize,
    pace: Option<(Pace, u32)>,
    to: usize,
}

/// The open funds, and then the others.
const FUNDS: [&str; 4] = ["common", "reserve", "house", "vault"];
/// How many of them are open.
const OPEN: usize = 2;
/// How many claims there are to uphold.
const JUDGED: u64 = 2;

/// Few sums and one length of period: what comes in on a way is enough for what goes on from there, else it ends at once.
fn any_way() -> impl Strategy<Value = Way> {
    let paces = prop::sample::select(vec![Pace::Accrues, Pace::AtOnce, Pace::AtOnce]);
    let pace = prop::option::weighted(0.7, (paces, prop::sample::select(vec![25_u32, 50])));
    // To a fund, or to who leaves, or to somebody else.
    let to = prop::sample::select(vec![0_usize, 1, 2, 2, 3, 4, 4, 4, 4, 5]);
    let from = prop::sample::select(vec![0_usize, 0, 0, 1, 2, 2, 3]);
    let amount = prop::sample::select(vec![500_u64, 1_000, 2_000]);
    let way = |(amount, from, to, pace)| Way { amount, from, pace, to };
    (amount, from, to, pace).prop_map(way).prop_filter("goes", |way| way.from != way.to)
}

fn fund(place: usize) -> AccountId {
    AccountId::Fund(FUNDS[place].into())
}

impl Way {
    fn act(self, door: &Door) -> Action {
        let to = match self.to {
            place @ 0..4 => fund(place),
            4 => door.account_of(0),
            _ => door.account_of(1),
        };
        match self.pace {
            None => payment_of(self.amount, fund(self.from), to),
            Some((pace, times)) => {
                let (each, every) = (self.amount / u64::from(times), 24);
                Wage { each, every, pace, times }.of(fund(self.from), to).into()
            }
        }
    }
}

/// How it comes that something is on its way.
#[derive(Clone, Debug)]
enum Step {
    /// Who leaves later brings it and carries it, or somebody else does.
    Decide(bool, Vec<Way>),
    /// Whoever may do it at once does.
    Do(Vec<Way>),
    /// What whoever may do it at once began stands still, or goes on.
    Turn,
    Wait(u32),
}

/// From the common fund by one other, or two, to who leaves, all alike.
fn any_chain() -> impl Strategy<Value = Vec<Way>> {
    let by = prop::sample::select(vec![vec![1], vec![2], vec![1, 2], vec![2, 1], vec![2, 3]]);
    (any_way(), by).prop_map(|(way, by)| {
        let stops: Vec<usize> = [0].into_iter().chain(by).chain([4]).collect();
        stops.windows(2).map(|pair| Way { from: pair[0], to: pair[1], ..way }).collect()
    })
}

fn any_step() -> impl Strategy<Value = Step> {
    let any_ways = prop::collection::vec(any_way(), 1..4);
    let ways = prop_oneof![any_chain(), any_ways];
    prop_oneof![
        3 => (any::<bool>(), ways).prop_map(|(is_own, ways)| Step::Decide(is_own, ways)),
        5 => prop_oneof![any_chain(), any_way().prop_map(|way| vec![way])].prop_map(Step::Do),
        1 => (1_u32..5).prop_map(Step::Wait),
        4 => Just(Step::Turn),
    ]
}

/// How somebody takes their share: a part, or the whole, against the decisions that they may name, or none.
fn any_leave() -> impl Strategy<Value = (u64, bool)> {
    (prop::sample::select(vec![WHOLE, WHOLE, WHOLE - 1, WHOLE / 2]), any::<bool>())
}

fn money(door: &Door, funds: std::ops::Range<usize>) -> i128 {
    funds.map(|place| door.held(&fund(place), "EUR")).sum()
}

/// The charter of a society whose members decide on a breach within an hour.
fn with_judges() -> String {
    let open = "share = \"equal\"\nfunds = [\"common\", \"reserve\"]";
    let breach = format!(
        r#"{}

[breach]
window = "1 day"
panel = "jury"
ruling = "1 day"
again_after = "1 day"
members = "decision: judges"

[[panel]]
id = "jury"
name = "The jury"
seats = 3
of = "members past probation"
drawn = "for each claim"
accept = "1 hour"
substitutes = 2

[[decision]]
id = "judges"
electorate = "members"
method = "yes-no"
quorum = "5%"
threshold = "more than half"
discussion = "none"
voting = "1 hour"
grace = "none"

[[decision]]
id = "ordinary""#,
        by_beacon()
    );
    with_exit(open).replacen("[[decision]]\nid = \"ordinary\"", &breach, 1)
}

impl Door {
    /// Has somebody accuse whoever spends at once; no panel rules.
    fn accuses(&mut self, who: usize) {
        let since = self.society.time;
        let text = self.society.records.insert(b"It was broken.".to_vec());
        let evidence = vec![Evidence { hash: text, url: None }];
        let accused = Accused::Person(self.founder().person);
        let claim =
            BreachAction::Raise { accused, acts: Vec::new(), deposit: None, evidence, since, text };
        let actor = self.people[who].clone();
        self.society.act(&actor, claim).unwrap();
    }

    /// Has the members uphold a claim, or lift the freeze that it brought: at once.
    fn judges(&mut self, act: BreachAction) {
        let text = self.society.records.insert(b"Judge\n\nIt.\n".to_vec());
        let (procedure, contest, actions) = ("judges".to_owned(), None, vec![act.into()]);
        let propose =
            GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
        let ben = self.people[1].clone();
        self.society.act(&ben, propose).unwrap();
        let proposal = crate::modules::governance::query::counts(&self.society.state).made;
        let _ = self.society.wait(Seconds(1));
        let ballot = Ballot::Open { choice: Choice::Yes };
        let yes = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
        self.society.act(&ben, yes).unwrap();
        let _ = self.society.wait(Seconds::hours(2));
    }

    /// Has what was begun at once stand still, as often as anybody accused, or go on.
    fn turns(&mut self, turned: &mut u64) {
        let claim = turned.div_euclid(2) + 1;
        if claim > JUDGED {
            return;
        }
        let act = if turned.is_multiple_of(2) {
            BreachAction::Uphold { claim }
        } else {
            BreachAction::Lift { claim }
        };
        self.judges(act);
        *turned += 1;
    }
}

/// Returns a society in which nobody ruled on what whoever spends at once is accused of.
fn begun(house: u64) -> Door {
    let mut door = Door::in_words(&with_judges(), &["ana", "ben", "cleo"]);
    let founder = door.founder();
    door.accuses(1);
    door.accuses(2);
    door.days(2);
    for place in 1..FUNDS.len() {
        let open = TreasuryAction::OpenAccount { account: fund(place) };
        door.society.act(&founder, open).unwrap();
    }
    door.issue(4_000, "EUR", &common());
    door.issue(500, "EUR", &fund(1));
    if house > 0 {
        door.issue(house, "EUR", &fund(2));
    }
    door
}

/// What of a history is counted.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    /// Something came to them after they took their share.
    came: bool,
    /// What stood still then went on afterwards.
    stood: bool,
    took: bool,
}

/// Lives it; what stands still at the end goes on.
fn lived(house: u64, steps: &[Step], (part, is_against): (u64, bool)) -> Outcome {
    let mut door = begun(house);
    let (mut named, mut turned) = (Vec::new(), 0);
    for step in steps {
        match step {
            Step::Decide(is_own, ways) => {
                let acts: Vec<Action> = ways.iter().map(|way| way.act(&door)).collect();
                let by = usize::from(!is_own);
                let target = door.decide_all(by, acts, &[(by, Choice::Yes)]);
                if !is_own {
                    named.push(target);
                }
            }
            Step::Do(ways) => {
                for way in ways {
                    let (founder, act) = (door.founder(), way.act(&door));
                    let _ = door.society.act(&founder, act);
                }
            }
            Step::Turn => door.turns(&mut turned),
            Step::Wait(days) => door.days(*days),
        }
    }
    let (open, other) = (money(&door, 0..OPEN), money(&door, OPEN..FUNDS.len()));
    let aside =
        crate::modules::spending::query::owed(&door.society.state, &common(), &eur()).minor_units();
    let held = door.owns(0);
    let against = if is_against { still_waiting(&door, named) } else { Vec::new() };
    let (assets, breaches) = (None, Vec::new());
    let taken =
        door.exit(0, ExitAction::Take { against, assets, breaches, least: Vec::new(), part });
    let took = taken.map_or(0, |paid| sum(&paid));
    assert_eq!(door.owns(0), held + took);
    let stood = is_halted(&door);
    if turned % 2 == 1 {
        door.turns(&mut turned);
    }
    let came = door.has_in_the_end(0) - held - took;
    // Of what came to them, what the open funds did not hold was none of all members'.
    let of_open = (came - other - aside).max(0);
    assert!(
        4 * took <= open - of_open || took == 0,
        "took {took} of {open}, and {came} came, {other} of it from elsewhere"
    );
    Outcome { came: came > 0, stood, took: took > 0 }
}

/// Returns whether anything that repeats stands still.
fn is_halted(door: &Door) -> bool {
    let all = crate::modules::spending::query::streams(&door.society.state, None, 100);
    all.iter().any(|(_, stream)| stream.halted.is_some())
}

/// Returns those of the decisions that still wait for their effect.
fn still_waiting(door: &Door, named: Vec<Target>) -> Vec<Target> {
    let waits = |target: &Target| {
        crate::modules::governance::query::objects_to(
            &door.society.state,
            *target,
            door.people[0].person,
        )
        .is_ok()
    };
    named.into_iter().filter(waits).collect()
}

#[test]
fn exi_19_whatever_is_on_its_way_nobody_has_it_and_a_share_of_it() {
    let config = ProptestConfig { cases: 192, ..ProptestConfig::default() };
    let same = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, same);
    let histories = (
        prop::sample::select(vec![0_u64, 0, 700]),
        prop::collection::vec(any_step(), 2..7),
        any_leave(),
    );
    let both = std::cell::Cell::new((0_u32, 0_u32));
    let outcome = runner.run(&histories, |(house, steps, leaves)| {
        let lived = lived(house, &steps, leaves);
        let (came, stood) = both.get();
        let came = came + u32::from(lived.took && lived.came);
        both.set((came, stood + u32::from(lived.took && lived.stood)));
        Ok(())
    });
    assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
    let (came, stood) = both.get();
    assert!(came > 20 && stood > 20, "seldom: {came} {stood}");
}
