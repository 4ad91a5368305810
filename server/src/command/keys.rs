//! `dapei keys`: who may ask a shop, and for what.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;

use super::table::Table;
use super::tell::tell;
use crate::keys::{Entry, KeyFile, Scope};
use crate::model_dir::ModelDir;

/// Make, list and revoke the keys of a shop
///
/// A service without any key answers whoever reaches it, and listens at loopback addresses only. Once a key
/// was made every request to `/v1` and `/api` needs one: `Authorization: Bearer KEY` or `X-API-Key: KEY`. A running
/// service follows within two seconds. To rotate a key, make another, hand it out, and revoke the old one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei keys create --model model --scope storefront --name 'web shop'
  dapei keys list --model model
  dapei keys revoke --model model 3f29c1aa")]
pub(super) struct KeysCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Make a key and print it; it is shown this once
    Create {
        /// Directory of snapshots of the shop that it belongs to
        #[arg(long, value_name = "DIR")]
        model: PathBuf,
        /// What it allows: storefront, agent, manager or admin, each all that those before it allow
        #[arg(long)]
        scope: Scope,
        /// What it is for
        #[arg(long, default_value = "unnamed")]
        name: String,
    },
    /// List the keys: id, scope, when made, name
    List {
        /// Directory of snapshots of the shop
        #[arg(long, value_name = "DIR")]
        model: PathBuf,
    },
    /// Make a key one that allows nothing
    Revoke {
        /// Directory of snapshots of the shop
        #[arg(long, value_name = "DIR")]
        model: PathBuf,
        /// The key's id, as `list` shows it
        id: String,
    },
}

impl KeysCommand {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        match self.act {
            Act::Create { model, scope, name } => {
                let model = ModelDir::open(&model)?;
                if model.list()?.is_empty() {
                    tell!("`{}` holds no snapshot yet", model.path().display());
                }
                let file = KeyFile::of(model.path());
                let now = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
                let (key, entry) = file.create(&name, scope, &now)?;
                writeln!(out, "{key}")?;
                tell!("Key {} of scope {scope}: shown this once, only its hash is kept", entry.id);
            }
            Act::List { model } => {
                let keys = KeyFile::of(ModelDir::open(&model)?.path()).read()?.unwrap_or_default();
                let mut table = Table::new(&["id", "scope", "created", "name"]);
                for entry in keys.iter() {
                    let Entry { id, scope, created, name, .. } = &**entry;
                    table.push([id, scope.name(), created, name].map(str::to_owned));
                }
                table.write(out)?;
            }
            Act::Revoke { model, id } => {
                let file = KeyFile::of(ModelDir::open(&model)?.path());
                let entry = file.revoke(&id)?;
                tell!(
                    "Key {} ({}, {}) allows nothing from now on",
                    entry.id,
                    entry.scope,
                    entry.name
                );
            }
        }
        Ok(())
    }
}
