//! Which format a file's name announces.

use std::path::Path;

use crate::error::ReadError;

/// What the bytes are, once unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated text with a header.
    Csv,
    /// Tab-separated text with a header.
    Tsv,
    /// One JSON object a line.
    JsonLines,
    /// Apache Parquet.
    Parquet,
}

/// How the bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// Every ending that is read.
const ENDINGS: [(&str, Format, Packing); 10] = [
    (".csv", Format::Csv, Packing::Plain),
    (".csv.gz", Format::Csv, Packing::Gzip),
    (".csv.zst", Format::Csv, Packing::Zstd),
    (".tsv", Format::Tsv, Packing::Plain),
    (".tsv.gz", Format::Tsv, Packing::Gzip),
    (".tsv.zst", Format::Tsv, Packing::Zstd),
    (".jsonl", Format::JsonLines, Packing::Plain),
    (".jsonl.gz", Format::JsonLines, Packing::Gzip),
    (".jsonl.zst", Format::JsonLines, Packing::Zstd),
    (".parquet", Format::Parquet, Packing::Plain),
];

impl Format {
    /// The format and packing that the name of `file` ends in, in any letter case.
    pub(crate) fn of(file: &Path) -> Result<(Self, Packing), ReadError> {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let named = ENDINGS.iter().find(|(ending, ..)| name.ends_with(ending));
        named.map(|&(_, format, packing)| (format, packing)).ok_or_else(|| {
            let endings = ENDINGS.map(|(ending, ..)| ending);
            ReadError::UnknownFormat { file: file.into(), expected: endings.join(", ") }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_format_in_any_letter_case() {
        let of = |name: &str| Format::of(Path::new(name)).unwrap();
        assert_eq!(of("a/orders.csv"), (Format::Csv, Packing::Plain));
        assert_eq!(of("ORDERS.CSV.GZ"), (Format::Csv, Packing::Gzip));
        assert_eq!(of("orders.2026.tsv.zst"), (Format::Tsv, Packing::Zstd));
        assert_eq!(of("orders.Parquet"), (Format::Parquet, Packing::Plain));
    }

    #[test]
    fn other_endings_are_refused_with_those_that_are_read() {
        let error = Format::of(Path::new("orders.xlsx")).unwrap_err();
        insta::assert_snapshot!(error, @"orders.xlsx: unknown format, expected a name ending in .csv, .csv.gz, .csv.zst, .tsv, .tsv.gz, .tsv.zst, .jsonl, .jsonl.gz, .jsonl.zst, .parquet");
        assert!(Format::of(Path::new("orders.parquet.gz")).is_err());
        assert!(Format::of(Path::new("csv")).is_err());
        assert!(Format::of(Path::new("..")).is_err());
    }
}
