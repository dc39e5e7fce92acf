//! How much one address may write: a bucket of tokens for each, of bounded number.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Writes that an address may make at once. Unit: requests.
const BURST: u64 = 600;
/// Writes that an address may make on the long run. Unit: requests a second.
const PER_SECOND: u64 = 100;
/// What storing a public record costs: it stays for ever and no signature is asked. Unit: tokens.
pub(crate) const RECORD_COST: u64 = 30;
/// Addresses remembered. Unit: addresses.
const ADDRESSES_MAX: usize = 10_000;

/// What each address has left.
#[derive(Debug, Default)]
pub(crate) struct Limits(Mutex<BTreeMap<IpAddr, Bucket>>);

#[derive(Debug)]
struct Bucket {
    tokens: u64,
    since: Instant,
}

impl Limits {
    /// Takes `cost` tokens of `address`, if it has as many left.
    pub(crate) fn take(&self, address: IpAddr, cost: u64, now: Instant) -> bool {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= ADDRESSES_MAX && !buckets.contains_key(&address) {
            buckets.retain(|_, bucket| now.duration_since(bucket.since).as_secs() < 10);
            if buckets.len() >= ADDRESSES_MAX {
                return false;
            }
        }
        let bucket = buckets.entry(address).or_insert(Bucket { tokens: BURST, since: now });
        let seconds = now.duration_since(bucket.since).as_secs();
        if seconds > 0 {
            let refill = seconds.saturating_mul(PER_SECOND);
            bucket.tokens = bucket.tokens.saturating_add(refill).min(BURST);
            bucket.since = now;
        }
        let has_tokens = bucket.tokens >= cost;
        if has_tokens {
            bucket.tokens = bucket.tokens.saturating_sub(cost);
        }
        has_tokens
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn one_address_cannot_use_up_what_others_have() {
        let (limits, now) = (Limits::default(), Instant::now());
        let (greedy, modest) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        for _ in 0..BURST {
            assert!(limits.take(greedy, 1, now));
        }
        assert!(!limits.take(greedy, 1, now));
        assert!(limits.take(modest, 1, now));
        assert!(limits.take(greedy, RECORD_COST, now + Duration::from_secs(1)));
    }
}
