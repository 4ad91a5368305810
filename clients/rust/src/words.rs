//! Words that stand for one of a few things. What a later release adds is read as `Other`, so that an answer with a new
//! word is still an answer.

use serde::{Deserialize, Serialize};

/// What an item is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Bought instead.
    Substitute,
    /// The same family of need, another function.
    Extension,
    /// Another kind of goods that goes with it.
    Complementary,
    /// No relation known; both are best-sellers.
    Hot,
    /// No relation known; a rising item beside a rising or hot one.
    Latent,
    /// A back-off.
    None,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// How an item sells, whatever it stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Momentum {
    /// A best-seller.
    Hot,
    /// It rises.
    Latent,
    /// As ever.
    Steady,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// How much evidence of what customers did ties two items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Many customers on several days.
    A,
    /// Some.
    B,
    /// Only what the items are.
    C,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// Why a list is empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoneBecause {
    /// An offer would disturb at this stage.
    Stage,
    /// Nothing goes with it for certain.
    NoRelation,
    /// The filter left nothing.
    Filter,
    /// None was wanted.
    Limit,
    /// The shop has nothing else.
    NothingElse,
    /// No item has these words.
    NoMatch,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// Why there is no bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoBundleBecause {
    /// No item of the cart is known.
    UnknownCart,
    /// A price of the cart that it takes is not known.
    NoPrice,
    /// Nothing replaces what the buyer cannot or will not have.
    NoSubstitute,
    /// An offer would disturb at this stage.
    Stage,
    /// Nothing goes with the cart for certain.
    NoRelation,
    /// The filter left nothing.
    Filter,
    /// The shop has nothing else.
    NothingElse,
    /// An item that must be in it does not go with the cart.
    MustHave,
    /// What goes with the cart is too dear beside it, or leaves too little.
    Prices,
    /// No set keeps all limits and adds anything.
    Limits,
    /// The cart is past the threshold.
    Reached,
    /// Nothing certain reaches the threshold.
    OutOfReach,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// Which pairing of the trade a bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundleRole {
    /// A dear slow item with a cheap fast one.
    TrafficProfit,
    /// A best-seller with a rising one.
    HotLatent,
    /// What belongs to the dearest item, and costs half of it at the most.
    MainAccessory,
    /// What brings the cart to a threshold.
    Threshold,
    /// What goes together for other reasons.
    Together,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// What fast and slow are told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaceBy {
    /// Orders by visits.
    Visits,
    /// Sales of late: no visits were told.
    Sales,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// What a bundle gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountGiven {
    /// It is sold as listed.
    None,
    /// The whole costs less.
    Price,
    /// An item goes with it for nothing.
    Gift,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// What bundles are to give. Sent only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiscountKind {
    /// A lower price for the whole.
    Price,
    /// One more item for nothing.
    Gift,
}

/// What bundles raise. Sent only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// What the shop keeps above cost.
    Margin,
    /// What buyers pay.
    Revenue,
    /// Pieces sold.
    Units,
}

/// What a filter asks of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// That it is in stock.
    Stock,
    /// Its category.
    Category,
    /// Its brand.
    Brand,
    /// Its price.
    Price,
    /// Its attributes.
    Attributes,
    /// That the shop does not hide it.
    Shown,
    /// That no rule of the shop hides it.
    Rules,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// How a listed item came to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// By its score.
    Ranked,
    /// It fills the list up.
    BackOff,
    /// A rule of the shop gave it its place.
    Placed,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// What a rule of the shop does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// Items rise.
    Boost,
    /// They fall.
    Bury,
    /// They are in no list.
    Hide,
    /// One stands at a place.
    Pin,
    /// They are in no list beside some items.
    Exclude,
    /// They stand first beside some items.
    Force,
    /// A word that this release of the client does not know.
    #[serde(other, skip_serializing)]
    Other,
}

/// The language of reasons. Sent only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Where a conversation stands. Sent only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It begins.
    Greeting,
    /// The buyer looks around.
    Discovering,
    /// The buyer chooses.
    Deciding,
    /// The buyer asks for less.
    Bargaining,
    /// An order is placed.
    Ordered,
    /// It is paid.
    Paid,
    /// Something came of it.
    AfterSale,
    /// It is over.
    Ended,
}

/// The word that serde writes.
pub(crate) fn word(value: impl Serialize) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}
