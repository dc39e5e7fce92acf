//! The point of a hull that is nearest to the origin (Wolfe, "Finding the nearest point in a polytope",
//! 1976). Points are added one by one; only those with a weight are kept.

/// Weights below this are dropped.
const LEAST_WEIGHT: f64 = 1e-14;
/// A point that adds less than this to what the others span is refused.
const LEAST_HEIGHT: f64 = 1e-12;

/// Points, and the weights with which they make up the nearest point of their hull.
pub(super) struct Nearest {
    points: Vec<Vec<f64>>,
    weights: Vec<f64>,
    /// Columns of the upper triangular `R` with `R'R = 1 + P'P` for the points `P`.
    factor: Vec<Vec<f64>>,
}

fn product(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

impl Nearest {
    /// Starts with one point.
    pub(super) fn new(point: Vec<f64>) -> Self {
        let factor = vec![vec![(1.0 + product(&point, &point)).sqrt()]];
        Self { points: vec![point], weights: vec![1.0], factor }
    }

    /// The weights, in the order in which the points that are left were added.
    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The nearest point.
    pub(super) fn nearest(&self) -> Vec<f64> {
        let mut sum = vec![0.0; self.points[0].len()];
        for (point, weight) in self.points.iter().zip(&self.weights) {
            for (sum, value) in sum.iter_mut().zip(point) {
                *sum += weight * value;
            }
        }
        sum
    }

    /// Adds a point and finds the nearest again. Returns which of the points with weights, the new one
    /// last, have lost theirs; `None` if the new one lies in what the others span.
    pub(super) fn add(&mut self, point: Vec<f64>) -> Option<Vec<usize>> {
        self.extend(&point)?;
        self.points.push(point);
        self.weights.push(0.0);
        let mut numbers: Vec<usize> = (0..self.points.len()).collect();
        let mut lost = Vec::new();
        loop {
            let wanted = self.affine();
            // As far towards the nearest point of the span as no weight falls below 0.
            let mut step = 1.0;
            for (weight, wanted) in self.weights.iter().zip(&wanted) {
                if *wanted < LEAST_WEIGHT && weight > wanted {
                    step = f64::min(step, weight / (weight - wanted));
                }
            }
            for (weight, wanted) in self.weights.iter_mut().zip(&wanted) {
                *weight += step * (wanted - *weight);
            }
            let before = numbers.len();
            for place in (0..before).rev() {
                if self.weights[place] < LEAST_WEIGHT && numbers.len() > 1 {
                    self.remove(place);
                    lost.push(numbers.remove(place));
                }
            }
            let total: f64 = self.weights.iter().sum();
            for weight in &mut self.weights {
                *weight /= total;
            }
            if numbers.len() == before {
                return Some(lost);
            }
        }
    }

    /// Adds the column of a point to the factor.
    fn extend(&mut self, point: &[f64]) -> Option<()> {
        let mut column = Vec::with_capacity(self.factor.len() + 1);
        for (other, known) in self.points.iter().zip(&self.factor) {
            let (above, diagonal) = known.split_at(column.len());
            let rest = 1.0 + product(other, point) - product(above, &column);
            column.push(rest / diagonal[0]);
        }
        let size = 1.0 + product(point, point);
        let height = size - product(&column, &column);
        if height < LEAST_HEIGHT * size {
            return None;
        }
        column.push(height.sqrt());
        self.factor.push(column);
        Some(())
    }

    /// Weights, of any sign, of the point of the affine span that is nearest.
    fn affine(&self) -> Vec<f64> {
        let size = self.factor.len();
        let mut weights: Vec<f64> = Vec::with_capacity(size);
        for column in &self.factor {
            let (above, diagonal) = column.split_at(weights.len());
            weights.push((1.0 - product(above, &weights)) / diagonal[0]);
        }
        for (place, column) in self.factor.iter().enumerate().rev() {
            let value = weights[place] / column[place];
            weights[place] = value;
            for (weight, entry) in weights.iter_mut().zip(&column[..place]) {
                *weight -= value * entry;
            }
        }
        let total: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / total).collect()
    }

    /// Takes out a point: its column goes, and rotations make the factor triangular again.
    fn remove(&mut self, place: usize) {
        let _ = self.points.remove(place);
        let _ = self.weights.remove(place);
        let _ = self.factor.remove(place);
        for row in place..self.factor.len() {
            let (top, bottom) = (self.factor[row][row], self.factor[row][row + 1]);
            let length = top.hypot(bottom);
            let (cosine, sine) = (top / length, bottom / length);
            for column in &mut self.factor[row..] {
                let (top, bottom) = (column[row], column[row + 1]);
                column[row] = cosine * top + sine * bottom;
                column[row + 1] = cosine * bottom - sine * top;
            }
            self.factor[row].truncate(row + 1);
        }
    }
}
