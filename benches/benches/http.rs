//! Requests per second of `related` over HTTP, beside handlers that have the answer ready: as bytes,
//! and as a struct still to be written as JSON.
//!
//! All three answer the same bytes, asked for by the same client. The service is the real one, with
//! its middleware; its request log is off, and measured apart as written to nowhere. The other two
//! are bare: actix, a lookup of the id, the answer. Each has two workers.
//! The table at the end counts what the server's threads spent on a processor; clients and servers
//! share the processors, so that requests a second count the client as well.

use std::collections::HashMap;
use std::fs::File;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::process;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, rt, web};
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use dapei_benches::{Connection, Load, Scale, Taken, synthetic_history, titled};
use engine::snapshot::Snapshot;
use engine::train::{TrainParams, train};
use serde::{Deserialize, Serialize};
use server::config::Settings;
use server::model_dir::ModelDir;
use server::service::Service;
use server::shop::{Shop, Shops};
use tracing_subscriber::EnvFilter;

/// Items that are asked about in turn, so that no single answer stays in the cache.
const N_ITEMS_ASKED: usize = 10_000;
/// Entries of every answer.
const N_RELATED: usize = 20;
/// Workers of every server.
const N_WORKERS: usize = 2;
/// What is promised of `related` beside the ready struct: requests a second, and time of the server's threads.
const AT_LEAST_A_SECOND: f64 = 0.75;
const AT_MOST_MICROS: f64 = 1.4;
/// Rounds of the table; in each, all are measured one after the other.
const N_ROUNDS: usize = 15;
/// Requests to each in a round.
const N_REQUESTS_A_ROUND: u64 = 20_000;

/// What `dapei serve` logs unless told otherwise.
const DEFAULT_LOG: &str = "info,actix_server=warn";
/// How long connections are kept open while others are measured.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// The answer of `related`, ready to be written.
#[derive(Deserialize, Serialize)]
struct ReadyList {
    snapshot_id: String,
    item_id: String,
    related: Vec<ReadyItem>,
}

#[derive(Deserialize, Serialize)]
struct ReadyItem {
    item_id: String,
    title: Option<String>,
    relation: String,
    momentum: String,
    score: f32,
    confidence: f32,
    grade: String,
    reason: String,
    evidence: ReadyEvidence,
}

#[derive(Deserialize, Serialize)]
struct ReadyEvidence {
    anchor_item_id: Option<String>,
    orders_together: u32,
    orders_with_anchor: u32,
    expected_by_chance: f32,
    times_more_than_chance: f32,
    at_least: f32,
}

type ReadyBytes = HashMap<String, web::Bytes>;
type ReadyStructs = HashMap<String, ReadyList>;

/// One of those that are measured.
struct Measured {
    name: &'static str,
    load: Load,
    requests: Vec<Vec<u8>>,
    turn: usize,
    taken: Vec<Taken>,
}

impl Measured {
    fn new(name: &'static str, address: SocketAddr, paths: impl Iterator<Item = String>) -> Self {
        let load = Load::connect(address).expect("the server listens");
        let requests: Vec<_> = paths.map(|path| request(&path)).collect();
        let mut new = Self { name, load, requests, turn: 0, taken: Vec::new() };
        // At once, since servers do not wait long for the first request of a connection.
        new.ask(N_REQUESTS_A_ROUND);
        new
    }

    /// Goes on where the last call stopped.
    fn ask(&mut self, n_requests: u64) -> Taken {
        let taken = self.load.ask(&self.requests, self.turn, n_requests);
        self.turn += n_requests as usize / 2;
        taken
    }
}

fn http(criterion: &mut Criterion) {
    let directory = tempfile::tempdir().expect("a place for a snapshot");
    let (model, ids) = model(&directory);
    let service = start_service(model);
    let path_of = |id: &String| format!("/v1/items/{id}/related?limit={N_RELATED}");
    let mut client = Connection::open(service).expect("the service listens");
    let bytes: ReadyBytes = ids
        .iter()
        .map(|id| {
            client.send(&request(&path_of(id))).expect("the service reads");
            let body = client.receive().expect("the service answers");
            (id.clone(), web::Bytes::copy_from_slice(body))
        })
        .collect();
    let structs: ReadyStructs = bytes
        .iter()
        .map(|(id, body)| {
            let list: ReadyList = serde_json::from_slice(body).expect("the service answers JSON");
            assert_eq!(list.related.len(), N_RELATED);
            assert_eq!(serde_json::to_vec(&list).expect("a list is JSON"), body[..]);
            (id.clone(), list)
        })
        .collect();
    let mean_bytes = bytes.values().map(web::Bytes::len).sum::<usize>() / bytes.len();
    let ready = start_ready(bytes, structs);

    let paths = |prefix: &'static str| ids.iter().map(move |id| format!("{prefix}/{id}"));
    let mut all = [
        Measured::new("related", service, ids.iter().map(path_of)),
        Measured::new("ready struct", ready, paths("/struct")),
        Measured::new("ready bytes", ready, paths("/bytes")),
    ];
    let mut group = criterion.benchmark_group(format!("http, {N_RELATED} items"));
    group.sample_size(10).sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(1));
    for measured in &mut all {
        group.bench_function(measured.name, |bencher| {
            bencher.iter_custom(|n_requests| measured.ask(n_requests).elapsed);
        });
    }
    group.finish();

    let set_log = start_log();
    let mut logged = Vec::new();
    for _ in 0..N_ROUNDS {
        for measured in &mut all {
            let taken = measured.ask(N_REQUESTS_A_ROUND);
            measured.taken.push(taken);
        }
        set_log(DEFAULT_LOG);
        logged.push(all[0].ask(N_REQUESTS_A_ROUND));
        set_log("off");
    }
    let [related, structs, bytes] = all;
    eprintln!(
        "{mean_bytes} bytes an answer; medians of {N_ROUNDS} rounds, in each of which all take turns"
    );
    eprintln!("{:<20} {:>11} {:>7}   {:>14} {:>7}", "", "requests/s", "", "server µs each", "");
    let mut of_related = [f64::NAN; 2];
    for (name, taken) in [
        (structs.name, &structs.taken),
        (bytes.name, &bytes.taken),
        ("related, logged", &logged),
        (related.name, &related.taken),
    ] {
        let [a_second, micros] = [Taken::a_second, Taken::server_micros].map(|measure| {
            // Each round has its own conditions, so that it is compared with itself.
            let shares = taken.iter().zip(&structs.taken).map(|(a, b)| measure(a) / measure(b));
            (median(taken.iter().map(measure)), median(shares))
        });
        eprint!("{name:<20} {:>11.0} {:>5.0} %   ", a_second.0, 100.0 * a_second.1);
        eprintln!("{:>14.1} {:>5.0} %", micros.0, 100.0 * micros.1);
        of_related = [a_second.1, micros.1];
    }
    let [a_second, micros] = of_related;
    let is_kept = AT_LEAST_A_SECOND <= a_second && micros <= AT_MOST_MICROS;
    eprintln!(
        "promised of related: at least {:.0} % of the requests a second, at most {:.0} % of the time: {}",
        100.0 * AT_LEAST_A_SECOND,
        100.0 * AT_MOST_MICROS,
        if is_kept { "kept" } else { "BROKEN" }
    );
    if !is_kept {
        process::exit(1);
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn request(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: dapei\r\n\r\n").into_bytes()
}

/// A model of 100,000 items with titles, and the items to ask about: all over the shop, in a
/// sequence of no meaning, each with enough related items.
fn model(directory: &tempfile::TempDir) -> (ModelDir, Vec<String>) {
    let history = titled(synthetic_history(Scale::MEDIUM, 1), 2);
    let threads = thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let params = TrainParams::default().check().expect("the defaults are in range");
    let trained = train(&history, &params, threads, &|_| ()).expect("the made-up shop trains");
    drop(history);
    let snapshot = Snapshot::decode(&trained.bytes).expect("what training wrote can be read");
    let vocabulary = snapshot.vocabulary();
    let mut items: Vec<_> = vocabulary
        .indexes()
        .filter(|&item| snapshot.graph().row(item).len() >= N_RELATED)
        .map(|item| vocabulary.id(item).to_owned())
        .collect();
    items.sort_by_cached_key(|id| *blake3::hash(id.as_bytes()).as_bytes());
    items.truncate(N_ITEMS_ASKED);
    assert_eq!(items.len(), N_ITEMS_ASKED);
    let model = ModelDir::create(directory.path()).expect("a directory for the snapshot");
    model.publish(&trained.bytes).expect("a place to write to");
    (model, items)
}

/// Starts the real service; it ends with the process.
fn start_service(model: ModelDir) -> SocketAddr {
    let shop = Shop::open(model).expect("a snapshot was published");
    let (tell, told) = channel();
    thread::spawn(move || {
        rt::System::new().block_on(async {
            let shops = Shops::one(shop).expect("no keys were made");
            let settings = Settings { workers: N_WORKERS, ..Settings::default() };
            let settings = settings.check().expect("the defaults are in range");
            let service = Service::with(shops, ("127.0.0.1", 0), &settings).expect("a free port");
            tell.send(service.addresses()[0]).expect("the bench waits");
            service.run().await
        })
    });
    told.recv().expect("the service starts")
}

/// Starts the handlers that have all answers ready; they end with the process.
fn start_ready(bytes: ReadyBytes, structs: ReadyStructs) -> SocketAddr {
    let (bytes, structs) = (web::Data::new(bytes), web::Data::new(structs));
    let (tell, told) = channel();
    thread::spawn(move || {
        rt::System::new().block_on(async {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(bytes.clone())
                    .app_data(structs.clone())
                    .route("/bytes/{id}", web::get().to(ready_bytes))
                    .route("/struct/{id}", web::get().to(ready_struct))
            })
            .workers(N_WORKERS)
            .disable_signals()
            .keep_alive(KEEP_ALIVE)
            .bind(("127.0.0.1", 0))
            .expect("a free port");
            tell.send(server.addrs()[0]).expect("the bench waits");
            server.run().await
        })
    });
    told.recv().expect("the server starts")
}

async fn ready_bytes(ready: web::Data<ReadyBytes>, id: web::Path<String>) -> HttpResponse {
    match ready.get(id.as_str()) {
        Some(bytes) => HttpResponse::Ok().content_type("application/json").body(bytes.clone()),
        None => HttpResponse::NotFound().finish(),
    }
}

async fn ready_struct(ready: web::Data<ReadyStructs>, id: web::Path<String>) -> HttpResponse {
    match ready.get(id.as_str()) {
        Some(list) => HttpResponse::Ok().json(list),
        None => HttpResponse::NotFound().finish(),
    }
}

/// Sets up the log of `dapei serve`, off and to nowhere, and gives what turns it on and off.
fn start_log() -> impl Fn(&str) {
    let nowhere = File::options().write(true).open("/dev/null").expect("a place for the log");
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(nowhere)
        .with_env_filter(EnvFilter::new("off"))
        .with_filter_reloading();
    let handle = log.reload_handle();
    log.init();
    move |filter| handle.reload(EnvFilter::new(filter)).expect("the log is there")
}

criterion_group!(benches, http);
criterion_main!(benches);
