//! Labels beside points, where they lie on no other.

use super::length::{Percent, Pixels};

/// A label to be placed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) across: Percent,
    pub(crate) down: Pixels,
    /// Letters of the label.
    pub(crate) n_letters: usize,
}

/// Where a label stands from its point, and which end of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Offset {
    pub(crate) dx: Pixels,
    /// To the line that the letters stand on.
    pub(crate) dy: Pixels,
    pub(crate) anchor: Anchor,
}

/// Which end of a label its offset is that of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// Widths that charts have from phone to desk. Unit: CSS pixels. What is free at these is held to be free between.
const WIDTHS: [f64; 4] = [240.0, 360.0, 480.0, 800.0];

/// Of a label's letter, about. Unit: CSS pixels.
const LETTER_WIDTH: f64 = 8.0;
const LETTER_HEIGHT: f64 = 12.0;

/// From the middle of a point to its edge. Unit: CSS pixels.
const RADIUS: f64 = 5.0;

/// How far a label may reach beyond the edge. Unit: CSS pixels.
const MARGIN: f64 = 10.0;

/// Where a label may stand, the best first.
const CHOICES: [Offset; 8] = [
    offset(8.0, 4.0, Anchor::Start),
    offset(-8.0, 4.0, Anchor::End),
    offset(0.0, -8.0, Anchor::Middle),
    offset(0.0, 17.0, Anchor::Middle),
    offset(6.0, -6.0, Anchor::Start),
    offset(6.0, 15.0, Anchor::Start),
    offset(-6.0, -6.0, Anchor::End),
    offset(-6.0, 15.0, Anchor::End),
];

const fn offset(dx: f64, dy: f64, anchor: Anchor) -> Offset {
    Offset { dx: Pixels(dx), dy: Pixels(dy), anchor }
}

/// Left, top, right and bottom. Unit: CSS pixels.
type Frame = [f64; 4];

/// Places for the labels of all `points`: each takes the first that touches no point and no
/// earlier label. Where there is none the first point's label takes the place that touches
/// fewest, and others have no label.
pub(crate) fn placed(points: &[Point]) -> Vec<Option<Offset>> {
    let mut placed: Vec<Option<Offset>> = Vec::new();
    for point in points {
        let n_touched = |offset: &Offset| -> usize {
            let at = |width| touched(points, &placed, label(point, offset, width), width);
            WIDTHS.into_iter().map(at).sum()
        };
        // The first of equals.
        let best = CHOICES.into_iter().min_by_key(n_touched);
        placed.push(best.filter(|best| placed.is_empty() || n_touched(best) == 0));
    }
    placed
}

impl Anchor {
    /// As SVG names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// How many points and placed labels `frame` touches, and edges it oversteps.
fn touched(points: &[Point], placed: &[Option<Offset>], frame: Frame, width: f64) -> usize {
    let [left, _, right, _] = frame;
    let edges = usize::from(left < -MARGIN) + usize::from(width + MARGIN < right);
    let placed = points.iter().zip(placed);
    let labels = placed.filter_map(|(point, offset)| Some(label(point, &(*offset)?, width)));
    let dots = points.iter().map(|point| dot(point, width));
    edges + labels.chain(dots).filter(|other| touch(&frame, other)).count()
}

fn label(point: &Point, offset: &Offset, width: f64) -> Frame {
    let length = LETTER_WIDTH * point.n_letters as f64;
    let at = point.across.0 / 100.0 * width + offset.dx.0;
    let left = match offset.anchor {
        Anchor::Start => at,
        Anchor::Middle => at - length / 2.0,
        Anchor::End => at - length,
    };
    let bottom = point.down.0 + offset.dy.0;
    [left, bottom - LETTER_HEIGHT, left + length, bottom]
}

fn dot(point: &Point, width: f64) -> Frame {
    let (across, down) = (point.across.0 / 100.0 * width, point.down.0);
    [across - RADIUS, down - RADIUS, across + RADIUS, down + RADIUS]
}

fn touch(a: &Frame, b: &Frame) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(across: f64, down: f64) -> Point {
        Point { across: Percent(across), down: Pixels(down), n_letters: 1 }
    }

    #[test]
    fn a_label_stands_to_the_right_where_nothing_is_in_its_way() {
        let right = Some(CHOICES[0]);
        assert_eq!(placed(&[point(10.0, 50.0), point(90.0, 150.0)]), [right, right]);
        // At the edge a long one turns around.
        let long = Point { n_letters: 5, ..point(100.0, 50.0) };
        assert_eq!(placed(&[long]), [Some(CHOICES[1])]);
    }

    #[test]
    fn points_on_one_place_have_labels_around_it_while_there_is_room() {
        let labels = placed(&[point(50.0, 50.0); 9]);
        assert_eq!(labels[..4], [0, 1, 2, 3].map(|at| Some(CHOICES[at])));
        assert_eq!(labels.last(), Some(&None));
    }

    #[test]
    fn in_a_crowd_the_first_still_has_a_label() {
        let around = (0..400).map(|n| point(f64::from(n % 20) * 5.0, f64::from(n / 20) * 5.0));
        let crowd: Vec<Point> = [point(50.0, 50.0)].into_iter().chain(around).collect();
        let labels = placed(&crowd);
        assert!(labels[0].is_some() && labels.contains(&None));
    }

    proptest! {
        #[test]
        fn two_labels_of_two_points_never_meet(
            across in proptest::array::uniform2(0.0..100.0), down in proptest::array::uniform2(0.0..200.0),
        ) {
            let points = [point(across[0], down[0]), point(across[1], down[1])];
            let labels = placed(&points);
            for width in WIDTHS {
                let frames = [0, 1].map(|at| label(&points[at], &labels[at].unwrap(), width));
                prop_assert!(!touch(&frames[0], &frames[1]));
            }
        }
    }
}
