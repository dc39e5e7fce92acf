//! Whole panels near a divided one. Members are moved between groups that are not whole, always from
//! where they are wanted less to where they are wanted more, and so that no quota that is just met is
//! broken; each move makes a group whole or a quota just met. What is left at the end is tried out.

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
    /// Groups that are not whole.
    open: Vec<usize>,
    /// Members with each feature.
    sums: Vec<f64>,
    /// Whether the quota of a feature is just met: its sum stays.
    is_tight: Vec<bool>,
    /// A mark of the tight features of each group.
    marks: Vec<u64>,
    /// The place of each group among all, least wanted first.
    places: Vec<usize>,
    /// How much each sum changes in a direction, and where it does.
    change: Vec<f64>,
    changed: Vec<usize>,
    /// Quotas that have come to be just met.
    tightened: Vec<usize>,
}

/// Rounds the members of each group up or down to a panel that meets the quotas. `wants` says how much
/// a member more of each group is worth; the panel is worth no less than the divided one, but for the
/// last groups. `None` if those cannot be rounded.
pub(super) fn round(groups: &Groups, members: &[f64], wants: &[f64]) -> Option<Vec<usize>> {
    let mut moving = Moving::new(groups, members, wants);
    moving.pair();
    while let Some(direction) = moving.direction() {
        moving.shift(&direction);
        moving.tightened.clear();
        moving.pair();
    }
    moving.finish()
}

/// Scatters small numbers over 64 bits (the finalizer of `SplitMix64`).
pub(super) fn scattered(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Whether a number that is not negative is whole.
fn is_whole(value: f64) -> bool {
    (value - (value + 0.5) as u64 as f64).abs() < NEAR
}

impl<'a> Moving<'a> {
    fn new(groups: &'a Groups, members: &[f64], wants: &'a [f64]) -> Self {
        let members: Vec<f64> =
            members.iter().map(|&one| if is_whole(one) { one.round() } else { one }).collect();
        let open = (0..members.len()).filter(|&group| !is_whole(members[group])).collect();
        let mut sums = vec![0.0; groups.quotas.len()];
        for (features, members) in groups.features.iter().zip(&members) {
            for &feature in features {
                sums[feature] += members;
            }
        }
        let mut by_want: Vec<usize> = (0..members.len()).collect();
        by_want.sort_by(|&a, &b| wants[a].total_cmp(&wants[b]));
        let mut places = vec![0; by_want.len()];
        for (place, &group) in by_want.iter().enumerate() {
            places[group] = place;
        }
        let mut moving = Self {
            places,
            groups,
            wants,
            low: members.iter().map(|one| one.floor()).collect(),
            high: members.iter().map(|one| one.ceil()).collect(),
            open,
            is_tight: vec![false; sums.len()],
            marks: vec![0; members.len()],
            change: vec![0.0; sums.len()],
            changed: Vec::new(),
            tightened: Vec::new(),
            members,
            sums,
        };
        for feature in 0..moving.sums.len() {
            let _ = moving.tighten(feature);
        }
        moving
    }

    /// Notes whether a quota has come to be just met.
    fn tighten(&mut self, feature: usize) -> bool {
        let ((least, most), sum) = (self.groups.quotas[feature], self.sums[feature]);
        let is_met = sum < least as f64 + NEAR || sum > most as f64 - NEAR;
        if !is_met || self.is_tight[feature] {
            return false;
        }
        self.is_tight[feature] = true;
        // Sums of scattered numbers are as good as never equal by chance.
        let mark = scattered(feature as u64);
        for (features, sum) in self.groups.features.iter().zip(&mut self.marks) {
            if features.contains(&feature) {
                *sum = sum.wrapping_add(mark);
            }
        }
        true
    }

    /// Moves members between groups that have the same tight features, until each set of such groups
    /// has at most one that is not whole.
    fn pair(&mut self) {
        let place = |&group: &usize| (self.marks[group], self.places[group]);
        self.open.sort_unstable_by_key(place);
        let alike = |a: &usize, b: &usize| self.marks[*a] == self.marks[*b];
        let several = |set: &&[usize]| set.len() > 1;
        let mut sets: Vec<Vec<usize>> =
            self.open.chunk_by(alike).filter(several).map(<[usize]>::to_vec).collect();
        while let Some(mut set) = sets.pop() {
            let mut rest = &set[..];
            while let (true, &[from, .., to]) = (self.tightened.is_empty(), rest) {
                self.shift(&[(from, -1.0), (to, 1.0)]);
                rest = &rest[usize::from(is_whole(self.members[from]))..];
                rest = &rest[..rest.len() - usize::from(is_whole(self.members[to]))];
            }
            if self.tightened.is_empty() {
                continue;
            }
            // Sets whose groups differ in what has become tight fall apart.
            set = rest.to_vec();
            sets.push(set);
            for feature in std::mem::take(&mut self.tightened) {
                let has = |group: &usize| self.groups.features[*group].contains(&feature);
                let halves = sets.into_iter().flat_map(|set| {
                    let (with, without): (Vec<usize>, Vec<usize>) = set.into_iter().partition(has);
                    [with, without]
                });
                sets = halves.filter(|set| set.len() > 1).collect();
            }
        }
        let members = &self.members;
        self.open.retain(|&group| !is_whole(members[group]));
    }

    /// Moves in a direction until a group is whole or a quota just met.
    fn shift(&mut self, direction: &[(usize, f64)]) {
        let mut step = f64::INFINITY;
        for &(group, by) in direction {
            let end = if by > 0.0 { self.high[group] } else { self.low[group] };
            step = step.min((end - self.members[group]) / by);
            for &feature in &self.groups.features[group] {
                if !self.is_tight[feature] {
                    self.changed.push(feature);
                    self.change[feature] += by;
                }
            }
        }
        let mut changed = std::mem::take(&mut self.changed);
        for &feature in &changed {
            let by = self.change[feature];
            if by.abs() > NEAR {
                let (least, most) = self.groups.quotas[feature];
                let end = if by > 0.0 { most as f64 } else { least as f64 };
                step = step.min(((end - self.sums[feature]) / by).max(0.0));
            }
        }
        for &(group, by) in direction {
            let moved = self.members[group] + by * step;
            self.members[group] = if is_whole(moved) { moved.round() } else { moved };
        }
        for feature in changed.drain(..) {
            let by = std::mem::take(&mut self.change[feature]);
            self.sums[feature] += by * step;
            if by.abs() > NEAR && self.tighten(feature) {
                self.tightened.push(feature);
            }
        }
        self.changed = changed;
    }

    /// A direction in which the groups that are not whole can move while no tight sum changes, towards
    /// what is wanted; `None` if there is none.
    fn direction(&self) -> Option<Vec<(usize, f64)>> {
        // One more group than there are equations is always enough: tight sums, and the seats.
        let enough = self.is_tight.iter().filter(|&&is| is).count() + 2;
        let open = &self.open[..self.open.len().min(enough)];
        let mut rows: Vec<Vec<f64>> = vec![vec![1.0; open.len()]];
        let mut row_of: Vec<Option<usize>> = vec![None; self.sums.len()];
        for (column, &group) in open.iter().enumerate() {
            for &feature in self.groups.features[group].iter().filter(|&&one| self.is_tight[one]) {
                let row = *row_of[feature].get_or_insert_with(|| {
                    rows.push(vec![0.0; open.len()]);
                    rows.len() - 1
                });
                rows[row][column] = 1.0;
            }
        }
        let direction = kernel(&mut rows, open.len())?;
        let worth: f64 =
            open.iter().zip(&direction).map(|(&group, by)| self.wants[group] * by).sum();
        let sign = if worth < 0.0 { -1.0 } else { 1.0 };
        let moved = open.iter().zip(direction).filter(|(_, by)| by.abs() > NEAR);
        Some(moved.map(|(&group, by)| (group, sign * by)).collect())
    }

    /// Rounds the groups that are left by trying, and takes the most wanted panel.
    fn finish(mut self) -> Option<Vec<usize>> {
        let open = std::mem::take(&mut self.open);
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
        let (above, rest) = rows.split_at_mut(rank);
        if let Some((pivot, below)) = rest.split_first_mut() {
            for row in above.iter_mut().chain(below) {
                let factor = row[column];
                if factor != 0.0 {
                    for (value, pivot) in row[column..].iter_mut().zip(&pivot[column..]) {
                        *value -= factor * pivot;
                    }
                }
            }
        }
        pivots.push(column);
    }
    None
}
