//! What the purchases of the same customers say of two items: whether one is bought on a later day, and which
//! follows which.

use super::feature::{Feature, Features};
use super::known::Known;
use crate::count::Evidence;

/// Either way. Unit: nats.
const MOST_LATER: f64 = 3.0;

impl Known<'_> {
    /// What follows what, as `counted`; nothing where nobody is named, as no sequence of purchases is known then.
    pub(super) fn read_sequence(&self, counted: &Evidence, features: &mut Features) {
        let later = counted.anchor_first.max(counted.item_first);
        if later == 0 {
            return;
        }
        let ratio = (f64::from(later) + 1.0) / (f64::from(counted.together) + 1.0);
        features[Feature::Later as usize] = ratio.ln().clamp(-MOST_LATER, MOST_LATER) as f32;
        let earlier = counted.anchor_first.min(counted.item_first);
        let ratio = (f64::from(later) + 1.0) / (f64::from(earlier) + 1.0);
        features[Feature::OneWay as usize] = ratio.ln() as f32;
    }
}
