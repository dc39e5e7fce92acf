//! What chance seldom brings about, at the end of each history: whatever state it left, people do these
//! things in it, and the reader holds what comes of them against charter and events.

use polity_machine::Action;
use polity_machine::modules::breach::{Accused, BreachAction, Evidence};
use polity_machine::modules::charter::CharterAction;
use polity_machine::modules::exit::ExitAction;
use polity_machine::modules::governance::{self, Choice, GovernanceAction, Target};
use polity_machine::modules::offices::OfficesAction;
use polity_machine::modules::panels::PanelsAction;
use polity_machine::modules::places::PlacesAction;
use polity_machine::modules::spending::{Pace, SpendingAction};
use polity_machine::modules::treasury::{AccountId, TreasuryAction};
use polity_types::{Amount, Seconds};

use super::{PEOPLE, World, asset, fund};
use crate::charter::PLACES;

impl World {
    pub(crate) fn scenes(&mut self) {
        self.keepers_are_elected();
        self.one_votes_after_all();
        self.a_decision_is_challenged();
        self.silence_waits_for_the_vote();
        self.a_deposit_comes_back();
        self.one_house_refuses();
        self.a_wage_is_taken();
        self.a_freeze_is_lifted();
        self.keepers_are_elected();
        self.neighbours_decide();
        self.a_place_closes();
        self.some_are_neighbours_no_more();
        self.support_goes();
        self.who_goes_takes_their_vote_along();
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

    /// Members fill the office, if nobody holds it any more.
    fn keepers_are_elected(&mut self) {
        let [first, second, ..] = self.full()[..] else { return };
        if self.seated().is_some() {
            return;
        }
        for who in [first, second] {
            let _ = self.act(who, OfficesAction::Stand { office: "keeper".into() });
        }
        let _ = self.act(first, OfficesAction::CallElection { office: "keeper".into() });
        self.wait(Seconds::hours(2));
        self.all_vote();
        self.wait(Seconds::hours(24));
    }

    /// A delegate votes, and then who delegated does.
    fn one_votes_after_all(&mut self) {
        let full = self.full();
        let [giver, delegate, .., author] = full[..] else { return };
        self.delegate_to(giver, delegate);
        let pay = super::steps::pay(1, AccountId::Person(self.people[giver].person));
        let Some(number) = self.bring_now(author, "ordinary", pay.into()) else { return };
        self.wait(Seconds::hours(13));
        if self.told.votes.contains_key(&number) {
            let _ = self.cast(delegate, number, Choice::Yes);
            let _ = self.cast(giver, number, Choice::No);
        }
    }

    fn delegate_to(&mut self, giver: usize, delegate: usize) {
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
    }

    /// What members decided on money so many object to that they vote on it again.
    fn a_decision_is_challenged(&mut self) {
        let full = self.full();
        let [payee, .., author] = full[..] else { return };
        let pay = super::steps::pay(2, AccountId::Person(self.people[payee].person));
        let Some(number) = self.bring_now(author, "ordinary", pay.into()) else { return };
        self.decided_and_sent_back(number);
        self.all_vote();
        self.wait(Seconds::hours(50));
    }

    /// Has everybody vote on a proposal, and as many object to what was decided as send it to another vote.
    fn decided_and_sent_back(&mut self, number: u64) {
        self.wait(Seconds::hours(13));
        self.all_vote();
        self.wait(Seconds::hours(50));
        for who in 0..PEOPLE {
            let is_waiting =
                self.told.proposals.get(&number).is_some_and(|proposal| proposal.is_in_grace);
            if is_waiting {
                let target = Target::Proposal { number };
                let _ = self.act(who, GovernanceAction::Object { target });
            }
        }
    }

    /// In a second vote somebody votes and leaves, and somebody leaves whose delegate voted.
    fn who_goes_takes_their_vote_along(&mut self) {
        let [giver, delegate, goes, .., author] = self.full()[..] else { return };
        self.delegate_to(giver, delegate);
        let pay = super::steps::pay(1, AccountId::Person(self.people[author].person));
        let Some(number) = self.bring_now(author, "ordinary", pay.into()) else { return };
        self.decided_and_sent_back(number);
        for who in [delegate, goes] {
            if self.told.votes.contains_key(&number) {
                let _ = self.cast(who, number, Choice::Yes);
            }
        }
        for who in [giver, goes] {
            let leave = ExitAction::Leave {
                against: Vec::new(),
                assets: None,
                breaches: Vec::new(),
                least: Vec::new(),
            };
            assert!(self.act(who, leave), "a member cannot leave");
        }
        self.all_vote();
        self.wait(Seconds::hours(50));
    }

    /// Members stop what a holder of the office announced. While they are to vote on it, the same is brought to them by
    /// a decision in which silence is consent, and by one in which few need to take part.
    fn silence_waits_for_the_vote(&mut self) {
        let full = self.full();
        let (Some(keeper), [payee, other, ..]) = (self.seated(), &full[..]) else { return };
        let (payee, other) = (*payee, *other);
        // More than is paid without a grace.
        let pay = super::steps::pay(15, AccountId::Person(self.people[payee].person));
        let before = self.told.acts.keys().next_back().copied();
        let _ = self.act(keeper, pay.clone());
        let announced = self.told.acts.keys().next_back().copied();
        let Some(number) = announced.filter(|_| announced != before) else { return };
        for who in (0..PEOPLE).filter(|who| *who != keeper) {
            if self.told.acts.contains_key(&number) {
                let target = Target::Act { number };
                let _ = self.act(who, GovernanceAction::Object { target });
            }
        }
        for procedure in ["hush", "small"] {
            // Some have brought as many as they may.
            let mut authors = full.iter();
            let bring = |who: &usize| self.bring_now(*who, procedure, pay.clone().into());
            let _ = authors.find_map(bring);
        }
        self.wait(Seconds::hours(1));
        let few = self
            .open_votes()
            .into_iter()
            .filter(|number| self.told.proposals[number].procedure.id == "small");
        for number in few.collect::<Vec<_>>() {
            for (who, choice) in [(other, Choice::Yes), (payee, Choice::Abstain)] {
                let _ = self.cast(who, number, choice);
            }
        }
        self.wait(Seconds::hours(32));
        self.all_vote();
        self.wait(Seconds::hours(40));
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

    /// Members live at two places, some of them by the word of their neighbours; residents decide, alone and with
    /// others, while one of them moves and another goes.
    fn neighbours_decide(&mut self) {
        let full = self.full();
        let [first, second, third, ..] = full[..] else { return };
        self.open_both(&full);
        for (who, place) in [(first, 0), (second, 0), (third, 1)] {
            let place = PLACES[place];
            let person = self.people[who].person;
            if let Some(home) = self.told.home(&person).map(str::to_owned) {
                if home == place {
                    continue;
                }
                self.depart(who, &home);
            }
            self.arrive(who, place);
            let confirm = PlacesAction::Confirm { person, place: place.into() };
            let _ = self.act(0, confirm.clone());
            let _ = self.seated().is_some_and(|keeper| self.act(keeper, confirm));
        }
        self.wait(Seconds::hours(55));
        // Some of the time nobody confirms anything: what neighbours say is kept.
        let is_alarmed = self.told.members.len().is_multiple_of(2);
        if let Some(keeper) = self.seated().filter(|_| is_alarmed) {
            let text = self.society.records.insert(b"Wait.".to_vec());
            let _ = self.act(keeper, CharterAction::Pause { pause: "alarm".into(), text });
        }
        // Whoever is there speaks for everybody else.
        for who in 0..PEOPLE {
            let person = self.people[who].person;
            if self.told.home(&person).is_none() && self.told.is_open(PLACES[0]) {
                self.arrive(who, PLACES[0]);
            }
            let Some(place) = self.told.home(&person).map(str::to_owned) else { continue };
            for by in [first, second, third] {
                self.vouch(by, person, &place);
            }
        }
        // Whose word comes from somebody who goes, needs that of another.
        let slow = full.iter().rev().copied().find(|who| ![first, second, third].contains(who));
        if let Some(slow) = slow.filter(|_| self.told.is_open(PLACES[0])) {
            if let Some(home) = self.told.home(&self.people[slow].person).map(str::to_owned) {
                self.depart(slow, &home);
            }
            self.arrive(slow, PLACES[0]);
            self.vouch(first, self.people[slow].person, PLACES[0]);
        }
        self.one_resident_weighs_little(full[0], first);
        for (place, procedure) in ["household", "hamlets", "hearth"].into_iter().enumerate() {
            let account = format!("fund-home-{place}").parse().unwrap();
            let open = TreasuryAction::OpenAccount { account };
            let _ = self.bring_now(full[place % full.len()], procedure, open.into());
        }
        self.wait(Seconds::hours(1));
        // The first goes to the other place, and votes where they lived.
        if self.told.home(&self.people[first].person) == Some(PLACES[0]) {
            self.depart(first, PLACES[0]);
            if self.told.is_open(PLACES[1]) {
                self.arrive(first, PLACES[1]);
            }
        }
        if let Some(slow) = slow {
            self.vouch(second, self.people[slow].person, PLACES[0]);
        }
        self.all_vote();
        self.wait(Seconds::hours(25));
    }

    /// What neighbours decided they confirm, when the place of some was closed and one was struck off: one goes before they
    /// vote, and one after they did.
    fn some_are_neighbours_no_more(&mut self) {
        let mut homes =
            (0..PEOPLE).filter(|who| self.told.home(&self.people[*who].person).is_some());
        let (one, other) = (homes.next(), homes.next());
        for who in [one, other].into_iter().flatten() {
            self.goes_away(who);
            self.all_vote();
        }
        self.wait(Seconds::hours(25));
    }

    fn goes_away(&mut self, who: usize) {
        if let Some(home) = self.told.home(&self.people[who].person).map(str::to_owned) {
            self.depart(who, &home);
        }
    }

    /// Of a mix one resident says yes, whose neighbours stay silent, and two members say no: the part of those who are
    /// silent goes to nobody.
    fn one_resident_weighs_little(&mut self, author: usize, resident: usize) {
        let open = TreasuryAction::OpenAccount { account: "fund-alone".parse().unwrap() };
        let Some(number) = self.bring_now(author, "hearth", open.into()) else { return };
        self.wait(Seconds::hours(1));
        let others = PLACES.map(|place| self.told.voters_of(place));
        let lives = |who: &usize| {
            others.iter().any(|residents| residents.contains(&self.people[*who].person))
        };
        let others: Vec<usize> = self.full().into_iter().filter(|who| !lives(who)).collect();
        let choices = others.into_iter().take(2).map(|who| (who, Choice::No));
        for (who, choice) in [(resident, Choice::Yes)].into_iter().chain(choices) {
            if self.told.votes.contains_key(&number) {
                let _ = self.cast(who, number, choice);
            }
        }
        self.wait(Seconds::hours(25));
    }

    /// Has everybody vote on all that is open, who may.
    fn all_vote(&mut self) {
        for number in self.open_votes() {
            for who in 0..PEOPLE {
                if self.told.votes.contains_key(&number) {
                    let choice = self.choice(number, 7);
                    let person = self.people[who].person;
                    let is_silent = who == 0 && self.is_founder_silent;
                    let may = self.told.may_cast(number, person, &choice) && !is_silent;
                    assert_eq!(self.cast(who, number, choice), may, "who lived there votes, once");
                }
            }
        }
    }

    /// Returns somebody who holds the office.
    fn seated(&self) -> Option<usize> {
        let keeper = self.told.seats("keeper").map(|seat| seat.holder).next();
        self.people.iter().position(|one| Some(one.person) == keeper)
    }

    /// Has everybody say again that they live where they do.
    fn all_renew(&mut self) {
        for who in 0..PEOPLE {
            if let Some(place) = self.told.home(&self.people[who].person).map(str::to_owned) {
                let _ = self.act(who, PlacesAction::Renew { place });
            }
        }
    }

    /// An office closes one place and strikes a resident of the other off, a week ahead; residents of both vote on
    /// the day before.
    fn a_place_closes(&mut self) {
        let (Some(keeper), [author, ..]) = (self.seated(), &self.full()[..]) else { return };
        let author = *author;
        self.all_renew();
        let _ = self.act(keeper, PlacesAction::Close { place: PLACES[0].into() });
        let struck = self.told.voters_of(PLACES[1]).into_iter().next();
        if let Some(person) = struck {
            let end = PlacesAction::EndResidence { person, place: PLACES[1].into() };
            let _ = self.act(keeper, end);
        }
        self.wait(Seconds::hours(100));
        self.all_renew();
        self.wait(Seconds::hours(55));
        for (place, procedure) in ["household", "hamlets", "square"].into_iter().enumerate() {
            let account = format!("fund-last-{place}").parse().unwrap();
            let open = TreasuryAction::OpenAccount { account };
            let _ = self.bring_now(author, procedure, open.into());
        }
        self.wait(Seconds::hours(1));
        self.all_vote();
        self.wait(Seconds::hours(25));
    }

    /// Has both places opened, by an office or by the members.
    fn open_both(&mut self, full: &[usize]) {
        for place in PLACES {
            for who in 0..PEOPLE {
                if !self.told.is_open(place) {
                    self.open_place(who, place, 202);
                }
            }
            if self.told.is_open(place) {
                continue;
            }
            let evidence = self.society.records.insert(b"A deed.".to_vec());
            let open = super::homes::open(place, 250, Some(evidence));
            if let Some(number) = self.bring_now(full[0], "small", open.into()) {
                self.wait(Seconds::hours(1));
                for who in 0..PEOPLE {
                    if self.told.votes.contains_key(&number) {
                        let _ = self.cast(who, number, Choice::Yes);
                    }
                }
                self.wait(Seconds::hours(31));
            }
        }
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
        let leave = ExitAction::Leave {
            against: Vec::new(),
            assets: None,
            breaches: Vec::new(),
            least: Vec::new(),
        };
        assert!(self.act(goes, leave), "a member cannot leave");
        self.wait(Seconds::days(5));
    }
}
