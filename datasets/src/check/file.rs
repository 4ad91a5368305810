//! Looks at one file: its format, its columns, and what they would be read as.

use std::path::Path;

use crate::error::ReadError;
use crate::format::{Format, Packing, Source};
use crate::layout::{
    Export, Guess, Search, WantedColumn, bind, guess, listed, of_other_encoding, refuse_other_text,
};
use crate::options::{ColumnMap, FileKind};
use crate::preset::{EXPORTS, Instacart};
use crate::read::{OpenFile, item_search, order_search, view_search};

use super::kind::{columns_of, kind_of};
use super::meaning::meaning;
use super::{CheckOptions, CheckedFile, LeftOut, Outcome, absent, trial};

/// What `file` seems to be. Its rows are still to be read where nothing failed.
pub(super) fn looked_at(file: &Path, options: &CheckOptions) -> CheckedFile {
    let mut checked = CheckedFile {
        file: file.into(),
        format: "",
        kind: options.kind,
        preset: None,
        columns: Vec::new(),
        attributes: Vec::new(),
        ignored: Vec::new(),
        guessed: ColumnMap::default(),
        mapping: options.columns.clone(),
        left_out: Vec::new(),
        absent: Vec::new(),
        outcome: Outcome::NotRead,
        header: Vec::new(),
    };
    if let Err(error) = look_at(file, options, &mut checked) {
        checked.outcome = Outcome::Failed(error);
    }
    checked
}

fn look_at(
    file: &Path,
    options: &CheckOptions,
    checked: &mut CheckedFile,
) -> Result<(), ReadError> {
    checked.format = format_of(file)?;
    // Rows are read later, from the start.
    let opened = OpenFile::open(file, Source::open_again(file)?)?;
    checked.header = opened.header().to_vec();
    let header = &checked.header;
    let export = export_of(header, options);
    let told = export.map(|export| export.kind).or(options.kind);
    let Some(kind) = told.or_else(|| kind_of(file, header, &options.columns)) else {
        refuse_other_text(file, header)?;
        let way_out = of_other_encoding(header).map(|way_out| format!("; {way_out}"));
        let found = listed(header.iter().map(String::as_str));
        let found = format!("{found}{}", way_out.unwrap_or_default());
        return Err(ReadError::UnknownKind { file: file.into(), found });
    };
    checked.kind = Some(kind);
    // Orders that are said to be an export and do not look like it are told so when they are bound.
    checked.preset = match export {
        Some(export) => Some(export.preset),
        None => options.preset.filter(|_| kind == FileKind::Orders),
    };
    // No guess makes text of what is none.
    let told = bind(file, header, &search(checked, &options.columns));
    if let Err(error @ ReadError::NotText { .. }) = told {
        return Err(error);
    }
    let wanted = wanted(checked);
    let readable = opened.readable(0..header.len());
    if checked.preset.is_none()
        && matches!(kind, FileKind::Orders | FileKind::Items | FileKind::Views)
    {
        let mut not_meant = Vec::new();
        let mut guesses = guess(wanted, header, &options.columns, &not_meant);
        // A column of words may bear the contract's name and have the platform's words.
        let own = ["status", "event"].into_iter().filter(|&column| {
            let is_wanted = wanted.iter().any(|wanted| wanted.name == column);
            let is_there = header.iter().any(|name| name == column);
            is_wanted && is_there && options.columns.source_of(column).is_none()
        });
        guesses.extend(own.map(Guess::own));
        let mut opened = Some(opened);
        while !guesses.is_empty() {
            // Rows are looked at from the start, once for every guess.
            let looked_at = match opened.take() {
                Some(opened) => opened,
                None => OpenFile::open(file, Source::open_again(file)?)?,
            };
            let left_out = trial::leave_out(looked_at, &mut guesses, options.price_decimals);
            let again: Vec<_> =
                left_out.iter().filter(|left_out| left_out.is_mostly_empty).collect();
            let is_over = again.is_empty();
            not_meant.extend(again.into_iter().map(|left_out| left_out.source.clone()));
            for own in left_out.iter().filter(|left_out| left_out.source == left_out.column) {
                checked.guessed.add(own.column, "");
                checked.mapping.add(own.column, "");
            }
            let is_told = |left: &LeftOut| {
                let is_same =
                    |told: &LeftOut| (told.column, &told.source) == (left.column, &left.source);
                checked.left_out.iter().any(is_same)
            };
            let untold: Vec<LeftOut> = left_out.into_iter().filter(|left| !is_told(left)).collect();
            checked.left_out.extend(untold);
            if is_over {
                break;
            }
            guesses = guess(wanted, header, &options.columns, &not_meant);
        }
        for guess in guesses.into_iter().filter(|guess| !guess.is_own()) {
            checked.guessed.add(guess.column, &guess.source);
            checked.mapping.add(guess.column, &guess.source);
        }
    }
    let binding = bind(file, header, &search(checked, &checked.mapping))?;
    let unread: Vec<usize> = binding.unread(header.len()).collect();
    let is_attribute = |place: &usize| {
        let is_named = readable.contains(place) && !header[*place].is_empty();
        kind == FileKind::Items && export.is_none() && is_named
    };
    let name = |place: &usize| header[*place].clone();
    checked.attributes = unread.iter().filter(|place| is_attribute(place)).map(name).collect();
    checked.ignored = unread.iter().filter(|place| !is_attribute(place)).map(name).collect();
    checked.absent = match (export, kind) {
        (Some(export), FileKind::Orders) if !Instacart::goes_first(header) => {
            absent::from_export(export.preset)
        }
        (Some(_), _) => Vec::new(),
        (None, kind) => absent::from_file(kind, wanted, &binding.projection),
    };
    checked.columns = binding.uses;
    if let Some(preset) = checked.preset {
        for used in &mut checked.columns {
            let meaning = meaning(preset, &used.source);
            used.column = meaning.unwrap_or(&used.source).to_owned();
        }
    }
    Ok(())
}

/// Where the wanted columns of `file` stand under `map`; nothing where it cannot be read so.
pub(super) fn places(file: &CheckedFile, map: &ColumnMap) -> Option<Vec<Option<usize>>> {
    let binding = bind(&file.file, &file.header, &search(file, map));
    binding.ok().map(|binding| binding.projection)
}

/// What is looked for in the header of `file`.
fn search<'s>(file: &'s CheckedFile, map: &'s ColumnMap) -> Search<'s> {
    let wanted = wanted(file);
    match file.kind {
        Some(FileKind::Items) => item_search(wanted, file.preset, map),
        Some(FileKind::Views) => view_search(map, "--columns"),
        Some(FileKind::Queries | FileKind::Pairs) => Search::exactly(wanted),
        Some(FileKind::Orders) | None => order_search(wanted, file.preset, map),
    }
}

/// The columns that are read of `file`.
fn wanted(file: &CheckedFile) -> &'static [WantedColumn] {
    let kind = file.kind.unwrap_or(FileKind::Orders);
    let of_preset = || {
        EXPORTS.iter().filter(|export| Some(export.preset) == file.preset && export.kind == kind)
    };
    let export =
        of_preset().find(|export| export.fits(&file.header)).or_else(|| of_preset().next_back());
    export.map_or(columns_of(kind), |export| export.columns)
}

/// The known export that a file with `header` is of. One that has the contract's own columns, or is
/// mapped to them, is none.
fn export_of(header: &[String], options: &CheckOptions) -> Option<&'static Export> {
    let is_there = |name: &str| header.iter().any(|column| column == name);
    let is_mapped =
        ["order_id", "item_id"].iter().any(|id| options.columns.source_of(id).is_some());
    if options.preset.is_none() && (is_there("item_id") || is_mapped) {
        return None;
    }
    EXPORTS.iter().find(|export| {
        options.preset.is_none_or(|preset| preset == export.preset)
            && options.kind.is_none_or(|kind| kind == export.kind)
            && export.fits(header)
    })
}

/// What the bytes of `file` are, for people.
fn format_of(file: &Path) -> Result<&'static str, ReadError> {
    let (format, packing) = Format::of(file)?;
    Ok(match (format, packing) {
        (Format::Csv, Packing::Plain) => "CSV",
        (Format::Csv, Packing::Gzip) => "CSV, gzip",
        (Format::Csv, Packing::Zstd) => "CSV, zstd",
        (Format::Tsv, Packing::Plain) => "TSV",
        (Format::Tsv, Packing::Gzip) => "TSV, gzip",
        (Format::Tsv, Packing::Zstd) => "TSV, zstd",
        (Format::JsonLines, Packing::Plain) => "JSON lines",
        (Format::JsonLines, Packing::Gzip) => "JSON lines, gzip",
        (Format::JsonLines, Packing::Zstd) => "JSON lines, zstd",
        (Format::Parquet, _) => "Parquet",
    })
}
