//! What two items are to each other, as files write it.

use engine::relation::Function;

use super::problem::Problem;

/// The function that `text` names in any letter case.
pub(super) fn function_named(text: &[u8]) -> Result<Function, Problem> {
    let is_named = |function: &Function| text.eq_ignore_ascii_case(function.name().as_bytes());
    Function::ALL.into_iter().find(is_named).ok_or(Problem::NotAFunction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_does_not_matter_and_other_words_are_refused() {
        assert_eq!(function_named(b"substitute"), Ok(Function::Substitute));
        assert_eq!(function_named(b"None"), Ok(Function::None));
        // A kind of suggestion, and no function.
        assert_eq!(function_named(b"hot"), Err(Problem::NotAFunction));
        assert_eq!(function_named(b""), Err(Problem::NotAFunction));
    }
}
