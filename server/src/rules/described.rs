//! What the description says of rules beyond their fields: which go together.
//!
//! It is the part of [`RulesDocument::check`](super::RulesDocument::check) that a schema can say. It cannot say that an id
//! stands once in a document, nor that `until` is after `from`.

use utoipa::Modify;
use utoipa::openapi::schema::{AnyOfBuilder, OneOfBuilder, SchemaType};
use utoipa::openapi::{Object, ObjectBuilder, OpenApi, RefOr, Schema, Type};

use super::{ActionName, MAX_FACTOR, MAX_POSITION};

/// Describes a rule by its action, and a selector by the condition that it has at least.
#[derive(Debug)]
pub(crate) struct RulesAsChecked;

impl Modify for RulesAsChecked {
    fn modify(&self, description: &mut OpenApi) {
        let schemas = &mut description.components.get_or_insert_default().schemas;
        for (name, checked) in [
            ("Rule", rule as fn(&Object) -> Schema),
            ("Selector", selector as fn(&Object) -> Schema),
        ] {
            if let Some(RefOr::T(Schema::Object(fields))) = schemas.get(name) {
                let checked = checked(fields);
                schemas.insert(name.to_owned(), RefOr::T(checked));
            }
        }
    }
}

/// A rule: for each kind of action the fields that it takes.
fn rule(fields: &Object) -> Schema {
    use ActionName::{Boost, Bury, Exclude, Force, Hide, Pin};
    let number = |kind| about(fields, "factor", ObjectBuilder::new().schema_type(kind));
    let factor = || number(Type::Number);
    let least = 1.0 / MAX_FACTOR;
    let kinds = [
        of_actions(fields, &[Boost])
            .with("factor", factor().exclusive_minimum(Some(1)).maximum(Some(MAX_FACTOR)))
            .without("position"),
        of_actions(fields, &[Bury])
            .with("factor", factor().minimum(Some(least)).exclusive_maximum(Some(1)))
            .without("position"),
        of_actions(fields, &[Hide]).without("factor").without("position"),
        of_actions(fields, &[Pin]).without("factor").with(
            "position",
            about(fields, "position", ObjectBuilder::new().schema_type(Type::Integer))
                .minimum(Some(1))
                .maximum(Some(MAX_POSITION)),
        ),
        of_actions(fields, &[Exclude, Force])
            .without("factor")
            .without("position")
            .never_null("with"),
    ];
    let told = OneOfBuilder::new().description(fields.description.as_ref());
    Schema::OneOf(kinds.into_iter().fold(told, |told, Fields(kind)| told.item(kind)).build())
}

/// A selector: at least one of its fields says something.
fn selector(fields: &Object) -> Schema {
    let mut with_attributes = Fields(fields.clone()).never_null("attributes");
    if let Some(RefOr::T(Schema::Object(attributes))) =
        with_attributes.0.properties.get_mut("attributes")
    {
        attributes.min_properties = Some(1);
    }
    let with = |name| Fields(fields.clone()).never_null(name);
    let kinds = [with("item_ids"), with("category"), with("brand"), with_attributes];
    let told = AnyOfBuilder::new().description(fields.description.as_ref());
    Schema::AnyOf(kinds.into_iter().fold(told, |told, Fields(kind)| told.item(kind)).build())
}

fn not_null(kind: &SchemaType) -> SchemaType {
    match kind {
        SchemaType::Array(kinds) => {
            match kinds.iter().filter(|&kind| *kind != Type::Null).collect::<Vec<_>>()[..] {
                [only] => SchemaType::Type(only.clone()),
                ref several => several.iter().copied().cloned().collect(),
            }
        }
        SchemaType::Type(_) | SchemaType::AnyValue => kind.clone(),
    }
}

/// The fields of one kind of rule or selector.
struct Fields(Object);

fn of_actions(fields: &Object, actions: &[ActionName]) -> Fields {
    let mut fields = fields.clone();
    let names = actions.iter().map(|action| action.name());
    let action = about(&fields, "action", ObjectBuilder::new().schema_type(Type::String));
    fields.properties.insert("action".to_owned(), action.enum_values(Some(names)).into());
    Fields(fields)
}

/// `field` begun anew, with what was told of it.
fn about(fields: &Object, name: &str, field: ObjectBuilder) -> ObjectBuilder {
    field.description(told_of(fields.properties.get(name)))
}

fn told_of(field: Option<&RefOr<Schema>>) -> Option<String> {
    match field? {
        RefOr::Ref(of) => Some(of.description.clone()).filter(|told| !told.is_empty()),
        RefOr::T(Schema::Object(field)) => field.description.clone(),
        RefOr::T(_) => None,
    }
}

impl Fields {
    /// `name` must be there, as `field` says.
    fn with(self, name: &str, field: ObjectBuilder) -> Self {
        let Self(mut fields) = self;
        fields.properties.insert(name.to_owned(), field.into());
        fields.required.push(name.to_owned());
        Self(fields)
    }

    /// `name` says nothing.
    fn without(self, name: &str) -> Self {
        let Self(mut fields) = self;
        let null = ObjectBuilder::new().schema_type(Type::Null);
        fields.properties.insert(name.to_owned(), null.into());
        Self(fields)
    }

    /// `name` must be there, and not as null.
    fn never_null(self, name: &str) -> Self {
        let Self(mut fields) = self;
        match fields.properties.get_mut(name) {
            Some(RefOr::T(Schema::Object(field))) => {
                field.schema_type = not_null(&field.schema_type)
            }
            Some(RefOr::T(Schema::Array(field))) => {
                field.schema_type = not_null(&field.schema_type)
            }
            Some(RefOr::T(Schema::OneOf(choice))) => {
                let first = choice.items.first().cloned();
                fields.properties.extend(first.map(|first| (name.to_owned(), first)));
            }
            Some(RefOr::Ref(_) | RefOr::T(_)) | None => {}
        }
        fields.required.push(name.to_owned());
        Self(fields)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    /// The kinds of a schema, each by what it must have.
    fn kinds(schema: &str) -> String {
        let description: Value = serde_json::from_str(crate::api::openapi::text()).unwrap();
        let schema = &description["components"]["schemas"][schema];
        let kinds = schema["oneOf"].as_array().or(schema["anyOf"].as_array()).unwrap();
        let told = kinds.iter().map(|kind| {
            assert_eq!(kind["additionalProperties"], false);
            let field = |name: &str| {
                let mut field = kind["properties"][name].clone();
                field.as_object_mut().unwrap().remove("description");
                field
            };
            let told = match kind["properties"].get("action") {
                Some(action) => {
                    format!("{} {} {}", action["enum"], field("factor"), field("position"))
                }
                None => format!("{}", field("attributes")["minProperties"]),
            };
            format!("{} {told}\n", kind["required"])
        });
        told.collect()
    }

    #[test]
    fn each_action_is_described_with_what_it_takes() {
        insta::assert_snapshot!(kinds("Rule"), @r#"
        ["id","action","items","factor"] ["boost"] {"exclusiveMinimum":1,"maximum":1000,"type":"number"} {"type":"null"}
        ["id","action","items","factor"] ["bury"] {"exclusiveMaximum":1,"minimum":0.001,"type":"number"} {"type":"null"}
        ["id","action","items"] ["hide"] {"type":"null"} {"type":"null"}
        ["id","action","items","position"] ["pin"] {"type":"null"} {"maximum":100,"minimum":1,"type":"integer"}
        ["id","action","items","with"] ["exclude","force"] {"type":"null"} {"type":"null"}
        "#);
    }

    #[test]
    fn a_selector_is_described_with_at_least_one_condition() {
        insta::assert_snapshot!(kinds("Selector"), @r#"
        ["item_ids"] null
        ["category"] null
        ["brand"] null
        ["attributes"] 1
        "#);
    }
}
