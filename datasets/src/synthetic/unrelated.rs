//! Pairs that are not related, and are hard to tell from those that are.

use std::collections::{HashMap, HashSet};

use engine::relation::Momentum;

use super::calendar::Season;
use super::catalogue::{Catalogue, Role};
use super::defaults as d;
use super::random::{Random, Stream};
use super::relations::Relations;
use super::shop::Shop;

/// Why an unrelated pair is hard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trap {
    /// The leaves of a planted pair, and about its popularity.
    SameCategories,
    /// The leaf of a planted substitute, for another use.
    SameLeaf,
    /// Titles share words.
    TitleOverlap,
    /// Both sell well.
    BothPopular,
    /// Both sell in one season.
    Season,
    /// A threshold filler or a free gift, and what sells well.
    FillerOrGift,
    /// Pushed by click farms.
    ClickFarm,
}

impl Trap {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::SameCategories => "same-categories",
            Self::SameLeaf => "same-leaf",
            Self::TitleOverlap => "title-overlap",
            Self::BothPopular => "both-popular",
            Self::Season => "season",
            Self::FillerOrGift => "filler-or-gift",
            Self::ClickFarm => "click-farm",
        }
    }
}

/// The unrelated pairs of the truth table.
pub(super) fn unrelated(shop: &Shop, titles: &[String]) -> Vec<(u32, u32, Trap)> {
    let (catalogue, relations) = (&shop.catalogue, &shop.relations);
    let mut random = Random::new(shop.seed, Stream::Unrelated, 0);
    let mut sample = Sample { catalogue, relations, taken: HashSet::new(), pairs: Vec::new() };
    for pushed in &shop.farm.pushed {
        sample.take(pushed.items[0], pushed.items[1], Trap::ClickFarm);
    }
    sample.like_planted(&mut random);
    let n = relations.pairs.len() as f64;
    let n_of_trap = ((n * d::NONE_TRAP_SHARE) as usize).max(1);
    let n_of_common = d::NONE_COMMON_TRAPS as usize * n_of_trap;
    sample.alike_titles(titles, n_of_common);

    let hot = catalogue.items.iter().enumerate().filter(|(_, i)| i.momentum == Momentum::Hot);
    let hot: Vec<u32> = hot.map(|(number, _)| number as u32).collect();
    sample.draw(&hot, &hot, n_of_common, Trap::BothPopular, &mut random);
    for season in Season::ALL {
        let of_season = catalogue.of_role(|role| role == Role::Seasonal(season));
        sample.draw(
            &of_season,
            &of_season,
            n_of_trap / Season::ALL.len(),
            Trap::Season,
            &mut random,
        );
    }
    let added = catalogue.of_role(|role| matches!(role, Role::Filler | Role::Gift));
    sample.draw(&added, &hot, n_of_trap, Trap::FillerOrGift, &mut random);
    sample.pairs
}

struct Sample<'a> {
    catalogue: &'a Catalogue,
    relations: &'a Relations,
    taken: HashSet<(u32, u32)>,
    pairs: Vec<(u32, u32, Trap)>,
}

impl Sample<'_> {
    /// Takes a pair unless it is related, or taken already.
    fn take(&mut self, a: u32, b: u32, trap: Trap) -> bool {
        let is_good = a != b
            && !self.relations.are_close(self.catalogue, a, b)
            && self.taken.insert((a.min(b), a.max(b)));
        if is_good {
            self.pairs.push((a, b, trap));
        }
        is_good
    }

    fn draw(&mut self, from: &[u32], to: &[u32], n: usize, trap: Trap, random: &mut Random) {
        if from.is_empty() || to.is_empty() {
            return;
        }
        let mut taken = 0;
        for _ in 0..d::NONE_DRAWS as usize * n {
            if taken < n && self.take(*random.pick(from), *random.pick(to), trap) {
                taken += 1;
            }
        }
    }

    /// Pairs with the leaves of planted ones, and items about as popular.
    fn like_planted(&mut self, random: &mut Random) {
        let catalogue = self.catalogue;
        let mut by_popularity = catalogue.by_leaf.clone();
        for leaf in &mut by_popularity {
            leaf.retain(|&item| catalogue.item(item).role == Role::Wanted);
            leaf.sort_by(|&a, &b| {
                catalogue.item(b).weight.total_cmp(&catalogue.item(a).weight).then(a.cmp(&b))
            });
        }
        let like = |item: u32, random: &mut Random| {
            let leaf = &by_popularity[catalogue.item(item).leaf as usize];
            let place = leaf.iter().position(|&other| other == item).unwrap_or(0);
            // Some places up or down.
            let most = d::NONE_ALIKE_PLACES as usize;
            let near = (place + random.below(2 * most + 1)).saturating_sub(most);
            let near = near.min(leaf.len() - 1);
            leaf[near]
        };
        for place in 0..self.relations.pairs.len() {
            let pair = self.relations.pairs[place];
            if random.happens(d::NONE_SHARE) {
                (0..d::NONE_TRIES as usize).any(|_| {
                    let (a, b) = (like(pair.anchor, random), like(pair.item, random));
                    self.take(a, b, Trap::SameCategories)
                });
            }
            if random.happens(d::NONE_SAME_LEAF_SHARE) {
                (0..d::NONE_TRIES as usize).any(|_| {
                    let (a, b) = (like(pair.anchor, random), like(pair.anchor, random));
                    self.take(a, b, Trap::SameLeaf)
                });
            }
        }
    }

    /// Pairs of different families whose titles share the most words, as far as `n` go.
    fn alike_titles(&mut self, titles: &[String], n: usize) {
        let catalogue = self.catalogue;
        let wanted = catalogue.of_role(|role| role == Role::Wanted);
        let mut with_word: HashMap<&str, Vec<u32>> = HashMap::new();
        for &item in &wanted {
            for word in titles[item as usize].split(' ') {
                with_word.entry(word).or_default().push(item);
            }
        }
        let words = |item: u32| titles[item as usize].split(' ').collect::<HashSet<_>>();
        let mut taken = 0;
        for &item in &wanted {
            if taken == n {
                return;
            }
            let own = words(item);
            // A bounded look at those that share a word: enough to find one that shares several.
            let others = titles[item as usize].split(' ').flat_map(|word| {
                let row = &with_word[word];
                let start = row.partition_point(|&other| other <= item);
                &row[start..row.len().min(start + d::NONE_SHARERS as usize)]
            });
            let found = others.copied().find(|&other| {
                catalogue.family_of(item) != catalogue.family_of(other)
                    && words(other).intersection(&own).count() >= d::NONE_SHARED_WORDS as usize
            });
            if found.is_some_and(|other| self.take(item, other, Trap::TitleOverlap)) {
                taken += 1;
            }
        }
    }
}
