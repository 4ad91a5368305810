//! Rows of views on their way to visits: who looked at what, each pair once.

use std::cmp::Reverse;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::intake::{IntakeError, IntakeReport};
use super::interner::Interner;
use super::orders::{NEVER, NOBODY};
use super::views::{ViewColumns, ViewEvent, ViewLine, Views};

/// Rows that wait before repeats among them are looked for: too few to be worth it before.
const LEAST_ROWS: usize = 1 << 20;
/// Stands in place of a day where a row has no time.
const NO_DAY: i64 = i64::MIN;

/// What was handed over about visits.
///
/// Costs 18 bytes for each distinct pair of a visit and an item, 28 while repeats are taken out; each
/// distinct id once, and once more when viewers get their numbers; 17 bytes for a visit that a session
/// names, 42 to 70 for a customer's day.
#[derive(Debug)]
pub(super) struct ViewBook {
    sessions: Interner,
    visit_of_session: Vec<u32>,
    /// Visits that no session names: by customer and day.
    visit_of_day: HashMap<(u32, i64), u32, FixedState>,
    /// The customers' ids, under numbers of their own until the book is closed: how many customers
    /// the orders have is counted apart.
    customers: Interner,
    /// The customer of each visit: the first in byte order that its rows name, or [`NOBODY`].
    customer_of: Vec<u32>,
    /// The earliest time that the rows of each visit name, or [`NEVER`].
    time_of: Vec<i64>,
    has_several_customers: Vec<bool>,
    rows: Rows,
    n_rows: u64,
    /// How many rows may wait before repeats are taken out.
    most_rows: usize,
    least_rows: usize,
    before: RowBefore,
}

/// Rows as they came, in columns.
#[derive(Debug, Default)]
struct Rows {
    visits: Vec<u32>,
    items: Vec<u32>,
    events: Vec<ViewEvent>,
}

/// Rows by visit, each item of a visit once.
struct Distinct {
    ends: Vec<u64>,
    items: Vec<u32>,
    events: Vec<ViewEvent>,
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
            customer_of: Vec::new(),
            time_of: Vec::new(),
            has_several_customers: Vec::new(),
            rows: Rows::default(),
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
        self.note(visit, customer, view.time.map_or(NEVER, |time| time.0));
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
    /// among `customers`, which those who only looked join. Items numbered below `n_sold` have
    /// orders.
    ///
    /// Costs a counting sort of the rows by visit, and a sort of each visit.
    ///
    /// # Errors
    ///
    /// More distinct customers than numbers.
    pub(super) fn close(
        self,
        customers: &mut Interner,
        index_of: &[u32],
        n_sold: usize,
        report: &mut IntakeReport,
    ) -> Result<Views, IntakeError> {
        let Self { customers: own, mut customer_of, time_of, mut rows, n_rows, .. } = self;
        report.n_views = n_rows;
        report.n_viewers = own.len() as u64;
        let several = self.has_several_customers;
        report.n_visits_with_several_customers = several.iter().filter(|&&is| is).count() as u64;
        drop((self.sessions, self.visit_of_session, self.visit_of_day, several));
        if n_rows == 0 {
            return Ok(Views::default());
        }
        let mut numbers = Vec::with_capacity(own.len());
        for customer in 0..own.len() as u32 {
            let number = customers.intern(own.text(customer));
            numbers.push(number.ok_or(IntakeError::TooMany { what: "customers" })?);
        }
        drop(own);
        for customer in customer_of.iter_mut().filter(|customer| **customer != NOBODY) {
            *customer = numbers[*customer as usize];
        }
        for item in &mut rows.items {
            *item = index_of[*item as usize];
        }
        let Distinct { ends, items, events } = rows.distinct(customer_of.len());

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
        let columns = ViewColumns { ends, items, events, customers, times: time_of, n_customers };
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
        let next = u32::try_from(self.customer_of.len()).ok().filter(|&next| next < u32::MAX);
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
        if visit as usize == self.customer_of.len() {
            self.customer_of.push(NOBODY);
            self.time_of.push(NEVER);
            self.has_several_customers.push(false);
        }
        Ok(visit)
    }

    /// Notes what a row says of its visit.
    fn note(&mut self, visit: u32, customer: u32, time: i64) {
        let place = visit as usize;
        let old = self.customer_of[place];
        if customer != NOBODY && customer != old {
            if old == NOBODY {
                self.customer_of[place] = customer;
            } else {
                self.has_several_customers[place] = true;
                if self.customers.text(customer) < self.customers.text(old) {
                    self.customer_of[place] = customer;
                }
            }
        }
        let old = self.time_of[place];
        if time != NEVER && (old == NEVER || time < old) {
            self.time_of[place] = time;
        }
    }

    /// Makes room where rows repeat: what they cost is bounded by what they say.
    fn take_repeats_out(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let Distinct { ends, items, events } = rows.distinct(self.customer_of.len());
        let mut visits = Vec::with_capacity(items.len());
        for (visit, &end) in ends.iter().enumerate() {
            visits.resize(end as usize, visit as u32);
        }
        self.rows = Rows { visits, items, events };
        self.most_rows = self.least_rows.max(2 * self.rows.items.len());
    }
}

impl Rows {
    /// A counting sort by visit; of rows about one item the strongest event stays.
    fn distinct(self, n_visits: usize) -> Distinct {
        let n_rows = self.items.len();
        let mut ends = vec![0_u64; n_visits];
        for &visit in &self.visits {
            ends[visit as usize] += 1;
        }
        let mut end = 0;
        for place in &mut ends {
            let n_of_visit = *place;
            *place = end;
            end += n_of_visit;
        }
        let mut items = vec![0; n_rows];
        let mut events = vec![ViewEvent::View; n_rows];
        for ((&visit, &item), &event) in self.visits.iter().zip(&self.items).zip(&self.events) {
            let place = &mut ends[visit as usize];
            items[*place as usize] = item;
            events[*place as usize] = event;
            *place += 1;
        }
        drop(self);
        let mut of_visit: Vec<(u32, Reverse<ViewEvent>)> = Vec::new();
        let (mut start, mut n_kept) = (0, 0);
        for end in &mut ends {
            let range = start..*end as usize;
            let seen = items[range.clone()].iter().copied();
            let done = events[range.clone()].iter().copied().map(Reverse);
            of_visit.clear();
            of_visit.extend(seen.zip(done));
            of_visit.sort_unstable();
            of_visit.dedup_by_key(|&mut (item, _)| item);
            for &(item, Reverse(event)) in &of_visit {
                items[n_kept] = item;
                events[n_kept] = event;
                n_kept += 1;
            }
            start = range.end;
            *end = n_kept as u64;
        }
        items.truncate(n_kept);
        events.truncate(n_kept);
        items.shrink_to_fit();
        events.shrink_to_fit();
        Distinct { ends, items, events }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::words::{Id, Timestamp};

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
        let views = book.close(&mut customers, &index_of, 0, &mut report).unwrap();
        let name = |index: u32| items.text(items.len() as u32 - 1 - index).to_owned();
        let mut found: Vec<Visit> = views
            .iter()
            .map(|visit| {
                assert!(visit.items.is_sorted_by(|a, b| a < b));
                let items = visit.items.iter().map(|&item| name(item));
                let customer = visit.customer.map(|number| customers.text(number).to_owned());
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
        book.close(&mut Interner::default(), &[0, 1, 2, 3, 4], 2, &mut report).unwrap();
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
        let views = book.close(&mut customers, &[0], 0, &mut IntakeReport::default()).unwrap();
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
