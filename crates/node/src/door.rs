//! Who comes in: so many connections, and so many of one network, that nobody takes the places of all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::sync::Notify;

use crate::limits::{Limits, Network};

/// Files that are not connections: logs, tables, what the libraries open. Unit: files.
const OTHER_FILES: u64 = 256;

/// The places for connections.
#[derive(Debug)]
pub(crate) struct Door {
    max: usize,
    of_one_max: usize,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    /// All that are taken, those of proxies among them.
    all: usize,
    /// Those of each network by number, oldest first.
    by_network: BTreeMap<Network, BTreeMap<u64, Arc<Notify>>>,
    next: u64,
}

/// One open connection's place, given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    door: Arc<Door>,
    /// Whose it is and its number, unless it is a proxy's.
    holder: Option<(Network, u64)>,
    /// Tells when the place has to be left to somebody who has fewer.
    pub(crate) leave: Arc<Notify>,
}

impl Door {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        let files = files(limits.connections_max);
        let max = limits.connections_max.min(files);
        let of_one_max = limits.connections_of_one_max.min(max);
        Arc::new(Self { max, of_one_max, places: Mutex::default() })
    }

    /// Gives a place to a connection of a network, or to one of a proxy, which stands for many.
    ///
    /// When all are taken, the network with the most places leaves its oldest to one that has fewer.
    pub(crate) fn enter(self: &Arc<Self>, network: Option<Network>) -> Option<Place> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let own = network.and_then(|network| places.by_network.get(&network));
        let own = own.map_or(0, BTreeMap::len);
        if own >= self.of_one_max && network.is_some() {
            return None;
        }
        if places.all >= self.max && !places.level(own) {
            return None;
        }
        let leave = Arc::new(Notify::new());
        let number = places.next;
        places.next = number.wrapping_add(1);
        places.all = places.all.saturating_add(1);
        if let Some(network) = network {
            let held = places.by_network.entry(network).or_default();
            held.insert(number, Arc::clone(&leave));
        }
        let holder = network.map(|network| (network, number));
        Some(Place { door: Arc::clone(self), holder, leave })
    }
}

impl Places {
    /// Takes a place from the network with the most, if it has more than `own` and one.
    fn level(&mut self, own: usize) -> bool {
        let most = self.by_network.iter().max_by_key(|(_, held)| held.len());
        let Some((network, held)) = most.map(|(network, held)| (*network, held)) else {
            return false;
        };
        let Some(oldest) = held.keys().next().copied() else { return false };
        if held.len() <= own.saturating_add(1) {
            return false;
        }
        if let Some(leave) = self.free(network, oldest) {
            leave.notify_one();
        }
        true
    }

    fn free(&mut self, network: Network, number: u64) -> Option<Arc<Notify>> {
        let held = self.by_network.get_mut(&network)?;
        let leave = held.remove(&number)?;
        if held.is_empty() {
            self.by_network.remove(&network);
        }
        self.all = self.all.saturating_sub(1);
        Some(leave)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.door.places.lock().unwrap_or_else(PoisonError::into_inner);
        match self.holder {
            // It may have been given to another already.
            Some((network, number)) => drop(places.free(network, number)),
            None => places.all = places.all.saturating_sub(1),
        }
    }
}

/// Returns how many connections the files of this process suffice for, of which it asks the system
/// for as many as are wanted.
fn files(wanted: usize) -> usize {
    let needed = u64::try_from(wanted).unwrap_or(u64::MAX).saturating_add(OTHER_FILES);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // No number means no limit.
    let Some(now) = current else { return wanted };
    let allowed = maximum.unwrap_or(u64::MAX).min(needed);
    let raised = Rlimit { current: Some(allowed), maximum };
    let files =
        if now < allowed && setrlimit(Resource::Nofile, raised).is_ok() { allowed } else { now };
    let places = files.saturating_sub(OTHER_FILES).max(files / 4).max(1);
    usize::try_from(places).unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;

    fn enter(door: &Arc<Door>, last: u8) -> Option<Place> {
        door.enter(Some(IpAddr::from([127, 0, 0, last]).into()))
    }

    fn door(connections_max: usize, connections_of_one_max: usize) -> Arc<Door> {
        Door::new(&Limits { connections_max, connections_of_one_max, ..Limits::default() })
    }

    #[test]
    fn one_network_leaves_places_to_others() {
        let door = door(100, 8);
        let mut places: Vec<Place> = (0..8).filter_map(|_| enter(&door, 1)).collect();
        assert_eq!(places.len(), 8);
        assert!(enter(&door, 1).is_none());
        assert!(enter(&door, 2).is_some());
        drop(places.pop());
        assert!(enter(&door, 1).is_some());
        drop(places);
        let left = door.places.lock().unwrap();
        assert!(left.all == 0 && left.by_network.is_empty(), "{left:?}");
    }

    #[test]
    fn who_has_most_leaves_the_oldest_place_to_who_has_fewer() {
        let door = door(6, 5);
        let greedy: Vec<Place> = (0..5).filter_map(|_| enter(&door, 1)).collect();
        let _second = enter(&door, 2).unwrap();
        let third = enter(&door, 3).unwrap();
        assert!(door.places.lock().unwrap().all == 6 && greedy.len() == 5);
        // A place that was given away is not given back twice.
        drop(greedy);
        assert_eq!(door.places.lock().unwrap().all, 2);
        drop(third);
        let _held: Vec<Option<Place>> = (10..15).map(|last| enter(&door, last)).collect();
        // All have one: nobody has more than the one who comes would have.
        assert!(enter(&door, 99).is_none());
    }

    #[test]
    fn a_proxy_is_held_back_by_the_number_of_all_alone() {
        let door = door(20, 2);
        let places: Vec<Place> = (0..20).filter_map(|_| door.enter(None)).collect();
        assert_eq!(places.len(), 20);
        assert!(door.enter(None).is_none() && enter(&door, 1).is_none());
    }

    #[test]
    fn there_are_files_for_every_place() {
        let wanted = 1_024;
        let places = u64::try_from(files(wanted)).unwrap();
        let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
        assert!(places < files, "{places} places, {files} files");
        assert!(places > 0);
    }
}
