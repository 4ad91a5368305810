//! How much evidence ties items: by customers, days, seasons and visits; gifts and fillers tie
//! nothing.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use std::num::NonZeroUsize;

use engine::relation::{Function, Grade, Momentum};
use engine::snapshot::Snapshot;
use engine::train::{Label, TrainParams, TrainReport, train_labelled};
use engine::words::{History, Id, Intake, Money, OrderLine, Timestamp, ViewEvent, ViewLine};

/// Rows of a shop on their way in.
#[derive(Default)]
struct Shop {
    intake: Intake,
    n_orders: u32,
}

impl Shop {
    /// An order of `items`, each at its price in cents.
    fn order(&mut self, customer: u32, day: i64, items: &[(&str, i64)]) {
        self.order_at(customer, day * 86_400, items);
    }

    /// The same at so many seconds.
    fn order_at(&mut self, customer: u32, seconds: i64, items: &[(&str, i64)]) {
        self.n_orders += 1;
        let (order, customer) = (format!("o{}", self.n_orders), format!("c{customer}"));
        for &(item, price) in items {
            let line = OrderLine {
                customer: Some(Id::parse(&customer).unwrap()),
                time: Some(Timestamp(seconds)),
                unit_price: Some(Money(price)),
                ..OrderLine::one(Id::parse(&order).unwrap(), Id::parse(item).unwrap())
            };
            self.intake.push_line(&line).unwrap();
        }
    }

    /// Twenty items that sell alone, one of them on each of `days`, to a customer each.
    fn background(&mut self, days: i64) {
        for day in 0..days {
            for n in 0..5 {
                let item = format!("plain {}", (day * 5 + n) % 20);
                self.order(1_000 + self.n_orders, day, &[(&item, 2_000)]);
            }
        }
    }

    fn visit(&mut self, session: u32, item: &str) {
        self.visit_by(None, session, item);
    }

    fn visit_of(&mut self, customer: u32, session: u32, item: &str) {
        self.visit_by(Some(format!("c{customer}")), session, item);
    }

    fn visit_by(&mut self, customer: Option<String>, session: u32, item: &str) {
        let session = format!("s{session}");
        let view = ViewLine {
            session: Some(Id::parse(&session).unwrap()),
            customer: customer.as_deref().map(|id| Id::parse(id).unwrap()),
            item: Id::parse(item).unwrap(),
            time: None,
            event: ViewEvent::View,
        };
        self.intake.push_view(&view).unwrap();
    }

    fn learnt(self) -> (Snapshot, TrainReport) {
        learnt(&self.intake.finish().unwrap(), &[])
    }
}

fn learnt(history: &History, labels: &[Label]) -> (Snapshot, TrainReport) {
    let params = TrainParams { fit_windows: 0, ridge_items: 0, ..TrainParams::default() };
    let params = params.check().unwrap();
    let trained = train_labelled(history, labels, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
    (Snapshot::decode(&trained.bytes).unwrap(), trained.report)
}

fn grade(snapshot: &Snapshot, a: &str, b: &str) -> Option<Grade> {
    let [a, b] = [a, b].map(|id| snapshot.vocabulary().index(id).unwrap());
    snapshot.graph().edge(a, b).map(|edge| edge.grade())
}

#[test]
fn few_accounts_and_few_days_are_no_grade_a_and_are_told() {
    let mut shop = Shop::default();
    shop.background(200);
    for n in 0..30 {
        let days = i64::from(n) * 5;
        shop.order(n, days, &[("tea", 500), ("cup", 900)]);
        shop.order(500 + n % 3, days, &[("pushed", 700), ("along", 800)]);
        shop.order(600 + n, 7 + i64::from(n % 3), &[("fair", 700), ("day", 800)]);
    }
    let (snapshot, report) = shop.learnt();
    assert_eq!(grade(&snapshot, "tea", "cup"), Some(Grade::A));
    // Three accounts are no evidence, however often they order.
    assert_eq!(grade(&snapshot, "pushed", "along"), Some(Grade::C));
    assert_eq!(grade(&snapshot, "fair", "day"), Some(Grade::B));
    assert_eq!(report.n_pushed, 2);
    let named = report.pushed.iter().flatten().all(|item| item != "tea" && item != "cup");
    assert!(named, "{:?}", report.pushed);
}

#[test]
fn many_accounts_in_the_same_minutes_are_no_grade_a_and_are_told() {
    let at = |day: i64, minute: i64| day * 86_400 + minute * 60;
    // Minutes that orders are spread over are told; whole hours are not.
    let learnt = |spread: bool| {
        let mut shop = Shop::default();
        for n in 0..1_000_i64 {
            let item = format!("plain {}", n % 20);
            let minute = if spread { n * 377 % 1_440 } else { 0 };
            shop.order_at(5_000 + n as u32, at(n / 5, minute), &[(&item, 2_000)]);
        }
        for n in 0..40_u32 {
            let (day, other) = (i64::from(n) * 5, i64::from(n / 4) * 20);
            let minute = if spread { i64::from(n) * 31 } else { 0 };
            shop.order_at(n, at(day, minute), &[("tea", 500), ("cup", 900)]);
            // Four accounts at once, on ten days.
            let minute = if spread { 600 } else { 0 };
            shop.order_at(500 + n, at(other, minute), &[("pushed", 700), ("along", 800)]);
        }
        shop.learnt()
    };
    let (snapshot, report) = learnt(true);
    assert_eq!(grade(&snapshot, "tea", "cup"), Some(Grade::A));
    assert_ne!(grade(&snapshot, "pushed", "along"), Some(Grade::A));
    assert_eq!(report.n_pushed, 1);
    // Where times are dates, orders of a day share their minute.
    let (snapshot, report) = learnt(false);
    assert_eq!(grade(&snapshot, "pushed", "along"), Some(Grade::A));
    assert_eq!(report.n_pushed, 0);
}

#[test]
fn what_sells_in_one_season_only_is_not_tied_by_it() {
    let mut shop = Shop::default();
    shop.background(364);
    // In the last four weeks everybody buys two of four articles, whichever; all year round a tea
    // goes with a cup.
    let articles = ["star", "tree", "bell", "sled"];
    for n in 0..240_u32 {
        let pair = [n % 4, (n + 1 + n / 4 % 3) % 4].map(|at| (articles[at as usize], 300));
        shop.order(n, 336 + i64::from(n % 28), &pair);
    }
    for n in 0..40_u32 {
        shop.order(700 + n, i64::from(n) * 9, &[("tea", 500), ("cup", 900)]);
    }
    let (snapshot, _) = shop.learnt();
    assert_eq!(grade(&snapshot, "tea", "cup"), Some(Grade::A));
    for (a, b) in [("star", "tree"), ("tree", "bell"), ("bell", "sled")] {
        assert_eq!(grade(&snapshot, a, b), Some(Grade::C), "{a} and {b}");
    }
}

#[test]
fn visits_that_saw_both_are_evidence_too() {
    let mut shop = Shop::default();
    shop.background(100);
    shop.order(1, 3, &[("red mug", 500), ("blue mug", 500)]);
    for session in 0..40 {
        shop.visit(session, &format!("plain {}", session % 20));
        if session < 8 {
            shop.visit(100 + session, "red mug");
            shop.visit(100 + session, "blue mug");
        }
    }
    let (snapshot, _) = shop.learnt();
    assert_eq!(grade(&snapshot, "red mug", "blue mug"), Some(Grade::A));
}

#[test]
fn gifts_do_not_count_and_where_everything_is_free_nothing_is_a_gift() {
    let given = |price| {
        let mut shop = Shop::default();
        shop.background(20);
        for n in 0..10_u32 {
            shop.order(n, i64::from(n), &[("tea", 500), ("bag", price)]);
        }
        shop.intake.finish().unwrap()
    };
    let history = given(0);
    assert_eq!((history.report.n_gifts, history.report.n_lines_given_away), (1, 10));
    assert_eq!(history.report.n_lines_kept, 110);
    let (snapshot, _) = learnt(&history, &[]);
    let bag = snapshot.vocabulary().index("bag").unwrap();
    assert_eq!((snapshot.n_orders_with(bag), snapshot.graph().row(bag).len()), (0, 0));
    assert_eq!(given(100).report.n_gifts, 0);

    let mut free = Shop::default();
    for n in 0..10_u32 {
        free.order(n, 0, &[("tea", 0), ("cup", 0)]);
    }
    let report = free.intake.finish().unwrap().report;
    assert_eq!((report.n_gifts, report.n_lines_kept), (0, 20));
}

#[test]
fn what_fills_orders_up_relates_to_nothing_and_is_not_hot() {
    let mut shop = Shop::default();
    shop.background(200);
    for n in 0..200_u32 {
        let item = format!("plain {}", n % 20);
        shop.order(n, i64::from(n), &[(&item, 2_000), ("sticker", 90)]);
    }
    for n in 0..40_u32 {
        shop.order(700 + n, i64::from(n) * 5, &[("tea", 500), ("cup", 900)]);
    }
    let (snapshot, report) = shop.learnt();
    assert_eq!(report.fillers, ["sticker"]);
    let sticker = snapshot.vocabulary().index("sticker").unwrap();
    assert_eq!(snapshot.momentum(sticker), Momentum::Steady);
    assert!(snapshot.graph().row(sticker).iter().all(|edge| edge.function() == Function::None));
    let plain = snapshot.vocabulary().index("plain 0").unwrap();
    assert_eq!(snapshot.known().judge(sticker, plain).function(), Function::None);
}

#[test]
fn labels_shift_pairs_that_they_do_not_name() {
    let mut shop = Shop::default();
    shop.background(100);
    // Pairs alike in all that is known: bought together now and then, to many customers.
    for n in 0..800_u32 {
        let pair = n % 80;
        let (a, b) = (format!("left {pair}"), format!("right {pair}"));
        shop.order(n, i64::from(n % 100), &[(&a, 500), (&b, 900)]);
    }
    let history = shop.intake.finish().unwrap();
    let index = |id: String| history.vocabulary.index(&id).unwrap();
    let label = |left: u32, right: u32, function| Label {
        item_a: index(format!("left {left}")),
        item_b: index(format!("right {right}")),
        function,
    };
    let extensions = (0..30).map(|pair| label(pair, pair, Function::Extension));
    // How common functions are is heard only where pairs of nothing are told as well.
    let others = (40..58).map(|pair| label(pair, pair + 20, Function::None));
    let labels: Vec<Label> = extensions.chain(others).collect();
    let of_last = |labels: &[Label]| {
        let (snapshot, report) = learnt(&history, labels);
        let Label { item_a, item_b, .. } = label(79, 79, Function::None);
        (snapshot.known().judge(item_a, item_b).function(), report.labels)
    };
    let (before, report) = of_last(&[]);
    assert_ne!((before, report.n_labels), (Function::Extension, 48));
    let (after, report) = of_last(&labels);
    assert_eq!(after, Function::Extension);
    assert!(report.is_fitted);
    assert_eq!((report.n_labels, report.n_judged), (48, 48));
    assert!(report.n_right_by_fitted > report.n_right_by_table, "{report:?}");
    assert!(report.n_answered_otherwise > 0 && report.n_answered_otherwise < report.n_drawn);
}

/// Orders of two items over 100 days, in minutes all over the day, and `n_fake` of one unusual pair within one
/// minute, or each in a minute of its own.
fn with_fakes(n_fake: u32, is_in_a_minute: bool) -> History {
    let mut shop = Shop::default();
    for n in 0..1_000_u32 {
        let (day, minute) = (i64::from(n % 100), i64::from(n * 7 % 1_440));
        let (tea, cup) = (format!("tea {}", n % 10), format!("cup {}", n / 10 % 10));
        shop.order_at(n, day * 86_400 + minute * 60, &[(&tea, 500), (&cup, 900)]);
    }
    for n in 0..n_fake {
        let second = if is_in_a_minute { n % 60 } else { n * 60 };
        shop.order_at(
            5_000 + n,
            50 * 86_400 + i64::from(second),
            &[("tea 0", 500), ("drill", 900)],
        );
    }
    shop.intake.finish().unwrap()
}

#[test]
fn of_a_rush_of_orders_that_are_alike_within_a_minute_the_square_root_counts() {
    let history = with_fakes(60, true);
    let report = &history.report;
    assert_eq!((report.n_orders_rushed, report.n_lines_rushed), (52, 104));
    let [rush] = &report.rushes[..] else { panic!("{:?}", report.rushes) };
    assert_eq!((rush.n_orders, &rush.items.join("+")[..]), (60, "drill+tea 0"));
    let (snapshot, _) = learnt(&history, &[]);
    let drill = snapshot.vocabulary().index("drill").unwrap();
    assert_eq!(snapshot.n_orders_with(drill), 8);
    assert_eq!(grade(&snapshot, "tea 0", "drill"), Some(Grade::C));
    assert_eq!(with_fakes(4, true).report.n_orders_rushed, 0);
    assert_eq!(with_fakes(60, false).report.n_orders_rushed, 0);
}

#[test]
fn of_a_rush_known_customers_count_once_each() {
    let mut shop = Shop::default();
    for n in 0..1_000_u32 {
        let minute = i64::from(n * 7 % 1_440);
        shop.order_at(n, i64::from(n % 100) * 86_400 + minute * 60, &[("tea", 500)]);
    }
    // Of a sale in one minute 20 are to customers of the shop, one of them twice, and 16 to nobody else.
    for n in (0..20_u32).chain([0]).chain(5_000..5_016) {
        shop.order_at(n, 50 * 86_400, &[("vase", 500), ("drill", 900)]);
    }
    let report = shop.intake.finish().unwrap().report;
    assert_eq!((report.n_orders_rushed, report.rushes[0].n_orders), (1 + 12, 37));
}

#[test]
fn a_look_beforehand_does_not_make_a_pushed_pair_good() {
    let mut shop = Shop::default();
    shop.background(100);
    for n in 0..40_u32 {
        // Three accounts, each time after a look at both.
        shop.order_at(700 + n % 3, i64::from(n) * 86_400 + 40_000, &[("tea", 500), ("drill", 900)]);
        for item in ["tea", "drill"] {
            shop.visit_of(700 + n % 3, n, item);
        }
    }
    let (snapshot, report) = shop.learnt();
    assert_eq!(report.pushed, [["drill".to_owned(), "tea".to_owned()]]);
    assert_ne!(grade(&snapshot, "tea", "drill"), Some(Grade::A));
    let index = |id| snapshot.vocabulary().index(id).unwrap();
    let edge = snapshot.graph().edge(index("tea"), index("drill")).unwrap();
    assert_eq!((edge.evidence().together, edge.evidence().buyers), (40, 3));
}

#[test]
fn what_sells_much_is_no_rush_at_the_busy_hour() {
    let mut shop = Shop::default();
    for n in 0..2_000_u32 {
        // Every fourth order is of the day's offer, and half of all come in one minute out of a hundred.
        let items = if n % 4 == 0 {
            ("tea".into(), "cup".into())
        } else {
            (format!("a {}", n % 50), format!("b {}", n % 30))
        };
        let minute = if n % 2 == 0 { i64::from(n / 200) * 101 } else { i64::from(n) * 13 };
        shop.order_at(n, minute * 60, &[(&items.0, 500), (&items.1, 900)]);
    }
    assert_eq!(shop.intake.finish().unwrap().report.n_orders_rushed, 0);
}
