//! What offers are worth on orders held back: hits, margin, and whether chances hold.

use std::io::Write;
use std::num::NonZeroUsize;
use std::time::Instant;

use anyhow::Context;
use engine::bundle::Proof;
use engine::evaluate::offers::{ListOf, Made, PLACES, Replay, Walked, replay};
use engine::holdout::Split;
use engine::metric::{Interval, calibration_line, log_loss, paired_interval, reliability};
use engine::offer::{MIN_TAKEN_SHARE, Role};
use engine::train::TrainParams;
use engine::words::{DayPrices, History};
use serde::Serialize;

use crate::command::table::Table;
use crate::command::tell::tell;
use crate::command::text::grouped;
use crate::currency::{DEFAULT_DECIMALS, decimals};

/// Parts that chances are told in.
const N_PARTS: usize = 10;
/// The shares of what could be taken that the curve of margin against hits is told for.
const CURVE: [f64; 8] = [1.0, 0.97, 0.95, 0.9, MIN_TAKEN_SHARE, 0.8, 0.5, 0.0];

/// What offers are worth.
#[derive(Debug, Serialize)]
pub(super) struct OfferReport {
    windows: Vec<WindowReport>,
}

/// What they are worth in one window.
#[derive(Debug, Serialize)]
struct WindowReport {
    window: usize,
    orders_learnt: usize,
    orders_asked: usize,
    /// Orders that hold nothing that sold before.
    orders_unknown: usize,
    /// Days of the window; on the night before each but the first, chances and sales of late were learnt anew.
    days: usize,
    currency: Option<String>,
    places: usize,
    /// Share of the items offered whose cost is not known: it is what the usual margin leaves.
    costs_assumed: f64,
    lists: Vec<ListReport>,
    calibration: CalibrationReport,
    roles: Vec<RoleReport>,
    solving: SolveReport,
}

/// What one way of choosing a list made.
#[derive(Debug, Serialize)]
struct ListReport {
    list: String,
    /// Items of the lists that were bought.
    hits: f64,
    /// What these left above their cost. Unit: minor units.
    margin: f64,
    /// Against what `suggest` lists of what may be offered.
    hits_ratio: f64,
    margin_ratio: f64,
    /// Difference an order, with its 95 % interval by customer.
    hits_more: Option<IntervalReport>,
    margin_more: Option<IntervalReport>,
}

#[derive(Debug, Serialize)]
struct IntervalReport {
    estimate: f64,
    low: f64,
    high: f64,
}

/// Whether chances hold.
#[derive(Debug, Serialize)]
struct CalibrationReport {
    items: usize,
    bought: usize,
    log_loss: f64,
    /// Of the share that was bought at each place, learnt on the same nights.
    log_loss_by_rank: f64,
    slope: f64,
    intercept: f64,
    parts: Vec<PartReport>,
}

#[derive(Debug, Serialize)]
struct PartReport {
    items: usize,
    bought: usize,
    foretold: f64,
    found: f64,
    /// Found by foretold.
    ratio: f64,
}

#[derive(Debug, Serialize)]
struct RoleReport {
    role: &'static str,
    share: f64,
}

/// What searches took.
#[derive(Debug, Serialize)]
struct SolveReport {
    searches: usize,
    found: usize,
    proven_best: f64,
    median_ms: f64,
    p99_ms: f64,
    most_ms: f64,
}

/// Judges offers beside the orders that each of `splits` asks about, about `most` of them; by the `prices` of each day where these
/// are known.
pub(super) fn judge(
    history: &History,
    prices: Option<&DayPrices>,
    splits: &[Split],
    most: usize,
    seed: u64,
    threads: NonZeroUsize,
) -> anyhow::Result<OfferReport> {
    let params = TrainParams::default().check()?;
    let mut windows = Vec::new();
    for (number, split) in (1..).zip(splits) {
        let began = Instant::now();
        let replay =
            replay(history, split, prices, &params, most, threads).context("training failed")?;
        anyhow::ensure!(
            !replay.orders.is_empty(),
            "none of the {} orders held back holds an item that sold before",
            grouped(split.test.len() as u64)
        );
        anyhow::ensure!(
            replay.orders.iter().any(|order| !order.offered.is_empty()),
            "nothing can be offered: items have no prices, expected `unit_price` in orders or `price` in items"
        );
        tell!(
            "window {number}: {} orders walked through in {:.1} s",
            grouped(replay.orders.len() as u64),
            began.elapsed().as_secs_f64()
        );
        windows.push(WindowReport::new(number, split, &replay, seed));
    }
    Ok(OfferReport { windows })
}

impl WindowReport {
    fn new(number: usize, split: &Split, replay: &Replay, seed: u64) -> Self {
        let n_offered: usize = replay.orders.iter().map(|order| order.offered.len()).sum();
        let (solving, made, roles) = solved(replay);
        let mut lists = vec![
            (ListOf::Suggested, made_by(&replay.orders, ListOf::Suggested)),
            (ListOf::Likeliest, made_by(&replay.orders, ListOf::Likeliest)),
        ];
        for share in CURVE {
            let list = ListOf::Earning(share);
            // What was timed is not searched again.
            let made = match share == MIN_TAKEN_SHARE {
                true => made.clone(),
                false => made_by(&replay.orders, list),
            };
            lists.push((list, made));
        }
        lists.push((ListOf::WhateverItCosts, made_by(&replay.orders, ListOf::WhateverItCosts)));
        let customers: Vec<u32> = replay.orders.iter().map(|order| order.customer).collect();
        let base = lists[0].1.clone();
        Self {
            window: number,
            orders_learnt: split.train.len(),
            orders_asked: replay.orders.len(),
            orders_unknown: replay.n_unknown,
            days: replay.n_nights,
            currency: replay.snapshot.catalog().currency().map(str::to_owned),
            places: PLACES,
            costs_assumed: replay.n_costs_assumed as f64 / n_offered.max(1) as f64,
            lists: lists
                .iter()
                .map(|(list, made)| ListReport::new(*list, made, &base, &customers, seed))
                .collect(),
            calibration: CalibrationReport::new(&replay.orders),
            roles,
            solving,
        }
    }
}

fn made_by(orders: &[Walked], list: ListOf) -> Made {
    let mut made = Made::default();
    orders.iter().for_each(|order| made.add(order.made(list)));
    made
}

/// The usual bundle beside each order: what searching took, what the bundles made, and how many have each role.
fn solved(replay: &Replay) -> (SolveReport, Made, Vec<RoleReport>) {
    let (mut took, mut made) = (Vec::with_capacity(replay.orders.len()), Made::default());
    let names = Role::ALL.map(Role::name);
    let mut by_role = [0_usize; Role::ALL.len()];
    let mut n_proven = 0;
    for order in &replay.orders {
        let began = Instant::now();
        let chosen = order.earning(MIN_TAKEN_SHARE);
        took.push(began.elapsed());
        let Some(bundle) = chosen else {
            made.add((0.0, 0.0));
            continue;
        };
        n_proven += usize::from(bundle.proof == Proof::Best);
        made.add(order.made_by(&bundle.items));
        let role = order.role(&replay.snapshot, &bundle).name();
        let place = names.iter().position(|name| *name == role);
        by_role[place.expect("every role has a name")] += 1;
    }
    let found: usize = by_role.iter().sum();
    took.sort_unstable();
    let at = |share: f64| 1e3 * took[((took.len() - 1) as f64 * share) as usize].as_secs_f64();
    let solving = SolveReport {
        searches: took.len(),
        found,
        proven_best: n_proven as f64 / found.max(1) as f64,
        median_ms: at(0.5),
        p99_ms: at(0.99),
        most_ms: at(1.0),
    };
    let share = |(role, n): (&'static str, usize)| RoleReport {
        role,
        share: n as f64 / found.max(1) as f64,
    };
    let roles = names.into_iter().zip(by_role).filter(|(_, n)| *n > 0).map(share).collect();
    (solving, made, roles)
}

impl ListReport {
    fn new(list: ListOf, made: &Made, base: &Made, customers: &[u32], seed: u64) -> Self {
        let more = |own: &[f64], base: &[f64]| {
            let differences: Vec<f64> =
                own.iter().zip(base).map(|(own, base)| own - base).collect();
            paired_interval(&differences, customers, seed).map(IntervalReport::from)
        };
        Self {
            list: name(list),
            hits: made.n_hits(),
            margin: made.margin(),
            hits_ratio: made.n_hits() / base.n_hits(),
            margin_ratio: made.margin() / base.margin(),
            hits_more: more(&made.hits, &base.hits),
            margin_more: more(&made.margins, &base.margins),
        }
    }
}

fn name(list: ListOf) -> String {
    match list {
        ListOf::WhateverItCosts => "suggest, of all items".to_owned(),
        ListOf::Suggested => "suggest, accuracy only".to_owned(),
        ListOf::Likeliest => "likeliest, accuracy only".to_owned(),
        ListOf::Earning(share) if share == MIN_TAKEN_SHARE => {
            format!("bundle, {share:.2} of what could be taken (default)")
        }
        ListOf::Earning(share) => format!("bundle, {share:.2} of what could be taken"),
    }
}

impl From<Interval> for IntervalReport {
    fn from(interval: Interval) -> Self {
        let Interval { estimate, low, high } = interval;
        Self { estimate, low, high }
    }
}

impl CalibrationReport {
    fn new(orders: &[Walked]) -> Self {
        let offered = |order: &Walked| -> Vec<(f64, bool)> {
            let chances = order.offered.iter().map(|it| it.uptake.organic);
            chances.zip(order.is_bought.iter().copied()).collect()
        };
        let by_rank = |order: &Walked| -> Vec<(f64, bool)> {
            order.by_rank.iter().copied().zip(order.is_bought.iter().copied()).collect()
        };
        let chances: Vec<(f64, bool)> = orders.iter().flat_map(offered).collect();
        let ranks: Vec<(f64, bool)> = orders.iter().flat_map(by_rank).collect();
        let [slope, intercept] = calibration_line(&chances);
        let parts = reliability(&chances, N_PARTS).into_iter().map(|part| PartReport {
            items: part.n,
            bought: part.n_true,
            foretold: part.foretold,
            found: part.found(),
            ratio: part.found() / part.foretold,
        });
        Self {
            items: chances.len(),
            bought: chances.iter().filter(|(_, is_bought)| *is_bought).count(),
            log_loss: log_loss(&chances),
            log_loss_by_rank: log_loss(&ranks),
            slope,
            intercept,
            parts: parts.collect(),
        }
    }
}

impl OfferReport {
    /// Writes tables, or one JSON object.
    pub(super) fn write(&self, out: &mut impl Write, as_json: bool) -> anyhow::Result<()> {
        if as_json {
            serde_json::to_writer_pretty(&mut *out, self)?;
            writeln!(out)?;
            return Ok(());
        }
        for window in &self.windows {
            window.write(out)?;
        }
        Ok(())
    }
}

impl WindowReport {
    fn write(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let Self { window, days, places, currency, .. } = self;
        let decimals = currency.as_deref().map_or(DEFAULT_DECIMALS, decimals);
        let units = 10_f64.powi(decimals.into());
        writeln!(
            out,
            "window {window}: offers of {places} items beside the dearest one of {} orders on {days} days, from {} orders before ({} more hold nothing that sold before)",
            grouped(self.orders_asked as u64),
            grouped(self.orders_learnt as u64),
            grouped(self.orders_unknown as u64)
        )?;
        if self.costs_assumed > 0.0 {
            writeln!(
                out,
                "  costs are not known of {:.1} % of what could be offered: the usual margin stands for them",
                100.0 * self.costs_assumed
            )?;
        }
        let mut table = Table::new(&[
            "list",
            " hits",
            " margin",
            " hits against",
            " margin against",
            " margin more an order",
        ]);
        let code = currency.as_deref().unwrap_or("");
        let amount = |minor: f64| format!("{:.*} {code}", usize::from(decimals), minor / units);
        for list in &self.lists {
            let more = list.margin_more.as_ref().map_or_else(String::new, |more| {
                let [estimate, low, high] =
                    [more.estimate, more.low, more.high].map(|it| it / units);
                format!("{estimate:+.3} [{low:+.3}, {high:+.3}]")
            });
            table.push([
                list.list.clone(),
                format!("{:.0}", list.hits),
                amount(list.margin),
                format!("{:.4}", list.hits_ratio),
                format!("{:.4}", list.margin_ratio),
                more,
            ]);
        }
        table.write(out)?;
        self.calibration.write(out)?;
        let roles = self.roles.iter().map(|it| format!("{} {:.1} %", it.role, 100.0 * it.share));
        writeln!(out, "roles: {}", roles.collect::<Vec<_>>().join(", "))?;
        let SolveReport { searches, found, proven_best, median_ms, p99_ms, most_ms } =
            &self.solving;
        writeln!(
            out,
            "searches: {} of {} found a bundle, {:.2} % of them proven best; median {median_ms:.3} ms, p99 {p99_ms:.3} ms, at most {most_ms:.3} ms\n",
            grouped(*found as u64),
            grouped(*searches as u64),
            100.0 * proven_best
        )?;
        Ok(())
    }
}

impl CalibrationReport {
    fn write(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let Self { items, bought, log_loss, log_loss_by_rank, slope, intercept, parts } = self;
        writeln!(
            out,
            "chances of {} items, {} of them bought: log-loss {log_loss:.5} ({log_loss_by_rank:.5} by the place alone), slope {slope:.3}, intercept {intercept:+.3}",
            grouped(*items as u64),
            grouped(*bought as u64)
        )?;
        let mut table = Table::new(&[
            " tenth",
            " items",
            " bought",
            " foretold",
            " found",
            " found / foretold",
        ]);
        for (number, part) in (1..).zip(parts) {
            let PartReport { items, bought, foretold, found, ratio } = part;
            table.push([
                format!("{number}"),
                grouped(*items as u64),
                grouped(*bought as u64),
                format!("{foretold:.5}"),
                format!("{found:.5}"),
                format!("{ratio:.3}"),
            ]);
        }
        Ok(table.write(out)?)
    }
}
