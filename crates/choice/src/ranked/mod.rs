//! Methods for one winner, or an order, from ranked ballots.

mod borda;
mod closure;
mod copeland;
mod debian;
mod irv;
mod kemeny;
mod minimax;
mod order;
mod pairwise;
mod ranked_pairs;
mod schulze;
mod smith;

pub use borda::{Borda, borda};
pub use copeland::{Copeland, copeland};
pub use debian::{Debian, DebianRule, debian};
pub use irv::{EqualRanks, InstantRunoff, IrvRound, IrvRule, instant_runoff};
pub use kemeny::{Kemeny, kemeny};
pub use minimax::{Minimax, Opposition, minimax};
pub use order::Ordered;
pub use pairwise::{Pairwise, Strength, Unranked};
pub use ranked_pairs::{Defeat, EqualDefeats, RankedPairs, ranked_pairs};
pub use schulze::{Schulze, schulze};
pub use smith::{condorcet_winner, schwartz_set, smith_set};
