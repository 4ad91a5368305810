//! A made-up shop whose truth is known: what replaces, extends and completes what, what is hot and
//! what rises, which orders are fake.
//!
//! In: a number of orders and a seed. Out: a folder with orders, items and views as a shop exports
//! them, and the truth beside them. The same seed gives the same bytes on every machine, and
//! memory grows with items and customers, not with orders. `docs/synthetic.md` tells the whole.
//! Deliberately absent: settings beyond those of [`ShopParams`]; figures name the fixed defaults.

mod random;
mod defaults;
mod params;
mod error;
mod calendar;
mod lexicon;
mod catalogue;
mod relations;
mod title;
mod click_farm;
mod unrelated;
mod choices;
mod order;
mod rows;
mod till;
mod visit;
mod report;
mod truth;

use std::fs;
use std::path::Path;

pub use error::ShopError;
pub use params::{Language, LanguageError, ShopParams, ShopParamsError};
pub use report::ShopReport;

use calendar::{Calendar, Moment};
use catalogue::Catalogue;
use choices::Choices;
use click_farm::ClickFarm;
use order::{Customers, Purchase};
use random::{Random, Stream};
use relations::Relations;
use rows::Rows;
use till::Till;
use visit::Visits;

/// How often progress is told. Unit: orders.
const ORDERS_A_STEP: u64 = 1 << 16;

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
    let mut catalogue = Catalogue::new(params);
    let relations = Relations::plant(params, &mut catalogue);
    let titles = title::titles(&catalogue, params.seed);
    let n_customers = (params.n_orders as f64 / defaults::ORDERS_A_CUSTOMER).max(50.0) as u64;
    let farm = ClickFarm::new(params, &catalogue, &relations, n_customers);
    let ids: Vec<[u8; 8]> = (0..catalogue.items.len()).map(item_id).collect();

    let mut report = ShopReport { n_items: ids.len() as u64, n_customers, ..ShopReport::default() };
    truth::write_items(folder, &catalogue, &titles, &ids)?;
    truth::write_item_truth(folder, &catalogue, &ids)?;
    let unrelated =
        unrelated::unrelated(&catalogue, &relations, &titles, &farm.pushed, params.seed);
    truth::write_relations(folder, &catalogue, &relations, &unrelated, &ids, &mut report)?;
    drop((titles, unrelated));

    let calendar = Calendar::new(params.n_orders - farm.n_orders);
    let choices = Choices::new(&catalogue);
    let mut customers =
        Customers::new(n_customers, params.seed, (&catalogue, &relations), (&calendar, &choices));
    let mut till = Till::open(folder, &ids, &calendar, params.seed)?;
    let header = "session_id,customer_id,timestamp,item_id,event";
    let mut visits = Visits::new(Rows::create(folder, "views.csv", header)?, params.seed);

    let n_honest = params.n_orders - farm.n_orders;
    let burst = defaults::CLICK_FARM_BURST as u64;
    let n_bursts = farm.n_orders.div_ceil(burst);
    let mut n_burst = 0;
    let mut purchase = Purchase::default();
    let mut random = Random::new(params.seed, Stream::ClickFarm, 1);
    let mut day = 0;
    for number in 0..n_honest {
        let moment = calendar.moment(number, day);
        day = moment.day;
        customers.buy(number, moment, &mut purchase);
        visits.before((number, moment), &purchase, &customers, &ids)?;
        visits.browse((number, moment), &customers, &ids)?;
        till.take(&purchase, moment)?;
        while n_burst * n_honest < (number + 1) * n_bursts && n_burst < n_bursts {
            let pushed = &farm.pushed[n_burst as usize % farm.pushed.len()];
            for place in 0..burst.min(farm.n_orders - n_burst * burst) {
                let second = moment.second / 60 * 60 + place as u32 * 5;
                let moment = Moment { second, ..moment };
                till.take_pushed(pushed, moment, &customers, &mut random)?;
            }
            n_burst += 1;
        }
        if till.n_orders % ORDERS_A_STEP == 0 {
            progress(till.n_orders);
        }
    }
    progress(till.n_orders);
    till.close(&mut report)?;
    report.n_views = visits.rows.finish()?;
    let path = folder.join("shop.json");
    fs::write(&path, report::shop_json(params, &report))
        .map_err(|source| ShopError::Write { path, source })?;
    Ok(report)
}

/// `I0000001` for the first item.
fn item_id(number: usize) -> [u8; 8] {
    let mut id = *b"I0000000";
    let mut rest = number + 1;
    for digit in id[1..].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    id
}
