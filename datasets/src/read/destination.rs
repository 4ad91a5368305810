//! Where rows go that were taken.

use engine::words::{Id, Intake, IntakeError, ItemFacts, LineColumns, OrderLine, ViewLine};

/// Where rows go that were taken.
pub(crate) enum Destination<'d> {
    /// To the engine.
    Intake(&'d mut Intake),
    /// Nowhere: what is asked is whether they can be read.
    Nowhere,
}

impl Destination<'_> {
    pub(super) fn set_currency(&mut self, code: &str) {
        match self {
            Self::Intake(intake) => intake.set_currency(code),
            Self::Nowhere => {}
        }
    }

    pub(super) fn push_line(&mut self, line: &OrderLine<'_>) -> Result<(), IntakeError> {
        match self {
            Self::Intake(intake) => intake.push_line(line),
            Self::Nowhere => Ok(()),
        }
    }

    pub(super) fn push_columns(&mut self, lines: &LineColumns<'_>) -> Result<(), IntakeError> {
        match self {
            Self::Intake(intake) => intake.push_columns(lines),
            Self::Nowhere => Ok(()),
        }
    }

    pub(super) fn push_view(&mut self, view: &ViewLine<'_>) -> Result<(), IntakeError> {
        match self {
            Self::Intake(intake) => intake.push_view(view),
            Self::Nowhere => Ok(()),
        }
    }

    pub(super) fn push_item(
        &mut self,
        item: Id<'_>,
        facts: &ItemFacts<'_>,
    ) -> Result<(), IntakeError> {
        match self {
            Self::Intake(intake) => intake.push_item(item, facts),
            Self::Nowhere => Ok(()),
        }
    }
}
