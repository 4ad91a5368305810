//! How much evidence ties two items.

use super::significance::{n_discoveries, poisson_tail};

/// How much evidence of what customers did ties two items, whatever the items are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Many customers, on several days, far more often than chance.
    A,
    /// Some customers, more often than chance.
    B,
    /// Only what the items are says so, or next to nothing.
    C,
}

/// Who did the same two things, and how often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Witnesses {
    /// How often it was done. Unit: orders or visits.
    pub times: u32,
    /// By how many. Unit: customers; visits of nobody count one each.
    pub buyers: u32,
    /// On how many days, at least; nothing where no time is known.
    pub days: Option<u8>,
    /// In about how many minutes; nothing where no time of the day is known, or they are too many
    /// to tell.
    pub minutes: Option<u8>,
}

/// Share of false finds among pairs of grade A, and among those of A and B together.
const FALSE_DISCOVERY_RATES: [f64; 2] = [0.01, 0.05];
/// Fewest witnesses of grade A.
const FEWEST_FOR_A: u32 = 5;
/// Fewest witnesses of grade B.
const FEWEST_FOR_B: u32 = 3;
/// Fewer times are no habit.
const FEWEST_PUSHED: u32 = 10;
/// So many customers are nobody's accounts.
const MANY_BUYERS: u32 = 20;
/// Each witness of grade A did it at most so often on average: what few repeat again and again is
/// pushed.
const MOST_REPEATS: u32 = 3;

impl Grade {
    /// All grades, the best first.
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    /// Its name in files and over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

impl Witnesses {
    /// How many independent ones there are: a few accounts, or all on one day, or many in the same
    /// minutes, are few whatever they order.
    #[must_use]
    pub fn n_independent(&self) -> u32 {
        let n = self.n_heard();
        self.days.map_or(n, |days| n.min(days.into()))
    }

    /// The buyers; where they came in less than half as many minutes, these: each minute's are taken
    /// to be one.
    fn n_heard(&self) -> u32 {
        let minutes = self.minutes.map(u32::from);
        minutes.filter(|minutes| 2 * minutes < self.buyers).unwrap_or(self.buyers)
    }

    /// Whether a few did it again and again, or all on a few days, or many in the same minutes, as
    /// whoever pushes a pair with fake orders does.
    #[must_use]
    pub fn look_pushed(&self) -> bool {
        let are_on_few_days = self.days.is_some_and(|days| u32::from(days) < FEWEST_FOR_A);
        self.times >= FEWEST_PUSHED
            && (self.are_few_that_repeat() || are_on_few_days || self.are_in_few_minutes())
    }

    /// Whether many came in the same minutes.
    fn are_in_few_minutes(&self) -> bool {
        self.n_heard() < self.buyers
    }

    /// Whether they are few, and each did it often: many customers may each have a habit.
    fn are_few_that_repeat(&self) -> bool {
        self.buyers < MANY_BUYERS && self.times > MOST_REPEATS.saturating_mul(self.buyers)
    }

    /// The best grade that so many witnesses may give.
    fn best(&self) -> Grade {
        let n = self.n_independent();
        let is_odd = self.are_few_that_repeat() || self.are_in_few_minutes();
        if n >= FEWEST_FOR_A && !is_odd {
            Grade::A
        } else if n >= FEWEST_FOR_B {
            Grade::B
        } else {
            Grade::C
        }
    }

    /// How likely chance alone gives so many of them where it gives `expected` on average.
    #[must_use]
    pub fn chance(&self, expected: f64) -> f32 {
        poisson_tail(self.n_heard().into(), expected) as f32
    }
}

/// What chance of a pair is small enough for which grade, beside all others that were tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradeCuts {
    /// Of [`Grade::A`] and [`Grade::B`]: the largest that counts, if any.
    largest: [Option<f32>; 2],
}

impl GradeCuts {
    /// Of pairs that came by such `chances` where `n_tested` might have come: the others are taken
    /// to be as likely as not.
    ///
    /// Costs a sort of the chances that may count.
    #[must_use]
    pub fn new(chances: &[f32], n_tested: u64) -> Self {
        let [_, most] = FALSE_DISCOVERY_RATES;
        let counts = |chance: &f32| f64::from(*chance) <= most;
        let mut chances: Vec<f32> = chances.iter().copied().filter(counts).collect();
        chances.sort_unstable_by(f32::total_cmp);
        let n_tested = n_tested.max(chances.len() as u64);
        let largest = FALSE_DISCOVERY_RATES.map(|rate| {
            let n = n_discoveries(chances.iter().copied().map(f64::from), n_tested, rate);
            chances.get(n.checked_sub(1)?).copied()
        });
        Self { largest }
    }

    /// The grade of a pair with these witnesses, who came by such a chance.
    #[must_use]
    pub fn grade(&self, witnesses: &Witnesses, chance: f32) -> Grade {
        let counts = |largest: Option<f32>| largest.is_some_and(|largest| chance <= largest);
        let by_chance = match self.largest.map(counts) {
            [true, _] => Grade::A,
            [false, true] => Grade::B,
            [false, false] => Grade::C,
        };
        by_chance.max(witnesses.best())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Orders with both by chance: once in fifty shops.
    const SELDOM: f64 = 0.02;

    fn of(times: u32, buyers: u32, days: u8) -> Witnesses {
        Witnesses { times, buyers, days: Some(days), minutes: None }
    }

    /// The grade of a pair among a thousand of which nobody bought another.
    fn grade(witnesses: Witnesses) -> Grade {
        let chance = witnesses.chance(SELDOM);
        GradeCuts::new(&[chance], 1_000).grade(&witnesses, chance)
    }

    #[test]
    fn few_buyers_few_days_and_many_repeats_are_no_grade_a() {
        assert_eq!(grade(of(12, 8, 9)), Grade::A);
        assert_eq!(grade(of(40, 3, 20)), Grade::B, "three accounts");
        assert_eq!(grade(of(40, 40, 4)), Grade::B, "four days");
        assert_eq!(grade(of(40, 6, 20)), Grade::B, "six accounts again and again");
        assert!([of(40, 3, 20), of(40, 40, 4), of(40, 6, 20)].iter().all(Witnesses::look_pushed));
        assert_eq!(grade(of(400, 40, 60)), Grade::A, "many have a habit");
        assert!(!of(12, 8, 9).look_pushed() && !of(9, 2, 9).look_pushed());
        assert_eq!(grade(of(9, 2, 9)), Grade::C, "two accounts");
        let in_minutes = |minutes| Witnesses { minutes: Some(minutes), ..of(40, 40, 30) };
        assert_eq!(grade(in_minutes(35)), Grade::A);
        assert_eq!(grade(in_minutes(12)), Grade::B, "three in each minute");
        assert_eq!(grade(in_minutes(2)), Grade::C, "twenty in each minute");
        assert!(in_minutes(12).look_pushed() && !in_minutes(35).look_pushed());
        assert_eq!(grade(Witnesses { days: None, ..of(12, 8, 0) }), Grade::A);
    }

    #[test]
    fn of_many_tested_pairs_more_is_asked() {
        let pair = of(4, 4, 4);
        let expected = 0.2;
        let chance = pair.chance(expected);
        assert_eq!(GradeCuts::new(&[chance], 100).grade(&pair, chance), Grade::B);
        assert_eq!(GradeCuts::new(&[chance], 1_000_000).grade(&pair, chance), Grade::C);
        // Beside many that are sure, each is likelier to be true.
        let mut chances = vec![of(40, 40, 30).chance(expected); 5_000];
        chances.push(chance);
        assert_eq!(GradeCuts::new(&chances, 1_000_000).grade(&pair, chance), Grade::B);
    }

    #[test]
    fn by_chance_next_to_nothing_is_graded() {
        // Ten thousand pairs with counts as chance gives them, by quantiles.
        let expected = 2.0;
        let tail = |n: u32| poisson_tail(n.into(), expected);
        let count = |place: u32| {
            let above = (f64::from(place) + 0.5) / 10_000.0;
            (0..).take_while(|&n| tail(n + 1) > above).count() as u32
        };
        let found: Vec<_> = (0..10_000).map(count).map(|n| of(n, n, 60)).collect();
        let chances: Vec<f32> = found.iter().map(|pair| pair.chance(expected)).collect();
        let cuts = GradeCuts::new(&chances, 10_000);
        let graded = found
            .iter()
            .zip(chances)
            .filter(|(pair, chance)| cuts.grade(pair, *chance) != Grade::C);
        assert!(graded.count() <= 2);
    }
}
