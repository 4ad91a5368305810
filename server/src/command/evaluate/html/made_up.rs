//! Made-up standings for the tests of this room.

use crate::command::evaluate::measured::{Against, Standing};

pub(super) fn standing(name: &'static str, hit_rate: f64, coverage: f64) -> Standing {
    Standing {
        name,
        hit_rate,
        ndcg: hit_rate / 2.0,
        mrr: hit_rate / 3.0,
        recall: hit_rate,
        coverage,
        gini: 1.0 - coverage,
        tail_hit_rate: None,
        new_to_customer_hit_rate: None,
        categories_in_a_list: None,
        against_best_peer: None,
    }
}

/// The same with a difference to the best peer: the mean, and between what.
pub(super) fn against(standing: Standing, difference: f64, low: f64, high: f64) -> Standing {
    Standing { against_best_peer: Some(Against { difference, low, high }), ..standing }
}
