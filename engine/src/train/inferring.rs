//! Inferred pairs: which are asked about, and which are kept.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::{ANCHORS_AT_ONCE, grading};
use crate::classify::{Holders, Known};
use crate::count::{RowsError, VisitCounts, in_pieces};
use crate::graph::{Graph, Inferred, InferredColumns, MOST_INFERRED};
use crate::rank::Signals;
use crate::relation::Function;
use crate::words::{Catalog, History, ItemIndex};

/// Judgements that any shop can afford, some two seconds of work: a shop of up to five hundred items has all of its
/// pairs asked about.
const ASKED: usize = 250_000;
/// Others that each item of a larger shop is asked about, so that judging costs no more than telling edges apart.
const FEWEST_ASKED: usize = 96;
/// Inferred pairs of one function that the row of an item keeps: more than a list shows.
const MOST_OF_A_FUNCTION: usize = MOST_INFERRED / 3;

/// An inferred pair, seen from the item whose row it will stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Found {
    item: u32,
    function: u8,
    /// In 255ths.
    certainty: u8,
}

/// What a thread keeps from item to item.
struct Scratch {
    /// By item: whether it was met; all false between items.
    seen: Vec<bool>,
    /// By item: how strongly partners lead to it; all 0 between items.
    led: Vec<f32>,
}

/// The pairs that no edge of `graph` joins and that have a function by all that is `known`: of those with
/// the titles most alike, those that visits compare most, those that share the surest partners, and of each
/// category the best sellers. A shop of few items has all pairs asked about.
///
/// Costs a judgement for each of some hundred others an item, and memory for as many pairs.
pub(super) fn inferred(
    known: &Known<'_>,
    graph: &Graph,
    signals: &Signals,
    history: &History,
    by_visits: Option<&grading::ByVisits<'_>>,
    threads: NonZeroUsize,
) -> Result<Inferred, RowsError> {
    let n_items = graph.columns().n_orders_with.len();
    let asked = Asked {
        known,
        holders: known.holders(),
        graph,
        signals,
        visits: by_visits.map(grading::ByVisits::counts),
        catalog: &history.catalog,
        by_category: by_category(&history.catalog, n_items),
        n_each: (ASKED / n_items.max(1)).max(FEWEST_ASKED),
    };
    let start = || Scratch { seen: vec![false; n_items], led: vec![0.0; n_items] };
    let pieces = in_pieces(n_items, ANCHORS_AT_ONCE, threads, start, |scratch, anchors| {
        anchors.map(|anchor| asked.of(anchor as u32, scratch)).collect::<Vec<_>>()
    });
    let others: Vec<Vec<u32>> = pieces.into_iter().flatten().collect();
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
        keep(&mut rows[found.item as usize], Found { item: anchor, ..found });
        keep(&mut rows[anchor as usize], found);
    }
    let columns = columns(rows);
    let grades = grading::of_inferred(&columns, by_visits, threads);
    Inferred::new(InferredColumns { grades, ..columns }, n_items)
}

/// What is needed to tell which pairs are asked about.
struct Asked<'d> {
    known: &'d Known<'d>,
    holders: Holders,
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
    /// The others that `anchor` is asked about, by rising number: the next of each source in turn.
    fn of(&self, anchor: u32, scratch: &mut Scratch) -> Vec<u32> {
        let Scratch { seen, led } = scratch;
        if self.n_each + 1 >= seen.len() {
            let is_free = |&item: &u32| item != anchor && !self.are_joined(anchor, item);
            return (0..seen.len() as u32).filter(is_free).collect();
        }
        let index = ItemIndex(anchor);
        let category = self.catalog.category_of(index);
        let filed = category.map_or(&[][..], |category| &self.by_category[category as usize]);
        let (compared, sharing) =
            (self.compared(index), self.known.sharing(index, &self.holders, led));
        let mut alike = self.signals.alike(index).map(|(item, _)| item.0);
        let mut compared = compared.into_iter();
        let mut sharing = sharing.into_iter();
        let mut filed = filed.iter().copied();
        let (mut others, mut touched) = (Vec::new(), vec![anchor]);
        seen[anchor as usize] = true;
        while others.len() < self.n_each {
            let turn = [alike.next(), compared.next(), sharing.next(), filed.next()];
            if turn == [None; 4] {
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

    /// What visits compare with the item, the most first.
    fn compared(&self, anchor: ItemIndex) -> Vec<u32> {
        let rows = self.visits.into_iter().flat_map(|visits| visits.swing.row(anchor));
        strongest_first(rows.map(|(item, share)| (item.0, share)).collect())
    }

    fn are_joined(&self, a: u32, b: u32) -> bool {
        let (a, b) = (ItemIndex(a), ItemIndex(b));
        self.graph.edge(a, b).is_some() || self.graph.edge(b, a).is_some()
    }
}

/// The items, the strongest first, equals by number.
fn strongest_first(mut items: Vec<(u32, f32)>) -> Vec<u32> {
    items.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    items.into_iter().map(|(item, _)| item).collect()
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

/// Adds `found` to `row`, which holds a few times as many as it will keep at most, in no particular sequence.
fn keep(row: &mut Vec<Found>, found: Found) {
    row.push(found);
    if row.len() > 4 * MOST_INFERRED {
        cut(row);
    }
}

/// Leaves the surest of each function, the surest first.
fn cut(row: &mut Vec<Found>) {
    row.sort_unstable_by_key(|found| (u8::MAX - found.certainty, found.item));
    let mut n_kept = [0; Function::ALL.len()];
    row.retain(|found| {
        let n = &mut n_kept[usize::from(found.function)];
        *n += 1;
        *n <= MOST_OF_A_FUNCTION
    });
}

/// The surest of each row, without grades.
fn columns(rows: Vec<Vec<Found>>) -> InferredColumns {
    let mut columns = InferredColumns::default();
    for mut row in rows {
        cut(&mut row);
        columns.items.extend(row.iter().map(|found| found.item));
        columns.functions.extend(row.iter().map(|found| found.function));
        columns.certainties.extend(row.iter().map(|found| found.certainty));
        columns.ends.push(columns.items.len() as u64);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(item: u32, function: Function, certainty: u8) -> Found {
        Found { item, function: function as u8, certainty }
    }

    #[test]
    fn of_each_function_the_surest_stay_whatever_the_sequence() {
        let all: Vec<Found> = (0..1_000)
            .map(|item| {
                let function =
                    if item % 2 == 0 { Function::Substitute } else { Function::Extension };
                found(item, function, (item * 7 % 251) as u8)
            })
            .collect();
        let kept = |all: &mut dyn Iterator<Item = &Found>| {
            let mut row = Vec::new();
            all.for_each(|&found| keep(&mut row, found));
            cut(&mut row);
            row
        };
        let row = kept(&mut all.iter());
        assert_eq!(row, kept(&mut all.iter().rev()));
        assert_eq!(row.len(), 2 * MOST_OF_A_FUNCTION);
        assert!(row.is_sorted_by_key(|found| u8::MAX - found.certainty));
        let mut surest: Vec<Found> = all.into_iter().filter(|found| found.function == 0).collect();
        surest.sort_by_key(|found| (u8::MAX - found.certainty, found.item));
        surest.truncate(MOST_OF_A_FUNCTION);
        let substitutes: Vec<Found> = row.into_iter().filter(|found| found.function == 0).collect();
        assert_eq!(substitutes, surest);
    }

    #[test]
    fn rows_become_columns() {
        let rows = vec![
            vec![found(2, Function::Extension, 90), found(1, Function::Substitute, 200)],
            Vec::new(),
            vec![found(0, Function::Extension, 90)],
        ];
        let columns = columns(rows);
        assert_eq!((columns.ends, columns.items), (vec![2, 2, 3], vec![1, 2, 0]));
        assert_eq!((columns.functions, columns.certainties), (vec![0, 1, 1], vec![200, 90, 90]));
    }
}
