//! What the shop sells: items with facts, each of a need, of a season, or of neither.

use engine::relation::Momentum;

use super::calendar::Season;
use super::defaults as d;
use super::lexicon::{COLOURS, Department, FAMILIES, Family, Leaf, SYLLABLES, USES};
use super::params::{Language, ShopParams};
use super::random::{Random, Stream};
use super::tier::Tier;

/// No need: an item that nothing replaces.
pub(super) const NO_NEED: u32 = u32::MAX;

/// One item.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// Row in [`Catalogue::leaves`].
    pub(super) leaf: u32,
    /// Row in [`Catalogue::needs`], or [`NO_NEED`].
    pub(super) need: u32,
    pub(super) role: Role,
    /// Popularity among choices.
    pub(super) weight: f64,
    pub(super) momentum: Momentum,
    /// Row in [`Catalogue::brands`].
    pub(super) brand: u32,
    pub(super) tier: Tier,
    /// Unit: cents.
    pub(super) price: u32,
    /// Unit: cents.
    pub(super) cost: u32,
    pub(super) stock: u32,
    /// Rows in [`COLOURS`] and in the leaf's sizes.
    pub(super) colour: usize,
    pub(super) size: usize,
}

/// What an item is in the shop for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Serves a need.
    Wanted,
    /// Sells a few times.
    Slow,
    /// Sells in its season.
    Seasonal(Season),
    /// Added to reach free shipping.
    Filler,
    /// Given away.
    Gift,
}

/// What interchangeable items are for.
#[derive(Debug, Clone)]
pub(super) struct Need {
    pub(super) leaf: u32,
    /// Row in [`USES`].
    pub(super) for_what: usize,
    /// Name of the series: English, Chinese.
    pub(super) series: [String; 2],
    pub(super) members: Vec<u32>,
}

/// A brand and the language of its titles: 0 English, 1 Chinese.
#[derive(Debug, Clone)]
pub(super) struct Brand {
    pub(super) name: String,
    pub(super) language: usize,
    pub(super) department: Department,
}

/// A leaf with its family.
#[derive(Clone, Copy)]
pub(super) struct LeafOf {
    pub(super) family: usize,
    pub(super) leaf: &'static Leaf,
}

/// All that the shop sells.
pub(super) struct Catalogue {
    pub(super) items: Vec<Item>,
    pub(super) needs: Vec<Need>,
    pub(super) brands: Vec<Brand>,
    pub(super) leaves: Vec<LeafOf>,
    /// Items by leaf.
    pub(super) by_leaf: Vec<Vec<u32>>,
}

impl LeafOf {
    pub(super) fn family(self) -> &'static Family {
        &FAMILIES[self.family]
    }
}

impl Catalogue {
    pub(super) fn new(params: &ShopParams) -> Self {
        let mut random = Random::new(params.seed, Stream::Catalogue, 0);
        let n_items = params.n_items() as usize;
        let leaves: Vec<LeafOf> = (0..FAMILIES.len())
            .flat_map(|family| {
                FAMILIES[family].leaves.iter().map(move |leaf| LeafOf { family, leaf })
            })
            .collect();
        let brands = brands(n_items, params.language, &mut random);
        let (mut items, mut needs) = drafts(n_items, &leaves, &mut random);
        random.shuffle(&mut items);
        let mut by_leaf = vec![Vec::new(); leaves.len()];
        for (number, item) in items.iter().enumerate() {
            by_leaf[item.leaf as usize].push(number as u32);
            if item.need != NO_NEED {
                needs[item.need as usize].members.push(number as u32);
            }
        }
        weigh(&mut items, &by_leaf, &mut random);
        for item in &mut items {
            furnish(item, &leaves, &brands, &mut random);
        }
        Self { items, needs, brands, leaves, by_leaf }
    }

    pub(super) fn item(&self, item: u32) -> &Item {
        &self.items[item as usize]
    }

    pub(super) fn family_of(&self, item: u32) -> usize {
        self.leaves[self.item(item).leaf as usize].family
    }

    /// Items that are there for `wanted`.
    pub(super) fn of_role(&self, wanted: impl Fn(Role) -> bool) -> Vec<u32> {
        let all = 0..self.items.len() as u32;
        all.filter(|&item| wanted(self.item(item).role)).collect()
    }
}

/// Items with a leaf, a need and a role, and the needs.
fn drafts(n_items: usize, leaves: &[LeafOf], random: &mut Random) -> (Vec<Item>, Vec<Need>) {
    let share = |share: f64, least: f64| ((n_items as f64 * share) as usize).max(least as usize);
    let mut items = Vec::with_capacity(n_items);
    let mut push_alone = |role: Role, n: usize, random: &mut Random| {
        for _ in 0..n {
            items.push(draft(random.below(leaves.len()) as u32, NO_NEED, role));
        }
    };
    push_alone(Role::Filler, share(d::FILLER_SHARE, d::FEWEST_FILLERS), random);
    push_alone(Role::Gift, share(d::GIFT_SHARE, d::FEWEST_GIFTS), random);
    for season in Season::ALL {
        let n = share(d::SEASONAL_SHARE, d::FEWEST_SEASONAL);
        push_alone(Role::Seasonal(season), n, random);
    }
    push_alone(Role::Slow, share(d::SLOW_SHARE, d::FEWEST_SLOW), random);
    let mut needs: Vec<Need> = Vec::new();
    let sizes = (d::MOST_OF_A_NEED - d::FEWEST_OF_A_NEED) as usize + 1;
    while items.len() < n_items {
        let left = n_items - items.len();
        let leaf = (needs.len() % leaves.len()) as u32;
        // The uses of a leaf take turns, so that neighbours in a leaf differ.
        let for_what = (needs.len() / leaves.len() + leaf as usize * 5) % USES.len();
        let size = (d::FEWEST_OF_A_NEED as usize + random.below(sizes)).min(left);
        for _ in 0..size {
            items.push(draft(leaf, needs.len() as u32, Role::Wanted));
        }
        needs.push(Need { leaf, for_what, series: name(random), members: Vec::new() });
    }
    (items, needs)
}

fn draft(leaf: u32, need: u32, role: Role) -> Item {
    Item {
        leaf,
        need,
        role,
        weight: 0.0,
        momentum: Momentum::Steady,
        brand: 0,
        tier: Tier::Cheap,
        price: 0,
        cost: 0,
        stock: 0,
        colour: 0,
        size: 0,
    }
}

/// Gives every item its popularity; chooses those that are hot and those that rise.
fn weigh(items: &mut [Item], by_leaf: &[Vec<u32>], random: &mut Random) {
    let n_items = items.len() as f64;
    let n_wanted = items.iter().filter(|item| item.role == Role::Wanted).count() as f64;
    let hot_until = d::HOT_SHARE * n_items / n_wanted;
    // A leaf has a whole number of hot items; what that rounds away is passed on to the next.
    let mut owed = 0.0;
    let mut middling = Vec::new();
    for leaf in by_leaf {
        let of_need = |&&item: &&u32| items[item as usize].role == Role::Wanted;
        let mut wanted: Vec<u32> = leaf.iter().filter(of_need).copied().collect();
        random.shuffle(&mut wanted);
        owed += hot_until * wanted.len() as f64;
        let n_hot = owed as usize;
        owed -= n_hot as f64;
        for (place, &number) in wanted.iter().enumerate() {
            let item = &mut items[number as usize];
            let quantile = (place as f64 + 0.5) / wanted.len() as f64;
            item.weight = 1.0 / (quantile + d::SKEW_HEAD);
            if place < n_hot {
                item.weight *= d::HOT_BOOST;
                item.momentum = Momentum::Hot;
            } else if (d::LATENT_QUANTILE_LEAST..d::LATENT_QUANTILE_MOST).contains(&quantile) {
                middling.push(number);
            }
        }
    }
    let n_latent = ((n_items * d::LATENT_SHARE) as usize).min(middling.len());
    random.shuffle(&mut middling);
    for &number in &middling[..n_latent] {
        items[number as usize].momentum = Momentum::Latent;
    }
    let mean = items.iter().map(|item| item.weight).sum::<f64>() / n_wanted;
    for item in items {
        match item.role {
            Role::Wanted => {}
            Role::Slow | Role::Gift => item.weight = mean * d::SLOW_WEIGHT,
            Role::Filler | Role::Seasonal(_) => item.weight = mean * d::OFF_SEASON_WEIGHT,
        }
    }
}

/// Gives an item its facts.
fn furnish(item: &mut Item, leaves: &[LeafOf], brands: &[Brand], random: &mut Random) {
    let of = leaves[item.leaf as usize];
    let department = of.family().department;
    let first = brands.partition_point(|b| (b.department as u8) < department as u8);
    let end = brands.partition_point(|b| b.department as u8 <= department as u8);
    item.brand = (first + random.below(end - first)) as u32;
    item.tier = Tier::draw(random);
    let yuan = match item.role {
        Role::Filler => {
            let share = d::FILLER_PRICE_LEAST + d::FILLER_PRICE_SPAN * random.unit();
            d::FREE_SHIPPING_YUAN * share
        }
        _ => {
            let usual = f64::from(of.leaf.price_yuan) * item.tier.price();
            usual * (d::PRICE_LEAST + d::PRICE_SPAN * random.unit())
        }
    };
    item.price = (yuan as u32).max(1) * 100 + d::PRICE_ENDING_CENTS as u32;
    let cost = d::COST_LEAST + d::COST_SPAN * random.unit();
    item.cost = (f64::from(item.price) * cost) as u32;
    let is_sold_out = random.happens(d::SOLD_OUT_SHARE);
    item.stock = if is_sold_out { 0 } else { 1 + random.below(d::MOST_STOCK as usize) as u32 };
    item.colour = random.below(COLOURS.len());
    item.size = random.below(of.leaf.sizes.len());
}

/// Brands by department.
fn brands(n_items: usize, language: Language, random: &mut Random) -> Vec<Brand> {
    let n = n_items / d::ITEMS_A_BRAND as usize / Department::ALL.len();
    let n = n.max(d::FEWEST_BRANDS as usize);
    let all = Department::ALL.into_iter().flat_map(|department| (0..n).map(move |_| department));
    all.map(|department| {
        let language = match language {
            Language::En => 0,
            Language::Zh => 1,
            Language::Both => random.below(2),
        };
        let [english, chinese] = name(random);
        let name = if language == 0 { english } else { chinese };
        Brand { name, language, department }
    })
    .collect()
}

/// A made-up name: English, Chinese.
fn name(random: &mut Random) -> [String; 2] {
    let syllables: Vec<_> = (0..3).map(|_| random.pick(&SYLLABLES)).collect();
    let in_language = |language: usize| syllables.iter().map(|pair| pair[language]).collect();
    let [english, chinese]: [String; 2] = [in_language(0), in_language(1)];
    let capital = english[..1].to_uppercase() + &english[1..];
    [capital, chinese]
}
