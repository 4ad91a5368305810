//! `dapei generate`: a number and a seed in, a made-up shop and the truth about it out.

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use datasets::synthetic::{Language, ShopParams, generate};

use super::progress::Bar;
use super::tell::{tell, tell_text};
use super::text::grouped;

/// Make up a shop whose truth is known
///
/// Writes orders.csv, items.csv and views.csv as a shop exports them; beside them the truth:
/// truth_relations.csv (planted substitutes, extensions and complements, and unrelated pairs that are
/// hard to tell from them), truth_items.csv (hot and rising items, threshold fillers, free gifts, price
/// tiers), truth_customers.csv (price tiers and favourite families), truth_repeats.csv (repeat purchases),
/// truth_orders.csv (click-farm orders); and shop.json with everything the shop was made from.
/// The same seed gives the same bytes on every machine.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei generate --orders 100000 --seed 1 --out shop
  dapei train --orders shop/orders.csv --items shop/items.csv --views shop/views.csv --model model

  dapei generate --orders 1000000 --seed 2 --language zh --out chinese-shop")]
pub(super) struct Generate {
    /// Orders, 1 to 100000000; an order has about three lines
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    orders: u64,
    /// Another seed, another shop
    #[arg(long, value_name = "S")]
    seed: u64,
    /// Folder to write into; it is made where it is not there, and files of these names are replaced
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Items, 300 to 2000000; one for 50 orders, at most 200,000, where it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(300..=2_000_000))]
    items: Option<u32>,
    /// Languages of the titles: zh, en, or both, where each brand writes in one of them
    #[arg(long, value_name = "zh|en|both", default_value_t = Language::Both)]
    language: Language,
    /// Share of the orders that click farms make, 0 to 0.5
    #[arg(long, value_name = "SHARE", default_value_t = ShopParams::new(1, 0).click_farm_share, value_parser = share)]
    click_farm: f64,
}

impl Generate {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let began = Instant::now();
        let params = ShopParams {
            n_items: self.items,
            language: self.language,
            click_farm_share: self.click_farm,
            ..ShopParams::new(self.orders, self.seed)
        };
        let bar = Bar::of_steps();
        let report = generate(&params, &self.out, &mut |done| bar.at("orders", done, self.orders))?;
        drop(bar);
        let seconds = began.elapsed().as_secs_f64();
        let rows = report.n_lines + report.n_views;
        tell_text!("{report}");
        tell!(
            "  written in {seconds:.1} s: {} lines of orders and {} views, {} rows/s",
            grouped(report.n_lines),
            grouped(report.n_views),
            grouped((rows as f64 / seconds) as u64)
        );
        writeln!(out, "{}", self.out.display())?;
        Ok(())
    }
}

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|share| (0.0..=0.5).contains(share));
    share.ok_or_else(|| "expected a share from 0 to 0.5".to_owned())
}
