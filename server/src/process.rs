//! What the operating system says of this process.

use std::fs;
use std::time::Duration;

/// Ticks a second of the kernel's accounting, the same on every Linux.
const TICKS_A_SECOND: u64 = 100;

/// Time that all threads of the process spent on a processor, in and out of the kernel. Resolution
/// 10 ms; nothing where there is no `/proc`.
#[must_use]
pub fn cpu_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may hold anything; user and system time are the 12th and 13th after.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11).map(str::parse::<u64>);
    let ticks = fields.next()?.ok()? + fields.next()?.ok()?;
    Some(Duration::from_millis(ticks * 1000 / TICKS_A_SECOND))
}

/// The memory that the process has. Unit: bytes; nothing where there is no `/proc`.
#[must_use]
pub fn resident_memory_bytes() -> Option<u64> {
    status_bytes("VmRSS:")
}

/// The most memory the process ever had. Unit: bytes; nothing where there is no `/proc`.
#[must_use]
pub fn peak_memory_bytes() -> Option<u64> {
    status_bytes("VmHWM:")
}

fn status_bytes(name: &str) -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_block_that_was_touched_is_part_of_the_peak() {
        let block = std::hint::black_box(vec![1_u8; 64 << 20]);
        assert!(peak_memory_bytes().unwrap() >= block.len() as u64);
        assert!(resident_memory_bytes().unwrap() >= block.len() as u64);
    }

    #[test]
    fn work_takes_time_on_a_processor() {
        let before = cpu_time().unwrap();
        let mut number = 1_u64;
        while cpu_time().unwrap() == before {
            for _ in 0..100_000 {
                number = std::hint::black_box(number.wrapping_mul(6_364_136_223_846_793_005));
            }
        }
        assert!(cpu_time().unwrap() > before);
    }
}
