//! What is known of an item beside a cart, as numbers.

use crate::relation::{Momentum, RelationKind};
use crate::words::Money;

/// How many numbers the signs of an item are.
pub const N_SIGNS: usize = 19;

/// Orders with the anchor as which its usual share counts, where orders with both are told as a share.
const USUAL_ORDERS: f64 = 10.0;
/// Nothing is told to be rarer: logarithms need it.
const RAREST: f64 = 1e-5;
/// A lower bound below this says no less.
const LEAST_BOUND: f64 = 0.3;
/// A score below this says no less.
const LEAST_SCORE: f64 = 1e-9;

/// What is known of an item beside a cart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signs {
    /// Its share of all scores.
    pub score: f32,
    /// Its place in the list, the first is 1.
    pub rank: usize,
    /// What it is to its anchor.
    pub kind: RelationKind,
    /// How it sells.
    pub momentum: Momentum,
    /// Share of all orders that hold it.
    pub base: f64,
    /// How its sales of the last days compare with that: 1 as ever.
    pub level: f64,
    /// What it is sold for.
    pub price: Option<Money>,
    /// What the dearest item of the cart is sold for.
    pub anchor_price: Option<Money>,
    /// Distinct items of the cart.
    pub n_in_cart: usize,
    /// Orders with it and the item that speaks for it.
    pub orders_together: u32,
    /// Orders with the item that speaks for it.
    pub orders_with_anchor: u32,
    /// Lower bound of how many times more than chance that is.
    pub at_least: f64,
    /// How probable its kind is.
    pub confidence: f32,
}

impl Signs {
    /// The numbers, the first of them always 1.
    pub(super) fn numbers(&self) -> [f64; N_SIGNS] {
        let is = |statement: bool| f64::from(u8::from(statement));
        let base = self.base.max(RAREST);
        let with = f64::from(self.orders_with_anchor);
        let pair = (f64::from(self.orders_together) + USUAL_ORDERS * base) / (with + USUAL_ORDERS);
        let log = |price: Option<Money>| {
            price.filter(|money| money.0 > 0).map(|money| (money.0 as f64).ln())
        };
        let prices = log(self.price).zip(log(self.anchor_price));
        let ratio = prices.map_or(0.0, |(own, anchor)| own - anchor);
        [
            1.0,
            f64::from(self.score).max(LEAST_SCORE).ln(),
            (self.rank.max(1) as f64).ln(),
            base.ln(),
            self.level.max(RAREST).ln(),
            ratio,
            ratio * ratio,
            is(prices.is_none()),
            // Carts of one item know none other.
            (self.n_in_cart.max(1) as f64).ln(),
            is(self.kind == RelationKind::Substitute),
            is(self.kind == RelationKind::Extension),
            is(self.kind == RelationKind::Complementary),
            is(self.kind == RelationKind::Hot),
            is(self.kind == RelationKind::Latent),
            is(self.momentum == Momentum::Hot),
            is(self.momentum == Momentum::Latent),
            pair.max(RAREST).ln(),
            self.at_least.max(LEAST_BOUND).ln(),
            f64::from(self.confidence),
        ]
    }
}
