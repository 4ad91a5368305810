//! What order lines and item rows say about items, until the catalogue is made of it.

use std::borrow::Cow;

use super::catalog::{
    Catalog, CatalogColumns, CatalogError, ItemFacts, ItemView, category_path, column_of, numbered,
};
use super::fact_votes::FactVotes;
use super::intake::{IntakeError, OrderLine};
use super::interner::Interned;
use super::money::Money;
use super::tally::{TextTally, ValueTally};
use super::texts::{Texts, TextsError};

/// More priced items than this stand beside each that is given away.
const PRICED_A_GIFT: usize = 10;

/// Facts about items by their intake number. What item rows give goes before what order lines say;
/// where rows of one kind disagree, the most frequent value counts, fact by fact.
#[derive(Debug, Default)]
pub(super) struct Facts {
    of_lines: FactVotes,
    of_rows: FactVotes,
    /// Rows about each item.
    n_rows: Vec<u32>,
    /// ISO 4217 code of the currency, empty where not told.
    pub(super) currency: String,
}

impl Facts {
    /// Takes what an order line says about its item.
    pub(super) fn hear(&mut self, item: u32, line: &OrderLine<'_>) -> Result<(), IntakeError> {
        let known = ItemView {
            title: line.title,
            category: line.category,
            price: line.unit_price,
            cost: line.unit_cost,
            ..ItemView::default()
        };
        self.of_lines.hear(item, &ItemFacts { known, attributes: &[] })
    }

    /// Takes the price, if any, for which order lines sold a piece each of `items`, all below `n_items`.
    pub(super) fn hear_prices(&mut self, n_items: usize, items: &[u32], prices: &[Option<Money>]) {
        let prices = prices.iter().map(|price| price.map(|money| money.0));
        self.of_lines.prices.vote_all(n_items, items, prices);
    }

    /// Takes what a row about the item says.
    pub(super) fn give(&mut self, item: u32, facts: &ItemFacts<'_>) -> Result<(), IntakeError> {
        let place = item as usize;
        if self.n_rows.len() <= place {
            self.n_rows.resize(place + 1, 0);
        }
        self.n_rows[place] = self.n_rows[place].saturating_add(1);
        self.of_rows.hear(item, facts)
    }

    /// Rows about an item that had one already.
    pub(super) fn n_rows_repeated(&self) -> u64 {
        self.n_rows.iter().map(|&rows| u64::from(rows.saturating_sub(1))).sum()
    }

    /// How many of `n_items` items have rows of their own that disagree.
    pub(super) fn n_disputed_rows(&self, n_items: usize) -> u64 {
        self.of_rows.n_disputed(n_items) as u64
    }

    /// How many items have a row of their own, and how many of these `is_sold`.
    pub(super) fn n_described(&self, is_sold: impl Fn(u32) -> bool) -> [u64; 2] {
        let described = || (0..).zip(&self.n_rows).filter(|&(_, &rows)| rows > 0);
        let n_sold = described().filter(|&(item, _)| is_sold(item)).count();
        [described().count() as u64, n_sold as u64]
    }

    /// How many of `n_items` items order lines give several titles.
    pub(super) fn n_disputed_titles(&self, n_items: usize) -> u64 {
        let mut n_disputed = 0;
        self.of_lines.titles.each_disputed(n_items, |_| n_disputed += 1);
        n_disputed
    }

    /// Those of `n_items` items, rising, that most order lines sell for nothing. None where that is
    /// so of a tenth of all priced items or more: there nothing stands for a price that is not
    /// known.
    pub(super) fn given_away(&self, n_items: usize) -> Vec<u32> {
        let mut rows = vec![[0_u64; 2]; n_items];
        self.of_lines.prices.each(|item, price, votes| {
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
        let (rows, lines) = (&self.of_rows, &self.of_lines);
        let titles = texts_by(ranked, [&rows.titles, &lines.titles]);
        let paths = texts_by(ranked, [&rows.categories, &lines.categories]);
        let paths: Vec<Cow<'_, str>> =
            paths.iter().map(|path| category_path(path.as_str())).collect();
        let paths: Vec<&str> = paths.iter().map(|path| &**path).collect();
        let (categories, category_of) = numbered(&paths)?;

        let attributes = rows.attributes();
        let mut names = Vec::with_capacity(attributes.len());
        let mut values = Vec::with_capacity(attributes.len());
        let mut attribute_ends = Vec::with_capacity(ranked.len());
        for &item in ranked {
            let start = attributes.partition_point(|attribute| attribute.item < item);
            let own = attributes[start..].iter().take_while(|attribute| attribute.item == item);
            for attribute in own {
                names.push(attribute.name.as_str());
                values.push(attribute.value.as_str());
            }
            attribute_ends.push(u32::try_from(names.len()).map_err(|_| TextsError::TooLong)?);
        }
        let (attribute_names, attribute_name_of) = numbered(&names)?;

        let columns = CatalogColumns {
            currency: self.currency.clone(),
            titles: Texts::from_rows(titles)?,
            categories,
            category_of,
            brands: Texts::from_rows(texts_by(ranked, [&rows.brands, &lines.brands]))?,
            // Of as many rows those that promise the least: no price, margin or stock that is not there.
            prices: values_by(ranked, [&rows.prices, &lines.prices], i64::lt),
            costs: values_by(ranked, [&rows.costs, &lines.costs], i64::gt),
            stocks: values_by(ranked, [&rows.stocks, &lines.stocks], i64::lt),
            urls: Texts::from_rows(texts_by(ranked, [&rows.urls, &lines.urls]))?,
            attribute_names,
            attribute_ends,
            attribute_name_of,
            attribute_values: Texts::from_rows(values)?,
        };
        Catalog::new(columns, ranked.len())
    }
}

/// The text of each of the `ranked` items by the first tally that has one.
fn texts_by<'t>(ranked: &[u32], tallies: [&'t TextTally; 2]) -> Vec<Interned<'t>> {
    let [first, second] = tallies.map(|tally| tally.winners(ranked.len()));
    let text = |&item: &u32| {
        let text = first[item as usize];
        if text.as_str().is_empty() { second[item as usize] } else { text }
    };
    ranked.iter().map(text).collect()
}

/// The column of the value of each of the `ranked` items by the first tally that has one; among
/// values of equally many rows the one that `precedes` the others.
fn values_by(
    ranked: &[u32],
    tallies: [&ValueTally<i64>; 2],
    precedes: fn(&i64, &i64) -> bool,
) -> Vec<i64> {
    let [first, second] = tallies.map(|tally| tally.winners(ranked.len(), precedes));
    column_of(ranked.iter().map(|&item| first[item as usize].or(second[item as usize])))
}

#[cfg(test)]
mod tests {
    use super::super::{Id, Intake};
    use super::*;

    /// Price, cost, stock, brand and colour.
    type Row<'a> = (Option<i64>, Option<i64>, Option<i64>, Option<&'a str>, &'a str);

    #[test]
    fn of_rows_that_disagree_the_most_frequent_value_counts_and_ties_promise_the_least() {
        let rows: [Row<'_>; 5] = [
            (Some(1_200), Some(500), Some(0), Some("Hill"), "red"),
            (Some(1_000), Some(900), Some(5), Some("Hill"), "blue"),
            (Some(1_000), None, None, Some("Dale"), ""),
            (Some(1_200), None, Some(-1), None, "blue"),
            (None, Some(700), None, Some(""), "red"),
        ];
        let mut intake = Intake::new();
        let tea = Id::parse("tea").unwrap();
        for (price, cost, stock, brand, colour) in rows {
            let (price, cost) = (price.map(Money), cost.map(Money));
            let known = ItemView { price, cost, stock, brand, ..ItemView::default() };
            let facts = ItemFacts { known, attributes: &[("colour", colour)] };
            intake.push_item(tea, &facts).unwrap();
        }
        let cup =
            ItemFacts { attributes: &[("size", "L"), ("colour", "red")], ..ItemFacts::default() };
        intake.push_item(Id::parse("cup").unwrap(), &cup).unwrap();
        let history = intake.finish().unwrap();
        let report = &history.report;
        assert_eq!((report.n_items_described, report.n_item_rows_repeated), (2, 4));
        assert_eq!(report.n_items_with_rows_that_disagree, 1);
        let index = |id| history.vocabulary.index(id).unwrap();
        let found = history.catalog.item(index("tea"));
        let promised = (found.price, found.cost, found.stock);
        assert_eq!(promised, (Some(Money(1_000)), Some(Money(900)), Some(-1)));
        assert_eq!(found.brand, Some("Hill"));
        let attributes = |id| history.catalog.attributes(index(id)).collect::<Vec<_>>();
        assert_eq!(attributes("tea"), [("colour", "blue")]);
        assert_eq!(attributes("cup"), [("colour", "red"), ("size", "L")]);
    }
}
