//! Who is asked what: the questions, the orders to learn from, and a rehearsal to tune on.

use std::num::NonZeroUsize;

use super::bought::Bought;
use super::dapei::{self, Asker};
use super::peer::{Method, Peer, Settings};
use super::row::{Marks, Row};
use super::training::Training;
use super::tune::tune;
use super::verdict::{Verdict, verdicts};
use crate::holdout::{COLD_ORDERS, Case, Mode, TEST_SHARE, questions, windows};
use crate::metric::{hit_rate, ndcg};
use crate::snapshot::Snapshot;
use crate::suggest::Query;
use crate::words::{History, IntakeError, ItemIndex};

/// Most questions of each kind that a method is tuned on: of two settings that differ by a hundredth of
/// a hit rate of a fifth, the better one is then found nearly always.
pub const MOST_TUNING_CASES: usize = 5_000;

/// How questions are chosen and answers judged.
#[derive(Debug, Clone, Copy)]
pub struct Rules {
    /// Places that count.
    pub k: usize,
    /// What all chance is drawn from.
    pub seed: u64,
    /// Threads that may work.
    pub threads: NonZeroUsize,
}

/// The orders to learn from, for everybody who is judged.
#[derive(Debug)]
pub struct Contest {
    training: Training,
    /// Nothing where the orders are too few for it.
    rehearsal: Option<Rehearsal>,
    rules: Rules,
}

/// The same at a smaller scale, inside of what is learnt from: settings are chosen here, so that no
/// question of the contest has any part in them.
#[derive(Debug)]
struct Rehearsal {
    training: Training,
    rest: Vec<Case>,
    one_known: Vec<Case>,
}

/// Questions of one kind.
#[derive(Debug)]
pub struct Round {
    /// The questions.
    pub cases: Vec<Case>,
    marks: Marks,
}

impl Contest {
    /// A contest in which everybody learns from `history`. Methods are tuned on its newest tenth, learning
    /// from the rest of it. The catalogue's stock is left aside: what is sold out today was there when the
    /// orders were made.
    ///
    /// # Errors
    ///
    /// None that the history did not have.
    pub fn new(history: History, rules: Rules) -> Result<Self, IntakeError> {
        let history = History { catalog: history.catalog.without_stock(), ..history };
        let split = windows(&history.orders, TEST_SHARE, 1, rules.seed).ok();
        let rehearsal = match split.and_then(|splits| splits.into_iter().next()) {
            Some(split) => {
                let part = history.part(&split.train)?;
                let (training, index_of) =
                    (Training::new(part.history, rules.threads), part.index_of);
                let ask = |mode| {
                    let (orders, n) = (&history.orders, training.n_orders_with());
                    questions(
                        orders,
                        &split.test,
                        &index_of,
                        n,
                        mode,
                        MOST_TUNING_CASES,
                        rules.seed,
                    )
                };
                let [rest, one_known] = [ask(Mode::Rest), ask(Mode::OneKnown)];
                Some(Rehearsal { training, rest, one_known })
            }
            None => None,
        };
        Ok(Self { training: Training::new(history, rules.threads), rehearsal, rules })
    }

    /// What everybody learns from.
    #[must_use]
    pub fn training(&self) -> &Training {
        &self.training
    }

    /// A round of these questions.
    #[must_use]
    pub fn round(&self, cases: Vec<Case>) -> Round {
        let bought = Bought::new(&self.training.history().orders, self.training.n_sold(), &cases);
        let marks = Marks {
            is_new: cases.iter().map(|case| bought.is_new(case)).collect(),
            is_tail: cases.iter().map(|case| bought.is_tail(case)).collect(),
        };
        Round { cases, marks }
    }

    /// How many questions methods are tuned on.
    #[must_use]
    pub fn n_tuning_cases(&self) -> usize {
        self.rehearsal
            .as_ref()
            .map_or(0, |rehearsal| rehearsal.rest.len() + rehearsal.one_known.len())
    }

    /// The settings of `method` that serve best both with the rest of a basket and with one item
    /// known; where it takes one choice for each, those for questions like the ones of `round`.
    #[must_use]
    pub fn tune(&self, method: Method, round: &Round) -> Settings {
        let Some(rehearsal) = &self.rehearsal else { return method.start() };
        let Rules { k, threads, .. } = self.rules;
        let [rest, one] = [&*rehearsal.rest, &*rehearsal.one_known];
        let rounds: &[&[Case]] = match method.is_tuned_for_all() {
            true => &[rest, one],
            false if round.is_of_single_items() => &[one],
            false => &[rest],
        };
        tune(method, &rehearsal.training, rounds, k, threads)
    }

    /// What `peer` answers to `round`.
    #[must_use]
    pub fn ask(&self, peer: &dyn Peer, round: &Round) -> Vec<Verdict> {
        let Rules { k, threads, .. } = self.rules;
        verdicts(peer, &round.cases, self.training.n_items(), k, threads)
    }

    /// What Dapei answers to `round`, from a snapshot of [`Self::training`], asked as `query` says but for
    /// its cart and limit, where named customers are told as `asker` says.
    #[must_use]
    pub fn ask_dapei(
        &self,
        snapshot: &Snapshot,
        round: &Round,
        query: &Query,
        asker: Asker,
    ) -> Vec<Verdict> {
        let ids = &self.training.history().customer_ids;
        let customer = |case: &Case| {
            let is_known = case.is_named && (case.customer as usize) < ids.len();
            is_known.then(|| snapshot.purchases().customer(ids.row(case.customer as usize)))?
        };
        let query = Query { limit: self.rules.k, ..query.clone() };
        dapei::verdicts(snapshot, &round.cases, &query, asker, &customer, self.rules.threads)
    }

    /// The hit and the NDCG of each question of `round` whose answer is new to a named customer; nothing of the
    /// others.
    #[must_use]
    pub fn new_to_customers(&self, verdicts: &[Verdict], round: &Round) -> Vec<Option<[f64; 2]>> {
        let k = self.rules.k;
        let measured = |verdict: &Verdict| [hit_rate(&verdict.ranks, k), ndcg(&verdict.ranks, k)];
        let both = verdicts.iter().zip(&round.marks.is_new);
        both.map(|(verdict, is_new)| (*is_new == Some(true)).then(|| measured(verdict))).collect()
    }

    /// Whether all that each question of `round` looks for is cold, see [`COLD_ORDERS`].
    #[must_use]
    pub fn is_cold(&self, round: &Round) -> Vec<bool> {
        let n_orders_with = self.training.n_orders_with();
        let is_cold = |item: &ItemIndex| n_orders_with[item.position()] <= COLD_ORDERS;
        round.cases.iter().map(|case| case.hidden.iter().all(is_cold)).collect()
    }

    /// What the answers to `round` are worth together.
    #[must_use]
    pub fn row(&self, verdicts: &[Verdict], round: &Round) -> Row {
        let catalog = &self.training.history().catalog;
        Row::new(verdicts, &round.marks, catalog, self.training.n_sold(), self.rules.k)
    }
}

impl Round {
    /// Whose each question is: the number that the customer has in the orders, or one of no order.
    #[must_use]
    pub fn customers(&self) -> Vec<u32> {
        self.cases.iter().map(|case| case.customer).collect()
    }

    /// Whether no question knows more than one item.
    fn is_of_single_items(&self) -> bool {
        self.cases.iter().all(|case| case.known.len() <= 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::shop::history;
    use crate::suggest::{Scratch, suggest};
    use crate::train::{TrainParams, train};
    use crate::words::{Catalog, CatalogColumns};

    /// Sixty orders of two to four items: a shop with habits.
    fn shop() -> History {
        let orders: Vec<Vec<u32>> = (0..60_u32)
            .map(|n| match n % 4 {
                0 => vec![0, 1],
                1 => vec![0, 1, 2 + n % 3],
                2 => vec![2, 3, 4 + n % 5],
                _ => vec![0, 3, 5, 6 + n % 4],
            })
            .collect();
        let orders: Vec<&[u32]> = orders.iter().map(Vec::as_slice).collect();
        history(&orders, &[])
    }

    fn rules(threads: usize) -> Rules {
        Rules { k: 3, seed: 1, threads: NonZeroUsize::new(threads).unwrap() }
    }

    /// A contest about the newest tenth of the shop, and its round.
    fn contest(threads: usize) -> (Contest, Round) {
        let whole = shop();
        let split = windows(&whole.orders, TEST_SHARE, 1, 1).unwrap().remove(0);
        let part = whole.part(&split.train).unwrap();
        let contest = Contest::new(part.history, rules(threads)).unwrap();
        let n = contest.training().n_orders_with();
        let cases = questions(&whole.orders, &split.test, &part.index_of, n, Mode::Rest, 100, 1);
        let round = contest.round(cases);
        (contest, round)
    }

    #[test]
    fn the_threads_change_neither_settings_nor_verdicts() {
        let all = |threads| {
            let (contest, round) = contest(threads);
            let judged = |method: Method| {
                let settings = contest.tune(method, &round);
                let peer = method.fit(contest.training(), &settings).unwrap();
                (settings.clone(), contest.ask(&*peer, &round))
            };
            let apply = |method: &Method| method.applies_to(contest.training());
            Method::ALL.into_iter().filter(apply).map(judged).collect::<Vec<_>>()
        };
        let one = all(1);
        assert_eq!(one.len(), Method::ALL.len() - 1);
        assert_eq!(one, all(3));
    }

    #[test]
    fn dapei_is_ranked_where_suggest_lists_what_was_hidden() {
        let (contest, round) = contest(2);
        let params = TrainParams::default().check().unwrap();
        let history = contest.training().history();
        let trained = train(history, &params, NonZeroUsize::MIN, &|_| ()).unwrap();
        let snapshot = Snapshot::decode(&trained.bytes).unwrap();
        let any = Query { explore: 1, ..Query::for_cart(Vec::new(), 9) };
        let verdicts = contest.ask_dapei(&snapshot, &round, &any, Asker::Nobody);
        assert!(verdicts.iter().any(|verdict| verdict.ranks[0].is_finite()));
        for (case, verdict) in round.cases.iter().zip(&verdicts) {
            let query = Query { explore: 1, ..Query::for_cart(case.known.clone(), 3) };
            let answer = suggest(&snapshot, &query, &mut Scratch::default());
            let list: Vec<ItemIndex> = answer.suggestions.iter().map(|found| found.item).collect();
            assert_eq!(verdict.list, list);
            match list.iter().position(|item| *item == case.hidden[0]) {
                Some(place) => assert_eq!(verdict.ranks, [place as f64 + 1.0]),
                None => assert_eq!(verdict.ranks, [f64::INFINITY]),
            }
        }
    }

    #[test]
    fn what_is_sold_out_today_was_there_when_the_orders_were_made() {
        let history = shop();
        let n_items = history.vocabulary.len();
        let columns =
            CatalogColumns { stocks: vec![0; n_items], ..history.catalog.columns().clone() };
        let catalog = Catalog::new(columns, n_items).unwrap();
        assert!(catalog.is_out_of_stock(ItemIndex(0)));
        let contest = Contest::new(History { catalog, ..history }, rules(1)).unwrap();
        let learnt_from = contest.training().history();
        assert!(!learnt_from.catalog.is_out_of_stock(ItemIndex(0)));
    }

    #[test]
    fn what_is_looked_for_is_cold_up_to_five_orders() {
        let (contest, round) = contest(1);
        let n = contest.training().n_orders_with();
        let hidden = |case: &Case| n[case.hidden[0].position()];
        let expected: Vec<bool> = round.cases.iter().map(|case| hidden(case) <= 5).collect();
        assert_eq!(contest.is_cold(&round), expected);
        assert!(expected.contains(&true) && expected.contains(&false), "{expected:?}");
    }

    #[test]
    fn methods_are_tuned_on_orders_that_everybody_learns_from() {
        let (contest, _) = contest(1);
        let rehearsal = contest.rehearsal.as_ref().unwrap();
        let newest = |training: &Training| training.history().orders.span().unwrap().1;
        assert_eq!(contest.training().n_orders(), 54);
        assert_eq!(rehearsal.training.n_orders(), 49);
        assert!(newest(&rehearsal.training) < newest(contest.training()));
        assert!(rehearsal.one_known.iter().all(|case| case.known.len() == 1));
        assert_eq!(contest.n_tuning_cases(), rehearsal.rest.len() + rehearsal.one_known.len());
    }
}
