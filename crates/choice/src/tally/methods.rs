//! The methods by name, in one table.

use super::input::Outcome;
use super::{Kind, Method, OptionInfo, Options, Profile};
use super::{budget, committee, quadratic, ranked, single, stv};

type Run = fn(&Profile, &Options) -> Outcome;

const fn option(name: &'static str, values: &'static str) -> OptionInfo {
    OptionInfo { name, values }
}

const fn method(
    name: &'static str,
    summary: &'static str,
    ballots: Kind,
    options: &'static [OptionInfo],
    run: Run,
) -> Method {
    Method { name, summary, ballots, options, run }
}

const NONE: &[OptionInfo] = &[];
const UNRANKED: OptionInfo = option("unranked", "last, silent");
const STRENGTH: OptionInfo = option("strength", "winning-votes, margins");
const PLACES: OptionInfo = option("places", "decimals, or \"exact\" for rationals");
const ALL: OptionInfo = option("tied", "one, all");
const SATISFACTION: OptionInfo = option("satisfaction", "cost, cardinality, points");

/// All methods, in the order in which they are listed.
pub const METHODS: &[Method] = &[
    method(
        "majority",
        "Yes or no: the first candidate against the second, with a threshold and a quorum.",
        Kind::Ranked,
        &[
            option("threshold", "1/2, or a share"),
            option("inclusive", "no, yes"),
            option("base", "decided, cast, eligible"),
            option("eligible", "the weight of all ballots, or a number"),
            option("quorum", "none, or a share of the eligible"),
        ],
        single::majority,
    ),
    method("plurality", "Most first preferences win.", Kind::Ranked, NONE, single::plurality),
    method(
        "two-round",
        "More than half of the first preferences, or a second round between the two highest.",
        Kind::Ranked,
        NONE,
        single::two_round,
    ),
    method("approval", "Most approvals win.", Kind::Approvals, NONE, single::approval),
    method("score", "The highest sum of scores wins.", Kind::Scores, NONE, single::score),
    method(
        "star",
        "The two highest sums meet; more ballots decide.",
        Kind::Scores,
        NONE,
        single::star,
    ),
    method(
        "majority-judgment",
        "The highest median grade wins.",
        Kind::Scores,
        NONE,
        single::judgment,
    ),
    method(
        "irv",
        "Instant runoff: the lowest is excluded until one has a majority.",
        Kind::Ranked,
        &[
            option("equal", "exhaust, skip"),
            option("until-two", "no, yes"),
            option("batch", "no, yes"),
        ],
        ranked::irv,
    ),
    method(
        "stv-scottish",
        "Single transferable vote by the Scottish rules.",
        Kind::Ranked,
        NONE,
        stv::scottish,
    ),
    method(
        "stv-wig",
        "Single transferable vote by weighted inclusive Gregory.",
        Kind::Ranked,
        &[PLACES, option("batch", "no, yes")],
        stv::wig,
    ),
    method(
        "stv-meek",
        "Single transferable vote by Meek's rule.",
        Kind::Ranked,
        &[
            PLACES,
            option("omega", "6, or decimals"),
            option("equal", "average, parts"),
            option("keep", "up, down"),
        ],
        stv::meek,
    ),
    method(
        "stv-warren",
        "Single transferable vote by Warren's rule.",
        Kind::Ranked,
        &[PLACES, option("omega", "6, or decimals"), option("equal", "average, parts")],
        stv::warren,
    ),
    method(
        "borda",
        "Points by place: the number of candidates from there down.",
        Kind::Ranked,
        &[UNRANKED],
        ranked::borda,
    ),
    method("copeland", "Pairs won less pairs lost.", Kind::Ranked, &[UNRANKED], ranked::copeland),
    method(
        "minimax",
        "The mildest worst pair wins.",
        Kind::Ranked,
        &[UNRANKED, option("strength", "winning-votes, margins, opposition")],
        ranked::minimax,
    ),
    method(
        "schulze",
        "The strongest chains of victories.",
        Kind::Ranked,
        &[UNRANKED, STRENGTH],
        ranked::schulze,
    ),
    method(
        "debian",
        "Schulze with a default option (the last), a quorum and majorities.",
        Kind::Ranked,
        &[
            option("quorum", "none, or a number"),
            option("majority", "1, or a ratio such as 3, or one for each option, joined by commas"),
            option("inclusive", "no, yes"),
        ],
        ranked::debian,
    ),
    method(
        "ranked-pairs",
        "Victories are locked in from the strongest.",
        Kind::Ranked,
        &[UNRANKED, STRENGTH, option("equal", "by-tie-rule, together")],
        ranked::ranked_pairs,
    ),
    method(
        "kemeny",
        "The order that agrees most with the ballots, exactly.",
        Kind::Ranked,
        &[UNRANKED],
        ranked::kemeny,
    ),
    method("av", "Committee: the most approved.", Kind::Approvals, &[ALL], committee::av),
    method(
        "sav",
        "Committee: each ballot's vote shared among all it approves.",
        Kind::Approvals,
        &[ALL],
        committee::sav,
    ),
    method(
        "pav",
        "Committee: proportional approval, exactly.",
        Kind::Approvals,
        &[ALL],
        committee::pav,
    ),
    method(
        "seq-pav",
        "Committee: proportional approval, step by step.",
        Kind::Approvals,
        &[ALL],
        committee::seq_pav,
    ),
    method(
        "rev-seq-pav",
        "Committee: proportional approval, backward.",
        Kind::Approvals,
        &[ALL],
        committee::rev_seq_pav,
    ),
    method("cc", "Committee: Chamberlin–Courant, exactly.", Kind::Approvals, &[ALL], committee::cc),
    method(
        "seq-cc",
        "Committee: Chamberlin–Courant, step by step.",
        Kind::Approvals,
        &[ALL],
        committee::seq_cc,
    ),
    method(
        "slav",
        "Committee: Sainte-Laguë approval, exactly.",
        Kind::Approvals,
        &[ALL],
        committee::slav,
    ),
    method(
        "phragmen",
        "Committee: Phragmén's sequential rule.",
        Kind::Approvals,
        &[ALL],
        committee::phragmen,
    ),
    method(
        "monroe",
        "Committee: Monroe's rule, exactly.",
        Kind::Approvals,
        &[ALL],
        committee::monroe,
    ),
    method(
        "equal-shares",
        "Committee: the method of equal shares.",
        Kind::Approvals,
        &[ALL, option("completion", "phragmen, approval, none")],
        committee::committee_shares,
    ),
    method(
        "budget-greedy",
        "Budget: best supported first, as long as money is left.",
        Kind::Budget,
        &[
            option("order", "points, cost, cardinality, points-per-cost"),
            option("skip", "yes, no"),
            option("least", "0, or ballots that a project needs"),
        ],
        budget::greedy,
    ),
    method(
        "budget-shares",
        "Budget: the method of equal shares.",
        Kind::Budget,
        &[SATISFACTION, option("completion", "none, add1, add1u, greedy, add1-through")],
        budget::shares,
    ),
    method(
        "quadratic",
        "Quadratic voting: scores are votes, n votes cost n times n credits.",
        Kind::Scores,
        &[option("credits", "100, or a number")],
        quadratic::voting,
    ),
];
