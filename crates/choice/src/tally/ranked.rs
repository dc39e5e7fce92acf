//! Methods that count orders of candidates: pairs, points, instant runoff.

use super::input::{Outcome, counted, orders, yes};
use super::{Options, Profile};
use crate::ChoiceError;
use crate::exact::{Ratio, parse_decimal, whole};
use crate::ranked::{self, DebianRule, EqualDefeats, EqualRanks, IrvRule, Opposition, Strength};

fn strength(options: &Options) -> Result<Strength, ChoiceError> {
    options.one_of(
        "strength",
        &[("winning-votes", Strength::WinningVotes), ("margins", Strength::Margins)],
    )
}

pub(super) fn irv(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("irv", profile, options)?;
    let equal_ranks =
        options.one_of("equal", &[("exhaust", EqualRanks::Exhaust), ("skip", EqualRanks::Skip)])?;
    let (until_two, batch) = (yes(options, "until-two")?, yes(options, "batch")?);
    let rule = IrvRule { equal_ranks, until_two, batch, excluded_first: None };
    let result = ranked::instant_runoff(orders.ballots, rule, &orders.ties)?;
    counted(orders.names, &[result.winner], &result, result.explain(orders.names))
}

pub(super) fn borda(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("borda", profile, options)?;
    let result = ranked::borda(o.ballots, o.unranked, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

pub(super) fn copeland(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("copeland", profile, options)?;
    let result = ranked::copeland(o.names, &o.pairs()?, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

pub(super) fn minimax(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("minimax", profile, options)?;
    let by = options.one_of(
        "strength",
        &[
            ("winning-votes", Opposition::WinningVotes),
            ("margins", Opposition::Margins),
            ("opposition", Opposition::Pairwise),
        ],
    )?;
    let result = ranked::minimax(o.names, &o.pairs()?, by, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

pub(super) fn schulze(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("schulze", profile, options)?;
    let pairs = o.pairs()?;
    let result = ranked::schulze(o.names, &pairs, strength(options)?, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names, &pairs))
}

pub(super) fn debian(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("debian", profile, options)?;
    let size = o.ballots.candidates();
    let quorum = match options.get("quorum") {
        None | Some("none") => None,
        Some(text) => Some(parse_decimal(text)?),
    };
    let stated = options.get("majority").unwrap_or("1");
    let mut majorities: Vec<Ratio> =
        stated.split(',').map(parse_decimal).collect::<Result<_, _>>()?;
    if let [one] = &majorities[..] {
        majorities = vec![one.clone(); size];
    } else if majorities.len() + 1 == size {
        majorities.push(whole(1));
    }
    let default = size.saturating_sub(1);
    let rule = DebianRule { default, quorum, majorities, inclusive: yes(options, "inclusive")? };
    let pairs = o.pairs()?;
    let result = ranked::debian(o.names, &pairs, &rule, &o.ties)?;
    counted(o.names, &[result.winner], &result, result.explain(o.names, &pairs))
}

pub(super) fn ranked_pairs(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("ranked-pairs", profile, options)?;
    let equal = options.one_of(
        "equal",
        &[("by-tie-rule", EqualDefeats::ByTieRule), ("together", EqualDefeats::Together)],
    )?;
    let by = strength(options)?;
    let result = ranked::ranked_pairs(o.names, &o.pairs()?, by, equal, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

pub(super) fn kemeny(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("kemeny", profile, options)?;
    let pairs = o.pairs()?;
    let result = ranked::kemeny(o.names, &pairs, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names, &pairs))
}
