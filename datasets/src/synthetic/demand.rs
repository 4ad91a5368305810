//! How often items sell, by expectation: for themselves, and because others bring them along.

use engine::relation::Momentum;

use super::catalogue::Catalogue;
use super::defaults as d;
use super::relations::Relations;

/// What is expected of each item, as weights of choices.
pub(super) struct Demand {
    /// Before the last days.
    usual: Vec<f64>,
    /// How many times more in the last days.
    rise: Vec<f64>,
}

impl Demand {
    pub(super) fn new(catalogue: &Catalogue, relations: &Relations) -> Self {
        let chosen: Vec<f64> = catalogue.items.iter().map(|item| item.weight).collect();
        let usual = sold(&chosen, relations);
        let mut chosen_last = chosen;
        for (item, weight) in catalogue.items.iter().zip(chosen_last.iter_mut().zip(&usual)) {
            let (weight, usual) = weight;
            *weight += extra(item.momentum, *usual);
        }
        let last = sold(&chosen_last, relations);
        let rise = last.iter().zip(&usual).map(|(last, usual)| last / usual).collect();
        Self { usual, rise }
    }

    /// How much more often a rising item is chosen in the last days; 0 of any other.
    pub(super) fn extra(&self, catalogue: &Catalogue, item: u32) -> f64 {
        extra(catalogue.item(item).momentum, self.usual[item as usize])
    }

    /// Whether an item that does not rise itself sells more in the last days because rising ones
    /// bring it along: whether it rises is then a matter of words.
    pub(super) fn is_carried(&self, catalogue: &Catalogue, item: u32) -> bool {
        catalogue.item(item).momentum == Momentum::Steady
            && self.rise[item as usize] > d::CARRIED_RISE
    }
}

fn extra(momentum: Momentum, usual: f64) -> f64 {
    if momentum == Momentum::Latent { (d::LATENT_BOOST - 1.0) * usual } else { 0.0 }
}

/// How often each item sells where it is `chosen` so often.
fn sold(chosen: &[f64], relations: &Relations) -> Vec<f64> {
    let mut sold = chosen.to_vec();
    for (item, &weight) in (0..).zip(chosen) {
        for (partner, share) in relations.brought_by(item) {
            sold[partner as usize] += weight * share;
        }
    }
    sold
}
