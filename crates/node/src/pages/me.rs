//! My passport: the page on which somebody holds a key in the browser, joins, and leaves.

use axum::response::Response;
use polity_machine::charter_text::document::Application;
use polity_machine::modules::charter;

use super::address::Address;
use super::here::Here;
use super::{Frame, reading};
use crate::answer::page;
use crate::words::filters;

#[derive(askama::Template)]
#[template(path = "me.html")]
struct Page {
    at: String,
    commandment: String,
    frame: Frame,
    hash: String,
    is_by_invitation: bool,
    /// Relying parties that the society lists, for the browser to compare with its own address.
    relying_parties: String,
    version: u64,
    vouches: u32,
}

/// `GET /s/{society}/me`. The same for everybody: who reads it, only their browser knows.
pub(crate) async fn show(Here { served, societies }: Here, address: Address) -> Response {
    reading(&served.running, |context, state| {
        let current = charter::query::current(state);
        let parties = charter::query::relying_parties(state);
        let parties: Vec<String> = parties
            .iter()
            .flat_map(|party| party.origins.iter().map(|origin| format!("{} {origin}", party.id)))
            .collect();
        page(&Page {
            at: address.arguments(&societies, context.society),
            commandment: context.charter.society.commandment.clone(),
            frame: Frame::of(context, state, "/me"),
            hash: current.hash.to_string(),
            is_by_invitation: context.charter.admission.application == Application::Invite,
            relying_parties: parties.join(","),
            version: current.version,
            vouches: context.charter.admission.vouches,
        })
    })
}
