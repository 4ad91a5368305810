//! Rows of orders.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use proptest::prelude::*;

use super::written::{Row, fixed, time};

#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) order: String,
    pub(crate) item: String,
    pub(crate) customer: Option<String>,
    pub(crate) seconds: Option<i64>,
    pub(crate) millionths: i64,
    pub(crate) pence: Option<i64>,
    pub(crate) status: &'static str,
    pub(crate) title: Option<String>,
}

/// Few items, and some of any name: what nobody sees twice tells nothing.
pub(crate) fn item() -> impl Strategy<Value = String> {
    prop_oneof![3 => "[0-4]", 1 => "[0-9A-Za-z \",茶]{1,3}"]
}

/// Some of the four days that views are of, whole ones too, so that moments repeat.
pub(crate) fn moment() -> impl Strategy<Value = i64> {
    let days = (0_i64..4).prop_map(|day| FIRST_DAY + day * 86_400);
    prop_oneof![days, FIRST_DAY..FIRST_DAY + 4 * 86_400]
}

/// Midnight of a day in 2023. Unit: seconds since 1970 in UTC.
const FIRST_DAY: i64 = 1_700_006_400;

pub(crate) fn line() -> impl Strategy<Value = Line> {
    let title = proptest::option::of("[ -~茶壶\n\"]{1,12}");
    let status = prop::sample::select(vec!["", "paid", "unpaid", "Cancelled", "refunded"]);
    (
        ("[0-9]{1,2}", item(), proptest::option::of("[0-9]")),
        proptest::option::of(prop_oneof![3 => moment(), 1 => 0_i64..2_000_000_000]),
        -5_000_000_i64..5_000_000,
        proptest::option::of(0_i64..1_000_000),
        status,
        title,
    )
        .prop_map(|((order, item, customer), seconds, millionths, pence, status, title)| {
            Line { order, item, customer, seconds, millionths, pence, status, title }
        })
}

impl Row for Line {
    const HEADER: &'static [&'static str] = &[
        "order_id",
        "item_id",
        "customer_id",
        "timestamp",
        "quantity",
        "unit_price",
        "status",
        "title",
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.order.clone(),
            self.item.clone(),
            self.customer.clone().unwrap_or_default(),
            time(self.seconds),
            fixed(self.millionths, 6),
            self.pence.map(|pence| fixed(pence, 2)).unwrap_or_default(),
            self.status.to_owned(),
            self.title.clone().unwrap_or_default(),
        ]
    }

    fn object(&self) -> serde_json::Value {
        let mut row = serde_json::json!({
            "order_id": self.order,
            "item_id": self.item,
            "quantity": fixed(self.millionths, 6).parse::<f64>().unwrap(),
            "status": self.status,
        });
        let mut tell = |key: &str, value: Option<serde_json::Value>| {
            if let Some(value) = value {
                row[key] = value;
            }
        };
        // Ids of digits alone may be numbers, where none of them begins with a zero.
        let customer = self.customer.as_deref().map(|id| match id.parse::<u64>() {
            Ok(number) if number.to_string() == id => number.into(),
            _ => id.into(),
        });
        tell("customer_id", customer);
        tell("timestamp", self.seconds.map(Into::into));
        tell("unit_price", self.pence.map(|pence| fixed(pence, 2).parse::<f64>().unwrap().into()));
        tell("title", self.title.as_deref().map(Into::into));
        row
    }

    fn batch(lines: &[Self]) -> RecordBatch {
        let texts = |cell: fn(&Self) -> Option<&str>| -> ArrayRef {
            Arc::new(lines.iter().map(cell).collect::<StringArray>())
        };
        let number = |text: String| text.parse::<f64>().unwrap();
        let times = lines.iter().map(|line| line.seconds.map(|seconds| seconds * 1_000_000));
        let columns: [ArrayRef; 8] = [
            texts(|line| Some(&line.order)),
            texts(|line| Some(&line.item)),
            texts(|line| line.customer.as_deref()),
            Arc::new(times.collect::<TimestampMicrosecondArray>()),
            Arc::new(
                lines
                    .iter()
                    .map(|l| Some(number(fixed(l.millionths, 6))))
                    .collect::<Float64Array>(),
            ),
            Arc::new(
                lines
                    .iter()
                    .map(|l| l.pence.map(|p| number(fixed(p, 2))))
                    .collect::<Float64Array>(),
            ),
            texts(|line| Some(line.status)),
            texts(|line| line.title.as_deref()),
        ];
        RecordBatch::try_from_iter(Self::HEADER.iter().copied().zip(columns)).unwrap()
    }
}
