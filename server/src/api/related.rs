//! `GET /v1/items/{item_id}/related`: what goes with one item.

use actix_web::{HttpResponse, web};
use engine::relation::KindSet;
use engine::suggest::{Filter, Query, suggest};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{ENTRY_BYTES, RelatedView, RulesView, emptied_by, none_because};
use super::error::{ApiError, Problem};
use super::filter::FilterBody;
use super::json::{self, JsonText};
use super::limit::{Limit, limit_in_address};
use super::names::{ConditionName, LanguageName, NoneBecauseName, RelationName, kinds_by_commas};
use super::parameters::Parameters;
use crate::keys::Scope;
use crate::scratch::with_scratch;
use crate::shop::Begun;

const DEFAULT_LIMIT: Limit = Limit::of(10);

/// What of an item's relations is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct RelatedParameters {
    /// Kinds wanted, apart by commas: `substitute`, `extension`, `complementary`, `hot`, `latent`,
    /// `none`. Without it all kinds are ranked together.
    #[serde(default, deserialize_with = "kinds_by_commas")]
    #[param(value_type = Option<Vec<RelationName>>, style = Form, explode = false, min_items = 1, example = json!(["complementary", "extension"]))]
    relation: Option<KindSet>,
    /// Most items wanted, 10 where it is absent.
    #[serde(default, deserialize_with = "limit_in_address")]
    #[param(value_type = Option<Limit>)]
    limit: Option<Limit>,
    /// Which items may be listed: JSON, the same object as in the body of `/v1/suggestions`. Without it all that are
    /// not known to be out of stock.
    #[param(value_type = Option<FilterBody>, example = json!({"brand": "Acme", "max_price": 1500}))]
    filter: Option<String>,
    /// The language of reasons; where it is absent that of the shop, or else English.
    #[param(value_type = Option<LanguageName>)]
    language: Option<LanguageName>,
    /// Whether to tell of each item how it came to its place, and which of the shop's rules touched the list. Takes a key of
    /// scope `agent`.
    #[serde(default)]
    explain: bool,
}

/// What goes with one item, best first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Related)]
pub(super) struct RelatedListView<'a> {
    /// The snapshot that answered.
    snapshot_id: &'a str,
    /// The item asked about.
    item_id: &'a str,
    /// What goes with it.
    related: Vec<RelatedView<'a>>,
    /// Why the list is empty, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    none_because: Option<NoneBecauseName>,
    /// Where the filter left nothing, its conditions of which each, dropped alone, would list something; where there is none
    /// such, all that kept something out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emptied_by: Vec<ConditionName>,
    /// The shop's rules, where the answer was to be explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<RulesView<'a>>,
}

/// What goes with one item
#[utoipa::path(
    get,
    path = "/v1/items/{item_id}/related",
    operation_id = "list_related_items",
    tag = "items",
    security(("key" = ["storefront"])),
    params(("item_id" = String, Path, description = "The shop's id of the item"), RelatedParameters),
    responses(
        (status = 200, description = "What goes with the item, best first", body = RelatedListView),
        (status = 404, description = "`item_not_found`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`query_invalid`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn related(
    served: Begun,
    item_id: web::Path<String>,
    parameters: Parameters<RelatedParameters>,
) -> Result<HttpResponse, ApiError> {
    let snapshot = &served.snapshot;
    let kinds = parameters.0.relation.unwrap_or(KindSet::ALL);
    let limit = parameters.0.limit.unwrap_or(DEFAULT_LIMIT).get();
    let filter = match &parameters.0.filter {
        Some(text) => FilterBody::of_text(text).and_then(|filter| filter.filter()),
        None => Ok(Filter::default()),
    };
    let filter = filter.map_err(ApiError::QueryInvalid)?;
    if parameters.0.explain {
        served.check(Scope::Agent)?;
    }
    let (shelf, explained) = (served.shelf(), parameters.0.explain.then(|| served.told()));
    let language = served.language(parameters.0.language.map(|name| name.0));
    let answer = match snapshot.vocabulary().index(&item_id) {
        Some(anchor) => with_scratch(|scratch| {
            served.ready.related(shelf, anchor, kinds, &filter, limit, scratch)
        }),
        None => {
            let Some(told) = served.told_of(&item_id) else {
                return Err(ApiError::ItemNotFound(item_id.into_inner()));
            };
            // Nothing was learnt of it: what sells where it is filed, and what sells.
            let filed = told.category.iter().cloned().collect();
            let query =
                Query { filed, relations: kinds, filter, ..Query::for_cart(Vec::new(), limit) };
            with_scratch(|scratch| suggest(shelf, &query, scratch))
        }
    };
    let view = RelatedListView {
        snapshot_id: served.id(),
        item_id: &item_id,
        related: RelatedView::list(shelf, &answer.suggestions, language, explained).collect(),
        none_because: none_because(&answer),
        emptied_by: emptied_by(&answer),
        rules: explained.map(|told| RulesView::new(told, &answer)),
    };
    Ok(match explained {
        Some(_) => json::answer(&view, ENTRY_BYTES * (1 + view.related.len())),
        None => view.text().answer(),
    })
}

impl RelatedListView<'_> {
    /// What serde would write of it, where nothing is explained.
    fn text(&self) -> JsonText {
        let mut text = JsonText::with_room(ENTRY_BYTES * (1 + self.related.len()));
        text.member(r#"{"snapshot_id":"#, &self.snapshot_id);
        text.member(r#","item_id":"#, &self.item_id);
        text.raw(r#","related":["#);
        for (place, item) in self.related.iter().enumerate() {
            text.raw(if place == 0 { "{" } else { ",{" });
            item.write(&mut text);
        }
        text.raw("]");
        if let Some(because) = &self.none_because {
            text.member(r#","none_because":"#, because);
        }
        if !self.emptied_by.is_empty() {
            text.member(r#","emptied_by":"#, &self.emptied_by);
        }
        text.raw("}");
        text
    }
}

#[cfg(test)]
mod tests {
    use engine::suggest::{Condition, NoneBecause};

    use super::super::answer::views_of_all_kinds;
    use super::*;

    #[test]
    fn what_is_written_by_hand_is_what_serde_writes() {
        let none_because = Some(NoneBecause::NoRelation.into());
        let empty = || RelatedListView {
            snapshot_id: "0f",
            item_id: "\"tea\" \\ \u{8336}\n",
            related: Vec::new(),
            none_because: None,
            emptied_by: Vec::new(),
            rules: None,
        };
        let related = views_of_all_kinds();
        for view in [
            empty(),
            RelatedListView { none_because, ..empty() },
            RelatedListView { related, ..empty() },
            RelatedListView { emptied_by: Condition::ALL.map(Into::into).to_vec(), ..empty() },
        ] {
            assert_eq!(view.text().as_str(), serde_json::to_string(&view).unwrap());
        }
    }
}
