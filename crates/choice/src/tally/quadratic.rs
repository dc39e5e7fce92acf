//! Quadratic voting.

use super::input::{Outcome, counted, scores, seats};
use super::{Options, Profile};
use crate::quadratic::{QuadraticBallots, quadratic_voting};

pub(super) fn voting(profile: &Profile, options: &Options) -> Outcome {
    let ballots = scores("quadratic", profile)?;
    let names = ballots.names();
    let mut running = QuadraticBallots::new(names.to_vec(), options.number("credits", 100)?)?;
    for ballot in ballots.ballots() {
        running.add(ballot.weight, ballot.scores)?;
    }
    let ties = options.ties(names.len(), None)?;
    let result = quadratic_voting(&running, seats(profile, options)?, &ties)?;
    counted(names, &result.winners, &result, result.explain(names))
}
