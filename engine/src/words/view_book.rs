//! Rows of views on their way to visits: who looked at what, each pair once.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::attribution::Attribution;
use super::intake::{IntakeError, IntakeReport};
use super::interner::Interner;
use super::orders::{NEVER, NOBODY};
use super::view_rows::{DistinctViews, ViewRows};
use super::views::{ViewColumns, ViewLine, Views};

/// Rows that wait before repeats among them are looked for: too few to be worth it before.
const LEAST_ROWS: usize = 1 << 20;
/// Stands in place of a day where a row has no time.
const NO_DAY: i64 = i64::MIN;

/// What was handed over about visits.
///
/// Costs 18 bytes for each distinct pair of a visit and an item, 28 while repeats are taken out; each
/// distinct id once, and once more when viewers get their numbers; 20 bytes for a visit that a session
/// names, 45 to 73 for a customer's day.
#[derive(Debug)]
pub(super) struct ViewBook {
    sessions: Interner,
    visit_of_session: Vec<u32>,
    /// Visits that no session names: by customer and day.
    visit_of_day: HashMap<(u32, i64), u32, FixedState>,
    /// The customers' ids, under numbers of their own until the book is closed: how many customers
    /// the orders have is counted apart.
    customers: Interner,
    /// Whose each visit is and when it was.
    facts: Vec<Attribution>,
    rows: ViewRows,
    n_rows: u64,
    /// How many rows may wait before repeats are taken out.
    most_rows: usize,
    least_rows: usize,
    before: RowBefore,
}

/// What the last rows named, with the texts at hand: rows of a visit mostly stand together.
#[derive(Debug)]
struct RowBefore {
    /// Empty before the first row that names one; an id never is.
    session: String,
    visit: u32,
    /// Empty before the first row that names one.
    customer: String,
    customer_number: u32,
}

impl Default for ViewBook {
    fn default() -> Self {
        Self::looking_for_repeats_at(LEAST_ROWS)
    }
}

impl ViewBook {
    /// A book that takes repeats out once `least_rows` wait, and then whenever rows have doubled.
    fn looking_for_repeats_at(least_rows: usize) -> Self {
        Self {
            sessions: Interner::default(),
            visit_of_session: Vec::new(),
            visit_of_day: HashMap::default(),
            customers: Interner::default(),
            facts: Vec::new(),
            rows: ViewRows::default(),
            n_rows: 0,
            most_rows: least_rows,
            least_rows,
            before: RowBefore {
                session: String::new(),
                visit: 0,
                customer: String::new(),
                customer_number: NOBODY,
            },
        }
    }

    /// Takes one row; its item joins `items`.
    ///
    /// # Errors
    ///
    /// A row that names neither a session nor a customer; more distinct visits, customers or items
    /// than numbers.
    pub(super) fn push(
        &mut self,
        view: &ViewLine<'_>,
        items: &mut Interner,
    ) -> Result<(), IntakeError> {
        let customer = self.customer_number(view)?;
        let visit = self.visit_number(view, customer)?;
        let item =
            items.intern(view.item.as_str()).ok_or(IntakeError::TooMany { what: "items" })?;
        let time = view.time.map_or(NEVER, |time| time.0);
        self.facts[visit as usize].hear(customer, time, &self.customers);
        self.rows.visits.push(visit);
        self.rows.items.push(item);
        self.rows.events.push(view.event);
        self.n_rows += 1;
        if self.rows.items.len() >= self.most_rows {
            self.take_repeats_out();
        }
        Ok(())
    }

    /// Closes the book: items get their numbers in the history by `index_of`, customers theirs
    /// among `customers`, which those who only looked join; visits of `shared` accounts are of nobody
    /// that is known, and rows of theirs without a session are of no visit. Items numbered below
    /// `n_sold` have orders.
    ///
    /// Costs a counting sort of the rows by visit, and a sort of each visit.
    ///
    /// # Errors
    ///
    /// More distinct customers than numbers.
    pub(super) fn close(
        self,
        customers: &mut Interner,
        shared: &[u32],
        index_of: &[u32],
        n_sold: usize,
        report: &mut IntakeReport,
    ) -> Result<Views, IntakeError> {
        let Self { customers: own, mut facts, mut rows, n_rows, visit_of_day, .. } = self;
        report.n_views = n_rows;
        report.n_viewers = own.len() as u64;
        let several = facts.iter().filter(|visit| visit.has_several_customers);
        report.n_visits_with_several_customers = several.count() as u64;
        drop((self.sessions, self.visit_of_session));
        if n_rows == 0 {
            return Ok(Views::default());
        }
        let mut numbers = Vec::with_capacity(own.len());
        for customer in 0..own.len() as u32 {
            let number = customers.intern(own.text(customer).as_str());
            let number = number.ok_or(IntakeError::TooMany { what: "customers" })?;
            numbers.push(if shared.contains(&number) { NOBODY } else { number });
        }
        drop(own);
        report.n_viewers -= numbers.iter().filter(|&&number| number == NOBODY).count() as u64;
        let shared_days = visit_of_day.iter().filter(|((customer, _), _)| {
            numbers.get(*customer as usize).is_some_and(|&number| number == NOBODY)
        });
        let shared_days: Vec<u32> = shared_days.map(|(_, &visit)| visit).collect();
        drop(visit_of_day);
        report.n_views_of_shared = rows.leave_out(&mut facts, &shared_days);
        // Where there is none, there is no number either.
        let number = |visit: &Attribution| numbers.get(visit.customer as usize).copied();
        let customer_of: Vec<u32> = facts.iter().map(|v| number(v).unwrap_or(NOBODY)).collect();
        let times = facts.iter().map(|visit| visit.time).collect();
        drop(facts);
        for item in &mut rows.items {
            *item = index_of[*item as usize];
        }
        let DistinctViews { ends, items, events } = rows.distinct(customer_of.len());

        let mut is_seen = vec![false; index_of.len()];
        items.iter().for_each(|&item| is_seen[item as usize] = true);
        let n_seen = |seen: &[bool]| seen.iter().filter(|&&is| is).count() as u64;
        report.n_items_viewed = n_seen(&is_seen);
        report.n_items_only_viewed = n_seen(&is_seen[n_sold..]);
        report.n_views_kept = items.len() as u64;
        report.n_visits = customer_of.len() as u64;
        let nobody = customer_of.iter().filter(|&&customer| customer == NOBODY);
        report.n_visits_without_customer = nobody.count() as u64;
        let (customers, n_customers) = (customer_of, customers.len() as u32);
        let ends = ends.into_iter().map(|end| end as u64).collect();
        let columns = ViewColumns { ends, items, events, customers, times, n_customers };
        Ok(Views::new(columns))
    }

    fn customer_number(&mut self, view: &ViewLine<'_>) -> Result<u32, IntakeError> {
        let Some(id) = view.customer else { return Ok(NOBODY) };
        let before = &mut self.before;
        if before.customer != id.as_str() {
            let number = self.customers.intern(id.as_str());
            before.customer_number = number.ok_or(IntakeError::TooMany { what: "customers" })?;
            id.as_str().clone_into(&mut before.customer);
        }
        Ok(before.customer_number)
    }

    fn visit_number(&mut self, view: &ViewLine<'_>, customer: u32) -> Result<u32, IntakeError> {
        let too_many = |what| IntakeError::TooMany { what };
        let next = u32::try_from(self.facts.len()).ok().filter(|&next| next < u32::MAX);
        let visit = match view.session {
            Some(id) if self.before.session == id.as_str() => self.before.visit,
            Some(id) => {
                let session = self.sessions.intern(id.as_str()).ok_or(too_many("sessions"))?;
                let known = self.visit_of_session.get(session as usize).copied();
                let visit = known.or(next).ok_or(too_many("visits"))?;
                if known.is_none() {
                    self.visit_of_session.push(visit);
                }
                id.as_str().clone_into(&mut self.before.session);
                self.before.visit = visit;
                visit
            }
            None if customer == NOBODY => return Err(IntakeError::ViewOfNobody),
            None => {
                let day = view.time.map_or(NO_DAY, |time| time.day());
                let known = self.visit_of_day.get(&(customer, day)).copied();
                let visit = known.or(next).ok_or(too_many("visits"))?;
                if known.is_none() {
                    self.visit_of_day.insert((customer, day), visit);
                }
                visit
            }
        };
        if visit as usize == self.facts.len() {
            self.facts.push(Attribution::NONE);
        }
        Ok(visit)
    }

    /// Makes room where rows repeat: what they cost is bounded by what they say.
    fn take_repeats_out(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let DistinctViews { ends, items, events } = rows.distinct(self.facts.len());
        let mut visits = Vec::with_capacity(items.len());
        for (visit, &end) in ends.iter().enumerate() {
            visits.resize(end, visit as u32);
        }
        self.rows = ViewRows { visits, items, events };
        self.most_rows = self.least_rows.max(2 * self.rows.items.len());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::words::{Id, Timestamp, ViewEvent};

    /// One row: session, customer, item, hour, event; one of the first two is always there.
    type Row = (Option<u8>, Option<u8>, u8, Option<u8>, ViewEvent);

    /// What is known of a visit: its customer, its hour, its items with the strongest event.
    type Visit = (Option<String>, Option<i64>, BTreeMap<String, ViewEvent>);

    fn id(text: &str) -> Id<'_> {
        Id::parse(text).unwrap()
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let event =
            prop::sample::select(vec![ViewEvent::View, ViewEvent::Favorite, ViewEvent::Cart]);
        let row = (
            proptest::option::of(0..12_u8),
            proptest::option::of(0..6_u8),
            0..9_u8,
            proptest::option::of(0..72_u8),
            event,
        );
        let named = row.prop_map(|(session, customer, item, hour, event)| {
            let customer = if session.is_none() { customer.or(Some(0)) } else { customer };
            (session, customer, item, hour, event)
        });
        proptest::collection::vec(named, 1..150)
    }

    /// The visits that a book makes of the rows, each item's number being its name.
    fn visits(rows: &[Row], least_rows: usize) -> (Vec<Visit>, IntakeReport) {
        let mut book = ViewBook::looking_for_repeats_at(least_rows);
        let (mut items, mut customers) = (Interner::default(), Interner::default());
        // A customer of the orders, under the first number.
        customers.intern("c3");
        for &(session, customer, item, hour, event) in rows {
            let session = session.map(|session| format!("s{session}"));
            let customer = customer.map(|customer| format!("c{customer}"));
            let item = format!("i{item}");
            let line = ViewLine {
                session: session.as_deref().map(id),
                customer: customer.as_deref().map(id),
                item: id(&item),
                time: hour.map(|hour| Timestamp(i64::from(hour) * 3_600)),
                event,
            };
            book.push(&line, &mut items).unwrap();
        }
        let index_of: Vec<u32> = (0..items.len() as u32).rev().collect();
        let mut report = IntakeReport::default();
        let views = book.close(&mut customers, &[], &index_of, 0, &mut report).unwrap();
        let name = |index: u32| items.text(items.len() as u32 - 1 - index).as_str().to_owned();
        let mut found: Vec<Visit> = views
            .iter()
            .map(|visit| {
                assert!(visit.items.is_sorted_by(|a, b| a < b));
                let items = visit.items.iter().map(|&item| name(item));
                let customer =
                    visit.customer.map(|number| customers.text(number).as_str().to_owned());
                let time = visit.time.map(|time| time.0);
                (customer, time, items.zip(visit.events.iter().copied()).collect())
            })
            .collect();
        found.sort();
        (found, report)
    }

    /// The same by the plainest way.
    fn expected(rows: &[Row]) -> Vec<Visit> {
        let mut visits: BTreeMap<String, (BTreeSet<String>, Option<i64>, BTreeMap<_, _>)> =
            BTreeMap::new();
        for &(session, customer, item, hour, event) in rows {
            let day = hour.map(|hour| hour / 24);
            let name = match session {
                Some(session) => format!("session {session}"),
                None => format!("customer {customer:?}, day {day:?}"),
            };
            let (customers, time, items) = visits.entry(name).or_default();
            customers.extend(customer.map(|customer| format!("c{customer}")));
            let seconds = hour.map(|hour| i64::from(hour) * 3_600);
            *time = [*time, seconds].into_iter().flatten().min();
            let strongest = items.entry(format!("i{item}")).or_insert(event);
            *strongest = event.max(*strongest);
        }
        let mut visits: Vec<Visit> = visits
            .into_values()
            .map(|(customers, time, items)| (customers.into_iter().next(), time, items))
            .collect();
        visits.sort();
        visits
    }

    proptest! {
        #[test]
        fn visits_are_those_of_the_plainest_way_whatever_the_sequence(
            (rows, shuffled) in rows().prop_flat_map(|rows| {
                (Just(rows.clone()), Just(rows).prop_shuffle())
            }),
            least_rows in 1..40_usize,
        ) {
            let (found, report) = visits(&rows, least_rows);
            prop_assert_eq!(&found, &expected(&rows));
            prop_assert_eq!(&(found, report.clone()), &visits(&shuffled, LEAST_ROWS));
            let n_kept: usize = expected(&rows).iter().map(|(_, _, items)| items.len()).sum();
            prop_assert_eq!(report.n_views_kept, n_kept as u64);
            prop_assert_eq!(report.n_views, rows.len() as u64);
        }
    }

    fn line<'a>(
        session: Option<&'a str>,
        customer: Option<&'a str>,
        item: &'a str,
    ) -> ViewLine<'a> {
        let (session, customer) = (session.map(id), customer.map(id));
        ViewLine { session, customer, item: id(item), time: None, event: ViewEvent::View }
    }

    #[test]
    fn a_million_repeats_cost_no_more_than_what_they_say() {
        let mut book = ViewBook::looking_for_repeats_at(100);
        let mut items = Interner::default();
        let names = ["tea", "cup", "pot", "honey", "lantern"];
        for n in 0..1_000_000 {
            book.push(&line(Some("s"), None, names[n % names.len()]), &mut items).unwrap();
            assert!(book.rows.items.len() <= 100);
        }
        let mut report = IntakeReport::default();
        book.close(&mut Interner::default(), &[], &[0, 1, 2, 3, 4], 2, &mut report).unwrap();
        assert_eq!((report.n_views, report.n_views_kept), (1_000_000, 5));
        assert_eq!((report.n_items_viewed, report.n_items_only_viewed), (5, 3));
    }

    #[test]
    fn customers_of_views_bear_the_numbers_of_the_orders() {
        let (mut customers, mut items) = (Interner::default(), Interner::default());
        customers.intern("ann");
        let mut book = ViewBook::default();
        for customer in ["bo", "ann"] {
            book.push(&line(None, Some(customer), "tea"), &mut items).unwrap();
        }
        let views = book.close(&mut customers, &[], &[0], 0, &mut IntakeReport::default()).unwrap();
        let found: Vec<_> = views.iter().map(|visit| visit.customer).collect();
        assert_eq!(found, [Some(1), Some(0)]);
        assert_eq!(views.n_customers(), 2);
    }

    #[test]
    fn a_view_of_nobody_is_refused_and_leaves_nothing() {
        let mut items = Interner::default();
        let error = ViewBook::default().push(&line(None, None, "tea"), &mut items).unwrap_err();
        insta::assert_snapshot!(error, @"a view names neither its session nor its customer, expected one of them");
        assert_eq!(items.len(), 0);
    }
}
