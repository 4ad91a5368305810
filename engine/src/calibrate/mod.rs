//! How likely items are bought beside carts, found out on orders that were held back, and written into the snapshot.
//!
//! In: a history. Out: a snapshot as [`train`](crate::train) makes it, whose chances were fitted by the very lists that offers are
//! made of. Deliberately absent: what an offer adds to a chance.
//!
//! The newest tenth of the orders is walked through day after day, beside what the older ones say: what sold until yesterday is
//! known, as it is to whoever trains every night.

mod walk;

use std::num::NonZeroUsize;

pub use walk::{Asked, Beside, Day, Walk, days, sampled};

use crate::attach::{Curve, Row, fitted};
use crate::bundle::Pricing;
use crate::holdout::{TEST_SHARE, windows};
use crate::offer::ShopTerms;
use crate::rank::Mixes;
use crate::snapshot::Snapshot;
use crate::train::{CheckedTrainParams, Label, Phase, TrainError, TrainProgress, Trained, learn};
use crate::words::History;

/// Orders before the walk that are learnt from, at most, the newest ones: as many as weights are fitted on.
const MOST_LEARNT: usize = 300_000;
/// Orders of the walk that are asked about, at most: each takes up to thirty rows of some 130 bytes, twice.
const MOST_ASKED: usize = 12_000;
/// Days of the walk that chances are fitted on: what buyers do changes by the week. On two windows of a grocer three weeks were
/// calibrated as well as two or better.
const LATEST_DAYS: i64 = 21;
/// Fewest items bought on them.
const FEWEST_LATEST: usize = 1_000;
/// Draws what is known of a cart of several items.
const SEED: u64 = 1;

/// What was seen beside a cart of the walk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayRow {
    /// When. Unit: days since 1970 (UTC); 0 where orders have no time.
    pub day: i64,
    /// Which item, and whether it was bought.
    pub row: Row,
}

/// A snapshot whose chances were fitted, and what they were fitted on.
#[derive(Debug)]
pub struct Calibrated {
    /// The snapshot.
    pub trained: Trained,
    /// What was seen beside carts of one item, and of more, in the sequence of days.
    pub rows: [Vec<DayRow>; 2],
}

/// As [`train_labelled`](crate::train::train_labelled()), with chances fitted on the newest tenth of the orders; those are the usual
/// where orders are too few, or have no prices.
///
/// Costs a training of the older orders without fitting weights, and an answer for each order asked about.
///
/// # Errors
///
/// As [`train`](crate::train::train()).
///
/// # Panics
///
/// As [`train_labelled`](crate::train::train_labelled()).
pub fn train_calibrated(
    history: &History,
    labels: &[Label],
    params: &CheckedTrainParams,
    threads: NonZeroUsize,
    progress: &(dyn Fn(TrainProgress) + Sync),
) -> Result<Calibrated, TrainError> {
    let mut learnt = learn(history, labels, params, None, threads, progress)?;
    progress(TrainProgress { phase: Phase::Calibrate, done: 0, total: 1 });
    let rows = walked(history, params, learnt.parts.mixes, threads)?;
    for beside in Beside::ALL {
        let place = beside as usize;
        let (rows, curve) = (&rows[place], &mut learnt.parts.attach.curves[place]);
        let counts = &mut learnt.report.attach[place];
        let latest = latest(rows);
        *curve = curve_of(latest, beside, threads);
        counts.n_items = latest.len() as u64;
        counts.n_bought = latest.iter().filter(|seen| seen.row.is_bought).count() as u64;
    }
    Ok(Calibrated { trained: learnt.encode(progress)?, rows })
}

/// What `rows` tell of the signs beside such carts.
#[must_use]
pub fn curve_of(rows: &[DayRow], beside: Beside, threads: NonZeroUsize) -> Curve {
    let rows: Vec<Row> = rows.iter().map(|seen| seen.row).collect();
    fitted(&rows, &Curve::USUAL[beside as usize], threads)
}

/// The last of `rows`, which follow one another as days do: those of three weeks, and of more days where hardly anything was
/// bought in these.
#[must_use]
pub fn latest(rows: &[DayRow]) -> &[DayRow] {
    let Some(newest) = rows.last().map(|seen| seen.day) else { return rows };
    let (mut start, mut n_bought) = (rows.len(), 0);
    while start > 0 {
        let day = rows[start - 1].day;
        if newest - day >= LATEST_DAYS && n_bought >= FEWEST_LATEST {
            break;
        }
        while start > 0 && rows[start - 1].day == day {
            start -= 1;
            n_bought += usize::from(rows[start].row.is_bought);
        }
    }
    &rows[start..]
}

/// What is seen beside the carts of the newest tenth, by what the orders before say.
fn walked(
    history: &History,
    params: &CheckedTrainParams,
    mixes: Mixes,
    threads: NonZeroUsize,
) -> Result<[Vec<DayRow>; 2], TrainError> {
    let mut rows = [Vec::new(), Vec::new()];
    let Ok(splits) = windows(&history.orders, TEST_SHARE, 1, SEED) else { return Ok(rows) };
    let Some(split) = splits.into_iter().next() else { return Ok(rows) };
    let older = &split.train[split.train.len().saturating_sub(MOST_LEARNT)..];
    let part = history.part(older)?;
    let past = History { catalog: part.history.catalog.clone().without_stock(), ..part.history };
    let learnt = learn(&past, &[], params, Some(mixes), threads, &|_| ())?;
    let snapshot = Snapshot::decode(&learnt.encode(&|_| ())?.bytes)?;
    let terms = ShopTerms::new(Pricing::list_only());
    let mut walk = Walk::new(&snapshot, &past.orders, &terms, threads);
    for day in days(&history.orders, &split.test) {
        let asked = sampled(day.positions, split.test.len(), MOST_ASKED);
        for beside in Beside::ALL {
            let seen = walk.ask(&history.orders, &asked, &part.index_of, beside);
            rows[beside as usize].extend(seen.iter().flat_map(|asked| asked.rows(day.day)));
        }
        walk.pass(&history.orders, &day, &part.index_of);
    }
    Ok(rows)
}
