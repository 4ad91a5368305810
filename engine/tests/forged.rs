//! Snapshots whose checksum holds and whose content was changed: refused or harmless, never a panic.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch, suggest};
use engine::train::{TrainParams, train};
use engine::words::{
    Id, Intake, ItemFacts, ItemView, LineStatus, Money, OrderLine, Quantity, ViewEvent, ViewLine,
};
use proptest::prelude::*;

/// Where the body starts, and where its checksum stands in the header.
const BODY: usize = 56;
const CHECKSUM: std::ops::Range<usize> = 24..56;

fn snapshot_bytes() -> Vec<u8> {
    let mut intake = Intake::new();
    for order in 0..40_u32 {
        for item in 0..4_u32 {
            let (order, item) = (format!("o{order}"), format!("i{}", (order * item) % 9));
            let line = OrderLine {
                order: Id::parse(&order).unwrap(),
                item: Id::parse(&item).unwrap(),
                customer: None,
                time: None,
                quantity: Quantity::ONE,
                status: LineStatus::Paid,
                unit_price: Some(Money(250)),
                unit_cost: None,
                title: Some("茶 tea"),
                category: Some("Kitchen > Tea"),
            };
            intake.push_line(&line).unwrap();
        }
    }
    for visit in 0..9_u32 {
        let (session, item) = (format!("s{}", visit / 2), format!("i{visit}"));
        let view = ViewLine {
            session: Some(Id::parse(&session).unwrap()),
            customer: None,
            item: Id::parse(&item).unwrap(),
            time: None,
            event: ViewEvent::Cart,
        };
        intake.push_view(&view).unwrap();
    }
    let attributes = [("colour", "red"), ("size", "L")];
    let facts = ItemFacts { known: ItemView::default(), attributes: &attributes };
    intake.push_item(Id::parse("i1").unwrap(), &facts).unwrap();
    let params = TrainParams::default().check().unwrap();
    train(&intake.finish().unwrap(), &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
}

fn sign(bytes: &mut [u8]) {
    let checksum = blake3::hash(&bytes[BODY..]);
    bytes[CHECKSUM].copy_from_slice(checksum.as_bytes());
}

/// Uses whatever was read in every way that answering does.
fn answer_all(snapshot: &Snapshot) {
    let mut scratch = Scratch::default();
    for item in snapshot.vocabulary().indexes() {
        let facts = snapshot.catalog().item(item);
        let attributes = snapshot.catalog().attributes(item).count();
        let visits = snapshot.visits(item);
        assert!(visits.is_none_or(|visits| visits.n_wanted <= visits.n_visits));
        let listed = (facts.title.map(str::len), attributes, snapshot.momentum(item), visits);
        std::hint::black_box(listed);
        for kinds in [KindSet::ALL, KindSet::of(&[RelationKind::Hot])] {
            let query = Query { relations: kinds, ..Query::for_cart(vec![item], 20) };
            std::hint::black_box(suggest(snapshot, &query, &mut scratch));
        }
    }
}

#[test]
fn the_untouched_snapshot_reads() {
    let mut bytes = snapshot_bytes();
    sign(&mut bytes);
    answer_all(&Snapshot::decode(&bytes).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        cases: 2000,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_changed_and_signed_body_is_refused_or_harmless(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        static UNTOUCHED: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(snapshot_bytes);
        let mut bytes = UNTOUCHED.clone();
        for (place, value) in changes {
            let length = bytes.len() - BODY;
            bytes[BODY + place.index(length)] = value;
        }
        sign(&mut bytes);
        if let Ok(snapshot) = Snapshot::decode(&bytes) {
            answer_all(&snapshot);
        }
    }
}
