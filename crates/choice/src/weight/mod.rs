//! Who counts how much: weighted electorates, mixed houses, delegation.

mod delegation;
mod houses;

pub use delegation::{Delegation, Delegations, Resolved, resolve};
pub use houses::{House, HouseResult, Mixed, MixedResult, mixed};
