//! What a shop says of its items while it sells, beside the catalogue that a snapshot was learnt with.
//!
//! In: facts told since, by item. Out: the facts as they are now, one item at a time. Deliberately
//! absent: items that the snapshot does not know, and whoever told.

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::catalog::{Catalog, ItemView};
use super::id::ItemIndex;
use super::money::Money;

/// Parts that changes are kept in, so that one more copies one part and not all.
const N_PARTS: usize = 1024;

/// What was told of an item since the snapshot was made. What is absent is as the snapshot says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedFacts {
    /// What it is called.
    pub title: Option<String>,
    /// Where it is filed, levels joined by ` > `.
    pub category: Option<String>,
    /// Who makes it.
    pub brand: Option<String>,
    /// What one piece is sold for.
    pub price: Option<Money>,
    /// What one piece costs the shop.
    pub cost: Option<Money>,
    /// Pieces in stock, in millionths; zero or less is out of stock.
    pub stock: Option<i64>,
    /// Where its page is.
    pub url: Option<String>,
    /// Other facts: name and value, each name once.
    pub attributes: Vec<(String, String)>,
    /// Whether it is to be in no answer.
    pub is_hidden: bool,
}

type Part = HashMap<u32, Arc<ChangedFacts>, FixedState>;

/// What was told of all items since the snapshot was made. Immutable: [`Changes::with`] makes another.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// None, or [`N_PARTS`] of them: that of an item is the rest of its number.
    parts: Vec<Arc<Part>>,
}

impl Changes {
    /// Nothing was told.
    pub const NONE: &'static Self = &Self { parts: Vec::new() };

    /// These changes, but of each of `told` what is given there; nothing where all that was told of it is forgotten.
    ///
    /// Costs a copy of the parts that the items are in, each a thousandth of all changes.
    #[must_use]
    pub fn with(
        &self,
        told: impl IntoIterator<Item = (ItemIndex, Option<Arc<ChangedFacts>>)>,
    ) -> Self {
        let mut parts = self.parts.clone();
        if parts.is_empty() {
            parts.resize_with(N_PARTS, Arc::default);
        }
        for (item, facts) in told {
            let part = Arc::make_mut(&mut parts[item.position() % N_PARTS]);
            match facts {
                Some(facts) => part.insert(item.0, facts),
                None => part.remove(&item.0),
            };
        }
        Self { parts }
    }

    /// What was told of `item`, where anything was.
    #[must_use]
    pub fn of(&self, item: ItemIndex) -> Option<&ChangedFacts> {
        self.parts.get(item.position() % N_PARTS)?.get(&item.0).map(|facts| &**facts)
    }
}

/// The facts of all items as they are now: those of the catalogue, but for what was told since.
#[derive(Debug, Clone, Copy)]
pub struct CatalogNow<'a> {
    catalog: &'a Catalog,
    changes: &'a Changes,
}

impl<'a> CatalogNow<'a> {
    /// `catalog` with `changes`, which are of the same vocabulary.
    #[must_use]
    pub fn new(catalog: &'a Catalog, changes: &'a Changes) -> Self {
        Self { catalog, changes }
    }

    /// The facts of one item.
    ///
    /// # Panics
    ///
    /// Where the number comes from another vocabulary and is too large for this one.
    #[must_use]
    pub fn item(&self, item: ItemIndex) -> ItemView<'a> {
        let learnt = self.catalog.item(item);
        let Some(told) = self.changes.of(item) else { return learnt };
        ItemView {
            title: told.title.as_deref().or(learnt.title),
            category: told.category.as_deref().or(learnt.category),
            brand: told.brand.as_deref().or(learnt.brand),
            price: told.price.or(learnt.price),
            cost: told.cost.or(learnt.cost),
            stock: told.stock.or(learnt.stock),
            url: told.url.as_deref().or(learnt.url),
        }
    }

    /// What `item` is called, where the shop says it.
    #[must_use]
    pub fn title(&self, item: ItemIndex) -> Option<&'a str> {
        let told = self.changes.of(item).and_then(|told| told.title.as_deref());
        told.or_else(|| self.catalog.title(item))
    }

    /// The attributes of `item`: name and value, each name once.
    pub fn attributes(&self, item: ItemIndex) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        let told = self.changes.of(item).map_or(&[][..], |told| &told.attributes);
        let is_told = |name: &str| told.iter().any(|(other, _)| other == name);
        let learnt = self.catalog.attributes(item).filter(move |(name, _)| !is_told(name));
        learnt.chain(told.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The number of the category that `item` is filed under, where the catalogue has it.
    #[must_use]
    pub fn category_of(&self, item: ItemIndex) -> Option<u32> {
        match self.changes.of(item).and_then(|told| told.category.as_deref()) {
            Some(path) => self.catalog.category_number(path),
            None => self.catalog.category_of(item),
        }
    }

    /// Whether `item` is known to be out of stock.
    #[must_use]
    pub fn is_out_of_stock(&self, item: ItemIndex) -> bool {
        match self.changes.of(item).and_then(|told| told.stock) {
            Some(stock) => stock <= 0,
            None => self.catalog.is_out_of_stock(item),
        }
    }

    /// Whether the shop said that `item` is to be in no answer.
    #[must_use]
    pub fn is_hidden(&self, item: ItemIndex) -> bool {
        self.changes.of(item).is_some_and(|told| told.is_hidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_stands_before_what_was_learnt_and_can_be_forgotten() {
        let catalog = Catalog::of_titles(&["Tea", "Cup"]);
        let told = ChangedFacts {
            title: Some("Green tea".to_owned()),
            stock: Some(0),
            attributes: vec![("colour".to_owned(), "green".to_owned())],
            ..ChangedFacts::default()
        };
        let (tea, cup) = (ItemIndex(0), ItemIndex(1));
        let changes = Changes::NONE.with([(tea, Some(Arc::new(told)))]);
        let now = CatalogNow::new(&catalog, &changes);
        assert_eq!((now.title(tea), now.title(cup)), (Some("Green tea"), Some("Cup")));
        assert_eq!(now.item(tea).title, Some("Green tea"));
        assert!(now.is_out_of_stock(tea) && !now.is_out_of_stock(cup) && !now.is_hidden(tea));
        assert_eq!(now.attributes(tea).collect::<Vec<_>>(), [("colour", "green")]);
        let forgotten = changes.with([(tea, None)]);
        assert_eq!(CatalogNow::new(&catalog, &forgotten).title(tea), Some("Tea"));
        // The one before is as it was.
        assert_eq!(CatalogNow::new(&catalog, &changes).title(tea), Some("Green tea"));
    }

    #[test]
    fn a_category_told_since_has_a_number_where_the_catalogue_has_it() {
        let catalog = Catalog::of_categories(&["Home", "Home > Mugs"]);
        let told = ChangedFacts { category: Some("Garden".to_owned()), ..ChangedFacts::default() };
        let home = ChangedFacts { category: Some("Home".to_owned()), ..ChangedFacts::default() };
        let changes = Changes::NONE.with([(ItemIndex(1), Some(Arc::new(told)))]);
        let now = CatalogNow::new(&catalog, &changes);
        assert_eq!(now.item(ItemIndex(1)).category, Some("Garden"));
        assert_eq!((now.category_of(ItemIndex(0)), now.category_of(ItemIndex(1))), (Some(0), None));
        let changes = changes.with([(ItemIndex(1), Some(Arc::new(home)))]);
        assert_eq!(CatalogNow::new(&catalog, &changes).category_of(ItemIndex(1)), Some(0));
    }
}
