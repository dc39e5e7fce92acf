//! How often one network may do something: a bucket of tokens for each, of bounded number.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::limits::{Network, Rate};

/// Networks remembered. Unit: networks.
const NETWORKS_MAX: usize = 10_000;

/// What each network has left.
#[derive(Debug)]
pub(crate) struct Buckets {
    by_network: Mutex<BTreeMap<Network, Bucket>>,
    rate: Rate,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: u64,
    since: Instant,
}

impl Bucket {
    fn refilled(self, rate: Rate, now: Instant) -> Self {
        let seconds = now.duration_since(self.since).as_secs();
        if seconds == 0 {
            return self;
        }
        let refill = seconds.saturating_mul(rate.per_second);
        Self { tokens: self.tokens.saturating_add(refill).min(rate.burst), since: now }
    }
}

impl Buckets {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { by_network: Mutex::default(), rate }
    }

    /// Takes `cost` tokens of a network, if it has as many left.
    ///
    /// # Errors
    /// After how many seconds it has as many, if nothing else is taken.
    pub(crate) fn take(&self, network: Network, cost: u64, now: Instant) -> Result<(), u64> {
        let mut buckets = self.by_network.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= NETWORKS_MAX && !buckets.contains_key(&network) {
            self.forget_some(&mut buckets, now);
        }
        let full = Bucket { tokens: self.rate.burst, since: now };
        let bucket = buckets.entry(network).or_insert(full);
        *bucket = bucket.refilled(self.rate, now);
        // Who asks for more than a bucket holds waits until it is full.
        let cost = cost.min(self.rate.burst);
        if bucket.tokens < cost {
            let missing = cost.saturating_sub(bucket.tokens);
            return Err(missing.div_ceil(self.rate.per_second.max(1)));
        }
        bucket.tokens = bucket.tokens.saturating_sub(cost);
        Ok(())
    }

    /// Forgets the fuller half: a full bucket says nothing, and nobody new is ever refused for the
    /// number of those who came before.
    fn forget_some(&self, buckets: &mut BTreeMap<Network, Bucket>, now: Instant) {
        let left = buckets.iter().map(|(network, bucket)| {
            let bucket = bucket.refilled(self.rate, now);
            (bucket.tokens, *network)
        });
        let mut left: Vec<(u64, Network)> = left.collect();
        left.sort_unstable();
        let emptier = left.len() / 2;
        for (_, network) in left.into_iter().skip(emptier) {
            buckets.remove(&network);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use super::*;

    const RATE: Rate = Rate { burst: 600, per_second: 100 };

    fn network(number: u32) -> Network {
        IpAddr::from(Ipv4Addr::from_bits(number)).into()
    }

    #[test]
    fn one_network_cannot_use_up_what_others_have() {
        let (buckets, now) = (Buckets::new(RATE), Instant::now());
        let (greedy, modest) = (network(1), network(2));
        for _ in 0..RATE.burst {
            assert_eq!(buckets.take(greedy, 1, now), Ok(()));
        }
        assert_eq!(buckets.take(greedy, 1, now), Err(1));
        assert_eq!(buckets.take(greedy, 250, now), Err(3));
        assert_eq!(buckets.take(modest, 1, now), Ok(()));
        let later = now + Duration::from_secs(1);
        assert_eq!(buckets.take(greedy, RATE.per_second, later), Ok(()));
        assert_eq!(buckets.take(greedy, 1, later), Err(1));
    }

    #[test]
    fn many_networks_do_not_lock_a_new_one_out_nor_win_what_they_used_up() {
        let (buckets, now) = (Buckets::new(RATE), Instant::now());
        let spent = network(7);
        assert_eq!(buckets.take(spent, RATE.burst, now), Ok(()));
        for number in 1_000..51_000 {
            assert_eq!(buckets.take(network(number), 1, now), Ok(()), "{number}");
        }
        assert!(buckets.take(spent, 1, now).is_err());
        assert!(buckets.by_network.lock().unwrap().len() <= NETWORKS_MAX);
    }
}
