//! How many visits saw both of two items, those of one customer once.

use std::num::NonZeroUsize;

use super::baskets::{BasketRules, Baskets, CountError};
use super::chance::even_orders;
use super::pairs::{Strength, strongest_counted};
use super::row_columns::{PairTable, RowsError};
use crate::words::{ItemIndex, Orders, Views};

/// Partners kept for each item.
const MOST_PARTNERS: u16 = 100;
/// A visit of more items is cut into parts: whoever sees that many compares nothing.
const MOST_OF_A_VISIT: u32 = 50;
/// Whoever looked at more is no one person: each visit counts. Unit: views.
const MOST_OF_A_CUSTOMER: u32 = 100_000;
/// Added to the geometric mean of both items' visits, so that one visit of two rare items is not the
/// strongest of all pairs. Unit: visits.
const SHRINK_VISITS: f32 = 5.0;

/// Pairs of items that were seen in one visit: for each item the partners with the most such visits
/// for how often either is seen.
///
/// Costs 8 bytes for each of at most 100 partners an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeenTogether {
    n_visits: PairTable<u32>,
}

/// A cosine of the visits, shrunk.
struct Closeness {
    n_visits: Vec<f32>,
}

impl Strength for Closeness {
    fn score(&self, anchor: u32, item: u32, weight: f32) -> f32 {
        let mean = (self.n_visits[anchor as usize] * self.n_visits[item as usize]).sqrt();
        weight / (mean + SHRINK_VISITS)
    }
}

impl SeenTogether {
    /// Counts `views` of `n_items` items.
    ///
    /// Costs a copy of the views, and Σ s² increments over all visits of s items twice.
    pub(super) fn count(
        views: &Views,
        n_items: usize,
        threads: NonZeroUsize,
    ) -> Result<Self, CountError> {
        let mut visits = Orders::with_capacity(views.len(), views.n_views(), views.n_customers());
        let mut seen = Vec::new();
        for visit in views.iter() {
            seen.clear();
            seen.extend_from_slice(visit.items);
            visits.push(&mut seen, visit.customer, None);
        }
        let rules = BasketRules {
            size_discount: 0.0,
            half_life_days: None,
            max_basket: MOST_OF_A_VISIT,
            max_customer_lines: MOST_OF_A_CUSTOMER,
        };
        let baskets = Baskets::new(&visits, n_items, &rules)?;
        drop(visits);
        let n_visits = baskets.n_orders_with().iter().map(|&n| n as f32).collect();
        let closeness = Closeness { n_visits };
        let (partners, counts) =
            strongest_counted(&baskets, MOST_PARTNERS, &closeness, threads, &|_| ());
        // Who looks at both again and again is one who did.
        let each_once = counts.together.iter().zip(&counts.buyers);
        let each_once = each_once.map(|(&visits, &visitors)| visits.min(visitors)).collect();
        Ok(Self { n_visits: PairTable::counted(partners, each_once) })
    }

    /// Visits of equal size that would see as many pairs by chance as `views`; infinite where none
    /// sees two items. Costs a pass over the visits.
    #[must_use]
    pub fn even_visits(views: &Views) -> f64 {
        let (mut n_views, mut n_pairs) = (0.0, 0.0);
        for visit in views.iter() {
            let size = visit.items.len();
            n_views += size as f64;
            n_pairs += (size * (size.clamp(1, MOST_OF_A_VISIT as usize) - 1)) as f64;
        }
        even_orders(n_views, n_pairs).unwrap_or(f64::INFINITY)
    }

    /// The pairs from their columns, of `n_items` items. Costs one pass over them.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, rows out of sequence, pairs that lead out of the vocabulary.
    pub fn from_columns(
        ends: Vec<u64>,
        items: Vec<u32>,
        n_visits: Vec<u32>,
        n_items: usize,
    ) -> Result<Self, RowsError> {
        Ok(Self { n_visits: PairTable::new(ends, items, n_visits, n_items)? })
    }

    /// What [`Self::from_columns`] takes.
    #[must_use]
    pub fn columns(&self) -> (&[u64], &[u32], &[u32]) {
        self.n_visits.columns()
    }

    /// Visits that saw both, all of one customer once, as far as either keeps the other; 0 of all other pairs. Costs a pass over
    /// their rows.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn n_visits(&self, a: ItemIndex, b: ItemIndex) -> u32 {
        self.n_visits.value(a, b).or_else(|| self.n_visits.value(b, a)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Id, Intake, ViewEvent, ViewLine};

    #[test]
    fn visits_that_saw_both_are_counted_from_either_side() {
        let mut intake = Intake::new();
        for (session, item) in [
            ("1", "tea"),
            ("1", "cup"),
            ("2", "cup"),
            ("2", "tea"),
            ("2", "pot"),
            ("3", "tea"),
            ("3", "tea"),
        ] {
            let view = ViewLine {
                session: Some(Id::parse(session).unwrap()),
                customer: None,
                item: Id::parse(item).unwrap(),
                time: None,
                event: ViewEvent::View,
            };
            intake.push_view(&view).unwrap();
        }
        let history = intake.finish().unwrap();
        let item = |id: &str| history.vocabulary.index(id).unwrap();
        for threads in [1, 2] {
            let threads = NonZeroUsize::new(threads).unwrap();
            let seen = SeenTogether::count(&history.views, 3, threads).unwrap();
            for (a, b, n) in [("tea", "cup", 2), ("tea", "pot", 1), ("cup", "pot", 1)] {
                assert_eq!(seen.n_visits(item(a), item(b)), n, "{a} {b}");
                assert_eq!(seen.n_visits(item(b), item(a)), n, "{b} {a}");
            }
            assert_eq!(seen.n_visits(item("tea"), item("tea")), 0);
        }
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let refused = |ends: &[u64], items: &[u32], n_visits: &[u32]| {
            let found = SeenTogether::from_columns(ends.into(), items.into(), n_visits.into(), 2);
            found.unwrap_err().to_string()
        };
        assert_eq!(refused(&[1], &[1], &[3]), "1 rows, expected 2");
        assert_eq!(refused(&[1, 1], &[1], &[]), "0 values, expected 1");
        assert_eq!(refused(&[1, 1], &[2], &[3]), "pair 0 has an item outside of the vocabulary");
        assert!(SeenTogether::from_columns(vec![1, 1], vec![1], vec![3], 2).is_ok());
    }
}
