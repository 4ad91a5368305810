//! The same seed gives the same bytes, in memory that does not grow with the orders.

use std::env;
use std::process::Command;

use datasets::synthetic::{Language, ShopError, ShopParams, generate};

use crate::shop::Shop;

const FILES: [&str; 7] = [
    "orders.csv",
    "items.csv",
    "views.csv",
    "truth_relations.csv",
    "truth_items.csv",
    "truth_orders.csv",
    "shop.json",
];

fn hashes(params: &ShopParams) -> String {
    let shop = Shop::new(params);
    let hash = |name| {
        let bytes = std::fs::read(shop.path(name)).unwrap();
        format!("{} {} {name}\n", &blake3::hash(&bytes).to_hex()[..16], bytes.len())
    };
    FILES.map(hash).concat()
}

#[test]
fn a_seed_gives_these_bytes_for_ever() {
    insta::assert_snapshot!(hashes(&ShopParams::new(2_000, 7)), @"
    3a96d0d2be855e5d 277975 orders.csv
    2d85fbab98ed7ec6 35768 items.csv
    5a0f738afa926f45 474496 views.csv
    f462a05c4085c5e2 26455 truth_relations.csv
    33a5434a6de4007b 8587 truth_items.csv
    114a192f7c2febf5 1390 truth_orders.csv
    b6a54a7f52b3c119 4121 shop.json
    ");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let params = ShopParams::new(1_000, 1);
    let first = hashes(&params);
    assert_eq!(first, hashes(&params));
    let other = hashes(&ShopParams { seed: 2, ..params });
    assert!(first.lines().zip(other.lines()).all(|(one, two)| one != two), "{first}{other}");
}

#[test]
fn titles_are_in_the_language_asked_for() {
    let is_chinese = |title: &String| title.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let n_chinese = |language| {
        let shop = Shop::new(&ShopParams { language, ..ShopParams::new(1_000, 1) });
        let rows = shop.rows("items.csv");
        assert_eq!(rows.len(), 300);
        rows.iter().filter(|row| is_chinese(&row[1])).count()
    };
    assert_eq!(n_chinese(Language::En), 0);
    assert!(n_chinese(Language::Zh) > 280, "a noun such as T恤 may stand alone");
    assert!((60..240).contains(&n_chinese(Language::Both)));
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let made = generate(&ShopParams::new(1_000, 1), &file.path().join("shop"), &mut |_| {});
    let error = made.unwrap_err();
    assert!(matches!(error, ShopError::Create { .. }));
    assert!(error.to_string().ends_with("shop: cannot be created"), "{error}");
}

/// Set in a process of its own that measures its memory.
const ORDERS_TO_MAKE: &str = "DAPEI_TEST_ORDERS_TO_MAKE";

/// Makes a shop of 6,000 items in a process of its own. Returns the process's peak in MiB.
fn peak_mib(n_orders: u64) -> u64 {
    let test = "bytes::memory_does_not_grow_with_the_orders";
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ORDERS_TO_MAKE, n_orders.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let peak = text.lines().find_map(|line| line.strip_prefix("peak KiB: "));
    peak.unwrap_or_else(|| panic!("no peak in {text}")).parse::<u64>().unwrap() / 1024
}

#[test]
fn memory_does_not_grow_with_the_orders() {
    if let Ok(n_orders) = env::var(ORDERS_TO_MAKE) {
        let params = ShopParams::new(n_orders.parse().unwrap(), 1);
        let shop = Shop::new(&ShopParams { n_items: Some(6_000), ..params });
        assert!(shop.report.n_lines > 2 * shop.report.n_orders);
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        println!("\npeak KiB: {}", peak.trim().trim_end_matches(" kB"));
        return;
    }
    // More than a million lines against fifty thousand.
    let (large, small) = (peak_mib(350_000), peak_mib(17_500));
    println!("{large} MiB against {small} MiB");
    assert!(large <= small + 8, "{large} MiB against {small} MiB");
}
