//! What titles say: which words name the kind of a thing, and which only dress it.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::feature::{Feature, Features, flag};
use crate::relation::{is_on_nearly_all, split_title};
use crate::words::{Catalog, ItemIndex};

/// Items that every word is taken to have beside its own, priced like the whole shop.
const PRIOR_ITEMS: f64 = 3.0;
/// About the weight of a word that one title of thousands holds. Unit: nats.
const RAREST: f32 = 8.0;

/// The words of every title, each with how rare it is and how much it tells of the price.
///
/// A word of what a thing *is* (`mug`, `doormat`) is on things of one price; a word of how it looks or of
/// its range (`red`, `retrospot`) is on things of any price. So nothing need be known of a language: a word
/// tells as much of the kind as it narrows the logarithm of the price.
///
/// Costs 4 bytes a word of a title.
#[derive(Debug)]
pub(super) struct Titles {
    words: Vec<u32>,
    ends: Vec<usize>,
    /// The last word of each title.
    last: Vec<Option<u32>>,
    weights: Vec<WordWeights>,
}

/// How much a word says, by inverse document frequency: of the kind, and of all else.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct WordWeights {
    kind: f32,
    theme: f32,
}

/// What two titles say of each other.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct TitleLikeness {
    /// Cosine of the words by how much they say of the kind, 0 to 1.
    pub(super) kind: f32,
    /// The same by how much they say of anything else.
    pub(super) theme: f32,
    /// The same by how much they say at all.
    pub(super) all: f32,
    /// Whether both have words that say anything.
    pub(super) are_known: bool,
    /// Whether both end in the same word: in many languages the head of the phrase.
    pub(super) is_last_shared: bool,
    /// How much of the kind the word says that says most of all those in one title only, about 0 to 1.
    pub(super) odd_kind: f32,
    /// How much else the word says that says most of all those in both titles, about 0 to 1.
    pub(super) shared_theme: f32,
}

impl Titles {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let prices = &catalog.columns().prices;
        let log_price = |item: usize| {
            let price = catalog.item(ItemIndex(item as u32)).price?.0;
            (price > 0).then(|| (price as f64).ln())
        };
        let mut numbers: HashMap<String, u32, FixedState> = HashMap::default();
        let (mut words, mut ends, mut last) = (Vec::new(), Vec::new(), Vec::new());
        let mut tallies: Vec<WordTally> = Vec::new();
        let mut all = WordTally::default();
        for item in 0..prices.len() {
            let start = words.len();
            let price = log_price(item);
            price.iter().for_each(|&price| all.hear(price));
            for word in split_title(catalog.title(ItemIndex(item as u32)).unwrap_or("")) {
                let next = numbers.len() as u32;
                let number = *numbers.entry(word).or_insert(next);
                words.push(number);
            }
            last.push(words.get(start..).and_then(<[u32]>::last).copied());
            words[start..].sort_unstable();
            let mut place = start;
            for at in start..words.len() {
                if at == start || words[at] != words[at - 1] {
                    words[place] = words[at];
                    place += 1;
                }
            }
            words.truncate(place);
            tallies.resize(numbers.len(), WordTally::default());
            for &word in &words[start..] {
                let tally = &mut tallies[word as usize];
                tally.n_titles += 1;
                price.iter().for_each(|&price| tally.hear(price));
            }
            ends.push(words.len());
        }
        let n_titled = last.iter().flatten().count() as u32;
        let of_shop = all.variance();
        let weights = tallies.iter().map(|tally| tally.weights(n_titled, of_shop)).collect();
        Self { words, ends, last, weights }
    }

    /// Costs a pass over both titles.
    pub(super) fn likeness(&self, a: ItemIndex, b: ItemIndex) -> TitleLikeness {
        let (mut left, mut right) = (self.row(a), self.row(b));
        let mut shared = Sums::default();
        let (mut odd_kind, mut shared_theme) = (0.0_f32, 0.0_f32);
        let [mut of_left, mut of_right] = [Sums::default(); 2];
        loop {
            let (x, y) = (left.first().copied(), right.first().copied());
            let weights = |word: u32| self.weights[word as usize];
            match (x, y) {
                (None, None) => break,
                (Some(x), Some(y)) if x == y => {
                    let both = weights(x);
                    for sums in [&mut shared, &mut of_left, &mut of_right] {
                        sums.add(both);
                    }
                    shared_theme = shared_theme.max(both.theme);
                    (left, right) = (&left[1..], &right[1..]);
                }
                (Some(x), y) if y.is_none_or(|y| x < y) => {
                    of_left.add(weights(x));
                    odd_kind = odd_kind.max(weights(x).kind);
                    left = &left[1..];
                }
                (_, Some(y)) => {
                    of_right.add(weights(y));
                    odd_kind = odd_kind.max(weights(y).kind);
                    right = &right[1..];
                }
                (Some(_), None) => unreachable!("a word before none"),
            }
        }
        let cosine = |shared: f32, left: f32, right: f32| {
            let norm = (left * right).sqrt();
            if norm > 0.0 { (shared / norm).min(1.0) } else { 0.0 }
        };
        let says = |word: &u32| self.weights[*word as usize] != WordWeights::default();
        let last = self.last[a.position()].filter(says);
        TitleLikeness {
            kind: cosine(shared.kind, of_left.kind, of_right.kind),
            theme: cosine(shared.theme, of_left.theme, of_right.theme),
            all: cosine(shared.all, of_left.all, of_right.all),
            are_known: of_left.all > 0.0 && of_right.all > 0.0,
            is_last_shared: last.is_some() && last == self.last[b.position()],
            odd_kind: odd_kind / RAREST,
            shared_theme: shared_theme / RAREST,
        }
    }

    /// What the words of both titles say, into `features`; returned as well.
    pub(super) fn read(
        &self,
        a: ItemIndex,
        b: ItemIndex,
        features: &mut Features,
    ) -> TitleLikeness {
        let titles = self.likeness(a, b);
        features[Feature::KindWords as usize] = titles.kind;
        features[Feature::ThemeWords as usize] = titles.theme;
        features[Feature::LastWord as usize] = flag(titles.is_last_shared);
        features[Feature::OddKind as usize] = titles.odd_kind;
        features[Feature::SharedTheme as usize] = titles.shared_theme;
        features[Feature::OtherOfRange as usize] = titles.theme * titles.odd_kind;
        features[Feature::HasTitles as usize] = flag(titles.are_known);
        titles
    }

    /// Words in both titles, as a share of those in either; 0 without any. Costs a pass over both
    /// titles.
    pub(super) fn overlap(&self, a: ItemIndex, b: ItemIndex) -> f32 {
        let (left, right) = (self.row(a), self.row(b));
        let n_shared = left.iter().filter(|word| right.binary_search(word).is_ok()).count();
        let n_all = left.len() + right.len() - n_shared;
        n_shared as f32 / n_all.max(1) as f32
    }

    /// The word that says most of the kind of an item; of equals the last in its title's sequence
    /// of numbers.
    pub(super) fn kind_word(&self, item: ItemIndex) -> Option<u32> {
        let kind = |word: u32| self.weights[word as usize].kind;
        let words = self.row(item).iter().copied().filter(|&word| kind(word) > 0.0);
        words.max_by(|&a, &b| kind(a).total_cmp(&kind(b)))
    }

    /// A bound on the numbers of words.
    pub(super) fn n_words(&self) -> u32 {
        self.weights.len() as u32
    }

    fn row(&self, item: ItemIndex) -> &[u32] {
        let item = item.position();
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.words[start..self.ends[item]]
    }
}

/// Sums of squares of [`WordWeights`].
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    kind: f32,
    theme: f32,
    all: f32,
}

impl Sums {
    fn add(&mut self, word: WordWeights) {
        self.kind += word.kind * word.kind;
        self.theme += word.theme * word.theme;
        self.all += (word.kind + word.theme).powi(2);
    }
}

/// The prices of the things that a word is on.
#[derive(Debug, Clone, Copy, Default)]
struct WordTally {
    n_titles: u32,
    n_priced: f64,
    sum: f64,
    squares: f64,
}

impl WordTally {
    fn hear(&mut self, log_price: f64) {
        self.n_priced += 1.0;
        self.sum += log_price;
        self.squares += log_price * log_price;
    }

    /// Of the logarithm of the price; 0 where there is none.
    fn variance(&self) -> f64 {
        let mean = self.sum / self.n_priced.max(1.0);
        (self.squares / self.n_priced.max(1.0) - mean * mean).max(0.0)
    }

    fn weights(&self, n_titled: u32, variance_of_shop: f64) -> WordWeights {
        if is_on_nearly_all(self.n_titles, n_titled) {
            return WordWeights::default();
        }
        let idf = ((f64::from(n_titled) + 1.0) / (f64::from(self.n_titles) + 0.5)).ln().max(0.0);
        // A word of few things is believed to say little.
        let n = self.n_priced;
        let own = (self.variance() * n + PRIOR_ITEMS * variance_of_shop) / (n + PRIOR_ITEMS);
        let narrowed = if variance_of_shop > 0.0 { 1.0 - own / variance_of_shop } else { 0.0 };
        let kind = idf * narrowed.max(0.0);
        WordWeights { kind: kind as f32, theme: (idf - kind) as f32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Id, Intake, ItemFacts, ItemView, Money};

    /// Mugs cost 5, lamps 80, whatever they are called beside.
    fn titles() -> (Titles, impl Fn(&str) -> ItemIndex) {
        let mut intake = Intake::new();
        let themes = ["red heart", "blue heart", "red star", "green dot", "polka", "spaceboy"];
        for (kind, price) in [("mug", 500), ("lamp", 8_000)] {
            for theme in themes {
                let title = format!("{theme} {kind}");
                let (title, price) = (Some(&*title), Some(Money(price)));
                let known = ItemView { title, price, ..ItemView::default() };
                let facts = ItemFacts { known, attributes: &[] };
                intake.push_item(Id::parse(title.unwrap()).unwrap(), &facts).unwrap();
            }
        }
        let history = intake.finish().unwrap();
        let titles = Titles::new(&history.catalog);
        (titles, move |id| history.vocabulary.index(id).unwrap())
    }

    #[test]
    fn a_word_of_one_price_names_the_kind_and_one_of_any_price_does_not() {
        let (titles, item) = titles();
        let mugs = titles.likeness(item("red heart mug"), item("green dot mug"));
        let hearts = titles.likeness(item("red heart mug"), item("red heart lamp"));
        assert!(mugs.kind > 0.9 && mugs.theme < 0.1, "{mugs:?}");
        assert!(hearts.kind < 0.1 && hearts.theme > 0.9, "{hearts:?}");
        assert!(mugs.is_last_shared && !hearts.is_last_shared);
        assert!(hearts.odd_kind > mugs.odd_kind);
        assert!(hearts.shared_theme > mugs.shared_theme);
    }

    #[test]
    fn a_title_is_like_itself_and_nothing_is_like_no_title() {
        let (titles, item) = titles();
        let own = titles.likeness(item("spaceboy mug"), item("spaceboy mug"));
        assert!((own.kind - 1.0).abs() < 1e-6 && (own.theme - 1.0).abs() < 1e-6);
        assert_eq!(own.odd_kind, 0.0);
        let untitled = Titles::new(&Catalog::blank(2));
        assert_eq!(untitled.likeness(ItemIndex(0), ItemIndex(1)), TitleLikeness::default());
    }

    #[test]
    fn what_nearly_all_titles_have_says_nothing() {
        let named: Vec<String> = (0..30).map(|n| format!("mug {n} FREE SHIPPING")).collect();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let all_alike = ["Product"; 30];
        for (titles, are_known) in [(&named[..], true), (&all_alike[..], false)] {
            let titles = Titles::new(&Catalog::of_titles(titles));
            let found = titles.likeness(ItemIndex(3), ItemIndex(4));
            assert_eq!(
                found,
                TitleLikeness { are_known, odd_kind: found.odd_kind, ..TitleLikeness::default() }
            );
        }
    }

    #[test]
    fn both_ways_are_one() {
        let (titles, item) = titles();
        let (a, b) = (item("red star lamp"), item("red heart mug"));
        assert_eq!(titles.likeness(a, b), titles.likeness(b, a));
    }
}
