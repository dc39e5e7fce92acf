//! How ties are broken: by a rule stated beforehand, never by the order of memory.

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ChoiceError;
use crate::exact::count;

/// The stated rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum TieBreak {
    /// The order of the candidate list: earlier is elected first and excluded last.
    #[default]
    Listed,
    /// A published order of all candidates, used likewise.
    Order(Vec<usize>),
    /// A drawn order in which the first drawn of the tied is taken, whatever is being decided:
    /// elected when the question is whom to elect, excluded when it is whom to exclude.
    Drawn(Vec<usize>),
    /// A lot from a published seed: candidates in the order of SHA-256 over the seed and their
    /// name, so that it depends on no list. Whoever knows the seed can repeat it.
    Lot([u8; 32]),
}

/// One tie that was broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TieBroken {
    /// What was being decided.
    pub deciding: String,
    /// The candidates that were equal.
    pub tied: Vec<usize>,
    /// Those that the rule took, in its order: fewer than the tied, or all where only their order was open.
    pub taken: Vec<usize>,
}

/// A rule made ready for the candidates of one count, with a record of its use.
#[derive(Clone, Debug)]
pub struct Ties {
    /// Position of each candidate; lower is favoured.
    position: Vec<usize>,
    first_is_excluded: bool,
    broken: Vec<TieBroken>,
}

impl TieBreak {
    /// Makes the rule ready for these candidates.
    ///
    /// # Errors
    /// [`ChoiceError::BadOption`] when an order does not name every candidate once.
    pub fn prepare(&self, names: &[String]) -> Result<Ties, ChoiceError> {
        let order: Vec<usize> = match self {
            Self::Listed => (0..names.len()).collect(),
            Self::Order(order) | Self::Drawn(order) => order.clone(),
            Self::Lot(seed) => lot_order(seed, names),
        };
        let mut position = vec![usize::MAX; names.len()];
        for (at, &candidate) in order.iter().enumerate() {
            if let Some(slot) = position.get_mut(candidate) {
                *slot = at;
            }
        }
        if order.len() != names.len() || position.contains(&usize::MAX) {
            return Err(ChoiceError::BadOption {
                option: "tie order".into(),
                value: format!("{} entries", order.len()),
                allowed: format!("each of the {} candidates once", names.len()),
            });
        }
        let first_is_excluded = matches!(self, Self::Drawn(_));
        Ok(Ties { position, first_is_excluded, broken: Vec::new() })
    }
}

/// Orders candidates by SHA-256 over the seed and their names; equal names keep their listing.
fn lot_order(seed: &[u8; 32], names: &[String]) -> Vec<usize> {
    let mut keyed: Vec<([u8; 32], usize)> = names
        .iter()
        .enumerate()
        .map(|(candidate, name)| {
            let mut hash = Sha256::new();
            hash.update(b"polity-choice tie 1\0");
            hash.update(seed);
            hash.update(count(name.len()).to_be_bytes());
            hash.update(name.as_bytes());
            (hash.finalize().into(), candidate)
        })
        .collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, candidate)| candidate).collect()
}

impl Ties {
    /// Takes the one to elect of `tied`, recording it if there is a choice.
    ///
    /// # Panics
    /// If `tied` is empty: callers always have a best.
    pub fn elect(&mut self, deciding: &str, tied: &[usize]) -> usize {
        let taken = tied.iter().copied().min_by_key(|&one| self.position[one]);
        self.record(deciding, tied, taken.expect("a tie has candidates"))
    }

    /// Takes so many of `tied` to elect, in the order of the rule, recording it if there is a choice.
    pub fn elect_several(&mut self, deciding: &str, tied: &[usize], room: usize) -> Vec<usize> {
        let mut taken = tied.to_vec();
        self.sort(&mut taken);
        if room < taken.len() {
            taken.truncate(room);
            self.record_several(deciding, tied, &taken);
        }
        taken
    }

    /// Takes the one to exclude of `tied`, recording it if there is a choice.
    ///
    /// # Panics
    /// If `tied` is empty: callers always have a worst.
    pub fn exclude(&mut self, deciding: &str, tied: &[usize]) -> usize {
        let key = |&one: &usize| self.position[one];
        let taken = if self.first_is_excluded {
            tied.iter().copied().min_by_key(key)
        } else {
            tied.iter().copied().max_by_key(key)
        };
        self.record(deciding, tied, taken.expect("a tie has candidates"))
    }

    /// Sorts candidates by the rule, most favoured first, without recording.
    pub fn sort(&self, candidates: &mut [usize]) {
        candidates.sort_by_key(|&one| self.position[one]);
    }

    /// How many candidates the rule orders.
    #[must_use]
    pub fn candidates(&self) -> usize {
        self.position.len()
    }

    /// The position of a candidate in the rule's order; lower is favoured.
    #[must_use]
    pub fn position(&self, candidate: usize) -> usize {
        self.position[candidate]
    }

    /// Takes the `seats` best of an order with ties, breaking only the tie at the edge.
    pub fn fill(&mut self, deciding: &str, order: &[Vec<usize>], seats: usize) -> Vec<usize> {
        let mut winners = Vec::new();
        for tier in order {
            let room = seats - winners.len();
            if room > 0 {
                winners.extend(self.elect_several(deciding, tier, room));
            }
        }
        winners
    }

    /// Ends the count and returns what was broken.
    #[must_use]
    pub fn into_broken(self) -> Vec<TieBroken> {
        self.broken
    }

    /// Takes out what was broken so far.
    pub(crate) fn take_broken(&mut self) -> Vec<TieBroken> {
        std::mem::take(&mut self.broken)
    }

    /// Records a tie that something else than the rule broke, such as an earlier stage.
    pub(crate) fn note(&mut self, deciding: &str, tied: &[usize], taken: usize) {
        let is_known = |last: &TieBroken| last.taken == [taken] && last.deciding == deciding;
        if !self.broken.last().is_some_and(is_known) {
            let _ = self.record(deciding, tied, taken);
        }
    }

    fn record(&mut self, deciding: &str, tied: &[usize], taken: usize) -> usize {
        if tied.len() > 1 {
            self.record_several(deciding, tied, &[taken]);
        }
        taken
    }

    /// Records a tie of which some are taken and others are not.
    pub(crate) fn record_several(&mut self, deciding: &str, tied: &[usize], taken: &[usize]) {
        let deciding = deciding.to_owned();
        self.broken.push(TieBroken { deciding, tied: tied.to_vec(), taken: taken.to_vec() });
    }
}

/// Groups candidates into tiers, highest score first.
#[must_use]
pub fn tiers_by<K: Ord + Clone>(
    candidates: impl IntoIterator<Item = usize>,
    score: impl Fn(usize) -> K,
) -> Vec<Vec<usize>> {
    let mut keyed: Vec<(K, usize)> =
        candidates.into_iter().map(|candidate| (score(candidate), candidate)).collect();
    keyed.sort_by(|left, right| right.0.cmp(&left.0).then(left.1.cmp(&right.1)));
    let mut tiers: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<K> = None;
    for (key, candidate) in keyed {
        if last.as_ref() == Some(&key) {
            if let Some(tier) = tiers.last_mut() {
                tier.push(candidate);
            }
        } else {
            tiers.push(vec![candidate]);
            last = Some(key);
        }
    }
    tiers
}
