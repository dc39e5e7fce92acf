//! What those take along who leave, and how dissent lengthens a grace, as the machine uses them.

use polity_types::{Amount, AssetId, Seconds};

use super::words::Share;

/// How the common money is shared with those who leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitShare {
    /// Not at all.
    None,
    /// In equal parts.
    Equal,
    /// By what each put in.
    ByContributions,
    /// By the shares that each holds.
    ByShares,
}

/// What those who leave take with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// How it is counted.
    pub share: ExitShare,
    /// The most of it, in which asset.
    pub share_max: Option<(Amount, AssetId)>,
    /// When what is held outside of the machine must be handed over.
    pub paid_within: Seconds,
    /// Of which assets a share is taken, each once.
    pub assets: Vec<AssetId>,
    /// From which funds, by their names, each once.
    pub funds: Vec<String>,
    /// The asset that counts as shares, where shares are what counts.
    pub shares: Option<AssetId>,
    /// Time of membership over which a share grows to the whole.
    pub vesting: Seconds,
    /// For how long the share of someone who left without it stays theirs.
    pub open_for: Seconds,
}

/// How dissent lengthens the time before what is opposed takes effect: from a share of objections on,
/// evenly, up to the longest time at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dissent {
    /// Up to this share of the members nothing changes.
    pub from: Share,
    /// From this share on it is the longest time; larger than `from`.
    pub to: Share,
    /// The longest time.
    pub longest: Seconds,
}

impl Dissent {
    /// Returns the time that a grace becomes with `objections` of `members`, rounded down. Exact.
    #[must_use]
    pub fn lengthened(&self, grace: Seconds, objections: u64, members: u64) -> Seconds {
        let more = self.longest.0.saturating_sub(grace.0);
        if grace == Seconds::ZERO || more == 0 || !self.from.is_reached_by(objections, members) {
            return grace;
        }
        if self.to.is_reached_by(objections, members) {
            return self.longest;
        }
        // (objections/members - from) / (to - from), on one line each.
        let (from, to) = (self.from, self.to);
        let cross = |a: u128, b: u32, c: u128, d: u32| {
            a.saturating_mul(b.into()).saturating_sub(c.saturating_mul(d.into()))
        };
        let part = cross(objections.into(), from.denominator(), members.into(), from.numerator());
        let part = part.saturating_mul(to.denominator().into());
        let to_above = u128::from(to.numerator());
        let all = cross(to_above, from.denominator(), to.denominator().into(), from.numerator());
        let all = all.saturating_mul(members.into());
        let share = part.saturating_mul(more.into()).checked_div(all);
        let share = share.and_then(|share| u64::try_from(share).ok()).unwrap_or(more);
        Seconds(grace.0.saturating_add(share.min(more)))
    }
}
