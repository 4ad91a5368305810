//! The contract's item rows: one an item, every column beyond the known ones an attribute.

use engine::words::{Id, ItemFacts, ItemView};

use crate::format::Row;

use super::binding::WantedColumn;
use super::{InColumn, Refusal};

const ITEM: usize = 0;
const TITLE: usize = 1;
const CATEGORY: usize = 2;
const BRAND: usize = 3;
const PRICE: usize = 4;
const COST: usize = 5;
const STOCK: usize = 6;
const URL: usize = 7;

/// The columns of item rows, in the sequence of the slots above; attributes come behind them.
pub(crate) const ITEM_COLUMNS: [WantedColumn; 8] = [
    WantedColumn::needed("item_id"),
    WantedColumn::optional("title"),
    WantedColumn::optional("category"),
    WantedColumn::optional("brand"),
    WantedColumn::optional("price"),
    WantedColumn::optional("cost"),
    WantedColumn::optional("stock"),
    WantedColumn::optional("url"),
];

/// Reads item rows in the contract's columns.
#[derive(Debug)]
pub(crate) struct ItemRows {
    price_decimals: u8,
    item: String,
    texts: [String; 4],
    attribute_names: Vec<String>,
    attribute_texts: Vec<String>,
}

impl ItemRows {
    /// For files whose further columns are the attributes `names`.
    pub(crate) fn new(price_decimals: u8, names: Vec<String>) -> Self {
        Self {
            price_decimals,
            item: String::new(),
            texts: Default::default(),
            attribute_texts: vec![String::new(); names.len()],
            attribute_names: names,
        }
    }

    /// Hands what `row` says to `take`.
    pub(crate) fn read<T>(
        &mut self,
        row: &Row<'_>,
        take: impl FnOnce(Id<'_>, &ItemFacts<'_>) -> T,
    ) -> Result<T, Refusal> {
        let [title, category, brand, url] = &mut self.texts;
        let item = row.cell(ITEM).needed_id(&mut self.item).in_column(ITEM)?;
        let stock = row.cell(STOCK).quantity().in_column(STOCK)?;
        let known = ItemView {
            title: row.cell(TITLE).text(title).in_column(TITLE)?,
            category: row.cell(CATEGORY).text(category).in_column(CATEGORY)?,
            brand: row.cell(BRAND).text(brand).in_column(BRAND)?,
            price: row.cell(PRICE).price(self.price_decimals).in_column(PRICE)?,
            cost: row.cell(COST).price(self.price_decimals).in_column(COST)?,
            stock: stock.map(|stock| stock.millionths()),
            url: row.cell(URL).text(url).in_column(URL)?,
        };
        let mut attributes = Vec::with_capacity(self.attribute_names.len());
        let named = self.attribute_names.iter().zip(&mut self.attribute_texts);
        for (place, (name, scratch)) in named.enumerate() {
            let slot = ITEM_COLUMNS.len() + place;
            if let Some(value) = row.cell(slot).text(scratch).in_column(slot)? {
                attributes.push((name.as_str(), value));
            }
        }
        Ok(take(item, &ItemFacts { known, attributes: &attributes }))
    }
}
