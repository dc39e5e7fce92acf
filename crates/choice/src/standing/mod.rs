//! Decisions that stand open: conviction, a budget of votes over many questions, lazy consensus,
//! consent.

mod consent;
mod conviction;
mod request;
mod vote_budget;

pub use consent::{
    Consent, ConsentResult, LazyConsensus, LazyResult, Stance, consent, lazy_consensus,
};
pub use conviction::{Conviction, ConvictionRule};
pub use request::FundRule;
pub use vote_budget::{Spend, VoteBudget};
