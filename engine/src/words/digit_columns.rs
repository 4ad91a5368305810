//! Numbers of texts that end in digits, found by what the digits say.

use std::num::NonZeroU64;

/// Texts that end in digits, as far as their values lie close together, and the number of each.
///
/// Most shops count their orders, customers and items: `SO-100017`, `0004711`. Such a text is what
/// stands before its digits, how many digits there are, and the value of the digits, and nothing is
/// lost. One look into a column, at the place of the value, finds the number.
///
/// Costs 4 to 56 bytes a text; up to 1 KiB, and 16 KiB for each of at most [`MOST_HEADS`] heads,
/// while all columns together have less than 16 MiB.
#[derive(Debug, Default)]
pub(super) struct DigitColumns {
    heads: Vec<Head>,
    /// The head of the text before: mostly that of the next, too.
    latest: usize,
    /// Places of all columns.
    n_places: usize,
}

/// Texts that differ in the value of their digits only.
#[derive(Debug)]
struct Head {
    /// How long such a text is. Unit: bytes.
    length: usize,
    n_digits: usize,
    /// What stands before the digits, followed by zeros; texts end where these bytes do.
    name: [u8; LONGEST],
    /// The name, and which bits the digits take, in texts short enough to be looked at as a whole.
    short_name: u64,
    short_digits: u64,
    /// The value of the column's first place.
    first: u64,
    /// The numbers of values that follow one another.
    column: Vec<u32>,
    /// How many texts there are, in the column and outside of it.
    n_texts: usize,
    /// How many texts have their numbers elsewhere only, because their values lay apart when they came.
    n_elsewhere: usize,
}

/// What a text says: its head, and the value of its digits. Texts say the same only if they are the
/// same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits(NonZeroU64);

/// Most kinds of texts that are told apart; a shop's ids have one or two.
const MOST_HEADS: usize = 64;
/// Longest text before the digits. Unit: bytes.
const LONGEST_HEAD: usize = 15;
/// Most digits of which the value counts; those before them belong to the head.
const MOST_DIGITS: usize = 15;
/// Longest text of this kind. Unit: bytes.
const LONGEST: usize = LONGEST_HEAD + MOST_DIGITS;
/// Fewer digits are no counter.
const FEWEST_DIGITS: usize = 3;
/// Bits of a value: 15 digits need 50.
const VALUE_BITS: u32 = 50;
/// A column may have as many places even for two texts.
const CLOSE_VALUES: usize = 1 << 12;
/// How many places of a column there may be for each text: they take no more than the slot that the
/// text would need elsewhere.
const PLACES_A_TEXT: usize = 14;
/// How many there may be while all columns together have fewer than [`ROOMY_PLACES`], so that few of
/// the ids of a large shop come before their column reaches them.
const ROOMY_PLACES_A_TEXT: usize = 256;
const ROOMY_PLACES: usize = 1 << 22;
/// Stands where no text has a number yet.
const VACANT: u32 = u32::MAX;

impl Digits {
    fn new(head: usize, value: u64) -> Option<Self> {
        NonZeroU64::new(((head as u64 + 1) << VALUE_BITS) | value).map(Self)
    }

    /// As one number, from 2⁵⁰ on.
    pub(super) fn to_bits(self) -> u64 {
        self.0.get()
    }

    /// What [`Self::to_bits`] made a number of; nothing of a smaller one.
    pub(super) fn from_bits(bits: u64) -> Option<Self> {
        NonZeroU64::new(bits).filter(|bits| bits.get() >> VALUE_BITS > 0).map(Self)
    }

    fn head(self) -> usize {
        (self.0.get() >> VALUE_BITS) as usize - 1
    }

    fn value(self) -> u64 {
        self.0.get() & ((1 << VALUE_BITS) - 1)
    }
}

impl DigitColumns {
    /// What `text` says; nothing where it is not of this kind, or of one kind too many. The answer
    /// for a text never changes from something to nothing.
    #[inline]
    pub(super) fn read(&mut self, text: &str) -> Option<Digits> {
        let text = text.as_bytes();
        if let Some(value) = self.heads.get(self.latest).and_then(|head| head.value_in(text)) {
            return Digits::new(self.latest, value);
        }
        self.read_other(text)
    }

    /// What a text says that has not the latest head.
    #[inline(never)]
    fn read_other(&mut self, text: &[u8]) -> Option<Digits> {
        for (at, head) in self.heads.iter().enumerate() {
            if let Some(value) = head.value_in(text) {
                self.latest = at;
                return Digits::new(at, value);
            }
        }
        let digits = text.iter().rev().take(MOST_DIGITS).take_while(|byte| byte.is_ascii_digit());
        let n_digits = digits.count();
        let is_counter = n_digits >= FEWEST_DIGITS && text.len() - n_digits <= LONGEST_HEAD;
        if !is_counter || self.heads.len() == MOST_HEADS {
            return None;
        }
        let head = Head::of(text, n_digits);
        let value = head.value_in(text)?;
        self.latest = self.heads.len();
        self.heads.push(head);
        Digits::new(self.latest, value)
    }

    /// The number of a text with these digits, where it is in a column.
    #[inline]
    pub(super) fn number(&self, digits: Digits) -> Option<u32> {
        let head = &self.heads[digits.head()];
        let number = head.column.get(head.place(digits.value())?).copied();
        number.filter(|&number| number != VACANT)
    }

    /// Whether a text that [`Self::number`] did not find may have its number elsewhere.
    pub(super) fn may_be_elsewhere(&self, digits: Digits) -> bool {
        self.heads[digits.head()].n_elsewhere > 0
    }

    /// Keeps the number of a new text with these digits; false where its value lies apart, so that
    /// it is to be kept elsewhere.
    pub(super) fn keep(&mut self, digits: Digits, number: u32) -> bool {
        let head = &mut self.heads[digits.head()];
        head.n_texts += 1;
        let before = head.column.len();
        let room = ROOMY_PLACES.saturating_sub(self.n_places - before);
        let is_near = head.reach(digits.value(), room);
        self.n_places += head.column.len() - before;
        if is_near && let Some(place) = head.place(digits.value()) {
            head.column[place] = number;
        }
        head.n_elsewhere += usize::from(!is_near);
        is_near
    }

    /// Keeps the number of a text that was found elsewhere, where the column reaches it by now; whether
    /// it does.
    pub(super) fn settle(&mut self, digits: Digits, number: u32) -> bool {
        let head = &mut self.heads[digits.head()];
        let place = head.place(digits.value());
        let Some(vacant) = place.and_then(|place| head.column.get_mut(place)) else { return false };
        if *vacant == VACANT {
            *vacant = number;
            head.n_elsewhere -= 1;
        }
        true
    }

    /// The text that says `digits`.
    pub(super) fn text(&self, digits: Digits) -> WrittenText {
        let head = &self.heads[digits.head()];
        let (mut bytes, mut value) = (head.name, digits.value());
        for place in bytes[head.length - head.n_digits..head.length].iter_mut().rev() {
            *place = b'0' + (value % 10) as u8;
            value /= 10;
        }
        WrittenText { bytes, length: head.length }
    }
}

/// A text that is not kept, but written when it is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct WrittenText {
    bytes: [u8; LONGEST],
    length: usize,
}

impl WrittenText {
    /// # Panics
    ///
    /// Never: the name of a head is a text that was cut before a digit.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.length]).expect("cut before a digit")
    }
}

impl Head {
    /// The head of `text`, which ends in as many digits.
    fn of(text: &[u8], n_digits: usize) -> Self {
        let length = text.len();
        let n_bytes = length - n_digits;
        let mut name = [0; LONGEST];
        name[..n_bytes].copy_from_slice(&text[..n_bytes]);
        let short_digits = u64::MAX << (8 * SHORT.saturating_sub(n_digits));
        let short_name = whole(text).unwrap_or(0) & !short_digits;
        Self {
            length,
            n_digits,
            name,
            short_name,
            short_digits,
            first: 0,
            column: Vec::new(),
            n_texts: 0,
            n_elsewhere: 0,
        }
    }

    /// The place of a value that is not before the first; what is may be told a place that no column
    /// has.
    #[inline]
    fn place(&self, value: u64) -> Option<usize> {
        usize::try_from(value.wrapping_sub(self.first)).ok()
    }

    /// Makes the column long enough for `value`; false where it would become longer than its texts are
    /// worth: they are worth more within `room` places.
    ///
    /// Costs nothing but the places that are added, taken together: a column that is to begin
    /// earlier begins as much earlier as it is long.
    fn reach(&mut self, value: u64, room: usize) -> bool {
        let roomy = self.n_texts.saturating_mul(ROOMY_PLACES_A_TEXT).saturating_add(CLOSE_VALUES);
        let most = self.n_texts.saturating_mul(PLACES_A_TEXT).max(roomy.min(room));
        if self.column.is_empty() {
            self.first = value;
        }
        if value >= self.first {
            let Some(needed) = self.place(value).map(|place| place + 1) else { return false };
            if needed > self.column.len() && needed <= most {
                self.column.resize(needed, VACANT);
            }
            return needed <= most;
        }
        let Ok(before) = usize::try_from(self.first - value) else { return false };
        let needed = before.saturating_add(self.column.len());
        if needed > most {
            return false;
        }
        let early = (most - needed).min(self.column.len()) as u64;
        let first = value.saturating_sub(early);
        let added = before + (value - first) as usize;
        self.column.splice(0..0, std::iter::repeat_n(VACANT, added));
        self.first = first;
        true
    }

    /// The value of the digits in a text with this head.
    #[inline(always)]
    fn value_in(&self, text: &[u8]) -> Option<u64> {
        if text.len() != self.length {
            return None;
        }
        match whole(text) {
            Some(bytes) if bytes & !self.short_digits == self.short_name => {
                value_of_eight(bytes & self.short_digits | ZEROS & !self.short_digits)
            }
            Some(_) => None,
            None => self.value_in_long(text),
        }
    }

    /// The same of a text of the head's length that is not short.
    #[cold]
    fn value_in_long(&self, text: &[u8]) -> Option<u64> {
        let (name, digits) = text.split_at(self.length - self.n_digits);
        if name != &self.name[..name.len()] {
            return None;
        }
        let mut value = 0;
        for eight in digits.rchunks(SHORT).rev() {
            // Behind the first, all are of eight digits.
            let places = 10_u64.pow(eight.len() as u32);
            let mut bytes = [b'0'; SHORT];
            bytes[SHORT - eight.len()..].copy_from_slice(eight);
            value = value * places + value_of_eight(u64::from_le_bytes(bytes))?;
        }
        Some(value)
    }
}

/// Bytes of a text that is looked at as a whole.
const SHORT: usize = 8;
/// Eight digits, all zero.
const ZEROS: u64 = u64::from_le_bytes([b'0'; SHORT]);

/// A text of 3 to 8 bytes at the end of eight, behind zero bytes; nothing of any other.
#[inline]
fn whole(text: &[u8]) -> Option<u64> {
    if let Ok(eight) = text.try_into() {
        return Some(u64::from_le_bytes(eight));
    }
    // Two looks that overlap make the whole.
    let length = text.len();
    if (4..SHORT).contains(&length) {
        let (first, last) = (text.first_chunk()?, text.last_chunk()?);
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return Some(u64::from(last) << 32 | u64::from(first) << (8 * (SHORT - length)));
    }
    match *text {
        [a, b, c] => Some(u64::from_le_bytes([0, 0, 0, 0, 0, a, b, c])),
        _ => None,
    }
}

/// The value of eight digits, the first in the lowest byte; nothing where one of them is none.
///
/// Source: Mula, *SIMD-ized atoi*, 2014: pairs, then fours, then all eight.
#[inline]
fn value_of_eight(digits: u64) -> Option<u64> {
    const SIXES: u64 = u64::from_le_bytes([6; SHORT]);
    const UPPER_HALVES: u64 = u64::from_le_bytes([0xf0; SHORT]);
    let values = digits ^ ZEROS;
    // Nine and less stay below sixteen when six is added; a byte that carries has an upper half.
    if (values | values.wrapping_add(SIXES)) & UPPER_HALVES != 0 {
        return None;
    }
    let pairs = (values.wrapping_mul(10) + (values >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs.wrapping_mul(100) + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(10_000) + (fours >> 32)) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_say_the_same_only_if_they_are_the_same() {
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
        let mut columns = DigitColumns::default();
        let said: Vec<_> = texts.iter().map(|text| columns.read(text)).collect();
        assert!(said.iter().all(Option::is_some));
        for (at, digits) in said.iter().enumerate() {
            assert_eq!(said.iter().position(|other| other == digits), Some(at), "{}", texts[at]);
            assert_eq!(columns.read(texts[at]), *digits);
        }
    }

    proptest! {
        #[test]
        fn the_value_is_that_of_the_digits(head in "[A-Z茶-]{0,5}", digits in "[0-9]{3,15}") {
            let mut columns = DigitColumns::default();
            let read = columns.read(&format!("{head}{digits}")).unwrap();
            prop_assert_eq!(read.value(), digits.parse::<u64>().unwrap());
            let written = columns.text(read);
            prop_assert_eq!(written.as_str(), format!("{head}{digits}"));
            prop_assert_eq!(Digits::from_bits(read.to_bits()), Some(read));
            // One byte that is no digit makes another kind of text, or none.
            for at in 0..digits.len() {
                let mut other = digits.clone();
                other.replace_range(at..=at, ":");
                prop_assert_ne!(columns.read(&format!("{head}{other}")), Some(read));
            }
        }
    }

    #[test]
    fn what_is_no_counter_says_nothing() {
        let mut columns = DigitColumns::default();
        for text in ["", "12", "A12", "tea", "123A", "a head of 16 byt123"] {
            assert_eq!(columns.read(text), None, "{text}");
        }
    }

    #[test]
    fn there_are_only_so_many_kinds() {
        let mut columns = DigitColumns::default();
        let read = (0..1_000).filter(|head| columns.read(&format!("{head}-000")).is_some());
        assert_eq!(read.count(), MOST_HEADS);
        assert!(columns.read("0-001").is_some());
    }

    #[test]
    fn a_column_begins_where_the_values_do() {
        let mut columns = DigitColumns::default();
        for (number, value) in (1_000_000..1_050_000).chain((999_000..1_000_000).rev()).enumerate()
        {
            let digits = columns.read(&format!("{value:07}")).unwrap();
            assert_eq!(columns.number(digits), None);
            assert!(columns.keep(digits, number as u32), "{value}");
            assert_eq!(columns.number(digits), Some(number as u32));
        }
        assert!(columns.heads[0].column.len() < 110_000);
    }

    #[test]
    fn values_that_lie_apart_take_few_places() {
        let mut columns = DigitColumns::default();
        let far = |number: u64| format!("{:012}", number * 7_919_000_003 % 1_000_000_000_000);
        for number in 0..1_000_u32 {
            let digits = columns.read(&far(u64::from(number))).unwrap();
            // The first is near itself.
            assert_eq!(columns.keep(digits, number), number == 0, "{number}");
        }
        assert_eq!((columns.heads[0].column.len(), columns.n_places), (1, 1));
    }

    #[test]
    fn columns_share_what_is_roomy_and_are_narrow_beyond() {
        let mut columns = DigitColumns::default();
        // One text of 256, in two kinds.
        let mut keep = |head: &str, number: u32| {
            let digits = columns.read(&format!("{head}{:08}", number * 256)).unwrap();
            columns.keep(digits, number)
        };
        assert!((0..ROOMY_PLACES as u32 / 256).all(|number| keep("A", number)));
        let n_near = (0..ROOMY_PLACES as u32 / 256).filter(|&number| keep("B", number)).count();
        assert_eq!(n_near, 1);
        assert!(columns.n_places <= ROOMY_PLACES + CLOSE_VALUES);
    }
}
