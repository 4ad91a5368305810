//! A part of a history, as if the shop had stopped there.

use std::cmp::Reverse;
use std::sync::Arc;

use super::catalog::{Catalog, CatalogColumns};
use super::intake::{History, IntakeError, IntakeReport};
use super::orders::Orders;
use super::texts::Texts;
use super::views::{ViewColumns, Views, VisitRef};
use super::vocabulary::Vocabulary;

/// What [`History::part`] makes.
#[derive(Debug, Clone)]
pub struct Part {
    /// The part, a history of its own with its own numbers of items; customers keep theirs.
    pub history: History,
    /// The number in the part of each item of the whole.
    pub index_of: Vec<u32>,
}

impl History {
    /// The history of the orders at these positions alone. Every item stays known by its facts, and
    /// is numbered by how often it was bought in the part. Visits that are not known to be as
    /// old as the part's newest order are left out: they may tell of what is held back.
    ///
    /// Its report counts what is there, not how rows were netted.
    ///
    /// # Errors
    ///
    /// None that the whole did not have.
    ///
    /// # Panics
    ///
    /// Where there is no order at a position.
    pub fn part(&self, positions: &[u32]) -> Result<Part, IntakeError> {
        let n_items = self.vocabulary.len();
        let orders_at = || positions.iter().map(|&position| self.orders.order(position as usize));
        let mut n_orders_with = vec![0_u32; n_items];
        for order in orders_at() {
            order.items.iter().for_each(|&item| n_orders_with[item as usize] += 1);
        }
        let mut ranked: Vec<u32> = (0..n_items as u32).collect();
        let ids = self.vocabulary.ids();
        ranked.sort_unstable_by(|&a, &b| {
            let sold = |item: u32| Reverse(n_orders_with[item as usize]);
            sold(a).cmp(&sold(b)).then_with(|| ids.row(a as usize).cmp(ids.row(b as usize)))
        });
        let mut index_of = vec![0_u32; n_items];
        for (index, &item) in (0_u32..).zip(&ranked) {
            index_of[item as usize] = index;
        }

        let n_lines = orders_at().map(|order| order.items.len()).sum();
        let mut orders = Orders::with_capacity(positions.len(), n_lines, self.orders.n_customers());
        let mut items = Vec::new();
        for order in orders_at() {
            items.clear();
            items.extend(order.items.iter().map(|&item| index_of[item as usize]));
            orders.push(&mut items, order.customer, order.time);
        }
        let newest = orders.span().map(|(_, newest)| newest);
        let views = self.views.until(newest, &index_of);
        let report = IntakeReport {
            n_lines: n_lines as u64,
            n_lines_kept: n_lines as u64,
            n_orders: orders.len() as u64,
            n_items: n_items as u64,
            n_visits: views.len() as u64,
            n_views: views.n_views() as u64,
            n_views_kept: views.n_views() as u64,
            ..IntakeReport::default()
        };
        let history = Self {
            vocabulary: Vocabulary::new(rows_of(ids, &ranked)?)?,
            catalog: Catalog::new(columns_of(&self.catalog, &ranked)?, n_items)?,
            orders,
            views,
            customer_ids: Arc::clone(&self.customer_ids),
            report,
        };
        Ok(Part { history, index_of })
    }
}

impl Views {
    /// The visits that are known to be no later than `newest`, their items under the numbers of `index_of`.
    fn until(&self, newest: Option<super::Timestamp>, index_of: &[u32]) -> Self {
        let mut columns = ViewColumns {
            ends: Vec::new(),
            items: Vec::new(),
            events: Vec::new(),
            customers: Vec::new(),
            times: Vec::new(),
            n_customers: self.n_customers(),
        };
        // Nothing is known to be earlier than an unknown time.
        let is_known = |visit: &VisitRef<'_>| visit.time.is_some() && visit.time <= newest;
        for visit in self.iter().filter(is_known) {
            let mut seen: Vec<_> =
                visit.items.iter().map(|&i| index_of[i as usize]).zip(visit.events).collect();
            seen.sort_unstable_by_key(|&(item, _)| item);
            for (item, &event) in seen {
                columns.items.push(item);
                columns.events.push(event);
            }
            columns.ends.push(columns.items.len() as u64);
            columns.customers.push(visit.customer.unwrap_or(super::orders::NOBODY));
            columns.times.push(visit.time.map_or(super::orders::NEVER, |time| time.0));
        }
        Self::new(columns)
    }
}

/// The columns of `catalog`, the rows in the sequence of `ranked`.
fn columns_of(catalog: &Catalog, ranked: &[u32]) -> Result<CatalogColumns, IntakeError> {
    let of = catalog.columns();
    let numbers = |column: &[i64]| ranked.iter().map(|&item| column[item as usize]).collect();
    let mut attribute_ends = Vec::with_capacity(ranked.len());
    let (mut attribute_name_of, mut kept) = (Vec::new(), Vec::new());
    for &item in ranked {
        let row = item as usize;
        let start = if row == 0 { 0 } else { of.attribute_ends[row - 1] };
        for at in start..of.attribute_ends[row] {
            attribute_name_of.push(of.attribute_name_of[at as usize]);
            kept.push(at);
        }
        attribute_ends.push(kept.len() as u32);
    }
    Ok(CatalogColumns {
        currency: of.currency.clone(),
        titles: rows_of(&of.titles, ranked)?,
        categories: of.categories.clone(),
        category_of: ranked.iter().map(|&item| of.category_of[item as usize]).collect(),
        brands: rows_of(&of.brands, ranked)?,
        prices: numbers(&of.prices),
        costs: numbers(&of.costs),
        stocks: numbers(&of.stocks),
        urls: rows_of(&of.urls, ranked)?,
        attribute_names: of.attribute_names.clone(),
        attribute_ends,
        attribute_name_of,
        attribute_values: rows_of(&of.attribute_values, &kept)?,
    })
}

fn rows_of(texts: &Texts, rows: &[u32]) -> Result<Texts, IntakeError> {
    Ok(Texts::from_rows(rows.iter().map(|&row| texts.row(row as usize)))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{
        Id, Intake, ItemFacts, ItemIndex, ItemView, OrderLine, Timestamp, ViewEvent, ViewLine,
    };

    fn id(text: &str) -> Id<'_> {
        Id::parse(text).unwrap()
    }

    /// Ann buys tea and a cup on day 1, Bo tea on day 2, Ann pot and cup on day 3.
    fn history() -> History {
        told(|day| Some(Timestamp(day * 86_400)))
    }

    /// The same, with the times that `time` tells of these days.
    fn told(time: fn(i64) -> Option<Timestamp>) -> History {
        let mut intake = Intake::new();
        let lines = [
            ("1", "ann", "tea", 1),
            ("1", "ann", "cup", 1),
            ("2", "bo", "tea", 2),
            ("3", "ann", "pot", 3),
            ("3", "ann", "cup", 3),
        ];
        for (order, customer, item, day) in lines {
            let line = OrderLine {
                customer: Some(id(customer)),
                time: time(day),
                category: Some(if item == "tea" { "food" } else { "table" }),
                ..OrderLine::one(id(order), id(item))
            };
            intake.push_line(&line).unwrap();
        }
        let known = ItemView { title: Some("The pot"), ..ItemView::default() };
        let facts = ItemFacts { known, attributes: &[("colour", "red")] };
        intake.push_item(id("pot"), &facts).unwrap();
        for (day, item) in [(2, "tea"), (2, "pot"), (3, "cup")] {
            let view = ViewLine {
                session: None,
                customer: Some(id("bo")),
                item: id(item),
                time: time(day),
                event: ViewEvent::Cart,
            };
            intake.push_view(&view).unwrap();
        }
        intake.finish().unwrap()
    }

    #[test]
    fn a_part_counts_its_own_orders_and_keeps_every_fact() {
        let whole = history();
        let ids = |history: &History| -> Vec<String> {
            history.vocabulary.indexes().map(|i| history.vocabulary.id(i).to_owned()).collect()
        };
        assert_eq!(ids(&whole), ["cup", "tea", "pot"]);
        let Part { history: part, index_of } = whole.part(&[0, 1]).unwrap();
        assert_eq!(ids(&part), ["tea", "cup", "pot"]);
        assert_eq!(index_of, [1, 0, 2]);
        let orders: Vec<_> = part.orders.iter().map(|order| order.items.to_vec()).collect();
        assert_eq!(orders, [vec![0, 1], vec![0]]);
        let customers = |history: &History| -> Vec<_> {
            history.orders.iter().map(|order| order.customer).collect()
        };
        assert_eq!(customers(&part), customers(&whole)[..2]);
        assert_eq!(part.catalog.item(ItemIndex(0)).category, Some("food"));
        assert_eq!(part.catalog.title(ItemIndex(2)), Some("The pot"));
        let attributes: Vec<_> = part.catalog.attributes(ItemIndex(2)).collect();
        assert_eq!(attributes, [("colour", "red")]);
    }

    #[test]
    fn visits_after_the_newest_order_are_left_out() {
        let part = history().part(&[0, 1]).unwrap().history;
        let visits: Vec<_> = part.views.iter().map(|visit| visit.items.to_vec()).collect();
        assert_eq!(visits, [[0, 2]]);
        assert_eq!(history().part(&[2]).unwrap().history.views.len(), 2);
        // Without times they may be of any day.
        assert!(told(|_| None).part(&[0, 1]).unwrap().history.views.is_empty());
    }
}
