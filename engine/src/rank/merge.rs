//! One merged list for a whole cart: the rows of its items, added up.

use crate::graph::Row;

/// Sums by item, kept between queries so that none is allocated on the way. One a thread.
#[derive(Debug, Default)]
pub struct Scores {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

/// Items with a score, in no particular sequence; cleared when dropped.
#[derive(Debug)]
pub struct Merged<'a> {
    scores: &'a mut Scores,
}

/// Adds up the rows: score(j) = Σ_i ρ_i · sim(i → j), ρ the weight beside each row.
///
/// Costs one addition an edge. The sum runs in the sequence of `rows`, which the caller keeps
/// fixed, so that equal queries give equal bits.
pub fn merge<'s, 'r>(
    scores: &'s mut Scores,
    n_items: usize,
    rows: impl IntoIterator<Item = (Row<'r>, f32)>,
) -> Merged<'s> {
    if scores.sums.len() < n_items {
        scores.sums.resize(n_items, 0.0);
    }
    for (row, weight) in rows {
        for (&item, &score) in row.items().iter().zip(row.scores()) {
            let sum = &mut scores.sums[item as usize];
            if *sum == 0.0 {
                scores.touched.push(item);
            }
            *sum += weight * score;
        }
    }
    Merged { scores }
}

impl Merged<'_> {
    /// The items and their scores.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.scores.touched.iter().map(|&item| (item, self.scores.sums[item as usize]))
    }

    /// The score of `item`, 0 where it has none.
    #[must_use]
    pub fn score(&self, item: u32) -> f32 {
        self.scores.sums[item as usize]
    }
}

impl Drop for Merged<'_> {
    fn drop(&mut self) {
        for &item in &self.scores.touched {
            self.scores.sums[item as usize] = 0.0;
        }
        self.scores.touched.clear();
    }
}
