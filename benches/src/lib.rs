//! Orders to measure on: seeded, of any size, the same for the same seed.

mod synthetic;

pub use synthetic::{Scale, synthetic_orders};
