//! The society that a page is of.

use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::explain;
use crate::answer::Failure;
use crate::societies::{Served, Societies};

/// The society that the part `society` of a path names, among those that are served here. Where there is
/// none of the name, the page that says so is answered.
pub(crate) struct Here {
    pub(crate) served: Arc<Served>,
    pub(crate) societies: Arc<Societies>,
}

impl FromRequestParts<Arc<Societies>> for Here {
    type Rejection = Response;

    async fn from_request_parts(
        parts: &mut Parts,
        societies: &Arc<Societies>,
    ) -> Result<Self, Response> {
        let path = RawPathParams::from_request_parts(parts, societies).await;
        let path = path.map_err(IntoResponse::into_response)?;
        let name = path.iter().find_map(|(part, name)| (part == "society").then_some(name));
        let served = name.and_then(|name| societies.named(name));
        let served = served.ok_or_else(|| explain(&Failure::NotFound("society")))?;
        Ok(Self { served, societies: Arc::clone(societies) })
    }
}
