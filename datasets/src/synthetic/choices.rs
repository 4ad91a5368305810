//! What a customer chooses unprompted: by popularity, taste, price tier, season and rise.

use super::calendar::{Calendar, Season};
use super::catalogue::{Catalogue, Role};
use super::defaults as d;
use super::demand::Demand;
use super::lexicon::{Department, FAMILIES};
use super::random::{Random, Stream, Weighted};
use super::tier::Tier;

/// Where choices are drawn from.
pub(super) struct Choices {
    all: Weighted,
    by_family: Vec<Option<Weighted>>,
    by_season: Vec<Weighted>,
    rising: Option<Weighted>,
    rising_share: f64,
}

/// What is particular to a customer. It follows from the number: nobody is kept in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taste {
    /// Rows in [`FAMILIES`]; one that stands twice is favoured twice as much.
    pub(super) families: [usize; 3],
    pub(super) tier: Tier,
}

/// What decides a choice beside chance.
#[derive(Clone, Copy)]
pub(super) struct Situation {
    pub(super) taste: Taste,
    pub(super) season: Option<Season>,
    pub(super) is_in_last_days: bool,
}

impl Taste {
    pub(super) fn of(customer: u64, seed: u64) -> Self {
        let mut random = Random::new(seed, Stream::Customer, customer);
        let department = *random.pick(&Department::ALL);
        let mut within = || loop {
            let family = random.below(FAMILIES.len());
            if FAMILIES[family].department == department {
                return family;
            }
        };
        let families = [within(), within(), random.below(FAMILIES.len())];
        Self { families, tier: Tier::draw(&mut random) }
    }
}

impl Situation {
    pub(super) fn new(taste: Taste, calendar: &Calendar, day: u32) -> Self {
        let is_in_last_days = calendar.is_within_last(day, d::LATENT_DAYS);
        Self { taste, season: calendar.day(day).season, is_in_last_days }
    }
}

impl Choices {
    pub(super) fn new(catalogue: &Catalogue, demand: &Demand) -> Self {
        let all: Vec<(u32, f64)> = catalogue
            .items
            .iter()
            .enumerate()
            .map(|(number, item)| (number as u32, item.weight))
            .collect();
        let mut by_family = vec![Vec::new(); FAMILIES.len()];
        for &(item, weight) in &all {
            by_family[catalogue.family_of(item)].push((item, weight));
        }
        let some = |weighed: &[(u32, f64)]| (!weighed.is_empty()).then(|| Weighted::new(weighed));
        let rising: Vec<(u32, f64)> = (0..catalogue.items.len() as u32)
            .map(|item| (item, demand.extra(catalogue, item)))
            .filter(|&(_, extra)| extra > 0.0)
            .collect();
        let sum = |weighed: &[(u32, f64)]| weighed.iter().map(|&(_, weight)| weight).sum::<f64>();
        let more = sum(&rising);
        let of_season = |season: Season| -> Vec<(u32, f64)> {
            let items = catalogue.of_role(|role| role == Role::Seasonal(season));
            let n = items.len() as f64;
            let places = items.into_iter().enumerate();
            places
                .map(|(place, item)| (item, 1.0 / (place as f64 / n + d::SEASON_SKEW_HEAD)))
                .collect()
        };
        Self {
            all: Weighted::new(&all),
            by_family: by_family.iter().map(|weighed| some(weighed)).collect(),
            by_season: Season::ALL.map(|season| Weighted::new(&of_season(season))).to_vec(),
            rising: some(&rising),
            rising_share: more / (sum(&all) + more),
        }
    }

    /// What a customer chooses.
    pub(super) fn choose(
        &self,
        catalogue: &Catalogue,
        situation: &Situation,
        random: &mut Random,
    ) -> u32 {
        if let Some(season) = situation.season
            && random.happens(d::SEASON_SHARE)
        {
            return self.by_season[season as usize].draw(random);
        }
        if let Some(rising) = &self.rising
            && situation.is_in_last_days
            && random.happens(self.rising_share)
        {
            return rising.draw(random);
        }
        let table = if random.happens(d::TASTE_SHARE) {
            let family = *random.pick(&situation.taste.families);
            self.by_family[family].as_ref().unwrap_or(&self.all)
        } else {
            &self.all
        };
        let item = table.draw(random);
        let fits = catalogue.item(item).tier == situation.taste.tier;
        if fits || !random.happens(d::TIER_SHARE) { item } else { table.draw(random) }
    }

    /// Any item, by popularity.
    pub(super) fn any(&self, random: &mut Random) -> u32 {
        self.all.draw(random)
    }
}
