//! Drawing lots: from everybody alike, by strata, or by a published lottery over whole panels.

#[cfg(feature = "fair-selection")]
pub mod fair;
mod lottery;
mod seed;
mod stratified;

pub use lottery::{DrawnPanel, Lottery, draw_panel, verify};
pub use seed::{SeedStream, draw};
pub use stratified::{Category, Pool, Quota, StratifiedDraw, stratified};
