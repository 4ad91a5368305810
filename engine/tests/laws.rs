//! Laws that hold for any shop: exact counts, and answers that depend on the orders alone.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use engine::rank::{Signal, Taste, Trait};
use engine::relation::Function;
use engine::snapshot::{FORMAT, ItemVisits, Snapshot, SnapshotError};
use engine::suggest::{Query, Scratch, suggest, terms};
use engine::train::{TrainParams, train};
use engine::words::{
    History, Id, Intake, ItemIndex, OrderLine, Quantity, Timestamp, ViewEvent, ViewLine,
};
use proptest::prelude::*;

/// One row: order, item, customer, day, quantity.
type Row = (u8, u8, Option<u8>, u8, i8);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..40_u8, 0..15_u8, proptest::option::of(0..6_u8), 0..90_u8, -1..4_i8);
    proptest::collection::vec(row, 1..150)
}

fn history(rows: &[Row], name: impl Fn(u8) -> String) -> History {
    intake(rows, name).finish().unwrap()
}

fn intake(rows: &[Row], name: impl Fn(u8) -> String) -> Intake {
    let mut intake = Intake::new();
    for &(order, item, customer, day, quantity) in rows {
        let (order, item) = (format!("o{order}"), name(item));
        let customer = customer.map(|customer| format!("c{customer}"));
        let line = OrderLine {
            customer: customer.as_deref().map(|id| Id::parse(id).unwrap()),
            time: Some(Timestamp(i64::from(day) * 86_400)),
            quantity: Quantity::from_millionths(i64::from(quantity) * 1_000_000).unwrap(),
            title: Some(&item),
            ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(&item).unwrap())
        };
        intake.push_line(&line).unwrap();
    }
    intake
}

/// The same with views: session, item, what was done.
fn viewed(rows: &[Row], views: &[(u8, u8, ViewEvent)]) -> History {
    let mut intake = intake(rows, plain);
    for &(session, item, event) in views {
        let (session, item) = (format!("s{session}"), plain(item));
        let (session, item) = (Id::parse(&session).unwrap(), Id::parse(&item).unwrap());
        let view = ViewLine { session: Some(session), customer: None, item, time: None, event };
        intake.push_view(&view).unwrap();
    }
    intake.finish().unwrap()
}

fn plain(item: u8) -> String {
    format!("item {item:03}")
}

fn event() -> impl Strategy<Value = ViewEvent> {
    prop::sample::select(vec![ViewEvent::View, ViewEvent::Favorite, ViewEvent::Cart])
}

fn bytes(history: &History, threads: usize) -> Option<Vec<u8>> {
    let params = TrainParams { half_life_days: Some(30.0), ..TrainParams::default() };
    let threads = NonZeroUsize::new(threads).unwrap();
    let trained = train(history, &params.check().unwrap(), threads, &|_| ());
    trained.ok().map(|trained| trained.bytes)
}

fn relations(snapshot: &Snapshot, anchor: ItemIndex) -> Vec<(String, f32, Function)> {
    let id = |item| snapshot.vocabulary().id(item).to_owned();
    let edges = snapshot.graph().row(anchor).iter();
    edges.map(|edge| (id(edge.item()), edge.score(), edge.function())).collect()
}

fn answer(snapshot: &Snapshot, cart: &[ItemIndex]) -> Vec<(String, f32)> {
    let answer = suggest(snapshot, &Query::for_cart(cart.to_vec(), 20), &mut Scratch::default());
    let id = |item| snapshot.vocabulary().id(item).to_owned();
    answer.suggestions.iter().map(|s| (id(s.item), s.score)).collect()
}

proptest! {
    // Integration tests have no file beside them to keep failures in.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_accounted_for(rows in rows()) {
        let report = history(&rows, plain).report;
        prop_assert_eq!(report.n_lines, rows.len() as u64);
        prop_assert_eq!(
            report.n_lines,
            report.n_lines_summed + report.n_returns + report.n_lines_taken_back
                + report.n_lines_given_away
                + report.n_lines_rushed
                + report.n_lines_kept
        );
    }

    #[test]
    fn counts_equal_those_of_the_plainest_way(rows in rows()) {
        let history = history(&rows, plain);
        let Some(bytes) = bytes(&history, 2) else { return Ok(()) };
        let snapshot = Snapshot::decode(&bytes).unwrap();
        let mut together: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut buyers: BTreeMap<(u32, u32), BTreeSet<String>> = BTreeMap::new();
        for (number, order) in history.orders.iter().enumerate() {
            let buyer = order.customer.map_or(format!("order {number}"), |c| c.to_string());
            for &a in order.items {
                for &b in order.items.iter().filter(|&&b| b != a) {
                    *together.entry((a, b)).or_insert(0) += 1;
                    buyers.entry((a, b)).or_default().insert(buyer.clone());
                }
            }
        }
        prop_assert_eq!(snapshot.graph().n_edges(), together.len());
        for (&(a, b), &count) in &together {
            let evidence =
                snapshot.graph().edge(ItemIndex(a), ItemIndex(b)).unwrap().evidence();
            prop_assert_eq!(evidence.together, count);
            prop_assert_eq!(evidence.buyers as usize, buyers[&(a, b)].len());
            let back = snapshot.graph().edge(ItemIndex(b), ItemIndex(a)).unwrap().evidence();
            prop_assert_eq!(back.reversed(), evidence);
        }
    }

    #[test]
    fn neither_the_sequence_of_rows_nor_the_threads_change_a_byte(
        rows in rows(),
        seed in any::<u64>(),
    ) {
        let mut shuffled = rows.clone();
        let mut state = seed;
        for place in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(place, (state >> 33) as usize % (place + 1));
        }
        let one = bytes(&history(&rows, plain), 1);
        prop_assert_eq!(&one, &bytes(&history(&shuffled, plain), 1));
        prop_assert_eq!(&one, &bytes(&history(&rows, plain), 3));
    }

    #[test]
    fn renamed_items_are_suggested_under_their_new_names(rows in rows()) {
        // The new names sort as the old ones do, so that ties fall alike.
        let renamed = |item: u8| format!("thing {item:03}");
        let (before, after) = (history(&rows, plain), history(&rows, renamed));
        let (Some(before), Some(after)) = (bytes(&before, 1), bytes(&after, 1)) else {
            return Ok(());
        };
        let (before, after) =
            (Snapshot::decode(&before).unwrap(), Snapshot::decode(&after).unwrap());
        let rename = |(id, score): (String, f32)| (id.replace("item", "thing"), score);
        let expected: Vec<_> =
            answer(&before, &[ItemIndex(0)]).into_iter().map(rename).collect();
        prop_assert_eq!(answer(&after, &[ItemIndex(0)]), expected);
    }

    #[test]
    fn a_cart_is_a_set_and_its_answer_falls_by_score_then_id(
        rows in rows(),
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 1..5),
    ) {
        let history = history(&rows, plain);
        let Some(bytes) = bytes(&history, 1) else { return Ok(()) };
        let snapshot = Snapshot::decode(&bytes).unwrap();
        let items: Vec<ItemIndex> = snapshot.vocabulary().indexes().collect();
        let mut cart: Vec<ItemIndex> = picks.iter().map(|pick| *pick.get(&items)).collect();
        let listed = answer(&snapshot, &cart);
        for pair in listed.windows(2) {
            prop_assert!(pair[0].1 > pair[1].1 || (pair[0].1 == pair[1].1 && pair[0].0 < pair[1].0));
        }
        for &item in &cart {
            let id = snapshot.vocabulary().id(item);
            prop_assert!(listed.iter().all(|(other, _)| other != id));
        }
        cart.reverse();
        cart.push(cart[0]);
        prop_assert_eq!(answer(&snapshot, &cart), listed);
    }

    #[test]
    fn a_cart_of_one_item_lists_all_of_its_row(rows in rows()) {
        let Some(bytes) = bytes(&history(&rows, plain), 1) else { return Ok(()) };
        let snapshot = Snapshot::decode(&bytes).unwrap();
        let id = |item| snapshot.vocabulary().id(item).to_owned();
        for item in snapshot.vocabulary().indexes() {
            let listed = answer(&snapshot, &[item]);
            for edge in snapshot.graph().row(item).iter() {
                prop_assert!(listed.iter().any(|(other, _)| *other == id(edge.item())));
            }
            prop_assert!(listed.iter().all(|(_, score)| 0.0 < *score && *score <= 1.0));
        }
    }

    #[test]
    fn terms_make_the_score_that_an_answer_gives(rows in rows()) {
        let Some(bytes) = bytes(&history(&rows, plain), 1) else { return Ok(()) };
        let snapshot = Snapshot::decode(&bytes).unwrap();
        let mut scratch = Scratch::default();
        for cart in snapshot.vocabulary().indexes().collect::<Vec<_>>().chunks(2) {
            let customer = snapshot.purchases().customer("c0");
            let query = Query { customer, ..Query::for_cart(cart.to_vec(), 20) };
            let answer = suggest(&snapshot, &query, &mut scratch);
            let mut unscaled = Vec::new();
            for (place, suggestion) in answer.suggestions.iter().enumerate() {
                // What was not among the candidates was filled up with, and stands last.
                let Some(terms) = terms(&snapshot, &query, suggestion.item, &mut scratch) else { break };
                prop_assert_eq!(terms.score, suggestion.score);
                prop_assert!(terms.n_before <= place);
                let chance: f32 = Signal::ALL.iter().map(|&signal| terms.part(signal)).sum();
                let factor: f32 = Trait::ALL.iter().map(|&each| terms.factor(each)).product();
                let taste: f32 = Taste::ALL.iter().map(|&each| terms.taste(each)).product();
                unscaled.push((chance * factor * taste, terms.mix.cold * terms.candidate.cold, terms.score));
            }
            let (total, cold) = unscaled.iter().fold((0.0, 0.0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
            for (own, own_cold, score) in unscaled {
                prop_assert!(((own / total + own_cold) / (1.0 + cold) - score).abs() < 1e-5);
            }
            prop_assert_eq!(terms(&snapshot, &query, cart[0], &mut scratch), None);
        }
    }

    #[test]
    fn views_count_visits_by_item_and_change_no_count_of_orders(
        rows in rows(),
        views in proptest::collection::vec((0..9_u8, 0..20_u8, event()), 1..60),
    ) {
        let (before, history) = (history(&rows, plain), viewed(&rows, &views));
        let (Some(before), Some(bytes)) = (bytes(&before, 1), bytes(&history, 2)) else {
            return Ok(());
        };
        let (before, snapshot) =
            (Snapshot::decode(&before).unwrap(), Snapshot::decode(&bytes).unwrap());
        prop_assert_eq!(&Snapshot::encode(snapshot.parts()).unwrap(), &bytes);
        for item in snapshot.vocabulary().indexes() {
            let id = snapshot.vocabulary().id(item);
            let of_item = views.iter().filter(|&&(_, other, _)| plain(other) == id);
            let n_visits = |wanting: bool| {
                let of_kind = of_item.clone().filter(|view| !wanting || view.2 != ViewEvent::View);
                of_kind.map(|view| view.0).collect::<BTreeSet<u8>>().len() as u32
            };
            let expected = ItemVisits { n_visits: n_visits(false), n_wanted: n_visits(true) };
            prop_assert_eq!(snapshot.visits(item), Some(expected));
        }
        for item in before.vocabulary().indexes() {
            prop_assert_eq!(before.visits(item), None);
            let same = snapshot.vocabulary().index(before.vocabulary().id(item)).unwrap();
            // What is seen together tells what two items are, and nothing of how often they sell together.
            let counted = |snapshot: &Snapshot, anchor| {
                let of_edge = |(id, score, _)| (id, score);
                relations(snapshot, anchor).into_iter().map(of_edge).collect::<Vec<_>>()
            };
            prop_assert_eq!(counted(&snapshot, same), counted(&before, item));
        }
    }

    #[test]
    fn a_changed_byte_is_noticed(
        rows in rows(),
        place in any::<prop::sample::Index>(),
        flip in 1..=255_u8,
    ) {
        let Some(mut bytes) = bytes(&history(&rows, plain), 1) else { return Ok(()) };
        *place.get_mut(&mut bytes) ^= flip;
        prop_assert!(Snapshot::decode(&bytes).is_err());
    }

    #[test]
    fn a_cut_snapshot_is_refused(rows in rows(), place in any::<prop::sample::Index>()) {
        let Some(bytes) = bytes(&history(&rows, plain), 1) else { return Ok(()) };
        let cut = place.index(bytes.len());
        prop_assert!(Snapshot::decode(&bytes[..cut]).is_err());
    }
}

#[test]
fn each_damage_is_called_by_its_name() {
    let rows: Vec<Row> = (0..20).map(|n| (n / 3, n % 7, None, 0, 1)).collect();
    let bytes = bytes(&history(&rows, plain), 1).unwrap();
    let error = |damage: &dyn Fn(&mut Vec<u8>)| {
        let mut damaged = bytes.clone();
        damage(&mut damaged);
        Snapshot::decode(&damaged).unwrap_err()
    };
    assert!(matches!(error(&|b| b.truncate(20)), SnapshotError::TooShort { found: 20, .. }));
    assert!(matches!(error(&|b| b[0] = b'X'), SnapshotError::Foreign));
    let newer = FORMAT + 1;
    let as_newer = |b: &mut Vec<u8>| b[8..12].copy_from_slice(&newer.to_le_bytes());
    assert!(matches!(error(&as_newer), SnapshotError::Format { found } if found == newer));
    assert!(matches!(error(&|b| b.truncate(b.len() - 1)), SnapshotError::Length { .. }));
    assert!(matches!(error(&|b| b.push(0)), SnapshotError::Length { .. }));
    assert!(matches!(error(&|b| b[23] = 0x7F), SnapshotError::Length { .. }));
    assert!(matches!(error(&|b| *b.last_mut().unwrap() ^= 1), SnapshotError::Checksum));
}

#[test]
fn a_snapshot_read_back_equals_itself() {
    let rows: Vec<Row> = (0..90).map(|n| (n / 4, n % 13, Some(n % 3), n, 1)).collect();
    let bytes = bytes(&history(&rows, plain), 2).unwrap();
    let snapshot = Snapshot::decode(&bytes).unwrap();
    assert_eq!(Snapshot::encode(snapshot.parts()).unwrap(), bytes);
}
