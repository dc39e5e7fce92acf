//! Where people ask for letters, confirm their address, and end them.

use polity_machine::frame::state::StateView;
use polity_machine::modules::{identity, membership};
use polity_types::mail::{BadMailRequest, MailAct, SignedMailRequest};
use polity_types::refusal::Explain;
use polity_types::{Base64, PersonId, Scope, Seconds, Timestamp};
use serde::Serialize;

use super::book::{ASKS_MAX, BookError, Noted, Subscriber};
use crate::answer::Failure;
use crate::societies::Served;
use crate::words::Tongue;

/// Most time between a request and its arrival. Source: MAI-2.
const AGE_MAX: Seconds = Seconds::minutes(10);

/// What is kept about whoever asked, as they are told.
#[derive(Serialize)]
pub(crate) struct Kept {
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// `none`, `unconfirmed` or `confirmed`.
    state: &'static str,
}

impl Kept {
    fn of(found: Option<Subscriber>) -> Self {
        match found {
            None => Self { address: None, language: None, state: "none" },
            Some(found) => Self {
                state: if found.confirm.is_some() { "unconfirmed" } else { "confirmed" },
                address: Some(found.address),
                language: Some(found.language),
            },
        }
    }
}

/// Why a request about letters is refused, in order of precedence.
#[derive(Debug, thiserror::Error)]
enum BadAsk {
    #[error("This server sends no letters.")]
    Off,
    #[error("The request is for another society.")]
    OtherSociety,
    #[error("The request is of {asked}, and it is {now}: at most {AGE_MAX} may lie between.")]
    Stale { asked: Timestamp, now: Timestamp },
    #[error("The key that signed does not speak for this person.")]
    NotTheirKey,
    #[error("Letters are for members, and this person is none.")]
    NotMember,
    #[error("{0}")]
    Request(#[from] BadMailRequest),
    #[error("There is no language {0:?} here.")]
    Language(String),
    #[error("A later request of yours is here already.")]
    Older,
    #[error("You asked {ASKS_MAX} times today, which is as often as one may.")]
    TooOften,
}

impl Explain for BadAsk {
    fn code(&self) -> &'static str {
        match self {
            Self::Off => "mail.off",
            Self::OtherSociety => "mail.other_society",
            Self::Stale { .. } => "mail.stale",
            Self::NotTheirKey => "mail.not_their_key",
            Self::NotMember => "mail.not_member",
            Self::Request(BadMailRequest::Form) => "mail.form",
            Self::Request(BadMailRequest::Signature) => "mail.signature",
            Self::Language(_) => "mail.language",
            Self::Older => "mail.older",
            Self::TooOften => "mail.too_often",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Request(_) => "MAI-1",
            _ => "MAI-2",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::Off => {
                "Ask whoever runs it; deadlines are also in the calendar, and news in the feed."
            }
            Self::NotMember => "Join first.",
            Self::Request(BadMailRequest::Form) => "Write the address as ana@example.org.",
            Self::Language(_) => "Choose en or fa.",
            Self::TooOften => {
                "Look into the mailbox, also among what was sorted out; or ask tomorrow."
            }
            _ => "Load the page again, and sign anew.",
        }
        .into()
    }
}

fn broken(error: &BookError) -> Failure {
    Failure::internal(error)
}

/// Does what a signed request asks for, and returns what is kept then. `can_send`: whether letters are sent
/// here at all; to see and to end them it need not be so.
pub(crate) fn ask(
    served: &Served,
    signed: &SignedMailRequest,
    can_send: bool,
    now: Timestamp,
) -> Result<Kept, Failure> {
    let request = &signed.request;
    let person = request.person;
    admit(served, signed, can_send, now).map_err(|error| Failure::refused(&error))?;
    let book = &served.book;
    match request.act {
        MailAct::Show => {}
        MailAct::Stop => {
            let _ = book.remove(person).map_err(|error| broken(&error))?;
        }
        MailAct::Ask => {
            let code = request.language.as_deref().unwrap_or_default();
            let tongue = Tongue::of(code)
                .ok_or_else(|| Failure::refused(&BadAsk::Language(code.to_owned())))?;
            let address = request.address.as_deref().unwrap_or_default();
            let tokens = (token(), token());
            let (Ok(confirm), Ok(stop)) = tokens else {
                return Err(Failure::internal("there is no randomness"));
            };
            let noted = book
                .ask((person, address, tongue), request.time, now, (&confirm, &stop))
                .map_err(|error| broken(&error))?;
            match noted {
                Noted::Yes => {}
                Noted::Older => return Err(Failure::refused(&BadAsk::Older)),
                Noted::TooMany => return Err(Failure::refused(&BadAsk::TooOften)),
            }
        }
    }
    book.of(person).map(Kept::of).map_err(|error| broken(&error))
}

fn admit(
    served: &Served,
    signed: &SignedMailRequest,
    can_send: bool,
    now: Timestamp,
) -> Result<(), BadAsk> {
    let request = &signed.request;
    let is_ask = request.act == MailAct::Ask;
    if is_ask && !can_send {
        return Err(BadAsk::Off);
    }
    if request.society != served.running.id() {
        return Err(BadAsk::OtherSociety);
    }
    if now.0.abs_diff(request.time.0) > AGE_MAX.0 {
        return Err(BadAsk::Stale { asked: request.time, now });
    }
    let state = served.running.state();
    let known = identity::query::person(&state, request.person);
    let speaks = known.is_some_and(|known| {
        let fits = |grant: &polity_types::person::KeyGrant| {
            grant.key == request.key && grant.speaks_for(Scope::Present, request.time)
        };
        known.keys.iter().any(fits)
    });
    if !speaks {
        return Err(BadAsk::NotTheirKey);
    }
    if is_ask && !is_member(&state, request.person) {
        return Err(BadAsk::NotMember);
    }
    Ok(signed.verify()?)
}

/// Says whether a person may have letters: members, on probation or not.
pub(super) fn is_member(state: &dyn StateView, person: PersonId) -> bool {
    membership::query::is_member(state, person)
}

/// What a token of a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// To confirm an address.
    Confirm,
    /// To end the letters.
    Stop,
}

/// Says whether a token is known. `None`: whether anybody could be told by it.
pub(crate) fn is_known(served: &Served, token: &str, what: For) -> Result<bool, Failure> {
    let found = match what {
        For::Confirm => served.book.to_confirm(token),
        For::Stop => served.book.to_stop(token),
    };
    found.map(|found| found.is_some()).map_err(|error| broken(&error))
}

/// Confirms the address of whoever a token names; false: there is none, or not any more.
pub(crate) fn confirm(served: &Served, token: &str) -> Result<bool, Failure> {
    served.book.confirm(token).map_err(|error| broken(&error))
}

/// Ends the letters of whoever a token names.
pub(crate) fn stop(served: &Served, token: &str) -> Result<bool, Failure> {
    served.book.stop(token).map_err(|error| broken(&error))
}

/// Makes a token that nobody guesses: 160 bits.
pub(super) fn token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 20];
    getrandom::fill(&mut bytes)?;
    Ok(Base64::encode(&bytes))
}
