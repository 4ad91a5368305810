//! The pairings of the trade: what makes a bundle more than a list.

use crate::relation::{Momentum, RelationKind};
use crate::snapshot::Snapshot;
use crate::words::{ItemIndex, Money};

/// So many times dearer than the other is a profit item beside a traffic item.
const DEARER: i64 = 2;
/// An accessory costs at most one part of so many of what it goes with.
const PARTS: i64 = 2;
/// Visits below which a conversion says little.
const FEWEST_VISITS: u32 = 30;
/// So many times the shop's conversion is fast, and one part of so many slow.
const APART: f64 = 1.5;
/// Sellers of a category below which their sequence says little.
const FEWEST_SELLERS: usize = 6;
/// Of what sells in a category the first of so many parts is fast and the last slow.
const THIRDS: usize = 3;

/// Which pairing of the trade a bundle is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A dear item that sells slowly with a cheap one that sells fast (利润款 + 引流款).
    TrafficProfit(PaceBy),
    /// A best-seller with one whose sales rise (热卖 + 潜在).
    HotLatent,
    /// What belongs to the dearest item of the cart, and costs far less (主件 + 附件).
    MainAccessory,
    /// What brings the cart to a threshold (凑单).
    Threshold,
    /// What goes together for other reasons.
    Together,
}

/// What the pace of items is told by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaceBy {
    /// Orders by visits.
    Visits,
    /// Sales of late beside others of the category, or, where it is not filed, how many orders hold it beside all items that
    /// sold: no visits were told.
    Sales,
}

impl PaceBy {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Visits, Self::Sales];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Sales => "sales",
        }
    }
}

/// How readily an item is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// More readily than others.
    Fast,
    /// As others.
    Usual,
    /// Less readily.
    Slow,
}

impl Role {
    /// Their names over HTTP, in the sequence in which they are tried.
    pub const NAMES: [&'static str; 5] =
        ["traffic_profit", "hot_latent", "main_accessory", "threshold", "together"];
    /// One of each name, in the same sequence.
    pub const ALL: [Self; 5] = [
        Self::TrafficProfit(PaceBy::Sales),
        Self::HotLatent,
        Self::MainAccessory,
        Self::Threshold,
        Self::Together,
    ];

    /// Its name over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::TrafficProfit(_) => "traffic_profit",
            Self::HotLatent => "hot_latent",
            Self::MainAccessory => "main_accessory",
            Self::Threshold => "threshold",
            Self::Together => "together",
        }
    }

    /// The role of `items`, each with what it is sold for and what it is to the cart, beside the anchor and its price: the first
    /// that holds. Costs a walk over the sellers of each item's category.
    #[must_use]
    pub fn of(
        snapshot: &Snapshot,
        anchor: (ItemIndex, Money),
        items: &[(ItemIndex, Money, RelationKind)],
    ) -> Self {
        let prices = items.iter().map(|&(item, price, _)| (item, price));
        let all: Vec<(ItemIndex, Money)> = std::iter::once(anchor).chain(prices).collect();
        if let Some(by) = traffic_profit(snapshot, &all) {
            return Self::TrafficProfit(by);
        }
        let has = |momentum| all.iter().any(|&(item, _)| snapshot.momentum(item) == momentum);
        if has(Momentum::Hot) && has(Momentum::Latent) {
            return Self::HotLatent;
        }
        let is_accessory = |&(_, price, kind): &(ItemIndex, Money, RelationKind)| {
            let goes_with = match kind {
                RelationKind::Complementary | RelationKind::Extension => true,
                RelationKind::Substitute
                | RelationKind::Hot
                | RelationKind::Latent
                | RelationKind::None => false,
            };
            goes_with && price.0.saturating_mul(PARTS) <= anchor.1.0
        };
        if items.iter().all(is_accessory) { Self::MainAccessory } else { Self::Together }
    }
}

/// What the pace is told by of a dear slow item and a cheap fast one among `all`, where there are such.
fn traffic_profit(snapshot: &Snapshot, all: &[(ItemIndex, Money)]) -> Option<PaceBy> {
    let paces: Vec<(Pace, PaceBy)> = all.iter().map(|&(item, _)| pace(snapshot, item)).collect();
    let of = |wanted: Pace| {
        let both = all.iter().zip(&paces);
        both.filter(move |(_, (pace, _))| *pace == wanted)
            .map(|(&(_, price), &(_, by))| (price, by))
    };
    let pairs = of(Pace::Slow).flat_map(|slow| of(Pace::Fast).map(move |fast| (slow, fast)));
    let mut dearer = pairs.filter(|(slow, fast)| slow.0.0 >= fast.0.0.saturating_mul(DEARER));
    dearer.next().map(|(slow, fast)| match (slow.1, fast.1) {
        (PaceBy::Visits, PaceBy::Visits) => PaceBy::Visits,
        (PaceBy::Sales, _) | (_, PaceBy::Sales) => PaceBy::Sales,
    })
}

/// How readily `item` is bought. Costs a walk over the sellers of its category.
fn pace(snapshot: &Snapshot, item: ItemIndex) -> (Pace, PaceBy) {
    let provenance = snapshot.provenance();
    let seen = snapshot.visits(item).filter(|visits| visits.n_visits >= FEWEST_VISITS);
    if let Some(visits) = seen.filter(|_| provenance.n_views > 0) {
        let shop = provenance.n_lines as f64 / provenance.n_views as f64;
        let own = f64::from(snapshot.n_orders_with(item)) / f64::from(visits.n_visits);
        let pace = match own / shop {
            times if times >= APART => Pace::Fast,
            times if times * APART <= 1.0 => Pace::Slow,
            _ => Pace::Usual,
        };
        return (pace, PaceBy::Visits);
    }
    let (place, n) = match snapshot.catalog().category_of(item) {
        Some(category) => {
            let n = snapshot.category_sellers(category).count();
            (snapshot.category_sellers(category).position(|other| other == item).unwrap_or(n), n)
        }
        // Items are numbered by how well they sell.
        None => (item.position(), snapshot.provenance().n_items_sold as usize),
    };
    let pace = match place {
        _ if n < FEWEST_SELLERS => Pace::Usual,
        place if place * THIRDS < n => Pace::Fast,
        place if place * THIRDS >= n * (THIRDS - 1) => Pace::Slow,
        _ => Pace::Usual,
    };
    (pace, PaceBy::Sales)
}
