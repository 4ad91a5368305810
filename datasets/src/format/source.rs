//! Where the bytes of a file come from, and how many were read.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use bytes::Bytes;

use crate::error::ReadError;

/// The bytes of one file.
#[derive(Debug)]
pub(crate) enum Source {
    /// On a disk.
    Disk(File),
    /// In memory.
    Memory(Bytes),
}

/// How many bytes of a file were read so far; shared between who reads and who tells.
#[derive(Debug, Clone, Default)]
pub(crate) struct BytesRead(Rc<Cell<u64>>);

/// Counts what is read through it.
pub(super) struct Counted<R> {
    inner: R,
    bytes_read: BytesRead,
}

impl Source {
    /// Opens `file`.
    pub(crate) fn open(file: &Path) -> Result<Self, ReadError> {
        let refused = |source| ReadError::Open { file: file.into(), source };
        let opened = File::open(file).map_err(refused)?;
        if opened.metadata().map_err(refused)?.is_dir() {
            return Err(refused(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        Ok(Self::Disk(opened))
    }

    /// Opens `file`, which is to be read more than once.
    pub(crate) fn open_again(file: &Path) -> Result<Self, ReadError> {
        // A pipe is not opened for looking: who writes to it would be cut off.
        let found = file.metadata();
        if found.is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            return Err(ReadError::ReadOnce { file: file.into() });
        }
        Self::open(file)
    }

    /// Size in bytes; 0 where the system does not tell.
    pub(crate) fn size_bytes(&self) -> u64 {
        match self {
            Self::Disk(file) => file.metadata().map_or(0, |metadata| metadata.len()),
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// The bytes one after the other.
    pub(super) fn into_reader(self, bytes_read: &BytesRead) -> Counted<Box<dyn Read>> {
        let inner: Box<dyn Read> = match self {
            Self::Disk(file) => Box::new(file),
            Self::Memory(bytes) => Box::new(io::Cursor::new(bytes)),
        };
        Counted { inner, bytes_read: bytes_read.clone() }
    }
}

impl BytesRead {
    pub(crate) fn get(&self) -> u64 {
        self.0.get()
    }

    pub(super) fn set(&self, bytes: u64) {
        self.0.set(bytes);
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.inner.read(buffer)?;
        self.bytes_read.set(self.bytes_read.get() + n_read as u64);
        Ok(n_read)
    }
}
