//! Where a snapshot came from: all that its content depends on.

use serde::{Deserialize, Serialize};

/// What a snapshot was learnt from, and how. Two snapshots with the same content have the same
/// provenance; paths, clocks and thread counts are not in it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Orders that count.
    pub n_orders: u64,
    /// Orders cut for their size: pairs across their parts are not counted.
    pub n_orders_cut: u64,
    /// Pairs of an order and a distinct item.
    pub n_lines: u64,
    /// Items, with or without orders.
    pub n_items: u64,
    /// Items with at least one order.
    pub n_items_sold: u64,
    /// Distinct customers, accounts that many people share aside.
    pub n_customers: u64,
    /// Visits, bought in or not; 0 where no views were given, and nothing is known of any.
    pub n_visits: u64,
    /// Pairs of a visit and a distinct item.
    pub n_views: u64,
    /// Time of the first order. Unit: seconds since 1970.
    pub first_order: Option<i64>,
    /// Time of the newest order. Unit: seconds since 1970.
    pub newest_order: Option<i64>,
    /// Every parameter of the training, by name.
    pub params: Vec<(String, String)>,
}
