//! As many connections as are allowed need as many open files.

use tracing::warn;

/// Files that a service has open beside its connections: snapshots, listeners, the log.
const OTHERS: u64 = 256;

/// Lets this process open as many files as it may, and warns where that is too few for `n_connections`.
///
/// A shell usually lets a process open a thousand, far below what the system would allow; who runs out of them can accept
/// nobody.
#[cfg(unix)]
pub(super) fn allow(n_connections: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = (n_connections as u64).saturating_add(OTHERS);
    let limit = getrlimit(Resource::Nofile);
    let Some(current) = limit.current.filter(|&current| current < wanted) else { return };
    let most = limit.maximum.map_or(wanted, |maximum| maximum.min(wanted));
    let raised = Rlimit { current: Some(most), maximum: limit.maximum };
    let allowed = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => most,
        Err(_) => current,
    };
    if allowed < wanted {
        warn!(
            allowed,
            wanted,
            "Only {allowed} files may be open, too few for `connections.most`: raise the limit (`ulimit -n`) or lower that"
        );
    }
}

/// Elsewhere there is no such limit.
#[cfg(not(unix))]
pub(super) fn allow(_: usize) {}
