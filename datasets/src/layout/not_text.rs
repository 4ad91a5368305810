//! Headers that are none, because the file is no text.

/// How such files start, once read as if they were UTF-8, and what they are.
const STARTS: [(&str, &str); 5] = [
    ("PAR1", "a Parquet file, expected under a name ending in .parquet"),
    ("PK\u{3}\u{4}", "a spreadsheet (.xlsx) or another zip archive, expected CSV in UTF-8"),
    ("\u{1f}\u{fffd}", "packed by gzip, expected under a name ending in .gz"),
    ("(\u{fffd}/\u{fffd}", "packed by zstd, expected under a name ending in .zst"),
    ("\u{fffd}\u{fffd}", "text in UTF-16, expected UTF-8"),
];

/// What a file is whose `header` is no text; nothing where it may be.
pub(crate) fn instead_of_text(header: &[String]) -> Option<&'static str> {
    let holds = |is_odd: fn(char) -> bool| header.iter().any(|name| name.contains(is_odd));
    if !holds(|letter| letter.is_control() && letter != '\n') {
        return None;
    }
    let start = header.first().map_or("", String::as_str);
    let known = STARTS.iter().find(|(known, _)| start.starts_with(known)).map(|&(_, what)| what);
    // Text may hold other characters that do not print, by mistake.
    known.or_else(|| {
        holds(|letter| letter == '\0').then_some("no text, expected CSV or TSV in UTF-8")
    })
}
