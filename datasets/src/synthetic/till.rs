//! Where orders are written down, their returns when they come, and what led to which line.

use std::collections::VecDeque;
use std::path::Path;

use super::calendar::Moment;
use super::cause::Cause;
use super::click_farm::Pushed;
use super::defaults as d;
use super::error::ShopError;
use super::order::{Line, Purchase};
use super::random::{Random, Stream};
use super::report::ShopReport;
use super::rows::Rows;
use super::shop::Shop;

/// Writes orders, returns, which lines are repeats and which orders are fake.
pub(super) struct Till<'a> {
    shop: &'a Shop,
    orders: Rows,
    repeats: Rows,
    fakes: Rows,
    returns: VecDeque<Return>,
    random: Random,
    n_orders: u64,
    n_returns: u64,
    n_fakes: u64,
    lines_by_cause: [u64; Cause::ALL.len()],
}

/// A line that will come back.
struct Return {
    due: Moment,
    order: u64,
    customer: u64,
    line: Line,
}

impl<'a> Till<'a> {
    pub(super) fn open(folder: &Path, shop: &'a Shop) -> Result<Self, ShopError> {
        let header = "order_id,customer_id,timestamp,item_id,quantity,unit_price";
        Ok(Self {
            shop,
            orders: Rows::create(folder, "orders.csv", header)?,
            repeats: Rows::create(folder, "truth_repeats.csv", "order_id,item_id")?,
            fakes: Rows::create(folder, "truth_orders.csv", "order_id,kind,item_a,item_b")?,
            returns: VecDeque::new(),
            random: Random::new(shop.seed, Stream::Order, u64::MAX),
            n_orders: 0,
            n_returns: 0,
            n_fakes: 0,
            lines_by_cause: [0; Cause::ALL.len()],
        })
    }

    pub(super) fn take(&mut self, purchase: &Purchase, moment: Moment) -> Result<(), ShopError> {
        while let Some(back) = self.returns.pop_front_if(|back| back.due <= moment) {
            self.orders.text(b"R").number(back.order).comma();
            self.orders.text(b"C").number(back.customer + 1).comma();
            self.orders.time(&self.shop.calendar, back.due).comma();
            self.orders.text(&self.shop.ids[back.line.item as usize]).comma().text(b"-");
            self.orders.number(u64::from(back.line.quantity)).comma().money(back.line.price);
            self.orders.end()?;
            self.n_returns += 1;
        }
        self.n_orders += 1;
        for line in &purchase.lines {
            self.write(purchase.customer, moment, line)?;
            if line.cause == Cause::Repeat {
                self.repeats.text(b"O").number(self.n_orders).comma();
                self.repeats.text(&self.shop.ids[line.item as usize]).end()?;
            }
            if let Some(customer) = purchase.customer
                && line.price > 0
                && self.random.happens(d::RETURN_SHARE)
            {
                let due = moment.plus_days(d::RETURN_DAYS as u32);
                self.returns.push_back(Return { due, order: self.n_orders, customer, line: *line });
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        customer: Option<u64>,
        moment: Moment,
        line: &Line,
    ) -> Result<(), ShopError> {
        self.lines_by_cause[line.cause as usize] += 1;
        let row = self.orders.text(b"O").number(self.n_orders).comma();
        if let Some(customer) = customer {
            row.text(b"C").number(customer + 1);
        }
        row.comma().time(&self.shop.calendar, moment).comma();
        row.text(&self.shop.ids[line.item as usize]).comma().number(u64::from(line.quantity));
        row.comma().money(line.price).end()
    }

    /// A click-farm order.
    pub(super) fn take_pushed(
        &mut self,
        pushed: &Pushed,
        moment: Moment,
        random: &mut Random,
    ) -> Result<(), ShopError> {
        self.n_orders += 1;
        self.n_fakes += 1;
        let [a, b] = pushed.items;
        let buyer = *random.pick(&pushed.buyers);
        let disguise =
            random.happens(d::CLICK_FARM_DISGUISE_SHARE).then(|| self.shop.choices.any(random));
        let disguise = disguise.filter(|&item| item != a && item != b);
        let pushed = [a, b].map(|item| (item, Cause::ClickFarm));
        let disguise = disguise.map(|item| (item, Cause::Disguise));
        for (item, cause) in pushed.into_iter().chain(disguise) {
            let price = self.shop.catalogue.item(item).price;
            self.write(Some(buyer), moment, &Line { item, quantity: 1, price, cause })?;
        }
        self.fakes.text(b"O").number(self.n_orders).text(b",click-farm,");
        self.fakes.text(&self.shop.ids[a as usize]).comma().text(&self.shop.ids[b as usize]);
        self.fakes.end()
    }

    /// Orders written so far.
    pub(super) fn n_orders(&self) -> u64 {
        self.n_orders
    }

    pub(super) fn close(self, report: &mut ShopReport) -> Result<(), ShopError> {
        report.n_orders = self.n_orders;
        report.n_returns = self.n_returns;
        report.n_click_farm_orders = self.n_fakes;
        report.lines_by_cause = self.lines_by_cause;
        report.n_lines = self.orders.finish()?;
        self.repeats.finish()?;
        self.fakes.finish().map(|_| ())
    }
}
