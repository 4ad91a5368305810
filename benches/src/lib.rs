//! Orders to measure on: seeded, of any size, the same for the same seed; what the operating
//! system says of the process that measures; a client that keeps a server busy; and what the trials share.

mod process;
mod cpu_time;
mod connection;
mod load;
mod synthetic;
pub mod trial;

pub use connection::{Answer, Connection};
pub use cpu_time::CpuTime;
pub use load::{Load, Taken};
pub use process::{peak_memory_mib, threads_cpu_time};
pub use synthetic::{Scale, synthetic_history, synthetic_orders, titled};
