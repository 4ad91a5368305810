//! Counting against the plainest way to count, where the rules bite: few partners kept, large orders
//! cut, repeats discounted, crowds passed over.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;

use engine::count::{BasketRules, Baskets, NO_AGE, Strength, strongest, strongest_counted};
use engine::words::{Orders, Timestamp};
use proptest::prelude::*;

const N_ITEMS: usize = 12;
const N_CUSTOMERS: u32 = 4;

/// An order: its items, its customer, its day.
type Basket = (BTreeSet<u32>, Option<u32>, Option<i64>);

fn shop() -> impl Strategy<Value = Vec<Basket>> {
    use proptest::{collection, option};
    let items = collection::btree_set(0..N_ITEMS as u32, 1..7);
    let basket = (items, option::of(0..N_CUSTOMERS), option::weighted(0.8, 0..60_i64));
    collection::vec(basket, 1..60)
}

fn orders(shop: &[Basket]) -> Orders {
    let mut orders = Orders::with_capacity(0, 0, N_CUSTOMERS);
    for (items, customer, day) in shop {
        let time = day.map(|day| Timestamp(day * 86_400));
        orders.push(&mut items.iter().copied().collect(), *customer, time);
    }
    orders
}

fn rules() -> BasketRules {
    BasketRules {
        size_discount: 0.5,
        half_life_days: Some(30.0),
        max_basket: 4,
        max_customer_lines: 40,
    }
}

/// The weight itself: then the score of a pair is the sum that was counted.
struct Weight;

impl Strength for Weight {
    fn score(&self, _: u32, _: u32, weight: f32) -> f32 {
        weight
    }
}

/// The items of an order in the parts that it is cut into: as few as needed, of equal size.
fn parts(items: &BTreeSet<u32>, most: usize) -> Vec<Vec<u32>> {
    let items: Vec<u32> = items.iter().copied().collect();
    let n_parts = items.len().div_ceil(most);
    items.chunks(items.len().div_ceil(n_parts)).map(<[u32]>::to_vec).collect()
}

/// What an order's pairs weigh: size, age and repeats.
fn weight(shop: &[Basket], basket: &Basket) -> f64 {
    let (items, customer, day) = basket;
    let newest = shop.iter().filter_map(|&(_, _, day)| day).max();
    let decay = match (day, newest) {
        (Some(day), Some(newest)) => (-(newest - day) as f64 / 30.0).exp2(),
        _ => 1.0,
    };
    let alike = |other: &&Basket| other.1 == *customer && other.0 == *items;
    let times = if customer.is_some() { shop.iter().filter(alike).count() } else { 1 };
    let size = if items.len() < 3 { 1.0 } else { ((items.len() - 1) as f64).powf(-0.5) };
    decay * size / (times as f64).sqrt()
}

fn threads(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_kept_partners_are_the_strongest_of_all(shop in shop(), k in 1..5_u16) {
        let baskets = Baskets::new(&orders(&shop), N_ITEMS, &rules()).unwrap();
        let mut weights: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for basket in &shop {
            for part in parts(&basket.0, 4) {
                for &a in &part {
                    for &b in part.iter().filter(|&&b| b != a) {
                        *weights.entry((a, b)).or_insert(0.0) += weight(&shop, basket);
                    }
                }
            }
        }
        let all = strongest(&baskets, 2000, &Weight, threads(1), &|_| ());
        prop_assert_eq!(all.items.len(), weights.len());
        let kept = strongest(&baskets, k, &Weight, threads(2), &|_| ());
        let (mut start, mut kept_start) = (0, 0);
        for anchor in 0..N_ITEMS {
            let row = start..all.ends[anchor] as usize;
            for place in row.clone() {
                let expected = weights[&(anchor as u32, all.items[place])];
                // Each order's weight is rounded to 1/32768.
                let most = 60.0 / 32768.0;
                prop_assert!((f64::from(all.scores[place]) - expected).abs() < most);
            }
            let sorted = |place: &usize| (-all.scores[*place], all.items[*place]);
            prop_assert!(row.clone().is_sorted_by(|a, b| sorted(a) < sorted(b)));
            let kept_row = kept_start..kept.ends[anchor] as usize;
            prop_assert_eq!(kept_row.len(), row.len().min(usize::from(k)));
            let first = row.start..row.start + kept_row.len();
            prop_assert_eq!(&kept.items[kept_row.clone()], &all.items[first.clone()]);
            prop_assert_eq!(&kept.scores[kept_row], &all.scores[first]);
            (start, kept_start) = (row.end, kept.ends[anchor] as usize);
        }
    }

    #[test]
    fn the_closer_look_counts_orders_buyers_ages_and_sequences(shop in shop()) {
        let baskets = Baskets::new(&orders(&shop), N_ITEMS, &rules()).unwrap();
        let (partners, counts) =
            strongest_counted(&baskets, 2000, &Weight, threads(2), &|_| ());
        let newest = shop.iter().filter_map(|&(_, _, day)| day).max();
        let mut start = 0;
        for (anchor, &end) in (0_u32..).zip(&partners.ends) {
            for place in start..end as usize {
                let item = partners.items[place];
                let evidence = counts.evidence(&baskets, anchor, item, place);
                let with_both: Vec<(usize, &Basket)> = shop
                    .iter()
                    .enumerate()
                    .filter(|(_, basket)| {
                        parts(&basket.0, 4).iter().any(|p| p.contains(&anchor) && p.contains(&item))
                    })
                    .collect();
                prop_assert_eq!(evidence.together as usize, with_both.len());
                let buyers: BTreeSet<(bool, usize)> = with_both
                    .iter()
                    .map(|&(order, (_, customer, _))| match customer {
                        Some(customer) if !is_crowd(&shop, *customer) => {
                            (true, *customer as usize)
                        }
                        Some(_) | None => (false, order),
                    })
                    .collect();
                prop_assert_eq!(evidence.buyers as usize, buyers.len());
                let age = |&(_, (_, _, day)): &(usize, &Basket)| Some(newest? - (*day)?);
                let youngest = with_both.iter().filter_map(age).min();
                prop_assert_eq!(evidence.age_days, youngest.map_or(NO_AGE, |age| age as u32));
                let (anchor_first, item_first) = first_then(&shop, anchor, item);
                prop_assert_eq!((evidence.anchor_first, evidence.item_first), (anchor_first, item_first));
            }
            start = end as usize;
        }
    }
}

/// Whether a customer has too many lines to be one person.
fn is_crowd(shop: &[Basket], customer: u32) -> bool {
    let of_customer = shop.iter().filter(|&&(_, other, _)| other == Some(customer));
    let n_blocks = |basket: &Basket| parts(&basket.0, 4).len();
    of_customer.map(|b| b.0.len() + 3 * n_blocks(b)).sum::<usize>() > 40
}

/// Customers who bought `a` first and `b` on a later day, and the other way round. A customer of too
/// many lines is passed over; of one with an order of no known day, nothing is compared.
fn first_then(shop: &[Basket], a: u32, b: u32) -> (u32, u32) {
    let mut counted = (0, 0);
    for customer in 0..N_CUSTOMERS {
        if is_crowd(shop, customer) {
            continue;
        }
        let of_customer = || shop.iter().filter(move |&&(_, other, _)| other == Some(customer));
        let first = |item: u32| {
            let days = of_customer().filter(|basket| basket.0.contains(&item)).map(|b| b.2);
            // An order of no known day stands before all others.
            days.min()
        };
        if let (Some(Some(day_a)), Some(Some(day_b))) = (first(a), first(b)) {
            counted.0 += u32::from(day_a < day_b);
            counted.1 += u32::from(day_b < day_a);
        }
    }
    counted
}

#[test]
fn vitamin_c_follows_vitamin_b() {
    let day = |day: i64| Some(Timestamp(day * 86_400));
    let mut orders = Orders::with_capacity(0, 0, 3);
    // Customer 0: B, then C twenty days on, then both. Customer 1: the other way round. Customer 2:
    // both on one day.
    orders.push(&mut vec![0], Some(0), day(0));
    orders.push(&mut vec![1], Some(0), day(20));
    orders.push(&mut vec![0, 1], Some(0), day(40));
    orders.push(&mut vec![1], Some(1), day(5));
    orders.push(&mut vec![0], Some(1), day(6));
    orders.push(&mut vec![0, 1], Some(2), day(30));
    orders.push(&mut vec![2], None, day(50));
    let rules = BasketRules { max_basket: 100, ..rules() };
    let baskets = Baskets::new(&orders, 3, &rules).unwrap();
    let (partners, counts) = strongest_counted(&baskets, 5, &Weight, threads(1), &|_| ());
    assert_eq!(partners.items, [1, 0]);
    let evidence = counts.evidence(&baskets, 0, 1, 0);
    assert_eq!((evidence.together, evidence.buyers), (2, 2));
    assert_eq!((evidence.anchor_first, evidence.item_first), (1, 1));
    // The newest order with both is of day 40, the newest of all of day 50.
    assert_eq!(evidence.age_days, 10);
}
