//! What delegates did with the votes that somebody gave them, vote by vote.

use axum::extract::{Path, Query};
use axum::response::Response;
use polity_machine::frame::state::StateView;
use polity_types::{PersonId, Timestamp};
use polity_views::{DelegatedRow, Use, UsedRow};
use serde_json::json;

use super::act::Act;
use super::address::Address;
use super::here::Here;
use super::{Frame, Moment, explain_in, link_to, link_to_text, part, reading};
use crate::answer::{Failure, page};
use crate::api::delegates::{From, Given, Report, report};
use crate::words::{filters, say, t, term};

#[derive(askama::Template)]
#[template(path = "delegates.html")]
struct Page {
    at: String,
    frame: Frame,
    given: Vec<Delegation>,
    id: String,
    next: Option<u64>,
    used: Vec<UsedRow>,
    votes: Vec<Vote>,
    /// Whose votes, as markup.
    who: String,
}

/// A delegation as it is now.
struct Delegation {
    /// Who votes, as markup.
    delegate: String,
    take_back: Act,
    topic: String,
    /// Until when, or that it counts no more.
    words: String,
}

/// A vote that was delegated when it opened.
struct Vote {
    /// Who votes, as markup.
    delegate: String,
    number: u64,
    /// What the delegate did.
    theirs: String,
    title: String,
    topic: String,
    /// What became of it, in words.
    used: String,
    when: Moment,
}

fn delegation(given: Given, by: PersonId, base: &str, state: &dyn StateView) -> Delegation {
    let words = match (given.is_void, given.until) {
        (true, _) => t("delegates-left"),
        (false, Some(until)) => say("person-until", &[("ends", &Moment(until).to_string())]),
        (false, None) => t("delegates-until-ended"),
    };
    let take_back = json!({ "topic": given.topic });
    let take_back = Act::new("governance.undelegate", take_back, t("delegate-take-back"));
    Delegation {
        delegate: link_to(base, state, given.delegate),
        take_back: take_back.only_for(by.to_string()),
        topic: given.topic,
        words,
    }
}

/// Says what became of a vote.
fn used(row: &DelegatedRow) -> String {
    match row.used {
        Use::Delegate => t("delegates-used-delegate"),
        Use::Own => {
            let choice = row.own_choice.as_deref().map(term).unwrap_or_default();
            say("delegates-used-own", &[("choice", &choice)])
        }
        Use::Unused => t("delegates-used-unused"),
        Use::Waiting => t("delegates-used-waiting"),
    }
}

fn vote(row: DelegatedRow, base: &str, state: &dyn StateView) -> Vote {
    let round = if row.round > 1 {
        say("delegates-vote-round", &[("round", &row.round.to_string())])
    } else {
        String::new()
    };
    Vote {
        delegate: link_to_text(base, state, &row.delegate),
        number: row.proposal,
        theirs: match &row.delegates_choice {
            Some(choice) => part::weighed(&term(choice), row.voices.unwrap_or(1)),
            None if row.closed.is_some() => t("delegates-did-not-vote"),
            None => t("delegates-not-yet"),
        },
        used: used(&row),
        title: format!("{}{round}", row.title),
        topic: row.topic,
        when: Moment(Timestamp(row.closed.unwrap_or(row.opened))),
    }
}

/// `GET /s/{society}/people/{person}/delegates`.
pub(crate) async fn show(
    Here { served, societies }: Here,
    Path((_, person)): Path<(String, String)>,
    Query(from): Query<From>,
    address: Address,
) -> Response {
    let Ok(person) = person.parse::<PersonId>() else {
        return explain_in(&served, &Failure::NotFound("person"));
    };
    let Report { given, used, votes } = match report(&served, person, from.before) {
        Ok(report) => report,
        Err(failure) => return explain_in(&served, &failure),
    };
    reading(&served.running, |context, state| {
        let frame = Frame::of(context, state, "/people").following(&served);
        let next = votes.rows.last().map(|row| row.proposal).filter(|_| votes.is_more);
        let base = frame.base.clone();
        page(&Page {
            at: address.arguments(&societies, context.society),
            given: given.into_iter().map(|given| delegation(given, person, &base, state)).collect(),
            id: person.to_string(),
            next,
            used,
            votes: votes.rows.into_iter().map(|row| vote(row, &base, state)).collect(),
            who: link_to(&base, state, person),
            frame,
        })
    })
}
