//! What is told of an item takes in memory, by the structures that hold it: as the catalogue has it, and once more in the
//! numbers of the snapshot where that has the item.

use std::sync::Arc;

use engine::words::ChangedFacts;

use super::facts::ToldFacts;

/// Entries of a node of a map; it has room for all of them, whatever it holds.
const NODE_ENTRIES: usize = 11;
/// Entries that a full node leaves to itself when it is cut in two by ever greater ones.
const LEFT_ENTRIES: usize = 6;
/// Beside its entries: a pointer and two counts.
const NODE_BYTES: usize = NODE_ENTRIES * 2 * size_of::<String>() + 16;
/// Counts of an [`Arc`].
const COUNTS: usize = 16;
/// Places for an entry in lists that have some left for more, in tenths.
const PLACES: usize = 15;

/// Memory of the parts that hold what is told of known items, whatever they hold. Unit: bytes.
pub(super) const PARTS_BYTES: u64 = 1024 * 96;

/// Memory that `facts`, told of the item `item_id`, take. Unit: bytes.
pub(super) fn of_item(item_id: &str, facts: &ToldFacts, is_known: bool) -> u64 {
    let entry = (size_of::<(Arc<str>, Arc<ToldFacts>)>() * PLACES).div_ceil(10);
    // What finds it by name: id and title, a space and an end, and where that is.
    let name = item_id.len() + facts.title.as_ref().map_or(0, String::len) + 2 + size_of::<u32>();
    let told = entry
        + name
        + block(COUNTS + item_id.len())
        + block(COUNTS + size_of::<ToldFacts>())
        + texts(facts)
        + nodes(facts.attributes.len());
    let known = match is_known {
        true => {
            let entry = ((size_of::<(u32, Arc<ChangedFacts>)>() + 1) * PLACES).div_ceil(10);
            entry
                + block(COUNTS + size_of::<ChangedFacts>())
                + texts(facts)
                + block(facts.attributes.len() * 2 * size_of::<String>())
        }
        false => 0,
    };
    (told + known) as u64
}

/// Memory of all texts in `facts`.
fn texts(facts: &ToldFacts) -> usize {
    let ToldFacts { title, category, brand, url, attributes, .. } = facts;
    let fields = [title, category, brand, url].into_iter().flatten();
    let attributes = attributes.iter().flat_map(|(name, value)| [name, value]);
    fields.chain(attributes).map(|text| block(text.len())).sum()
}

/// Memory of the nodes of a map of `n_entries`.
fn nodes(n_entries: usize) -> usize {
    let n_nodes = match n_entries {
        0 => 0,
        1..=NODE_ENTRIES => 1,
        more => 1 + more.div_ceil(LEFT_ENTRIES),
    };
    n_nodes * block(NODE_BYTES)
}

/// Memory of a block of `n_bytes` as usual allocators give it out: with its length, in steps of 16 bytes.
fn block(n_bytes: usize) -> usize {
    match n_bytes {
        0 => 0,
        n_bytes => (n_bytes + 8).next_multiple_of(16).max(32),
    }
}
