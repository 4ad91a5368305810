//! A table with its charts: a window, or the mean over all.

use super::bars::Bars;
use super::entrant::entrants;
use super::scatter::Scatter;
use super::sentence::sentence;
use crate::command::evaluate::cells::Cells;
use crate::command::evaluate::measured::{Days, Evaluation, MeanView, RoundView, Standing};
use crate::command::evaluate::prices::Prices;
use crate::command::text::grouped;

/// One table, what it says, and its charts.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) id: String,
    /// Empty where there is one window only.
    pub(super) title: String,
    /// What was learnt from and asked.
    pub(super) facts: String,
    pub(super) drawn: Drawn,
    pub(super) cells: Cells,
    /// Below the table.
    pub(super) notes: Vec<String>,
}

/// The same numbers in a sentence and as charts.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) sentence: String,
    pub(super) bars: Bars,
    pub(super) scatter: Scatter,
}

impl Part {
    pub(super) fn of_round(round: &RoundView, of: &Evaluation) -> Self {
        let id = format!("{}-window-{}", round.mode.unwrap_or("given"), round.window);
        let title = match of.windows {
            1 => String::new(),
            n => format!("Window {} of {n}", round.window),
        };
        let standings: Vec<_> = round.rows.iter().map(|row| &row.standing).collect();
        let drawn = Drawn::new(&id, &standings, round.best_peer, of.k);
        let cells = Cells::of_round(round);
        Self { id, title, facts: facts(round), drawn, cells, notes: notes(&round.prices) }
    }

    pub(super) fn of_mean(mean: &MeanView, k: usize) -> Self {
        let id = format!("{}-mean", mean.mode.unwrap_or("given"));
        let facts = format!(
            "Each window weighs by its questions, {} in all; the intervals are over all of them \
             together. Coverage and Gini are means of what each window shows.",
            count(mean.questions)
        );
        let mut notes = notes(&mean.prices);
        if !mean.left_out.is_empty() {
            notes.push(format!("Not judged in every window: {}.", mean.left_out.join(", ")));
        }
        let standings: Vec<_> = mean.rows.iter().map(|row| &row.standing).collect();
        let drawn = Drawn::new(&id, &standings, mean.best_peer, k);
        let title = format!("Mean over {} windows", mean.windows);
        Self { id, title, facts, drawn, cells: Cells::of_mean(mean), notes }
    }
}

/// What the prices say, as sentences.
fn notes(prices: &Prices) -> Vec<String> {
    let sentence = |line: &String| {
        let (first, rest) = line.split_at(1);
        format!("{}{rest}.", first.to_uppercase())
    };
    prices.lines().iter().map(sentence).collect()
}

impl Drawn {
    fn new(id: &str, standings: &[&Standing], best_peer: Option<&str>, k: usize) -> Self {
        let entrants = entrants(standings, best_peer);
        Self {
            sentence: sentence(standings, best_peer, k),
            bars: Bars::new(id, &entrants),
            scatter: Scatter::new(id, &entrants),
        }
    }
}

fn facts(round: &RoundView) -> String {
    let mut facts = format!(
        "Learnt from {} orders{}. Asked {} questions",
        count(round.orders_learnt_from),
        between(round.days_learnt_from.as_ref()),
        count(round.questions)
    );
    if let Some(n_asked) = round.orders_asked_about {
        let (orders, between) = (round.asked_orders(), between(round.days_asked_about.as_ref()));
        facts += &format!(" about the {} {orders} orders{between}", count(n_asked));
    }
    facts += &format!("; {} items were ranked. ", count(round.items_ranked));
    facts += &match round.tuning_questions {
        0 => "The methods were not tuned: there were too few earlier orders.".to_owned(),
        n => format!("The methods were tuned on {} earlier questions.", count(n)),
    };
    facts
}

fn between(days: Option<&Days>) -> String {
    match days {
        Some(Days { first, last }) => format!(" ({first} to {last})"),
        None => String::new(),
    }
}

fn count(n: usize) -> String {
    grouped(n as u64)
}
