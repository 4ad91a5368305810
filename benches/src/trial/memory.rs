//! What the operating system says of another process's memory.

use std::fs;
use std::io;

/// Bytes of a MiB.
pub const MIB: u64 = 1 << 20;

/// The memory of one process, where there is a `/proc`.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    process: u32,
}

impl Memory {
    pub(super) fn of(process: u32) -> Self {
        Self { process }
    }

    /// What it has now. Unit: bytes.
    ///
    /// # Errors
    ///
    /// There is no `/proc`, or no such process any more.
    pub fn resident(&self) -> io::Result<u64> {
        self.status("VmRSS:")
    }

    /// The most it had since it began, or since [`Memory::forget_peak`]. Unit: bytes.
    ///
    /// # Errors
    ///
    /// There is no `/proc`, or no such process any more.
    pub fn peak(&self) -> io::Result<u64> {
        self.status("VmHWM:")
    }

    /// Counts the peak from now on.
    ///
    /// # Errors
    ///
    /// There is no `/proc`, or no such process any more.
    pub fn forget_peak(&self) -> io::Result<()> {
        // Linux takes 5 for this.
        fs::write(format!("/proc/{}/clear_refs", self.process), "5")
    }

    fn status(&self, name: &str) -> io::Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
        kib.map(|kib| kib * 1024)
            .ok_or_else(|| io::Error::other(format!("/proc tells no `{name}` of the service")))
    }
}
