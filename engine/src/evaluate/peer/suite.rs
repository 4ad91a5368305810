//! What holds for every method.

use proptest::prelude::*;

use super::{Method, Tallies};
use crate::evaluate::shop::filed_training;
use crate::words::ItemIndex;

const CATEGORIES: [&str; 8] = ["a > b", "a > c", "d", "a > b", "d > e > f", "d", "g", "a"];

fn orders() -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(proptest::collection::btree_set(0..8_u32, 1..6), 4..30)
        .prop_map(|orders| orders.into_iter().map(|items| items.into_iter().collect()).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn scores_are_numbers_and_do_not_depend_on_the_sequence_or_on_what_was_asked_before(
        orders in orders(), known in proptest::collection::vec(0..8_u32, 1..5),
    ) {
        let orders: Vec<&[u32]> = orders.iter().map(Vec::as_slice).collect();
        let training = filed_training(&orders, &CATEGORIES);
        let n_items = training.n_items() as u32;
        let mut known: Vec<ItemIndex> = known.into_iter().map(|i| ItemIndex(i % n_items)).collect();
        known.sort_unstable();
        known.dedup();
        let reversed: Vec<ItemIndex> = known.iter().rev().copied().collect();
        for method in Method::ALL {
            let peer = method.fit(&training, &method.start()).unwrap();
            let mut tallies = Tallies::default();
            let mut scores = |known: &[ItemIndex]| {
                let mut scores = vec![0.0; training.n_items()];
                peer.score(known, &mut tallies, &mut scores);
                scores
            };
            let first = scores(&known);
            prop_assert!(first.iter().all(|score| score.is_finite()), "{method:?} {first:?}");
            prop_assert_eq!(&first, &scores(&known), "{:?}", method);
            let turned = scores(&reversed);
            let is_close = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-4 * (1.0 + a.abs());
            prop_assert!(first.iter().zip(&turned).all(is_close), "{method:?} {first:?} {turned:?}");
        }
    }

    #[test]
    fn nothing_but_what_sells_speaks_where_nothing_is_known(orders in orders()) {
        let orders: Vec<&[u32]> = orders.iter().map(Vec::as_slice).collect();
        let training = filed_training(&orders, &CATEGORIES);
        for method in Method::ALL.into_iter().filter(|&method| method != Method::Popularity) {
            let peer = method.fit(&training, &method.start()).unwrap();
            let mut scores = vec![0.0; training.n_items()];
            peer.score(&[], &mut Tallies::default(), &mut scores);
            prop_assert!(scores.iter().all(|&score| score == 0.0), "{method:?} {scores:?}");
        }
    }
}

#[test]
fn methods_have_names_of_their_own_and_start_at_a_value_that_is_tried() {
    let mut names: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), Method::ALL.len());
    for method in Method::ALL {
        for axis in method.axes() {
            assert!(axis.values.is_sorted() && axis.values.contains(&axis.start), "{axis:?}");
        }
    }
}

#[test]
fn a_shop_without_categories_has_no_category_transition() {
    let training = filed_training(&[&[0, 1]], &[]);
    let left_out = Method::ALL.into_iter().filter(|method| !method.applies_to(&training));
    assert_eq!(left_out.collect::<Vec<_>>(), [Method::CategoryTransition]);
}
