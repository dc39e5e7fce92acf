//! What is decided without ballots on candidates, as tables: CSV with a header, or a JSON array of
//! objects with the same names. Cells that are empty or left out are the same.

mod delegations;
mod gifts;
mod houses;
mod pool;
mod sheet;
mod standing;
mod weights;

pub use delegations::{DelegationsFile, read_delegations};
pub use gifts::{FundedVotesFile, GiftsFile, read_funded_votes, read_gifts};
pub use houses::read_houses;
pub use pool::{PoolFile, published, read_pool};
pub use standing::{
    ObjectionsFile, Spending, SpendingFile, StancesFile, Support, SupportFile, read_objections,
    read_spending, read_stances, read_support,
};
pub use weights::{WeightsFile, read_weights};

use serde::Serialize;

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub meaning: &'static str,
    /// What an empty cell means; nothing if the cell must be filled.
    pub empty: Option<&'static str>,
}

const fn column(name: &'static str, meaning: &'static str) -> Column {
    Column { name, meaning, empty: None }
}

const fn or(name: &'static str, meaning: &'static str, empty: &'static str) -> Column {
    Column { name, meaning, empty: Some(empty) }
}

/// Voters and their weights.
pub const WEIGHTS: &[Column] = &[
    column("voter", "name"),
    or("weight", "whole number", "1"),
    or("voted", "yes or no, for turnout", "not known"),
];
/// Contributions to projects.
pub const GIFTS: &[Column] = &[
    column("contributor", "name"),
    column("project", "name"),
    column("amount", "whole number of the smallest unit"),
];
/// Projects with the sums of their votes.
pub const FUNDED_VOTES: &[Column] = &[
    column("project", "name"),
    column("votes", "sum of square roots, a whole number"),
    column("credits", "voice credits spent on it"),
];
/// People, their ballots and whom they trust.
pub const DELEGATIONS: &[Column] = &[
    column("person", "name; several rows for several delegations"),
    or("weight", "whole number", "1"),
    or("ballot", "the choice of their own ballot, which overrides", "did not vote"),
    or("delegate", "the person who votes for them otherwise", "nobody"),
    or("topic", "the topic of the delegation", "every topic without its own"),
    or("expires_at", "second from which it no longer holds", "never"),
];
/// Houses of a mixed electorate.
pub const HOUSES: &[Column] = &[
    column("house", "name"),
    column("share", "part of the decision, such as 20% or 1/5; together 1"),
    column("yes", "weight of yes ballots"),
    column("no", "weight of no ballots"),
    or("abstain", "weight of abstentions", "0"),
    or("eligible", "weight of all who may vote", "all who did"),
    or("quorum", "share of the eligible who must take part", "none"),
    or("needed", "yes if its own majority must agree", "no"),
];
/// Support that proposals had from a step on.
pub const SUPPORT: &[Column] = &[
    column("step", "whole number, not before the row above"),
    column("proposal", "name"),
    or("person", "name", "all together"),
    column("support", "weight from this step on; 0 takes it back"),
];
/// Votes bought from a budget of credits, in order.
pub const SPENDING: &[Column] = &[
    column("person", "name"),
    column("question", "name"),
    column("votes", "whole number, negative against; replaces what they set before"),
];
/// Objections to a proposal under lazy consensus.
pub const OBJECTIONS: &[Column] = &[
    or("person", "name", "nobody named"),
    or("weight", "whole number", "1"),
    column("at", "second"),
];
/// What participants say to a proposal for consent.
pub const STANCES: &[Column] = &[
    column("person", "name"),
    or("stance", "consent, reserve, aside or block", "has not answered"),
    or("reason", "why, for reserve and block", "none"),
];
/// People from whom lots are drawn; further columns are their features.
pub const PEOPLE: &[Column] = &[column("person", "name")];
/// Quotas of a stratified draw.
pub const QUOTAS: &[Column] = &[
    column("category", "a column of the people"),
    column("feature", "a value in that column"),
    column("least", "members with it, at least"),
    column("most", "members with it, at most"),
];
