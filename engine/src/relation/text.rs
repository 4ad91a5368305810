//! How alike two titles are.

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use crate::words::{Catalog, ItemIndex};

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
        let weight = |&n: &u32| (n_items as f32 / n as f32).ln_1p().powi(2);
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
    /// Range `0.0..=1.0`; 0 where either has no title. Costs one pass over both titles' words.
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
        let norm = self.norms[a.position()] * self.norms[b.position()];
        if norm > 0.0 { (dot / norm).min(1.0) } else { 0.0 }
    }

    fn row(&self, item: usize) -> &[u32] {
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.words[start..self.ends[item]]
    }
}

/// The words of a title.
fn split(title: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in title.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()) {
        let characters: Vec<char> = run.chars().flat_map(char::to_lowercase).collect();
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

/// Whether words are written without spaces in the script of `c`.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
