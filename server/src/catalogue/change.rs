//! A change of what is told of one item: its JSON, and the same checked.

use std::collections::BTreeMap;
use std::fmt;

use engine::words::category_path;
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::{Object, ObjectBuilder, Type};

use super::field_error::{FieldError, FieldProblem};
use crate::described::NAMES_A_LEVEL;
use crate::whole::Whole;

/// Longest title and longest category path. Unit: bytes.
const MAX_TEXT_BYTES: usize = 1000;
/// Longest brand. Unit: bytes.
const MAX_BRAND_BYTES: usize = 500;
/// Longest address: what browsers and proxies are sure to take. Unit: bytes.
const MAX_URL_BYTES: usize = 2000;
/// Longest name of an attribute. Unit: bytes.
const MAX_NAME_BYTES: usize = 100;
/// Longest value of an attribute. Unit: bytes.
const MAX_VALUE_BYTES: usize = 1000;
/// Most attributes of an item.
pub const MAX_ATTRIBUTES: usize = 64;
/// Greatest price and cost: sums of a cart of such never overflow. Unit: minor units.
const MAX_AMOUNT: i64 = 1_000_000_000_000_000;
/// Greatest stock either way, as files may have it. Unit: pieces.
const MAX_STOCK: i64 = 1_000_000_000;

/// What a change says of one fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Fact<T> {
    /// Nothing: it stays as it is. In JSON the field is absent.
    #[default]
    Unchanged,
    /// What was told is forgotten: the snapshot's fact counts again. In JSON the field is null.
    Forgotten,
    /// It is this from now on.
    Told(T),
}

/// What to change of what is told of an item. A field that is absent stays as it is; null forgets what was told, so that
/// what the snapshot says counts again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ItemChange)]
pub struct ItemChangeBody {
    /// What it is called; at most 1,000 bytes.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 1000)]
    title: Fact<String>,
    /// Where it is filed, from the widest to the narrowest, joined by `>`; at most 1,000 bytes.
    #[serde(default)]
    #[schema(schema_with = category_schema)]
    category: Fact<String>,
    /// Who makes it; at most 500 bytes.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    brand: Fact<String>,
    /// What one piece is sold for, in minor units of the shop's currency.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    price: Fact<Whole>,
    /// What one piece costs the shop, in minor units of its currency.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    cost: Fact<Whole>,
    /// Pieces in stock; zero or less is out of stock.
    #[serde(default)]
    #[schema(value_type = Option<i64>, minimum = -1_000_000_000, maximum = 1_000_000_000)]
    stock: Fact<Whole>,
    /// Where its page is: `http` or `https`, at most 2,000 bytes.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000, pattern = r#"^[Hh][Tt][Tt][Pp][Ss]?://[^/?#\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000<>"\\^`{|}][^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000<>"\\^`{|}]*$"#)]
    url: Fact<String>,
    /// Other facts by name, of at most 100 and 1,000 bytes; one with null is forgotten, and others stay as they are. At
    /// most 64 are told of an item.
    #[serde(default)]
    #[schema(schema_with = attributes_schema)]
    attributes: Fact<Attributes>,
    /// Whether it is never to be listed.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    hidden: Fact<bool>,
}

/// Attributes by name; nothing for one to forget.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes(pub(super) BTreeMap<String, Option<String>>);

/// A change of which every fact can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemChange {
    pub(super) title: Fact<String>,
    pub(super) category: Fact<String>,
    pub(super) brand: Fact<String>,
    pub(super) price: Fact<i64>,
    pub(super) cost: Fact<i64>,
    pub(super) stock: Fact<i64>,
    pub(super) url: Fact<String>,
    pub(super) attributes: Fact<Attributes>,
    pub(super) hidden: Fact<bool>,
}

impl ItemChangeBody {
    /// The change, checked; category paths joined by ` > ` throughout.
    ///
    /// # Errors
    ///
    /// The first fact that cannot be, by name.
    pub fn check(self) -> Result<ItemChange, FieldError> {
        let amount = |field, fact| in_range(field, fact, 0, MAX_AMOUNT);
        Ok(ItemChange {
            title: text("title", self.title, MAX_TEXT_BYTES)?,
            category: category(text("category", self.category, MAX_TEXT_BYTES)?)?,
            brand: text("brand", self.brand, MAX_BRAND_BYTES)?,
            price: amount("price", self.price)?,
            cost: amount("cost", self.cost)?,
            stock: in_range("stock", self.stock, -MAX_STOCK, MAX_STOCK)?,
            url: address(text("url", self.url, MAX_URL_BYTES)?)?,
            attributes: attributes(self.attributes)?,
            hidden: self.hidden,
        })
    }
}

impl ItemChange {
    /// Bytes of its texts.
    pub(super) fn size_bytes(&self) -> usize {
        let texts = [&self.title, &self.category, &self.brand, &self.url];
        let texts = texts.into_iter().map(|text| text.told().map_or(0, String::len));
        let attributes = self.attributes.told().into_iter().flat_map(|attributes| &attributes.0);
        let attributes =
            attributes.map(|(name, value)| name.len() + value.as_ref().map_or(0, String::len));
        texts.chain(attributes).sum()
    }
}

impl<T> Fact<T> {
    fn told(&self) -> Option<&T> {
        match self {
            Self::Unchanged | Self::Forgotten => None,
            Self::Told(fact) => Some(fact),
        }
    }

    /// The fact after this change, where it was `before`.
    pub(super) fn after(&self, before: &Option<T>) -> Option<T>
    where
        T: Clone,
    {
        match self {
            Self::Unchanged => before.clone(),
            Self::Forgotten => None,
            Self::Told(fact) => Some(fact.clone()),
        }
    }

    /// What is told, where it passes `check`.
    fn checked<U>(
        self,
        check: impl FnOnce(T) -> Result<U, FieldError>,
    ) -> Result<Fact<U>, FieldError> {
        Ok(match self {
            Self::Unchanged => Fact::Unchanged,
            Self::Forgotten => Fact::Forgotten,
            Self::Told(fact) => Fact::Told(check(fact)?),
        })
    }
}

/// As [`category`] takes it.
fn category_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
        .description(Some(
            "Where it is filed, from the widest to the narrowest, joined by `>`; at most 1,000 bytes.",
        ))
        .examples(["Home > Kitchen > Mugs"])
        .min_length(Some(1))
        .max_length(Some(MAX_TEXT_BYTES))
        .pattern(Some(NAMES_A_LEVEL))
        .build()
}

/// As [`attributes`] takes them.
fn attributes_schema() -> Object {
    let text = |most| {
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(most))
    };
    let value =
        text(MAX_VALUE_BYTES).schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Object, Type::Null]))
        .description(Some(
            "Other facts by name, of at most 100 and 1,000 bytes; one with null is forgotten, and others stay as they are. \
             At most 64 are told of an item.",
        ))
        .examples([json!({"colour": "red", "season": null})])
        .max_properties(Some(MAX_ATTRIBUTES))
        .property_names(Some(text(MAX_NAME_BYTES)))
        .additional_properties(Some(value))
        .build()
}

fn text(field: &str, fact: Fact<String>, most: usize) -> Result<Fact<String>, FieldError> {
    fact.checked(|text| match text.len() {
        0 => Err(FieldProblem::Empty.of(field)),
        found if found > most => Err(FieldProblem::TooLong { found, most }.of(field)),
        _ => Ok(text),
    })
}

fn in_range(
    field: &str,
    fact: Fact<Whole>,
    least: i64,
    most: i64,
) -> Result<Fact<i64>, FieldError> {
    fact.checked(|Whole(found)| match (least..=most).contains(&found) {
        true => Ok(found),
        false => Err(FieldProblem::OutOfRange { found, least, most }.of(field)),
    })
}

fn category(fact: Fact<String>) -> Result<Fact<String>, FieldError> {
    fact.checked(|path| {
        let path = category_path(&path).into_owned();
        if path.is_empty() { Err(FieldProblem::NoLevel.of("category")) } else { Ok(path) }
    })
}

/// An address that can be a link: its scheme runs nothing, and no character ends an attribute or a line.
fn address(fact: Fact<String>) -> Result<Fact<String>, FieldError> {
    fact.checked(|url| {
        let after_scheme = ["http://", "https://"].into_iter().find_map(|scheme| {
            let begins = url.get(..scheme.len())?.eq_ignore_ascii_case(scheme);
            begins.then(|| &url[scheme.len()..])
        });
        let has_host =
            after_scheme.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '?', '#']));
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c);
        match has_host && !url.contains(is_odd) {
            true => Ok(url),
            false => Err(FieldProblem::NoAddress.of("url")),
        }
    })
}

fn attributes(fact: Fact<Attributes>) -> Result<Fact<Attributes>, FieldError> {
    fact.checked(|attributes| {
        for (name, value) in &attributes.0 {
            let too_long = |found, most| FieldProblem::TooLong { found, most };
            match name.len() {
                0 => return Err(FieldProblem::Empty.of("attributes.")),
                found if found > MAX_NAME_BYTES => {
                    let shown: String = name.chars().take(20).collect();
                    let field = format!("attributes.{shown}…");
                    return Err(too_long(found, MAX_NAME_BYTES).of(field));
                }
                _ => {}
            }
            match value.as_ref().map(String::len) {
                Some(0) => return Err(FieldProblem::Empty.of(format!("attributes.{name}"))),
                Some(found) if found > MAX_VALUE_BYTES => {
                    return Err(too_long(found, MAX_VALUE_BYTES).of(format!("attributes.{name}")));
                }
                Some(_) | None => {}
            }
        }
        Ok(attributes)
    })
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let told = Option::<T>::deserialize(deserializer)?;
        Ok(told.map_or(Self::Forgotten, Self::Told))
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EachOnce)
    }
}

/// Reads attributes, each named once: of two values nobody would know which one was meant.
struct EachOnce;

impl<'de> Visitor<'de> for EachOnce {
    type Value = Attributes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object of at most {MAX_ATTRIBUTES} strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Attributes, A::Error> {
        let mut attributes = BTreeMap::new();
        while let Some((name, value)) = fields.next_entry::<String, Option<String>>()? {
            if attributes.contains_key(&name) {
                return Err(A::Error::custom(format_args!("`{name}` stands twice")));
            }
            if attributes.len() == MAX_ATTRIBUTES {
                return Err(A::Error::invalid_length(MAX_ATTRIBUTES + 1, &self));
            }
            attributes.insert(name, value);
        }
        Ok(Attributes(attributes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> Result<ItemChange, String> {
        let body: ItemChangeBody = serde_json::from_str(json).map_err(|error| error.to_string())?;
        body.check().map_err(|error| error.to_string())
    }

    fn refused(json: &str) -> String {
        change(json).unwrap_err()
    }

    #[test]
    fn absent_stays_null_forgets_and_a_value_is_told() {
        let change = change(r#"{"title": null, "price": 450, "hidden": false}"#).unwrap();
        let expected = ItemChange {
            title: Fact::Forgotten,
            price: Fact::Told(450),
            hidden: Fact::Told(false),
            ..ItemChange::default()
        };
        assert_eq!(change, expected);
        assert_eq!(super::ItemChangeBody::default().check().unwrap(), ItemChange::default());
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_fraction_of_zero() {
        let change = change(r#"{"price": 450.0, "cost": 2e2, "stock": -3.0}"#).unwrap();
        let told = (change.price, change.cost, change.stock);
        assert_eq!(told, (Fact::Told(450), Fact::Told(200), Fact::Told(-3)));
    }

    #[test]
    fn a_category_path_is_joined_as_everywhere() {
        let change = change(r#"{"category": "Home>Kitchen ＞ Mugs>"}"#).unwrap();
        assert_eq!(change.category, Fact::Told("Home > Kitchen > Mugs".to_owned()));
    }

    #[test]
    fn what_cannot_be_is_refused_by_name() {
        insta::assert_snapshot!(refused(r#"{"colour": "red"}"#), @"unknown field `colour`, expected one of `title`, `category`, `brand`, `price`, `cost`, `stock`, `url`, `attributes`, `hidden` at line 1 column 9");
        insta::assert_snapshot!(refused(r#"{"price": 1, "price": 2}"#), @"duplicate field `price` at line 1 column 20");
        insta::assert_snapshot!(refused(r#"{"price": -1}"#), @"`price`: -1, expected 0 to 1000000000000000");
        insta::assert_snapshot!(refused(r#"{"cost": 1000000000000001}"#), @"`cost`: 1000000000000001, expected 0 to 1000000000000000");
        insta::assert_snapshot!(refused(r#"{"price": 4.5}"#), @"invalid value: floating point `4.5`, expected a whole number at line 1 column 13");
        insta::assert_snapshot!(refused(r#"{"price": 99999999999999999999}"#), @"invalid value: floating point `1e+20`, expected a whole number at line 1 column 30");
        insta::assert_snapshot!(refused(r#"{"stock": -1000000001}"#), @"`stock`: -1000000001, expected -1000000000 to 1000000000");
        insta::assert_snapshot!(refused(r#"{"stock": "12"}"#), @r#"invalid type: string "12", expected a whole number at line 1 column 14"#);
        insta::assert_snapshot!(refused(r#"{"title": ""}"#), @"`title`: empty, expected a text, or null to forget what was told");
        insta::assert_snapshot!(refused(r#"{"category": " > "}"#), @"`category`: names no level, expected a path such as `Home > Mugs`, or null to forget what was told");
        insta::assert_snapshot!(refused(r#"{"hidden": 1}"#), @"invalid type: integer `1`, expected a boolean at line 1 column 12");
        insta::assert_snapshot!(refused(r#"{"attributes": ["red"]}"#), @"invalid type: sequence, expected an object of at most 64 strings at line 1 column 15");
        insta::assert_snapshot!(refused(r#"{"attributes": {"size": 12}}"#), @"invalid type: integer `12`, expected a string at line 1 column 26");
        insta::assert_snapshot!(refused(r#"{"attributes": {"size": "1", "size": "2"}}"#), @"`size` stands twice at line 1 column 41");
        insta::assert_snapshot!(refused(r#"{"attributes": {"": "red"}}"#), @"`attributes.`: empty, expected a text, or null to forget what was told");
        insta::assert_snapshot!(refused(r#"{"attributes": {"size": ""}}"#), @"`attributes.size`: empty, expected a text, or null to forget what was told");
    }

    #[test]
    fn texts_have_a_length_to_the_byte() {
        let of_bytes = |field: &str, bytes: usize| {
            change(&format!("{{\"{field}\": \"{}\"}}", "x".repeat(bytes)))
        };
        for (field, most) in [("title", 1000), ("category", 1000), ("brand", 500)] {
            assert!(of_bytes(field, most).is_ok(), "{field}");
            assert_eq!(
                of_bytes(field, most + 1).unwrap_err(),
                format!("`{field}`: {} bytes long, expected at most {most}", most + 1)
            );
        }
        let url = |bytes: usize| {
            let path = "x".repeat(bytes - "https://a/".len());
            change(&format!("{{\"url\": \"https://a/{path}\"}}"))
        };
        assert!(url(2000).is_ok());
        insta::assert_snapshot!(url(2001).unwrap_err(), @"`url`: 2001 bytes long, expected at most 2000");
        let attribute = |name: usize, value: usize| {
            let (name, value) = ("n".repeat(name), "v".repeat(value));
            change(&format!("{{\"attributes\": {{\"{name}\": \"{value}\"}}}}"))
        };
        assert!(attribute(100, 1000).is_ok());
        insta::assert_snapshot!(attribute(101, 1).unwrap_err(), @"`attributes.nnnnnnnnnnnnnnnnnnnn…`: 101 bytes long, expected at most 100");
        insta::assert_snapshot!(attribute(1, 1001).unwrap_err(), @"`attributes.n`: 1001 bytes long, expected at most 1000");
        let of = |n: usize| {
            let each: Vec<String> = (0..n).map(|i| format!("\"{i}\": null")).collect();
            change(&format!("{{\"attributes\": {{{}}}}}", each.join(",")))
        };
        assert!(of(MAX_ATTRIBUTES).is_ok());
        assert!(of(MAX_ATTRIBUTES + 1).unwrap_err().starts_with("invalid length 65"));
    }

    #[test]
    fn an_address_runs_nothing_and_breaks_nothing() {
        for url in
            ["https://shop.example/cup?a=1#b", "HTTP://x", "https://例子.cn/茶", "http://[::1]:80/"]
        {
            assert!(change(&serde_json::json!({ "url": url }).to_string()).is_ok(), "{url}");
        }
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//shop.example",
            "shop.example/cup",
            "https://",
            "https:///cup",
            "https://?",
            "https://a b",
            "https://a/\"onclick=",
            "https://a/<b>",
            "https://a/\n",
            " https://a",
            "https:\\\\a",
        ] {
            let told = refused(&serde_json::json!({ "url": url }).to_string());
            assert!(told.starts_with("`url`: no address of a page"), "{url}: {told}");
        }
    }
}
