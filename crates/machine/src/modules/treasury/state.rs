//! The tables of treasury. Only this module writes them; neighbours read through `query`.

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[];
