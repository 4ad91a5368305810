//! What bundles earn at each discount, as SVG.

use askama::Template;
use engine::bundle::BASIS_POINTS;
use engine::suggest::Language;

use super::words::{Entry, Words};
use crate::chart::{Anchor, Percent, Pixels, Scale, Tick};

/// Height of the field that points stand in. Unit: CSS pixels.
const FIELD: f64 = 220.0;

/// Above the field, for the name of the axis and the label of the best point. Unit: CSS pixels.
const HEAD: f64 = 44.0;

/// Below the field, for the axis. Unit: CSS pixels.
const FOOT: f64 = 48.0;

/// Height of a line of the legend. Unit: CSS pixels.
const LINE: f64 = 22.0;

/// How high above the axis a gap is marked. Unit: CSS pixels.
const GAP_ABOVE: f64 = 9.0;

/// Where the axis of discounts begins and ends: beside the labels of the other one, and before the edge. Unit: percent.
const FIELD_BEGINS: f64 = 14.0;
const FIELD_ENDS: f64 = 95.0;

/// What is earned at one discount.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AtDiscount {
    /// Unit: hundredths of a percent.
    pub(super) discount: i64,
    /// The expected incremental margin of the best bundle; nothing where no bundle keeps the limits. Unit: minor units.
    pub(super) margin: Option<f64>,
}

/// What amounts are told in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amounts<'a> {
    /// ISO 4217 code, where the shop has one.
    pub(super) currency: Option<&'a str>,
    pub(super) decimals: u8,
}

/// The chart.
#[derive(Debug, Template)]
#[template(path = "bundles/plot.svg")]
pub(super) struct Drawing<'a> {
    words: Words,
    unit: &'a str,
    /// All of it in words.
    in_words: String,
    /// The label of the axis at nothing.
    zero: String,
    across: Vec<Tick>,
    /// With the height of each.
    up: Vec<(Tick, Pixels)>,
    /// Where the discounts that were asked for begin, and how far they reach.
    asked: Option<(Percent, Percent)>,
    /// The line, from point to point; broken at gaps.
    strokes: Vec<(Place, Place)>,
    dots: Vec<Dot>,
    gaps: Vec<Gap>,
}

/// Across and down.
type Place = (Percent, Pixels);

#[derive(Debug)]
struct Dot {
    /// As a number of percent.
    discount: String,
    words: String,
    across: Percent,
    down: Pixels,
    is_best: bool,
    /// Which end of its words stands above it, of the best one: nothing else is as high.
    label: Option<Anchor>,
}

#[derive(Debug)]
struct Gap {
    /// As a number of percent.
    discount: String,
    words: String,
    across: Percent,
}

impl<'a> Drawing<'a> {
    /// The chart of `points`, whose discounts rise. From `least` to `most` discounts were asked for, in hundredths of a percent.
    pub(super) fn new(
        points: &[AtDiscount],
        [least, most]: [i64; 2],
        amounts: Amounts<'a>,
        language: Language,
    ) -> Self {
        let words = Words(language);
        let margins = points.iter().filter_map(|point| point.margin);
        let major = 10_f64.powi(i32::from(amounts.decimals));
        let lowest = margins.clone().fold(0.0, f64::min);
        let highest = margins.clone().fold(0.0, f64::max);
        let up = Scale::spanning(lowest / major, highest / major);
        let widest = points.iter().map(|point| point.discount).fold(0, i64::max);
        let across = Scale::up_to(percent_of(widest));
        let down = |Percent(up)| Pixels(HEAD + FIELD * (1.0 - up / 100.0));
        let right =
            |Percent(across)| Percent(FIELD_BEGINS + (FIELD_ENDS - FIELD_BEGINS) * across / 100.0);
        let at = |discount: i64| right(across.percent(percent_of(discount)));
        let best = margins.fold(f64::NEG_INFINITY, f64::max);
        // Of equals the one that gives away least.
        let best = points.iter().position(|point| point.margin == Some(best));

        let mut dots = Vec::new();
        let mut gaps = Vec::new();
        let mut strokes = Vec::new();
        let mut said = Vec::new();
        let mut before: Option<Place> = None;
        for (place, point) in points.iter().enumerate() {
            let discount = number(point.discount);
            let across = at(point.discount);
            let Some(margin) = point.margin else {
                let words = words.gap(&format!("{discount} %"));
                said.push(words.clone());
                gaps.push(Gap { discount, words, across });
                before = None;
                continue;
            };
            let words = words.point(&format!("{discount} %"), &amounts.text(margin));
            said.push(words.clone());
            let here = (across, down(up.percent(margin / major)));
            strokes.extend(before.map(|before| (before, here)));
            before = Some(here);
            let is_best = best == Some(place);
            let side = if across.0 < 50.0 { Anchor::Start } else { Anchor::End };
            let label = is_best.then_some(side);
            dots.push(Dot { discount, words, across, down: here.1, is_best, label });
        }
        let best = dots.iter().find(|dot| dot.is_best).map(|dot| words.best(&dot.words));
        let with_height = |tick: Tick| {
            let height = down(tick.at);
            (tick, height)
        };
        let in_percent =
            |tick: Tick| Tick { at: right(tick.at), label: format!("{} %", tick.label) };
        let ticks = up.ticks();
        let zero = ticks.iter().find(|tick| tick.at == up.percent(0.0));
        Self {
            words,
            unit: amounts.currency.unwrap_or_default(),
            in_words: best.unwrap_or_default() + &said.join(words.and()),
            zero: zero.map_or_else(String::new, |tick| tick.label.clone()),
            across: across.ticks().into_iter().map(in_percent).collect(),
            up: ticks.into_iter().map(with_height).collect(),
            asked: (0 < least || most < widest).then(|| (at(least), at(most))),
            strokes,
            dots,
            gaps,
        }
    }

    fn floor(&self) -> f64 {
        HEAD + FIELD
    }

    fn height(&self) -> f64 {
        self.floor() + FOOT + LINE * self.entries().count() as f64
    }

    /// What the signs mean that are there, with the height of each.
    fn legend(&self) -> impl Iterator<Item = (Entry, Pixels)> {
        let top = self.floor() + FOOT;
        self.entries()
            .enumerate()
            .map(move |(place, entry)| (entry, Pixels(top + LINE * place as f64)))
    }

    fn entries(&self) -> impl Iterator<Item = Entry> {
        let best = (!self.dots.is_empty()).then_some(Entry::Best);
        let gap = (!self.gaps.is_empty()).then_some(Entry::Gap);
        let asked = self.asked.is_some().then_some(Entry::Asked);
        [best, gap, asked].into_iter().flatten()
    }
}

impl Amounts<'_> {
    /// An amount of so many minor units, with its currency, to a tenth of a minor unit where it is below ten of them.
    fn text(&self, minor: f64) -> String {
        let finer = usize::from(minor.abs() < 10.0);
        let amount = minor / 10_f64.powi(i32::from(self.decimals));
        let amount = format!("{amount:.*}", usize::from(self.decimals) + finer).replace('-', "−");
        match self.currency {
            Some(currency) => format!("{currency} {amount}"),
            None => amount,
        }
    }
}

fn percent_of(basis_points: i64) -> f64 {
    basis_points as f64 * 100.0 / BASIS_POINTS as f64
}

/// So many hundredths of a percent as a number of percent, without zeros at its end.
fn number(basis_points: i64) -> String {
    percent_of(basis_points).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const POUNDS: Amounts<'static> = Amounts { currency: Some("GBP"), decimals: 2 };

    fn at(discount: i64, margin: impl Into<Option<f64>>) -> AtDiscount {
        AtDiscount { discount, margin: margin.into() }
    }

    fn drawn(points: &[AtDiscount], most: i64) -> Drawing<'static> {
        Drawing::new(points, [0, most], POUNDS, Language::En)
    }

    #[test]
    fn a_point_stands_as_far_right_as_its_discount_and_as_high_as_its_margin() {
        let drawing = drawn(&[at(0, 25.0), at(500, 50.0), at(2_000, 0.0)], 1_000);
        let places: Vec<_> = drawing.dots.iter().map(|dot| (dot.across.0, dot.down.0)).collect();
        // The axes end at 20 % and 0.50; the field is from 14 to 95 across and 220 high.
        assert_eq!(places, [(14.0, 154.0), (34.25, 44.0), (95.0, 264.0)]);
        assert_eq!(drawing.asked, Some((Percent(14.0), Percent(54.5))));
        assert_eq!(drawing.strokes.len(), 2);
        let best: Vec<_> =
            drawing.dots.iter().map(|dot| (dot.is_best, dot.label.is_some())).collect();
        assert_eq!(best, [(false, false), (true, true), (false, false)]);
    }

    #[test]
    fn the_line_is_broken_where_no_bundle_keeps_the_limits_and_the_legend_says_so() {
        let drawing = drawn(&[at(0, 4.0), at(300, None), at(550, 2.0), at(800, -1.0)], 10_000);
        assert_eq!((drawing.dots.len(), drawing.gaps.len(), drawing.strokes.len()), (3, 1, 1));
        let legend: Vec<_> = drawing.legend().map(|(entry, _)| entry).collect();
        assert_eq!(legend, [Entry::Best, Entry::Gap], "all discounts were asked for");
        insta::assert_snapshot!(drawing.in_words, @"The most is GBP 0.040 at 0 %. GBP 0.040 at 0 %; no bundle keeps the limits at 3 %; GBP 0.020 at 5.5 %; GBP −0.010 at 8 %");
        let zh = Drawing::new(&[at(0, 4.0), at(300, None)], [0, 0], POUNDS, Language::Zh);
        insta::assert_snapshot!(zh.in_words, @"最高为优惠 0 %：GBP 0.040。优惠 0 %：GBP 0.040；优惠 3 %：没有符合限制的套餐");
        assert_eq!(drawing.zero, "0.00");
    }

    #[test]
    fn without_any_bundle_there_are_gaps_and_axes() {
        let drawing = drawn(&[at(0, None), at(500, None)], 500);
        assert!(drawing.dots.is_empty() && drawing.strokes.is_empty());
        let svg = drawing.render().unwrap();
        assert_eq!(svg.matches(r#"class="gap" data-discount"#).count(), 2);
        assert!(svg.contains("0.001"), "{svg}");
    }

    #[test]
    fn of_discounts_that_earn_the_same_the_least_is_best() {
        let drawing = drawn(&[at(0, 7.0), at(300, 7.0)], 300);
        assert_eq!(drawing.dots.iter().position(|dot| dot.is_best), Some(0));
    }

    /// Every colour is that of the text around it, or a class's: a strict policy refuses styles inside.
    #[test]
    fn the_picture_is_one_that_a_strict_page_may_hold() {
        let svg = drawn(&[at(0, 7.0), at(300, None)], 300).render().unwrap();
        for refused in ["style=", "<style", "<script", "href", "http://www.w3.org/1999"] {
            assert!(!svg.contains(refused), "{refused}");
        }
    }
}
