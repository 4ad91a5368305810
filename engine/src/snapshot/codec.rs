//! The bytes of a snapshot. The only file that names the serialisation crate.
//!
//! Behind the header stands one [`Wire`] value; columns of numbers are blobs of little-endian words,
//! so that reading them is one copy.

use std::borrow::Cow;

use bincode::Options;
use bytemuck::{Pod, cast_slice, pod_collect_to_vec};
use serde::de::{Deserializer, Error as _, Visitor};
use serde::{Deserialize, Serialize, Serializer};

use super::header::{self, HEADER_BYTES};
use super::{Provenance, SnapshotCheck, SnapshotError, SnapshotId, SnapshotParts, SnapshotSize};
use crate::attach::{Attach, Bends, Curve, N_SIGNS};
use crate::classify::{N_FEATURES, Weights};
use crate::count::{
    BoughtInstead, BoughtInsteadColumns, Chance, PurchaseColumns, Purchases, Seasons, SeenTogether,
    Swing, VisitCounts,
};
use crate::graph::{Graph, GraphColumns, Inferred, InferredColumns};
use crate::rank::{
    Demand, LateBaskets, Mix, Mixes, N_CART_SIZES, N_SIGNALS, N_TASTES, N_TRAITS, Rows, RowsRef,
    SignalError, SignalTables, Signals, Transition,
};
use crate::relation::Momentum;
use crate::words::{Catalog, CatalogColumns, Texts, Vocabulary};

#[cfg(target_endian = "big")]
compile_error!("snapshots are little-endian words in memory order; this machine is big-endian");

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    provenance: Provenance,
    #[serde(borrow)]
    ids: WireTexts<'a>,
    #[serde(borrow)]
    catalog: WireCatalog<'a>,
    #[serde(borrow)]
    graph: WireGraph<'a>,
    #[serde(borrow)]
    inferred: WireInferred<'a>,
    #[serde(borrow)]
    weights: Blob<'a>,
    #[serde(borrow)]
    fillers: Blob<'a>,
    #[serde(borrow)]
    momenta: Blob<'a>,
    #[serde(borrow)]
    sellers: Blob<'a>,
    #[serde(borrow)]
    visits: Option<WireVisits<'a>>,
    #[serde(borrow)]
    signals: WireSignals<'a>,
    mixes: [WireMix; N_CART_SIZES],
    #[serde(borrow)]
    purchases: WirePurchases<'a>,
    #[serde(borrow)]
    levels: Blob<'a>,
    curves: [WireCurve; 2],
}

#[derive(Serialize, Deserialize)]
struct WireCurve {
    weights: [f64; N_SIGNS],
    places: [f64; 4],
    bends: [f64; 6],
}

#[derive(Serialize, Deserialize)]
struct WirePurchases<'a> {
    #[serde(borrow)]
    ids: WireTexts<'a>,
    #[serde(borrow)]
    ends: Blob<'a>,
    #[serde(borrow)]
    items: Blob<'a>,
    #[serde(borrow)]
    n_orders: Blob<'a>,
    #[serde(borrow)]
    days_ago: Blob<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireSignals<'a> {
    #[serde(borrow)]
    recent: WireRows<'a>,
    #[serde(borrow)]
    focused: WireRows<'a>,
    #[serde(borrow)]
    ridge: WireRows<'a>,
    #[serde(borrow)]
    titles: WireRows<'a>,
    /// Item after item.
    #[serde(borrow)]
    demand: Blob<'a>,
    #[serde(borrow)]
    visits: Blob<'a>,
    #[serde(borrow)]
    followers: WireRows<'a>,
    #[serde(borrow)]
    unknown: Blob<'a>,
    #[serde(borrow)]
    base: Blob<'a>,
    #[serde(borrow)]
    late_ends: Blob<'a>,
    #[serde(borrow)]
    late_items: Blob<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireRows<'a> {
    #[serde(borrow)]
    ends: Blob<'a>,
    #[serde(borrow)]
    items: Blob<'a>,
    #[serde(borrow)]
    values: Blob<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireMix {
    weights: [f32; N_SIGNALS],
    exponents: [f32; N_TRAITS],
    tastes: [f32; N_TASTES],
    cold: f32,
}

#[derive(Serialize, Deserialize)]
struct WireVisits<'a> {
    #[serde(borrow)]
    n_visits: Blob<'a>,
    #[serde(borrow)]
    n_wanted: Blob<'a>,
    #[serde(borrow)]
    both: WireRows<'a>,
    #[serde(borrow)]
    swing: WireRows<'a>,
    n_orders_visited: u32,
    #[serde(borrow)]
    n_left: Blob<'a>,
    #[serde(borrow)]
    n_bought: Blob<'a>,
    #[serde(borrow)]
    instead: WireRows<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireTexts<'a> {
    text: Cow<'a, str>,
    #[serde(borrow)]
    ends: Blob<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireCatalog<'a> {
    currency: Cow<'a, str>,
    #[serde(borrow)]
    titles: WireTexts<'a>,
    #[serde(borrow)]
    categories: WireTexts<'a>,
    #[serde(borrow)]
    category_of: Blob<'a>,
    #[serde(borrow)]
    brands: WireTexts<'a>,
    #[serde(borrow)]
    prices: Blob<'a>,
    #[serde(borrow)]
    costs: Blob<'a>,
    #[serde(borrow)]
    stocks: Blob<'a>,
    #[serde(borrow)]
    urls: WireTexts<'a>,
    #[serde(borrow)]
    attribute_names: WireTexts<'a>,
    #[serde(borrow)]
    attribute_ends: Blob<'a>,
    #[serde(borrow)]
    attribute_name_of: Blob<'a>,
    #[serde(borrow)]
    attribute_values: WireTexts<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireGraph<'a> {
    n_orders: u32,
    n_orders_cut: u32,
    most_edges: u32,
    #[serde(borrow)]
    sizes: Blob<'a>,
    #[serde(borrow)]
    rates: Blob<'a>,
    #[serde(borrow)]
    by_season: Blob<'a>,
    #[serde(borrow)]
    even_by_season: Blob<'a>,
    even_orders: f64,
    #[serde(borrow)]
    n_orders_with: Blob<'a>,
    #[serde(borrow)]
    ends: Blob<'a>,
    #[serde(borrow)]
    items: Blob<'a>,
    #[serde(borrow)]
    scores: Blob<'a>,
    #[serde(borrow)]
    together: Blob<'a>,
    #[serde(borrow)]
    buyers: Blob<'a>,
    #[serde(borrow)]
    anchor_first: Blob<'a>,
    #[serde(borrow)]
    item_first: Blob<'a>,
    #[serde(borrow)]
    age_days: Blob<'a>,
    #[serde(borrow)]
    by_chance: Blob<'a>,
    #[serde(borrow)]
    functions: Blob<'a>,
    #[serde(borrow)]
    certainties: Blob<'a>,
    #[serde(borrow)]
    grades: Blob<'a>,
}

#[derive(Serialize, Deserialize)]
struct WireInferred<'a> {
    #[serde(borrow)]
    ends: Blob<'a>,
    #[serde(borrow)]
    items: Blob<'a>,
    #[serde(borrow)]
    functions: Blob<'a>,
    #[serde(borrow)]
    certainties: Blob<'a>,
    #[serde(borrow)]
    grades: Blob<'a>,
}

/// A column of numbers as the bytes it has in memory.
struct Blob<'a>(&'a [u8]);

impl<'a> Blob<'a> {
    fn of<T: Pod>(column: &'a [T]) -> Self {
        Self(cast_slice(column))
    }

    /// The column; the bytes may start anywhere.
    fn column<T: Pod>(&self) -> Result<Vec<T>, SnapshotError> {
        if !self.0.len().is_multiple_of(size_of::<T>()) {
            let problem = format!("a column of {} bytes is not whole numbers", self.0.len());
            return Err(SnapshotError::Content(problem.into()));
        }
        Ok(pod_collect_to_vec(self.0))
    }
}

impl Serialize for Blob<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Blob<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de> Visitor<'de> for Borrowed {
            type Value = &'de [u8];

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes that stay where they are")
            }

            fn visit_borrowed_bytes<E: serde::de::Error>(
                self,
                v: &'de [u8],
            ) -> Result<&'de [u8], E> {
                Ok(v)
            }

            fn visit_bytes<E: serde::de::Error>(self, _: &[u8]) -> Result<&'de [u8], E> {
                Err(E::custom("bytes must be borrowed"))
            }
        }
        deserializer.deserialize_bytes(Borrowed).map(Blob).map_err(D::Error::custom)
    }
}

impl<'a> WireTexts<'a> {
    fn of(texts: &'a Texts) -> Self {
        let (text, ends) = texts.parts();
        Self { text: Cow::Borrowed(text), ends: Blob::of(ends) }
    }

    fn texts(self) -> Result<Texts, SnapshotError> {
        Ok(Texts::from_parts(self.text.into_owned(), self.ends.column()?)?)
    }
}

impl<'a> WireCatalog<'a> {
    fn of(columns: &'a CatalogColumns) -> Self {
        Self {
            currency: Cow::Borrowed(&columns.currency),
            titles: WireTexts::of(&columns.titles),
            categories: WireTexts::of(&columns.categories),
            category_of: Blob::of(&columns.category_of),
            brands: WireTexts::of(&columns.brands),
            prices: Blob::of(&columns.prices),
            costs: Blob::of(&columns.costs),
            stocks: Blob::of(&columns.stocks),
            urls: WireTexts::of(&columns.urls),
            attribute_names: WireTexts::of(&columns.attribute_names),
            attribute_ends: Blob::of(&columns.attribute_ends),
            attribute_name_of: Blob::of(&columns.attribute_name_of),
            attribute_values: WireTexts::of(&columns.attribute_values),
        }
    }

    fn catalog(self, n_items: usize) -> Result<Catalog, SnapshotError> {
        let columns = CatalogColumns {
            currency: self.currency.into_owned(),
            titles: self.titles.texts()?,
            categories: self.categories.texts()?,
            category_of: self.category_of.column()?,
            brands: self.brands.texts()?,
            prices: self.prices.column()?,
            costs: self.costs.column()?,
            stocks: self.stocks.column()?,
            urls: self.urls.texts()?,
            attribute_names: self.attribute_names.texts()?,
            attribute_ends: self.attribute_ends.column()?,
            attribute_name_of: self.attribute_name_of.column()?,
            attribute_values: self.attribute_values.texts()?,
        };
        Ok(Catalog::new(columns, n_items)?)
    }
}

impl<'a> WireGraph<'a> {
    fn of(columns: &'a GraphColumns) -> Self {
        let (sizes, rates) = columns.chance.columns();
        let seasons = columns.seasons.columns();
        Self {
            by_season: Blob::of(seasons.orders_with),
            even_by_season: Blob::of(seasons.even_orders),
            even_orders: seasons.even_in_all,
            sizes: Blob::of(sizes),
            rates: Blob::of(rates),
            n_orders: columns.n_orders,
            n_orders_cut: columns.n_orders_cut,
            most_edges: columns.most_edges,
            n_orders_with: Blob::of(&columns.n_orders_with),
            ends: Blob::of(&columns.ends),
            items: Blob::of(&columns.items),
            scores: Blob::of(&columns.scores),
            together: Blob::of(&columns.together),
            buyers: Blob::of(&columns.buyers),
            anchor_first: Blob::of(&columns.anchor_first),
            item_first: Blob::of(&columns.item_first),
            age_days: Blob::of(&columns.age_days),
            by_chance: Blob::of(&columns.by_chance),
            functions: Blob::of(&columns.functions),
            certainties: Blob::of(&columns.certainties),
            grades: Blob::of(&columns.grades),
        }
    }

    fn graph(self) -> Result<Graph, SnapshotError> {
        let n_orders_with: Vec<u32> = self.n_orders_with.column()?;
        let (by_season, even) = (self.by_season.column()?, self.even_by_season.column()?);
        let seasons = Seasons::from_columns(by_season, even, self.even_orders, n_orders_with.len())
            .map_err(|error| SnapshotError::Content(error.into()))?;
        Ok(Graph::new(GraphColumns {
            n_orders: self.n_orders,
            n_orders_cut: self.n_orders_cut,
            most_edges: self.most_edges,
            chance: Chance::from_columns(self.sizes.column()?, self.rates.column()?)
                .map_err(|error| SnapshotError::Content(error.into()))?,
            seasons,
            n_orders_with,
            ends: self.ends.column()?,
            items: self.items.column()?,
            scores: self.scores.column()?,
            together: self.together.column()?,
            buyers: self.buyers.column()?,
            anchor_first: self.anchor_first.column()?,
            item_first: self.item_first.column()?,
            age_days: self.age_days.column()?,
            by_chance: self.by_chance.column()?,
            functions: self.functions.column()?,
            certainties: self.certainties.column()?,
            grades: self.grades.column()?,
        })?)
    }
}

impl<'a> WireInferred<'a> {
    fn of(columns: &'a InferredColumns) -> Self {
        Self {
            ends: Blob::of(&columns.ends),
            items: Blob::of(&columns.items),
            functions: Blob::of(&columns.functions),
            certainties: Blob::of(&columns.certainties),
            grades: Blob::of(&columns.grades),
        }
    }

    /// Pairs of `n_items` items.
    fn inferred(self, n_items: usize) -> Result<Inferred, SnapshotError> {
        let columns = InferredColumns {
            ends: self.ends.column()?,
            items: self.items.column()?,
            functions: self.functions.column()?,
            certainties: self.certainties.column()?,
            grades: self.grades.column()?,
        };
        let part = "pairs without an edge";
        Inferred::new(columns, n_items).map_err(|source| SnapshotError::Rows { part, source })
    }
}

impl<'a> WireVisits<'a> {
    fn of(visits: &'a VisitCounts) -> Self {
        let instead = visits.instead.columns();
        Self {
            n_visits: Blob::of(&visits.n_visits),
            n_wanted: Blob::of(&visits.n_wanted),
            both: WireRows::of(visits.both.columns()),
            swing: WireRows::of(visits.swing.columns()),
            n_orders_visited: instead.n_orders,
            n_left: Blob::of(instead.n_left),
            n_bought: Blob::of(instead.n_bought),
            instead: WireRows::of((instead.ends, instead.items, instead.counts)),
        }
    }

    /// What visits say of `n_items` items.
    fn visits(self, n_items: usize) -> Result<VisitCounts, SnapshotError> {
        let refused = |part| move |source| SnapshotError::Rows { part, source };
        let (ends, items, n_visits) = self.both.columns()?;
        let both = SeenTogether::from_columns(ends, items, n_visits, n_items);
        let (ends, items, shares) = self.swing.columns()?;
        let swing = Swing::from_columns(ends, items, shares, n_items);
        let (n_left, n_bought) = (self.n_left.column()?, self.n_bought.column()?);
        let (ends, items, counts) = self.instead.columns()?;
        let instead = BoughtInsteadColumns {
            n_orders: self.n_orders_visited,
            n_left: &n_left,
            n_bought: &n_bought,
            ends: &ends,
            items: &items,
            counts: &counts,
        };
        let instead = BoughtInstead::from_columns(&instead, n_items);
        Ok(VisitCounts {
            n_visits: self.n_visits.column()?,
            n_wanted: self.n_wanted.column()?,
            both: both.map_err(refused("items seen together"))?,
            swing: swing.map_err(refused("swing"))?,
            instead: instead.map_err(refused("items bought instead"))?,
        })
    }
}

/// Where rows end, where their pairs lead, and what each is worth.
type RowColumns<T> = (Vec<u64>, Vec<u32>, Vec<T>);

impl<'a> WireRows<'a> {
    fn of<T: Pod>((ends, items, values): (&'a [u64], &'a [u32], &'a [T])) -> Self {
        Self { ends: Blob::of(ends), items: Blob::of(items), values: Blob::of(values) }
    }

    fn columns<T: Pod>(&self) -> Result<RowColumns<T>, SnapshotError> {
        Ok((self.ends.column()?, self.items.column()?, self.values.column()?))
    }

    /// Rows of the table `table` that lead to `n_items` items.
    fn rows(&self, table: &'static str, n_items: usize) -> Result<Rows, SnapshotError> {
        let (ends, items, values) = self.columns()?;
        let rows = Rows::new(ends, items, values, n_items);
        Ok(rows.map_err(|problem| SignalError::Rows { table, problem })?)
    }
}

impl<'a> WireSignals<'a> {
    fn of(tables: &'a SignalTables) -> Self {
        let (late_ends, late_items) = tables.late_baskets.columns();
        Self {
            recent: WireRows::of(tables.recent.columns()),
            focused: WireRows::of(tables.focused.columns()),
            ridge: WireRows::of(tables.ridge.columns()),
            titles: WireRows::of(tables.titles.columns()),
            demand: Blob::of(tables.demand.faded.as_flattened()),
            visits: Blob::of(&tables.demand.visits),
            followers: WireRows::of(tables.transition.followers.columns()),
            unknown: Blob::of(&tables.transition.unknown),
            base: Blob::of(&tables.transition.base),
            late_ends: Blob::of(late_ends),
            late_items: Blob::of(late_items),
        }
    }

    fn tables(self, n_items: usize, n_categories: usize) -> Result<SignalTables, SnapshotError> {
        Ok(SignalTables {
            recent: self.recent.rows("recent", n_items)?,
            focused: self.focused.rows("focused", n_items)?,
            ridge: self.ridge.rows("ridge", n_items)?,
            titles: self.titles.rows("titles", n_items)?,
            demand: Demand { faded: self.demand.column()?, visits: self.visits.column()? },
            transition: Transition {
                followers: self.followers.rows("followers", n_categories)?,
                unknown: self.unknown.column()?,
                base: self.base.column()?,
            },
            late_baskets: LateBaskets::from_columns(
                self.late_ends.column()?,
                self.late_items.column()?,
                n_items,
            )
            .map_err(SignalError::from)?,
        })
    }
}

impl<'a> WirePurchases<'a> {
    fn of(purchases: &'a Purchases) -> Self {
        let PurchaseColumns { ids, ends, items, n_orders, days_ago } = purchases.columns();
        Self {
            ids: WireTexts::of(ids),
            ends: Blob::of(ends),
            items: Blob::of(items),
            n_orders: Blob::of(n_orders),
            days_ago: Blob::of(days_ago),
        }
    }

    /// Purchases of `n_items` items.
    fn purchases(self, n_items: usize) -> Result<Purchases, SnapshotError> {
        let (ends, items) = (self.ends.column()?, self.items.column()?);
        let counts = [self.n_orders.column()?, self.days_ago.column()?];
        Ok(Purchases::from_columns(self.ids.texts()?, ends, items, counts, n_items)?)
    }
}

impl WireMix {
    fn of(mix: &Mix) -> Self {
        let Mix { weights, exponents, tastes, cold } = *mix;
        Self { weights, exponents, tastes, cold }
    }

    /// The mix, which is the one at `place`.
    fn mix(&self, place: usize) -> Result<Mix, SnapshotError> {
        let is_weight = |number: &f32| (0.0..=1.0).contains(number);
        let is_exponent = |number: &f32| (-100.0..=100.0).contains(number);
        let bad_weight = self.weights.iter().chain([&self.cold]).find(|number| !is_weight(number));
        let mut exponents = self.exponents.iter().chain(&self.tastes);
        let bad = bad_weight.or_else(|| exponents.find(|number| !is_exponent(number)));
        let total: f32 = self.weights.iter().sum();
        let bad_total = Some(&total).filter(|total| !(0.99..=1.01).contains(*total));
        match bad.or(bad_total) {
            Some(&found) => Err(SnapshotError::Weight { mix: place, found }),
            None => {
                let Self { weights, exponents, tastes, cold } = *self;
                Ok(Mix { weights, exponents, tastes, cold })
            }
        }
    }
}

impl WireCurve {
    fn of(curve: &Curve) -> Self {
        let Curve { weights, bends: Bends { places, weights: bends } } = *curve;
        Self { weights, places, bends }
    }

    fn curve(&self) -> Result<Curve, SnapshotError> {
        let Self { weights, places, bends } = *self;
        let is_number = |number: &&f64| !(-MOST_OF_A_CURVE..=MOST_OF_A_CURVE).contains(*number);
        match weights.iter().chain(&places).chain(&bends).find(is_number) {
            Some(&found) => {
                let expected = "numbers up to a million either way";
                Err(SnapshotError::Attach { what: "curves", found, expected })
            }
            None => Ok(Curve { weights, bends: Bends { places, weights: bends } }),
        }
    }
}

/// The levels and curves.
fn attach(levels: &Blob<'_>, curves: &[WireCurve; 2]) -> Result<Attach, SnapshotError> {
    let levels: Vec<f32> = levels.column()?;
    let is_wrong = |level: &&f32| !(**level > 0.0 && level.is_finite());
    if let Some(&found) = levels.iter().find(is_wrong) {
        let (found, expected) = (found.into(), "numbers above 0");
        return Err(SnapshotError::Attach { what: "levels", found, expected });
    }
    Ok(Attach { levels, curves: [curves[0].curve()?, curves[1].curve()?] })
}

/// No number of a curve says more.
const MOST_OF_A_CURVE: f64 = 1e6;

/// The bytes of `parts`.
pub(super) fn encode(parts: &SnapshotParts) -> Result<Vec<u8>, SnapshotError> {
    let momenta: Vec<u8> = parts.momenta.iter().map(|&momentum| momentum as u8).collect();
    let wire = Wire {
        provenance: parts.provenance.clone(),
        ids: WireTexts::of(parts.vocabulary.ids()),
        catalog: WireCatalog::of(parts.catalog.columns()),
        graph: WireGraph::of(parts.graph.columns()),
        inferred: WireInferred::of(parts.inferred.columns()),
        weights: Blob::of(parts.weights.rows().as_flattened()),
        fillers: Blob::of(&parts.fillers),
        momenta: Blob(&momenta),
        sellers: Blob::of(&parts.sellers),
        visits: parts.visits.as_ref().map(WireVisits::of),
        signals: WireSignals::of(parts.signals.tables()),
        mixes: parts.mixes.0.each_ref().map(WireMix::of),
        purchases: WirePurchases::of(&parts.purchases),
        levels: Blob::of(&parts.attach.levels),
        curves: parts.attach.curves.each_ref().map(WireCurve::of),
    };
    let failed = |error: bincode::Error| SnapshotError::Content(error);
    let body_bytes = options().serialized_size(&wire).map_err(failed)?;
    let mut bytes = Vec::with_capacity(HEADER_BYTES + body_bytes as usize);
    bytes.resize(HEADER_BYTES, 0);
    options().serialize_into(&mut bytes, &wire).map_err(failed)?;
    header::write(&mut bytes);
    Ok(bytes)
}

/// The parts in `bytes`, whatever the bytes are: nothing is believed before it is checked.
pub(super) fn decode(
    bytes: &[u8],
) -> Result<(SnapshotId, SnapshotParts, SnapshotSize), SnapshotError> {
    let (header, body) = bytes.split_at(bytes.len().min(HEADER_BYTES));
    let mut check = SnapshotCheck::new(header, bytes.len() as u64)?;
    check.update(body);
    let id = check.finish()?;
    let wire: Wire<'_> = options()
        .with_limit(body.len() as u64)
        .deserialize(body)
        .map_err(|error| SnapshotError::Content(error))?;
    let size = size(&wire, bytes.len());
    let momenta =
        wire.momenta.0.iter().map(|&number| momentum(number)).collect::<Result<_, _>>()?;
    let vocabulary = Vocabulary::new(wire.ids.texts()?)?;
    let catalog = wire.catalog.catalog(vocabulary.len())?;
    let graph = wire.graph.graph()?;
    let inferred = wire.inferred.inferred(vocabulary.len())?;
    let sellers = wire.sellers.column()?;
    let fillers = wire.fillers.column()?;
    let provenance = wire.provenance;
    let visits = wire.visits.map(|visits| visits.visits(vocabulary.len())).transpose()?;
    let (found, expected) = (graph.columns().n_orders_with.len(), vocabulary.len());
    if found != expected {
        return Err(SnapshotError::Mismatch { part: "graph", found, expected });
    }
    let tables = wire.signals.tables(vocabulary.len(), catalog.categories().len())?;
    let n_orders_with = &graph.columns().n_orders_with;
    let signals = Signals::new(tables, RowsRef::of(&graph), &catalog, n_orders_with)?;
    let purchases = wire.purchases.purchases(vocabulary.len())?;
    let mut mixes = Mixes::default();
    for ((place, mix), read) in mixes.0.iter_mut().enumerate().zip(&wire.mixes) {
        *mix = read.mix(place)?;
    }
    let parts = SnapshotParts {
        provenance,
        vocabulary,
        catalog,
        graph,
        inferred,
        weights: weights(&wire.weights)?,
        fillers,
        momenta,
        sellers,
        visits,
        signals,
        mixes,
        purchases,
        attach: attach(&wire.levels, &wire.curves)?,
    };
    Ok((id, parts, size))
}

fn options() -> impl Options {
    bincode::DefaultOptions::new().with_fixint_encoding().reject_trailing_bytes()
}

fn weights(column: &Blob<'_>) -> Result<Weights, SnapshotError> {
    let column: Vec<f32> = column.column()?;
    let mut rows = [[0.0; 3]; N_FEATURES];
    let (found, expected) = (column.len(), rows.as_flattened().len());
    if found != expected {
        return Err(SnapshotError::Mismatch { part: "weights", found, expected });
    }
    rows.as_flattened_mut().copy_from_slice(&column);
    let weights = Weights::from_rows(rows);
    let is_read = *weights.rows() == rows;
    let problem = "a weight of a function that is no number up to ten thousand either way";
    is_read.then_some(weights).ok_or_else(|| SnapshotError::Content(problem.to_owned().into()))
}

fn momentum(number: u8) -> Result<Momentum, SnapshotError> {
    Momentum::ALL
        .get(usize::from(number))
        .copied()
        .ok_or_else(|| SnapshotError::Content(format!("momentum {number}, expected 0 to 2").into()))
}

fn size(wire: &Wire<'_>, total_bytes: usize) -> SnapshotSize {
    // What was read once has a size.
    fn bytes<T: Serialize>(part: &T) -> u64 {
        options().serialized_size(part).unwrap_or(0)
    }
    SnapshotSize {
        vocabulary_bytes: bytes(&wire.ids),
        catalog_bytes: bytes(&wire.catalog),
        graph_bytes: bytes(&wire.graph),
        inferred_bytes: bytes(&wire.inferred),
        signals_bytes: bytes(&wire.signals),
        purchases_bytes: bytes(&wire.purchases),
        total_bytes: total_bytes as u64,
    }
}
