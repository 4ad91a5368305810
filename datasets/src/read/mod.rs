//! Files in, rows handed over to the engine, a report out.
//!
//! In: files and options. Out: rows in an [`Intake`] and a [`LoadReport`].
//! Deliberately absent: formats (see `format`), and what a row's cells mean (see `layout` and
//! `preset`).

mod progress;
mod destination;
mod file;
mod reading;
mod order_layout;
mod orders;
mod items;
mod labels;
mod views;
mod shipped;
mod queries;
mod pairs;
mod in_memory;

pub(crate) use destination::Destination;
pub(crate) use file::OpenFile;
pub(crate) use items::{ItemReading, item_search};
pub(crate) use orders::{OrderReading, order_search};
pub(crate) use reading::FileReading;
pub(crate) use views::{ViewReading, view_search};

pub use in_memory::{
    InMemory, read_items_in_memory, read_orders_in_memory, read_pairs_in_memory,
    read_queries_in_memory, read_views_in_memory,
};
pub use items::read_items;
pub use labels::{LabelledPair, Labels, read_labels};
pub use orders::read_orders;
pub use pairs::{Pair, read_pairs};
pub use progress::Progress;
pub use queries::{Query, read_queries};
pub use shipped::{SHIPPED_ORDERS_NAME, read_shipped_orders, shipped_orders};
pub use views::read_views;
