//! The tables of governance. Only this module writes them; neighbours read through `query`.

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[];
