//! Pairs of which a shop says what they are.

use datasets::{LabelledPair, Labels};
use engine::train::Label;
use engine::words::Vocabulary;

use super::tell::{tell, tell_text};
use super::text::{Remarks, grouped};

/// What repeated rows of labels are told as.
pub(super) const REPEATED: &str = "rows say again what is said of a pair, and do not count";

/// The labels of items that the shop has; what becomes of the others is told.
pub(super) fn labels_of(labels: &Labels, vocabulary: &Vocabulary) -> Vec<Label> {
    let Labels { pairs, n_repeated } = labels;
    let known = pairs.iter().filter_map(|LabelledPair { item_a, item_b, function }| {
        let [item_a, item_b] = [item_a, item_b].map(|id| vocabulary.index(id));
        Some(Label { item_a: item_a?, item_b: item_b?, function: *function })
    });
    let known: Vec<Label> = known.collect();
    if pairs.is_empty() {
        return known;
    }
    tell!("labels: {} pairs", grouped(pairs.len() as u64));
    let n_unknown = (pairs.len() - known.len()) as u64;
    let unknown = "name an unknown item and say nothing";
    tell_text!("{}", Remarks(&[(*n_repeated, REPEATED), (n_unknown, unknown)]));
    if known.is_empty() {
        tell!("  none names two items of the shop: the table serves");
    }
    known
}
