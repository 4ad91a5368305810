//! How to train on files that were checked.

use std::path::PathBuf;

use thiserror::Error;

use crate::options::{ColumnMap, FileKind, Preset};

use super::file::places;
use super::{CheckedFile, Outcome};

/// What to tell training, so that it reads files as they were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Training {
    /// Files of orders; none where none was checked, and training needs some.
    pub orders: Vec<PathBuf>,
    /// Files about items.
    pub items: Vec<PathBuf>,
    /// Files of views.
    pub views: Vec<PathBuf>,
    /// The known export that the files of orders are.
    pub preset: Option<Preset>,
    /// The mapping for all files but those that have their own.
    pub columns: ColumnMap,
    /// The mapping for files about items, where one for all would read them otherwise.
    pub item_columns: Option<ColumnMap>,
    /// The mapping for files of views, where one for all would read them or others otherwise.
    pub view_columns: Option<ColumnMap>,
}

/// Why one training cannot read files as they were checked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoTraining {
    /// Neither orders nor items nor views would be read.
    #[error("neither orders nor items nor views would be read")]
    Nothing,
    /// Files of orders of several exports, or of one and others.
    #[error("{one} and {other} are not files of one export, and one training reads orders of one: train on them apart", one = .one.display(), other = .other.display())]
    SeveralExports {
        /// A file.
        one: PathBuf,
        /// A file of another export.
        other: PathBuf,
    },
    /// Files of one kind call the same thing differently.
    #[error("{one} and {other} need different `--columns`, and one training reads both alike: rename the columns of one of them", one = .one.display(), other = .other.display())]
    SeveralNamings {
        /// A file.
        one: PathBuf,
        /// A file that is not understood when it is read as the other.
        other: PathBuf,
    },
}

/// How to train on those of `files` that would be read.
pub(super) fn of(files: &[CheckedFile]) -> Result<Training, NoTraining> {
    let of_kind = |kind: FileKind| {
        let read = files.iter().filter(|file| matches!(file.outcome, Outcome::Read(..)));
        read.filter(|file| file.kind == Some(kind)).collect::<Vec<_>>()
    };
    let (orders, items) = (of_kind(FileKind::Orders), of_kind(FileKind::Items));
    let views = of_kind(FileKind::Views);
    let Some(first) = orders.first().or(items.first()).or(views.first()) else {
        return Err(NoTraining::Nothing);
    };
    if let Some(other) = orders.iter().find(|file| file.preset != first.preset) {
        let (one, other) = (first.file.clone(), other.file.clone());
        return Err(NoTraining::SeveralExports { one, other });
    }
    let preset = orders.iter().chain(&items).find_map(|file| file.preset);
    let (mut columns, mut item_columns, mut view_columns) = (one_naming(&orders)?, None, None);
    let mut alike = orders.clone();
    alike.extend(&items);
    // A mapping for all must fit the orders; where none are at hand, nothing is said of them.
    match one_naming(&alike) {
        Ok(all) if !orders.is_empty() || all == columns => columns = all,
        Ok(_) | Err(_) => {
            item_columns = Some(one_naming(&items)?);
            alike.truncate(orders.len());
        }
    }
    alike.extend(&views);
    // A preset knows its export's columns and refuses a mapping of them that is meant for views.
    match one_naming(&alike) {
        Ok(all) if (preset.is_none() && !orders.is_empty()) || all == columns => columns = all,
        Ok(_) | Err(_) => view_columns = Some(one_naming(&views)?),
    }
    let named = |files: &[&CheckedFile]| files.iter().map(|file| file.file.clone()).collect();
    let (orders, items, views) = (named(&orders), named(&items), named(&views));
    Ok(Training { orders, items, views, preset, columns, item_columns, view_columns })
}

/// The mapping by which each of `files` is read as it was.
fn one_naming(files: &[&CheckedFile]) -> Result<ColumnMap, NoTraining> {
    let mut columns = ColumnMap::default();
    for file in files {
        for (column, source) in file.mapping.pairs() {
            columns.add(column, source);
        }
    }
    let is_alike = |file: &&CheckedFile| places(file, &columns) == places(file, &file.mapping);
    match (files.first(), files.iter().find(|file| !is_alike(file))) {
        (_, None) | (None, _) => Ok(columns),
        (Some(first), Some(other)) => {
            // The first to name a column is understood, unless others name what it lacks.
            let is_first = first.file == other.file;
            let other = if is_first { files.last().unwrap_or(first) } else { other };
            let (one, other) = (first.file.clone(), other.file.clone());
            Err(NoTraining::SeveralNamings { one, other })
        }
    }
}
