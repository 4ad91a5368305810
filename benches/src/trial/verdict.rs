//! What was promised beside what was found.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

/// The promises of a trial, each with what was found.
#[derive(Debug, Default)]
pub struct Verdict {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    about: String,
    found: String,
    promised: String,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Kept,
    Broken,
    /// Told only: nothing is promised of it.
    Told,
}

impl Outcome {
    fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Broken => "BROKEN",
            Self::Told => "",
        }
    }
}

impl Verdict {
    /// Promised is that `found` is `most` or less.
    pub fn at_most(&mut self, about: impl Into<String>, found: f64, most: f64, unit: &str) {
        let promised = format!("at most {}", number(most, unit));
        let outcome = if found <= most { Outcome::Kept } else { Outcome::Broken };
        self.push(about.into(), number(found, unit), promised, outcome);
    }

    /// Promised is that `found` is `least` or more.
    pub fn at_least(&mut self, about: impl Into<String>, found: f64, least: f64, unit: &str) {
        let promised = format!("at least {}", number(least, unit));
        let outcome = if least <= found { Outcome::Kept } else { Outcome::Broken };
        self.push(about.into(), number(found, unit), promised, outcome);
    }

    /// Promised is that `found` is `expected`.
    pub fn is(&mut self, about: impl Into<String>, found: &str, expected: &str) {
        let outcome = if found == expected { Outcome::Kept } else { Outcome::Broken };
        self.push(about.into(), found.to_owned(), expected.to_owned(), outcome);
    }

    /// Nothing is promised of this.
    pub fn tell(&mut self, about: impl Into<String>, found: impl Into<String>) {
        self.push(about.into(), found.into(), String::new(), Outcome::Told);
    }

    fn push(&mut self, about: String, found: String, promised: String, outcome: Outcome) {
        // At once, since what follows may take minutes.
        eprintln!("  {about}: {found} {}", outcome.name());
        self.rows.push(Row { about, found, promised, outcome });
    }

    /// Writes the table to standard output; 0 where all promises were kept, else 1.
    ///
    /// # Errors
    ///
    /// Nobody reads.
    pub fn close(&self, title: &str) -> io::Result<ExitCode> {
        let width = |text: fn(&Row) -> &str| {
            self.rows.iter().map(|row| text(row).chars().count()).max().unwrap_or(0)
        };
        let [about, found, promised] =
            [width(|row| &row.about), width(|row| &row.found), width(|row| &row.promised)];
        let mut table = format!("\n{title}\n");
        for row in &self.rows {
            let line = format!(
                "  {:<about$}  {:>found$}  {:<promised$}  {}",
                row.about,
                row.found,
                row.promised,
                row.outcome.name()
            );
            let _ = writeln!(table, "{}", line.trim_end());
        }
        let n_broken = self.rows.iter().filter(|row| row.outcome == Outcome::Broken).count();
        let n_promises = self.rows.iter().filter(|row| row.outcome != Outcome::Told).count();
        let _ = writeln!(table, "  {n_promises} promises, {n_broken} broken");
        io::stdout().write_all(table.as_bytes())?;
        Ok(if n_broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A number for people: whole where it is whole.
fn number(value: f64, unit: &str) -> String {
    let digits = if value.fract() == 0.0 { 0 } else { 2 };
    format!("{value:.digits$} {unit}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_broken_promise_is_enough_to_fail() {
        let mut verdict = Verdict::default();
        verdict.at_most("failed requests", 0.0, 0.0, "");
        verdict.at_least("swaps", 50.0, 50.0, "");
        verdict.is("snapshot", "a1", "a1");
        verdict.tell("memory", "100 MiB");
        assert_eq!(verdict.close("kept").unwrap(), ExitCode::SUCCESS);
        for breaks in [
            |verdict: &mut Verdict| verdict.at_most("p99", 50.1, 50.0, "ms"),
            |verdict: &mut Verdict| verdict.at_most("no number", f64::NAN, 50.0, "ms"),
            |verdict: &mut Verdict| verdict.at_least("swaps", 49.0, 50.0, ""),
            |verdict: &mut Verdict| verdict.is("snapshot", "b2", "a1"),
        ] {
            let mut verdict = Verdict::default();
            breaks(&mut verdict);
            assert_eq!(verdict.close("broken").unwrap(), ExitCode::FAILURE);
        }
    }
}
