//! The methods by name: the table, and the runners of those that elect from ranked and score ballots.

use serde::Serialize;

use super::several;
use super::{Counted, Kind, Method, OptionInfo, Options, Profile};
use crate::ChoiceError;
use crate::ballots::{Ranked, Scores};
use crate::exact::{Ratio, Share, parse_decimal, whole};
use crate::explain::Explanation;
use crate::ranked::{
    self, DebianRule, EqualDefeats, EqualRanks, IrvRule, Opposition, Pairwise, Strength, Unranked,
};
use crate::single::{self, Majority, Quorum, YesNo};
use crate::stv::{
    self, EqualSplit, Fixed, GregoryRule, Keep, MeekRule, Rational, StvOptions, StvResult,
};
use crate::ties::TieBreak;

const NONE: &[OptionInfo] = &[];
const UNRANKED: OptionInfo = OptionInfo { name: "unranked", values: "last, silent" };
const STRENGTH: OptionInfo = OptionInfo { name: "strength", values: "winning-votes, margins" };
const PLACES: OptionInfo =
    OptionInfo { name: "places", values: "decimals, or \"exact\" for rationals" };
const ALL: OptionInfo = OptionInfo { name: "tied", values: "one, all" };
const SATISFACTION: OptionInfo =
    OptionInfo { name: "satisfaction", values: "cost, cardinality, points" };

pub(super) type Outcome = Result<Counted, ChoiceError>;

/// All methods, in the order in which they are listed.
pub const METHODS: &[Method] = &[
    Method {
        name: "majority",
        summary: "Yes or no: the first candidate against the second, with a threshold and a quorum.",
        ballots: Kind::Ranked,
        options: &[
            OptionInfo { name: "threshold", values: "1/2, or a share" },
            OptionInfo { name: "inclusive", values: "no, yes" },
            OptionInfo { name: "base", values: "decided, cast, eligible" },
            OptionInfo { name: "eligible", values: "the weight of all ballots, or a number" },
            OptionInfo { name: "quorum", values: "none, or a share of the eligible" },
        ],
        run: majority,
    },
    Method {
        name: "plurality",
        summary: "Most first preferences win.",
        ballots: Kind::Ranked,
        options: NONE,
        run: plurality,
    },
    Method {
        name: "two-round",
        summary: "More than half of the first preferences, or a second round between the two highest.",
        ballots: Kind::Ranked,
        options: NONE,
        run: two_round,
    },
    Method {
        name: "approval",
        summary: "Most approvals win.",
        ballots: Kind::Approvals,
        options: NONE,
        run: approval,
    },
    Method {
        name: "score",
        summary: "The highest sum of scores wins.",
        ballots: Kind::Scores,
        options: NONE,
        run: score,
    },
    Method {
        name: "star",
        summary: "The two highest sums meet; more ballots decide.",
        ballots: Kind::Scores,
        options: NONE,
        run: star,
    },
    Method {
        name: "majority-judgment",
        summary: "The highest median grade wins.",
        ballots: Kind::Scores,
        options: NONE,
        run: judgment,
    },
    Method {
        name: "irv",
        summary: "Instant runoff: the lowest is excluded until one has a majority.",
        ballots: Kind::Ranked,
        options: &[
            OptionInfo { name: "equal", values: "exhaust, skip" },
            OptionInfo { name: "until-two", values: "no, yes" },
            OptionInfo { name: "batch", values: "no, yes" },
        ],
        run: irv,
    },
    Method {
        name: "stv-scottish",
        summary: "Single transferable vote by the Scottish rules.",
        ballots: Kind::Ranked,
        options: NONE,
        run: scottish,
    },
    Method {
        name: "stv-wig",
        summary: "Single transferable vote by weighted inclusive Gregory.",
        ballots: Kind::Ranked,
        options: &[PLACES, OptionInfo { name: "batch", values: "no, yes" }],
        run: wig,
    },
    Method {
        name: "stv-meek",
        summary: "Single transferable vote by Meek's rule.",
        ballots: Kind::Ranked,
        options: &[
            PLACES,
            OptionInfo { name: "omega", values: "6, or decimals" },
            OptionInfo { name: "equal", values: "average, parts" },
            OptionInfo { name: "keep", values: "up, down" },
        ],
        run: meek,
    },
    Method {
        name: "stv-warren",
        summary: "Single transferable vote by Warren's rule.",
        ballots: Kind::Ranked,
        options: &[
            PLACES,
            OptionInfo { name: "omega", values: "6, or decimals" },
            OptionInfo { name: "equal", values: "average, parts" },
        ],
        run: warren,
    },
    Method {
        name: "borda",
        summary: "Points by place: the number of candidates from there down.",
        ballots: Kind::Ranked,
        options: &[UNRANKED],
        run: borda,
    },
    Method {
        name: "copeland",
        summary: "Pairs won less pairs lost.",
        ballots: Kind::Ranked,
        options: &[UNRANKED],
        run: copeland,
    },
    Method {
        name: "minimax",
        summary: "The mildest worst pair wins.",
        ballots: Kind::Ranked,
        options: &[
            UNRANKED,
            OptionInfo { name: "strength", values: "winning-votes, margins, opposition" },
        ],
        run: minimax,
    },
    Method {
        name: "schulze",
        summary: "The strongest chains of victories.",
        ballots: Kind::Ranked,
        options: &[UNRANKED, STRENGTH],
        run: schulze,
    },
    Method {
        name: "debian",
        summary: "Schulze with a default option (the last), a quorum and majorities.",
        ballots: Kind::Ranked,
        options: &[
            OptionInfo { name: "quorum", values: "none, or a number" },
            OptionInfo {
                name: "majority",
                values: "1, or a ratio such as 3, or one for each option, joined by commas",
            },
            OptionInfo { name: "inclusive", values: "no, yes" },
        ],
        run: debian,
    },
    Method {
        name: "ranked-pairs",
        summary: "Victories are locked in from the strongest.",
        ballots: Kind::Ranked,
        options: &[
            UNRANKED,
            STRENGTH,
            OptionInfo { name: "equal", values: "by-tie-rule, together" },
        ],
        run: ranked_pairs,
    },
    Method {
        name: "kemeny",
        summary: "The order that agrees most with the ballots, exactly.",
        ballots: Kind::Ranked,
        options: &[UNRANKED],
        run: kemeny,
    },
    Method {
        name: "av",
        summary: "Committee: the most approved.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::av,
    },
    Method {
        name: "sav",
        summary: "Committee: each ballot's vote shared among all it approves.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::sav,
    },
    Method {
        name: "pav",
        summary: "Committee: proportional approval, exactly.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::pav,
    },
    Method {
        name: "seq-pav",
        summary: "Committee: proportional approval, step by step.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::seq_pav,
    },
    Method {
        name: "rev-seq-pav",
        summary: "Committee: proportional approval, backward.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::rev_seq_pav,
    },
    Method {
        name: "cc",
        summary: "Committee: Chamberlin–Courant, exactly.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::cc,
    },
    Method {
        name: "seq-cc",
        summary: "Committee: Chamberlin–Courant, step by step.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::seq_cc,
    },
    Method {
        name: "slav",
        summary: "Committee: Sainte-Laguë approval, exactly.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::slav,
    },
    Method {
        name: "phragmen",
        summary: "Committee: Phragmén's sequential rule.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::phragmen,
    },
    Method {
        name: "monroe",
        summary: "Committee: Monroe's rule, exactly.",
        ballots: Kind::Approvals,
        options: &[ALL],
        run: several::monroe,
    },
    Method {
        name: "equal-shares",
        summary: "Committee: the method of equal shares.",
        ballots: Kind::Approvals,
        options: &[ALL, OptionInfo { name: "completion", values: "phragmen, approval, none" }],
        run: several::committee_shares,
    },
    Method {
        name: "budget-greedy",
        summary: "Budget: best supported first, as long as money is left.",
        ballots: Kind::Budget,
        options: &[
            OptionInfo { name: "order", values: "points, cost, cardinality, points-per-cost" },
            OptionInfo { name: "skip", values: "yes, no" },
            OptionInfo { name: "least", values: "0, or ballots that a project needs" },
        ],
        run: several::budget_greedy,
    },
    Method {
        name: "budget-shares",
        summary: "Budget: the method of equal shares.",
        ballots: Kind::Budget,
        options: &[
            SATISFACTION,
            OptionInfo { name: "completion", values: "none, add1, add1u, greedy, add1-through" },
        ],
        run: several::budget_shares,
    },
    Method {
        name: "quadratic",
        summary: "Quadratic voting: scores are votes, n votes cost n times n credits.",
        ballots: Kind::Scores,
        options: &[OptionInfo { name: "credits", values: "100, or a number" }],
        run: several::quadratic,
    },
];

pub(super) fn counted<T: Serialize>(
    names: &[String],
    winners: &[usize],
    result: &T,
    explanation: Explanation,
) -> Outcome {
    let (names, winners) = (names.to_vec(), winners.to_vec());
    let data = serde_json::to_value(result);
    let data = data.map_err(|error| ChoiceError::BadOption {
        option: "result".into(),
        value: error.to_string(),
        allowed: "what JSON can hold".into(),
    })?;
    Ok(Counted { winners, names, data, explanation })
}

pub(super) fn wrong(method: &str, wanted: Kind, profile: &Profile) -> ChoiceError {
    let (wanted, found) = (wanted.name(), profile.kind().name());
    ChoiceError::WrongBallots { method: method.to_owned(), wanted, found }
}

pub(super) fn seats(profile: &Profile, options: &Options) -> Result<usize, ChoiceError> {
    options.size("seats", profile.seats().unwrap_or(1))
}

/// Ranked ballots, seats, tie rule and what unranked candidates mean. Withdrawn candidates are kept:
/// methods that know them are handed them separately.
struct Orders<'a> {
    ballots: &'a Ranked,
    names: &'a [String],
    seats: usize,
    ties: TieBreak,
    withdrawn: &'a [usize],
    unranked: Unranked,
}

fn orders<'a>(
    method: &str,
    profile: &'a Profile,
    options: &Options,
) -> Result<Orders<'a>, ChoiceError> {
    let Profile::Ranked { ballots, withdrawn, ties, unranked, .. } = profile else {
        return Err(wrong(method, Kind::Ranked, profile));
    };
    let unranked = match options.get("unranked") {
        None => *unranked,
        Some(_) => {
            options.one_of("unranked", &[("last", Unranked::Last), ("silent", Unranked::Silent)])?
        }
    };
    let ties = options.ties(ballots.candidates(), ties.as_ref())?;
    let seats = seats(profile, options)?;
    Ok(Orders { ballots, names: ballots.names(), seats, ties, withdrawn, unranked })
}

impl Orders<'_> {
    fn pairs(&self) -> Result<Pairwise, ChoiceError> {
        Pairwise::of(self.ballots, self.unranked)
    }
    fn stv(&self) -> StvOptions {
        StvOptions {
            seats: self.seats,
            withdrawn: self.withdrawn.to_vec(),
            ties: self.ties.clone(),
        }
    }
}

pub(super) fn scores<'a>(method: &str, profile: &'a Profile) -> Result<&'a Scores, ChoiceError> {
    match profile {
        Profile::Scores(ballots) => Ok(ballots),
        _ => Err(wrong(method, Kind::Scores, profile)),
    }
}

fn yes(options: &Options, name: &str) -> Result<bool, ChoiceError> {
    options.one_of(name, &[("no", false), ("yes", true)])
}

fn strength(options: &Options) -> Result<Strength, ChoiceError> {
    options.one_of(
        "strength",
        &[("winning-votes", Strength::WinningVotes), ("margins", Strength::Margins)],
    )
}

fn majority(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("majority", profile, options)?;
    if orders.ballots.candidates() != 2 {
        let actual = crate::exact::count(orders.ballots.candidates());
        return Err(ChoiceError::TooMany {
            what: "Answers to a yes/no question",
            actual,
            limit: 2,
        });
    }
    let first = orders.ballots.first_preferences(true);
    let cast = orders.ballots.total();
    let abstain = cast - first[0] - first[1];
    let eligible = options.number("eligible", cast)?;
    let quorum = match options.get("quorum") {
        None | Some("none") => None,
        Some(text) => {
            Some(Quorum::TurnoutOfEligible(Share::parse(text)?, single::Abstentions::Counted))
        }
    };
    let rule = Majority {
        threshold: options.share("threshold", Share::HALF)?,
        inclusive: yes(options, "inclusive")?,
        base: options.one_of(
            "base",
            &[
                ("decided", single::Base::Decided),
                ("cast", single::Base::Cast),
                ("eligible", single::Base::Eligible),
            ],
        )?,
        quorum,
    };
    let result = single::majority(YesNo { yes: first[0], no: first[1], abstain, eligible }, rule)?;
    let winner = usize::from(!result.passed);
    counted(orders.names, &[winner], &result, result.explain())
}

fn plurality(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("plurality", profile, options)?;
    let result = single::plurality(orders.ballots, orders.seats, &orders.ties)?;
    counted(orders.names, &result.winners, &result, result.explain(orders.names, "votes"))
}

fn two_round(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("two-round", profile, options)?;
    let result = single::two_round(orders.ballots, &orders.ties)?;
    counted(orders.names, &[result.winner], &result, result.explain(orders.names))
}

fn approval(profile: &Profile, options: &Options) -> Outcome {
    let ballots = profile.approvals()?;
    let ties = options.ties(ballots.candidates(), None)?;
    let result = single::approval(&ballots, seats(profile, options)?, &ties)?;
    counted(ballots.names(), &result.winners, &result, result.explain(ballots.names(), "approvals"))
}

fn score(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("score", profile)?;
    let ties = options.ties(ballots.candidates(), None)?;
    let result = single::score(ballots, seats(profile, options)?, &ties)?;
    counted(ballots.names(), &result.winners, &result, result.explain(ballots.names()))
}

fn star(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("star", profile)?;
    let result = single::star(ballots, &options.ties(ballots.candidates(), None)?)?;
    counted(ballots.names(), &[result.winner], &result, result.explain(ballots.names()))
}

fn judgment(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("majority-judgment", profile)?;
    let ties = options.ties(ballots.candidates(), None)?;
    let result = single::majority_judgment(ballots, seats(profile, options)?, &ties)?;
    counted(ballots.names(), &result.winners, &result, result.explain(ballots.names()))
}

fn irv(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("irv", profile, options)?;
    let equal_ranks =
        options.one_of("equal", &[("exhaust", EqualRanks::Exhaust), ("skip", EqualRanks::Skip)])?;
    let (until_two, batch) = (yes(options, "until-two")?, yes(options, "batch")?);
    let rule = IrvRule { equal_ranks, until_two, batch, excluded_first: None };
    let result = ranked::instant_runoff(orders.ballots, rule, &orders.ties)?;
    counted(orders.names, &[result.winner], &result, result.explain(orders.names))
}

fn elected(orders: &Orders<'_>, result: &StvResult) -> Outcome {
    counted(orders.names, &result.winners, result, result.explain(orders.names))
}

fn scottish(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("stv-scottish", profile, options)?;
    elected(&orders, &stv::scottish(orders.ballots, &orders.stv())?)
}

/// Decimals of the arithmetic, or `None` for rationals.
fn places(options: &Options, default: u32) -> Result<Option<u32>, ChoiceError> {
    if options.get("places") == Some("exact") {
        return Ok(None);
    }
    let places = options.number("places", u64::from(default))?;
    Ok(Some(u32::try_from(places).unwrap_or(u32::MAX)))
}

fn wig(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("stv-wig", profile, options)?;
    let rule = GregoryRule { excludes_batch: yes(options, "batch")?, ..GregoryRule::REFERENCE };
    let (stated, name) = (orders.stv(), "weighted inclusive Gregory");
    let result = if let Some(places) = places(options, 4)? {
        let fixed = Fixed::new(places, orders.ballots.total())?;
        stv::gregory(orders.ballots, &stated, rule, &fixed, name)?
    } else {
        let rational = Rational { shown_places: None, keep_places: None };
        stv::gregory(orders.ballots, &stated, rule, &rational, name)?
    };
    elected(&orders, &result)
}

fn meek(profile: &Profile, options: &Options) -> Outcome {
    let keep = options.one_of("keep", &[("up", Keep::ShareUp), ("down", Keep::SharesDown)])?;
    keep_factors("stv-meek", keep, "Meek's rule", profile, options)
}

fn warren(profile: &Profile, options: &Options) -> Outcome {
    keep_factors("stv-warren", Keep::Amount, "Warren's rule", profile, options)
}

fn keep_factors(
    method: &str,
    keep: Keep,
    name: &str,
    profile: &Profile,
    options: &Options,
) -> Outcome {
    let orders = orders(method, profile, options)?;
    let omega_places = u32::try_from(options.number("omega", 6)?).unwrap_or(u32::MAX);
    let places = places(options, 9)?;
    if omega_places > places.unwrap_or(crate::limits::PLACES_MAX) {
        return Err(ChoiceError::BadOption {
            option: "omega".into(),
            value: omega_places.to_string(),
            allowed: "as many decimals as are counted".into(),
        });
    }
    let split = options
        .one_of("equal", &[("average", EqualSplit::Average), ("parts", EqualSplit::Parts)])?;
    let rule = MeekRule { keep, split, omega_places, ..MeekRule::default() };
    let result = if let Some(places) = places {
        stv::meek_decimal(orders.ballots, &orders.stv(), rule, places, name)?
    } else {
        let rational = Rational { shown_places: None, keep_places: Some(omega_places) };
        stv::meek_with(orders.ballots, &orders.stv(), rule, &rational, name)?
    };
    elected(&orders, &result)
}

fn borda(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("borda", profile, options)?;
    let result = ranked::borda(o.ballots, o.unranked, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

fn copeland(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("copeland", profile, options)?;
    let result = ranked::copeland(o.names, &o.pairs()?, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

fn minimax(profile: &Profile, options: &Options) -> Outcome {
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

fn schulze(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("schulze", profile, options)?;
    let pairs = o.pairs()?;
    let result = ranked::schulze(o.names, &pairs, strength(options)?, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names, &pairs))
}

fn debian(profile: &Profile, options: &Options) -> Outcome {
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

fn ranked_pairs(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("ranked-pairs", profile, options)?;
    let equal = options.one_of(
        "equal",
        &[("by-tie-rule", EqualDefeats::ByTieRule), ("together", EqualDefeats::Together)],
    )?;
    let by = strength(options)?;
    let result = ranked::ranked_pairs(o.names, &o.pairs()?, by, equal, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names))
}

fn kemeny(profile: &Profile, options: &Options) -> Outcome {
    let o = orders("kemeny", profile, options)?;
    let pairs = o.pairs()?;
    let result = ranked::kemeny(o.names, &pairs, o.seats, &o.ties)?;
    counted(o.names, &result.ordered.winners, &result, result.explain(o.names, &pairs))
}
