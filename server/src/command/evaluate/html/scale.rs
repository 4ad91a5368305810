//! An axis: from 0 to a round number, in round steps.

use super::length::Percent;

/// An axis that begins at 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    step: f64,
    n_steps: u32,
    n_decimals: usize,
}

/// A place on an axis.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) at: Percent,
    pub(super) label: String,
}

/// Steps that people count in.
const ROUND: [f64; 3] = [1.0, 2.0, 5.0];

/// As many labels fit side by side on a phone.
const MOST_STEPS: f64 = 5.0;

impl Scale {
    /// The shortest axis of at most five round steps that reaches `most`. Steps are at least a thousandth.
    pub(super) fn up_to(most: f64) -> Self {
        let mut n_decimals = 3;
        let mut power = 0.001;
        loop {
            for round in ROUND {
                let step = round * power;
                if most <= MOST_STEPS * step {
                    let n_steps = (most / step).ceil().max(1.0) as u32;
                    return Self { step, n_steps, n_decimals };
                }
            }
            (n_decimals, power) = (n_decimals.saturating_sub(1), power * 10.0);
        }
    }

    /// Where `value` stands, no further than the ends of the axis.
    pub(super) fn percent(&self, value: f64) -> Percent {
        Percent((100.0 * value / (self.step * f64::from(self.n_steps))).clamp(0.0, 100.0))
    }

    /// The ends of all steps, 0 the first.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let tick = |number: u32| Tick {
            at: Percent(100.0 * f64::from(number) / f64::from(self.n_steps)),
            label: format!("{:.*}", self.n_decimals, f64::from(number) * self.step),
        };
        (0..=self.n_steps).map(tick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(most: f64) -> Vec<String> {
        Scale::up_to(most).ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn steps_are_round_and_reach_what_is_shown() {
        assert_eq!(labels(0.3277), ["0.0", "0.1", "0.2", "0.3", "0.4"]);
        assert_eq!(labels(0.03), ["0.00", "0.01", "0.02", "0.03"]);
        assert_eq!(labels(0.09), ["0.00", "0.02", "0.04", "0.06", "0.08", "0.10"]);
        assert_eq!(labels(1.0), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(0.0), ["0.000", "0.001"]);
    }

    #[test]
    fn a_value_stands_where_its_share_of_the_axis_ends() {
        let scale = Scale::up_to(0.3277);
        assert_eq!(scale.percent(0.1), Percent(25.0));
        assert_eq!((scale.percent(-0.1), scale.percent(9.0)), (Percent(0.0), Percent(100.0)));
        assert_eq!(scale.ticks()[1].at, Percent(25.0));
    }
}
