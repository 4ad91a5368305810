//! `dapei bundle`: a file of baskets in, a file of bundles out.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use datasets::{Query as Basket, read_queries};
use engine::bundle::Goal;
use engine::offer::{DiscountKind, NoOffer};
use engine::snapshot::Snapshot;
use engine::suggest::{Language, Query, Scratch, Shelf};
use engine::words::{ItemIndex, Money};
use serde::Serialize;

use super::tell::tell_text;
use super::text::{grouped, write_remarks};
use super::threads::{self, in_pieces};
use super::wrong_usage;
use crate::api::bundles::{BundleView, Shown, are_costs_assumed};
use crate::bundles::{
    BundleTerms, CheckedWishes, DEFAULT_BUNDLES, MAX_BUNDLES, Percent, Wishes, find, total,
};
use crate::model_dir::ModelDir;
use crate::shop::ShopSettings;

/// Most bundles for one query.
const MAX_K: i64 = MAX_BUNDLES as i64;
const MOST_ITEMS: i64 = engine::bundle::MAX_ITEMS as i64;
/// Greatest amount, as of prices that are told.
const MOST_AMOUNT: i64 = 1_000_000_000_000_000;
/// Queries that are answered before anything is written, as `recommend` has it.
const AT_ONCE: usize = 4096;

/// Answer a file of baskets with bundles for each: items at one price
///
/// Queries are as for `dapei recommend`; an item that stands in a basket twice is two pieces. Bundles are made around the dearest item of the basket, inside
/// what the table [bundles] of shop.toml in the model's directory says. The answer is JSON lines, a bundle a line: query_id, rank, and the fields that
/// a bundle of POST /v1/bundles has, what it leaves above its cost among them. Baskets without a bundle are counted by reason on standard error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei bundle --model model --queries carts.csv > bundles.jsonl
  dapei bundle --model model --queries carts.csv --k 1 --max-items 2 --max-discount-percent 15 --min-margin-percent 20
  dapei bundle --model model --queries carts.csv --threshold 9900
  dapei bundle --model model --queries carts.csv --discount gift")]
pub(super) struct Bundle {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// File of baskets
    #[arg(long, value_name = "FILE")]
    queries: PathBuf,
    /// Most bundles for each basket, 1 to 10
    #[arg(long, value_name = "N", default_value_t = DEFAULT_BUNDLES as u16, value_parser = clap::value_parser!(u16).range(1..=MAX_K))]
    k: u16,
    /// Most items of a bundle, 1 to 4; 3 where it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_ITEMS))]
    max_items: Option<u16>,
    /// Fewest items of a bundle, 1 to 4; 1 where it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MOST_ITEMS))]
    min_items: Option<u16>,
    /// Most that is taken off the list price, 0 to 100; 10 where it is not given
    #[arg(long, value_name = "PERCENT", value_parser = percent(Percent::of(0), Percent::of(100)))]
    max_discount_percent: Option<Percent>,
    /// Least that is taken off it, 0 to 100
    #[arg(long, value_name = "PERCENT", value_parser = percent(Percent::of(0), Percent::of(100)))]
    min_discount_percent: Option<Percent>,
    /// Least that a bundle leaves above its cost, 0 to 99.99 percent of its price; never less than the shop's own floor
    #[arg(long, value_name = "PERCENT", value_parser = percent(Percent::of(0), Percent::of_hundredths(9_999)))]
    min_margin_percent: Option<Percent>,
    /// Most that the items of a bundle are listed at together, in minor units
    #[arg(long, value_name = "AMOUNT", value_parser = clap::value_parser!(i64).range(1..=MOST_AMOUNT))]
    max_list_price: Option<i64>,
    /// What bundles raise, in expectation
    #[arg(long, default_value = Goal::Margin.name(), value_parser = named(&Goal::ALL, Goal::name))]
    goal: Goal,
    /// What bundles give: a lower price, or one more item for nothing
    #[arg(long, default_value = DiscountKind::Price.name(), value_parser = named(&DiscountKind::ALL, DiscountKind::name))]
    discount: DiscountKind,
    /// What each basket is to be brought to, in minor units: what reaches it, by the least first, at list prices
    #[arg(long, value_name = "AMOUNT", value_parser = clap::value_parser!(i64).range(1..=MOST_AMOUNT))]
    threshold: Option<i64>,
    /// The language of reasons; that of the shop where it is not given
    #[arg(long, value_parser = named(&Language::ALL, Language::name))]
    language: Option<Language>,
    /// Threads that answer, 1 to 256; all cores where it is not given
    #[arg(long, value_name = "N", value_parser = threads::parser())]
    threads: Option<NonZeroUsize>,
}

/// What answers all baskets.
struct Counter<'a> {
    shelf: Shelf<'a>,
    snapshot_id: &'a str,
    settings: &'a ShopSettings,
    language: Language,
    wishes: CheckedWishes,
}

impl Bundle {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let settings = ShopSettings::read(&self.model)?;
        let wishes = self.wishes(&settings.bundles)?;
        let (_, snapshot) = ModelDir::open(&self.model)?.load_active()?;
        let snapshot_id = snapshot.id().to_string();
        let counter = Counter {
            shelf: (&snapshot).into(),
            snapshot_id: &snapshot_id,
            settings: &settings,
            language: self.language.unwrap_or(settings.language),
            wishes,
        };
        let mut waiting = Vec::with_capacity(AT_ONCE);
        let mut asked = Asked::default();
        read_queries(&self.queries, |query| -> anyhow::Result<()> {
            waiting.push(query);
            if waiting.len() == AT_ONCE {
                self.write(out, &counter, &waiting, &mut asked)?;
                waiting.clear();
            }
            Ok(())
        })?;
        self.write(out, &counter, &waiting, &mut asked)?;
        let margin = settings.bundles.default_margin();
        tell_text!("{}", Told { asked: &asked, margin });
        Ok(())
    }

    fn wishes(&self, terms: &BundleTerms) -> anyhow::Result<CheckedWishes> {
        let wishes = Wishes {
            max_items: self.max_items.map(usize::from),
            min_items: self.min_items.map(usize::from),
            max_discount: self.max_discount_percent,
            min_discount: self.min_discount_percent,
            min_margin: self.min_margin_percent,
            max_list_price: self.max_list_price.map(Money),
            goal: self.goal,
            kind: self.discount,
            threshold: self.threshold.map(Money),
            n_must_have: 0,
            limit: Some(self.k.into()),
        };
        // Whoever has the files decides on offers.
        let checked = wishes.check(&[], terms, terms.authority(None));
        checked.map_err(|error| wrong_usage(format_args!("{error}")))
    }

    fn write(
        &self,
        out: &mut impl Write,
        counter: &Counter<'_>,
        baskets: &[Basket],
        asked: &mut Asked,
    ) -> io::Result<()> {
        for piece in in_pieces(self.threads, baskets, |baskets| counter.piece(baskets)) {
            out.write_all(&piece.lines)?;
            asked.add(&piece.asked);
        }
        Ok(())
    }
}

impl Counter<'_> {
    /// The lines for `baskets`.
    fn piece(&self, baskets: &[Basket]) -> Piece {
        let snapshot: &Snapshot = self.shelf.snapshot;
        let vocabulary = snapshot.vocabulary();
        let currency = self.settings.currency.as_deref().or(snapshot.catalog().currency());
        let (shelf, language, snapshot_id) = (self.shelf, self.language, self.snapshot_id);
        let shown = Shown { shelf, snapshot_id, currency, language, with_costs: true };
        let mut scratch = Scratch::default();
        let mut piece = Piece::default();
        for basket in baskets {
            let cart: Vec<ItemIndex> =
                basket.item_ids.iter().filter_map(|id| vocabulary.index(id)).collect();
            let n_unknown = basket.item_ids.len() - cart.len();
            // What an unknown item costs is not known either.
            let total = if n_unknown == 0 { total(shelf, &cart) } else { None };
            let customer_id = basket.customer_id.as_deref();
            let query = Query {
                customer: customer_id.and_then(|id| snapshot.purchases().customer(id)),
                ..Query::for_cart(cart, 0)
            };
            let terms = &self.settings.bundles;
            let asked = (query, Vec::new());
            let found = find(shelf, asked, &self.wishes, total, terms, &mut scratch);
            for (place, (offer, overshoot)) in found.offers.iter().enumerate() {
                let bundle = BundleView::new(shown, offer, *overshoot);
                let line = Line { query_id: &basket.query_id, rank: place + 1, bundle };
                serde_json::to_writer(&mut piece.lines, &line)
                    .expect("views hold strings, numbers and lists, and memory takes all");
                piece.lines.push(b'\n');
                piece.asked.n_assumed += u64::from(are_costs_assumed(offer));
            }
            piece.asked.hear(n_unknown, found.offers.len(), found.none_because);
        }
        piece
    }
}

/// A line of the answer.
#[derive(Serialize)]
struct Line<'a> {
    query_id: &'a str,
    rank: usize,
    #[serde(flatten)]
    bundle: BundleView<'a>,
}

/// What came of some of the baskets.
#[derive(Default)]
struct Piece {
    /// As they are written.
    lines: Vec<u8>,
    asked: Asked,
}

/// What was asked, and what came of it.
#[derive(Debug, Default)]
struct Asked {
    n_baskets: u64,
    /// Items that baskets name and no order or file about items does.
    n_unknown: u64,
    n_bundles: u64,
    /// Bundles with an item whose cost is not known.
    n_assumed: u64,
    /// Baskets without a bundle, by the name of the reason.
    without: BTreeMap<&'static str, (u64, &'static str)>,
}

impl Asked {
    fn hear(&mut self, n_unknown: usize, n_bundles: usize, because: Option<NoOffer>) {
        self.n_baskets += 1;
        self.n_unknown += n_unknown as u64;
        self.n_bundles += n_bundles as u64;
        if let Some(because) = because {
            self.without.entry(because.name()).or_insert((0, in_words(because))).0 += 1;
        }
    }

    fn add(&mut self, other: &Self) {
        self.n_baskets += other.n_baskets;
        self.n_unknown += other.n_unknown;
        self.n_bundles += other.n_bundles;
        self.n_assumed += other.n_assumed;
        for (name, &(n, words)) in &other.without {
            self.without.entry(name).or_insert((0, words)).0 += n;
        }
    }
}

/// What was asked, for people.
struct Told<'a> {
    asked: &'a Asked,
    /// Taken to be left of a price whose cost is not known.
    margin: Percent,
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { asked, margin } = self;
        let n_without: u64 = asked.without.values().map(|(n, _)| n).sum();
        writeln!(
            f,
            "{} baskets = {} with {} bundles + {} without one",
            grouped(asked.n_baskets),
            grouped(asked.n_baskets - n_without),
            grouped(asked.n_bundles),
            grouped(n_without)
        )?;
        let without = asked.without.iter();
        let mut remarks: Vec<(u64, String)> = without
            .map(|(name, (n, words))| (*n, format!("baskets have none because of {name}: {words}")))
            .collect();
        remarks.push((
            asked.n_assumed,
            format!(
                "bundles have items whose cost is not known: {margin} % of their price are taken to be left (default_margin_percent in shop.toml)"
            ),
        ));
        let unknown = "items of baskets are unknown and were ignored".to_owned();
        remarks.push((asked.n_unknown, unknown));
        let remarks: Vec<(u64, &str)> =
            remarks.iter().map(|(n, words)| (*n, words.as_str())).collect();
        write_remarks(f, &remarks)
    }
}

/// What the name of a reason means.
fn in_words(because: NoOffer) -> &'static str {
    match because {
        NoOffer::UnknownCart => "no item of the basket is known",
        NoOffer::NoPrice => "a price of the basket that it takes is not known",
        NoOffer::NoSubstitute => {
            "the dearest item is sold out, and nothing is known that replaces it"
        }
        NoOffer::Nothing(_) => "nothing goes with the basket",
        NoOffer::MustHave => "what must be in it does not go with the basket",
        NoOffer::Prices => {
            "what goes with it has no price, is too dear beside it, or leaves too little"
        }
        NoOffer::Limits => "no set of what goes with it keeps all limits and adds anything",
        NoOffer::Reached => "the basket is past the threshold",
        NoOffer::OutOfReach => {
            "nothing that is bought with it more than chance reaches the threshold"
        }
    }
}

/// Reads a share inside a range.
fn percent(least: Percent, most: Percent) -> impl Fn(&str) -> Result<Percent, String> + Clone {
    move |text: &str| {
        let found = Percent::from_str(text)?;
        let is_inside = (least..=most).contains(&found);
        is_inside.then_some(found).ok_or_else(|| format!("expected {least} to {most}"))
    }
}

/// Reads one of `all` by its name.
fn named<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|&value| name(value))).map(move |text| {
        let found = all.iter().copied().find(|&value| name(value) == text);
        found.expect("only their names pass")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baskets_are_told_with_the_reasons_of_those_without_a_bundle() {
        let mut asked = Asked::default();
        asked.hear(0, 3, None);
        asked.hear(1, 0, Some(NoOffer::NoPrice));
        let mut all = Asked::default();
        all.hear(0, 0, Some(NoOffer::NoPrice));
        all.hear(0, 0, Some(NoOffer::Limits));
        all.add(&Asked { n_assumed: 2, ..asked });
        insta::assert_snapshot!(Told { asked: &all, margin: Percent::of(30) }, @"
        4 baskets = 1 with 3 bundles + 3 without one
                  1  baskets have none because of limits: no set of what goes with it keeps all limits and adds anything
                  2  baskets have none because of no_price: a price of the basket that it takes is not known
                  2  bundles have items whose cost is not known: 30 % of their price are taken to be left (default_margin_percent in shop.toml)
                  1  items of baskets are unknown and were ignored
        ");
    }
}
