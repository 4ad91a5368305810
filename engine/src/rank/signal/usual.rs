//! What pairs usually say: the measure of how much they say of a cart.

use super::SignalTables;
use super::rows::RowsRef;

/// What each table about pairs says of all items together, beside one item: the mean over all lines of
/// orders. A table that knows much of an item says more of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::rank) struct Usual {
    /// Of the pairs' strengths, squared.
    pub(in crate::rank) pairs: f32,
    /// The same of late orders.
    pub(in crate::rank) recent: f32,
    /// Of the strengths in small orders.
    pub(in crate::rank) focused: f32,
    /// Of what is owed, squared, and not.
    pub(in crate::rank) owed: [f32; 2],
}

impl Usual {
    /// Of items that stand in so many orders. Costs a pass over the tables.
    pub(super) fn new(pairs: RowsRef<'_>, tables: &SignalTables, n_orders: &[f32]) -> Self {
        let mean = |rows: RowsRef<'_>, says: fn(f32) -> f32| {
            let of =
                |item: u32| rows.row(item).map(|(_, value)| f64::from(says(value))).sum::<f64>();
            let (mut said, mut lines) = (0.0, 0.0);
            for (item, &n) in (0..).zip(n_orders) {
                said += f64::from(n) * of(item);
                lines += f64::from(n);
            }
            if lines > 0.0 { (said / lines) as f32 } else { 0.0 }
        };
        let square = |value: f32| value.max(0.0).powi(2);
        let plain = |value: f32| value.max(0.0);
        Self {
            pairs: mean(pairs, square),
            recent: mean(tables.recent.borrow(), square),
            focused: mean(tables.focused.borrow(), plain),
            owed: [square, plain].map(|says| mean(tables.ridge.borrow(), says)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::signal::Rows;

    #[test]
    fn the_mean_is_over_lines_of_orders() {
        let rows = |values: [&[(u32, f32)]; 2]| Rows::of(values.map(|row| row.iter().copied()));
        let tables = SignalTables {
            recent: rows([&[], &[]]),
            focused: rows([&[(1, 0.5)], &[(0, 0.5)]]),
            ridge: rows([&[(1, 2.0)], &[(0, -1.0)]]),
            ..SignalTables::default()
        };
        let pairs = rows([&[(1, 0.4)], &[(0, 0.2)]]);
        // Three orders with the first, one with the second.
        let usual = Usual::new(pairs.borrow(), &tables, &[3.0, 1.0]);
        assert!((usual.pairs - (3.0 * 0.16 + 0.04) / 4.0).abs() < 1e-6);
        assert_eq!((usual.recent, usual.focused), (0.0, 0.5));
        // What speaks against an item says nothing for any.
        assert_eq!(usual.owed, [3.0, 1.5]);
        assert_eq!(Usual::new(pairs.borrow(), &tables, &[0.0; 2]), Usual::default());
    }
}
