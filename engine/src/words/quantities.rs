//! How many pieces each line is of, in a column as narrow as they allow.

/// Quantities in millionths of a piece.
///
/// Costs a byte each while all are whole and from -128 to 127; 4 bytes from the first other on, or 8
/// from the first on that is finer than thousandths or beyond two million pieces.
#[derive(Debug)]
pub(super) enum Quantities {
    /// In pieces.
    Whole(Vec<i8>),
    /// In thousandths.
    Narrow(Vec<i32>),
    /// In millionths.
    Wide(Vec<i64>),
}

/// Millionths in a thousandth.
const THOUSANDTH: i64 = 1_000;
/// Millionths in a piece.
const PIECE: i64 = 1_000_000;

impl Default for Quantities {
    fn default() -> Self {
        Self::Whole(Vec::new())
    }
}

impl Quantities {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Whole(column) => column.len(),
            Self::Narrow(column) => column.len(),
            Self::Wide(column) => column.len(),
        }
    }

    /// A column of the same width, of `n` zeros.
    pub(super) fn zeros_like(&self, n: usize) -> Self {
        match self {
            Self::Whole(_) => Self::Whole(vec![0; n]),
            Self::Narrow(_) => Self::Narrow(vec![0; n]),
            Self::Wide(_) => Self::Wide(vec![0; n]),
        }
    }

    #[inline]
    pub(super) fn push(&mut self, millionths: i64) {
        let is_pushed = match self {
            Self::Whole(column) => pushed(column, units(millionths, PIECE)),
            Self::Narrow(column) => pushed(column, units(millionths, THOUSANDTH)),
            Self::Wide(column) => pushed(column, Some(millionths)),
        };
        if !is_pushed {
            self.widen(millionths);
            self.push(millionths);
        }
    }

    /// # Panics
    ///
    /// Where there is no quantity at `place`.
    #[inline]
    pub(super) fn get(&self, place: usize) -> i64 {
        match self {
            Self::Whole(column) => i64::from(column[place]) * PIECE,
            Self::Narrow(column) => i64::from(column[place]) * THOUSANDTH,
            Self::Wide(column) => column[place],
        }
    }

    /// # Panics
    ///
    /// Where there is no quantity at `place`.
    #[inline]
    pub(super) fn set(&mut self, place: usize, millionths: i64) {
        let is_set = match self {
            Self::Whole(column) => put(&mut column[place], units(millionths, PIECE)),
            Self::Narrow(column) => put(&mut column[place], units(millionths, THOUSANDTH)),
            Self::Wide(column) => put(&mut column[place], Some(millionths)),
        };
        if !is_set {
            self.widen(millionths);
            self.set(place, millionths);
        }
    }

    /// Makes the column wide enough for `millionths`, which it is not.
    #[cold]
    fn widen(&mut self, millionths: i64) {
        let all = (0..self.len()).map(|place| self.get(place));
        *self = match (&self, units::<i32>(millionths, THOUSANDTH)) {
            (Self::Whole(_), Some(_)) => {
                // Whole pieces within a byte are within thousandths.
                Self::Narrow(all.map(|other| (other / THOUSANDTH) as i32).collect())
            }
            _ => Self::Wide(all.collect()),
        };
    }
}

/// `millionths` in units of as many each; nothing where they are no whole number of these, or too many.
#[inline]
fn units<N: TryFrom<i64>>(millionths: i64, unit: i64) -> Option<N> {
    let is_whole = millionths % unit == 0;
    N::try_from(millionths / unit).ok().filter(|_| is_whole)
}

#[inline]
fn pushed<N>(column: &mut Vec<N>, n: Option<N>) -> bool {
    n.map(|n| column.push(n)).is_some()
}

#[inline]
fn put<N>(place: &mut N, n: Option<N>) -> bool {
    n.map(|n| *place = n).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_stay_exact_while_the_column_widens() {
        let all = [
            1_000_000,
            -128_000_000,
            127_000_000,
            128_000_000,
            250_000,
            0,
            1,
            2_147_483_648_000,
            i64::MIN,
            i64::MAX,
        ];
        let mut column = Quantities::default();
        for (n_pushed, &quantity) in all.iter().enumerate() {
            column.push(quantity);
            assert_eq!(column.len(), n_pushed + 1);
            assert_eq!(matches!(column, Quantities::Whole(_)), n_pushed < 3);
            assert_eq!(matches!(column, Quantities::Wide(_)), n_pushed >= 6);
            let kept: Vec<i64> = (0..column.len()).map(|place| column.get(place)).collect();
            assert_eq!(kept, all[..=n_pushed]);
        }
        let mut column = Quantities::default().zeros_like(2);
        column.set(0, 5_000_000);
        column.set(1, 5_000);
        assert_eq!((column.get(0), column.get(1)), (5_000_000, 5_000));
        column.set(0, 5);
        assert_eq!((column.get(0), column.get(1)), (5, 5_000));
    }
}
