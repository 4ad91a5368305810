//! What the operating system says of this process.

use std::fs;
use std::time::Duration;

/// Time that the threads whose name begins with `name` spent on a processor so far, in and out of the
/// kernel. Resolution below 1 ms; zero where there is no `/proc`.
#[must_use]
pub fn threads_cpu_time(name: &str) -> Duration {
    let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let nanos = tasks.filter_map(|task| {
        let read = |file| fs::read_to_string(task.path().join(file)).ok();
        read("comm")?.starts_with(name).then_some(())?;
        read("schedstat")?.split_whitespace().next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

/// The most memory the process ever had. Unit: MiB; zero where there is no `/proc`.
#[must_use]
pub fn peak_memory_mib() -> u64 {
    server::process::peak_memory_bytes().unwrap_or(0) >> 20
}
