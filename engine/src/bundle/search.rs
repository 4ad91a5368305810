//! The best bundle of all that limits allow, by branch and bound.
//!
//! Sets of items grow one by one. What the items of a set and the best that may still join could add at the most, at any
//! discount, is known beforehand; a set that could not become better than the best one found is grown no further.

use super::limits::{Limits, Wanted};
use super::price::{Pricing, line_prices};
use super::value::Goal;
use super::{BASIS_POINTS, MAX_ITEMS, MAX_OFFERED, Offered};
use crate::words::{ItemIndex, Money};

/// Spans of discount in which what an item can add is bounded apart: more make tighter bounds and cost more.
const N_SPANS: usize = 8;

/// By what share sums of the same numbers in another sequence may differ.
const ROUNDING: f64 = 1e-12;

/// Items at one price.
#[derive(Debug, Clone, PartialEq)]
pub struct Bundle {
    /// The items, in the sequence in which they were offered.
    pub items: Vec<ItemIndex>,
    /// What they are listed at together.
    pub list_price: Money,
    /// What they are offered for together.
    pub price: Money,
    /// What of the price falls to each.
    pub lines: Vec<Money>,
    /// What they cost the shop together.
    pub cost: Money,
    /// How likely the buyer takes at least one of them.
    pub probability: f64,
    /// What offering them adds to the goal, in expectation. Unit: that of the [`Goal`].
    pub value: f64,
    /// Whether there is a better one.
    pub proof: Proof,
    /// Whether somebody with more authority has to approve of the discount.
    pub needs_approval: bool,
}

/// What is known of bundles that were not found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Proof {
    /// None is better.
    Best,
    /// The search ended before; one may be better by so much at the most. Unit: that of the [`Goal`].
    Within(f64),
}

/// The best bundle of `offered`; nothing where limits allow none that adds anything, or none was found in so many steps.
///
/// `most_steps` bounds the search: each looks at one set of items. All sets of four of thirty items are 31,930, of which
/// few have to be looked at.
///
/// # Panics
///
/// Where more than [`MAX_OFFERED`] items are offered.
#[must_use]
pub fn best_bundle(
    offered: &[Offered],
    limits: &Limits,
    pricing: &Pricing,
    goal: Goal,
    most_steps: usize,
) -> Option<Bundle> {
    Search::new(offered, limits, pricing, Aim::Goal(goal), most_steps)?.run(&[])
}

/// At most `most` bundles, each the best of those that share no more than half of their items with any before it, and of
/// which at least `taken_share` of the items are taken, in expectation, that are taken of the bundle that most is taken of.
///
/// What earns more and hardly anybody takes is then no bundle; a share of 0 lets everything pass. Costs two searches a bundle.
///
/// # Panics
///
/// As [`best_bundle`].
#[must_use]
pub fn bundles(
    offered: &[Offered],
    limits: &Limits,
    pricing: &Pricing,
    goal: Goal,
    most_steps: usize,
    (most, taken_share): (usize, f64),
) -> Vec<Bundle> {
    let mut found: Vec<Bundle> = Vec::new();
    while found.len() < most {
        let search = |aim| Search::new(offered, limits, pricing, aim, most_steps);
        let Some(mut likeliest) = search(Aim::Taken) else { break };
        let Some(most_taken) = likeliest.find(&found) else { break };
        let Some(mut search) = search(Aim::Goal(goal)) else { break };
        search.fewest = search.fewest.max(taken_share * most_taken.value * (1.0 - ROUNDING));
        match search.run(&found) {
            // Where more could be taken than was found, fewer bundles may be allowed than were looked at.
            Some(bundle) if likeliest.was_cut() && bundle.proof == Proof::Best => {
                found.push(Bundle { proof: Proof::Within(0.0), ..bundle });
            }
            Some(bundle) => found.push(bundle),
            None => break,
        }
    }
    found
}

/// What a search raises.
#[derive(Debug, Clone, Copy)]
enum Aim {
    Goal(Goal),
    /// How many items are taken at their list prices, in expectation.
    Taken,
}

impl Aim {
    fn gain_between(self, offered: &Offered, from: f64, to: f64) -> f64 {
        match self {
            Self::Goal(goal) => goal.gain_between(offered, from, to),
            Self::Taken => offered.uptake.offered,
        }
    }

    fn value(self, items: &[Offered], share: f64) -> f64 {
        match self {
            Self::Goal(goal) => goal.value(items, share),
            Self::Taken => taken(items),
        }
    }
}

/// One search.
struct Search<'a> {
    /// Those that may join, the most promising first.
    free: Vec<Offered>,
    /// What each of `free` adds at the most, by span of discount.
    gains: Vec<[f64; N_SPANS]>,
    /// By place in `free`, how many of the likeliest one, two, … of the rest are taken.
    rest_taken: Vec<[f64; MAX_ITEMS + 1]>,
    /// By place in `free`, what the best one, two, … of the rest add at the most, by span.
    rest: Vec<[[f64; N_SPANS]; MAX_ITEMS + 1]>,
    chosen: Vec<Offered>,
    /// What the chosen add at the most, by span.
    chosen_gains: [f64; N_SPANS],
    offered: &'a [Offered],
    limits: &'a Limits,
    pricing: &'a Pricing,
    aim: Aim,
    /// How few items may be taken.
    fewest: f64,
    n_steps_left: usize,
    best: Option<Found>,
    /// The most that any set could be worth that was not looked at.
    most_missed: f64,
}

struct Found {
    items: Vec<Offered>,
    price: i64,
    value: f64,
}

impl<'a> Search<'a> {
    /// Nothing where an item that must be in it is not offered.
    fn new(
        offered: &'a [Offered],
        limits: &'a Limits,
        pricing: &'a Pricing,
        aim: Aim,
        n_steps_left: usize,
    ) -> Option<Self> {
        assert!(offered.len() <= MAX_OFFERED, "more items than a search chooses among");
        let Wanted { must_have, max_discount, .. } = limits.get();
        let most_share = *max_discount as f64 / BASIS_POINTS as f64;
        let spans = |item: &Offered| -> [f64; N_SPANS] {
            std::array::from_fn(|span| {
                let end = |span: usize| most_share * span as f64 / N_SPANS as f64;
                aim.gain_between(item, end(span), end(span + 1))
            })
        };
        let find = |wanted: &ItemIndex| offered.iter().find(|offered| offered.item == *wanted);
        let chosen: Vec<Offered> =
            must_have.iter().map(|item| find(item).copied()).collect::<Option<_>>()?;
        let mut chosen_gains = [0.0; N_SPANS];
        for gains in chosen.iter().map(spans) {
            (0..N_SPANS).for_each(|span| chosen_gains[span] += gains[span]);
        }
        let most = |gains: &[f64; N_SPANS]| gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut free: Vec<(Offered, [f64; N_SPANS])> = offered
            .iter()
            .filter(|offered| !must_have.contains(&offered.item))
            .map(|offered| (*offered, spans(offered)))
            .collect();
        free.sort_by(|a, b| most(&b.1).total_cmp(&most(&a.1)).then(a.0.item.cmp(&b.0.item)));
        let (free, gains): (Vec<_>, Vec<_>) = free.into_iter().unzip();
        let rest = best_of_rest(&gains);
        let taken: Vec<[f64; 1]> = free.iter().map(|item| [item.uptake.offered]).collect();
        let rest_taken = best_of_rest(&taken).into_iter().map(|sums| sums.map(|[sum]| sum));
        Some(Self {
            free,
            gains,
            rest,
            rest_taken: rest_taken.collect(),
            chosen,
            chosen_gains,
            offered,
            limits,
            pricing,
            aim,
            // Sums are rounded.
            fewest: limits.get().min_taken * (1.0 - ROUNDING),
            n_steps_left,
            best: None,
            most_missed: f64::NEG_INFINITY,
        })
    }

    /// The best set of those that are not too like those before.
    fn find(&mut self, before: &[Bundle]) -> Option<&Found> {
        self.look(before);
        self.grow(0, before);
        self.best.as_ref()
    }

    fn run(&mut self, before: &[Bundle]) -> Option<Bundle> {
        self.find(before)?;
        let Found { items, price, value } = self.best.take()?;
        let gap = self.most_missed - value;
        let proof = if gap > 0.0 { Proof::Within(gap) } else { Proof::Best };
        Some(self.bundle(items, price, value, proof))
    }

    /// Looks at all sets that the chosen become by items of `free` from `from` on.
    fn grow(&mut self, from: usize, before: &[Bundle]) {
        let n_left = self.limits.get().max_items.saturating_sub(self.chosen.len());
        if n_left == 0 {
            return;
        }
        for place in from..self.free.len() {
            // What comes later promises less, so that nothing of it is better either.
            let bound = self.bound(place, n_left);
            if bound <= self.worth_beating() || self.taken_at_most(place, n_left) < self.fewest {
                return;
            }
            if self.n_steps_left == 0 {
                self.most_missed = self.most_missed.max(bound);
                return;
            }
            self.n_steps_left -= 1;
            self.chosen.push(self.free[place]);
            let gains_before = self.chosen_gains;
            let gains = self.gains[place];
            (0..N_SPANS).for_each(|span| self.chosen_gains[span] += gains[span]);
            if self.fits() {
                self.look(before);
                self.grow(place + 1, before);
            }
            self.chosen_gains = gains_before;
            self.chosen.pop();
        }
    }

    /// The most that the chosen are worth with one to `n_left` items of `free` from `place` on.
    fn bound(&self, place: usize, n_left: usize) -> f64 {
        let rest = &self.rest[place];
        let of_span = |span: usize| {
            let joined = (1..=n_left).map(|n| rest[n][span]).fold(f64::NEG_INFINITY, f64::max);
            self.chosen_gains[span] + joined
        };
        (0..N_SPANS).map(of_span).fold(f64::NEG_INFINITY, f64::max)
    }

    /// How many of the chosen and of one to `n_left` items of `free` from `place` on are taken, at most.
    fn taken_at_most(&self, place: usize, n_left: usize) -> f64 {
        let rest = &self.rest_taken[place];
        taken(&self.chosen) + rest[1..=n_left].iter().copied().fold(0.0, f64::max)
    }

    /// Whether sets were not looked at that could be better.
    fn was_cut(&self) -> bool {
        self.most_missed > self.worth_beating()
    }

    /// What a set has to be worth more than.
    fn worth_beating(&self) -> f64 {
        self.best.as_ref().map_or(0.0, |best| best.value)
    }

    /// Whether what is chosen may be listed at so much; more items only cost more.
    fn fits(&self) -> bool {
        let list: i64 = self.chosen.iter().map(|item| item.price.0).sum();
        self.limits.get().max_list_price.is_none_or(|Money(most)| list <= most)
    }

    /// Keeps the chosen where they are the best so far at one of their prices.
    fn look(&mut self, before: &[Bundle]) {
        let Wanted { min_items, .. } = self.limits.get();
        let chosen = &self.chosen;
        if chosen.is_empty() || chosen.len() < *min_items || !self.fits() {
            return;
        }
        let is_other = before.iter().all(|bundle| {
            let n_shared = chosen.iter().filter(|item| bundle.items.contains(&item.item)).count();
            2 * n_shared <= chosen.len().min(bundle.items.len())
        });
        if !is_other || taken(chosen) < self.fewest || !self.limits.allow_functions(chosen) {
            return;
        }
        let list: i64 = chosen.iter().map(|item| item.price.0).sum();
        let cost: i64 = chosen.iter().map(|item| item.cost.0).sum();
        for price in self.pricing.prices(list) {
            if !self.limits.allow(list, cost, price) {
                continue;
            }
            let share = 1.0 - price as f64 / list as f64;
            let value = self.aim.value(chosen, share);
            if value > self.best.as_ref().map_or(0.0, |best| best.value) && self.allows_lines(price)
            {
                self.best = Some(Found { items: chosen.clone(), price, value });
            }
        }
    }

    /// Whether each line of the chosen keeps its limit, in the sequence in which they are told: rounding depends on it.
    fn allows_lines(&self, price: i64) -> bool {
        let mut items = self.chosen.clone();
        items.sort_by_key(|item| self.place(item));
        let prices: Vec<Money> = items.iter().map(|item| item.price).collect();
        let lines = line_prices(&prices, Money(price));
        let mut lines = lines.into_iter().zip(&items);
        lines.all(|(line, item)| self.limits.allow_line(line.0, item.cost.0))
    }

    /// Where `item` stands among those offered.
    fn place(&self, item: &Offered) -> Option<usize> {
        self.offered.iter().position(|other| other.item == item.item)
    }

    fn bundle(&self, mut items: Vec<Offered>, price: i64, value: f64, proof: Proof) -> Bundle {
        items.sort_by_key(|item| self.place(item));
        let prices: Vec<Money> = items.iter().map(|item| item.price).collect();
        let list: i64 = prices.iter().map(|price| price.0).sum();
        let share = 1.0 - price as f64 / list as f64;
        let none_taken: f64 = items.iter().map(|item| 1.0 - item.uptake.at(share)).product();
        let off = i128::from(list - price) * i128::from(BASIS_POINTS);
        Bundle {
            list_price: Money(list),
            price: Money(price),
            lines: line_prices(&prices, Money(price)),
            cost: Money(items.iter().map(|item| item.cost.0).sum()),
            probability: 1.0 - none_taken,
            value,
            proof,
            needs_approval: off > i128::from(list) * i128::from(self.limits.get().authority),
            items: items.into_iter().map(|item| item.item).collect(),
        }
    }
}

/// How many of `items` are taken at their list prices, in expectation.
fn taken(items: &[Offered]) -> f64 {
    items.iter().map(|item| item.uptake.offered).sum()
}

/// By place, the sums of the best one, two, … gains from there on, by span.
fn best_of_rest<const N: usize>(gains: &[[f64; N]]) -> Vec<[[f64; N]; MAX_ITEMS + 1]> {
    let mut all = vec![[[f64::NEG_INFINITY; N]; MAX_ITEMS + 1]; gains.len() + 1];
    for span in 0..N {
        let mut best: Vec<f64> = Vec::new();
        for place in (0..gains.len()).rev() {
            let gain = gains[place][span];
            let at = best.partition_point(|&other| other > gain);
            best.insert(at, gain);
            best.truncate(MAX_ITEMS);
            let mut sum = 0.0;
            for (n, gain) in best.iter().enumerate() {
                sum += gain;
                all[place][n + 1][span] = sum;
            }
        }
    }
    all
}
