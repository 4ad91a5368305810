//! Hit rates as bars, each with the interval of its difference to the best peer.

use askama::Template;

use super::entrant::{Entrant, Who};
use crate::chart::{Percent, Scale, Tick};
use crate::command::evaluate::cells::share;

/// Height of a bar with its label above. Unit: CSS pixels.
const ROW: usize = 38;

/// Height of the axis below. Unit: CSS pixels.
const AXIS: usize = 20;

/// The chart. Lengths across are percent of its width and lengths down are CSS pixels, so that
/// texts are of one size on every screen.
#[derive(Debug, Template)]
#[template(path = "evaluation/bars.html")]
pub(super) struct Bars {
    /// Told apart from all other ids of the page.
    id: String,
    /// All of it in words.
    words: String,
    ticks: Vec<Tick>,
    /// Where the best peer's bar ends.
    best: Option<Percent>,
    bars: Vec<Bar>,
}

#[derive(Debug)]
struct Bar {
    class: &'static str,
    label: String,
    value: String,
    length: Percent,
    /// Its ends.
    interval: Option<(Percent, Percent)>,
}

impl Bars {
    /// The chart of `entrants`, whose parts have ids that begin with `id`.
    pub(super) fn new(id: &str, entrants: &[Entrant<'_>]) -> Self {
        let best = entrants.iter().find(|entrant| entrant.who == Who::BestPeer);
        let best = best.map(|entrant| entrant.standing.hit_rate);
        // A difference stands where the best peer's bar ends and as much further as it says.
        let ends = |entrant: &Entrant<'_>| {
            let against = entrant.standing.against_best_peer?;
            Some((best? + against.low, best? + against.high))
        };
        let reach = |entrant: &Entrant<'_>| {
            entrant.standing.hit_rate.max(ends(entrant).map_or(0.0, |(_, high)| high))
        };
        let scale = Scale::up_to(entrants.iter().map(reach).fold(0.0, f64::max));
        let bar = |entrant: &Entrant<'_>| Bar {
            class: entrant.who.class(),
            label: entrant.label(),
            value: share(entrant.standing.hit_rate),
            length: scale.percent(entrant.standing.hit_rate),
            interval: ends(entrant).map(|(low, high)| (scale.percent(low), scale.percent(high))),
        };
        Self {
            id: format!("{id}-bars"),
            words: entrants.iter().map(in_words).collect::<Vec<_>>().join("; "),
            ticks: scale.ticks(),
            best: best.map(|best| scale.percent(best)),
            bars: entrants.iter().map(bar).collect(),
        }
    }

    /// Height without the axis.
    fn floor(&self) -> usize {
        self.bars.len() * ROW
    }

    fn height(&self) -> usize {
        self.floor() + AXIS
    }
}

fn in_words(entrant: &Entrant<'_>) -> String {
    let (label, value) = (entrant.label(), share(entrant.standing.hit_rate));
    match entrant.standing.against_best_peer {
        Some(against) => format!(
            "{label}: {value}, difference {:+.4}, between {:+.4} and {:+.4}",
            against.difference, against.low, against.high
        ),
        None => format!("{label}: {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::evaluate::html::entrant::entrants;
    use crate::command::evaluate::html::made_up::{against, standing};

    #[test]
    fn an_interval_stands_around_the_best_peers_end_by_as_much_as_it_says() {
        let all =
            [against(standing("dapei", 0.25, 0.5), -0.05, -0.1, 0.01), standing("ease", 0.3, 0.2)];
        let bars = Bars::new("rest", &entrants(&all.each_ref(), Some("ease")));
        let [best, dapei] = &bars.bars[..] else { panic!("two bars: {bars:?}") };
        // The axis ends at 0.4: 0.31 is the furthest end. 0.2 is half of it.
        assert_eq!((bars.best.unwrap().to_string(), best.interval), ("75.00%".to_owned(), None));
        assert_eq!(dapei.length.to_string(), "62.50%");
        let (low, high) = dapei.interval.unwrap();
        assert_eq!((low.to_string(), high.to_string()), ("50.00%".to_owned(), "77.50%".to_owned()));
        assert_eq!(
            bars.words,
            "A ease, the best peer: 0.3000; dapei: 0.2500, difference -0.0500, between -0.1000 and +0.0100"
        );
    }

    #[test]
    fn without_a_peer_there_is_nothing_to_be_held_against() {
        let bars = Bars::new("rest", &entrants(&[&standing("dapei", 0.0, 0.0)], None));
        assert_eq!((bars.best, bars.bars[0].interval), (None, None));
        assert!(!bars.render().unwrap().contains("reference"));
    }
}
