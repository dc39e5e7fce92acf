//! Societies over HTTP: a JSON interface, tiles and checkpoints for whoever checks, live events, and
//! pages that read without JavaScript.
//!
//! This crate must never decide: it shows, previews and submits. It never shows internal details of
//! a failure, and never loads anything from elsewhere.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, reason = "tests count small numbers"))]

mod answer;
mod api;
mod door;
mod limits;
mod pages;
mod routes;
mod societies;
mod unfit;

use std::sync::Arc;

use tokio::net::TcpListener;

pub use routes::router;
pub use societies::{Served, Societies};

/// Serves `societies` until `stop` resolves.
///
/// # Errors
/// If the listener fails.
pub async fn serve(
    listener: TcpListener,
    societies: Arc<Societies>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(societies).into_make_service_with_connect_info::<door::Peer>();
    axum::serve(door::Door::new(listener), service).with_graceful_shutdown(stop).await
}
