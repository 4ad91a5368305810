//! Linear equations.
//!
//! In: a small positive definite system. Out: its solution. Deliberately absent: anything that a
//! crate of linear algebra would bring; larger systems have their own rooms.

/// The x with `matrix` x = `right`, the matrix positive definite: by elimination.
pub(crate) fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for pivot in 0..N {
        let own = matrix[pivot][pivot];
        for row in pivot + 1..N {
            let factor = matrix[row][pivot] / own;
            let (above, below) = matrix.split_at_mut(row);
            let pairs = below[0][pivot..].iter_mut().zip(&above[pivot][pivot..]);
            pairs.for_each(|(cell, above)| *cell -= factor * above);
            right[row] -= factor * right[pivot];
        }
    }
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_system_is_right_by_hand() {
        let found = solved([[5.0, 2.0, 0.0], [2.0, 3.0, 0.0], [0.0, 0.0, 2.0]], [1.0, 1.0, 7.0]);
        assert!((found[0] - 1.0 / 11.0).abs() < 1e-12 && (found[1] - 3.0 / 11.0).abs() < 1e-12);
        assert_eq!(found[2], 3.5);
    }
}
