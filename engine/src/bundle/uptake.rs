//! How likely a buyer takes an item, and how much likelier at a lower price.

/// By how much the log-odds rise for each unit by which the logarithm of the price falls.
///
/// Orders at one price say nothing about it: it is what a shop sets who knows better. Two is the middle of what surveys
/// of price elasticity find for goods of every day.
///
/// Source: Bijmolt, van Heerde, Pieters, *New Empirical Generalizations on the Determinants of Price Elasticity*, Journal
/// of Marketing Research 42(2), 2005, pages 141-156: -2.62 in the mean of 1,851 estimates.
const DEFAULT_ELASTICITY: f64 = 2.0;

/// How likely an item is taken beside a cart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uptake {
    /// Where nobody offers it: what is bought anyway is no gain of an offer. Range `0.0..1.0`.
    pub organic: f64,
    /// Where it is offered at its list price. Range `0.0..1.0`.
    pub offered: f64,
    /// By how much the log-odds of taking it rise for each unit by which the logarithm of its price falls. Range `0.0..`.
    pub elasticity: f64,
}

impl Uptake {
    /// One of the usual elasticity.
    #[must_use]
    pub fn new(organic: f64, offered: f64) -> Self {
        Self { organic, offered, elasticity: DEFAULT_ELASTICITY }
    }

    /// The same of an item whose price stays where it is, as if it had fallen by `share`: something else makes it likelier.
    #[must_use]
    pub fn lowered(&self, share: f64) -> Self {
        Self { offered: self.at(share), ..*self }
    }

    /// How likely it is taken where the price is lower by `share` of itself. Rises with `share`, which is in `0.0..=1.0`.
    ///
    /// ```
    /// use engine::bundle::Uptake;
    ///
    /// let uptake = Uptake { organic: 0.02, offered: 0.1, elasticity: 2.0 };
    /// assert!((uptake.at(0.0) - 0.1).abs() < 1e-12);
    /// // The odds against it, 9 to 1, are multiplied by 0.9 twice: 7.29 to 1.
    /// assert!((uptake.at(0.1) - 1.0 / 8.29).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn at(&self, share: f64) -> f64 {
        if self.offered <= 0.0 {
            return 0.0;
        }
        let odds_against =
            (1.0 - self.offered) / self.offered * (1.0 - share).powf(self.elasticity);
        1.0 / (1.0 + odds_against)
    }
}
