//! A new snapshot, published while requests run.

use std::fs;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use server::live::{Live, Served};
use server::model_dir::{ModelDir, SnapshotNumber};
use server::shop::{Look, Shop, Told};

use crate::shop;
use crate::test_server::{Answer, TestServer};

/// What the contract promises.
const SWAP_WITHIN: Duration = Duration::from_secs(2);

#[test]
fn a_published_snapshot_is_served_within_two_seconds_and_no_request_fails() {
    let server = TestServer::start();
    let first = server.related("tea", "").json()["snapshot_id"].clone();
    let is_over = AtomicBool::new(false);
    // The swap may come at once: the first answer is to come before it.
    let begun = Barrier::new(2);
    let (answers, took) = thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut answers = vec![server.related("tea", "")];
            begun.wait();
            while !is_over.load(Ordering::Relaxed) {
                let related = server.related("tea", "");
                let suggestions = server.suggestions(&json!({"cart": ["tea"]}));
                answers.extend([related, suggestions]);
            }
            answers
        });
        begun.wait();
        server.model.publish(&shop::later_snapshot()).unwrap();
        let began = Instant::now();
        while began.elapsed() < SWAP_WITHIN && server.get("/readyz").json()["snapshot_number"] == 1
        {
            thread::yield_now();
        }
        let took = began.elapsed();
        is_over.store(true, Ordering::Relaxed);
        (asking.join().unwrap(), took)
    });
    assert!(took < SWAP_WITHIN, "took {took:?}");
    assert!(answers.iter().all(|answer| answer.status == StatusCode::OK));
    let ids: Vec<_> = answers.iter().map(|answer| answer.json()["snapshot_id"].clone()).collect();
    assert_eq!(ids[0], first);
    let last = server.related("tea", "").json()["snapshot_id"].clone();
    assert_ne!(last, first);
    // Answers of one client never go back to the older snapshot.
    assert!(ids.is_sorted_by_key(|id| *id != first));
    assert!(ids.iter().all(|id| *id == first || *id == last));
}

/// Each answer is of one snapshot: its id and its counts are of the same.
#[test]
fn no_answer_mixes_two_snapshots_while_they_are_swapped_under_many_clients() {
    let server = TestServer::start();
    let counts = |answer: &Answer| {
        assert_eq!(answer.status, StatusCode::OK);
        let answer = answer.json();
        let related = answer["related"].as_array().unwrap().iter();
        let counted = related.map(|item| json!([item["item_id"], item["score"], item["evidence"]]));
        (answer["snapshot_id"].clone(), counted.collect::<Vec<_>>())
    };
    let expected: Vec<_> = [shop::snapshot(), shop::later_snapshot()]
        .iter()
        .map(|bytes| {
            let id = server.model.publish(bytes).unwrap().number.0;
            while server.get("/readyz").json()["snapshot_number"] != id {
                thread::yield_now();
            }
            counts(&server.related("tea", ""))
        })
        .collect();
    assert_ne!(expected[0], expected[1]);
    let is_over = AtomicBool::new(false);
    let answers = thread::scope(|scope| {
        let asking: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let mut answers = Vec::new();
                    while !is_over.load(Ordering::Relaxed) {
                        answers.push(counts(&server.related("tea", "")));
                    }
                    answers
                })
            })
            .collect();
        for bytes in [shop::snapshot(), shop::later_snapshot()] {
            let id = server.model.publish(&bytes).unwrap().number.0;
            while server.get("/readyz").json()["snapshot_number"] != id {
                thread::yield_now();
            }
        }
        is_over.store(true, Ordering::Relaxed);
        asking.into_iter().flat_map(|client| client.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(answers.iter().all(|answer| expected.contains(answer)));
    assert!(expected.iter().all(|one| answers.contains(one)), "both were served");
}

#[test]
fn a_request_under_way_keeps_its_snapshot() {
    let (_dir, model) = model();
    let load = || {
        let (published, snapshot) = model.load_active().unwrap();
        Served::new(published, snapshot)
    };
    let live = Live::new(load());
    let begun = live.current();
    model.publish(&shop::later_snapshot()).unwrap();
    let until_now = live.swap(load(), |_| Told::default());
    assert_eq!(until_now.id(), begun.id());
    assert_ne!(live.current().id(), begun.id());
    let tea = begun.snapshot.vocabulary().index("tea").unwrap();
    assert_eq!(begun.snapshot.n_orders_with(tea), 50);
}

#[test]
fn a_damaged_snapshot_is_told_once_and_the_old_one_stays() {
    let (_dir, model) = model();
    let shop = Shop::open(model.clone()).unwrap();
    let damaged = model.publish(b"DAPEISNP and then nothing").unwrap();
    let told = shop.look().unwrap_err();
    assert!(told.to_string().contains("snapshot-000002.dapei"), "{told}");
    assert_eq!(shop.look().unwrap(), Look::Unchanged);
    assert_eq!(shop.live.current().number(), SnapshotNumber(1));
    // A whole one after it is served.
    fs::remove_file(&damaged.path).unwrap();
    model.publish(&shop::later_snapshot()).unwrap();
    let swapped = Look::Swapped { from: SnapshotNumber(1), to: SnapshotNumber(2) };
    assert_eq!(shop.look().unwrap(), swapped);
}

#[test]
fn an_emptied_directory_is_told_once_and_what_is_served_stays() {
    let (_dir, model) = model();
    let shop = Shop::open(model.clone()).unwrap();
    fs::remove_file(&model.active().unwrap().path).unwrap();
    assert!(shop.look().is_err());
    assert_eq!(shop.look().unwrap(), Look::Unchanged);
    assert_eq!(shop.live.current().number(), SnapshotNumber(1));
}

#[test]
fn a_chosen_older_snapshot_is_served_again() {
    let (dir, model) = model();
    model.publish(&shop::later_snapshot()).unwrap();
    let shop = Shop::open(model).unwrap();
    assert_eq!(shop.live.current().number(), SnapshotNumber(2));
    fs::write(dir.path().join("active"), "1").unwrap();
    let swapped = Look::Swapped { from: SnapshotNumber(2), to: SnapshotNumber(1) };
    assert_eq!(shop.look().unwrap(), swapped);
}

fn model() -> (tempfile::TempDir, ModelDir) {
    let dir = tempfile::tempdir().unwrap();
    let model = ModelDir::create(dir.path()).unwrap();
    model.publish(&shop::snapshot()).unwrap();
    (dir, model)
}
