//! Filters against a slow reference: the list without a filter, of which it keeps what the raw facts allow.

use engine::suggest::{
    Answer, Condition, Filter, MAX_LIMIT, NoneBecause, Query, Scratch, related, suggest,
};
use engine::words::ItemIndex;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::shop::{Facts, facts, filter, kinds, snapshot, to_blame, unmet};

proptest! {
    // Five hundred filters a shop: ten thousand in all.
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn a_filter_leaves_the_rest_of_the_list_as_it_is(
        facts in vec(facts(), 8..40),
        orders in vec(vec(0_usize..40, 1..5), 30..80),
        asked in vec((filter(), kinds(), 1_usize..12, vec(any::<prop::sample::Index>(), 1..4)), 500),
    ) {
        let snapshot = snapshot(&facts, &orders);
        let mut scratch = Scratch::default();
        let of = |item: ItemIndex| -> &Facts {
            &facts[snapshot.vocabulary().id(item).parse::<usize>().unwrap()]
        };
        for (filter, kinds, limit, cart) in asked {
            let n_items = snapshot.vocabulary().len();
            let cart: Vec<_> = cart.iter().map(|at| ItemIndex(at.index(n_items) as u32)).collect();
            let everything = Filter { with_out_of_stock: true, ..Filter::default() };
            let query = |filter: &Filter, relations, limit| Query {
                filter: filter.clone(),
                relations,
                ..Query::for_cart(cart.clone(), limit)
            };
            let related = |filter, kinds, limit| {
                related(&snapshot, cart[0], kinds, filter, limit, &mut Scratch::default())
            };
            for (all, found) in [
                (
                    suggest(&snapshot, &query(&everything, kinds, MAX_LIMIT), &mut scratch),
                    suggest(&snapshot, &query(&filter, kinds, limit), &mut scratch),
                ),
                (related(&everything, kinds, MAX_LIMIT), related(&filter, kinds, limit)),
            ] {
                let items = |answer: &Answer| -> Vec<ItemIndex> {
                    answer.suggestions.iter().map(|suggestion| suggestion.item).collect()
                };
                let is_let_pass = |item: &ItemIndex| unmet(of(*item), &filter).is_empty();
                let expected: Vec<ItemIndex> =
                    items(&all).into_iter().filter(is_let_pass).take(limit).collect();
                prop_assert_eq!(&items(&found), &expected);
                let unmets: Vec<Vec<Condition>> =
                    items(&all).into_iter().map(|item| unmet(of(item), &filter)).collect();
                let (because, emptied_by) = match (expected.is_empty(), unmets.is_empty()) {
                    (false, _) => (None, Vec::new()),
                    // Nothing of these kinds is there, whatever the filter lets pass.
                    (true, true) => (all.none_because, Vec::new()),
                    (true, false) => (Some(NoneBecause::Filter), to_blame(&unmets)),
                };
                prop_assert_eq!(found.none_because, because);
                prop_assert_eq!(found.emptied_by.iter().collect::<Vec<_>>(), emptied_by);
            }
        }
    }
}
