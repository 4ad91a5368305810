//! How much evidence ties the items of each edge.

use std::num::NonZeroUsize;

use super::{ANCHORS_AT_ONCE, CheckedTrainParams};
use crate::count::{Seasons, SeenTogether, VisitCounts, in_pieces};
use crate::graph::{EdgeRef, Graph, GraphError};
use crate::relation::{GradeCuts, Witnesses};
use crate::words::{History, ItemIndex};

/// A graph with grades, and pairs that a few accounts, or all on a few days, bought again and again.
pub(super) struct Graded {
    pub(super) graph: Graph,
    pub(super) busy: Vec<[ItemIndex; 2]>,
}

/// `graph` with grades, by orders and visits; of each edge the better one.
///
/// `n_days` are the days on which orders had both, edge after edge. Costs a pass over the seasons for each edge, a
/// look-up in the visits for each, and a sort.
pub(super) fn graded(
    graph: Graph,
    history: &History,
    n_days: &[u8],
    visits: Option<&VisitCounts>,
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
) -> Result<Graded, GraphError> {
    let (mut grades, busy) = by_orders(&graph, history, n_days, params, threads);
    if let Some(visits) = visits {
        let by_visits = by_visits(&graph, history, visits, threads);
        grades.iter_mut().zip(by_visits).for_each(|(grade, other)| *grade = other.min(*grade));
    }
    Ok(Graded { graph: graph.with_grades(grades)?, busy })
}

fn by_orders(
    graph: &Graph,
    history: &History,
    n_days: &[u8],
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
) -> (Vec<u8>, Vec<[ItemIndex; 2]>) {
    let n_with = &graph.columns().n_orders_with;
    let seasons = Seasons::new(&history.orders, n_with.len(), params.max_basket);
    let has_times = history.orders.span().is_some();
    let witnesses = |edge: &EdgeRef<'_>, place: usize| {
        let evidence = edge.evidence();
        let days = has_times.then(|| n_days[place]);
        Witnesses { times: evidence.together, buyers: evidence.buyers, days }
    };
    let chance = |edge: &EdgeRef<'_>, place: usize| {
        let expected = seasons.expected(edge.anchor().position(), edge.item().position());
        witnesses(edge, place).chance(expected)
    };
    let busy = |edge: &EdgeRef<'_>, place| {
        let pair = [edge.anchor().min(edge.item()), edge.anchor().max(edge.item())];
        witnesses(edge, place).are_busy().then_some(pair)
    };
    let mut busy: Vec<_> = each_edge(graph, threads, &busy).into_iter().flatten().collect();
    busy.sort_unstable();
    busy.dedup();
    (graded_by(graph, n_tested(n_with), threads, witnesses, chance), busy)
}

fn by_visits(
    graph: &Graph,
    history: &History,
    visits: &VisitCounts,
    threads: NonZeroUsize,
) -> Vec<u8> {
    let n_even = f64::from(SeenTogether::n_even_visits(&history.views));
    let witnesses = |edge: &EdgeRef<'_>, _| {
        let n_visits = visits.both.n_visits(edge.anchor(), edge.item());
        Witnesses { times: n_visits, buyers: n_visits, days: None }
    };
    let chance = |edge: &EdgeRef<'_>, place| {
        let n = |item: ItemIndex| f64::from(visits.n_visits[item.position()]);
        witnesses(edge, place).chance(n(edge.anchor()) * n(edge.item()) / n_even)
    };
    graded_by(graph, n_tested(&visits.n_visits), threads, witnesses, chance)
}

/// Pairs, both ways, of items that were there at all: any of them might have met.
fn n_tested(n_with: &[u32]) -> u64 {
    let n = n_with.iter().filter(|&&n| n > 0).count() as u64;
    n * n.saturating_sub(1)
}

fn graded_by(
    graph: &Graph,
    n_tested: u64,
    threads: NonZeroUsize,
    witnesses: impl Fn(&EdgeRef<'_>, usize) -> Witnesses + Sync,
    chance: impl Fn(&EdgeRef<'_>, usize) -> f32 + Sync,
) -> Vec<u8> {
    let chances = each_edge(graph, threads, &chance);
    let cuts = GradeCuts::new(chances.clone(), n_tested);
    let grade =
        |edge: &EdgeRef<'_>, place| cuts.grade(&witnesses(edge, place), chances[place]) as u8;
    each_edge(graph, threads, &grade)
}

/// What `of_edge` says of each edge and its place, in their sequence.
fn each_edge<T: Send + Clone>(
    graph: &Graph,
    threads: NonZeroUsize,
    of_edge: &(impl Fn(&EdgeRef<'_>, usize) -> T + Sync),
) -> Vec<T> {
    let ends = &graph.columns().ends;
    let rows = |anchors: std::ops::Range<usize>| {
        let of_row = |anchor: usize| {
            let start = if anchor == 0 { 0 } else { ends[anchor - 1] as usize };
            let row = graph.row(ItemIndex(anchor as u32));
            (start..).zip(row.iter()).map(|(place, edge)| of_edge(&edge, place)).collect::<Vec<T>>()
        };
        anchors.flat_map(of_row).collect::<Vec<T>>()
    };
    in_pieces(ends.len(), ANCHORS_AT_ONCE, threads, || (), |(), anchors| rows(anchors)).concat()
}
