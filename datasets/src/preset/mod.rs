//! Exports that are read as they are, known defects included.
//!
//! In: rows of cells under the export's own column names. Out: lines of orders, or why not.
//! Deliberately absent: file formats. The same export may come as Parquet or as text.

mod names;
mod online_retail;
mod not_an_item;
mod tafeng;
mod instacart;
mod instacart_items;

use crate::layout::{Export, WantedColumn};
use crate::options::{FileKind, Preset};

pub(crate) use instacart::Instacart;
pub(crate) use instacart_items::InstacartItems;
pub(crate) use online_retail::OnlineRetail;
pub(crate) use tafeng::Tafeng;

/// Every kind of file of the known exports; of two that a header fits, the first is meant.
pub(crate) const EXPORTS: [Export; 7] = [
    orders(Preset::OnlineRetail, &online_retail::COLUMNS, None),
    orders(Preset::Tafeng, &tafeng::COLUMNS, None),
    orders(Preset::Instacart, &instacart::HEADER_COLUMNS, Some(instacart::HEADER_MARK)),
    orders(Preset::Instacart, &instacart::LINE_COLUMNS, Some(instacart::LINE_MARK)),
    items(Preset::Instacart, &instacart_items::PRODUCT_COLUMNS),
    items(Preset::Instacart, &instacart_items::AISLE_COLUMNS),
    items(Preset::Instacart, &instacart_items::DEPARTMENT_COLUMNS),
];

/// The columns of rows of Online Retail that are read.
pub(crate) const ONLINE_RETAIL_COLUMNS: &[WantedColumn] = &online_retail::COLUMNS;
/// The columns of rows of Ta-Feng that are read.
pub(crate) const TAFENG_COLUMNS: &[WantedColumn] = &tafeng::COLUMNS;

const fn orders(
    preset: Preset,
    columns: &'static [WantedColumn],
    mark: Option<&'static str>,
) -> Export {
    Export { preset, kind: FileKind::Orders, columns, mark }
}

const fn items(preset: Preset, columns: &'static [WantedColumn]) -> Export {
    Export { preset, kind: FileKind::Items, columns, mark: None }
}
