//! What the catalogue says of two items: prices, brands and categories.

use super::feature::{Feature, Features, flag};
use super::known::Known;
use crate::words::{ItemIndex, LEVEL, Money};

/// About the middle distance of two prices. Unit: nats.
const UNKNOWN_DISTANCE: f32 = 0.7;
/// Prices farther apart say no more. Unit: nats.
const MOST_DISTANCE: f32 = 2.0;

impl<'s> Known<'s> {
    /// What the catalogue says; after the orders.
    pub(super) fn read_catalog(&self, a: ItemIndex, b: ItemIndex, features: &mut Features) {
        let (left, right) = (self.catalog.item(a), self.catalog.item(b));
        let logarithm = |price: Option<Money>| {
            price.filter(|price| price.0 > 0).map(|price| (price.0 as f32).ln())
        };
        let distance = logarithm(left.price).zip(logarithm(right.price));
        let distance = distance.map_or(UNKNOWN_DISTANCE, |(a, b)| (a - b).abs());
        features[Feature::PriceDistance as usize] = distance.min(MOST_DISTANCE);

        let brands = left.brand.zip(right.brand);
        features[Feature::Brand as usize] = flag(brands.is_some_and(|(a, b)| a == b));
        let Some((left, right)) = left.category.zip(right.category) else { return };
        features[Feature::HasCategories as usize] = 1.0;
        features[Feature::Leaf as usize] = flag(left == right);
        let top = |path: &'s str| path.split(LEVEL).next();
        features[Feature::Department as usize] = flag(top(left) == top(right));
        if left != right && is_sibling(left, right) {
            features[Feature::Family as usize] = 1.0;
            features[Feature::FamilyTogether as usize] = features[Feature::Together as usize];
        }
    }
}

/// Whether two paths have the same level above.
fn is_sibling(a: &str, b: &str) -> bool {
    match (a.rsplit_once(LEVEL), b.rsplit_once(LEVEL)) {
        (Some((a, _)), Some((b, _))) => a == b,
        (None, _) | (_, None) => false,
    }
}
