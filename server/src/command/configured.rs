//! What a command of the service runs with, from all sources.

use std::path::PathBuf;

use clap::Args;

use crate::config::{CheckedSettings, ConfigError, FILE_VARIABLE, Given, Settings};

/// Where values come from beside flags
#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct ConfigOptions {
    /// File of the configuration; `dapei config default` prints one
    #[arg(long, value_name = "FILE", env = FILE_VARIABLE)]
    config: Option<PathBuf>,
    /// Sets any key of the configuration, such as `limits.requests_per_second=100`
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

/// A flag that was given, the key it sets, and what it says.
pub(super) type Flag = (&'static str, &'static str, Option<String>);

impl ConfigOptions {
    /// What holds: `flags` over `--set` over the environment over the file over the defaults.
    pub(super) fn settings(
        &self,
        flags: impl IntoIterator<Item = Flag>,
    ) -> Result<CheckedSettings, ConfigError> {
        let mut given = sources(self.config.as_deref())?;
        for assignment in &self.set {
            given = given.assignment("--set", assignment)?;
        }
        for (flag, key, text) in flags {
            if let Some(text) = text {
                given = given.flag(flag, key, &text)?;
            }
        }
        Ok(Settings::of(&given)?.check()?)
    }
}

/// What the file and the environment say.
pub(super) fn sources(file: Option<&std::path::Path>) -> Result<Given, ConfigError> {
    let given = match file {
        Some(path) => Given::default().file(path)?,
        None => Given::default(),
    };
    // What is no text is no variable of ours.
    let variables = std::env::vars_os()
        .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)));
    given.variables(variables)
}
