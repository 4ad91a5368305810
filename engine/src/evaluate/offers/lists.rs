//! Lists beside orders that were held back, and what they made.

use super::{PLACES, Walked};
use crate::bundle::{Bundle, Goal, Pricing, Wanted, bundles};
use crate::offer::{MIN_FUNCTIONS, MOST_STEPS, Role};
use crate::snapshot::Snapshot;
use crate::words::ItemIndex;

/// How a list is chosen of what could be offered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ListOf {
    /// The first places of `suggest`, whatever they leave above their cost, whether they may be offered or not.
    WhateverItCosts,
    /// The first places of `suggest` among what may be offered: accuracy only.
    Suggested,
    /// What is likeliest to be bought: accuracy only, by the chances that offers know.
    Likeliest,
    /// The bundle that earns most of those of which at least this share is taken of what could be taken.
    Earning(f64),
}

/// What lists made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Made {
    /// By order, how many of the list were bought.
    pub hits: Vec<f64>,
    /// By order, what these left above their cost, one piece of each. Unit: minor units.
    pub margins: Vec<f64>,
}

impl Made {
    /// All hits.
    #[must_use]
    pub fn n_hits(&self) -> f64 {
        self.hits.iter().sum()
    }

    /// All margin. Unit: minor units.
    #[must_use]
    pub fn margin(&self) -> f64 {
        self.margins.iter().sum()
    }

    /// Adds what one list made.
    pub fn add(&mut self, (hits, margin): (f64, f64)) {
        self.hits.push(hits);
        self.margins.push(margin);
    }
}

impl Walked {
    /// The bundle that earns most of those of which at least `share` is taken of what could be taken, inside the limits of a
    /// shop that says nothing.
    ///
    /// # Panics
    ///
    /// Never: the usual limits hold.
    #[must_use]
    pub fn earning(&self, share: f64) -> Option<Bundle> {
        let anchor_functions = self.anchor_functions.clone();
        let usual = Wanted { max_items: PLACES, min_functions: MIN_FUNCTIONS, ..Wanted::default() };
        let limits = Wanted { anchor_functions, ..usual }.check().expect("the usual limits hold");
        let pricing = Pricing::list_only();
        let found = bundles(&self.offered, &limits, &pricing, Goal::Margin, MOST_STEPS, (1, share));
        found.into_iter().next()
    }

    /// Which pairing of the trade `bundle` is beside this order.
    #[must_use]
    pub fn role(&self, snapshot: &Snapshot, bundle: &Bundle) -> Role {
        let price = snapshot.catalog().item(self.anchor).price.unwrap_or_default();
        let both = self.offered.iter().zip(&self.kinds);
        let listed = both.filter(|(it, _)| bundle.items.contains(&it.item));
        let items: Vec<_> = listed.map(|(it, &kind)| (it.item, it.price, kind)).collect();
        Role::of(snapshot, (self.anchor, price), &items)
    }

    /// What `list` made: how many of it were bought, and what these left.
    #[must_use]
    pub fn made(&self, list: ListOf) -> (f64, f64) {
        let first = |places: &mut dyn Iterator<Item = usize>| -> (f64, f64) {
            let bought = places.take(PLACES).filter(|&place| self.is_bought[place]);
            bought.fold((0.0, 0.0), |(hits, margin), place| {
                (hits + 1.0, margin + self.left[place].0 as f64)
            })
        };
        match list {
            ListOf::WhateverItCosts => {
                let bought = self.whatever_it_costs.iter().filter(|(is_bought, _)| *is_bought);
                bought.fold((0.0, 0.0), |(hits, margin), (_, left)| {
                    (hits + 1.0, margin + left.0 as f64)
                })
            }
            ListOf::Suggested => first(&mut (0..self.offered.len())),
            ListOf::Likeliest => {
                let mut places: Vec<usize> = (0..self.offered.len()).collect();
                let chance = |place: usize| self.offered[place].uptake.organic;
                places.sort_by(|&a, &b| chance(b).total_cmp(&chance(a)).then(a.cmp(&b)));
                first(&mut places.into_iter())
            }
            ListOf::Earning(share) => {
                self.earning(share).map_or((0.0, 0.0), |bundle| self.made_by(&bundle.items))
            }
        }
    }

    /// What a list of these items made.
    #[must_use]
    pub fn made_by(&self, items: &[ItemIndex]) -> (f64, f64) {
        let is_listed = |place: &usize| items.contains(&self.offered[*place].item);
        let bought = (0..self.offered.len()).filter(is_listed).filter(|&it| self.is_bought[it]);
        bought.fold((0.0, 0.0), |(hits, margin), place| {
            (hits + 1.0, margin + self.left[place].0 as f64)
        })
    }
}
