//! What `docs/exports.md` shows is what happens.

use std::path::Path;

use crate::shell::{Shell, stderr, stdout};

const PAGE: &str = include_str!("../../../docs/exports.md");

/// A shop platform's files of each name that the page uses.
const SAMPLES: [(&str, &str); 11] = [
    ("shopify-orders.csv", include_str!("samples/shopify-orders.csv")),
    ("shopify-products.csv", include_str!("samples/shopify-products.csv")),
    ("woocommerce-lines.csv", include_str!("samples/woocommerce-lines.csv")),
    ("woocommerce-products.csv", include_str!("samples/woocommerce-products.csv")),
    ("magento-lines.csv", include_str!("samples/magento-lines.csv")),
    ("magento-products.csv", include_str!("samples/magento-products.csv")),
    ("amazon-orders.tsv", include_str!("samples/amazon-orders.tsv")),
    ("taobao-orders.csv", include_str!("samples/taobao-orders.csv")),
    ("jd-orders.csv", include_str!("samples/jd-orders.csv")),
    ("own-lines.csv", include_str!("samples/own-lines.csv")),
    ("analytics-views.csv", include_str!("samples/analytics-views.csv")),
];

fn samples() -> Shell {
    let shell = Shell::new();
    SAMPLES.iter().for_each(|(name, text)| shell.write(name, text));
    shell
}

/// The blocks of the page in that language.
fn blocks(language: &str) -> Vec<&'static str> {
    let parts = PAGE.split("```").skip(1).step_by(2);
    parts.filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n')).collect()
}

#[test]
fn the_page_shows_what_check_prints_on_the_shipped_orders() {
    let block = blocks("").into_iter().find_map(|block| block.strip_prefix("$ dapei check "));
    let (words, shown) = block.unwrap().split_once('\n').unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut command = Shell::new().command(&format!("check {words}"));
    let output = command.current_dir(root).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert_eq!(shown, printed);
}

#[test]
fn every_command_of_the_page_reads_every_row_of_its_platform() {
    let blocks = blocks("sh");
    assert_eq!(blocks.len(), 8);
    for block in blocks {
        let told = stderr(&samples().shell(block).success());
        assert!(told.contains("4 rows = 4 taken + 0 not counted + 0 refused"), "{block}{told}");
        assert!(!told.contains("refused:"), "{block}{told}");
        let mapped = block
            .split("columns ")
            .skip(1)
            .flat_map(|mapped| mapped.split(" \\\n").next().unwrap().trim_matches('\'').split(','));
        for (column, source) in mapped.map(|pair| pair.split_once('=').unwrap()) {
            assert!(told.contains(&format!("{column} from {source}")), "{column} {told}");
        }
    }
}

#[test]
fn check_understands_every_platform_by_itself() {
    let shell = samples();
    for (name, _) in SAMPLES.iter().filter(|(name, _)| !name.starts_with("own")) {
        let told = stdout(&shell.dapei(&format!("check {name}")).success());
        let kinds = [("products", "items"), ("views", "views"), ("", "orders")];
        let (_, kind) = kinds.into_iter().find(|(part, _)| name.contains(part)).unwrap();
        let format = if name.ends_with(".tsv") { "TSV" } else { "CSV" };
        assert!(told.starts_with(&format!("{name}: {kind}, {format}\n")), "{told}");
        assert!(!told.contains("refused:"), "{told}");
    }
}

/// Orders and items of a shop meet only where both are known by the same id.
#[test]
fn check_finds_the_id_of_an_item_that_the_page_maps() {
    let shell = samples();
    let platforms = blocks("sh").into_iter().filter(|block| !block.contains("own-lines"));
    for block in platforms {
        let words: Vec<&str> = block.split_whitespace().collect();
        let after = |option: &str| {
            let place = words.iter().position(|word| *word == option)?;
            words.get(place + 1).copied()
        };
        let id_after = |option: &str| {
            let (_, mapped) = block.split_once(&format!(" {option} "))?;
            let (_, id) = mapped.split_once("item_id=")?;
            id.split([',', '\'', '\n', '\\']).next()
        };
        let orders_id = id_after("--columns").unwrap();
        let files = [
            (after("--orders"), orders_id),
            (after("--items"), id_after("--item-columns").unwrap_or(orders_id)),
        ];
        for (file, id) in files {
            let Some(file) = file else { continue };
            let told = stdout(&shell.dapei(&format!("check {file}")).success());
            assert!(told.contains(&format!("item_id={id}")), "{file}: {id}\n{told}");
        }
    }
}
