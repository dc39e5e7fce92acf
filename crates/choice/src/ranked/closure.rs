//! Who leads whom through chains, kept closed as one link after the other is added (Italiano 1986).
//! Every pair is found once, so all links together cost the cube of the size over 64.

/// A relation on candidates that holds along chains. Rows are bits.
#[derive(Clone)]
pub(super) struct Closure {
    words: usize,
    /// Bit `other` of row `one`: one leads other.
    leads: Vec<u64>,
    /// Bit `one` of row `other`: one leads other.
    led: Vec<u64>,
}

impl Closure {
    pub(super) fn new(size: usize) -> Self {
        let words = size.div_ceil(64);
        Self { words, leads: vec![0; size * words], led: vec![0; size * words] }
    }

    /// Words that a copy takes.
    pub(super) fn cells(&self) -> usize {
        2 * self.leads.len()
    }

    pub(super) fn leads(&self, one: usize, other: usize) -> bool {
        self.leads[one * self.words + other / 64] >> (other % 64) & 1 == 1
    }

    /// Adds a link and all that follows from it; hands every new pair to `found`.
    pub(super) fn join(
        &mut self,
        winner: usize,
        loser: usize,
        mut found: impl FnMut(usize, usize),
    ) {
        if self.leads(winner, loser) {
            return;
        }
        let words = self.words;
        let row = |of: usize| of * words..(of + 1) * words;
        let mut onward = self.leads[row(loser)].to_vec();
        set(&mut onward, loser);
        // Whoever leads the winner and not yet the loser: nobody else gains anything.
        let mut above: Vec<u64> = self.led[row(winner)].to_vec();
        set(&mut above, winner);
        for (above, known) in above.iter_mut().zip(&self.led[row(loser)]) {
            *above &= !known;
        }
        for one in members(&above) {
            for (word, onward) in onward.iter().enumerate() {
                let cell = &mut self.leads[one * words + word];
                let new = onward & !*cell;
                *cell |= onward;
                for other in bits(new, word) {
                    self.led[other * words + one / 64] |= 1 << (one % 64);
                    found(one, other);
                }
            }
        }
    }
}

fn set(row: &mut [u64], one: usize) {
    row[one / 64] |= 1 << (one % 64);
}

fn members(row: &[u64]) -> impl Iterator<Item = usize> + '_ {
    row.iter().enumerate().flat_map(|(word, &cell)| bits(cell, word))
}

/// The numbers of the bits that are set in a word.
fn bits(mut cell: u64, word: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = usize::try_from(cell.trailing_zeros()).ok().filter(|_| cell != 0)?;
        cell &= cell - 1;
        Some(word * 64 + bit)
    })
}
