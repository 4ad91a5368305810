//! Finds the wanted columns in a header.

use std::path::Path;

use crate::cell::{Cell, excerpt};
use crate::error::ReadError;
use crate::format::Format;
use crate::options::{ColumnMap, FileKind, Preset};
use crate::report::ColumnUse;

use super::not_text::instead_of_text;
use super::suggestion::way_out;

/// A column that a layout reads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WantedColumn {
    pub(crate) name: &'static str,
    pub(crate) need: Need,
}

/// Whether a file can be read without a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It cannot.
    Needed,
    /// It cannot unless another of the columns so marked is there.
    Either,
    /// It can.
    Optional,
}

/// Where the wanted columns stand in one file.
#[derive(Debug, Clone, Default)]
pub(crate) struct Binding {
    /// Place in the header of each wanted column, in the sequence in which they are wanted.
    pub(crate) projection: Vec<Option<usize>>,
    /// Which column is read as which, for the report.
    pub(crate) uses: Vec<ColumnUse>,
}

/// What is looked for in a header.
pub(crate) struct Search<'a> {
    /// The columns that are read.
    pub(crate) wanted: &'a [WantedColumn],
    /// Under which names they stand; nothing where a file's columns cannot be mapped.
    pub(crate) map: Option<&'a ColumnMap>,
    /// The option that maps them.
    pub(crate) option: &'static str,
    /// Columns whose mapping may be meant for another kind of file.
    pub(crate) shared: &'a [WantedColumn],
    /// The known export that the columns are of.
    pub(crate) preset: Option<Preset>,
    /// Known exports, to be named where a header is one of theirs.
    pub(crate) exports: &'a [Export],
}

/// One kind of file of a known export.
#[derive(Debug)]
pub(crate) struct Export {
    pub(crate) preset: Preset,
    /// What its rows are about.
    pub(crate) kind: FileKind,
    /// The columns that are read; those that are needed tell it.
    pub(crate) columns: &'static [WantedColumn],
    /// A column that is not read and tells it from others' files.
    pub(crate) mark: Option<&'static str>,
}

impl Export {
    /// Whether `header` is that of such a file.
    pub(crate) fn fits(&self, header: &[String]) -> bool {
        let is_there = |column: &str| header.iter().any(|name| name == column);
        self.mark.is_none_or(is_there)
            && self.columns.iter().all(|column| !column.is_needed() || is_there(column.name))
    }
}

impl Search<'static> {
    /// A search for `wanted` under their own names only.
    pub(crate) const fn exactly(wanted: &'static [WantedColumn]) -> Self {
        Search { wanted, map: None, option: "--columns", shared: &[], preset: None, exports: &[] }
    }
}

impl WantedColumn {
    /// A column without which a file cannot be read.
    pub(crate) const fn needed(name: &'static str) -> Self {
        Self { name, need: Need::Needed }
    }

    /// A column of which one at least must be there.
    pub(crate) const fn either(name: &'static str) -> Self {
        Self { name, need: Need::Either }
    }

    /// A column that may be missing.
    pub(crate) const fn optional(name: &'static str) -> Self {
        Self { name, need: Need::Optional }
    }

    /// Whether a file cannot be read without it, whatever else is there.
    pub(crate) fn is_needed(self) -> bool {
        match self.need {
            Need::Needed => true,
            Need::Either | Need::Optional => false,
        }
    }
}

impl Binding {
    /// The name of the file's column behind wanted column `slot`.
    pub(crate) fn source_name<'a>(&self, slot: usize, header: &'a [String]) -> Option<&'a str> {
        let place = self.projection.get(slot).copied().flatten()?;
        header.get(place).map(String::as_str)
    }

    /// Wants the columns at `places` too, each under its own name.
    pub(crate) fn add_attributes(&mut self, places: &[usize], header: &[String]) {
        for &place in places {
            self.projection.push(Some(place));
            let (column, source) = (format!("attribute {}", header[place]), header[place].clone());
            self.uses.push(ColumnUse { column, source });
        }
    }

    /// Places of the columns that nobody wanted.
    pub(crate) fn unread(&self, n_columns: usize) -> impl Iterator<Item = usize> + '_ {
        (0..n_columns).filter(|&place| !self.projection.contains(&Some(place)))
    }
}

/// Finds each wanted column in `header`: under the name it is mapped to, else under its own.
///
/// One mapping serves files of orders and of items: of a column that may be meant for another kind
/// of file, a mapped name may be missing; any other that is missing is an error, even where the
/// column's own name is there, for that may be another thing.
pub(crate) fn bind(
    file: &Path,
    header: &[String],
    search: &Search<'_>,
) -> Result<Binding, ReadError> {
    let mut binding = Binding::default();
    let (mut missing, mut either, mut is_either_there) = (Vec::new(), Vec::new(), false);
    for column in search.wanted {
        let mapped = search.map.and_then(|map| map.source_of(column.name));
        let is_not_read = mapped.is_some_and(str::is_empty);
        let mut place = match mapped {
            Some("") => None,
            Some(_) | None => place_of(file, header, mapped.unwrap_or(column.name))?,
        };
        if let (None, Some(source), false) = (place, mapped, is_not_read) {
            let is_shared = search.shared.iter().any(|shared| shared.name == column.name);
            place = if is_shared { place_of(file, header, column.name)? } else { None };
            if place.is_none() && (column.is_needed() || !is_shared) {
                return Err(ReadError::MappedColumnMissing {
                    file: file.into(),
                    column: column.name,
                    source_name: source.to_owned(),
                    found: listed(header.iter().map(String::as_str)),
                });
            }
        }
        if place.is_none() && column.is_needed() {
            missing.push(column.name);
        }
        match (column.need, place) {
            (Need::Either, Some(_)) => is_either_there = true,
            (Need::Either, None) => either.push(column.name),
            (Need::Needed | Need::Optional, _) => {}
        }
        if let Some(place) = place {
            let (column, source) = (column.name.to_owned(), header[place].clone());
            binding.uses.push(ColumnUse { column, source });
        }
        binding.projection.push(place);
    }
    if is_either_there {
        either.clear();
    }
    if missing.is_empty() && either.is_empty() {
        return Ok(binding);
    }
    refuse_other_text(file, header)?;
    Err(ReadError::MissingColumns {
        file: file.into(),
        missing: all_missing(&missing, &either),
        found: listed(header.iter().map(String::as_str)),
        way_out: way_out(&missing, &either, header, search),
    })
}

/// Refuses a header that is no text, or text parted by something else than the file's name says.
pub(crate) fn refuse_other_text(file: &Path, header: &[String]) -> Result<(), ReadError> {
    if let Some(found) = instead_of_text(header) {
        return Err(ReadError::NotText { file: file.into(), found });
    }
    if let Some(found) = other_delimiter(file, header) {
        let header = excerpt(Cell::Text(&header[0]));
        return Err(ReadError::OtherDelimiter { file: file.into(), header, found });
    }
    Ok(())
}

/// What seems to part the cells of a header that is one column, other than what does in such a file.
fn other_delimiter(file: &Path, header: &[String]) -> Option<&'static str> {
    const DELIMITERS: [(char, &str); 4] =
        [(';', "semicolons"), ('\t', "tabs"), ('|', "bars"), (',', "commas")];
    let [only] = header else { return None };
    let own = match Format::of(file) {
        Ok((Format::Csv, _)) => ',',
        Ok((Format::Tsv, _)) => '\t',
        Ok((Format::JsonLines | Format::Parquet, _)) | Err(_) => return None,
    };
    let others = DELIMITERS.iter().filter(|(delimiter, _)| *delimiter != own);
    others.into_iter().find(|(delimiter, _)| only.contains(*delimiter)).map(|&(_, name)| name)
}

/// The columns that must be there, and those of which one must.
fn all_missing(missing: &[&str], either: &[&str]) -> String {
    let either: Vec<String> = either.iter().map(|name| format!("`{name}`")).collect();
    let missing = (!missing.is_empty()).then(|| listed(missing.iter().copied()));
    let either = (!either.is_empty()).then(|| either.join(" or "));
    missing.into_iter().chain(either).collect::<Vec<_>>().join(", no column ")
}

fn place_of(file: &Path, header: &[String], name: &str) -> Result<Option<usize>, ReadError> {
    let mut places = (0..header.len()).filter(|&place| header[place] == name);
    let place = places.next();
    if places.next().is_some() {
        return Err(ReadError::ColumnTwice { file: file.into(), column: name.to_owned() });
    }
    Ok(place)
}

/// Names between backticks, the first forty of them; each short and on one line whatever it holds.
pub(crate) fn listed<'a>(names: impl ExactSizeIterator<Item = &'a str>) -> String {
    const N_SHOWN: usize = 40;
    let n_more = names.len().saturating_sub(N_SHOWN);
    let shown: Vec<String> =
        names.take(N_SHOWN).map(|name| format!("`{}`", excerpt(Cell::Text(name)))).collect();
    let shown = shown.join(", ");
    if n_more == 0 { shown } else { format!("{shown} and {n_more} more") }
}

#[cfg(test)]
mod tests {
    use super::super::{ITEM_COLUMNS, ORDER_COLUMNS, VIEW_COLUMNS};
    use super::*;

    fn bound(header: &[&str], map: &str) -> Result<Binding, ReadError> {
        let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
        let export: &[WantedColumn] =
            const { &[WantedColumn::needed("InvoiceNo"), WantedColumn::needed("UnitPrice")] };
        let search = Search {
            wanted: &ORDER_COLUMNS,
            option: "--columns",
            map: Some(&map.parse().unwrap()),
            shared: &ITEM_COLUMNS[1..],
            preset: None,
            exports: &[Export {
                preset: Preset::OnlineRetail,
                kind: FileKind::Orders,
                columns: export,
                mark: None,
            }],
        };
        bind(Path::new("orders.csv"), &header, &search)
    }

    fn refusal(header: &[&str], map: &str) -> String {
        bound(header, map).unwrap_err().to_string()
    }

    #[test]
    fn columns_are_found_by_mapping_and_by_name() {
        let binding = bound(&["quantity", "Sku", "order_id"], "item_id=Sku").unwrap();
        assert_eq!(binding.projection[..5], [Some(2), Some(1), None, None, Some(0)]);
    }

    #[test]
    fn a_mapping_meant_for_another_file_does_not_disturb() {
        let binding = bound(&["order_id", "item_id"], "title=Description,price=Price").unwrap();
        assert_eq!(binding.uses.len(), 2);
    }

    #[test]
    fn a_mistyped_mapping_is_not_passed_over_for_the_columns_own_name() {
        insta::assert_snapshot!(refusal(&["order_id", "item_id"], "order_id=InvoiceNr"), @"orders.csv: no column `InvoiceNr`, which was given as order_id; found `order_id`, `item_id`");
        insta::assert_snapshot!(refusal(&["order_id", "item_id"], "item_id=Sku"), @"orders.csv: no column `Sku`, which was given as item_id; found `order_id`, `item_id`");
    }

    #[test]
    fn a_missing_column_is_named_with_what_is_there_and_a_way_out() {
        insta::assert_snapshot!(refusal(&["InvoiceNo", "sku", "qty"], ""), @"orders.csv: no column `order_id`, `item_id`; found `InvoiceNo`, `sku`, `qty`; say which column it is with `--columns order_id=InvoiceNo,item_id=sku,quantity=qty`");
        insta::assert_snapshot!(refusal(&["a", "b"], ""), @"orders.csv: no column `order_id`, `item_id`; found `a`, `b`; say which column it is with `--columns order_id=…,item_id=…`");
        insta::assert_snapshot!(refusal(&["InvoiceNo", "StockCode", "UnitPrice"], ""), @"orders.csv: no column `order_id`, `item_id`; found `InvoiceNo`, `StockCode`, `UnitPrice`; this looks like the export that `--preset online-retail` reads");
    }

    #[test]
    fn another_delimiter_is_told_as_such() {
        insta::assert_snapshot!(refusal(&["order_id;item_id;quantity"], ""), @"orders.csv: one column, `order_id;item_id;quantity`, which seems to be parted by semicolons; expected commas in .csv, tabs in .tsv");
        insta::assert_snapshot!(refusal(&["order_id\titem_id"], ""), @r"orders.csv: one column, `order_id\titem_id`, which seems to be parted by tabs; expected commas in .csv, tabs in .tsv");
    }

    #[test]
    fn one_of_two_columns_is_enough_and_where_neither_is_there_both_are_named() {
        let told = |header: &[&str]| {
            let header: Vec<String> = header.iter().map(|&name| name.to_owned()).collect();
            let map = ColumnMap::default();
            let search = Search {
                wanted: &VIEW_COLUMNS,
                option: "--view-columns",
                map: Some(&map),
                shared: &ORDER_COLUMNS,
                preset: None,
                exports: &[],
            };
            let bound = bind(Path::new("views.csv"), &header, &search);
            bound.map_or_else(|error| error.to_string(), |bound| format!("{:?}", bound.projection))
        };
        assert_eq!(told(&["item_id", "session_id"]), "[Some(0), Some(1), None, None, None]");
        assert_eq!(told(&["customer_id", "item_id"]), "[Some(1), None, Some(0), None, None]");
        insta::assert_snapshot!(told(&["item_id", "action"]), @"views.csv: no column `session_id` or `customer_id`; found `item_id`, `action`; say which column it is with `--view-columns session_id=…`");
        insta::assert_snapshot!(told(&["item_id", "user", "action"]), @"views.csv: no column `session_id` or `customer_id`; found `item_id`, `user`, `action`; say which column it is with `--view-columns customer_id=user`");
        insta::assert_snapshot!(told(&["sku", "visitorid", "user", "time"]), @"views.csv: no column `item_id`, no column `session_id` or `customer_id`; found `sku`, `visitorid`, `user`, `time`; say which column it is with `--view-columns item_id=sku,session_id=visitorid,customer_id=user,timestamp=time`");
    }

    #[test]
    fn a_mapping_to_nowhere_and_a_column_twice_are_refused() {
        insta::assert_snapshot!(refusal(&["order_id", "item_id"], "quantity=Qty"), @"orders.csv: no column `Qty`, which was given as quantity; found `order_id`, `item_id`");
        insta::assert_snapshot!(refusal(&["order_id", "item_id", "item_id"], ""), @"orders.csv: two columns are called `item_id`, expected one");
    }
}
