//! The method that somebody needs: ranked, scored, allocated, spread over many questions, standing.

use polity_machine::modules::governance::{
    self, Choice, Contest, ContestBudget, ContestOption, GovernanceAction, Outcome,
};
use polity_machine::modules::treasury;
use polity_types::Seconds;

use super::*;

/// Returns the charter with one more procedure that opens funds, pays, or gives money.
fn with(decision: &str, powers: &str) -> String {
    let place = "[[decision]]\nid = \"amendment\"";
    let discussion = "electorate = \"members\"\ndiscussion = \"none\"\ngrace = \"none\"\n";
    CHARTER.replace(place, &format!("[[decision]]\n{decision}\n{discussion}\n{powers}\n{place}"))
}

const OPENS: &str =
    "[[power]]\nid = \"new-open\"\nmay = \"treasury.open_account\"\nwho = \"decision: new\"\n";

fn option(title: &str, actions: Vec<Action>) -> ContestOption {
    ContestOption { actions, title: title.into() }
}

impl Town {
    fn contest(&mut self, contest: Contest) -> u64 {
        let text = self.society.records.insert(b"Which?".to_vec());
        let procedure = "new".to_owned();
        let contest = Some(contest);
        let propose = GovernanceAction::Propose {
            actions: Vec::new(),
            contest,
            deposit: None,
            procedure,
            text,
        };
        self.act(1, propose).unwrap();
        self.society.wait(Seconds(1));
        governance::query::counts(&self.society.state).made
    }

    fn chosen(&mut self, number: u64) -> Vec<String> {
        self.society.wait(Seconds::days(2));
        governance::query::result(&self.society.state, number).unwrap().chosen
    }
}

/// loomio/loomio#6612: ranked choice by Condorcet and Schulze. The option that most prefer to each other one
/// wins, though fewest have it first.
#[test]
fn loomio_6612_the_one_preferred_to_each_other_wins() {
    for method in ["schulze", "ranked-pairs", "copeland", "minimax"] {
        let new =
            format!("id = \"new\"\nmethod = \"{method}\"\nquorum = \"20%\"\nvoting = \"1 day\"");
        let mut town = Town::of(&with(&new, OPENS), 9);
        let options = ["Left", "Middle", "Right"];
        let options = options
            .map(|title| option(title, vec![open(&format!("fund-{}", title.to_lowercase()))]));
        let number = town.contest(Contest { budget: None, choose: 1, options: options.into() });
        for who in 0..9 {
            let order = match who {
                0..4 => [0, 1, 2],
                4..8 => [2, 1, 0],
                _ => [1, 0, 2],
            };
            let ranks = order.map(|option| vec![option]).to_vec();
            town.vote(who, number, Choice::Rank(ranks)).unwrap();
        }
        assert_eq!(town.chosen(number), ["Middle"], "{method}");
        assert!(
            treasury::query::funds(&town.society.state, 9)
                .contains(&"fund-middle".parse().unwrap())
        );
    }
}

/// loomio/loomio#8380: to allocate what is there among projects, in one vote, within the sum.
#[test]
fn loomio_8380_a_budget_is_shared_among_projects() {
    let pays = "[[power]]\nid = \"new-pay\"\nmay = \"treasury.pay\"\nwho = \"decision: new\"\nup_to = \"100 BOX per 30 days\"\n";
    let new = "id = \"new\"\nmethod = \"budget-shares\"\nquorum = \"20%\"\nvoting = \"1 day\"";
    let mut town = Town::of(&with(new, pays), 4);
    town.endow(500);
    town.society.wait(Seconds::days(31));
    let to = town.people[3].clone();
    let project = |title: &str, cost: u64| option(title, vec![pay(cost, &to)]);
    let options = vec![project("Garden", 30), project("Kiln", 40), project("Palace", 90)];
    let budget = Some(ContestBudget { amount: Amount::from(100), asset: asset() });
    let number = town.contest(Contest { budget, choose: 1, options });
    for (who, approved) in [vec![0, 1], vec![0, 1], vec![0, 1], vec![2]].into_iter().enumerate() {
        town.vote(who, number, Choice::Approve(approved)).unwrap();
    }
    let mut chosen = town.chosen(number);
    chosen.sort();
    assert_eq!(chosen, ["Garden", "Kiln"]);
    assert_eq!(town.held(), 430);
}

/// nextcloud/polls#3306, AjuntamentdeBarcelona/decidim.barcelona-legacy#753, decidim/decidim#5711: ten supports to
/// spread over many proposals, as many on one as one likes, and never an eleventh.
#[test]
fn barcelona_753_ten_supports_to_spread_and_no_more() {
    let new = "id = \"new\"\nmethod = \"season-linear\"\nquorum = \"20%\"\nthreshold = \"more than half\"\nvoting = \"5 days\"";
    let season = format!("{OPENS}\n[season]\nlength = \"60 days\"\ncredits = 10\n");
    let mut town = Town::of(&with(new, &season), 4);
    let bring = |town: &mut Town, name: &str| {
        let number = town.propose(1, "new", vec![open(name)]).unwrap();
        town.society.wait(Seconds(1));
        number
    };
    let [first, second, third] = ["fund-a", "fund-b", "fund-c"].map(|name| bring(&mut town, name));
    town.vote(0, first, Choice::Votes(7)).unwrap();
    town.vote(0, second, Choice::Votes(2)).unwrap();
    assert_eq!(code(town.vote(0, third, Choice::Votes(2))), "governance.season_credits");
    town.vote(0, third, Choice::Votes(1)).unwrap();
    // They can be moved as long as the votes are open.
    town.vote(0, first, Choice::Votes(3)).unwrap();
    town.vote(0, third, Choice::Votes(-5)).unwrap();
    let sum = |number| governance::query::tally(&town.society.state, number).unwrap().sum;
    assert_eq!([first, second, third].map(|number| sum(number).pro), [3, 2, 0]);
    assert_eq!(sum(third).against, 5);
}

/// 1Hive/gardens-v2#713 and #669, 1Hive/gardens#340: conviction voting is good, and nobody can read it. How strong
/// a request is, how strong it must be, what it comes to and when, is said; and then it happens.
#[test]
fn gardens_713_conviction_says_how_far_it_is_and_when() {
    let new = "id = \"new\"\nmethod = \"conviction\"\nasset = \"BOX\"\nfund = \"fund-common\"\nhalf_life = \"3 days\"\nleast = \"10%\"\nmost = \"50%\"\nvoting = \"60 days\"";
    let pays = "[[power]]\nid = \"new-pay\"\nmay = \"treasury.pay\"\nwho = \"decision: new\"\n";
    let mut town = Town::of(&with(new, pays), 4);
    town.endow(1_000);
    let to = town.people[3].clone();
    let number = town.propose(1, "new", vec![pay(200, &to)]).unwrap();
    town.society.wait(Seconds(1));
    let before = governance::query::strength(&town.society.state, number).unwrap();
    assert_eq!((before.value, before.due), (0, None));
    for who in 0..2 {
        town.vote(who, number, Choice::Points(100)).unwrap();
    }
    let strength = governance::query::strength(&town.society.state, number).unwrap();
    let (needed, due) = (strength.needed.unwrap(), strength.due.unwrap());
    assert!(
        strength.value < needed && needed < strength.comes_to && strength.comes_to < strength.all
    );
    let held = |town: &Town| town.held();
    let left = due.since(town.society.time).unwrap();
    town.society.wait(Seconds(left.0.saturating_sub(61)));
    assert_eq!(held(&town), 1_000);
    town.society.wait(Seconds(122));
    assert_eq!(held(&town), 800);
    let end = governance::query::result(&town.society.state, number).unwrap().outcome;
    assert_eq!(end, Outcome::Done);
}
