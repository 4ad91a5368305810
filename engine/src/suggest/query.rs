//! What is asked: checked already, in the snapshot's own numbers.

use super::filter::Filter;
use crate::count::CustomerIndex;
use crate::relation::KindSet;
use crate::words::ItemIndex;

/// Most items one answer can list.
pub const MAX_LIMIT: usize = 1000;
/// [`Query::max_alike`] where nothing else is wanted: most of five places are left to other things.
pub const DEFAULT_MAX_ALIKE: usize = 2;

/// Where a conversation stands, as far as it decides whether to offer at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Pleasantries; the need is not clear yet.
    Greeting,
    /// The buyer looks for something.
    Discovering,
    /// The buyer weighs an item.
    Deciding,
    /// The buyer asks for a better price.
    Bargaining,
    /// Ordered, not paid.
    Ordered,
    /// Paid.
    Paid,
    /// Returns, complaints, questions about what was bought.
    AfterSale,
    /// Over.
    Ended,
}

impl Stage {
    /// All stages, in the sequence of a conversation.
    pub const ALL: [Self; 8] = [
        Self::Greeting,
        Self::Discovering,
        Self::Deciding,
        Self::Bargaining,
        Self::Ordered,
        Self::Paid,
        Self::AfterSale,
        Self::Ended,
    ];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Discovering => "discovering",
            Self::Deciding => "deciding",
            Self::Bargaining => "bargaining",
            Self::Ordered => "ordered",
            Self::Paid => "paid",
            Self::AfterSale => "after_sale",
            Self::Ended => "ended",
        }
    }

    /// Whether an offer helps here: between purchase intent and payment.
    #[must_use]
    pub fn allows_offers(self) -> bool {
        match self {
            Self::Discovering | Self::Deciding | Self::Bargaining | Self::Ordered => true,
            Self::Greeting | Self::Paid | Self::AfterSale | Self::Ended => false,
        }
    }
}

/// What goes with a cart.
#[derive(Clone, Debug)]
pub struct Query {
    /// What the buyer has chosen. Never suggested.
    pub cart: Vec<ItemIndex>,
    /// What the buyer looked at: a weaker hint, and may be suggested.
    pub viewed: Vec<ItemIndex>,
    /// Who buys, where the snapshot knows the customer: what was bought before shifts the list towards the
    /// customer's taste, and is not suggested.
    pub customer: Option<CustomerIndex>,
    /// Never suggested.
    pub exclude: Vec<ItemIndex>,
    /// Kinds that may be in the answer.
    pub relations: KindSet,
    /// Items that may be in the answer.
    pub filter: Filter,
    /// Where items are filed that the buyer has chosen and the snapshot does not know: category paths, whose sellers
    /// come first where the list is filled up.
    pub filed: Vec<String>,
    /// Where the conversation stands, if there is one.
    pub stage: Option<Stage>,
    /// Most suggestions wanted; at most [`MAX_LIMIT`] are given.
    pub limit: usize,
    /// How many of the last places are kept for cold items, those of at most five orders, which else are hardly
    /// ever listed. At least one place stays with the others.
    pub explore: usize,
    /// How many flavours of one thing any five places that follow one another may hold; 0 for any
    /// number. A buyer with two of them in the cart collects them and gets any number too.
    pub max_alike: usize,
}

impl Query {
    /// A query for `limit` items of any kind that go with `cart`.
    #[must_use]
    pub fn for_cart(cart: Vec<ItemIndex>, limit: usize) -> Self {
        Self {
            cart,
            viewed: Vec::new(),
            customer: None,
            exclude: Vec::new(),
            relations: KindSet::ALL,
            filter: Filter::default(),
            filed: Vec::new(),
            stage: None,
            limit,
            explore: 0,
            max_alike: DEFAULT_MAX_ALIKE,
        }
    }
}
