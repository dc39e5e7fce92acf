//! What a society holds: read from its folder, or from an address, where every record comes with a
//! proof that is verified here, and every text with its hash.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use polity_client::Client;
use polity_ledger::bundle::{Wanted, make};
use polity_ledger::verify::{Proven, verify};
use polity_machine::charter_text::Charter;
use polity_machine::frame::state::{Records as _, StateView};
use polity_machine::modules::{charter, names};
use polity_types::{Hash, PersonId, SocietyId};

use crate::failure::Failure;
use crate::session::{Session, from_client};

/// Records that are asked for in one request. Unit: records.
const KEYS_AT_ONCE: usize = 32;
/// Most people of whom it is said at once what they are called. Unit: people.
const NAMED_MAX: usize = 100;
/// Longest title that is shown. Unit: characters.
const TITLE_MAX: usize = 120;

/// The state of a served society. What was read once is not asked for again.
struct Served<'a> {
    client: &'a Client,
    /// The first record that could not be had, and why.
    fault: Mutex<Option<Failure>>,
    known: Mutex<BTreeMap<String, Option<Bytes>>>,
    society: SocietyId,
}

/// A key was not asked for yet.
struct NotRead;

impl Served<'_> {
    fn fetch(&self, keys: &[&str]) -> Result<(), Failure> {
        let bundle = self.client.state_proof(keys).map_err(from_client)?;
        let verified = verify(&bundle, &self.society, None);
        let verified = verified.map_err(|error| Failure::refused(&error))?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for claim in verified.claims {
            if let Proven::State { key, value, .. } = claim {
                known.insert(key, value.map(Bytes::from));
            }
        }
        Ok(())
    }

    fn fault(&self, failure: Failure) {
        let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = fault.get_or_insert(failure);
    }

    /// Returns what stands under a key, if it was read already.
    fn known(&self, key: &str) -> Result<Option<Bytes>, NotRead> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).cloned().ok_or(NotRead)
    }
}

impl StateView for Served<'_> {
    fn get(&self, key: &str) -> Option<Bytes> {
        if let Ok(known) = self.known(key) {
            return known;
        }
        match self.fetch(&[key]) {
            Ok(()) => self.known(key).ok().flatten(),
            Err(failure) => {
                self.fault(failure);
                None
            }
        }
    }

    fn scan(&self, _: &str, _: Option<&str>, _: usize) -> Vec<(String, Bytes)> {
        self.fault(Failure::internal("A served state is read by its keys alone."));
        Vec::new()
    }
}

impl Session {
    /// Shows `look` the state. At an address, `ahead` are keys that it will read.
    pub(crate) fn look<T>(
        &self,
        ahead: &[String],
        look: impl FnOnce(&dyn StateView) -> T,
    ) -> Result<T, Failure> {
        let client = match self {
            Self::Folder(running) => return Ok(look(&running.state())),
            Self::Address(client) => client,
        };
        let society = client.society();
        let served = Served { client, fault: Mutex::default(), known: Mutex::default(), society };
        for keys in ahead.chunks(KEYS_AT_ONCE) {
            served.fetch(&keys.iter().map(String::as_str).collect::<Vec<_>>())?;
        }
        let seen = look(&served);
        match served.fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(failure) => Err(failure),
            None => Ok(seen),
        }
    }

    /// Returns a proof bundle of what stands under some keys.
    pub(crate) fn proof(&self, keys: &[String]) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Folder(running) => {
                let wanted: Vec<Wanted> = keys.iter().cloned().map(Wanted::State).collect();
                make(running.ledger(), &wanted, None).map_err(Failure::internal)
            }
            Self::Address(client) => {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                client.state_proof(&keys).map_err(from_client)
            }
        }
    }

    /// Returns a public record; none if it is not there.
    pub(crate) fn record(&self, hash: &Hash) -> Result<Option<Bytes>, Failure> {
        let record = match self {
            Self::Folder(running) => running.records().record(hash),
            Self::Address(client) => client.record(hash).map_err(from_client)?.map(Bytes::from),
        };
        match record {
            Some(record) if Hash::of(&record) != *hash => {
                Err(Failure::internal(format!("What is served as the record {hash} is another.")))
            }
            record => Ok(record),
        }
    }

    /// Returns the title of a public text: its first line.
    pub(crate) fn title(&self, hash: &Hash) -> Result<Option<String>, Failure> {
        Ok(self.record(hash)?.map(|text| title_of(&String::from_utf8_lossy(&text))))
    }

    /// Returns what people are called, by their identifiers; of more than so many, the first.
    pub(crate) fn names_of(
        &self,
        people: &BTreeSet<PersonId>,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let people: Vec<PersonId> = people.iter().copied().take(NAMED_MAX).collect();
        if people.is_empty() {
            return Ok(BTreeMap::new());
        }
        let ahead: Vec<String> =
            people.iter().map(|person| names::query::person_key(*person)).collect();
        self.look(&ahead, |state| {
            let called = |person| Some((person, names::query::called(state, person)?));
            let all = people.into_iter().filter_map(called);
            all.map(|(person, called)| (person.to_string(), shown(&called))).collect()
        })
    }

    /// Puts what people are called before their identifiers in a text, which stay. Where that cannot be had,
    /// the text is as it was.
    pub(crate) fn named(&self, text: &str) -> String {
        let words = || text.split(|c: char| !c.is_ascii_alphanumeric());
        let people: BTreeSet<PersonId> = words().filter_map(|word| word.parse().ok()).collect();
        let called = self.names_of(&people).unwrap_or_default();
        called.iter().fold(text.to_owned(), |text, (person, name)| {
            let named = format!("{name} ({person})");
            // Some texts say it already.
            let once = text.replace(person.as_str(), &named);
            once.replace(&format!("{name} ({named})"), &named)
        })
    }

    /// Returns the charter in force.
    pub(crate) fn charter_text(&self) -> Result<Charter, Failure> {
        let hash = self.charter()?;
        let text = self.record(&hash)?;
        let text = text.ok_or_else(|| {
            Failure::internal(format!("The text of the charter in force, {hash}, is not there."))
        })?;
        charter::query::parse(&text)
            .map_err(|_| Failure::internal("The charter in force is none under these rules."))
    }
}

/// Returns the first line of a text that others wrote, fit to be shown on a terminal.
pub(crate) fn title_of(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let line = shown(line.trim_start_matches('#').trim());
    if line.chars().count() > TITLE_MAX {
        let begun: String = line.chars().take(TITLE_MAX).collect();
        return format!("{begun}…");
    }
    line
}

/// Returns a text that others wrote without what a terminal takes for a command.
pub(crate) fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}
