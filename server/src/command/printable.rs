//! Words of foreign files on a terminal: what would steer it is written out.

use std::io::{self, Write};

/// Passes text on, but control characters, line breaks aside, as `\u{1b}` and the like: a title must
/// not colour, move or rename the terminal of whoever reads it.
pub(super) struct Printable<W>(pub(super) W);

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        for part in text.split_inclusive(|&byte| steers(byte)) {
            match part.split_last() {
                Some((&last, before)) if steers(last) => {
                    self.0.write_all(before)?;
                    write!(self.0, "\\u{{{last:x}}}")?;
                }
                _ => self.0.write_all(part)?,
            }
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The same of one text.
pub(super) fn printable(text: &str) -> String {
    let mut printed = Printable(Vec::with_capacity(text.len()));
    // Writing into memory cannot fail.
    let _ = printed.write_all(text.as_bytes());
    String::from_utf8_lossy(&printed.0).into_owned()
}

/// In UTF-8 these bytes are never part of another character.
fn steers(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        assert_eq!(printable("a\u{1b}[31m 茶\r\n"), "a\\u{1b}[31m 茶\\u{d}\n");
        assert_eq!(printable("tea"), "tea");
        assert_eq!(printable(""), "");
    }
}
