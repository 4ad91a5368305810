//! What training did, for people.

use std::fmt;

use super::fitting::FitReport;
use super::gate::{Judged, Serves};
use super::labels::LabelReport;
use crate::attach::FitCounts;
use crate::count::BasketReport;
use crate::rank::CartSize;
use crate::relation::{Function, Grade, Momentum};

/// Items and pairs that are named.
pub(super) const MOST_LISTED: usize = 10;

/// What training did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrainReport {
    /// What became of the orders.
    pub baskets: BasketReport,
    /// Edges kept.
    pub n_edges: u64,
    /// Edges of each function, in the sequence of [`Function::ALL`].
    pub n_edges_by_function: [u64; Function::ALL.len()],
    /// Inferred pairs, seen from each item that keeps them, in the same sequence.
    pub n_inferred_by_function: [u64; Function::ALL.len()],
    /// Edges that have a function, by how much evidence ties their items, in the sequence of
    /// [`Grade::ALL`].
    pub n_claims_by_grade: [u64; Grade::ALL.len()],
    /// Items that are added to reach a threshold, and relate to nothing.
    pub fillers: Vec<String>,
    /// Pairs that a few accounts, or all on a few days or in a few minutes, bought again and again, as
    /// whoever pushes a pair does: each account counts once, and no grade is better than B.
    pub n_pushed: u64,
    /// The first ten of them.
    pub pushed: Vec<[String; 2]>,
    /// What the shop's labels did to the weights of the functions.
    pub labels: LabelReport,
    /// Items of each momentum, in the sequence of [`Momentum::ALL`].
    pub n_items_by_momentum: [u64; Momentum::ALL.len()],
    /// What the weights of the signals were fitted on.
    pub fit: FitReport,
    /// What chances were fitted on, for carts of one item and of more.
    pub attach: [FitCounts; 2],
}

impl fmt::Display for TrainReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let baskets = &self.baskets;
        let [substitute, extension, complementary, none] = self.n_edges_by_function;
        let [a, b, c] = self.n_claims_by_grade;
        let [hot, latent, steady] = self.n_items_by_momentum;
        writeln!(f, "orders {}, of them", baskets.n_orders)?;
        writeln!(f, "  of one item (no pair)            {}", baskets.n_single)?;
        writeln!(
            f,
            "  repeats by the same customer     {} (m alike weigh as √m)",
            baskets.n_repeated
        )?;
        writeln!(
            f,
            "  cut for their size               {} (into {} parts; largest order {} items)",
            baskets.n_oversized, baskets.n_parts, baskets.largest
        )?;
        writeln!(
            f,
            "steps of counting pairs            {} (the squares of the orders' sizes, summed)",
            baskets.n_visits
        )?;
        writeln!(
            f,
            "customers too large for a sequence {} (their orders count all the same)",
            baskets.n_crowds
        )?;
        writeln!(
            f,
            "edges {}: substitute {substitute}, extension {extension}, complementary {complementary}, none {none}",
            self.n_edges
        )?;
        writeln!(f, "  with a function, by evidence      grade A {a}, B {b}, C {c}")?;
        let [substitute, extension, complementary, _] = self.n_inferred_by_function;
        writeln!(
            f,
            "inferred pairs, which no edge joins: substitute {substitute}, extension {extension}, complementary {complementary}"
        )?;
        let pairs: Vec<String> = self.pushed.iter().map(|pair| pair.join(" + ")).collect();
        let fillers = &self.fillers[..self.fillers.len().min(MOST_LISTED)];
        let named = [
            (
                "threshold fillers",
                self.fillers.len() as u64,
                fillers,
                "cheap, beside anything, hardly ever alone: no relation is claimed",
            ),
            (
                "pairs that a few accounts, days or minutes repeat",
                self.n_pushed,
                &pairs,
                "each account, or each minute, counts once, and grade A is out of reach",
            ),
        ];
        for (what, n, names, meaning) in named.into_iter().filter(|&(_, n, ..)| n > 0) {
            let more = if n > names.len() as u64 { ", …" } else { "" };
            writeln!(f, "{what} {n}: {}{more} ({meaning})", names.join(", "))?;
        }
        write!(f, "{}", self.labels)?;
        writeln!(f, "items: hot {hot}, latent {latent}, steady {steady}")?;
        write!(f, "{}", self.fit)?;
        for (beside, counts) in ["one item", "more items"].into_iter().zip(&self.attach) {
            let FitCounts { n_items, n_bought } = counts;
            if counts.is_fitted() {
                writeln!(
                    f,
                    "chances beside carts of {beside}: fitted on {n_items} items, {n_bought} of them bought"
                )?;
            } else {
                writeln!(f, "chances beside carts of {beside}: the usual ones")?;
            }
        }
        Ok(())
    }
}

/// One line; none without labels.
impl fmt::Display for LabelReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { n_labels, n_judged, n_right_by_table, n_right_by_fitted, .. } = self;
        if self.n_of_fillers > 0 {
            let n = self.n_of_fillers;
            writeln!(
                f,
                "labels left aside {n}: one of their items fills orders up, and such pairs are nothing"
            )?;
        }
        if *n_labels == 0 {
            return Ok(());
        }
        if *n_judged == 0 {
            let why = "none can be judged by labels of other items: label pairs of more items";
            return writeln!(f, "labels {n_labels}: the table serves; {why}");
        }
        let serves = match self.is_fitted {
            true => "weights fitted on them serve",
            false if n_right_by_fitted == n_right_by_table => "the table serves, which is surer",
            false => "the table serves",
        };
        write!(
            f,
            "labels {n_labels}: {serves}; of {n_judged} that others judge {n_right_by_fitted} right by fitted weights, \
             {n_right_by_table} by the table"
        )?;
        if self.is_fitted {
            let (n, drawn) = (self.n_answered_otherwise, self.n_drawn);
            write!(
                f,
                "; of {drawn} pairs of the shop {n} are answered otherwise than by the table"
            )?;
        }
        if !self.is_fitted && *n_right_by_fitted <= self.n_of_commonest {
            let n = self.n_of_commonest;
            write!(
                f,
                "; {n} are of one function, and to answer that always is as good: label pairs of others, too"
            )?;
        }
        if self.n_none == 0 {
            write!(
                f,
                "; none of them is a pair of nothing, beside which the others would say more"
            )?;
        }
        writeln!(f)
    }
}

/// One line for each size of cart.
impl fmt::Display for FitReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, several] = self.n_questions;
        write!(
            f,
            "weights of signals, by {one} orders held back of which one item is known and {several} of which all \
             but one are:"
        )?;
        for (size, judged) in CartSize::ALL.into_iter().zip(&self.judged) {
            write!(f, "\n  {:<18} ", size.name())?;
            let Some(Judged { n_questions, hit_rates, best, against_best, serves }) = judged else {
                write!(f, "defaults, nothing was held back")?;
                continue;
            };
            let [fitted, defaults, signal] = hit_rates;
            match serves {
                Serves::Fitted => write!(f, "fitted")?,
                Serves::WithoutSales => write!(f, "fitted, without sales")?,
                Serves::Pairs => write!(f, "fitted, pairs alone")?,
                Serves::Defaults => write!(f, "defaults")?,
                Serves::Signal(signal) => write!(f, "{} alone", signal.name())?,
            }
            write!(f, "; of {n_questions} answers ")?;
            if let Some(interval) = against_best {
                write!(
                    f,
                    "{fitted:.3} found by fitted weights ({:+.3} to {:+.3} against the best signal), ",
                    interval.low, interval.high
                )?;
            }
            write!(f, "{defaults:.3} by defaults, {signal:.3} by {} alone", best.name())?;
        }
        write!(f, "\n  {:<18} ", "taste")?;
        match self.hit_rates_of_tastes {
            None => write!(f, "defaults, too few known customers were asked"),
            Some([without, with]) => {
                let serves = if with < without { "none" } else { "fitted" };
                let n_questions = self.n_questions_of_customers;
                write!(
                    f,
                    "{serves}; of {n_questions} answers new to a known customer {with:.3} found with taste, \
                     {without:.3} without"
                )
            }
        }
    }
}
