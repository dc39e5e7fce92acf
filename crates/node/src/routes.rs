//! The routes, and what every request passes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

use crate::answer::headers;
use crate::gate::{Gate, pass};
use crate::limits::Limits;
use crate::societies::Societies;
use crate::{api, feeds, pages, reader, unfit};

/// Largest request body. Unit: bytes.
pub(crate) const BODY_BYTES_MAX: usize = 80 * 1_024;
/// Longest time for an answer that is no stream.
pub(crate) const TIME_MAX: Duration = Duration::from_secs(30);

/// Returns all routes over some societies, with the usual limits.
pub fn router(societies: Arc<Societies>) -> Router {
    router_within(societies, &Limits::default())
}

/// Returns all routes over some societies.
pub(crate) fn router_within(societies: Arc<Societies>, limits: &Limits) -> Router {
    let gate = Gate::new(limits);
    let gated = || middleware::from_fn_with_state(Arc::clone(&gate), pass);
    let society = pages_of_society().merge(interface_of_society()).merge(forks());
    let events = Router::new().route("/api/v1/events", get(api::events::listen));
    let events = Router::new().nest("/s/{society}", events).route_layer(gated());
    Router::new()
        .route("/", get(pages::societies::show))
        .route("/language/{code}", get(reader::choose))
        .route("/.well-known/webauthn", get(pages::related::show))
        .route("/found", get(pages::found::show).post(pages::found::found))
        .route("/found/read", post(pages::found::read))
        .route("/found/charters/{id}", get(pages::found::text))
        .route("/health", get(api::health::show))
        .route("/metrics", get(api::health::metrics))
        .route("/api/v1/openapi.json", get(api::openapi))
        .route("/api/v1/societies", get(api::society::list))
        .route("/assets/{file}", get(pages::assets::show))
        .route("/assets/wording/{file}", get(pages::assets::show))
        .route("/assets/{language}/{*file}", get(pages::assets::script))
        .route("/assets/emblem/{accent}/{file}", get(pages::look::icon))
        .route("/assets/fonts/{file}", get(pages::assets::font))
        // A nested "/" does not match the slash at the end, with which people write it.
        .route("/s/{society}/", get(pages::home::show))
        .nest("/s/{society}", society)
        .route_layer(gated())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_MAX))
        .layer(CompressionLayer::new())
        .merge(events)
        .fallback(pages::lost)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(Arc::clone(&societies), reader::known))
        .layer(middleware::from_fn(guard))
        .with_state(societies)
}

/// Returns the routes of leaving together, under a society's.
fn forks() -> Router<Arc<Societies>> {
    Router::new()
        .route("/forks", get(pages::forks::list))
        .route("/forks/{number}", get(pages::forks::show))
        .route("/api/v1/descent", get(api::forks::descent))
        .route("/api/v1/forks", get(api::forks::list))
        .route("/api/v1/forks/{number}", get(api::forks::show))
        .route("/api/v1/forks/{number}/left", get(api::forks::left))
        .route("/api/v1/forks/{number}/papers/{person}", get(api::forks::papers))
}

/// Refuses what does not fit, and puts the headers on every answer.
async fn guard(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = if let Some(failure) = unfit::of(&request) {
        failure.into_response()
    } else {
        unfit::in_words(next.run(request).await, &path).await
    };
    response.headers_mut().extend(headers());
    response
}

/// The pages of a society, and its feeds.
fn pages_of_society() -> Router<Arc<Societies>> {
    Router::new()
        .route("/", get(pages::home::show))
        .route("/people", get(pages::people::show))
        .route("/people/{person}", get(pages::person::show))
        .route("/people/{person}/delegates", get(pages::delegates::show))
        .route("/people/{person}/leave", get(pages::exit::show))
        .route("/decisions", get(pages::decisions::show))
        .route("/decisions/{number}", get(pages::decision::show))
        .route("/acts", get(pages::acts::list))
        .route("/acts/{number}", get(pages::acts::show))
        .route("/machine", get(pages::machine::show))
        .route("/places", get(pages::places::list))
        .route("/places/{place}", get(pages::places::show))
        .route("/signals", get(pages::signals::list))
        .route("/signals/{number}", get(pages::signals::show))
        .route("/decisions/{number}/paper", get(pages::decision::paper))
        .route("/campaigns", get(pages::campaigns::show))
        .route("/offices", get(pages::offices::show))
        .route("/panels", get(pages::panels::show))
        .route("/breaches", get(pages::breaches::list))
        .route("/breaches/{number}", get(pages::breaches::show))
        .route("/treasury", get(pages::treasury::show))
        .route("/treasury/statement", get(pages::statement::show))
        .route("/spending", get(pages::spending::show))
        .route("/spending/{request}", get(pages::spending::request))
        .route("/invoices/{invoice}", get(pages::spending::invoice))
        .route("/dues", get(pages::dues::show))
        .route("/dues/{person}", get(pages::dues::person))
        .route("/charter", get(pages::charter::show))
        .route("/charter/rules", get(pages::charter::rule_by_rule))
        .route("/stages", get(pages::stages::show))
        .route("/census", get(pages::census::show))
        .route("/log", get(pages::log::show))
        .route("/log/{index}", get(pages::entry::show))
        .route("/check", get(pages::check::show))
        .route("/me", get(pages::me::show))
        .route("/mail", get(pages::mail::show))
        .route(
            "/mail/confirm/{token}",
            get(pages::mail::ask_to_confirm).post(pages::mail::confirmed),
        )
        .route("/mail/stop/{token}", get(pages::mail::ask_to_stop).post(pages::mail::stopped))
        .route("/keys", get(pages::keys::show))
        .route("/passport", get(pages::passport::show))
        .route("/search", get(pages::search::show))
        .route("/demo", get(pages::demo::show))
        .route("/demo/roles/{role}", get(pages::demo::role))
        .route("/assets/{language}/{*file}", get(pages::assets::own_script))
        .route("/news.atom", get(feeds::news))
        .route("/deadlines.ics", get(feeds::calendar))
}

/// What programs ask of a society.
fn interface_of_society() -> Router<Arc<Societies>> {
    Router::new()
        .route("/checkpoint", get(api::log::checkpoint))
        .route("/tile/{*path}", get(api::log::tile))
        .route("/api/v1/society", get(api::society::show))
        .route("/api/v1/stages", get(api::society::stages))
        .route("/api/v1/operations", post(api::operations::submit))
        .route("/api/v1/preview", post(api::operations::preview))
        .route("/api/v1/charter/compare", post(api::charter::compare))
        .route("/api/v1/names", get(api::names::show))
        .route("/api/v1/people/{person}", get(api::people::show))
        .route("/api/v1/people/{person}/delegates", get(api::delegates::show))
        .route("/api/v1/people/{person}/share", get(api::exit::show))
        .route("/api/v1/campaigns", get(api::campaigns::list))
        .route("/api/v1/decisions/{number}", get(api::decisions::show))
        .route("/api/v1/offices", get(api::offices::list))
        .route("/api/v1/panels", get(api::panels::list))
        .route("/api/v1/places", get(api::places::list))
        .route("/api/v1/places/{place}", get(api::places::show))
        .route("/api/v1/signals", get(api::signals::list))
        .route("/api/v1/signals/{number}", get(api::signals::show))
        .route("/api/v1/breaches", get(api::breaches::list))
        .route("/api/v1/breaches/{number}", get(api::breaches::show))
        .route("/api/v1/panels/{number}", get(api::panels::show))
        .route("/api/v1/people/{person}/keys", get(api::keys::show))
        .route("/api/v1/balances", get(api::treasury::balances))
        .route("/api/v1/budgets", get(api::spending::budgets))
        .route("/api/v1/invoices", get(api::spending::invoices))
        .route("/api/v1/invoices/{number}", get(api::spending::invoice))
        .route("/api/v1/people/{person}/dues", get(api::spending::dues))
        .route("/api/v1/people/{person}/needs", get(api::needs::show))
        .route("/api/v1/mail", post(api::mail::post))
        .route("/api/v1/requests", get(api::spending::requests))
        .route("/api/v1/requests/{number}", get(api::spending::request))
        .route("/api/v1/books", get(api::treasury::export))
        .route("/api/v1/journal", get(api::treasury::journal))
        .route("/api/v1/postings", get(api::treasury::postings))
        .route("/api/v1/statement", get(api::treasury::statement))
        .route("/api/v1/search", get(pages::search::json))
        .route("/api/v1/records", post(api::records::put))
        .route("/api/v1/records/{hash}", get(api::records::show))
        .route("/api/v1/proof", get(api::proof::show))
        .route("/api/v1/entries/{index}", get(api::log::entry))
}
