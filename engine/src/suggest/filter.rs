//! Which items may be in an answer, and which condition keeps the others out.

use super::wanted::{has_attributes, is_filed, is_of_brand};
use crate::words::{CatalogNow, ItemIndex, ItemView, Money};

/// Which items may be in the answer. An absent condition lets everything pass; of several conditions an item meets
/// all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only items filed under one of these category paths or below it; of an empty list all pass.
    pub categories: Vec<String>,
    /// Only items of one of these brands; of an empty list all pass.
    pub brands: Vec<String>,
    /// Only items that cost at least this; an item without a price does not pass.
    pub min_price: Option<Money>,
    /// Only items that cost at most this; an item without a price does not pass.
    pub max_price: Option<Money>,
    /// Only items with each of these attributes at one of its values.
    pub attributes: Vec<(String, Vec<String>)>,
    /// Also items known to be out of stock, which are left out otherwise.
    pub with_out_of_stock: bool,
}

/// One condition of a [`Filter`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is some of it.
    Stock,
    /// It is filed under a wanted category.
    Category,
    /// It is of a wanted brand.
    Brand,
    /// It costs enough, and not too much.
    Price,
    /// Its attributes are the wanted ones.
    Attributes,
    /// The shop did not say that it is to be in no answer.
    Shown,
    /// No rule of the shop hides it.
    Rules,
}

/// A set of conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conditions(u8);

impl Condition {
    /// All conditions, in the sequence in which they are told.
    pub const ALL: [Self; 7] = [
        Self::Stock,
        Self::Category,
        Self::Brand,
        Self::Price,
        Self::Attributes,
        Self::Shown,
        Self::Rules,
    ];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Category => "category",
            Self::Brand => "brand",
            Self::Price => "price",
            Self::Attributes => "attributes",
            Self::Shown => "shown",
            Self::Rules => "rules",
        }
    }
}

impl Conditions {
    /// No condition.
    pub const NONE: Self = Self(0);

    /// One condition.
    #[must_use]
    pub fn of(condition: Condition) -> Self {
        Self(1 << condition as u8)
    }

    /// Those of which it is told that they are not met.
    fn unmet<const N: usize>(told: [(Condition, bool); N]) -> Self {
        let unmet = told.into_iter().filter(|&(_, is_met)| !is_met);
        unmet.fold(Self::NONE, |all, (condition, _)| all.union(Self::of(condition)))
    }

    /// Whether `condition` is one of them.
    #[must_use]
    pub fn contains(self, condition: Condition) -> bool {
        self.0 & Self::of(condition).0 != 0
    }

    /// All of them, in a fixed sequence.
    pub fn iter(self) -> impl Iterator<Item = Condition> {
        Condition::ALL.into_iter().filter(move |&condition| self.contains(condition))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether it is one alone.
    #[must_use]
    pub fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// These and `others`.
    #[must_use]
    pub fn union(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }
}

impl Filter {
    /// The conditions that `item` does not meet: none where it may be in the answer.
    #[must_use]
    pub fn unmet(&self, catalog: CatalogNow<'_>, item: ItemIndex) -> Conditions {
        let is_there = self.with_out_of_stock || !catalog.is_out_of_stock(item);
        let always = Conditions::unmet([
            (Condition::Stock, is_there),
            (Condition::Shown, !catalog.is_hidden(item)),
        ]);
        if !self.asks_for_facts() {
            return always;
        }
        let facts = catalog.item(item);
        always.union(Conditions::unmet([
            (Condition::Category, is_filed(&facts, &self.categories)),
            (Condition::Brand, is_of_brand(&facts, &self.brands)),
            (Condition::Price, self.is_in_range(&facts)),
            (Condition::Attributes, has_attributes(catalog, item, &self.attributes)),
        ]))
    }

    fn asks_for_facts(&self) -> bool {
        !(self.categories.is_empty()
            && self.brands.is_empty()
            && self.min_price.is_none()
            && self.max_price.is_none()
            && self.attributes.is_empty())
    }

    fn is_in_range(&self, facts: &ItemView<'_>) -> bool {
        self.min_price.is_none_or(|least| facts.price.is_some_and(|price| price >= least))
            && self.max_price.is_none_or(|most| facts.price.is_some_and(|price| price <= most))
    }
}
