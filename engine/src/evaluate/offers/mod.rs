//! What offers are worth: orders held back, walked through in the sequence of time, with the margin of what was bought.
//!
//! In: a history and what to hold back of it. Out: for each order what was considered beside its dearest item, how likely it was
//! said to be, and what was bought; lists of it, and what they would have earned. Nothing the walk comes to later is known
//! before: items' sales and the chances follow every night, as they do for whoever trains every night; the graph stays as it was.
//! Deliberately absent: discounts, since nobody was offered any.

mod lists;

use std::num::NonZeroUsize;
use std::sync::Arc;

pub use lists::{ListOf, Made};

use crate::attach::{Curve, Row, place};
use crate::bundle::{Offered, Pricing};
use crate::calibrate::{
    Asked, Beside, Calibrated, DayRow, Walk, curve_of, days, latest, sampled, train_calibrated,
};
use crate::holdout::Split;
use crate::offer::{ShopTerms, offered_of};
use crate::relation::RelationKind;
use crate::snapshot::Snapshot;
use crate::suggest::{Query, Scratch, Shelf, suggest};
use crate::train::{CheckedTrainParams, TrainError};
use crate::words::{
    Catalog, ChangedFacts, Changes, DayPrices, History, IntakeError, ItemIndex, Money, SoldFor,
};

/// Places of a list.
pub const PLACES: usize = 3;

/// An order that was walked past.
#[derive(Debug)]
pub struct Walked {
    /// Whose it is: customers' numbers; orders of nobody have numbers of their own.
    pub customer: u32,
    /// Its dearest item.
    pub anchor: ItemIndex,
    /// What could be offered, in the sequence of `suggest`.
    pub offered: Vec<Offered>,
    /// What each leaves above its cost on that day, whatever was known of it before.
    pub left: Vec<Money>,
    /// What each is to the anchor.
    pub kinds: Vec<RelationKind>,
    /// Whether each was bought.
    pub is_bought: Vec<bool>,
    /// What the place in the list alone would say of each.
    pub by_rank: Vec<f64>,
    /// What the anchor is for.
    pub anchor_functions: Vec<u32>,
    /// The first places of `suggest` whatever they leave above their cost: whether each was bought, and what it leaves.
    pub whatever_it_costs: Vec<(bool, Money)>,
}

/// Orders that were walked past.
#[derive(Debug)]
pub struct Replay {
    /// What the walk began with.
    pub snapshot: Snapshot,
    /// The orders, in the sequence of time.
    pub orders: Vec<Walked>,
    /// Orders that hold nothing that sold before.
    pub n_unknown: usize,
    /// Items offered whose cost is not known, and is what the usual margin leaves.
    pub n_costs_assumed: usize,
    /// Days of the walk; chances were fitted anew on the night before each but the first.
    pub n_nights: usize,
}

/// Walks through the orders that `split` asks about, about `most` of them, after learning from those before them.
///
/// With `prices`, what an item is sold for is known by [`DayPrices::before`], and what was made, a piece of each item, is by what
/// most of its lines of the day say; without them, both are by the catalogue.
///
/// Costs a training with calibration, a list of each order and a fit of each night.
///
/// # Errors
///
/// As [`train`](crate::train::train()).
pub fn replay(
    history: &History,
    split: &Split,
    prices: Option<&DayPrices>,
    params: &CheckedTrainParams,
    most: usize,
    threads: NonZeroUsize,
) -> Result<Replay, TrainError> {
    let part = history.part(&split.train)?;
    let first_day = days(&history.orders, &split.test).next().map_or(0, |day| day.day);
    let catalog = match prices {
        Some(prices) => priced(&part.history.catalog, prices, first_day, &part.index_of)?,
        None => part.history.catalog.clone(),
    };
    let past = History { catalog: catalog.without_stock(), ..part.history };
    let Calibrated { trained, rows: [mut rows, _] } =
        train_calibrated(&past, &[], params, threads, &|_| ())?;
    let snapshot = Snapshot::decode(&trained.bytes)?;
    let terms = ShopTerms::new(Pricing::list_only());
    let mut walk = Walk::new(&snapshot, &past.orders, &terms, threads);
    let mut item_of = vec![ItemIndex(0); part.index_of.len()];
    for (item, &index) in (0..).zip(&part.index_of) {
        item_of[index as usize] = ItemIndex(item);
    }
    let mut curve = snapshot.attach().curves[place(1)];
    let (mut orders, mut n_asked, mut n_nights, mut n_costs_assumed) = (Vec::new(), 0, 0, 0);
    for day in days(&history.orders, &split.test) {
        if n_nights > 0 {
            curve = curve_of(latest(&rows), Beside::One, threads);
        }
        n_nights += 1;
        if let Some(prices) = prices {
            walk.tell(told(&past.catalog, prices, day.day, &part.index_of));
        }
        let by_rank = by_rank(latest(&rows));
        let positions = sampled(day.positions, split.test.len(), most);
        n_asked += positions.len();
        let asked = walk.ask(&history.orders, &positions, &part.index_of, Beside::One);
        let made = OfDay { prices, day: day.day, item_of: &item_of };
        let shelf = walk.shelf();
        let beside = Night { shelf, history, curve, by_rank: &by_rank, terms: &terms, made };
        orders.extend(asked.iter().map(|asked| beside.walked(asked)));
        for asked in &asked {
            let unknown = asked.considered.iter().filter(|it| it.cost.is_none());
            n_costs_assumed += unknown.count();
            rows.extend(asked.rows(day.day));
        }
        walk.pass(&history.orders, &day, &part.index_of);
    }
    let n_unknown = n_asked - orders.len();
    drop(walk);
    Ok(Replay { snapshot, orders, n_unknown, n_costs_assumed, n_nights })
}

/// `catalog` with what items were sold for last before `day`; of those that were not, no price is known.
fn priced(
    catalog: &Catalog,
    prices: &DayPrices,
    day: i64,
    index_of: &[u32],
) -> Result<Catalog, IntakeError> {
    let n_items = index_of.len();
    let (mut own, mut costs) = (vec![None; n_items], vec![None; n_items]);
    for (item, &index) in (0..).zip(index_of) {
        let sold = prices.before(ItemIndex(item), day);
        own[index as usize] = sold.map(|sold| sold.price);
        costs[index as usize] = sold.and_then(|sold| sold.cost);
    }
    Ok(catalog.clone().with_prices(&own, &costs)?)
}

/// What is told of items on the night before `day`: the prices that are others than those of `catalog`.
fn told(catalog: &Catalog, prices: &DayPrices, day: i64, index_of: &[u32]) -> Changes {
    let told = (0..).zip(index_of).filter_map(|(item, &index)| {
        let SoldFor { price, cost } = prices.before(ItemIndex(item), day)?;
        let known = catalog.item(ItemIndex(index));
        let is_other = known.price != Some(price) || known.cost != cost;
        let facts = ChangedFacts { price: Some(price), cost, ..ChangedFacts::default() };
        is_other.then(|| (ItemIndex(index), Some(Arc::new(facts))))
    });
    Changes::NONE.with(told)
}

/// What is known on one night, and what was made on the day after it.
struct Night<'a> {
    shelf: Shelf<'a>,
    history: &'a History,
    curve: Curve,
    by_rank: &'a [f64],
    terms: &'a ShopTerms,
    made: OfDay<'a>,
}

/// What items were sold for on one day.
struct OfDay<'a> {
    prices: Option<&'a DayPrices>,
    day: i64,
    /// The items' numbers in the whole history.
    item_of: &'a [ItemIndex],
}

impl Night<'_> {
    fn walked(&self, asked: &Asked) -> Walked {
        let chance = |row: &Row| self.curve.chance(&row.signs);
        let rows: Vec<Row> = asked.rows(0).map(|seen| seen.row).collect();
        let chances: Vec<f64> = rows.iter().map(chance).collect();
        let (offered, anchor_functions) =
            offered_of(self.shelf, &asked.cart, &asked.considered, &chances, self.terms);
        let order = self.history.orders.order(asked.position as usize);
        // Beyond all customers, each order of nobody for itself.
        let nobody = self.history.orders.n_customers() + asked.position;
        let by_rank = |row: &Row| self.by_rank.get(row.signs.rank - 1).copied().unwrap_or(0.0);
        Walked {
            customer: order.customer.unwrap_or(nobody),
            anchor: asked.cart[0],
            left: offered.iter().map(|it| self.left(it.item)).collect(),
            offered,
            kinds: rows.iter().map(|row| row.signs.kind).collect(),
            is_bought: rows.iter().map(|row| row.is_bought).collect(),
            by_rank: rows.iter().map(by_rank).collect(),
            anchor_functions,
            whatever_it_costs: self.whatever_it_costs(asked),
        }
    }

    fn whatever_it_costs(&self, asked: &Asked) -> Vec<(bool, Money)> {
        let query = Query::for_cart(asked.cart.clone(), PLACES);
        let answer = suggest(self.shelf, &query, &mut Scratch::default());
        let items = answer.suggestions.iter().map(|found| found.item);
        items.map(|item| (asked.is_bought(item), self.left(item))).collect()
    }

    /// What a piece of `item` leaves above its cost on that day.
    fn left(&self, item: ItemIndex) -> Money {
        let OfDay { prices, day, item_of } = &self.made;
        let sold = prices.and_then(|prices| prices.on(item_of[item.position()], *day));
        let facts = self.shelf.catalog().item(item);
        let price = sold.map(|sold| sold.price).or(facts.price).unwrap_or_default();
        let cost = sold.and_then(|sold| sold.cost).or(facts.cost);
        let cost = cost.unwrap_or_else(|| self.terms.usual_cost(price));
        Money(price.0 - cost.0)
    }
}

/// The share that was bought at each place of `rows`, the first is place 1: what the place alone says.
fn by_rank(rows: &[DayRow]) -> Vec<f64> {
    let mut counts: Vec<[f64; 2]> = Vec::new();
    for DayRow { row, .. } in rows {
        if counts.len() < row.signs.rank {
            counts.resize(row.signs.rank, [0.0; 2]);
        }
        let [n_bought, n] = &mut counts[row.signs.rank - 1];
        *n_bought += f64::from(u8::from(row.is_bought));
        *n += 1.0;
    }
    // One more that was bought, and one that was not: no place is said to be impossible.
    counts.iter().map(|[n_bought, n]| (n_bought + 1.0) / (n + 2.0)).collect()
}
