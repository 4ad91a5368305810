//! What the rows of a file are about.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// What the rows of a file are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// One row a line of an order.
    Orders,
    /// One row an item.
    Items,
    /// One row a look at an item.
    Views,
    /// One row an item of a basket that something is asked about.
    Queries,
    /// One row two items whose relation is asked for.
    Pairs,
}

/// A word that names no kind of file.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no kind of file, expected one of: {allowed}", allowed = allowed())]
pub struct FileKindError(String);

impl FileKind {
    /// Every kind there is.
    pub const ALL: [Self; 5] = [Self::Orders, Self::Items, Self::Views, Self::Queries, Self::Pairs];
}

impl fmt::Display for FileKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Orders => "orders",
            Self::Items => "items",
            Self::Views => "views",
            Self::Queries => "queries",
            Self::Pairs => "pairs",
        })
    }
}

impl FromStr for FileKind {
    type Err = FileKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|kind| kind.to_string() == text);
        named.ok_or_else(|| FileKindError(text.to_owned()))
    }
}

fn allowed() -> String {
    FileKind::ALL.map(|kind| kind.to_string()).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name_and_no_other() {
        for kind in FileKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        insta::assert_snapshot!("order".parse::<FileKind>().unwrap_err(), @"`order` is no kind of file, expected one of: orders, items, views, queries, pairs");
    }
}
