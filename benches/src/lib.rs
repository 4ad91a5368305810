//! Orders to measure on: seeded, of any size, the same for the same seed; what the operating
//! system says of the process that measures; and a client that keeps a server busy.

mod process;
mod cpu_time;
mod load;
mod synthetic;

pub use cpu_time::CpuTime;
pub use load::{Connection, Load, Taken};
pub use process::{peak_memory_mib, threads_cpu_time};
pub use synthetic::{Scale, synthetic_history, synthetic_orders, titled};
