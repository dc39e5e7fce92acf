//! Methods that count orders of candidates: pairs, points, instant runoff.

use serde::Serialize;

use super::input::{Outcome, counted, method, option, orders};
use super::{Kind, Method, OptionInfo, Options, Profile};
use crate::ChoiceError;
use crate::exact::{Ratio, parse_decimal, whole};
use crate::explain::{Explanation, list_of};
use crate::ranked::{
    self, DebianRule, EqualDefeats, EqualRanks, IrvRule, Opposition, Pairwise, Strength,
};

const UNRANKED: OptionInfo = option("unranked", "last, silent");
const STRENGTH: OptionInfo = option("strength", "winning-votes, margins");

pub(super) const IRV: Method = method(
    "irv",
    "Instant runoff: the lowest is excluded until one has a majority.",
    Kind::Ranked,
    &[option("equal", "exhaust, skip"), option("until-two", "no, yes"), option("batch", "no, yes")],
    irv,
)
.ties();

pub(super) const BORDA: Method = method(
    "borda",
    "Points by place: the number of candidates from there down.",
    Kind::Ranked,
    &[UNRANKED],
    borda,
)
.seats()
.ties();

pub(super) const COPELAND: Method =
    method("copeland", "Pairs won less pairs lost.", Kind::Ranked, &[UNRANKED], copeland)
        .seats()
        .ties();

pub(super) const MINIMAX: Method = method(
    "minimax",
    "The mildest worst pair wins.",
    Kind::Ranked,
    &[UNRANKED, option("strength", "winning-votes, margins, opposition")],
    minimax,
)
.seats()
.ties();

pub(super) const SCHULZE: Method = method(
    "schulze",
    "The strongest chains of victories.",
    Kind::Ranked,
    &[UNRANKED, STRENGTH],
    schulze,
)
.seats()
.ties();

pub(super) const DEBIAN: Method = method(
    "debian",
    "Schulze with a default option, a quorum and majorities over it.",
    Kind::Ranked,
    &[
        option("default", "the last that the file lists, or another by name"),
        option("quorum", "none, or a number"),
        option("majority", "1, or a ratio such as 3, or one for each option, joined by commas"),
        option("inclusive", "no, yes"),
    ],
    debian,
)
.ties();

pub(super) const RANKED_PAIRS: Method = method(
    "ranked-pairs",
    "Victories are locked in from the strongest, of equals first with fewer votes against.",
    Kind::Ranked,
    &[UNRANKED, STRENGTH, option("equal", "by-tie-rule, together")],
    ranked_pairs,
)
.seats()
.ties();

pub(super) const KEMENY: Method = method(
    "kemeny",
    "The order that agrees most with the ballots, exactly.",
    Kind::Ranked,
    &[UNRANKED],
    kemeny,
)
.seats()
.ties();

pub(super) const SMITH: Method = method(
    "smith",
    "The smallest set whose members each beat everyone outside.",
    Kind::Ranked,
    &[UNRANKED],
    smith,
);

pub(super) const SCHWARTZ: Method = method(
    "schwartz",
    "The union of the smallest sets that nobody outside beats.",
    Kind::Ranked,
    &[UNRANKED],
    schwartz,
);

/// A result and the counts of all pairs from which it follows.
#[derive(Serialize)]
struct WithPairs<'a, T> {
    #[serde(flatten)]
    result: &'a T,
    /// Weight of the ballots that rank the row above the column.
    pairs: Vec<Vec<u64>>,
}

fn counted_pairs<T: Serialize>(
    names: &[String],
    winners: &[usize],
    (result, pairs): (&T, &Pairwise),
    account: Explanation,
) -> Outcome {
    counted(names, winners, &WithPairs { result, pairs: pairs.rows() }, account)
}

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
    let (until_two, batch) = (options.yes("until-two")?, options.yes("batch")?);
    let excluded_first = orders.excluded_first;
    let rule = IrvRule { equal_ranks, until_two, batch, excluded_first };
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
    let pairs = o.pairs()?;
    let result = ranked::copeland(o.names, &pairs, o.seats, &o.ties)?;
    let account = result.explain(o.names);
    counted_pairs(o.names, &result.ordered.winners, (&result, &pairs), account)
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
    let pairs = o.pairs()?;
    let result = ranked::minimax(o.names, &pairs, by, o.seats, &o.ties)?;
    let account = result.explain(o.names);
    counted_pairs(o.names, &result.ordered.winners, (&result, &pairs), account)
}

pub(super) fn schulze(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("schulze", profile, options)?;
    let pairs = o.pairs()?;
    let result = ranked::schulze(o.names, &pairs, strength(options)?, o.seats, &o.ties)?;
    let account = result.explain(o.names, &pairs);
    counted_pairs(o.names, &result.ordered.winners, (&result, &pairs), account)
}

pub(super) fn debian(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("debian", profile, options)?;
    let size = o.ballots.candidates();
    let quorum = options.decimal("quorum")?;
    let named = |name: &str| o.names.iter().position(|one| one == name);
    let default = match options.get("default") {
        None => {
            o.must_list("default", "which option is the default")?;
            size.saturating_sub(1)
        }
        Some(name) => named(name)
            .ok_or_else(|| options.refuse("default", format!("one of {}", o.names.join(", "))))?,
    };
    let stated = options.get("majority").unwrap_or("1");
    let mut majorities: Vec<Ratio> =
        stated.split(',').map(parse_decimal).collect::<Result<_, _>>().map_err(|_| {
            options.refuse("majority", "numbers such as 1 or 2.5, joined by commas".into())
        })?;
    if let [one] = &majorities[..] {
        majorities = vec![one.clone(); size];
    } else if majorities.len() + 1 == size {
        majorities.insert(default, whole(1));
    }
    let rule = DebianRule { default, quorum, majorities, inclusive: options.yes("inclusive")? };
    let pairs = o.pairs()?;
    let result = ranked::debian(o.names, &pairs, &rule, &o.ties)?;
    let account = result.explain(o.names, &pairs);
    counted_pairs(o.names, &[result.winner], (&result, &pairs), account)
}

pub(super) fn ranked_pairs(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("ranked-pairs", profile, options)?;
    let equal = options.one_of(
        "equal",
        &[("by-tie-rule", EqualDefeats::ByTieRule), ("together", EqualDefeats::Together)],
    )?;
    let by = strength(options)?;
    let pairs = o.pairs()?;
    let result = ranked::ranked_pairs(o.names, &pairs, by, equal, o.seats, &o.ties)?;
    let account = result.explain(o.names);
    counted_pairs(o.names, &result.ordered.winners, (&result, &pairs), account)
}

pub(super) fn kemeny(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("kemeny", profile, options)?;
    let pairs = o.pairs()?;
    let result = ranked::kemeny(o.names, &pairs, o.seats, &o.ties)?;
    let account = result.explain(o.names, &pairs);
    counted_pairs(o.names, &result.ordered.winners, (&result, &pairs), account)
}

#[derive(Serialize)]
struct Set {
    members: Vec<usize>,
    condorcet_winner: Option<usize>,
}

fn set(
    method: &str,
    find: fn(&Pairwise) -> Vec<usize>,
    profile: &Profile,
    options: &Options,
) -> Outcome {
    let o = orders(method, profile, options)?;
    let pairs = o.pairs()?;
    let (members, condorcet_winner) = (find(&pairs), ranked::condorcet_winner(&pairs));
    let mut account = Explanation::new(format!("The set is {}.", list_of(o.names, &members)));
    account.say(match condorcet_winner.and_then(|one| o.names.get(one)) {
        Some(name) => format!("{name} beats every other."),
        None => "Nobody beats every other.".into(),
    });
    pairs.show(&mut account, o.names);
    let set = Set { members: members.clone(), condorcet_winner };
    counted_pairs(o.names, &members, (&set, &pairs), account)
}

pub(super) fn smith(profile: &Profile, options: &Options) -> Outcome {
    set("smith", ranked::smith_set, profile, options)
}

pub(super) fn schwartz(profile: &Profile, options: &Options) -> Outcome {
    set("schwartz", ranked::schwartz_set, profile, options)
}
