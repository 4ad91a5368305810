//! Numbers of texts that end in digits, found by what the digits say.

/// Texts that end in digits, as far as their values lie close together, and the number of each.
///
/// Most shops count their orders, customers and items: `SO-100017`, `0004711`. Such a text is what
/// stands before its digits, how many digits there are, and the value of the digits, and nothing is
/// lost. One look into a column, at the place of the value, finds the number.
///
/// Costs 4 to 32 bytes a text, and up to 16 KiB for each of at most [`MOST_HEADS`] heads.
#[derive(Debug, Default)]
pub(super) struct DigitColumns {
    heads: Vec<Head>,
    /// The head of the text before: mostly that of the next, too.
    latest: usize,
}

/// Texts that differ in the value of their digits only.
#[derive(Debug)]
struct Head {
    /// What stands before the digits, and how many digits there are; packed by [`packed`].
    name: u128,
    /// The value of the column's first place.
    first: usize,
    /// The numbers of values that follow one another.
    column: Vec<u32>,
    /// How many texts there are, in the column and outside of it.
    n_texts: usize,
    /// Whether a text has its number elsewhere, because its value lay apart when it came.
    has_others: bool,
}

/// What a text says: its head, and the value of its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Digits {
    head: usize,
    value: usize,
}

/// Most kinds of texts that are told apart; a shop's ids have one or two.
const MOST_HEADS: usize = 64;
/// Longest text before the digits. Unit: bytes; one byte of the packed name tells both lengths.
const LONGEST_HEAD: usize = 15;
/// Most digits of which the value counts; those before them belong to the head.
const MOST_DIGITS: usize = 15;
/// Fewer digits are no counter.
const FEWEST_DIGITS: usize = 3;
/// A column may have as many places even for two texts.
const CLOSE_VALUES: usize = 1 << 12;
/// How many places of a column there may be for each text.
const PLACES_A_TEXT: usize = 8;
/// Stands where no text has a number yet.
const VACANT: u32 = u32::MAX;

impl DigitColumns {
    /// What `text` says; nothing where it is not of this kind, or of one kind too many. The answer
    /// for a text never changes from something to nothing.
    pub(super) fn read(&mut self, text: &str) -> Option<Digits> {
        let text = text.as_bytes();
        if let Some(value) = self.heads.get(self.latest).and_then(|head| head.value_in(text)) {
            return Some(Digits { head: self.latest, value });
        }
        let digits = text.iter().rev().take(MOST_DIGITS).take_while(|byte| byte.is_ascii_digit());
        let n_digits = digits.count();
        let start = text.len() - n_digits;
        if n_digits < FEWEST_DIGITS || start > LONGEST_HEAD {
            return None;
        }
        let name = packed(&text[..start], n_digits);
        let head = match self.heads.iter().position(|known| known.name == name) {
            Some(head) => head,
            None if self.heads.len() < MOST_HEADS => {
                self.heads.push(Head {
                    name,
                    first: 0,
                    column: Vec::new(),
                    n_texts: 0,
                    has_others: false,
                });
                self.heads.len() - 1
            }
            None => return None,
        };
        self.latest = head;
        let value = self.heads[head].value_in(text)?;
        Some(Digits { head, value })
    }

    /// The number of a text with these digits, where it is in a column.
    pub(super) fn number(&self, digits: Digits) -> Option<u32> {
        let head = &self.heads[digits.head];
        // A value before the first wraps around to a place that no column has.
        let place = digits.value.wrapping_sub(head.first);
        head.column.get(place).copied().filter(|&number| number != VACANT)
    }

    /// Whether a text that [`Self::number`] did not find may have its number elsewhere.
    pub(super) fn may_be_elsewhere(&self, digits: Digits) -> bool {
        self.heads[digits.head].has_others
    }

    /// Keeps the number of a new text with these digits; false where its value lies apart, so that
    /// it is to be kept elsewhere.
    pub(super) fn keep(&mut self, digits: Digits, number: u32) -> bool {
        let head = &mut self.heads[digits.head];
        head.n_texts += 1;
        let is_near = head.reach(digits.value);
        if is_near {
            head.column[digits.value - head.first] = number;
        }
        head.has_others |= !is_near;
        is_near
    }

    /// Keeps the number of a text that was found elsewhere, where the column reaches it by now.
    pub(super) fn settle(&mut self, digits: Digits, number: u32) {
        let head = &mut self.heads[digits.head];
        if let Some(vacant) = head.column.get_mut(digits.value.wrapping_sub(head.first)) {
            *vacant = number;
        }
    }
}

impl Head {
    /// Makes the column long enough for `value`; false where it would become too long.
    ///
    /// Costs nothing but the places that are added, taken together: a column that is to begin
    /// earlier begins as much earlier as it is long.
    fn reach(&mut self, value: usize) -> bool {
        let most = CLOSE_VALUES.max(self.n_texts.saturating_mul(PLACES_A_TEXT));
        if self.column.is_empty() {
            self.first = value;
        }
        if value >= self.first {
            let needed = value - self.first + 1;
            if needed > self.column.len() && needed <= most {
                self.column.resize(needed, VACANT);
            }
            return needed <= most;
        }
        let needed = self.first - value + self.column.len();
        if needed > most {
            return false;
        }
        let room = most - needed;
        let first = value - value.min(room).min(self.column.len());
        let added = self.first - first;
        self.column.splice(0..0, std::iter::repeat_n(VACANT, added));
        self.first = first;
        true
    }

    /// The value of the digits in a text with this head.
    fn value_in(&self, text: &[u8]) -> Option<usize> {
        let name = self.name.to_le_bytes();
        let lengths = usize::from(name[LONGEST_HEAD]);
        let (n_bytes, n_digits) = (lengths >> 4, lengths & 0xf);
        if text.len() != n_bytes + n_digits {
            return None;
        }
        let (head, digits) = text.split_at(n_bytes);
        if !head.iter().eq(&name[..n_bytes]) {
            return None;
        }
        let mut value = 0_u64;
        let mut is_number = true;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            is_number &= digit <= 9;
            value = value * 10 + u64::from(digit);
        }
        usize::try_from(value).ok().filter(|_| is_number)
    }
}

/// What stands before the digits in the lower bytes, both lengths in the highest.
fn packed(head: &[u8], n_digits: usize) -> u128 {
    let mut name = [0; 16];
    name[..head.len()].copy_from_slice(head);
    name[LONGEST_HEAD] = ((head.len() << 4) | n_digits) as u8;
    u128::from_le_bytes(name)
}

#[cfg(test)]
mod tests {
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
    fn values_that_lie_apart_take_no_places() {
        let mut columns = DigitColumns::default();
        for number in 0..1_000_u32 {
            let text = format!("{:012}", u64::from(number) * 7_919_000_003 % 1_000_000_000_000);
            let digits = columns.read(&text).unwrap();
            columns.keep(digits, number);
        }
        let n_places: usize = columns.heads.iter().map(|head| head.column.len()).sum();
        assert!(n_places <= CLOSE_VALUES, "{n_places}");
    }
}
