//! What visits say of two items: how surely both are looked at, how much they compete, and how surely the
//! one is bought where the other was left.

use super::bound;
use super::feature::{Feature, Features};
use super::known::Known;
use crate::words::ItemIndex;

/// An item seen in so many visits, or left for so many orders, is half as well known by them as can be.
/// Unit: visits, orders.
const HALF_KNOWN: f64 = 10.0;

impl Known<'_> {
    /// What visits say; after the catalogue.
    pub(super) fn read_visits(&self, a: ItemIndex, b: ItemIndex, features: &mut Features) {
        let Some((counts, n_visits)) = self.visits else { return };
        let n = |item: ItemIndex| f64::from(counts.n_visits[item.position()]);
        let expected = n(a) * n(b) / n_visits.max(1) as f64;
        let seen = bound(f64::from(counts.both.n_visits(a, b)), expected);
        // Of what hardly anybody looked at, visits tell nothing.
        let fewest = n(a).min(n(b));
        let known = (fewest / (fewest + HALF_KNOWN)) as f32;
        features[Feature::HasViews as usize] = known;
        features[Feature::Seen as usize] = known * seen;
        features[Feature::SeenInLeaf as usize] = known * seen * features[Feature::Leaf as usize];
        features[Feature::Swing as usize] = known * counts.swing.between(a, b);
        let instead = counts.instead.between(a, b);
        // Of what nobody left for another, orders tell nothing.
        let known = (instead.n_left / (instead.n_left + HALF_KNOWN)) as f32;
        features[Feature::BoughtInstead as usize] = known * bound(instead.count, instead.expected);
    }
}
