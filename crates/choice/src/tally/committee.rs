//! Committees from approval ballots.

use serde::Serialize;

use super::input::{Outcome, SCALE, counted, method, option, seats};
use super::{Kind, Method, OptionInfo, Options, Profile};
use crate::ChoiceError;
use crate::ballots::Approvals;
use crate::committee::{self, Committees, Completion, Thiele, Wanted};
use crate::explain::Table;
use crate::ties::tiers_by;

const ALL: OptionInfo = option("tied", "one, all");

pub(super) const AV: Method =
    method("av", "Committee: the most approved.", Kind::Approvals, &[ALL, SCALE], av)
        .seats()
        .ties();

pub(super) const SAV: Method = method(
    "sav",
    "Committee: each ballot's vote shared among all it approves.",
    Kind::Approvals,
    &[ALL, SCALE],
    sav,
)
.seats()
.ties();

pub(super) const PAV: Method = method(
    "pav",
    "Committee: proportional approval, exactly.",
    Kind::Approvals,
    &[ALL, SCALE],
    pav,
)
.seats()
.ties();

pub(super) const SEQ_PAV: Method = method(
    "seq-pav",
    "Committee: proportional approval, step by step.",
    Kind::Approvals,
    &[ALL, SCALE],
    seq_pav,
)
.seats()
.ties();

pub(super) const REV_SEQ_PAV: Method = method(
    "rev-seq-pav",
    "Committee: proportional approval, backward.",
    Kind::Approvals,
    &[ALL, SCALE],
    rev_seq_pav,
)
.seats()
.ties();

pub(super) const CC: Method =
    method("cc", "Committee: Chamberlin–Courant, exactly.", Kind::Approvals, &[ALL, SCALE], cc)
        .seats()
        .ties();

pub(super) const SEQ_CC: Method = method(
    "seq-cc",
    "Committee: Chamberlin–Courant, step by step.",
    Kind::Approvals,
    &[ALL, SCALE],
    seq_cc,
)
.seats()
.ties();

pub(super) const SLAV: Method = method(
    "slav",
    "Committee: Sainte-Laguë approval, exactly.",
    Kind::Approvals,
    &[ALL, SCALE],
    slav,
)
.seats()
.ties();

pub(super) const PHRAGMEN: Method = method(
    "phragmen",
    "Committee: Phragmén's sequential rule.",
    Kind::Approvals,
    &[ALL, SCALE],
    phragmen,
)
.seats()
.ties();

pub(super) const MONROE: Method =
    method("monroe", "Committee: Monroe's rule, exactly.", Kind::Approvals, &[ALL, SCALE], monroe)
        .seats()
        .ties();

pub(super) const EQUAL_SHARES: Method = method(
    "equal-shares",
    "Committee: the method of equal shares.",
    Kind::Approvals,
    &[ALL, SCALE, option("completion", "phragmen, approval, none")],
    committee_shares,
)
.seats()
.ties();

fn elect_committee(
    profile: &Profile,
    options: &Options,
    rule: impl Fn(&Approvals, usize, &Wanted) -> Result<Committees, ChoiceError>,
) -> Outcome {
    let ballots = profile.approvals("committee", options)?;
    let wanted = if options.one_of("tied", &[("one", false), ("all", true)])? {
        Wanted::All
    } else {
        Wanted::OneBy(options.ties(ballots.candidates(), None)?)
    };
    let result = rule(&ballots, seats(profile, options)?, &wanted)?;
    let first = result.committees.first().map_or(&[][..], Vec::as_slice);
    let (names, approvals) = (ballots.names(), ballots.scores());
    let mut account = result.explain(names);
    let mut table = Table::new("Approvals", &["candidate", "approvals", "elected"]);
    for &one in tiers_by(0..names.len(), |one| approvals[one]).iter().flatten() {
        let elected = if first.contains(&one) { "yes" } else { "" };
        table.row(vec![names[one].clone(), approvals[one].to_string(), elected.into()]);
    }
    account.show(table);
    let represented = represented(&ballots, first);
    let mut table = Table::new("Ballots by elected whom they approve", &["elected", "ballots"]);
    for (elected, weight) in represented.iter().enumerate().filter(|(_, weight)| **weight > 0) {
        table.row(vec![elected.to_string(), weight.to_string()]);
    }
    account.show(table);
    counted(names, first, &Supported { result: &result, approvals, represented }, account)
}

/// A committee, and who stands behind it.
#[derive(Serialize)]
struct Supported<'a> {
    #[serde(flatten)]
    result: &'a Committees,
    /// Approvals of each candidate.
    approvals: Vec<u64>,
    /// Weight of the ballots that approve none of the elected, one of them, two and so on.
    represented: Vec<u64>,
}

fn represented(ballots: &Approvals, members: &[usize]) -> Vec<u64> {
    let mut is_in = vec![false; ballots.candidates()];
    for &one in members {
        is_in[one] = true;
    }
    let mut weights = vec![0u64; members.len() + 1];
    for ballot in ballots.ballots() {
        let held = ballot.approved.iter().filter(|&&one| is_in[one]).count();
        weights[held] += ballot.weight;
    }
    weights
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
