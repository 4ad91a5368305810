//! `dapei rules`: what a shop wants of its lists, by file.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use actix_web::rt::System;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use super::table::Table;
use super::tell::tell;
use crate::model_dir::ModelDir;
use crate::object::Object;
use crate::rules::{CheckedRules, Moment, RulesDocument};
use crate::store::{MAX_RULES_BYTES, NewRules, Rules, STORE_FILE, Store, StoreAddress};

/// Most versions that are listed.
const MAX_LISTED: usize = 100;

/// Check, write and show the rules of a shop: boost, bury, hide, pin, exclude, force
///
/// Rules are one JSON document, kept in versions in the store beside the snapshots. A running service follows within two
/// seconds. What stands in the document is described at `/docs`, under `PUT /v1/rules`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei rules check rules.json
  dapei rules put --model model rules.json
  dapei rules show --model model > rules.json
  dapei rules versions --model model")]
pub(super) struct RulesCommand {
    #[command(subcommand)]
    act: Act,
}

/// Whose rules, and where they are kept
#[derive(Debug, Args)]
struct StorePlace {
    /// Directory of snapshots of the shop
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// File of its store, as `sqlite:FILE`, where `dapei serve` was given one [default: store.sqlite beside the snapshots]
    #[arg(long, value_name = "URL")]
    store: Option<StoreAddress>,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Say whether a file holds rules, and which of them are in force now
    Check {
        /// A JSON document of rules
        file: PathBuf,
    },
    /// Write the rules of a file as the newest version
    Put {
        #[command(flatten)]
        place: StorePlace,
        /// A JSON document of rules
        file: PathBuf,
        /// Only where this is the newest version; 0 for none
        #[arg(long, value_name = "N")]
        expect: Option<u64>,
    },
    /// Print rules as a document that `put` takes
    Show {
        #[command(flatten)]
        place: StorePlace,
        /// Which version, the newest where it is absent
        #[arg(long, value_name = "N")]
        version: Option<u64>,
    },
    /// List the versions that are kept, the newest first
    Versions {
        #[command(flatten)]
        place: StorePlace,
    },
}

impl RulesCommand {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        match self.act {
            Act::Check { file } => {
                let rules = read(&file)?;
                let in_force: Vec<&str> = rules.ids_in_force(Moment::now()).collect();
                let n_rules = rules.document().rules.len();
                writeln!(out, "{n_rules} rules, {} in force now", in_force.len())?;
                for rule in &rules.document().rules {
                    let is_in_force = in_force.contains(&rule.id.as_str());
                    let when = if is_in_force { "in force" } else { "not now" };
                    writeln!(out, "  {when:<8}  {:<7}  {}", rule.action.name(), rule.id)?;
                }
            }
            Act::Put { place, file, expect } => {
                let rules = read(&file)?;
                let new = NewRules {
                    document: serde_json::to_string(rules.document())?,
                    written_at: Moment::now().to_string(),
                    author: "file".to_owned(),
                    expected: expect,
                };
                let store = store(&place, Missing::Made)?;
                let version = System::new().block_on(store.write_rules(new))?;
                writeln!(out, "{version}")?;
                tell!("Version {version} of the rules: {} rules", rules.document().rules.len());
            }
            Act::Show { place, version } => {
                let store = store(&place, Missing::Refused)?;
                let found = store.read_now(move |database| match version {
                    Some(number) => database.rules(number),
                    None => database.newest_rules(),
                })?;
                let Some(Rules { document, .. }) = found else {
                    match version {
                        Some(number) => bail!("the store keeps no version {number} of the rules"),
                        None => bail!("no rules were ever written"),
                    }
                };
                let document: RulesDocument = serde_json::from_str(&document)
                    .context("these rules are none that this release knows")?;
                writeln!(out, "{}", serde_json::to_string_pretty(&document)?)?;
            }
            Act::Versions { place } => {
                let store = store(&place, Missing::Refused)?;
                let mut table = Table::new(&["version", "written", "author", "bytes"]);
                for version in
                    store.read_now(|database| database.rules_versions(None, MAX_LISTED))?
                {
                    let (number, size) =
                        (version.number.to_string(), version.size_bytes.to_string());
                    table.push([number, version.written_at, version.author, size]);
                }
                table.write(out)?;
            }
        }
        Ok(())
    }
}

/// What becomes of a store that is not there.
enum Missing {
    Made,
    Refused,
}

/// The store at `place`.
fn store(place: &StorePlace, missing: Missing) -> anyhow::Result<Store> {
    let beside = ModelDir::open(&place.model)?.path().join(STORE_FILE);
    let path = place.store.as_ref().map_or(beside, |store| store.path().to_owned());
    if matches!(missing, Missing::Refused) && !path.exists() {
        bail!("`{}` is not there: nothing was ever told to this shop", path.display());
    }
    Ok(Store::sqlite(&path)?)
}

/// What some editors write before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn read(file: &Path) -> anyhow::Result<CheckedRules> {
    let size = fs::metadata(file).with_context(|| cannot_read(file))?.len();
    if size > MAX_RULES_BYTES as u64 {
        bail!("`{}` has {size} bytes, expected at most {MAX_RULES_BYTES}", file.display());
    }
    let text = fs::read(file).with_context(|| cannot_read(file))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
    let mut json = serde_json::Deserializer::from_slice(text);
    let Object(document): Object<RulesDocument> = serde_path_to_error::deserialize(&mut json)
        .with_context(|| format!("`{}` is no document of rules", file.display()))?;
    json.end().with_context(|| format!("`{}` goes on after its end", file.display()))?;
    document.check().with_context(|| format!("`{}` cannot be used", file.display()))
}

fn cannot_read(file: &Path) -> String {
    format!("cannot read `{}`", file.display())
}
