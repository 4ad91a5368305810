//! The lines of a bulk: cut apart and parsed, a piece of them at a time.

use actix_web::web::Bytes;

use crate::catalogue::{ItemLine, LineError};

/// Longest line. Unit: bytes.
pub(super) const MAX_LINE_BYTES: usize = 64 * 1024;
/// Most lines that are parsed, and written, at a time: others come in between, and memory stays that of one piece.
const MAX_PIECE_LINES: usize = 4096;
/// What some editors put at the beginning of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Lines that are not parsed yet.
#[derive(Debug)]
pub(super) struct Lines {
    rest: Bytes,
    /// How many lines were before; also of those without anything on them.
    n_before: u64,
}

/// A line's place, and what it says.
pub(super) type Parsed = (u64, Result<ItemLine, LineProblem>);

/// Why a line is refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LineProblem {
    /// It is longer than a line may be.
    TooLong {
        /// Its length. Unit: bytes.
        found: usize,
    },
    /// It says nothing that can be taken.
    Error(LineError),
}

impl Lines {
    /// The lines of `body`.
    pub(super) fn of(body: Bytes) -> Self {
        let n_skipped = if body.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
        Self { rest: body.slice(n_skipped..), n_before: 0 }
    }

    /// Whether all were parsed.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Parses the next piece; lines with nothing on them are passed over. Takes a while: never call it on a thread that
    /// answers requests.
    pub(super) fn parse_piece(&mut self) -> Vec<Parsed> {
        let mut parsed = Vec::new();
        let mut n_lines = 0;
        while !self.rest.is_empty() && n_lines < MAX_PIECE_LINES {
            let end = memchr::memchr(b'\n', &self.rest);
            let next = end.map_or(self.rest.len(), |end| end + 1);
            let line = self.rest.split_to(next);
            n_lines += 1;
            self.n_before += 1;
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let said = match line.len() {
                found if found > MAX_LINE_BYTES => Err(LineProblem::TooLong { found }),
                _ => ItemLine::parse(line).map_err(LineProblem::Error),
            };
            parsed.push((self.n_before, said));
        }
        parsed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(body: &str) -> Vec<u64> {
        let mut lines = Lines::of(Bytes::copy_from_slice(body.as_bytes()));
        let mut places = Vec::new();
        while !lines.is_empty() {
            places.extend(lines.parse_piece().iter().map(|(place, said)| {
                assert!(said.is_ok(), "{said:?}");
                place
            }));
        }
        places
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let line = r#"{"item_id":"a"}"#;
        assert_eq!(places(""), [0_u64; 0]);
        assert_eq!(places("\n\n"), [0_u64; 0]);
        assert_eq!(places(line), [1]);
        assert_eq!(places(&format!("{line}\n{line}\r\n\r\n  {line}\n")), [1, 2, 4]);
        assert_eq!(places(&format!("\u{feff}{line}\n{line}")), [1, 2]);
        let many = format!("{line}\n").repeat(2 * MAX_PIECE_LINES + 1);
        assert!(places(&many).into_iter().eq(1..=2 * MAX_PIECE_LINES as u64 + 1));
    }

    #[test]
    fn a_line_has_a_length_to_the_byte() {
        let of_bytes = |bytes: usize| {
            let frame = r#"{"item_id":"a","":""}"#.len();
            let line = format!(r#"{{"item_id":"a","{}":""}}"#, "x".repeat(bytes - frame));
            assert_eq!(line.len(), bytes);
            Lines::of(Bytes::from(format!("{line}\n"))).parse_piece().remove(0).1.unwrap_err()
        };
        assert!(matches!(of_bytes(MAX_LINE_BYTES), LineProblem::Error(_)));
        let found = MAX_LINE_BYTES + 1;
        assert_eq!(of_bytes(found), LineProblem::TooLong { found });
    }
}
