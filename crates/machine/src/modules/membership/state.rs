//! The tables of membership. Only this module writes them; neighbours read through `query`.

use polity_types::{PersonId, PublicKey};
use serde::{Deserialize, Serialize};

use super::types::{Application, Invitation, Member, Open};
use crate::frame::gone::Gone;
use crate::frame::roll::Roll;
use crate::frame::state::{Overlay, StateView};
use crate::frame::table::{Single, Table};

/// Members, and those who were.
pub(super) const MEMBER: Table<PersonId, Member> = Table::new("membership/member");
/// Whose card has which number.
pub(super) const NUMBER: Table<u64, Numbered> = Table::new("membership/number");
/// Open applications.
pub(super) const APPLICATION: Table<PersonId, Application> = Table::new("membership/application");
/// Open invitations, by the hash of their key.
pub(super) const INVITATION: Table<polity_types::Hash, Invitation> =
    Table::new("membership/invitation");
/// What each member has open.
pub(super) const OPEN: Table<PersonId, Open> = Table::new("membership/open");
/// How many left of those who were on a roll: `full` or `members`, in moments of [`Rolls`].
pub(super) const GONE: Gone = Table::new("membership/gone");
/// How many there are.
pub(super) const ROLLS: Single<Rolls> = Single::new("membership/rolls");

/// The roll of members past probation among those of [`GONE`].
pub(super) const FULL: &str = "full";
/// The roll of all members among them.
pub(super) const MEMBERS: &str = "members";

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "membership/application",
    "membership/gone",
    "membership/invitation",
    "membership/member",
    "membership/number",
    "membership/open",
    "membership/rolls",
];

/// Whose card has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Numbered {
    pub(super) person: PersonId,
}

/// The rolls that people count (STA-6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rolls {
    /// Members past probation.
    pub full: Roll,
    /// All members.
    pub members: Roll,
    /// Moments: how many changes both rolls have seen together.
    pub moment: u64,
    /// The last number given to a member.
    pub number: u64,
    /// How many members are past probation, and yet not among those, since their vote rests (DUE-7).
    #[serde(default, skip_serializing_if = "is_none")]
    pub resting: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

/// Returns the state key part of an invitation.
pub(super) fn invitation_place(key: &PublicKey) -> polity_types::Hash {
    polity_types::Hash::of(key.to_string().as_bytes())
}

/// Changes what `member` has open.
pub(super) fn change_open(
    state: &mut Overlay<'_>,
    member: &PersonId,
    change: impl FnOnce(&mut Open),
) {
    let mut open = OPEN.get(state, member).unwrap_or_default();
    change(&mut open);
    if open == Open::default() {
        OPEN.remove(state, member);
    } else {
        OPEN.put(state, member, &open);
    }
}

/// Changes the rolls, counts one moment, and returns it.
pub(super) fn change_rolls(state: &mut Overlay<'_>, change: impl FnOnce(&mut Rolls)) -> u64 {
    let mut rolls = rolls(state);
    change(&mut rolls);
    rolls.moment = rolls.moment.saturating_add(1);
    ROLLS.put(state, &rolls);
    rolls.moment
}

/// Counts those whose vote rests.
pub(super) fn count_resting(state: &mut Overlay<'_>, change: impl FnOnce(u64) -> u64) {
    let mut rolls = rolls(state);
    rolls.resting = change(rolls.resting);
    ROLLS.put(state, &rolls);
}

/// Returns the rolls.
pub(super) fn rolls(state: &dyn StateView) -> Rolls {
    ROLLS.get(state).unwrap_or_default()
}
