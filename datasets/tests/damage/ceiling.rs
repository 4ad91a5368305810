//! Runs a test in a process of its own that cannot have more memory than is promised.

use std::process::Command;

/// What a damaged file may cost. Unit: KiB, as `ulimit` counts.
const CEILING_KIB: u32 = 256 << 10;
/// Set in the process that runs under the ceiling.
const UNDER_CEILING: &str = "DAPEI_TEST_UNDER_CEILING";

/// Runs `work` of the test called `test` (with its module) where the system gives the process 256
/// MiB of addresses, its own program among them, and nothing beyond: what asks for more is dead.
///
/// Reserved memory counts here whether it is touched or not, so this promises more than a look at
/// the resident set would.
pub(crate) fn under_ceiling(test: &str, work: impl FnOnce()) {
    if std::env::var_os(UNDER_CEILING).is_some() {
        work();
        println!("peak: {}", peak());
        return;
    }
    let limited = format!("ulimit -v {CEILING_KIB} && exec \"$@\"");
    let output = Command::new("sh")
        .args(["-c", &limited, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(UNDER_CEILING, "yes")
        // One arena: each other one reserves 64 MiB of addresses that nobody uses.
        .env("MALLOC_ARENA_MAX", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}\n{said}\n{wrong}", output.status);
    assert!(said.contains("peak: "), "{test} did not run: {said}");
    print!("{said}");
}

/// The most memory that this process had, resident and reserved.
fn peak() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let (resident, reserved) = (line("VmHWM:"), line("VmPeak:"));
    format!("{} resident, {} reserved", resident.unwrap_or("?"), reserved.unwrap_or("?"))
}
