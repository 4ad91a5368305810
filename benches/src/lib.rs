//! Orders to measure on: seeded, of any size, the same for the same seed; and what the operating
//! system says of the process that measures.

mod process;
mod synthetic;

pub use process::{cpu_time, peak_memory_mib};
pub use synthetic::{Scale, synthetic_history, synthetic_orders};
