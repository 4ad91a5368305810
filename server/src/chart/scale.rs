//! An axis that 0 stands on, in round steps.

use super::length::Percent;

/// An axis that 0 stands on, mostly as its beginning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scale {
    step: f64,
    /// Steps from the beginning to 0.
    n_below: u32,
    /// Steps from 0 to the end.
    n_above: u32,
    n_decimals: usize,
}

/// A place on an axis.
#[derive(Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) at: Percent,
    pub(crate) label: String,
}

/// Steps that people count in.
const ROUND: [f64; 3] = [1.0, 2.0, 5.0];

/// As many labels fit side by side on a phone.
const MOST_STEPS: f64 = 5.0;

impl Scale {
    /// The shortest axis from 0 on of at most five round steps that reaches `most`. Steps are at least a thousandth.
    pub(crate) fn up_to(most: f64) -> Self {
        Self::spanning(0.0, most)
    }

    /// The shortest axis that holds 0, `least` and `most`, and whose length between them is at most five round steps. Steps are
    /// at least a thousandth.
    pub(crate) fn spanning(least: f64, most: f64) -> Self {
        let (below, above) = ((-least).max(0.0), most.max(0.0));
        let mut n_decimals = 3;
        let mut power = 0.001;
        loop {
            for round in ROUND {
                let step = round * power;
                if below + above <= MOST_STEPS * step {
                    let n_below = (below / step).ceil() as u32;
                    let n_above = ((above / step).ceil() as u32).max(u32::from(n_below == 0));
                    return Self { step, n_below, n_above, n_decimals };
                }
            }
            (n_decimals, power) = (n_decimals.saturating_sub(1), power * 10.0);
        }
    }

    /// Where `value` stands, no further than the ends of the axis.
    pub(crate) fn percent(&self, value: f64) -> Percent {
        let steps = value / self.step + f64::from(self.n_below);
        Percent((100.0 * steps / f64::from(self.n_steps())).clamp(0.0, 100.0))
    }

    /// The ends of all steps, the beginning of the axis first.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let tick = |number: u32| Tick {
            at: Percent(100.0 * f64::from(number) / f64::from(self.n_steps())),
            label: self.label(f64::from(number) - f64::from(self.n_below)),
        };
        (0..=self.n_steps()).map(tick).collect()
    }

    fn n_steps(&self) -> u32 {
        self.n_below + self.n_above
    }

    /// So many steps from 0, in words.
    fn label(&self, n_steps: f64) -> String {
        format!("{:.*}", self.n_decimals, n_steps * self.step).replace('-', "−")
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
    fn what_lies_below_zero_is_on_the_axis_too() {
        let labels = |least, most| -> Vec<String> {
            Scale::spanning(least, most).ticks().into_iter().map(|tick| tick.label).collect()
        };
        assert_eq!(labels(-0.3, 1.2), ["−0.5", "0.0", "0.5", "1.0", "1.5"]);
        assert_eq!(labels(-0.3, -0.1), ["−0.3", "−0.2", "−0.1", "0.0"]);
        let scale = Scale::spanning(-0.3, 1.2);
        assert_eq!([-0.5, 0.0, 1.5].map(|value| scale.percent(value).0), [0.0, 25.0, 100.0]);
    }

    #[test]
    fn a_value_stands_where_its_share_of_the_axis_ends() {
        let scale = Scale::up_to(0.3277);
        assert_eq!(scale.percent(0.1), Percent(25.0));
        assert_eq!((scale.percent(-0.1), scale.percent(9.0)), (Percent(0.0), Percent(100.0)));
        assert_eq!(scale.ticks()[1].at, Percent(25.0));
    }
}
