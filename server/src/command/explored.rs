//! Places kept for cold items, held against all places.

use super::wrong_usage;

/// Makes sure that the places of `--explore` are fewer than those of `--k`.
///
/// # Errors
///
/// As many as there are places, or more: the first one is never given away.
pub(super) fn check_explored(explore: u16, k: u16) -> anyhow::Result<()> {
    if explore < k {
        return Ok(());
    }
    let most = k.saturating_sub(1);
    Err(wrong_usage(format_args!(
        "`--explore {explore}` leaves none of the places of `--k {k}` to other items, expected 0 to {most}"
    )))
}
