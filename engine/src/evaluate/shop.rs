//! Made-up shops for the tests of this room.

use std::num::NonZeroUsize;

use super::peer::{Method, Tallies};
use super::training::Training;
use crate::words::{History, Id, Intake, ItemIndex, OrderLine, Timestamp};

/// A history of these orders, one a day, of customers who come every third day. Items are named by
/// their numbers; a test that counts on them lists the more often bought first.
pub(super) fn history(orders: &[&[u32]], categories: &[&str]) -> History {
    let mut intake = Intake::new();
    for (day, items) in (0_i64..).zip(orders) {
        for &item in *items {
            let (order, id) = (format!("o{day}"), format!("i{item:03}"));
            let customer = format!("c{}", day % 3);
            let line = OrderLine {
                customer: Some(Id::parse(&customer).unwrap()),
                time: Some(Timestamp(day * 86_400)),
                category: categories.get(item as usize).copied(),
                ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(&id).unwrap())
            };
            intake.push_line(&line).unwrap();
        }
    }
    intake.finish().unwrap()
}

pub(super) fn training(orders: &[&[u32]]) -> Training {
    filed_training(orders, &[])
}

/// The same with a category for each item.
pub(super) fn filed_training(orders: &[&[u32]], categories: &[&str]) -> Training {
    Training::new(history(orders, categories), NonZeroUsize::MIN)
}

/// What `method` scores for each item where `known` is known; 0 for what is known itself, unless
/// nothing but what sells is scored.
pub(super) fn scores(
    method: Method,
    training: &Training,
    settings: &[f32],
    known: &[u32],
) -> Vec<f32> {
    let peer = method.fit(training, settings).unwrap();
    let known: Vec<ItemIndex> = known.iter().copied().map(ItemIndex).collect();
    let mut scores = vec![0.0; training.n_items()];
    peer.score(&known, &mut Tallies::default(), &mut scores);
    scores
}
