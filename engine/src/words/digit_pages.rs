//! Numbers of texts that end in digits, found by what the digits say.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Texts that end in digits, and the number of each.
///
/// Most shops count their orders, customers and items: `SO-100017`, `0004711`. Such a text is what
/// stands before its digits, how many digits there are, and the value of the digits, and nothing is
/// lost. Where values lie close together, one look into a column finds the number; where they lie
/// apart, one into a table of pages, each of a few neighbours.
///
/// Costs 4 to 32 bytes a text in a column, 7 to 60 in pages: at the most what a table of texts takes.
#[derive(Debug, Default)]
pub(super) struct DigitPages {
    heads: Vec<Head>,
    /// The head of the text before: mostly that of the next, too.
    latest: usize,
    pages: Pages,
}

/// Texts that differ in the value of their digits only.
#[derive(Debug)]
struct Head {
    /// What stands before the digits, and how many digits there are; packed by [`head_of`].
    text: u128,
    /// The number of each value below the length.
    column: Vec<u32>,
    /// How many values have a number.
    n_values: u64,
    has_pages: bool,
}

/// Values that lie apart.
#[derive(Debug, Default)]
struct Pages {
    pages: Vec<[u32; VALUES_A_PAGE]>,
    /// Which page holds which values of which head.
    page_of: HashTable<(u64, u32)>,
    hasher: FixedState,
}

/// Where a text belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    head: usize,
    value: u64,
}

/// Smaller pages waste less on values that lie apart, larger ones need fewer entries. A column is
/// as long as would be as many pages of one value each.
const VALUES_A_PAGE: usize = 8;
/// Values below lie close together even if they are the only ones: 16 KiB for each head.
const CLOSE_VALUES: u64 = 1 << 12;
/// Most kinds of texts that are told apart; a shop's ids have one or two.
const MOST_HEADS: usize = 64;
/// Longest text before the digits. Unit: bytes; one byte of the packed head tells both lengths.
const LONGEST_HEAD: usize = 15;
/// Most digits of which the value counts; those before them belong to the head.
const MOST_DIGITS: usize = 15;
/// Fewer digits are no counter.
const FEWEST_DIGITS: usize = 3;
/// Values of so many bits can be told from the number of the head in one name of a page.
const VALUE_BITS: u32 = 50;
/// Stands where no text has a number yet.
const VACANT: u32 = u32::MAX;

impl DigitPages {
    /// Where `text` belongs; nothing where it is not of this kind, or of one kind too many.
    pub(super) fn place(&mut self, text: &str) -> Option<Place> {
        let bytes = text.as_bytes();
        if let Some(value) = self.heads.get(self.latest).and_then(|head| head.value_in(bytes)) {
            return Some(Place { head: self.latest, value });
        }
        let mut start = bytes.len();
        let (mut value, mut unit) = (0_u64, 1_u64);
        while start > 0 && bytes.len() - start < MOST_DIGITS {
            let digit = bytes[start - 1].wrapping_sub(b'0');
            if digit > 9 {
                break;
            }
            value += u64::from(digit) * unit;
            unit *= 10;
            start -= 1;
        }
        let n_digits = bytes.len() - start;
        if n_digits < FEWEST_DIGITS || start > LONGEST_HEAD {
            return None;
        }
        let text = head_of(&bytes[..start], n_digits);
        let head = match self.heads.iter().position(|known| known.text == text) {
            Some(head) => head,
            None if self.heads.len() < MOST_HEADS => {
                self.heads.push(Head { text, column: Vec::new(), n_values: 0, has_pages: false });
                self.heads.len() - 1
            }
            None => return None,
        };
        self.latest = head;
        Some(Place { head, value })
    }

    /// The number at `place`, which is `next` where it had none before.
    pub(super) fn number(&mut self, place: Place, next: u32) -> u32 {
        let head = &mut self.heads[place.head];
        let value = place.value as usize;
        let in_column = head.column.get(value).copied().unwrap_or(VACANT);
        if in_column != VACANT {
            return in_column;
        }
        // It may have come while values still lay too far apart for the column.
        if head.has_pages
            && let Some(number) = self.pages.find(place)
        {
            if let Some(vacant) = head.column.get_mut(value) {
                *vacant = number;
            }
            return number;
        }
        head.n_values += 1;
        if place.value < CLOSE_VALUES.max(head.n_values * VALUES_A_PAGE as u64) {
            if head.column.len() <= value {
                head.column.resize(value + 1, VACANT);
            }
            head.column[value] = next;
        } else {
            head.has_pages = true;
            self.pages.give(place, next);
        }
        next
    }
}

impl Head {
    /// The value of the digits in a text with this head.
    fn value_in(&self, text: &[u8]) -> Option<u64> {
        let packed = self.text.to_le_bytes();
        let (n_bytes, n_digits) = lengths_of(&packed);
        if text.len() != n_bytes + n_digits {
            return None;
        }
        let (head, digits) = text.split_at(n_bytes);
        if !head.iter().eq(&packed[..n_bytes]) {
            return None;
        }
        let mut value = 0;
        let mut is_number = true;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            is_number &= digit <= 9;
            value = value * 10 + u64::from(digit);
        }
        is_number.then_some(value)
    }
}

impl Pages {
    fn find(&self, place: Place) -> Option<u32> {
        let name = place.page();
        let (_, page) =
            self.page_of.find(self.hasher.hash_one(name), |&(other, _)| other == name)?;
        Some(self.pages[*page as usize][place.value_of_page()]).filter(|&number| number != VACANT)
    }

    fn give(&mut self, place: Place, number: u32) {
        let Self { pages, page_of, hasher } = self;
        let name = place.page();
        let entry = page_of.entry(
            hasher.hash_one(name),
            |&(other, _)| other == name,
            |&(other, _)| hasher.hash_one(other),
        );
        let make = || {
            pages.push([VACANT; VALUES_A_PAGE]);
            (name, pages.len() as u32 - 1)
        };
        let page = entry.or_insert_with(make).get().1;
        pages[page as usize][place.value_of_page()] = number;
    }
}

impl Place {
    fn page(self) -> u64 {
        ((self.head as u64) << VALUE_BITS) | (self.value / VALUES_A_PAGE as u64)
    }

    fn value_of_page(self) -> usize {
        self.value as usize % VALUES_A_PAGE
    }
}

/// What stands before the digits in the lower bytes, both lengths in the highest.
fn head_of(text: &[u8], n_digits: usize) -> u128 {
    let mut packed = [0; 16];
    packed[..text.len()].copy_from_slice(text);
    packed[LONGEST_HEAD] = ((text.len() << 4) | n_digits) as u8;
    u128::from_le_bytes(packed)
}

/// How many bytes stand before the digits, and how many digits there are.
fn lengths_of(packed: &[u8; 16]) -> (usize, usize) {
    let lengths = usize::from(packed[LONGEST_HEAD]);
    (lengths >> 4, lengths & 0xf)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_share_a_place_only_if_they_are_the_same() {
        let texts = [
            "007",
            "0007",
            "1007",
            "A007",
            "A1007",
            "AA007",
            "a007",
            "\u{0}007",
            "7007",
            "茶007",
            "70070",
            "000000000000007",
            "0000000000000007",
            "1000000000000007",
        ];
        let mut pages = DigitPages::default();
        let places: Vec<_> = texts.iter().map(|text| pages.place(text)).collect();
        assert!(places.iter().all(Option::is_some));
        for (at, place) in places.iter().enumerate() {
            assert_eq!(places.iter().position(|other| other == place), Some(at), "{}", texts[at]);
            assert_eq!(pages.place(texts[at]), *place);
        }
    }

    #[test]
    fn what_is_no_counter_has_no_place() {
        let mut pages = DigitPages::default();
        for text in ["", "12", "A12", "tea", "123A", "a head of 16 byt123"] {
            assert_eq!(pages.place(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_stay_while_values_move_closer() {
        let mut pages = DigitPages::default();
        // Every 7th value from far away to near, so that pages come before the column.
        let texts: Vec<String> = (0..40_000).rev().map(|at| format!("C{:07}", at * 7)).collect();
        for _ in 0..2 {
            for (number, text) in texts.iter().enumerate() {
                let place = pages.place(text).unwrap();
                assert_eq!(pages.number(place, number as u32), number as u32);
            }
        }
        let place = pages.place("C0000001").unwrap();
        assert_eq!(pages.number(place, 40_000), 40_000);
    }

    #[test]
    fn there_are_only_so_many_kinds() {
        let mut pages = DigitPages::default();
        let with_place = (0..1_000).filter(|head| pages.place(&format!("{head}-000")).is_some());
        assert_eq!(with_place.count(), MOST_HEADS);
        assert!(pages.place("0-001").is_some());
    }
}
