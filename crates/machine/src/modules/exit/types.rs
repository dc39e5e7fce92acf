//! Records and limits of exit.

use polity_types::{Amount, AssetId, PersonId, Seconds, Timestamp};
use serde::{Deserialize, Serialize};

use crate::frame::agenda::Place;
use crate::modules::governance::Target;
use crate::modules::spending::{APPROVED_DAYS, Line};
use crate::modules::treasury::AccountId;

/// What an equal share counts: the parts of one membership. Source: EXI-3.
pub const WHOLE: u64 = 1_000_000;
/// Most proposals and acts that one leaves against at once. Unit: targets. Source: EXI-9.
pub const AGAINST_MAX: usize = 64;
/// Most breaches before which one leaves at once. Unit: claims. Source: EXI-16.
pub const BREACHES_MAX: usize = 64;
/// Most pairs of fund and asset that a charter opens. Unit: pairs. Source: EXI-2.
pub const POOLS_MAX: usize = 64;
/// How many payments may wait to bring one person one asset back before no other is set aside, begun or made. Unit:
/// payments. Source: EXI-4.
pub const REFUNDS_MAX: usize = 64;
/// Most payments that are known to bring one person one asset back: what is decided comes on top, and is refused when it
/// would be paid. Unit: payments. Source: EXI-4.
pub(super) const COMING_MAX: usize = 256;
/// Most decisions and acts that are known to approve one request. Unit: targets.
pub(super) const APPROVING_MAX: usize = 64;
/// For how long a claim is kept at least of which anything was set aside when its person left: what is approved is paid or
/// back by then, and a month has passed in which they take it. Source: EXI-11.
pub const KEPT_MIN: Seconds = Seconds::days(APPROVED_DAYS + 30);
/// For how long it is kept at most, where most of it is set aside again and again; a charter may say more. Source: EXI-11.
pub const KEPT_MAX: Seconds = Seconds::days(730);
/// Most records removed in one step of the agenda. Unit: records.
pub(super) const CLEARED_PER_ITEM_MAX: usize = 64;

/// What one has a claim by, in one time of membership.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// How much of it was given up for a share that was taken.
    pub burned: Amount,
    /// How much there was in all.
    pub granted: Amount,
}

impl Holding {
    /// Returns what is left, vested or not.
    #[must_use]
    pub fn left(&self) -> Amount {
        super::exact::less(self.granted, self.burned)
    }
}

/// A person's claim on what the charter opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// Parts of one membership, of [`WHOLE`].
    pub equal: Holding,
    /// Where the end of the claim stands on the agenda, since the membership ended otherwise than
    /// with the share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lapse: Option<Place>,
    /// When this time of membership began, in running time.
    pub since: Timestamp,
    /// Number of the time of membership, from 1: contributions are counted by it.
    pub spell: u64,
    /// When it ended, in running time; a claim grows no more after that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Time over which the claim grows to the whole, as it stood when the person joined.
    pub vesting: Seconds,
}

impl Claim {
    /// Returns whether the claim counts: of a member, or of someone who left and may still take it.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.until.is_none() || self.lapse.is_some()
    }
}

/// What a person put into the funds that the charter opens, in one asset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// How much counts.
    pub holding: Holding,
    /// What of it was put in on each of the last days, the oldest first: who leaves at the value before a breach
    /// was not there with it (EXI-17).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub late: Vec<PutIn>,
    /// What of it is to come back, as far as that is decided or set aside: it counts no more.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub refund: Amount,
    /// The time of membership for which it counts.
    pub spell: u64,
    /// What of the refund they did not ask for themselves: who leaves for good takes it as a share instead.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub unasked: Amount,
}

fn is_nothing(amount: &Amount) -> bool {
    *amount == Amount::ZERO
}

/// What somebody put in on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutIn {
    /// How much.
    pub amount: Amount,
    /// The day, in days since 1970 (UTC).
    pub day: u64,
}

impl Contribution {
    /// Returns what counts in a time of membership: of an earlier one, what was left.
    #[must_use]
    pub fn in_spell(self, spell: u64) -> Self {
        if self.spell == spell {
            return self;
        }
        let granted = self.holding.left();
        Self { holding: Holding { burned: Amount::ZERO, granted }, spell, ..self }
    }

    /// Returns what of it counts: what was not given up, and is not to come back.
    #[must_use]
    pub fn counts(&self) -> Amount {
        super::exact::less(self.holding.left(), self.refund)
    }

    /// Returns what of it vests: not what is to come back (EXI-6).
    pub(super) fn vesting(&self) -> Holding {
        let granted = super::exact::less(self.holding.granted, self.refund);
        Holding { granted, ..self.holding }
    }

    /// Returns it as it is for somebody who takes all of it: what others decided to pay back, unasked, is theirs to take
    /// as a share, so that no decision holds it off (EXI-1).
    #[must_use]
    pub(super) fn for_good(self) -> Self {
        let refund = super::exact::less(self.refund, self.unasked);
        Self { refund, unasked: Amount::ZERO, ..self }
    }
}

/// What all have a claim by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// How many claims count.
    pub claims: u64,
    /// Parts of memberships that are left.
    pub equal: Amount,
}

/// A payment that is proposed, or decided and waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// How much of it is kept apart: all that is asked for once it is decided, nothing before. Unit: minor units.
    pub amount: Amount,
    /// How much is asked for that does not stay in a fund that is open. Unit: minor units.
    pub asked: Amount,
    /// Of which asset.
    pub asset: AssetId,
    /// Which funds it fills, and with how much.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fills: Vec<Line>,
    /// From which fund.
    pub fund: AccountId,
    /// Whether it pays somebody back of whom more refunds are coming than are known: it holds nothing off, and so is not
    /// paid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_beyond: bool,
    /// Whether it pays line by line: what somebody took as a share instead is left out of it, and the rest is paid.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_batch: bool,
    /// Whether its fund was open when it was decided: a refund out of another one counts for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_open: bool,
    /// The option that makes it, where options are chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<u64>,
    /// Whom it pays, and how much: what somebody is paid by it is apart from their own share all the
    /// same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payees: Vec<Refund>,
    /// To whom it pays back what they had put in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<Refund>,
    /// The request that it approves: however many decisions and acts approve one, it is set aside once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<u64>,
}

impl Payment {
    /// Returns what will pay it.
    pub(super) fn source(&self, target: Target) -> Source {
        self.request.map_or(Source::Target(target), Source::Request)
    }

    /// Returns what it would pay back to a person.
    pub(super) fn refunds(&self, person: PersonId) -> Amount {
        let its = self.refunds.iter().filter(|refund| refund.person == person);
        its.fold(Amount::ZERO, |sum, refund| super::exact::plus(sum, refund.amount))
    }

    /// Returns what it pays a person, as long as it is kept apart.
    pub(super) fn pays(&self, person: PersonId) -> Amount {
        let its = self.payees.iter().filter(|payee| payee.person == person);
        its.fold(Amount::ZERO, |sum, payee| super::exact::plus(sum, payee.amount)).min(self.amount)
    }
}

/// What will pay somebody back what they had put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A request: when it is set aside, or, before that, by a decision or an act that approves it.
    Request(u64),
    /// What repeats.
    Stream(u64),
    /// A decision or an act that waits and pays by itself.
    Target(Target),
}

/// All that is to come back to somebody of an asset, at most [`COMING_MAX`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Comings {
    /// In the order in which it was noted.
    pub(super) of: Vec<Coming>,
}

/// What ended by somebody taking the whole of their share of a fund.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ended {
    /// Streams up to this number end.
    pub(super) streams: u64,
    /// How often they did.
    pub(super) times: u64,
}

/// What is to come back to somebody by one of what will pay it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coming {
    /// How much of it counts no more.
    pub(super) amount: Amount,
    /// Whether they asked for it themselves.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_asked: bool,
    /// What will pay it.
    pub(super) source: Source,
    /// How much of it they took as a share instead: it is paid to them no more.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub(super) taken: Amount,
}

/// What somebody is to get, or to get back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    /// How much, in all.
    pub amount: Amount,
    /// Who.
    pub person: PersonId,
}

/// Decisions and acts that wait and approve the same request, until it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Approving {
    /// The first of them keeps its sum apart while it is open.
    pub(super) targets: Vec<Target>,
}

/// The payments of a proposal or an act, of which a proposal has as many as it has room for actions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// Who left against it and gave up what it would pay them: of a batch their line is left out, else it is paid to nobody;
    /// nor is what the members decide on since they stopped it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_up: Vec<GivenUp>,
    /// In the order of the actions.
    pub payments: Vec<Payment>,
}

impl Pending {
    /// Returns whether somebody gave up what it would pay them of an asset.
    pub(super) fn is_given_up(&self, person: PersonId, asset: &AssetId) -> bool {
        self.given_up.iter().any(|one| one.person == person && one.asset == *asset)
    }
}

/// What somebody gave up who left against what would pay it (EXI-9).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenUp {
    /// Of which asset.
    pub asset: AssetId,
    /// Who.
    pub person: PersonId,
}

/// Where the payments of a target are kept.
pub(super) fn target_key(target: Target) -> (&'static str, u64) {
    match target {
        Target::Act { number } => ("act", number),
        Target::Proposal { number } => ("proposal", number),
    }
}

/// What exit puts on the agenda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", content = "with", deny_unknown_fields)]
pub enum Item {
    /// What is left of the claim of someone who is no member ends.
    #[serde(rename = "exit.claim_lapses")]
    ClaimLapses {
        /// Whose.
        person: PersonId,
    },
    /// The time to leave at the value before a breach is over.
    #[serde(rename = "exit.window_closes")]
    WindowCloses {
        /// The claim.
        breach: u64,
    },
}
