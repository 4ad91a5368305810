//! A shop's own settings: a small file beside its snapshots, followed while the service runs.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use engine::suggest::Language;
use serde::{Deserialize, Deserializer};
use thiserror::Error;

use crate::bundles::{BundleTerms, BundlesTable, TermsError};

/// The file in the directory of a shop's snapshots.
pub const SETTINGS_FILE: &str = "shop.toml";
/// Longest file that is read. Unit: bytes.
const MAX_FILE_BYTES: u64 = 64 * 1024;

/// A shop's own settings. What is absent is as training was told, or as it is usual.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShopSettings {
    /// The language of reasons where a request names none.
    pub language: Language,
    /// ISO 4217 code of the currency that amounts are in.
    pub currency: Option<String>,
    /// What its bundles may be.
    pub bundles: BundleTerms,
}

/// The file as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SettingsFile {
    #[serde(deserialize_with = "language")]
    language: Language,
    #[serde(deserialize_with = "currency")]
    currency: Option<String>,
    bundles: BundlesTable,
}

/// Why settings cannot be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The system does not give the file.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// It holds something else.
    #[error("`{}` holds no settings of a shop, expected `language` (\"en\" or \"zh\"), `currency` (such as \"CNY\") and a table `[bundles]`", path.display())]
    Foreign {
        /// Which file.
        path: PathBuf,
        /// Where, and what.
        #[source]
        source: toml::de::Error,
    },
    /// What it says of bundles cannot be.
    #[error("`{}` cannot be used", path.display())]
    Bundles {
        /// Which file.
        path: PathBuf,
        /// Which field, what it says, and what it may say.
        #[source]
        source: TermsError,
    },
}

impl ShopSettings {
    /// Those of the shop whose snapshots are in `dir`; the usual ones where there is no file.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds something else.
    pub fn read(dir: &Path) -> Result<Self, SettingsError> {
        let path = dir.join(SETTINGS_FILE);
        let text = match read_short(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(SettingsError::Io { path, source }),
        };
        let SettingsFile { language, currency, bundles } = match toml::from_str(&text) {
            Ok(file) => file,
            Err(source) => return Err(SettingsError::Foreign { path, source }),
        };
        match bundles.check(currency.as_deref()) {
            Ok(bundles) => Ok(Self { language, currency, bundles }),
            Err(source) => Err(SettingsError::Bundles { path, source }),
        }
    }
}

/// A plain and short file: what else stands at its place could keep a reader waiting, or never end.
fn read_short(path: &Path) -> io::Result<String> {
    let found = fs::metadata(path)?;
    if !found.is_file() || found.len() > MAX_FILE_BYTES {
        let told = format!("it is no plain file of at most {MAX_FILE_BYTES} bytes");
        return Err(io::Error::other(told));
    }
    fs::read_to_string(path)
}

fn language<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
    let name = String::deserialize(deserializer)?;
    let named = Language::ALL.into_iter().find(|language| language.name() == name);
    named.ok_or_else(|| serde::de::Error::custom(format!("no language `{name}`")))
}

fn currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let code = String::deserialize(deserializer)?;
    match code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
        true => Ok(Some(code)),
        false => Err(serde::de::Error::custom(format!("no currency `{code}`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::chain;

    #[test]
    fn settings_are_read_and_what_cannot_be_is_told_with_its_place() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(ShopSettings::read(dir.path()).unwrap(), ShopSettings::default());
        let read = |text: &str| {
            fs::write(dir.path().join(SETTINGS_FILE), text).unwrap();
            ShopSettings::read(dir.path())
        };
        let settings = read("language = \"zh\"\ncurrency = \"CNY\"\n").unwrap();
        assert_eq!(settings.language, Language::Zh);
        assert_eq!(settings.currency.as_deref(), Some("CNY"));
        assert_eq!(settings.bundles, BundleTerms::default());
        let settings = read("currency = \"CNY\"\n[bundles]\nprice_ending = \".00\"").unwrap();
        assert_ne!(settings.bundles, BundleTerms::default());
        for (wrong, told) in [
            ("language = \"fr\"", "no language `fr`"),
            ("currency = \"yuan\"", "no currency `yuan`"),
            ("colour = \"red\"", "unknown field `colour`"),
            ("language", "line 1"),
            ("[bundles]\nlift = \"high\"", "line 2"),
            ("[bundles]\ncolour = 1", "unknown field `colour`"),
            ("[bundles]\nlift = 0.5", "`bundles.lift`: 0.5, expected 1 to 100"),
            ("[bundles]\ndefault_margin_percent = 12.345", "at most two decimals"),
            ("[bundles]\nprice_ending = \".99\"", "`currency` in the same file"),
        ] {
            let error = chain(&read(wrong).unwrap_err());
            assert!(error.contains(told) && error.contains("shop.toml"), "{error}");
        }
    }
}
