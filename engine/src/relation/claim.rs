//! What may be said about a pair.

use super::shrink;
use crate::count::Evidence;

/// Buyers of both below which nothing is claimed: one or two people's habit is no rule.
const MIN_CLAIM_BUYERS: u32 = 3;

/// How many times more than chance a claim is at least: less is not worth a word.
pub const MIN_CLAIM_RATIO: f64 = 1.1;

/// What may be said about a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Bought together more than chance, for certain.
    Together,
    /// Bought together less than chance, for certain.
    Apart,
    /// Neither is certain: too little is known, or it is about as often as chance.
    Unclear,
}

impl Claim {
    /// What the evidence allows to say: together, where at least three buyers bought both and the
    /// lower bound, each buyer counted once, is a tenth above chance; apart, where the upper bound
    /// is below it, even if all orders that were cut for their size held both.
    ///
    /// ```
    /// use engine::count::Evidence;
    /// use engine::relation::Claim;
    /// let seen = |together| Evidence {
    ///     together, buyers: together, with_anchor: 10, with_item: 10, by_chance: 0.01,
    ///     ..Evidence::default()
    /// };
    /// assert_eq!(Claim::of(&seen(3)), Claim::Unclear);
    /// assert_eq!(Claim::of(&seen(4)), Claim::Together);
    /// // The same four orders, all by one buyer.
    /// assert_eq!(Claim::of(&Evidence { buyers: 1, ..seen(4) }), Claim::Unclear);
    /// ```
    #[must_use]
    pub fn of(evidence: &Evidence) -> Self {
        let (together, expected) = (f64::from(evidence.together), evidence.expected());
        let at_most = together + f64::from(evidence.n_orders_cut);
        let surely = shrink::lower_bound(evidence.witnessed(), expected);
        if evidence.buyers >= MIN_CLAIM_BUYERS && surely > MIN_CLAIM_RATIO {
            Self::Together
        } else if shrink::upper_bound(at_most, expected) < 1.0 {
            Self::Apart
        } else {
            Self::Unclear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(together: u32) -> Evidence {
        Evidence {
            together,
            buyers: together,
            with_anchor: 200,
            with_item: 200,
            n_orders: 1000,
            by_chance: 40.0,
            ..Evidence::default()
        }
    }

    #[test]
    fn orders_cut_for_their_size_may_have_held_both() {
        let seldom = evidence(10);
        assert_eq!(Claim::of(&seldom), Claim::Apart);
        assert_eq!(Claim::of(&Evidence { n_orders_cut: 30, ..seldom }), Claim::Unclear);
    }

    #[test]
    fn a_pair_seen_once_or_twice_is_never_a_claim() {
        let rare = |together| Evidence {
            together,
            buyers: together,
            with_anchor: together,
            with_item: together,
            n_orders: u32::MAX,
            by_chance: 0.0,
            ..Evidence::default()
        };
        assert_eq!(Claim::of(&rare(1)), Claim::Unclear);
        assert_eq!(Claim::of(&rare(2)), Claim::Unclear);
    }
}
