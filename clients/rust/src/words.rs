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
