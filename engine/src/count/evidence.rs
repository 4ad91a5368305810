//! All that was counted about an ordered pair.

/// The age of a pair whose orders have no time.
pub const NO_AGE: u32 = u32::MAX;

/// All that was counted about an anchor and an item, in that direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Orders with both. Of an order that was cut for its size, only pairs inside a part.
    pub together: u32,
    /// Orders with the anchor.
    pub with_anchor: u32,
    /// Orders with the item.
    pub with_item: u32,
    /// All orders.
    pub n_orders: u32,
    /// Orders of equal size that would bring as many pairs by chance: (Σ s)² / Σ s (s − 1) over all orders of
    /// s items.
    pub n_even_orders: u32,
    /// Orders cut for their size: at most so many more hold both.
    pub n_orders_cut: u32,
    /// Distinct buyers of both in one order; an order without a customer is a buyer of its own.
    pub buyers: u32,
    /// Customers who bought the anchor first and the item on a later day.
    pub anchor_first: u32,
    /// Customers who bought the item first and the anchor on a later day.
    pub item_first: u32,
    /// Days between the newest order of the shop and the newest order with both, or [`NO_AGE`].
    pub age_days: u32,
}

impl Evidence {
    /// Orders with both that chance alone would give: with the anchor × with the item / orders of equal size.
    ///
    /// Unit: orders. Chance deals all lines out among the orders, and each keeps its size: large orders hold
    /// more of everything. An item of most orders is taken to be in some of them twice, which chance
    /// forbids, so that of best-sellers it is a little high.
    ///
    /// Source: Smith, Linden, *Two Decades of Recommender Systems at Amazon.com*, IEEE Internet Computing
    /// 21(3), 2017, pages 12-18 (there for a customer's purchases).
    ///
    /// ```
    /// use engine::count::Evidence;
    /// // Of 1000 orders half hold one item and half nine: 5000² / (500 · 9 · 8) is 694.
    /// let evidence =
    ///     Evidence { with_anchor: 100, with_item: 50, n_even_orders: 694, ..Evidence::default() };
    /// assert!((evidence.expected() - 7.2).abs() < 0.01);
    /// ```
    #[must_use]
    pub fn expected(&self) -> f64 {
        if self.n_even_orders == 0 {
            return 0.0;
        }
        f64::from(self.with_anchor) * f64::from(self.with_item) / f64::from(self.n_even_orders)
    }

    /// The same pair seen from the item.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self {
            with_anchor: self.with_item,
            with_item: self.with_anchor,
            anchor_first: self.item_first,
            item_first: self.anchor_first,
            ..self
        }
    }
}
