//! Which function a pair has, from a table a person can read.

use super::kind::Function;
use super::shrink;
use super::text::TitleIndex;
use crate::count::Evidence;
use crate::words::{Catalog, ItemIndex};

/// Buyers of both below which nothing is claimed: one or two people's habit is no rule.
const MIN_CLAIM_BUYERS: u32 = 3;
/// Titles more alike than this name goods of one family, where a shop has no categories.
const FAMILY_LIKENESS: f32 = 0.5;

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
    /// lower bound is above chance; apart, where the upper bound is below it, even if all orders
    /// that were cut for their size held both.
    ///
    /// ```
    /// use engine::count::Evidence;
    /// use engine::relation::Claim;
    /// let seen = |together| Evidence {
    ///     together, buyers: together, with_anchor: 10, with_item: 10, n_orders: 10_000,
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
        if evidence.buyers >= MIN_CLAIM_BUYERS && shrink::lower_bound(together, expected) > 1.0 {
            Self::Together
        } else if shrink::upper_bound(at_most, expected) < 1.0 {
            Self::Apart
        } else {
            Self::Unclear
        }
    }
}

/// Tells what an item is to an anchor.
///
/// | claim | same family | function |
/// |---|---|---|
/// | together | yes | extension |
/// | together | no | complementary |
/// | apart | yes | substitute |
/// | apart | no | none |
/// | unclear | either | none |
///
/// Two items are of one family when they share the category one level above their own, or, where
/// either has no category, when their titles are alike.
#[derive(Debug)]
pub struct Classifier<'a> {
    catalog: &'a Catalog,
    titles: TitleIndex,
}

impl<'a> Classifier<'a> {
    /// A classifier for the first `n_items` items of `catalog`.
    #[must_use]
    pub fn new(catalog: &'a Catalog, n_items: usize) -> Self {
        Self { catalog, titles: TitleIndex::new(catalog, n_items) }
    }

    /// What `item` is to `anchor`, given what was counted of the two.
    #[must_use]
    pub fn function(&self, anchor: ItemIndex, item: ItemIndex, evidence: &Evidence) -> Function {
        match (Claim::of(evidence), self.are_family(anchor, item)) {
            (Claim::Together, true) => Function::Extension,
            (Claim::Together, false) => Function::Complementary,
            (Claim::Apart, true) => Function::Substitute,
            (Claim::Apart, false) | (Claim::Unclear, _) => Function::None,
        }
    }

    fn are_family(&self, a: ItemIndex, b: ItemIndex) -> bool {
        match (self.catalog.category_of(a), self.catalog.category_of(b)) {
            (Some(a), Some(b)) => {
                let categories = self.catalog.categories();
                a == b || family(categories.row(a as usize)) == family(categories.row(b as usize))
            }
            _ => self.titles.likeness(a, b) >= FAMILY_LIKENESS,
        }
    }
}

/// The path one level above, or the path itself where it has one level.
fn family(path: &str) -> &str {
    path.rsplit_once(crate::words::LEVEL).map_or(path, |(above, _)| above)
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
            ..Evidence::default()
        }
    }

    #[test]
    fn every_cell_of_the_table_holds() {
        let catalog =
            Catalog::of_titles(&["red heart tea mug", "blue heart tea mug", "tin lantern"]);
        let classifier = Classifier::new(&catalog, 3);
        let function = |item, together| {
            classifier.function(ItemIndex(0), ItemIndex(item), &evidence(together))
        };
        assert_eq!(function(1, 90), Function::Extension);
        assert_eq!(function(2, 90), Function::Complementary);
        assert_eq!(function(1, 10), Function::Substitute);
        assert_eq!(function(2, 10), Function::None);
        assert_eq!(function(1, 40), Function::None);
        assert_eq!(function(2, 40), Function::None);
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
            ..Evidence::default()
        };
        assert_eq!(Claim::of(&rare(1)), Claim::Unclear);
        assert_eq!(Claim::of(&rare(2)), Claim::Unclear);
    }
}
