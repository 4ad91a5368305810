//! `dapei check`: files in, what would be read of them out.

use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;
use datasets::{
    CheckOptions, CheckReport, CheckedFile, ColumnMap, FileKind, FileReport, Note, Outcome, Preset,
    Training, check,
};

use super::files::named;
use super::progress::Bar;
use super::table::Table;
use super::text::grouped;

/// Most names of columns that are listed.
const MOST_NAMES: usize = 40;

/// Say what would be read of files, and how to train on them
///
/// Tells what each file is by its columns and its name, which column would be read as which, which are
/// missing and what follows, and which rows would be refused. Columns under other names are guessed.
/// Reads the files to their ends as `dapei train` does, and keeps nothing.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei check orders.csv items.csv views.csv
  dapei check 'export/*.csv.gz'
  dapei check --as orders --columns item_id=StockCode sales.parquet
  dapei check orders.csv order_products__prior.csv products.csv aisles.csv departments.csv")]
pub(super) struct Check {
    /// Files, or patterns such as 'export/*.csv'
    #[arg(value_name = "FILE", num_args = 1.., required = true)]
    files: Vec<PathBuf>,
    /// What all of the files are: orders, items, views, queries or pairs; columns and names tell it
    /// where it is not given
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<FileKind>,
    /// The known export that the files are: online-retail, tafeng or instacart; columns tell it where
    /// it is not given
    #[arg(long, value_name = "PRESET")]
    preset: Option<Preset>,
    /// Which column of the files is which, such as order_id=InvoiceNo,item_id=StockCode; the others
    /// are guessed
    #[arg(long, value_name = "NAME=COLUMN,…", default_value = "", hide_default_value = true)]
    columns: ColumnMap,
}

impl Check {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let files = named(&self.files)?;
        let options = CheckOptions {
            kind: self.kind,
            preset: self.preset,
            columns: self.columns,
            ..CheckOptions::default()
        };
        let bar = Bar::of_bytes();
        let report = check(&files, &options, &mut |progress| {
            bar.at(&progress.file.display().to_string(), progress.bytes_read, progress.bytes_total);
        });
        drop(bar);
        if let [file] = &report.files[..]
            && let Outcome::Failed(error) = &file.outcome
        {
            bail!("{}", causes(error));
        }
        for file in &report.files {
            write_file(file, out)?;
        }
        write_training(&report, out)?;
        out.flush()?;
        let is_failed = |file: &&CheckedFile| matches!(file.outcome, Outcome::Failed(_));
        match report.files.iter().filter(is_failed).count() {
            0 if report.is_anything_read() => return Ok(()),
            n_failed if report.is_anything_read() => bail!(
                "{n_failed} of {} files would not be read, for the reasons above",
                files.len()
            ),
            _ => {}
        }
        match &files[..] {
            [file] => bail!("{}: nothing would be read, for the reason above", file.display()),
            files => bail!("nothing would be read of {} files, for the reasons above", files.len()),
        }
    }
}

fn write_file(file: &CheckedFile, out: &mut impl Write) -> io::Result<()> {
    let what = match (file.kind, file.preset) {
        (None, _) => "unknown".to_owned(),
        (Some(kind), None) => kind.to_string(),
        (Some(kind), Some(preset)) => format!("{kind} of the known export {preset}"),
    };
    let format = if file.format.is_empty() { "unknown format" } else { file.format };
    writeln!(out, "{}: {what}, {format}", file.file.display())?;
    write_columns(file, out)?;
    match &file.outcome {
        Outcome::Read(report, notes) => write_rows(report, notes, out)?,
        Outcome::Asked(count) => {
            let what = if file.kind == Some(FileKind::Pairs) { "pairs" } else { "queries" };
            writeln!(out, "  rows\n    {:>9}  {what}, every row read", grouped(*count))?;
        }
        Outcome::Failed(error) => writeln!(out, "  would not be read: {}", causes(error))?,
        Outcome::NotRead => {}
    }
    writeln!(out)
}

fn write_columns(file: &CheckedFile, out: &mut impl Write) -> io::Result<()> {
    let mut table = Table::new(&["", "", "", ""]);
    for used in &file.columns {
        let is_guessed = file.guessed.source_of(&used.column).is_some();
        let remark = if is_guessed { "(guessed)" } else { "" };
        let read_as = format!("→ {}", used.column);
        let row = [String::new(), printable(&used.source), read_as, remark.to_owned()];
        table.push(row);
    }
    if !file.columns.is_empty() {
        writeln!(out, "  columns")?;
        table.write(out)?;
    }
    write_names(out, "attributes of items", &file.attributes)?;
    write_names(out, "columns not read", &file.ignored)?;
    if !file.left_out.is_empty() {
        writeln!(out, "  not taken for what the name says, unless they are mapped")?;
    }
    for left_out in &file.left_out {
        let (source, column) = (printable(&left_out.source), left_out.column);
        writeln!(out, "    {source} → {column}: {} ({})", left_out.reason, left_out.example)?;
    }
    if !file.absent.is_empty() {
        writeln!(out, "  missing")?;
        let mut table = Table::new(&["", "", ""]);
        for absent in &file.absent {
            table.push([String::new(), absent.column.to_owned(), absent.follows.to_owned()]);
        }
        table.write(out)?;
    }
    if !file.guessed.is_empty() {
        writeln!(out, "  to read it so: --columns {}", quoted(&file.mapping.to_string()))?;
    }
    Ok(())
}

/// `name` on one line, what does not print escaped: a file's header may hold anything.
fn printable(name: &str) -> String {
    let escaped = |letter: char| match letter.is_control() {
        true => letter.escape_default().to_string(),
        false => letter.to_string(),
    };
    name.chars().map(escaped).collect()
}

fn write_names(out: &mut impl Write, what: &str, names: &[String]) -> io::Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let named = |name: &String| match &**name {
        "" => "(without a name)".to_owned(),
        name => printable(name),
    };
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(named).collect();
    let n_more = names.len().saturating_sub(MOST_NAMES);
    let more = if n_more == 0 { String::new() } else { format!(" and {n_more} more") };
    writeln!(out, "  {what}: {}{more}", shown.join(", "))
}

fn write_rows(report: &FileReport, notes: &[Note], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "  rows")?;
    writeln!(out, "    {:>9}  read", grouped(report.rows))?;
    writeln!(out, "    {:>9}  taken", grouped(report.accepted))?;
    let not_counted =
        [("unpaid", report.not_counted.unpaid), ("cancelled", report.not_counted.cancelled)];
    for (status, rows) in not_counted.into_iter().filter(|&(_, rows)| rows > 0) {
        writeln!(out, "    {:>9}  not counted: {status}", grouped(rows))?;
    }
    for refused in &report.refused {
        writeln!(out, "    {:>9}  refused: {refused}", grouped(refused.rows))?;
    }
    if let Some(over_lines) = &report.over_lines {
        writeln!(out, "  {over_lines}")?;
    }
    if let Some(times) = &report.times {
        writeln!(out, "  {times}")?;
    }
    if !notes.is_empty() {
        writeln!(out, "  notes")?;
    }
    for note in notes {
        writeln!(out, "    {:>9}  {}", grouped(note.rows), note.text)?;
    }
    Ok(())
}

fn write_training(report: &CheckReport, out: &mut impl Write) -> io::Result<()> {
    let asks =
        |kind: FileKind| report.files.iter().find(|file| file.kind == Some(kind) && file.is_read());
    match &report.training {
        Ok(training) => {
            if training.orders.is_empty() {
                writeln!(out, "to train, with files of orders in place of ORDERS:")?;
            } else {
                writeln!(out, "to train:")?;
            }
            writeln!(out, "  {}", command(training))?;
        }
        Err(reason) if asks(FileKind::Queries).or(asks(FileKind::Pairs)).is_none() => {
            writeln!(out, "no training: {reason}")?;
        }
        Err(_) => {}
    }
    if let Some(queries) = asks(FileKind::Queries) {
        let file = quoted(&queries.file.display().to_string());
        writeln!(out, "to ask:\n  dapei recommend --model model --queries {file} --k 20")?;
    }
    Ok(())
}

/// The command that trains so, for a shell.
fn command(training: &Training) -> String {
    let mut words = vec!["dapei train --orders".to_owned()];
    if training.orders.is_empty() {
        words.push("ORDERS".to_owned());
    }
    words.extend(training.orders.iter().map(|file| shell_word(file)));
    if !training.items.is_empty() {
        words.push("--items".to_owned());
        words.extend(training.items.iter().map(|file| shell_word(file)));
    }
    if !training.views.is_empty() {
        words.push("--views".to_owned());
        words.extend(training.views.iter().map(|file| shell_word(file)));
    }
    if let Some(preset) = training.preset {
        words.push(format!("--preset {preset}"));
    }
    if !training.columns.is_empty() {
        words.push(format!("--columns {}", quoted(&training.columns.to_string())));
    }
    if let Some(columns) = &training.item_columns {
        words.push(format!("--item-columns {}", quoted(&columns.to_string())));
    }
    if let Some(columns) = &training.view_columns {
        words.push(format!("--view-columns {}", quoted(&columns.to_string())));
    }
    words.push("--model model".to_owned());
    words.join(" ")
}

fn shell_word(file: &Path) -> String {
    quoted(&file.display().to_string())
}

/// `text` as one word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./,=:+@%".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// `error` and what it comes from, on one line.
fn causes(error: &dyn Error) -> String {
    let mut told = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        told.push_str(&format!(": {error}"));
        cause = error.source();
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_a_shell_is_quoted_where_it_must_be() {
        assert_eq!(
            quoted("order_id=InvoiceNo,item_id=商家编码"),
            "order_id=InvoiceNo,item_id=商家编码"
        );
        assert_eq!(quoted("item_id=Lineitem sku"), "'item_id=Lineitem sku'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted("$(rm)"), "'$(rm)'");
    }
}
