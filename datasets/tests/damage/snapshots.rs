//! Damaged snapshots: of a shop that fits on a page, and of a made-up one.

use std::num::NonZeroUsize;
use std::panic::catch_unwind;

use datasets::synthetic::{ShopParams, generate};
use datasets::{ReadOptions, read_items, read_orders, read_views};
use engine::snapshot::{FORMAT, Snapshot, SnapshotError};
use engine::train::{TrainParams, train};
use engine::words::Intake;

use super::ceiling::under_ceiling;
use super::files::Folder;
use super::fuzz::{BODY, answer_all, assert_writes_back, sign};
use super::harm::{Chance, Harm};

/// How many damaged files of each snapshot.
const N_FILES: u64 = 200;

#[derive(Debug, Default)]
struct Outcome {
    refused: u32,
    /// The checksum was made to fit, and what changed makes a snapshot.
    read: u32,
}

#[test]
fn damaged_snapshots_are_refused_by_what_is_wrong_with_them() {
    let test = "snapshots::damaged_snapshots_are_refused_by_what_is_wrong_with_them";
    under_ceiling(test, || {
        for (at, (shop, whole)) in
            [("five orders", five_orders()), ("made-up shop", made_up_shop())].iter().enumerate()
        {
            let outcome = damage(shop, whole, at as u64);
            println!("{shop}, {} bytes: {outcome:?}", whole.len());
            // What changed in the middle of a number may be a snapshot all the same.
            assert!(outcome.read > 0, "{shop}: nothing was answered from");
        }
    });
}

#[test]
fn each_way_to_be_no_snapshot_is_told_apart() {
    let whole = five_orders();
    let told = |bytes: &[u8]| Snapshot::decode(bytes).unwrap_err().to_string();
    let with = |place: usize, bytes: &[u8]| {
        let mut changed = whole.clone();
        changed[place..place + bytes.len()].copy_from_slice(bytes);
        changed
    };
    assert!(told(&whole[..20]).starts_with("cut: 20 bytes"));
    let rest = whole.len() - BODY;
    assert!(told(&whole[..100]).starts_with(&format!("cut: 44 of {rest} bytes")));
    assert!(told(&[&whole[..], b"xyz"].concat()).starts_with("3 bytes too many"));
    assert!(told(&with(24, &[0; 4])).starts_with("damaged: the checksum"));
    assert!(told(&with(16, &[0xff; 8])).contains("of 18446744073709551615 bytes"));
    assert!(told(&with(0, b"PAR1")).starts_with("not a snapshot"));
    let newer = told(&with(8, &(FORMAT + 1).to_le_bytes()));
    assert!(newer.starts_with(&format!("snapshot format {}, this build reads", FORMAT + 1)));
}

fn damage(shop: &str, whole: &[u8], seed: u64) -> Outcome {
    let mut outcome = Outcome::default();
    for n in 0..N_FILES {
        let mut chance = Chance::new(!seed << 32 | n);
        let harm = Harm::ALL[n as usize % Harm::ALL.len()];
        let mut harmed = harm.done_to(whole, &mut chance);
        // Every other one is signed anew, so that the damage reaches what the checksum guards.
        let is_signed = n % 2 == 1 && sign(&mut harmed);
        let which = format!("{shop}, number {n}: {harm:?}, signed: {is_signed}");
        let decoded = catch_unwind(|| Snapshot::decode(&harmed));
        let decoded = decoded.unwrap_or_else(|_| panic!("{which}: panicked"));
        match decoded {
            Err(error) => {
                assert!(is_signed || says_what_is_wrong(&error, &harmed), "{which}: {error}");
                outcome.refused += 1;
            }
            Ok(snapshot) => {
                assert!(is_signed, "{which}: taken as whole");
                let answered = catch_unwind(|| {
                    assert_writes_back(&snapshot, &harmed);
                    answer_all(&snapshot);
                });
                answered.unwrap_or_else(|_| panic!("{which}: answering panicked"));
                outcome.read += 1;
            }
        }
    }
    outcome
}

/// Whether the error is the first that a reader of the header must find.
fn says_what_is_wrong(error: &SnapshotError, harmed: &[u8]) -> bool {
    let word = |at: usize| u64::from_le_bytes(harmed[at..at + 8].try_into().unwrap());
    if harmed.len() < BODY {
        matches!(error, SnapshotError::TooShort { .. } | SnapshotError::Foreign)
    } else if !harmed.starts_with(b"DAPEISNP") {
        matches!(error, SnapshotError::Foreign)
    } else if harmed[8..12] != FORMAT.to_le_bytes() {
        matches!(error, SnapshotError::Format { .. })
    } else if word(16) != (harmed.len() - BODY) as u64 {
        matches!(error, SnapshotError::Length { .. })
    } else {
        matches!(error, SnapshotError::Checksum)
    }
}

fn five_orders() -> Vec<u8> {
    let orders = b"order_id,item_id\n1,tea\n1,cup\n2,tea\n2,cup\n2,honey\n3,tea\n3,honey\n4,cup\n5,lantern\n";
    let folder = Folder::new();
    folder.write("orders.csv", orders);
    let mut intake = Intake::new();
    folder.read_orders(&["orders.csv"], &ReadOptions::default(), &mut intake).unwrap();
    trained(intake)
}

fn made_up_shop() -> Vec<u8> {
    let folder = Folder::new();
    let shop = folder.path("shop");
    let params = ShopParams::new(300, 7);
    generate(&params, &shop, &mut |_| {}).unwrap();
    let (options, mut intake) = (ReadOptions::default(), Intake::new());
    read_orders(&[shop.join("orders.csv")], &options, &mut intake, &mut |_| {}).unwrap();
    read_items(&[shop.join("items.csv")], &options, &mut intake, &mut |_| {}).unwrap();
    read_views(&[shop.join("views.csv")], &options, &mut intake, &mut |_| {}).unwrap();
    trained(intake)
}

fn trained(intake: Intake) -> Vec<u8> {
    let params = TrainParams::default().check().unwrap();
    train(&intake.finish().unwrap(), &params, NonZeroUsize::MIN, &|_| ()).unwrap().bytes
}
