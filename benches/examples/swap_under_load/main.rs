//! Snapshots published while clients ask: no request fails, no answer mixes two snapshots, and answers stay quick.
//!
//! Two models are trained from the orders that ship; what each answers to every request is asked beforehand. Then, in
//! each round, clients ask at the same fixed rate for a minute without publications and for a minute in which the two are
//! published in turn, fifty in all.
//!
//! ```text
//! make trial-swap
//! cargo run --release -p dapei-benches --example swap_under_load -- ROUNDS
//! ```

mod expected;
mod publications;

use std::error::Error;
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use dapei_benches::trial::{
    House, Latencies, MIB, ServiceProcess, Steady, Told, Training, Verdict,
};

use expected::{Expected, Tally};
use publications::publish_in_turn;

/// Rounds unless told otherwise; the median of them counts.
const ROUNDS: usize = 5;
/// Open connections.
const N_CONNECTIONS: usize = 32;
/// Requests a second, over all connections.
const A_SECOND: f64 = 1_000.0;
/// How long clients ask without publications, and with them.
const EACH: Duration = Duration::from_secs(60);
/// Publications in that time.
const N_PUBLICATIONS: usize = 50;
/// How much longer the 99th percentile may be with publications.
const AT_MOST_TIMES: f64 = 3.0;
/// Items that are asked about in turn.
const N_ITEMS: usize = 200;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let rounds = match std::env::args().nth(1) {
        Some(rounds) => rounds.parse::<NonZeroUsize>()?.get(),
        None => ROUNDS,
    };
    let house = House::find()?;
    let snapshots = [house.snapshot(Training::Usual)?, house.snapshot(Training::Ageing)?];
    let model = house.model("swap", &snapshots[0])?;
    let service = ServiceProcess::start(house.dapei(), model.path())?;
    let address = service.address();
    let expected = Expected::ask(address, &model, &snapshots, N_ITEMS)?;
    let load = Load {
        steady: Steady { address, n_connections: N_CONNECTIONS, a_second: A_SECOND },
        expected,
    };

    let at_rest = service.memory().resident()?;
    let mut verdict = Verdict::default();
    let (mut ratios, mut n_failed, mut tally) = (Vec::new(), 0, Tally::default());
    let mut fewest_swaps = N_PUBLICATIONS;
    for round in 1..=rounds {
        eprintln!("round {round} of {rounds}");
        let mut quiet = load.ask(|| {
            thread::sleep(EACH);
            Ok(())
        })?;
        let mut busy = load.ask(|| publish_in_turn(&model, &snapshots, N_PUBLICATIONS, EACH))?;
        let p99 = [&mut quiet, &mut busy].map(|run| run.told.latencies.quantile(0.99));
        ratios.push(p99[1] / p99[0]);
        for (name, run) in [("without", &mut quiet), ("with", &mut busy)] {
            verdict.tell(
                format!("round {round}, {name} publications"),
                figures(&mut run.told.latencies),
            );
            n_failed += run.told.n_failed;
            if let Some(failure) = run.told.first_failure.take() {
                verdict.tell(format!("round {round}, a failure"), failure);
            }
            tally.add(&run.tally);
        }
        fewest_swaps = fewest_swaps.min(busy.tally.fewest_swaps);
    }
    ratios.sort_by(f64::total_cmp);
    verdict.tell("answers checked", tally.n_checked.to_string());
    verdict.at_most("requests that failed", n_failed as f64, 0.0, "");
    verdict.at_most("answers that mix snapshots", tally.n_mixed as f64, 0.0, "");
    verdict.at_least(
        "swaps that every connection saw",
        fewest_swaps as f64,
        N_PUBLICATIONS as f64,
        "",
    );
    verdict.at_most(
        format!("p99 with publications against without, median of {rounds}"),
        ratios[rounds / 2],
        AT_MOST_TIMES,
        "times",
    );
    let peak = service.memory().peak()?;
    verdict.tell("memory at rest", format!("{} MiB", at_rest / MIB));
    verdict.tell("memory at its peak", format!("{} MiB", peak / MIB));
    Ok(verdict.close(&format!(
        "Swap under load: {A_SECOND} requests a second over {N_CONNECTIONS} connections, {N_PUBLICATIONS} publications in {} s",
        EACH.as_secs()
    ))?)
}

/// Clients at a fixed rate, and what they are to be answered.
struct Load {
    steady: Steady,
    expected: Expected,
}

/// What clients met in a minute.
struct Run {
    told: Told,
    tally: Tally,
}

impl Load {
    /// Asks while `act` runs.
    fn ask(&self, act: impl FnOnce() -> Result<(), Box<dyn Error>>) -> Result<Run, Box<dyn Error>> {
        let over = AtomicBool::new(false);
        let seen = self.expected.watch(self.steady.n_connections);
        let (told, acted) = thread::scope(|scope| {
            let asking = scope.spawn(|| {
                self.steady.ask(self.expected.requests(), &over, &|asked, answer| {
                    seen.judge(asked, answer)
                })
            });
            let acted = act();
            over.store(true, Ordering::Relaxed);
            (asking.join().expect("clients do not panic"), acted)
        });
        acted?;
        Ok(Run { told, tally: seen.tally() })
    }
}

fn figures(latencies: &mut Latencies) -> String {
    let [half, p99, longest] = [0.5, 0.99, 1.0].map(|share| latencies.quantile(share));
    format!("{} requests, p50 {half:.2}, p99 {p99:.2}, longest {longest:.2} ms", latencies.len())
}
