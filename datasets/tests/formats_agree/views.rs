//! Rows of views.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray};
use proptest::prelude::*;

use super::lines::{item, moment};
use super::written::{Row, time};

#[derive(Debug, Clone)]
pub(crate) struct View {
    session: Option<String>,
    customer: Option<String>,
    item: String,
    seconds: Option<i64>,
    event: &'static str,
}

pub(crate) fn view() -> impl Strategy<Value = View> {
    let event = prop::sample::select(vec!["", "view", "Cart", "favorite"]);
    let session = proptest::option::of("[0-9]{1,2}");
    let customer = proptest::option::of("[0-9]");
    let seconds = proptest::option::of(moment());
    (session, customer, item(), seconds, event).prop_map(
        |(session, customer, item, seconds, event)| {
            let customer = if session.is_none() { customer.or(Some("0".into())) } else { customer };
            View { session, customer, item, seconds, event }
        },
    )
}

impl Row for View {
    const HEADER: &'static [&'static str] =
        &["session_id", "customer_id", "item_id", "timestamp", "event"];

    fn cells(&self) -> Vec<String> {
        let [session, customer] = [&self.session, &self.customer].map(Clone::clone);
        vec![
            session.unwrap_or_default(),
            customer.unwrap_or_default(),
            self.item.clone(),
            time(self.seconds),
            self.event.to_owned(),
        ]
    }

    fn object(&self) -> serde_json::Value {
        serde_json::json!({
            "session_id": self.session,
            "customer_id": self.customer,
            "item_id": self.item,
            "timestamp": self.seconds,
            "event": self.event,
        })
    }

    fn batch(views: &[Self]) -> RecordBatch {
        let texts = |cell: fn(&Self) -> Option<&str>| -> ArrayRef {
            Arc::new(views.iter().map(cell).collect::<StringArray>())
        };
        let times = views.iter().map(|view| view.seconds.map(|seconds| seconds * 1_000_000));
        let columns: [ArrayRef; 5] = [
            texts(|view| view.session.as_deref()),
            texts(|view| view.customer.as_deref()),
            texts(|view| Some(&view.item)),
            Arc::new(times.collect::<TimestampMicrosecondArray>()),
            texts(|view| Some(view.event)),
        ];
        RecordBatch::try_from_iter(Self::HEADER.iter().copied().zip(columns)).unwrap()
    }
}
