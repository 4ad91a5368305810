//! Relations and momenta are told as they were planted, and nobody buys a relation.

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;

use datasets::synthetic::ShopParams;
use datasets::{ReadOptions, read_items, read_orders, read_views};
use engine::metric::{ClassTally, macro_f1};
use engine::relation::{Function, Grade, KindSet, Momentum, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{Filter, MAX_LIMIT, Query, Reason, Scratch, Suggestion, related, suggest};
use engine::train::{TrainParams, train};
use engine::words::{History, Intake, ItemIndex};

use crate::shop::{Pair, Shop, seeds};

const N_ORDERS: u64 = 100_000;

/// What a shop is told by: with or without its items' categories, and its views.
#[derive(Debug, Clone, Copy)]
struct Told {
    name: &'static str,
    has_views: bool,
    has_categories: bool,
    /// What macro-F1 is to be at least.
    floor: f64,
}

const TOLD: [Told; 3] = [
    Told { name: "views and categories", has_views: true, has_categories: true, floor: 0.92 },
    Told { name: "categories", has_views: false, has_categories: true, floor: 0.85 },
    Told { name: "neither", has_views: false, has_categories: false, floor: 0.75 },
];

impl Shop {
    /// The shop as far as it is `told`, and without the orders in `left_out`.
    fn told(&self, told: Told, left_out: &HashSet<String>) -> History {
        let (mut intake, options) = (Intake::new(), ReadOptions::default());
        let orders = self.without("orders.csv", |row, _| left_out.contains(&row[0]));
        read_orders(&[orders], &options, &mut intake, &mut |_| {}).unwrap();
        let items =
            self.without("items.csv", |_, column| !told.has_categories && column == "category");
        read_items(&[items], &options, &mut intake, &mut |_| {}).unwrap();
        if told.has_views {
            read_views(&[self.path("views.csv")], &options, &mut intake, &mut |_| {}).unwrap();
        }
        intake.finish().unwrap()
    }

    /// A copy of the file beside it, without the cells of which `is_left_out` says so by row and
    /// column; a row without any cell is left out.
    fn without(
        &self,
        name: &str,
        is_left_out: impl Fn(&csv::StringRecord, &str) -> bool,
    ) -> std::path::PathBuf {
        let copy = self.path(&format!("part-of-{name}"));
        let mut rows = csv::Reader::from_path(self.path(name)).unwrap();
        let header = rows.headers().unwrap().clone();
        let mut written = csv::Writer::from_path(&copy).unwrap();
        for row in std::iter::once(Ok(header.clone())).chain(rows.records()) {
            let row = row.unwrap();
            let cells = row.iter().zip(&header).filter(|(_, column)| !is_left_out(&row, column));
            let cells: Vec<&str> = cells.map(|(cell, _)| cell).collect();
            if !cells.is_empty() {
                written.write_record(cells).unwrap();
            }
        }
        written.flush().unwrap();
        copy
    }
}

fn learnt(history: &History) -> Snapshot {
    // Neither the fit of the ranking nor its regression says anything of relations.
    let params = TrainParams { fit_windows: 0, ridge_items: 0, ..TrainParams::default() };
    let params = params.check().unwrap();
    let trained = train(history, &params, NonZeroUsize::new(2).unwrap(), &|_| {}).unwrap();
    Snapshot::decode(&trained.bytes).unwrap()
}

fn function_of(pair: &Pair) -> Function {
    Function::ALL.into_iter().find(|function| function.name() == pair.function).unwrap()
}

#[test]
fn the_four_functions_are_told_apart_by_whatever_is_known() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(N_ORDERS, seed));
        for told in TOLD {
            let snapshot = learnt(&shop.told(told, &HashSet::new()));
            let known = snapshot.known();
            let answers = shop.pairs().into_iter().map(|pair| {
                let [a, b] = [&pair.a, &pair.b].map(|id| snapshot.vocabulary().index(id).unwrap());
                (known.judge(a, b).function() as usize, function_of(&pair) as usize)
            });
            let tallies: [ClassTally; Function::ALL.len()] = ClassTally::all(answers);
            let (name, found) = (told.name, macro_f1(&tallies));
            println!("seed {seed}: macro-F1 {found:.4} with {name}");
            assert!(found >= told.floor, "{name}: {tallies:?}");
        }
    }
}

#[test]
fn what_is_hot_and_what_rises_is_told_from_the_rest() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(N_ORDERS, seed));
        let snapshot = learnt(&shop.told(TOLD[1], &HashSet::new()));
        let rows = shop.rows("truth_items.csv");
        // Of what the truth leaves open nothing is asked.
        let rows = rows.iter().filter(|row| !row[1].is_empty());
        let answers = rows.map(|row| {
            let item = snapshot.vocabulary().index(&row[0]).unwrap();
            let named = |momentum: &Momentum| momentum.name() == row[1];
            let truth = Momentum::ALL.into_iter().find(named).unwrap();
            (snapshot.momentum(item) as usize, truth as usize)
        });
        let tallies: [ClassTally; Momentum::ALL.len()] = ClassTally::all(answers);
        for momentum in [Momentum::Hot, Momentum::Latent] {
            let (tally, name) = (tallies[momentum as usize], momentum.name());
            let (precision, recall) = (tally.precision(), tally.recall());
            println!("seed {seed}: {name} precision {precision:.3}, recall {recall:.3}");
            assert!(precision >= 0.9 && recall >= 0.9, "{name} {tally:?}");
        }
    }
}

/// How many planted pairs are found, and how many of them with grade A.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    n: u32,
    n_a: u32,
}

fn found(shop: &Shop, snapshot: &Snapshot) -> Found {
    let known = snapshot.known();
    let mut found = Found::default();
    for pair in shop.pairs().iter().filter(|pair| pair.function != "none") {
        let [a, b] = [&pair.a, &pair.b].map(|id| snapshot.vocabulary().index(id).unwrap());
        found.n += u32::from(known.judge(a, b).function() == function_of(pair));
        let grade = snapshot.graph().edge(a, b).map(|edge| edge.grade());
        found.n_a += u32::from(grade == Some(Grade::A));
    }
    found
}

#[test]
fn pushed_pairs_get_no_grade_and_the_others_lose_nothing() {
    for seed in seeds() {
        let shop = Shop::new(&ShopParams::new(N_ORDERS, seed));
        let mut pushed: HashMap<String, [String; 2]> = HashMap::new();
        for row in shop.rows("truth_orders.csv") {
            let [order, _, a, b] = row.try_into().unwrap();
            pushed.insert(order, [a, b]);
        }
        let with = learnt(&shop.told(TOLD[0], &HashSet::new()));
        let honest = learnt(&shop.told(TOLD[0], &pushed.keys().cloned().collect()));
        let pairs: HashSet<&[String; 2]> = pushed.values().collect();
        assert_eq!((pairs.len(), pushed.len()), (50, 2_000));
        let mut by_grade = [0; Grade::ALL.len()];
        for pair in pairs {
            let [a, b] = pair.each_ref().map(|id| with.vocabulary().index(id).unwrap());
            let grades = [with.graph().edge(a, b), with.graph().edge(b, a)];
            let best = grades.into_iter().flatten().map(|edge| edge.grade()).min();
            by_grade[best.unwrap_or(Grade::C) as usize] += 1;
        }
        let (found, before) = (found(&shop, &with), found(&shop, &honest));
        println!(
            "seed {seed}: pushed pairs by grade {by_grade:?}; found {found:?}, {before:?} without fake orders"
        );
        assert_eq!(by_grade[Grade::A as usize], 0);
        let is_kept = |now: u32, before: u32| f64::from(now) >= 0.99 * f64::from(before);
        assert!(is_kept(found.n, before.n) && is_kept(found.n_a, before.n_a));
    }
}

/// The function that a suggestion tells; of kinds that come of sales none.
fn function_told(suggestion: &Suggestion) -> Function {
    match suggestion.relation {
        RelationKind::Substitute => Function::Substitute,
        RelationKind::Extension => Function::Extension,
        RelationKind::Complementary => Function::Complementary,
        RelationKind::Hot | RelationKind::Latent | RelationKind::None => Function::None,
    }
}

#[test]
fn every_list_tells_of_a_pair_what_it_is() {
    let params = ShopParams { n_items: Some(300), ..ShopParams::new(4_000, seeds()[0]) };
    let shop = Shop::new(&params);
    let snapshot = learnt(&shop.told(TOLD[0], &HashSet::new()));
    let (known, mut scratch) = (snapshot.known(), Scratch::default());
    let filter = Filter { with_out_of_stock: true, ..Filter::default() };
    let (mut n_without_orders, mut n_substitutes) = (0_u32, 0_u32);
    for anchor in snapshot.vocabulary().indexes() {
        let query = Query { filter: filter.clone(), ..Query::for_cart(vec![anchor], MAX_LIMIT) };
        let answer = suggest(&snapshot, &query, &mut scratch);
        assert!(answer.suggestions.len() > 200, "{}", answer.suggestions.len());
        for found in &answer.suggestions {
            let pair = (anchor, found.item);
            assert_eq!(
                function_told(found),
                known.judge(anchor, found.item).function(),
                "{pair:?}"
            );
            n_without_orders += u32::from(matches!(
                found.reason,
                Reason::Inferred { .. } | Reason::Compared { .. }
            ));
        }
        let replacing = KindSet::of(&[RelationKind::Substitute]);
        let found = related(&snapshot, anchor, replacing, &filter, MAX_LIMIT, &mut scratch);
        let found: HashSet<_> = found.suggestions.iter().map(|found| found.item).collect();
        let is_substitute = |item: &ItemIndex| {
            *item != anchor && known.judge(anchor, *item).function() == Function::Substitute
        };
        let expected: HashSet<_> = snapshot.vocabulary().indexes().filter(is_substitute).collect();
        assert_eq!(found, expected, "{anchor:?}");
        n_substitutes += expected.len() as u32;
    }
    println!("{n_without_orders} told without orders; {n_substitutes} substitutes");
    assert!(n_without_orders > 100 && n_substitutes > 100);
}
