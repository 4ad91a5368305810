//! Tables in columns, aligned.

use std::io::{self, Write};

/// A table: a head, which is left out where it names no column, and rows of as many cells.
pub(super) struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns. A head that starts with a space is that of numbers, which stand
    /// to the right.
    pub(super) fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), rows: Vec::new() }
    }

    pub(super) fn push(&mut self, row: impl IntoIterator<Item = String>) {
        self.rows.push(row.into_iter().collect());
    }

    /// Writes the table, two spaces from the margin.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let length = |text: &str| text.chars().count();
        let widths: Vec<usize> = (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                let widest = cells.map(|cell| length(cell)).max().unwrap_or(0);
                widest.max(length(self.head[column].trim()))
            })
            .collect();
        let head: Vec<String> = self.head.iter().map(|name| name.trim().to_owned()).collect();
        let is_named = head.iter().any(|name| !name.is_empty());
        for row in is_named.then_some(&head).into_iter().chain(&self.rows) {
            let mut line = String::new();
            for (column, cell) in row.iter().enumerate() {
                let padding = " ".repeat(widths[column] - length(cell));
                line.push_str("  ");
                if self.head[column].starts_with(' ') {
                    line.push_str(&padding);
                    line.push_str(cell);
                } else {
                    line.push_str(cell);
                    line.push_str(&padding);
                }
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_words_to_the_left() {
        let mut table = Table::new(&["item", " orders", "title"]);
        table.push(["22423".to_owned(), "1,988".to_owned(), "CAKESTAND".to_owned()]);
        table.push(["茶".to_owned(), "3".to_owned(), String::new()]);
        let mut text = Vec::new();
        table.write(&mut text).unwrap();
        insta::assert_snapshot!(String::from_utf8(text).unwrap(), @r"
          item   orders  title
          22423   1,988  CAKESTAND
          茶           3
        ");
    }
}
