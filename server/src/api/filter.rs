//! Which items a caller wants in an answer: one shape for bodies and for addresses.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use engine::suggest::Filter;
use engine::words::{Money, category_path};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::body::Object;
use super::whole::Whole;

/// Most values of one condition, and most attributes asked for.
const MAX_VALUES: usize = 100;

/// Which items may be listed: those that meet all conditions. An absent condition lets everything pass.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Filter)]
pub(super) struct FilterBody {
    /// Only items filed under this category path or below it, levels joined by `>`; of several paths, under one of
    /// them.
    #[serde(default)]
    #[schema(value_type = Option<OneOrMore>)]
    category: Option<OneOrMore>,
    /// Only items of this brand; of several, of one of them.
    #[serde(default)]
    #[schema(value_type = Option<OneOrMore>)]
    brand: Option<OneOrMore>,
    /// Only items that cost at least this, in minor units.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    min_price: Option<Whole>,
    /// Only items that cost at most this, in minor units.
    #[serde(default)]
    #[schema(value_type = Option<i64>)]
    max_price: Option<Whole>,
    /// Only items with all of these attributes, at most 100: each name with its value, or with several of which one
    /// will do.
    #[serde(default, deserialize_with = "each_once")]
    #[schema(example = json!({"colour": ["red", "blue"], "material": "tin"}))]
    attributes: BTreeMap<String, OneOrMore>,
    /// Also items known to be out of stock, which are left out otherwise.
    #[serde(default)]
    include_out_of_stock: bool,
}

/// One text, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OneOrMore(Vec<String>);

impl FilterBody {
    /// Reads a filter from the text of a parameter called `filter`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, by name.
    pub(super) fn of_text(text: &str) -> Result<Self, String> {
        let mut json = serde_json::Deserializer::from_str(text);
        let read = serde_path_to_error::deserialize::<_, Object<Self>>(&mut json);
        let Object(filter) = read.map_err(|error| {
            let path = error.path().to_string();
            let problem = error.into_inner();
            match path.as_str() {
                "." if !problem.is_data() => format!(
                    "`filter`: {problem}; expected JSON such as {{\"brand\":\"Acme\"}}, percent-encoded once"
                ),
                "." => format!("`filter`: {problem}"),
                path => format!("`filter.{path}`: {problem}"),
            }
        })?;
        json.end().map_err(|problem| format!("`filter`: {problem}"))?;
        Ok(filter)
    }

    /// The filter that is meant.
    ///
    /// # Errors
    ///
    /// A condition that nothing can meet, by name.
    pub(super) fn filter(&self) -> Result<Filter, String> {
        if let (Some(Whole(least)), Some(Whole(most))) = (self.min_price, self.max_price)
            && least > most
        {
            return Err(format!("`filter.min_price`: {least} is above max_price {most}"));
        }
        let paths = texts(self.category.as_ref()).iter();
        let categories: Vec<String> = paths.map(|path| category_path(path).into_owned()).collect();
        if categories.iter().any(String::is_empty) {
            return Err(
                "`filter.category`: names no level, expected a path such as `Home > Mugs`, or no `category`"
                    .to_owned(),
            );
        }
        if self.attributes.len() > MAX_VALUES {
            let found = self.attributes.len();
            return Err(format!("`filter.attributes`: {found}, expected at most {MAX_VALUES}"));
        }
        let attributes = self.attributes.iter();
        Ok(Filter {
            categories,
            brands: texts(self.brand.as_ref()).to_vec(),
            min_price: self.min_price.map(|Whole(price)| Money(price)),
            max_price: self.max_price.map(|Whole(price)| Money(price)),
            attributes: attributes.map(|(name, values)| (name.clone(), values.0.clone())).collect(),
            with_out_of_stock: self.include_out_of_stock,
        })
    }
}

fn texts(wanted: Option<&OneOrMore>) -> &[String] {
    wanted.map_or(&[], |wanted| &wanted.0)
}

/// Reads attributes, each named once: of two values nobody would know which one was meant.
fn each_once<'de, D: Deserializer<'de>>(
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
