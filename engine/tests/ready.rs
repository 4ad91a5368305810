//! Lists that are kept answer what is ranked at the time of the question.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;
use std::sync::Arc;

use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{Action, Filter, ReadyLists, Rule, Rules, Scratch, Selector, Shelf, related};
use engine::train::{TrainParams, train};
use engine::words::{ChangedFacts, Changes, Id, Intake, ItemFacts, ItemIndex, ItemView, OrderLine};
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

const N_ITEMS: usize = 60;

/// A shop of sixty items, of which two in three have an alike title beside them.
fn snapshot(orders: &[Vec<usize>]) -> Snapshot {
    let mut intake = Intake::new();
    for (number, items) in orders.iter().enumerate() {
        for item in items {
            let (order, item) = (number.to_string(), item.to_string());
            let (order, item) = (Id::parse(&order).unwrap(), Id::parse(&item).unwrap());
            intake.push_line(&OrderLine::one(order, item)).unwrap();
        }
    }
    for item in 0..N_ITEMS {
        let colour = ["RED", "BLUE", "GREEN"][item % 3];
        let title = format!("{colour} ENAMEL THING NUMBER {}", item / 3);
        let category = format!("Home > {}", item % 5);
        let known =
            ItemView { title: Some(&title), category: Some(&category), ..ItemView::default() };
        let facts = ItemFacts { known, attributes: &[] };
        intake.push_item(Id::parse(&item.to_string()).unwrap(), &facts).unwrap();
    }
    let (history, params) = (intake.finish().unwrap(), TrainParams::default().check().unwrap());
    Snapshot::decode(&train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_kept_list_answers_what_is_ranked_anew(
        orders in vec(vec(0..N_ITEMS, 1..6), 60..160),
        sold_out in vec(0..N_ITEMS as u32, 0..20),
        hidden in vec(0..N_ITEMS as u32, 0..6),
        asked in vec((
            0..N_ITEMS as u32,
            1_usize..40,
            option::of(0_usize..5),
            subsequence(RelationKind::ALL.to_vec(), 1..=6),
        ), 150),
    ) {
        let snapshot = snapshot(&orders);
        let told = ChangedFacts { stock: Some(0), ..ChangedFacts::default() };
        let told = Arc::new(told);
        let changes = sold_out.into_iter().map(|item| (ItemIndex(item), Some(Arc::clone(&told))));
        let changes = Changes::NONE.with(changes);
        let items = Some(hidden.into_iter().map(ItemIndex).collect());
        let items = Selector { items, ..Selector::default() };
        let rules = vec![Rule { action: Action::Hide, items, beside: None }];
        let rules = Rules::new(rules, snapshot.catalog()).unwrap();
        let shelf = Shelf { snapshot: &snapshot, changes: &changes, rules: &rules };
        let ready = ReadyLists::new(&snapshot);
        let (mut scratch, mut other) = (Scratch::default(), Scratch::default());
        for (anchor, limit, category, kinds) in asked {
            let anchor = ItemIndex(anchor);
            let categories = category.map(|number| format!("Home > {number}"));
            let filter = Filter {
                categories: categories.into_iter().collect(),
                ..Filter::default()
            };
            let kinds = KindSet::of(&kinds);
            let kept = ready.related(shelf, anchor, kinds, &filter, limit, &mut scratch);
            let anew = related(shelf, anchor, kinds, &filter, limit, &mut other);
            prop_assert_eq!(kept, anew);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn lists_that_were_asked_for_are_ready_in_the_next_snapshot_while_there_is_time(
        before in vec(vec(0..N_ITEMS, 1..6), 60..160),
        after in vec(vec(0..N_ITEMS, 1..6), 60..160),
        asked in btree_set(0..N_ITEMS, 1..30),
        most in 0_usize..40,
    ) {
        let (before, after) = (snapshot(&before), snapshot(&after));
        let (earlier, next) = (ReadyLists::new(&before), ReadyLists::new(&after));
        let mut scratch = Scratch::default();
        let (all, any) = (KindSet::of(&RelationKind::ALL), Filter::default());
        for item in &asked {
            let item = before.vocabulary().index(&item.to_string()).unwrap();
            earlier.related(&before, item, all, &any, 5, &mut scratch);
        }
        prop_assert_eq!(earlier.n_kept(), asked.len());
        let mut left = most;
        next.prepare(&after, &earlier, before.vocabulary(), || {
            left = left.saturating_sub(1);
            left > 0
        });
        prop_assert_eq!(next.n_kept(), asked.len().min(most.saturating_sub(1)));
        for item in asked {
            let item = after.vocabulary().index(&item.to_string()).unwrap();
            let kept = next.related(&after, item, all, &any, 5, &mut scratch);
            prop_assert_eq!(kept, related(&after, item, all, &any, 5, &mut scratch));
        }
    }
}
