//! All values that were given, each with who gave it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::key::{KEYS, Key};
use super::nearest::nearest;
use super::problem::{ConfigError, Problem, Wrong};
use super::value::Value;
use super::{file, variables};

/// Who gave a value. What stands further down wins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Nobody: it is the default.
    Default,
    /// A file.
    File {
        /// Which.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
    },
    /// The environment.
    Variable(String),
    /// The command line.
    Flag(&'static str),
}

/// What holds, and who gave each value. Of two that give one, the later wins: add the file first, then the
/// environment, then the flags.
#[derive(Debug, Clone, Default)]
pub struct Given {
    values: BTreeMap<&'static str, (Value, Origin)>,
}

/// A key and what holds for it.
#[derive(Debug)]
pub struct Line<'a> {
    /// The key.
    pub key: &'static Key,
    /// What holds, where anything does.
    pub value: Option<Value>,
    /// Who gave it.
    pub origin: &'a Origin,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line, column } => {
                write!(f, "{}: line {line}, column {column}", path.display())
            }
            Self::Variable(name) => write!(f, "variable {name}"),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

impl Origin {
    /// Which of two that contradict each other holds: the one with the higher rank.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File { .. } => 1,
            Self::Variable(_) => 2,
            Self::Flag(_) => 3,
        }
    }
}

impl Given {
    /// What the file at `path` says.
    ///
    /// # Errors
    ///
    /// It cannot be read, is no TOML, or names keys that there are not or values that cannot be; all of them.
    pub fn file(self, path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        self.text(&text, path)
    }

    /// What `text` says, which stands in the file at `path`.
    ///
    /// # Errors
    ///
    /// As [`Given::file`] has them.
    pub fn text(self, text: &str, path: &Path) -> Result<Self, ConfigError> {
        self.with(file::read(text, path))
    }

    /// What variables of the environment say: `DAPEI_` and a key, in capitals with `_` for each point. An empty one
    /// says nothing.
    ///
    /// # Errors
    ///
    /// Values that cannot be, and names that are nearly those of a variable there is.
    pub fn variables(
        self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        self.with(variables::read(variables))
    }

    /// That the flag called `flag` says `text` for the key called `key`.
    ///
    /// # Errors
    ///
    /// There is no such key, or it cannot say that.
    pub fn flag(self, flag: &'static str, key: &str, text: &str) -> Result<Self, ConfigError> {
        self.with([given(Origin::Flag(flag), key, |key| key.kind.of_text(text))])
    }

    /// That the flag called `flag` says `assignment`, which is `KEY=VALUE`.
    ///
    /// # Errors
    ///
    /// It is none, there is no such key, or it cannot say that.
    pub fn assignment(self, flag: &'static str, assignment: &str) -> Result<Self, ConfigError> {
        match assignment.split_once('=') {
            Some((key, text)) => self.flag(flag, key.trim(), text.trim()),
            None => Err(ConfigError::Wrong(vec![Problem {
                origin: Origin::Flag(flag),
                wrong: Wrong::NoAssignment(assignment.to_owned()),
            }])),
        }
    }

    fn with(
        mut self,
        read: impl IntoIterator<Item = Result<One, Problem>>,
    ) -> Result<Self, ConfigError> {
        let mut problems = Vec::new();
        for one in read {
            match one {
                Ok(One { key, value, origin }) => {
                    self.values.insert(key.name, (value, origin));
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(self) } else { Err(ConfigError::Wrong(problems)) }
    }

    /// What holds for each key, in the sequence of the table.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        KEYS.iter().map(|key| {
            let origin = self.values.get(key.name).map_or(&Origin::Default, |(_, origin)| origin);
            Line { key, value: self.value(key), origin }
        })
    }

    /// What holds for the key called `name`, and who gave it; none where nobody did and there is no default.
    pub(super) fn get(&self, name: &'static str) -> Option<(Value, &Origin)> {
        let key = Key::named(name).expect("settings name keys that there are");
        let origin = self.values.get(name).map_or(&Origin::Default, |(_, origin)| origin);
        self.value(key).map(|value| (value, origin))
    }

    fn value(&self, key: &Key) -> Option<Value> {
        let given = self.values.get(key.name).map(|(value, _)| value.clone());
        given.or_else(|| Some(key.kind.of_literal(key.default?).expect("defaults are tested")))
    }
}

/// A value that was given.
#[derive(Debug)]
pub(super) struct One {
    pub(super) key: &'static Key,
    pub(super) value: Value,
    pub(super) origin: Origin,
}

/// That the key called `name` was given by `origin` what `read` makes of it.
pub(super) fn given(
    origin: Origin,
    name: &str,
    read: impl FnOnce(&Key) -> Result<Value, String>,
) -> Result<One, Problem> {
    let Some(key) = Key::named(name) else {
        let meant = nearest(name, KEYS.iter().map(|key| key.name));
        return Err(Problem { origin, wrong: Wrong::UnknownKey { key: name.to_owned(), meant } });
    };
    match read(key) {
        Ok(value) => Ok(One { key, value, origin }),
        Err(found) => {
            let expected = key.kind.to_string();
            let wrong = Wrong::Value { key: name.to_owned(), found, expected };
            Err(Problem { origin, wrong })
        }
    }
}
