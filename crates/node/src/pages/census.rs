//! The census: public figures, each with its proof, which the page compares with what it shows.

use axum::response::Response;
use polity_machine::frame::clock::Clock;
use polity_machine::modules::{governance, membership, places};

use super::here::Here;
use super::{Frame, Moment, reading, strength};
use crate::answer::page;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "census.html")]
struct Page {
    figures: Vec<Figure>,
    frame: Frame,
    keys: String,
    strength: String,
    time: Moment,
}

struct Figure {
    /// State key of the record that proves it; empty: the checkpoint does.
    key: &'static str,
    name: &'static str,
    /// Where it stands in the record, names joined by dots.
    place: &'static str,
    value: u64,
    words: &'static str,
}

/// `GET /s/{society}/census`.
pub(crate) async fn show(Here { served, .. }: Here) -> Response {
    reading(&served.running, |context, state| {
        let rolls = membership::query::rolls(state);
        let (rolled, counted) = (membership::query::rolls_key(), governance::query::counts_key());
        let figure = |name, words, value, key, place| Figure { key, name, place, value, words };
        let mut figures = vec![
            figure(
                "Members",
                "who swore the oath and did not leave",
                rolls.members.count,
                rolled,
                "members.count",
            ),
            figure(
                "Full members",
                "of these, past probation",
                rolls.full.count,
                rolled,
                "full.count",
            ),
            figure("Ever joined", "with those who left since", rolls.number, rolled, "number"),
            figure(
                "Proposals",
                "ever made",
                governance::query::counts(state).made,
                counted,
                "made",
            ),
            figure(
                "Entries in the log",
                "everything that was ever done, and the seals",
                served.running.ledger().log().size(),
                "",
                "size",
            ),
        ];
        let mut keys = vec![rolled, counted];
        let totals = places::query::figures(state);
        if totals.opened > 0 {
            let residents = places::query::rolls(state).residents;
            let (summed, housed) = (places::query::figures_key(), places::query::rolls_key());
            keys.extend([summed, housed]);
            let shown = "in m², for which something was shown";
            figures.extend([
                figure("Places", "that are open", totals.places, summed, "places"),
                figure("Land", shown, totals.land, summed, "land"),
                figure("Residents", "confirmed to live at a place", residents, housed, "residents"),
            ]);
        }
        page(&Page {
            figures,
            frame: Frame::of(context, state, "/census"),
            keys: keys.join(","),
            strength: strength(state),
            // The time of the last batch is what a proof names.
            time: Moment(Clock::read(state).time),
        })
    })
}
