//! Claims of a breach, the rulings on them, and what those may not do who are found guilty.

use std::collections::{BTreeMap, BTreeSet};

use polity_machine::Action;
use polity_machine::charter_text::{LimitNeed, Power, Who};
use polity_machine::modules::breach::{Accused, BreachEvent};
use polity_machine::registry::spec;
use polity_types::{PersonId, Timestamp};

use super::{By, Told};

/// A claim on which a panel rules.
pub(crate) struct Claim {
    accused: Accused,
    by: PersonId,
    rulings: BTreeMap<PersonId, bool>,
    sitting: u64,
    until: Timestamp,
}

/// What a reader knows of claims.
#[derive(Default)]
pub(crate) struct Court {
    /// Claims that are open.
    pub(crate) claims: BTreeMap<u64, Claim>,
    /// Claims without a verdict, on which the members may rule.
    pub(crate) unruled: BTreeMap<u64, Accused>,
    /// Who is frozen, by the claim that did it, and since when.
    pub(crate) frozen: BTreeMap<u64, (Accused, Timestamp)>,
    /// When somebody whose claim was dismissed may raise the next.
    rests: BTreeMap<PersonId, Timestamp>,
}

impl Told {
    /// Returns the lines that somebody still has who may be frozen. What moves no money of the society's
    /// goes on.
    pub(super) fn not_frozen(&self, lines: Vec<Power>, action: &Action, by: &By) -> Vec<Power> {
        let spec = spec(action);
        let is_money = spec.action.limit == LimitNeed::Required || spec.name() == "spending.pay";
        let By::Person(person) = by else { return lines };
        if !is_money {
            return lines;
        }
        let is_free = |line: &Power| {
            let frozen = self.court.frozen.values();
            let stops = |(accused, at): &(Accused, Timestamp)| match (&line.who, accused) {
                (Who::Office(line), Accused::Office(office)) if line != office => false,
                (Who::Office(line), accused) => {
                    let is_it = *accused == Accused::Person(*person)
                        || matches!(accused, Accused::Office(_));
                    is_it
                        && self.seats(line).any(|seat| seat.holder == *person && seat.since <= *at)
                }
                (_, accused) => *accused == Accused::Person(*person),
            };
            !frozen.into_iter().any(stops)
        };
        lines.into_iter().filter(is_free).collect()
    }

    pub(super) fn hear_breach(&mut self, event: &BreachEvent, running: Timestamp) {
        match event {
            BreachEvent::Raised { accused, by, claim, sitting, until, .. } => {
                let sitting = sitting.expect("the charter asks for no support");
                self.raised(*claim, accused, *by, (sitting, *until), running);
            }
            BreachEvent::Ruled { by, claim, upholds } => {
                let sits = self.sits(*claim, *by);
                let open = self.court.claims.get_mut(claim).expect("the claim is open");
                assert!(sits, "somebody ruled who has no seat");
                assert!(*by != open.by && open.accused != Accused::Person(*by), "a party ruled");
                assert!(running <= open.until, "it is too late to rule");
                assert!(open.rulings.insert(*by, *upholds).is_none(), "somebody ruled twice");
                self.note("ruled");
            }
            BreachEvent::Upheld { accused, by, claim, no, yes } => {
                if let Some(open) = self.court.claims.remove(claim) {
                    assert_eq!(open.accused, *accused);
                    let counts = self.counts(&open);
                    assert_eq!([*yes, *no], counts);
                    assert!(2 * yes > self.jurors(), "{yes} seats uphold claim {claim}");
                } else {
                    let unruled = self.court.unruled.remove(claim);
                    assert_eq!(unruled.as_ref(), Some(accused), "there was a verdict");
                    assert!(self.is_of_members(by), "{by} rules in the place of a panel");
                    self.note("upheld by members");
                }
                // A later claim takes the place of an earlier one.
                self.court.frozen.retain(|_, (other, _)| other != accused);
                self.court.frozen.insert(*claim, (accused.clone(), running));
                self.note("upheld");
            }
            BreachEvent::Dismissed { claim, no, yes } => {
                let open = self.court.claims.remove(claim).expect("the claim is open");
                assert_eq!([*yes, *no], self.counts(&open));
                assert!(2 * no > self.jurors(), "{no} seats dismiss claim {claim}");
                let again = self.law.written.breach.as_ref().unwrap().again_after;
                self.court.rests.insert(open.by, running.after(again));
                self.note("dismissed");
            }
            BreachEvent::NoVerdict { claim, no, seats, yes } => {
                let open = self.court.claims.remove(claim).expect("the claim is open");
                assert_eq!([*yes, *no], self.counts(&open));
                // Where another panel was asked the same before, more than two thirds uphold it.
                let is_upheld = 3 * yes > 2 * seats;
                assert!(2 * no <= *seats && !is_upheld, "there is a verdict on claim {claim}");
                assert!(running >= open.until, "the panel has time left");
                self.court.unruled.insert(*claim, open.accused);
                self.note("no verdict");
            }
            BreachEvent::DepositSettled { .. }
            | BreachEvent::Lapsed { .. }
            | BreachEvent::Opened { .. }
            | BreachEvent::Sponsored { .. } => unreachable!("the charter asks for no support"),
            BreachEvent::Lifted { accused, by, claim } => {
                assert!(self.is_of_members(by), "{by} lifts a freeze");
                let frozen = self.court.frozen.remove(claim);
                assert_eq!(frozen.map(|(frozen, _)| frozen).as_ref(), Some(accused));
                self.note("lifted");
            }
        }
    }

    /// Returns the claims on which a panel rules, each with its sitting.
    pub(crate) fn open_claims(&self) -> Vec<(u64, u64)> {
        self.court.claims.iter().map(|(number, claim)| (*number, claim.sitting)).collect()
    }

    fn raised(
        &mut self,
        claim: u64,
        accused: &Accused,
        by: PersonId,
        (sitting, until): (u64, Timestamp),
        running: Timestamp,
    ) {
        assert!(self.full.contains(&by), "who claims is a member past probation");
        assert!(*accused != Accused::Person(by));
        let rests = self.court.rests.get(&by);
        assert!(rests.is_none_or(|rests| running >= *rests), "{by} raises a claim again");
        assert!(self.court.claims.values().all(|other| other.by != by), "one claim at a time");
        let ruling = self.law.written.breach.as_ref().expect("the text has it").ruling;
        assert_eq!(until, running.after(ruling));
        let rulings = BTreeMap::new();
        let accused = accused.clone();
        self.court.claims.insert(claim, Claim { accused, by, rulings, sitting, until });
        self.note("claim raised");
    }

    fn sits(&self, claim: u64, person: PersonId) -> bool {
        let sitting = self.court.claims.get(&claim).map(|open| open.sitting);
        let sitting = sitting.and_then(|sitting| self.sittings.get(&sitting));
        sitting.is_some_and(|sitting| sitting.people.contains(&person))
    }

    /// Counts the rulings of those who have their seat now: for and against.
    fn counts(&self, claim: &Claim) -> [u64; 2] {
        let none = BTreeSet::new();
        let people = self.sittings.get(&claim.sitting).map_or(&none, |sitting| &sitting.people);
        let count = |upholds: bool| {
            let is_so = |(person, ruled): &(&PersonId, &bool)| {
                **ruled == upholds && people.contains(*person)
            };
            u64::try_from(claim.rulings.iter().filter(is_so).count()).unwrap()
        };
        [count(true), count(false)]
    }

    /// Returns how many seats the panel has, taken or not.
    fn jurors(&self) -> u64 {
        let rules = self.law.written.breach.as_ref().unwrap();
        let panel = self.law.written.panels.iter().find(|panel| panel.id == rules.panel).unwrap();
        u64::from(panel.seats)
    }

    fn is_of_members(&self, by: &str) -> bool {
        let members = &self.law.written.breach.as_ref().unwrap().members;
        by.starts_with("decision ") && by.ends_with(&format!("({members})"))
    }
}
