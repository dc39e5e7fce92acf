//! The domains of a society, one room each, all of one shape: see `membership` for the model, and
//! make a new one with `cargo xtask new-module`.

pub mod breach;
pub mod charter;
pub mod dues;
pub mod exit;
pub mod fork;
pub mod governance;
pub mod identity;
pub mod import;
pub mod membership;
pub mod names;
pub mod offices;
pub mod panels;
pub mod places;
pub mod signals;
pub mod spending;
pub mod treasury;
