//! The report for people: one file of HTML, to be read anywhere.
//!
//! In: what was measured, and the names of the files it was measured on. Out: a page without scripts that loads
//! nothing, with a table and two charts for each mode and window. Deliberately absent: numbers of its own; all stand in
//! the JSON too.

mod file;
mod sentence;
mod entrant;
mod bars;
mod scatter;
mod part;
#[cfg(test)]
mod made_up;

use std::path::PathBuf;

use askama::Template;

pub(super) use self::file::ReportFile;

use self::part::Part;
use super::distinct;
use super::measured::Evaluation;
use crate::command::tell::tell;

/// Most files that are named one by one.
const MOST_FILES: usize = 6;

/// The files that an evaluation was made from.
#[derive(Debug)]
pub(super) struct Sources {
    pub(super) orders: Vec<PathBuf>,
    /// Queries and truth, where files give the questions.
    pub(super) questions: Option<(PathBuf, PathBuf)>,
}

/// The page.
#[derive(Debug, Template)]
#[template(path = "evaluation/report.html")]
struct Report<'r> {
    evaluation: &'r Evaluation,
    orders: Vec<String>,
    n_more_orders: usize,
    questions: Vec<String>,
    sections: Vec<Section>,
}

/// All about one mode.
#[derive(Debug)]
struct Section {
    id: &'static str,
    title: String,
    parts: Vec<Part>,
}

/// Writes the report on `evaluation`, made from `sources`, to `file`.
///
/// # Errors
///
/// The file cannot be written.
pub(super) fn write(
    file: &ReportFile,
    evaluation: &Evaluation,
    sources: &Sources,
) -> anyhow::Result<()> {
    let page = Report::new(evaluation, sources).render()?;
    file.write(&format!("{page}\n"))?;
    tell!("the report is in {}", file.path().display());
    Ok(())
}

impl<'r> Report<'r> {
    fn new(evaluation: &'r Evaluation, sources: &Sources) -> Self {
        let named = |path: &PathBuf| path.display().to_string();
        let questions = sources.questions.iter().flat_map(|(queries, truth)| [queries, truth]);
        let modes = distinct(evaluation.rounds.iter().map(|round| round.mode));
        Self {
            evaluation,
            orders: sources.orders.iter().take(MOST_FILES).map(named).collect(),
            n_more_orders: sources.orders.len().saturating_sub(MOST_FILES),
            questions: questions.map(named).collect(),
            sections: modes.into_iter().map(|mode| Section::new(mode, evaluation)).collect(),
        }
    }
}

impl Section {
    /// The mean first, where there is one: it says most.
    fn new(mode: Option<&'static str>, of: &Evaluation) -> Self {
        let means = of.means.iter().filter(|mean| mean.mode == mode);
        let rounds = of.rounds.iter().filter(|round| round.mode == mode);
        let question = rounds.clone().map(|round| round.question).next().unwrap_or_default();
        let means = means.map(|mean| Part::of_mean(mean, of.k));
        let parts = means.chain(rounds.map(|round| Part::of_round(round, of)));
        let title = match mode {
            Some(_) => format!("Where {question}"),
            None => "Given questions".to_owned(),
        };
        Self { id: mode.unwrap_or("given"), title, parts: parts.collect() }
    }
}
