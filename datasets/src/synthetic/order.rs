//! One order after the other, as customers make them.

use super::calendar::Moment;
use super::catalogue::{NO_NEED, Role};
use super::cause::Cause;
use super::defaults as d;
use super::random::{Random, Stream};
use super::shop::Shop;

/// Nothing, where an item's number may stand.
const NOTHING: u32 = u32::MAX;

/// An order, and what led to it.
#[derive(Debug, Default)]
pub(super) struct Purchase {
    /// Number of the customer; nobody for a guest.
    pub(super) customer: Option<u64>,
    pub(super) lines: Vec<Line>,
    /// Items that were chosen for themselves.
    pub(super) chosen: Vec<u32>,
    /// Items that came along with them.
    pub(super) brought: Vec<u32>,
}

/// A line of an order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) item: u32,
    pub(super) quantity: u32,
    /// Unit: cents.
    pub(super) price: u32,
    pub(super) cause: Cause,
}

/// All customers of a shop, and what is remembered of them.
pub(super) struct Customers<'a> {
    shop: &'a Shop,
    fillers: Vec<u32>,
    gifts: Vec<u32>,
    memories: Vec<Memory>,
}

/// What is remembered of a customer.
#[derive(Debug, Clone, Copy)]
struct Memory {
    /// An item of the last order.
    last: u32,
    /// What will be bought next.
    next: u32,
    /// From which day on.
    next_day: u32,
}

impl<'a> Customers<'a> {
    pub(super) fn new(shop: &'a Shop) -> Self {
        let memory = Memory { last: NOTHING, next: NOTHING, next_day: 0 };
        Self {
            shop,
            fillers: shop.catalogue.of_role(|role| role == Role::Filler),
            gifts: shop.catalogue.of_role(|role| role == Role::Gift),
            memories: vec![memory; shop.n_customers as usize],
        }
    }

    /// Fills in order `number`, made at `moment`.
    pub(super) fn buy(&mut self, number: u64, moment: Moment, purchase: &mut Purchase) {
        let random = &mut Random::new(self.shop.seed, Stream::Order, number);
        let customer = self.shop.arrive(random);
        let is_guest = random.happens(d::GUEST_SHARE);
        let situation = self.shop.situation(customer, moment.day);
        purchase.customer = (!is_guest).then_some(customer);
        purchase.lines.clear();
        purchase.chosen.clear();
        purchase.brought.clear();

        let mut memory = self.memories[customer as usize];
        if !is_guest {
            if memory.next != NOTHING && memory.next_day <= moment.day {
                self.add(memory.next, Cause::LaterPartner, moment, purchase, random);
                purchase.brought.push(memory.next);
                memory.next = NOTHING;
            }
            if memory.last != NOTHING && random.happens(d::REPEAT_SHARE) {
                self.add(memory.last, Cause::Repeat, moment, purchase, random);
            }
        }
        let mut n_chosen = 1;
        if random.happens(d::SECOND_CHOICE_SHARE) {
            n_chosen += 1;
            while n_chosen < d::MOST_CHOICES as u32 && random.happens(d::FURTHER_CHOICE_SHARE) {
                n_chosen += 1;
            }
        }
        for _ in 0..n_chosen {
            let item = self.shop.choose(&situation, random);
            if !self.add(item, Cause::Choice, moment, purchase, random) {
                continue;
            }
            purchase.chosen.push(item);
            if random.happens(d::TWIN_SHARE) {
                self.add_twin(item, moment, purchase, random);
            }
            if let Some(partner) = self.shop.relations.together(item, random)
                && self.add(partner, Cause::Partner, moment, purchase, random)
            {
                purchase.brought.push(partner);
            }
            if let Some(next) = self.shop.relations.later(item, random)
                && memory.next == NOTHING
            {
                let span = (d::LATER_MOST_DAYS - d::LATER_LEAST_DAYS) as usize;
                let days = d::LATER_LEAST_DAYS as u32 + random.below(span + 1) as u32;
                (memory.next, memory.next_day) = (next, moment.day + days);
            }
        }
        if random.happens(d::IMPULSE_SHARE) {
            let item = self.shop.choices.any(random);
            self.add(item, Cause::Impulse, moment, purchase, random);
        }
        if random.happens(d::BULK_SHARE) {
            let span = (d::BULK_BELOW - d::FEWEST_OF_BULK) as usize;
            for _ in 0..d::FEWEST_OF_BULK as usize + random.below(span) {
                let item = self.shop.choices.any(random);
                self.add(item, Cause::Bulk, moment, purchase, random);
            }
        }
        if let Some(line) = purchase.lines.first() {
            memory.last = line.item;
        }
        if !is_guest {
            self.memories[customer as usize] = memory;
        }
        self.round_up(moment, purchase, random);
    }

    /// A filler where little is missing for free shipping; a gift where much was bought.
    fn round_up(&self, moment: Moment, purchase: &mut Purchase, random: &mut Random) {
        let cents = |line: &Line| u64::from(line.price) * u64::from(line.quantity);
        let yuan = purchase.lines.iter().map(cents).sum::<u64>() as f64 / 100.0;
        let free = d::FREE_SHIPPING_YUAN;
        if (d::NEARLY_FREE * free..free).contains(&yuan) && random.happens(d::FILL_SHARE) {
            let item = *random.pick(&self.fillers);
            self.add(item, Cause::Filler, moment, purchase, random);
        }
        if yuan >= d::GIFT_YUAN && random.happens(d::GIVE_SHARE) {
            let item = *random.pick(&self.gifts);
            if purchase.lines.iter().all(|line| line.item != item) {
                purchase.lines.push(Line { item, quantity: 1, price: 0, cause: Cause::Gift });
            }
        }
    }

    /// Adds another item for the same need.
    fn add_twin(&self, item: u32, moment: Moment, purchase: &mut Purchase, random: &mut Random) {
        let need = self.shop.catalogue.item(item).need;
        if need != NO_NEED {
            let twin = *random.pick(&self.shop.catalogue.needs[need as usize].members);
            if purchase.lines.iter().all(|line| line.item != twin) {
                self.push(twin, Cause::Twin, moment, purchase, random);
            }
        }
    }

    /// Adds a line, unless the item, or most often one for the same need, is there already.
    fn add(
        &self,
        item: u32,
        cause: Cause,
        moment: Moment,
        purchase: &mut Purchase,
        random: &mut Random,
    ) -> bool {
        let need = self.shop.catalogue.item(item).need;
        let is_there = purchase.lines.iter().any(|line| line.item == item);
        let is_met = need != NO_NEED
            && purchase.lines.iter().any(|line| self.shop.catalogue.item(line.item).need == need);
        if is_there || (is_met && !random.happens(d::SAME_NEED_SHARE)) {
            return false;
        }
        self.push(item, cause, moment, purchase, random);
        true
    }

    fn push(
        &self,
        item: u32,
        cause: Cause,
        moment: Moment,
        purchase: &mut Purchase,
        random: &mut Random,
    ) {
        let quantity = quantity(random);
        let paid = f64::from(self.shop.catalogue.item(item).price)
            * self.shop.calendar.day(moment.day).discount;
        purchase.lines.push(Line { item, quantity, price: paid.round() as u32, cause });
    }
}

/// How many pieces a line has.
fn quantity(random: &mut Random) -> u32 {
    let (two, three) = (d::TWO_PIECES_PARTS as usize, d::THREE_PIECES_PARTS as usize);
    let part = random.below(d::ONE_PIECE_PARTS as usize + two + three);
    if part < three {
        3
    } else if part < three + two {
        2
    } else {
        1
    }
}
