//! `dapei recommend`: a file of baskets in, a file of recommendations out.

use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser as _;
use datasets::{Query as Basket, read_queries};
use engine::relation::{KindSet, RelationKind};
use engine::snapshot::Snapshot;
use engine::suggest::{DEFAULT_MAX_ALIKE, MAX_LIMIT, Query, Scratch, suggest};
use engine::words::ItemIndex;

use super::explored::check_explored;
use super::tell::tell_text;
use super::text::{grouped, write_remarks};
use super::threads::{self, in_pieces};
use crate::model_dir::ModelDir;

/// Longest list for one query.
const MAX_K: i64 = MAX_LIMIT as i64;
/// Queries that are answered before anything is written: enough work for every thread, small
/// enough to stay in memory.
const AT_ONCE: usize = 4096;

/// Answer a file of baskets with what goes with each
///
/// Queries are .csv, .tsv, .jsonl or .parquet, text also .gz and .zst, with the columns query_id and item_id,
/// one row per item of a basket, the rows of a query together; customer_id, where it is given, shifts the answer towards what the customer
/// bought before, and leaves that out: of the million customers who bought last, but of none with more than 10,000 order lines (each order
/// counts as three more). The answer is CSV: query_id,rank,item_id,score,relation.
/// An item of the basket is never recommended; unknown items are ignored; a basket of only unknown
/// items is answered from what sells, marked with relation none.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei recommend --model model --queries carts.csv > recommendations.csv
  dapei recommend --model model --queries carts.csv.gz --k 5 --relation complementary,extension
  dapei recommend --model model --queries carts.csv --k 10 --explore 2 --max-alike 1")]
pub(super) struct Recommend {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// File of baskets
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// Most items for each basket, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=MAX_K))]
    k: u16,
    /// Kinds of relation wanted; all of them where it is not given
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind())]
    relation: Vec<RelationKind>,
    /// Places kept for cold items, those of at most five orders: the last N of each list; fewer than --k
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..MAX_K))]
    explore: u16,
    /// Most flavours of one thing in any five places that follow one another, unless the basket holds two of
    /// them; 0 for any number
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_ALIKE as u8, value_parser = clap::value_parser!(u8).range(..=5))]
    max_alike: u8,
    /// Threads that answer, 1 to 256; all cores where it is not given
    #[arg(long, value_name = "N", value_parser = threads::parser())]
    threads: Option<NonZeroUsize>,
}

impl Recommend {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        check_explored(self.explore, self.k)?;
        let (_, snapshot) = ModelDir::open(&self.model)?.load_active()?;
        out.write_all(b"query_id,rank,item_id,score,relation\n")?;
        let mut waiting = Vec::with_capacity(AT_ONCE);
        let mut asked = Asked::default();
        read_queries(&self.queries, |query| -> anyhow::Result<()> {
            waiting.push(query);
            if waiting.len() == AT_ONCE {
                self.write(out, &snapshot, &waiting, &mut asked)?;
                waiting.clear();
            }
            Ok(())
        })?;
        self.write(out, &snapshot, &waiting, &mut asked)?;
        tell_text!("{asked}");
        Ok(())
    }

    fn write(
        &self,
        out: &mut impl Write,
        snapshot: &Snapshot,
        baskets: &[Basket],
        asked: &mut Asked,
    ) -> io::Result<()> {
        for piece in in_pieces(self.threads, baskets, |piece| self.piece(snapshot, piece)) {
            out.write_all(&piece.rows)?;
            asked.add(&piece.asked);
        }
        Ok(())
    }

    fn piece(&self, snapshot: &Snapshot, baskets: &[Basket]) -> Piece {
        let vocabulary = snapshot.vocabulary();
        let mut scratch = Scratch::default();
        let mut rows = csv::Writer::from_writer(Vec::new());
        let mut asked = Asked::default();
        for basket in baskets {
            let cart: Vec<ItemIndex> =
                basket.item_ids.iter().filter_map(|id| vocabulary.index(id)).collect();
            let n_known = cart.len();
            let customer_id = basket.customer_id.as_deref();
            let mut query = Query {
                customer: customer_id.and_then(|id| snapshot.purchases().customer(id)),
                explore: self.explore.into(),
                max_alike: self.max_alike.into(),
                ..Query::for_cart(cart, self.k.into())
            };
            if !self.relation.is_empty() {
                query.relations = KindSet::of(&self.relation);
            }
            let answer = suggest(snapshot, &query, &mut scratch);
            asked.hear(basket.item_ids.len(), n_known, answer.suggestions.len());
            for (place, found) in answer.suggestions.iter().enumerate() {
                let (rank, score) = ((place + 1).to_string(), found.score.to_string());
                let item_id = vocabulary.id(found.item);
                let row = [&*basket.query_id, &rank, item_id, &score, found.relation.name()];
                rows.write_record(row).expect("a row of five cells fits into memory");
            }
        }
        Piece { rows: rows.into_inner().expect("memory can be flushed"), asked }
    }
}

/// What came of some of the baskets.
struct Piece {
    /// As they are written.
    rows: Vec<u8>,
    asked: Asked,
}

/// What was asked, and how much of it the snapshot does not know.
#[derive(Debug, Default)]
struct Asked {
    n_baskets: u64,
    /// Items that baskets name and no order or file about items does.
    n_unknown: u64,
    /// Baskets that name such an item.
    n_with_unknown: u64,
    /// Baskets that name no other.
    n_of_unknown: u64,
    /// Baskets without a row in the answer.
    n_unanswered: u64,
}

impl Asked {
    fn hear(&mut self, n_items: usize, n_known: usize, n_suggestions: usize) {
        self.n_baskets += 1;
        self.n_unknown += (n_items - n_known) as u64;
        self.n_with_unknown += u64::from(n_known < n_items);
        self.n_of_unknown += u64::from(n_known == 0);
        self.n_unanswered += u64::from(n_suggestions == 0);
    }

    fn add(&mut self, other: &Self) {
        self.n_baskets += other.n_baskets;
        self.n_unknown += other.n_unknown;
        self.n_with_unknown += other.n_with_unknown;
        self.n_of_unknown += other.n_of_unknown;
        self.n_unanswered += other.n_unanswered;
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (baskets, answered) =
            (grouped(self.n_baskets), grouped(self.n_baskets - self.n_unanswered));
        writeln!(
            f,
            "{baskets} baskets = {answered} answered + {} without an answer",
            grouped(self.n_unanswered)
        )?;
        let remarks = [
            (
                self.n_unanswered,
                "baskets have no row: no item fits --relation that is neither in the basket nor bought before",
            ),
            (self.n_unknown, "items of baskets are unknown and were ignored"),
            (self.n_with_unknown, "baskets name such an item"),
            (self.n_of_unknown, "baskets know nothing else: they are answered from what sells"),
        ];
        write_remarks(f, &remarks)
    }
}

fn kind() -> impl clap::builder::TypedValueParser<Value = RelationKind> {
    PossibleValuesParser::new(RelationKind::ALL.map(RelationKind::name)).map(|name| {
        let named = RelationKind::ALL.into_iter().find(|kind| kind.name() == name);
        named.expect("only names of kinds pass")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baskets_and_what_is_unknown_of_them_are_told() {
        let mut asked = Asked::default();
        for (n_items, n_known, n_suggestions) in [(3, 3, 10), (3, 1, 10), (1, 0, 10), (2, 2, 0)] {
            asked.hear(n_items, n_known, n_suggestions);
        }
        let mut all = Asked::default();
        all.add(&asked);
        insta::assert_snapshot!(all, @"
        4 baskets = 3 answered + 1 without an answer
                  1  baskets have no row: no item fits --relation that is neither in the basket nor bought before
                  3  items of baskets are unknown and were ignored
                  2  baskets name such an item
                  1  baskets know nothing else: they are answered from what sells
        ");
        insta::assert_snapshot!(Asked::default(), @"0 baskets = 0 answered + 0 without an answer");
    }
}
