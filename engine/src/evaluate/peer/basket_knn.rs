//! What the most similar orders hold.

use super::{Axis, Peer, Tallies};
use crate::evaluate::Training;
use crate::words::ItemIndex;

pub(super) const AXES: [Axis; 3] = [
    Axis { name: "k", values: &[100.0, 200.0, 500.0, 1000.0, 2000.0], start: 500.0 },
    Axis { name: "κ", values: &[0.0, 0.5, 1.0, 2.0], start: 1.0 },
    Axis { name: "m", values: &[500.0, 2500.0, f32::INFINITY], start: 2500.0 },
];

/// An order of s items counts 1/s^α with this α, half way between none and a mean.
const SIZE_POWER: f32 = 0.5;

/// score(j) = Σ of sim(b) over the k most similar orders b with j; sim(b) = Σ idf_i^κ over the known
/// items i in b, by the root of the items of b; idf_i = ln(N/n_i). Of each known item only the m
/// newest orders are looked at.
///
/// Source: Jannach, Ludewig, *When Recurrent Neural Networks meet the Neighborhood for Session-Based
/// Recommendation*, RecSys 2017, pages 306-310; the newest m after Kersbergen, Sprangers, Schelter,
/// *Serenade: Low-Latency Session-Based Recommendation in e-Commerce at Scale*, SIGMOD 2022, pages
/// 150-159.
#[derive(Debug)]
pub(super) struct BasketKnn<'t> {
    training: &'t Training,
    idf: Vec<f32>,
    size_discount: Vec<f32>,
    k: usize,
    m: usize,
}

pub(super) fn fit(training: &Training, [k, kappa, m]: [f32; 3]) -> BasketKnn<'_> {
    let n_orders = training.n_orders() as f32;
    // What every order holds would weigh nothing, and its orders would not be found.
    let idf = |&n: &u32| (n_orders / n.max(1) as f32).ln().max(0.01).powf(kappa);
    let discount = |place| (training.items_at(place).len() as f32).powf(-SIZE_POWER);
    BasketKnn {
        training,
        idf: training.n_orders_with().iter().map(idf).collect(),
        size_discount: (0..training.n_orders() as u32).map(discount).collect(),
        k: k as usize,
        // An infinite one becomes the greatest number.
        m: m as usize,
    }
}

impl Peer for BasketKnn<'_> {
    fn score(&self, known: &[ItemIndex], tallies: &mut Tallies, scores: &mut [f32]) {
        let Tallies { sums, touched } = tallies;
        if sums.len() < self.size_discount.len() {
            sums.resize(self.size_discount.len(), 0.0);
        }
        for anchor in known {
            let idf = self.idf[anchor.position()];
            for &place in self.training.places_with(anchor.0).iter().take(self.m) {
                let sum = &mut sums[place as usize];
                if *sum == 0.0 {
                    touched.push(place);
                }
                *sum += idf;
            }
        }
        let mut similar: Vec<(f32, u32)> = touched
            .drain(..)
            .map(|place| {
                let shared = std::mem::take(&mut sums[place as usize]);
                (shared * self.size_discount[place as usize], place)
            })
            .collect();
        if self.k < similar.len() {
            // Of equals the newest.
            let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            similar.select_nth_unstable_by(self.k, order);
            similar.truncate(self.k);
        }
        for (similarity, place) in similar {
            for &item in self.training.items_at(place) {
                scores[item as usize] += similarity;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn the_most_similar_orders_speak_by_their_likeness() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let (two, three) = (2.0_f32.sqrt(), 3.0_f32.sqrt());
        let found = scores(Method::BasketKnn, &training, &[10.0, 0.0, f32::INFINITY], &[0, 2]);
        // Shared: 1 with the first order, 2 with the second and the third.
        assert!((found[1] - (1.0 / two + 2.0 / three)).abs() < 1e-6);
        // The nearest alone is the third: 2 of its two items.
        let found = scores(Method::BasketKnn, &training, &[1.0, 0.0, f32::INFINITY], &[0, 2]);
        assert_eq!(found[1], 0.0);
        assert!((found[2] - 2.0 / two).abs() < 1e-6);
    }
}
