//! A closer look at the kept pairs of a row: by how many, in which sequence, how long ago.

use super::baskets::Baskets;
use super::evidence::NO_AGE;
use super::row::Kept;

/// What is being counted of each kept pair of a row, in the row's sequence. Place 0 stands for what
/// is not kept.
#[derive(Debug, Default)]
pub(super) struct CloserLook {
    tallies: Vec<Tally>,
    sequences: Vec<Sequence>,
}

/// What the orders with both tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    pub(super) together: u32,
    pub(super) buyers: u32,
    pub(super) age_days: u32,
    last_buyer: u32,
    /// One bit for each of 64 kinds of days.
    days: u64,
    /// One bit for each of 64 kinds of minutes.
    minutes: u64,
}

impl Tally {
    const NONE: Self = Self {
        together: 0,
        buyers: 0,
        age_days: NO_AGE,
        last_buyer: NO_BUYER,
        days: 0,
        minutes: 0,
    };

    /// Distinct days, at least: as many as are of different ones of 64 kinds.
    pub(super) fn n_days(self) -> u8 {
        self.days.count_ones() as u8
    }

    /// Of how many of 64 kinds the minutes of the orders are.
    pub(super) fn n_minutes(self) -> u8 {
        self.minutes.count_ones() as u8
    }
}

/// The kind of day an age is, of 64: days that follow each other are of different kinds, and so are
/// mostly those that are weeks apart.
fn kind_of_day(age_days: u32) -> u64 {
    // The golden ratio spreads whatever is regular.
    if age_days == NO_AGE { 0 } else { 1 << (age_days.wrapping_mul(0x9E37_79B1) >> 26) }
}

/// What the customers' sequences of orders tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sequence {
    pub(super) anchor_first: u32,
    pub(super) item_first: u32,
    /// The customer whose first purchase of the item was met last.
    met_by: u32,
}

/// Stands where no buyer was seen yet.
const NO_BUYER: u32 = u32::MAX;

impl CloserLook {
    /// Counts the kept pairs of `anchor` anew; what was counted of each, in the row's sequence.
    ///
    /// Costs one look-up a visit for the orders with the anchor, and one for each line of the
    /// customers who ever bought it.
    pub(super) fn count(
        &mut self,
        baskets: &Baskets,
        anchor: u32,
        kept: &Kept<'_>,
    ) -> impl Iterator<Item = (Tally, Sequence)> + '_ {
        let n_places = kept.strongest.len() + 1;
        self.tallies.clear();
        self.tallies.resize(n_places, Tally::NONE);
        let (anchor_first, item_first, met_by) = (0, 0, NO_BUYER);
        self.sequences.clear();
        self.sequences.resize(n_places, Sequence { anchor_first, item_first, met_by });
        let (mut buyer, mut is_crowd) = (NO_BUYER, false);
        for batch in baskets.postings(anchor as usize).chunks(Baskets::BATCH) {
            baskets.fetch(batch);
            for &start in batch {
                let block = baskets.block(start);
                let day = kind_of_day(block.age);
                let minute = block.minute.map_or(0, |kind| 1 << kind);
                if block.buyer != buyer {
                    is_crowd = baskets.is_crowd(block.buyer);
                }
                for &item in block.items {
                    let place = kept.slot(item);
                    if place == 0 {
                        continue;
                    }
                    let tally = &mut self.tallies[place];
                    tally.together += 1;
                    tally.buyers += u32::from(is_crowd || tally.last_buyer != block.buyer);
                    tally.last_buyer = block.buyer;
                    tally.days |= day;
                    tally.minutes |= minute;
                    tally.age_days = tally.age_days.min(block.age);
                }
                if block.buyer != buyer {
                    buyer = block.buyer;
                    self.follow(baskets, anchor, buyer, kept);
                }
            }
        }
        self.tallies[1..].iter().copied().zip(self.sequences[1..].iter().copied())
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
                let sequence = &mut self.sequences[place];
                if place == 0 || sequence.met_by == buyer {
                    continue;
                }
                sequence.met_by = buyer;
                if block.age != NO_AGE {
                    sequence.anchor_first += u32::from(block.age < anchor_age);
                    sequence.item_first += u32::from(block.age > anchor_age);
                }
            }
        }
    }
}
