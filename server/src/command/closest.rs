//! Items that a person may have meant.

use engine::words::ItemIndex;

use crate::live::Served;

/// Most items named.
const MOST: usize = 3;
/// Letters that may be wrong in an id.
const MAX_DISTANCE: usize = 2;

/// The item that is called `id`.
///
/// # Errors
///
/// There is none; the message names up to three that are close by title or id.
pub(super) fn item(served: &Served, id: &str) -> anyhow::Result<ItemIndex> {
    let vocabulary = served.snapshot.vocabulary();
    if let Some(item) = vocabulary.index(id) {
        return Ok(item);
    }
    let named: Vec<String> = closest(served, id)
        .into_iter()
        .map(|item| match served.snapshot.catalog().title(item) {
            Some(title) => format!("{} ({title})", vocabulary.id(item)),
            None => vocabulary.id(item).to_owned(),
        })
        .collect();
    match named.is_empty() {
        true => anyhow::bail!("no item `{id}` in the snapshot, and none like it"),
        false => anyhow::bail!("no item `{id}` in the snapshot; close: {}", named.join(", ")),
    }
}

fn closest(served: &Served, id: &str) -> Vec<ItemIndex> {
    let vocabulary = served.snapshot.vocabulary();
    let wanted: Vec<char> = id.to_lowercase().chars().collect();
    let mut near: Vec<(usize, ItemIndex)> = vocabulary
        .indexes()
        .filter_map(|item| {
            let other: Vec<char> = vocabulary.id(item).to_lowercase().chars().collect();
            let is_close = |&distance: &usize| distance <= MAX_DISTANCE && distance < wanted.len();
            (wanted.len().abs_diff(other.len()) <= MAX_DISTANCE)
                .then(|| distance(&wanted, &other))
                .filter(is_close)
                .map(|distance| (distance, item))
        })
        .collect();
    near.sort_unstable();
    let called = served.search.find(vocabulary, id, MOST, |_| true);
    // A difference of case only is the likeliest mistake, then part of a title, then a slip.
    let (same, slips): (Vec<_>, Vec<_>) = near.into_iter().partition(|near| near.0 == 0);
    let mut found: Vec<ItemIndex> = Vec::new();
    let ranked =
        same.iter().map(|near| near.1).chain(called).chain(slips.iter().map(|near| near.1));
    for item in ranked {
        if found.len() < MOST && !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

/// Letters to add, take away or change, to make one word of the other (Levenshtein).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let change = diagonal + usize::from(letter != other);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_letters_to_change() {
        let letters = |text: &str| text.chars().collect::<Vec<char>>();
        assert_eq!(distance(&letters("85123a"), &letters("85123b")), 1);
        assert_eq!(distance(&letters("kitten"), &letters("sitting")), 3);
        assert_eq!(distance(&letters(""), &letters("茶")), 1);
    }
}
