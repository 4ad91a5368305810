//! What a service runs with: where every value comes from, and whether it can be meant so.
//!
//! ```text
//! defaults ─► file ─► environment ─► flags ─► Given ─► Settings ─► CheckedSettings ─► Service
//!             TOML    DAPEI_…                 (each value with its origin)
//! ```
//!
//! In: a file, variables, flags. Out: settings that were checked, and for each value who gave it. What is further to
//! the right wins. [`KEYS`] is the one table of all keys: the file, the variables, the default file, the
//! documentation and the checks follow it. Deliberately absent: secrets. A key names the file that holds one.

mod key;
mod value;
mod nearest;
mod problem;
mod file;
mod variables;
mod given;
mod default_file;
mod settings;

pub use default_file::default_file;
pub use given::{Given, Line, Origin};
pub use key::{KEYS, Key};
pub use problem::{ConfigError, Problem, Wrong};
pub use settings::{
    CheckedSettings, ConnectionSettings, CorsSettings, LimitSettings, LogFormat, LogSettings, Rate,
    ServedFrom, Settings, SettingsError, ShopsSettings, TelemetrySettings, TlsFiles,
};
pub use value::{Kind, Value};
pub(crate) use variables::FILE_VARIABLE;
