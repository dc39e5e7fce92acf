//! What was given up by who left against it, and taken instead of a refund: it stays so though members stop what would pay
//! it, and then decide it themselves (EXI-4, EXI-9).

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Claims, Payment, Source};

/// Whose is what, of which asset.
type Whose = (String, String);

/// By what would have paid it, though it is over.
#[derive(Debug, Default)]
pub(super) struct Given {
    instead: BTreeMap<Source, Vec<Whose>>,
    /// What members stopped and decide on themselves.
    stopped: BTreeMap<Source, Source>,
    up: BTreeMap<Source, Vec<Whose>>,
}

impl Given {
    /// Notes that somebody gave up what it would pay them.
    pub(super) fn up(&mut self, source: &Source, person: &str, asset: &str) {
        self.up.entry(source.clone()).or_default().push((person.into(), asset.into()));
    }

    /// Notes that somebody took a share instead of what is over now.
    pub(super) fn took_instead(&mut self, source: &Source, person: &str, asset: &str) {
        self.instead.entry(source.clone()).or_default().push((person.into(), asset.into()));
    }

    fn has(&self, source: &Source, person: &str, asset: &str) -> bool {
        let its = self.up.get(source).into_iter().flatten();
        its.into_iter().any(|(whose, of)| whose == person && of == asset)
    }
}

impl Payment {
    /// Leaves somebody's line out.
    pub(super) fn leaves_out(&mut self, person: &str) {
        self.asked -= self.pays(person);
        self.payees.retain(|(whom, _)| whom != person);
    }
}

impl Claims {
    /// Hears that members decide on what they stopped.
    pub(super) fn takes_over(&mut self, challenged: &Value, target: &Source) {
        let (Some(kind), Some(number)) =
            (challenged["kind"].as_str(), challenged["number"].as_u64())
        else {
            return;
        };
        let stopped = (kind.to_owned(), number);
        let given_up = self.given.up.get(&stopped).cloned().unwrap_or_default();
        for (person, asset) in &given_up {
            self.given.up(target, person, asset);
            let payments = self.waiting.get_mut(target).into_iter().flatten();
            payments.filter(|one| one.is_batch && one.asset == *asset).for_each(|one| {
                one.leaves_out(person);
            });
        }
        for (person, asset) in self.given.instead.remove(&stopped).unwrap_or_default() {
            if let Some(claim) = self.by.get_mut(&person) {
                claim.instead.insert((asset, target.clone()));
            }
        }
        self.given.stopped.insert(target.clone(), stopped);
    }

    /// Returns whether what waits can never take effect, since somebody gave up what it would pay them.
    pub(super) fn is_given_up(&self, target: &Source) -> bool {
        let payments = self.waiting.get(target).into_iter().flatten();
        let is_its = |one: &Payment| {
            one.payees.iter().any(|(person, _)| self.given.has(target, person, &one.asset))
        };
        payments.into_iter().any(|one| !one.is_batch && is_its(one))
    }

    /// Returns whether somebody took a share instead of what members stopped and decide on themselves.
    pub(super) fn took_of_stopped(&self, person: &str, asset: &str) -> bool {
        let its = self.by.get(person).into_iter().flat_map(|claim| &claim.instead);
        let its = its.into_iter().filter(|(of, _)| of == asset);
        its.into_iter().any(|(_, source)| self.given.stopped.contains_key(source))
    }

    /// Returns whether somebody gave up what anything that waits would pay them, and if they did, whether members stopped it
    /// since.
    pub(super) fn given_up_of(&self, person: &str, asset: &str) -> Option<bool> {
        let mut its = self.waiting.keys().filter(|source| self.given.has(source, person, asset));
        its.next().map(|source| self.given.stopped.contains_key(source))
    }
}
