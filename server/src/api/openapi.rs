//! `/openapi.json`: the whole of the API, described from the code.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use utoipa::Modify;
use utoipa::openapi::path::ParameterIn;
use utoipa::openapi::schema::SchemaType;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{Content, OpenApi, Ref, RefOr, ResponseBuilder, Schema, Type};

use super::{
    bundles, catalogue, customers, gorse, health, items, metrics, related, rules, suggestions,
};
use crate::rules::RulesAsChecked;

/// All that is described; a test holds it against the routes.
#[derive(utoipa::OpenApi)]
#[openapi(
    modifiers(&ByKey, &JsonInAddress, &TextInHeaders, &RulesAsChecked),
    info(
        title = "Dapei",
        description = "What goes well together in a shop, and why: suggestions learned from its orders.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        items::find,
        items::show,
        catalogue::tell,
        catalogue::forget,
        catalogue::bulk::tell_many,
        related::related,
        suggestions::suggest,
        bundles::bundles,
        bundles::plot,
        customers::reorder,
        rules::show,
        rules::write,
        rules::list_versions,
        rules::show_version,
        gorse::neighbors,
        health::healthy,
        health::ready,
        metrics::show,
        show
    ),
    tags(
        (name = "items", description = "What the shop sells, and what goes with one item"),
        (name = "suggestions", description = "What goes with a whole cart"),
        (name = "bundles", description = "What to offer beside a whole cart, at one price"),
        (name = "customers", description = "What a customer may buy again"),
        (name = "rules", description = "What the shop wants of its lists"),
        (name = "compatibility", description = "What clients of other engines ask for, in their shape"),
        (name = "operation", description = "For those who run the service")
    )
)]
struct Description;

/// What is the same for all routes that need a key: how it is sent, and how one is refused that does not do.
struct ByKey;

impl Modify for ByKey {
    fn modify(&self, description: &mut OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A key made by `dapei keys create`, needed once a shop has one. What stands beside a route is the narrowest scope that allows it.",
            ))
            .build();
        let header =
            ApiKeyValue::with_description("X-API-Key", "The same key in a header of its own.");
        let components = description.components.get_or_insert_default();
        components.add_security_scheme("key", SecurityScheme::Http(scheme));
        components
            .add_security_scheme("header_key", SecurityScheme::ApiKey(ApiKey::Header(header)));
        let operations = description.paths.paths.values_mut().flat_map(|path| {
            [&mut path.get, &mut path.put, &mut path.post, &mut path.delete, &mut path.patch]
        });
        for operation in operations.flatten().filter(|operation| operation.security.is_some()) {
            // In another header; and not at all, as long as no key was ever made.
            let by_header = SecurityRequirement::new("header_key", Vec::<String>::new());
            let alternatives = [by_header, SecurityRequirement::default()];
            operation.security.get_or_insert_default().extend(alternatives);
            for (status, codes) in [
                ("401", "`key_missing`, `key_unknown`"),
                ("403", "`scope_insufficient`"),
                ("429", "`rate_limited`; `Retry-After` says in how many seconds to ask again"),
                (
                    "503",
                    "`shop_unavailable`, `overloaded`; `Retry-After` says in how many seconds to ask again",
                ),
            ] {
                let problem = Content::new(Some(Ref::from_schema_name("Problem")));
                // Beside what the route says of that status itself.
                let own = match operation.responses.responses.get(status) {
                    Some(RefOr::T(own)) => format!("{}; ", own.description),
                    Some(RefOr::Ref(_)) | None => String::new(),
                };
                let response = ResponseBuilder::new()
                    .description(format!("{own}{codes}"))
                    .content("application/problem+json", problem);
                operation.responses.responses.insert(status.to_owned(), response.build().into());
            }
        }
    }
}

/// A parameter called `filter` is JSON written into the address: not a value of a style, but content of a media type.
struct JsonInAddress;

impl Modify for JsonInAddress {
    fn modify(&self, description: &mut OpenApi) {
        let operations = description.paths.paths.values_mut().filter_map(|path| path.get.as_mut());
        let parameters = operations.filter_map(|operation| operation.parameters.as_mut()).flatten();
        for parameter in parameters {
            if let RefOr::T(parameter) = parameter
                && parameter.name == "filter"
            {
                let content = Content::new(parameter.schema.take());
                parameter.content.insert("application/json".to_owned(), content.into());
            }
        }
    }
}

/// A header that may be absent has no null: a header is a text.
struct TextInHeaders;

impl Modify for TextInHeaders {
    fn modify(&self, description: &mut OpenApi) {
        let operations = description.paths.paths.values_mut().filter_map(|path| path.put.as_mut());
        let parameters = operations.filter_map(|operation| operation.parameters.as_mut()).flatten();
        for parameter in parameters {
            if let RefOr::T(parameter) = parameter
                && parameter.parameter_in == ParameterIn::Header
                && let Some(RefOr::T(Schema::Object(text))) = &mut parameter.schema
            {
                text.schema_type = SchemaType::Type(Type::String);
            }
        }
    }
}

static TEXT: LazyLock<String> = LazyLock::new(|| {
    let mut text = <Description as utoipa::OpenApi>::openapi()
        .to_pretty_json()
        .expect("a description is plain data");
    text.push('\n');
    text
});

/// The description as it is served and kept in `server/openapi.json`.
#[must_use]
pub fn text() -> &'static str {
    &TEXT
}

/// This description
#[utoipa::path(
    get,
    path = "/openapi.json",
    operation_id = "get_description",
    tag = "operation",
    responses((status = 200, description = "The description of all routes, OpenAPI 3.1"))
)]
pub(super) async fn show() -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(text())
}
