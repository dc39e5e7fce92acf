//! Support that stands: points, of which each person has a hundred, and the conviction to which they grow.
//! Counted in floating point, by the formula of the rule, beside the machine's whole numbers.

#![expect(clippy::float_arithmetic, reason = "a second way to count, which decides nothing")]

use std::collections::BTreeMap;

use polity_machine::charter_text::Share;
use polity_machine::modules::governance::Choice;
use polity_types::{PersonId, Timestamp};

use super::Told;

/// Length of a step. Unit: seconds.
const STEP: u64 = 60;
/// What each person has. Unit: points.
const POINTS: u64 = 100;
/// By how much the two ways to count may differ. Unit: parts of the whole.
const BLUR: f64 = 1e-6;

/// A request at the vote.
struct Request {
    asked: f64,
    factor: f64,
    points: BTreeMap<PersonId, u64>,
    since: u64,
    value: f64,
}

/// Requests at the vote.
#[derive(Default)]
pub(super) struct Standing(BTreeMap<u64, Request>);

impl Request {
    fn at(&self, step: u64) -> f64 {
        let faded = self.factor.powf(real(step - self.since));
        let points = real(self.points.values().sum());
        self.value * faded + points * (1.0 - faded) / (1.0 - self.factor)
    }

    fn set(&mut self, running: Timestamp, change: impl FnOnce(&mut BTreeMap<PersonId, u64>)) {
        let step = running.0 / STEP;
        (self.value, self.since) = (self.at(step), step);
        change(&mut self.points);
    }
}

impl Standing {
    /// Hears that somebody left.
    pub(super) fn left(&mut self, person: PersonId, running: Timestamp) {
        for request in self.0.values_mut() {
            request.set(running, |points| points.retain(|one, _| *one != person));
        }
    }
}

impl Told {
    /// Hears that a request is at the vote.
    pub(super) fn open_request(&mut self, number: u64, running: Timestamp) {
        let proposal = &self.proposals[&number];
        let Some(rule) = proposal.procedure.conviction.as_ref() else { return };
        let asked = proposal.chosen.iter().filter_map(super::value);
        let asked = asked.map(|(_, amount)| whole(amount)).sum();
        let factor = 0.5_f64.powf(1.0 / real(rule.half_life.0 / STEP));
        let (points, since) = (BTreeMap::new(), running.0 / STEP);
        self.standing.0.insert(number, Request { asked, factor, points, since, value: 0.0 });
    }

    /// Hears how many points somebody puts behind a request.
    pub(super) fn support(
        &mut self,
        number: u64,
        person: PersonId,
        choice: &Choice,
        at: Timestamp,
    ) {
        let points = match choice {
            Choice::Points(points) => *points,
            _ => 0,
        };
        let Some(request) = self.standing.0.get_mut(&number) else { return };
        request.set(at, |all| {
            all.insert(person, points);
        });
        let all = self.standing.0.values().filter_map(|request| request.points.get(&person));
        let sum: u64 = all.sum();
        assert!(sum <= POINTS, "{person} has {sum} points on requests");
        self.note("support");
    }

    /// Returns whether somebody has the points for a ballot.
    pub(super) fn has_points(&self, number: u64, person: PersonId, choice: &Choice) -> bool {
        let others = self.standing.0.iter().filter(|(other, _)| **other != number);
        let sum: u64 = others.filter_map(|(_, request)| request.points.get(&person)).sum();
        let points = if let Choice::Points(points) = choice { *points } else { 0 };
        sum + points <= POINTS
    }

    /// Holds the end of a request against what stands behind it.
    pub(super) fn close_request(&mut self, number: u64, is_passed: bool, running: Timestamp) {
        let Some(request) = self.standing.0.remove(&number) else { return };
        let procedure = &self.proposals[&number].procedure;
        let rule = procedure.conviction.as_ref().expect("it is a request");
        let fund = self.books.held(&rule.fund, &rule.asset);
        let part = request.asked / fund.max(f64::MIN_POSITIVE);
        let most = share(rule.most);
        let who = if procedure.electorate.bodies().next()
            == Some(&polity_machine::charter_text::Body::Members)
        {
            self.members.len()
        } else {
            self.full.len()
        };
        let all = real(u64::try_from(who).unwrap() * POINTS) / (1.0 - request.factor);
        let needed = share(rule.least) * all * (most / (most - part)).powi(2);
        let value = request.at(running.0 / STEP);
        let told = format!("proposal {number}: {value} of {needed}, {part} of the fund");
        if is_passed {
            assert!(part < most && value >= needed * (1.0 - BLUR), "{told}");
            self.note("request passed");
        } else {
            assert!(part >= most || value <= needed * (1.0 + BLUR), "{told}");
            self.note("request failed");
        }
    }
}

fn share(share: Share) -> f64 {
    f64::from(share.numerator()) / f64::from(share.denominator())
}

fn real(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

pub(super) fn whole(amount: polity_types::Amount) -> f64 {
    f64::from(i32::try_from(amount.minor_units()).unwrap())
}
