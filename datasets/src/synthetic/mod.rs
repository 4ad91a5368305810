//! A made-up shop whose truth is known: what replaces, extends and completes what, what is hot and
//! what rises, which orders are fake.
//!
//! In: a number of orders and a seed. Out: a folder with orders, items and views as a shop exports
//! them, and the truth beside them. The same seed gives the same bytes on every machine. Orders are
//! not kept, but customers are, and one comes for five orders: memory is about 7 MB, 470 bytes an
//! item and 2.5 bytes an order. `docs/synthetic.md` tells the whole.
//! Deliberately absent: settings beyond those of [`ShopParams`]; figures name the fixed defaults.

mod random;
mod defaults;
mod params;
mod error;
mod calendar;
mod lexicon;
mod tier;
mod catalogue;
mod relations;
mod demand;
mod title;
mod click_farm;
mod choices;
mod shop;
mod unrelated;
mod rows;
mod cause;
mod order;
mod till;
mod visit;
mod report;
mod truth;

use std::path::Path;
use std::sync::mpsc::{self, SyncSender};
use std::{fs, mem, thread};

pub use cause::Cause;
pub use error::ShopError;
pub use params::{Language, LanguageError, ShopParams, ShopParamsError};
pub use report::ShopReport;

use click_farm::Bursts;
use order::{Customers, Purchase};
use shop::Shop;
use till::Till;
use unrelated::unrelated;
use visit::{Visitors, Visits};

/// How often progress is told. Unit: orders.
const ORDERS_A_STEP: u64 = 1 << 16;
/// Orders whose visitors are handed over together, and how many such pieces may wait.
const ORDERS_A_PIECE: usize = 1024;
const PIECES_WAITING: usize = 8;

/// The constants of every made-up shop: name, value, meaning.
#[must_use]
pub fn defaults() -> &'static [(&'static str, f64, &'static str)] {
    defaults::ALL
}

/// Makes a shop and writes its files into `folder`, which is created where it is not there; files
/// of the same names are replaced. `progress` is told how many orders are written.
///
/// # Errors
///
/// A parameter out of its range; a file that cannot be written.
pub fn generate(
    params: &ShopParams,
    folder: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<ShopReport, ShopError> {
    params.check()?;
    let create = |source| ShopError::Create { path: folder.into(), source };
    fs::create_dir_all(folder).map_err(create)?;
    let shop = Shop::new(params);
    let mut report = ShopReport {
        n_items: shop.ids.len() as u64,
        n_customers: shop.n_customers,
        ..ShopReport::default()
    };
    describe(&shop, folder, &mut report)?;
    let visits = Visits::open(folder, &shop)?;
    let mut till = Till::open(folder, &shop)?;
    let (sender, receiver) = mpsc::sync_channel(PIECES_WAITING);
    report.n_views = thread::scope(|scope| {
        let following = scope.spawn(move || visits.follow(&receiver));
        sell(&shop, &mut till, sender, progress)?;
        following.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })?;
    till.close(&mut report)?;
    let path = folder.join("shop.json");
    let written = fs::write(&path, report::shop_json(params, &report));
    written.map_err(|source| ShopError::Write { path, source })?;
    Ok(report)
}

/// Writes what is known before the first order: the catalogue and the truth about it.
fn describe(shop: &Shop, folder: &Path, report: &mut ShopReport) -> Result<(), ShopError> {
    let titles = title::titles(&shop.catalogue, shop.seed);
    truth::write_items(folder, shop, &titles)?;
    truth::write_item_truth(folder, shop)?;
    truth::write_customers(folder, shop)?;
    truth::write_relations(folder, shop, &unrelated(shop, &titles), report)
}

/// Writes all orders, and tells `visitors` of those that somebody wanted.
fn sell(
    shop: &Shop,
    till: &mut Till<'_>,
    visitors: SyncSender<Visitors>,
    progress: &mut dyn FnMut(u64),
) -> Result<(), ShopError> {
    let mut customers = Customers::new(shop);
    let mut bursts = Bursts::new(shop);
    let mut purchase = Purchase::default();
    let mut piece = Visitors::default();
    let mut day = 0;
    for number in 0..shop.n_honest {
        let moment = shop.calendar.moment(number, day);
        day = moment.day;
        customers.buy(number, moment, &mut purchase);
        till.take(&purchase, moment)?;
        bursts.due(number, moment, till)?;
        piece.note(number, moment, &purchase);
        if piece.len() == ORDERS_A_PIECE && visitors.send(mem::take(&mut piece)).is_err() {
            // Views cannot be written any more; whoever wrote them says why.
            return Ok(());
        }
        if number % ORDERS_A_STEP == 0 {
            progress(till.n_orders());
        }
    }
    progress(till.n_orders());
    let _ = visitors.send(piece);
    Ok(())
}
