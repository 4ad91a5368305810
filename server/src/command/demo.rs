//! `dapei demo`: from the orders that ship with Dapei to answers over HTTP, in one step.

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use datasets::{Labels, ReadOptions, read_shipped_orders};
use engine::train::TrainParams;

use super::configured::ConfigOptions;
use super::logging::{self, LogOptions};
use super::serve::{cannot_listen, one_shop, serve};
use super::shop_files::Rows;
use super::train::Effort;
use crate::model_dir::ModelDir;

/// Train on the orders that ship with Dapei, then serve them
///
/// The orders are UCI Online Retail, a British shop for gifts, as exported: 541,909 rows of a year. A configuration holds
/// as it does for `dapei serve`, but for what is to be served and where its store is.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei demo
  dapei demo --listen 127.0.0.1:8080 --model model")]
pub(super) struct Demo {
    /// Address to listen at [default: 127.0.0.1:7700]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// Directory to publish in; without it a new one that is removed in the end
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    #[command(flatten)]
    effort: Effort,
    #[command(flatten)]
    config: ConfigOptions,
    #[command(flatten)]
    log: LogOptions,
}

impl Demo {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let listen = ("--listen", "listen", self.listen.clone());
        let settings = self.config.settings([listen].into_iter().chain(self.log.flags()))?;
        let _log = logging::start(&settings.get().log);
        // A busy address is told now, not after the training.
        let address = &settings.get().listen;
        drop(TcpListener::bind(address).with_context(|| cannot_listen(address))?);
        let passing = match self.model {
            Some(_) => None,
            None => Some(
                tempfile::Builder::new()
                    .prefix("dapei-demo-")
                    .tempdir()
                    .context("cannot make a directory for the model")?,
            ),
        };
        let path = self.model.as_deref().or(passing.as_ref().map(tempfile::TempDir::path));
        let model = ModelDir::create(path.context("no directory for the model")?)?;
        let mut rows = Rows::default();
        rows.read("orders that ship with Dapei", |intake, progress| {
            read_shipped_orders(&ReadOptions::default(), intake, progress)
        })?;
        let params = TrainParams::default().check()?;
        let (published, id) = rows.learn(&Labels::default(), &params, &model, &self.effort)?;
        serve(one_shop(model, None)?, &settings, |address, scheme| {
            writeln!(out, "snapshot {} {id} {}", published.number, published.path.display())?;
            writeln!(out, "\nDapei answers at {scheme}://{address}/ (Ctrl-C stops it). Try:\n")?;
            writeln!(out, "  curl '{scheme}://{address}/v1/items/85123A/related?limit=5'")?;
            writeln!(
                out,
                "  curl {scheme}://{address}/v1/suggestions -H 'content-type: application/json' \\\n    \
                 -d '{{\"cart\": [\"85123A\", \"22423\"], \"limit\": 3}}'\n"
            )?;
            out.flush()
        })
    }
}
