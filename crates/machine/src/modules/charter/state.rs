//! The tables of charter. Only this module writes them; neighbours read through `query`.

use super::types::Current;
use crate::frame::table::Single;

/// The text in force.
pub(super) const CURRENT: Single<Current> = Single::new("charter/current");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &["charter/current"];
