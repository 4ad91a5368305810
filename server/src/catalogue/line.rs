//! A line of a bulk: an item's id, and what changes of it, in one JSON object.

use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor};
use thiserror::Error as ThisError;

use super::change::{ItemChange, ItemChangeBody};
use super::item_id::ItemId;

const ITEM_ID: &str = "item_id";

/// A line of a bulk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLine {
    /// Which item.
    pub item_id: ItemId,
    /// What changes of it.
    pub change: ItemChange,
}

/// Why a line is not taken.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum LineError {
    /// It is no JSON.
    #[error("the line is not JSON: {0}")]
    Malformed(String),
    /// It is JSON and says something that cannot be.
    #[error("{0}")]
    Invalid(String),
}

impl ItemLine {
    /// Reads a line.
    ///
    /// # Errors
    ///
    /// What is wrong with it, by name.
    pub fn parse(line: &[u8]) -> Result<Self, LineError> {
        let mut json = serde_json::Deserializer::from_slice(line);
        let Fields { item_id, change } =
            serde_path_to_error::deserialize(&mut json).map_err(|error| {
                let path = error.path().to_string();
                let problem = error.into_inner();
                match (problem.is_data(), path.as_str()) {
                    (false, _) => LineError::Malformed(without_line(&problem)),
                    (true, ".") => LineError::Invalid(without_line(&problem)),
                    (true, path) => {
                        LineError::Invalid(format!("`{path}`: {}", without_line(&problem)))
                    }
                }
            })?;
        json.end().map_err(|problem| LineError::Malformed(without_line(&problem)))?;
        let item_id = ItemId::parse(item_id)
            .map_err(|error| LineError::Invalid(format!("`{ITEM_ID}`: {error}")))?;
        let change = change.check().map_err(|error| LineError::Invalid(error.to_string()))?;
        Ok(Self { item_id, change })
    }
}

/// The problem without the number of its line: it is 1 in every line.
fn without_line(problem: &serde_json::Error) -> String {
    let told = problem.to_string();
    let place = format!(" at line {} column {}", problem.line(), problem.column());
    match told.strip_suffix(&place) {
        Some(what) => format!("{what} at column {}", problem.column()),
        None => told,
    }
}

/// A line whose facts are not checked.
struct Fields {
    item_id: String,
    change: ItemChangeBody,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Fields, A::Error> {
        let mut item_id = None;
        let others = Others { fields, item_id: &mut item_id };
        let change = ItemChangeBody::deserialize(MapAccessDeserializer::new(others))?;
        let item_id = item_id.ok_or_else(|| A::Error::missing_field(ITEM_ID))?;
        Ok(Fields { item_id, change })
    }
}

/// All fields but the id, which is taken out on the way.
struct Others<'a, A> {
    fields: A,
    item_id: &'a mut Option<String>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Others<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = self.fields.next_key::<String>()? {
            if name != ITEM_ID {
                return seed.deserialize(name.into_deserializer()).map(Some);
            }
            if self.item_id.is_some() {
                return Err(A::Error::duplicate_field(ITEM_ID));
            }
            *self.item_id = Some(self.fields.next_value()?);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.fields.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Fact;

    fn refused(line: &str) -> String {
        ItemLine::parse(line.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_line_is_an_id_and_a_change_in_any_sequence() {
        for line in [
            r#"{"item_id": "tea", "stock": 0, "title": null}"#,
            r#" {"title": null, "stock": 0, "item_id": "tea"}"#,
        ] {
            let ItemLine { item_id, change } = ItemLine::parse(line.as_bytes()).unwrap();
            assert_eq!(item_id.as_str(), "tea");
            let expected = ItemChange {
                title: Fact::Forgotten,
                stock: Fact::Told(0),
                ..ItemChange::default()
            };
            assert_eq!(change, expected);
        }
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told_by_name() {
        insta::assert_snapshot!(refused(""), @"the line is not JSON: EOF while parsing a value at column 0");
        insta::assert_snapshot!(refused("{"), @"the line is not JSON: EOF while parsing an object at column 1");
        insta::assert_snapshot!(refused(r#"{"item_id": "tea"} {}"#), @"the line is not JSON: trailing characters at column 20");
        insta::assert_snapshot!(refused(r#"["tea"]"#), @"invalid type: sequence, expected an object at column 0");
        insta::assert_snapshot!(refused("{}"), @"missing field `item_id` at column 2");
        insta::assert_snapshot!(refused(r#"{"item_id": ""}"#), @"`item_id`: empty, expected an id");
        insta::assert_snapshot!(refused(r#"{"item_id": 7}"#), @"`item_id`: invalid type: integer `7`, expected a string at column 13");
        insta::assert_snapshot!(refused(r#"{"item_id": "a", "item_id": "b"}"#), @"duplicate field `item_id` at column 26");
        insta::assert_snapshot!(refused(r#"{"item_id": "a", "colour": 1}"#), @"unknown field `colour`, expected one of `title`, `category`, `brand`, `price`, `cost`, `stock`, `url`, `attributes`, `hidden` at column 25");
        insta::assert_snapshot!(refused(r#"{"item_id": "a", "price": "4.50"}"#), @r#"`price`: invalid type: string "4.50", expected a whole number at column 32"#);
        insta::assert_snapshot!(refused(r#"{"item_id": "a", "price": -4}"#), @"`price`: -4, expected 0 to 1000000000000000");
        insta::assert_snapshot!(refused(&"[".repeat(60_000)), @"invalid type: sequence, expected an object at column 0");
        insta::assert_snapshot!(refused(&format!("{{\"item_id\": {}", "[".repeat(60_000))), @"`item_id`: invalid type: sequence, expected a string at column 12");
        let id = "x".repeat(513);
        insta::assert_snapshot!(refused(&format!("{{\"item_id\": \"{id}\"}}")), @"`item_id`: 513 bytes long, expected an id of at most 512");
        let no_text = ItemLine::parse(b"{\"item_id\": \"\xff\"}").unwrap_err();
        insta::assert_snapshot!(no_text, @"the line is not JSON: invalid unicode code point at column 14");
    }
}
