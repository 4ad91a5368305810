//! What is answered: suggestions with their reasons, or why there are none.

use super::filter::Conditions;
use crate::relation::{Grade, Momentum, RelationKind};
use crate::words::ItemIndex;

/// The answer to a query. Either it lists something, or it says why not.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Best first; of equal scores what earns more, where costs are known, then by item id.
    pub suggestions: Vec<Suggestion>,
    /// Why the list is empty; `Some` exactly where it is.
    pub none_because: Option<NoneBecause>,
    /// Where the filter left nothing, the conditions of which each, dropped alone, would list something; where there is
    /// none such, all that kept something out.
    pub emptied_by: Conditions,
    /// The rules of the shop that kept something out of the list, by number.
    pub hiding: Vec<Hiding>,
}

/// Why an answer lists nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoneBecause {
    /// The conversation is where an offer would disturb.
    Stage,
    /// No item of the wanted kinds goes with the cart for certain.
    NoRelation,
    /// Items were found, and the filter left none.
    Filter,
    /// The limit is zero.
    Limit,
    /// The shop has no other item.
    NothingElse,
}

impl NoneBecause {
    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::NoRelation => "no_relation",
            Self::Filter => "filter",
            Self::Limit => "limit",
            Self::NothingElse => "nothing_else",
        }
    }
}

/// One suggested item. Cannot be built without a reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What is suggested.
    pub item: ItemIndex,
    /// What it is to its anchor; `None` marks a back-off.
    pub relation: RelationKind,
    /// How it sells.
    pub momentum: Momentum,
    /// How well it goes with the whole cart; comparable inside one answer only. Above zero.
    pub score: f32,
    /// How probable its function is, by all that is known of item and anchor; where it has none, that the two
    /// sell together more than chance. Range `0.0..=1.0`; 0 for a back-off.
    pub confidence: f32,
    /// How much evidence of what customers did ties it to the item that speaks for it; C without
    /// one.
    pub grade: Grade,
    /// Why it is suggested.
    pub reason: Reason,
    /// What was counted about the anchor and the item.
    pub evidence: Witness,
    /// How it came to its place.
    pub standing: Standing,
    /// The numbers, rising, of the shop's rules that moved it.
    pub rules: Vec<usize>,
}

/// How a suggestion came to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// By its score.
    Ranked,
    /// Nothing better was left: it fills the list up.
    BackOff,
    /// A rule of the shop gave it this place, or this sequence.
    Placed,
}

impl Standing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ranked, Self::BackOff, Self::Placed];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ranked => "ranked",
            Self::BackOff => "back_off",
            Self::Placed => "placed",
        }
    }
}

/// A rule that kept items out of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hiding {
    /// The number of the rule.
    pub rule: usize,
    /// Items of wanted kinds that it kept out of the places that the list has.
    pub n_items: usize,
}

/// Why an item is suggested; shown, it is a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// Bought together more than chance, by the lower bound.
    Together {
        /// Orders with both.
        orders: u32,
        /// How many times more than chance, at least.
        at_least: f64,
    },
    /// Bought together, and not certain to be more than chance.
    Seen {
        /// Orders with both.
        orders: u32,
        /// Orders with the item.
        sold: u32,
    },
    /// Of the anchor's family, and bought together less than chance, by the upper bound.
    Instead {
        /// Orders with both.
        orders: u32,
        /// Orders with both that chance alone would give.
        expected: f64,
    },
    /// Of another family, and bought together less than chance, by the upper bound.
    Seldom {
        /// Orders with both.
        orders: u32,
        /// Orders with the item.
        sold: u32,
    },
    /// Both sell best.
    BothHot {
        /// Orders with the item.
        sold: u32,
    },
    /// The item's sales rise for certain.
    Rising {
        /// Orders with the item.
        sold: u32,
    },
    /// Sells well where the anchor is filed.
    CategorySeller {
        /// Orders with the item.
        sold: u32,
    },
    /// No edge joins the two, but so many visits saw both that it is no chance.
    Compared {
        /// Orders with the item.
        sold: u32,
    },
    /// No edge joins the two: what they are says so.
    Inferred {
        /// Orders with the item.
        sold: u32,
    },
    /// No pair with the cart was kept: late sales, its category or its title speak for it, and nothing is claimed.
    Unpaired {
        /// Orders with the item.
        sold: u32,
    },
    /// Sells well in the shop.
    ShopSeller {
        /// Orders with the item.
        sold: u32,
    },
}

/// What was counted about the anchor and the item of one suggestion.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Witness {
    /// The item of the cart that speaks loudest for the suggestion; none for a back-off, and all numbers are 0 then.
    pub anchor: Option<ItemIndex>,
    /// Orders with both; 0 where the pair was not kept.
    pub orders_together: u32,
    /// Orders with the anchor.
    pub orders_with_anchor: u32,
    /// Orders with both that chance alone would give.
    pub expected_by_chance: f64,
    /// Shrunk ratio of the two: the best estimate.
    pub times_more_than_chance: f64,
    /// Lower bound of that ratio (one-sided 95 %).
    pub at_least: f64,
}
