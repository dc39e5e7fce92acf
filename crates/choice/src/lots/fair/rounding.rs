//! Whole panels near a divided one. Members are moved between groups that are not whole, always from
//! where they are wanted less to where they are wanted more, and so that no quota that is just met is
//! broken; each move makes a group whole or a quota just met. What is left at the end is tried out.

use std::collections::BTreeMap;

use super::groups::Groups;

/// Numbers nearer than this are the same.
const NEAR: f64 = 1e-9;
/// Ways to round the last groups that are tried.
const TRIES_MAX: u32 = 20_000;

/// A divided panel on its way to a whole one.
struct Moving<'a> {
    groups: &'a Groups,
    wants: &'a [f64],
    members: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
    /// Members with each feature.
    sums: Vec<f64>,
    /// Whether the quota of a feature is just met: its sum stays.
    is_tight: Vec<bool>,
}

/// Rounds the members of each group up or down to a panel that meets the quotas. `wants` says how much
/// a member more of each group is worth; the panel is worth no less than the divided one, but for the
/// last groups. `None` if those cannot be rounded.
pub(super) fn round(groups: &Groups, members: &[f64], wants: &[f64]) -> Option<Vec<usize>> {
    let mut moving = Moving::new(groups, members, wants);
    moving.pair();
    while let Some(direction) = moving.direction() {
        moving.shift(&direction);
        moving.pair();
    }
    moving.finish()
}

impl<'a> Moving<'a> {
    fn new(groups: &'a Groups, members: &[f64], wants: &'a [f64]) -> Self {
        let whole = |value: f64| (value - value.round()).abs() < NEAR;
        let members: Vec<f64> =
            members.iter().map(|&one| if whole(one) { one.round() } else { one }).collect();
        let mut sums = vec![0.0; groups.quotas.len()];
        for (features, members) in groups.features.iter().zip(&members) {
            for &feature in features {
                sums[feature] += members;
            }
        }
        let tight = |(sum, &(least, most)): (&f64, &(usize, usize))| {
            *sum < least as f64 + NEAR || *sum > most as f64 - NEAR
        };
        let is_tight = sums.iter().zip(&groups.quotas).map(tight).collect();
        let low = members.iter().map(|one| one.floor()).collect();
        let high = members.iter().map(|one| one.ceil()).collect();
        Self { groups, wants, members, low, high, sums, is_tight }
    }

    fn open(&self) -> Vec<usize> {
        (0..self.members.len()).filter(|&group| self.members[group].fract() > 0.0).collect()
    }

    /// Moves members between groups that have the same tight features, until each set of such groups
    /// has at most one that is not whole.
    fn pair(&mut self) {
        loop {
            let mut alike: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
            for group in self.open() {
                let tight = |&&feature: &&usize| self.is_tight[feature];
                let key = self.groups.features[group].iter().filter(tight).copied().collect();
                alike.entry(key).or_default().push(group);
            }
            let mut is_same = true;
            for mut set in alike.into_values() {
                set.sort_by(|&a, &b| self.wants[a].total_cmp(&self.wants[b]).then(a.cmp(&b)));
                let mut set = &set[..];
                while let [from, .., to] = *set {
                    is_same &= !self.shift(&[(from, -1.0), (to, 1.0)]);
                    if !is_same {
                        break;
                    }
                    if self.members[from].fract() == 0.0 {
                        set = &set[1..];
                    }
                    if self.members[to].fract() == 0.0 {
                        set = &set[..set.len() - 1];
                    }
                }
                if !is_same {
                    break;
                }
            }
            if is_same {
                return;
            }
        }
    }

    /// Moves in a direction until a group is whole or a quota just met. Returns whether one became so.
    fn shift(&mut self, direction: &[(usize, f64)]) -> bool {
        let mut change: BTreeMap<usize, f64> = BTreeMap::new();
        let mut step = f64::INFINITY;
        for &(group, by) in direction {
            let room = if by > 0.0 {
                self.high[group] - self.members[group]
            } else {
                self.members[group] - self.low[group]
            };
            step = step.min(room / by.abs());
            for &feature in &self.groups.features[group] {
                if !self.is_tight[feature] {
                    *change.entry(feature).or_insert(0.0) += by;
                }
            }
        }
        for (&feature, &by) in change.iter().filter(|(_, by)| by.abs() > NEAR) {
            let (least, most) = self.groups.quotas[feature];
            let room = if by > 0.0 {
                most as f64 - self.sums[feature]
            } else {
                self.sums[feature] - least as f64
            };
            step = step.min(room.max(0.0) / by.abs());
        }
        for &(group, by) in direction {
            let moved = self.members[group] + by * step;
            let is_whole = (moved - moved.round()).abs() < NEAR;
            self.members[group] = if is_whole { moved.round() } else { moved };
        }
        let mut any = false;
        for (feature, by) in change {
            let (least, most) = self.groups.quotas[feature];
            self.sums[feature] += by * step;
            let sum = self.sums[feature];
            if by.abs() > NEAR && (sum < least as f64 + NEAR || sum > most as f64 - NEAR) {
                self.is_tight[feature] = true;
                any = true;
            }
        }
        any
    }

    /// A direction in which the groups that are not whole can move while no tight sum changes, towards
    /// what is wanted; `None` if there is none.
    fn direction(&self) -> Option<Vec<(usize, f64)>> {
        let open = self.open();
        // Tight features of the open groups, and the number of all members.
        let mut rows: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (column, &group) in open.iter().enumerate() {
            for &feature in self.groups.features[group].iter().filter(|&&one| self.is_tight[one]) {
                rows.entry(feature).or_insert_with(|| vec![0.0; open.len()])[column] = 1.0;
            }
        }
        let mut rows: Vec<Vec<f64>> = rows.into_values().collect();
        rows.push(vec![1.0; open.len()]);
        let direction = kernel(&mut rows, open.len())?;
        let worth: f64 =
            open.iter().zip(&direction).map(|(&group, by)| self.wants[group] * by).sum();
        let sign = if worth < 0.0 { -1.0 } else { 1.0 };
        let moved = open.into_iter().zip(direction).filter(|(_, by)| by.abs() > NEAR);
        Some(moved.map(|(group, by)| (group, sign * by)).collect())
    }

    /// Rounds the groups that are left by trying, and takes the most wanted panel.
    fn finish(mut self) -> Option<Vec<usize>> {
        let open = self.open();
        let mut best: Option<(f64, Vec<f64>)> = None;
        let mut tries = TRIES_MAX;
        self.attempt(&open, 0.0, &mut best, &mut tries);
        let (_, found) = best?;
        let composition: Vec<usize> = found.iter().map(|one| one.round() as usize).collect();
        self.groups.admit(&composition).then_some(composition)
    }

    fn attempt(
        &mut self,
        open: &[usize],
        worth: f64,
        best: &mut Option<(f64, Vec<f64>)>,
        tries: &mut u32,
    ) {
        let Some((&group, rest)) = open.split_first() else {
            let total: f64 = self.members.iter().sum();
            let meets = |(sum, &(least, most)): (&f64, &(usize, usize))| {
                *sum > least as f64 - 0.5 && *sum < most as f64 + 0.5
            };
            let is_panel = (total - self.groups.seats as f64).abs() < 0.5
                && self.sums.iter().zip(&self.groups.quotas).all(meets);
            if is_panel && best.as_ref().is_none_or(|(known, _)| worth > *known) {
                *best = Some((worth, self.members.clone()));
            }
            return;
        };
        let value = self.members[group];
        for rounded in [self.low[group], self.high[group]] {
            if *tries == 0 {
                return;
            }
            *tries -= 1;
            let by = rounded - value;
            self.put(group, rounded, by);
            if self.can_end(group, rest) {
                self.attempt(rest, worth + by * self.wants[group], best, tries);
            }
            self.put(group, value, -by);
        }
    }

    fn put(&mut self, group: usize, value: f64, by: f64) {
        self.members[group] = value;
        for &feature in &self.groups.features[group] {
            self.sums[feature] += by;
        }
    }

    /// Whether the quotas of a group just rounded can still be met by rounding the rest.
    fn can_end(&self, group: usize, rest: &[usize]) -> bool {
        self.groups.features[group].iter().all(|feature| {
            let (least, most) = self.groups.quotas[*feature];
            let (mut low, mut high) = (self.sums[*feature], self.sums[*feature]);
            for &other in rest.iter().filter(|&&one| self.groups.features[one].contains(feature)) {
                low -= self.members[other] - self.low[other];
                high += self.high[other] - self.members[other];
            }
            high > least as f64 - 0.5 && low < most as f64 + 0.5
        })
    }
}

/// A vector that all rows map to 0, by elimination; `None` if there is only the zero vector.
fn kernel(rows: &mut [Vec<f64>], width: usize) -> Option<Vec<f64>> {
    let mut pivots: Vec<usize> = Vec::new();
    for column in 0..width {
        let rank = pivots.len();
        let best = (rank..rows.len())
            .max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()));
        let Some(best) = best.filter(|&row| rows[row][column].abs() > NEAR) else {
            // This column depends on those before.
            let mut vector = vec![0.0; width];
            vector[column] = 1.0;
            for (row, &pivot) in rows.iter().zip(&pivots) {
                vector[pivot] = -row[column];
            }
            return Some(vector);
        };
        rows.swap(rank, best);
        let scale = rows[rank][column];
        for value in &mut rows[rank] {
            *value /= scale;
        }
        let pivot = rows[rank].clone();
        for (number, row) in rows.iter_mut().enumerate() {
            let factor = row[column];
            if number != rank && factor != 0.0 {
                for (value, pivot) in row.iter_mut().zip(&pivot) {
                    *value -= factor * pivot;
                }
            }
        }
        pivots.push(column);
    }
    None
}
