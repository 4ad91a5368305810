//! Which items a caller wants in an answer: one shape for bodies and for addresses.

use std::collections::BTreeMap;

use engine::suggest::Filter;
use engine::words::{Money, category_path};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::{self, ObjectBuilder, Ref};

use crate::described::CategoryPaths;
use crate::object::Object;
use crate::one_or_more::{MAX_VALUES, OneOrMore, each_once};
use crate::whole::Whole;

/// Which items may be listed: those that meet all conditions. An absent condition lets everything pass.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Filter)]
pub(super) struct FilterBody {
    /// Only items filed under this category path or below it, levels joined by `>`; of several paths, under one of
    /// them.
    #[serde(default)]
    #[schema(value_type = Option<CategoryPaths>)]
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
    #[schema(schema_with = attributes_schema)]
    attributes: BTreeMap<String, OneOrMore>,
    /// Also items known to be out of stock, which are left out otherwise.
    #[serde(default)]
    include_out_of_stock: bool,
}

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
            attributes: attributes
                .map(|(name, values)| (name.clone(), values.texts().to_vec()))
                .collect(),
            with_out_of_stock: self.include_out_of_stock,
        })
    }
}

/// As [`FilterBody::filter`] takes them.
fn attributes_schema() -> openapi::Object {
    ObjectBuilder::new()
        .description(Some(
            "Only items with all of these attributes, at most 100: each name with its value, or with several of which one \
             will do.",
        ))
        .examples([json!({"colour": ["red", "blue"], "material": "tin"})])
        .max_properties(Some(MAX_VALUES))
        .additional_properties(Some(Ref::from_schema_name("OneOrMore")))
        .build()
}

fn texts(wanted: Option<&OneOrMore>) -> &[String] {
    wanted.map_or(&[], OneOrMore::texts)
}
