//! Every value that rows of one kind give of each fact of an item, counted.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::catalog::{ItemFacts, is_between_levels};
use super::intake::IntakeError;
use super::interner::{Interned, Interner};
use super::tally::{TextTally, ValueTally};

/// Votes for the value of each fact of each item. Costs what the distinct values cost, not the rows.
#[derive(Debug, Default)]
pub(super) struct FactVotes {
    pub(super) titles: TextTally,
    pub(super) categories: TextTally,
    pub(super) brands: TextTally,
    pub(super) urls: TextTally,
    pub(super) prices: ValueTally<i64>,
    pub(super) costs: ValueTally<i64>,
    pub(super) stocks: ValueTally<i64>,
    attributes: AttributeVotes,
}

/// Votes for the value of each attribute of each item, which is a thing of its own here.
#[derive(Debug, Default)]
struct AttributeVotes {
    names: Interner,
    /// The number of each pair of an item and a name.
    numbers: HashMap<(u32, u32), u32, FixedState>,
    values: TextTally,
}

/// An attribute of an item as most rows give it.
#[derive(Debug)]
pub(super) struct AttributeWon<'v> {
    pub(super) item: u32,
    pub(super) name: Interned<'v>,
    pub(super) value: Interned<'v>,
}

impl FactVotes {
    /// Counts one row that says all of `facts` about `item`.
    pub(super) fn hear(&mut self, item: u32, facts: &ItemFacts<'_>) -> Result<(), IntakeError> {
        let known = &facts.known;
        self.titles.hear(item, known.title, "titles")?;
        // A path of nothing but what joins its levels files an item nowhere.
        let is_named = |path: &&str| path.contains(|c: char| !is_between_levels(c));
        self.categories.hear(item, known.category.filter(is_named), "categories")?;
        self.brands.hear(item, known.brand, "brands")?;
        self.urls.hear(item, known.url, "addresses")?;
        self.prices.hear(item, known.price.map(|money| money.0));
        self.costs.hear(item, known.cost.map(|money| money.0));
        self.stocks.hear(item, known.stock);
        facts
            .attributes
            .iter()
            .try_for_each(|&(name, value)| self.attributes.hear(item, name, value))
    }

    /// The attributes of all items, by item and name.
    pub(super) fn attributes(&self) -> Vec<AttributeWon<'_>> {
        let AttributeVotes { names, numbers, values } = &self.attributes;
        let values = values.winners(numbers.len());
        let mut won: Vec<AttributeWon<'_>> = numbers
            .iter()
            .map(|(&(item, name), &number)| {
                let (name, value) = (names.text(name), values[number as usize]);
                AttributeWon { item, name, value }
            })
            .collect();
        won.sort_unstable_by(|a, b| a.item.cmp(&b.item).then_with(|| a.name.cmp(&b.name)));
        won
    }

    /// How many of `n_items` items have a fact of which rows give several values.
    pub(super) fn n_disputed(&self, n_items: usize) -> usize {
        let mut disputed = vec![false; n_items];
        for texts in [&self.titles, &self.categories, &self.brands, &self.urls] {
            texts.each_disputed(n_items, |item| disputed[item as usize] = true);
        }
        for values in [&self.prices, &self.costs, &self.stocks] {
            values.each_disputed(n_items, |item| disputed[item as usize] = true);
        }
        let AttributeVotes { numbers, values, .. } = &self.attributes;
        let mut several = vec![false; numbers.len()];
        values.each_disputed(numbers.len(), |number| several[number as usize] = true);
        for (&(item, _), &number) in numbers {
            disputed[item as usize] |= several[number as usize];
        }
        disputed.into_iter().filter(|&is| is).count()
    }
}

impl AttributeVotes {
    fn hear(&mut self, item: u32, name: &str, value: &str) -> Result<(), IntakeError> {
        if value.is_empty() {
            return Ok(());
        }
        let too_many = IntakeError::TooMany { what: "attributes" };
        let name = self.names.intern(name).ok_or(too_many.clone())?;
        let n_known = u32::try_from(self.numbers.len()).map_err(|_| too_many)?;
        let number = *self.numbers.entry((item, name)).or_insert(n_known);
        self.values.hear(number, Some(value), "values of attributes")
    }
}
