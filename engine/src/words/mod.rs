//! The words every other room speaks: what a shop handed over, in the engine's own terms.
//!
//! In: order lines, item facts and views, already parsed by whoever read the files. Out: a
//! [`History`], the accepted orders, the visits and the catalogue under dense [`ItemIndex`] numbers.
//! Deliberately absent: file formats, clocks, and any opinion about which items go together.

mod id;
mod money;
mod day_prices;
mod time;
mod texts;
mod digit_columns;
mod interner;
mod vocabulary;
mod catalog;
mod changes;
mod orders;
mod far_ahead;
mod returns;
mod tally;
mod line_columns;
mod attribution;
mod order_book;
mod shared_accounts;
mod grouping;
mod quantities;
mod netting;
mod fact_votes;
mod facts;
mod rushes;
mod views;
mod view_rows;
mod view_book;
mod intake;
mod customers;
mod part;

pub use catalog::{
    Catalog, CatalogColumns, CatalogError, ItemFacts, ItemView, category_path, is_within,
};
pub(crate) use catalog::{LEVEL, and_above};
pub use changes::{CatalogNow, ChangedFacts, Changes};
pub use customers::Customers;
pub use day_prices::{DayPrices, SoldFor};
pub use far_ahead::FarAhead;
pub use id::{Id, IdError, ItemIndex, MAX_ID_BYTES};
pub use intake::{History, Intake, IntakeError, IntakeReport, LineStatus, OrderLine, Rush};
pub use line_columns::{LineColumns, OrderPart};
pub use money::{Money, Quantity};
pub use orders::{OrderRef, Orders};
pub use part::Part;
pub use shared_accounts::SharedAccount;
pub use texts::{Texts, TextsError};
pub use time::Timestamp;
pub(crate) use time::tell_minutes;
pub use views::{ViewEvent, ViewLine, Views, VisitRef};
pub use vocabulary::{Vocabulary, VocabularyError};
