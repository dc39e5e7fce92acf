//! What a ballot costs, said before it is signed, and what a person has left to spend.

use polity_machine::charter_text::Method;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::governance::{Balance, Ballot, GovernanceAction, query};
use polity_types::{PersonId, Timestamp};
use serde::Serialize;

use super::member::person;
use crate::args::{Signing, Where};
use crate::failure::Failure;
use crate::keyfile::{self, KeyFile};
use crate::output::Output;
use crate::session::Session;

/// What a person has left.
#[derive(Serialize)]
struct Left {
    /// Credits of the season, where the charter has seasons.
    credits: Option<Credits>,
    /// Points of support, where the charter has requests that gather them.
    points: Option<Balance>,
}

#[derive(Serialize)]
struct Credits {
    #[serde(flatten)]
    balance: Balance,
    /// When the season ends, in time of day.
    ends: Timestamp,
    season: u64,
}

/// Shows what a person has left to spend.
pub(super) fn show(whose: &str, at: &Where, output: &Output) -> Result<(), Failure> {
    let session = Session::open(at)?;
    let (whose, charter) = (person(whose)?, session.charter_text()?);
    let left = session.look(&[], |state| {
        let credits = query::season(state, &charter).map(|(season, terms)| Credits {
            balance: query::credits(state, terms, Some(season.number), whose),
            ends: Clock::read(state).wall(season.ends),
            season: season.number,
        });
        let has_points = charter.decisions.iter().any(|of| of.method == Method::Conviction);
        Left { credits, points: has_points.then(|| query::points(state, whose)) }
    })?;
    output.data(&left, || {
        let mut lines = Vec::new();
        if let Some(Credits { balance, ends, season }) = &left.credits {
            let Balance { has, left } = balance;
            lines.push(format!("{left} of {has} credits of season {season}, which ends {ends}"));
        }
        if let Some(Balance { has, left }) = &left.points {
            lines.push(format!("{left} of {has} points of support"));
        }
        if lines.is_empty() {
            lines.push("By this charter no vote costs anything.".to_owned());
        }
        lines.join("\n")
    });
    Ok(())
}

/// Says what a ballot costs before it is signed, and what one vote more would.
pub(super) fn tell_price(
    number: u64,
    action: &GovernanceAction,
    signing: &Signing,
    session: &Session,
    output: &Output,
) -> Result<(), Failure> {
    let GovernanceAction::CastBallot { ballot, .. } = action else { return Ok(()) };
    let voter = KeyFile::read(&keyfile::path_of(&signing.key))?.person();
    if let Some(words) = price(number, ballot, voter, session)? {
        output.talk(words);
    }
    Ok(())
}

fn price(
    number: u64,
    ballot: &Ballot,
    voter: PersonId,
    session: &Session,
) -> Result<Option<String>, Failure> {
    let size = ballot.choice().size();
    session.look(&[query::proposal_key(number)], |state| {
        let proposal = query::proposal(state, number)?;
        let method = proposal.terms.asks(proposal.round);
        let before = query::ballot(state, number, voter);
        let held = before.map_or(0, |cast| cast.ballot.choice().size());
        if method == Method::Conviction {
            let free = query::points(state, voter).left.saturating_add(held);
            return Some(format!("It binds {size} of the {free} points that you have for it."));
        }
        let (terms, season) = (proposal.terms.season?, proposal.electorate?.season?);
        let left = query::credits(state, terms, Some(season), voter).left;
        let (cost, free) = (method.price(size), left.saturating_add(method.price(held)));
        let next = method.price(size.saturating_add(1)).saturating_sub(cost);
        Some(format!(
            "It costs {cost} of the {free} credits that you have for it in season {season}; one vote more would \
             cost {next}."
        ))
    })
}
