//! Who votes besides the members, in the charters that come with the project: the town's neighbours and the
//! co-operative's guests. Their lists are as long as their panels have seats, so nothing is left to chance.

use polity_types::Seconds;

use super::super::Charter;
use super::lived::let_in;
use super::{PLATFORM_CO_OP, ZONE_TOWN, parse_shipped};
use crate::Action;
use crate::modules::governance::{self, Ballot, Choice, GovernanceAction, Outcome, Verdict};
use crate::modules::panels::hosts::root_of;
use crate::modules::panels::tests::script::{claim, residents};
use crate::modules::panels::{self, PanelsAction};
use crate::modules::treasury::TreasuryAction;
use crate::testing::{Actor, Society};

const SEATS: u8 = 12;

/// A society of two members past probation, and those who took a seat with a code and are no members.
struct Scene {
    charter: Charter,
    members: Vec<Actor>,
    others: Vec<Actor>,
    society: Society,
}

impl Scene {
    fn under(text: &str) -> Self {
        let charter = parse_shipped(text);
        let mut society = Society::under(text);
        let friend = let_in(&mut society, "friend");
        society.wait(charter.admission.probation);
        let members = vec![society.founder.clone(), friend];
        Self { charter, members, others: Vec::new(), society }
    }

    /// Has an action decided; `votes` says who votes what. Returns how it ended.
    fn decide(&mut self, id: &str, action: Action, votes: &[(&Actor, Choice)]) -> Outcome {
        let procedure = self.charter.decision(id).unwrap().clone();
        let text = self.society.records.insert(b"Whether we want it.".to_vec());
        let propose = GovernanceAction::Propose {
            actions: vec![action],
            contest: None,
            deposit: None,
            procedure: id.to_owned(),
            text,
        };
        let author = self.members[0].clone();
        self.society.act(&author, propose).unwrap();
        let proposal = governance::query::counts(&self.society.state).made;
        self.society.wait(Seconds(procedure.discussion.0 + 1));
        for (voter, choice) in votes {
            let ballot = Ballot::Open { choice: choice.clone() };
            let cast = GovernanceAction::CastBallot { ballot, proposal, replaces: None, round: 1 };
            self.society.act(voter, cast).unwrap();
        }
        self.society.wait(Seconds(procedure.voting.0 + procedure.grace.0 + 2));
        governance::query::result(&self.society.state, proposal).unwrap().outcome
    }

    /// Publishes the list of the others, and seats the first `count` of them.
    fn seat(&mut self, panel: &str, listed_by: &str, count: usize) {
        let (codes, commitments) = residents(SEATS);
        let root = root_of(&commitments);
        let list = PanelsAction::PublishList { count: SEATS.into(), panel: panel.into(), root };
        let members = self.members.clone();
        let refusal = self.society.act(&members[0], list.clone()).unwrap_err();
        assert_eq!(refusal.code, "charter.no_power");
        let yes: Vec<_> = members.iter().map(|member| (member, Choice::Yes)).collect();
        assert_eq!(self.decide(listed_by, list.into(), &yes), Outcome::Done);
        self.society.act(&members[1], PanelsAction::CallDraw { panel: panel.into() }).unwrap();
        let sitting = panels::query::standing(&self.society.state, panel).now.unwrap();
        for place in (1..).take(count) {
            let other = self.society.known(&format!("other {place}"));
            let proof = claim(&self.society, &other, sitting, place, &codes, &commitments);
            self.society.act(&other, PanelsAction::Claim { proof, sitting }).unwrap();
            self.others.push(other);
        }
    }
}

fn open(name: &str) -> Action {
    TreasuryAction::OpenAccount { account: name.parse().unwrap() }.into()
}

/// Port Almeida: residents who are split leave it to their neighbours, whose fifth never outweighs
/// residents who agree; a seat that nobody takes weighs for nobody.
#[test]
fn a_fifth_of_the_towns_ordinances_is_the_neighbours() {
    for (seated, split) in [
        // Forty against forty: the smallest weight decides.
        (1, Outcome::Done),
        (12, Outcome::Done),
        (0, Outcome::Rejected { verdict: Verdict::Rejected }),
    ] {
        let mut scene = Scene::under(ZONE_TOWN);
        scene.seat("neighbours", "ordinance", seated);
        let (members, others) = (scene.members.clone(), scene.others.clone());
        let neighbours = &others;
        let mut votes = vec![(&members[0], Choice::Yes), (&members[1], Choice::No)];
        votes.extend(neighbours.iter().map(|one| (one, Choice::Yes)));
        assert_eq!(scene.decide("ordinance", open("fund-bridge"), &votes), split, "{seated}");
        let mut votes: Vec<_> = members.iter().map(|member| (member, Choice::Yes)).collect();
        votes.extend(neighbours.iter().map(|one| (one, Choice::No)));
        assert_eq!(scene.decide("ordinance", open("fund-school"), &votes), Outcome::Done);
        let mut votes: Vec<_> = members.iter().map(|member| (member, Choice::No)).collect();
        votes.extend(neighbours.iter().map(|one| (one, Choice::Yes)));
        let rejected = Outcome::Rejected { verdict: Verdict::Rejected };
        assert_eq!(scene.decide("ordinance", open("fund-port"), &votes), rejected);
    }
}

/// Kettle: a voucher takes both houses. Co-owners alone make none, guests alone make none, and an empty
/// table makes none, while all the rest goes on.
#[test]
fn a_voucher_takes_the_co_owners_and_the_guests() {
    let no_quorum = Outcome::Rejected { verdict: Verdict::NoQuorum };
    let rejected = Outcome::Rejected { verdict: Verdict::Rejected };
    for (seated, owners, guests, end) in [
        (3, Choice::Yes, Choice::Yes, no_quorum),
        (4, Choice::Yes, Choice::Yes, Outcome::Done),
        (12, Choice::Yes, Choice::No, rejected.clone()),
        (12, Choice::No, Choice::Yes, rejected),
    ] {
        let mut scene = Scene::under(PLATFORM_CO_OP);
        scene.seat("table", "weekly", seated);
        let (members, others) = (scene.members.clone(), scene.others.clone());
        let voucher = TreasuryAction::CreateAsset { asset: "MEAL".parse().unwrap(), decimals: 0 };
        let mut votes: Vec<_> = members.iter().map(|one| (one, owners.clone())).collect();
        votes.extend(others.iter().map(|one| (one, guests.clone())));
        let said = scene.decide("with-the-guests", voucher.into(), &votes);
        assert_eq!(said, end, "{seated} {owners:?} {guests:?}");
        let yes: Vec<_> = members.iter().map(|one| (one, Choice::Yes)).collect();
        assert_eq!(scene.decide("weekly", open("fund-tyres"), &yes), Outcome::Done);
    }
}
