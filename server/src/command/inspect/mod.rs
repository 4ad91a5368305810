//! `dapei inspect`: what a snapshot holds, what it knows of an item, why two belong together, and why one is
//! likely beside a cart.

mod likely;
mod reasons;

use std::cmp::Ordering;
use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use engine::count::{CustomerIndex, Evidence, NO_AGE};
use engine::relation::measure::{
    PairTable, confidence, cosine, jaccard, leverage, lift, log_likelihood_ratio, support,
};
use engine::relation::shrink::{certainty_above_chance, lower_bound, shrunk_ratio, upper_bound};
use engine::relation::{Claim, Function, MIN_CLAIM_RATIO, RelationKind};
use engine::snapshot::ItemVisits;
use engine::suggest::Query;
use engine::words::ItemIndex;

use super::closest;
use super::table::Table;
use super::text::{day, grouped, size};
use crate::live::Served;
use crate::model_dir::ModelDir;

/// Explain a snapshot, an item of it, or a pair of items
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dapei inspect --model model                  where the snapshot came from, how large, what sells
  dapei inspect --model model 85123A           one item and its strongest relations
  dapei inspect --model model 85123A 22423     all that was counted of two, and what it means
  dapei inspect --model model --cart 85123A,22423          what is likely beside a cart
  dapei inspect --model model --cart 85123A,22423 21733    the terms of an item's score beside it
  dapei inspect --model model --cart 85123A --customer 17850 22423   the same for a known customer")]
pub(super) struct Inspect {
    /// Directory of snapshots, made by `dapei train`
    #[arg(long, value_name = "DIR")]
    model: PathBuf,
    /// Most relations, or best-sellers, that are listed
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    /// Ids of a cart: what is likely beside it, or with an item, why that one is
    #[arg(long, value_name = "ITEM", value_delimiter = ',')]
    cart: Vec<String>,
    /// Id of the customer whose cart it is: taste counts, and what was bought before does not stand
    /// in the list
    #[arg(long, value_name = "CUSTOMER", requires = "cart")]
    customer: Option<String>,
    /// Id of an item
    item: Option<String>,
    /// Id of another item
    #[arg(conflicts_with = "cart")]
    other: Option<String>,
}

impl Inspect {
    pub(super) fn run(self, out: &mut impl Write) -> anyhow::Result<()> {
        let (published, snapshot) = ModelDir::open(&self.model)?.load_active()?;
        let served = Served::new(published, snapshot);
        let index = |id: &String| closest::item(&served, id);
        let explained = Explained { served: &served, top: self.top };
        if !self.cart.is_empty() {
            let cart = self.cart.iter().map(index).collect::<anyhow::Result<Vec<_>>>()?;
            let query = Query { customer: self.buyer(&served)?, ..Query::for_cart(cart, self.top) };
            return match &self.item {
                Some(item) => explained.terms(out, &query, index(item)?),
                None => explained.cart(out, &query),
            };
        }
        match (self.item.as_ref(), self.other.as_ref()) {
            (None, _) => explained.snapshot(out),
            (Some(item), None) => explained.item(out, index(item)?),
            (Some(item), Some(same)) if item == same => {
                bail!(
                    "{item:?} is given twice, expected two items, or one to see all that it goes with"
                )
            }
            (Some(item), Some(other)) => explained.pair(out, index(item)?, index(other)?),
        }
    }

    /// The customer, where one is named.
    fn buyer(&self, served: &Served) -> anyhow::Result<Option<CustomerIndex>> {
        let Some(id) = &self.customer else { return Ok(None) };
        match served.snapshot.purchases().customer(id) {
            Some(customer) => Ok(Some(customer)),
            None => bail!(
                "the snapshot knows nothing that customer {id:?} bought; purchases are kept of the million customers who bought last, but of none with more than 10,000 order lines"
            ),
        }
    }
}

struct Explained<'a> {
    served: &'a Served,
    top: usize,
}

impl Explained<'_> {
    fn snapshot(&self, out: &mut impl Write) -> anyhow::Result<()> {
        let snapshot = &self.served.snapshot;
        let (published, from) = (&self.served.published, snapshot.provenance());
        writeln!(out, "snapshot {} ({})", snapshot.id(), published.path.display())?;
        writeln!(
            out,
            "  learnt from {} orders with {} lines of {} customers",
            grouped(from.n_orders),
            grouped(from.n_lines),
            grouped(from.n_customers)
        )?;
        if from.n_visits > 0 {
            let (views, visits) = (grouped(from.n_views), grouped(from.n_visits));
            writeln!(out, "  and {views} views in {visits} visits")?;
        } else {
            writeln!(out, "  without views: how often an item is seen is not known")?;
        }
        if let (Some(first), Some(newest)) = (from.first_order, from.newest_order) {
            writeln!(out, "  from {} to {}", day(first), day(newest))?;
        }
        writeln!(
            out,
            "  {} items, {} of them sold; {} edges",
            grouped(from.n_items),
            grouped(from.n_items_sold),
            grouped(snapshot.graph().n_edges() as u64)
        )?;
        let parts = snapshot.size();
        writeln!(
            out,
            "  {}: vocabulary {}, catalogue {}, graph {}, inferred pairs {}, signals {}, purchases {}",
            size(parts.total_bytes),
            size(parts.vocabulary_bytes),
            size(parts.catalog_bytes),
            size(parts.graph_bytes),
            size(parts.inferred_bytes),
            size(parts.signals_bytes),
            size(parts.purchases_bytes)
        )?;
        writeln!(out, "\nparameters")?;
        let mut parameters = Table::new(&["name", "value"]);
        for (name, value) in &from.params {
            parameters.push([name.clone(), value.clone()]);
        }
        parameters.write(out)?;
        self.weights(out)?;
        writeln!(out, "\nwhat sells")?;
        let mut sellers = Table::new(&[" orders", "momentum", "item", "title"]);
        for item in snapshot.sellers().take(self.top) {
            sellers.push([
                grouped(snapshot.n_orders_with(item).into()),
                snapshot.momentum(item).name().to_owned(),
                self.id(item),
                self.title(item),
            ]);
        }
        Ok(sellers.write(out)?)
    }

    fn item(&self, out: &mut impl Write, item: ItemIndex) -> anyhow::Result<()> {
        let snapshot = &self.served.snapshot;
        self.facts(out, item)?;
        let row = snapshot.graph().row(item);
        writeln!(out, "\n{} relations, the strongest first", grouped(row.len() as u64))?;
        let mut relations = Table::new(&[
            " score",
            "relation",
            "momentum",
            "grade",
            " together",
            " expected",
            " times",
            " at least",
            " buyers",
            " age",
            "item",
            "title",
        ]);
        for edge in row.iter().take(self.top) {
            let evidence = edge.evidence();
            let (together, expected) = (f64::from(evidence.together), evidence.expected());
            let witnessed = evidence.witnessed();
            relations.push([
                format!("{:.4}", edge.score()),
                self.kind(edge.function(), item, edge.item()).name().to_owned(),
                snapshot.momentum(edge.item()).name().to_owned(),
                edge.grade().name().to_owned(),
                grouped(evidence.together.into()),
                format!("{expected:.1}"),
                format!("{:.1}", shrunk_ratio(together, expected)),
                format!("{:.1}", lower_bound(witnessed, expected)),
                grouped(evidence.buyers.into()),
                age(evidence.age_days),
                self.id(edge.item()),
                self.title(edge.item()),
            ]);
        }
        relations.write(out)?;
        writeln!(
            out,
            "  together, expected, buyers: orders and customers; times, at least: more than chance; \
             age: since the newest order with both; grade: by how many customers, A to C"
        )?;
        self.inferred(out, item)
    }

    /// The inferred pairs in the row of `item`.
    fn inferred(&self, out: &mut impl Write, item: ItemIndex) -> anyhow::Result<()> {
        let snapshot = &self.served.snapshot;
        let row = snapshot.inferred().row(item);
        if row.len() == 0 {
            return Ok(());
        }
        writeln!(
            out,
            "\n{} inferred relations, which no edge joins, the surest first",
            grouped(row.len() as u64)
        )?;
        let mut relations =
            Table::new(&[" certainty", "relation", "momentum", "grade", "item", "title"]);
        for pair in row.take(self.top) {
            relations.push([
                format!("{:.3}", pair.certainty),
                self.kind(pair.function, item, pair.item).name().to_owned(),
                snapshot.momentum(pair.item).name().to_owned(),
                pair.grade.name().to_owned(),
                self.id(pair.item),
                self.title(pair.item),
            ]);
        }
        Ok(relations.write(out)?)
    }

    fn pair(&self, out: &mut impl Write, a: ItemIndex, b: ItemIndex) -> anyhow::Result<()> {
        self.facts(out, a)?;
        writeln!(out)?;
        self.facts(out, b)?;
        writeln!(out)?;
        self.functions(out, a, b)?;
        let graph = self.served.snapshot.graph();
        let (forth, back) = (graph.edge(a, b), graph.edge(b, a));
        let evidence = forth
            .map(|edge| edge.evidence())
            .or_else(|| back.map(|edge| edge.evidence().reversed()))
            .or_else(|| self.never_together(a, b));
        if let Some(pair) = self.served.snapshot.inferred().between(a, b) {
            writeln!(
                out,
                "inferred, no edge joins them: {}, grade {}",
                self.kind(pair.function, a, b).name(),
                pair.grade.name()
            )?;
        }
        let Some(evidence) = evidence else {
            return self.no_edge(out, a, b);
        };
        let (id_a, id_b) = (self.id(a), self.id(b));
        self.counts(out, &evidence, &id_a, &id_b)?;
        writeln!(out)?;
        self.measures(out, &evidence, &id_a, &id_b)?;
        writeln!(out)?;
        self.claim(out, &evidence)?;
        for (edge, from, to) in [(forth, a, b), (back, b, a)] {
            let way = format!("{} → {}", self.id(from), self.id(to));
            match edge {
                Some(edge) => {
                    let place = graph.row(from).items().iter().position(|&item| item == to.0);
                    writeln!(
                        out,
                        "  {way}: {}, grade {}, strength {:.4}, place {} of {}",
                        self.kind(edge.function(), from, to).name(),
                        edge.grade().name(),
                        edge.score(),
                        place.map_or(0, |place| place + 1),
                        graph.row(from).len()
                    )?;
                }
                None => writeln!(
                    out,
                    "  {way}: not among the {} relations kept",
                    graph.row(from).len()
                )?,
            }
        }
        Ok(())
    }

    /// What is known of two without an edge, where either keeps all its partners: they were never
    /// bought together. Where orders were cut for their size it is not known: nobody counted the
    /// pairs across their parts.
    fn never_together(&self, a: ItemIndex, b: ItemIndex) -> Option<Evidence> {
        let graph = self.served.snapshot.graph();
        if self.served.snapshot.provenance().n_orders_cut > 0 {
            return None;
        }
        let is_whole = !graph.is_cut(a) || !graph.is_cut(b);
        is_whole.then(|| graph.without_edge(a, b))
    }

    fn no_edge(&self, out: &mut impl Write, a: ItemIndex, b: ItemIndex) -> anyhow::Result<()> {
        let graph = self.served.snapshot.graph();
        writeln!(
            out,
            "no claim: the pair is not among the relations kept, the {} strongest of {} and the {} \
             strongest of {}",
            graph.row(a).len(),
            self.id(a),
            graph.row(b).len(),
            self.id(b)
        )?;
        let n_orders_cut = self.served.snapshot.provenance().n_orders_cut;
        if n_orders_cut > 0 {
            writeln!(
                out,
                "  or not counted: {} orders were cut for their size, and pairs across the parts \
                 are not counted",
                grouped(n_orders_cut)
            )?;
        }
        let expected = graph.expected(a, b);
        writeln!(out, "  by chance alone {expected:.1} orders would hold both")?;
        Ok(())
    }

    fn facts(&self, out: &mut impl Write, item: ItemIndex) -> anyhow::Result<()> {
        let snapshot = &self.served.snapshot;
        let catalog = snapshot.catalog();
        let facts = catalog.item(item);
        writeln!(out, "{}  {}", self.id(item), facts.title.unwrap_or("(no title)"))?;
        writeln!(
            out,
            "  in {} orders, momentum {}",
            grouped(snapshot.n_orders_with(item).into()),
            snapshot.momentum(item).name()
        )?;
        if let Some(ItemVisits { n_visits, n_wanted }) = snapshot.visits(item) {
            writeln!(
                out,
                "  seen in {} visits, wanted (cart or favourite) in {}",
                grouped(n_visits.into()),
                grouped(n_wanted.into())
            )?;
        }
        let amount = |minor: i64| match catalog.currency() {
            Some(currency) => format!("{minor} (minor units of {currency})"),
            None => format!("{minor} (minor units)"),
        };
        let pieces = |millionths: i64| format!("{}", millionths as f64 / 1e6);
        let told = [
            ("category", facts.category.map(ToOwned::to_owned)),
            ("brand", facts.brand.map(ToOwned::to_owned)),
            ("price", facts.price.map(|price| amount(price.0))),
            ("cost", facts.cost.map(|cost| amount(cost.0))),
            ("stock", facts.stock.map(pieces)),
            ("url", facts.url.map(ToOwned::to_owned)),
        ];
        for (name, value) in told {
            if let Some(value) = value {
                writeln!(out, "  {name}: {value}")?;
            }
        }
        for (name, value) in catalog.attributes(item) {
            writeln!(out, "  {name}: {value}")?;
        }
        Ok(())
    }

    fn counts(
        &self,
        out: &mut impl Write,
        evidence: &Evidence,
        a: &str,
        b: &str,
    ) -> anyhow::Result<()> {
        writeln!(out, "counted")?;
        let mut counts = Table::new(&[" ", ""]);
        let mut push = |value: String, what: String| counts.push([value, what]);
        push(grouped(evidence.n_orders.into()), "orders in all".to_owned());
        push(grouped(evidence.with_anchor.into()), format!("orders with {a}"));
        push(grouped(evidence.with_item.into()), format!("orders with {b}"));
        push(grouped(evidence.together.into()), "orders with both".to_owned());
        push(format!("{:.1}", evidence.expected()), "orders with both by chance alone".to_owned());
        push(grouped(evidence.buyers.into()), "buyers of both in one order".to_owned());
        push(
            grouped(evidence.anchor_first.into()),
            format!("customers who bought {a} first and {b} on a later day"),
        );
        push(
            grouped(evidence.item_first.into()),
            format!("customers who bought {b} first and {a} on a later day"),
        );
        push(age(evidence.age_days), "since the newest order with both".to_owned());
        Ok(counts.write(out)?)
    }

    fn measures(
        &self,
        out: &mut impl Write,
        evidence: &Evidence,
        a: &str,
        b: &str,
    ) -> anyhow::Result<()> {
        writeln!(out, "measures")?;
        let (forth, back) = (PairTable::from(evidence), PairTable::from(&evidence.reversed()));
        let (together, expected) = (f64::from(evidence.together), evidence.expected());
        let witnessed = evidence.witnessed();
        let share =
            |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{:.3} %", v * 100.0));
        let plain = |value: Option<f64>| value.map_or("–".to_owned(), |v| format!("{v:.4}"));
        let ratio = |value: f64| format!("{value:.2}");
        let mut measures = Table::new(&["", " a → b", " b → a", "what it says"]);
        let mut push = |name: &str, forth: String, back: String, says: &str| {
            measures.push([name.to_owned(), forth, back, says.to_owned()]);
        };
        push("support", share(support(forth)), share(support(back)), "of all orders hold both");
        push(
            "confidence",
            share(confidence(forth)),
            share(confidence(back)),
            "of the orders with the first hold the second",
        );
        push("lift", plain(lift(forth)), plain(lift(back)), "times chance, raw");
        push(
            "leverage",
            share(leverage(forth)),
            share(leverage(back)),
            "of all orders, above chance",
        );
        push(
            "G²",
            ratio(log_likelihood_ratio(forth)),
            ratio(log_likelihood_ratio(back)),
            "nats, doubled: how surprising",
        );
        push("Jaccard", plain(jaccard(forth)), plain(jaccard(back)), "both of either, 0 to 1");
        push("cosine", plain(cosine(forth)), plain(cosine(back)), "likeness of buyers, 0 to 1");
        let shrunk = ratio(shrunk_ratio(together, expected));
        push("shrunk ratio", shrunk.clone(), shrunk, "times chance, the best estimate");
        let least = ratio(lower_bound(witnessed, expected));
        push("at least", least.clone(), least, "times chance, 95 % sure");
        let most = ratio(upper_bound(together, expected));
        push("at most", most.clone(), most, "times chance, 95 % sure");
        let certainty = share(Some(certainty_above_chance(witnessed, expected)));
        push("certainty", certainty.clone(), certainty, "that it is more than chance");
        measures.write(out)?;
        writeln!(out, "  a: {a}, b: {b}")?;
        Ok(())
    }

    fn functions(&self, out: &mut impl Write, a: ItemIndex, b: ItemIndex) -> anyhow::Result<()> {
        let known = self.served.snapshot.known();
        let judged = known.judge(a, b);
        let told = Function::ALL.into_iter().zip(judged.probabilities);
        let told = told.map(|(function, likely)| format!("{} {likely:.3}", function.name()));
        writeln!(out, "to each other: {}", told.collect::<Vec<_>>().join(", "))?;
        reasons::write(out, &known.reasons(a, b))
    }

    fn claim(&self, out: &mut impl Write, evidence: &Evidence) -> anyhow::Result<()> {
        let (together, expected) = (f64::from(evidence.together), evidence.expected());
        match Claim::of(evidence) {
            Claim::Together => writeln!(
                out,
                "claim: bought together in {} orders, at least {:.1} times more than chance",
                grouped(evidence.together.into()),
                (lower_bound(evidence.witnessed(), expected) * 10.0).floor() / 10.0
            )?,
            Claim::Apart => writeln!(
                out,
                "claim: bought together less than chance, at most {:.1} times",
                (upper_bound(together, expected) * 10.0).ceil() / 10.0
            )?,
            Claim::Unclear => writeln!(out, "no claim: {}", why_unclear(evidence))?,
        }
        Ok(())
    }

    fn kind(&self, function: Function, anchor: ItemIndex, item: ItemIndex) -> RelationKind {
        let snapshot = &self.served.snapshot;
        RelationKind::of(function, snapshot.momentum(anchor), snapshot.momentum(item))
    }

    fn id(&self, item: ItemIndex) -> String {
        self.served.snapshot.vocabulary().id(item).to_owned()
    }

    fn title(&self, item: ItemIndex) -> String {
        self.served.snapshot.catalog().title(item).unwrap_or_default().to_owned()
    }
}

/// Which of the reasons there are keeps a pair from being claimed.
fn why_unclear(evidence: &Evidence) -> String {
    let (together, expected) = (f64::from(evidence.together), evidence.expected());
    let (counted, is) = match evidence.together {
        1 => ("1 order with both".to_owned(), "is"),
        together => (format!("{} orders with both", grouped(together.into())), "are"),
    };
    if upper_bound(together, expected) < 1.0 {
        let cut = grouped(evidence.n_orders_cut.into());
        return format!(
            "{counted} {is} less than chance, but {cut} orders cut for their size may hold both too"
        );
    }
    if lower_bound(together, expected) > MIN_CLAIM_RATIO {
        let buyers = if evidence.buyers == 1 { "buyer" } else { "buyers" };
        let n_buyers = grouped(evidence.buyers.into());
        return format!("{counted} {is} more than chance, but of {n_buyers} {buyers} only");
    }
    // Where even no order with both would not be less than chance, nothing could be told.
    if upper_bound(0.0, expected) >= 1.0 {
        return format!("{counted} {is} too few to tell from chance");
    }
    match together.total_cmp(&expected) {
        Ordering::Less => format!("{counted} {is} less than chance, {expected:.1}, but not surely"),
        Ordering::Equal => format!("{counted} {is} no more than chance, {expected:.1}"),
        Ordering::Greater => {
            format!("{counted} {is} more than chance, {expected:.1}, but not surely")
        }
    }
}

fn age(days: u32) -> String {
    if days == NO_AGE { "–".to_owned() } else { format!("{} d", grouped(days.into())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A pair of items that are in a fifth of 1000 orders each: chance gives 40 with both.
    fn seen(together: u32) -> Evidence {
        Evidence {
            together,
            buyers: together,
            with_anchor: 200,
            with_item: 200,
            n_orders: 1000,
            by_chance: 40.0,
            ..Evidence::default()
        }
    }

    #[test]
    fn why_nothing_is_claimed_is_told_apart() {
        let rare = Evidence { with_anchor: 40, with_item: 50, by_chance: 2.0, ..seen(2) };
        let of_one = Evidence { buyers: 1, ..seen(80) };
        let cut = Evidence { n_orders_cut: 30, ..seen(20) };
        let told = [rare, seen(40), seen(38), seen(42), of_one, cut];
        assert!(told.iter().all(|evidence| Claim::of(evidence) == Claim::Unclear));
        insta::assert_snapshot!(told.each_ref().map(why_unclear).join("\n"), @r"
        2 orders with both are too few to tell from chance
        40 orders with both are no more than chance, 40.0
        38 orders with both are less than chance, 40.0, but not surely
        42 orders with both are more than chance, 40.0, but not surely
        80 orders with both are more than chance, but of 1 buyer only
        20 orders with both are less than chance, but 30 orders cut for their size may hold both too
        ");
    }
}
