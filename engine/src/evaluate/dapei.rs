//! Dapei's own answers, by the code that serves.

use super::verdict::Verdict;
use crate::count::{CustomerIndex, in_pieces};
use crate::holdout::Case;
use crate::snapshot::Snapshot;
use crate::suggest::{Query, Scratch, suggest};

/// Questions a thread takes at once.
const CASES_AT_ONCE: usize = 16;

/// What is told of who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Nothing.
    Nobody,
    /// What the customer bought before, to be left out, and nothing else.
    Purchases,
    /// Who it is: what the customer bought is left out, and taste counts.
    Customer,
}

/// The verdicts on `snapshot`, asked as `recommend` asks: for the known items what `query` says of any cart.
/// `customer` is who asks, of those that the snapshot knows; `asker` says what is told of that.
pub(super) fn verdicts(
    snapshot: &Snapshot,
    cases: &[Case],
    query: &Query,
    asker: Asker,
    customer: &(dyn Fn(&Case) -> Option<CustomerIndex> + Sync),
    threads: std::num::NonZeroUsize,
) -> Vec<Verdict> {
    let pieces =
        in_pieces(cases.len(), CASES_AT_ONCE, threads, Scratch::default, |scratch, range| {
            let verdict = |case: &Case| {
                let mut query = Query { cart: case.known.clone(), ..query.clone() };
                match asker {
                    Asker::Nobody => {}
                    Asker::Purchases => {
                        query.exclude.extend(customer(case).into_iter().flat_map(|customer| {
                            snapshot.purchases().of(customer).map(|purchase| purchase.item)
                        }))
                    }
                    Asker::Customer => query.customer = customer(case),
                }
                let answer = suggest(snapshot, &query, scratch);
                let list: Vec<_> = answer.suggestions.iter().map(|found| found.item).collect();
                let place = |hidden| list.iter().position(|item| item == hidden);
                let rank = |hidden| place(hidden).map_or(f64::INFINITY, |at| (at + 1) as f64);
                let unknown = (0..case.n_unknown).map(|_| f64::INFINITY);
                let ranks = case.hidden.iter().map(rank).chain(unknown).collect();
                Verdict { ranks, list }
            };
            cases[range].iter().map(verdict).collect::<Vec<_>>()
        });
    pieces.into_iter().flatten().collect()
}
