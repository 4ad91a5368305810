//! What to do about a missing column: the preset whose export this is, or a mapping.

use super::binding::Search;
use super::known_names::guess;

/// What to do where the columns `missing` are not in `header`, nor one of `either`.
pub(super) fn way_out(
    missing: &[&str],
    either: &[&str],
    header: &[String],
    search: &Search<'_>,
) -> String {
    let Some(map) = search.map else {
        let needed = search.wanted.iter().filter(|column| column.is_needed());
        let needed: Vec<&str> = needed.map(|column| column.name).collect();
        return format!("name it in the header, such as {}", needed.join(","));
    };
    if header.first().is_some_and(|name| name.trim_start().starts_with('{')) {
        return "this looks like JSON lines: name it `.jsonl`".to_owned();
    }
    if let Some(way_out) = of_other_encoding(header) {
        return way_out.to_owned();
    }
    if let Some(export) = search.exports.iter().find(|export| export.fits(header)) {
        let (preset, kind) = (export.preset, export.kind);
        return match search.preset == Some(preset) {
            true => format!("this looks like one of the files for `--{kind}`"),
            false => format!("this looks like the export that `--preset {preset}` reads"),
        };
    }
    if let Some(preset) = search.preset {
        return format!("`--preset {preset}` reads that export as it is; leave it out for others");
    }
    let guesses = guess(search.wanted, header, map, &[]);
    let source_of = |column: &str| {
        let guess = guesses.iter().find(|guess| guess.column == column);
        guess.map(|guess| guess.source.as_str())
    };
    let mut needed: Vec<_> =
        missing.iter().map(|&column| (column, source_of(column).unwrap_or("…"))).collect();
    // Of those of which one is enough, whatever is there; else the first, as an example.
    if !either.iter().any(|&column| source_of(column).is_some()) {
        needed.extend(either.first().map(|&column| (column, "…")));
    }
    // Whoever looks at the header alone does not know which words stand below it.
    let others = guesses
        .iter()
        .filter(|guess| !missing.contains(&guess.column) && !guess.needs_known_words())
        .map(|guess| (guess.column, guess.source.as_str()));
    let mappings: Vec<String> = needed
        .into_iter()
        .chain(others)
        .map(|(column, source)| format!("{column}={source}"))
        .collect();
    let mappings = mappings.join(",");
    let quote = if mappings.contains(' ') { "'" } else { "" };
    format!("say which column it is with `{} {quote}{mappings}{quote}`", search.option)
}

/// What to do with a file whose header is in another encoding.
pub(crate) fn of_other_encoding(header: &[String]) -> Option<&'static str> {
    let is_other = header.iter().any(|name| name.contains(char::REPLACEMENT_CHARACTER));
    is_other.then_some(
        "the header is not UTF-8: save the file as UTF-8, such as with `iconv -f GB18030 -t UTF-8`",
    )
}
