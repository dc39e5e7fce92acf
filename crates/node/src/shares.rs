//! Things of bounded number or size, of which each network has its share at most.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::limits::Network;

/// How much there is, and how much of it is taken.
#[derive(Debug)]
pub(crate) struct Shares {
    max: usize,
    of_one_max: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_network: BTreeMap<Network, usize>,
}

/// Why there is no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// All of it is taken.
    All,
    /// The network has taken its share.
    One,
}

/// Something taken, given back when dropped.
#[derive(Debug)]
pub(crate) struct Share {
    amount: usize,
    network: Option<Network>,
    shares: Arc<Shares>,
}

impl Shares {
    pub(crate) fn new(max: usize, of_one_max: usize) -> Arc<Self> {
        Arc::new(Self { max, of_one_max, taken: Mutex::default() })
    }

    /// Takes an amount for a network. Whoever has nothing may take one thing of any size.
    ///
    /// # Errors
    /// [`Full`]: its share, or all, is taken.
    pub(crate) fn take(
        self: &Arc<Self>,
        network: Option<Network>,
        amount: usize,
    ) -> Result<Share, Full> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = network.and_then(|network| taken.by_network.get(&network).copied());
        let own = own.unwrap_or_default();
        if own > 0 && own.saturating_add(amount) > self.of_one_max {
            return Err(Full::One);
        }
        if taken.all > 0 && taken.all.saturating_add(amount) > self.max {
            return Err(Full::All);
        }
        taken.all = taken.all.saturating_add(amount);
        if let Some(network) = network {
            taken.by_network.insert(network, own.saturating_add(amount));
        }
        drop(taken);
        Ok(Share { amount, network, shares: Arc::clone(self) })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut taken = self.shares.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(self.amount);
        let Some(network) = self.network else { return };
        if let Some(own) = taken.by_network.get_mut(&network) {
            *own = own.saturating_sub(self.amount);
            if *own == 0 {
                taken.by_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    #[test]
    fn a_network_takes_its_share_and_all_take_what_there_is() {
        let shares = Shares::new(10, 4);
        let [one, two, three] =
            [1, 2, 3].map(|last| Some(Network::from(IpAddr::from([127, 0, 0, last]))));
        let first = shares.take(one, 3).unwrap();
        assert_eq!(shares.take(one, 2).unwrap_err(), Full::One);
        let large = shares.take(two, 7).unwrap();
        assert_eq!(shares.take(three, 1).unwrap_err(), Full::All);
        drop(first);
        let third = shares.take(three, 3).unwrap();
        drop((large, third));
        let taken = shares.taken.lock().unwrap();
        assert!(taken.all == 0 && taken.by_network.is_empty(), "{taken:?}");
    }
}
