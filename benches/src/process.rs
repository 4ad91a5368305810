//! What the operating system says of this process.

use std::fs;
use std::time::Duration;

/// Ticks a second of the kernel's accounting, the same on every Linux.
const TICKS_A_SECOND: u64 = 100;

/// Time that all threads of the process spent on a processor, in and out of the kernel. Resolution
/// 10 ms; zero where there is no `/proc`.
#[must_use]
pub fn cpu_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name in parentheses may hold anything; user and system time are the 12th and 13th after.
    let ticks: u64 = stat
        .rsplit_once(')')
        .map(|(_, rest)| {
            rest.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok())
        })
        .into_iter()
        .flatten()
        .sum();
    Duration::from_millis(ticks * 1000 / TICKS_A_SECOND)
}

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
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse().ok());
    kib.unwrap_or(0_u64) / 1024
}
