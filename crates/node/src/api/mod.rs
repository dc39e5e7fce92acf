//! The JSON interface, under `/s/{society}/api/v1`.

pub(crate) mod breaches;
pub(crate) mod campaigns;
pub(crate) mod charter;
pub(crate) mod decisions;
pub(crate) mod delegates;
pub(crate) mod events;
pub(crate) mod exit;
pub(crate) mod forks;
pub(crate) mod health;
pub(crate) mod keys;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod names;
pub(crate) mod needs;
pub(crate) mod offices;
pub(crate) mod operations;
pub(crate) mod panels;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod proof;
pub(crate) mod records;
pub(crate) mod signals;
pub(crate) mod society;
pub(crate) mod spending;
pub(crate) mod treasury;

use std::sync::Arc;

use axum::http::header;
use axum::response::IntoResponse;

use crate::answer::Failure;
use crate::societies::{Served, Societies};

/// What the interface takes and gives, for programs that read OpenAPI 3.1.
const OPENAPI: &str = include_str!("../../assets/openapi.json");

/// `GET /api/v1/openapi.json`.
pub(crate) async fn openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], OPENAPI)
}

/// Returns the society that a path names.
pub(crate) fn find(societies: &Societies, name: &str) -> Result<Arc<Served>, Failure> {
    societies.named(name).ok_or(Failure::NotFound("society"))
}
