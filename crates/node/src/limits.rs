//! How much of this machine others may take: one network of them, and all together.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

/// How much others may take. Whoever serves behind a proxy names it; all else has its usual value.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Connections open at once; fewer if the process may not open as many files.
    pub connections_max: usize,
    /// Connections that one network has open at once.
    pub connections_of_one_max: usize,
    /// Longest time for the head of a request to come, from the first moment of waiting for it.
    pub head_time: Duration,
    /// Bytes of answers that nobody has read yet.
    pub held_bytes_max: usize,
    /// Bytes of answers that one network has not read yet; a single answer may have more.
    pub held_bytes_of_one_max: usize,
    /// Smallest answer that is counted as held. Unit: bytes.
    pub held_from_bytes: usize,
    /// Connections at once on which batches are told as they come.
    pub listeners_max: usize,
    /// As many of one network.
    pub listeners_of_one_max: usize,
    /// Answers that are made at once, of those that take long to make.
    pub making_max: usize,
    /// Bytes that the reader of an answer takes within [`Limits::read_time`] at least.
    pub read_bytes_min: usize,
    /// After this time without as many bytes read, the connection is closed.
    pub read_time: Duration,
    /// What one network may ask.
    pub reads: Rate,
    /// Bytes of an answer that the machine takes over before its reader does.
    pub send_buffer_bytes: usize,
    /// Addresses whose word is taken for whom they ask: the last one of `X-Forwarded-For`.
    pub proxies: Vec<IpAddr>,
    /// What one network may write.
    pub writes: Rate,
}

/// How often something may be done: so much at once, and so much on the long run.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// At once. Unit: tokens.
    pub burst: u64,
    /// On the long run. Unit: tokens a second; at least 1.
    pub per_second: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 1_024,
            connections_of_one_max: 64,
            head_time: Duration::from_secs(10),
            held_bytes_max: 128 * 1_024 * 1_024,
            held_bytes_of_one_max: 16 * 1_024 * 1_024,
            held_from_bytes: 64 * 1_024,
            listeners_max: 256,
            listeners_of_one_max: 8,
            making_max: 4,
            read_bytes_min: 32 * 1_024,
            read_time: Duration::from_secs(10),
            reads: Rate { burst: 4_000, per_second: 400 },
            send_buffer_bytes: 128 * 1_024,
            proxies: Vec::new(),
            writes: Rate { burst: 600, per_second: 100 },
        }
    }
}

/// Whoever is counted as one: an IPv4 address, or the half of an IPv6 address that is given out as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Network(IpAddr);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.into()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_are_given_out_together_are_one_network() {
        let network = |text: &str| Network::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }
}
