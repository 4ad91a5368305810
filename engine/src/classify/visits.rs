//! What visits say of two items: how surely both are looked at.

use super::bound;
use super::features::{Feature, Features, Known};
use crate::words::ItemIndex;

impl Known<'_> {
    /// What visits say; after the catalogue.
    pub(super) fn read_visits(&self, a: ItemIndex, b: ItemIndex, features: &mut Features) {
        let Some((counts, n_visits)) = self.visits else { return };
        let n = |item: ItemIndex| f64::from(counts.n_visits[item.position()]);
        let expected = n(a) * n(b) / n_visits.max(1) as f64;
        let seen = bound(f64::from(counts.both.n_visits(a, b)), expected);
        features[Feature::HasViews as usize] = 1.0;
        features[Feature::Seen as usize] = seen;
        features[Feature::SeenInLeaf as usize] = seen * features[Feature::Leaf as usize];
    }
}
