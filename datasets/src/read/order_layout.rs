//! Which layout the rows of orders have: the contract's, or that of a known export.

use engine::words::LineColumns;

use crate::format::{Chunk, Row};
use crate::layout::{ORDER_COLUMNS, OrderColumns, OrderRows, Reading, Refusal, WantedColumn};
use crate::options::{Preset, ReadOptions};
use crate::preset::{Instacart, ONLINE_RETAIL_COLUMNS, OnlineRetail, TAFENG_COLUMNS, Tafeng};
use crate::report::Note;

/// Reads rows of one layout.
pub(super) enum OrderLayout {
    Contract(Box<Contract>),
    OnlineRetail(Box<OnlineRetail>),
    Tafeng(Box<Tafeng>),
    Instacart(Box<Instacart>),
}

/// The contract's own layout, row by row and column by column.
pub(super) struct Contract {
    rows: OrderRows,
    columns: OrderColumns,
}

impl OrderLayout {
    pub(super) fn new(options: &ReadOptions) -> Self {
        let price_decimals = options.price_decimals;
        match options.preset {
            None => Self::Contract(Box::new(Contract {
                rows: OrderRows::new(price_decimals),
                columns: OrderColumns::new(price_decimals),
            })),
            Some(Preset::OnlineRetail) => Self::OnlineRetail(Box::default()),
            Some(Preset::Tafeng) => Self::Tafeng(Box::new(Tafeng::new(price_decimals))),
            Some(Preset::Instacart) => Self::Instacart(Box::default()),
        }
    }

    /// Gets ready for a file with `header` and gives the columns that are read of it.
    pub(super) fn begin(&mut self, header: &[String]) -> &'static [WantedColumn] {
        match self {
            Self::Contract(_) => &ORDER_COLUMNS,
            Self::OnlineRetail(_) => ONLINE_RETAIL_COLUMNS,
            Self::Tafeng(_) => TAFENG_COLUMNS,
            Self::Instacart(rows) => {
                rows.begin(header);
                rows.columns()
            }
        }
    }

    /// ISO 4217 code of the currency, where the layout knows it.
    pub(super) fn currency(&self) -> Option<&'static str> {
        match self {
            Self::Contract(_) | Self::Instacart(_) => None,
            Self::OnlineRetail(_) => Some(OnlineRetail::CURRENCY),
            Self::Tafeng(_) => Some(Tafeng::CURRENCY),
        }
    }

    pub(super) fn read<'a>(&'a mut self, row: &Row<'a>) -> Result<Reading<'a>, Refusal> {
        match self {
            Self::Contract(contract) => contract.rows.read(row),
            Self::OnlineRetail(rows) => rows.read(row),
            Self::Tafeng(rows) => rows.read(row),
            Self::Instacart(rows) => rows.read(row),
        }
    }

    /// What `chunk` says, where it is read column by column.
    pub(super) fn read_chunk<'a>(&'a mut self, chunk: &Chunk<'a>) -> Option<LineColumns<'a>> {
        match self {
            Self::Contract(contract) => contract.columns.read(chunk),
            Self::OnlineRetail(_) | Self::Tafeng(_) | Self::Instacart(_) => None,
        }
    }

    /// Whether a file that may hold lines was begun.
    pub(super) fn has_lines(&self) -> bool {
        match self {
            Self::Contract(_) | Self::OnlineRetail(_) | Self::Tafeng(_) => true,
            Self::Instacart(rows) => rows.has_lines(),
        }
    }

    pub(super) fn notes(&self) -> Vec<Note> {
        match self {
            Self::Contract(_) | Self::Tafeng(_) => Vec::new(),
            Self::OnlineRetail(rows) => rows.notes(),
            Self::Instacart(rows) => rows.notes(),
        }
    }
}
