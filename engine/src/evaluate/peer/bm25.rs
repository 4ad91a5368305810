//! Items as documents, orders as their terms.

use super::Axis;
use super::row_sum::RowSum;
use crate::evaluate::Training;
use crate::evaluate::pair_rows::SizeWeight;

pub(super) const AXES: [Axis; 3] = [
    Axis { name: "b", values: &[0.0, 0.1, 0.25, 0.5, 0.75], start: 0.25 },
    Axis { name: "k1", values: &[1.2, 10.0, 100.0], start: 100.0 },
    Axis { name: "K", values: &[20.0, 100.0, 500.0, 2000.0], start: 500.0 },
];

/// s(i → j) = w_i w_j Σ_b idf_b² over the orders b with both, for the K nearest of i; w_i =
/// (k₁ + 1)/(k₁ (1 − b + b n_i/n̄) + 1), idf_b = ln n − ln(1 + s_b) for an order of s_b of the n items.
///
/// Source: Robertson, Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, Foundations
/// and Trends in Information Retrieval 3(4), 2009, pages 333-389; as a recommender, the
/// `BM25Recommender` of the library `implicit`, whose weights these are.
pub(super) fn fit(training: &Training, [b, k1, k]: [f32; 3]) -> RowSum {
    let n_lines: f32 = training.n_orders_with().iter().map(|&n| n as f32).sum();
    let mean = n_lines / training.n_sold().max(1) as f32;
    let weigh = |n: u32| (k1 + 1.0) / (k1 * (1.0 - b + b * n as f32 / mean) + 1.0);
    let weights: Vec<f32> = training.n_orders_with().iter().map(|&n| weigh(n)).collect();
    let strength = |anchor: u32, item: u32, both: f32| {
        both * weights[anchor as usize] * weights[item as usize]
    };
    let rows = training.pair_rows(SizeWeight::Inverse).map(training, strength);
    RowSum(rows.strongest(training, k as usize))
}

#[cfg(test)]
mod tests {
    use crate::evaluate::Method;
    use crate::evaluate::shop::{scores, training};

    #[test]
    fn an_order_speaks_by_how_few_items_it_holds() {
        let training = training(&[&[0, 1], &[0, 1, 2], &[0, 2], &[1], &[3]]);
        let found = scores(Method::Bm25, &training, &[0.0, 1.2, 20.0], &[1]);
        // ln 4 − ln 3 for the order of two, nothing for that of three of four items.
        let idf = (4.0_f32 / 3.0).ln();
        assert!((found[0] - idf * idf).abs() < 1e-6, "{found:?}");
        assert_eq!(found[2], 0.0);
        // 2.25 orders an item on average: 2.2/(1.2 · 3/2.25 + 1) twice.
        let found = scores(Method::Bm25, &training, &[1.0, 1.2, 20.0], &[1]);
        let weight = 2.2 / (1.2 * 3.0 / 2.25 + 1.0);
        assert!((found[0] - idf * idf * weight * weight).abs() < 1e-6);
    }
}
