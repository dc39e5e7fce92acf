//! The founding of a society by those who left another: what its proof must show (FOR-6, FOR-7).

use polity_ledger::verify::{Proven, Verified, VerifyError, verify};
use polity_types::log::Descent as Named;
use polity_types::refusal::Explain;
use polity_types::{Amount, AssetId, Hash, PersonId, SocietyId};
use serde::de::DeserializeOwned;

use super::apply::arrive;
use super::event::ForkEvent;
use super::rules::{WAITING, opening};
use super::state::{DESCENT, FORK, LEFT};
use super::types::{Carried, Descent, Fork, History, Left, Standing};
use crate::Event;
use crate::frame::context::Context;
use crate::frame::state::Overlay;
use crate::modules::treasury::{self, AccountId, AssetKind, Movement};

/// The place outside where lies what the parent paid for the child.
const PARENT: &str = "parent";

/// Why a society cannot descend from a fork, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the message is the documentation")]
pub enum BadDescent {
    #[error("The proof {0} that the founding names is not among the public records.")]
    NoProof(Hash),
    #[error(
        "The proof is about {actual}; the founding names {parent} as the society that was left."
    )]
    OtherParent { actual: SocietyId, parent: SocietyId },
    #[error("The proof that the founding names does not hold: {0}")]
    Proof(Box<VerifyError>),
    #[error("The proof does not hold the record of fork {0}.")]
    NotProven(u64),
    #[error("Fork {fork} is {standing} there: nobody descends from it.")]
    NotDone { fork: u64, standing: &'static str },
    #[error("The proof does not show that {founder} left by fork {fork}.")]
    FounderNotListed { founder: PersonId, fork: u64 },
    #[error(
        "The parent paid {amount} minor units of {asset}, of {decimals} decimals, for the new society; its \
         charter must count {asset} as held outside, with as many decimals."
    )]
    Asset { amount: Amount, asset: AssetId, decimals: u8 },
}

impl Explain for BadDescent {
    fn code(&self) -> &'static str {
        match self {
            Self::NoProof(_) => "fork.no_proof",
            Self::OtherParent { .. } => "fork.other_parent",
            Self::Proof(_) => "fork.proof",
            Self::NotProven(_) => "fork.not_proven",
            Self::NotDone { .. } => "fork.not_done",
            Self::FounderNotListed { .. } => "fork.founder_not_listed",
            Self::Asset { .. } => "fork.asset",
        }
    }

    fn rule(&self) -> &'static str {
        match self {
            Self::Asset { .. } => "FOR-7",
            _ => "FOR-6",
        }
    }

    fn next_step(&self) -> String {
        match self {
            Self::NoProof(_) => "Put the proof beside the log, as a record.",
            Self::OtherParent { .. } | Self::NotProven(_) => {
                "Fetch the founder's papers from the society that was left: `polity fork export`."
            }
            Self::Proof(error) => return error.next_step(),
            Self::NotDone { .. } => "Wait until everybody who signed up has left.",
            Self::FounderNotListed { .. } => "Let somebody found it who left by the fork.",
            Self::Asset { .. } => "Declare it in the charter, with `held_by` and `decimals`.",
        }
        .into()
    }
}

/// What a proof shows of a fork.
struct Shown {
    fork: Fork,
    history: History,
    /// The founder's line, and its place.
    line: (u64, Left),
}

/// Founds a society that descends from a fork: the proof that the founding names must hold.
///
/// # Errors
/// The first fault, in the order of [`BadDescent`].
pub fn genesis(
    named: &Named,
    founder: PersonId,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Result<Vec<Event>, BadDescent> {
    let Shown { fork, history, line } = read(named, founder, context)?;
    let Named { fork: number, parent, proof } = *named;
    let carried = fork.pooled;
    let mut events = carry(&carried, proof, context, state)?;
    let descent = Descent {
        arrived: 0,
        carried: carried.clone(),
        charter: fork.proposed,
        fork: number,
        history,
        list: fork.left,
        parent,
        proof,
    };
    DESCENT.put(state, &descent);
    let listed = descent.list.count;
    events.push(ForkEvent::Descended { carried, fork: number, listed, parent, proof }.into());
    // What a proof of the parent's own state says needs no path.
    let (place, line) = line;
    let founder = opening(line, place, context, state)
        .map_err(|_| BadDescent::FounderNotListed { founder, fork: number })?;
    events.extend(arrive(founder, context, state));
    Ok(events)
}

/// Reads what the proof shows, and checks that it is of the fork and of the founder.
fn read(named: &Named, founder: PersonId, context: &Context<'_>) -> Result<Shown, BadDescent> {
    let Named { fork: number, parent, proof } = *named;
    let bundle = context.records.record(&proof).ok_or(BadDescent::NoProof(proof))?;
    let verified = verify(&bundle, &parent, None).map_err(|error| match error {
        VerifyError::OtherSociety { actual, .. } => BadDescent::OtherParent { actual, parent },
        other => BadDescent::Proof(Box::new(other)),
    })?;
    let fork: Fork = claimed(&verified, &FORK.key(&number)).ok_or(BadDescent::NotProven(number))?;
    let standing = fork.standing.word();
    if fork.standing != Standing::Done {
        return Err(BadDescent::NotDone { fork: number, standing });
    }
    let mut lines = verified.claims.iter().filter_map(|claim| line_of(claim, number));
    let line = lines.find(|(_, line)| line.person == founder);
    let line = line.ok_or(BadDescent::FounderNotListed { founder, fork: number })?;
    let history = History { root: verified.checkpoint.root, size: verified.checkpoint.size };
    Ok(Shown { fork, history, line })
}

/// Returns the record that a proof shows under a key.
fn claimed<T: DeserializeOwned>(verified: &Verified, wanted: &str) -> Option<T> {
    verified.claims.iter().find_map(|claim| match claim {
        Proven::State { key, value: Some(value), .. } if key == wanted => {
            serde_json::from_slice(value).ok()
        }
        _ => None,
    })
}

/// Returns the line of a fork's list that a claim shows, and its place.
fn line_of(claim: &Proven, fork: u64) -> Option<(u64, Left)> {
    let Proven::State { key, value: Some(value), .. } = claim else { return None };
    let place: u64 = key.rsplit('/').next()?.parse().ok()?;
    let is_line = *key == LEFT.key(&(fork, place));
    is_line.then(|| serde_json::from_slice(value).ok()).flatten().map(|line| (place, line))
}

/// Books what the parent paid for the new society: it lies outside, and waits for those whose it is.
fn carry(
    carried: &[Carried],
    proof: Hash,
    context: &Context<'_>,
    state: &mut Overlay<'_>,
) -> Result<Vec<Event>, BadDescent> {
    if carried.is_empty() {
        return Ok(Vec::new());
    }
    let (outside, waiting) =
        (AccountId::External(PARENT.into()), AccountId::Escrow(WAITING.into()));
    let mut events = treasury::open_outside(outside.clone(), proof, state);
    for Carried { amount, asset, decimals } in carried {
        let (amount, asset, decimals) = (*amount, asset.clone(), *decimals);
        let known = treasury::query::asset(state, &asset);
        let fits =
            |known: &treasury::Asset| known.kind == AssetKind::Claim && known.decimals == decimals;
        let refused = BadDescent::Asset { amount, asset: asset.clone(), decimals };
        if !known.as_ref().is_some_and(fits) {
            return Err(refused);
        }
        let movement = Movement {
            amount,
            asset,
            category: "equity:carried".parse().ok(),
            credit: outside.clone(),
            debit: waiting.clone(),
            memo: Some(proof),
        };
        let posting = treasury::check_posting(movement, context, state).map_err(|_| refused)?;
        events.extend(treasury::post(posting, context, state));
    }
    Ok(events)
}
