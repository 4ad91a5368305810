//! Bundles against brute force, and against every limit they were asked to keep.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use engine::bundle::{
    BASIS_POINTS, Bundle, Ending, Goal, Limits, Offered, Pricing, Proof, Uptake, Wanted,
    best_bundle, bundles, complete, line_prices,
};
use engine::words::{ItemIndex, Money};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// More steps than any search here takes.
const ALL_STEPS: usize = 1_000_000;

fn offered(most: usize) -> impl Strategy<Value = Vec<Offered>> {
    let one = (1_i64..5_000, 0.0..1.3_f64, 0.0..0.6_f64, 0.0..1.0_f64, 0.0..6.0_f64, 0_u32..5);
    vec(one, 1..=most).prop_map(|all| {
        let offered = |(place, (price, cost, offered, organic, elasticity, function))| Offered {
            item: ItemIndex(place),
            price: Money(price),
            cost: Money((price as f64 * cost) as i64),
            uptake: Uptake { organic: offered * organic, offered, elasticity },
            function,
        };
        (0..).zip(all).map(offered).collect()
    })
}

fn pricing() -> impl Strategy<Value = Pricing> {
    let discounts = subsequence(vec![0, 300, 500, 1_000, 1_500, 2_000, 3_333, 10_000], 0..=8);
    let ending = option::of(select(vec![(99, 100), (0, 100), (5, 10), (0, 1)]));
    (discounts, ending).prop_map(|(discounts, ending)| {
        let ending = ending.map(|(rest, every)| Ending::new(rest, every).unwrap());
        Pricing::new(discounts, ending).unwrap()
    })
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let share = || select(vec![-10_000_i64, -500, 0, 500, 1_500, 3_000, 9_999]);
    (
        (1_usize..=4, 1_usize..=4),
        (select(vec![0_i64, 100, 1_000, 2_000, 10_000]), select(vec![0_i64, 0, 0, 300, 1_000])),
        select(vec![0_i64, 500, 10_000]),
        (share(), share()),
        option::weighted(0.4, 1_i64..10_000),
        (0_usize..4, vec(0_u32..5, 0..2)),
        (option::weighted(0.2, 0_u32..6), option::weighted(0.3, 0.0..1.0_f64)),
    )
        .prop_map(
            |(
                (a, b),
                (max_discount, min_discount),
                authority,
                margins,
                list,
                functions,
                (must, min_taken),
            )| Wanted {
                min_items: a.min(b),
                max_items: a.max(b),
                max_discount,
                min_discount: min_discount.min(max_discount),
                authority,
                min_margin: margins.0,
                min_line_margin: margins.1,
                max_list_price: list.map(Money),
                min_functions: functions.0,
                anchor_functions: functions.1,
                min_taken: min_taken.unwrap_or(0.0),
                must_have: must.map(ItemIndex).into_iter().collect(),
            },
        )
}

fn goal() -> impl Strategy<Value = Goal> {
    select(vec![Goal::Margin, Goal::Revenue, Goal::Units])
}

/// What `items` at `price` break, told anew from what was wanted.
fn broken(items: &[Offered], price: i64, wanted: &Wanted) -> Option<&'static str> {
    let list: i64 = items.iter().map(|item| item.price.0).sum();
    let cost: i64 = items.iter().map(|item| item.cost.0).sum();
    let percent = |part: i64, whole: i64| part as f64 / whole as f64 * BASIS_POINTS as f64;
    let prices: Vec<Money> = items.iter().map(|item| item.price).collect();
    let lines = line_prices(&prices, Money(price));
    let mut functions: Vec<u32> = items.iter().map(|item| item.function).collect();
    functions.extend(&wanted.anchor_functions);
    functions.sort_unstable();
    functions.dedup();
    let has = |item: &ItemIndex| items.iter().any(|other| other.item == *item);
    let slack = 1e-6;
    [
        ("fewest items", items.len() >= wanted.min_items),
        ("most items", items.len() <= wanted.max_items),
        ("a price above the list", price <= list),
        ("a price", price > 0),
        ("discount", percent(list - price, list) <= wanted.max_discount as f64 + slack),
        ("least discount", percent(list - price, list) >= wanted.min_discount as f64 - slack),
        (
            "items taken",
            items.iter().map(|item| item.uptake.offered).sum::<f64>()
                >= wanted.min_taken * (1.0 - 1e-12),
        ),
        ("margin", percent(price - cost, price) >= wanted.min_margin as f64 - slack),
        (
            "margin of a line",
            lines.iter().zip(items).all(|(line, item)| match line.0 {
                0 => item.cost.0 == 0,
                line => percent(line - item.cost.0, line) >= wanted.min_line_margin as f64 - slack,
            }),
        ),
        ("list price", wanted.max_list_price.is_none_or(|most| list <= most.0)),
        ("functions", functions.len() >= wanted.min_functions),
        ("must have", wanted.must_have.iter().all(has)),
    ]
    .into_iter()
    .find_map(|(name, is_kept)| (!is_kept).then_some(name))
}

fn chance(uptake: &Uptake, share: f64) -> f64 {
    let log_odds =
        (uptake.offered / (1.0 - uptake.offered)).ln() - uptake.elasticity * (1.0 - share).ln();
    1.0 / (1.0 + (-log_odds).exp())
}

/// What `items` at `price` are worth, told anew.
fn worth(items: &[Offered], price: i64, goal: Goal) -> f64 {
    let list: i64 = items.iter().map(|item| item.price.0).sum();
    let share = 1.0 - price as f64 / list as f64;
    let gain = |item: &Offered| {
        let (full, cost) = (item.price.0 as f64, item.cost.0 as f64);
        let (now, before) = match goal {
            Goal::Margin => (full * (1.0 - share) - cost, full - cost),
            Goal::Revenue => (full * (1.0 - share), full),
            Goal::Units => (1.0, 1.0),
        };
        chance(&item.uptake, share) * now - item.uptake.organic * before
    };
    let mut total = 0.0;
    for item in items {
        let own = gain(item);
        let is_ahead = |other: &&Offered| {
            let theirs = gain(other);
            other.function == item.function
                && (theirs > own || theirs == own && other.item < item.item)
        };
        let n_ahead = items.iter().filter(is_ahead).count() as i32;
        total += if own > 0.0 { own * 0.5_f64.powi(n_ahead) } else { own };
    }
    total
}

/// The best of all sets at all prices, each tried.
fn brute_force(
    offered: &[Offered],
    wanted: &Wanted,
    prices: &dyn Fn(i64) -> Vec<i64>,
    goal: Goal,
) -> Option<f64> {
    let mut best: Option<f64> = None;
    for set in 1_u32..1 << offered.len() {
        if set.count_ones() as usize > wanted.max_items {
            continue;
        }
        let is_in = |place: usize| set >> place & 1 == 1;
        let items: Vec<Offered> =
            (0..offered.len()).filter(|&place| is_in(place)).map(|place| offered[place]).collect();
        let list = items.iter().map(|item| item.price.0).sum();
        for price in prices(list) {
            if broken(&items, price, wanted).is_none() {
                let value = worth(&items, price, goal);
                if value > 0.0 && best.is_none_or(|best| value > best) {
                    best = Some(value);
                }
            }
        }
    }
    best
}

/// How many items are taken of the allowed set that most are taken of.
fn most_taken(
    offered: &[Offered],
    wanted: &Wanted,
    prices: &dyn Fn(i64) -> Vec<i64>,
) -> Option<f64> {
    let sets = (1_u32..1 << offered.len()).filter_map(|set| {
        let is_in = |place: &usize| set >> place & 1 == 1;
        let items: Vec<Offered> =
            (0..offered.len()).filter(is_in).map(|place| offered[place]).collect();
        let list = items.iter().map(|item| item.price.0).sum();
        let is_allowed = prices(list).iter().any(|&price| broken(&items, price, wanted).is_none());
        is_allowed.then(|| items.iter().map(|item| item.uptake.offered).sum())
    });
    sets.reduce(f64::max)
}

/// The prices of a list price, told anew: the discounts of [`pricing`] are known here.
fn prices_of(discounts: &[i64], ending: Option<(i64, i64)>, list: i64) -> Vec<i64> {
    let mut prices = vec![list];
    for discount in discounts {
        let wanted = list - list * discount / BASIS_POINTS;
        if *discount == 0 {
            continue;
        }
        match ending {
            None => prices.push(wanted),
            Some((rest, every)) => {
                prices.extend((1..=wanted).rev().find(|price| price % every == rest));
                prices.extend((wanted..=list).find(|price| price % every == rest));
            }
        }
    }
    prices.retain(|&price| 0 < price);
    prices
}

fn set(bundle: &Bundle, offered: &[Offered]) -> Vec<Offered> {
    bundle.items.iter().map(|item| offered[item.0 as usize]).collect()
}

fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * (1.0 + a.abs())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_bundle_breaks_a_limit(
        offered in offered(30),
        wanted in wanted(),
        pricing in pricing(),
        goal in goal(),
        share in select(vec![0.0, 0.5, 0.97, 1.0]),
    ) {
        let limits = wanted.clone().check().unwrap();
        let found = bundles(&offered, &limits, &pricing, goal, ALL_STEPS, (3, share));
        for (nth, bundle) in found.iter().enumerate() {
            let items = set(bundle, &offered);
            prop_assert_eq!(broken(&items, bundle.price.0, &wanted), None);
            prop_assert!(is_close(bundle.value, worth(&items, bundle.price.0, goal)));
            prop_assert!(bundle.value > 0.0);
            prop_assert_eq!(bundle.proof, Proof::Best);
            prop_assert_eq!(bundle.lines.iter().map(|line| line.0).sum::<i64>(), bundle.price.0);
            let off = (bundle.list_price.0 - bundle.price.0) * BASIS_POINTS;
            prop_assert_eq!(bundle.needs_approval, off > bundle.list_price.0 * wanted.authority);
            for earlier in &found[..nth] {
                let shared = items.iter().filter(|item| earlier.items.contains(&item.item)).count();
                prop_assert!(2 * shared <= items.len().min(earlier.items.len()));
            }
        }
    }

    #[test]
    fn a_further_limit_never_raises_the_best(
        offered in offered(14),
        wanted in wanted(),
        pricing in pricing(),
        goal in goal(),
        which in 0_usize..10,
    ) {
        let best = |wanted: &Wanted| {
            let limits = wanted.clone().check().unwrap();
            let best = best_bundle(&offered, &limits, &pricing, goal, ALL_STEPS);
            best.map_or(0.0, |bundle| bundle.value)
        };
        let mut tighter = wanted.clone();
        match which {
            0 => tighter.max_items = tighter.min_items,
            1 => tighter.min_items = tighter.max_items,
            2 => tighter.max_discount = (tighter.max_discount / 2).max(tighter.min_discount),
            3 => tighter.min_margin = (tighter.min_margin + 700).min(BASIS_POINTS - 1),
            4 => tighter.min_line_margin = (tighter.min_line_margin + 700).min(BASIS_POINTS - 1),
            5 => tighter.max_list_price = Some(Money(tighter.max_list_price.map_or(900, |most| (most.0 + 1) / 2))),
            6 => tighter.min_functions += 1,
            7 => tighter.min_taken += 0.2,
            8 => tighter.min_discount = (tighter.min_discount + 200).min(tighter.max_discount),
            _ => {
                if tighter.must_have.is_empty() {
                    tighter.must_have.push(ItemIndex(0));
                }
            }
        }
        prop_assert!(best(&tighter) <= best(&wanted) * (1.0 + 1e-12));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_best_of_twelve_is_what_brute_force_finds(
        offered in offered(12),
        wanted in wanted(),
        discounts in subsequence(vec![0_i64, 300, 500, 1_000, 1_500, 2_000, 3_333], 0..=5),
        ending in option::of(select(vec![(99, 100), (0, 100), (5, 10), (0, 1)])),
        goal in goal(),
    ) {
        let limits: Limits = wanted.clone().check().unwrap();
        let pricing = Pricing::new(
            discounts.clone(),
            ending.map(|(rest, every)| Ending::new(rest, every).unwrap()),
        );
        let found = best_bundle(&offered, &limits, &pricing.unwrap(), goal, ALL_STEPS);
        let expected = brute_force(&offered, &wanted, &|list| prices_of(&discounts, ending, list), goal);
        match (&found, expected) {
            (Some(found), Some(expected)) => prop_assert!(is_close(found.value, expected), "{} {expected}", found.value),
            (None, None) => {}
            (found, expected) => prop_assert!(false, "{found:?} {expected:?}"),
        }
    }

    #[test]
    fn of_twelve_the_best_that_enough_is_taken_of_is_what_brute_force_finds(
        offered in offered(12),
        wanted in wanted(),
        share in select(vec![0.3, 0.9, 0.97, 1.0]),
        goal in goal(),
    ) {
        let limits: Limits = wanted.clone().check().unwrap();
        let (discounts, ending) = ([500, 1_000], None);
        let pricing = Pricing::new(discounts.to_vec(), ending).unwrap();
        let found = bundles(&offered, &limits, &pricing, goal, ALL_STEPS, (1, share));
        let ending = None;
        let prices = |list: i64| prices_of(&discounts, ending, list);
        let most = most_taken(&offered, &wanted, &prices).map(|most| most * share);
        let floor = |most: f64| wanted.min_taken.max(most);
        let expected = most.and_then(|most| {
            let wanted = Wanted { min_taken: floor(most), ..wanted.clone() };
            brute_force(&offered, &wanted, &prices, goal)
        });
        match (found.first(), expected) {
            (Some(found), Some(expected)) => prop_assert!(is_close(found.value, expected), "{} {expected}", found.value),
            (None, None) => {}
            (found, expected) => prop_assert!(false, "{found:?} {expected:?}"),
        }
    }

    #[test]
    fn a_search_that_is_cut_short_says_by_how_much_it_may_be_wrong(
        offered in offered(14),
        wanted in wanted(),
        pricing in pricing(),
        goal in goal(),
        n_steps in 0_usize..40,
    ) {
        let limits = wanted.check().unwrap();
        let best = best_bundle(&offered, &limits, &pricing, goal, ALL_STEPS);
        if let (Some(found), Some(best)) = (best_bundle(&offered, &limits, &pricing, goal, n_steps), best) {
            match found.proof {
                Proof::Best => prop_assert!(is_close(found.value, best.value)),
                Proof::Within(gap) => prop_assert!(best.value <= found.value + gap * (1.0 + 1e-9)),
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_cart_is_completed_by_what_passes_the_threshold_least(
        offered in offered(12),
        gap in 1_i64..12_000,
        max_items in 1_usize..=4,
    ) {
        let mut best: Option<(i64, u32, f64)> = None;
        for set in 1_u32..1 << offered.len() {
            let is_in = |place: &usize| set >> place & 1 == 1;
            let items = || (0..offered.len()).filter(is_in).map(|place| &offered[place]);
            let over = items().map(|item| item.price.0).sum::<i64>() - gap;
            if set.count_ones() as usize > max_items || over < 0 {
                continue;
            }
            let likelihood: f64 = items().map(|item| item.uptake.offered).sum();
            let found = (over, set.count_ones(), -likelihood);
            if best.is_none_or(|best| found < best) {
                best = Some(found);
            }
        }
        let found = complete(&offered, Money(gap), max_items);
        let told = found.as_ref().map(|found| {
            let likelihood: f64 =
                found.items.iter().map(|item| offered[item.0 as usize].uptake.offered).sum();
            (found.overshoot.0, found.items.len() as u32, -likelihood)
        });
        match (told, best) {
            (Some(told), Some(best)) => {
                prop_assert_eq!((told.0, told.1), (best.0, best.1));
                prop_assert!(is_close(told.2, best.2), "{} {}", told.2, best.2);
            }
            (None, None) => {}
            (found, best) => prop_assert!(false, "{found:?} {best:?}"),
        }
    }
}
