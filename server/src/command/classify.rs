//! `dapei classify`: a file of pairs in, what each is out.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use datasets::{Pair, read_pairs};
use engine::classify::{Judgement, Known};
use engine::relation::{Function, RelationKind};
use engine::snapshot::Snapshot;

use super::tell::{tell, tell_text};
use super::text::{Remarks, grouped};
use crate::model_dir::ModelDir;

/// Tell what two items are to each other, pair by pair
///
/// Pairs are .csv, .tsv, .jsonl or .parquet, text also .gz and .zst, with the columns item_a and item_b. The answer is
/// CSV, one row a pair in the sequence of the file: the function (substitute, extension, complementary or none), the
/// same both ways; the relation that item_b is to item_a, which comes of the function and of how the two sell; the
/// probability of the function, and those of all four. An item beside itself is a substitute. An item without orders is told by what else is known of it; a pair with an
/// unknown item is none, with confidence 0.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei classify --model model --pairs pairs.csv > kinds.csv")]
pub(super) struct Classify {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// File of pairs
    #[arg(long, value_name = "FILE")]
    pairs: PathBuf,
}

impl Classify {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let (_, snapshot) = ModelDir::open(&self.model)?.load_active()?;
        let known = snapshot.known();
        // A bad pair is told before any answer; a pipe comes once only.
        if self.pairs.is_file() {
            read_pairs(&self.pairs, |_| -> anyhow::Result<()> { Ok(()) })?;
        }
        out.write_all(
            b"item_a,item_b,function,relation,confidence,p_substitute,p_extension,p_complementary,p_none\n",
        )?;
        let mut rows = csv::Writer::from_writer(out);
        let (mut n_pairs, mut n_unknown) = (0, 0);
        read_pairs(&self.pairs, |pair| -> anyhow::Result<()> {
            n_pairs += 1;
            n_unknown += u64::from(!write(&mut rows, &snapshot, &known, &pair)?);
            Ok(())
        })?;
        rows.flush()?;
        tell!("pairs answered: {}", grouped(n_pairs));
        let unknown = "pairs name an unknown item and are none, with confidence 0";
        tell_text!("{}", Remarks(&[(n_unknown, unknown)]));
        Ok(())
    }
}

/// Writes the row of `pair`; whether both of its items are known.
fn write<W: Write>(
    rows: &mut csv::Writer<W>,
    snapshot: &Snapshot,
    known: &Known<'_>,
    pair: &Pair,
) -> io::Result<bool> {
    let index = |id: &str| snapshot.vocabulary().index(id);
    let items = index(&pair.item_a).zip(index(&pair.item_b));
    let judgement = items.map_or(Judgement::UNKNOWN, |(a, b)| known.judge(a, b));
    let written = millionths(judgement.probabilities);
    let (function, confidence) = match items {
        Some(_) => (judgement.function(), written[judgement.function() as usize]),
        None => (Function::None, 0),
    };
    let relation = items.map_or(RelationKind::None, |(a, b)| {
        RelationKind::of(function, snapshot.momentum(a), snapshot.momentum(b))
    });
    let [substitute, extension, complementary, none] = written;
    rows.write_record([
        &*pair.item_a,
        &pair.item_b,
        function.name(),
        relation.name(),
        &decimal(confidence),
        &decimal(substitute),
        &decimal(extension),
        &decimal(complementary),
        &decimal(none),
    ])?;
    Ok(items.is_some())
}

/// The probabilities in millionths that are one million together: what rounding leaves is given to the largest.
fn millionths(probabilities: [f64; 4]) -> [u64; 4] {
    let mut rounded = probabilities.map(|probability| (probability * 1e6).round() as u64);
    let largest = (1..4).fold(0, |best, at| if rounded[at] > rounded[best] { at } else { best });
    let others: u64 = rounded.iter().sum::<u64>() - rounded[largest];
    rounded[largest] = 1_000_000 - others;
    rounded
}

fn decimal(millionths: u64) -> String {
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_probabilities_are_one_together() {
        for probabilities in [[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0], [0.0, 0.0, 0.0, 1.0]] {
            assert_eq!(millionths(probabilities).iter().sum::<u64>(), 1_000_000);
        }
        assert_eq!(
            millionths([1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0]),
            [333_334, 333_333, 333_333, 0]
        );
        assert_eq!(decimal(333_334), "0.333334");
        assert_eq!(decimal(1_000_000), "1.000000");
    }
}
