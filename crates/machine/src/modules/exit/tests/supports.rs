//! Who carried something does not leave at the value before it (EXI-9): who announced what members stopped and then
//! decided, and whose ballot on options was for what was taken.

use super::*;
use crate::modules::governance::{Contest, ContestOption};
use crate::modules::spending::{Line, SpendingAction};

/// EXI-9: an act that members stopped and then carried is still that of whoever announced it.
#[test]
fn exi_9_who_announced_what_members_then_decide_pays_for_it() {
    let charter = with_exit("share = \"equal\"").replace(
        "who = \"founder\", up_to = \"999999999999999999 EUR per 30 days\", grace = \"3 days\"",
        "who = \"member\", up_to = \"30 EUR per 30 days\", grace = \"3 days\", challenge = \"20%\"",
    );
    let mut door = Door::in_words(&charter, &["ana", "ben", "cleo"]);
    door.issue(4_000, "EUR", &common());
    let [ana, ben, cleo] = [0, 1, 2].map(|person| door.people[person].clone());
    let amount = Amount::from(3_000);
    let lines = vec![Line { amount, to: AccountId::Person(ana.person) }];
    let (asset, fund) = (eur(), common());
    let batch = SpendingAction::PayBatch { amount, asset, category: None, fund, lines, memo: None };
    door.society.act(&ana, batch).unwrap();
    let object = GovernanceAction::Object { target: Target::Act { number: 1 } };
    door.society.act(&ben, object).unwrap();
    let _ = door.society.wait(Seconds(1));
    for voter in [&ben, &cleo] {
        let ballot = Ballot::Open { choice: Choice::Yes };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        door.society.act(voter, cast).unwrap();
    }
    door.days(3);
    let decided = Target::Proposal { number: 1 };
    assert_eq!(query::decided(&door.society.state, &common(), &eur()), amount);
    assert_eq!(door.exit(0, leave_against(decided)), Err("exit.supported".into()));
    assert_eq!(door.exit(1, leave_against(decided)), Err("exit.supported".into()));
    assert_eq!(door.leave(0), 250, "a quarter of what is not spent");
    door.days(8);
    assert_eq!(door.owns(0), 3_250);
    // Who had no part in it leaves at the value before it, as ever: here it is done already.
    assert_eq!(door.leave(2), 250);
}

/// Brings a contest between two payments of 3,000 and, if asked, leaving all as it is; has the ballots cast.
fn contest(method: &str, has_idle: bool, ballots: &[Choice]) -> (Door, Target) {
    let charter = with_exit("share = \"equal\"")
        .replace("yes-no", method)
        .replace("threshold = \"more than half\"\n", "");
    let mut door = Door::in_words(&charter, &["ana", "ben", "cleo", "dora", "eve"]);
    door.issue(6_000, "EUR", &common());
    let to = AccountId::Person(door.founder().person);
    let pay = |amount: u64| {
        let amount = Amount::from(amount);
        let (asset, from, to) = (eur(), common(), to.clone());
        TreasuryAction::Pay { amount, asset, category: None, from, memo: None, to }.into()
    };
    let option = |title: &str, actions| ContestOption { actions, title: title.to_owned() };
    let mut options = vec![option("Roof", vec![pay(3_000)]), option("Fence", vec![pay(2_999)])];
    options.extend(has_idle.then(|| option("Nothing", Vec::new())));
    let text = door.society.records.insert(b"Roof or fence?\n".to_vec());
    let contest = Some(Contest { budget: None, choose: 1, options });
    let (actions, procedure) = (Vec::new(), "ordinary".to_owned());
    let propose = GovernanceAction::Propose { actions, contest, deposit: None, procedure, text };
    let author = door.founder();
    door.society.act(&author, propose).unwrap();
    let _ = door.society.wait(Seconds(1));
    for (voter, choice) in ballots.iter().enumerate() {
        let ballot = Ballot::Open { choice: choice.clone() };
        let cast = GovernanceAction::CastBallot { ballot, proposal: 1, replaces: None, round: 1 };
        let voter = door.people[voter].clone();
        door.society.act(&voter, cast).unwrap();
    }
    door.days(3);
    let target = Target::Proposal { number: 1 };
    let taken = crate::modules::governance::query::proposal(&door.society.state, 1).unwrap();
    assert_eq!(taken.chosen, [0], "{method}: the roof is taken");
    (door, target)
}

/// Returns who of the voters is told that they carried it.
fn carried(door: &mut Door, target: Target) -> Vec<bool> {
    let supports = crate::modules::governance::query::supports;
    let voters = door.people.iter();
    voters.map(|voter| supports(&door.society.state, target, voter.person)).collect()
}

fn rank(order: &[u64]) -> Choice {
    Choice::Rank(order.iter().map(|option| vec![*option]).collect())
}

/// EXI-9: who ranked the option that was taken behind leaving all as it is opposed it, by however full a ballot.
#[test]
fn exi_9_who_ranked_it_behind_nothing_did_not_vote_for_it() {
    let ballots =
        [rank(&[0, 1, 2]), rank(&[0]), rank(&[1, 0, 2]), rank(&[2, 0, 1]), rank(&[1, 2, 0])];
    let (mut door, target) = contest("schulze", true, &ballots);
    assert_eq!(carried(&mut door, target), [true, true, true, false, false]);
    assert_eq!(door.exit(2, leave_against(target)), Err("exit.supported".into()));
    let before = door.exit(3, leave_against(target)).unwrap();
    assert_eq!(sum(&before), 1_000, "a sixth of all that there was");
}

/// EXI-9: where no option leaves all as it is, who ranked the one that was taken last opposed it; who preferred it
/// to any other helped it, and stays with it.
#[test]
fn exi_9_who_ranked_it_last_did_not_vote_for_it() {
    let ballots = [rank(&[0]), rank(&[0, 1]), rank(&[0, 1]), rank(&[1, 0]), rank(&[1])];
    let (mut door, target) = contest("schulze", false, &ballots);
    assert_eq!(carried(&mut door, target), [true, true, true, false, false]);
    assert_eq!(sum(&door.exit(3, leave_against(target)).unwrap()), 1_000);
    assert_eq!(door.exit(0, leave_against(target)), Err("exit.supported".into()));
}

/// EXI-9: the same of points: one is not for what one gave the fewest of all.
#[test]
fn exi_9_who_gave_it_the_fewest_points_did_not_vote_for_it() {
    let score = |points: &[(u64, u64)]| Choice::Score(points.to_vec());
    let ballots = [
        score(&[(0, 5), (2, 1)]),
        score(&[(0, 5), (1, 4), (2, 5)]),
        score(&[(0, 2), (1, 1)]),
        score(&[(0, 1), (1, 2), (2, 2)]),
        score(&[(1, 5)]),
    ];
    let (mut door, target) = contest("star", true, &ballots);
    assert_eq!(carried(&mut door, target), [true, false, true, false, false]);
    // What is approved is approved, whatever else is.
    let all = Choice::Approve(vec![0, 2]);
    let ballots = [Choice::Approve(vec![0]), Choice::Approve(vec![0]), all];
    let (mut door, target) = contest("approval", true, &ballots);
    assert_eq!(carried(&mut door, target), [true, true, true, false, false]);
}

/// EXI-9: who delegated their vote and cast none leaves against what their delegate carried, which counts as an objection;
/// the delegate does not, nor does who voted themselves.
#[test]
fn exi_9_who_only_delegated_did_not_vote_for_it() {
    for votes in [false, true] {
        let charter = with_exit("share = \"equal\"")
            .replace("method = \"yes-no\"", "method = \"yes-no\"\ndelegation = \"yes\"");
        let mut door = Door::in_words(&charter, &["ana", "ben", "cleo"]);
        door.issue(4_000, "EUR", &common());
        let (ben, cleo) = (door.people[1].clone(), door.people[2].clone());
        let (delegate, topic) = (ben.person, "ordinary".into());
        let give = GovernanceAction::Delegate { delegate, replaces: None, topic, until: None };
        door.society.act(&cleo, give).unwrap();
        let own = votes.then_some((2, Choice::Yes));
        let ballots: Vec<(usize, Choice)> = [(1, Choice::Yes)].into_iter().chain(own).collect();
        let target = door.decide(0, 3_000, &ballots);
        assert_eq!(carried(&mut door, target), [true, true, votes]);
        let outcome = door.exit(2, leave_against(target)).map(|paid| sum(&paid));
        assert_eq!(outcome, if votes { Err("exit.supported".into()) } else { Ok(1_000) });
        let Target::Proposal { number } = target else { continue };
        let proposal = crate::modules::governance::query::proposal(&door.society.state, number);
        assert_eq!(proposal.unwrap().objections.count, u64::from(!votes));
    }
}
