//! What accounts hold, and what moved.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use polity_views::{Balance, Page, PostingRow};
use serde::Deserialize;

use super::find;
use crate::answer::Failure;
use crate::societies::Societies;

/// Rows in one answer.
const PAGE: usize = 500;

/// Where a list of balances begins: after this account and asset.
#[derive(Deserialize)]
pub(crate) struct After {
    #[serde(default)]
    account: String,
    #[serde(default)]
    asset: String,
}

/// Which postings: of this account, before this number.
#[derive(Deserialize)]
pub(crate) struct Before {
    account: Option<String>,
    before: Option<u64>,
}

/// `GET /s/{society}/api/v1/balances?account=…&asset=…`.
pub(crate) async fn balances(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(after): Query<After>,
) -> Result<Json<Page<Balance>>, Failure> {
    let served = find(&societies, &society)?;
    let found = served.views.balances((&after.account, &after.asset), PAGE);
    found.map(Json).map_err(Failure::internal)
}

/// `GET /s/{society}/api/v1/postings?account=…&before=…`.
pub(crate) async fn postings(
    State(societies): State<Arc<Societies>>,
    Path(society): Path<String>,
    Query(asked): Query<Before>,
) -> Result<Json<Page<PostingRow>>, Failure> {
    let served = find(&societies, &society)?;
    let found = served.views.postings(asked.account.as_deref(), asked.before, PAGE);
    found.map(Json).map_err(Failure::internal)
}
