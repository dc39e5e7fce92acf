//! The frame that carries the modules: state and tables, context, agenda, authority, and the
//! execution of a batch. A module never needs to know how its neighbours are made.

pub mod agenda;
pub mod authority;
pub mod batch;
pub mod clock;
pub mod context;
pub mod emptied;
pub mod execute;
pub mod genesis;
pub mod gone;
pub mod module;
pub mod record;
pub mod refused;
pub mod registry;
pub mod replay;
pub mod roll;
pub mod society;
pub mod state;
pub mod sum;
pub mod table;
mod writes;
