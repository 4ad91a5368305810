//! What the fuzzer starts from, and what it found, holds with any compiler.

#![allow(clippy::unwrap_used, reason = "a test may stop where it fails")]

#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "what is fuzzed is a library of its own")]
mod fuzz;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

type Target = (&'static str, fn(&[u8]) -> bool);

/// Seeds that are refused whole, which is their point.
const REFUSED: [&str; 4] = ["open_quote", "endless_footer", "split_character", "order_header"];

const TARGETS: [Target; 12] = [
    ("check", fuzz::check),
    ("items", fuzz::items),
    ("orders_csv", |bytes| fuzz::orders("orders.csv", bytes)),
    ("orders_jsonl", |bytes| fuzz::orders("orders.jsonl", bytes)),
    ("orders_parquet", |bytes| fuzz::orders("orders.parquet", bytes)),
    ("orders_tsv", |bytes| fuzz::orders("orders.tsv", bytes)),
    ("packed", fuzz::packed),
    ("presets", fuzz::presets),
    ("questions", fuzz::questions),
    ("snapshot", fuzz::snapshot),
    ("trained", |bytes| fuzz::trained("orders.csv", bytes)),
    ("views", fuzz::views),
];

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(name)
}

#[test]
fn every_target_has_seeds_and_is_part_of_the_trials() {
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names, names_in(&folder("fuzz_targets")));
    assert_eq!(names, names_in(&folder("corpus")));
    let trials = fs::read_to_string(folder("trials.sh")).unwrap();
    let all = trials.lines().find_map(|line| line.split_once("|| set -- ")).unwrap().1;
    assert_eq!(names, all.split(' ').map(str::to_owned).collect());
}

#[test]
fn what_targets_assert_holds_for_every_seed() {
    let mut odd = Vec::new();
    for (target, run) in TARGETS {
        let seeds = fs::read_dir(folder("corpus").join(target)).unwrap();
        for seed in seeds {
            let seed = seed.unwrap().path();
            let name = seed.file_name().unwrap().to_str().unwrap();
            let is_taken = run(&fs::read(&seed).unwrap());
            if is_taken == REFUSED.contains(&name) {
                odd.push(format!("{target}/{name}"));
            }
        }
    }
    assert_eq!(odd, Vec::<String>::new(), "taken or refused against their names");
}
