//! How many pieces each line is of, in a column as narrow as they allow.

/// Quantities in millionths of a piece.
///
/// Costs 4 bytes each, or 8 from the first on that is finer than thousandths or beyond two million
/// pieces.
#[derive(Debug)]
pub(super) enum Quantities {
    /// In thousandths.
    Narrow(Vec<i32>),
    /// In millionths.
    Wide(Vec<i64>),
}

/// Millionths in a thousandth.
const THOUSANDTH: i64 = 1_000;

impl Default for Quantities {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

impl Quantities {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Narrow(column) => column.len(),
            Self::Wide(column) => column.len(),
        }
    }

    /// A column of the same width, of `n` zeros.
    pub(super) fn zeros_like(&self, n: usize) -> Self {
        match self {
            Self::Narrow(_) => Self::Narrow(vec![0; n]),
            Self::Wide(_) => Self::Wide(vec![0; n]),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, millionths: i64) {
        match (&mut *self, narrow(millionths)) {
            (Self::Narrow(column), Some(thousandths)) => column.push(thousandths),
            (Self::Narrow(_), None) => self.widen().push(millionths),
            (Self::Wide(column), _) => column.push(millionths),
        }
    }

    /// # Panics
    ///
    /// Where there is no quantity at `place`.
    #[inline]
    pub(super) fn get(&self, place: usize) -> i64 {
        match self {
            Self::Narrow(column) => i64::from(column[place]) * THOUSANDTH,
            Self::Wide(column) => column[place],
        }
    }

    /// # Panics
    ///
    /// Where there is no quantity at `place`.
    #[inline]
    pub(super) fn set(&mut self, place: usize, millionths: i64) {
        match (&mut *self, narrow(millionths)) {
            (Self::Narrow(column), Some(thousandths)) => column[place] = thousandths,
            (Self::Narrow(_), None) => self.widen()[place] = millionths,
            (Self::Wide(column), _) => column[place] = millionths,
        }
    }

    fn widen(&mut self) -> &mut Vec<i64> {
        if let Self::Narrow(column) = self {
            *self = Self::Wide(column.iter().map(|&n| i64::from(n) * THOUSANDTH).collect());
        }
        match self {
            Self::Wide(column) => column,
            Self::Narrow(_) => unreachable!("was widened"),
        }
    }
}

#[inline]
fn narrow(millionths: i64) -> Option<i32> {
    let is_whole = millionths % THOUSANDTH == 0;
    i32::try_from(millionths / THOUSANDTH).ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_stay_exact_while_the_column_widens() {
        let all = [1_000_000, -3_000_000, 250_000, 0, 1, 2_147_483_648_000, i64::MIN, i64::MAX];
        let mut column = Quantities::default();
        for (n_pushed, &quantity) in all.iter().enumerate() {
            column.push(quantity);
            assert_eq!(column.len(), n_pushed + 1);
            assert_eq!(matches!(column, Quantities::Narrow(_)), n_pushed < 4);
            let kept: Vec<i64> = (0..column.len()).map(|place| column.get(place)).collect();
            assert_eq!(kept, all[..=n_pushed]);
        }
        let mut column = Quantities::default().zeros_like(2);
        column.set(0, 5_000);
        column.set(1, 5);
        assert_eq!((column.get(0), column.get(1)), (5_000, 5));
    }
}
