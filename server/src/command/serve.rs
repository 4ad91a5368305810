//! `dapei serve`: answers from a directory of snapshots.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::rt;
use anyhow::Context;
use clap::Args;
use tracing::info;

use super::configured::ConfigOptions;
use super::logging::{self, LogOptions};
use super::{open_files, wrong_usage};
use crate::config::{CheckedSettings, ServedFrom, ShopsSettings};
use crate::model_dir::ModelDir;
use crate::service::Service;
use crate::shop::{Keeping, Shop, Shops};
use crate::store::StoreAddress;
use crate::watch::EVERY;

/// Answer over HTTP from the newest snapshot of a model
///
/// A snapshot that is published while the service runs is served within two seconds; requests
/// under way are answered from the one they began with. SIGTERM or Ctrl-C stops the service after
/// what is under way is answered. Every flag has a key in the configuration, which has more.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei serve --model model
  dapei serve --model model --listen 127.0.0.1:8080 --log-format json
  dapei serve --model model --store sqlite:/var/lib/dapei/store.sqlite
  dapei serve --shops shops --shops-memory 8192
  dapei serve --config dapei.toml --set limits.requests_per_second=100
  curl '127.0.0.1:7700/v1/items/85123A/related?limit=5'")]
pub(super) struct Serve {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// Folder of many shops, each a directory of snapshots; a key tells which one is meant
    #[arg(long, value_name = "ROOT", conflicts_with = "model")]
    shops: Option<PathBuf>,
    /// Where what a shop says is kept: `sqlite:FILE`; of many shops `sqlite:FOLDER`, with a file SHOP.sqlite for each [default:
    /// store.sqlite beside the snapshots]
    #[arg(long, value_name = "URL")]
    store: Option<String>,
    /// Of many shops, the most MiB that stay loaded [default: 4096]
    #[arg(long, value_name = "MIB", conflicts_with = "model")]
    shops_memory: Option<u64>,
    /// Of many shops, minutes without a request after which one is dropped until somebody asks again [default: 30]
    #[arg(long, value_name = "MINUTES", conflicts_with = "model", value_parser = clap::value_parser!(u64).range(1..))]
    shops_idle: Option<u64>,
    /// Address to listen at [default: 127.0.0.1:7700]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    #[command(flatten)]
    config: ConfigOptions,
    #[command(flatten)]
    log: LogOptions,
}

impl Serve {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let settings = self.settings()?;
        let _log = logging::start(&settings.get().log);
        let store = settings.get().store.as_ref();
        let shops = match &settings.get().served {
            Some(ServedFrom::Shops(root)) => {
                Shops::many_with_stores(root, store.cloned(), keeping(&settings.get().shops))?
            }
            Some(ServedFrom::Model(model)) => one_shop(ModelDir::open(model)?, store)?,
            None => {
                return Err(wrong_usage(format_args!(
                    "nothing to serve: neither `--model` nor `--shops` is given, nor `model` or `shops.root` in a \
                     configuration"
                )));
            }
        };
        serve(shops, &settings, |address, scheme| {
            writeln!(out, "{scheme}://{address}/")?;
            out.flush()
        })
    }

    fn settings(&self) -> anyhow::Result<CheckedSettings> {
        // A path that is no text could not be told apart from another one in a message.
        let text = |flag: &str, path: &Option<PathBuf>| -> anyhow::Result<Option<String>> {
            let text = path.as_deref().map(|path| path.to_str().map(str::to_owned));
            text.map(|text| text.with_context(|| format!("`{flag}` is not UTF-8"))).transpose()
        };
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let flags = [
            ("--model", "model", text("--model", &self.model)?),
            ("--shops", "shops.root", text("--shops", &self.shops)?),
            ("--shops-memory", "shops.memory_mib", number(self.shops_memory)),
            ("--shops-idle", "shops.idle_minutes", number(self.shops_idle)),
            ("--store", "store", self.store.clone()),
            ("--listen", "listen", self.listen.clone()),
        ];
        Ok(self.config.settings(flags.into_iter().chain(self.log.flags()))?)
    }
}

fn keeping(settings: &ShopsSettings) -> Keeping {
    let ticks_a_minute = Duration::from_secs(60).as_millis() / EVERY.as_millis();
    Keeping {
        most_bytes: settings.memory_mib.saturating_mul(1 << 20),
        idle_ticks: settings.idle_minutes.saturating_mul(ticks_a_minute as u64),
    }
}

/// The one shop of `model`, its store beside it where none is named.
pub(super) fn one_shop(model: ModelDir, store: Option<&StoreAddress>) -> anyhow::Result<Shops> {
    let shop = match store {
        Some(store) => Shop::with_store(model, store.path())?,
        None => Shop::open(model)?,
    };
    let served = shop.live.current();
    let number = served.number();
    info!(snapshot.id = served.id(), snapshot.number = number.0, "Serving snapshot {number}");
    Ok(Shops::one(shop)?)
}

pub(super) fn cannot_listen(address: &str) -> String {
    format!("cannot listen at {address}")
}

/// Serves `shops` until told to end; `tell` is called with the address and the scheme once it listens.
pub(super) fn serve(
    shops: Shops,
    settings: &CheckedSettings,
    tell: impl FnOnce(SocketAddr, &'static str) -> io::Result<()>,
) -> anyhow::Result<()> {
    let (have_keys, are_many) = (shops.have_keys(), shops.are_many());
    let address = &settings.get().listen;
    open_files::allow(settings.get().connections.most);
    rt::System::new().block_on(async {
        let service =
            Service::with(shops, address, settings).with_context(|| cannot_listen(address))?;
        let bound = *service.addresses().first().context("no address to listen at")?;
        let scheme = service.scheme();
        info!(address = %bound, "Listening at {scheme}://{bound}/");
        match (have_keys, are_many) {
            (true, _) => {}
            (false, true) => info!("No shop has a key: nobody can ask yet"),
            (false, false) => info!("No key was made: only loopback addresses can be listened at"),
        }
        // Whoever reads the address may tell it to end at once.
        let running = service.until_told().context("cannot wait for SIGTERM")?;
        // The service is what was asked for, the address only how to reach it: where nobody reads
        // it (`dapei serve | true`), it goes to standard error, whatever is logged.
        if tell(bound, scheme).is_err() {
            let _ = writeln!(io::stderr(), "{scheme}://{bound}/");
        }
        running.await.context("the service broke down")
    })
}
