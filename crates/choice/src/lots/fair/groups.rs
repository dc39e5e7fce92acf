//! A pool as the search sees it: groups of people with the same features.

use super::super::stratified::Pool;

/// Groups, their features and the quotas.
pub(super) struct Groups {
    pub(super) seats: usize,
    /// How many people each group has.
    pub(super) sizes: Vec<usize>,
    /// The features of each group; features of all categories are numbered through.
    pub(super) features: Vec<Vec<usize>>,
    /// Least and most members with each feature.
    pub(super) quotas: Vec<(usize, usize)>,
}

impl Groups {
    pub(super) fn new(pool: &Pool, seats: usize) -> Self {
        let mut quotas = Vec::new();
        let mut begins = Vec::new();
        for category in pool.categories() {
            begins.push(quotas.len());
            quotas.extend(category.quotas.iter().map(|quota| (quota.least, quota.most)));
        }
        let (mut sizes, mut features) = (Vec::new(), Vec::new());
        for group in pool.groups() {
            sizes.push(group.len());
            let own = pool.features(group[0]);
            features
                .push(own.iter().zip(&begins).map(|(feature, begin)| begin + feature).collect());
        }
        Self { seats, sizes, features, quotas }
    }

    /// Whether a composition is a panel that meets every quota.
    pub(super) fn admit(&self, composition: &[usize]) -> bool {
        let mut counts = vec![0; self.quotas.len()];
        for (features, members) in self.features.iter().zip(composition) {
            for &feature in features {
                counts[feature] += members;
            }
        }
        composition.iter().sum::<usize>() == self.seats
            && composition.iter().zip(&self.sizes).all(|(members, size)| members <= size)
            && counts
                .iter()
                .zip(&self.quotas)
                .all(|(count, (least, most))| (least..=most).contains(&count))
    }
}
