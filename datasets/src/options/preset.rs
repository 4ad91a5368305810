//! The exports that are known by name.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// An export that is read as it is, known defects included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// UCI Online Retail, the raw export; see `datasets/README.md`.
    OnlineRetail,
    /// Ta-Feng grocery, the merged export of four months.
    Tafeng,
    /// Instacart Market Basket: headers and lines of orders in files of their own.
    Instacart,
}

/// A word that names no preset.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no preset, expected one of: {allowed}", allowed = allowed())]
pub struct PresetError(String);

impl Preset {
    /// Every preset there is.
    pub const ALL: [Self; 3] = [Self::OnlineRetail, Self::Tafeng, Self::Instacart];
}

impl fmt::Display for Preset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::OnlineRetail => "online-retail",
            Self::Tafeng => "tafeng",
            Self::Instacart => "instacart",
        })
    }
}

impl FromStr for Preset {
    type Err = PresetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|preset| preset.to_string() == text);
        named.ok_or_else(|| PresetError(text.to_owned()))
    }
}

fn allowed() -> String {
    Preset::ALL.map(|preset| preset.to_string()).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_found_by_its_name_and_no_other() {
        for preset in Preset::ALL {
            assert_eq!(preset.to_string().parse(), Ok(preset));
        }
        insta::assert_snapshot!("uci".parse::<Preset>().unwrap_err(), @"`uci` is no preset, expected one of: online-retail, tafeng, instacart");
    }
}
