//! What a count means: measures, certainty, and the five kinds of relation.
//!
//! In: [`Evidence`](crate::count::Evidence) of a pair, and the catalogue. Out: numbers with a unit,
//! a claim or none, a [`Function`], a [`Momentum`], a [`RelationKind`].
//! Deliberately absent: ranking. Significance decides what may be said, not what comes first.

pub mod measure;
pub mod shrink;
pub mod significance;
mod kind;
mod momentum;
mod text;
mod claim;
mod grade;

pub use claim::{Claim, MIN_CLAIM_RATIO};
pub use grade::{Grade, GradeCuts, Witnesses};
pub use kind::{Function, KindSet, Momentum, RelationKind};
pub use momentum::{MomentumRules, momenta, recent_sales};
pub use text::TitleIndex;
pub(crate) use text::{is_han, is_on_nearly_all, plain as plain_title, split as split_title};
