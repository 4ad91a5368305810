//! A shop of made-up facts, filters for it, and what of it a filter keeps out, told in the longest way.

use std::num::NonZeroUsize;
use std::sync::Arc;

use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{Condition, Filter, Rules, Shelf};
use engine::train::{TrainParams, train};
use engine::words::{
    ChangedFacts, Changes, Id, Intake, ItemFacts, ItemIndex, ItemView, Money, OrderLine,
};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// Paths of which one is the beginning of another, as text and as path.
pub(crate) const CATEGORIES: [&str; 6] = [
    "Home",
    "Home > Mugs",
    "Home > Mugs > Tin",
    "Home & Garden",
    "Homeware",
    "Home > Mugs and cups",
];
pub(crate) const BRANDS: [&str; 3] = ["Kiln", "kiln", "Kiln & Co"];
pub(crate) const NAMES: [&str; 2] = ["colour", "size"];
pub(crate) const VALUES: [&str; 3] = ["red", "blue", ""];
pub(crate) const MILLIONTHS: i64 = 1_000_000;

/// What the shop says about one item.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) category: Option<&'static str>,
    pub(crate) brand: Option<&'static str>,
    pub(crate) price: Option<i64>,
    pub(crate) stock: Option<i64>,
    pub(crate) attributes: [Option<&'static str>; 2],
}

pub(crate) fn facts() -> impl Strategy<Value = Facts> {
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

/// What the shop told of one item since the snapshot was made, and whether it hid it.
pub(crate) type Told = Option<(Facts, bool)>;

/// Of most items nothing was told.
pub(crate) fn told() -> impl Strategy<Value = Told> {
    option::weighted(0.3, (facts(), any::<bool>()))
}

impl Facts {
    /// As they are once `told` was told.
    fn after(&self, told: &Self) -> Self {
        Self {
            category: told.category.or(self.category),
            brand: told.brand.or(self.brand),
            price: told.price.or(self.price),
            stock: told.stock.or(self.stock),
            attributes: [0, 1].map(|place| told.attributes[place].or(self.attributes[place])),
        }
    }

    fn as_change(&self, is_hidden: bool) -> ChangedFacts {
        ChangedFacts {
            category: self.category.map(str::to_owned),
            brand: self.brand.map(str::to_owned),
            price: self.price.map(Money),
            stock: self.stock.map(|pieces| pieces * MILLIONTHS),
            attributes: named(&self.attributes)
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            is_hidden,
            ..ChangedFacts::default()
        }
    }
}

/// Attributes with their names, where there are any.
fn named(
    attributes: &[Option<&'static str>; 2],
) -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.into_iter().zip(*attributes).filter_map(|(name, value)| Some((name, value?)))
}

/// What a shop was learnt with, and what it told since.
#[derive(Debug)]
pub(crate) struct Shop {
    pub(crate) snapshot: Snapshot,
    pub(crate) changes: Changes,
    /// As they are now, by the number that each item is called by.
    facts: Vec<Facts>,
    hidden: Vec<bool>,
}

impl Shop {
    pub(crate) fn new(learnt: &[Facts], orders: &[Vec<usize>], told: &[Told]) -> Self {
        let snapshot = snapshot(learnt, orders);
        let told = |place: usize| told.get(place).cloned().flatten();
        let changes = (0..learnt.len()).filter_map(|place| {
            let (facts, is_hidden) = told(place)?;
            let item = snapshot.vocabulary().index(&place.to_string())?;
            Some((item, Some(Arc::new(facts.as_change(is_hidden)))))
        });
        let changes = Changes::NONE.with(changes);
        let now = |(place, facts): (usize, &Facts)| match told(place) {
            Some((told, _)) => facts.after(&told),
            None => facts.clone(),
        };
        let facts = learnt.iter().enumerate().map(now).collect();
        let is_hidden = |place| told(place).is_some_and(|(_, is_hidden)| is_hidden);
        let hidden = (0..learnt.len()).map(is_hidden).collect();
        Self { snapshot, changes, facts, hidden }
    }

    pub(crate) fn shelf<'a>(&'a self, rules: &'a Rules) -> Shelf<'a> {
        Shelf { snapshot: &self.snapshot, changes: &self.changes, rules }
    }

    fn place(&self, item: ItemIndex) -> usize {
        self.snapshot.vocabulary().id(item).parse().unwrap()
    }

    pub(crate) fn facts(&self, item: ItemIndex) -> &Facts {
        &self.facts[self.place(item)]
    }

    /// The conditions of `filter` that `item` does not meet, and whether it is hidden.
    pub(crate) fn unmet(&self, item: ItemIndex, filter: &Filter) -> Vec<Condition> {
        let mut unmet = unmet(self.facts(item), filter);
        if self.hidden[self.place(item)] {
            unmet.push(Condition::Shown);
        }
        unmet
    }
}

pub(crate) fn filter() -> impl Strategy<Value = Filter> {
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
pub(crate) fn unmet(facts: &Facts, filter: &Filter) -> Vec<Condition> {
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
pub(crate) fn to_blame(unmets: &[Vec<Condition>]) -> Vec<Condition> {
    let alone: Vec<Condition> =
        unmets.iter().filter(|unmet| unmet.len() == 1).flatten().copied().collect();
    let some = if alone.is_empty() { unmets.concat() } else { alone };
    Condition::ALL.into_iter().filter(|condition| some.contains(condition)).collect()
}

pub(crate) fn kinds() -> impl Strategy<Value = KindSet> {
    let some = subsequence(RelationKind::ALL.to_vec(), 1..=3).prop_map(|kinds| KindSet::of(&kinds));
    prop_oneof![Just(KindSet::ALL), some]
}

pub(crate) fn line<'a>(order: &'a str, item: &'a str) -> OrderLine<'a> {
    OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
}

/// The snapshot of a shop whose items are called by their places in `facts`.
pub(crate) fn snapshot(facts: &[Facts], orders: &[Vec<usize>]) -> Snapshot {
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
        let attributes: Vec<(&str, &str)> = named(&facts.attributes).collect();
        let id = place.to_string();
        let facts = ItemFacts { known, attributes: &attributes };
        intake.push_item(Id::parse(&id).unwrap(), &facts).unwrap();
    }
    let (history, params) = (intake.finish().unwrap(), TrainParams::default().check().unwrap());
    Snapshot::decode(&train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes).unwrap()
}
