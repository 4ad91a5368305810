//! What a key allows.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a key allows; each scope allows all that those before it allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// What a shop's pages show: items and what goes with them.
    Storefront,
    /// What an agent in a conversation needs beside: what a customer bought.
    Agent,
    /// What decides on offers.
    Manager,
    /// All.
    Admin,
}

impl Scope {
    /// All scopes, the narrowest first.
    pub const ALL: [Self; 4] = [Self::Storefront, Self::Agent, Self::Manager, Self::Admin];

    /// Its name in files, commands and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Storefront => "storefront",
            Self::Agent => "agent",
            Self::Manager => "manager",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Scope {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|scope| scope.name() == text);
        let names = || Self::ALL.map(Self::name).join(", ");
        named.ok_or_else(|| format!("no such scope, expected one of {}", names()))
    }
}
