//! Why an item is likely beside a cart: the terms of its score, each a line.

use std::io::Write;

use engine::rank::{Mix, Signal, Taste, Trait};
use engine::suggest::{Query, Scratch, Terms, suggest, terms};
use engine::words::ItemIndex;

use super::super::table::Table;
use super::super::text::grouped;
use super::Explained;

impl Explained<'_> {
    /// How much each signal counts, by size of the cart.
    pub(super) fn weights(&self, out: &mut impl Write) -> anyhow::Result<()> {
        writeln!(
            out,
            "\nweights of the signals, exponents of the traits and of taste, by items in the cart"
        )?;
        let mut weights = Table::new(&["", " 1", " 2", " 3 to 6", " 7 to 19", " 20 and more"]);
        let mixes = &self.served.snapshot.mixes().0;
        let row = |name: &str, number: &dyn Fn(&Mix) -> String| {
            std::iter::once(name.to_owned()).chain(mixes.iter().map(number)).collect::<Vec<_>>()
        };
        for signal in Signal::ALL {
            weights.push(row(signal.name(), &|mix| format!("{:.3}", mix.weights[signal as usize])));
        }
        for each in Trait::ALL {
            weights.push(row(each.name(), &|mix| format!("{:+.2}", mix.exponents[each as usize])));
        }
        for each in Taste::ALL {
            weights.push(row(each.name(), &|mix| format!("{:+.2}", mix.tastes[each as usize])));
        }
        Ok(weights.write(out)?)
    }

    /// The most likely items beside the cart of `query`, each with the signal that adds most to its score.
    pub(super) fn cart(&self, out: &mut impl Write, query: &Query) -> anyhow::Result<()> {
        let snapshot = &self.served.snapshot;
        let mut scratch = Scratch::default();
        let answer = suggest(snapshot, query, &mut scratch);
        let ids: Vec<String> = query.cart.iter().map(|&item| self.id(item)).collect();
        writeln!(out, "beside {}, the most likely first", ids.join(", "))?;
        let mut likely = Table::new(&[" score", "says most", "relation", "item", "title"]);
        for suggestion in &answer.suggestions {
            let found = terms(snapshot, query, suggestion.item, &mut scratch);
            likely.push([
                format!("{:.5}", suggestion.score),
                found.map_or("", |terms| loudest(&terms)).to_owned(),
                suggestion.relation.name().to_owned(),
                self.id(suggestion.item),
                self.title(suggestion.item),
            ]);
        }
        Ok(likely.write(out)?)
    }

    /// The terms of the score of `item` beside the cart of `query`.
    pub(super) fn terms(
        &self,
        out: &mut impl Write,
        query: &Query,
        item: ItemIndex,
    ) -> anyhow::Result<()> {
        self.facts(out, item)?;
        writeln!(out)?;
        let ids: Vec<String> = query.cart.iter().map(|&item| self.id(item)).collect();
        let snapshot = &self.served.snapshot;
        let Some(terms) = terms(snapshot, query, item, &mut Scratch::default()) else {
            let was_bought = |customer| snapshot.purchases().of(customer).any(|of| of.item == item);
            let why = if query.cart.contains(&item) {
                "it is of the cart"
            } else if query.customer.is_some_and(was_bought) {
                "the customer bought it before"
            } else {
                "too little speaks for it"
            };
            writeln!(out, "no candidate beside {}: {why}", ids.join(", "))?;
            return Ok(());
        };
        writeln!(
            out,
            "beside {}: score {:.5}, place {} of {} candidates, by the weights for carts of {}",
            ids.join(", "),
            terms.score,
            grouped(terms.n_before as u64 + 1),
            grouped(terms.n_candidates as u64),
            terms.size.name()
        )?;
        let mut signals = Table::new(&["signal", " weight", " chance", " adds"]);
        for signal in Signal::ALL {
            signals.push([
                signal.name().to_owned(),
                format!("{:.4}", terms.mix.weights[signal as usize]),
                format!("{:.5}", terms.candidate.chances[signal as usize]),
                format!("{:.6}", terms.part(signal)),
            ]);
        }
        signals.write(out)?;
        writeln!(out)?;
        let mut traits = Table::new(&["trait", " exponent", " number", " times"]);
        let row = |name: &str, exponent: f32, number: f32, times: f32| {
            [
                name.to_owned(),
                format!("{exponent:+.3}"),
                format!("{number:+.3}"),
                format!("{times:.3}"),
            ]
        };
        let Terms { mix, candidate, .. } = &terms;
        for each in Trait::ALL {
            let (exponent, number) =
                (mix.exponents[each as usize], candidate.traits[each as usize]);
            traits.push(row(each.name(), exponent, number, terms.factor(each)));
        }
        for each in Taste::ALL.into_iter().filter(|_| query.customer.is_some()) {
            let (exponent, number) = (mix.tastes[each as usize], candidate.tastes[each as usize]);
            traits.push(row(each.name(), exponent, number, terms.taste(each)));
        }
        traits.write(out)?;
        if terms.candidate.cold > 0.0 {
            let Mix { cold, .. } = terms.mix;
            writeln!(
                out,
                "  cold: few orders hold it; {cold:.2} times {:.5} is added",
                terms.candidate.cold
            )?;
        }
        writeln!(
            out,
            "  score: what the signals add up to, times the factors of the traits, as a share of all candidates'"
        )?;
        Ok(())
    }
}

/// The name of what adds most to the score.
fn loudest(terms: &Terms) -> &'static str {
    // What is cold has at least half of its score from that.
    if terms.mix.cold * terms.candidate.cold >= 0.5 * terms.score {
        return "cold";
    }
    let mut best = Signal::Chance;
    for signal in Signal::ALL {
        if terms.part(signal) > terms.part(best) {
            best = signal;
        }
    }
    best.name()
}
