//! What the trials share: programs that a person starts, which start the real service and hold it to what was promised.
//!
//! In: the `dapei` command beside the running program, and the orders that ship. Out: a table of figures, each
//! beside what is promised, and the exit code. Deliberately absent: the service's code; a trial knows it by HTTP, by
//! its directory of snapshots, and by what the operating system says of its process.

mod house;
mod service_process;
mod memory;
mod latencies;
mod steady;
mod requests;
mod verdict;

pub use house::{House, Training};
pub use latencies::Latencies;
pub use memory::{MIB, Memory};
pub use requests::{get, post};
pub use service_process::ServiceProcess;
pub use steady::{Asked, Judge, Steady, Told};
pub use verdict::Verdict;
