//! A cell as it is shown to people: short, and on one line whatever it holds.

use super::Cell;

const LONGEST_CHARS: usize = 40;

/// The first characters of `cell`; what does not print is escaped.
pub(crate) fn excerpt(cell: Cell<'_>) -> String {
    match cell {
        Cell::Absent => String::new(),
        Cell::Text(text) => shortened(text),
        Cell::Bytes(bytes) => {
            // Four bytes make a character at most.
            let start = &bytes[..bytes.len().min(4 * LONGEST_CHARS + 4)];
            shortened(&String::from_utf8_lossy(start))
        }
        Cell::Integer(_)
        | Cell::Float(_)
        | Cell::NarrowFloat(_)
        | Cell::Decimal { .. }
        | Cell::Day(_)
        | Cell::Moment(_) => {
            let mut scratch = String::new();
            cell.text(&mut scratch).ok().flatten().unwrap_or_default().to_owned()
        }
    }
}

fn shortened(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(LONGEST_CHARS)
        .flat_map(|letter| {
            let is_plain = !letter.is_control();
            let plain = is_plain.then_some(letter);
            plain
                .into_iter()
                .chain((!is_plain).then(|| letter.escape_default()).into_iter().flatten())
        })
        .collect();
    if text.chars().nth(LONGEST_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_shown_short_and_on_one_line() {
        assert_eq!(excerpt(Cell::Text("MUG\n\"x\"")), "MUG\\n\"x\"");
        assert_eq!(excerpt(Cell::Bytes(b"caf\xe9")), "caf\u{fffd}");
        assert_eq!(excerpt(Cell::Text(&"x".repeat(41))), format!("{}…", "x".repeat(40)));
        assert_eq!(excerpt(Cell::Float(-0.5)), "-0.5");
        assert_eq!(excerpt(Cell::Absent), "");
    }
}
