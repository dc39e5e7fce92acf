//! Methods that elect one, or a few, from marks, scores and first preferences.

use super::input::{
    NONE, Orders, Outcome, SCALE, counted, method, option, orders, scores, seats, tell_scale,
};
use super::{Kind, Method, Options, Profile};
use crate::ChoiceError;
use crate::exact::Share;
use crate::explain::{Explanation, numbered};
use crate::single::{self, Abstentions, Majority, Overvotes, Quorum, YesNo};

pub(super) const MAJORITY: Method = method(
    "majority",
    "Yes or no, with a threshold and a quorum.",
    Kind::Ranked,
    &[
        option(
            "yes",
            "the answer called yes or for, else the first that the file lists, or another by name",
        ),
        option("threshold", "1/2, or a share"),
        option("inclusive", "no, yes"),
        option("base", "decided, cast, eligible"),
        option("eligible", "the weight of all ballots, or a number"),
        option("quorum", "none, or a share of the eligible"),
        option(
            "quorum-of",
            "cast, decided, yes: who must reach it; decided leaves abstentions out",
        ),
        option("quorum-weight", "none, or a weight that must reach it instead of a share"),
    ],
    majority,
);

pub(super) const PLURALITY: Method = method(
    "plurality",
    "Most first preferences win; a ballot with more than seats is void.",
    Kind::Ranked,
    &[option("overvotes", "void, each: what counts of a ballot that ranks too many first")],
    plurality,
)
.seats()
.ties();

pub(super) const TWO_ROUND: Method = method(
    "two-round",
    "More than half of the first preferences, or a second round between the two highest.",
    Kind::Ranked,
    NONE,
    two_round,
)
.ties();

pub(super) const APPROVAL: Method =
    method("approval", "Most approvals win.", Kind::Approvals, &[SCALE], approval).seats().ties();

pub(super) const SCORE: Method =
    method("score", "The highest sum of scores wins.", Kind::Scores, &[SCALE], score)
        .seats()
        .ties();

pub(super) const STAR: Method =
    method("star", "The two highest sums meet; more ballots decide.", Kind::Scores, &[SCALE], star)
        .ties();

pub(super) const MAJORITY_JUDGMENT: Method =
    method("majority-judgment", "The highest median grade wins.", Kind::Scores, &[SCALE], judgment)
        .seats()
        .ties();

pub(super) fn majority(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("majority", profile, options)?;
    if orders.ballots.candidates() != 2 {
        let what = "Answers to a yes/no question";
        let actual = crate::exact::count(orders.ballots.candidates());
        return Err(if actual < 2 {
            ChoiceError::TooFew { what, actual, least: 2 }
        } else {
            ChoiceError::TooMany { what, actual, limit: 2 }
        });
    }
    let first = orders.ballots.marked_first(1);
    let cast = orders.ballots.total();
    let abstain = cast - first[0] - first[1];
    let yes = answer_for(&orders, options)?;
    let no = 1 - yes;
    let eligible = options.number("eligible", cast)?;
    let quorum = quorum(options)?;
    let (threshold, inclusive) = options.threshold()?;
    let rule = Majority {
        threshold,
        inclusive,
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
    let ballots = YesNo { yes: first[yes], no: first[no], abstain, eligible };
    let result = single::majority(ballots, rule)?;
    let mut account = result.explain();
    account.say(format!("For is {}, against {}.", orders.names[yes], orders.names[no]));
    let winner = if result.passed { yes } else { no };
    counted(orders.names, &[winner], &result, account)
}

/// Which of two answers is for: the one that is named, the one that is called so, or the first of a list.
/// Where ballots alone name the answers there is no list, and nothing is guessed.
fn answer_for(orders: &Orders<'_>, options: &Options) -> Result<usize, ChoiceError> {
    let called = |words: [&str; 2]| {
        let is_one =
            |name: &String| words.iter().any(|word| name.trim().eq_ignore_ascii_case(word));
        orders.names.iter().position(is_one)
    };
    if let Some(name) = options.get("yes") {
        let refuse = || options.refuse("yes", format!("one of {}", orders.names.join(", ")));
        return orders.names.iter().position(|one| one == name).ok_or_else(refuse);
    }
    if let Some(yes) = called(["yes", "for"]).or(called(["no", "against"]).map(|no| 1 - no)) {
        return Ok(yes);
    }
    orders.must_list("yes", "which answer is for").map(|()| 0)
}

/// What must take part in a yes/no question.
fn quorum(options: &Options) -> Result<Option<Quorum>, ChoiceError> {
    let is_stated = |name: &str| options.get(name).is_some_and(|value| value != "none");
    // Abstentions count where somebody is: `None` is yes alone.
    let of = [
        ("cast", Some(Abstentions::Counted)),
        ("decided", Some(Abstentions::NotCounted)),
        ("yes", None),
    ];
    let of = options.one_of("quorum-of", &of)?;
    match (is_stated("quorum"), is_stated("quorum-weight")) {
        (false, false) => Ok(None),
        (true, false) => {
            let share = options.share("quorum", Share::HALF)?;
            Ok(Some(match of {
                Some(abstentions) => Quorum::TurnoutOfEligible(share, abstentions),
                None => Quorum::YesOfEligible(share),
            }))
        }
        (false, true) => {
            let weight = options.number("quorum-weight", 0)?;
            let refuse = || options.refuse("quorum-of", "cast or decided, of a weight".into());
            Ok(Some(Quorum::Weight(weight, of.ok_or_else(refuse)?)))
        }
        (true, true) => {
            Err(options
                .refuse("quorum-weight", "none where quorum is a share of the eligible".into()))
        }
    }
}

pub(super) fn plurality(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("plurality", profile, options)?;
    let overvotes =
        options.one_of("overvotes", &[("void", Overvotes::Void), ("each", Overvotes::Each)])?;
    let result = single::plurality(orders.ballots, overvotes, orders.seats, &orders.ties)?;
    let mut account = result.explain(orders.names, "votes");
    let (several, more) = (orders.ballots.several_first(), orders.ballots.more_first(orders.seats));
    match overvotes {
        Overvotes::Each => tell_several(&mut account, several, "several", "each of them"),
        Overvotes::Void => {
            tell_several(&mut account, several - more, "several", "each of them");
            tell_several(&mut account, more, "more than may be elected", "none of them");
        }
    }
    counted(orders.names, &result.winners, &result, account)
}

pub(super) fn two_round(profile: &Profile, options: &Options) -> Outcome {
    let orders = orders("two-round", profile, options)?;
    let result = single::two_round(orders.ballots, &orders.ties)?;
    let mut account = result.explain(orders.names);
    let several = orders.ballots.several_first();
    tell_several(&mut account, several, "several", "none of them in the first round");
    counted(orders.names, &[result.winner], &result, account)
}

/// Says for whom ballots count that rank several first, if there are any.
fn tell_several(account: &mut Explanation, several: u64, number: &str, whom: &str) {
    if several > 0 {
        let ballots = numbered(several, "ballot that ranks", "ballots that rank");
        let count = if several == 1 { "counts" } else { "count" };
        account.say(format!("{ballots} {number} first {count} for {whom}."));
    }
}

pub(super) fn approval(profile: &Profile, options: &Options) -> Outcome {
    let ballots = profile.approvals("approval", options)?;
    let ties = options.ties(ballots.candidates(), None)?;
    let result = single::approval(&ballots, seats(profile, options)?, &ties)?;
    counted(ballots.names(), &result.winners, &result, result.explain(ballots.names(), "approvals"))
}

pub(super) fn score(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("score", profile, options)?;
    let ties = options.ties(ballots.candidates(), None)?;
    let result = single::score(&ballots, seats(profile, options)?, &ties)?;
    let mut account = result.explain(ballots.names());
    tell_scale(&mut account, &ballots);
    counted(ballots.names(), &result.winners, &result, account)
}

pub(super) fn star(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("star", profile, options)?;
    let result = single::star(&ballots, &options.ties(ballots.candidates(), None)?)?;
    let mut account = result.explain(ballots.names());
    tell_scale(&mut account, &ballots);
    counted(ballots.names(), &[result.winner], &result, account)
}

pub(super) fn judgment(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("majority-judgment", profile, options)?;
    let ties = options.ties(ballots.candidates(), None)?;
    let result = single::majority_judgment(&ballots, seats(profile, options)?, &ties)?;
    let mut account = result.explain(ballots.names());
    tell_scale(&mut account, &ballots);
    counted(ballots.names(), &result.winners, &result, account)
}
