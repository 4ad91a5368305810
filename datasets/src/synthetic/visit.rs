//! What is looked at: before an order, and without one.

use super::calendar::Moment;
use super::catalogue::NO_NEED;
use super::defaults as d;
use super::error::ShopError;
use super::order::{Customers, Purchase};
use super::random::{Random, Stream};
use super::rows::Rows;

/// What a customer does with an item.
#[derive(Debug, Clone, Copy)]
enum Event {
    View,
    Cart,
    Favorite,
}

impl Event {
    fn name(self) -> &'static [u8] {
        match self {
            Self::View => b"view",
            Self::Cart => b"cart",
            Self::Favorite => b"favorite",
        }
    }
}

/// Views being written.
pub(super) struct Visits {
    pub(super) rows: Rows,
    seed: u64,
    n_visits: u64,
    seen: Vec<(u32, Event)>,
}

impl Visits {
    pub(super) fn new(rows: Rows, seed: u64) -> Self {
        Self { rows, seed, n_visits: 0, seen: Vec::new() }
    }

    /// What was looked at before order `number`, if it is known.
    pub(super) fn before(
        &mut self,
        (number, moment): (u64, Moment),
        purchase: &Purchase,
        customers: &Customers<'_>,
        ids: &[[u8; 8]],
    ) -> Result<(), ShopError> {
        let random = &mut Random::new(self.seed, Stream::Visit, number);
        if !random.happens(d::VISIT_SHARE) {
            return Ok(());
        }
        self.seen.clear();
        for &item in &purchase.chosen {
            self.look_around(item, customers, random);
            if random.happens(0.3) {
                self.seen.push((item, Event::Cart));
            }
        }
        for &item in &purchase.brought {
            if random.happens(d::VIEW_PARTNER_SHARE) {
                self.seen.push((item, Event::View));
            }
        }
        self.write(purchase.customer, moment, customers, ids)
    }

    /// A visit without an order.
    pub(super) fn browse(
        &mut self,
        (number, moment): (u64, Moment),
        customers: &Customers<'_>,
        ids: &[[u8; 8]],
    ) -> Result<(), ShopError> {
        let random = &mut Random::new(self.seed, Stream::Browsing, number);
        if !random.happens(d::BROWSING_SHARE) {
            return Ok(());
        }
        let customer = customers.arrive(random);
        let situation = customers.situation(customer, moment.day);
        let item = customers.choices.choose(customers.catalogue, &situation, random);
        self.seen.clear();
        self.look_around(item, customers, random);
        if random.happens(0.1) {
            self.seen.push((item, Event::Favorite));
        }
        // Half of those who only look are not signed in.
        let customer = random.happens(0.5).then_some(customer);
        self.write(customer, moment, customers, ids)
    }

    /// Looks at an item, at what might replace it, and at what happens to be there.
    fn look_around(&mut self, item: u32, customers: &Customers<'_>, random: &mut Random) {
        let catalogue = customers.catalogue;
        self.seen.push((item, Event::View));
        let need = catalogue.item(item).need;
        if need != NO_NEED {
            for &other in &catalogue.needs[need as usize].members {
                if other != item && random.happens(d::VIEW_SUBSTITUTE_SHARE) {
                    self.seen.push((other, Event::View));
                }
            }
        }
        if random.happens(d::VIEW_LEAF_SHARE) {
            let leaf = &catalogue.by_leaf[catalogue.item(item).leaf as usize];
            self.seen.push((*random.pick(leaf), Event::View));
        }
        if random.happens(d::VIEW_NOISE_SHARE) {
            self.seen.push((customers.choices.any(random), Event::View));
        }
    }

    fn write(
        &mut self,
        customer: Option<u64>,
        moment: Moment,
        customers: &Customers<'_>,
        ids: &[[u8; 8]],
    ) -> Result<(), ShopError> {
        self.n_visits += 1;
        let n_seen = self.seen.len() as u32;
        for (place, &(item, event)) in self.seen.iter().enumerate() {
            let row = self.rows.text(b"S").number(self.n_visits).comma();
            if let Some(customer) = customer {
                row.text(b"C").number(customer + 1);
            }
            let moment = moment.minus_seconds(40 * (n_seen - place as u32));
            row.comma().time(customers.calendar, moment).comma().text(&ids[item as usize]);
            row.comma().text(event.name());
            row.end()?;
        }
        Ok(())
    }
}
