//! Log-odds bent at a few places, so that what is foretold is what is found.

/// Where log-odds are bent, as shares of all that were foretold.
pub(super) const BENDS_AT: [f64; 4] = [0.1, 0.3, 0.7, 0.95];
/// Numbers of a curve: where it starts, its slope, and by how much the slope changes at each bend.
pub(super) const N_BENDS: usize = 2 + BENDS_AT.len();

/// A line that is bent at four places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bends {
    /// Where it is bent, rising. Unit: log-odds.
    pub places: [f64; BENDS_AT.len()],
    /// Where it starts, its slope between the second and the third place, and by how much it is steeper outside of each.
    pub weights: [f64; N_BENDS],
}

impl Bends {
    /// Straight: log-odds stay as they are.
    pub const NONE: Self =
        Self { places: [0.0; BENDS_AT.len()], weights: [0.0, 1.0, 0.0, 0.0, 0.0, 0.0] };

    /// What of log-odds each weight counts: the outer places stand for the sides that they are bent on.
    pub(super) fn numbers(places: &[f64; BENDS_AT.len()], log_odds: f64) -> [f64; N_BENDS] {
        let beyond = |place: usize| log_odds - places[place];
        [
            1.0,
            log_odds,
            beyond(0).min(0.0),
            beyond(1).min(0.0),
            beyond(2).max(0.0),
            beyond(3).max(0.0),
        ]
    }

    /// These log-odds, bent.
    #[must_use]
    pub fn bent(&self, log_odds: f64) -> f64 {
        let numbers = Self::numbers(&self.places, log_odds);
        self.weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum()
    }

    /// Whether it rises everywhere: what has better signs is never less likely.
    pub(super) fn rises(&self) -> bool {
        let [_, slope, lowest, low, high, highest] = self.weights;
        [slope, slope + low, slope + low + lowest, slope + high, slope + high + highest]
            .into_iter()
            .all(|slope| slope > 0.0)
    }
}
