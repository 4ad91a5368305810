//! Swing: which items are looked at by visitors who share little else.

use std::hash::BuildHasher;
use std::num::NonZeroUsize;

use foldhash::fast::FixedState;

use super::pieces::in_pieces;
use super::row_columns::{PairTable, RowsError};
use crate::words::{ItemIndex, Views, VisitRef};

/// Newest visits of an item that are compared with each other.
const MOST_VISITORS: usize = 64;
/// Whoever sees more compares nothing. Unit: items.
const MOST_OF_A_VISIT: usize = 50;
/// Others kept for each item.
const MOST_PARTNERS: usize = 50;
/// α: what is added to the number of items that two visits share.
const SHARED_PRIOR: f32 = 1.0;
/// What is added to the weight of all pairs of an item's visitors, about that of ten pairs, so that two visits
/// alone do not tie all they saw.
const PAIRS_PRIOR: f32 = 1.0;
/// Items a thread takes at once.
const ITEMS_AT_ONCE: usize = 64;

/// How much of what ties an item's visitors pairwise is another item.
///
/// Two visits that saw an item swing to each other item that both saw, the stronger the fewer items
/// they share and the fewer each saw. What so falls to an item, as a share of what all pairs of those of
/// the anchor's visitors weigh who saw anything else, says how much the two compete for the same choice: one
/// long visit, or two items that everybody sees, say little.
///
/// Source: Yang and others, *Large Scale Product Graph Construction for Recommendation in E-commerce*,
/// arXiv 2010.05525, 2020, section 3; here as a share of the anchor's own pairs, so that it does not depend
/// on how many visits were compared.
///
/// Costs 8 bytes for each of at most 50 others an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Swing {
    shares: PairTable<f32>,
}

/// Who saw what.
#[derive(Debug, Clone, Copy, Default)]
struct Visitor {
    visit: u32,
    /// Whose other visits say the same. A visit without a time is all that its customer did, or a session
    /// of its own.
    customer: Option<u32>,
}

impl Visitor {
    /// That of visits that count as one; of nobody where they are of several.
    fn new(views: &Views, visits: &[u32]) -> Self {
        let of = |&visit: &u32| views.visit(visit as usize);
        let first = of(&visits[0]);
        let is_known =
            first.time.is_some() && visits.iter().all(|visit| of(visit).customer == first.customer);
        Self { visit: visits[0], customer: first.customer.filter(|_| is_known) }
    }
}

/// What a thread keeps from item to item.
struct Scratch {
    /// By item; zero but for what `touched` names.
    weights: Vec<f32>,
    touched: Vec<u32>,
}

impl Swing {
    /// Of `views` of `n_items` items.
    ///
    /// Costs a sort of the visits, and for each item a comparison of at most 64 visits with each
    /// other.
    pub(super) fn new(views: &Views, n_items: usize, threads: NonZeroUsize) -> Self {
        let (ends, visitors) = newest_of_each(views, n_items);
        let start =
            || Scratch { weights: vec![0.0; n_items], touched: Vec::with_capacity(MOST_PARTNERS) };
        let rows = in_pieces(n_items, ITEMS_AT_ONCE, threads, start, |scratch, anchors| {
            let row = |anchor: usize| {
                let from = if anchor == 0 { 0 } else { ends[anchor - 1] };
                scratch.row(views, anchor as u32, &visitors[from..ends[anchor]])
            };
            anchors.map(row).collect::<Vec<_>>()
        });
        let mut swing = Self::default();
        rows.iter().flatten().for_each(|row| swing.shares.push(row));
        swing
    }

    /// From its columns, of `n_items` items. Costs one pass over them.
    ///
    /// # Errors
    ///
    /// Columns of different lengths, rows out of sequence, pairs that lead out of the vocabulary,
    /// shares that are none.
    pub fn from_columns(
        ends: Vec<u64>,
        items: Vec<u32>,
        shares: Vec<f32>,
        n_items: usize,
    ) -> Result<Self, RowsError> {
        let shares = PairTable::new(ends, items, shares, n_items)?;
        let (_, _, values) = shares.columns();
        match values.iter().position(|share| !(0.0..=1.0).contains(share)) {
            Some(pair) => Err(RowsError::Pair { pair, what: "a share outside of 0 to 1" }),
            None => Ok(Self { shares }),
        }
    }

    /// What [`Self::from_columns`] takes.
    #[must_use]
    pub fn columns(&self) -> (&[u64], &[u32], &[f32]) {
        self.shares.columns()
    }

    /// The others of an item, by their numbers, each with its share.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    pub fn row(&self, anchor: ItemIndex) -> impl Iterator<Item = (ItemIndex, f32)> + '_ {
        self.shares.row(anchor)
    }

    /// How much the two compete: the geometric mean of both shares, `0.0..=1.0`; 0 where either does not
    /// keep the other. Costs a pass over both rows.
    ///
    /// # Panics
    ///
    /// Where there is no such item.
    #[must_use]
    pub fn between(&self, a: ItemIndex, b: ItemIndex) -> f32 {
        let share = |anchor, item| self.shares.value(anchor, item).unwrap_or(0.0);
        (share(a, b) * share(b, a)).sqrt()
    }
}

impl Scratch {
    /// The strongest others of `anchor`, by their numbers, each with its share.
    fn row(&mut self, views: &Views, anchor: u32, visitors: &[Visitor]) -> Vec<(u32, f32)> {
        let visits: Vec<(&[u32], Option<u32>)> = visitors
            .iter()
            .map(|visitor| (views.visit(visitor.visit as usize).items, visitor.customer))
            .collect();
        let weight = |items: &[u32]| (items.len() as f32).sqrt().recip();
        let mut total = 0.0;
        for (at, &(one, customer)) in visits.iter().enumerate() {
            for &(other, of_other) in &visits[at + 1..] {
                // Nobody agrees with himself.
                if customer.is_some() && customer == of_other {
                    continue;
                }
                let n_shared = shared(one, other).count();
                let pair = weight(one) * weight(other) / (SHARED_PRIOR + n_shared as f32);
                total += pair;
                if n_shared < 2 {
                    continue;
                }
                for item in shared(one, other).filter(|&item| item != anchor) {
                    let weight = &mut self.weights[item as usize];
                    if *weight == 0.0 {
                        self.touched.push(item);
                    }
                    *weight += pair;
                }
            }
        }
        total += PAIRS_PRIOR;
        let share = |item: u32| (item, (self.weights[item as usize] / total).min(1.0));
        let mut row: Vec<(u32, f32)> = self.touched.iter().map(|&item| share(item)).collect();
        for item in self.touched.drain(..) {
            self.weights[item as usize] = 0.0;
        }
        let stronger = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
        if row.len() > MOST_PARTNERS {
            row.select_nth_unstable_by(MOST_PARTNERS, stronger);
            row.truncate(MOST_PARTNERS);
        }
        row.sort_unstable_by_key(|&(item, _)| item);
        row
    }
}

/// What both rising lists hold.
fn shared<'v>(a: &'v [u32], b: &'v [u32]) -> impl Iterator<Item = u32> + 'v {
    let mut rest = b;
    a.iter().copied().filter(move |&item| {
        while let [first, others @ ..] = rest
            && *first < item
        {
            rest = others;
        }
        rest.first() == Some(&item)
    })
}

/// The newest visits of each item, item after item, and where those of each end. Visits of one moment that saw
/// the same count as one, and all others of a moment are drawn by what they saw, so that nothing depends on the
/// sequence of the rows.
fn newest_of_each(views: &Views, n_items: usize) -> (Vec<usize>, Vec<Visitor>) {
    let compares =
        |&visit: &u32| (2..=MOST_OF_A_VISIT).contains(&views.visit(visit as usize).items.len());
    let mut newest: Vec<u32> = (0..views.len() as u32).filter(compares).collect();
    let drawn = FixedState::default();
    newest.sort_unstable_by(|&a, &b| {
        let (a, b) = (views.visit(a as usize), views.visit(b as usize));
        let draw = |visit: &VisitRef<'_>| drawn.hash_one(visit.items);
        let sequence = b.time.cmp(&a.time).then_with(|| draw(&a).cmp(&draw(&b)));
        sequence.then_with(|| a.items.cmp(b.items))
    });
    let is_one = |&a: &u32, &b: &u32| {
        let (a, b) = (views.visit(a as usize), views.visit(b as usize));
        a.time.is_some() && a.time == b.time && a.items == b.items
    };
    let newest: Vec<Visitor> =
        newest.chunk_by(is_one).map(|visits| Visitor::new(views, visits)).collect();
    let mut n_visits = vec![0_usize; n_items];
    for visitor in &newest {
        for &item in views.visit(visitor.visit as usize).items {
            let n = &mut n_visits[item as usize];
            *n = (*n + 1).min(MOST_VISITORS);
        }
    }
    let mut next = Vec::with_capacity(n_items);
    let mut n_places = 0;
    for n in &n_visits {
        next.push(n_places);
        n_places += n;
    }
    let mut visitors = vec![Visitor::default(); n_places];
    for &visitor in &newest {
        for &item in views.visit(visitor.visit as usize).items {
            let left = &mut n_visits[item as usize];
            if *left > 0 {
                *left -= 1;
                visitors[next[item as usize]] = visitor;
                next[item as usize] += 1;
            }
        }
    }
    // Each now stands at its end.
    (next, visitors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{History, Id, Intake, Timestamp, ViewEvent, ViewLine};

    fn history(rows: &[(&str, Option<&str>, &str)]) -> History {
        let mut intake = Intake::new();
        for &(session, customer, items) in rows {
            for item in items.split(' ') {
                let view = ViewLine {
                    session: Some(Id::parse(session).unwrap()),
                    customer: customer.map(|id| Id::parse(id).unwrap()),
                    item: Id::parse(item).unwrap(),
                    time: Some(Timestamp(0)),
                    event: ViewEvent::View,
                };
                intake.push_view(&view).unwrap();
            }
        }
        intake.finish().unwrap()
    }

    fn between(history: &History, a: &str, b: &str) -> f32 {
        let n_items = history.vocabulary.len();
        let item = |id: &str| history.vocabulary.index(id).unwrap();
        let swings = [1, 2].map(|threads| {
            Swing::new(&history.views, n_items, NonZeroUsize::new(threads).unwrap())
        });
        assert_eq!(swings[0], swings[1]);
        assert_eq!(swings[0].between(item(a), item(b)), swings[0].between(item(b), item(a)));
        swings[0].between(item(a), item(b))
    }

    #[test]
    fn pairs_of_visitors_swing_as_on_paper() {
        // Visits of one moment that saw the same are one, so that the second saw something more.
        let history = history(&[("1", None, "a b"), ("2", None, "a b e"), ("3", None, "a c d")]);
        // Visits 1 and 2 share a and b: 1/√6 over 1 + 2. Each shares a alone with visit 3, over 1 + 1.
        let root = |n: f32| n.sqrt().recip();
        let (close, apart) = (root(6.0) / 3.0, (root(6.0) + root(9.0)) / 2.0);
        let of_a = close / (close + apart + 1.0);
        // Of b's visitors all that ties them goes through a.
        let of_b = close / (close + 1.0);
        assert!((between(&history, "a", "b") - (of_a * of_b).sqrt()).abs() < 1e-6);
        // One visit saw both.
        assert_eq!(between(&history, "a", "c"), 0.0);
    }

    #[test]
    fn nobody_agrees_with_himself() {
        let own = history(&[("1", Some("ann"), "a b"), ("2", Some("ann"), "a b c")]);
        assert_eq!(between(&own, "a", "b"), 0.0);
        let two = history(&[("1", Some("ann"), "a b"), ("2", Some("bob"), "a b c")]);
        assert!(between(&two, "a", "b") > 0.1);
    }

    #[test]
    fn what_comes_first_in_a_file_changes_nothing() {
        // More visits of one moment than are compared, some of them the same.
        let visits: Vec<(String, String)> = (0..300_usize)
            .map(|n| (format!("s{n}"), format!("a i{} i{}", n % 7, 7 + n * n % 11)))
            .collect();
        let of = |visits: &[(String, String)]| {
            let rows: Vec<_> =
                visits.iter().map(|(s, items)| (&**s, Some("ann"), &**items)).collect();
            let history = history(&rows);
            Swing::new(&history.views, history.vocabulary.len(), NonZeroUsize::MIN)
        };
        let backwards: Vec<_> = visits.iter().rev().cloned().collect();
        assert_eq!(of(&visits), of(&backwards));
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let refused = |shares: &[f32]| {
            Swing::from_columns(vec![1, 1], vec![1], shares.into(), 2).unwrap_err().to_string()
        };
        assert_eq!(refused(&[]), "0 values, expected 1");
        assert_eq!(refused(&[1.5]), "pair 0 has a share outside of 0 to 1");
        assert_eq!(refused(&[f32::NAN]), "pair 0 has a share outside of 0 to 1");
    }
}
