//! Who is a member, holds an office, sits on a panel.

use std::collections::BTreeSet;

use polity_machine::modules::membership::MembershipEvent;
use polity_machine::modules::offices::OfficesEvent;
use polity_machine::modules::panels::PanelsEvent;
use polity_types::Timestamp;

use super::{Seat, Sitting, Told};

impl Told {
    pub(super) fn hear_membership(&mut self, event: &MembershipEvent, running: Timestamp) {
        match event {
            MembershipEvent::Joined { person, .. } => {
                self.members.insert(*person);
            }
            MembershipEvent::Settled { person } => {
                assert!(self.members.contains(person));
                self.full.insert(*person);
            }
            MembershipEvent::Left { person } => {
                self.members.remove(person);
                self.full.remove(person);
                self.delegated.retain(|(giver, _), to| giver != person && to != person);
                for seats in self.offices.values_mut() {
                    seats.retain(|_, seat| seat.holder != *person);
                }
                for sitting in self.sittings.values_mut() {
                    sitting.people.remove(person);
                }
                self.left_votes(*person, None);
                self.standing.left(*person, running);
                self.note("left");
            }
            _ => {}
        }
    }

    pub(super) fn hear_offices(&mut self, event: &OfficesEvent, running: Timestamp) {
        match event {
            OfficesEvent::Seated { holder, office, seat, .. } => {
                assert!(self.members.contains(holder));
                self.law.filled.insert(office.clone());
                let taken = Seat { holder: *holder, since: running };
                self.offices.entry(office.clone()).or_default().insert(*seat, taken);
                self.note("seated");
            }
            OfficesEvent::Recalled { holder, office, seat }
            | OfficesEvent::Resigned { holder, office, seat }
            | OfficesEvent::TermEnded { holder, office, seat } => {
                let was = self.offices.get_mut(office).and_then(|seats| seats.remove(seat));
                assert!(was.is_none_or(|was| was.holder == *holder));
            }
            _ => {}
        }
    }

    pub(super) fn hear_panels(&mut self, event: &PanelsEvent) {
        match event {
            PanelsEvent::DrawBegan { panel, sitting, .. } => {
                let begun =
                    Sitting { is_drawn: false, panel: panel.clone(), people: BTreeSet::new() };
                self.sittings.insert(*sitting, begun);
            }
            PanelsEvent::Drawn { sitting, .. } => {
                if let Some(sitting) = self.sittings.get_mut(sitting) {
                    sitting.is_drawn = true;
                }
            }
            PanelsEvent::Accepted { person, sitting } => {
                if let Some(sitting) = self.sittings.get_mut(sitting) {
                    sitting.people.insert(*person);
                }
                self.note("seat taken");
            }
            PanelsEvent::Declined { person, sitting } => {
                if let Some(sitting) = self.sittings.get_mut(sitting) {
                    sitting.people.remove(person);
                }
            }
            PanelsEvent::Ended { sitting } | PanelsEvent::Failed { sitting } => {
                self.sittings.remove(sitting);
            }
            _ => {}
        }
    }
}
