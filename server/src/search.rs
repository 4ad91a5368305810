//! Finds items by what they are called.
//!
//! In: a few words. Out: the items whose title or id holds all of them, best-sellers first.
//! Deliberately absent: likeness, spelling, ranking by meaning; this is for a person who types.

use std::cmp::Reverse;

use engine::words::{Catalog, ItemIndex, Vocabulary};
use memchr::memmem::Finder;

/// Ends the text of an item. No word of a search can hold it.
const END: char = '\n';
/// Most words of a search that count: a person who types has long seen the item by then.
const MAX_WORDS: usize = 8;
/// A text up to this long is searched within a millisecond, whatever is looked for. Unit: bytes.
const SHORT_BYTES: usize = 256 * 1024;

/// All titles and ids of a snapshot in one block of lower-case text.
///
/// Costs the text and 4 bytes an item. A search leaps from item to item: each word is looked for
/// behind the place where the one before it stands, so that a rare word skips all between, and each
/// word reads the block once at most. The worst case is eight words that stand in most items, but
/// never together: up to eight looks an item.
#[derive(Debug)]
pub struct Search {
    text: String,
    ends: Vec<u32>,
}

impl Search {
    /// Prepares the titles and ids of a snapshot for searches.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary, catalog: &Catalog) -> Self {
        let items = vocabulary.indexes();
        Self::of(items.map(|item| (vocabulary.id(item), catalog.title(item).unwrap_or_default())))
    }

    /// Prepares items by id and title for searches; each is found by its place in this sequence.
    pub(crate) fn of<'a>(items: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(items.size_hint().0);
        for (id, title) in items {
            push_lower(&mut text, id);
            text.push(' ');
            push_lower(&mut text, title);
            text.push(END);
            // Beyond 4 GiB of titles the later items are not found by name.
            let Ok(end) = u32::try_from(text.len()) else { break };
            ends.push(end);
        }
        Self { text, ends }
    }

    /// Whether a search may take longer than a thread that answers has time for.
    #[must_use]
    pub fn is_long(&self) -> bool {
        self.text.len() > SHORT_BYTES
    }

    /// Memory that it takes. Unit: bytes.
    #[must_use]
    pub fn size_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }

    /// The `limit` best-selling items that hold every word of `query`, of more than eight words the
    /// eight longest; all items where it holds no word. An item whose id is `query` to the letter
    /// stands first. Items that are not to be shown are passed over.
    #[must_use]
    pub fn find(
        &self,
        vocabulary: &Vocabulary,
        query: &str,
        limit: usize,
        is_shown: impl Fn(ItemIndex) -> bool,
    ) -> Vec<ItemIndex> {
        let query = query.trim();
        let words = Words::of(query);
        if words.is_empty() {
            return vocabulary.indexes().filter(|&item| is_shown(item)).take(limit).collect();
        }
        let exact = vocabulary.index(query);
        let others = self.rows(&words).map(|row| ItemIndex(row as u32));
        let others = others.filter(|&item| Some(item) != exact);
        exact.into_iter().chain(others).filter(|&item| is_shown(item)).take(limit).collect()
    }

    /// The items that hold all of `words`, each by its place, rising. Costs what lies between one and the next when that
    /// is asked for.
    pub(crate) fn rows<'a>(&'a self, words: &'a Words) -> impl Iterator<Item = usize> + 'a {
        let mut row = 0;
        std::iter::from_fn(move || {
            let next = self.next(&words.0, row)?;
            row = next + 1;
            Some(next)
        })
    }

    /// The first item from `row` on that holds every word.
    fn next(&self, words: &[Finder<'static>], mut row: usize) -> Option<usize> {
        let mut n_held = 0;
        // Around the words, until all of them in turn stand in the same item.
        for word in words.iter().cycle() {
            let start = if row == 0 { 0 } else { *self.ends.get(row - 1)? as usize };
            let at = start + word.find(self.text.as_bytes().get(start..)?)?;
            let held = self.row_at(at, row)?;
            n_held = if held == row { n_held + 1 } else { 1 };
            row = held;
            if n_held == words.len() {
                return Some(row);
            }
        }
        None
    }

    /// The item whose text holds the place `at`, which is not before that of `row`. The nearest
    /// are looked at first: most leaps are short.
    fn row_at(&self, at: usize, row: usize) -> Option<usize> {
        let rest = self.ends.get(row..)?;
        let mut reach = 1;
        while rest.get(reach - 1).is_some_and(|&end| end as usize <= at) {
            reach *= 2;
        }
        let (from, to) = (reach / 2, reach.min(rest.len()));
        let held = from + rest[from..to].partition_point(|&end| end as usize <= at);
        (held < rest.len()).then_some(row + held)
    }
}

/// The words of a search that count.
pub(crate) struct Words(Vec<Finder<'static>>);

impl Words {
    /// Those of `query`; of more than eight the eight longest.
    pub(crate) fn of(query: &str) -> Self {
        let lower = query.to_lowercase();
        let mut words: Vec<&str> = lower.split_whitespace().collect();
        words.sort_unstable_by_key(|word| (Reverse(word.len()), *word));
        words.dedup();
        words.truncate(MAX_WORDS);
        Self(words.into_iter().map(|word| Finder::new(word).into_owned()).collect())
    }

    /// Whether there is none: every item is meant.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn push_lower(text: &mut String, name: &str) {
    if name.is_ascii() {
        text.extend(name.bytes().map(|byte| byte.to_ascii_lowercase() as char).map(unbroken));
    } else {
        text.extend(name.to_lowercase().chars().map(unbroken));
    }
}

fn unbroken(letter: char) -> char {
    if letter == END { ' ' } else { letter }
}

#[cfg(test)]
mod tests {
    use engine::words::{CatalogColumns, Texts};

    use super::*;

    /// Items in the sequence of their sales.
    fn shop(items: &[(&str, &str)]) -> (Vocabulary, Search) {
        let texts = |rows: Vec<&str>| Texts::from_rows(rows).unwrap();
        let none = vec![i64::MIN; items.len()];
        let columns = CatalogColumns {
            titles: texts(items.iter().map(|item| item.1).collect()),
            category_of: vec![u32::MAX; items.len()],
            brands: texts(vec![""; items.len()]),
            prices: none.clone(),
            costs: none.clone(),
            stocks: none,
            urls: texts(vec![""; items.len()]),
            attribute_ends: vec![0; items.len()],
            ..CatalogColumns::default()
        };
        let vocabulary = Vocabulary::new(texts(items.iter().map(|item| item.0).collect())).unwrap();
        let catalog = Catalog::new(columns, items.len()).unwrap();
        let search = Search::new(&vocabulary, &catalog);
        (vocabulary, search)
    }

    fn find(shop: &(Vocabulary, Search), query: &str, limit: usize) -> Vec<u32> {
        shop.1.find(&shop.0, query, limit, |_| true).iter().map(|item| item.0).collect()
    }

    #[test]
    fn every_word_must_stand_in_title_or_id_in_any_case() {
        let shop = shop(&[
            ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER"),
            ("22423", "Regency Cakestand 3 Tier"),
            ("71053", "WHITE METAL LANTERN"),
            ("b-1", "Cup for white tea"),
        ]);
        assert_eq!(find(&shop, "white", 10), [0, 2, 3]);
        assert_eq!(find(&shop, "Lantern WHITE", 10), [2]);
        assert_eq!(find(&shop, "white 71", 10), [2]);
        assert_eq!(find(&shop, "white", 2), [0, 2]);
        assert_eq!(find(&shop, "a a a", 10), [0, 1, 2, 3]);
        assert_eq!(find(&shop, "blue", 10), [] as [u32; 0]);
        assert_eq!(find(&shop, "holder 22423", 10), [] as [u32; 0]);
    }

    #[test]
    fn a_search_finds_what_a_look_at_every_item_finds() {
        let letters = ["a", "b", "c", "d", "e"];
        // Each item holds the letters of its number's bits.
        let titles: Vec<String> = (0..200_u32)
            .map(|number| {
                let held = letters.iter().enumerate().filter(|(bit, _)| number >> bit & 1 == 1);
                held.map(|(_, &letter)| letter).collect::<Vec<_>>().join("-")
            })
            .collect();
        let ids: Vec<String> = (0..200).map(|number| number.to_string()).collect();
        let items: Vec<(&str, &str)> =
            ids.iter().zip(&titles).map(|(id, title)| (id.as_str(), title.as_str())).collect();
        let shop = shop(&items);
        for query in ["e", "a e", "b d 1", "a b c d e", "e d c b a 9", "a f", "19"] {
            let holds = |&number: &u32| {
                let (id, title) = items[number as usize];
                query.split(' ').all(|word| id.contains(word) || title.contains(word))
            };
            let mut expected: Vec<u32> = (0..200).filter(holds).collect();
            expected.sort_by_key(|&number| ids[number as usize] != query);
            assert_eq!(find(&shop, query, 1000), expected, "{query}");
        }
    }

    #[test]
    fn of_many_words_the_eight_longest_count() {
        let shop = shop(&[("1", "aaa bbb ccc ddd eee fff ggg hhh"), ("2", "aaa")]);
        assert_eq!(find(&shop, "aaa bbb ccc ddd eee fff ggg hhh zz", 10), [0]);
        assert_eq!(find(&shop, "aaa bbb ccc ddd eee fff ggg zzz", 10), [] as [u32; 0]);
    }

    /// Once 122 ms for 100,000 items. What is held here is the work, not the time.
    #[test]
    fn a_word_said_many_times_is_looked_for_once() {
        let shop = shop(&[("1", "a"), ("2", "b")]);
        assert_eq!(find(&shop, &"b ".repeat(100), 10), [1]);
    }

    #[test]
    fn what_is_not_to_be_shown_is_not_found() {
        let (vocabulary, search) = shop(&[("a", "Tea"), ("b", "Tea"), ("c", "Tea")]);
        for query in ["tea", "a", ""] {
            let found = search.find(&vocabulary, query, 2, |item| item.0 != 0);
            assert_eq!(found, [ItemIndex(1), ItemIndex(2)], "{query}");
        }
    }

    #[test]
    fn no_word_lists_what_sells() {
        let shop = shop(&[("a", "Tea"), ("b", "Cup"), ("c", "Pot")]);
        assert_eq!(find(&shop, "  ", 2), [0, 1]);
    }

    #[test]
    fn the_item_of_that_very_id_stands_first_and_once() {
        let shop = shop(&[("100", "Tea"), ("10", "Cup"), ("5", "10 pots")]);
        assert_eq!(find(&shop, "10", 10), [1, 0, 2]);
        assert_eq!(find(&shop, "10", 1), [1]);
    }

    #[test]
    fn titles_of_other_scripts_and_broken_lines_are_found() {
        let shop = shop(&[("茶-1", "绿茶 100g"), ("x\ny", "Äpfel\nrot")]);
        assert_eq!(find(&shop, "茶", 10), [0]);
        assert_eq!(find(&shop, "äpfel ROT", 10), [1]);
    }
}
