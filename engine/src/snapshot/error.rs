//! Why bytes are no snapshot.

use thiserror::Error;

use super::FORMAT;
use crate::count::{PurchasesError, RowsError};
use crate::graph::GraphError;
use crate::rank::SignalError;
use crate::words::{CatalogError, TextsError, VocabularyError};

/// Why bytes are no snapshot, and what to do.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// Fewer bytes than a header has.
    #[error("cut: {found} bytes, a snapshot's header alone has {expected}; copy the file again")]
    TooShort {
        /// Bytes found.
        found: usize,
        /// Bytes of a header.
        expected: usize,
    },
    /// The bytes do not start as a snapshot does.
    #[error(
        "not a snapshot: it does not start with `DAPEISNP`; point at a file made by `dapei train`"
    )]
    Foreign,
    /// Written by another release. Train again, or use the release that wrote it.
    #[error(
        "snapshot format {found}, this build reads format {FORMAT} only; train again, or use the release that wrote it"
    )]
    Format {
        /// Format found.
        found: u32,
    },
    /// More or fewer bytes than the header says.
    #[error("{}", length(*found, *expected))]
    Length {
        /// Bytes found.
        found: u64,
        /// Bytes promised.
        expected: u64,
    },
    /// The bytes changed after they were written.
    #[error("damaged: the checksum does not match the content; copy the file again or train again")]
    Checksum,
    /// The checksum holds, the content does not read.
    #[error("the content does not read as a snapshot of format {FORMAT}; train again")]
    Content(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Parts that speak of different numbers of items.
    #[error("part `{part}` speaks of {found} items, expected {expected}; train again")]
    Mismatch {
        /// Which part.
        part: &'static str,
        /// What it speaks of.
        found: usize,
        /// Items of the vocabulary.
        expected: usize,
    },
    /// Visits that cannot be.
    #[error(
        "an item was wanted in {wanted} visits, seen in {seen}, of {total} in all, expected no more wanted than seen and no more seen than all; train again"
    )]
    Visits {
        /// Visits that saw the item.
        seen: u32,
        /// Visits that wanted it.
        wanted: u32,
        /// Visits in all.
        total: u64,
    },
    /// Texts that do not fit.
    #[error("the snapshot's texts do not fit together; train again")]
    Texts(#[from] TextsError),
    /// Ids that make no vocabulary.
    #[error("the snapshot's ids do not fit together; train again")]
    Vocabulary(#[from] VocabularyError),
    /// Facts that make no catalogue.
    #[error("the snapshot's facts do not fit together; train again")]
    Catalog(#[from] CatalogError),
    /// Edges that make no graph.
    #[error("the snapshot's edges do not fit together; train again")]
    Graph(#[from] GraphError),
    /// Tables that make no signals.
    #[error("the snapshot's signals do not fit together; train again")]
    Signals(#[from] SignalError),
    /// Columns that make no rows of pairs.
    #[error("the snapshot's {part} do not fit; train again")]
    Rows {
        /// What the pairs are.
        part: &'static str,
        /// Why they do not fit.
        source: RowsError,
    },
    /// Columns that make no purchases.
    #[error("the snapshot's purchases do not fit together; train again")]
    Purchases(#[from] PurchasesError),
    /// A number of the chances that cannot be.
    #[error(
        "{found} among the {what} of how likely items are bought, expected {expected}; train again"
    )]
    Attach {
        /// Which numbers.
        what: &'static str,
        /// The number.
        found: f64,
        /// Which there can be.
        expected: &'static str,
    },
    /// Weights that cannot be.
    #[error(
        "weight {found} of mix {mix}, expected numbers from 0 to 1 that are 1 together, and exponents up to 100 either way; train again"
    )]
    Weight {
        /// Which mix, by size of the cart.
        mix: usize,
        /// The weight, or the sum of all.
        found: f32,
    },
}

fn length(found: u64, expected: u64) -> String {
    match found < expected {
        true => format!("cut: {found} of {expected} bytes behind the header; copy the file again"),
        false => format!(
            "{} bytes too many: behind the header stand {found}, which promises {expected}; copy the file again",
            found - expected
        ),
    }
}
