//! Instacart Market Basket, items: products, and the names of aisles and departments.
//!
//! Names come before the products, whose category is the path `department > aisle`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write;

use engine::words::{Id, ItemFacts, ItemView};

use crate::cell::Problem;
use crate::format::Row;
use crate::layout::{InColumn, Refusal, WantedColumn};
use crate::report::Note;

const ITEM: usize = 0;
const TITLE: usize = 1;
const AISLE: usize = 2;
const DEPARTMENT: usize = 3;

/// The columns of products, in the sequence of the slots above.
pub(super) const PRODUCT_COLUMNS: [WantedColumn; 4] = [
    WantedColumn::needed("product_id"),
    WantedColumn::needed("product_name"),
    WantedColumn::needed("aisle_id"),
    WantedColumn::needed("department_id"),
];

const PLACE: usize = 0;
const NAME: usize = 1;

/// The columns of aisles, in the sequence of the slots above.
pub(super) const AISLE_COLUMNS: [WantedColumn; 2] =
    [WantedColumn::needed("aisle_id"), WantedColumn::needed("aisle")];

/// The columns of departments, in the sequence of the slots above.
pub(super) const DEPARTMENT_COLUMNS: [WantedColumn; 2] =
    [WantedColumn::needed("department_id"), WantedColumn::needed("department")];

/// Reads products and the names of where they stand.
#[derive(Debug, Default)]
pub(crate) struct InstacartItems {
    part: Option<Part>,
    aisles: HashMap<String, String>,
    departments: HashMap<String, String>,
    item: String,
    title: String,
    place: String,
    category: String,
    products_by_number: u64,
    other_names: u64,
}

/// Which part of the export a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Aisles,
    Departments,
    Products,
}

impl InstacartItems {
    /// Whether a file with `header` is to be read before others.
    pub(crate) fn goes_first(header: &[String]) -> bool {
        matches!(part(header), Some(Part::Aisles | Part::Departments))
    }

    /// Gets ready for a file with `header` and gives its columns; nothing where it is no part of the
    /// export.
    pub(crate) fn begin(&mut self, header: &[String]) -> Option<&'static [WantedColumn]> {
        self.part = part(header);
        self.part.map(Part::columns)
    }

    /// Keeps the name that `row` gives, or hands the product that it is about to `take`.
    pub(crate) fn read<E: From<Refusal>>(
        &mut self,
        row: &Row<'_>,
        take: impl FnOnce(Id<'_>, &ItemFacts<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let is_another = match self.part {
            Some(Part::Aisles) => keep(row, &mut self.aisles)?,
            Some(Part::Departments) => keep(row, &mut self.departments)?,
            Some(Part::Products) | None => return self.read_product(row, take),
        };
        self.other_names += u64::from(is_another);
        Ok(())
    }

    fn read_product<E: From<Refusal>>(
        &mut self,
        row: &Row<'_>,
        take: impl FnOnce(Id<'_>, &ItemFacts<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let item = row.cell(ITEM).needed_id(&mut self.item).in_column(ITEM)?;
        let title = row.cell(TITLE).text(&mut self.title).in_column(TITLE)?;
        self.category.clear();
        let mut is_by_number = false;
        for (slot, names) in [(DEPARTMENT, &self.departments), (AISLE, &self.aisles)] {
            let Some(place) = row.cell(slot).id(&mut self.place).in_column(slot)? else { continue };
            let name = names.get(place.as_str()).map(String::as_str);
            is_by_number |= name.is_none();
            let between = if self.category.is_empty() { "" } else { " > " };
            // Writing into a `String` cannot fail.
            let _ = write!(self.category, "{between}{}", name.unwrap_or(place.as_str()));
        }
        self.products_by_number += u64::from(is_by_number);
        let category = Some(self.category.as_str()).filter(|path| !path.is_empty());
        let known = ItemView { title, category, ..ItemView::default() };
        take(item, &ItemFacts { known, attributes: &[] })
    }

    /// What was done to rows that were taken.
    pub(crate) fn notes(&self) -> Vec<Note> {
        let notes = [
            (
                self.products_by_number,
                "products filed under the number of their aisle or department, whose name no file gives",
            ),
            (
                self.other_names,
                "rows give an aisle or department another name than one before: the first by its letters counts",
            ),
        ];
        let told = notes.into_iter().filter(|&(rows, _)| rows > 0);
        told.map(|(rows, text)| Note { rows, text: text.to_owned() }).collect()
    }
}

impl Part {
    fn columns(self) -> &'static [WantedColumn] {
        match self {
            Self::Aisles => &AISLE_COLUMNS,
            Self::Departments => &DEPARTMENT_COLUMNS,
            Self::Products => &PRODUCT_COLUMNS,
        }
    }
}

/// Which part of the export a file with `header` is. Products bear the numbers of both others.
fn part(header: &[String]) -> Option<Part> {
    let is_there = |column: &WantedColumn| header.iter().any(|name| name == column.name);
    let parts = [Part::Products, Part::Aisles, Part::Departments];
    parts.into_iter().find(|part| part.columns().iter().all(is_there))
}

/// Keeps the name in `row`; whether another is known of the same place.
fn keep(row: &Row<'_>, names: &mut HashMap<String, String>) -> Result<bool, Refusal> {
    let (mut place, mut name) = (String::new(), String::new());
    let place = row.cell(PLACE).needed_id(&mut place).in_column(PLACE)?;
    let name = row.cell(NAME).text(&mut name).in_column(NAME)?;
    let name = name.ok_or(Problem::EmptyName).in_column(NAME)?;
    // Of several names the first by its letters, whichever row comes first.
    Ok(match names.entry(place.as_str().to_owned()) {
        Entry::Vacant(entry) => {
            entry.insert(name.to_owned());
            false
        }
        Entry::Occupied(kept) if kept.get() == name => false,
        Entry::Occupied(mut kept) => {
            if name < kept.get().as_str() {
                kept.insert(name.to_owned());
            }
            true
        }
    })
}
