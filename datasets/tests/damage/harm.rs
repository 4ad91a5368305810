//! Ways to damage bytes, the same for the same seed.

use std::ops::Range;

/// Random numbers that a test can repeat (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below `limit`; 0 where that is 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// A place in `length` bytes: near the start, where headers are; near the end, where footers
    /// and checksums are; or anywhere.
    fn place(&mut self, length: usize) -> usize {
        match self.below(4) {
            0 => self.below(length.min(64)),
            1 => length - 1 - self.below(length.min(64)),
            _ => self.below(length),
        }
    }

    /// Up to `longest` bytes of `length`.
    fn range(&mut self, length: usize, longest: usize) -> Range<usize> {
        let start = self.place(length);
        start..(start + 1 + self.below(longest)).min(length)
    }
}

/// What was done to the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Harm {
    Cut,
    CutAtLine,
    Flipped,
    Zeroed,
    Repeated,
    Removed,
    Swapped,
    Foreign,
    Forged,
    Scrambled,
    Appended,
}

impl Harm {
    pub(crate) const ALL: [Self; 11] = [
        Self::Cut,
        Self::CutAtLine,
        Self::Flipped,
        Self::Zeroed,
        Self::Repeated,
        Self::Removed,
        Self::Swapped,
        Self::Foreign,
        Self::Forged,
        Self::Scrambled,
        Self::Appended,
    ];

    /// `whole` with this done to it; never the same bytes.
    pub(crate) fn done_to(self, whole: &[u8], chance: &mut Chance) -> Vec<u8> {
        loop {
            let harmed = self.tried(whole, chance);
            if harmed != whole {
                return harmed;
            }
        }
    }

    fn tried(self, whole: &[u8], chance: &mut Chance) -> Vec<u8> {
        let mut bytes = whole.to_vec();
        let length = bytes.len();
        match self {
            Self::Cut => bytes.truncate(chance.place(length)),
            Self::CutAtLine => {
                let ends: Vec<usize> =
                    (0..length - 1).filter(|&place| bytes[place] == b'\n').collect();
                let place = chance.below(ends.len());
                bytes.truncate(ends.get(place).map_or(length / 2, |end| end + 1));
            }
            Self::Flipped => {
                for _ in 0..=chance.below(8) {
                    let place = chance.place(length);
                    bytes[place] ^= 1 << chance.below(8);
                }
            }
            Self::Zeroed => bytes[chance.range(length, 512)].fill(0),
            Self::Repeated => {
                let range = chance.range(length, 512);
                let (end, repeated) = (range.end, bytes[range].to_vec());
                bytes.splice(end..end, repeated);
            }
            Self::Removed => drop(bytes.drain(chance.range(length, 512))),
            Self::Swapped => {
                let size = 1 + chance.below(length / 4);
                let first = chance.below(length - 2 * size);
                let second = first + size + chance.below(length - first - 2 * size);
                let (start, end) = bytes.split_at_mut(second);
                start[first..first + size].swap_with_slice(&mut end[..size]);
            }
            Self::Foreign => {
                let starts: [&[u8]; 8] = [
                    b"\x89PNG\r\n\x1a\n",
                    b"PK\x03\x04",
                    b"\x1f\x8b\x08\0",
                    b"\x28\xb5\x2f\xfd",
                    b"PAR1",
                    b"DAPEISNP",
                    b"\xff\xfeo\0r\0",
                    b"{\"orders\":[",
                ];
                let start = starts[chance.below(starts.len())];
                let n = start.len().min(length);
                bytes[..n].copy_from_slice(&start[..n]);
            }
            Self::Forged => {
                // As a word of four or eight bytes, and as a number of seven bits a byte.
                let lengths: [&[u8]; 7] = [
                    &[0xff; 4],
                    &[0xff; 8],
                    &[0xff, 0xff, 0xff, 0x7f],
                    &[0, 0, 0, 0x40],
                    &[0xff, 0xff, 0xff, 0xff, 0x0f],
                    &[0xfe, 0xff, 0xff, 0xff, 0x0f],
                    &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
                ];
                let forged = lengths[chance.below(lengths.len())];
                let place = chance.place(length);
                let n = forged.len().min(length - place);
                bytes[place..place + n].copy_from_slice(&forged[..n]);
            }
            Self::Scrambled => {
                for place in chance.range(length, 64) {
                    bytes[place] = chance.next() as u8;
                }
            }
            Self::Appended => {
                let n = 1 + chance.below(64);
                bytes.extend((0..n).map(|_| chance.next() as u8));
            }
        }
        bytes
    }
}
