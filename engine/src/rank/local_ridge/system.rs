//! One small dense system of equations, solved by Cholesky.

use std::array;

/// Cells that are worked on at once, and rows that are finished at once.
const LANES: usize = 8;

/// Neighbouring cells of a row.
type Cells = [f32; LANES];

/// A pivot below this share of its diagonal cell is what rounding left of zero.
const LEAST_PIVOT: f32 = 1e-5;

/// Where cells are written that belong to no row.
pub(super) const OUTSIDE: u32 = 0;

/// A symmetric matrix A and a right side y, kept from system to system so that nothing is set aside
/// on the way.
///
/// Costs 4 bytes a cell: 160 KB for 200 rows, which stay in the second-level cache.
#[derive(Debug, Default)]
pub(super) struct System {
    /// Groups of cells a row, at least 1. Rows too are filled up to whole groups.
    width: usize,
    /// A row for what belongs to none, then the upper triangle: A, later the U of A = UᵀU. What lies
    /// left of the diagonal is never read.
    upper: Vec<Cells>,
    /// The diagonal of A.
    diagonal: Vec<f32>,
    /// y, later the solution.
    right: Vec<f32>,
}

impl System {
    /// Starts anew with `n` rows, all zero.
    pub(super) fn clear(&mut self, n: usize) {
        self.width = n.div_ceil(LANES).max(1);
        let n_rows = self.width * LANES;
        self.upper.clear();
        self.upper.resize((n_rows + 1) * self.width, [0.0; LANES]);
        self.right.clear();
        self.right.resize(n, 0.0);
        // What fills up the last group stands apart from all other rows and changes none of them.
        for row in n..n_rows {
            let place = self.place(row) as usize + row;
            self.cells_mut()[place] = 1.0;
        }
    }

    /// Where row `row` starts among [`Self::cells_mut`]; after [`OUTSIDE`].
    pub(super) fn place(&self, row: usize) -> u32 {
        ((row + 1) * self.width * LANES) as u32
    }

    /// The cells of A: what stands at the diagonal of a row and right of it counts, the rest is not
    /// read, nor what is written to a column of [`OUTSIDE`].
    pub(super) fn cells_mut(&mut self) -> &mut [f32] {
        self.upper.as_flattened_mut()
    }

    /// y.
    pub(super) fn right_mut(&mut self) -> &mut [f32] {
        &mut self.right
    }

    /// The w with A w = y. `None` where A is not positive definite, as far as 32-bit floats tell.
    ///
    /// Costs n³/6 multiplications and subtractions, nearly all of them in [`take_off`]. 32-bit
    /// floats suffice, and twice as many of them are worked on at once: the error of Cholesky does
    /// not depend on how unlike the diagonal cells are, only on the condition of A once it is
    /// scaled to a diagonal of 1, and a ridge of a fifth of each diagonal cell keeps that below 6 n.
    ///
    /// Source: Higham, *Accuracy and Stability of Numerical Algorithms*, second edition, SIAM 2002,
    /// chapter 10.
    pub(super) fn solve(&mut self) -> Option<&[f32]> {
        self.factorise()?;
        let row_length = self.width * LANES;
        let cells = &self.upper.as_flattened()[row_length..];
        // Uᵀ z = y, from the first row.
        for (row, cells) in (0..self.right.len()).zip(cells.chunks_exact(row_length)) {
            let found = self.right[row] / cells[row];
            self.right[row] = found;
            let later = self.right[row + 1..].iter_mut().zip(&cells[row + 1..]);
            later.for_each(|(right, cell)| *right -= found * cell);
        }
        // U w = z, from the last.
        for row in (0..self.right.len()).rev() {
            let cells = &cells[row * row_length..];
            let later = self.right[row + 1..].iter().zip(&cells[row + 1..]);
            let known: f32 = later.map(|(found, cell)| found * cell).sum();
            self.right[row] = (self.right[row] - known) / cells[row];
        }
        Some(&self.right)
    }

    /// Replaces A by U, a group of rows after the other: each is finished by itself, then taken off
    /// all rows below it.
    fn factorise(&mut self) -> Option<()> {
        let width = self.width;
        let rows = &mut self.upper[width..];
        self.diagonal.clear();
        let own = |(row, cells): (usize, &[Cells])| cells[row / LANES][row % LANES];
        self.diagonal.extend(rows.chunks_exact(width).enumerate().map(own));
        for group in 0..width {
            let (done, below) = rows.split_at_mut((group + 1) * LANES * width);
            let panel = &mut done[group * LANES * width..];
            finish(panel, group, &self.diagonal[group * LANES..])?;
            let panel: [&[Cells]; LANES] =
                array::from_fn(|row| &panel[row * width..(row + 1) * width]);
            for (offset, row) in below.chunks_exact_mut(width).enumerate() {
                let (at, lane) = (group + 1 + offset / LANES, offset % LANES);
                let factors = panel.map(|finished| finished[at][lane]);
                let finished = panel.map(|finished| finished[at..].as_flattened());
                take_off(row[at..].as_flattened_mut(), factors, finished);
            }
        }
        Some(())
    }
}

/// Turns the rows of `panel`, from which all rows above are taken off, into rows of U; their first
/// diagonal cell stands in `group`.
fn finish(panel: &mut [Cells], group: usize, diagonal: &[f32]) -> Option<()> {
    let width = panel.len() / LANES;
    for row in 0..LANES {
        let (finished, rest) = panel.split_at_mut(row * width);
        let cells = &mut rest[group..width];
        for finished in finished.chunks_exact(width) {
            let factor = finished[group][row];
            let pairs = cells.as_flattened_mut().iter_mut().zip(finished[group..].as_flattened());
            pairs.for_each(|(cell, finished)| *cell -= factor * finished);
        }
        let pivot = cells[0][row];
        if !(LEAST_PIVOT * diagonal[row] < pivot && pivot.is_finite()) {
            return None;
        }
        let scale = pivot.sqrt().recip();
        cells.as_flattened_mut().iter_mut().for_each(|cell| *cell *= scale);
    }
    Some(())
}

/// Takes from `row` so much of each row of `panel`. Eight at once: `row` is then read and written
/// an eighth as often.
///
/// Spelt out and by itself, because the compiler then works on neighbouring cells side by side; a
/// loop over the panel it turns inside out.
#[inline(never)]
fn take_off(row: &mut [f32], factors: [f32; LANES], panel: [&[f32]; LANES]) {
    let [a, b, c, d, e, f, g, h] = panel.map(|finished| &finished[..row.len()]);
    for (at, cell) in row.iter_mut().enumerate() {
        *cell = *cell
            - factors[0] * a[at]
            - factors[1] * b[at]
            - factors[2] * c[at]
            - factors[3] * d[at]
            - factors[4] * e[at]
            - factors[5] * f[at]
            - factors[6] * g[at]
            - factors[7] * h[at];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Random;

    /// A system of `matrix` w = `right`, the upper triangle told.
    fn system(matrix: &[Vec<f32>], right: &[f32]) -> System {
        let mut system = System::default();
        // What an earlier system left is forgotten.
        system.clear(right.len() + 3);
        system.cells_mut().fill(7.0);
        system.clear(right.len());
        for (number, row) in matrix.iter().enumerate() {
            let place = system.place(number) as usize;
            system.cells_mut()[place + number..place + row.len()].copy_from_slice(&row[number..]);
        }
        system.right_mut().copy_from_slice(right);
        system
    }

    #[test]
    fn a_small_system_is_right_by_hand() {
        // (5 2 / 2 3)⁻¹ = (3 −2 / −2 5)/11.
        let mut system = system(&[vec![5.0, 2.0], vec![2.0, 3.0]], &[1.0, 1.0]);
        let found = system.solve().unwrap();
        assert!((found[0] - 1.0 / 11.0).abs() < 1e-6 && (found[1] - 3.0 / 11.0).abs() < 1e-6);
    }

    #[test]
    fn a_solution_put_into_its_system_gives_the_right_side() {
        for n in [1, 7, 8, 9, 40, 100, 203] {
            let mut random = Random::new(n as u64, 0);
            // Columns of few ones, and a ridge of a fifth of the diagonal.
            let drawn: Vec<Vec<f32>> = (0..3 * n)
                .map(|_| (0..n).map(|_| f32::from(u8::from(random.below(6) == 0))).collect())
                .collect();
            let cell = |a: usize, b: usize| -> f32 {
                let sum: f32 = drawn.iter().map(|row| row[a] * row[b]).sum();
                if a == b { 1.2 * sum + 0.1 } else { sum }
            };
            let matrix: Vec<Vec<f32>> =
                (0..n).map(|a| (0..n).map(|b| cell(a, b)).collect()).collect();
            let right: Vec<f32> = (0..n).map(|_| random.below(10) as f32).collect();
            let mut system = system(&matrix, &right);
            let found = system.solve().unwrap();
            for (row, right) in matrix.iter().zip(&right) {
                let sum: f64 = row.iter().zip(found).map(|(a, w)| f64::from(a * w)).sum();
                assert!((sum - f64::from(*right)).abs() < 1e-2, "{n}: {sum} for {right}");
            }
        }
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        for matrix in [
            vec![vec![1.0, 2.0], vec![2.0, 1.0]],
            vec![vec![1.0, 1.0], vec![1.0, 1.0]],
            vec![vec![0.0, 0.0], vec![0.0, 1.0]],
            vec![vec![1.0, f32::NAN], vec![f32::NAN, 1.0]],
            vec![vec![f32::INFINITY, 0.0], vec![0.0, 1.0]],
        ] {
            assert_eq!(system(&matrix, &[1.0, 1.0]).solve(), None, "{matrix:?}");
        }
    }

    #[test]
    fn a_system_of_no_rows_is_solved() {
        assert_eq!(system(&[], &[]).solve(), Some(&[][..]));
    }
}
