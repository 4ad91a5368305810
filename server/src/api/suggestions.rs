//! `POST /v1/suggestions`: what goes with a whole cart.

use std::fmt;

use actix_web::HttpResponse;
use engine::relation::KindSet;
use engine::suggest::{DEFAULT_MAX_ALIKE, Filter, Query, suggest as find_suggestions};
use engine::words::{ItemIndex, Vocabulary};
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use super::answer::{ENTRY_BYTES, RelatedView, RulesView, emptied_by, none_because};
use super::body::Body;
use super::error::{ApiError, Problem};
use super::filter::FilterBody;
use super::json;
use super::limit::{Limit, MAX_LIMIT, up_to};
use super::names::{
    ConditionName, LanguageName, NoneBecauseName, RelationName, StageName, kinds_of,
};
use crate::keys::Scope;
use crate::object::Object;
use crate::random::random_number;
use crate::scratch::with_scratch;
use crate::shop::Begun;

const DEFAULT_LIMIT: Limit = Limit::of(5);
/// Most items in each list of a body: more than any cart, less than a catalogue.
pub(super) const MAX_ITEMS: usize = 500;
/// All places of the longest list but the first.
const MOST_EXPLORED: usize = MAX_LIMIT - 1;
/// As many as there are places in which flavours are counted.
const MOST_ALIKE: usize = 5;
/// How much of the snapshot's id a suggestion's id repeats: enough to find the snapshot by.
const SNAPSHOT_DIGITS: usize = 12;

/// What a buyer has before them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SuggestionsQuery)]
pub(super) struct SuggestionsBody {
    /// Ids of the items chosen, at most 500. Never suggested.
    #[serde(default)]
    #[schema(max_items = 500, example = json!(["85123A", "22423"]))]
    cart: Vec<String>,
    /// Ids of the items looked at, at most 500: a weaker hint. May be suggested.
    #[serde(default)]
    #[schema(max_items = 500)]
    viewed: Vec<String>,
    /// Who buys: what the customer bought before shifts the list towards the customer's taste, and is not
    /// suggested; it stands in `/v1/customers/{customer_id}/reorder`. The snapshot knows the million customers who
    /// bought last, but none with more than 10,000 order lines (each order counts as three more). Any other is
    /// nobody.
    #[serde(default)]
    customer_id: Option<String>,
    /// Where the conversation stands; without it suggestions are given.
    #[serde(default)]
    stage: Option<StageName>,
    /// Kinds wanted, at least one; without it all kinds are ranked together.
    #[serde(default)]
    #[schema(min_items = 1)]
    relations: Option<Vec<RelationName>>,
    /// Ids of items never to be suggested, at most 500.
    #[serde(default)]
    #[schema(max_items = 500)]
    exclude: Vec<String>,
    /// Which items may be suggested.
    #[serde(default)]
    #[schema(value_type = Option<FilterBody>)]
    filter: Option<Object<FilterBody>>,
    /// Most suggestions wanted, 5 where it is absent.
    #[serde(default)]
    limit: Option<Limit>,
    /// Places kept for cold items, those of at most five orders: the last of the list, none where it is
    /// absent. Fewer than `limit`: the first place is never given away.
    #[serde(default, deserialize_with = "up_to::<MOST_EXPLORED, _>")]
    #[schema(minimum = 0, maximum = 99)]
    explore: Option<usize>,
    /// Most flavours of one thing, items whose titles are nearly the same, in any five places that follow one
    /// another, unless the cart holds two of them; 0 for any number, 2 where it is absent.
    #[serde(default, deserialize_with = "up_to::<MOST_ALIKE, _>")]
    #[schema(minimum = 0, maximum = 5)]
    max_alike: Option<usize>,
    /// The language of reasons; where it is absent that of the shop, or else English.
    #[serde(default)]
    language: Option<LanguageName>,
    /// Whether to tell of each suggestion how it came to its place, and which of the shop's rules touched the list. Takes a
    /// key of scope `agent`.
    #[serde(default)]
    explain: bool,
}

/// What goes with the cart, best first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestions)]
pub(super) struct SuggestionsView<'a> {
    /// The snapshot that answered.
    snapshot_id: &'a str,
    /// What goes with the cart.
    suggestions: Vec<SuggestionView<'a>>,
    /// Why the list is empty, where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    none_because: Option<NoneBecauseName>,
    /// Where the filter left nothing, its conditions of which each, dropped alone, would list something; where there is none
    /// such, all that kept something out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    emptied_by: Vec<ConditionName>,
    /// Items of `cart` and `viewed` that the snapshot does not know; they were ignored.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown_items: Vec<&'a str>,
    /// The shop's rules, where the answer was to be explained.
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<RulesView<'a>>,
}

/// One suggested item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub(super) struct SuggestionView<'a> {
    /// Names this suggestion when telling what became of it. Never given twice.
    #[schema(value_type = String)]
    suggestion_id: SuggestionId<'a>,
    #[serde(flatten)]
    item: RelatedView<'a>,
}

/// The snapshot that made a suggestion or a bundle, and a number nobody else has.
#[derive(Debug)]
pub(super) struct SuggestionId<'a> {
    snapshot: &'a str,
    number: u128,
}

impl<'a> SuggestionId<'a> {
    /// One more, of the snapshot with this id.
    pub(super) fn new(id: &'a str) -> Self {
        Self { snapshot: id.get(..SNAPSHOT_DIGITS).unwrap_or(id), number: random_number() }
    }
}

impl fmt::Display for SuggestionId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:032x}", self.snapshot, self.number)
    }
}

impl Serialize for SuggestionId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What goes with a whole cart
#[utoipa::path(
    post,
    path = "/v1/suggestions",
    operation_id = "suggest",
    tag = "suggestions",
    security(("key" = ["storefront"])),
    request_body = SuggestionsBody,
    responses(
        (status = 200, description = "What goes with the cart, best first", body = SuggestionsView),
        (status = 400, description = "`json_malformed`, `body_unreadable`", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "`body_too_slow`", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "`body_too_large`", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "`media_type_unsupported`", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "`body_invalid`, `cart_empty`, `too_many_items`", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn suggest(
    served: Begun,
    body: Body<SuggestionsBody>,
) -> Result<HttpResponse, ApiError> {
    let body = body.0;
    let (query, unknown_items) = body.query(&served)?;
    if body.explain {
        served.check(Scope::Agent)?;
    }
    let (shelf, explained) = (served.shelf(), body.explain.then(|| served.told()));
    let language = served.language(body.language.map(|name| name.0));
    let answer = with_scratch(|scratch| find_suggestions(shelf, &query, scratch));
    let view = SuggestionsView {
        snapshot_id: served.id(),
        suggestions: RelatedView::list(shelf, &answer.suggestions, language, explained)
            .map(|item| SuggestionView { suggestion_id: SuggestionId::new(served.id()), item })
            .collect(),
        none_because: none_because(&answer),
        emptied_by: emptied_by(&answer),
        unknown_items,
        rules: explained.map(|told| RulesView::new(told, &answer)),
    };
    Ok(json::answer(&view, ENTRY_BYTES * (1 + view.suggestions.len())))
}

impl SuggestionsBody {
    /// The query in the snapshot's numbers, and the items it does not know.
    fn query(&self, begun: &Begun) -> Result<(Query, Vec<&str>), ApiError> {
        let snapshot = &begun.snapshot;
        let vocabulary = snapshot.vocabulary();
        for (field, list) in
            [("cart", &self.cart), ("viewed", &self.viewed), ("exclude", &self.exclude)]
        {
            if list.len() > MAX_ITEMS {
                let found = list.len();
                return Err(ApiError::TooManyItems { field, found, most: MAX_ITEMS });
            }
        }
        if self.cart.is_empty() && self.viewed.is_empty() {
            return Err(ApiError::CartEmpty);
        }
        let relations = match &self.relations {
            Some(names) => kinds_of(names)
                .map_err(|problem| ApiError::BodyInvalid(format!("`relations`: {problem}")))?,
            None => KindSet::ALL,
        };
        let limit = self.limit.unwrap_or(DEFAULT_LIMIT).get();
        let explore = self.explore.unwrap_or(0);
        if limit <= explore {
            return Err(ApiError::BodyInvalid(format!(
                "`explore`: {explore} leaves none of the places of `limit` {limit} to other items, expected 0 to {}",
                limit - 1
            )));
        }
        let mut unknown_items = Vec::new();
        let cart = indexes(vocabulary, &self.cart, &mut unknown_items);
        let told = unknown_items.iter().filter_map(|id| begun.told_of(id)?.category.clone());
        let filed: Vec<String> = told.collect();
        let query = Query {
            cart,
            viewed: indexes(vocabulary, &self.viewed, &mut unknown_items),
            customer: self.customer_id.as_deref().and_then(|id| snapshot.purchases().customer(id)),
            exclude: self.exclude.iter().filter_map(|id| vocabulary.index(id)).collect(),
            relations,
            filter: match &self.filter {
                Some(Object(filter)) => filter.filter().map_err(ApiError::BodyInvalid)?,
                None => Filter::default(),
            },
            stage: self.stage.map(|name| name.0),
            limit,
            explore,
            filed,
            max_alike: self.max_alike.unwrap_or(DEFAULT_MAX_ALIKE),
        };
        Ok((query, unknown_items))
    }
}

/// The numbers of the items known; the others go to `unknown`.
pub(super) fn indexes<'a>(
    vocabulary: &Vocabulary,
    ids: &'a [String],
    unknown: &mut Vec<&'a str>,
) -> Vec<ItemIndex> {
    ids.iter()
        .filter_map(|id| {
            let index = vocabulary.index(id);
            if index.is_none() {
                unknown.push(id);
            }
            index
        })
        .collect()
}
