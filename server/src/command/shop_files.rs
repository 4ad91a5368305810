//! The files that a shop's history is read from, and what is told of it.

use std::fmt;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use datasets::{
    BadRows, ColumnMap, ColumnUse, LoadReport, Preset, Progress, ReadError, ReadOptions,
    read_items, read_orders, read_views,
};
use engine::words::{Customers, DayPrices, FarAhead, History, Intake, IntakeReport};

use super::files::named;
use super::meter::{Meter, peak_memory};
use super::progress::Bar;
use super::tell::{tell, tell_text};
use super::text::{day, grouped, write_remarks};
use super::wrong_usage;
use crate::currency;

/// What the files of refused rows about items and of views end in, beside that of orders.
const ITEMS_ENDING: &str = "items.csv";
const VIEWS_ENDING: &str = "views.csv";

/// Reads files of one kind beside orders.
type Reader = fn(
    &[PathBuf],
    &ReadOptions,
    &mut Intake,
    &mut dyn FnMut(Progress<'_>),
) -> Result<LoadReport, ReadError>;

/// What is read, and how
#[derive(Debug, Args)]
pub(super) struct ShopFiles {
    /// Files of orders; a pattern such as 'orders/*.csv' names all that fit it
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    orders: Vec<PathBuf>,
    /// Files about items, or patterns
    #[arg(long, value_name = "FILE", num_args = 1..)]
    items: Vec<PathBuf>,
    /// Files of views, or patterns: one row a look at an item, with the columns item_id and
    /// session_id or customer_id and, where known, timestamp and event (view, cart, favorite)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    views: Vec<PathBuf>,
    /// The known export that the orders are: online-retail, tafeng or instacart
    #[arg(long, value_name = "PRESET")]
    preset: Option<Preset>,
    /// Which column of the files is which, such as order_id=InvoiceNo,item_id=StockCode
    #[arg(long, value_name = "NAME=COLUMN,…", default_value = "", hide_default_value = true)]
    columns: ColumnMap,
    /// The same for files about items alone, where their columns have other names; `--columns` is
    /// not heeded there then
    #[arg(long, value_name = "NAME=COLUMN,…", requires = "items")]
    item_columns: Option<ColumnMap>,
    /// The same for files of views alone
    #[arg(long, value_name = "NAME=COLUMN,…", requires = "views")]
    view_columns: Option<ColumnMap>,
    /// What becomes of a bad row: refuse it and read the rest, or fail at the first
    #[arg(long, value_name = "refuse|fail", default_value_t = BadRows::Refuse)]
    bad_rows: BadRows,
    /// Write refused rows to this file, as CSV; those about items beside it, under `….items.csv`,
    /// those of views under `….views.csv`
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Digits of the currency's minor unit: 2 for pence, 0 for yen. The currency tells it; given
    /// all the same, it must agree
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=4))]
    price_decimals: Option<u8>,
    /// The currency of the prices, as its ISO 4217 code; a preset knows its own. Without one prices
    /// have two decimals
    #[arg(long, value_name = "CODE", value_parser = currency_code)]
    currency: Option<String>,
}

/// Files that are there, and how to read them.
pub(super) struct FoundFiles {
    orders: Vec<PathBuf>,
    items: Vec<PathBuf>,
    views: Vec<PathBuf>,
    options: ReadOptions,
    item_columns: Option<ColumnMap>,
    view_columns: Option<ColumnMap>,
    currency: Option<String>,
}

/// Rows on their way to a history.
#[derive(Debug, Default)]
pub(super) struct Rows {
    intake: Intake,
}

impl ShopFiles {
    /// Looks for the files and holds the options against one another; reads nothing.
    pub(super) fn found(self) -> anyhow::Result<FoundFiles> {
        let price_decimals = self.price_decimals()?;
        Ok(FoundFiles {
            orders: named(&self.orders)?,
            items: named(&self.items)?,
            views: named(&self.views)?,
            options: ReadOptions {
                preset: self.preset,
                columns: self.columns,
                bad_rows: self.bad_rows,
                rejects: self.rejects,
                price_decimals,
            },
            item_columns: self.item_columns,
            view_columns: self.view_columns,
            currency: self.currency,
        })
    }

    /// The decimals of the currency: whoever reads prices from the snapshot knows them by its code.
    fn price_decimals(&self) -> anyhow::Result<u8> {
        let (whose, decimals) = match &self.currency {
            Some(code) => (format!("of `--currency {code}`"), currency::decimals(code)),
            None => ("of prices without `--currency`".to_owned(), currency::DEFAULT_DECIMALS),
        };
        match self.price_decimals {
            Some(told) if told != decimals => Err(wrong_usage(format_args!(
                "`--price-decimals {told}` contradicts the {decimals} decimals {whose}"
            ))),
            Some(_) | None => Ok(decimals),
        }
    }
}

impl FoundFiles {
    /// The files of orders.
    pub(super) fn orders(&self) -> &[PathBuf] {
        &self.orders
    }

    /// Whether there are files about items.
    pub(super) fn tell_items(&self) -> bool {
        !self.items.is_empty()
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &PathBuf> {
        self.orders.iter().chain(&self.items).chain(&self.views)
    }

    /// Where refused rows are written, of each kind of file.
    pub(super) fn rejects(&self) -> Vec<PathBuf> {
        let Some(file) = &self.options.rejects else { return Vec::new() };
        let beside = [ITEMS_ENDING, VIEWS_ENDING].map(|ending| file.with_extension(ending));
        [file.clone()].into_iter().chain(beside).collect()
    }

    /// Reads all files and tells what of them.
    pub(super) fn read(self) -> anyhow::Result<Rows> {
        self.read_into(Rows::default())
    }

    /// The same, and keeps for what items were sold on each day.
    pub(super) fn read_with_prices(self) -> anyhow::Result<Rows> {
        let mut rows = Rows::default();
        rows.intake.keep_day_prices();
        self.read_into(rows)
    }

    fn read_into(self, mut rows: Rows) -> anyhow::Result<Rows> {
        let Self { orders, items, views, options, item_columns, view_columns, currency } = self;
        let mut used = rows
            .read("orders", |intake, progress| read_orders(&orders, &options, intake, progress))?;
        let beside: [(_, &[PathBuf], _, _, _, Reader); 2] = [
            ("items", &items, &item_columns, "--item-columns", ITEMS_ENDING, read_items),
            ("views", &views, &view_columns, "--view-columns", VIEWS_ENDING, read_views),
        ];
        for (what, files, columns, option, ending, read) in beside {
            if files.is_empty() {
                continue;
            }
            let options = ReadOptions {
                rejects: options.rejects.as_ref().map(|path| path.with_extension(ending)),
                columns: columns.as_ref().unwrap_or(&options.columns).clone(),
                ..options.clone()
            };
            let found =
                rows.read(what, |intake, progress| read(files, &options, intake, progress))?;
            match columns {
                Some(map) => tell_unused(option, map, &found),
                None => used.extend(found),
            }
        }
        tell_unused("--columns", &options.columns, &used);
        if let Some(currency) = &currency {
            rows.intake.set_currency(currency);
        }
        Ok(rows)
    }
}

impl Rows {
    /// Reads files with `read`, shows how far it is, and prints the load report. Which columns were
    /// read as which.
    pub(super) fn read(
        &mut self,
        what: &str,
        read: impl FnOnce(&mut Intake, &mut dyn FnMut(Progress<'_>)) -> Result<LoadReport, ReadError>,
    ) -> anyhow::Result<Vec<ColumnUse>> {
        let began = Meter::now();
        let bar = Bar::of_bytes();
        let report = read(&mut self.intake, &mut |progress| {
            bar.at(&progress.file.display().to_string(), progress.bytes_read, progress.bytes_total);
        });
        drop(bar);
        let report = report.with_context(|| format!("cannot read the {what}"))?;
        tell_text!("{report}");
        tell!("  read in {}{}\n", began.spent(), peak_memory());
        // Of what nothing reads the report tells already.
        let read = report.files.into_iter().flat_map(|file| file.columns);
        Ok(read.chain(report.mapped_not_read).collect())
    }

    /// The numbers of the customers, which a history does not keep by their ids.
    pub(super) fn customers(&self) -> Customers {
        self.intake.customers()
    }

    /// Makes a history of the rows, and tells what became of them.
    pub(super) fn close(self) -> anyhow::Result<History> {
        self.close_with_prices().map(|(history, _)| history)
    }

    /// The same, with what items were sold for on each day where that was kept.
    pub(super) fn close_with_prices(self) -> anyhow::Result<(History, DayPrices)> {
        let began = Meter::now();
        let (history, prices) =
            self.intake.finish_with_prices().context("the rows make no orders")?;
        tell_text!("{}", Taken(&history.report));
        if let Some(far) = history.orders.far_ahead() {
            tell_text!("{}", Far(&far));
        }
        tell!("  netted in {}{}\n", began.spent(), peak_memory());
        Ok((history, prices))
    }
}

/// Tells what `option` maps from columns that no file has, such as a mistyped one. It is no error: one
/// mapping serves files of several kinds.
fn tell_unused(option: &str, map: &ColumnMap, used: &[ColumnUse]) {
    let is_unused =
        |source: &str| !source.is_empty() && !used.iter().any(|column| column.source == source);
    let unused = map.pairs().filter(|(_, source)| is_unused(source));
    let unused: Vec<String> = unused.map(|(column, source)| format!("{column}={source}")).collect();
    if !unused.is_empty() {
        tell!(
            "{option} names columns that no file has, and nothing was read so: {}\n",
            unused.join(", ")
        );
    }
}

/// What became of the rows, for people.
struct Taken<'a>(&'a IntakeReport);

impl fmt::Display for Taken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        let (lines, kept) = (grouped(report.n_lines), grouped(report.n_lines_kept));
        write!(
            f,
            "orders: {lines} rows = {kept} kept + {} summed + {} returns + {} taken back",
            grouped(report.n_lines_summed),
            grouped(report.n_returns),
            grouped(report.n_lines_taken_back)
        )?;
        let sometimes =
            [(report.n_lines_given_away, "given away"), (report.n_lines_rushed, "of rushes")];
        for (lines, what) in sometimes.into_iter().filter(|&(lines, _)| lines > 0) {
            write!(f, " + {} {what}", grouped(lines))?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "  {} orders of {} customers with {} items",
            grouped(report.n_orders - report.n_orders_emptied),
            grouped(report.n_customers),
            grouped(report.n_items)
        )?;
        let n_described_sold = report.n_items_described - report.n_items_only_described;
        let (n_strange, n_only_described, n_undescribed) = match n_described_sold {
            0 => (report.n_items_described, 0, 0),
            _ => (0, report.n_items_only_described, report.n_items_sold_undescribed),
        };
        let remarks = [
            (report.n_returns_unmatched, "returns found no earlier purchase to take back"),
            (
                report.n_orders_emptied - report.n_orders_rushed,
                "orders hold nothing in the end: returns, taken back whole, or gifts",
            ),
            (
                report.n_gifts,
                "items are mostly sold for nothing: gifts, which nobody chose; their lines do not count",
            ),
            (
                report.n_orders_rushed,
                "orders repeat others of the same minute, item for item, far more often than chance: driven up; of each rush known customers count, and the square root of the others",
            ),
            (report.n_orders_without_customer, "orders name no customer"),
            (report.n_orders_with_several_times, "orders name several times; the earliest counts"),
            (
                report.n_orders_with_several_customers,
                "orders name several customers; the first by its letters counts",
            ),
            (
                report.n_items_with_several_titles,
                "items have several titles; the most frequent counts",
            ),
            (report.n_item_rows_repeated, "rows of the files about items repeat an item"),
            (
                report.n_items_with_rows_that_disagree,
                "items have rows that disagree; the most frequent value counts, fact by fact",
            ),
            (n_only_described, "items of the files about items are in no order"),
            (n_undescribed, "items that sold are in no file about items"),
            (
                n_strange,
                "items of the files about items, and none of them sold: are their ids those of the orders?",
            ),
        ];
        write_remarks(f, &remarks)?;
        if !report.shared_accounts.is_empty() {
            let told = report.shared_accounts.iter();
            let told =
                told.map(|account| format!("{:?} ({})", account.id, grouped(account.n_orders)));
            writeln!(
                f,
                "  ids with too many orders for one customer, as guests share one; their orders and visits count as of nobody: {}",
                told.collect::<Vec<_>>().join(", ")
            )?;
        }
        if !report.rushes.is_empty() {
            let told = report.rushes.iter().map(|rush| {
                format!(
                    "{} of {} on {}",
                    grouped(rush.n_orders.into()),
                    rush.items.join(" + "),
                    day(rush.time.0)
                )
            });
            writeln!(f, "  largest rushes: {}", told.collect::<Vec<_>>().join("; "))?;
        }
        if report.n_views == 0 {
            return Ok(());
        }
        let n_of_visits = report.n_views - report.n_views_of_shared;
        write!(
            f,
            "views: {} rows = {} kept + {} repeated",
            grouped(report.n_views),
            grouped(report.n_views_kept),
            grouped(n_of_visits - report.n_views_kept)
        )?;
        if report.n_views_of_shared > 0 {
            let n = grouped(report.n_views_of_shared);
            write!(f, " + {n} of shared ids without a session")?;
        }
        writeln!(f)?;
        writeln!(
            f,
            "  {} visits of {} customers to {} items",
            grouped(report.n_visits),
            grouped(report.n_viewers),
            grouped(report.n_items_viewed)
        )?;
        let remarks = [
            (report.n_items_only_viewed, "items were only seen: no order holds them"),
            (report.n_visits_without_customer, "visits name no customer"),
            (
                report.n_visits_with_several_customers,
                "visits name several customers; the first by its letters counts",
            ),
        ];
        write_remarks(f, &remarks)
    }
}

/// Orders with times that are likely wrong, for people.
struct Far<'a>(&'a FarAhead);

impl fmt::Display for Far<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FarAhead { n_orders, since, others_until } = self.0;
        let remark = format!(
            "of the orders are of {} or later, all others of {} or earlier: what sells of late, hot items, \
             reorders and the orders held back go by the newest times; mend wrong ones, or leave these orders out",
            day(since.0),
            day(others_until.0)
        );
        write_remarks(f, &[(*n_orders, &remark)])
    }
}

fn currency_code(code: &str) -> Result<String, String> {
    let is_code = code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase());
    is_code.then(|| code.to_owned()).ok_or_else(|| "expected three letters such as GBP".to_owned())
}

#[cfg(test)]
mod tests {
    use engine::words::Timestamp;

    use super::*;

    #[test]
    fn orders_far_ahead_are_told_with_what_they_do() {
        let moment = |day: i64| Timestamp(day * 86_400);
        let far = FarAhead { n_orders: 2, since: moment(23_376), others_until: moment(20_000) };
        insta::assert_snapshot!(Far(&far), @"
                  2  of the orders are of 2034-01-01 or later, all others of 2024-10-04 or earlier: what sells of late, hot items, reorders and the orders held back go by the newest times; mend wrong ones, or leave these orders out
        ");
    }

    #[test]
    fn the_rows_of_the_report_add_up() {
        let report = IntakeReport {
            n_lines: 541_909,
            n_lines_summed: 10_000,
            n_returns: 900,
            n_returns_unmatched: 12,
            n_lines_taken_back: 1_009,
            n_gifts: 4,
            n_lines_given_away: 700,
            n_lines_kept: 529_300,
            n_orders: 20_000,
            n_orders_emptied: 3,
            n_customers: 4_372,
            n_items: 3_900,
            ..IntakeReport::default()
        };
        insta::assert_snapshot!(Taken(&report), @r"
        orders: 541,909 rows = 529,300 kept + 10,000 summed + 900 returns + 1,009 taken back + 700 given away
          19,997 orders of 4,372 customers with 3,900 items
                 12  returns found no earlier purchase to take back
                  3  orders hold nothing in the end: returns, taken back whole, or gifts
                  4  items are mostly sold for nothing: gifts, which nobody chose; their lines do not count
        ");
        let report = IntakeReport {
            n_views: 559_008,
            n_views_kept: 530_008,
            n_visits: 140_000,
            n_viewers: 17_000,
            n_items_viewed: 2_000,
            n_items_only_viewed: 7,
            n_visits_without_customer: 31_000,
            ..IntakeReport::default()
        };
        insta::assert_snapshot!(Taken(&report), @"
        orders: 0 rows = 0 kept + 0 summed + 0 returns + 0 taken back
          0 orders of 0 customers with 0 items
        views: 559,008 rows = 530,008 kept + 29,000 repeated
          140,000 visits of 17,000 customers to 2,000 items
                  7  items were only seen: no order holds them
             31,000  visits name no customer
        ");
    }
}
