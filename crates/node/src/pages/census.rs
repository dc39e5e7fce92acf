//! The census: public figures, each with its proof.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use polity_machine::modules::{governance, membership};

use super::{Frame, explain, reading, strength};
use crate::answer::page;
use crate::api::find;
use crate::societies::Societies;

#[derive(askama::Template)]
#[template(path = "census.html")]
struct Page {
    figures: Vec<Figure>,
    frame: Frame,
    keys: String,
    strength: String,
    time: String,
}

struct Figure {
    name: &'static str,
    value: u64,
    words: &'static str,
}

/// `GET /s/{society}/census`.
pub(crate) async fn show(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
) -> Response {
    let served = match find(&societies, &society) {
        Ok(served) => served,
        Err(failure) => return explain(&failure),
    };
    reading(&served.running, |context, state| {
        let rolls = membership::query::rolls(state);
        let figures = vec![
            Figure {
                name: "Members",
                value: rolls.members.count,
                words: "who swore the oath and did not leave",
            },
            Figure { name: "Full members", value: rolls.full.count, words: "past probation" },
            Figure {
                name: "Proposals",
                value: governance::query::counts(state).made,
                words: "ever made",
            },
            Figure { name: "Ever joined", value: rolls.number, words: "the last number given" },
        ];
        page(&Page {
            figures,
            frame: Frame::of(context, "/census"),
            keys: [membership::query::rolls_key(), governance::query::counts_key()].join(","),
            strength: strength(state),
            time: context.now.to_string(),
        })
    })
}
