//! `dapei serve`: answers from a directory of snapshots.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use actix_web::rt;
use anyhow::Context;
use clap::Args;
use tracing::info;

use super::logging::LogOptions;
use crate::model_dir::ModelDir;
use crate::service::Service;
use crate::shop::{Shop, Shops};

/// Where the service listens unless told otherwise.
pub(super) const DEFAULT_ADDRESS: &str = "127.0.0.1:7700";

/// Answer over HTTP from the newest snapshot of a model
///
/// A snapshot that is published while the service runs is served within two seconds; requests
/// under way are answered from the one they began with. SIGTERM or Ctrl-C stops the service after
/// what is under way is answered.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei serve --model model
  dapei serve --model model --listen 127.0.0.1:8080 --log-format json
  curl '127.0.0.1:7700/v1/items/85123A/related?limit=5'")]
pub(super) struct Serve {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Address to listen at
    #[arg(long, value_name = "ADDR", default_value = DEFAULT_ADDRESS)]
    listen: String,
    #[command(flatten)]
    log: LogOptions,
}

impl Serve {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let _log = self.log.start();
        let model = ModelDir::open(&self.model)?;
        serve(model, &self.listen, |address| {
            writeln!(out, "http://{address}/")?;
            out.flush()
        })
    }
}

pub(super) fn cannot_listen(address: &str) -> String {
    format!("cannot listen at {address}")
}

/// Serves `model` at `address` until told to end; `tell` is called once it listens.
pub(super) fn serve(
    model: ModelDir,
    address: &str,
    tell: impl FnOnce(SocketAddr) -> io::Result<()>,
) -> anyhow::Result<()> {
    let shop = Shop::open(model)?;
    let asks_for_keys = shop.asks_for_keys();
    rt::System::new().block_on(async {
        let served = shop.live.current();
        let (id, number) = (served.id(), served.number());
        let service =
            Service::bind(Shops::one(shop), address).with_context(|| cannot_listen(address))?;
        let bound = *service.addresses().first().context("no address to listen at")?;
        info!(
            snapshot.id = id,
            snapshot.number = number.0,
            address = %bound,
            "Serving snapshot {number} at http://{bound}/"
        );
        drop(served);
        if !asks_for_keys {
            info!("No key was made: whoever reaches the address is answered");
        }
        // The service is what was asked for, the address only how to reach it: where nobody reads
        // it (`dapei serve | true`), it goes to standard error, whatever is logged.
        if tell(bound).is_err() {
            let _ = writeln!(io::stderr(), "http://{bound}/");
        }
        service.run_until_told().await.context("the service broke down")
    })
}
