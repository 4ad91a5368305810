//! Questions from files: baskets, and what was hidden of each.

use std::collections::HashMap;
use std::path::Path;

use anyhow::bail;
use datasets::{Query, ReadError, read_queries};
use engine::holdout::Case;
use engine::words::{Customers, History, ItemIndex};

use crate::command::tell::{tell, tell_text};
use crate::command::text::{Remarks, grouped};

/// Reads the baskets of `queries` and what `truth` says was hidden of each.
///
/// # Errors
///
/// A file that cannot be read; a query without a hidden item or the other way round; a hidden
/// item that its query names.
pub(super) fn read_questions(
    queries: &Path,
    truth: &Path,
    history: &History,
    customers: &Customers,
) -> anyhow::Result<Vec<Case>> {
    let mut hidden_of: HashMap<String, Query> = HashMap::new();
    read_queries(truth, |hidden| -> Result<(), ReadError> {
        hidden_of.insert(hidden.query_id.clone(), hidden);
        Ok(())
    })?;
    let mut askers =
        Askers { customers, next: history.orders.n_customers(), others: HashMap::new() };
    let mut cases = Vec::new();
    let mut unknown = Unknown::default();
    read_queries(queries, |query| -> anyhow::Result<()> {
        let Some(hidden) = hidden_of.remove(&query.query_id).filter(|h| !h.item_ids.is_empty())
        else {
            let (id, truth) = (&query.query_id, truth.display());
            bail!("query `{id}` has no hidden item in {truth}, expected one for each query");
        };
        if let Some(item) = hidden.item_ids.iter().find(|item| query.item_ids.contains(item)) {
            let (id, truth) = (&query.query_id, truth.display());
            bail!("{truth}: item `{item}` of query `{id}` is not hidden: the query names it");
        }
        // Whoever asks under an id that many people share is nobody that is known.
        let is_shared =
            |id: &String| history.report.shared_accounts.iter().any(|account| account.id == *id);
        let customer = query.customer_id.or(hidden.customer_id).filter(|id| !is_shared(id));
        let known = numbered(history, &query.item_ids);
        unknown.n_in_queries += (n_distinct(&query.item_ids) - known.len()) as u64;
        let (hidden, n_all) = (numbered(history, &hidden.item_ids), n_distinct(&hidden.item_ids));
        let n_unknown = n_all - hidden.len();
        unknown.n_hidden += n_unknown as u64;
        unknown.n_askers +=
            u64::from(customer.as_deref().is_some_and(|id| customers.number(id).is_none()));
        cases.push(Case {
            known,
            n_unknown: n_unknown as u32,
            hidden,
            customer: askers.number(customer.as_deref()),
            is_named: customer.is_some(),
        });
        Ok(())
    })?;
    if let Some(id) = hidden_of.keys().min() {
        let (queries, truth) = (queries.display(), truth.display());
        bail!("{truth}: query `{id}` is not in {queries}, expected the same queries in both");
    }
    tell!("questions: {} baskets with what was hidden of each", grouped(cases.len() as u64));
    let Unknown { n_in_queries, n_hidden, n_askers } = unknown;
    let remarks = Remarks(&[
        (n_in_queries, "items of baskets are unknown and were ignored"),
        (n_hidden, "hidden items are unknown and count as not found"),
        (n_askers, "baskets name a customer who is unknown: they are answered as if nobody asked"),
    ]);
    tell_text!("{remarks}\n");
    Ok(cases)
}

/// What questions name and the orders do not.
#[derive(Debug, Default)]
struct Unknown {
    n_in_queries: u64,
    n_hidden: u64,
    n_askers: u64,
}

/// The items that bear a number, each once.
fn numbered(history: &History, ids: &[String]) -> Vec<ItemIndex> {
    let mut items: Vec<ItemIndex> =
        ids.iter().filter_map(|id| history.vocabulary.index(id)).collect();
    items.sort_unstable();
    items.dedup();
    items
}

fn n_distinct(ids: &[String]) -> usize {
    let mut ids: Vec<&String> = ids.iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids.len()
}

/// Numbers for those who ask: that of the orders, else one of their own.
struct Askers<'a> {
    customers: &'a Customers,
    next: u32,
    others: HashMap<String, u32>,
}

impl Askers<'_> {
    fn number(&mut self, customer: Option<&str>) -> u32 {
        let known = customer
            .and_then(|id| self.customers.number(id).or_else(|| self.others.get(id).copied()));
        known.unwrap_or_else(|| {
            let number = self.next;
            self.next = self.next.saturating_add(1);
            self.others.extend(customer.map(|id| (id.to_owned(), number)));
            number
        })
    }
}
