//! What is asked of bundles, parsed and held against the shop.

use std::collections::BTreeMap;

use engine::bundle::{Goal, LimitsError, Wanted};
use engine::offer::{DiscountKind, NoOffer};
use engine::relation::KindSet;
use engine::suggest::{DEFAULT_MAX_ALIKE, Filter, Language, Query, Scratch};
use engine::words::{ItemIndex, Money};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use utoipa::openapi::{self, ObjectBuilder, Ref};

use crate::api::error::ApiError;
use crate::api::filter::FilterBody;
use crate::api::limit::between;
use crate::api::names::{DiscountKindName, GoalName, LanguageName, StageName};
use crate::api::suggestions::{MAX_ITEMS, indexes};
use crate::bundles::{
    BundleTerms, CheckedWishes, Found, MAX_BUNDLES, Percent, Wishes, find, percent_or_none, total,
};
use crate::keys::Scope;
use crate::object::Object;
use crate::one_or_more::{MAX_VALUES, OneOrMore, each_once};
use crate::shop::{Begun, ShopSettings};
use crate::whole::Whole;

const MOST_ITEMS: usize = engine::bundle::MAX_ITEMS;
/// Greatest amount, as of prices that are told.
const MOST_AMOUNT: i64 = 1_000_000_000_000_000;
/// A whole, and the most that can be left of one. Unit: hundredths of a percent.
const WHOLE: i64 = 10_000;
const BELOW_WHOLE: i64 = WHOLE - 1;

/// A cart, and what is wished of the bundles beside it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BundlesQuery)]
pub(in crate::api) struct BundlesBody {
    /// Ids of the items chosen, 1 to 500; an id that stands there twice is two pieces. The dearest of them is what bundles are made
    /// around; none of them stands in one.
    #[schema(min_items = 1, max_items = 500, example = json!(["85123A", "22423"]))]
    cart: Vec<String>,
    /// Ids of the items looked at, at most 500: a weaker hint. May be offered.
    #[serde(default)]
    #[schema(max_items = 500)]
    viewed: Vec<String>,
    /// Who buys, as for `/v1/suggestions`.
    #[serde(default)]
    customer_id: Option<String>,
    /// Where the conversation stands; without it bundles are offered.
    #[serde(default)]
    stage: Option<StageName>,
    /// Ids of items never to be offered, at most 500.
    #[serde(default)]
    #[schema(max_items = 500)]
    exclude: Vec<String>,
    /// Ids of items that stand in every bundle, at most `max_items`; none of them in `cart` or `exclude`.
    #[serde(default)]
    #[schema(max_items = 4)]
    must_have: Vec<String>,
    /// Which items may be offered. Not with `include_out_of_stock`: what is sold out is in no bundle.
    #[serde(default)]
    #[schema(value_type = Option<FilterBody>)]
    filter: Option<Object<FilterBody>>,
    /// What the buyer does not want of the dearest item: attributes, at most 100, each with a value or with several. Where
    /// it has one of them, bundles are made around what replaces it and has none; the same where it is out of stock.
    #[serde(default, deserialize_with = "each_once")]
    #[schema(schema_with = objected_schema)]
    objected: BTreeMap<String, OneOrMore>,
    /// Most items of a bundle, the cart's not among them, 3 where it is absent.
    #[serde(default, deserialize_with = "between::<1, MOST_ITEMS, _>")]
    #[schema(minimum = 1, maximum = 4)]
    max_items: Option<usize>,
    /// Fewest items of a bundle, 1 where it is absent.
    #[serde(default, deserialize_with = "between::<1, MOST_ITEMS, _>")]
    #[schema(minimum = 1, maximum = 4)]
    min_items: Option<usize>,
    /// Most that is taken off the list price of a bundle, in percent with at most two decimals. Where it is absent 10, or as
    /// much as the key may give without approval, where that is less.
    #[serde(default, deserialize_with = "percent_or_none::<0, WHOLE, _>")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    max_discount_percent: Option<Percent>,
    /// Least that is taken off it, 0 where it is absent: a buyer who bargains is to see something. Takes a key of scope `agent`.
    #[serde(default, deserialize_with = "percent_or_none::<0, WHOLE, _>")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 100)]
    min_discount_percent: Option<Percent>,
    /// Least that a bundle leaves above its cost, in percent of its price with at most two decimals. Never less than the shop's
    /// own floor, which holds where it is absent. Takes a key of scope `agent`.
    #[serde(default, deserialize_with = "percent_or_none::<0, BELOW_WHOLE, _>")]
    #[schema(value_type = Option<f64>, minimum = 0, maximum = 99.99)]
    min_margin_percent: Option<Percent>,
    /// Most that the items of a bundle are listed at together, in minor units.
    #[serde(default, deserialize_with = "amount_or_none")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_000_u64)]
    max_list_price: Option<Money>,
    /// What bundles raise, `margin` where it is absent. Any other takes a key of scope `manager`.
    #[serde(default)]
    goal: Option<GoalName>,
    /// What bundles give, `price` where it is absent. A gift is the last of their items, one that the shop has in stock and
    /// whose cost it told, and counts as a discount of its price.
    #[serde(default)]
    discount: Option<DiscountKindName>,
    /// What the cart is to be brought to, in minor units (凑单): bundles are then what reaches it, by the least first, at list prices. Not
    /// beside `must_have`, `min_items`, `min_discount_percent`, `max_list_price` or a gift.
    #[serde(default, deserialize_with = "amount_or_none")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000_000_000_u64)]
    threshold: Option<Money>,
    /// ISO 4217 code of the currency that amounts are in; refused unless it is the shop's.
    #[serde(default)]
    currency: Option<String>,
    /// Most bundles wanted, 3 where it is absent.
    #[serde(default, deserialize_with = "between::<1, MAX_BUNDLES, _>")]
    #[schema(minimum = 1, maximum = 10)]
    limit: Option<usize>,
    /// The language of reasons; where it is absent that of the shop, or else English.
    #[serde(default)]
    language: Option<LanguageName>,
}

/// What is asked, in the snapshot's numbers.
#[derive(Debug)]
pub(in crate::api) struct Asked {
    query: Query,
    objected: Vec<(String, Vec<String>)>,
    wishes: CheckedWishes,
    /// What the cart costs; nothing where a price of it is not known.
    total: Option<Money>,
    /// Whether an item must be in every bundle that the snapshot does not know.
    must_have_unknown: bool,
    /// Items of `cart`, `viewed` and `must_have` that the snapshot does not know.
    pub(super) unknown_items: Vec<String>,
    /// In which reasons are given.
    pub(super) language: Language,
}

impl Asked {
    /// The bundles for it.
    pub(in crate::api) fn find(
        &self,
        begun: &Begun,
        terms: &BundleTerms,
        scratch: &mut Scratch,
    ) -> Found {
        if self.must_have_unknown {
            return Found::none(NoOffer::MustHave);
        }
        let (query, objected) = (self.query.clone(), self.objected.clone());
        find(begun.shelf(), (query, objected), &self.wishes, self.total, terms, scratch)
    }

    /// The best bundle for it that is discounted by `least` to `most`, whatever is asked of discounts. Unit: hundredths of a percent.
    pub(super) fn find_between(
        &self,
        [least, most]: [i64; 2],
        begun: &Begun,
        terms: &BundleTerms,
        scratch: &mut Scratch,
    ) -> Result<Found, LimitsError> {
        if self.must_have_unknown {
            return Ok(Found::none(NoOffer::MustHave));
        }
        let wanted = self.wishes.limits.get().clone();
        let limits = Wanted { min_discount: least, max_discount: most, ..wanted }.check()?;
        let wishes = CheckedWishes { limits, limit: 1, ..self.wishes.clone() };
        let (query, objected) = (self.query.clone(), self.objected.clone());
        Ok(find(begun.shelf(), (query, objected), &wishes, self.total, terms, scratch))
    }

    /// The least and the most that is to be taken off. Unit: hundredths of a percent.
    pub(super) fn discounts(&self) -> [i64; 2] {
        let wanted = self.wishes.limits.get();
        [wanted.min_discount, wanted.max_discount]
    }

    /// Whether the cart is to be brought to a threshold.
    pub(super) fn is_to_a_threshold(&self) -> bool {
        self.wishes.threshold.is_some()
    }
}

impl BundlesBody {
    /// What it asks of the shop of `begun`, which has these `settings`.
    ///
    /// # Errors
    ///
    /// What cannot be, or not be asked with that key, by name.
    pub(in crate::api) fn asked(
        &self,
        begun: &Begun,
        settings: &ShopSettings,
    ) -> Result<Asked, ApiError> {
        self.check_scope(begun)?;
        self.check_lists()?;
        self.check_currency(begun, settings)?;
        let snapshot = &begun.snapshot;
        let vocabulary = snapshot.vocabulary();
        let mut unknown = Vec::new();
        let cart = indexes(vocabulary, &self.cart, &mut unknown);
        let told: Vec<_> = unknown.iter().map(|id| begun.told_of(id)).collect();
        let of_told = told.iter().try_fold(Money(0), |sum, told| {
            Some(Money(sum.0.saturating_add(told.as_ref()?.price?)))
        });
        let of_cart = total(begun.shelf(), &cart);
        let filed = told.iter().filter_map(|told| told.as_ref()?.category.clone()).collect();
        let viewed = indexes(vocabulary, &self.viewed, &mut unknown);
        let n_unknown = unknown.len();
        let must_have = indexes(vocabulary, &self.must_have, &mut unknown);
        let query = Query {
            cart,
            viewed,
            customer: self.customer_id.as_deref().and_then(|id| snapshot.purchases().customer(id)),
            exclude: self.exclude.iter().filter_map(|id| vocabulary.index(id)).collect(),
            relations: KindSet::ALL,
            filter: self.filter()?,
            filed,
            stage: self.stage.map(|name| name.0),
            limit: 0,
            explore: 0,
            max_alike: DEFAULT_MAX_ALIKE,
        };
        let objected = self.objected.iter();
        Ok(Asked {
            wishes: self.wishes(&must_have, settings, begun.scope())?,
            query,
            objected: objected
                .map(|(name, values)| (name.clone(), values.texts().to_vec()))
                .collect(),
            total: of_cart.zip(of_told).map(|(a, b)| Money(a.0.saturating_add(b.0))),
            must_have_unknown: unknown.len() > n_unknown,
            unknown_items: unknown.into_iter().map(str::to_owned).collect(),
            language: begun.language(self.language.map(|name| name.0)),
        })
    }

    fn wishes(
        &self,
        must_have: &[ItemIndex],
        settings: &ShopSettings,
        scope: Option<Scope>,
    ) -> Result<CheckedWishes, ApiError> {
        let wishes = Wishes {
            max_items: self.max_items,
            min_items: self.min_items,
            max_discount: self.max_discount_percent,
            min_discount: self.min_discount_percent,
            min_margin: self.min_margin_percent,
            max_list_price: self.max_list_price,
            goal: self.goal.map_or(Goal::Margin, |name| name.0),
            kind: self.discount.map_or(DiscountKind::Price, |name| name.0),
            threshold: self.threshold,
            n_must_have: self.must_have.len(),
            limit: self.limit,
        };
        let terms = &settings.bundles;
        let checked = wishes.check(must_have, terms, terms.authority(scope));
        checked.map_err(|error| ApiError::BodyInvalid(error.to_string()))
    }

    /// A key of scope `storefront` asks for nothing that tells costs, one question after the other. One of scope `agent` may set
    /// floors, and so can find them out by asking again and again; what tells them at once takes one of scope `manager`.
    fn check_scope(&self, begun: &Begun) -> Result<(), ApiError> {
        let Some(found) = begun.scope() else { return Ok(()) };
        let of_costs = "what is found by it tells what items cost the shop";
        let is_other_goal = self.goal.is_some_and(|name| name.0 != Goal::Margin);
        let is_discounted = self.min_discount_percent.is_some_and(|least| least > Percent::of(0));
        for (field, why, is_asked, needed) in [
            ("min_margin_percent", of_costs, self.min_margin_percent.is_some(), Scope::Agent),
            ("goal", of_costs, is_other_goal, Scope::Manager),
            (
                "min_discount_percent",
                "it is for an agent whose buyer bargains",
                is_discounted,
                Scope::Agent,
            ),
        ] {
            if is_asked && found < needed {
                return Err(ApiError::FieldNeedsScope { field, why, needed, found });
            }
        }
        Ok(())
    }

    /// The items that may be offered.
    fn filter(&self) -> Result<Filter, ApiError> {
        let Some(Object(filter)) = &self.filter else { return Ok(Filter::default()) };
        let filter = filter.filter().map_err(ApiError::BodyInvalid)?;
        if filter.with_out_of_stock {
            return Err(ApiError::BodyInvalid(
                "`filter.include_out_of_stock`: true, expected false: what is sold out is in no bundle; leave it out"
                    .to_owned(),
            ));
        }
        Ok(filter)
    }

    fn check_lists(&self) -> Result<(), ApiError> {
        for (field, list) in
            [("cart", &self.cart), ("viewed", &self.viewed), ("exclude", &self.exclude)]
        {
            if list.len() > MAX_ITEMS {
                let found = list.len();
                return Err(ApiError::TooManyItems { field, found, most: MAX_ITEMS });
            }
        }
        if self.cart.is_empty() {
            return Err(ApiError::NothingChosen);
        }
        if self.must_have.len() > MOST_ITEMS {
            let found = self.must_have.len();
            return Err(ApiError::TooManyItems { field: "must_have", found, most: MOST_ITEMS });
        }
        for (place, id) in self.must_have.iter().enumerate() {
            for (list, name) in [
                (&self.must_have[..place], "must_have` before"),
                (&self.cart, "cart`, and nothing of it is offered"),
                (&self.exclude, "exclude`"),
            ] {
                if list.contains(id) {
                    return Err(ApiError::BodyInvalid(format!(
                        "`must_have[{place}]`: `{id}` stands in `{name}; leave it out of one of the two"
                    )));
                }
            }
        }
        Ok(())
    }

    fn check_currency(&self, begun: &Begun, settings: &ShopSettings) -> Result<(), ApiError> {
        let Some(found) = &self.currency else { return Ok(()) };
        match currency(begun, settings) {
            Some(own) if own == found => Ok(()),
            Some(own) => Err(ApiError::BodyInvalid(format!(
                "`currency`: `{found}`, expected `{own}`, which the shop sells in"
            ))),
            None => Err(ApiError::BodyInvalid(format!(
                "`currency`: `{found}`, but the shop does not say what it sells in; expected no `currency`, or `currency` in its shop.toml"
            ))),
        }
    }
}

/// What the shop sells in.
pub(super) fn currency<'a>(begun: &'a Begun, settings: &'a ShopSettings) -> Option<&'a str> {
    settings.currency.as_deref().or(begun.snapshot.catalog().currency())
}

/// Reads an amount above zero, or null.
fn amount_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
    let found = Option::<Whole>::deserialize(deserializer)?;
    let checked = |Whole(found)| match (1..=MOST_AMOUNT).contains(&found) {
        true => Ok(Money(found)),
        false => Err(serde::de::Error::custom(format_args!(
            "{found}, expected 1 to {MOST_AMOUNT} minor units"
        ))),
    };
    found.map(checked).transpose()
}

fn objected_schema() -> openapi::Object {
    ObjectBuilder::new()
        .description(Some(
            "What the buyer does not want of the dearest item: attributes, at most 100, each with a value or with several. Where it \
             has one of them, bundles are made around what replaces it and has none; the same where it is out of stock.",
        ))
        .examples([serde_json::json!({"colour": ["red", "blue"], "material": "tin"})])
        .max_properties(Some(MAX_VALUES))
        .additional_properties(Some(Ref::from_schema_name("OneOrMore")))
        .build()
}
