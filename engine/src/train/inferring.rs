//! What items are to each other that no edge joins: which pairs are asked about, and what is kept.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::{ANCHORS_AT_ONCE, grading};
use crate::classify::Known;
use crate::count::{RowsError, VisitCounts, in_pieces};
use crate::graph::{Graph, Inferred, InferredColumns};
use crate::rank::Signals;
use crate::relation::Function;
use crate::words::{Catalog, History, ItemIndex};

/// Pairs that are asked about, seen from both items, where that is more than [`FEWEST_ASKED`] an item: a shop of up to
/// five hundred items has all of its pairs asked about.
const ASKED: usize = 250_000;
/// Others that each item is asked about.
const FEWEST_ASKED: usize = 32;
/// Pairs kept in the row of an item.
const MOST_KEPT: usize = 32;

/// One pair, seen from the item whose row it will stand in.
#[derive(Clone, Copy)]
struct Found {
    item: u32,
    function: u8,
    /// In 255ths.
    certainty: u8,
}

/// The pairs that no edge of `graph` joins and that have a function by all that is `known`: of those with
/// titles most alike, those that visits compare, and of each category the best sellers. A shop of few items
/// has all pairs asked about.
///
/// Costs a judgement for each of some thirty others an item, and a sort.
pub(super) fn inferred(
    known: &Known<'_>,
    graph: &Graph,
    signals: &Signals,
    history: &History,
    visits: Option<&VisitCounts>,
    threads: NonZeroUsize,
) -> Result<Inferred, RowsError> {
    let n_items = graph.columns().n_orders_with.len();
    let asked = Asked {
        graph,
        signals,
        visits,
        catalog: &history.catalog,
        by_category: by_category(&history.catalog, n_items),
        n_each: (ASKED / n_items.max(1)).max(FEWEST_ASKED),
    };
    let pieces = in_pieces(
        n_items,
        ANCHORS_AT_ONCE,
        threads,
        || vec![false; n_items],
        |seen, of| of.map(|anchor| asked.of(anchor as u32, seen)).collect::<Vec<_>>(),
    );
    let others: Vec<Vec<u32>> = pieces.concat();
    let judged = in_pieces(
        n_items,
        ANCHORS_AT_ONCE,
        threads,
        || (),
        |(), anchors| found(known, &others, anchors),
    );
    drop(others);
    let mut rows: Vec<Vec<Found>> = vec![Vec::new(); n_items];
    for (anchor, found) in judged.into_iter().flatten() {
        rows[found.item as usize].push(Found { item: anchor, ..found });
        rows[anchor as usize].push(found);
    }
    let columns = columns(rows);
    let grades = grading::by_visits_of(&columns, graph, history, visits, threads);
    Inferred::new(InferredColumns { grades, ..columns }, n_items)
}

/// What is needed to tell which pairs are asked about.
struct Asked<'d> {
    graph: &'d Graph,
    signals: &'d Signals,
    visits: Option<&'d VisitCounts>,
    catalog: &'d Catalog,
    /// Items by category, the best sellers first.
    by_category: Vec<Vec<u32>>,
    /// How many others each item is asked about.
    n_each: usize,
}

impl Asked<'_> {
    /// The others that `anchor` is asked about, by rising number: of each source in turn the next. `seen` is all
    /// false, before and after.
    fn of(&self, anchor: u32, seen: &mut [bool]) -> Vec<u32> {
        if self.n_each + 1 >= seen.len() {
            let is_free = |&item: &u32| item != anchor && !self.are_joined(anchor, item);
            return (0..seen.len() as u32).filter(is_free).collect();
        }
        let index = ItemIndex(anchor);
        let alike = self.signals.alike(index).map(|(item, _)| item.0);
        let compared = self.visits.into_iter().flat_map(|visits| visits.swing.row(index));
        let category = self.catalog.category_of(index);
        let filed = category.map_or(&[][..], |category| &self.by_category[category as usize]);
        let mut alike = alike.fuse();
        let mut compared = compared.map(|(item, _)| item.0).fuse();
        let mut filed = filed.iter().copied();
        let (mut others, mut touched) = (Vec::new(), vec![anchor]);
        seen[anchor as usize] = true;
        while others.len() < self.n_each {
            let turn = [alike.next(), compared.next(), filed.next()];
            if turn == [None; 3] {
                break;
            }
            for item in turn.into_iter().flatten() {
                if std::mem::replace(&mut seen[item as usize], true) {
                    continue;
                }
                touched.push(item);
                if !self.are_joined(anchor, item) {
                    others.push(item);
                }
            }
        }
        touched.into_iter().for_each(|item| seen[item as usize] = false);
        others.sort_unstable();
        others
    }

    fn are_joined(&self, a: u32, b: u32) -> bool {
        let (a, b) = (ItemIndex(a), ItemIndex(b));
        self.graph.edge(a, b).is_some() || self.graph.edge(b, a).is_some()
    }
}

/// The items of each category, the best sellers first, which have the lowest numbers.
fn by_category(catalog: &Catalog, n_items: usize) -> Vec<Vec<u32>> {
    let mut of = vec![Vec::new(); catalog.categories().len()];
    for item in 0..n_items as u32 {
        if let Some(category) = catalog.category_of(ItemIndex(item)) {
            of[category as usize].push(item);
        }
    }
    of
}

/// The pairs of `anchors` and their `others` that have a function, each once.
fn found(known: &Known<'_>, others: &[Vec<u32>], anchors: Range<usize>) -> Vec<(u32, Found)> {
    let mut all = Vec::new();
    for anchor in anchors.map(|anchor| anchor as u32) {
        for &item in &others[anchor as usize] {
            if item < anchor && others[item as usize].binary_search(&anchor).is_ok() {
                continue;
            }
            let judged = known.judge(ItemIndex(anchor), ItemIndex(item));
            let function = judged.function();
            if function != Function::None {
                // A share of 255 fits.
                let certainty = (judged.confidence() * 255.0).round() as u8;
                all.push((anchor, Found { item, function: function as u8, certainty }));
            }
        }
    }
    all
}

/// The surest of each row, without grades.
fn columns(rows: Vec<Vec<Found>>) -> InferredColumns {
    let mut columns = InferredColumns::default();
    for mut row in rows {
        row.sort_unstable_by_key(|found| (u8::MAX - found.certainty, found.item));
        row.truncate(MOST_KEPT);
        columns.items.extend(row.iter().map(|found| found.item));
        columns.functions.extend(row.iter().map(|found| found.function));
        columns.certainties.extend(row.iter().map(|found| found.certainty));
        columns.ends.push(columns.items.len() as u64);
    }
    columns
}
