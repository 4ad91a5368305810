//! Orders that nobody wanted: a few buyers, the same minute, an unusual pair, again and again.

use super::catalogue::{Catalogue, Role};
use super::defaults as d;
use super::lexicon::Department;
use super::params::ShopParams;
use super::random::{Random, Stream};
use super::relations::Relations;

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
        let mut used = std::collections::HashSet::new();
        while pushed.len() < n_pairs.min(wanted.len() / 4) {
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
