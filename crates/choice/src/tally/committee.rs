//! Committees from approval ballots.

use super::input::{Outcome, counted, seats};
use super::{Options, Profile};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::committee::{self, Committees, Completion, Thiele, Wanted};

fn elect_committee(
    profile: &Profile,
    options: &Options,
    rule: impl Fn(&Approvals, usize, &Wanted) -> Result<Committees, ChoiceError>,
) -> Outcome {
    let ballots = profile.approvals()?;
    let wanted = if options.one_of("tied", &[("one", false), ("all", true)])? {
        Wanted::All
    } else {
        Wanted::OneBy(options.ties(ballots.candidates(), None)?)
    };
    let result = rule(&ballots, seats(profile, options)?, &wanted)?;
    let first = result.committees.first().map_or(&[][..], Vec::as_slice);
    counted(ballots.names(), first, &result, result.explain(ballots.names()))
}

pub(super) fn av(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::approval_committee)
}

pub(super) fn sav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::satisfaction_approval)
}

pub(super) fn phragmen(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::phragmen)
}

pub(super) fn monroe(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, committee::monroe)
}

pub(super) fn pav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::thiele(Thiele::Proportional, ballots, seats, wanted)
    })
}

pub(super) fn cc(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::thiele(Thiele::Coverage, ballots, seats, wanted)
    })
}

pub(super) fn slav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::thiele(Thiele::SainteLague, ballots, seats, wanted)
    })
}

pub(super) fn seq_pav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::sequential(Thiele::Proportional, ballots, seats, wanted)
    })
}

pub(super) fn seq_cc(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::sequential(Thiele::Coverage, ballots, seats, wanted)
    })
}

pub(super) fn rev_seq_pav(profile: &Profile, options: &Options) -> Outcome {
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::reverse_sequential(Thiele::Proportional, ballots, seats, wanted)
    })
}

pub(super) fn committee_shares(profile: &Profile, options: &Options) -> Outcome {
    let completion = options.one_of(
        "completion",
        &[
            ("phragmen", Completion::Phragmen),
            ("approval", Completion::Approval),
            ("none", Completion::None),
        ],
    )?;
    elect_committee(profile, options, |ballots, seats, wanted| {
        committee::equal_shares(ballots, seats, completion, wanted)
    })
}
