//! What an answer is made from: a snapshot, and what the shop said since it was made.

use super::rules::Rules;
use crate::snapshot::Snapshot;
use crate::words::{CatalogNow, Changes};

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
}

/// A snapshot of which nothing was said since.
impl<'a> From<&'a Snapshot> for Shelf<'a> {
    fn from(snapshot: &'a Snapshot) -> Self {
        Self { snapshot, changes: Changes::NONE, rules: Rules::NONE }
    }
}
