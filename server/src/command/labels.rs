//! Pairs of which a shop says what they are.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};
use datasets::{Pair, read_pairs};
use engine::relation::Function;
use engine::train::Label;
use engine::words::Vocabulary;

use super::tell::{tell, tell_text};
use super::text::{Remarks, grouped};

/// The pairs in `file`, each with its function, in the sequence of the file.
///
/// # Errors
///
/// As [`read_pairs`]; a pair without a function, with one that is none, or with two different ones.
pub(super) fn read_labels(file: &Path) -> anyhow::Result<Vec<(Pair, Function)>> {
    let mut labels: Vec<(Pair, Function)> = Vec::new();
    let mut said: HashMap<[String; 2], Function> = HashMap::default();
    read_pairs(file, |pair| -> anyhow::Result<()> {
        let function = function_of(&pair).with_context(|| file.display().to_string())?;
        if pair.item_a == pair.item_b {
            let (file, item) = (file.display(), &pair.item_a);
            bail!("{file}: pair `{item}`, `{item}` is one item, expected two");
        }
        let mut items = [pair.item_a.clone(), pair.item_b.clone()];
        items.sort_unstable();
        let before = *said.entry(items).or_insert(function);
        if before != function {
            let (Pair { item_a, item_b, .. }, before, now) =
                (&pair, before.name(), function.name());
            let file = file.display();
            bail!(
                "{file}: pair `{item_a}`, `{item_b}` is {before} and {now}, expected one function a pair"
            );
        }
        labels.push((pair, function));
        Ok(())
    })?;
    Ok(labels)
}

/// The labels of items that the shop has; the others are told.
pub(super) fn labels_of(labels: &[(Pair, Function)], vocabulary: &Vocabulary) -> Vec<Label> {
    let known = labels.iter().filter_map(|(pair, function)| {
        let [item_a, item_b] = [&pair.item_a, &pair.item_b].map(|id| vocabulary.index(id));
        Some(Label { item_a: item_a?, item_b: item_b?, function: *function })
    });
    let known: Vec<Label> = known.collect();
    tell!("labels: {} pairs", grouped(labels.len() as u64));
    let unknown = "name an unknown item and say nothing";
    tell_text!("{}", Remarks(&[((labels.len() - known.len()) as u64, unknown)]));
    known
}

fn function_of(pair: &Pair) -> anyhow::Result<Function> {
    let Pair { item_a, item_b, function } = pair;
    let names = Function::ALL.map(Function::name).join(", ");
    let Some(told) = function else {
        bail!(
            "pair `{item_a}`, `{item_b}` has no function, expected one of {names} in the column `function`"
        );
    };
    let named = Function::ALL.into_iter().find(|function| function.name() == told);
    named.with_context(|| {
        format!("pair `{item_a}`, `{item_b}`: `{told}` is no function, expected one of {names}")
    })
}
