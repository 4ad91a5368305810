//! Rows of a CSV file, written as they come. Cells hold no comma, quote or line break.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::calendar::{Calendar, Moment};
use super::error::ShopError;

/// Bytes that wait until they are written.
const WAITING: usize = 1 << 20;

/// A CSV file being written.
pub(super) struct Rows {
    path: PathBuf,
    file: File,
    waiting: Vec<u8>,
    pub(super) n_rows: u64,
}

impl Rows {
    /// Creates the file, or replaces it.
    pub(super) fn create(folder: &Path, name: &str, header: &str) -> Result<Self, ShopError> {
        let path = folder.join(name);
        let file = match File::create(&path) {
            Ok(file) => file,
            Err(source) => return Err(ShopError::Create { path, source }),
        };
        let mut waiting = Vec::with_capacity(WAITING + 4096);
        waiting.extend_from_slice(header.as_bytes());
        waiting.push(b'\n');
        Ok(Self { path, file, waiting, n_rows: 0 })
    }

    pub(super) fn text(&mut self, text: &[u8]) -> &mut Self {
        self.waiting.extend_from_slice(text);
        self
    }

    pub(super) fn comma(&mut self) -> &mut Self {
        self.waiting.push(b',');
        self
    }

    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        let mut digits = [0; 20];
        let mut start = digits.len();
        let mut rest = number;
        loop {
            start -= 1;
            digits[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.text(&digits[start..])
    }

    /// An amount of `cents` with two decimals.
    pub(super) fn money(&mut self, cents: u32) -> &mut Self {
        self.number(u64::from(cents / 100));
        self.waiting.push(b'.');
        self.two_digits(cents % 100)
    }

    pub(super) fn time(&mut self, calendar: &Calendar, moment: Moment) -> &mut Self {
        self.text(calendar.day(moment.day).text.as_bytes());
        self.waiting.push(b'T');
        self.two_digits(moment.second / 3600);
        self.waiting.push(b':');
        self.two_digits(moment.second / 60 % 60);
        self.waiting.push(b':');
        self.two_digits(moment.second % 60);
        self.waiting.push(b'Z');
        self
    }

    /// Ends the row.
    pub(super) fn end(&mut self) -> Result<(), ShopError> {
        self.waiting.push(b'\n');
        self.n_rows += 1;
        if self.waiting.len() >= WAITING { self.write() } else { Ok(()) }
    }

    /// Writes what still waits.
    pub(super) fn finish(mut self) -> Result<u64, ShopError> {
        self.write()?;
        Ok(self.n_rows)
    }

    fn write(&mut self) -> Result<(), ShopError> {
        let written = self.file.write_all(&self.waiting);
        self.waiting.clear();
        written.map_err(|source| ShopError::Write { path: self.path.clone(), source })
    }

    fn two_digits(&mut self, number: u32) -> &mut Self {
        self.text(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8])
    }
}
