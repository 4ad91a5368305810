//! What a customer's earlier purchases say of an item that the customer never bought.

use super::signal::{Signals, UNFILED};

/// How an item suits a customer: e to the power of a weight times this number makes it more or less
/// likely. All are 0 where nobody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taste {
    /// How much of what the customer bought is of its category, against what the shop sells: a logarithm.
    Category,
    /// The same of its brand.
    Brand,
    /// How far its price is from those of what the customer bought: the distance of its logarithm from their mean.
    PriceTier,
}

/// How many numbers of taste there are.
pub const N_TASTES: usize = Taste::ALL.len();

impl Taste {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Category, Self::Brand, Self::PriceTier];

    /// Its name in `inspect` and in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "taste_category",
            Self::Brand => "taste_brand",
            Self::PriceTier => "price_tier",
        }
    }
}

/// No number of taste says more. A logarithm.
const FARTHEST: f32 = 20.0;
/// Items that tell the taste of a customer, those bought last.
const LATEST: usize = 100;
/// Purchases as which the shop's own shares count: of one thing bought once, little is said.
const SHOP_PURCHASES: f32 = 10.0;

/// What a customer bought, as shares.
#[derive(Debug)]
pub(super) struct CustomerFacts {
    categories: Vec<(u32, f32)>,
    brands: Vec<(u32, f32)>,
    /// Mean logarithm of the prices; not a number where none is known.
    price_log: f32,
}

impl CustomerFacts {
    /// Of a customer who bought these items, the latest first. Costs a sort of the latest.
    pub(super) fn new(signals: &Signals, bought: &[u32]) -> Self {
        let known = || bought.iter().take(LATEST).map(|&item| &signals.items[item as usize]);
        let logs = || known().map(|item| item.price_log).filter(|log| !log.is_nan());
        Self {
            categories: counted(known().map(|item| item.category)),
            brands: counted(known().map(|item| item.brand)),
            price_log: logs().sum::<f32>() / logs().count() as f32,
        }
    }

    /// The number of each [`Taste`] for `item`.
    pub(super) fn numbers(&self, signals: &Signals, item: u32) -> [f32; N_TASTES] {
        let known = &signals.items[item as usize];
        let distance = (known.price_log - self.price_log).abs();
        let lift = |counts: &[(u32, f32)], own: u32, shares: &[f32]| {
            let Some(share) = shares.get(own as usize).filter(|share| **share > 0.0) else {
                return 0.0;
            };
            let place = counts.binary_search_by_key(&own, |&(of, _)| of);
            let count = place.map_or(0.0, |place| counts[place].1);
            // Of those that bear any, as the shares are.
            let n_bought: f32 = counts.iter().map(|&(_, count)| count).sum();
            let lift = (count / share + SHOP_PURCHASES) / (n_bought + SHOP_PURCHASES);
            lift.ln().clamp(-FARTHEST, FARTHEST)
        };
        [
            lift(&self.categories, known.category, &signals.share_of_categories),
            lift(&self.brands, known.brand, &signals.share_of_brands),
            if distance.is_nan() { 0.0 } else { distance },
        ]
    }
}

/// How often each comes, rising; [`UNFILED`] left out.
fn counted(numbers: impl Iterator<Item = u32>) -> Vec<(u32, f32)> {
    let mut counts: Vec<(u32, f32)> =
        numbers.filter(|&number| number != UNFILED).map(|number| (number, 1.0)).collect();
    counts.sort_unstable_by_key(|&(number, _)| number);
    counts.dedup_by(|later, first| {
        let is_same = later.0 == first.0;
        first.1 += if is_same { 1.0 } else { 0.0 };
        is_same
    });
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::{Demand, LateBaskets, Rows, SignalTables, Transition};
    use crate::words::{Catalog, CatalogColumns, Texts};

    /// Four items of two categories and two brands, at 1, 10, 100 and no price; each sold alike.
    fn signals() -> Signals {
        let rows = || Rows::of(vec![Vec::new(); 4]);
        let none = LateBaskets::from_columns(Vec::new(), Vec::new(), 4).unwrap();
        let tables = SignalTables {
            recent: rows(),
            focused: rows(),
            ridge: rows(),
            titles: rows(),
            demand: Demand { faded: vec![[1.0; 3]; 4], visits: Vec::new() },
            transition: Transition {
                followers: Rows::of(vec![Vec::new(); 2]),
                unknown: vec![1.0; 2],
                base: vec![0.5; 2],
            },
            late_baskets: none,
        };
        let blank = Catalog::blank(4);
        let columns = CatalogColumns {
            categories: Texts::from_rows(["cups", "teas"]).unwrap(),
            category_of: vec![0, 0, 1, 1],
            brands: Texts::from_rows(["a", "b", "a", ""]).unwrap(),
            prices: vec![1, 10, 100, i64::MIN],
            ..blank.columns().clone()
        };
        let catalog = Catalog::new(columns, 4).unwrap();
        Signals::new(tables, rows().borrow(), &catalog, &[5; 4]).unwrap()
    }

    #[test]
    fn numbers_are_as_on_paper() {
        let signals = signals();
        let facts = CustomerFacts::new(&signals, &[0, 1]);
        let close = |item: u32, expected: [f32; N_TASTES]| {
            let found = facts.numbers(&signals, item);
            let both = found.iter().zip(expected);
            assert!(both.clone().all(|(a, b)| (a - b).abs() < 1e-5), "{found:?} {expected:?}");
        };
        // Of 2 purchases both are cups, 6 of 12 would be; brands: a is two of the three sold under a name.
        let (cups, teas) = ((7.0_f32 / 6.0).ln(), (5.0_f32 / 6.0).ln());
        let share = 2.0_f32 / 3.0;
        let a = ((1.0 + 10.0 * share) / (12.0 * share)).ln();
        let tier = 10.0_f32.ln() / 2.0;
        close(0, [cups, a, tier]);
        close(2, [teas, a, 10.0_f32.ln() * 1.5]);
        close(3, [teas, 0.0, 0.0]);
        // What bears no brand says nothing of brands: one of one is an a, eight of twelve would be.
        let facts = CustomerFacts::new(&signals, &[3, 3, 3, 0]);
        let found = facts.numbers(&signals, 2)[Taste::Brand as usize];
        assert!((found - ((1.0 / share + 10.0) / 11.0).ln()).abs() < 1e-5, "{found}");
    }
}
