//! Numbers of snapshots, and the files they name.

use std::fmt;

/// The place of a snapshot in the sequence of a directory's snapshots. The first is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SnapshotNumber(pub u32);

const PREFIX: &str = "snapshot-";
const SUFFIX: &str = ".dapei";
/// So that a plain listing is in sequence up to a million.
const N_DIGITS: usize = 6;

impl SnapshotNumber {
    /// The number that `text` writes in decimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|&number| is_plain && number > 0).map(Self)
    }

    /// The number of the snapshot in a file of that name; `None` where it is no snapshot's name.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let digits = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        Self::parse(digits).filter(|number| number.file_name() == name)
    }

    /// The name of its file.
    #[must_use]
    pub fn file_name(self) -> String {
        format!("{PREFIX}{:0N_DIGITS$}{SUFFIX}", self.0)
    }

    /// The number after it; `None` after the last there is.
    #[must_use]
    pub(super) fn next(self) -> Option<Self> {
        self.0.checked_add(1).map(Self)
    }
}

impl fmt::Display for SnapshotNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_names_its_file_and_back() {
        for (number, name) in [(1, "snapshot-000001.dapei"), (1_234_567, "snapshot-1234567.dapei")]
        {
            assert_eq!(SnapshotNumber(number).file_name(), name);
            assert_eq!(SnapshotNumber::of_file(name), Some(SnapshotNumber(number)));
        }
    }

    #[test]
    fn other_names_are_no_snapshots() {
        for name in [
            "snapshot-1.dapei",
            "snapshot-000000.dapei",
            "snapshot-+00001.dapei",
            "snapshot-000001.dapei.gz",
            "snapshot-99999999999.dapei",
            ".snapshot-000001.dapei",
        ] {
            assert_eq!(SnapshotNumber::of_file(name), None, "{name}");
        }
    }
}
