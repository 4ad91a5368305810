//! SIGKILL under load, and the next start.

use std::error::Error;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use dapei_benches::Connection;
use dapei_benches::trial::{House, ServiceProcess, Verdict, get};

use crate::under_way::ask_on;

/// How often it is tried.
const ROUNDS: usize = 5;
/// Clients that always have a request under way.
const N_BUSY: usize = 32;
/// How long clients ask before the service is killed.
const LOAD_FIRST: Duration = Duration::from_secs(2);
/// Longest wait for a published snapshot.
const SERVED_WITHIN: Duration = Duration::from_secs(10);

/// Kills the service, several times, under load; in between another snapshot is published and served.
pub(crate) fn try_restarts(
    house: &House,
    snapshots: &[Vec<u8>; 2],
    verdict: &mut Verdict,
) -> Result<(), Box<dyn Error>> {
    let model = house.model("kill", &snapshots[0])?;
    let ids = House::item_ids(&snapshots[0], 100)?;
    let requests: Vec<_> =
        ids.iter().map(|id| get(&format!("/v1/items/{id}/related?limit=20"))).collect();
    let mut service = ServiceProcess::start(house.dapei(), model.path())?;
    let (mut n_same, mut n_answers_differ) = (0, 0);
    let mut slowest = Duration::ZERO;
    for round in 1..=ROUNDS {
        eprintln!("SIGKILL, round {round} of {ROUNDS}");
        let number = model.publish(&snapshots[round % 2])?.number.0;
        let before = served(&service, number)?;
        let answers = all_answers(&service, &requests)?;
        let address = service.address();
        let (requests, nobody_told) = (&requests, &AtomicBool::new(false));
        service = thread::scope(|scope| {
            for nth in 0..N_BUSY {
                scope.spawn(move || ask_on(address, requests, nth * 3, nobody_told));
            }
            thread::sleep(LOAD_FIRST);
            service.kill()?;
            let began = Instant::now();
            let next = ServiceProcess::start(house.dapei(), model.path())?;
            slowest = slowest.max(began.elapsed());
            Ok::<_, std::io::Error>(next)
        })?;
        let after = readiness(&service)?;
        if after == before {
            n_same += 1;
        }
        let again = all_answers(&service, requests)?;
        n_answers_differ += answers.iter().zip(&again).filter(|(a, b)| a != b).count();
    }
    verdict.at_least(
        "SIGKILL: starts that serve the same snapshot",
        f64::from(n_same),
        ROUNDS as f64,
        "",
    );
    verdict.at_most(
        "SIGKILL: answers that differ after the start",
        n_answers_differ as f64,
        0.0,
        "",
    );
    verdict
        .tell("SIGKILL: slowest start until it listens", format!("{:.2} s", slowest.as_secs_f64()));
    Ok(())
}

/// Id and number of the snapshot that is served.
fn readiness(service: &ServiceProcess) -> Result<[String; 2], Box<dyn Error>> {
    let mut open = Connection::open(service.address())?;
    open.send(&get("/readyz"))?;
    let ready: serde_json::Value = serde_json::from_slice(open.receive()?)?;
    Ok([ready["snapshot_id"].to_string(), ready["snapshot_number"].to_string()])
}

/// The same, once `number` is served.
fn served(service: &ServiceProcess, number: u32) -> Result<[String; 2], Box<dyn Error>> {
    let began = Instant::now();
    loop {
        let ready = readiness(service)?;
        if ready[1] == number.to_string() {
            return Ok(ready);
        }
        if SERVED_WITHIN < began.elapsed() {
            return Err(format!(
                "snapshot {number} is not served within {} s",
                SERVED_WITHIN.as_secs()
            )
            .into());
        }
        thread::sleep(Duration::from_millis(50));
    }
}

fn all_answers(
    service: &ServiceProcess,
    requests: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut open = Connection::open(service.address())?;
    let mut answers = Vec::new();
    for request in requests {
        open.send(request)?;
        answers.push(open.receive()?.to_vec());
    }
    Ok(answers)
}
