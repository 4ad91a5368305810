//! The shop before its first order: all that is fixed, and that every order draws from.

use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::choices::{Choices, Situation, Taste};
use super::click_farm::ClickFarm;
use super::defaults as d;
use super::demand::Demand;
use super::params::ShopParams;
use super::random::Random;
use super::relations::Relations;

/// All that is fixed before the first order.
pub(super) struct Shop {
    pub(super) seed: u64,
    pub(super) catalogue: Catalogue,
    pub(super) relations: Relations,
    pub(super) demand: Demand,
    pub(super) farm: ClickFarm,
    pub(super) calendar: Calendar,
    pub(super) choices: Choices,
    pub(super) n_customers: u64,
    /// Orders that customers make of themselves.
    pub(super) n_honest: u64,
    pub(super) ids: Vec<[u8; 8]>,
}

impl Shop {
    pub(super) fn new(params: &ShopParams) -> Self {
        let mut catalogue = Catalogue::new(params);
        let relations = Relations::plant(params, &mut catalogue);
        let n_customers = params.n_orders as f64 / d::ORDERS_A_CUSTOMER;
        let n_customers = n_customers.max(d::FEWEST_CUSTOMERS) as u64;
        let farm = ClickFarm::new(params, &catalogue, &relations, n_customers);
        let n_honest = params.n_orders - farm.n_orders;
        let demand = Demand::new(&catalogue, &relations);
        Self {
            seed: params.seed,
            calendar: Calendar::new(n_honest),
            choices: Choices::new(&catalogue, &demand),
            ids: (0..catalogue.items.len()).map(item_id).collect(),
            catalogue,
            relations,
            demand,
            farm,
            n_customers,
            n_honest,
        }
    }

    /// Who comes: some often, most seldom.
    pub(super) fn arrive(&self, random: &mut Random) -> u64 {
        let at = random.unit();
        // A power by products and a square root, which every machine takes alike.
        let wholes = d::CUSTOMER_SKEW as u32;
        let mut customer = self.n_customers as f64;
        (0..wholes).for_each(|_| customer *= at);
        if d::CUSTOMER_SKEW > f64::from(wholes) {
            customer *= at.sqrt();
        }
        customer as u64
    }

    /// What an arriving customer's choices depend on.
    pub(super) fn situation(&self, customer: u64, day: u32) -> Situation {
        Situation::new(Taste::of(customer, self.seed), &self.calendar, day)
    }

    /// What a customer chooses.
    pub(super) fn choose(&self, situation: &Situation, random: &mut Random) -> u32 {
        self.choices.choose(&self.catalogue, situation, random)
    }
}

/// `I0000001` for the first item.
fn item_id(number: usize) -> [u8; 8] {
    let mut id = *b"I0000000";
    let mut rest = number + 1;
    for digit in id[1..].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    id
}
