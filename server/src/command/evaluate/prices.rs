//! What Dapei's hits gain and lose by places that are not given to the likeliest item.

use engine::metric::paired_interval;
use serde::Serialize;

use super::judging::{Places, Told};
use super::measured::Against;
use crate::command::text::grouped;

/// Whether each question was a hit, 0 or 1, under one way of giving places or another; and whose it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hits<'h> {
    /// Of Dapei's own row.
    pub(super) own: &'h [f64],
    /// Of the same without a cap on flavours.
    pub(super) uncapped: &'h [f64],
    /// Of the row with explored places, where there is one.
    pub(super) explored: Option<&'h [f64]>,
    /// Whether what is looked for is cold.
    pub(super) is_cold: &'h [bool],
    /// Whose each question is.
    pub(super) customers: &'h [u32],
}

/// The prices, where there is something to be paid for.
#[derive(Debug, Serialize)]
pub(super) struct Prices {
    pub(super) diversity: Option<Diversity>,
    pub(super) explored: Option<Explored>,
    pub(super) told: Option<ToldCustomers>,
}

/// Hits and NDCG of questions whose answer is new to a named customer, where it is told who asks, where only
/// what the customer bought is left out, and where neither.
#[derive(Debug, Serialize)]
pub(super) struct ToldCustomers {
    #[serde(flatten)]
    pub(super) price: Price,
    /// Of this, what leaving out alone does is no matter of taste.
    pub(super) hits_left_out: usize,
    pub(super) ndcg: f64,
    pub(super) ndcg_left_out: f64,
    pub(super) ndcg_without: f64,
}

/// Dapei's hits beside those without a cap on flavours.
#[derive(Debug, Serialize)]
pub(super) struct Diversity {
    pub(super) max_alike: usize,
    #[serde(flatten)]
    pub(super) price: Price,
}

/// The hits of the row with explored places beside Dapei's own.
#[derive(Debug, Serialize)]
pub(super) struct Explored {
    pub(super) places: usize,
    pub(super) cold_targets: Option<Price>,
    pub(super) other_targets: Option<Price>,
}

/// Hits one way and the other.
#[derive(Debug, Serialize)]
pub(super) struct Price {
    pub(super) questions: usize,
    pub(super) hits: usize,
    pub(super) hits_without: usize,
    pub(super) difference: Against,
}

impl Prices {
    pub(super) fn new(places: Places, hits: Hits<'_>, told: &[Told], seed: u64) -> Self {
        let Places { explore, max_alike } = places;
        let Hits { own, uncapped, explored, is_cold, customers } = hits;
        let all = Price::new(own, uncapped, customers, |_| true, seed);
        let explored = explored.map(|with| {
            let price = |cold| Price::new(with, own, customers, |at| is_cold[at] == cold, seed);
            Explored { places: explore, cold_targets: price(true), other_targets: price(false) }
        });
        let diversity = all.filter(|_| max_alike > 0);
        let diversity = diversity.map(|price| Diversity { max_alike, price });
        Self { diversity, explored, told: ToldCustomers::new(told, seed) }
    }

    /// A line for each price.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(Diversity { max_alike, price }) = &self.diversity {
            let told = price.told("questions", "that cap");
            let plural = if *max_alike == 1 { "" } else { "s" };
            lines.push(format!("at most {max_alike} flavour{plural} in five places: {told}"));
        }
        if let Some(Explored { places, cold_targets, other_targets }) = &self.explored {
            for (price, what) in [(cold_targets, "cold targets"), (other_targets, "other targets")]
            {
                let told = price.as_ref().map(|price| price.told(what, "them"));
                let plural = if *places == 1 { "" } else { "s" };
                lines.extend(told.map(|told| format!("{places} explored place{plural}: {told}")));
            }
        }
        if let Some(told) = &self.told {
            let ToldCustomers { price, hits_left_out, ndcg, ndcg_left_out, ndcg_without } = told;
            let told = price.told("answers new to a named customer", "being told who asks");
            let left_out = grouped(*hits_left_out as u64);
            lines.push(format!(
                "told who asks: {told}; NDCG {ndcg:.4}, {ndcg_without:.4} without; by leaving out alone what was \
                 bought: {left_out}, NDCG {ndcg_left_out:.4}"
            ));
        }
        lines
    }
}

impl ToldCustomers {
    /// Of all questions that are `told`; nothing where there are none.
    fn new(told: &[Told], seed: u64) -> Option<Self> {
        let column = |measure: fn(&Told) -> f64| told.iter().map(measure).collect::<Vec<f64>>();
        let (with, without) = (column(|of| of.told[0]), column(|of| of.untold[0]));
        // The sum of nothing is below zero by its sign.
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len() as f64 + 0.0;
        let customers: Vec<u32> = told.iter().map(|of| of.customer).collect();
        let price = Price::new(&with, &without, &customers, |_| true, seed)?;
        Some(Self {
            price,
            hits_left_out: told.iter().filter(|of| of.left_out[0] > 0.0).count(),
            ndcg: mean(column(|of| of.told[1])),
            ndcg_left_out: mean(column(|of| of.left_out[1])),
            ndcg_without: mean(column(|of| of.untold[1])),
        })
    }
}

impl Price {
    /// Over the questions at the places that `is_meant` names, `of` whom each is; nothing where it names none.
    fn new(
        with: &[f64],
        without: &[f64],
        of: &[u32],
        is_meant: impl Fn(usize) -> bool,
        seed: u64,
    ) -> Option<Self> {
        let meant: Vec<usize> = (0..with.len()).filter(|&at| is_meant(at)).collect();
        let count = |hits: &[f64]| meant.iter().filter(|&&at| hits[at] > 0.0).count();
        let differences: Vec<f64> = meant.iter().map(|&at| with[at] - without[at]).collect();
        let customers: Vec<u32> = meant.iter().map(|&at| of[at]).collect();
        Some(Self {
            questions: meant.len(),
            hits: count(with),
            hits_without: count(without),
            difference: paired_interval(&differences, &customers, seed)?.into(),
        })
    }

    fn told(&self, what: &str, without: &str) -> String {
        let count = |n: usize| grouped(n as u64);
        let Self { questions, hits, hits_without, difference } = self;
        let Against { difference, low, high } = difference;
        format!(
            "{} of {} {what} hit, {} without {without}, {difference:+.4} [{low:+.4}, {high:+.4}]",
            count(*hits),
            count(*questions),
            count(*hits_without)
        )
    }
}
