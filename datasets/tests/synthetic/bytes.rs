//! The same seed gives the same bytes, in memory that grows little with the orders.

use std::env;
use std::process::Command;

use datasets::synthetic::{Language, ShopError, ShopParams, generate};

use crate::shop::Shop;

const FILES: [&str; 9] = [
    "orders.csv",
    "items.csv",
    "views.csv",
    "truth_relations.csv",
    "truth_items.csv",
    "truth_customers.csv",
    "truth_orders.csv",
    "truth_repeats.csv",
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
    34dbb7d7200f0d4b 10470 truth_items.csv
    7bd257169cdefb0a 32175 truth_customers.csv
    114a192f7c2febf5 1390 truth_orders.csv
    dd41614cf4ad8f9c 2844 truth_repeats.csv
    e9bb73d0c8e9e4ed 4409 shop.json
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

/// What an order may add to the peak. Unit: bytes. A fifth of a customer takes 2.4; the returns that are
/// due take a little more.
const BYTES_AN_ORDER: f64 = 3.5;

/// Makes a shop of 300 items in a process of its own. Returns the process's peak in bytes.
fn peak_bytes(n_orders: u64) -> f64 {
    let test = "bytes::memory_grows_by_a_few_bytes_an_order";
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(ORDERS_TO_MAKE, n_orders.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let peak = text.lines().find_map(|line| line.strip_prefix("peak KiB: "));
    let kib: f64 = peak.unwrap_or_else(|| panic!("no peak in {text}")).parse().unwrap();
    kib * 1024.0
}

#[test]
fn memory_grows_by_a_few_bytes_an_order() {
    if let Ok(n_orders) = env::var(ORDERS_TO_MAKE) {
        let params = ShopParams::new(n_orders.parse().unwrap(), 1);
        let folder = tempfile::tempdir().unwrap();
        // Nobody reads what is written.
        for name in ["orders.csv", "views.csv"] {
            std::os::unix::fs::symlink("/dev/null", folder.path().join(name)).unwrap();
        }
        let params = ShopParams { n_items: Some(300), ..params };
        let report = generate(&params, folder.path(), &mut |_| {}).unwrap();
        assert!(report.n_lines > 2 * report.n_orders);
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        println!("\npeak KiB: {}", peak.trim().trim_end_matches(" kB"));
        return;
    }
    // Both are large enough for the pieces on their way to the views to be as many as may wait.
    let (few, many) = (500_000, 3_000_000);
    let bytes_an_order = (peak_bytes(many) - peak_bytes(few)) / (many - few) as f64;
    println!("{bytes_an_order:.2} bytes an order");
    assert!(bytes_an_order <= BYTES_AN_ORDER, "{bytes_an_order} bytes an order");
}
