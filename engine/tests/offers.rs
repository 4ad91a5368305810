//! Offers of made-up shops against every limit they were asked to keep.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;
use std::sync::OnceLock;

use engine::bundle::{BASIS_POINTS, Ending, Goal, Limits, Pricing, Wanted};
use engine::metric::Random;
use engine::offer::{
    Ask, Completed, DiscountKind, NoOffer, Offer, ShopTerms, complete_cart, offer,
};
use engine::relation::RelationKind;
use engine::snapshot::Snapshot;
use engine::suggest::{Query, Scratch};
use engine::train::{TrainParams, train};
use engine::words::{Id, Intake, ItemFacts, ItemIndex, ItemView, Money, OrderLine, Quantity};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const N_ITEMS: u32 = 60;
const N_SHOPS: usize = 32;

/// Orders of two to four items that mostly follow one another, filed under six categories; some items sold out, some below
/// cost, some of unknown cost or stock.
fn shop(seed: u64) -> Snapshot {
    let mut random = Random::new(seed, 0);
    let mut intake = Intake::new();
    let name = |item: usize| format!("item {item:02}");
    for number in 0..600 {
        let start = random.below(N_ITEMS as usize);
        for step in 0..2 + random.below(3) {
            let near = (start + step * (1 + random.below(2))) % N_ITEMS as usize;
            let (order, near) = (format!("o{number}"), name(near));
            let customer = format!("c{}", random.below(200));
            let line = OrderLine {
                customer: Some(Id::parse(&customer).unwrap()),
                quantity: Quantity::ONE,
                ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(&near).unwrap())
            };
            intake.push_line(&line).unwrap();
        }
    }
    for item in 0..N_ITEMS as usize {
        let (title, category) = (format!("thing number {item}"), format!("category {}", item % 6));
        let price = 100 + random.below(5_000) as i64;
        let cost =
            (random.below(4) > 0).then(|| Money(price * (30 + random.below(90) as i64) / 100));
        let stock = (random.below(3) > 0).then(|| 1_000_000 * random.below(4) as i64);
        let known = ItemView {
            title: Some(&title),
            category: Some(&category),
            price: Some(Money(price)),
            cost,
            stock,
            ..ItemView::default()
        };
        let facts = ItemFacts { known, attributes: &[] };
        intake.push_item(Id::parse(&name(item)).unwrap(), &facts).unwrap();
    }
    let params = TrainParams { fit_windows: 0, ridge_items: 0, ..TrainParams::default() };
    let history = intake.finish().unwrap();
    let params = params.check().unwrap();
    let trained = train(&history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    Snapshot::decode(&trained.bytes).unwrap()
}

fn shops() -> &'static [Snapshot] {
    static SHOPS: OnceLock<Vec<Snapshot>> = OnceLock::new();
    SHOPS.get_or_init(|| (0..N_SHOPS as u64).map(shop).collect())
}

#[derive(Debug, Clone)]
struct Asked {
    shop: usize,
    cart: Vec<ItemIndex>,
    exclude: Vec<ItemIndex>,
    wanted: Wanted,
    terms: ShopTerms,
    goal: Goal,
    kind: DiscountKind,
    limit: usize,
}

fn asked() -> impl Strategy<Value = Asked> {
    let items = |n| vec((0..N_ITEMS).prop_map(ItemIndex), n);
    let margins = select(vec![-2_000_i64, 0, 1_000, 3_000]);
    let pricing = (
        select(vec![vec![], vec![500, 1_000], vec![0, 300, 800, 2_000]]),
        option::of(select(vec![(99, 100), (0, 100)])),
    );
    (
        (0..N_SHOPS, items(1..4), items(0..3)),
        (1_usize..=4, select(vec![0_i64, 1_000, 2_500]), margins.clone(), margins),
        (option::weighted(0.3, 1_i64..9_000), select(vec![0_i64, 300])),
        (pricing, select(vec![5_000_i64, 10_000]), select(vec![0.0, 0.85, 1.0])),
        select(vec![Goal::Margin, Goal::Revenue, Goal::Units]),
        select(vec![DiscountKind::Price, DiscountKind::Price, DiscountKind::Gift]),
        1_usize..5,
    )
        .prop_map(|(place, limits, (list, least), shop, goal, kind, limit)| {
            let (max_items, max_discount, min_margin, min_line_margin) = limits;
            let ((discounts, ending), max_price_share, min_taken_share) = shop;
            let ending = ending.map(|(rest, every)| Ending::new(rest, every).unwrap());
            let pricing = Pricing::new(discounts, ending).unwrap();
            let wanted = Wanted {
                max_items,
                max_discount,
                min_discount: least.min(max_discount),
                min_margin,
                min_line_margin,
                max_list_price: list.map(Money),
                min_functions: 2,
                ..Wanted::default()
            };
            let usual = ShopTerms::new(pricing);
            let terms = ShopTerms { max_price_share, min_taken_share, ..usual };
            let (shop, cart, exclude) = place;
            Asked { shop, cart, exclude, wanted, terms, goal, kind, limit }
        })
}

impl Asked {
    fn ask(&self) -> (Ask, Limits) {
        let query =
            Query { exclude: self.exclude.clone(), ..Query::for_cart(self.cart.clone(), 0) };
        let (goal, kind, limit) = (self.goal, self.kind, self.limit);
        let ask = Ask { query, goal, kind, objected: Vec::new(), limit };
        (ask, self.wanted.clone().check().unwrap())
    }

    /// What `offer`, made around `anchor`, breaks.
    fn broken(
        &self,
        anchor: ItemIndex,
        instead_of: Option<ItemIndex>,
        offer: &Offer,
    ) -> Option<&'static str> {
        let snapshot = &shops()[self.shop];
        let catalog = snapshot.catalog();
        let share = |part: i64, whole: i64, most: i64| part * BASIS_POINTS <= whole * most;
        let bundle = &offer.bundle;
        let (list, price) = (bundle.list_price.0, bundle.price.0);
        let price_of = |item: ItemIndex| catalog.item(item).price.unwrap().0;
        // What stands for another item need not be the dearest that is left.
        let others = self.cart.iter().filter(|item| Some(**item) != instead_of);
        let dearest = others.map(|&item| price_of(item)).fold(price_of(anchor), i64::max);
        let lines: i64 = offer.items.iter().map(|it| it.price.0).sum();
        let listed: i64 = offer.items.iter().map(|it| it.list_price.0).sum();
        let cost: i64 = offer.items.iter().map(|it| it.cost.0).sum();
        let is_gift = |place: usize| offer.has_gift && place + 1 == offer.items.len();
        let keeps_line = |(place, it): (usize, &engine::offer::OfferItem)| {
            let left = (it.price.0 - it.cost.0) * BASIS_POINTS;
            is_gift(place) || left >= it.price.0 * self.wanted.min_line_margin
        };
        let items = || offer.items.iter().map(|it| it.suggestion.item);
        let is_known = |it: &engine::offer::OfferItem| {
            it.is_cost_known == catalog.item(it.suggestion.item).cost.is_some()
        };
        [
            ("number", (1..=self.wanted.max_items).contains(&offer.items.len())),
            ("of the cart", items().all(|item| !self.cart.contains(&item) && item != anchor)),
            ("excluded", items().all(|item| !self.exclude.contains(&item))),
            ("sold out", items().all(|item| !catalog.is_out_of_stock(item))),
            (
                "substitute",
                offer.items.iter().all(|it| it.suggestion.relation != RelationKind::Substitute),
            ),
            ("listed", listed == list && items().map(price_of).sum::<i64>() == list),
            ("lines", lines == price),
            ("cost", cost == bundle.cost.0 && offer.items.iter().all(is_known)),
            (
                "dearer than the cart allows",
                items().all(|item| share(price_of(item), dearest, self.terms.max_price_share)),
            ),
            ("discount", share(list - price, list, self.wanted.max_discount)),
            ("least discount", (list - price) * BASIS_POINTS >= list * self.wanted.min_discount),
            ("margin", (price - cost) * BASIS_POINTS >= price * self.wanted.min_margin),
            ("margin of a line", offer.items.iter().enumerate().all(keeps_line)),
            ("list price", self.wanted.max_list_price.is_none_or(|most| list <= most.0)),
            ("worth", bundle.value > 0.0 && (0.0..=1.0).contains(&bundle.probability)),
        ]
        .into_iter()
        .find_map(|(name, is_kept)| (!is_kept).then_some(name))
    }
}

#[test]
fn most_carts_are_offered_something_and_some_with_a_gift() {
    let pricing = Pricing::new(vec![500, 1_000], None).unwrap();
    let terms = ShopTerms::new(pricing);
    let limits = Wanted { max_discount: 2_500, min_functions: 2, ..Wanted::default() };
    let limits = limits.check().unwrap();
    let mut n_offered = [0; 2];
    for kind in [DiscountKind::Price, DiscountKind::Gift] {
        for snapshot in shops() {
            for item in 0..N_ITEMS {
                let query = Query::for_cart(vec![ItemIndex(item)], 0);
                let ask = Ask { query, goal: Goal::Margin, kind, objected: Vec::new(), limit: 3 };
                let mut scratch = Scratch::default();
                let found = offer(snapshot.into(), &ask, &limits, &terms, &mut scratch);
                n_offered[kind as usize] += usize::from(!found.offers.is_empty());
            }
        }
    }
    let n_asked = N_SHOPS * N_ITEMS as usize;
    assert!(2 * n_offered[0] > n_asked, "{n_offered:?} of {n_asked}");
    assert!(n_offered[1] > 50, "{n_offered:?} of {n_asked}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_offer_breaks_a_limit(asked in asked()) {
        let (ask, limits) = asked.ask();
        let mut scratch = Scratch::default();
        let snapshot = &shops()[asked.shop];
        let found = offer(snapshot.into(), &ask, &limits, &asked.terms, &mut scratch);
        prop_assert_eq!(found.offers.is_empty(), found.none_because.is_some());
        prop_assert!(found.offers.len() <= asked.limit);
        let Some(anchor) = found.anchor else { return Ok(()) };
        let is_sold_out = |item| snapshot.catalog().is_out_of_stock(item);
        // What the bundle is made around can be had, or nothing replaces it.
        prop_assert!(!is_sold_out(anchor) || found.none_because == Some(NoOffer::NoSubstitute));
        prop_assert!(found.instead_of.is_none_or(is_sold_out));
        for offer in &found.offers {
            prop_assert_eq!(asked.broken(anchor, found.instead_of, offer), None);
            prop_assert_eq!(offer.has_gift, asked.kind == DiscountKind::Gift);
        }
    }

    #[test]
    fn a_completion_reaches_the_threshold_by_what_is_bought_with_the_cart(asked in asked(), gap in 1_i64..9_000) {
        let (ask, limits) = asked.ask();
        let mut scratch = Scratch::default();
        let snapshot = &shops()[asked.shop];
        let price = |item: &ItemIndex| snapshot.catalog().item(*item).price.unwrap().0;
        let total: i64 = asked.cart.iter().map(price).sum();
        let amounts = [Money(total), Money(total + gap)];
        let (completed, offers) =
            complete_cart(snapshot.into(), &ask, &limits, amounts, &asked.terms, &mut scratch);
        prop_assert_eq!(completed.is_empty(), offers.none_because.is_some());
        let mut before = 0;
        for Completed { offer, overshoot } in &completed {
            let items = || offer.items.iter().map(|it| it.suggestion.item);
            let related = offer.items.iter().all(|it| it.suggestion.evidence.at_least > 1.0);
            prop_assert!(related && items().all(|item| !asked.cart.contains(&item)));
            prop_assert!(items().all(|item| !snapshot.catalog().is_out_of_stock(item)));
            prop_assert!(offer.items.len() <= asked.wanted.max_items);
            if offers.instead_of.is_none() {
                let sum: i64 = items().map(|item| price(&item)).sum();
                prop_assert_eq!(sum - gap, overshoot.0);
            }
            prop_assert!(overshoot.0 >= before);
            before = overshoot.0;
        }
    }
}
