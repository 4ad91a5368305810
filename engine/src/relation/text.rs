//! How alike two titles are.

use std::num::NonZeroUsize;

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

use crate::count::in_pieces;
use crate::words::{Catalog, ItemIndex};

/// Titles that a word may be in to say that two of them are alike.
const MOST_TITLES_OF_A_WORD: usize = 500;
/// Items a thread takes at once.
const ROWS_AT_ONCE: usize = 64;

/// A shop of fewer titles has too few to tell a word that is on all of them.
const FEWEST_TITLES: u32 = 20;

/// Whether so many titles of all have a word that it says nothing of what they are of: the shop's own name, or one
/// title for everything.
pub(crate) fn is_on_nearly_all(n_titles_with: u32, n_titled: u32) -> bool {
    n_titled >= FEWEST_TITLES && u64::from(n_titles_with) * 4 > u64::from(n_titled) * 3
}

/// The words of every title, each weighed by how rare it is.
///
/// Words are runs of letters and digits, without case; runs of ideographs, which have no spaces,
/// are cut into overlapping pairs. Costs 4 bytes a word of a title.
#[derive(Debug)]
pub struct TitleIndex {
    words: Vec<u32>,
    ends: Vec<usize>,
    /// Weight of each word, squared.
    weights: Vec<f32>,
    norms: Vec<f32>,
}

impl TitleIndex {
    /// Indexes the titles of the first `n_items` items.
    #[must_use]
    pub fn new(catalog: &Catalog, n_items: usize) -> Self {
        let mut numbers: HashMap<String, u32, FixedState> =
            HashMap::with_hasher(FixedState::default());
        let mut n_titles_with: Vec<u32> = Vec::new();
        let (mut words, mut ends) = (Vec::new(), Vec::with_capacity(n_items));
        for item in 0..n_items {
            let start = words.len();
            for word in split(catalog.title(ItemIndex(item as u32)).unwrap_or("")) {
                let next = numbers.len() as u32;
                let number = *numbers.entry(word).or_insert(next);
                if number == next {
                    n_titles_with.push(0);
                }
                words.push(number);
            }
            words[start..].sort_unstable();
            let mut seen = HashSet::<u32, FixedState>::with_hasher(FixedState::default());
            let mut place = start;
            for at in start..words.len() {
                if seen.insert(words[at]) {
                    words[place] = words[at];
                    place += 1;
                    n_titles_with[words[at] as usize] += 1;
                }
            }
            words.truncate(place);
            ends.push(words.len());
        }
        // Items without a title change nothing for the others.
        let n_titled = (0..n_items).filter(|&item| start(&ends, item) < ends[item]).count() as u32;
        let weight = |&n: &u32| match is_on_nearly_all(n, n_titled) {
            true => 0.0,
            false => (n_titled as f32 / n as f32).ln_1p().powi(2),
        };
        let weights: Vec<f32> = n_titles_with.iter().map(weight).collect();
        let mut index = Self { words, ends, weights, norms: Vec::new() };
        index.norms = (0..n_items)
            .map(|item| index.row(item).iter().map(|&w| index.weights[w as usize]).sum::<f32>())
            .map(f32::sqrt)
            .collect();
        index
    }

    /// Cosine of the two titles' words, weighed by inverse document frequency.
    ///
    /// Range `0.0..=1.0`; 0 where either has no word that says anything. Costs one pass over both titles' words.
    ///
    /// Source: Salton, Buckley, *Term-Weighting Approaches in Automatic Text Retrieval*,
    /// Information Processing and Management 24(5), 1988, pages 513-523.
    #[must_use]
    pub fn likeness(&self, a: ItemIndex, b: ItemIndex) -> f32 {
        let (mut left, mut right) = (self.row(a.position()), self.row(b.position()));
        let mut dot = 0.0;
        while let (Some(&x), Some(&y)) = (left.first(), right.first()) {
            match x.cmp(&y) {
                std::cmp::Ordering::Less => left = &left[1..],
                std::cmp::Ordering::Greater => right = &right[1..],
                std::cmp::Ordering::Equal => {
                    dot += self.weights[x as usize];
                    (left, right) = (&left[1..], &right[1..]);
                }
            }
        }
        self.cosine(dot, a.position(), b.position())
    }

    /// Of two items whose shared words weigh so much together; 0 where either has none that weighs anything.
    fn cosine(&self, dot: f32, a: usize, b: usize) -> f32 {
        let norm = self.norms[a] * self.norms[b];
        if norm > 0.0 { (dot / norm).min(1.0) } else { 0.0 }
    }

    /// For each item the at most `most` others whose titles are most alike, and how much; none less
    /// alike than `least`. As [`Self::likeness`], but that words of more than a few hundred titles do not
    /// count: they say little, and would make every title like every other.
    ///
    /// Costs a step for every two titles that share a rarer word.
    #[must_use]
    pub fn alike(&self, most: usize, least: f32, threads: NonZeroUsize) -> Vec<Vec<(u32, f32)>> {
        let n_items = self.ends.len();
        let mut holders: Vec<Vec<u32>> = vec![Vec::new(); self.weights.len()];
        for item in 0..n_items {
            self.row(item).iter().for_each(|&word| holders[word as usize].push(item as u32));
        }
        let kept = || (vec![0.0_f32; n_items], Vec::new());
        let pieces = in_pieces(n_items, ROWS_AT_ONCE, threads, kept, |(dots, touched), items| {
            let of_item = |item: usize| {
                let rare = |&&word: &&u32| {
                    self.weights[word as usize] > 0.0
                        && holders[word as usize].len() <= MOST_TITLES_OF_A_WORD
                };
                for &word in self.row(item).iter().filter(rare) {
                    for &other in &holders[word as usize] {
                        let dot = &mut dots[other as usize];
                        if *dot == 0.0 {
                            touched.push(other);
                        }
                        *dot += self.weights[word as usize];
                    }
                }
                let mut alike: Vec<(u32, f32)> = Vec::new();
                for other in touched.drain(..) {
                    let dot = std::mem::take(&mut dots[other as usize]);
                    let likeness = self.cosine(dot, item, other as usize);
                    if other as usize != item && likeness >= least {
                        alike.push((other, likeness));
                    }
                }
                alike.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
                alike.truncate(most);
                alike
            };
            items.map(of_item).collect::<Vec<_>>()
        });
        pieces.into_iter().flatten().collect()
    }

    fn row(&self, item: usize) -> &[u32] {
        &self.words[start(&self.ends, item)..self.ends[item]]
    }
}

/// Where the words of an item start.
fn start(ends: &[usize], item: usize) -> usize {
    if item == 0 { 0 } else { ends[item - 1] }
}

/// A title in one form of each letter: small, composed with its accent, and neither full nor half
/// width.
///
/// Source: Unicode Standard Annex 15, *Unicode Normalization Forms*, form KC.
pub(crate) fn plain(title: &str) -> String {
    title.nfkc().flat_map(char::to_lowercase).collect()
}

/// The words of a title.
pub(crate) fn split(title: &str) -> Vec<String> {
    let mut words = Vec::new();
    let title = plain(title);
    for run in title.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let characters: Vec<char> = run.chars().collect();
        for part in characters.chunk_by(|&a, &b| is_ideograph(a) == is_ideograph(b)) {
            if is_ideograph(part[0]) && part.len() > 1 {
                words.extend(part.windows(2).map(|pair| pair.iter().collect::<String>()));
            } else {
                words.push(part.iter().collect());
            }
        }
    }
    words
}

/// Whether words are written without spaces in the script of `c`: ideographs and kana.
fn is_ideograph(c: char) -> bool {
    is_han(c) || matches!(c, '\u{3040}'..='\u{30FF}')
}

/// Whether `c` is an ideograph: about a word by itself, as no letter and no kana is.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_any_width_and_composition_are_the_same() {
        assert_eq!(split("ＲＥＤ　ﾏｸﾞ１００"), split("red マグ100"));
        assert_eq!(split("Cafe\u{301} GRU\u{308}N"), split("café grün"));
    }

    #[test]
    fn words_have_no_case_and_ideographs_go_in_pairs() {
        assert_eq!(split("Red T-Light 5cm"), ["red", "t", "light", "5cm"]);
        assert_eq!(split("红色杯子 XL"), ["红色", "色杯", "杯子", "xl"]);
        assert!(split(" -- ").is_empty());
    }

    #[test]
    fn titles_that_share_rare_words_are_more_alike_than_those_that_share_common_ones() {
        let titles = ["red heart mug", "blue heart mug", "red lantern", "red ribbon", "red bag"];
        let catalog = Catalog::of_titles(&titles);
        let index = TitleIndex::new(&catalog, titles.len());
        let likeness = |a, b| index.likeness(ItemIndex(a), ItemIndex(b));
        assert!(likeness(0, 1) > likeness(0, 2));
        assert!((likeness(2, 2) - 1.0).abs() < 1e-6);
        assert_eq!(likeness(1, 4), 0.0);
    }

    #[test]
    fn the_most_alike_titles_come_first_whatever_the_threads() {
        let titles = ["red heart mug", "blue heart mug", "red lantern", "heart mug", ""];
        let catalog = Catalog::of_titles(&titles);
        let index = TitleIndex::new(&catalog, titles.len());
        for threads in [1, 3] {
            let alike = index.alike(2, 0.1, NonZeroUsize::new(threads).unwrap());
            let items = |row: &Vec<(u32, f32)>| row.iter().map(|pair| pair.0).collect::<Vec<_>>();
            assert_eq!(alike.iter().map(items).collect::<Vec<_>>()[..2], [[3, 1], [3, 0]]);
            assert!(alike[4].is_empty());
            for (item, row) in alike.iter().enumerate() {
                for &(other, likeness) in row {
                    let exact = index.likeness(ItemIndex(item as u32), ItemIndex(other));
                    assert!((likeness - exact).abs() < 1e-6);
                }
            }
        }
    }
}
