//! One text or several of them, as callers and rules write what will do.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// Most values of one condition, and most attributes asked for.
pub(crate) const MAX_VALUES: usize = 100;

/// One text, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneOrMore(Vec<String>);

impl OneOrMore {
    /// The texts, at least one.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.0
    }
}

/// Written as it is usually written: one text alone.
impl Serialize for OneOrMore {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.texts() {
            [text] => text.serialize(serializer),
            texts => texts.serialize(serializer),
        }
    }
}

/// Reads attributes, each named once: of two values nobody would know which one was meant.
pub(crate) fn each_once<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, OneOrMore>, D::Error> {
    struct Attributes;

    impl<'de> Visitor<'de> for Attributes {
        type Value = BTreeMap<String, OneOrMore>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of attributes")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
            let mut attributes = BTreeMap::new();
            while let Some((name, values)) = fields.next_entry::<String, OneOrMore>()? {
                if attributes.contains_key(&name) {
                    return Err(A::Error::custom(format_args!("`{name}` stands twice")));
                }
                attributes.insert(name, values);
            }
            Ok(attributes)
        }
    }

    deserializer.deserialize_map(Attributes)
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Texts)
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = OneOrMore;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string or a list of 1 to {MAX_VALUES} strings")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<OneOrMore, E> {
        Ok(OneOrMore(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<OneOrMore, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element::<String>()? {
            if texts.len() == MAX_VALUES {
                return Err(A::Error::invalid_length(texts.len() + 1, &self));
            }
            texts.push(text);
        }
        match texts.is_empty() {
            true => Err(A::Error::invalid_length(0, &self)),
            false => Ok(OneOrMore(texts)),
        }
    }
}

impl PartialSchema for OneOrMore {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let list = ArrayBuilder::new().items(text()).min_items(Some(1)).max_items(Some(MAX_VALUES));
        OneOfBuilder::new().item(text()).item(list).into()
    }
}

impl ToSchema for OneOrMore {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("OneOrMore")
    }
}
