//! Reads a file of pairs of which somebody says what they are.

use std::path::Path;

use engine::relation::Function;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::error::ReadError;
use crate::format::Source;
use crate::layout::{LABEL_COLUMNS, LabelRow, Search};

use super::file::{OpenFile, Stop};

/// Two items, and what somebody says that they are to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledPair {
    /// One item; never empty.
    pub item_a: String,
    /// The other, never the same.
    pub item_b: String,
    /// What they are, the same both ways.
    pub function: Function,
}

/// The pairs of a file of labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Each pair once, in the sequence of the file.
    pub pairs: Vec<LabelledPair>,
    /// Rows that say again what an earlier row says, either way round.
    pub n_repeated: u64,
}

/// Reads `file`, with the columns `item_a`, `item_b` and `function`, one pair a row.
///
/// Formats and rules are those of [`crate::read_queries`]: a bad row ends the reading.
///
/// # Errors
///
/// As [`crate::read_pairs`]; a row that names one item twice, no function, or another one than an
/// earlier row of the same pair.
pub fn read_labels(file: &Path) -> Result<Labels, ReadError> {
    let opened = OpenFile::open(file, Source::open(file)?)?;
    let binding = opened.bind(&Search::exactly(&LABEL_COLUMNS))?;
    let mut labels = Labels::default();
    let mut said: HashMap<[String; 2], Function, RandomState> = HashMap::default();
    opened.read_strictly(&binding, |row| -> Result<(), Stop<ReadError>> {
        let LabelRow { item_a, item_b, function } = LabelRow::read(row)?;
        let mut items = [item_a.clone(), item_b.clone()];
        items.sort_unstable();
        match said.insert(items, function) {
            None => labels.pairs.push(LabelledPair { item_a, item_b, function }),
            Some(before) if before == function => labels.n_repeated += 1,
            Some(_) => return Err(LabelRow::OTHER_FUNCTION.into()),
        }
        Ok(())
    })?;
    Ok(labels)
}
