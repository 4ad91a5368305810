//! What a visitor did, as files write it.

use engine::words::ViewEvent;

use super::problem::Problem;

/// The event that `text` names in any letter case; nothing where it is empty.
pub(super) fn event_named(text: &[u8]) -> Result<Option<ViewEvent>, Problem> {
    const NAMES: [(&[u8], ViewEvent); 3] = [
        (b"view", ViewEvent::View),
        (b"cart", ViewEvent::Cart),
        (b"favorite", ViewEvent::Favorite),
    ];
    if text.is_empty() {
        return Ok(None);
    }
    let named = NAMES.iter().find(|(name, _)| text.eq_ignore_ascii_case(name));
    named.map(|&(_, event)| Some(event)).ok_or(Problem::NotAnEvent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_case_does_not_matter_and_unknown_words_are_refused() {
        assert_eq!(event_named(b"VIEW"), Ok(Some(ViewEvent::View)));
        assert_eq!(event_named(b"Favorite"), Ok(Some(ViewEvent::Favorite)));
        assert_eq!(event_named(b"cart"), Ok(Some(ViewEvent::Cart)));
        assert_eq!(event_named(b""), Ok(None));
        assert_eq!(event_named(b"addtocart"), Err(Problem::NotAnEvent));
    }
}
