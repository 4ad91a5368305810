//! How alike titles are letter by letter: what words alone do not see of inflections, compounds and the numbers
//! of models.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::feature::{Feature, Features};
use super::titles::TitleLikeness;
use crate::relation::{is_han, is_on_nearly_all, plain_title};
use crate::words::{Catalog, ItemIndex};

/// Letters that are looked at together.
const GRAM: usize = 3;
/// Around every word.
const EDGE: char = ' ';

/// The letter triples of every title, each weighed by how rare it is; of ideographs each by itself, as one is about
/// a word or the head of one.
///
/// Costs 4 bytes a letter of a title and 12 an item.
#[derive(Debug)]
pub(super) struct Letters {
    grams: Vec<u32>,
    ends: Vec<usize>,
    /// Weight of each gram, squared.
    weights: Vec<f32>,
    norms: Vec<f32>,
}

impl Letters {
    /// Of all titles of `catalog`. Costs a pass over them.
    pub(super) fn new(catalog: &Catalog) -> Self {
        let n_items = catalog.columns().prices.len();
        let mut numbers: HashMap<[char; GRAM], u32, FixedState> = HashMap::default();
        let mut n_titles_with: Vec<u32> = Vec::new();
        let (mut grams, mut ends) = (Vec::new(), Vec::with_capacity(n_items));
        let mut n_titled = 0_u32;
        for item in 0..n_items {
            let start = grams.len();
            for_each_gram(catalog.title(ItemIndex(item as u32)).unwrap_or(""), |gram| {
                let next = numbers.len() as u32;
                grams.push(*numbers.entry(gram).or_insert(next));
            });
            grams[start..].sort_unstable();
            let mut place = start;
            for at in start..grams.len() {
                if at == start || grams[at] != grams[at - 1] {
                    grams[place] = grams[at];
                    place += 1;
                }
            }
            grams.truncate(place);
            n_titles_with.resize(numbers.len(), 0);
            grams[start..].iter().for_each(|&gram| n_titles_with[gram as usize] += 1);
            n_titled += u32::from(place > start);
            ends.push(place);
        }
        let weight = |&n: &u32| match is_on_nearly_all(n, n_titled) {
            true => 0.0,
            false => ((n_titled as f32 + 1.0) / (n as f32 + 0.5)).ln().max(0.0).powi(2),
        };
        let weights = n_titles_with.iter().map(weight).collect();
        let mut letters = Self { grams, ends, weights, norms: Vec::new() };
        let norm = |item| letters.row(item).iter().map(|&gram| letters.weight(gram)).sum::<f32>();
        letters.norms = (0..n_items).map(norm).map(f32::sqrt).collect();
        letters
    }

    /// Cosine of the two titles' letter triples, weighed by inverse document frequency. Range `0.0..=1.0`; 0
    /// where either has no letters that say anything. Costs a pass over both titles.
    ///
    /// Source: Cavnar, Trenkle, *N-Gram-Based Text Categorization*, SDAIR 1994, pages 161-175; McNamee, Mayfield,
    /// *Character N-Gram Tokenization for European Language Text Retrieval*, Information Retrieval 7, 2004,
    /// pages 73-97.
    pub(super) fn likeness(&self, a: ItemIndex, b: ItemIndex) -> f32 {
        let norm = self.norms[a.position()] * self.norms[b.position()];
        if norm <= 0.0 {
            return 0.0;
        }
        let (left, right) = (self.row(a.position()), self.row(b.position()));
        let (mut at, mut beside, mut dot) = (0, 0, 0.0_f32);
        while at < left.len() && beside < right.len() {
            let (x, y) = (left[at], right[beside]);
            if x == y {
                dot += self.weight(x);
            }
            at += usize::from(x <= y);
            beside += usize::from(y <= x);
        }
        (dot / norm).min(1.0)
    }

    /// How much more alike the titles are by letters than by words, of which `titles` tells, into `features`.
    pub(super) fn read(
        &self,
        a: ItemIndex,
        b: ItemIndex,
        titles: &TitleLikeness,
        features: &mut Features,
    ) {
        let beyond_words = self.likeness(a, b) - titles.all;
        features[Feature::Letters as usize] = beyond_words.max(0.0);
    }

    fn weight(&self, gram: u32) -> f32 {
        self.weights[gram as usize]
    }

    fn row(&self, item: usize) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.grams[start..self.ends[item]]
    }
}

/// Hands over every three letters that stand together in a word, its edges among them; and every ideograph, which
/// ends the word before it.
fn for_each_gram(title: &str, mut hear: impl FnMut([char; GRAM])) {
    let title = plain_title(title);
    for run in title.split(|c: char| !c.is_alphanumeric()) {
        let letters: Vec<char> = run.chars().collect();
        for part in letters.chunk_by(|&a, &b| !is_han(a) && !is_han(b)) {
            match part {
                [letter] => hear([EDGE, *letter, EDGE]),
                letters => {
                    let edged: Vec<char> =
                        [EDGE].into_iter().chain(letters.iter().copied()).chain([EDGE]).collect();
                    edged.windows(GRAM).for_each(|gram| hear([gram[0], gram[1], gram[2]]));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(titles: &[&str], a: u32, b: u32) -> f32 {
        let letters = Letters::new(&Catalog::of_titles(titles));
        let found = letters.likeness(ItemIndex(a), ItemIndex(b));
        assert_eq!(found, letters.likeness(ItemIndex(b), ItemIndex(a)));
        found
    }

    fn grams(title: &str) -> Vec<String> {
        let mut found = Vec::new();
        for_each_gram(title, |gram| found.push(gram.iter().collect()));
        found
    }

    #[test]
    fn words_go_in_triples_with_their_edges_and_ideographs_alone() {
        assert_eq!(grams("Mugs, A5"), [" mu", "mug", "ugs", "gs ", " a5", "a5 "]);
        assert_eq!(grams("x"), [" x "]);
        assert_eq!(grams("马克杯 L"), [" 马 ", " 克 ", " 杯 ", " l "]);
        assert_eq!(grams("果A5机"), [" 果 ", " a5", "a5 ", " 机 "]);
        assert_eq!(grams("マグ"), [" マグ", "マグ "]);
        assert!(grams("-- !").is_empty());
    }

    #[test]
    fn inflections_compounds_and_models_of_a_series_are_alike() {
        let titles = ["Kaffeetasse", "Teetassen", "Gartenschere", "EOS 550D", "EOS 500D", "Stativ"];
        assert!(likeness(&titles, 0, 1) > 0.25);
        assert!(likeness(&titles, 0, 2) < 0.05);
        assert!(likeness(&titles, 3, 4) > 0.3);
        assert_eq!(likeness(&titles, 3, 5), 0.0);
        let titles = ["马克杯", "玻璃杯", "雨伞", "雨衣"];
        assert!(likeness(&titles, 0, 1) > 0.1);
        assert_eq!(likeness(&titles, 0, 2), 0.0);
    }

    #[test]
    fn a_title_is_like_itself_and_nothing_is_like_no_title() {
        assert!((likeness(&["red mug", "red mug", "pot"], 0, 1) - 1.0).abs() < 1e-6);
        assert_eq!(likeness(&["", "red mug"], 0, 1), 0.0);
        assert_eq!(likeness(&["", ""], 0, 1), 0.0);
    }
}
