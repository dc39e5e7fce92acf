//! `check`: whether an act of charter may happen now. Reads only.

use polity_types::log::{RULES_VERSION, check_signers};
use polity_types::{Hash, OperationId, PersonId, PublicKey, Seconds};

use super::action::CharterAction;
use super::error::CharterError;
use super::stages;
use super::state::CONSENT;
use super::strength;
use super::types::{ADDRESS_BYTES_MAX, Act, RELYING_PARTIES_MAX, RelyingParty};
use super::{pause, query, succession};
use crate::charter_text::Charter;
use crate::charter_text::alone;
use crate::charter_text::document::Pause;
use crate::charter_text::locks::{self, LockBreach};
use crate::frame::context::{Authority, Context};
use crate::frame::society;
use crate::frame::state::StateView;
use crate::modules::governance::{self, Terms};
use crate::modules::{membership, treasury};

/// An admitted action. Only [`check`] makes one, so nothing unchecked is applied.
#[derive(Debug)]
#[must_use]
pub struct Admitted(pub(super) Change);

/// What is to be written.
#[derive(Debug)]
pub(super) enum Change {
    /// The text before and the new one, as read.
    Amend {
        charters: Box<(Charter, Charter)>,
        text: Hash,
    },
    Consent {
        member: PersonId,
        charter: Hash,
        operation: OperationId,
    },
    EndPause(Box<Pause>),
    Pause {
        /// How long it lasts.
        length: Seconds,
        pause: Box<Pause>,
        text: Hash,
    },
    SetRelyingParties {
        relying_parties: Vec<RelyingParty>,
    },
    SetRulesVersion {
        version: u64,
    },
    SetSigners {
        signers: Vec<PublicKey>,
    },
    StepDown,
    WithdrawAct {
        act: Box<Act>,
        number: u64,
    },
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
        CharterAction::Amend { replaces, text } => check_amend((*replaces, *text), context, state)?,
        CharterAction::Consent { charter, replaces } => {
            check_consent(*charter, *replaces, context, state)?
        }
        CharterAction::EndPause { pause } => {
            Change::EndPause(Box::new(pause::check_end(pause, context, state)?))
        }
        CharterAction::Pause { pause, text } => {
            let (pause, length) = pause::check_call(pause, *text, context, state)?;
            Change::Pause { length, pause: Box::new(pause), text: *text }
        }
        CharterAction::SetRelyingParties { relying_parties } => {
            check_relying_parties(relying_parties)?;
            Change::SetRelyingParties { relying_parties: relying_parties.clone() }
        }
        CharterAction::SetRulesVersion { version } => {
            let (actual, asked) = (society::signing(state).rules_version, *version);
            // Not what this program knows: another one that replays the log must come to the same.
            let is_next = asked == actual.saturating_add(1);
            let known = RULES_VERSION;
            require(is_next, CharterError::RulesVersion { actual, asked, known })?;
            Change::SetRulesVersion { version: asked }
        }
        CharterAction::SetSigners { signers } => {
            check_signers(signers).ok_or(CharterError::Signers)?;
            Change::SetSigners { signers: signers.clone() }
        }
        CharterAction::StepDown {} => {
            succession::check(context, state)?;
            Change::StepDown
        }
        CharterAction::WithdrawAct { act: number } => {
            let by = || CharterError::NotAPerson { by: context.authority.words() };
            let person = context.person().ok_or_else(by)?;
            let act = query::act(state, *number).ok_or(CharterError::NoAct(*number))?;
            require(act.author == person, CharterError::NotAuthor(*number))?;
            Change::WithdrawAct { act: Box::new(act), number: *number }
        }
    };
    Ok(Admitted(change))
}

fn check_amend(
    (replaces, text): (Hash, Hash),
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<Change, CharterError> {
    let in_force = query::current(state).hash;
    let other = CharterError::OtherText { given: replaces, in_force };
    require(replaces == in_force, other)?;
    require(text != in_force, CharterError::SameText(text))?;
    let new = read_text(text, context)?;
    let old = read_text(in_force, context)?;
    check_author((&old, &new), context, state)?;
    check_locks(&old, &new)?;
    for asset in &new.assets {
        let Some(known) = treasury::query::asset(state, &asset.id) else { continue };
        let (id, actual) = (asset.id.clone(), known.decimals);
        if actual != asset.decimals {
            let asked = asset.decimals;
            return Err(CharterError::AssetDecimals { asset: id, actual, asked });
        }
        if known.kind != asset.kind() {
            return Err(CharterError::AssetKind { asset: id });
        }
    }
    Ok(Change::Amend { charters: Box::new((old, new)), text })
}

/// Decides whether those who bring a new text may change what it changes: a weak procedure takes nothing from a strong
/// one, the members lock lines, and what no vote of theirs made leaves them what stages hand them.
fn check_author(
    (old, new): (&Charter, &Charter),
    context: &Context<'_>,
    state: &dyn StateView,
) -> Result<(), CharterError> {
    // A decision that amends is one that members lead, and that can refuse (CHA-40, CHA-52).
    if let Authority::Decision { procedure, proposal } = &context.authority {
        let acting = governance::query::terms_of(state, *proposal)
            .or_else(|| old.decision(procedure).map(Terms::from));
        let changed = acting.and_then(|acting| strength::stronger_changed(&acting, old, new));
        let weak =
            changed.map(|changed| CharterError::WeakProcedure { by: procedure.clone(), changed });
        return weak.map_or(Ok(()), Err);
    }
    if let Some(line) = locks::added(old, new) {
        return Err(CharterError::LockDecided(line.id.clone()));
    }
    if let Some(stage) = stages::changed(old, new) {
        return Err(CharterError::StagesFixed(stage));
    }
    let beyond = alone::beyond(old, new).filter(|_| !old.stages.is_empty());
    beyond.map_or(Ok(()), |rule| Err(CharterError::MembersOnly(rule)))
}

/// Decides whether a new text keeps what the locked lines of the old one hold fast (CHA-43).
fn check_locks(old: &Charter, new: &Charter) -> Result<(), CharterError> {
    let Some(LockBreach { action, power, why }) = locks::breach(old, new) else { return Ok(()) };
    Err(CharterError::Locked { action, power, why })
}

/// Reads a charter among the public records.
fn read_text(text: Hash, context: &Context<'_>) -> Result<Charter, CharterError> {
    let record = context.records.record(&text).ok_or(CharterError::NoText(text))?;
    query::parse(&record).map_err(|faults| {
        let first = faults.first();
        CharterError::Faults {
            count: faults.len(),
            line: first.map_or(0, |fault| fault.line),
            message: first.map(ToString::to_string).unwrap_or_default(),
        }
    })
}

/// Decides whether what is put up for later can be done then as far as it rests on what the state does
/// not hold: texts are there and read, and the program knows the rules. What is admitted later must not
/// depend on when a text came, or on which program runs.
///
/// # Errors
/// What is missing.
pub(super) fn foresee(action: &CharterAction, context: &Context<'_>) -> Result<(), CharterError> {
    match action {
        CharterAction::Amend { text, .. } => {
            let new = read_text(*text, context)?;
            // A lock is never loosened, so nobody need discuss what breaks one.
            check_locks(&read_text(context.charter.hash, context)?, &new)
        }
        CharterAction::Pause { text, .. } => {
            let record = context.records.record(text);
            record.map(|_| ()).ok_or(CharterError::NoText(*text))
        }
        CharterAction::SetRulesVersion { version } if *version > RULES_VERSION => {
            let (actual, known) = (RULES_VERSION, RULES_VERSION);
            Err(CharterError::RulesVersion { actual, asked: *version, known })
        }
        _ => Ok(()),
    }
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

/// Checks a list of relying parties (CHA-37).
pub(super) fn check_relying_parties(parties: &[RelyingParty]) -> Result<(), CharterError> {
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

/// Returns whether a page of the origin may ask for passkeys of the relying party `id`. Whether one at
/// another domain may, the browser asks `id` itself (WebAuthn Level 3, section 5.11).
fn is_origin_of(origin: &str, id: &str) -> bool {
    let host_of = |scheme: &str| {
        let rest = origin.strip_prefix(scheme)?;
        let (host, port) = rest.split_once(':').map_or((rest, None), |(h, p)| (h, Some(p)));
        let is_port =
            |port: &str| port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port);
        port.is_none_or(is_port).then_some(host)
    };
    let is_safe = host_of("https://").is_some_and(is_domain);
    is_safe || (id == "localhost" && host_of("http://") == Some("localhost"))
}

/// Returns `error` unless `holds`.
fn require(holds: bool, error: CharterError) -> Result<(), CharterError> {
    if holds { Ok(()) } else { Err(error) }
}
