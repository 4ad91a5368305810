//! One row of the pair matrix: accumulate an item's partners, keep the strongest.

use super::baskets::Baskets;
use super::pairs::Strength;

/// What one thread needs to count a row. Costs 10 bytes an item.
#[derive(Debug)]
pub(super) struct RowScratch {
    /// Weight together with the row's item, in units; all zero between rows.
    sums: Vec<u32>,
    /// Items with a sum; one place more than there are items, for the write that does not count.
    touched: Vec<u32>,
    /// The strongest so far and some that will be cut.
    best: Vec<Strong>,
    /// Where each kept partner stands in the row, plus one; all zero between rows.
    slots: Vec<u16>,
}

/// A partner and how strong it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strong {
    pub(super) score: f32,
    pub(super) item: u32,
}

impl Strong {
    /// Strongest first, equals by item number: a total order.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.score.total_cmp(&self.score).then(self.item.cmp(&other.item))
    }
}

impl RowScratch {
    pub(super) fn new(n_items: usize, k: usize) -> Self {
        Self {
            sums: vec![0; n_items],
            touched: vec![0; n_items + 1],
            best: Vec::with_capacity(2 * k),
            slots: vec![0; n_items],
        }
    }

    /// Bytes that [`RowScratch::new`] takes.
    pub(super) fn size_bytes(n_items: usize, k: usize) -> usize {
        10 * n_items + 16 * k
    }

    /// The at most `k` strongest partners of `anchor`, strongest first.
    ///
    /// Costs one increment a visit, and one division a distinct partner.
    pub(super) fn strongest(
        &mut self,
        baskets: &Baskets,
        anchor: u32,
        k: usize,
        strength: &impl Strength,
    ) -> &[Strong] {
        let n_touched = self.accumulate(baskets, anchor);
        self.best.clear();
        let unit = 1.0 / baskets.scale();
        let mut threshold = f32::MIN_POSITIVE;
        for &item in &self.touched[..n_touched] {
            let sum = std::mem::take(&mut self.sums[item as usize]);
            let score = strength.score(anchor, item, sum as f32 * unit);
            // Equal to the weakest kept may still win by its number.
            if score >= threshold && item != anchor {
                self.best.push(Strong { score, item });
                if self.best.len() == 2 * k {
                    self.best.select_nth_unstable_by(k - 1, Strong::cmp);
                    self.best.truncate(k);
                    threshold = self.best[k - 1].score;
                }
            }
        }
        self.best.sort_unstable_by(Strong::cmp);
        self.best.truncate(k);
        &self.best
    }

    /// Visits every partner of `anchor`, rising, with its weight.
    ///
    /// Costs one increment a visit, and a sort of the distinct partners.
    pub(super) fn each(&mut self, baskets: &Baskets, anchor: u32, mut visit: impl FnMut(u32, f32)) {
        let n_touched = self.accumulate(baskets, anchor);
        let unit = 1.0 / baskets.scale();
        let touched = &mut self.touched[..n_touched];
        touched.sort_unstable();
        for &item in touched.iter() {
            let sum = std::mem::take(&mut self.sums[item as usize]);
            if item != anchor {
                visit(item, sum as f32 * unit);
            }
        }
    }

    /// Adds up the weight of each partner; the number of partners touched, the anchor among them.
    fn accumulate(&mut self, baskets: &Baskets, anchor: u32) -> usize {
        let (sums, touched) = (&mut self.sums[..], &mut self.touched[..]);
        let mut n_touched = 0;
        for batch in baskets.postings(anchor as usize).chunks(Baskets::BATCH) {
            baskets.fetch(batch);
            for &start in batch {
                let block = baskets.block(start);
                for &item in block.items {
                    let sum = &mut sums[item as usize];
                    // Written every time, kept only the first time: no branch to mispredict.
                    touched[n_touched] = item;
                    n_touched += usize::from(*sum == 0);
                    *sum += block.weight;
                }
            }
        }
        n_touched
    }

    /// The strongest partners of the last row, and where each stands, for a closer look.
    pub(super) fn kept(&mut self) -> Kept<'_> {
        for (place, strong) in self.best.iter().enumerate() {
            self.slots[strong.item as usize] = place as u16 + 1;
        }
        Kept { strongest: &self.best, slots: &mut self.slots }
    }
}

/// The kept partners of a row, found by item in constant time. Cleared when dropped.
pub(super) struct Kept<'a> {
    pub(super) strongest: &'a [Strong],
    slots: &'a mut [u16],
}

impl Kept<'_> {
    /// The place of `item` among the kept partners plus one; 0 for all others.
    #[inline(always)]
    pub(super) fn slot(&self, item: u32) -> usize {
        usize::from(self.slots[item as usize])
    }
}

impl Drop for Kept<'_> {
    fn drop(&mut self) {
        for strong in self.strongest {
            self.slots[strong.item as usize] = 0;
        }
    }
}
