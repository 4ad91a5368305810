//! All that was counted about an ordered pair.

/// The age of a pair whose orders have no time.
pub const NO_AGE: u32 = u32::MAX;

/// All that was counted about an anchor and an item, in that direction.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    /// Orders with both. Of an order that was cut for its size, only pairs inside a part.
    pub together: u32,
    /// Orders with the anchor.
    pub with_anchor: u32,
    /// Orders with the item.
    pub with_item: u32,
    /// All orders.
    pub n_orders: u32,
    /// Orders with both that chance alone would give, see [`Self::expected`].
    pub by_chance: f32,
    /// Orders cut for their size: at most so many more hold both.
    pub n_orders_cut: u32,
    /// Distinct buyers of both in one order; an order without a customer is a buyer of its own, and
    /// so is each of a customer with too many lines to be one person. Of a pair that is pushed, as
    /// many as are independent: each account, minute or day once.
    pub buyers: u32,
    /// Customers who bought the anchor first and the item on a later day.
    pub anchor_first: u32,
    /// Customers who bought the item first and the anchor on a later day.
    pub item_first: u32,
    /// Days between the newest order of the shop and the newest order with both, or [`NO_AGE`].
    pub age_days: u32,
}

impl Evidence {
    /// Orders with both that chance alone would give.
    ///
    /// Unit: orders; at most as many as either was in. Chance deals all lines out among the orders,
    /// and each keeps its size ([`Chance`](super::Chance)), season by season
    /// ([`Seasons`](super::Seasons)).
    ///
    /// ```
    /// use engine::count::Evidence;
    /// let evidence = Evidence { together: 40, by_chance: 7.5, ..Evidence::default() };
    /// assert_eq!(evidence.expected(), 7.5);
    /// ```
    #[must_use]
    pub fn expected(&self) -> f64 {
        f64::from(self.by_chance)
    }

    /// Orders with both, each buyer's counted once: what few do often is no rule. Unit: orders.
    #[must_use]
    pub fn witnessed(&self) -> f64 {
        f64::from(self.together.min(self.buyers))
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
