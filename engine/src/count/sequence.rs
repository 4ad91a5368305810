//! A closer look at the kept pairs of a row: by how many, in which sequence, how long ago.

use super::baskets::Baskets;
use super::evidence::NO_AGE;
use super::row::Kept;

/// What was counted for each kept pair of a row, in the row's sequence.
#[derive(Debug, Default)]
pub(super) struct PairCounts {
    pub(super) together: Vec<u32>,
    pub(super) buyers: Vec<u32>,
    pub(super) anchor_first: Vec<u32>,
    pub(super) item_first: Vec<u32>,
    pub(super) age_days: Vec<u32>,
    last_buyer: Vec<u32>,
    /// The customer for whom a pair's first purchase was met last.
    met_by: Vec<u32>,
}

/// Stands where no buyer was seen yet.
const NO_BUYER: u32 = u32::MAX;

impl PairCounts {
    /// Counts the kept pairs of `anchor` anew.
    ///
    /// Costs one look-up a visit for the orders with the anchor, and one for each line of the
    /// customers who ever bought it.
    pub(super) fn count(&mut self, baskets: &Baskets, anchor: u32, kept: &Kept<'_>) {
        // Place 0 takes what is not kept, so that the loops need no branch for it.
        let n_places = kept.strongest.len() + 1;
        for column in
            [&mut self.together, &mut self.buyers, &mut self.anchor_first, &mut self.item_first]
        {
            column.clear();
            column.resize(n_places, 0);
        }
        for column in [&mut self.age_days, &mut self.last_buyer, &mut self.met_by] {
            column.clear();
            column.resize(n_places, u32::MAX);
        }
        let mut buyer = NO_BUYER;
        for batch in baskets.postings(anchor as usize).chunks(Baskets::BATCH) {
            baskets.fetch(batch);
            for &start in batch {
                let block = baskets.block(start);
                for &item in block.items {
                    let place = kept.slot(item);
                    self.together[place] += 1;
                    self.buyers[place] += u32::from(self.last_buyer[place] != block.buyer);
                    self.last_buyer[place] = block.buyer;
                    self.age_days[place] = self.age_days[place].min(block.age);
                }
                if block.buyer != buyer {
                    buyer = block.buyer;
                    self.follow(baskets, anchor, buyer, kept);
                }
            }
        }
        for column in [
            &mut self.together,
            &mut self.buyers,
            &mut self.anchor_first,
            &mut self.item_first,
            &mut self.age_days,
        ] {
            column.remove(0);
        }
    }

    /// Walks all orders of one customer, oldest first, and compares first purchases by day.
    fn follow(&mut self, baskets: &Baskets, anchor: u32, buyer: u32, kept: &Kept<'_>) {
        let first_age = baskets
            .blocks_of(buyer)
            .find(|block| block.items.binary_search(&anchor).is_ok())
            .map(|block| block.age);
        let Some(anchor_age) = first_age.filter(|&age| age != NO_AGE) else { return };
        for block in baskets.blocks_of(buyer) {
            for &item in block.items {
                let place = kept.slot(item);
                if place == 0 || self.met_by[place] == buyer {
                    continue;
                }
                self.met_by[place] = buyer;
                if block.age != NO_AGE {
                    self.anchor_first[place] += u32::from(block.age < anchor_age);
                    self.item_first[place] += u32::from(block.age > anchor_age);
                }
            }
        }
    }
}
