//! Which items a rule speaks of, and which rules speak of an item.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::suggest::wanted::{has_attributes, is_filed, is_of_brand};
use crate::words::{Catalog, CatalogNow, ItemIndex, and_above};

/// Items by what they are. Of several conditions an item meets all, of several values of one it has one; without any
/// condition all items are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selector {
    /// These items, the preferred first. Nothing where it is no condition; no item at all where it is empty, as one
    /// that names only items that the snapshot does not know.
    pub items: Option<Vec<ItemIndex>>,
    /// Items filed under one of these paths or below it.
    pub categories: Vec<String>,
    /// Items of one of these brands.
    pub brands: Vec<String>,
    /// Items with each of these attributes at one of its values.
    pub attributes: Vec<(String, Vec<String>)>,
}

impl Selector {
    /// Whether `item` is meant, where [`Selector::items`] does not speak against it: whoever asks had it from the index, or
    /// from those items themselves.
    pub(super) fn fits(&self, catalog: CatalogNow<'_>, item: ItemIndex) -> bool {
        let facts = catalog.item(item);
        is_filed(&facts, &self.categories)
            && is_of_brand(&facts, &self.brands)
            && has_attributes(catalog, item, &self.attributes)
    }
}

type Numbers<K> = HashMap<K, Vec<u32>, FixedState>;

/// Finds the selectors that may mean an item without asking each: by one of the conditions of each.
#[derive(Debug, Default)]
pub(super) struct SelectorIndex {
    by_item: Numbers<u32>,
    /// Those by category: for each category of the catalogue, which of `filed` mean it.
    by_category: Vec<u32>,
    /// Lists of those by category, each of them once.
    filed: Vec<Vec<u32>>,
    /// All by category, for items that were filed elsewhere since.
    of_categories: Vec<u32>,
    by_brand: Numbers<String>,
    /// By the name of an attribute.
    by_attribute: Numbers<String>,
    of_all: Vec<u32>,
}

impl SelectorIndex {
    /// No selector.
    pub(super) const NONE: Self = Self {
        by_item: HashMap::with_hasher(FixedState::with_seed(0)),
        by_category: Vec::new(),
        filed: Vec::new(),
        of_categories: Vec::new(),
        by_brand: HashMap::with_hasher(FixedState::with_seed(0)),
        by_attribute: HashMap::with_hasher(FixedState::with_seed(0)),
        of_all: Vec::new(),
    };

    pub(super) fn new<'a>(
        selectors: impl Iterator<Item = (u32, &'a Selector)>,
        catalog: &Catalog,
    ) -> Self {
        let mut index = Self::NONE;
        let mut by_path = Numbers::<&str>::default();
        for (number, selector) in selectors {
            if let Some(items) = &selector.items {
                for item in items {
                    push_once(index.by_item.entry(item.0).or_default(), number);
                }
            } else if !selector.categories.is_empty() {
                index.of_categories.push(number);
                for path in &selector.categories {
                    push_once(by_path.entry(path).or_default(), number);
                }
            } else if !selector.brands.is_empty() {
                for brand in &selector.brands {
                    push_once(index.by_brand.entry_ref(brand.as_str()).or_default(), number);
                }
            } else if let Some((name, _)) = selector.attributes.first() {
                index.by_attribute.entry_ref(name.as_str()).or_default().push(number);
            } else {
                index.of_all.push(number);
            }
        }
        index.file(&by_path, catalog);
        index
    }

    /// Notes which selectors mean each category, by the path that each names. Costs a look at each level of each category;
    /// categories of the same selectors share one list of them.
    fn file(&mut self, by_path: &Numbers<&str>, catalog: &Catalog) {
        if by_path.is_empty() {
            return;
        }
        let mut lists: HashMap<Vec<u32>, u32, FixedState> = HashMap::default();
        let categories = catalog.categories();
        self.by_category = (0..categories.len())
            .map(|row| {
                let named = and_above(categories.row(row)).filter_map(|path| by_path.get(path));
                let mut numbers: Vec<u32> = named.flatten().copied().collect();
                numbers.sort_unstable();
                numbers.dedup();
                let next = lists.len() as u32;
                *lists.entry(numbers).or_insert(next)
            })
            .collect();
        let mut filed: Vec<(Vec<u32>, u32)> = lists.into_iter().collect();
        filed.sort_unstable_by_key(|&(_, place)| place);
        self.filed = filed.into_iter().map(|(numbers, _)| numbers).collect();
    }

    /// The numbers of the selectors that may mean `item`, each once: whoever asks looks at each again.
    pub(super) fn each(&self, catalog: CatalogNow<'_>, item: ItemIndex, mut act: impl FnMut(u32)) {
        let mut tell = |numbers: &[u32]| numbers.iter().for_each(|&number| act(number));
        tell(&self.of_all);
        if !self.by_item.is_empty()
            && let Some(numbers) = self.by_item.get(&item.0)
        {
            tell(numbers);
        }
        if !self.of_categories.is_empty() {
            match catalog.category_of(item) {
                Some(category) => tell(&self.filed[self.by_category[category as usize] as usize]),
                None if catalog.item(item).category.is_some() => tell(&self.of_categories),
                None => {}
            }
        }
        if !self.by_brand.is_empty()
            && let Some(brand) = catalog.item(item).brand
            && let Some(numbers) = self.by_brand.get(brand)
        {
            tell(numbers);
        }
        if !self.by_attribute.is_empty() {
            for (name, _) in catalog.attributes(item) {
                if let Some(numbers) = self.by_attribute.get(name) {
                    tell(numbers);
                }
            }
        }
    }
}

fn push_once(numbers: &mut Vec<u32>, number: u32) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}
