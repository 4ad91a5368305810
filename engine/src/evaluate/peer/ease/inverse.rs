//! The inverse of a symmetric positive definite matrix, in place, by blocks, on all cores.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::thread;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, Slice};

/// Rows swept at once, and rows a thread takes at once: two such panels stay in the second-level
/// cache.
const BLOCK: usize = 128;

/// Replaces `matrix`, of which the lower triangle is read, by its inverse. `None` where it is not
/// positive definite, as far as 32-bit floats tell.
///
/// Sweeps block after block: with D the block's own square, each other cell A_ij becomes
/// A_ij − A_iK D⁻¹ A_Kj, the block's columns A_iK D⁻¹, and the square −D⁻¹; after all blocks the
/// matrix is −A⁻¹. A symmetric positive definite matrix needs no pivoting. Only the lower
/// triangle is worked on: n³ steps, all but a hundredth of them in products of matrices. The numbers
/// do not depend on the threads.
///
/// Source: Goodnight, *A Tutorial on the SWEEP Operator*, The American Statistician 33(3), 1979,
/// pages 149-158.
pub(super) fn invert(matrix: &mut Array2<f32>, threads: NonZeroUsize) -> Option<()> {
    let n = matrix.nrows();
    let mut panel = Array2::<f32>::zeros((n, BLOCK));
    let mut swept = Array2::<f32>::zeros((n, BLOCK));
    for start in (0..n).step_by(BLOCK) {
        let end = n.min(start + BLOCK);
        let size = end - start;
        let square = inverse_of_square(part(matrix.view(), start..end, start..end))?;
        let mut panel = part_mut(panel.view_mut(), 0..n, 0..size);
        let mut swept = part_mut(swept.view_mut(), 0..n, 0..size);
        // The block's columns; those above its square are rows left of it.
        part_mut(panel.view_mut(), 0..start, 0..size)
            .assign(&part(matrix.view(), start..end, 0..start).t());
        part_mut(panel.view_mut(), end..n, 0..size).assign(&part(
            matrix.view(),
            end..n,
            start..end,
        ));
        // The block's own rows change in no product.
        part_mut(panel.view_mut(), start..end, 0..size).fill(0.0);
        general_mat_mul(1.0, &panel, &square, 0.0, &mut swept);
        subtract_product(matrix.view_mut(), swept.view(), panel.view(), threads);
        part_mut(matrix.view_mut(), start..end, 0..start)
            .assign(&part(swept.view(), 0..start, 0..size).t());
        part_mut(matrix.view_mut(), end..n, start..end).assign(&part(
            swept.view(),
            end..n,
            0..size,
        ));
        part_mut(matrix.view_mut(), start..end, start..end).assign(&square.mapv(|cell| -cell));
    }
    mirror(matrix);
    Some(())
}

/// Takes `left` · `right`ᵀ from the lower triangle of `matrix`, and from what lies right of it
/// within a block.
fn subtract_product(
    mut matrix: ArrayViewMut2<'_, f32>,
    left: ArrayView2<'_, f32>,
    right: ArrayView2<'_, f32>,
    threads: NonZeroUsize,
) {
    // The lowest stripes are the longest: they go first.
    let stripes = Mutex::new(matrix.axis_chunks_iter_mut(Axis(0), BLOCK).enumerate().rev());
    let work = || {
        loop {
            let next = stripes.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((number, mut stripe)) = next else { return };
            let start = number * BLOCK;
            let end = start + stripe.nrows();
            let n_columns = left.ncols();
            let left = part(left, start..end, 0..n_columns);
            let right = part(right, 0..end, 0..n_columns);
            let n_rows = stripe.nrows();
            let mut cells = part_mut(stripe.view_mut(), 0..n_rows, 0..end);
            general_mat_mul(-1.0, &left, &right.t(), 1.0, &mut cells);
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads.get() {
            scope.spawn(work);
        }
        work();
    });
}

/// The inverse of a small square of which the lower triangle is read, in 64-bit floats.
fn inverse_of_square(square: ArrayView2<'_, f32>) -> Option<Array2<f32>> {
    let n = square.nrows();
    let mut cells = Array2::from_shape_fn((n, n), |(row, column)| {
        f64::from(square[[row.max(column), row.min(column)]])
    });
    for pivot in 0..n {
        let own = cells[[pivot, pivot]];
        if !(0.0 < own && own.is_finite()) {
            return None;
        }
        let row = cells.row(pivot).mapv(|cell| cell / own);
        for other in (0..n).filter(|&other| other != pivot) {
            let factor = cells[[other, pivot]];
            cells.row_mut(other).scaled_add(-factor, &row);
            cells[[other, pivot]] = -factor / own;
        }
        cells.row_mut(pivot).assign(&row);
        cells[[pivot, pivot]] = own.recip();
    }
    Some(cells.mapv(|cell| cell as f32))
}

/// Turns −A⁻¹ in the lower triangle into A⁻¹ in both.
fn mirror(matrix: &mut Array2<f32>) {
    for row in 0..matrix.nrows() {
        for column in 0..=row {
            let cell = -matrix[[row, column]];
            matrix[[row, column]] = cell;
            matrix[[column, row]] = cell;
        }
    }
}

fn part(
    view: ArrayView2<'_, f32>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> ArrayView2<'_, f32> {
    let rows = view.slice_axis_move(Axis(0), Slice::from(rows));
    rows.slice_axis_move(Axis(1), Slice::from(columns))
}

fn part_mut(
    view: ArrayViewMut2<'_, f32>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> ArrayViewMut2<'_, f32> {
    let rows = view.slice_axis_move(Axis(0), Slice::from(rows));
    rows.slice_axis_move(Axis(1), Slice::from(columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Random;

    /// XᵀX + λI of `n` columns drawn from 0 and 1.
    fn positive_definite(n: usize, lambda: f32) -> Array2<f32> {
        let mut random = Random::new(n as u64, 0);
        let drawn = Array2::from_shape_fn((2 * n, n), |_| (random.below(8) == 0) as u8 as f32);
        let mut matrix = drawn.t().dot(&drawn);
        matrix.diag_mut().map_inplace(|cell| *cell += lambda);
        matrix
    }

    #[test]
    fn a_matrix_times_its_inverse_is_one_whatever_the_threads() {
        for n in [1, 5, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 57] {
            let matrix = positive_definite(n, 2.0);
            let inverse = |threads| {
                let mut inverse = matrix.clone();
                invert(&mut inverse, NonZeroUsize::new(threads).unwrap()).unwrap();
                inverse
            };
            let found = inverse(2);
            let off = &matrix.dot(&found) - &Array2::<f32>::eye(n);
            let largest = off.iter().fold(0.0_f32, |largest, cell| largest.max(cell.abs()));
            assert!(largest < 1e-4, "{n}: off by {largest}");
            assert_eq!(found, inverse(1));
            assert_eq!(found, inverse(5));
        }
    }

    #[test]
    fn a_small_inverse_is_right_by_hand() {
        let mut matrix = ndarray::array![[5.0_f32, 2.0], [2.0, 3.0]];
        invert(&mut matrix, NonZeroUsize::MIN).unwrap();
        let by_hand = ndarray::array![[3.0_f32, -2.0], [-2.0, 5.0]] / 11.0;
        assert!((matrix - by_hand).iter().all(|off| off.abs() < 1e-6));
    }

    #[test]
    fn a_matrix_that_is_not_positive_definite_is_refused() {
        let mut matrix = ndarray::array![[1.0_f32, 2.0], [2.0, 1.0]];
        assert_eq!(invert(&mut matrix, NonZeroUsize::MIN), None);
        let mut matrix = ndarray::array![[f32::NAN]];
        assert_eq!(invert(&mut matrix, NonZeroUsize::MIN), None);
    }
}
