//! Whether an item is one of those that a caller or a shop wants, by what is known of it.
//!
//! Of several values an item has one; where none is wanted all items are.

use crate::words::{CatalogNow, ItemIndex, ItemView, is_within};

/// Whether it is filed under one of the `wanted` paths or below it.
pub(super) fn is_filed(facts: &ItemView<'_>, wanted: &[String]) -> bool {
    let is_in = |wanted: &String| facts.category.is_some_and(|path| is_within(path, wanted));
    wanted.is_empty() || wanted.iter().any(is_in)
}

/// Whether it is of one of the `wanted` brands.
pub(super) fn is_of_brand(facts: &ItemView<'_>, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| facts.brand == Some(wanted))
}

/// Whether it has each of the `wanted` attributes at one of its values.
pub(super) fn has_attributes(
    catalog: CatalogNow<'_>,
    item: ItemIndex,
    wanted: &[(String, Vec<String>)],
) -> bool {
    wanted.iter().all(|(wanted, values)| {
        let is_wanted = |value: &str| values.iter().any(|wanted| wanted == value);
        catalog.attributes(item).any(|(name, value)| name == wanted && is_wanted(value))
    })
}
