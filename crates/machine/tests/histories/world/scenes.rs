//! What chance seldom brings about, at the end of each history: whatever state it left, people do these
//! things in it, and the reader holds what comes of them against charter and events.

use polity_machine::Action;
use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{self, Choice, GovernanceAction};
use polity_machine::modules::panels::PanelsAction;
use polity_machine::modules::spending::{Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, Seconds};

use super::{PEOPLE, World, asset, fund};

impl World {
    pub(crate) fn scenes(&mut self) {
        self.one_votes_after_all();
        self.a_deposit_comes_back();
        self.one_house_refuses();
        self.a_wage_is_taken();
        self.a_freeze_is_lifted();
        self.support_goes();
    }

    /// Returns members past probation who sign, the founder last.
    fn full(&self) -> Vec<usize> {
        let is_full = |who: &usize| self.told.full.contains(&self.people[*who].person);
        (1..PEOPLE)
            .chain([0])
            .filter(is_full)
            .filter(|who| *who != 0 || !self.is_founder_silent)
            .collect()
    }

    /// Has a member propose, and returns the number if it is open.
    fn bring_now(&mut self, who: usize, procedure: &str, action: Action) -> Option<u64> {
        let before = self.told.proposals.keys().next_back().copied();
        self.propose(who, procedure, vec![action]);
        let after = self.told.proposals.keys().next_back().copied();
        after.filter(|_| after != before)
    }

    /// Has everybody say yes to a proposal, once it is at the vote, and lets it take effect.
    fn carry(&mut self, number: u64) {
        self.wait(Seconds::hours(13));
        for who in 0..PEOPLE {
            if self.told.votes.contains_key(&number) {
                let _ = self.cast(who, number, Choice::Yes);
            }
        }
        self.wait(Seconds::days(4));
    }

    /// A delegate votes, and then who delegated does.
    fn one_votes_after_all(&mut self) {
        let full = self.full();
        let [giver, delegate, .., author] = full[..] else { return };
        let topic = "ordinary".to_owned();
        let known =
            governance::query::delegation(&self.society.state, self.people[giver].person, &topic);
        let delegated = GovernanceAction::Delegate {
            delegate: self.people[delegate].person,
            replaces: known.map(|known| known.operation),
            topic,
            until: None,
        };
        let _ = self.act(giver, delegated);
        let pay = super::steps::pay(1, AccountId::Person(self.people[giver].person));
        let Some(number) = self.bring_now(author, "ordinary", pay.into()) else { return };
        self.wait(Seconds::hours(13));
        if self.told.votes.contains_key(&number) {
            let _ = self.cast(delegate, number, Choice::Yes);
            let _ = self.cast(giver, number, Choice::No);
        }
    }

    /// Somebody brings one proposal with money put down after the other, until they may not; some want each,
    /// and too few.
    fn a_deposit_comes_back(&mut self) {
        let [author, yes, no, other, ..] = self.full()[..] else { return };
        for _ in 0..3 {
            let before = self.told.proposals.keys().next_back().copied();
            self.put_down(author, 5);
            self.wait(Seconds::hours(1));
            let after = self.told.proposals.keys().next_back().copied();
            if let Some(number) = after.filter(|_| after != before) {
                for (who, choice) in [(yes, Choice::Yes), (no, Choice::No), (other, Choice::No)] {
                    if self.told.votes.contains_key(&number) {
                        let _ = self.cast(who, number, choice);
                    }
                }
            }
            self.wait(Seconds::hours(24));
        }
    }

    /// Of two houses one says yes and one says no.
    fn one_house_refuses(&mut self) {
        let [author, ..] = self.full()[..] else { return };
        let create = TreasuryAction::CreateAsset { asset: "HSE".parse().unwrap(), decimals: 0 };
        let Some(number) = self.bring_now(author, "houses", create.into()) else { return };
        self.wait(Seconds::hours(1));
        for who in 0..PEOPLE {
            let person = self.people[who].person;
            let is_keeper = self.told.seats("keeper").any(|seat| seat.holder == person);
            if self.told.votes.contains_key(&number) {
                let choice = if is_keeper { Choice::No } else { Choice::Yes };
                let _ = self.cast(who, number, choice);
            }
        }
        self.wait(Seconds::hours(24));
    }

    /// Members decide on a wage, and who earns it takes a part of it before the period is over.
    fn a_wage_is_taken(&mut self) {
        let full = self.full();
        let [payee, .., author] = full[..] else { return };
        let wage = SpendingAction::StartStream {
            amount: Amount::from(60),
            asset: asset(),
            category: None,
            each: Amount::from(20),
            every: Seconds::hours(40),
            fund: fund(),
            memo: None,
            pace: Pace::Accrues,
            times: 3,
            to: AccountId::Person(self.people[payee].person),
        };
        let Some(number) = self.bring_now(author, "ordinary", wage.into()) else { return };
        self.carry(number);
        for stream in self.told.streams() {
            let _ = self.act(payee, SpendingAction::Claim { stream });
        }
    }

    /// The keepers are accused, a panel agrees, and the members lift the freeze again.
    fn a_freeze_is_lifted(&mut self) {
        let [accuser, ..] = self.full()[..] else { return };
        let text = self.society.records.insert(b"They did.".to_vec());
        let raise = BreachAction::Raise {
            accused: Accused::Office("keeper".into()),
            acts: Vec::new(),
            deposit: None,
            evidence: vec![Evidence { hash: text, url: None }],
            since: self.society.time,
            text,
        };
        if self.act(accuser, raise) {
            self.wait(Seconds::hours(1));
            for (claim, sitting) in self.told.open_claims() {
                self.bring_beacon(accuser, sitting);
                for who in 0..PEOPLE {
                    let _ = self.act(who, PanelsAction::Accept { sitting });
                    let _ = self.act(who, BreachAction::Rule { claim, upholds: true });
                }
            }
        }
        let Some(claim) = self.told.court.frozen.keys().next().copied() else { return };
        // Who is frozen tries all the same.
        for who in 0..PEOPLE {
            let pay = super::steps::pay(1, AccountId::Person(self.people[who].person));
            let _ = self.act(who, pay);
        }
        let lift = BreachAction::Lift { claim }.into();
        let Some(number) = self.bring_now(accuser, "ordinary", lift) else { return };
        self.carry(number);
    }

    /// Somebody supports a request and leaves with their share, and the request comes to nothing.
    fn support_goes(&mut self) {
        let [goes, stays, ..] = self.full()[..] else { return };
        let pay = super::steps::pay(9, AccountId::Person(self.people[stays].person));
        let Some(number) = self.bring_now(stays, "wells", pay.into()) else { return };
        self.wait(Seconds::hours(1));
        for who in [goes, stays] {
            if self.told.votes.contains_key(&number) {
                let _ = self.cast(who, number, Choice::Points(2));
            }
        }
        let leave = ExitAction::Leave { against: Vec::new(), assets: None, breach: None };
        assert!(self.act(goes, leave), "a member cannot leave");
        self.wait(Seconds::days(5));
    }
}
