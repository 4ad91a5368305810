//! What order lines and item rows say about items, until the catalogue is made of it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::catalog::{Catalog, CatalogColumns, CatalogError, ItemFacts, column_of, numbered};
use super::intake::{IntakeError, OrderLine};
use super::money::Money;
use super::tally::{TextTally, ValueTally};
use super::texts::{Texts, TextsError};

/// More priced items than this stand beside each that is given away.
const PRICED_A_GIFT: usize = 10;

/// Facts about items by their intake number. What item rows give goes before what order lines say;
/// of order lines the most frequent value counts, of item rows the last.
#[derive(Debug, Default)]
pub(super) struct Facts {
    titles: TextTally,
    categories: TextTally,
    prices: ValueTally<i64>,
    costs: ValueTally<i64>,
    given: HashMap<u32, OwnedFacts, FixedState>,
    /// ISO 4217 code of the currency, empty where not told.
    pub(super) currency: String,
    /// Rows about an item that had one already.
    pub(super) n_rows_repeated: u64,
}

#[derive(Debug, Default)]
struct OwnedFacts {
    title: Option<String>,
    category: Option<String>,
    brand: Option<String>,
    price: Option<i64>,
    cost: Option<i64>,
    stock: Option<i64>,
    url: Option<String>,
    attributes: Vec<(String, String)>,
}

impl Facts {
    /// Takes what an order line says about its item.
    pub(super) fn hear(&mut self, item: u32, line: &OrderLine<'_>) -> Result<(), IntakeError> {
        if let Some(title) = line.title.filter(|title| !title.is_empty())
            && !self.titles.vote(item, title)
        {
            return Err(IntakeError::TooMany { what: "titles" });
        }
        if let Some(category) = line.category.filter(|category| !category.is_empty())
            && !self.categories.vote(item, category)
        {
            return Err(IntakeError::TooMany { what: "categories" });
        }
        if let Some(price) = line.unit_price {
            self.prices.vote(item, price.0);
        }
        if let Some(cost) = line.unit_cost {
            self.costs.vote(item, cost.0);
        }
        Ok(())
    }

    /// Takes the price, if any, for which order lines sold a piece each of `items`, all below `n_items`.
    pub(super) fn hear_prices(&mut self, n_items: usize, items: &[u32], prices: &[Option<Money>]) {
        let prices = prices.iter().map(|price| price.map(|money| money.0));
        self.prices.vote_all(n_items, items, prices);
    }

    /// Takes what a row about the item says.
    pub(super) fn give(&mut self, item: u32, facts: &ItemFacts<'_>) {
        let is_new = !self.given.contains_key(&item);
        self.n_rows_repeated += u64::from(!is_new);
        let kept = self.given.entry(item).or_default();
        let known = &facts.known;
        set_text(&mut kept.title, known.title);
        set_text(&mut kept.category, known.category);
        set_text(&mut kept.brand, known.brand);
        set_text(&mut kept.url, known.url);
        kept.price = known.price.map(|money| money.0).or(kept.price);
        kept.cost = known.cost.map(|money| money.0).or(kept.cost);
        kept.stock = known.stock.or(kept.stock);
        for &(name, value) in facts.attributes.iter().filter(|(_, value)| !value.is_empty()) {
            kept.attributes.retain(|(other, _)| other != name);
            kept.attributes.push((name.to_owned(), value.to_owned()));
        }
    }

    /// How many items have a row of their own, and how many of these `is_sold`.
    pub(super) fn n_described(&self, is_sold: impl Fn(u32) -> bool) -> [u64; 2] {
        let n_sold = self.given.keys().filter(|&&item| is_sold(item)).count();
        [self.given.len() as u64, n_sold as u64]
    }

    /// How many of `n_items` items order lines give several titles.
    pub(super) fn n_disputed_titles(&self, n_items: usize) -> usize {
        self.titles.n_disputed(n_items)
    }

    /// Those of `n_items` items, rising, that most order lines sell for nothing. None where that is
    /// so of a tenth of all priced items or more: there nothing stands for a price that is not
    /// known.
    pub(super) fn given_away(&self, n_items: usize) -> Vec<u32> {
        let mut rows = vec![[0_u64; 2]; n_items];
        self.prices.each(|item, price, votes| {
            let [free, all] = &mut rows[item as usize];
            *free += if price == 0 { u64::from(votes) } else { 0 };
            *all += u64::from(votes);
        });
        let n_priced = rows.iter().filter(|[_, all]| *all > 0).count();
        let is_free = |&(_, [free, all]): &(u32, [u64; 2])| 2 * free > all;
        let free: Vec<u32> = (0..).zip(rows).filter(is_free).map(|(item, _)| item).collect();
        if PRICED_A_GIFT * free.len() < n_priced { free } else { Vec::new() }
    }

    /// The catalogue, its rows in the sequence of `ranked` item numbers.
    pub(super) fn catalog(self, ranked: &[u32]) -> Result<Catalog, CatalogError> {
        let n_items = ranked.len();
        let voted_prices = self.prices.winners(n_items, |new, old| new < old);
        let voted_costs = self.costs.winners(n_items, |new, old| new < old);
        let facts = |item: u32| self.given.get(&item);
        let voted_titles = self.titles.winners(n_items);
        let voted_categories = self.categories.winners(n_items);
        let title_of = |&item: &u32| {
            let given = facts(item).and_then(|facts| facts.title.as_deref());
            given.unwrap_or(voted_titles[item as usize].as_str())
        };
        let category_of = |&item: &u32| {
            let given = facts(item).and_then(|facts| facts.category.as_deref());
            given.unwrap_or(voted_categories[item as usize].as_str())
        };
        let brand_of = |&item: &u32| facts(item).and_then(|f| f.brand.as_deref()).unwrap_or("");
        let url_of = |&item: &u32| facts(item).and_then(|f| f.url.as_deref()).unwrap_or("");
        let paths: Vec<&str> = ranked.iter().map(category_of).collect();
        let (categories, category_of) = numbered(&paths)?;

        let mut names = Vec::new();
        let mut values = Vec::new();
        let mut attribute_ends = Vec::with_capacity(n_items);
        for &item in ranked {
            let mut attributes: Vec<(&str, &str)> = facts(item)
                .map(|facts| facts.attributes.iter().map(|(n, v)| (&**n, &**v)).collect())
                .unwrap_or_default();
            attributes.sort_unstable();
            names.extend(attributes.iter().map(|&(name, _)| name));
            values.extend(attributes.iter().map(|&(_, value)| value));
            attribute_ends.push(u32::try_from(names.len()).map_err(|_| TextsError::TooLong)?);
        }
        let (attribute_names, attribute_name_of) = numbered(&names)?;

        let columns = CatalogColumns {
            currency: self.currency.clone(),
            titles: Texts::from_rows(ranked.iter().map(title_of))?,
            categories,
            category_of,
            brands: Texts::from_rows(ranked.iter().map(brand_of))?,
            prices: column_of(ranked.iter().map(|&item| {
                facts(item).and_then(|facts| facts.price).or(voted_prices[item as usize])
            })),
            costs: column_of(ranked.iter().map(|&item| {
                facts(item).and_then(|facts| facts.cost).or(voted_costs[item as usize])
            })),
            stocks: column_of(ranked.iter().map(|&item| facts(item).and_then(|f| f.stock))),
            urls: Texts::from_rows(ranked.iter().map(url_of))?,
            attribute_names,
            attribute_ends,
            attribute_name_of,
            attribute_values: Texts::from_rows(values)?,
        };
        Catalog::new(columns, n_items)
    }
}

fn set_text(kept: &mut Option<String>, given: Option<&str>) {
    if let Some(text) = given.filter(|text| !text.is_empty()) {
        *kept = Some(text.to_owned());
    }
}
