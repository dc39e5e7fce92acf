//! What pages, the command line and neighbouring modules may read of membership.

use polity_types::{PersonId, Timestamp};

pub use super::state::Rolls;
use super::state::{APPLICATION, FULL, GONE, MEMBER, MEMBERS, NUMBER, ROLLS};
use super::types::{Application, Member, Spell, Standing};
use crate::frame::gone;
use crate::frame::state::StateView;

/// Returns the record of a member, or of someone who was one.
#[must_use]
pub fn member(state: &dyn StateView, person: PersonId) -> Option<Member> {
    MEMBER.get(state, &person)
}

/// Returns up to `limit` members, and those who were, after a person, in the order of identifiers.
#[must_use]
pub fn members(
    state: &dyn StateView,
    after: Option<PersonId>,
    limit: usize,
) -> Vec<(PersonId, Member)> {
    let after = after.map(|person| MEMBER.key(&person));
    let page = MEMBER.scan(state, "", after.as_deref(), limit);
    let person = |key: &str| key.rsplit('/').next()?.parse().ok();
    page.into_iter().filter_map(|(key, member)| Some((person(&key)?, member))).collect()
}

/// Returns whose card has a number: the member's, or that of someone who was one.
#[must_use]
pub fn by_number(state: &dyn StateView, number: u64) -> Option<PersonId> {
    NUMBER.get(state, &number).map(|numbered| numbered.person)
}

/// Returns whether `person` is in the membership that began at the moment `joined`.
#[must_use]
pub fn is_in(state: &dyn StateView, person: PersonId, joined: u64) -> bool {
    let is_its = |member: &Member| member.since == joined && member.standing != Standing::Ended;
    MEMBER.read(state, &person).is_some_and(|member| is_its(&member))
}

/// Returns whether `person` is a member, on probation or not.
#[must_use]
pub fn is_member(state: &dyn StateView, person: PersonId) -> bool {
    MEMBER.read(state, &person).is_some_and(|member| member.standing != Standing::Ended)
}

/// Returns whether `person` was a member at a time of day or after it, on probation or not.
#[must_use]
pub fn was_member_since(state: &dyn StateView, person: PersonId, time: Timestamp) -> bool {
    MEMBER.read(state, &person).is_some_and(|member| {
        let left_later = || member.ended_time.is_some_and(|ended| ended >= time);
        member.standing != Standing::Ended || left_later()
    })
}

/// Returns whether `person` is a member past probation.
#[must_use]
pub fn is_full_member(state: &dyn StateView, person: PersonId) -> bool {
    MEMBER.read(state, &person).is_some_and(|member| member.standing == Standing::Full)
}

/// Returns up to `limit` applications that are open, in the order of the identifiers.
#[must_use]
pub fn applications(state: &dyn StateView, limit: usize) -> Vec<(PersonId, Application)> {
    let page = APPLICATION.scan(state, "", None, limit);
    let person = |key: &str| key.rsplit('/').next().and_then(|part| part.parse().ok());
    let open = page.into_iter().filter(|(_, application)| application.admitted_by.is_none());
    open.filter_map(|(key, application)| Some((person(&key)?, application))).collect()
}

/// Returns the open application of `person`.
#[must_use]
pub fn application(state: &dyn StateView, person: PersonId) -> Option<Application> {
    APPLICATION.get(state, &person)
}

/// Returns the rolls: counts and running hashes.
#[must_use]
pub fn rolls(state: &dyn StateView) -> Rolls {
    super::state::rolls(state)
}

/// Returns the state key of the rolls, for proofs.
#[must_use]
pub fn rolls_key() -> &'static str {
    ROLLS.key()
}

/// Returns the state key of a member's record, for proofs.
#[must_use]
pub fn member_key(person: PersonId) -> String {
    MEMBER.key(&person)
}

/// Returns whether `person` was a member at a moment, on probation or not.
#[must_use]
pub fn was_member(state: &dyn StateView, person: PersonId, moment: u64) -> bool {
    MEMBER.read(state, &person).is_some_and(|member| {
        latest(&member).spans(moment) || member.earlier.iter().any(|spell| spell.spans(moment))
    })
}

/// Returns whether `person` was a member past probation at a moment.
#[must_use]
pub fn was_full_member(state: &dyn StateView, person: PersonId, moment: u64) -> bool {
    MEMBER.read(state, &person).is_some_and(|member| {
        let earlier = member.earlier.iter().any(|spell| spell.is_full_at(moment));
        latest(&member).is_full_at(moment) || earlier
    })
}

/// Returns whether that membership of `person` lasts which held at a moment: who left and came back has come since.
#[must_use]
pub fn has_stayed(state: &dyn StateView, person: PersonId, moment: u64) -> bool {
    since_at(state, person, moment).is_some_and(|joined| is_in(state, person, joined))
}

/// Returns how many left, by their own word, of those who were members at a moment.
#[must_use]
pub fn left_since(state: &dyn StateView, moment: u64) -> u64 {
    gone::since(&GONE, MEMBERS, moment, state)
}

/// Returns how many left of those who were members past probation at a moment.
#[must_use]
pub fn full_left_since(state: &dyn StateView, moment: u64) -> u64 {
    gone::since(&GONE, FULL, moment, state)
}

/// Returns the moment at which the membership of `person` began, if they are past probation.
#[must_use]
pub fn full_since(state: &dyn StateView, person: PersonId) -> Option<u64> {
    let member = member(state, person).filter(|member| member.standing == Standing::Full);
    member.map(|member| member.since)
}

/// Returns the moment at which that membership of `person` began that held at a moment.
#[must_use]
pub fn since_at(state: &dyn StateView, person: PersonId, moment: u64) -> Option<u64> {
    let member = member(state, person)?;
    let latest = latest(&member);
    let mut spells = std::iter::once(&latest).chain(&member.earlier);
    spells.find(|spell| spell.spans(moment)).map(|spell| spell.begun)
}

/// Returns the moment at which that membership of `person` began in which they were past probation at a
/// moment.
#[must_use]
pub fn full_since_at(state: &dyn StateView, person: PersonId, moment: u64) -> Option<u64> {
    let member = member(state, person)?;
    let latest = latest(&member);
    let mut spells = std::iter::once(&latest).chain(&member.earlier);
    spells.find(|spell| spell.is_full_at(moment)).map(|spell| spell.begun)
}

/// Returns the newest spell of a member; while it lasts, its end is the last moment there can be.
fn latest(member: &Member) -> Spell {
    let ended = member.ended.unwrap_or(u64::MAX);
    Spell { begun: member.since, ended, full: member.full }
}

/// Returns the vouches of an application that count: those of members (MEM-5).
#[must_use]
pub fn vouches(state: &dyn StateView, application: &Application) -> usize {
    application.vouches.iter().filter(|voucher| is_member(state, **voucher)).count()
}
