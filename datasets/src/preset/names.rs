//! Each distinct id once, under the number of its first appearance.

use std::hash::BuildHasher;

use foldhash::fast::FixedState;
use hashbrown::HashTable;

/// Distinct texts in one block of memory, found by content.
///
/// Costs the text itself, 8 bytes and a slot of 10 to 21 for each distinct text.
#[derive(Debug, Default)]
pub(super) struct Names {
    text: String,
    ends: Vec<usize>,
    numbers: HashTable<usize>,
    hasher: FixedState,
}

impl Names {
    /// The number of `name`, given on its first appearance.
    pub(super) fn intern(&mut self, name: &str) -> usize {
        if let Some(number) = self.find(name) {
            return number;
        }
        let number = self.ends.len();
        self.text.push_str(name);
        self.ends.push(self.text.len());
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.numbers.insert_unique(hasher.hash_one(name), number, |&number| {
            hasher.hash_one(text_at(text, ends, number))
        });
        number
    }

    /// The number of `name`, where it has one.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        let is_same = |&number: &usize| self.text(number) == name;
        self.numbers.find(self.hasher.hash_one(name), is_same).copied()
    }

    /// The text under `number`.
    ///
    /// # Panics
    ///
    /// Where the number was not given here.
    pub(super) fn text(&self, number: usize) -> &str {
        text_at(&self.text, &self.ends, number)
    }
}

fn text_at<'a>(text: &'a str, ends: &[usize], number: usize) -> &'a str {
    let start = number.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[number]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_number_through_growth() {
        let mut names = Names::default();
        for pass in 0..2 {
            for number in 0..3_000 {
                let name = format!("{}{number}", "0".repeat(number % 5));
                assert_eq!(names.intern(&name), number, "pass {pass}");
                assert_eq!(names.text(number), name);
            }
        }
        assert_eq!(names.find("another"), None);
    }
}
