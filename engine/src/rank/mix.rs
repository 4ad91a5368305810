//! How much each signal counts: one mix of chances, a person can read it.

use super::candidates::{Candidate, N_SIGNALS, N_TRAITS, Signal};
use super::taste::N_TASTES;

/// The chance that a candidate is the next item of the cart, up to a factor:
/// (Σ_k a_k P_k) · exp(Σ_m b_m t_m), P the chances by each [`Signal`](super::Signal), t the numbers of
/// each [`Trait`](super::Trait) and [`Taste`](super::Taste).
///
/// A mixture, and no product: an item that one signal is sure of is let in, whatever the others do not
/// know of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mix {
    /// a, at least 0 and 1 together.
    pub weights: [f32; N_SIGNALS],
    /// b.
    pub exponents: [f32; N_TRAITS],
    /// The same for each [`Taste`](super::Taste), where the customer is known.
    pub tastes: [f32; N_TASTES],
    /// What a cold item gets beside, as a share of what small orders say of it: it is known by too few
    /// orders for any other signal.
    pub cold: f32,
}

/// Carts for which there is a mix of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartSize {
    /// One item: the start of a chat.
    One,
    /// Two items.
    Two,
    /// Three to six.
    Few,
    /// Seven to nineteen.
    Several,
    /// Twenty and more.
    Many,
}

/// How many [`CartSize`]s there are.
pub const N_CART_SIZES: usize = CartSize::ALL.len();

impl CartSize {
    /// All sizes.
    pub const ALL: [Self; 5] = [Self::One, Self::Two, Self::Few, Self::Several, Self::Many];

    /// That of a cart of so many items.
    #[must_use]
    pub fn of(n_items: usize) -> Self {
        match n_items {
            0 | 1 => Self::One,
            2 => Self::Two,
            3..7 => Self::Few,
            7..20 => Self::Several,
            _ => Self::Many,
        }
    }

    /// Its name in `inspect` and in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "1 item",
            Self::Two => "2 items",
            Self::Few => "3 to 6 items",
            Self::Several => "7 to 19 items",
            Self::Many => "20 items and more",
        }
    }
}

/// A mix for each size of cart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mixes(pub [Mix; N_CART_SIZES]);

/// How much taste counts where nothing was fitted.
const TASTES: [f32; N_TASTES] = [0.3, 0.3, -0.1];
/// Where nothing was fitted and one item is known: sales and categories say as much as its few pairs.
const ONE: Mix = Mix {
    weights: [0.18, 0.14, 0.06, 0.02, 0.05, 0.06, 0.30, 0.02, 0.13, 0.01, 0.03],
    exponents: [-0.1, 0.5, -0.1, 0.8, 0.9],
    tastes: TASTES,
    cold: 0.1,
};
/// The same where more is known.
const SEVERAL: Mix = Mix {
    weights: [0.26, 0.05, 0.02, 0.25, 0.07, 0.05, 0.23, 0.01, 0.02, 0.01, 0.03],
    exponents: [-0.1, 0.5, -0.1, 0.8, 0.9],
    tastes: TASTES,
    cold: 0.5,
};

impl Default for Mixes {
    /// Weights between those that were fitted on earlier orders of a grocer and of a gift shop, rounded by
    /// hand; those of visits, which neither shop knows, by judgement.
    fn default() -> Self {
        Self(CartSize::ALL.map(|size| *Self::default_for(size)))
    }
}

impl Mixes {
    /// The mix for a cart of so many items.
    #[must_use]
    pub fn of(&self, n_items: usize) -> &Mix {
        &self.0[CartSize::of(n_items) as usize]
    }

    /// What [`Self::default`] has for carts of so many items.
    #[must_use]
    pub fn defaults(n_items: usize) -> &'static Mix {
        Self::default_for(CartSize::of(n_items))
    }

    /// The same without what these signals say, the others 1 together again; chance alone where none is
    /// left that counts.
    ///
    /// ```
    /// use engine::rank::{Mixes, Signal};
    /// let mix = *Mixes::default().without(&[Signal::Pairs]).of(1);
    /// assert_eq!(mix.weights[Signal::Pairs as usize], 0.0);
    /// assert!((mix.weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    /// ```
    #[must_use]
    pub fn without(mut self, signals: &[Signal]) -> Self {
        if signals.is_empty() {
            return self;
        }
        for mix in &mut self.0 {
            signals.iter().for_each(|&signal| mix.weights[signal as usize] = 0.0);
            let total: f32 = mix.weights.iter().sum();
            if total > 0.0 {
                mix.weights.iter_mut().for_each(|weight| *weight /= total);
            } else {
                mix.weights[Signal::Chance as usize] = 1.0;
            }
        }
        self
    }

    fn default_for(size: CartSize) -> &'static Mix {
        match size {
            CartSize::One => &ONE,
            CartSize::Two | CartSize::Few | CartSize::Several | CartSize::Many => &SEVERAL,
        }
    }
}

impl Mix {
    /// What tells cold items apart, each signal a share among them alone: where they are filed and what they
    /// owe to the cart say most, and a title like one of the cart says more than among all items.
    ///
    /// Weights between those that were fitted on the last three tenths of earlier orders of a grocer and of
    /// a gift shop, rounded by hand; a tenth for visits, which neither of them knows, by judgement.
    pub const COLD: Self = Self {
        weights: [0.0, 0.09, 0.018, 0.225, 0.0, 0.0, 0.405, 0.045, 0.108, 0.1, 0.009],
        exponents: [0.2, 0.2, -0.1, 0.8, 2.0],
        tastes: [0.0; N_TASTES],
        cold: 0.0,
    };

    /// What one signal alone says.
    #[must_use]
    pub fn of(signal: Signal) -> Self {
        let mut weights = [0.0; N_SIGNALS];
        weights[signal as usize] = 1.0;
        Self { weights, exponents: [0.0; N_TRAITS], tastes: [0.0; N_TASTES], cold: 0.0 }
    }

    /// What makes the candidate more or less likely than its chances say: above 0.
    #[inline]
    pub(super) fn factor(&self, traits: &[f32; N_TRAITS]) -> f32 {
        let sum: f32 =
            self.exponents.iter().zip(traits).map(|(weight, number)| weight * number).sum();
        // Far beyond what any shop gives, and far from what a float cannot hold.
        sum.clamp(-30.0, 30.0).exp()
    }

    /// How well the candidate suits the customer: 1 where nobody is known.
    #[inline]
    fn suits(&self, tastes: &[f32; N_TASTES]) -> f32 {
        let sum: f32 = self.tastes.iter().zip(tastes).map(|(weight, number)| weight * number).sum();
        sum.clamp(-30.0, 30.0).exp()
    }

    /// The chance of the candidate, up to a factor.
    #[inline]
    pub(super) fn likely(&self, candidate: &Candidate) -> f32 {
        let Candidate { chances, traits, tastes, .. } = candidate;
        self.chance(chances) * self.factor(traits) * self.suits(tastes)
    }

    /// The chance of each candidate beside the others, into `scores`; above 0, and 1 together.
    pub fn score(&self, candidates: &[Candidate], scores: &mut Vec<f32>) {
        scores.clear();
        scores.extend(candidates.iter().map(|candidate| self.likely(candidate)));
        let total: f32 = scores.iter().sum();
        let cold: f32 = candidates.iter().map(|candidate| self.cold * candidate.cold).sum();
        let of_cold = (1.0 + cold).recip();
        let scale = if total > 0.0 { of_cold / total } else { 0.0 };
        for (score, candidate) in scores.iter_mut().zip(candidates) {
            let own = *score * scale + of_cold * self.cold * candidate.cold;
            // What is next to nothing is above nothing all the same.
            *score = own.max(f32::MIN_POSITIVE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::Trait;

    fn candidate(pairs: f32, chance: f32, week: f32, cold: f32) -> Candidate {
        let mut candidate = Candidate {
            item: 0,
            chances: [0.0; N_SIGNALS],
            traits: [0.0; N_TRAITS],
            tastes: [0.0; N_TASTES],
            cold,
        };
        candidate.chances[Signal::Pairs as usize] = pairs;
        candidate.chances[Signal::Chance as usize] = chance;
        candidate.traits[Trait::WeekTrend as usize] = week;
        candidate
    }

    fn mix(pairs: f32, chance: f32, week: f32, cold: f32) -> Mix {
        let mut mix = Mix {
            weights: [0.0; N_SIGNALS],
            exponents: [0.0; N_TRAITS],
            tastes: [0.0; N_TASTES],
            cold,
        };
        mix.weights[Signal::Pairs as usize] = pairs;
        mix.weights[Signal::Chance as usize] = chance;
        mix.exponents[Trait::WeekTrend as usize] = week;
        mix
    }

    #[test]
    fn scores_are_as_on_paper() {
        let candidates = [candidate(1.0, 0.5, 0.0, 0.0), candidate(0.0, 0.5, 2.0_f32.ln(), 0.0)];
        let mut scores = Vec::new();
        // 0.8 · 1 + 0.2 · 0.5 = 0.9 beside (0.2 · 0.5) · 2 = 0.2.
        mix(0.8, 0.2, 1.0, 0.0).score(&candidates, &mut scores);
        assert!((scores[0] - 0.9 / 1.1).abs() < 1e-6 && (scores[1] - 0.2 / 1.1).abs() < 1e-6);
    }

    #[test]
    fn a_cold_item_gets_its_share_beside() {
        let candidates = [candidate(1.0, 0.0, 0.0, 0.0), candidate(0.0, 0.0, 0.0, 0.5)];
        let mut scores = Vec::new();
        mix(1.0, 0.0, 0.0, 0.5).score(&candidates, &mut scores);
        // 1 and 0.25, together 1.
        assert_eq!(scores, [0.8, 0.2]);
    }

    #[test]
    fn what_nobody_speaks_for_has_a_score_all_the_same_and_nobody_is_no_number() {
        let mut scores = vec![7.0];
        mix(0.9, 0.1, 1.0, 0.1).score(&[candidate(0.0, 1.0, -900.0, 0.0)], &mut scores);
        assert_eq!(scores, [1.0]);
        mix(1.0, 0.0, 1.0, 0.1).score(&[candidate(0.0, 1.0, 0.0, 0.0)], &mut scores);
        assert_eq!(scores, [f32::MIN_POSITIVE]);
        mix(1.0, 0.0, 1.0, 0.1).score(&[], &mut scores);
        assert!(scores.is_empty());
    }

    #[test]
    fn where_every_signal_is_left_out_chance_is_left() {
        for mix in Mixes::default().without(&Signal::ALL).0 {
            assert_eq!(mix.weights, Mix::of(Signal::Chance).weights);
        }
    }

    #[test]
    fn every_size_of_cart_has_a_default_whose_weights_are_1_together() {
        for n_items in [0, 1, 2, 3, 6, 7, 19, 20, 1000] {
            let mix = Mixes::defaults(n_items);
            assert!((mix.weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
            assert_eq!(Mixes::default().of(n_items), mix);
        }
        assert_eq!(CartSize::of(2), CartSize::Two);
        assert_eq!(CartSize::of(6), CartSize::Few);
        assert_eq!(CartSize::of(7), CartSize::Several);
        assert_eq!(CartSize::of(20), CartSize::Many);
    }
}
