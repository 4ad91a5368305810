//! Progress bars, on a terminal only.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar with what is being done, how fast, and how long it will take. Invisible where standard
/// error is no terminal; gone when dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Counts bytes.
    pub(super) fn of_bytes() -> Self {
        Self::new("  {msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta} left")
    }

    /// Counts steps.
    pub(super) fn of_steps() -> Self {
        Self::new("  {msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta} left")
    }

    fn new(template: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// So much of `what` is done.
    pub(super) fn at(&self, what: &str, done: u64, total: u64) {
        if self.0.message() != what {
            self.0.reset();
            self.0.set_message(what.to_owned());
        }
        self.0.set_length(total);
        self.0.set_position(done);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
