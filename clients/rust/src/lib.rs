//! A typed client of Dapei's HTTP service.
//!
//! In: an address, a key where the shop has any, a question. Out: the answer as types, or a [`ClientError`] that keeps
//! the service's own problem. Deliberately absent: repeating (the caller knows how long an answer is of use;
//! [`ClientError::retry_after`] says when it may succeed), caching, and TLS: for `https` give
//! [`Client::with_http`] a `reqwest::Client` that was built with it.
//!
//! ```no_run
//! use dapei_client::{Client, Related};
//!
//! # async fn example() -> Result<(), dapei_client::ClientError> {
//! let dapei = Client::new("http://127.0.0.1:7700")?.with_key("KEY")?;
//! for item in dapei.related("85123A", &Related { limit: Some(4), ..Related::default() }).await?.related {
//!     println!("{} {:?}: {}", item.item_id, item.relation, item.reason);
//! }
//! # Ok(())
//! # }
//! ```

mod words;
mod question;
mod answer;
mod error;
mod call;
mod client;
#[cfg(feature = "blocking")]
pub mod blocking;

pub use answer::{
    Bundle, BundleDiscount, BundleItem, Bundles, Evidence, ExplainedItem, ExplainedRules, Health,
    HidingRule, Item, ItemFacts, Items, Readiness, RelatedItem, RelatedItems, ReorderItem,
    ReorderList, Suggestion, Suggestions, TouchingRule,
};
pub use call::{COVERED, NOT_COVERED};
pub use client::Client;
pub use error::{ClientError, Problem};
pub use question::{Filter, OfferBundles, Related, Suggest};
pub use words::{
    BundleRole, Condition, DiscountGiven, DiscountKind, Goal, Grade, Language, Momentum,
    NoBundleBecause, NoneBecause, PaceBy, RelationKind, RuleAction, Stage, Standing,
};
