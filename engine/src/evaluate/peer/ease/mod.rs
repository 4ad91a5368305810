//! Linear regression of every item on all others, by one dense inverse.

mod inverse;

use ndarray::{Array2, ArrayViewMut1, Axis as Dimension, Zip};

use super::{Axis, FitError, Peer, Tallies};
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;
use crate::words::ItemIndex;

/// Most items that the regression covers, the most bought ones; others stay without a score. The
/// matrix then takes 400 MB, and its inverse some 10¹² steps.
pub const MOST_ITEMS: usize = 10_000;
/// Most items where only the best λ is looked for: a fifteenth of the steps.
pub(super) const MOST_SKETCHED_ITEMS: usize = 4_000;

pub(super) const AXES: [Axis; 1] =
    [Axis { name: "λ", values: &[20.0, 50.0, 100.0, 200.0, 500.0, 1000.0], start: 100.0 }];

/// s(i → j) = −P_ij / P_jj, P = (XᵀX + λI)⁻¹, X the orders by items: what j owes to i once all other
/// items are known.
///
/// Source: Steck, *Embarrassingly Shallow Autoencoders for Sparse Data*, WWW 2019, pages 3251-3257.
#[derive(Debug)]
pub(super) struct Ease(Array2<f32>);

/// For the `most_items` most bought items; costs their cube.
pub(super) fn fit(
    training: &Training,
    [lambda]: [f32; 1],
    most_items: usize,
) -> Result<Ease, FitError> {
    let n_items = training.n_sold().min(most_items);
    let mut matrix = Array2::<f32>::zeros((n_items, n_items));
    let pairs = training.pair_rows(SizeWeight::One);
    let n_orders_with = training.n_orders_with();
    for (anchor, mut row) in matrix.outer_iter_mut().enumerate() {
        for (item, both) in pairs.row(anchor as u32) {
            if let Some(cell) = row.get_mut(item as usize) {
                *cell = both;
            }
        }
        row[anchor] = n_orders_with[anchor] as f32 + lambda;
    }
    drop(pairs);
    inverse::invert(&mut matrix, training.threads()).ok_or(FitError::Uneven { n_items })?;
    let scales = matrix.diag().map(|own| -own.recip());
    for mut row in matrix.outer_iter_mut() {
        row *= &scales;
    }
    matrix.diag_mut().fill(0.0);
    Ok(Ease(matrix))
}

impl Peer for Ease {
    fn score(&self, known: &[ItemIndex], _: &mut Tallies, scores: &mut [f32]) {
        let n_items = self.0.len_of(Dimension(0));
        let mut sums = ArrayViewMut1::from(&mut scores[..n_items]);
        for anchor in known.iter().filter(|anchor| anchor.position() < n_items) {
            let row = self.0.row(anchor.position());
            Zip::from(&mut sums).and(&row).for_each(|sum, strength| *sum += strength);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn two_items_owe_each_other_what_a_regression_says() {
        let training = training(&[&[0, 1], &[0, 1], &[0], &[0]]);
        // XᵀX + I = (5 2 / 2 3), its inverse (3 −2 / −2 5)/11.
        let found = scores(Method::Ease, &training, &[1.0], &[0]);
        assert!((found[1] - 2.0 / 5.0).abs() < 1e-6, "{found:?}");
        let found = scores(Method::Ease, &training, &[1.0], &[1]);
        assert!((found[0] - 2.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn what_is_explained_by_another_item_speaks_less() {
        // Item 2 comes with item 1 only, which comes with item 0.
        let orders: [&[u32]; 6] = [&[0, 1, 2], &[0, 1, 2], &[0, 1], &[0, 1], &[0], &[0]];
        let training = training(&orders);
        let found = scores(Method::Ease, &training, &[0.1], &[0]);
        // By least squares item 1 is 1/2 of item 0 and of item 2, item 2 is 1/2 of item 1 alone.
        assert!((found[1] - 0.5).abs() < 0.01 && found[2].abs() < 0.03, "{found:?}");
    }
}
