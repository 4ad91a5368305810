//! What the score of an item is made of, term by term.

use super::query::Query;
use super::{Scratch, anchors, note_bought, voices};
use crate::rank::{Candidate, CartSize, Mix, Signal, Taste, Trait, n_speaking};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// The score of an item beside a cart, taken apart. Only for the candidates that [`suggest`](super::suggest()) looks at
/// closely.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Which weights serve a cart of that size.
    pub size: CartSize,
    /// Those weights.
    pub mix: Mix,
    /// What was heard of the item.
    pub candidate: Candidate,
    /// Its score before places are given: one that is moved to a later place scores no more there than
    /// the place before.
    pub score: f32,
    /// How many candidates have a higher one.
    pub n_before: usize,
    /// How many candidates were looked at closely.
    pub n_candidates: usize,
}

impl Terms {
    /// What `signal` adds to the chance of the item, before traits: its weight times what it says.
    #[must_use]
    pub fn part(&self, signal: Signal) -> f32 {
        self.mix.weights[signal as usize] * self.candidate.chances[signal as usize]
    }

    /// What the chance is multiplied by for the trait: above 1 it speaks for the item.
    #[must_use]
    pub fn factor(&self, of: Trait) -> f32 {
        (self.mix.exponents[of as usize] * self.candidate.traits[of as usize]).exp()
    }

    /// The same for a taste of the customer: 1 where nobody is known.
    #[must_use]
    pub fn taste(&self, of: Taste) -> f32 {
        (self.mix.tastes[of as usize] * self.candidate.tastes[of as usize]).exp()
    }
}

/// The terms of `item` beside the cart of `query`, for its customer; nothing where it is of the cart, was
/// bought before, or is not among the candidates looked at closely. Filters, places and lists of
/// `query` are not heeded. Costs as much as an answer.
#[must_use]
pub fn terms(
    snapshot: &Snapshot,
    query: &Query,
    item: ItemIndex,
    scratch: &mut Scratch,
) -> Option<Terms> {
    let anchors = anchors(query);
    if anchors.is_empty() {
        return None;
    }
    let voices = voices(&anchors);
    let Scratch { candidates, scores, bought, .. } = scratch;
    note_bought(snapshot, query, bought);
    let blocked = query.cart.iter().map(|item| item.0).chain(bought.iter().copied());
    let (pairs, signals) = (snapshot.pairs(), snapshot.signals());
    let (pool, _) = candidates.read(pairs, signals, &voices, bought, blocked);
    let mix = snapshot.mixes().of(n_speaking(&voices));
    mix.score(pool, scores);
    let place = pool.iter().position(|candidate| candidate.item == item.0)?;
    let score = scores[place];
    Some(Terms {
        size: CartSize::of(n_speaking(&voices)),
        mix: *mix,
        candidate: pool[place],
        score,
        n_before: scores.iter().filter(|&&other| other > score).count(),
        n_candidates: pool.len(),
    })
}
