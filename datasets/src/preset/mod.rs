//! Exports that are read as they are, known defects included.
//!
//! In: rows of cells under the export's own column names. Out: lines of orders, or why not.
//! Deliberately absent: file formats. The same export may come as Parquet or as text.

mod online_retail;
mod not_an_item;
mod tafeng;

use crate::layout::WantedColumn;
use crate::options::Preset;

pub(crate) use online_retail::OnlineRetail;
pub(crate) use tafeng::Tafeng;

/// The columns of a preset's export that are read.
pub(crate) fn columns(preset: Preset) -> &'static [WantedColumn] {
    match preset {
        Preset::OnlineRetail => &online_retail::COLUMNS,
        Preset::Tafeng => &tafeng::COLUMNS,
    }
}
