//! What the rows of a file are about, by its columns and, where these leave it open, by its name.

use std::path::Path;

use crate::layout::{
    ITEM_COLUMNS, ORDER_COLUMNS, PAIR_COLUMNS, QUERY_COLUMNS, VIEW_COLUMNS, WantedColumn, guess,
};
use crate::options::{ColumnMap, FileKind};

/// Words of file names and what they say.
const NAMED: [(FileKind, &[&str]); 3] = [
    (FileKind::Views, &["view", "event", "click", "visit", "浏览"]),
    (FileKind::Orders, &["order", "invoice", "sales", "transaction", "订单"]),
    (FileKind::Items, &["item", "product", "catalog", "goods", "sku", "商品", "宝贝"]),
];

/// The contract's columns of files of `kind`.
pub(super) fn columns_of(kind: FileKind) -> &'static [WantedColumn] {
    match kind {
        FileKind::Orders => &ORDER_COLUMNS,
        FileKind::Items => &ITEM_COLUMNS,
        FileKind::Views => &VIEW_COLUMNS,
        FileKind::Queries => &QUERY_COLUMNS,
        FileKind::Pairs => &PAIR_COLUMNS,
    }
}

/// What the rows of `file` are about; nothing where neither its columns nor its name tell.
pub(super) fn kind_of(file: &Path, header: &[String], map: &ColumnMap) -> Option<FileKind> {
    let is_there = |name: &str| header.iter().any(|column| column == name);
    if is_there("item_a") && is_there("item_b") {
        return Some(FileKind::Pairs);
    }
    if is_there("query_id") {
        return Some(FileKind::Queries);
    }
    let orders = found(&ORDER_COLUMNS, header, map);
    let views = found(&VIEW_COLUMNS, header, map);
    let items = found(&ITEM_COLUMNS, header, map);
    let name = named(file);
    let is_watched = views.contains(&"session_id") || views.contains(&"customer_id");
    if views.contains(&"item_id") && is_watched && views.contains(&"event") {
        return Some(FileKind::Views);
    }
    if orders.contains(&"order_id") && orders.contains(&"item_id") {
        return Some(FileKind::Orders);
    }
    if name == Some(FileKind::Orders) && (is_watched || !items.contains(&"item_id")) {
        return name;
    }
    if views.contains(&"item_id") && is_watched {
        return Some(FileKind::Views);
    }
    let is_plain = is_there("item_id") || items.len() > 1 || name == Some(FileKind::Items);
    if items.contains(&"item_id") && is_plain {
        return Some(FileKind::Items);
    }
    if orders.contains(&"order_id") { Some(FileKind::Orders) } else { name }
}

/// Those of `wanted` that `header` seems to have.
fn found(wanted: &[WantedColumn], header: &[String], map: &ColumnMap) -> Vec<&'static str> {
    let guesses = guess(wanted, header, map, &[]);
    let is_found = |column: &str| {
        let source = map.source_of(column).unwrap_or(column);
        header.iter().any(|name| name == source)
            || header.iter().any(|name| name == column)
            || guesses.iter().any(|guess| guess.column == column)
    };
    wanted.iter().map(|column| column.name).filter(|column| is_found(column)).collect()
}

fn named(file: &Path) -> Option<FileKind> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    NAMED.into_iter().find(|(_, words)| says(words)).map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(file: &str, header: &str) -> String {
        let header: Vec<String> = header.split(',').map(str::to_owned).collect();
        let kind = kind_of(Path::new(file), &header, &ColumnMap::default());
        kind.map_or_else(|| "unknown".to_owned(), |kind| kind.to_string())
    }

    #[test]
    fn columns_tell_the_kind_whatever_the_name() {
        assert_eq!(told("products.csv", "order_id,item_id"), "orders");
        assert_eq!(told("x.csv", "Name,Lineitem sku,Lineitem quantity"), "orders");
        assert_eq!(told("orders.csv", "item_id,title,price"), "items");
        assert_eq!(told("x.csv", "SKU,Name,Regular price"), "items");
        assert_eq!(told("x.csv", "session_id,item_id"), "views");
        assert_eq!(told("x.csv", "userToken,objectID,eventType,timestamp"), "views");
        assert_eq!(told("x.csv", "timestamp,visitorid,event,itemid,transactionid"), "views");
        assert_eq!(told("x.csv", "query_id,item_id"), "queries");
        assert_eq!(told("x.csv", "item_a,item_b"), "pairs");
    }

    #[test]
    fn a_name_tells_what_columns_leave_open() {
        assert_eq!(told("orders.csv", "customer_id,item_id,timestamp"), "orders");
        assert_eq!(told("views.csv", "customer_id,item_id,timestamp"), "views");
        assert_eq!(told("catalog.csv", "id,colour"), "items");
        assert_eq!(told("x.csv", "id,colour"), "unknown");
        assert_eq!(told("x.csv", "a,b"), "unknown");
        assert_eq!(told("orders.csv", "a,b"), "orders");
    }
}
