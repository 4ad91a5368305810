//! Bundles as they are shown, over HTTP and in files.

use engine::bundle::Proof;
use engine::offer::{Offer, OfferItem, OfferSentence, Role};
use engine::suggest::{Language, Sentence, Shelf};
use engine::words::Money;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::body::{Asked, currency};
use crate::api::answer::{EvidenceView, ReasonView};
use crate::api::names::{NoOfferName, PaceByName, RelationName, RoleName};
use crate::api::suggestions::SuggestionId;
use crate::bundles::{Found, Percent};
use crate::shop::{Begun, ShopSettings};

/// Bundles for a cart, best first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bundles)]
pub(in crate::api) struct BundlesView<'a> {
    /// The snapshot that answered.
    snapshot_id: &'a str,
    /// What the bundles are made around: the dearest item of the cart, or what replaces it; null where none is known.
    #[schema(required)]
    anchor_item_id: Option<&'a str>,
    /// The item of the cart that the anchor stands for, where that one is out of stock or has what the buyer objects to.
    #[serde(skip_serializing_if = "Option::is_none")]
    instead_of_item_id: Option<&'a str>,
    /// The bundles.
    bundles: Vec<BundleView<'a>>,
    /// Why there are none, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    none_because: Option<NoOfferName>,
    /// Items of `cart`, `viewed` and `must_have` that the snapshot does not know.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unknown_items: &'a [String],
    /// What is taken to be left of the price of an item whose cost the shop did not tell, in percent: where there is one in a bundle, and whoever
    /// asks may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    assumed_margin_percent: Option<f64>,
}

/// Items that are offered together at one price.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bundle)]
pub(crate) struct BundleView<'a> {
    /// Names this bundle when telling what became of it. Never given twice.
    #[schema(value_type = String)]
    bundle_id: SuggestionId<'a>,
    /// What is in it, the anchor not among them; of a gift, that is the last.
    items: Vec<BundleItemView<'a>>,
    /// What the items are listed at together, in minor units.
    list_price: i64,
    /// What they are offered for together, in minor units.
    price: i64,
    /// What is given.
    discount: DiscountView<'a>,
    /// ISO 4217 code of the shop's currency.
    #[schema(required)]
    currency: Option<&'a str>,
    /// How likely the buyer takes at least one of the items.
    #[schema(minimum = 0, maximum = 1)]
    probability: f32,
    /// Which pairing of the trade it is.
    role: RoleName,
    /// What fast and slow are told by, where the role is `traffic_profit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    role_by: Option<PaceByName>,
    /// Why it is offered, in one or two sentences that state counts and what was counted only.
    #[schema(value_type = String)]
    reason: OfferReasonView,
    /// Whether no bundle inside the same limits is worth more, or, to reach a threshold, passes it by less: of all sets of the items
    /// considered, which are at most thirty. A search that took too many steps does not know, nor is it known of gifts.
    proven_best: bool,
    /// Whether the discount is beyond what the key may give: somebody with more authority has to approve of it.
    needs_approval: bool,
    /// By how much the cart passes the threshold with it, in minor units, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    overshoot: Option<i64>,
    /// What is left above cost at the list price, in minor units. To whoever may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin_before: Option<i64>,
    /// What is left above cost at the price, in minor units. To whoever may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    margin_after: Option<i64>,
    /// What offering it adds to what the shop keeps, beyond what is bought anyway, in expectation and minor units. To
    /// whoever may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_incremental_margin: Option<i64>,
    /// Whether the cost of one of its items is not known and was taken to be what the default margin leaves. To whoever may
    /// see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    costs_assumed: Option<bool>,
    /// Where it is not proven best: by how much a better one could be better at the most, in the unit of the goal. To whoever
    /// may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<f64>,
}

/// An item of a bundle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BundleItem)]
pub(crate) struct BundleItemView<'a> {
    /// Which item.
    item_id: &'a str,
    /// What it is called, where the shop says it.
    #[schema(required)]
    title: Option<&'a str>,
    /// Pieces of it.
    quantity: u32,
    /// What one piece is listed at, in minor units.
    list_price: i64,
    /// What of the bundle's price falls to it, in minor units; 0 of a gift.
    price: i64,
    /// What it is to its anchor.
    relation: RelationName,
    /// Why it goes with the cart, in one sentence that states counts only.
    #[schema(value_type = String)]
    reason: ReasonView,
    /// What was counted.
    evidence: EvidenceView<'a>,
}

/// What a bundle gives.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BundleDiscount)]
pub(crate) struct DiscountView<'a> {
    /// `price` where the whole costs less, `gift` where an item goes with it for nothing, `none` where it is sold as listed.
    kind: GivenName,
    /// What is taken off the list price, in percent, to two decimals.
    #[schema(minimum = 0, maximum = 100)]
    percent: f64,
    /// The same in minor units.
    amount: i64,
    /// The gift.
    #[serde(skip_serializing_if = "Option::is_none")]
    gift_item_id: Option<&'a str>,
}

/// Which discount it is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DiscountGiven)]
pub(crate) enum GivenName {
    None,
    Price,
    Gift,
}

/// Written as its sentences.
#[derive(Debug)]
struct OfferReasonView(OfferSentence);

impl Serialize for OfferReasonView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// What is the same for all bundles that are shown to one reader.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// What they were made from.
    pub(crate) shelf: Shelf<'a>,
    /// The snapshot's id.
    pub(crate) snapshot_id: &'a str,
    /// What the shop sells in.
    pub(crate) currency: Option<&'a str>,
    /// The language of reasons.
    pub(crate) language: Language,
    /// Whether the reader may see what items cost the shop.
    pub(crate) with_costs: bool,
}

impl<'a> BundlesView<'a> {
    /// What was found for `asked`, as whoever asked may see it.
    pub(super) fn new(
        begun: &'a Begun,
        settings: &'a ShopSettings,
        asked: &'a Asked,
        found: &Found,
    ) -> Self {
        let shown = Shown {
            shelf: begun.shelf(),
            snapshot_id: begun.id(),
            currency: currency(begun, settings),
            language: asked.language,
            with_costs: begun.sees_costs(),
        };
        let id = |item| begun.snapshot.vocabulary().id(item);
        let is_assumed = found.offers.iter().any(|(offer, _)| are_costs_assumed(offer));
        let default_margin = settings.bundles.default_margin().number();
        Self {
            snapshot_id: begun.id(),
            anchor_item_id: found.anchor.map(id),
            instead_of_item_id: found.instead_of.map(id),
            bundles: found
                .offers
                .iter()
                .map(|(offer, overshoot)| BundleView::new(shown, offer, *overshoot))
                .collect(),
            none_because: found.none_because.map(NoOfferName::from),
            unknown_items: &asked.unknown_items,
            assumed_margin_percent: (shown.with_costs && is_assumed).then_some(default_margin),
        }
    }
}

impl<'a> BundleView<'a> {
    /// `offer`, which brings the cart past its threshold by `overshoot` where it has one.
    pub(crate) fn new(shown: Shown<'a>, offer: &Offer, overshoot: Option<Money>) -> Self {
        let bundle = &offer.bundle;
        let cost = |margin: i64| shown.with_costs.then_some(margin);
        let reason = OfferSentence::of(offer, shown.language);
        Self {
            bundle_id: SuggestionId::new(shown.snapshot_id),
            items: offer.items.iter().map(|item| BundleItemView::new(shown, item)).collect(),
            list_price: bundle.list_price.0,
            price: bundle.price.0,
            discount: DiscountView::new(shown, offer),
            currency: shown.currency,
            // Seven digits are more than is known of it.
            probability: bundle.probability as f32,
            role: offer.role.into(),
            role_by: match offer.role {
                Role::TrafficProfit(by) => Some(PaceByName::from(by)),
                Role::HotLatent | Role::MainAccessory | Role::Threshold | Role::Together => None,
            },
            reason: OfferReasonView(reason.expect("every offer has an item")),
            proven_best: bundle.proof == Proof::Best,
            needs_approval: bundle.needs_approval,
            overshoot: overshoot.map(|Money(overshoot)| overshoot),
            margin_before: cost(bundle.list_price.0 - bundle.cost.0),
            margin_after: cost(bundle.price.0 - bundle.cost.0),
            expected_incremental_margin: cost(offer.added_margin.round() as i64),
            costs_assumed: shown.with_costs.then(|| are_costs_assumed(offer)),
            gap: match bundle.proof {
                Proof::Within(gap) if shown.with_costs => Some(gap),
                Proof::Within(_) | Proof::Best => None,
            },
        }
    }
}

impl<'a> BundleItemView<'a> {
    fn new(shown: Shown<'a>, item: &OfferItem) -> Self {
        let Shown { shelf, language, .. } = shown;
        let OfferItem { suggestion, list_price, price, .. } = item;
        let vocabulary = shelf.snapshot.vocabulary();
        Self {
            item_id: vocabulary.id(suggestion.item),
            title: shelf.catalog().title(suggestion.item),
            quantity: 1,
            list_price: list_price.0,
            price: price.0,
            relation: suggestion.relation.into(),
            reason: ReasonView(Sentence { reason: suggestion.reason, language }),
            evidence: EvidenceView::new(vocabulary, &suggestion.evidence),
        }
    }
}

impl<'a> DiscountView<'a> {
    fn new(shown: Shown<'a>, offer: &Offer) -> Self {
        let (list, price) = (offer.bundle.list_price.0, offer.bundle.price.0);
        let gift = offer.items.last().filter(|_| offer.has_gift);
        let kind = match gift {
            Some(_) => GivenName::Gift,
            None if price < list => GivenName::Price,
            None => GivenName::None,
        };
        let share = (list - price) as f64 / list as f64;
        let hundredths = (share * Percent::of(100).hundredths() as f64).round() as i64;
        Self {
            kind,
            percent: Percent::of_hundredths(hundredths).number(),
            amount: list - price,
            gift_item_id: gift
                .map(|gift| shown.shelf.snapshot.vocabulary().id(gift.suggestion.item)),
        }
    }
}

/// Whether a cost in `offer` is what the default margin leaves.
pub(crate) fn are_costs_assumed(offer: &Offer) -> bool {
    offer.items.iter().any(|item| !item.is_cost_known)
}
