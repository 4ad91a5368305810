//! `dapei config`: what a service would run with, and a file to begin with.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::configured::sources;
use super::table::Table;
use crate::config::{CheckedSettings, FILE_VARIABLE, Settings, default_file};
use crate::connection::{Certificate, TlsError};

/// Check a configuration, or print the default one
///
/// `dapei serve` takes its values from flags, variables of the environment, a file and defaults, of which the first
/// wins that says anything. A variable is called like its key: DAPEI_LIMITS_REQUEST_BURST sets
/// `limits.request_burst`. No secret stands in a configuration, so that it can be shown to anybody.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei config default > dapei.toml
  dapei config check dapei.toml
  DAPEI_LISTEN=127.0.0.1:8080 dapei config check dapei.toml
  dapei serve --config dapei.toml")]
pub(super) struct ConfigCommand {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Print what would be used, and where each value came from; fail where that cannot be
    Check {
        /// The file; without it and the variable what the rest of the environment and the defaults say
        #[arg(value_name = "FILE", env = FILE_VARIABLE)]
        file: Option<PathBuf>,
    },
    /// Print a file with every key, its default and what it means
    Default,
}

impl ConfigCommand {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        match self.act {
            Act::Check { file } => {
                let given = sources(file.as_deref())?;
                let settings = Settings::of(&given)?.check()?;
                check_tls(&settings)?;
                let mut table = Table::new(&["key", "value", "from"]);
                for line in given.lines() {
                    let value = line.value.map_or("-".to_owned(), |value| value.to_string());
                    table.push([line.key.name.to_owned(), value, line.origin.to_string()]);
                }
                table.write(out)?;
            }
            Act::Default => out.write_all(default_file().as_bytes())?,
        }
        Ok(())
    }
}

/// That a service can prove who it is by the files that `settings` name.
fn check_tls(settings: &CheckedSettings) -> Result<(), TlsError> {
    settings.get().tls.as_ref().map_or(Ok(()), |files| Certificate::open(files).map(drop))
}
