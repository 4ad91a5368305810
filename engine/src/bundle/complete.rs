//! Items that bring a cart to a threshold: free shipping, or money back from an amount on (凑单).

use super::{MAX_ITEMS, Offered};
use crate::words::{ItemIndex, Money};

/// Items that reach a threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The items, the dearest first.
    pub items: Vec<ItemIndex>,
    /// What they are sold for together.
    pub price: Money,
    /// By how much they pass the threshold: what the buyer pays that was not needed.
    pub overshoot: Money,
}

/// One to `max_items` of `offered` that cost `gap` or more together and as little above it as possible; of equal ones the
/// fewest, and of those the likeliest to be taken. Nothing where so many never reach it, or `gap` is not above zero.
///
/// Exact. Costs a walk over all sets of one item fewer, with a search in the sorted prices for each: 4,060 walks for three
/// of thirty. More than [`MAX_ITEMS`] count as so many.
///
/// ```
/// use engine::bundle::{Offered, Uptake, complete};
/// use engine::words::{ItemIndex, Money};
///
/// let offered = |item, price| Offered {
///     item: ItemIndex(item),
///     price: Money(price),
///     cost: Money(0),
///     uptake: Uptake::new(0.0, 0.1),
///     function: item,
/// };
/// let offered = [offered(0, 2000), offered(1, 650), offered(2, 350)];
/// // Ten more are needed: 6.50 and 3.50 are just that, where 20.00 would be ten too many.
/// let completion = complete(&offered, Money(1000), 3).unwrap();
/// assert_eq!(completion.items, [ItemIndex(1), ItemIndex(2)]);
/// assert_eq!(completion.overshoot, Money(0));
/// ```
#[must_use]
pub fn complete(offered: &[Offered], gap: Money, max_items: usize) -> Option<Completion> {
    if gap.0 <= 0 || max_items == 0 {
        return None;
    }
    let mut by_price: Vec<&Offered> = offered.iter().collect();
    by_price.sort_by(|a, b| {
        let likelier = b.uptake.offered.total_cmp(&a.uptake.offered);
        b.price.cmp(&a.price).then(likelier).then(a.item.cmp(&b.item))
    });
    let mut walk = Walk { by_price, chosen: Vec::new(), best: None };
    walk.go(0, gap.0, max_items.min(MAX_ITEMS));
    let Best { places, overshoot, .. } = walk.best?;
    let items = places.iter().map(|&place| walk.by_price[place].item).collect();
    Some(Completion { items, price: Money(gap.0 + overshoot), overshoot: Money(overshoot) })
}

struct Walk<'a> {
    /// The dearest first, of equals the likeliest.
    by_price: Vec<&'a Offered>,
    chosen: Vec<usize>,
    best: Option<Best>,
}

struct Best {
    places: Vec<usize>,
    overshoot: i64,
    likelihood: f64,
}

impl Walk<'_> {
    /// Tries all that the chosen become by one to `n_left` items from `from` on, which have `missing` to reach.
    fn go(&mut self, from: usize, missing: i64, n_left: usize) {
        let price = |place: usize| self.by_price[place].price.0;
        // The last one: the cheapest that is enough, and of equals the first.
        let n_enough =
            from + self.by_price[from..].partition_point(|offered| offered.price.0 >= missing);
        if n_enough > from {
            let least = price(n_enough - 1);
            let first =
                from + self.by_price[from..].partition_point(|offered| offered.price.0 > least);
            self.chosen.push(first);
            self.note(least - missing);
            self.chosen.pop();
        }
        if n_left == 1 {
            return;
        }
        // Whatever is enough alone needs no company.
        for place in n_enough.max(from)..self.by_price.len() {
            let price = self.by_price[place].price.0;
            // All that follow are no dearer.
            if price.saturating_mul(n_left as i64) < missing {
                return;
            }
            self.chosen.push(place);
            self.go(place + 1, missing - price, n_left - 1);
            self.chosen.pop();
        }
    }

    fn note(&mut self, overshoot: i64) {
        let likelihood = |places: &[usize]| -> f64 {
            places.iter().map(|&place| self.by_price[place].uptake.offered).sum()
        };
        let likelihood = likelihood(&self.chosen);
        let is_better = self.best.as_ref().is_none_or(|best| {
            let fewer = best.places.len().cmp(&self.chosen.len());
            best.overshoot
                .cmp(&overshoot)
                .then(fewer)
                .then(likelihood.total_cmp(&best.likelihood))
                .is_gt()
        });
        if is_better {
            self.best = Some(Best { places: self.chosen.clone(), overshoot, likelihood });
        }
    }
}
