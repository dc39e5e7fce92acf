//! Numbers that look drawn and are the same for the same seed on every machine.

/// A generator: `SplitMix64`. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `bound`, or 0 if the bound is 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()).saturating_mul(u128::from(bound));
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// Returns a place in a list of so many.
    pub(crate) fn place(&mut self, count: usize) -> usize {
        let drawn = self.below(u64::try_from(count).unwrap_or(u64::MAX));
        usize::try_from(drawn).unwrap_or_default()
    }

    /// Returns true with so many percent.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the published reference for the seed 1234567.
    #[test]
    fn the_numbers_are_those_of_splitmix64() {
        let mut random = Random::new(1_234_567);
        let first = [random.next(), random.next(), random.next()];
        assert_eq!(
            first,
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]
        );
    }

    #[test]
    fn what_is_drawn_stays_below_its_bound_and_reaches_it() {
        let mut random = Random::new(7);
        let drawn: Vec<u64> = (0..1_000).map(|_| random.below(10)).collect();
        assert!(drawn.iter().all(|number| *number < 10));
        assert!((0..10).all(|number| drawn.contains(&number)));
        assert_eq!(random.below(0), 0);
        assert!((0..100).all(|_| random.chance(100)) && !(0..100).any(|_| random.chance(0)));
    }
}
