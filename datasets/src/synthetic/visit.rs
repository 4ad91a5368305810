//! What is looked at: before an order, and without one.

use std::path::Path;
use std::sync::mpsc::Receiver;

use super::calendar::Moment;
use super::catalogue::NO_NEED;
use super::defaults as d;
use super::error::ShopError;
use super::order::Purchase;
use super::random::{Random, Stream};
use super::rows::Rows;
use super::shop::Shop;

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

/// Who made orders, after what: a piece of the stream of orders.
#[derive(Debug, Default)]
pub(super) struct Visitors {
    visitors: Vec<Visitor>,
    /// What they chose, and what that brought along, one visitor after the other.
    items: Vec<u32>,
}

#[derive(Debug)]
struct Visitor {
    /// Number of the order.
    number: u64,
    moment: Moment,
    customer: Option<u64>,
    /// Where in the items the chosen ones end, and those that came along.
    chosen_end: usize,
    end: usize,
}

/// Views being written.
pub(super) struct Visits<'a> {
    shop: &'a Shop,
    rows: Rows,
    n_visits: u64,
    seen: Vec<(u32, Event)>,
}

impl Visitors {
    /// Notes who made order `number`.
    pub(super) fn note(&mut self, number: u64, moment: Moment, purchase: &Purchase) {
        self.items.extend_from_slice(&purchase.chosen);
        let chosen_end = self.items.len();
        self.items.extend_from_slice(&purchase.brought);
        let (customer, end) = (purchase.customer, self.items.len());
        self.visitors.push(Visitor { number, moment, customer, chosen_end, end });
    }

    pub(super) fn len(&self) -> usize {
        self.visitors.len()
    }
}

impl<'a> Visits<'a> {
    pub(super) fn open(folder: &Path, shop: &'a Shop) -> Result<Self, ShopError> {
        let header = "session_id,customer_id,timestamp,item_id,event";
        let rows = Rows::create(folder, "views.csv", header)?;
        Ok(Self { shop, rows, n_visits: 0, seen: Vec::new() })
    }

    /// Writes what was looked at before each order and beside it, and counts the rows.
    pub(super) fn follow(mut self, orders: &Receiver<Visitors>) -> Result<u64, ShopError> {
        for piece in orders {
            let mut start = 0;
            for visitor in &piece.visitors {
                let (chosen, brought) =
                    (start..visitor.chosen_end, visitor.chosen_end..visitor.end);
                self.before(visitor, &piece.items[chosen], &piece.items[brought])?;
                self.browse(visitor.number, visitor.moment)?;
                start = visitor.end;
            }
        }
        self.rows.finish()
    }

    /// What was looked at before an order, if it is known.
    fn before(
        &mut self,
        visitor: &Visitor,
        chosen: &[u32],
        brought: &[u32],
    ) -> Result<(), ShopError> {
        let random = &mut Random::new(self.shop.seed, Stream::Visit, visitor.number);
        if !random.happens(d::VISIT_SHARE) {
            return Ok(());
        }
        self.seen.clear();
        for &item in chosen {
            self.look_around(item, random);
            if random.happens(d::CART_SHARE) {
                self.seen.push((item, Event::Cart));
            }
        }
        for &item in brought {
            if random.happens(d::VIEW_PARTNER_SHARE) {
                self.seen.push((item, Event::View));
            }
        }
        self.write(visitor.customer, visitor.moment)
    }

    /// A visit without an order, while order `number` is made.
    fn browse(&mut self, number: u64, moment: Moment) -> Result<(), ShopError> {
        let random = &mut Random::new(self.shop.seed, Stream::Browsing, number);
        if !random.happens(d::BROWSING_SHARE) {
            return Ok(());
        }
        let customer = self.shop.arrive(random);
        let item = self.shop.choose(&self.shop.situation(customer, moment.day), random);
        self.seen.clear();
        self.look_around(item, random);
        if random.happens(d::FAVORITE_SHARE) {
            self.seen.push((item, Event::Favorite));
        }
        let customer = random.happens(d::SIGNED_IN_SHARE).then_some(customer);
        self.write(customer, moment)
    }

    /// Looks at an item, at what might replace it, and at what happens to be there.
    fn look_around(&mut self, item: u32, random: &mut Random) {
        let catalogue = &self.shop.catalogue;
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
            self.seen.push((self.shop.choices.any(random), Event::View));
        }
    }

    fn write(&mut self, customer: Option<u64>, moment: Moment) -> Result<(), ShopError> {
        self.n_visits += 1;
        let n_seen = self.seen.len() as u32;
        for (place, &(item, event)) in self.seen.iter().enumerate() {
            let row = self.rows.text(b"S").number(self.n_visits).comma();
            if let Some(customer) = customer {
                row.text(b"C").number(customer + 1);
            }
            let moment = moment.minus_seconds(d::VIEW_SECONDS as u32 * (n_seen - place as u32));
            row.comma().time(&self.shop.calendar, moment).comma();
            row.text(&self.shop.ids[item as usize]).comma().text(event.name()).end()?;
        }
        Ok(())
    }
}
