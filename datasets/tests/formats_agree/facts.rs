//! Rows about items.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray};
use proptest::prelude::*;

use super::lines::item;
use super::written::{Row, fixed};

#[derive(Debug, Clone)]
pub(crate) struct Fact {
    item: String,
    title: Option<String>,
    category: Option<&'static str>,
    pence: Option<i64>,
    stock: Option<i64>,
    colour: Option<&'static str>,
}

/// Few items of few facts, so that rows repeat an item, agree and disagree.
pub(crate) fn fact() -> impl Strategy<Value = Fact> {
    let one_of =
        |texts: [&'static str; 3]| proptest::option::of(prop::sample::select(texts.to_vec()));
    (
        item(),
        proptest::option::of("[a-b茶]{1,2}"),
        one_of(["Tea", "Tea > Green", "茶"]),
        proptest::option::of(0_i64..3),
        proptest::option::of(-1_i64..2),
        one_of(["red", "blue", "01"]),
    )
        .prop_map(|(item, title, category, pence, stock, colour)| Fact {
            item,
            title,
            category,
            pence,
            stock,
            colour,
        })
}

impl Row for Fact {
    const HEADER: &'static [&'static str] =
        &["item_id", "title", "category", "price", "stock", "colour"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.item.clone(),
            self.title.clone().unwrap_or_default(),
            self.category.unwrap_or_default().to_owned(),
            self.pence.map(|pence| fixed(pence, 2)).unwrap_or_default(),
            self.stock.map(|stock| stock.to_string()).unwrap_or_default(),
            self.colour.unwrap_or_default().to_owned(),
        ]
    }

    fn object(&self) -> serde_json::Value {
        serde_json::json!({
            "item_id": self.item,
            "title": self.title,
            "category": self.category,
            "price": self.pence.map(|pence| fixed(pence, 2).parse::<f64>().unwrap()),
            "stock": self.stock,
            "colour": self.colour,
        })
    }

    fn batch(rows: &[Self]) -> RecordBatch {
        let texts = |cell: fn(&Self) -> Option<&str>| -> ArrayRef {
            Arc::new(rows.iter().map(cell).collect::<StringArray>())
        };
        let price = |row: &Self| row.pence.map(|pence| fixed(pence, 2).parse::<f64>().unwrap());
        let columns: [ArrayRef; 6] = [
            texts(|row| Some(&row.item)),
            texts(|row| row.title.as_deref()),
            texts(|row| row.category),
            Arc::new(rows.iter().map(price).collect::<Float64Array>()),
            Arc::new(rows.iter().map(|row| row.stock).collect::<Int64Array>()),
            texts(|row| row.colour),
        ];
        RecordBatch::try_from_iter(Self::HEADER.iter().copied().zip(columns)).unwrap()
    }
}
