//! What a command says beside its results, on standard error.
//!
//! That nobody reads it any more is no failure: a command goes on with its work.

use std::fmt;
use std::io::{self, Write};

/// Writes to standard error, whatever comes of it.
pub(super) fn write(told: fmt::Arguments<'_>) {
    // A closed pipe: there is nobody left to tell.
    let _ = io::stderr().lock().write_fmt(told);
}

/// Tells a line.
macro_rules! tell {
    ($($part:tt)*) => {{
        $crate::command::tell::write(format_args!($($part)*));
        $crate::command::tell::write(format_args!("\n"));
    }};
}

/// Tells a text that brings its own line ends.
macro_rules! tell_text {
    ($($part:tt)*) => {
        $crate::command::tell::write(format_args!($($part)*))
    };
}

pub(super) use {tell, tell_text};
