//! Chance that is the same for ever.

/// SplitMix64: a seed in, the same numbers out, on every machine.
///
/// Source: Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014, pages
/// 453-472.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers of `seed`; those of `number` under it, whatever was drawn for others.
    #[must_use]
    pub fn new(seed: u64, number: u64) -> Self {
        Self(mix(mix(seed) ^ number.wrapping_mul(0xA076_1D64_78BD_642F)))
    }

    /// What the copy of this number draws of a thing whose content drew `drawn`; the first, number 0, that
    /// itself. Things that are alike draw apart by their copies.
    #[must_use]
    pub fn of_copy(drawn: u64, copy: u64) -> u64 {
        if copy == 0 { drawn } else { Self::new(drawn, copy).draw() }
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// The next number, at least 0 and below `n`.
    ///
    /// ```
    /// # use engine::metric::Random;
    /// let mut random = Random::new(1, 0);
    /// assert!((0..100).all(|_| random.below(3) < 3));
    /// ```
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.draw()) * n as u128) >> 64) as usize
    }
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
