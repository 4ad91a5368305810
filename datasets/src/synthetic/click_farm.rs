//! Orders that nobody wanted: a few buyers, the same minute, an unusual pair, again and again.

use std::collections::HashSet;

use super::calendar::Moment;
use super::catalogue::{Catalogue, Role};
use super::defaults as d;
use super::error::ShopError;
use super::lexicon::Department;
use super::params::ShopParams;
use super::random::{Random, Stream};
use super::relations::Relations;
use super::shop::Shop;
use super::till::Till;

/// A pair that a click farm pushes.
#[derive(Debug, Clone)]
pub(super) struct Pushed {
    pub(super) items: [u32; 2],
    /// Numbers of customers.
    pub(super) buyers: Vec<u64>,
}

/// All click farms of the shop.
pub(super) struct ClickFarm {
    pub(super) pushed: Vec<Pushed>,
    /// Orders in all.
    pub(super) n_orders: u64,
}

impl ClickFarm {
    pub(super) fn new(
        params: &ShopParams,
        catalogue: &Catalogue,
        relations: &Relations,
        n_customers: u64,
    ) -> Self {
        let n_orders = (params.n_orders as f64 * params.click_farm_share) as u64;
        let n_pairs = (n_orders as f64 / d::CLICK_FARM_ORDERS_A_PAIR).ceil() as usize;
        let mut random = Random::new(params.seed, Stream::ClickFarm, 0);
        let wanted = catalogue.of_role(|role| role == Role::Wanted);
        let department = |item: u32| -> Department {
            catalogue.leaves[catalogue.item(item).leaf as usize].family().department
        };
        let mut pushed = Vec::new();
        let mut used = HashSet::new();
        let most = wanted.len() / d::CLICK_FARM_ITEMS_A_PAIR as usize;
        while pushed.len() < n_pairs.min(most) {
            let items = [*random.pick(&wanted), *random.pick(&wanted)];
            let [a, b] = items;
            if department(a) == department(b)
                || relations.are_close(catalogue, a, b)
                || used.contains(&a)
                || used.contains(&b)
            {
                continue;
            }
            used.extend(items);
            let n_buyers = d::CLICK_FARM_BUYERS as u64;
            let buyers = (0..n_buyers).map(|_| random.below(n_customers as usize) as u64);
            pushed.push(Pushed { items, buyers: buyers.collect() });
        }
        Self { n_orders: if pushed.is_empty() { 0 } else { n_orders }, pushed }
    }
}

/// Click-farm orders on their way, spread evenly over all others.
pub(super) struct Bursts<'a> {
    shop: &'a Shop,
    random: Random,
    n_done: u64,
}

impl<'a> Bursts<'a> {
    pub(super) fn new(shop: &'a Shop) -> Self {
        Self { shop, random: Random::new(shop.seed, Stream::ClickFarm, 1), n_done: 0 }
    }

    /// Hands `till` the bursts that come behind order `number`, all within its minute.
    pub(super) fn due(
        &mut self,
        number: u64,
        moment: Moment,
        till: &mut Till<'_>,
    ) -> Result<(), ShopError> {
        let (farm, size) = (&self.shop.farm, d::CLICK_FARM_BURST as u64);
        let n_bursts = farm.n_orders.div_ceil(size);
        while self.n_done < n_bursts
            && u128::from(self.n_done) * u128::from(self.shop.n_honest)
                < u128::from(number + 1) * u128::from(n_bursts)
        {
            let pushed = &farm.pushed[self.n_done as usize % farm.pushed.len()];
            for place in 0..size.min(farm.n_orders - self.n_done * size) as u32 {
                let second = moment.second / 60 * 60 + place * d::CLICK_FARM_SECONDS as u32;
                till.take_pushed(pushed, Moment { second, ..moment }, &mut self.random)?;
            }
            self.n_done += 1;
        }
        Ok(())
    }
}
