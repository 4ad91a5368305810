//! The engine's enumerations under their names over HTTP: the engine's own names, and no others.

use std::borrow::Cow;

use engine::bundle::Goal;
use engine::offer::{DiscountKind, NoOffer, PaceBy, Role};
use engine::relation::{Grade, KindSet, Momentum, RelationKind};
use engine::suggest::{Condition, Language, NoneBecause, Stage, Standing};
use serde::de::{self, Deserialize, Deserializer};
use serde::{Serialize, Serializer};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// One of the engine's enumerations, whose every value has a name.
pub(super) trait Named: Copy + 'static {
    /// What the enumeration is called in the description.
    const TITLE: &'static str;
    /// What it says, in a sentence.
    const ABOUT: &'static str;
    /// All values, in the sequence in which they are described.
    const ALL: &'static [Self];

    fn name(self) -> &'static str;
}

/// A value that is written and read as its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name<T>(pub(super) T);

/// What an item is to another.
pub(super) type RelationName = Name<RelationKind>;
/// How an item sells.
pub(super) type MomentumName = Name<Momentum>;
/// How much evidence there is.
pub(super) type GradeName = Name<Grade>;
/// Where a conversation stands.
pub(super) type StageName = Name<Stage>;
/// What a filter asks of an item.
pub(super) type ConditionName = Name<Condition>;
/// A language that reasons are written in.
pub(super) type LanguageName = Name<Language>;
/// How an item came to its place.
pub(super) type StandingName = Name<Standing>;
/// Why a list is empty.
pub(super) type NoneBecauseName = Name<NoneBecause>;
/// Why there is no bundle.
pub(super) type NoOfferName = Name<NoOffer>;
/// What bundles raise.
pub(super) type GoalName = Name<Goal>;
/// What is given beside a price.
pub(super) type DiscountKindName = Name<DiscountKind>;
/// Which pairing of the trade a bundle is.
pub(super) type RoleName = Name<Role>;
/// What the pace of items is told by.
pub(super) type PaceByName = Name<PaceBy>;

impl Named for RelationKind {
    const TITLE: &'static str = "RelationKind";
    const ABOUT: &'static str = "What an item is to another.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Momentum {
    const TITLE: &'static str = "Momentum";
    const ABOUT: &'static str = "How an item sells, whatever it stands beside.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Grade {
    const TITLE: &'static str = "Grade";
    const ABOUT: &'static str = "How much evidence of what customers did ties two items.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Stage {
    const TITLE: &'static str = "Stage";
    const ABOUT: &'static str = "Where a conversation stands.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Condition {
    const TITLE: &'static str = "Condition";
    const ABOUT: &'static str = "What a filter asks of an item.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Language {
    const TITLE: &'static str = "Language";
    const ABOUT: &'static str = "A language that reasons are written in.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Standing {
    const TITLE: &'static str = "Standing";
    const ABOUT: &'static str = "How a listed item came to its place.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for NoneBecause {
    const TITLE: &'static str = "NoneBecause";
    const ABOUT: &'static str = "Why a list is empty.";
    const ALL: &'static [Self] =
        &[Self::Stage, Self::NoRelation, Self::Filter, Self::Limit, Self::NothingElse];

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for NoOffer {
    const TITLE: &'static str = "NoBundleBecause";
    const ABOUT: &'static str = "Why there is no bundle: no item of the cart is known (`unknown_cart`), or one has no price that it takes (`no_price`); \
                                 nothing replaces what the buyer cannot or will not have (`no_substitute`); nothing goes with the cart \
                                 (`stage`, `no_relation`, `filter`, `nothing_else`, as for suggestions); a `must_have` item does not go with it (`must_have`); \
                                 what does has no price, is too dear beside it or leaves too little (`prices`), or no set of it keeps all limits and adds anything (`limits`); \
                                 the cart is past the threshold (`reached`), or nothing certain reaches it (`out_of_reach`).";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Goal {
    const TITLE: &'static str = "Goal";
    const ABOUT: &'static str = "What bundles raise, in expectation: what the shop keeps above cost, what buyers pay, or pieces sold.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for DiscountKind {
    const TITLE: &'static str = "DiscountKind";
    const ABOUT: &'static str =
        "What a bundle gives: a lower price for the whole, or one more item for nothing.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for Role {
    const TITLE: &'static str = "BundleRole";
    const ABOUT: &'static str = "Which pairing of the trade a bundle is: a dear slow item with a cheap fast one (`traffic_profit`), a best-seller with a \
                                 rising one (`hot_latent`), what belongs to the dearest item and costs half of it at most (`main_accessory`), what brings the \
                                 cart to a threshold (`threshold`), or what goes together for other reasons (`together`).";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl Named for PaceBy {
    const TITLE: &'static str = "PaceBy";
    const ABOUT: &'static str = "What the pace of items is told by: orders by visits, or, where no visits were told, sales of late within the category.";
    const ALL: &'static [Self] = &Self::ALL;

    fn name(self) -> &'static str {
        self.name()
    }
}

impl<T> From<T> for Name<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Named> Serialize for Name<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de, T: Named> Deserialize<'de> for Name<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let found = Cow::<str>::deserialize(deserializer)?;
        let named = T::ALL.iter().find(|value| value.name() == found);
        named.map(|&value| Self(value)).ok_or_else(|| {
            let names: Vec<String> =
                T::ALL.iter().map(|value| format!("`{}`", value.name())).collect();
            let names = names.join(", ");
            de::Error::custom(format_args!("unknown variant `{found}`, expected one of {names}"))
        })
    }
}

impl<T: Named> PartialSchema for Name<T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(T::ABOUT))
            .enum_values(Some(T::ALL.iter().map(|value| value.name())))
            .into()
    }
}

impl<T: Named> ToSchema for Name<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::TITLE)
    }
}

/// The kinds wanted, at least one.
pub(super) fn kinds_of(names: &[RelationName]) -> Result<KindSet, &'static str> {
    if names.is_empty() {
        return Err("empty, expected at least one kind; without the field all kinds are listed");
    }
    let kinds: Vec<RelationKind> = names.iter().map(|name| name.0).collect();
    Ok(KindSet::of(&kinds))
}

/// Reads kinds that stand in one parameter, apart by commas.
pub(super) fn kinds_by_commas<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<KindSet>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let names: Vec<RelationName> = text
        .split(',')
        .filter(|name| !name.is_empty())
        .map(|name| RelationName::deserialize(de::value::StrDeserializer::new(name)))
        .collect::<Result<_, D::Error>>()?;
    kinds_of(&names).map(Some).map_err(de::Error::custom)
}
