//! Numbers from a published seed: SHA-256 over the seed and a counter. Whoever knows the seed can
//! repeat every draw.

use sha2::{Digest, Sha256};

use crate::ChoiceError;
use crate::exact::count;
use crate::limits::POOL_MAX;

/// A stream of numbers from a seed.
#[derive(Clone, Debug)]
pub struct SeedStream {
    seed: [u8; 32],
    counter: u64,
}

impl SeedStream {
    /// Starts the stream of a seed.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }

    /// Continues the stream of a seed where another stopped: `position` numbers were taken from it.
    #[must_use]
    pub fn at(seed: [u8; 32], position: u64) -> Self {
        Self { seed, counter: position }
    }

    /// Returns how many numbers were taken from the stream, those passed over among them.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.counter
    }

    /// Returns the next number from 0 to `bound` - 1, each equally likely: numbers above the last
    /// multiple of `bound` are passed over. A bound of 0 gives 0.
    pub fn below(&mut self, bound: u128) -> u128 {
        if bound == 0 {
            return 0;
        }
        let excess = (u128::MAX % bound + 1) % bound;
        loop {
            let number = self.next();
            if number <= u128::MAX - excess {
                return number % bound;
            }
        }
    }

    fn next(&mut self) -> u128 {
        let mut hash = Sha256::new();
        hash.update(b"polity-choice lot 1\0");
        hash.update(self.seed);
        hash.update(self.counter.to_be_bytes());
        self.counter = self.counter.wrapping_add(1);
        let digest: [u8; 32] = hash.finalize().into();
        digest[..16].iter().fold(0u128, |number, &byte| number << 8 | u128::from(byte))
    }

    /// Returns a random place in a list of `length`.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let place = self.below(u128::from(count(length)));
        usize::try_from(place).unwrap_or(0)
    }
}

/// Draws `seats` of `people`, each set equally likely, in the order drawn (Fisher and Yates).
///
/// # Errors
/// [`ChoiceError::TooMany`] for more seats than people or too many people.
pub fn draw(people: usize, seats: usize, seed: [u8; 32]) -> Result<Vec<usize>, ChoiceError> {
    let bounds = [("People", people, POOL_MAX), ("Seats", seats, people)];
    for (what, actual, limit) in bounds {
        if actual > limit {
            let (actual, limit) = (count(actual), count(limit));
            return Err(ChoiceError::TooMany { what, actual, limit });
        }
    }
    let mut stream = SeedStream::new(seed);
    let mut order: Vec<usize> = (0..people).collect();
    for place in 0..seats {
        let other = place + stream.place(people - place);
        order.swap(place, other);
    }
    order.truncate(seats);
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_goes_on_where_it_stopped() {
        let seed = [7; 32];
        let mut whole = SeedStream::new(seed);
        let numbers: Vec<u128> = (0..40).map(|_| whole.below(1_000)).collect();
        for stop in 0..40 {
            let mut first = SeedStream::new(seed);
            let mut again: Vec<u128> = (0..stop).map(|_| first.below(1_000)).collect();
            let mut second = SeedStream::at(seed, first.position());
            again.extend((stop..40).map(|_| second.below(1_000)));
            assert_eq!(again, numbers, "{stop}");
        }
    }
}
