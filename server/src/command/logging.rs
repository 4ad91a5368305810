//! Where the log goes and how it looks.

use clap::{Args, ValueEnum};
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use super::configured::Flag;
use super::tell::tell;
use crate::config::{LogFormat, LogSettings};

/// What is logged, and how
#[derive(Debug, Args)]
#[command(next_help_heading = "Log")]
pub(super) struct LogOptions {
    /// What is logged: error, warn, info, debug, trace, or a filter such as `warn,server=debug` [env: RUST_LOG]
    #[arg(long, value_parser = filter)]
    log: Option<String>,
    /// How a line of the log looks
    #[arg(long, value_enum)]
    log_format: Option<FormatName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// For people
    Text,
    /// One JSON object a line, for programs
    Json,
}

impl LogOptions {
    /// What they say.
    pub(super) fn flags(&self) -> [Flag; 2] {
        let format = self.log_format.map(|name| match name {
            FormatName::Text => "text".to_owned(),
            FormatName::Json => "json".to_owned(),
        });
        [("--log", "log.filter", self.log.clone()), ("--log-format", "log.format", format)]
    }
}

/// Logs to standard error until the log is dropped. A second call changes nothing.
///
/// A thread of its own writes the lines, so that a reader who is slow, stuck or gone holds up no
/// request. Where too many lines wait, new ones are lost, and counted.
pub(super) fn start(settings: &LogSettings) -> Log {
    let (writer, worker) = NonBlockingBuilder::default()
        .lossy(true)
        .buffered_lines_limit(MAX_WAITING_LINES)
        .thread_name("log")
        .finish(std::io::stderr());
    let lost = writer.error_counter();
    let log = fmt()
        .with_env_filter(EnvFilter::new(&settings.filter))
        .with_writer(writer)
        // Its own complaints would go to the same closed pipe, and panic there.
        .log_internal_errors(false);
    let _ = match settings.format {
        LogFormat::Text => {
            let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
            log.with_ansi(is_terminal).try_init()
        }
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Log { worker: Some(worker), lost }
}

/// Log lines that may wait for their reader: a few megabytes, some seconds of a busy service.
const MAX_WAITING_LINES: usize = 16_384;

/// The log under way. When dropped, what waits is written, and what was lost is told.
#[must_use = "the log ends when this is dropped"]
pub(super) struct Log {
    worker: Option<WorkerGuard>,
    lost: ErrorCounter,
}

impl Drop for Log {
    fn drop(&mut self) {
        drop(self.worker.take());
        let lost = self.lost.dropped_lines();
        if lost > 0 {
            tell!("dapei: {lost} lines of the log were lost: nobody read them in time");
        }
    }
}

fn filter(text: &str) -> Result<String, String> {
    EnvFilter::try_new(text).map_err(|error| error.to_string())?;
    Ok(text.to_owned())
}
