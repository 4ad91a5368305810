//! The text of a file, block after block, and on which line one is.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2_iter, memrchr};

use crate::format::LONGEST_ROW;

/// How much is read at once. Unit: bytes; a block and what is made of it stay close to the processor.
/// While fuzzing so little that rows reach from one into the next.
const BLOCK_BYTES: usize = if cfg!(fuzzing) { 64 } else { 1 << 17 };

/// Text that is read and taken from the front.
pub(super) struct Text {
    source: Box<dyn Read>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    line: u64,
    /// Where the last carriage return in the buffer stands.
    last_return: Option<usize>,
    /// Whether what was taken last is a carriage return.
    is_behind_return: bool,
    is_complete: bool,
}

impl Text {
    pub(super) fn new(source: Box<dyn Read>) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            start: 0,
            end: 0,
            line: 1,
            last_return: None,
            is_behind_return: false,
            is_complete: false,
        }
    }

    /// What was read and not yet taken.
    pub(super) fn rest(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Whether nothing comes behind the rest.
    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// The line on which the rest begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Whether the rest may hold carriage returns.
    pub(super) fn has_returns(&self) -> bool {
        self.last_return.is_some_and(|place| place >= self.start)
    }

    /// Takes `n_bytes` of the rest.
    pub(super) fn take(&mut self, n_bytes: usize) {
        let mut n_breaks = 0;
        if self.has_returns() || self.is_behind_return {
            let taken = &self.buffer[self.start..self.start + n_bytes];
            for at in memchr2_iter(b'\r', b'\n', taken) {
                // A line feed behind a carriage return is part of the same break.
                let is_second = match at.checked_sub(1) {
                    Some(before) => taken[before] == b'\r',
                    None => self.is_behind_return,
                };
                n_breaks += u64::from(taken[at] == b'\r' || !is_second);
            }
            self.is_behind_return = taken.last().map_or(self.is_behind_return, |&b| b == b'\r');
        } else {
            n_breaks = memchr_iter(b'\n', &self.rest()[..n_bytes]).count() as u64;
        }
        self.line += n_breaks;
        self.start += n_bytes;
    }

    /// Takes the line breaks with which the rest begins.
    pub(super) fn take_breaks(&mut self) {
        let is_break = |byte: &&u8| matches!(byte, b'\n' | b'\r');
        let n_bytes = self.rest().iter().take_while(is_break).count();
        self.take(n_bytes);
    }

    /// Reads more behind the rest, or finds that nothing comes.
    ///
    /// # Errors
    ///
    /// As the source says.
    pub(super) fn read_more(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.last_return = self.last_return.and_then(|place| place.checked_sub(self.start));
        (self.start, self.end) = (0, self.end - self.start);
        // A rest of half the buffer has grown together from several blocks.
        let size = BLOCK_BYTES.max(self.end.saturating_mul(2)).min(LONGEST_ROW + BLOCK_BYTES);
        if self.buffer.len() < size {
            self.buffer.resize(size, 0);
        }
        let n_read = loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        let new = self.end..self.end + n_read;
        self.last_return =
            memrchr(b'\r', &self.buffer[new]).map(|at| self.end + at).or(self.last_return);
        self.end += n_read;
        self.is_complete = n_read == 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_text_is_taken_once_and_lines_are_counted() {
        let lines: String = (0..50_000).map(|at| format!("{at}\r\n")).collect();
        let mut text = Text::new(Box::new(io::Cursor::new(lines.clone().into_bytes())));
        let mut taken = Vec::new();
        while !text.is_complete() || !text.rest().is_empty() {
            let n_bytes = text.rest().len().min(777);
            taken.extend_from_slice(&text.rest()[..n_bytes]);
            text.take(n_bytes);
            text.read_more().unwrap();
            assert_eq!(text.has_returns(), text.rest().contains(&b'\r'));
        }
        assert!(taken == lines.into_bytes());
        assert_eq!(text.line(), 50_001);
    }
}
