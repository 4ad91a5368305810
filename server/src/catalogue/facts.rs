//! What is told of one item now.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::Error;
use serde::{Deserialize, Serialize};

use super::change::{Fact, ItemChange, MAX_ATTRIBUTES};
use super::telling::Refused;
use crate::store::StoreError;

/// Longest JSON of what is told of one item. Unit: bytes.
pub const MAX_FACTS_BYTES: usize = 32 * 1024;

/// What is told of one item. An absent fact is `None` or empty: there counts what the snapshot says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ToldFacts {
    /// What it is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Path of categories from the widest to the narrowest, levels joined by ` > `.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Who makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// What one piece is sold for. Unit: minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// What one piece costs the shop. Unit: minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<i64>,
    /// Pieces in stock; zero or less is out of stock. Unit: pieces, where a snapshot counts millionths of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock: Option<i64>,
    /// Where its page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Other facts by name; what the snapshot says of other names counts beside them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, String>,
    /// Whether it is never to be listed.
    #[serde(skip_serializing_if = "is_false")]
    pub hidden: bool,
}

impl ToldFacts {
    /// What is told after `change`. The same change once more changes nothing.
    ///
    /// # Errors
    ///
    /// Too much would be told.
    pub fn changed(&self, change: &ItemChange) -> Result<Self, Refused> {
        let mut attributes = self.attributes.clone();
        match &change.attributes {
            Fact::Unchanged => {}
            Fact::Forgotten => attributes.clear(),
            Fact::Told(changed) => {
                for (name, value) in &changed.0 {
                    match value {
                        Some(value) => attributes.insert(name.clone(), value.clone()),
                        None => attributes.remove(name),
                    };
                }
            }
        }
        if attributes.len() > MAX_ATTRIBUTES {
            return Err(Refused::TooManyAttributes { found: attributes.len() });
        }
        let facts = Self {
            title: change.title.after(&self.title),
            category: change.category.after(&self.category),
            brand: change.brand.after(&self.brand),
            price: change.price.after(&self.price),
            cost: change.cost.after(&self.cost),
            stock: change.stock.after(&self.stock),
            url: change.url.after(&self.url),
            attributes,
            hidden: change.hidden.after(&Some(self.hidden)).unwrap_or(false),
        };
        Ok(facts)
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Reads what the store keeps of `item_id`.
    ///
    /// # Errors
    ///
    /// It is nothing that this release would write.
    pub(super) fn kept(item_id: &str, json: &str) -> Result<Self, StoreError> {
        // A list would be read, too: as the fields in their sequence.
        let read = match json.starts_with('{') {
            true => serde_json::from_str(json),
            false => Err(serde_json::Error::custom("no object")),
        };
        read.map_err(|error| StoreError::Unreadable {
            item_id: item_id.to_owned(),
            source: Arc::new(error),
        })
    }

    /// As the store keeps it.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("texts and numbers are JSON")
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::ItemChangeBody;

    fn change(json: &str) -> ItemChange {
        serde_json::from_str::<ItemChangeBody>(json).unwrap().check().unwrap()
    }

    fn after(changes: &[&str]) -> String {
        let mut facts = ToldFacts::default();
        for json in changes {
            facts = facts.changed(&change(json)).unwrap();
            assert_eq!(facts.changed(&change(json)).unwrap(), facts, "{json} twice");
        }
        assert_eq!(ToldFacts::kept("tea", &facts.json()).unwrap(), facts);
        facts.json()
    }

    #[test]
    fn changes_are_merged_fact_by_fact() {
        let all = r#"{"title":"Tea","category":"Food>Tea","brand":"Leaf","price":450,"cost":200,"stock":3,"url":"https://a/b","attributes":{"size":"1"},"hidden":true}"#;
        insta::assert_snapshot!(after(&[all]), @r#"{"title":"Tea","category":"Food > Tea","brand":"Leaf","price":450,"cost":200,"stock":3,"url":"https://a/b","attributes":{"size":"1"},"hidden":true}"#);
        insta::assert_snapshot!(after(&[all, "{}"]), @r#"{"title":"Tea","category":"Food > Tea","brand":"Leaf","price":450,"cost":200,"stock":3,"url":"https://a/b","attributes":{"size":"1"},"hidden":true}"#);
        insta::assert_snapshot!(after(&[all, r#"{"stock":0,"price":null,"hidden":false}"#]), @r#"{"title":"Tea","category":"Food > Tea","brand":"Leaf","cost":200,"stock":0,"url":"https://a/b","attributes":{"size":"1"}}"#);
        insta::assert_snapshot!(after(&[r#"{"stock":1}"#, r#"{"price":2}"#, r#"{"stock":null}"#]), @r#"{"price":2}"#);
        let none = r#"{"title":null,"category":null,"brand":null,"price":null,"cost":null,"stock":null,"url":null,"attributes":null,"hidden":null}"#;
        assert_eq!(after(&[all, none]), "{}");
        assert_eq!(after(&[r#"{"hidden":true}"#, r#"{"hidden":false}"#]), "{}");
    }

    #[test]
    fn attributes_are_merged_name_by_name() {
        let two = r#"{"attributes":{"size":"1","colour":"red"}}"#;
        insta::assert_snapshot!(after(&[two, r#"{"attributes":{"size":"2"}}"#]), @r#"{"attributes":{"colour":"red","size":"2"}}"#);
        insta::assert_snapshot!(after(&[two, r#"{"attributes":{"size":null,"never":null}}"#]), @r#"{"attributes":{"colour":"red"}}"#);
        assert_eq!(after(&[two, r#"{"attributes":null}"#]), "{}");
    }

    #[test]
    fn an_item_has_so_many_attributes_in_all() {
        let of = |from: usize, to: usize| {
            let each: Vec<String> = (from..to).map(|i| format!("\"{i}\":\"x\"")).collect();
            change(&format!("{{\"attributes\":{{{}}}}}", each.join(",")))
        };
        let most = ToldFacts::default().changed(&of(0, 64)).unwrap();
        assert_eq!(most.changed(&of(0, 64)).unwrap(), most);
        let refused = most.changed(&of(64, 65)).unwrap_err();
        insta::assert_snapshot!(refused, @"`attributes`: 65 with those told before, expected at most 64: forget some with null");
    }

    #[test]
    fn what_no_release_before_wrote_is_not_read() {
        for json in ["", "[]", "{\"colour\":\"red\"}", "{\"price\":\"4\"}"] {
            assert!(
                matches!(ToldFacts::kept("tea", json), Err(StoreError::Unreadable { .. })),
                "{json}"
            );
        }
    }
}
