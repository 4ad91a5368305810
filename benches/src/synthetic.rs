//! Orders of a made-up shop with a long tail and topics.

use std::sync::Arc;

use engine::words::{
    Catalog, CatalogColumns, History, IntakeReport, Orders, Texts, Views, Vocabulary,
};

/// How large the made-up shop is.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Lines of orders, about.
    pub n_lines: usize,
    /// Distinct items.
    pub n_items: usize,
}

impl Scale {
    /// Ten million lines over 100,000 items.
    pub const MEDIUM: Self = Self { n_lines: 10_000_000, n_items: 100_000 };
    /// Fifty million lines over 200,000 items.
    pub const LARGE: Self = Self { n_lines: 50_000_000, n_items: 200_000 };
    /// One million lines over 49,000 items.
    pub const SMALL: Self = Self { n_lines: 1_000_000, n_items: 49_000 };

    /// The size that `DAPEI_BENCH_SCALE` names; medium where it names none.
    ///
    /// # Panics
    ///
    /// Where it names something else.
    #[must_use]
    pub fn from_environment() -> Self {
        match std::env::var("DAPEI_BENCH_SCALE").as_deref() {
            Ok("small") => Self::SMALL,
            Ok("medium") | Err(_) => Self::MEDIUM,
            Ok("large") => Self::LARGE,
            Ok(other) => panic!("DAPEI_BENCH_SCALE is `{other}`, expected small, medium or large"),
        }
    }
}

/// Mean number of draws of an order; sizes are geometric.
const MEAN_SIZE: f64 = 8.0;
/// Items of a topic, about.
const TOPIC_SIZE: usize = 200;
/// Softens the head of the popularity 1/(rank + 20).
const HEAD: f64 = 20.0;

/// Orders of geometric size, mean 8; item popularity 1/(rank + 20); half of the draws come from
/// one of two topics of about 200 items that each order has.
///
/// Items are numbered by popularity. The same `seed` gives the same orders.
#[must_use]
pub fn synthetic_orders(scale: Scale, seed: u64) -> Orders {
    let mut random = Random(seed);
    let n_topics = (scale.n_items / TOPIC_SIZE).max(1);
    let mut orders = Orders::with_capacity(scale.n_lines / 8, scale.n_lines, 0);
    let mut items: Vec<u32> = Vec::new();
    while orders.n_lines() < scale.n_lines {
        let topics = [random.below(n_topics), random.below(n_topics)];
        let size = 1 + (random.unit().ln() / (1.0 - 1.0 / MEAN_SIZE).ln()) as usize;
        items.clear();
        for _ in 0..size {
            let item = if random.unit() < 0.5 {
                ranked(random.unit(), scale.n_items)
            } else {
                let topic = topics[random.below(2)];
                (topic + ranked(random.unit(), TOPIC_SIZE) * n_topics).min(scale.n_items - 1)
            };
            items.push(item as u32);
        }
        orders.push(&mut items, None, None);
    }
    orders
}

/// A shop with the orders of [`synthetic_orders`], whose items have ids and no other facts.
///
/// # Panics
///
/// Never for the scales above.
#[must_use]
pub fn synthetic_history(scale: Scale, seed: u64) -> History {
    let ids: Vec<String> = (0..scale.n_items).map(|item| format!("item-{item:07}")).collect();
    let ids = Texts::from_rows(ids.iter().map(String::as_str)).expect("a few megabytes of ids");
    History {
        vocabulary: Vocabulary::new(ids).expect("every id is another"),
        catalog: Catalog::blank(scale.n_items),
        orders: synthetic_orders(scale, seed),
        views: Views::default(),
        customer_ids: Arc::default(),
        report: IntakeReport::default(),
    }
}

/// The same shop with a title of three words and a number for each item.
///
/// # Panics
///
/// Never for the scales above.
#[must_use]
pub fn titled(history: History, seed: u64) -> History {
    const WORDS: [&str; 16] = [
        "red", "white", "vintage", "small", "hanging", "wooden", "metal", "glass", "heart",
        "holder", "lantern", "cushion", "basket", "teapot", "ribbon", "drawer",
    ];
    let mut random = Random(seed);
    let n_items = history.vocabulary.len();
    let titles: Vec<String> = (0..n_items)
        .map(|item| {
            let mut word = || WORDS[random.below(WORDS.len())];
            format!("{} {} {} no. {item}", word(), word(), word())
        })
        .collect();
    let titles = Texts::from_rows(titles.iter().map(String::as_str)).expect("a few megabytes");
    let columns = CatalogColumns { titles, ..history.catalog.columns().clone() };
    let catalog = Catalog::new(columns, n_items).expect("a title an item");
    History { catalog, ..history }
}

/// The rank below `n` at quantile `unit` of a popularity of 1/(rank + 20).
fn ranked(unit: f64, n: usize) -> usize {
    let rank = HEAD * ((1.0 + n as f64 / HEAD).powf(unit) - 1.0);
    (rank as usize).min(n - 1)
}

/// SplitMix64 (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Above 0 and at most 1.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) + 1) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize % n
    }
}
