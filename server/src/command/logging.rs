//! Where the log goes and how it looks.

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// What is logged, and how
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
pub(super) struct LogOptions {
    /// What is logged: error, warn, info, debug, trace, or a filter such as `warn,server=debug`
    #[arg(long, env = "RUST_LOG", default_value = "info,actix_server=warn", value_parser = filter, hide_env_values = true)]
    log: String,
    /// How a line of the log looks
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line, for programs
    Json,
}

impl LogOptions {
    /// Logs to standard error from now on. A second call changes nothing.
    pub(super) fn start(&self) {
        let log = fmt().with_env_filter(EnvFilter::new(&self.log)).with_writer(std::io::stderr);
        let _ = match self.log_format {
            LogFormat::Text => {
                let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
                log.with_ansi(is_terminal).try_init()
            }
            LogFormat::Json => log.json().flatten_event(true).try_init(),
        };
    }
}

fn filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text).map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}
