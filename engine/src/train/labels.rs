//! What a shop says of its pairs, and whether that makes better weights.

use crate::classify::{Features, Known, Labelled, Weights};
use crate::holdout::{item_folds, n_disjoint};
use crate::relation::Function;
use crate::words::{ItemIndex, Vocabulary};

/// A pair of which the shop knows the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label {
    /// One item.
    pub item_a: ItemIndex,
    /// The other.
    pub item_b: ItemIndex,
    /// What they are to each other, the same both ways.
    pub function: Function,
}

impl Label {
    /// The same, the lower item first.
    fn ordered(self) -> Self {
        let (item_a, item_b) = (self.item_a.min(self.item_b), self.item_a.max(self.item_b));
        Self { item_a, item_b, ..self }
    }
}

/// Folds that labels are judged in.
pub const N_LABEL_FOLDS: usize = 5;

/// What labels did to the weights of the functions.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LabelReport {
    /// Distinct labels that were heard.
    pub n_labels: usize,
    /// Labels of pairs of `none` among them.
    pub n_none: usize,
    /// Labels that were left aside: one of their items fills orders up, and such pairs are nothing.
    pub n_of_fillers: usize,
    /// Labels that could be judged by labels of other items.
    pub n_judged: usize,
    /// How many of these are of the function that most of them are of.
    pub n_of_commonest: usize,
    /// How many of these the table of weights answers right.
    pub n_right_by_table: usize,
    /// How many weights fitted on the other folds answer right.
    pub n_right_by_fitted: usize,
    /// Whether fitted weights serve: where they answer more labels right that they were not fitted on than the table
    /// does, or as many and the right answers are likelier; and more than the commonest function alone is right of.
    pub is_fitted: bool,
    /// Pairs of the shop that were drawn to see what else the labels move.
    pub n_drawn: usize,
    /// How many of these the weights that serve answer otherwise than the table.
    pub n_answered_otherwise: usize,
}

/// The weights that serve, and what was found on the way. Costs six fits ([`Weights::fitted`]).
pub(super) fn weights_of(
    known: &Known<'_>,
    labels: &[Label],
    vocabulary: &Vocabulary,
) -> (Weights, LabelReport) {
    let table = Weights::default();
    if labels.is_empty() {
        return (table, LabelReport::default());
    }
    // Whatever their sequence, and however often a pair is named.
    let mut labels: Vec<Label> = labels.iter().copied().map(Label::ordered).collect();
    let n_given = labels.len();
    // What fills orders up is nothing to anything, whatever the weights.
    labels.retain(|label| known.is_told_by_weights(label.item_a, label.item_b));
    let n_of_fillers = n_given - labels.len();
    if labels.is_empty() {
        return (table, LabelReport { n_of_fillers, ..LabelReport::default() });
    }
    labels.sort_unstable();
    labels.dedup();
    let labelled: Vec<Labelled> = labels
        .iter()
        .map(|&Label { item_a, item_b, function }| Labelled {
            features: known.features(item_a, item_b, &known.counted(item_a, item_b)),
            function,
        })
        .collect();
    let names: Vec<[&str; 2]> = labels
        .iter()
        .map(|label| [label.item_a, label.item_b].map(|item| vocabulary.id(item)))
        .collect();
    let unlabelled = known.some_pairs();
    let others = cross_fitted(&table, &labelled, &names, &unlabelled, 0);
    let mut report = LabelReport {
        n_labels: labels.len(),
        n_of_fillers,
        n_none: labels.iter().filter(|label| label.function == Function::None).count(),
        ..LabelReport::default()
    };
    let (mut by_table, mut by_fitted) = (0.0, 0.0);
    let mut n_of_each = [0_usize; Function::ALL.len()];
    for (labelled, fitted) in labelled.iter().zip(&others) {
        let Some(fitted) = fitted else { continue };
        report.n_judged += 1;
        n_of_each[labelled.function as usize] += 1;
        let likely = |weights: &Weights| weights.probabilities(&labelled.features);
        let (of_table, of_fitted) = (likely(&table), likely(fitted));
        let is_right = |likely: &[f64]| {
            let own = likely[labelled.function as usize];
            usize::from(likely.iter().all(|&other| other <= own))
        };
        report.n_right_by_table += is_right(&of_table);
        report.n_right_by_fitted += is_right(&of_fitted);
        by_table += of_table[labelled.function as usize].max(f64::MIN_POSITIVE).ln();
        by_fitted += of_fitted[labelled.function as usize].max(f64::MIN_POSITIVE).ln();
    }
    // Where no label judges another, nobody knows what they would do to the shop.
    let (fitted, by_hand) = (report.n_right_by_fitted, report.n_right_by_table);
    let is_likelier = fitted == by_hand && fitted > 0 && by_fitted > by_table;
    report.n_of_commonest = n_of_each.into_iter().max().unwrap_or(0);
    // Whoever answers the commonest function always has learnt nothing.
    report.is_fitted = (fitted > by_hand || is_likelier) && fitted > report.n_of_commonest;
    if !report.is_fitted {
        return (table, report);
    }
    let weights = table.fitted(&labelled, n_disjoint(&names), &unlabelled);
    let answer = |weights: &Weights, features: &Features| weights.judge(features).function();
    let is_moved = |features: &&Features| answer(&weights, features) != answer(&table, features);
    report.n_drawn = unlabelled.len();
    report.n_answered_otherwise = unlabelled.iter().filter(is_moved).count();
    (weights, report)
}

/// For each labelled pair weights that were fitted on labels of other items alone ([`item_folds`]), held to
/// `prior` and to what it says of the `unlabelled`; nothing where there are none. `names` are
/// the items of the pairs; another `turn` draws other folds.
///
/// Costs a fit for each of [`N_LABEL_FOLDS`] folds.
#[must_use]
pub fn cross_fitted(
    prior: &Weights,
    labelled: &[Labelled],
    names: &[[&str; 2]],
    unlabelled: &[Features],
    turn: u64,
) -> Vec<Option<Weights>> {
    let folds = item_folds(names, N_LABEL_FOLDS, turn);
    let fitted = |fold: usize| {
        let is_other = |place: &usize| !folds[*place].contains(&fold);
        let others: Vec<usize> = (0..names.len()).filter(is_other).collect();
        let n_independent = n_disjoint(&others.iter().map(|&at| names[at]).collect::<Vec<_>>());
        let others: Vec<Labelled> = others.into_iter().map(|at| labelled[at]).collect();
        (!others.is_empty()).then(|| prior.fitted(&others, n_independent, unlabelled))
    };
    let of_fold: Vec<Option<Weights>> = (0..N_LABEL_FOLDS).map(fitted).collect();
    let of_pair = |[a, b]: [usize; 2]| if a == b { of_fold[a].clone() } else { None };
    folds.into_iter().map(of_pair).collect()
}
