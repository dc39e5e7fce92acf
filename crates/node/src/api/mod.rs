//! The JSON interface, under `/s/{society}/api/v1`.

pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod log;
pub(crate) mod operations;
pub(crate) mod proof;
pub(crate) mod records;
pub(crate) mod society;
pub(crate) mod treasury;

use std::sync::Arc;

use crate::answer::Failure;
use crate::societies::{Served, Societies};

/// Returns the society that a path names.
pub(crate) fn find(societies: &Societies, name: &str) -> Result<Arc<Served>, Failure> {
    societies.named(name).ok_or(Failure::NotFound("society"))
}
