//! What a shop said since its snapshot was made, in that snapshot's numbers.

use std::sync::Arc;

use engine::words::Changes;

use crate::rules::InForce;

/// What a shop said since its snapshot was made. Immutable: what it says next makes another.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Facts of items that the snapshot knows.
    pub changes: Changes,
    /// The rules in force.
    pub in_force: Arc<InForce>,
    /// The version of the rules; 0 where there never were any.
    pub rules_version: u64,
}
