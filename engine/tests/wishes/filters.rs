//! Filters against a slow reference: the list without a filter, of which it keeps what the raw facts allow, as they
//! are after what the shop told since.

use engine::suggest::{
    Answer, Condition, Filter, MAX_LIMIT, NoneBecause, Query, Rules, Scratch, Shelf, related,
    suggest,
};
use engine::words::ItemIndex;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::shop::{Shop, facts, filter, kinds, to_blame, told};

proptest! {
    // Five hundred filters a shop: ten thousand in all.
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn a_filter_leaves_the_rest_of_the_list_as_it_is(
        facts in vec(facts(), 8..40),
        orders in vec(vec(0_usize..40, 1..5), 30..80),
        told in vec(told(), 40),
        asked in vec((filter(), kinds(), 1_usize..12, vec(any::<prop::sample::Index>(), 1..4)), 500),
    ) {
        let shop = Shop::new(&facts, &orders, &told);
        let snapshot = &shop.snapshot;
        let now = shop.shelf(Rules::NONE);
        let mut scratch = Scratch::default();
        for (filter, kinds, limit, cart) in asked {
            let n_items = snapshot.vocabulary().len();
            let cart: Vec<_> = cart.iter().map(|at| ItemIndex(at.index(n_items) as u32)).collect();
            // Lists are filled up from where the cart is filed now: of one filed anew another list is right.
            let filed = |item: &ItemIndex| {
                now.catalog().category_of(*item) == snapshot.catalog().category_of(*item)
            };
            if !cart.iter().all(filed) {
                continue;
            }
            let everything = Filter { with_out_of_stock: true, ..Filter::default() };
            let query = |filter: &Filter, relations, limit| Query {
                filter: filter.clone(),
                relations,
                ..Query::for_cart(cart.clone(), limit)
            };
            let related = |shelf: Shelf<'_>, filter, kinds, limit| {
                related(shelf, cart[0], kinds, filter, limit, &mut Scratch::default())
            };
            let learnt = Shelf::from(snapshot);
            for (all, found) in [
                (
                    suggest(learnt, &query(&everything, kinds, MAX_LIMIT), &mut scratch),
                    suggest(now, &query(&filter, kinds, limit), &mut scratch),
                ),
                (
                    related(learnt, &everything, kinds, MAX_LIMIT),
                    related(now, &filter, kinds, limit),
                ),
            ] {
                let items = |answer: &Answer| -> Vec<ItemIndex> {
                    answer.suggestions.iter().map(|suggestion| suggestion.item).collect()
                };
                let is_let_pass = |item: &ItemIndex| shop.unmet(*item, &filter).is_empty();
                let expected: Vec<ItemIndex> =
                    items(&all).into_iter().filter(is_let_pass).take(limit).collect();
                prop_assert_eq!(&items(&found), &expected);
                let unmets: Vec<Vec<Condition>> =
                    items(&all).into_iter().map(|item| shop.unmet(item, &filter)).collect();
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
