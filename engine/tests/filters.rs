//! Filters against a slow reference that knows the raw facts only.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::relation::KindSet;
use engine::snapshot::Snapshot;
use engine::suggest::{
    Condition, Filter, MAX_LIMIT, NoneBecause, Query, Scratch, related, suggest,
};
use engine::train::{TrainParams, train};
use engine::words::{
    Id, Intake, ItemFacts, ItemIndex, ItemView, LineStatus, Money, OrderLine, Quantity,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Paths of which one is the beginning of another, as text and as path.
const CATEGORIES: [&str; 6] = [
    "Home",
    "Home > Mugs",
    "Home > Mugs > Tin",
    "Home & Garden",
    "Homeware",
    "Home > Mugs and cups",
];
const BRANDS: [&str; 3] = ["Kiln", "kiln", "Kiln & Co"];
const NAMES: [&str; 2] = ["colour", "size"];
const VALUES: [&str; 3] = ["red", "blue", ""];
const MILLIONTHS: i64 = 1_000_000;

/// What the shop says about one item.
#[derive(Debug, Clone)]
struct Facts {
    category: Option<&'static str>,
    brand: Option<&'static str>,
    price: Option<i64>,
    stock: Option<i64>,
    attributes: [Option<&'static str>; 2],
}

fn facts() -> impl Strategy<Value = Facts> {
    let attribute = || option::of(select(&VALUES[..2]));
    (
        option::of(select(&CATEGORIES[..])),
        option::of(select(&BRANDS[..])),
        option::of(1_i64..6),
        option::of(-1_i64..3),
        [attribute(), attribute()],
    )
        .prop_map(|(category, brand, price, stock, attributes)| Facts {
            category,
            brand,
            price,
            stock,
            attributes,
        })
}

fn filter() -> impl Strategy<Value = Filter> {
    let some_of = |texts: &'static [&'static str], most: usize| {
        subsequence(texts.to_vec(), 0..=most)
            .prop_map(|texts| texts.into_iter().map(str::to_owned).collect::<Vec<String>>())
    };
    let attributes = vec((select(&NAMES[..]), subsequence(VALUES.to_vec(), 1..=2)), 0..=1);
    (
        some_of(&CATEGORIES, 2),
        some_of(&BRANDS, 2),
        option::weighted(0.3, 0_i64..6),
        option::weighted(0.3, 0_i64..6),
        attributes,
        any::<bool>(),
    )
        .prop_map(
            |(categories, brands, min_price, max_price, attributes, with_out_of_stock)| Filter {
                categories,
                brands,
                min_price: min_price.map(Money),
                max_price: max_price.map(Money),
                attributes: attributes
                    .into_iter()
                    .map(|(name, values)| {
                        (name.to_owned(), values.into_iter().map(str::to_owned).collect())
                    })
                    .collect(),
                with_out_of_stock,
            },
        )
}

/// The conditions that an item with these facts does not meet, each told in the longest way.
fn unmet(facts: &Facts, filter: &Filter) -> Vec<Condition> {
    let levels = |path: &str| path.split(" > ").map(str::to_owned).collect::<Vec<String>>();
    let is_filed = filter.categories.is_empty()
        || filter.categories.iter().any(|wanted| {
            facts.category.is_some_and(|path| levels(path).starts_with(&levels(wanted)))
        });
    let is_of_brand = filter.brands.is_empty()
        || facts.brand.is_some_and(|brand| filter.brands.contains(&brand.to_owned()));
    let is_dear = match (filter.min_price, facts.price) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(Money(least)), Some(price)) => least <= price,
    };
    let is_cheap = match (filter.max_price, facts.price) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(Money(most)), Some(price)) => price <= most,
    };
    let has_attributes = filter.attributes.iter().all(|(name, values)| {
        let place = NAMES.iter().position(|known| known == name).unwrap();
        facts.attributes[place].is_some_and(|value| values.contains(&value.to_owned()))
    });
    let is_there = filter.with_out_of_stock || facts.stock.is_none_or(|stock| stock > 0);
    [
        (Condition::Stock, is_there),
        (Condition::Category, is_filed),
        (Condition::Brand, is_of_brand),
        (Condition::Price, is_dear && is_cheap),
        (Condition::Attributes, has_attributes),
    ]
    .into_iter()
    .filter_map(|(condition, is_met)| (!is_met).then_some(condition))
    .collect()
}

fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
    OrderLine {
        order: Id::parse(order).unwrap(),
        item: Id::parse(item).unwrap(),
        customer: None,
        time: None,
        quantity: Quantity::ONE,
        status: LineStatus::Paid,
        unit_price: None,
        unit_cost: None,
        title: None,
        category: None,
    }
}

/// The snapshot of a shop whose items are called by their places in `facts`.
fn snapshot(facts: &[Facts], orders: &[Vec<usize>]) -> Snapshot {
    let mut intake = Intake::new();
    for (number, items) in orders.iter().enumerate() {
        for item in items {
            let (order, item) = (number.to_string(), (item % facts.len()).to_string());
            intake.push_line(&line(&order, &item)).unwrap();
        }
    }
    for (place, facts) in facts.iter().enumerate() {
        let known = ItemView {
            category: facts.category,
            brand: facts.brand,
            price: facts.price.map(Money),
            stock: facts.stock.map(|pieces| pieces * MILLIONTHS),
            ..ItemView::default()
        };
        let attributes: Vec<(&str, &str)> = NAMES
            .iter()
            .zip(facts.attributes)
            .filter_map(|(name, value)| value.map(|value| (*name, value)))
            .collect();
        let id = place.to_string();
        let facts = ItemFacts { known, attributes: &attributes };
        intake.push_item(Id::parse(&id).unwrap(), &facts).unwrap();
    }
    let (history, params) = (intake.finish().unwrap(), TrainParams::default().check().unwrap());
    Snapshot::decode(&train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes).unwrap()
}

proptest! {
    // Five hundred filters a shop: ten thousand in all.
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn a_filter_leaves_the_rest_of_the_list_as_it_is(
        facts in vec(facts(), 8..40),
        orders in vec(vec(0_usize..40, 1..5), 30..80),
        filters in vec((filter(), 1_usize..12, any::<prop::sample::Index>()), 500),
    ) {
        let snapshot = snapshot(&facts, &orders);
        let mut scratch = Scratch::default();
        let of = |item: ItemIndex| -> &Facts {
            &facts[snapshot.vocabulary().id(item).parse::<usize>().unwrap()]
        };
        for (filter, limit, anchor) in filters {
            let anchor = ItemIndex(anchor.index(snapshot.vocabulary().len()) as u32);
            let everything = Filter { with_out_of_stock: true, ..Filter::default() };
            let query = |filter: &Filter, limit| Query {
                filter: filter.clone(),
                ..Query::for_cart(vec![anchor], limit)
            };
            for (all, found) in [
                (
                    suggest(&snapshot, &query(&everything, MAX_LIMIT), &mut scratch),
                    suggest(&snapshot, &query(&filter, limit), &mut scratch),
                ),
                (
                    related(&snapshot, anchor, KindSet::ALL, &everything, MAX_LIMIT, &mut scratch),
                    related(&snapshot, anchor, KindSet::ALL, &filter, limit, &mut scratch),
                ),
            ] {
                let expected: Vec<ItemIndex> = all
                    .suggestions
                    .iter()
                    .map(|suggestion| suggestion.item)
                    .filter(|&item| unmet(of(item), &filter).is_empty())
                    .take(limit)
                    .collect();
                let listed: Vec<ItemIndex> =
                    found.suggestions.iter().map(|suggestion| suggestion.item).collect();
                prop_assert_eq!(&listed, &expected);
                let mut emptied_by = Vec::new();
                if found.none_because == Some(NoneBecause::Filter) {
                    let unmets: Vec<Vec<Condition>> =
                        all.suggestions.iter().map(|s| unmet(of(s.item), &filter)).collect();
                    let of = |unmets: &[Vec<Condition>]| -> Vec<Condition> {
                        let is_one = |wanted: &Condition| unmets.iter().flatten().any(|u| u == wanted);
                        Condition::ALL.into_iter().filter(is_one).collect()
                    };
                    let alone: Vec<_> = unmets.iter().filter(|u| u.len() == 1).cloned().collect();
                    emptied_by = if alone.is_empty() { of(&unmets) } else { of(&alone) };
                    prop_assert!(!emptied_by.is_empty());
                }
                prop_assert_eq!(found.emptied_by.iter().collect::<Vec<_>>(), emptied_by);
            }
        }
    }
}
