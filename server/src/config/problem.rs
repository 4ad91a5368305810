//! What is wrong with a configuration, and where.

use std::fmt;
use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::given::Origin;
use super::settings::SettingsError;

/// One thing that is wrong.
#[derive(Debug, Error)]
#[error("{origin}: {wrong}")]
pub struct Problem {
    /// Where it stands.
    pub origin: Origin,
    /// What it is.
    pub wrong: Wrong,
}

/// What can be wrong with what a source says.
#[derive(Debug, Error)]
pub enum Wrong {
    /// There is no such key.
    #[error("unknown key `{key}`{}", Meant(meant))]
    UnknownKey {
        /// What stands there.
        key: String,
        /// The key that was likely meant.
        meant: Option<&'static str>,
    },
    /// There is no such variable, and its name looks like one of ours.
    #[error("unknown variable `{variable}`{}", Meant(meant))]
    UnknownVariable {
        /// What is set.
        variable: String,
        /// The variable that was likely meant.
        meant: Option<String>,
    },
    /// The key cannot say that.
    #[error("`{key}` is {found}, expected {expected}")]
    Value {
        /// Which key.
        key: String,
        /// What it says.
        found: String,
        /// What it could say.
        expected: String,
    },
    /// The file is no TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// A flag that sets any key says none.
    #[error("`{0}` sets nothing, expected KEY=VALUE")]
    NoAssignment(String),
}

struct Meant<'a, T>(&'a Option<T>);

impl<T: fmt::Display> fmt::Display for Meant<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(meant) => write!(f, "; the nearest is `{meant}`"),
            None => f.write_str("; `dapei config default` prints all there are"),
        }
    }
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration `{}`", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// What stands in it, or in the environment, cannot be meant so. All of it is told.
    #[error("{}", all(.0))]
    Wrong(Vec<Problem>),
    /// Values do not go together.
    #[error(transparent)]
    Settings(#[from] SettingsError),
}

fn all(problems: &[Problem]) -> String {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    told.join("; ")
}
