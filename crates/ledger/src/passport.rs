//! Checks a passport for one who asked for it, without a network (PER-12).

use polity_types::person::KeyGrant;
use polity_types::presentation::{BadPresentation, Passport};
use polity_types::refusal::Explain;
use polity_types::{Base64, PersonId, Refusal, Scope, Seconds, SocietyId, Timestamp};
use serde::Deserialize;

use crate::verify::{Proven, verify};

/// Longest time between a presentation and its check, where nothing else is said.
pub const AGE_MAX: Seconds = Seconds::minutes(10);

/// What somebody asks for.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Most time between the presentation and now.
    pub age_max: Seconds,
    /// Who asks.
    pub audience: &'a str,
    /// What they chose, if they chose anything.
    pub nonce: Option<&'a Base64>,
    /// The asker's time.
    pub now: Timestamp,
    /// The society, from a source that the asker trusts.
    pub society: SocietyId,
}

/// Who showed themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// When they did.
    pub at: Timestamp,
    /// Number on the card of who is, or was, a member.
    pub card: Option<u64>,
    /// What they are called in the society, if the proof says so.
    pub name: Option<String>,
    /// Who.
    pub person: PersonId,
    /// `full`, `probation`, `ended`, or `none`: never a member.
    pub standing: String,
    /// Until when the proof says so: the time of its state.
    pub state_of: Timestamp,
    /// How strong the society's signature is.
    pub strength: String,
}

/// Why a passport does not hold, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadPassport {
    #[error("This is no passport.")]
    Form,
    #[error("The passport was shown to {0:?}, not to who asks now.")]
    OtherAudience(String),
    #[error("The passport answers another question: its nonce is {0}.")]
    OtherNonce(Base64),
    #[error("The passport was shown on {shown}; it is {now}, and at most {max} may lie between.")]
    Stale { shown: Timestamp, now: Timestamp, max: Seconds },
    #[error("{}", .0.message)]
    Proof(Box<Refusal>),
    #[error("The proof does not say {0}.")]
    NotProven(&'static str),
    #[error("The key that signed does not show who this person is.")]
    NotTheirKey,
    #[error("{0}")]
    Signature(#[from] BadPresentation),
}

impl Explain for BadPassport {
    fn code(&self) -> &'static str {
        match self {
            Self::Form => "passport.form",
            Self::OtherAudience(_) => "passport.other_audience",
            Self::OtherNonce(_) => "passport.other_nonce",
            Self::Stale { .. } => "passport.stale",
            Self::Proof(_) => "passport.proof",
            Self::NotProven(_) => "passport.not_proven",
            Self::NotTheirKey => "passport.not_their_key",
            Self::Signature(_) => "passport.signature",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Signature(_) => "PER-11",
            _ => "PER-12",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Form => {
                "Take the whole text, or the file, that the passport's page shows.".into()
            }
            Self::Proof(refusal) => refusal.next_step.clone(),
            _ => "Have them show it anew, to you and now.".into(),
        }
    }
}

/// As much of a person's record as counts here.
#[derive(Deserialize)]
struct Known {
    keys: Vec<KeyGrant>,
}

/// As much of a member's record as counts here.
#[derive(Deserialize)]
struct Member {
    number: u64,
    standing: String,
}

/// As much of what a person is called as counts here.
#[derive(Deserialize)]
struct Named {
    called: Option<String>,
}

/// Checks a passport, as JSON. Cost: that of its proof bundle.
///
/// # Errors
/// In the order of [`BadPassport`].
pub fn check(bytes: &[u8], asked: &Asked<'_>) -> Result<Shown, BadPassport> {
    let passport: Passport = serde_json::from_slice(bytes).map_err(|_| BadPassport::Form)?;
    let Passport { presentation, proof, signature } = passport;
    if presentation.audience != asked.audience {
        return Err(BadPassport::OtherAudience(presentation.audience));
    }
    if asked.nonce.is_some_and(|nonce| *nonce != presentation.nonce) {
        return Err(BadPassport::OtherNonce(presentation.nonce));
    }
    let (shown, now, max) = (presentation.time, asked.now, asked.age_max);
    if now.0.abs_diff(shown.0) > max.0 {
        return Err(BadPassport::Stale { shown, now, max });
    }
    let verified = verify(proof.get().as_bytes(), &asked.society, None)
        .map_err(|error| BadPassport::Proof(Box::new(error.refusal())))?;
    let person = presentation.person;
    let proven = |wanted: String| {
        verified.claims.iter().find_map(|claim| match claim {
            Proven::State { key, time, value, .. } if *key == wanted => {
                Some((*time, value.clone()))
            }
            _ => None,
        })
    };
    let keys = proven(format!("identity/person/{person}"));
    let (state_of, keys) = keys.ok_or(BadPassport::NotProven("whose the key is"))?;
    let keys = keys.and_then(|record| serde_json::from_slice::<Known>(&record).ok());
    let member = proven(format!("membership/member/{person}"));
    let (_, member) = member.ok_or(BadPassport::NotProven("what the person is here"))?;
    let grants = keys.map_or_else(Vec::new, |known| known.keys);
    let speaks = |grant: &KeyGrant| {
        grant.key == presentation.key && grant.speaks_for(Scope::Present, presentation.time)
    };
    let is_theirs = presentation.society == asked.society && grants.iter().any(speaks);
    is_theirs.then_some(()).ok_or(BadPassport::NotTheirKey)?;
    presentation.verify(&signature)?;
    let named = proven(format!("names/person/{person}")).and_then(|(_, record)| record);
    let named = named.and_then(|record| serde_json::from_slice::<Named>(&record).ok());
    let member = member.and_then(|record| serde_json::from_slice::<Member>(&record).ok());
    Ok(Shown {
        at: presentation.time,
        card: member.as_ref().map(|member| member.number),
        name: named.and_then(|named| named.called),
        person,
        standing: member.map_or_else(|| "none".to_owned(), |member| member.standing),
        state_of,
        strength: verified.strength(),
    })
}
