//! All that answering needs, as one immutable value and as bytes.
//!
//! In: what training made. Out: the same, after a trip through a file. The bytes are a header with
//! magic, format, length and checksum, and a body; see [`SnapshotError`] for what is refused.
//! Deliberately absent: the file itself, and any way to change a snapshot.

mod header;
mod codec;
mod provenance;
mod error;

use std::fmt;

pub use error::SnapshotError;
pub use header::SnapshotCheck;
pub use provenance::Provenance;

use crate::attach::Attach;
use crate::classify::{Known, Weights};
use crate::count::{Purchases, VisitCounts};
use crate::graph::{Graph, Inferred};
use crate::rank::{Mixes, RowsRef, Signals};
use crate::relation::Momentum;
use crate::words::{Catalog, ItemIndex, Vocabulary};

/// Version of the bytes. A snapshot of another format is refused.
pub const FORMAT: u32 = 11;

/// What answering needs: who is who, what goes with what, what sells, and where it all came from.
#[derive(Debug)]
pub struct Snapshot {
    id: SnapshotId,
    parts: SnapshotParts,
    /// Items by category, best recent seller first: rows of `sellers`.
    category_sellers: Vec<Vec<u32>>,
    size: SnapshotSize,
}

/// The parts of a snapshot.
#[derive(Debug)]
pub struct SnapshotParts {
    /// Where it came from.
    pub provenance: Provenance,
    /// Which item bears which number.
    pub vocabulary: Vocabulary,
    /// What is known of each item.
    pub catalog: Catalog,
    /// What goes with what.
    pub graph: Graph,
    /// What else is something to what.
    pub inferred: Inferred,
    /// How much speaks for each function.
    pub weights: Weights,
    /// Items that are added to reach a threshold and relate to nothing, rising.
    pub fillers: Vec<u32>,
    /// How each item sells.
    pub momenta: Vec<Momentum>,
    /// All items that sold, best recent seller first.
    pub sellers: Vec<u32>,
    /// How many visits saw and wanted each item; nothing where no views were given.
    pub visits: Option<VisitCounts>,
    /// What speaks for an item beside its edges.
    pub signals: Signals,
    /// How much each signal counts.
    pub mixes: Mixes,
    /// What each customer bought.
    pub purchases: Purchases,
    /// How likely items are bought beside carts.
    pub attach: Attach,
}

/// What visits say of one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemVisits {
    /// Visits in which it was looked at, or wanted.
    pub n_visits: u32,
    /// Those of them in which it was put into the cart or marked as a favourite.
    pub n_wanted: u32,
}

/// Names a snapshot by its content: the first 8 bytes of the checksum, in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SnapshotId([u8; 8]);

/// How many bytes each part of a snapshot takes in its file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SnapshotSize {
    /// Ids of the items.
    pub vocabulary_bytes: u64,
    /// Facts about the items.
    pub catalog_bytes: u64,
    /// Edges.
    pub graph_bytes: u64,
    /// Pairs without an edge.
    pub inferred_bytes: u64,
    /// Signals.
    pub signals_bytes: u64,
    /// What customers bought.
    pub purchases_bytes: u64,
    /// Everything.
    pub total_bytes: u64,
}

impl fmt::Display for SnapshotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl Snapshot {
    /// A snapshot of `parts`, and its bytes.
    ///
    /// # Errors
    ///
    /// Parts that do not fit together, as [`Snapshot::decode`] would find.
    pub fn encode(parts: &SnapshotParts) -> Result<Vec<u8>, SnapshotError> {
        codec::encode(parts)
    }

    /// The snapshot in `bytes`. Costs one checksum and one copy of them.
    ///
    /// # Errors
    ///
    /// Bytes that are cut, damaged, foreign, of another format, or that say what cannot be; see
    /// [`SnapshotError`]. Never takes more memory than a small multiple of the bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let (id, parts, size) = codec::decode(bytes)?;
        Self::from_checked(id, parts, size)
    }

    fn from_checked(
        id: SnapshotId,
        parts: SnapshotParts,
        size: SnapshotSize,
    ) -> Result<Self, SnapshotError> {
        let n_items = parts.vocabulary.len();
        let lengths = [
            ("graph", parts.graph.columns().n_orders_with.len()),
            ("inferred", parts.inferred.columns().ends.len()),
            ("momenta", parts.momenta.len()),
            ("signals", parts.signals.n_items()),
            ("attach", parts.attach.levels.len()),
        ];
        let visits = parts
            .visits
            .as_ref()
            .map_or([n_items; 2], |visits| [visits.n_visits.len(), visits.n_wanted.len()]);
        for (part, found) in lengths.into_iter().chain(visits.map(|found| ("visits", found))) {
            if found != n_items {
                return Err(SnapshotError::Mismatch { part, found, expected: n_items });
            }
        }
        let total = parts.provenance.n_visits;
        if parts.visits.is_some() != (total > 0) {
            let expected = if total > 0 { n_items } else { 0 };
            return Err(SnapshotError::Mismatch {
                part: "visits",
                found: n_items - expected,
                expected,
            });
        }
        if let Some(visits) = &parts.visits {
            let both = visits.n_visits.iter().zip(&visits.n_wanted);
            for (&seen, &wanted) in both {
                if wanted > seen || u64::from(seen) > total {
                    return Err(SnapshotError::Visits { seen, wanted, total });
                }
            }
        }
        if let Some(&found) = parts.sellers.iter().find(|&&item| item as usize >= n_items) {
            let found = found as usize;
            return Err(SnapshotError::Mismatch { part: "sellers", found, expected: n_items });
        }
        let is_rising = parts.fillers.is_sorted_by(|a, b| a < b);
        if let Some(&found) =
            parts.fillers.last().filter(|&&item| item as usize >= n_items || !is_rising)
        {
            let found = found as usize;
            return Err(SnapshotError::Mismatch { part: "fillers", found, expected: n_items });
        }
        let mut category_sellers = vec![Vec::new(); parts.catalog.categories().len()];
        for &item in &parts.sellers {
            if let Some(category) = parts.catalog.category_of(ItemIndex(item)) {
                category_sellers[category as usize].push(item);
            }
        }
        Ok(Self { id, parts, category_sellers, size })
    }

    /// What [`Snapshot::encode`] takes.
    #[must_use]
    pub fn parts(&self) -> &SnapshotParts {
        &self.parts
    }

    /// The name of the snapshot, a hash of its content.
    #[must_use]
    pub fn id(&self) -> SnapshotId {
        self.id
    }

    /// Where it came from.
    #[must_use]
    pub fn provenance(&self) -> &Provenance {
        &self.parts.provenance
    }

    /// Which item bears which number.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.parts.vocabulary
    }

    /// What is known of each item.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.parts.catalog
    }

    /// What goes with what.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.parts.graph
    }

    /// Pairs without an edge that are something to each other.
    #[must_use]
    pub fn inferred(&self) -> &Inferred {
        &self.parts.inferred
    }

    /// What is known of any two items, ready to be asked what they are to each other. Costs what
    /// [`Known::new`] costs.
    #[must_use]
    pub fn known(&self) -> Known<'_> {
        let parts = &self.parts;
        let visits = parts.visits.as_ref().map(|counts| (counts, parts.provenance.n_visits));
        Known::new(&parts.graph, &parts.catalog, visits, &parts.weights)
            .without_fillers(&parts.fillers)
    }

    /// The edges as rows of a signal.
    #[must_use]
    pub fn pairs(&self) -> RowsRef<'_> {
        RowsRef::of(&self.parts.graph)
    }

    /// What speaks for an item beside its edges.
    #[must_use]
    pub fn signals(&self) -> &Signals {
        &self.parts.signals
    }

    /// How much each signal counts.
    #[must_use]
    pub fn mixes(&self) -> &Mixes {
        &self.parts.mixes
    }

    /// What each customer bought.
    #[must_use]
    pub fn purchases(&self) -> &Purchases {
        &self.parts.purchases
    }

    /// How likely items are bought beside carts.
    #[must_use]
    pub fn attach(&self) -> &Attach {
        &self.parts.attach
    }

    /// Orders with `item`.
    #[must_use]
    pub fn n_orders_with(&self, item: ItemIndex) -> u32 {
        self.parts.graph.n_orders_with(item)
    }

    /// What visits say of `item`; nothing where the snapshot was learnt without views, and nobody
    /// knows.
    #[must_use]
    pub fn visits(&self, item: ItemIndex) -> Option<ItemVisits> {
        let visits = self.parts.visits.as_ref()?;
        let (n_visits, n_wanted) =
            (visits.n_visits[item.position()], visits.n_wanted[item.position()]);
        Some(ItemVisits { n_visits, n_wanted })
    }

    /// How `item` sells.
    #[must_use]
    pub fn momentum(&self, item: ItemIndex) -> Momentum {
        self.parts.momenta[item.position()]
    }

    /// All items that sold, best recent seller first.
    pub fn sellers(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        self.parts.sellers.iter().map(|&item| ItemIndex(item))
    }

    /// The items of a category (by its number in the catalogue) that sold, best recent seller
    /// first.
    pub fn category_sellers(&self, category: u32) -> impl Iterator<Item = ItemIndex> + '_ {
        let sellers = self.category_sellers.get(category as usize).map_or(&[][..], Vec::as_slice);
        sellers.iter().map(|&item| ItemIndex(item))
    }

    /// How many bytes each part takes in its file.
    #[must_use]
    pub fn size(&self) -> SnapshotSize {
        self.size
    }
}
