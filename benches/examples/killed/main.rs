//! A service that is told to end, and one that is killed.
//!
//! Told to end by SIGTERM under load it answers every request under way and ends with exit code 0 within its bound.
//! Killed by SIGKILL under load it serves, started again, the snapshot that it served, with the same answers, and where it
//! keeps live stock, the same stock.
//!
//! ```text
//! make trial-kill
//! ```

mod live_stock;
mod restarts;
mod stops;
mod under_way;

use std::error::Error;
use std::process::ExitCode;

use dapei_benches::trial::{House, Training, Verdict};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let house = House::find()?;
    let snapshots = [house.snapshot(Training::Usual)?, house.snapshot(Training::Ageing)?];
    let mut verdict = Verdict::default();
    stops::try_stops(&house, &snapshots[0], &mut verdict)?;
    restarts::try_restarts(&house, &snapshots, &mut verdict)?;
    live_stock::try_live_stock(&house, &snapshots[0], &mut verdict)?;
    Ok(verdict.close("Killed: SIGTERM and SIGKILL under load")?)
}
