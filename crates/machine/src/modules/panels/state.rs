//! The tables of panels. Only this module writes them; neighbours read through `query`.

use polity_types::PersonId;

use super::hosts::HostList;
use super::reveal::Reveals;
use super::types::{Excluded, Number, Offer, Sitting, Standing};
use crate::frame::table::{Single, Table};

/// People drawn together, by number.
pub(super) const SITTING: Table<u64, Sitting> = Table::new("panels/sitting");
/// How many sittings there were.
pub(super) const COUNT: Single<Number> = Single::new("panels/count");
/// Who was offered a seat, by sitting and order.
pub(super) const OFFER: Table<(u64, u64), Offer> = Table::new("panels/offer");
/// Which order each person has, by person and sitting.
pub(super) const PLACE: Table<(PersonId, u64), Number> = Table::new("panels/place");
/// Who is left out of each draw.
pub(super) const EXCLUDED: Table<u64, Excluded> = Table::new("panels/excluded");
/// The secrets of a draw without a beacon.
pub(super) const REVEAL: Table<u64, Reveals> = Table::new("panels/reveal");
/// The sittings of each panel that is drawn for a term or an office.
pub(super) const STANDING: Table<String, Standing> = Table::new("panels/standing");
/// The sittings of a proposal, by its number and panel.
pub(super) const PROPOSAL: Table<(u64, String), Number> = Table::new("panels/proposal");
/// The newest list of residents of each panel.
pub(super) const LIST: Table<String, HostList> = Table::new("panels/list");

/// Prefixes of the tables.
pub(super) const TABLES: &[&str] = &[
    "panels/count",
    "panels/excluded",
    "panels/list",
    "panels/offer",
    "panels/place",
    "panels/proposal",
    "panels/reveal",
    "panels/sitting",
    "panels/standing",
];
