//! Which column of a file holds which column of the contract.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Every column that the contract names, for any kind of file; `agent_id` is read by nothing yet,
/// which the load report says where it is mapped.
pub(crate) const CONTRACT_COLUMNS: [&str; 17] = [
    "order_id",
    "item_id",
    "customer_id",
    "timestamp",
    "quantity",
    "unit_price",
    "agent_id",
    "status",
    "title",
    "category",
    "brand",
    "price",
    "cost",
    "stock",
    "url",
    "session_id",
    "event",
];

/// Which column of the files holds which column of the contract; columns that are not named here
/// are found under the contract's own name. What is mapped to nothing (`status=`) is not read, even where it is
/// there under that name.
///
/// Every column of the contract can be mapped, so that one mapping serves files of every kind.
/// `agent_id` is read by nothing in this release; where it is mapped,
/// [`crate::LoadReport::mapped_not_read`] says so.
///
/// ```
/// use datasets::ColumnMap;
/// let map: ColumnMap = "order_id=InvoiceNo,item_id=StockCode".parse()?;
/// assert_eq!(map.source_of("order_id"), Some("InvoiceNo"));
/// assert_eq!(map.source_of("quantity"), None);
/// # Ok::<(), datasets::ColumnMapError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(&'static str, String)>);

/// Why a text is no column mapping.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ColumnMapError {
    /// A part without an equals sign.
    #[error("`{0}` maps no column, expected column=name, such as order_id=InvoiceNo")]
    NoEquals(String),
    /// Nothing before the equals sign.
    #[error("`{0}` names no column, expected column=name, such as order_id=InvoiceNo")]
    Empty(String),
    /// A column that the contract does not know.
    #[error("`{0}` is no column of orders, items or views, expected one of: {known}", known = CONTRACT_COLUMNS.join(", "))]
    Unknown(String),
    /// A column that is mapped twice.
    #[error("column `{0}` is mapped twice, expected each once")]
    Twice(&'static str),
}

impl ColumnMap {
    /// The file's column that holds the contract's `column`, where it is mapped; empty where it is not to be read.
    #[must_use]
    pub fn source_of(&self, column: &str) -> Option<&str> {
        self.0.iter().find(|(mapped, _)| *mapped == column).map(|(_, source)| source.as_str())
    }

    /// Whether nothing is mapped.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is mapped: the contract's column and the file's.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(column, source)| (*column, source.as_str()))
    }
}

impl ColumnMap {
    /// Maps `column` to `source`, unless it is mapped.
    pub(crate) fn add(&mut self, column: &'static str, source: &str) {
        if self.source_of(column).is_none() {
            self.0.push((column, source.to_owned()));
        }
    }
}

/// As it is written on a command line.
impl fmt::Display for ColumnMap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (column, source)) in self.pairs().enumerate() {
            let between = if place == 0 { "" } else { "," };
            write!(formatter, "{between}{column}={source}")?;
        }
        Ok(())
    }
}

impl FromStr for ColumnMap {
    type Err = ColumnMapError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut map = Self::default();
        if text.is_empty() {
            return Ok(map);
        }
        for part in text.split(',') {
            let (column, source) =
                part.split_once('=').ok_or_else(|| ColumnMapError::NoEquals(part.to_owned()))?;
            if column.is_empty() {
                return Err(ColumnMapError::Empty(part.to_owned()));
            }
            let known = CONTRACT_COLUMNS.into_iter().find(|known| *known == column);
            let column = known.ok_or_else(|| ColumnMapError::Unknown(column.to_owned()))?;
            if map.source_of(column).is_some() {
                return Err(ColumnMapError::Twice(column));
            }
            map.0.push((column, source.to_owned()));
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        text.parse::<ColumnMap>().unwrap_err().to_string()
    }

    #[test]
    fn a_name_may_hold_spaces_and_an_equals_sign() {
        let map: ColumnMap = "order_id=Invoice No,item_id=a=b".parse().unwrap();
        assert_eq!(map.source_of("order_id"), Some("Invoice No"));
        assert_eq!(map.source_of("item_id"), Some("a=b"));
    }

    #[test]
    fn a_mapping_is_written_as_it_is_read() {
        let text = "order_id=Invoice No,item_id=a=b";
        assert_eq!(text.parse::<ColumnMap>().unwrap().to_string(), text);
    }

    #[test]
    fn what_is_mapped_to_nothing_is_not_read() {
        let map: ColumnMap = "status=,item_id=sku".parse().unwrap();
        assert_eq!((map.source_of("status"), map.source_of("title")), (Some(""), None));
        assert_eq!(map.to_string(), "status=,item_id=sku");
    }

    #[test]
    fn no_text_maps_nothing() {
        assert!("".parse::<ColumnMap>().unwrap().is_empty());
    }

    #[test]
    fn what_is_no_mapping_is_refused_by_name() {
        insta::assert_snapshot!(refusal("order_id"), @"`order_id` maps no column, expected column=name, such as order_id=InvoiceNo");
        insta::assert_snapshot!(refusal("=sku"), @"`=sku` names no column, expected column=name, such as order_id=InvoiceNo");
        insta::assert_snapshot!(refusal("invoice=InvoiceNo"), @"`invoice` is no column of orders, items or views, expected one of: order_id, item_id, customer_id, timestamp, quantity, unit_price, agent_id, status, title, category, brand, price, cost, stock, url, session_id, event");
        insta::assert_snapshot!(refusal("item_id=a,item_id=b"), @"column `item_id` is mapped twice, expected each once");
        insta::assert_snapshot!(refusal("item_id=a,"), @"`` maps no column, expected column=name, such as order_id=InvoiceNo");
    }
}
