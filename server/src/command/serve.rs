//! `dapei serve`: answers from a directory of snapshots.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::rt;
use anyhow::Context;
use clap::{ArgGroup, Args};
use tracing::info;

use super::logging::LogOptions;
use crate::model_dir::ModelDir;
use crate::service::Service;
use crate::shop::{Keeping, Shop, Shops};
use crate::watch::EVERY;

/// Where the service listens unless told otherwise.
pub(super) const DEFAULT_ADDRESS: &str = "127.0.0.1:7700";

/// Answer over HTTP from the newest snapshot of a model
///
/// A snapshot that is published while the service runs is served within two seconds; requests
/// under way are answered from the one they began with. SIGTERM or Ctrl-C stops the service after
/// what is under way is answered.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("served").required(true).args(["model", "shops"])))]
#[command(after_help = "\
Examples:
  dapei serve --model model
  dapei serve --model model --listen 127.0.0.1:8080 --log-format json
  dapei serve --shops shops --shops-memory 8192
  curl '127.0.0.1:7700/v1/items/85123A/related?limit=5'")]
pub(super) struct Serve {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Folder of many shops, each a directory of snapshots; a key tells which one is meant
    #[arg(long, value_name = "ROOT")]
    shops: Option<PathBuf>,
    /// Of many shops, the most MiB that stay loaded
    #[arg(long, value_name = "MIB", default_value_t = 4096, conflicts_with = "model")]
    shops_memory: u64,
    /// Of many shops, minutes without a request after which one is dropped until somebody asks again
    #[arg(long, value_name = "MINUTES", default_value_t = 30, conflicts_with = "model", value_parser = clap::value_parser!(u64).range(1..))]
    shops_idle: u64,
    /// Address to listen at
    #[arg(long, value_name = "ADDR", default_value = DEFAULT_ADDRESS)]
    listen: String,
    #[command(flatten)]
    log: LogOptions,
}

impl Serve {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let _log = self.log.start();
        let shops = match (&self.shops, &self.model) {
            (Some(root), _) => Shops::many(root, self.keeping())?,
            (None, Some(model)) => one_shop(ModelDir::open(model)?)?,
            (None, None) => anyhow::bail!("neither `--model` nor `--shops` is given"),
        };
        serve(shops, &self.listen, |address| {
            writeln!(out, "http://{address}/")?;
            out.flush()
        })
    }
}

impl Serve {
    fn keeping(&self) -> Keeping {
        let ticks_a_minute = Duration::from_secs(60).as_millis() / EVERY.as_millis();
        Keeping {
            most_bytes: self.shops_memory.saturating_mul(1 << 20),
            idle_ticks: self.shops_idle.saturating_mul(ticks_a_minute as u64),
        }
    }
}

/// The one shop of `model`.
pub(super) fn one_shop(model: ModelDir) -> anyhow::Result<Shops> {
    let shop = Shop::open(model)?;
    let served = shop.live.current();
    let number = served.number();
    info!(snapshot.id = served.id(), snapshot.number = number.0, "Serving snapshot {number}");
    Ok(Shops::one(shop)?)
}

pub(super) fn cannot_listen(address: &str) -> String {
    format!("cannot listen at {address}")
}

/// Serves `shops` at `address` until told to end; `tell` is called once it listens.
pub(super) fn serve(
    shops: Shops,
    address: &str,
    tell: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> anyhow::Result<()> {
    let (have_keys, are_many) = (shops.have_keys(), shops.are_many());
    rt::System::new().block_on(async {
        let service = Service::bind(shops, address).with_context(|| cannot_listen(address))?;
        let bound = *service.addresses().first().context("no address to listen at")?;
        info!(address = %bound, "Listening at http://{bound}/");
        match (have_keys, are_many) {
            (true, _) => {}
            (false, true) => info!("No shop has a key: nobody can ask yet"),
            (false, false) => info!("No key was made: only loopback addresses can be listened at"),
        }
        // Whoever reads the address may tell it to end at once.
        let running = service.until_told().context("cannot wait for SIGTERM")?;
        // The service is what was asked for, the address only how to reach it: where nobody reads
        // it (`dapei serve | true`), it goes to standard error, whatever is logged.
        if tell(bound).is_err() {
            let _ = writeln!(io::stderr(), "http://{bound}/");
        }
        running.await.context("the service broke down")
    })
}
