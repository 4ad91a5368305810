//! What returns and refunds leave of the orders, case by case.

#![expect(clippy::unwrap_used, reason = "a set-up that fails is a failed test")]

use engine::words::{History, Id, Intake, LineStatus, OrderLine, Quantity, Timestamp};

/// One row: order, day, item, pieces, status. All are of one customer.
type Row<'a> = (&'a str, i64, &'a str, i64, LineStatus);

const PAID: LineStatus = LineStatus::Paid;
const REFUNDED: LineStatus = LineStatus::Refunded;

fn history(rows: &[Row<'_>]) -> History {
    let mut intake = Intake::new();
    for &(order, day, item, pieces, status) in rows {
        let line = OrderLine {
            customer: Some(Id::parse("c").unwrap()),
            time: Some(Timestamp(day * 86_400)),
            quantity: Quantity::from_millionths(pieces * 1_000_000).unwrap(),
            status,
            ..OrderLine::one(Id::parse(order).unwrap(), Id::parse(item).unwrap())
        };
        intake.push_line(&line).unwrap();
    }
    intake.finish().unwrap()
}

/// What is left: the items of each order, sorted.
fn left(rows: &[Row<'_>]) -> Vec<String> {
    let history = history(rows);
    let report = &history.report;
    assert_eq!(
        report.n_lines,
        report.n_lines_summed
            + report.n_returns
            + report.n_lines_taken_back
            + report.n_lines_given_away
            + report.n_lines_rushed
            + report.n_lines_kept,
        "every row is accounted for"
    );
    let items = |order: engine::words::OrderRef<'_>| {
        let ids: Vec<&str> = order.indexes().map(|item| history.vocabulary.id(item)).collect();
        ids.join(" ")
    };
    let mut orders: Vec<String> = history.orders.iter().map(items).collect();
    orders.sort();
    orders
}

#[test]
fn a_later_return_takes_back_an_earlier_order() {
    let bought = ("1", 1, "a", 2, PAID);
    assert_eq!(left(&[bought, ("2", 2, "a", -2, PAID)]), Vec::<String>::new());
    // One of two pieces stays.
    assert_eq!(left(&[bought, ("2", 2, "a", -1, PAID)]), ["a"]);
    // A return before the order takes nothing back.
    assert_eq!(left(&[bought, ("2", 0, "a", -2, PAID)]), ["a"]);
}

#[test]
fn zero_is_kept_as_bought_unless_something_was_taken_back() {
    assert_eq!(left(&[("1", 1, "a", 0, PAID)]), ["a"]);
    assert_eq!(left(&[("1", 1, "a", 2, PAID), ("1", 1, "a", -2, PAID)]), Vec::<String>::new());
}

#[test]
fn a_refund_takes_back_inside_its_own_order_only() {
    let earlier = ("1", 1, "a", 2, PAID);
    assert_eq!(left(&[earlier, ("2", 2, "a", 2, REFUNDED)]), ["a"]);
    let refunded = [("2", 2, "a", 2, PAID), ("2", 2, "a", 2, REFUNDED)];
    assert_eq!(left(&refunded), Vec::<String>::new());
    let in_part = [("2", 2, "a", 2, PAID), ("2", 2, "a", 1, REFUNDED)];
    assert_eq!(left(&in_part), ["a"]);
}

#[test]
fn a_return_counts_beside_a_refund_of_the_same_order_and_item() {
    let rows = [("1", 1, "a", 2, PAID), ("2", 2, "a", -2, PAID), ("2", 2, "a", 1, REFUNDED)];
    assert_eq!(left(&rows), Vec::<String>::new());
    assert_eq!(history(&rows).report.n_returns, 1);
}

#[test]
fn a_refund_of_more_than_the_order_holds_is_counted_as_unmatched() {
    let rows = [("1", 1, "a", 1, PAID), ("1", 1, "a", 3, REFUNDED)];
    assert_eq!(left(&rows), Vec::<String>::new());
    assert_eq!(history(&rows).report.n_returns_unmatched, 1);
}

#[test]
fn quantities_beyond_any_order_do_not_overflow() {
    let most = Quantity::LIMIT_MILLIONTHS / 1_000_000;
    let mut rows = vec![("1", 1, "a", most, PAID); 10_000];
    rows.extend(vec![("1", 1, "a", most, REFUNDED); 10_000]);
    rows.extend(vec![("2", 2, "a", -most, PAID); 10_000]);
    assert_eq!(left(&rows), Vec::<String>::new());
    assert_eq!(history(&rows).report.n_returns_unmatched, 1);
}
