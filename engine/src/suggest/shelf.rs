//! What an answer is made from: a snapshot, and what the shop said since it was made.

use super::rules::{Rules, RulesBeside};
use crate::snapshot::Snapshot;
use crate::words::{CatalogNow, Changes, ItemIndex};

/// What stands on the shelf now: what was learnt, and what the shop said since.
#[derive(Debug, Clone, Copy)]
pub struct Shelf<'a> {
    /// What was learnt.
    pub snapshot: &'a Snapshot,
    /// What was told of its items since.
    pub changes: &'a Changes,
    /// What the shop wants of its lists; made for the same snapshot.
    pub rules: &'a Rules,
}

impl<'a> Shelf<'a> {
    /// The facts of the items, as they are now.
    #[must_use]
    pub fn catalog(&self) -> CatalogNow<'a> {
        CatalogNow::new(self.snapshot.catalog(), self.changes)
    }

    /// Tells of items whether the shop hides them from every list: by what it said of the item, or by a rule that holds
    /// whatever the cart.
    pub fn hides(self) -> impl Fn(ItemIndex) -> bool + 'a {
        let (catalog, rules) = (self.catalog(), RulesBeside::new(self, &[]));
        move |item| catalog.is_hidden(item) || rules.is_hidden(item)
    }
}

/// A snapshot of which nothing was said since.
impl<'a> From<&'a Snapshot> for Shelf<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, changes: Changes::NONE, rules: Rules::NONE }
    }
}
