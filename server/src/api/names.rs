//! The engine's enumerations under their names over HTTP.

use engine::relation::{KindSet, Momentum, RelationKind};
use engine::suggest::Stage;
use serde::Serialize;
use serde::de::{self, Deserialize, Deserializer};
use utoipa::ToSchema;

/// What an item is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RelationKind)]
pub(super) enum RelationName {
    /// 替代: bought instead of.
    Substitute,
    /// 延伸: the same family of need, another function.
    Extension,
    /// 互补: different kinds, used together.
    Complementary,
    /// 热卖: best-seller beside best-seller.
    Hot,
    /// 潜在: a rising item beside a rising or hot one.
    Latent,
    /// No relation: a back-off, and marked as one.
    None,
}

/// How an item sells, whatever it stands beside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Momentum)]
pub(super) enum MomentumName {
    /// Among the best-sellers.
    Hot,
    /// Below the best-sellers, and rising for certain.
    Latent,
    /// Neither.
    Steady,
}

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Stage)]
pub(super) enum StageName {
    /// Pleasantries; the need is not clear yet.
    Greeting,
    /// The buyer looks for something.
    Discovering,
    /// The buyer weighs an item.
    Deciding,
    /// The buyer asks for a better price.
    Bargaining,
    /// Ordered, not paid.
    Ordered,
    /// Paid.
    Paid,
    /// Returns, complaints, questions about what was bought.
    AfterSale,
    /// Over.
    Ended,
}

impl From<RelationKind> for RelationName {
    fn from(kind: RelationKind) -> Self {
        match kind {
            RelationKind::Substitute => Self::Substitute,
            RelationKind::Extension => Self::Extension,
            RelationKind::Complementary => Self::Complementary,
            RelationKind::Hot => Self::Hot,
            RelationKind::Latent => Self::Latent,
            RelationKind::None => Self::None,
        }
    }
}

impl From<RelationName> for RelationKind {
    fn from(name: RelationName) -> Self {
        match name {
            RelationName::Substitute => Self::Substitute,
            RelationName::Extension => Self::Extension,
            RelationName::Complementary => Self::Complementary,
            RelationName::Hot => Self::Hot,
            RelationName::Latent => Self::Latent,
            RelationName::None => Self::None,
        }
    }
}

impl From<Momentum> for MomentumName {
    fn from(momentum: Momentum) -> Self {
        match momentum {
            Momentum::Hot => Self::Hot,
            Momentum::Latent => Self::Latent,
            Momentum::Steady => Self::Steady,
        }
    }
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Greeting => Self::Greeting,
            StageName::Discovering => Self::Discovering,
            StageName::Deciding => Self::Deciding,
            StageName::Bargaining => Self::Bargaining,
            StageName::Ordered => Self::Ordered,
            StageName::Paid => Self::Paid,
            StageName::AfterSale => Self::AfterSale,
            StageName::Ended => Self::Ended,
        }
    }
}

/// The kinds wanted, at least one.
pub(super) fn kinds_of(names: &[RelationName]) -> Result<KindSet, &'static str> {
    if names.is_empty() {
        return Err("empty, expected at least one kind; without the field all kinds are listed");
    }
    let kinds: Vec<RelationKind> = names.iter().map(|&name| name.into()).collect();
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
