//! Filters against a slow reference: the list without a filter, of which it keeps what the raw facts allow.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{
    Answer, Condition, Filter, MAX_LIMIT, NoneBecause, Query, Scratch, related, suggest,
};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemFacts, ItemIndex, ItemView, Money, OrderLine};
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
    let values = || option::weighted(0.3, subsequence(VALUES.to_vec(), 1..=2));
    let attributes = [values(), values()].prop_map(|values| {
        let named = NAMES.into_iter().zip(values);
        named.filter_map(|(name, values)| Some((name, values?))).collect::<Vec<_>>()
    });
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

/// The conditions of which each, dropped alone, would let something pass; or else all.
fn to_blame(unmets: &[Vec<Condition>]) -> Vec<Condition> {
    let alone: Vec<Condition> =
        unmets.iter().filter(|unmet| unmet.len() == 1).flatten().copied().collect();
    let some = if alone.is_empty() { unmets.concat() } else { alone };
    Condition::ALL.into_iter().filter(|condition| some.contains(condition)).collect()
}

fn kinds() -> impl Strategy<Value = KindSet> {
    let some = subsequence(RelationKind::ALL.to_vec(), 1..=3).prop_map(|kinds| KindSet::of(&kinds));
    prop_oneof![Just(KindSet::ALL), some]
}

fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
    OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
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
        asked in vec((filter(), kinds(), 1_usize..12, vec(any::<prop::sample::Index>(), 1..4)), 500),
    ) {
        let snapshot = snapshot(&facts, &orders);
        let mut scratch = Scratch::default();
        let of = |item: ItemIndex| -> &Facts {
            &facts[snapshot.vocabulary().id(item).parse::<usize>().unwrap()]
        };
        for (filter, kinds, limit, cart) in asked {
            let n_items = snapshot.vocabulary().len();
            let cart: Vec<_> = cart.iter().map(|at| ItemIndex(at.index(n_items) as u32)).collect();
            let everything = Filter { with_out_of_stock: true, ..Filter::default() };
            let query = |filter: &Filter, relations, limit| Query {
                filter: filter.clone(),
                relations,
                ..Query::for_cart(cart.clone(), limit)
            };
            let related = |filter, kinds, limit| {
                related(&snapshot, cart[0], kinds, filter, limit, &mut Scratch::default())
            };
            for (all, found) in [
                (
                    suggest(&snapshot, &query(&everything, kinds, MAX_LIMIT), &mut scratch),
                    suggest(&snapshot, &query(&filter, kinds, limit), &mut scratch),
                ),
                (related(&everything, kinds, MAX_LIMIT), related(&filter, kinds, limit)),
            ] {
                let items = |answer: &Answer| -> Vec<ItemIndex> {
                    answer.suggestions.iter().map(|suggestion| suggestion.item).collect()
                };
                let is_let_pass = |item: &ItemIndex| unmet(of(*item), &filter).is_empty();
                let expected: Vec<ItemIndex> =
                    items(&all).into_iter().filter(is_let_pass).take(limit).collect();
                prop_assert_eq!(&items(&found), &expected);
                let unmets: Vec<Vec<Condition>> =
                    items(&all).into_iter().map(|item| unmet(of(item), &filter)).collect();
                let (because, emptied_by) = match (expected.is_empty(), unmets.is_empty()) {
                    (false, _) => (None, Vec::new()),
                    // Nothing of these kinds is there, whatever the filter lets pass.
                    (true, true) => (all.none_because, Vec::new()),
                    (true, false) => (Some(NoneBecause::Filter), to_blame(&unmets)),
                };
                prop_assert_eq!(found.none_because, because);
                prop_assert_eq!(found.emptied_by.iter().collect::<Vec<_>>(), emptied_by);
            }
        }
    }
}
