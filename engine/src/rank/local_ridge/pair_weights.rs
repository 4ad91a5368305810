//! What the regression is made of: the weight of each pair, and of each item by itself.

/// The symmetric matrix W, borrowed by its rows.
///
/// W_ij is the weight of the orders with both i and j, W_ii that of the orders with i, those of i alone among
/// them. As long as an order weighs the same for all of its pairs and for each of its items, the matrix
/// is positive semidefinite, and every ridge above 0 makes it definite.
///
/// Unit: orders, each discounted as the caller will. Costs its owner 8 bytes a pair, twice for each
/// two items: only pairs that were bought together are there, never all items by all.
#[derive(Debug, Clone, Copy)]
pub struct PairWeights<'a> {
    /// Where the row of each item ends in the columns.
    pub ends: &'a [usize],
    /// The partners of each row, rising.
    pub items: &'a [u32],
    /// W_ij of each partner, above 0.
    pub weights: &'a [f32],
    /// W_ii of each item.
    pub own: &'a [f32],
}

impl<'a> PairWeights<'a> {
    /// How many items there are, sold or not.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.own.len()
    }

    /// The partners of `item` and their weights.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn row(&self, item: u32) -> (&'a [u32], &'a [f32]) {
        let item = item as usize;
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        (&self.items[start..self.ends[item]], &self.weights[start..self.ends[item]])
    }

    /// The mean of W_ii over the items that were bought; 0 where none was.
    ///
    /// ```
    /// use engine::rank::PairWeights;
    /// let weights =
    ///     PairWeights { ends: &[1, 2, 2], items: &[1, 0], weights: &[2.0; 2], own: &[4.0, 2.0, 0.0] };
    /// assert_eq!(weights.mean_own(), 3.0);
    /// ```
    #[must_use]
    pub fn mean_own(&self) -> f32 {
        let n_bought = self.own.iter().filter(|own| **own > 0.0).count();
        // In 64 bits, so that a long sum does not lose its small parts.
        let sum: f64 = self.own.iter().map(|own| f64::from(*own)).sum();
        (sum / n_bought.max(1) as f64) as f32
    }
}
