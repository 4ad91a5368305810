//! What is planted: which items replace, extend and complete which.
//!
//! Needs are tied first, then the items of tied needs, so that interchangeable items share their
//! partners. A pair has one function, and an extension or complement one direction: anchor first.

use std::collections::HashSet;

use super::catalogue::{Catalogue, NO_NEED};
use super::defaults as d;
use super::lexicon::FAMILIES;
use super::params::ShopParams;
use super::random::{Random, Stream};

/// How two needs or items are tied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tie {
    /// Same family, another leaf.
    Extension,
    /// Another family, used together.
    Complement,
}

/// A planted extension or complement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) anchor: u32,
    pub(super) item: u32,
    pub(super) tie: Tie,
    /// How often the anchor brings the item, in one order or later.
    share: f64,
    /// Part of that which is bought in one order.
    together: f64,
}

/// All that is planted, and what each item brings along.
pub(super) struct Relations {
    pub(super) pairs: Vec<Pair>,
    /// Needs tied with each need.
    tied: Vec<Vec<u32>>,
    /// What an item brings into the same order, as rising shares.
    together: Companions,
    /// What it brings weeks later.
    later: Companions,
}

/// For each item its companions, each with the upper end of its share.
#[derive(Default)]
struct Companions {
    ends: Vec<u32>,
    companions: Vec<(u32, f64)>,
}

impl Relations {
    /// Plants relations in `catalogue`; extensions take over brands on the way.
    pub(super) fn plant(params: &ShopParams, catalogue: &mut Catalogue) -> Self {
        let mut random = Random::new(params.seed, Stream::Relations, 0);
        let mut tied = vec![Vec::new(); catalogue.needs.len()];
        let mut ties = Vec::new();
        tie_extensions(catalogue, &mut tied, &mut ties, &mut random);
        tie_complements(catalogue, &mut tied, &mut ties, &mut random);
        let pairs = pair_items(catalogue, &ties, &mut random);
        let n_items = catalogue.items.len();
        let forward = |pair: &Pair, share: f64| (pair.anchor, pair.item, share);
        let both_ways = pairs.iter().flat_map(|pair| {
            let share = pair.share * pair.together;
            [forward(pair, share), (pair.item, pair.anchor, share * d::REVERSE_SHARE)]
        });
        let together = Companions::new(n_items, both_ways);
        let later = pairs.iter().map(|pair| forward(pair, pair.share * (1.0 - pair.together)));
        let later = Companions::new(n_items, later);
        Self { pairs, tied, together, later }
    }

    /// What `item` brings into the same order, if anything this time.
    pub(super) fn together(&self, item: u32, random: &mut Random) -> Option<u32> {
        self.together.draw(item, random)
    }

    /// What `item` brings weeks later, if anything this time.
    pub(super) fn later(&self, item: u32, random: &mut Random) -> Option<u32> {
        self.later.draw(item, random)
    }

    /// What `item` brings, at once or weeks later, each with its share.
    pub(super) fn brought_by(&self, item: u32) -> impl Iterator<Item = (u32, f64)> {
        self.together.of(item).chain(self.later.of(item))
    }

    /// Whether two items share a need, a tie of their needs, or a need that both are tied with:
    /// such a pair is planted, or might as well be.
    pub(super) fn are_close(&self, catalogue: &Catalogue, a: u32, b: u32) -> bool {
        let (a, b) = (catalogue.item(a).need, catalogue.item(b).need);
        if a == NO_NEED || b == NO_NEED {
            return false;
        }
        let of = |need: u32| &self.tied[need as usize];
        a == b || of(a).contains(&b) || of(a).iter().any(|other| of(b).contains(other))
    }
}

impl Pair {
    /// Whether most of it shows in later orders of the same customer only.
    pub(super) fn is_mostly_later(&self) -> bool {
        self.together < d::MOSTLY_LATER
    }
}

impl Companions {
    fn new(n_items: usize, shares: impl Iterator<Item = (u32, u32, f64)>) -> Self {
        let mut rows: Vec<Vec<(u32, f64)>> = vec![Vec::new(); n_items];
        for (from, to, share) in shares {
            let row = &mut rows[from as usize];
            let below = row.last().map_or(0.0, |&(_, end)| end);
            row.push((to, below + share));
        }
        let mut all = Self::default();
        for row in rows {
            all.companions.extend(row);
            all.ends.push(all.companions.len() as u32);
        }
        all
    }

    fn row(&self, item: u32) -> &[(u32, f64)] {
        let item = item as usize;
        let start = if item == 0 { 0 } else { self.ends[item - 1] };
        &self.companions[start as usize..self.ends[item] as usize]
    }

    /// Companions with their shares, no more rising.
    fn of(&self, item: u32) -> impl Iterator<Item = (u32, f64)> {
        let mut below = 0.0;
        self.row(item).iter().map(move |&(companion, end)| {
            let share = end - below;
            below = end;
            (companion, share)
        })
    }

    fn draw(&self, item: u32, random: &mut Random) -> Option<u32> {
        let row = self.row(item);
        if row.is_empty() {
            return None;
        }
        let at = random.unit();
        row.iter().find(|&&(_, end)| at < end).map(|&(companion, _)| companion)
    }
}

type Ties = Vec<(u32, u32, Tie)>;

/// Ties needs of one family with needs of another leaf there, each at most once.
fn tie_extensions(
    catalogue: &Catalogue,
    tied: &mut [Vec<u32>],
    ties: &mut Ties,
    random: &mut Random,
) {
    for mut needs in needs_by_family(catalogue) {
        random.shuffle(&mut needs);
        let mut open: Vec<u32> = Vec::new();
        for need in needs {
            if !random.happens(d::EXTENSION_SHARE) {
                continue;
            }
            let leaf = |need: u32| catalogue.needs[need as usize].leaf;
            match open.iter().position(|&other| leaf(other) != leaf(need)) {
                Some(place) => tie(open.swap_remove(place), need, Tie::Extension, tied, ties),
                None => open.push(need),
            }
        }
    }
}

/// Ties needs with needs of families that go with theirs.
fn tie_complements(
    catalogue: &Catalogue,
    tied: &mut [Vec<u32>],
    ties: &mut Ties,
    random: &mut Random,
) {
    let by_family = needs_by_family(catalogue);
    let mut n_complements = vec![0.0; tied.len()];
    let mut needs: Vec<u32> = (0..tied.len() as u32).collect();
    random.shuffle(&mut needs);
    for need in needs {
        if !random.happens(d::COMPLEMENT_SHARE) {
            continue;
        }
        let leaf = catalogue.needs[need as usize].leaf;
        let path = random.pick(catalogue.leaves[leaf as usize].family().goes_with);
        let Some(family) = FAMILIES.iter().position(|family| family.path == *path) else {
            continue;
        };
        let most = d::MOST_COMPLEMENTS_OF_A_NEED;
        for _ in 0..d::COMPLEMENT_TRIES as usize {
            if by_family[family].is_empty() {
                break;
            }
            let other = *random.pick(&by_family[family]);
            let is_full = |need: u32| n_complements[need as usize] >= most;
            if !is_full(need) && !is_full(other) && !tied[need as usize].contains(&other) {
                tie(need, other, Tie::Complement, tied, ties);
                n_complements[need as usize] += 1.0;
                n_complements[other as usize] += 1.0;
                break;
            }
        }
    }
}

fn tie(from: u32, to: u32, what: Tie, tied: &mut [Vec<u32>], ties: &mut Ties) {
    tied[from as usize].push(to);
    tied[to as usize].push(from);
    ties.push((from, to, what));
}

fn needs_by_family(catalogue: &Catalogue) -> Vec<Vec<u32>> {
    let mut by_family = vec![Vec::new(); FAMILIES.len()];
    for (number, need) in catalogue.needs.iter().enumerate() {
        by_family[catalogue.leaves[need.leaf as usize].family].push(number as u32);
    }
    by_family
}

/// Pairs items of tied needs, and shares out how often each anchor brings which.
fn pair_items(catalogue: &mut Catalogue, ties: &Ties, random: &mut Random) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut n_partners = vec![0.0; catalogue.items.len()];
    let mut seen = HashSet::new();
    for &(from, to, tie) in ties {
        let (from, to) = (&catalogue.needs[from as usize], &catalogue.needs[to as usize]);
        let span = d::EXTENSION_TOGETHER_MOST - d::EXTENSION_TOGETHER_LEAST;
        let together = match tie {
            Tie::Extension => {
                let step = random.below(d::EXTENSION_TOGETHER_STEPS as usize) as f64;
                d::EXTENSION_TOGETHER_LEAST + span * step / (d::EXTENSION_TOGETHER_STEPS - 1.0)
            }
            Tie::Complement => d::COMPLEMENT_TOGETHER,
        };
        let n = to.members.len();
        for (place, &anchor) in from.members.iter().enumerate() {
            if tie == Tie::Extension && random.happens(d::SAME_BRAND_SHARE) {
                let brand = catalogue.items[anchor as usize].brand;
                catalogue.items[to.members[place % n] as usize].brand = brand;
            }
            for step in 0..n.min(d::PARTNERS_IN_A_NEED as usize) {
                let item = to.members[(place + step) % n];
                let full = |item: u32| n_partners[item as usize] >= d::MOST_PARTNERS;
                if full(anchor) || full(item) || !seen.insert((anchor, item)) {
                    continue;
                }
                n_partners[anchor as usize] += 1.0;
                n_partners[item as usize] += 1.0;
                // The first partner counts most; the shares become shares below.
                pairs.push(Pair { anchor, item, tie, share: 1.0 / (1.0 + step as f64), together });
            }
        }
    }
    let mut total = vec![0.0; catalogue.items.len()];
    pairs.iter().for_each(|pair| total[pair.anchor as usize] += pair.share);
    for pair in &mut pairs {
        let weight = |item: u32| catalogue.items[item as usize].weight;
        let balance = d::PARTNER_BALANCE * weight(pair.item) / weight(pair.anchor);
        pair.share *= d::PARTNER_SHARE / total[pair.anchor as usize] * balance.min(1.0);
    }
    pairs
}
