//! Finds items by what they are called.
//!
//! In: a few words. Out: the items whose title or id holds all of them, best-sellers first.
//! Deliberately absent: likeness, spelling, ranking by meaning; this is for a person who types.

use engine::words::{Catalog, ItemIndex, Vocabulary};
use memchr::memmem;

/// Ends the text of an item. No word of a search can hold it.
const END: char = '\n';

/// All titles and ids of a snapshot in one block of lower-case text.
///
/// Costs the text and 4 bytes an item. A search reads the block once: about a millisecond for
/// 100,000 items in the worst case, which is no hit at all.
#[derive(Debug)]
pub struct Search {
    text: String,
    ends: Vec<u32>,
}

impl Search {
    /// Prepares the titles and ids of a snapshot for searches.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary, catalog: &Catalog) -> Self {
        let mut text = String::new();
        let mut ends = Vec::with_capacity(vocabulary.len());
        for item in vocabulary.indexes() {
            push_lower(&mut text, vocabulary.id(item));
            text.push(' ');
            push_lower(&mut text, catalog.title(item).unwrap_or_default());
            text.push(END);
            // Beyond 4 GiB of titles the later items are not found by name.
            let Ok(end) = u32::try_from(text.len()) else { break };
            ends.push(end);
        }
        Self { text, ends }
    }

    /// The `limit` best-selling items that hold every word of `query`; all items where it holds
    /// no word. An item whose id is `query` to the letter stands first.
    #[must_use]
    pub fn find(&self, vocabulary: &Vocabulary, query: &str, limit: usize) -> Vec<ItemIndex> {
        let query = query.trim();
        let mut found: Vec<ItemIndex> = vocabulary.index(query).into_iter().take(limit).collect();
        let lower = query.to_lowercase();
        let mut words: Vec<&str> = lower.split_whitespace().collect();
        words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
        let Some((longest, others)) = words.split_first() else {
            return vocabulary.indexes().take(limit).collect();
        };
        let finder = memmem::Finder::new(longest);
        let mut from = 0;
        while found.len() < limit
            && let Some(at) = finder.find(&self.text.as_bytes()[from..])
        {
            let row = self.ends.partition_point(|&end| end as usize <= from + at);
            let Some(&end) = self.ends.get(row) else { break };
            let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
            let text = &self.text[start..end as usize];
            let item = ItemIndex(row as u32);
            if others.iter().all(|word| text.contains(word)) && found.first() != Some(&item) {
                found.push(item);
            }
            from = end as usize;
        }
        found
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
        shop.1.find(&shop.0, query, limit).iter().map(|item| item.0).collect()
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
