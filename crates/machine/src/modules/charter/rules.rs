//! `check`: whether an act of charter may happen now. Reads only.

use polity_types::log::{RULES_VERSION, check_signers};
use polity_types::{Hash, OperationId, PersonId, PublicKey};

use super::action::CharterAction;
use super::error::CharterError;
use super::query;
use super::stages;
use super::state::CONSENT;
use super::types::{ADDRESS_BYTES_MAX, RELYING_PARTIES_MAX, RelyingParty};
use crate::charter_text::{Charter, Method, Procedure, Share};
use crate::frame::context::{Authority, Context};
use crate::frame::society;
use crate::frame::state::StateView;
use crate::modules::membership;

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    Amend { text: Hash, keeps_stage: bool },
    Consent { member: PersonId, charter: Hash, operation: OperationId },
    SetRelyingParties { relying_parties: Vec<RelyingParty> },
    SetRulesVersion { version: u64 },
    SetSigners { signers: Vec<PublicKey> },
}

/// Decides whether the authority of the context may do `action` now.
///
/// # Errors
/// The first rule broken, in the order of [`CharterError`].
pub(super) fn check(
    action: &CharterAction,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Admitted, CharterError> {
    let change = match action {
        CharterAction::Amend { text } => check_amend(*text, context, state)?,
        CharterAction::Consent { charter, replaces } => {
            check_consent(*charter, *replaces, context, state)?
        }
        CharterAction::SetRelyingParties { relying_parties } => {
            check_relying_parties(relying_parties)?;
            Change::SetRelyingParties { relying_parties: relying_parties.clone() }
        }
        CharterAction::SetRulesVersion { version } => {
            let (actual, asked) = (society::signing(state).rules_version, *version);
            let is_next = actual < asked && asked <= RULES_VERSION;
            let known = RULES_VERSION;
            require(is_next, CharterError::RulesVersion { actual, asked, known })?;
            Change::SetRulesVersion { version: asked }
        }
        CharterAction::SetSigners { signers } => {
            check_signers(signers).ok_or(CharterError::Signers)?;
            Change::SetSigners { signers: signers.clone() }
        }
    };
    Ok(Admitted(change))
}

fn check_amend(
    text: Hash,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, CharterError> {
    require(text != context.charter.hash, CharterError::SameText(text))?;
    let record = context.records.record(&text).ok_or(CharterError::NoText(text))?;
    let charter = query::parse(&record).map_err(|faults| {
        let first = faults.first();
        CharterError::Faults {
            count: faults.len(),
            line: first.map_or(0, |fault| fault.line),
            message: first.map(ToString::to_string).unwrap_or_default(),
        }
    })?;
    if let Authority::Decision { procedure, .. } = &context.authority {
        let changed = stronger_changed(procedure, &context.charter, &charter);
        if let Some(changed) = changed {
            let by = procedure.clone();
            return Err(CharterError::WeakProcedure { by, changed });
        }
    }
    let keeps_stage = stages::is_kept(&context.charter, &charter, state);
    Ok(Change::Amend { text, keeps_stage })
}

/// Returns a procedure that a new text changes or drops and that takes more than `by` (CHA-35).
fn stronger_changed(by: &str, old: &Charter, new: &Charter) -> Option<String> {
    let acting = old.decision(by)?;
    let is_changed = |procedure: &&Procedure| {
        let is_same = new.decision(&procedure.id).is_some_and(|new| is_same(procedure, new));
        !is_same && takes_more(procedure, acting)
    };
    old.decisions.iter().find(is_changed).map(|procedure| procedure.id.clone())
}

fn is_same(old: &Procedure, new: &Procedure) -> bool {
    Procedure { at: old.at, ..new.clone() } == *old
}

/// Returns whether `one` has a higher quorum or threshold than `other`. What needs no quorum or
/// cannot refuse has none; consent is a threshold of all.
fn takes_more(one: &Procedure, other: &Procedure) -> bool {
    let quorum = |procedure: &Procedure| procedure.quorum.unwrap_or(Share::NONE);
    let (a, b) = (threshold(one), threshold(other));
    let is_equal = !is_more(a.0, b.0) && !is_more(b.0, a.0);
    is_more(quorum(one), quorum(other)) || is_more(a.0, b.0) || (is_equal && a.1 && !b.1)
}

/// Returns the share that decides, and whether it must be exceeded.
fn threshold(procedure: &Procedure) -> (Share, bool) {
    match (procedure.threshold, procedure.method) {
        (Some(threshold), _) => (threshold.share(), threshold.is_strict()),
        (None, Method::Consent) => (Share::ALL, false),
        (None, _) => (Share::NONE, false),
    }
}

fn is_more(a: Share, b: Share) -> bool {
    let left = u64::from(a.numerator()).saturating_mul(u64::from(b.denominator()));
    let right = u64::from(b.numerator()).saturating_mul(u64::from(a.denominator()));
    left > right
}

fn check_consent(
    charter: Hash,
    replaces: Option<OperationId>,
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, CharterError> {
    let by = || CharterError::NotAPerson { by: context.authority.words() };
    let member = context.person().ok_or_else(by)?;
    // A preview has no operation, and what it would write is dropped.
    let operation = context.operation.unwrap_or(OperationId(Hash::default()));
    let is_member = membership::query::is_member(state, member);
    require(is_member, CharterError::NotMember(member))?;
    let in_force = context.charter.hash;
    require(charter == in_force, CharterError::OtherCharter { given: charter, in_force })?;
    let is_new = query::needs_consent(state, member);
    require(is_new, CharterError::AlreadyConsented(member))?;
    let actual = CONSENT.get(state, &member).map(|consent| consent.operation);
    require(replaces == actual, CharterError::Replaces { given: replaces, actual })?;
    Ok(Change::Consent { member, charter, operation })
}

fn check_relying_parties(parties: &[RelyingParty]) -> Result<(), CharterError> {
    let fault = |text: &str| {
        CharterError::RelyingParty(text.chars().take(ADDRESS_BYTES_MAX).collect::<String>())
    };
    let last = parties.get(RELYING_PARTIES_MAX);
    last.map_or(Ok(()), |last| Err(fault(&last.id)))?;
    for (place, party) in parties.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|before| parties.get(before));
        let is_in_order = before.is_none_or(|before| before.id < party.id);
        require(is_in_order && is_domain(&party.id), fault(&party.id))?;
        let is_some = (1..=RELYING_PARTIES_MAX).contains(&party.origins.len());
        require(is_some && party.origins.is_sorted_by(|a, b| a < b), fault(&party.id))?;
        let bad = party.origins.iter().find(|origin| !is_origin_of(origin, &party.id));
        bad.map_or(Ok(()), |bad| Err(fault(bad)))?;
    }
    Ok(())
}

/// Returns whether a text is a domain name of two labels or more, or `localhost`. What ends in a
/// number is an IP address (URL Standard, "ends in a number").
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let is_name = text.len() <= ADDRESS_BYTES_MAX
        && text.contains('.')
        && text.split('.').all(is_label)
        && last.starts_with(|c: char| c.is_ascii_lowercase());
    text == "localhost" || is_name
}

/// Returns whether a page of the origin may ask for passkeys of the relying party `id`.
fn is_origin_of(origin: &str, id: &str) -> bool {
    let host_of = |scheme: &str| {
        let rest = origin.strip_prefix(scheme)?;
        let (host, port) = rest.split_once(':').map_or((rest, None), |(h, p)| (h, Some(p)));
        let is_port =
            |port: &str| port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port);
        port.is_none_or(is_port).then_some(host)
    };
    let is_under = |host: &str| {
        is_domain(host) && (host == id || host.strip_suffix(id).is_some_and(|h| h.ends_with('.')))
    };
    let is_safe = host_of("https://").is_some_and(is_under);
    is_safe || (id == "localhost" && host_of("http://") == Some("localhost"))
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: CharterError) -> Result<(), CharterError> {
    if holds { Ok(()) } else { Err(error) }
}
