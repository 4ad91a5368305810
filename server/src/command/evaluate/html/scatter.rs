//! Accuracy beside variety: a point for each way of ranking.

use askama::Template;

use super::entrant::Entrant;
use crate::chart::{Offset, Percent, Pixels, Point, Scale, Tick, placed};
use crate::command::evaluate::cells::share;

/// Height of the field that points stand in. Unit: CSS pixels.
const FIELD: f64 = 260.0;

/// Above the field, for the name of the axis and the labels of the highest points. Unit: CSS
/// pixels.
const HEAD: f64 = 34.0;

/// Below the field, for the axis. Unit: CSS pixels.
const FOOT: f64 = 44.0;

/// The chart, measured as [`Bars`](super::bars::Bars) is.
#[derive(Debug, Template)]
#[template(path = "evaluation/scatter.html")]
pub(super) struct Scatter {
    id: String,
    words: String,
    across: Vec<Tick>,
    /// With the height of each.
    up: Vec<(Tick, Pixels)>,
    dots: Vec<Dot>,
}

#[derive(Debug)]
struct Dot {
    class: &'static str,
    key: String,
    words: String,
    across: Percent,
    down: Pixels,
    /// Nothing where there is no room.
    label: Option<Offset>,
}

impl Scatter {
    /// The chart of `entrants`, whose parts have ids that begin with `id`.
    pub(super) fn new(id: &str, entrants: &[Entrant<'_>]) -> Self {
        let scale = |measure: fn(&Entrant<'_>) -> f64| {
            Scale::up_to(entrants.iter().map(measure).fold(0.0, f64::max))
        };
        let across = scale(|entrant| entrant.standing.coverage);
        let up = scale(|entrant| entrant.standing.hit_rate);
        let down = |Percent(up)| Pixels(HEAD + FIELD * (1.0 - up / 100.0));
        let point = |entrant: &Entrant<'_>| Point {
            across: across.percent(entrant.standing.coverage),
            down: down(up.percent(entrant.standing.hit_rate)),
            n_letters: entrant.key.len(),
        };
        let mut by_weight: Vec<&Entrant<'_>> = entrants.iter().collect();
        by_weight.sort_by_key(|entrant| entrant.who);
        let points: Vec<Point> = by_weight.iter().copied().map(point).collect();
        let labels = placed(&points);
        let dots = by_weight.iter().zip(points).zip(labels).map(|((entrant, point), label)| Dot {
            class: entrant.who.class(),
            key: entrant.key.clone(),
            words: in_words(entrant),
            across: point.across,
            down: point.down,
            label,
        });
        let with_height = |tick: Tick| {
            let height = down(tick.at);
            (tick, height)
        };
        Self {
            id: format!("{id}-scatter"),
            words: entrants.iter().map(in_words).collect::<Vec<_>>().join("; "),
            // What is drawn later lies above.
            dots: dots.rev().collect(),
            across: across.ticks(),
            up: up.ticks().into_iter().map(with_height).collect(),
        }
    }

    fn floor(&self) -> f64 {
        HEAD + FIELD
    }

    fn height(&self) -> f64 {
        self.floor() + FOOT
    }
}

fn in_words(entrant: &Entrant<'_>) -> String {
    let (hits, coverage) = (share(entrant.standing.hit_rate), share(entrant.standing.coverage));
    format!("{}: hit rate {hits}, coverage {coverage}", entrant.label())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::evaluate::html::entrant::entrants;
    use crate::command::evaluate::html::made_up::standing;

    #[test]
    fn more_hits_stand_higher_and_more_of_the_catalogue_further_right() {
        let all = [standing("dapei", 0.2, 1.0), standing("ease", 0.4, 0.25)];
        let scatter = Scatter::new("rest", &entrants(&all.each_ref(), Some("ease")));
        let places: Vec<_> = scatter.dots.iter().map(|dot| (dot.across, dot.down)).collect();
        // Both axes end at the highest value: 0.4 up, 1 across.
        let halfway = Pixels(HEAD + FIELD / 2.0);
        // The peer first: Dapei is drawn above it.
        assert_eq!(places, [(Percent(25.0), Pixels(HEAD)), (Percent(100.0), halfway)]);
        assert_eq!(scatter.dots[1].words, "dapei: hit rate 0.2000, coverage 1.0000");
    }
}
