//! Chance that is the same for ever: integers, and floats as every machine does them; nothing that a
//! platform's mathematical library decides.

/// SplitMix64. Source: Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*,
/// OOPSLA 2014, pages 453-472.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

/// What is drawn, so that no two purposes see the same numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Catalogue = 1,
    Relations = 2,
    Unrelated = 3,
    ClickFarm = 4,
    Customer = 5,
    Order = 6,
    Visit = 7,
    Browsing = 8,
}

impl Random {
    /// The numbers of one purpose and, within it, of one order, visit or customer. Each `number`
    /// has its own, whatever was drawn for those before.
    pub(super) fn new(seed: u64, stream: Stream, number: u64) -> Self {
        let of_stream = mix(seed ^ (stream as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93));
        Self(mix(of_stream.wrapping_add(number.wrapping_mul(0xA076_1D64_78BD_642F))))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// At least 0 and below `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// At least 0 and below 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// True in `share` of all cases.
    pub(super) fn happens(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    pub(super) fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    pub(super) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.below(last + 1));
        }
    }
}

fn mix(number: u64) -> u64 {
    let z = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Draws by weight in constant time. Source: Vose, *A Linear Algorithm for Generating Random
/// Numbers with a Given Distribution*, IEEE Transactions on Software Engineering 17(9), 1991,
/// pages 972-975.
#[derive(Debug, Clone)]
pub(super) struct Weighted {
    /// What is drawn, with the share of its cell that it keeps and who gets the rest.
    cells: Vec<(u32, u32, u32)>,
}

impl Weighted {
    /// Draws among what `weighed` lists, by weight. There is at least one, with a weight above 0.
    pub(super) fn new(weighed: &[(u32, f64)]) -> Self {
        let total: f64 = weighed.iter().map(|&(_, weight)| weight).sum();
        let n = weighed.len();
        let mut left: Vec<f64> =
            weighed.iter().map(|&(_, weight)| weight * n as f64 / total).collect();
        let mut cells: Vec<_> = weighed.iter().map(|&(item, _)| (item, u32::MAX, item)).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| left[i] < 1.0);
        while let (Some(&from), Some(to)) = (large.last(), small.pop()) {
            cells[to].1 = (left[to] * f64::from(u32::MAX)) as u32;
            cells[to].2 = weighed[from].0;
            left[from] -= 1.0 - left[to];
            if left[from] < 1.0 {
                large.pop();
                small.push(from);
            }
        }
        Self { cells }
    }

    pub(super) fn draw(&self, random: &mut Random) -> u32 {
        let number = random.next();
        let cell = ((number >> 32) * self.cells.len() as u64) >> 32;
        let (item, share, other) = self.cells[cell as usize];
        if number as u32 <= share { item } else { other }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_those_of_the_published_generator() {
        // SplitMix64 of state 0, as the Java library gives it.
        let mut random = Random(0);
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4);
    }

    #[test]
    fn what_weighs_three_times_as_much_is_drawn_three_times_as_often() {
        let weighted = Weighted::new(&[(7, 1.0), (8, 3.0), (9, 0.0)]);
        let mut random = Random::new(1, Stream::Order, 0);
        let mut drawn = [0_u32; 10];
        for _ in 0..40_000 {
            drawn[weighted.draw(&mut random) as usize] += 1;
        }
        assert_eq!(drawn[9], 0);
        assert!(drawn[7].abs_diff(10_000) < 400, "{drawn:?}");
    }

    #[test]
    fn neighbouring_orders_share_no_numbers() {
        let mut one = Random::new(1, Stream::Order, 0);
        let mut two = Random::new(1, Stream::Order, 1);
        let first: Vec<u64> = (0..100).map(|_| one.next()).collect();
        assert!((0..100).all(|_| !first.contains(&two.next())));
    }
}
