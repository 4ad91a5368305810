//! From a cart to the items that may go with it, and what each signal says of them.

use super::mix::{Mix, Mixes};
use super::signal::{ItemNumbers, Nearness, RowsRef, Signals, UNFILED, Usual};
use super::taste::{CustomerFacts, N_TASTES};

/// What speaks for an item. Each is a chance: the signal's number for the item, as a share of its
/// numbers for all candidates of the cart; those about pairs as a share of that and of what they usually
/// say, so that they are heard less of a cart of which they know little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The strengths of the pairs with the cart, squared and added up: one close partner says more
    /// than several distant ones.
    Pairs,
    /// The same of late orders.
    RecentPairs,
    /// The strengths of the pairs in small orders, added up.
    FocusedPairs,
    /// What it owes to the cart once all other items are known, squared.
    Owed,
    /// The same, not squared.
    OwedAtAll,
    /// The orders that are most like the cart and hold it, each by how like it is.
    BasketKnn,
    /// What its category is to those of the cart, and what it sells there.
    Category,
    /// Its sales.
    Sales,
    /// Its sales of the last days.
    RecentSales,
    /// The visits of late that saw it.
    Visits,
    /// Nothing: every candidate as much as any other.
    Chance,
}

/// How many signals there are.
pub const N_SIGNALS: usize = Signal::ALL.len();

impl Signal {
    /// All signals.
    pub const ALL: [Self; 11] = [
        Self::Pairs,
        Self::RecentPairs,
        Self::FocusedPairs,
        Self::Owed,
        Self::OwedAtAll,
        Self::BasketKnn,
        Self::Category,
        Self::Sales,
        Self::RecentSales,
        Self::Visits,
        Self::Chance,
    ];

    /// Its name in `inspect` and in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pairs => "pairs",
            Self::RecentPairs => "recent_pairs",
            Self::FocusedPairs => "focused_pairs",
            Self::Owed => "owed",
            Self::OwedAtAll => "owed_at_all",
            Self::BasketKnn => "basket_knn",
            Self::Category => "category",
            Self::Sales => "sales",
            Self::RecentSales => "recent_sales",
            Self::Visits => "visits",
            Self::Chance => "chance",
        }
    }
}

/// What makes an item more or less likely than the signals alone say: e to the power of a weight times
/// this number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trait {
    /// Sales of the last month against all: a logarithm, 0 where the item sells as the shop does.
    MonthTrend,
    /// Sales of the last week against those of the month, likewise.
    WeekTrend,
    /// How far its price is from the cart's: the difference of their logarithms, 0 where either is not
    /// known.
    PriceDistance,
    /// The part of the cart that is of its category. Range `0.0..=1.0`.
    SameCategory,
    /// How alike its title is to one of the cart. Range `0.0..=1.0`.
    TitleLikeness,
}

/// How many traits there are.
pub const N_TRAITS: usize = Trait::ALL.len();

impl Trait {
    /// All traits.
    pub const ALL: [Self; 5] = [
        Self::MonthTrend,
        Self::WeekTrend,
        Self::PriceDistance,
        Self::SameCategory,
        Self::TitleLikeness,
    ];

    /// Its name in `inspect` and in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::MonthTrend => "month_trend",
            Self::WeekTrend => "week_trend",
            Self::PriceDistance => "price_distance",
            Self::SameCategory => "same_category",
            Self::TitleLikeness => "title_likeness",
        }
    }
}

/// Candidates that are looked at closely: the best by the default mix. Weights are fitted on them and
/// used on them.
pub const POOL: usize = 256;
/// So many times what pairs usually say is added to what they say of a cart. Where they know little of it,
/// other signals so are heard more. On two windows of earlier orders of a gift shop and of a grocer 1, 3 and 10
/// served alike, and 0 a little worse.
const USUAL: f32 = 3.0;
/// Categories that put up their best sellers: the most likely ones.
const CATEGORIES: usize = 12;

/// An item of the pool and what was heard of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Which item.
    pub item: u32,
    /// What each [`Signal`] says; of pairs up to four, where they know much more of the cart than
    /// usual.
    pub chances: [f32; N_SIGNALS],
    /// Its number for each [`Trait`].
    pub traits: [f32; N_TRAITS],
    /// Its number for each [`Taste`](super::Taste); 0 where nobody is known.
    pub tastes: [f32; N_TASTES],
    /// Its part of what small orders say for cold items; 0 for all others.
    pub cold: f32,
}

/// What reading the signals leaves for the next cart. One a thread: 32 bytes an item, 4 a category,
/// 4 an order that is kept, and some 120 for each candidate of the largest cart.
#[derive(Debug, Default)]
pub struct Candidates {
    tallies: Vec<Tally>,
    /// Items that a signal or a list names, or that must not be listed.
    touched: Vec<u32>,
    nearness: Nearness,
    chances_of_categories: Vec<f32>,
    categories: Vec<u32>,
    /// What is known of each of the touched, fetched in a loop that does nothing else, so that several trips
    /// to memory are under way at once.
    known: Vec<ItemNumbers>,
    heard: Vec<Heard>,
    /// Places in `heard`, each with what the default mix says.
    ranked: Vec<(u32, f32)>,
    pool: Vec<Candidate>,
    others: Vec<(u32, f32)>,
    cold: Vec<Candidate>,
}

/// What the signals say of one item, not yet as shares.
#[derive(Debug, Clone, Copy)]
struct Heard {
    item: u32,
    numbers: [f32; N_SIGNALS],
    cold: f32,
    title: f32,
}

/// What the tables say of one item; all zero between carts.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    pairs: f32,
    recent: f32,
    focused: f32,
    owed: f32,
    baskets: f32,
    title: f32,
    is_touched: bool,
    is_blocked: bool,
}

/// An item of the cart, and how loudly it speaks.
pub type Voice = (u32, f32);

/// How many items of a cart speak as loudly as these together: what was only looked at makes a cart no larger than
/// it is heard.
///
/// ```
/// use engine::rank::n_speaking;
/// assert_eq!(n_speaking(&[(4, 1.0), (7, 0.25)]), 1);
/// assert_eq!(n_speaking(&[(4, 1.0), (7, 1.0), (8, 0.25), (9, 0.25)]), 3);
/// assert_eq!(n_speaking(&[(7, 0.25)]), 1);
/// ```
#[must_use]
pub fn n_speaking(cart: &[Voice]) -> usize {
    let loudness: f32 = cart.iter().map(|&(_, loudness)| loudness).sum();
    loudness.round().max(1.0) as usize
}

/// An item of few orders, of which pairs say little.
const COLD_ORDERS: f32 = 5.0;

impl Candidates {
    /// Reads what `pairs` and `signals` say of the items of `cart`, for a customer who `bought` these before (nothing where
    /// nobody is known), `blocked` ones left out: the pool, in no
    /// particular sequence, and the other candidates, in none either, each with what the default mix says.
    ///
    /// Costs an addition an edge of the cart's items, and some fifty operations for each item that they
    /// lead to.
    ///
    /// # Panics
    ///
    /// Where the cart, `bought` or `blocked` holds an item that there is not.
    pub fn read(
        &mut self,
        pairs: RowsRef<'_>,
        signals: &Signals,
        cart: &[Voice],
        bought: &[u32],
        blocked: impl Iterator<Item = u32>,
    ) -> (&[Candidate], &[(u32, f32)]) {
        self.tallies.resize(signals.n_items(), Tally::default());
        self.chances_of_categories.resize(signals.best_of_category.len(), 0.0);
        for item in blocked {
            self.touch(item).is_blocked = true;
        }
        self.hear_pairs(pairs, signals, cart);
        self.hear_baskets(signals, cart);
        let unknown = self.hear_categories(signals, cart);
        for &item in signals.best_of_shop.iter().chain(&signals.most_visited) {
            self.touch(item);
        }
        self.choose(signals, cart, bought, unknown);
        self.forget();
        (&self.pool, &self.others)
    }

    fn touch(&mut self, item: u32) -> &mut Tally {
        let tally = &mut self.tallies[item as usize];
        if !tally.is_touched {
            tally.is_touched = true;
            self.touched.push(item);
        }
        tally
    }

    fn hear_pairs(&mut self, pairs: RowsRef<'_>, signals: &Signals, cart: &[Voice]) {
        let tables = signals.tables();
        for &(anchor, loudness) in cart {
            for (item, strength) in pairs.row(anchor) {
                self.touch(item).pairs += loudness * strength * strength;
            }
            for (item, strength) in tables.recent.borrow().row(anchor) {
                self.touch(item).recent += loudness * strength * strength;
            }
            for (item, strength) in tables.focused.borrow().row(anchor) {
                self.touch(item).focused += loudness * strength;
            }
            for (item, weight) in tables.ridge.borrow().row(anchor) {
                self.touch(item).owed += loudness * weight;
            }
            for (item, likeness) in tables.titles.borrow().row(anchor) {
                let tally = self.touch(item);
                tally.title = tally.title.max(likeness);
            }
        }
    }

    fn hear_baskets(&mut self, signals: &Signals, cart: &[Voice]) {
        let late_baskets = &signals.tables().late_baskets;
        let mut nearness = std::mem::take(&mut self.nearness);
        for &(likeness, order) in late_baskets.nearest(cart, &mut nearness) {
            late_baskets.held(order).iter().for_each(|&item| self.touch(item).baskets += likeness);
        }
        self.nearness = nearness;
    }

    /// The chance of each category after those of the cart, and how much of the chance is that of any
    /// category after any.
    fn hear_categories(&mut self, signals: &Signals, cart: &[Voice]) -> f32 {
        let transition = &signals.tables().transition;
        let filed = |&&(item, _): &&Voice| signals.items[item as usize].category != UNFILED;
        let loudness: f32 = cart.iter().filter(filed).map(|&(_, loudness)| loudness).sum();
        let mut unknown = 0.0;
        for &(anchor, own) in cart.iter().filter(filed) {
            let category = signals.items[anchor as usize].category;
            let share = own / loudness;
            unknown += share * transition.unknown[category as usize];
            for (follower, chance) in transition.followers.borrow().row(category) {
                let sum = &mut self.chances_of_categories[follower as usize];
                if *sum == 0.0 {
                    self.categories.push(follower);
                }
                *sum += share * chance;
            }
        }
        let of = &self.chances_of_categories;
        let order = |a: &u32, b: &u32| of[*b as usize].total_cmp(&of[*a as usize]).then(a.cmp(b));
        let n_likely = CATEGORIES.min(self.categories.len());
        if n_likely < self.categories.len() {
            self.categories.select_nth_unstable_by(n_likely, order);
        }
        for place in 0..n_likely {
            for &item in &signals.best_of_category[self.categories[place] as usize] {
                self.touch(item);
            }
        }
        unknown
    }

    /// What each signal says of every candidate, and the sums over them: of the squares of what small orders say,
    /// too.
    fn hear(&mut self, signals: &Signals, unknown: f32) -> ([f32; N_SIGNALS], f32) {
        let Self { tallies, touched, chances_of_categories, known, heard, .. } = self;
        known.clear();
        known.extend(touched.iter().map(|&item| signals.items[item as usize]));
        let mut totals = [0.0_f32; N_SIGNALS];
        let mut focused_squares = 0.0_f32;
        heard.clear();
        for (&item, known) in touched.iter().zip(known.iter()) {
            let tally = &tallies[item as usize];
            if tally.is_blocked {
                continue;
            }
            let of_category = match chances_of_categories.get(known.category as usize) {
                Some(chance) => {
                    let any = unknown * signals.tables().transition.base[known.category as usize];
                    (chance + any) * known.share_of_category
                }
                None => 0.0,
            };
            let owed = tally.owed.max(0.0);
            let focused_square = tally.focused * tally.focused;
            let numbers = [
                tally.pairs,
                tally.recent,
                tally.focused,
                owed * owed,
                owed,
                tally.baskets,
                of_category,
                known.n_orders,
                known.of_days,
                known.visits,
                1.0,
            ];
            totals.iter_mut().zip(numbers).for_each(|(total, number)| *total += number);
            focused_squares += focused_square;
            let cold = if known.n_orders <= COLD_ORDERS { focused_square } else { 0.0 };
            heard.push(Heard { item, numbers, cold, title: tally.title });
        }
        (totals, focused_squares)
    }

    /// Ranks all candidates by the default mix, and looks closely at the best.
    fn choose(&mut self, signals: &Signals, cart: &[Voice], bought: &[u32], unknown: f32) {
        let (totals, focused_squares) = self.hear(signals, unknown);
        let Self { heard, ranked, pool, others, .. } = self;
        let loudness: f32 = cart.iter().map(|&(_, loudness)| loudness).sum();
        let (scales, cold_scale) = (scales(totals, signals, loudness), scale(focused_squares));
        let defaults = Mixes::defaults(n_speaking(cart));
        let weights = Mix { weights: scaled(defaults.weights, &scales), ..*defaults };
        let of_cold = defaults.cold * cold_scale;
        let likely = |heard: &Heard| weights.chance(&heard.numbers) + of_cold * heard.cold;
        ranked.clear();
        ranked.extend((0..).zip(heard.iter().map(likely)));
        if POOL < ranked.len() {
            ranked.select_nth_unstable_by(POOL, |a, b| {
                let item = |place: u32| heard[place as usize].item;
                b.1.total_cmp(&a.1).then_with(|| item(a.0).cmp(&item(b.0)))
            });
        }
        let (best, rest) = ranked.split_at(POOL.min(ranked.len()));
        let about = CartFacts::new(signals, cart);
        let customer = (!bought.is_empty()).then(|| CustomerFacts::new(signals, bought));
        let tastes = |item| customer.as_ref().map(|facts| facts.numbers(signals, item));
        pool.clear();
        pool.extend(best.iter().map(|&(place, _)| {
            let Heard { item, numbers, cold, title } = heard[place as usize];
            Candidate {
                item,
                chances: scaled(numbers, &scales),
                traits: about.traits(signals, item, title),
                tastes: tastes(item).unwrap_or_default(),
                cold: cold * cold_scale,
            }
        }));
        others.clear();
        others.extend(rest.iter().map(|&(place, likely)| (heard[place as usize].item, likely)));
    }

    /// The cold ones among all candidates of `cart`, the one read last: each signal as a share among
    /// them alone, where what sells has no part. Costs a look at every candidate.
    pub fn cold(&mut self, signals: &Signals, cart: &[Voice]) -> &[Candidate] {
        let is_cold = |heard: &&Heard| heard.numbers[Signal::Sales as usize] <= COLD_ORDERS;
        let mut totals = [0.0_f32; N_SIGNALS];
        for heard in self.heard.iter().filter(is_cold) {
            totals.iter_mut().zip(heard.numbers).for_each(|(total, number)| *total += number);
        }
        let scales = totals.map(scale);
        let about = CartFacts::new(signals, cart);
        self.cold.clear();
        self.cold.extend(self.heard.iter().filter(is_cold).map(|heard| Candidate {
            item: heard.item,
            chances: scaled(heard.numbers, &scales),
            traits: about.traits(signals, heard.item, heard.title),
            tastes: [0.0; N_TASTES],
            cold: 0.0,
        }));
        &self.cold
    }

    fn forget(&mut self) {
        for item in self.touched.drain(..) {
            self.tallies[item as usize] = Tally::default();
        }
        for category in self.categories.drain(..) {
            self.chances_of_categories[category as usize] = 0.0;
        }
    }
}

/// What makes a chance of what each signal says, where it says `totals` of all candidates beside a cart of such
/// `loudness`: beside the usual item all candidates together have the chance 1.
fn scales(totals: [f32; N_SIGNALS], signals: &Signals, loudness: f32) -> [f32; N_SIGNALS] {
    let mut scales = totals.map(scale);
    let Usual { pairs, recent, focused, owed: [owed, owed_at_all] } = signals.usual;
    for (signal, usual) in [
        (Signal::Pairs, pairs),
        (Signal::RecentPairs, recent),
        (Signal::FocusedPairs, focused),
        (Signal::Owed, owed),
        (Signal::OwedAtAll, owed_at_all),
    ] {
        let usual = usual * loudness;
        scales[signal as usize] = (1.0 + USUAL) * scale(totals[signal as usize] + USUAL * usual);
    }
    scales
}

/// What makes a share of a number, of those that are `total` together.
fn scale(total: f32) -> f32 {
    if total.is_normal() { total.recip() } else { 0.0 }
}

fn scaled(numbers: [f32; N_SIGNALS], scales: &[f32; N_SIGNALS]) -> [f32; N_SIGNALS] {
    let mut scaled = numbers;
    scaled.iter_mut().zip(scales).for_each(|(number, scale)| *number *= scale);
    scaled
}

/// What the traits of a candidate are measured against.
struct CartFacts {
    /// Mean logarithm of the prices; not a number where none is known.
    price_log: f32,
    /// The cart's categories, rising, each with its part of the cart.
    categories: Vec<(u32, f32)>,
}

impl CartFacts {
    fn new(signals: &Signals, cart: &[Voice]) -> Self {
        let known = || {
            let logs = cart.iter().map(|&(item, _)| signals.items[item as usize].price_log);
            logs.filter(|log| !log.is_nan())
        };
        let price_log = known().sum::<f32>() / known().count() as f32;
        let share = 1.0 / cart.len().max(1) as f32;
        let of_cart = cart.iter().map(|&(item, _)| signals.items[item as usize].category);
        let mut categories: Vec<(u32, f32)> =
            of_cart.filter(|&category| category != UNFILED).map(|c| (c, share)).collect();
        categories.sort_unstable_by_key(|&(category, _)| category);
        categories.dedup_by(|later, first| {
            let is_same = later.0 == first.0;
            first.1 += if is_same { later.1 } else { 0.0 };
            is_same
        });
        Self { price_log, categories }
    }

    fn traits(&self, signals: &Signals, item: u32, title: f32) -> [f32; N_TRAITS] {
        let known = &signals.items[item as usize];
        let ([month, week], own) = (known.trends, known.category);
        let distance = (known.price_log - self.price_log).abs();
        let place = self.categories.binary_search_by_key(&own, |&(category, _)| category);
        let same = place.map_or(0.0, |place| self.categories[place].1);
        [month, week, if distance.is_nan() { 0.0 } else { distance }, same, title]
    }
}

impl Mix {
    /// What the signals say together, before traits.
    #[inline]
    pub(super) fn chance(&self, chances: &[f32; N_SIGNALS]) -> f32 {
        self.weights.iter().zip(chances).map(|(weight, chance)| weight * chance).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rank::{Demand, LateBaskets, Rows, SignalTables, Transition};
    use crate::words::Catalog;

    /// Items 0 to 4: 0 leads to 1 and 2, 1 to 2 and 3; 4 is sold beside nothing, 5 never.
    struct Shop {
        pairs: Rows,
        signals: Signals,
    }

    fn shop() -> Shop {
        let rows = |rows: [&[(u32, f32)]; 6]| Rows::of(rows.map(|row| row.iter().copied()));
        let n_orders_with = [9, 8, 6, 5, 4, 0];
        let tables = SignalTables {
            recent: rows([&[(1, 0.5)], &[(2, 1.0)], &[], &[], &[], &[]]),
            focused: rows([&[(1, 0.3), (4, 0.1)], &[(2, 0.5)], &[], &[], &[], &[]]),
            ridge: rows([&[(2, -0.5), (1, 0.2)], &[(2, 0.1), (3, 0.2)], &[], &[], &[], &[]]),
            titles: rows([&[(5, 0.6)], &[(5, 0.7)], &[], &[], &[], &[]]),
            demand: Demand {
                faded: n_orders_with.map(|n| [n as f32; 3]).to_vec(),
                visits: (0..6).map(|n| n as f32).collect(),
            },
            transition: Transition::default(),
            late_baskets: late_baskets(&[2, 5, 7], &[0, 2, 1, 3, 5, 4, 5], 6),
        };
        let pairs = rows([&[(1, 0.4), (2, 0.2)], &[(2, 0.4), (3, 0.2)], &[], &[], &[], &[]]);
        let catalog = Catalog::of_titles(&[""; 6]);
        let signals = Signals::new(tables, pairs.borrow(), &catalog, &n_orders_with).unwrap();
        Shop { pairs, signals }
    }

    fn late_baskets(ends: &[u32], items: &[u32], n_items: usize) -> LateBaskets {
        LateBaskets::from_columns(ends.to_vec(), items.to_vec(), n_items).unwrap()
    }

    fn read(candidates: &mut Candidates, cart: &[Voice], blocked: &[u32]) -> Vec<Candidate> {
        let Shop { pairs, signals } = shop();
        let blocked = blocked.iter().copied();
        let (pool, others) = candidates.read(pairs.borrow(), &signals, cart, &[], blocked);
        assert!(others.is_empty());
        let mut pool = pool.to_vec();
        pool.sort_by_key(|candidate| candidate.item);
        pool
    }

    #[test]
    fn each_signal_is_a_share_among_the_candidates() {
        let pool = read(&mut Candidates::default(), &[(0, 1.0), (1, 1.0)], &[0, 1]);
        let items: Vec<u32> = pool.iter().map(|candidate| candidate.item).collect();
        assert_eq!(items, [2, 3, 4, 5]);
        let of = |signal: Signal| -> Vec<f32> {
            pool.iter().map(|candidate| candidate.chances[signal as usize]).collect()
        };
        let close = |found: Vec<f32>, expected: [f32; 4]| {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
        };
        // A quarter is of all that is said of this cart, three of what is said of two usual items: over 32 lines
        // of orders, 9 with item 0 and 8 with item 1.
        let share = |number: f32, all: f32, usual: [f32; 2]| {
            4.0 * number / (all + 3.0 * 2.0 * (9.0 * usual[0] + 8.0 * usual[1]) / 32.0)
        };
        // 0.2² + 0.4² beside 0.2².
        let pairs = |number| share(number, 0.24, [0.2, 0.2]);
        close(of(Signal::Pairs), [pairs(0.2), pairs(0.04), 0.0, 0.0]);
        close(of(Signal::RecentPairs), [share(1.0, 1.0, [0.25, 1.0]), 0.0, 0.0, 0.0]);
        let focused = |number| share(number, 0.6, [0.4, 0.5]);
        close(of(Signal::FocusedPairs), [focused(0.5), 0.0, focused(0.1), 0.0]);
        // Item 2 owes less than nothing to the two together.
        close(of(Signal::Owed), [0.0, share(0.04, 0.04, [0.04, 0.05]), 0.0, 0.0]);
        close(of(Signal::OwedAtAll), [0.0, share(0.2, 0.2, [0.2, 0.3]), 0.0, 0.0]);
        // Item 0 and item 1 are in one order of three; it holds two items, or three.
        let (two, three) = (2.0_f32.sqrt().recip(), 3.0_f32.sqrt().recip());
        let all = two + 2.0 * three;
        close(of(Signal::BasketKnn), [two / all, three / all, 0.0, three / all]);
        close(of(Signal::Sales), [6.0 / 15.0, 5.0 / 15.0, 4.0 / 15.0, 0.0]);
        // Of 0 to 5 visits.
        close(of(Signal::Visits), [2.0 / 14.0, 3.0 / 14.0, 4.0 / 14.0, 5.0 / 14.0]);
        close(of(Signal::Chance), [0.25; 4]);
        close(of(Signal::Category), [0.0; 4]);
        assert_eq!(pool[3].traits[Trait::TitleLikeness as usize], 0.7);
        // Item 4 has few orders: 0.1² of 0.5² + 0.1².
        assert!((pool[2].cold - 0.01 / 0.26).abs() < 1e-6 && pool[0].cold == 0.0);
    }

    #[test]
    fn cold_items_share_among_themselves() {
        let Shop { pairs, mut signals } = shop();
        signals.items[3].n_orders = 4.0;
        let mut candidates = Candidates::default();
        let cart = [(0, 1.0), (1, 1.0)];
        candidates.read(pairs.borrow(), &signals, &cart, &[], [0, 1].into_iter());
        let mut cold = candidates.cold(&signals, &cart).to_vec();
        cold.sort_by_key(|candidate| candidate.item);
        let of = |signal: Signal| -> Vec<(u32, f32)> {
            cold.iter().map(|c| (c.item, c.chances[signal as usize])).collect()
        };
        // Of 3, 4 and 5 only the first is paired, and the last was never sold.
        assert_eq!(of(Signal::Pairs), [(3, 1.0), (4, 0.0), (5, 0.0)]);
        assert_eq!(of(Signal::Sales), [(3, 0.5), (4, 0.5), (5, 0.0)]);
        assert_eq!(cold[2].traits[Trait::TitleLikeness as usize], 0.7);
    }

    #[test]
    fn pairs_are_heard_less_of_a_cart_of_which_they_know_little() {
        let said = |cart: &[Voice]| -> f32 {
            let pool = read(&mut Candidates::default(), cart, &[]);
            pool.iter().map(|candidate| candidate.chances[Signal::Pairs as usize]).sum()
        };
        // No pair leads from item 4.
        let (one, both) = (said(&[(0, 1.0)]), said(&[(0, 1.0), (4, 1.0)]));
        assert!(both < one && both > one / 2.0, "{one} {both}");
        assert_eq!(said(&[(4, 1.0)]), 0.0);
    }

    #[test]
    fn a_voice_half_as_loud_says_half_as_much() {
        let pool = read(&mut Candidates::default(), &[(0, 0.5), (1, 1.0)], &[0, 1]);
        let chances = |item: usize| pool[item].chances[Signal::Pairs as usize];
        let pairs = chances(0) / (chances(0) + chances(1));
        assert!((pairs - (0.02 + 0.16) / (0.02 + 0.16 + 0.04)).abs() < 1e-6, "{pairs}");
    }

    #[test]
    fn nothing_is_left_over_from_one_cart_to_the_next() {
        let mut kept = Candidates::default();
        let first = read(&mut kept, &[(0, 1.0)], &[0, 3]);
        let _ = read(&mut kept, &[(1, 1.0)], &[1]);
        assert_eq!(read(&mut kept, &[(0, 1.0)], &[0, 3]), first);
        assert_eq!(read(&mut Candidates::default(), &[(0, 1.0)], &[0, 3]), first);
        // What is blocked is no candidate, though it is bought with the cart and sells.
        assert!(first.iter().all(|candidate| candidate.item != 0 && candidate.item != 3));
    }

    #[test]
    fn more_candidates_than_the_pool_holds_are_the_less_likely_ones() {
        let n_items = 2 * POOL;
        let row: Vec<(u32, f32)> =
            (1..n_items as u32).map(|item| (item, 1.0 / (1 + item % 101) as f32)).collect();
        let mut rows = vec![Vec::new(); n_items];
        rows[0] = row;
        let empty = || Rows::of(vec![Vec::new(); n_items]);
        let tables = SignalTables {
            recent: empty(),
            focused: empty(),
            ridge: empty(),
            titles: empty(),
            demand: Demand { faded: vec![[1.0; 3]; n_items], visits: Vec::new() },
            transition: Transition::default(),
            late_baskets: late_baskets(&[], &[], n_items),
        };
        let catalog = Catalog::of_titles(&vec![""; n_items]);
        let pairs = Rows::of(rows);
        let signals = Signals::new(tables, pairs.borrow(), &catalog, &vec![1; n_items]).unwrap();
        let mut candidates = Candidates::default();
        let (pool, others) =
            candidates.read(pairs.borrow(), &signals, &[(0, 1.0)], &[], std::iter::once(0));
        assert_eq!((pool.len(), others.len()), (POOL, n_items - 1 - POOL));
        let least = pool.iter().map(|c| c.chances[Signal::Pairs as usize]).fold(1.0, f32::min);
        let of = |item: u32| 1.0 / (1 + item % 101) as f32;
        let total: f32 = (1..n_items as u32).map(|item| of(item).powi(2)).sum();
        assert!(others.iter().all(|&(item, _)| of(item).powi(2) / total <= least + 1e-6));
    }
}
