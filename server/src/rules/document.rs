//! The document that rules are written in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment::Moment;
use crate::described::CategoryPaths;
use crate::object::{each, one, one_or_none};
use crate::one_or_more::{OneOrMore, each_once};
use crate::whole::whole_or_none;

/// A shop's rules, in the sequence in which they are looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RulesDocument)]
pub struct RulesDocument {
    /// The rules, at most 1,000.
    #[serde(deserialize_with = "each")]
    #[schema(max_items = 1000)]
    pub rules: Vec<RuleBody>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rule)]
pub struct RuleBody {
    /// What it is called; no other rule is called so. No control characters.
    #[schema(min_length = 1, max_length = 64, pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$")]
    pub id: String,
    /// What it does to `items`.
    pub action: ActionName,
    /// What their scores are multiplied by: above 1 to 1000 for `boost`, 0.001 to below 1 for `bury`; others have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// The place for `pin`, the first being 1; others have none.
    #[serde(default, deserialize_with = "whole_or_none", skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 100)]
    pub position: Option<u16>,
    /// The items that it is about.
    #[serde(deserialize_with = "one")]
    pub items: SelectorBody,
    /// Only beside a cart with one of these; whatever the cart where it is absent. Needed for `exclude` and `force`,
    /// which are of pairs.
    #[serde(default, deserialize_with = "one_or_none", skip_serializing_if = "Option::is_none")]
    pub with: Option<SelectorBody>,
    /// In force from here on; from ever where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// In force before this; for ever where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// Whether it is in force at all.
    #[serde(default = "is_enabled", skip_serializing_if = "Clone::clone")]
    pub enabled: bool,
    /// Why it is there, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

fn is_enabled() -> bool {
    true
}

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RuleAction)]
pub enum ActionName {
    /// Items rise in a list by their scores.
    Boost,
    /// They fall.
    Bury,
    /// They are in no list.
    Hide,
    /// The first of the items that are named, or else the likeliest that is meant, stands at `position`.
    Pin,
    /// Beside `with`, they are in no list.
    Exclude,
    /// Beside `with`, all that are named, or else the likeliest that is meant, stand first.
    Force,
}

impl ActionName {
    /// Its name in documents and answers.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Boost => "boost",
            Self::Bury => "bury",
            Self::Hide => "hide",
            Self::Pin => "pin",
            Self::Exclude => "exclude",
            Self::Force => "force",
        }
    }
}

/// Items by what they are: those that meet all conditions. At least one condition is needed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Selector)]
pub struct SelectorBody {
    /// Items with one of these ids, at most 1,000. One that the snapshot does not know is passed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 1000)]
    pub item_ids: Option<Vec<String>>,
    /// Items filed under this category path or below it, or under one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<CategoryPaths>)]
    pub category: Option<OneOrMore>,
    /// Items of this brand, or of one of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<OneOrMore>,
    /// Items with all of these attributes: each name with its value, or with several of which one will do.
    #[serde(default, deserialize_with = "each_once", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, OneOrMore>,
}
