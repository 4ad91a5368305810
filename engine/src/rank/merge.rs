//! One merged list for a whole cart: the rows of its items, added up.

use crate::graph::{EdgeRef, Row};
use crate::relation::Function;

/// Sums by item, kept between queries so that none is allocated on the way. One a thread.
#[derive(Debug, Default)]
pub struct Scores {
    tallies: Vec<Tally>,
    touched: Vec<u32>,
}

/// What was heard of one item; all zero between queries.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    sum: f32,
    /// How loud the loudest edge is; edges with a function are louder than all others.
    voice: f32,
    /// Which row the loudest edge is in, and where.
    row: u32,
    place: u32,
}

/// Items with a score, in no particular sequence; forgotten when dropped.
#[derive(Debug)]
pub struct Merged<'s, 'r> {
    scores: &'s mut Scores,
    rows: Vec<Row<'r>>,
}

/// An item of a merged list.
#[derive(Debug, Clone, Copy)]
pub struct Heard<'r> {
    /// Its score.
    pub score: f32,
    /// The edge that speaks loudest for it: of those with a function, or, where none has one, of
    /// all, the one with the greatest weighted strength; of equals the first row's.
    pub loudest: EdgeRef<'r>,
}

/// Adds up the rows: score(j) = Σ_i ρ_i · sim(i → j), ρ the weight beside each row.
///
/// Costs one addition and one comparison an edge. The sum runs in the sequence of `rows`, which the
/// caller keeps fixed, so that equal queries give equal bits.
pub fn merge<'s, 'r>(
    scores: &'s mut Scores,
    n_items: usize,
    rows: impl IntoIterator<Item = (Row<'r>, f32)>,
) -> Merged<'s, 'r> {
    if scores.tallies.len() < n_items {
        scores.tallies.resize(n_items, Tally::default());
    }
    let mut kept = Vec::new();
    for (number, (row, weight)) in (0_u32..).zip(rows) {
        let edges = row.items().iter().zip(row.scores()).zip(row.functions());
        for (place, ((&item, &score), &function)) in (0_u32..).zip(edges) {
            let tally = &mut scores.tallies[item as usize];
            let is_first = tally.sum == 0.0;
            if is_first {
                scores.touched.push(item);
            }
            let volume = weight * score;
            tally.sum += volume;
            // Below zero without a function, above with one; louder is greater either way.
            let voice = if function == Function::None as u8 { -volume.recip() } else { volume };
            if is_first || voice > tally.voice {
                (tally.voice, tally.row, tally.place) = (voice, number, place);
            }
        }
        kept.push(row);
    }
    Merged { scores, rows: kept }
}

impl<'r> Merged<'_, 'r> {
    /// The items and their scores.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.scores.touched.iter().map(|&item| (item, self.scores.tallies[item as usize].sum))
    }

    /// What was heard of `item`, if anything.
    #[must_use]
    pub fn heard(&self, item: u32) -> Option<Heard<'r>> {
        let tally = self.scores.tallies.get(item as usize).filter(|tally| tally.sum != 0.0)?;
        let loudest = self.rows.get(tally.row as usize)?.get(tally.place as usize)?;
        Some(Heard { score: tally.sum, loudest })
    }
}

impl Drop for Merged<'_, '_> {
    fn drop(&mut self) {
        for &item in &self.scores.touched {
            self.scores.tallies[item as usize] = Tally::default();
        }
        self.scores.touched.clear();
    }
}
