//! Standard output, where results go.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind, Write};

/// Writes results. That nobody reads them any more is told apart from every other broken pipe.
pub(super) struct Results<W>(pub(super) W);

/// Whoever read the results has seen enough: `dapei recommend … | head`.
#[derive(Debug)]
struct NobodyReads;

/// Whether a command ended only because nobody reads its results any more.
pub(super) fn nobody_reads(error: &anyhow::Error) -> bool {
    let causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.filter_map(io::Error::get_ref).any(|cause| cause.is::<NobodyReads>())
}

impl<W: Write> Write for Results<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(told_apart)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(told_apart)
    }
}

fn told_apart(error: io::Error) -> io::Error {
    match error.kind() {
        ErrorKind::BrokenPipe => io::Error::new(ErrorKind::BrokenPipe, NobodyReads),
        _ => error,
    }
}

impl fmt::Display for NobodyReads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody reads the results")
    }
}

impl Error for NobodyReads {}

#[cfg(test)]
mod tests {
    use anyhow::Context;

    use super::*;

    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn only_a_broken_pipe_of_the_results_is_nobody_reading() {
        let written = Results(Closed).write_all(b"row").context("cannot write");
        assert!(nobody_reads(&written.unwrap_err()));
        let elsewhere = io::Error::from(ErrorKind::BrokenPipe);
        assert!(!nobody_reads(&anyhow::Error::new(elsewhere)));
    }
}
