//! Charts as SVG, which pages and reports draw: lengths, axes in round steps, labels that lie on no other.
//!
//! In: numbers. Out: where each stands. Lengths across are percent of a width that is not known before the page is laid out, and
//! lengths down are CSS pixels, so that texts are of one size on every screen. Deliberately absent: any chart; each is drawn
//! where its numbers are.

mod length;
mod scale;
mod labels;

pub(crate) use labels::{Anchor, Offset, Point, placed};
pub(crate) use length::{Percent, Pixels};
pub(crate) use scale::{Scale, Tick};
