//! What an item is called: a noun, and around it what sellers write.

use super::catalogue::{Catalogue, NO_NEED, Role};
use super::defaults as d;
use super::lexicon::{COLOURS, PRAISE, SEASON_WORDS, USES};
use super::random::{Random, Stream};

/// The titles of all items.
pub(super) fn titles(catalogue: &Catalogue, seed: u64) -> Vec<String> {
    // Behind the numbers that the catalogue itself was drawn from.
    let random = |item: u32| Random::new(seed, Stream::Catalogue, 1 + u64::from(item));
    (0..catalogue.items.len() as u32)
        .map(|item| title(catalogue, item, &mut random(item)))
        .collect()
}

fn title(catalogue: &Catalogue, number: u32, random: &mut Random) -> String {
    let item = catalogue.item(number);
    let brand = &catalogue.brands[item.brand as usize];
    let of = catalogue.leaves[item.leaf as usize];
    let language = brand.language;
    let mut parts: Vec<&str> = Vec::with_capacity(8);
    if let Role::Seasonal(season) = item.role {
        parts.push(SEASON_WORDS[season as usize][language]);
    }
    let mut maybe = |share: f64, text: &'static str, parts: &mut Vec<&str>| {
        if random.happens(share) {
            parts.push(text);
        }
    };
    maybe(d::TITLE_FAMILY_SHARE, of.family().words[language], &mut parts);
    maybe(d::TITLE_COLOUR_SHARE, COLOURS[item.colour][language], &mut parts);
    if of.leaf.sizes.len() > 1 {
        maybe(d::TITLE_SIZE_SHARE, of.leaf.sizes[item.size], &mut parts);
    }
    for _ in 0..d::TITLE_PRAISE_WORDS as usize {
        if random.happens(d::TITLE_PRAISE_SHARE) {
            let words = random.pick(&PRAISE)[language];
            if !parts.contains(&words) {
                parts.push(words);
            }
        }
    }
    if item.need != NO_NEED {
        let need = &catalogue.needs[item.need as usize];
        if random.happens(d::TITLE_USE_SHARE) {
            parts.push(USES[need.for_what][language]);
        }
        if random.happens(d::TITLE_SERIES_SHARE) {
            parts.push(&need.series[language]);
        }
    }
    random.shuffle(&mut parts);
    let noun = random.pick(of.leaf.nouns[language]);
    let at = random.below(parts.len() + 1);
    parts.insert(at, noun);
    if random.happens(d::TITLE_BRAND_SHARE) {
        parts.insert(0, &brand.name);
    }
    parts.join(" ")
}
