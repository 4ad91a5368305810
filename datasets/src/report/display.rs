//! The report as people read it.

use std::fmt;

use crate::cell::{Cell, excerpt};

use super::grouped::Grouped;
use super::{ColumnUse, FileReport, LoadReport, OverLines, RefusedRow, RefusedRows, Times};

/// Most columns that are named where they are not read.
const NAMES_SHOWN: usize = 40;
/// No shop's export is as old; dates written as numbers lie there when read as Unix seconds.
const SECONDS_OF_1970: i64 = 365 * 86_400;

/// `1 row`, `2 rows`.
struct Rows(u64);

impl fmt::Display for Rows {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", Grouped(self.0), if self.0 == 1 { "row" } else { "rows" })
    }
}

impl fmt::Display for LoadReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            write!(formatter, "{file}")?;
        }
        if self.files.len() > 1 {
            let (rows, accepted) = (Rows(self.rows()), Grouped(self.accepted()));
            let (not_counted, refused) = (Grouped(self.not_counted()), Grouped(self.refused()));
            writeln!(
                formatter,
                "all files: {rows} = {accepted} taken + {not_counted} not counted + {refused} refused"
            )?;
        }
        if !self.mapped_not_read.is_empty() {
            let mapped = listed(&self.mapped_not_read);
            writeln!(formatter, "mapped, but read by nothing in this release: {mapped}")?;
        }
        if !self.notes.is_empty() {
            writeln!(formatter, "notes")?;
        }
        for note in &self.notes {
            writeln!(formatter, "  {:>9}  {}", Grouped(note.rows), note.text)?;
        }
        Ok(())
    }
}

impl fmt::Display for FileReport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rows, accepted) = (Rows(self.rows), Grouped(self.accepted));
        let (not_counted, refused) = (Grouped(self.not_counted.rows()), Grouped(self.n_refused()));
        writeln!(
            formatter,
            "{}: {rows} = {accepted} taken + {not_counted} not counted + {refused} refused",
            self.file
        )?;
        writeln!(formatter, "  columns read: {}", listed(&self.columns))?;
        if !self.ignored_columns.is_empty() {
            let names = self.ignored_columns.iter().map(|name| shown(name));
            let names = names.take(NAMES_SHOWN).collect::<Vec<_>>().join(", ");
            write!(formatter, "  columns not read: {names}")?;
            match self.ignored_columns.len().saturating_sub(NAMES_SHOWN) {
                0 => writeln!(formatter)?,
                n_more => writeln!(formatter, " and {n_more} more")?,
            }
        }
        if let Some(times) = &self.times {
            writeln!(formatter, "  {times}")?;
        }
        if let Some(over_lines) = &self.over_lines {
            writeln!(formatter, "  {over_lines}")?;
        }
        let not_counted =
            [("unpaid", self.not_counted.unpaid), ("cancelled", self.not_counted.cancelled)];
        for (status, rows) in not_counted.into_iter().filter(|&(_, rows)| rows > 0) {
            writeln!(formatter, "  {:>9}  not counted: {status}", Grouped(rows))?;
        }
        for refused in &self.refused {
            writeln!(formatter, "  {:>9}  refused: {refused}", Grouped(refused.rows))?;
        }
        Ok(())
    }
}

fn listed(uses: &[ColumnUse]) -> String {
    let told = uses.iter().map(|used| {
        let (column, source) = (shown(&used.column), shown(&used.source));
        if used.column == used.source { column } else { format!("{column} from {source}") }
    });
    told.collect::<Vec<_>>().join(", ")
}

/// A name from a file, short and on one line whatever it holds.
fn shown(name: &str) -> String {
    if name.is_empty() { "(without a name)".to_owned() } else { excerpt(Cell::Text(name)) }
}

impl fmt::Display for OverLines {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, line, n_lines } = *self;
        let (rows, n_lines, line) = (Rows(rows), Grouped(n_lines), Grouped(line));
        write!(
            formatter,
            "{rows} of many lines each, the longest of the {n_lines} from line {line} on: is a quote part of a cell there? \
             It stands doubled, inside of a quoted cell"
        )
    }
}

impl fmt::Display for Times {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "times from {} to {} in {}; the oldest in row {}, the newest in row {}",
            day(self.oldest),
            day(self.newest),
            Rows(self.rows),
            Grouped(self.oldest_row),
            Grouped(self.newest_row)
        )?;
        if (0..SECONDS_OF_1970).contains(&self.oldest) && self.newest < SECONDS_OF_1970 {
            formatter.write_str(
                "\n  all times lie in 1970: numbers are read as Unix seconds, expected dates such as 20240506 as 2024-05-06",
            )?;
        }
        Ok(())
    }
}

/// The day of a moment given in seconds since 1970, up to the last day of the year 9999.
fn day(seconds: i64) -> String {
    let days = jiff::Span::new().try_days(seconds.div_euclid(86_400));
    match days.and_then(|days| jiff::civil::date(1970, 1, 1).checked_add(days)) {
        Ok(day) => day.to_string(),
        Err(_) => format!("{seconds} s since 1970"),
    }
}

impl fmt::Display for RefusedRows {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(column) = &self.column {
            write!(formatter, "column `{}`: ", excerpt(Cell::Text(column)))?;
        }
        formatter.write_str(&self.reason)?;
        for (place, example) in self.examples.iter().enumerate() {
            let lead = if place == 0 { " (" } else { ", " };
            write!(formatter, "{lead}{example}")?;
        }
        if self.examples.is_empty() { Ok(()) } else { formatter.write_str(")") }
    }
}

impl fmt::Display for RefusedRow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "line {line}")?,
            None => write!(formatter, "row {}", self.row)?,
        }
        if self.value.is_empty() { Ok(()) } else { write!(formatter, ": `{}`", self.value) }
    }
}
