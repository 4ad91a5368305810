//! What to do about a missing column: the preset whose export this is, or a mapping.

use super::binding::Export;

/// Names under which shop platforms export the columns that must be there, letters and digits only.
const KNOWN_AS: [(&str, &[&str]); 2] = [
    (
        "order_id",
        &[
            "orderid",
            "order",
            "ordernumber",
            "orderno",
            "ordernr",
            "name",
            "invoiceno",
            "invoice",
            "invoiceid",
            "invoicenumber",
            "transactionid",
            "transaction",
            "basketid",
            "basket",
            "receiptid",
            "receiptno",
            "tid",
            "订单编号",
            "订单号",
        ],
    ),
    (
        "item_id",
        &[
            "itemid",
            "item",
            "itemno",
            "sku",
            "skuid",
            "lineitemsku",
            "productid",
            "product",
            "productcode",
            "stockcode",
            "articleid",
            "article",
            "articleno",
            "ean",
            "asin",
            "商品编码",
            "商品编号",
        ],
    ),
];

/// What to do where the columns `missing` are not in `header`.
pub(super) fn way_out(missing: &[&str], header: &[String], exports: &[Export]) -> String {
    let is_there = |name: &str| header.iter().any(|found| found == name);
    for (preset, columns) in exports {
        if columns.iter().all(|column| !column.is_needed || is_there(column.name)) {
            return format!("this looks like the export that `--preset {preset}` reads");
        }
    }
    let mappings: Vec<String> = missing
        .iter()
        .map(|&column| format!("{column}={}", obvious(column, header).unwrap_or("…")))
        .collect();
    format!("say which column it is with `--columns {}`", mappings.join(","))
}

/// The one column of `header` that is plainly meant.
fn obvious<'a>(column: &str, header: &'a [String]) -> Option<&'a str> {
    let (_, names) = KNOWN_AS.iter().find(|(known, _)| *known == column)?;
    names.iter().find_map(|name| {
        let meant = header.iter().find(|found| letters(found) == *name);
        meant.map(String::as_str)
    })
}

fn letters(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
