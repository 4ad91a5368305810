//! What became of a line, as files write it.

use super::problem::Problem;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Paid,
    Unpaid,
    Cancelled,
    Refunded,
}

/// A status that says that a line does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uncounted {
    Unpaid,
    Cancelled,
}

impl Status {
    /// The status that `text` names in any letter case; nothing where it is empty.
    pub(crate) fn parse(text: &[u8]) -> Result<Option<Self>, Problem> {
        const NAMES: [(&[u8], Status); 5] = [
            (b"paid", Status::Paid),
            (b"unpaid", Status::Unpaid),
            (b"cancelled", Status::Cancelled),
            (b"canceled", Status::Cancelled),
            (b"refunded", Status::Refunded),
        ];
        if text.is_empty() {
            return Ok(None);
        }
        let named = NAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
        named.map(|&(_, status)| Some(status)).ok_or(Problem::NotAStatus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_does_not_matter_and_unknown_words_are_refused() {
        assert_eq!(Status::parse(b"PAID"), Ok(Some(Status::Paid)));
        assert_eq!(Status::parse(b"Canceled"), Ok(Some(Status::Cancelled)));
        assert_eq!(Status::parse(b"cancelled"), Ok(Some(Status::Cancelled)));
        assert_eq!(Status::parse(b""), Ok(None));
        assert_eq!(Status::parse(b"shipped"), Err(Problem::NotAStatus));
    }
}
