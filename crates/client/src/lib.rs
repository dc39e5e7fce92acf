//! A typed client of a served society: submits, asks, and reads refusals as the society wrote them.
//!
//! This crate must never sign anything, and never take an answer for proven that it did not verify.

mod error;

use std::io::Read as _;
use std::time::Duration;

use polity_types::{Hash, PersonId, Refusal, SocietyId, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use error::ClientError;

/// Largest answer that is read. Unit: bytes.
const ANSWER_BYTES_MAX: u64 = 8 * 1_024 * 1_024;
/// Largest file that is read: a tile of 256 entries. Unit: bytes.
const FILE_BYTES_MAX: u64 = 256 * 65_537;

/// Times that an answer is asked for again which says when to come back.
const ATTEMPTS_MAX: usize = 20;
/// Longest time that is waited at once for such an answer.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// How long a connection is kept that nothing is asked on: less than a server keeps it.
const IDLE_MAX: Duration = Duration::from_secs(5);

/// A society at an address. Whoever is told by it to come back later waits and asks again.
#[derive(Clone, Debug)]
pub struct Client {
    agent: ureq::Agent,
    /// Address of the society's interface, without a slash at the end.
    base: String,
    society: SocietyId,
}

/// What a society says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocietySummary {
    /// Hash of the charter in force.
    pub charter: Hash,
    /// Identifier.
    pub id: SocietyId,
    /// Name, as the charter says it.
    pub name: String,
    /// Running time, in which deadlines are.
    pub running: Timestamp,
}

/// What a sender keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The signed note of the checkpoint.
    pub checkpoint: String,
    /// The batch.
    pub height: u64,
    /// From the entry to the checkpoint's root.
    pub inclusion: Vec<Hash>,
    /// Index of the entry.
    pub index: u64,
    /// The operation.
    pub operation: String,
}

#[derive(Serialize)]
struct PreviewRequest<'a, A> {
    action: &'a A,
    author: &'a PersonId,
}

/// What a server says of an act that would be admitted.
#[derive(Clone, Debug, Deserialize)]
pub struct Tried {
    /// What of a proposal would be refused if it took effect now, in a sentence; `None`: nothing.
    #[serde(default)]
    pub concern: Option<String>,
    /// Of what the charter has whoever does it warned.
    #[serde(default)]
    pub warnings: Vec<String>,
    /// Under what the act would be admitted.
    pub under: String,
}

impl Client {
    /// Connects to an address that serves one society, or to the one named.
    ///
    /// # Errors
    /// [`ClientError`]: no answer, or several societies and none named.
    pub fn connect(url: &str, society: Option<&str>) -> Result<Self, ClientError> {
        let config = ureq::Agent::config_builder().http_status_as_error(false);
        let agent: ureq::Agent = config.max_idle_age(IDLE_MAX).build().into();
        let url = url.trim_end_matches('/');
        let summaries: Vec<SocietySummary> = get(&agent, &format!("{url}/api/v1/societies"))?;
        let named = |summary: &&SocietySummary| {
            society.is_none_or(|society| summary.id.to_string().starts_with(society))
        };
        let mut found = summaries.iter().filter(named);
        let (Some(summary), None) = (found.next(), found.next()) else {
            return Err(ClientError::WhichSociety { count: summaries.len() });
        };
        let base = format!("{url}/s/{}/api/v1", summary.id);
        Ok(Self { agent, base, society: summary.id })
    }

    /// Returns the society.
    #[must_use]
    pub fn society(&self) -> SocietyId {
        self.society
    }

    /// Returns what the society says of itself now.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn summary(&self) -> Result<SocietySummary, ClientError> {
        get(&self.agent, &format!("{}/society", self.base))
    }

    /// Returns the hash of the charter in force.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn charter(&self) -> Result<Hash, ClientError> {
        self.summary().map(|summary| summary.charter)
    }

    /// Returns the society's running time.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn running_time(&self) -> Result<Timestamp, ClientError> {
        self.summary().map(|summary| summary.running)
    }

    /// Submits the canonical bytes of a signed operation.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Refused`] if a rule says no.
    pub fn submit(&self, envelope: &[u8]) -> Result<Receipt, ClientError> {
        self.post("operations", "application/json", envelope)
    }

    /// As [`Self::submit`], answered once lists show what it did, and with that all that came before it.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Refused`] if a rule says no.
    pub fn submit_shown(&self, envelope: &[u8]) -> Result<Receipt, ClientError> {
        self.post("operations?wait=view", "application/json", envelope)
    }

    /// Sends canonical JSON to a path of the interface, such as `mail`, and returns the answer.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Refused`] if a rule says no.
    pub fn send<T: DeserializeOwned>(&self, path: &str, body: &[u8]) -> Result<T, ClientError> {
        self.post(path, "application/json", body)
    }

    /// Stores a public record and returns its hash.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn put_record(&self, record: &[u8]) -> Result<Hash, ClientError> {
        self.post("records", "application/octet-stream", record)
    }

    /// Says under what an act of `author` would be admitted now.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with the reason, if it would not.
    pub fn preview<A: Serialize>(
        &self,
        author: &PersonId,
        action: &A,
    ) -> Result<Tried, ClientError> {
        let body = serde_json::to_vec(&PreviewRequest { action, author })?;
        self.post("preview", "application/json", &body)
    }

    /// Returns a file of the society, such as `checkpoint` or `tile/entries/000`, as it is served.
    ///
    /// # Errors
    /// [`ClientError`]; [`ClientError::Refused`] with `http.not_found` if there is none.
    pub fn file(&self, path: &str) -> Result<Vec<u8>, ClientError> {
        let site = self.base.strip_suffix("/api/v1").unwrap_or(&self.base);
        self.bytes(&format!("{site}/{path}"))
    }

    /// Returns a public record, which the caller has to hash; none if it is not served.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn record(&self, hash: &Hash) -> Result<Option<Vec<u8>>, ClientError> {
        match self.bytes(&format!("{}/records/{hash}", self.base)) {
            Ok(record) => Ok(Some(record)),
            Err(ClientError::Refused(refusal)) if refusal.code == "http.not_found" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns the answer to a path of the JSON interface, such as `balances`.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        get(&self.agent, &format!("{}/{path}", self.base))
    }

    /// Returns a proof of the founding, and that the log goes on from `since` entries.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn proof(&self, since: Option<u64>) -> Result<Vec<u8>, ClientError> {
        let since = since.map(|size| format!("&since={size}")).unwrap_or_default();
        self.bytes(&format!("{}/proof?entry=0{since}", self.base))
    }

    /// Returns a proof of what stands under `keys` of the state, for the caller to verify.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn state_proof(&self, keys: &[&str]) -> Result<Vec<u8>, ClientError> {
        self.bytes(&format!("{}/proof?keys={}", self.base, keys.join(",")))
    }

    fn bytes(&self, url: &str) -> Result<Vec<u8>, ClientError> {
        let answer = patiently(|| self.agent.get(url).call())?;
        if !answer.status().is_success() {
            return read::<serde_json::Value>(answer).map(|_| Vec::new());
        }
        let mut bytes = Vec::new();
        let mut body = answer.into_body().into_reader().take(FILE_BYTES_MAX);
        let _length = body.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<T, ClientError> {
        let url = format!("{}/{path}", self.base);
        read(patiently(|| self.agent.post(&url).content_type(kind).send(body))?)
    }
}

fn get<T: DeserializeOwned>(agent: &ureq::Agent, url: &str) -> Result<T, ClientError> {
    read(patiently(|| agent.get(url).call())?)
}

type Answer = ureq::http::Response<ureq::Body>;

/// Asks, and asks again as long as the answer says when.
fn patiently(ask: impl Fn() -> Result<Answer, ureq::Error>) -> Result<Answer, ureq::Error> {
    for _ in 1..ATTEMPTS_MAX {
        let answer = ask()?;
        let Some(pause) = pause(&answer) else { return Ok(answer) };
        std::thread::sleep(pause.min(PAUSE_MAX));
    }
    ask()
}

/// Returns after what time to ask again what was not answered now.
fn pause(answer: &Answer) -> Option<Duration> {
    if !matches!(answer.status().as_u16(), 429 | 503) {
        return None;
    }
    let seconds = answer.headers().get("retry-after")?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Reads an answer: what was asked for, or the society's refusal.
fn read<T: DeserializeOwned>(answer: Answer) -> Result<T, ClientError> {
    let is_good = answer.status().is_success();
    let mut bytes = Vec::new();
    answer.into_body().into_reader().take(ANSWER_BYTES_MAX).read_to_end(&mut bytes)?;
    if is_good {
        return Ok(serde_json::from_slice(&bytes)?);
    }
    let refusal: Refusal = serde_json::from_slice(&bytes)?;
    Err(ClientError::Refused(Box::new(refusal)))
}
