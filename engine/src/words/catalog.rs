//! What the shop says about its items.

use std::borrow::Cow;
use std::cmp::Ordering;

use thiserror::Error;

use super::id::ItemIndex;
use super::money::Money;
use super::texts::{Texts, TextsError};

/// No category, in the column of categories.
const NO_CATEGORY: u32 = u32::MAX;
/// No amount or count, in the columns of numbers.
const UNKNOWN: i64 = i64::MIN;
/// What joins the levels of a category path.
pub(crate) const LEVEL: &str = " > ";

/// The facts about every item, by number. Immutable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    columns: CatalogColumns,
}

/// The facts of one item as they are shown. An absent fact is `None` or empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ItemView<'a> {
    /// What the item is called.
    pub title: Option<&'a str>,
    /// Path of categories from the widest to the narrowest, levels joined by ` > `.
    pub category: Option<&'a str>,
    /// Who makes it.
    pub brand: Option<&'a str>,
    /// What one piece is sold for.
    pub price: Option<Money>,
    /// What one piece costs the shop.
    pub cost: Option<Money>,
    /// Pieces in stock, in millionths; zero or less is out of stock.
    pub stock: Option<i64>,
    /// Where its page is.
    pub url: Option<&'a str>,
}

/// The facts about one item as a row of a file gives them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ItemFacts<'a> {
    /// The facts with a place of their own.
    pub known: ItemView<'a>,
    /// All other facts: name and value.
    pub attributes: &'a [(&'a str, &'a str)],
}

/// The catalogue in columns: one row an item, in the sequence of the vocabulary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogColumns {
    /// ISO 4217 code of the shop's currency; empty where not told.
    pub currency: String,
    /// Titles, empty where unknown.
    pub titles: Texts,
    /// The distinct category paths, sorted.
    pub categories: Texts,
    /// Row in `categories` of each item, `u32::MAX` for none.
    pub category_of: Vec<u32>,
    /// Brands, empty where unknown.
    pub brands: Texts,
    /// Prices in minor units, `i64::MIN` where unknown.
    pub prices: Vec<i64>,
    /// Costs in minor units, `i64::MIN` where unknown.
    pub costs: Vec<i64>,
    /// Stock in millionths of a piece, `i64::MIN` where unknown.
    pub stocks: Vec<i64>,
    /// Addresses, empty where unknown.
    pub urls: Texts,
    /// The distinct names of attributes, sorted.
    pub attribute_names: Texts,
    /// Where the attributes of each item end in the two columns below.
    pub attribute_ends: Vec<u32>,
    /// Row in `attribute_names` of each attribute.
    pub attribute_name_of: Vec<u32>,
    /// Value of each attribute.
    pub attribute_values: Texts,
}

/// Why columns make no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CatalogError {
    /// A column is shorter or longer than the vocabulary.
    #[error("the catalogue's column `{column}` has {found} rows, expected {expected}")]
    Length {
        /// Which column.
        column: &'static str,
        /// Its rows.
        found: usize,
        /// Rows of the vocabulary.
        expected: usize,
    },
    /// A row points outside of the column it points into.
    #[error("the catalogue's column `{column}` points to row {found} of {length}")]
    Pointer {
        /// Which column.
        column: &'static str,
        /// Where it points.
        found: usize,
        /// Rows there are.
        length: usize,
    },
    /// The texts of a column do not fit together.
    #[error("the catalogue's texts do not fit together")]
    Texts(#[from] TextsError),
}

impl Catalog {
    /// A catalogue of `n_items` items from its columns.
    ///
    /// # Errors
    ///
    /// A column of another length, or a row that points outside of the column it points into.
    pub fn new(columns: CatalogColumns, n_items: usize) -> Result<Self, CatalogError> {
        let lengths = [
            ("titles", columns.titles.len()),
            ("category_of", columns.category_of.len()),
            ("brands", columns.brands.len()),
            ("prices", columns.prices.len()),
            ("costs", columns.costs.len()),
            ("stocks", columns.stocks.len()),
            ("urls", columns.urls.len()),
            ("attribute_ends", columns.attribute_ends.len()),
        ];
        for (column, found) in lengths {
            if found != n_items {
                return Err(CatalogError::Length { column, found, expected: n_items });
            }
        }
        let n_attributes = columns.attribute_values.len();
        if columns.attribute_name_of.len() != n_attributes {
            let found = columns.attribute_name_of.len();
            let column = "attribute_name_of";
            return Err(CatalogError::Length { column, found, expected: n_attributes });
        }
        let filed: Vec<u32> =
            columns.category_of.iter().copied().filter(|&c| c != NO_CATEGORY).collect();
        check_pointers("category_of", &filed, columns.categories.len())?;
        let n_names = columns.attribute_names.len();
        check_pointers("attribute_name_of", &columns.attribute_name_of, n_names)?;
        let mut start = 0;
        for &end in &columns.attribute_ends {
            if end < start || end as usize > n_attributes {
                let (column, found) = ("attribute_ends", end as usize);
                return Err(CatalogError::Pointer { column, found, length: n_attributes });
            }
            start = end;
        }
        Ok(Self { columns })
    }

    /// A catalogue of `n_items` items of which nothing is known.
    #[must_use]
    pub fn blank(n_items: usize) -> Self {
        let blanks = || Texts::blank(n_items);
        Self {
            columns: CatalogColumns {
                titles: blanks(),
                category_of: vec![NO_CATEGORY; n_items],
                brands: blanks(),
                prices: vec![UNKNOWN; n_items],
                costs: vec![UNKNOWN; n_items],
                stocks: vec![UNKNOWN; n_items],
                urls: blanks(),
                attribute_ends: vec![0; n_items],
                ..CatalogColumns::default()
            },
        }
    }

    /// What [`Catalog::new`] takes.
    #[must_use]
    pub fn columns(&self) -> &CatalogColumns {
        &self.columns
    }

    /// What is known of `item`.
    ///
    /// # Panics
    ///
    /// Where the number comes from another vocabulary and is too large for this one.
    #[must_use]
    pub fn item(&self, item: ItemIndex) -> ItemView<'_> {
        let row = item.position();
        let columns = &self.columns;
        ItemView {
            title: present(columns.titles.row(row)),
            category: self.category_of(item).map(|number| columns.categories.row(number as usize)),
            brand: present(columns.brands.row(row)),
            price: known(columns.prices[row]).map(Money),
            cost: known(columns.costs[row]).map(Money),
            stock: known(columns.stocks[row]),
            url: present(columns.urls.row(row)),
        }
    }

    /// What `item` is called, where the shop says it.
    #[must_use]
    pub fn title(&self, item: ItemIndex) -> Option<&str> {
        present(self.columns.titles.row(item.position()))
    }

    /// The attributes of `item`: name and value.
    pub fn attributes(&self, item: ItemIndex) -> impl Iterator<Item = (&str, &str)> + '_ {
        let columns = &self.columns;
        let row = item.position();
        let start = if row == 0 { 0 } else { columns.attribute_ends[row - 1] as usize };
        (start..columns.attribute_ends[row] as usize).map(|at| {
            let name = columns.attribute_names.row(columns.attribute_name_of[at] as usize);
            (name, columns.attribute_values.row(at))
        })
    }

    /// The number of the category that `item` is filed under.
    #[must_use]
    pub fn category_of(&self, item: ItemIndex) -> Option<u32> {
        Some(self.columns.category_of[item.position()]).filter(|&number| number != NO_CATEGORY)
    }

    /// The distinct category paths, sorted; their rows are the numbers of categories.
    #[must_use]
    pub fn categories(&self) -> &Texts {
        &self.columns.categories
    }

    /// The number of the category of this very path, where there is one. Costs a binary search.
    #[must_use]
    pub fn category_number(&self, path: &str) -> Option<u32> {
        let paths = &self.columns.categories;
        let (mut low, mut high) = (0, paths.len());
        while low < high {
            let middle = low.midpoint(high);
            match paths.row(middle).cmp(path) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(middle as u32),
            }
        }
        None
    }

    /// Whether `item` is known to be out of stock.
    #[must_use]
    pub fn is_out_of_stock(&self, item: ItemIndex) -> bool {
        known(self.columns.stocks[item.position()]).is_some_and(|stock| stock <= 0)
    }

    /// The catalogue, but of no item is known how many pieces are in stock.
    #[must_use]
    pub fn without_stock(mut self) -> Self {
        self.columns.stocks.fill(UNKNOWN);
        self
    }

    /// The catalogue with other prices and costs, one of each an item.
    ///
    /// # Errors
    ///
    /// There are more or fewer than items.
    pub fn with_prices(
        self,
        prices: &[Option<Money>],
        costs: &[Option<Money>],
    ) -> Result<Self, CatalogError> {
        let column = |amounts: &[Option<Money>]| {
            column_of(amounts.iter().map(|amount| amount.map(|money| money.0)))
        };
        let n_items = self.columns.prices.len();
        let (prices, costs) = (column(prices), column(costs));
        Self::new(CatalogColumns { prices, costs, ..self.columns }, n_items)
    }

    /// ISO 4217 code of the shop's currency, where it was told.
    #[must_use]
    pub fn currency(&self) -> Option<&str> {
        present(&self.columns.currency)
    }
}

/// Whether `c` can stand between two levels of a category path.
pub(super) fn is_between_levels(c: char) -> bool {
    matches!(c, '>' | '\u{ff1e}') || c.is_whitespace()
}

/// A category path with its levels joined by ` > `, however they were joined by `>`, and none of them empty.
///
/// ```
/// use engine::words::category_path;
/// assert_eq!(category_path("Home>Kitchen >  Mugs > "), "Home > Kitchen > Mugs");
/// assert_eq!(category_path("家居＞杯子"), "家居 > 杯子");
/// ```
#[must_use]
pub fn category_path(path: &str) -> Cow<'_, str> {
    let levels = path.split(['>', '\u{ff1e}']).map(str::trim);
    let levels: Vec<&str> = levels.filter(|level| !level.is_empty()).collect();
    let is_so = path.split(LEVEL).eq(levels.iter().copied());
    if is_so { Cow::Borrowed(path) } else { Cow::Owned(levels.join(LEVEL)) }
}

/// Whether category `path` is `ancestor` or stands below it.
///
/// ```
/// use engine::words::is_within;
/// assert!(is_within("Home > Kitchen > Mugs", "Home > Kitchen"));
/// assert!(!is_within("Home > Kitchenware", "Home > Kitchen"));
/// ```
#[must_use]
pub fn is_within(path: &str, ancestor: &str) -> bool {
    path.strip_prefix(ancestor).is_some_and(|rest| rest.is_empty() || rest.starts_with(LEVEL))
}

/// A category path, and each path above it, the nearest first: all that it [is within](is_within).
pub(crate) fn and_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| path.rfind(LEVEL).map(|end| &path[..end]))
}

/// A column of amounts with absent rows, as [`CatalogColumns`] keeps them.
pub(super) fn column_of(values: impl IntoIterator<Item = Option<i64>>) -> Vec<i64> {
    values.into_iter().map(|value| value.unwrap_or(UNKNOWN)).collect()
}

/// Distinct texts sorted, and the row of each text among them (`u32::MAX` for an empty text).
pub(super) fn numbered(rows: &[&str]) -> Result<(Texts, Vec<u32>), TextsError> {
    let mut distinct: Vec<&str> = rows.iter().copied().filter(|row| !row.is_empty()).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let number = |row: &&str| match distinct.binary_search(row) {
        Ok(number) => number as u32,
        Err(_) => NO_CATEGORY,
    };
    let numbers = rows.iter().map(number).collect();
    Ok((Texts::from_rows(distinct.iter().copied())?, numbers))
}

#[cfg(test)]
impl Catalog {
    /// A catalogue of which only titles are known.
    pub(crate) fn of_titles(titles: &[&str]) -> Self {
        let mut catalog = Self::blank(titles.len());
        catalog.columns.titles = Texts::from_rows(titles.iter().copied()).unwrap();
        catalog
    }

    /// A catalogue of which only categories are known.
    pub(crate) fn of_categories(paths: &[&str]) -> Self {
        let mut catalog = Self::blank(paths.len());
        (catalog.columns.categories, catalog.columns.category_of) = numbered(paths).unwrap();
        catalog
    }
}

fn present(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn known(value: i64) -> Option<i64> {
    Some(value).filter(|&value| value != UNKNOWN)
}

fn check_pointers(
    column: &'static str,
    pointers: &[u32],
    length: usize,
) -> Result<(), CatalogError> {
    match pointers.iter().find(|&&pointer| pointer as usize >= length) {
        Some(&found) => Err(CatalogError::Pointer { column, found: found as usize, length }),
        None => Ok(()),
    }
}
