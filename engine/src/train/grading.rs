//! What chance gives of each edge, and how much evidence ties its items.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::ANCHORS_AT_ONCE;
use crate::count::{Chance, Partners, Seasons, SeenTogether, VisitCounts, in_pieces};
use crate::graph::{EdgeRef, Graph, GraphError, InferredColumns, expected};
use crate::relation::{Grade, GradeCuts, Witnesses};
use crate::words::{History, ItemIndex, tell_minutes};

/// A shop that sold on fewer days has no day to spare.
const FEWEST_DAYS: usize = 20;
/// Kinds of minutes, and how many of them are too many to tell how many minutes there were.
const MINUTE_KINDS: f64 = 64.0;
const MOST_KINDS: u8 = 48;

/// When orders had both items of each edge, edge after edge; see [`Counts`](crate::count::Counts).
pub(super) struct Moments {
    pub(super) n_days: Vec<u8>,
    pub(super) n_minutes: Vec<u8>,
}

/// A graph with grades, and pairs that a few accounts, or all on a few days or in a few minutes, bought
/// again and again.
pub(super) struct Graded {
    pub(super) graph: Graph,
    pub(super) pushed: Vec<[ItemIndex; 2]>,
}

/// Orders with both that chance alone would give of each kept pair, season by season.
///
/// Costs some dozen exponentials and a pass over the seasons for each pair.
pub(super) fn by_chance(
    partners: &Partners,
    chance: &Chance,
    seasons: &Seasons,
    n_orders_with: &[u32],
    threads: NonZeroUsize,
) -> Vec<f32> {
    let n_items = partners.ends.len();
    let expected = |a: usize, b: usize| {
        let most = n_orders_with[a].min(n_orders_with[b]);
        expected(chance, seasons, [a, b].map(|item| ItemIndex(item as u32)), most) as f32
    };
    let rows = |anchors: Range<usize>| {
        let of_row = |anchor: usize| {
            let range = row(&partners.ends, anchor);
            partners.items[range].iter().map(move |&item| (anchor, item as usize))
        };
        anchors.flat_map(of_row).map(|(a, b)| expected(a, b)).collect::<Vec<f32>>()
    };
    in_pieces(n_items, ANCHORS_AT_ONCE, threads, || (), |(), anchors| rows(anchors)).concat()
}

/// `graph` with grades, by orders and visits; of each edge the better one.
///
/// Costs two passes over the orders, a look-up in the visits for each edge, and a sort.
pub(super) fn graded(
    graph: Graph,
    history: &History,
    moments: &Moments,
    by_visits: Option<&ByVisits<'_>>,
    threads: NonZeroUsize,
) -> Result<Graded, GraphError> {
    let times = history.orders.iter().filter_map(|order| order.time);
    let by_orders = ByOrders {
        n_days: has_days(history).then_some(&moments.n_days),
        n_minutes: tell_minutes(times).then_some(&moments.n_minutes),
    };
    let mut grades = by_orders.grades(&graph, threads);
    let pushed = by_orders.pushed(&graph, threads);
    let is_pushed = |edge: &EdgeRef<'_>| {
        let pair = [edge.anchor().min(edge.item()), edge.anchor().max(edge.item())];
        pushed.binary_search(&pair).is_ok()
    };
    if let Some(by_visits) = by_visits {
        // Whoever pushes a pair looks at both, too.
        let by_visits = by_visits.grades(&graph, threads);
        let are_pushed = each_edge(&graph, threads, &|edge, _| Some(is_pushed(edge)));
        for ((grade, other), is_pushed) in grades.iter_mut().zip(by_visits).zip(are_pushed) {
            *grade = if is_pushed { *grade } else { other.min(*grade) };
        }
    }
    // Whatever is said of a pushed pair rests on as many as are independent.
    let buyers = each_edge(&graph, threads, &|edge, place| {
        let witnesses = by_orders.witnesses(edge, place);
        Some(if is_pushed(edge) { witnesses.n_independent() } else { witnesses.buyers })
    });
    Ok(Graded { graph: graph.with_grades(grades, buyers)?, pushed })
}

/// Whether the shop sold on so many days that a pair of few days stands out.
fn has_days(history: &History) -> bool {
    let times = history.orders.iter().filter_map(|order| order.time);
    let mut days: Vec<i64> = times.map(|time| time.0.div_euclid(86_400)).collect();
    days.sort_unstable();
    days.dedup();
    days.len() >= FEWEST_DAYS
}

/// About how many minutes are of so many kinds; nothing of none, and where they are too many to
/// tell.
fn minutes_of(n_kinds: u8) -> Option<u8> {
    // Each minute is of one kind, whichever.
    let minutes = -MINUTE_KINDS * (1.0 - f64::from(n_kinds) / MINUTE_KINDS).ln();
    // Of at most 48 kinds they are below 100.
    (1..=MOST_KINDS).contains(&n_kinds).then_some(minutes.round() as u8)
}

/// Evidence in orders.
struct ByOrders<'d> {
    /// Where days tell anything.
    n_days: Option<&'d Vec<u8>>,
    /// Where minutes do.
    n_minutes: Option<&'d Vec<u8>>,
}

impl ByOrders<'_> {
    fn witnesses(&self, edge: &EdgeRef<'_>, place: usize) -> Witnesses {
        let evidence = edge.evidence();
        // Orders without a time say nothing of days.
        let days = self.n_days.map(|days| days[place]).filter(|&days| days > 0);
        let minutes = self.n_minutes.and_then(|kinds| minutes_of(kinds[place]));
        Witnesses { times: evidence.together, buyers: evidence.buyers, days, minutes }
    }

    fn grades(&self, graph: &Graph, threads: NonZeroUsize) -> Vec<u8> {
        let n_tested = n_tested(&graph.columns().n_orders_with);
        let witnesses = |edge: &EdgeRef<'_>, place| self.witnesses(edge, place);
        let chance = |edge: &EdgeRef<'_>, place| {
            Some(self.witnesses(edge, place).chance(edge.evidence().expected()))
        };
        graded_by(graph, n_tested, threads, witnesses, &each_edge(graph, threads, &chance))
    }

    /// Each pair once, the lower item first.
    fn pushed(&self, graph: &Graph, threads: NonZeroUsize) -> Vec<[ItemIndex; 2]> {
        let pair = |edge: &EdgeRef<'_>, place| {
            let pair = [edge.anchor().min(edge.item()), edge.anchor().max(edge.item())];
            self.witnesses(edge, place).look_pushed().then_some(pair)
        };
        let mut pushed = each_edge(graph, threads, &pair);
        pushed.sort_unstable();
        pushed.dedup();
        pushed
    }
}

/// The grades of inferred pairs, in the sequence of `pairs`: no order was counted of them, visits may have been, and
/// are tested beside those that saw both ends of an edge.
///
/// Costs a look-up in the visits for each pair, and a sort of all chances.
pub(super) fn of_inferred(
    pairs: &InferredColumns,
    by_visits: Option<&ByVisits<'_>>,
    threads: NonZeroUsize,
) -> Vec<u8> {
    let Some(by) = by_visits else { return vec![Grade::C as u8; pairs.items.len()] };
    let n_items = pairs.ends.len();
    let each = |of_pair: &(dyn Fn(ItemIndex, ItemIndex) -> f32 + Sync)| {
        let rows = |anchors: Range<usize>| {
            let of_row = |anchor: usize| {
                let items = pairs.items[row(&pairs.ends, anchor)].iter();
                items.map(move |&item| of_pair(ItemIndex(anchor as u32), ItemIndex(item)))
            };
            anchors.flat_map(of_row).collect::<Vec<f32>>()
        };
        in_pieces(n_items, ANCHORS_AT_ONCE, threads, || (), |(), anchors| rows(anchors)).concat()
    };
    let chances = each(&|anchor, item| by.chance(anchor, item));
    let all = [&by.of_edges[..], &chances].concat();
    let cuts = GradeCuts::new(&all, n_tested(&by.visits.n_visits));
    let mut places = chances.iter();
    let mut grades = Vec::with_capacity(chances.len());
    for anchor in 0..n_items {
        let items = &pairs.items[row(&pairs.ends, anchor)];
        for (&item, &chance) in items.iter().zip(&mut places) {
            let witnesses = by.witnesses(ItemIndex(anchor as u32), ItemIndex(item));
            grades.push(cuts.grade(&witnesses, chance) as u8);
        }
    }
    grades
}

/// Evidence in visits.
pub(super) struct ByVisits<'d> {
    visits: &'d VisitCounts,
    /// Visits of equal size that bring as many pairs.
    even: f64,
    /// How likely chance alone gives so many visits that saw both ends of each edge.
    of_edges: Vec<f32>,
}

impl<'d> ByVisits<'d> {
    /// Costs a look-up in the visits for each edge.
    pub(super) fn new(
        graph: &Graph,
        history: &History,
        visits: &'d VisitCounts,
        threads: NonZeroUsize,
    ) -> Self {
        let even = SeenTogether::even_visits(&history.views);
        let by = Self { visits, even, of_edges: Vec::new() };
        let chance = |edge: &EdgeRef<'_>, _| Some(by.chance(edge.anchor(), edge.item()));
        let of_edges = each_edge(graph, threads, &chance);
        Self { of_edges, ..by }
    }

    /// What was counted of visits.
    pub(super) fn counts(&self) -> &'d VisitCounts {
        self.visits
    }

    /// The grades of the edges of `graph`.
    fn grades(&self, graph: &Graph, threads: NonZeroUsize) -> Vec<u8> {
        let witnesses = |edge: &EdgeRef<'_>, _| self.witnesses(edge.anchor(), edge.item());
        graded_by(graph, n_tested(&self.visits.n_visits), threads, witnesses, &self.of_edges)
    }

    fn witnesses(&self, a: ItemIndex, b: ItemIndex) -> Witnesses {
        let n_visits = self.visits.both.n_visits(a, b);
        Witnesses { times: n_visits, buyers: n_visits, ..Witnesses::default() }
    }

    fn chance(&self, a: ItemIndex, b: ItemIndex) -> f32 {
        let n = |item: ItemIndex| f64::from(self.visits.n_visits[item.position()]);
        self.witnesses(a, b).chance(n(a) * n(b) / self.even)
    }
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
    chances: &[f32],
) -> Vec<u8> {
    let cuts = GradeCuts::new(chances, n_tested);
    let grade =
        |edge: &EdgeRef<'_>, place| Some(cuts.grade(&witnesses(edge, place), chances[place]) as u8);
    each_edge(graph, threads, &grade)
}

/// What `of_edge` says of each edge and its place, if anything, in their sequence.
fn each_edge<T: Send + Clone>(
    graph: &Graph,
    threads: NonZeroUsize,
    of_edge: &(impl Fn(&EdgeRef<'_>, usize) -> Option<T> + Sync),
) -> Vec<T> {
    let ends = &graph.columns().ends;
    let rows = |anchors: Range<usize>| {
        let of_row = |anchor: usize| {
            let edges = graph.row(ItemIndex(anchor as u32)).iter();
            row(ends, anchor).zip(edges).filter_map(|(place, edge)| of_edge(&edge, place))
        };
        anchors.flat_map(of_row).collect::<Vec<T>>()
    };
    in_pieces(ends.len(), ANCHORS_AT_ONCE, threads, || (), |(), anchors| rows(anchors)).concat()
}

/// Where the row of `anchor` stands.
fn row(ends: &[u64], anchor: usize) -> Range<usize> {
    let start = if anchor == 0 { 0 } else { ends[anchor - 1] as usize };
    start..ends[anchor] as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_kinds_of_minutes_are_as_many_minutes_and_many_are_too_many_to_tell() {
        let told = [0, 1, 8, 32, 48, 49, 64].map(minutes_of);
        assert_eq!(told, [None, Some(1), Some(9), Some(44), Some(89), None, None]);
    }
}
