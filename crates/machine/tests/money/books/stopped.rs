//! Who is stopped for a breach, as one knows it who hears events alone: not by the tables of the machine, but by who
//! was seated when, who was accused when, and what was lifted since.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{number, text};

/// A freeze, by the claim that brought it.
#[derive(Clone, Debug)]
struct Freeze {
    claim: u64,
    /// The office that was accused; none: a person.
    office: Option<String>,
    people: BTreeSet<String>,
    /// How many events had been heard.
    since: u64,
}

/// What was heard of offices and claims.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stopped {
    /// Who was accused in a claim, and who that was then.
    claims: BTreeMap<u64, (Value, BTreeSet<String>)>,
    /// By who was accused.
    freezes: BTreeMap<String, Freeze>,
    heard: u64,
    /// What is approved and not paid: by whom, and when.
    approved: BTreeMap<u64, (String, u64)>,
    /// Requests that were open again because whoever had approved them was stopped.
    reopened: BTreeSet<u64>,
    /// Since when somebody holds an office.
    seats: BTreeMap<(String, String), u64>,
    /// Who started a payment that repeats, when, and whether they were treasurer then; none: a decision did.
    streams: BTreeMap<u64, (String, u64, bool)>,
}

impl Stopped {
    /// Hears what happened, and returns what of it is worth being counted.
    pub(super) fn hear(&mut self, name: &str, told: &Value) -> Option<&'static str> {
        self.heard += 1;
        let claim = number(told, "claim");
        let seat = (text(told, "office"), text(told, "holder"));
        match name {
            "offices.seated" => drop(self.seats.insert(seat, self.heard)),
            "offices.resigned" | "offices.recalled" | "offices.term_ended" => {
                let _ = self.seats.remove(&seat);
            }
            "membership.left" => {
                let person = text(told, "person");
                self.seats.retain(|(_, holder), _| *holder != person);
            }
            "breach.raised" => {
                let accused = told["with"]["accused"].clone();
                let people = match (accused["office"].as_str(), accused["person"].as_str()) {
                    (Some(office), _) => {
                        let holders = self.seats.keys().filter(|(held, _)| held == office);
                        holders.map(|(_, holder)| holder.clone()).collect()
                    }
                    (None, person) => person.into_iter().map(str::to_owned).collect(),
                };
                let _ = self.claims.insert(claim, (accused, people));
            }
            "breach.upheld" => return self.upheld(claim),
            "breach.lifted" => return Some(self.lifted(claim)),
            "spending.stream_started" => {
                let by = text(told, "by");
                let is_treasurer = self.seats.contains_key(&("treasurer".into(), by.clone()));
                let started = (by, self.heard, is_treasurer);
                let _ = self.streams.insert(number(told, "stream"), started);
            }
            "spending.approved" => {
                let request = number(told, "request");
                let approved = (text(told, "by"), self.heard);
                let _ = self.approved.insert(request, approved);
                return self.reopened.remove(&request).then_some("approved anew");
            }
            "spending.paid" | "spending.rejected" | "spending.withdrawn" | "spending.lapsed" => {
                let _ = self.approved.remove(&number(told, "request"));
            }
            "spending.reopened" => {
                let request = number(told, "request");
                let approved = self.approved.remove(&request).expect("it was approved");
                assert!(self.is_by_stopped(&approved), "nobody is stopped: {told}");
                let _ = self.reopened.insert(request);
            }
            "spending.stream_period" => {
                let stream = number(told, "stream");
                assert!(!self.is_held(stream), "what the accused began pays on: {told} {self:#?}");
            }
            "spending.stream_halted" => {
                let stream = number(told, "stream");
                let is_without = self.streams.get(&stream).is_some_and(|(_, _, is)| !is);
                if is_without && self.is_held(stream) {
                    return Some("what was begun as a member stands still");
                }
            }
            _ => {}
        }
        None
    }

    fn upheld(&mut self, claim: u64) -> Option<&'static str> {
        let (accused, mut people) = self.claims[&claim].clone();
        let earlier = self.freezes.get(&accused.to_string());
        people.extend(earlier.into_iter().flat_map(|freeze| freeze.people.clone()));
        let office = accused["office"].as_str().map(str::to_owned);
        let freeze = Freeze { claim, office, people, since: self.heard };
        let _ = self.freezes.insert(accused.to_string(), freeze);
        None
    }

    fn lifted(&mut self, claim: u64) -> &'static str {
        let place = self.freezes.iter().find(|(_, freeze)| freeze.claim == claim);
        let place = place.expect("what is lifted was brought by the last claim").0.clone();
        let gone = self.freezes.remove(&place).expect("it was found");
        let is_other = |freeze: &Freeze| !freeze.people.is_disjoint(&gone.people);
        if self.freezes.values().any(is_other) { "one of two freezes lifted" } else { "all lifted" }
    }

    /// Returns by how many claims somebody spends nothing wherever they try: they hold no seat into which they were put
    /// since then.
    pub(crate) fn count(&self, person: &str) -> usize {
        let is_new = |since: u64, office: Option<&String>| {
            let mut seats = self.seats.iter().filter(|((_, holder), _)| holder == person);
            seats.any(|((held, _), at)| office.is_none_or(|office| held == office) && *at > since)
        };
        let all = self.freezes.values().filter(|freeze| freeze.people.contains(person));
        let lasting = all.filter(|freeze| {
            // Whoever was put into the office anew is free of its freeze, and in the new seat of any.
            let is_free = freeze.office.is_some() && is_new(freeze.since, freeze.office.as_ref());
            !is_free && !is_new(freeze.since, None)
        });
        lasting.count()
    }

    /// Returns whether somebody who is stopped began a payment that repeats before that, wherever they are seated now.
    fn is_held(&self, stream: u64) -> bool {
        let began = self.streams.get(&stream);
        began.is_some_and(|(by, began, _)| self.is_by_stopped(&(by.clone(), *began)))
    }

    fn is_by_stopped(&self, (by, at): &(String, u64)) -> bool {
        let holds = |freeze: &Freeze| freeze.people.contains(by) && *at < freeze.since;
        self.freezes.values().any(holds)
    }

    /// Holds that nothing is set aside any more that somebody approved who is stopped since then.
    pub(super) fn audit(&self) {
        let kept = self.approved.iter().find(|(_, approved)| self.is_by_stopped(approved));
        assert_eq!(kept, None, "it is not back in its fund");
    }
}
