//! What items are for, as numbers that only items of one function share.

use crate::suggest::Shelf;
use crate::words::ItemIndex;

/// Titles this alike are those of one thing: what [`suggest`](crate::suggest) counts as flavours.
const ALIKE: f32 = 0.7;

/// The functions of items of one cart and of what is offered beside it.
///
/// A filed item is for what its category is for; of others, those with nearly the same title are for the same.
#[derive(Debug)]
pub(super) struct Functions<'a> {
    shelf: Shelf<'a>,
    /// Items that are not filed, each with the number of its function.
    unfiled: Vec<(ItemIndex, u32)>,
    n_categories: u32,
    of_cart: Vec<u32>,
}

impl<'a> Functions<'a> {
    pub(super) fn new(shelf: Shelf<'a>, cart: &[ItemIndex]) -> Self {
        let n_categories = shelf.snapshot.catalog().categories().len() as u32;
        let mut functions = Self { shelf, unfiled: Vec::new(), n_categories, of_cart: Vec::new() };
        functions.of_cart = cart.iter().map(|&item| functions.of(item)).collect();
        functions
    }

    /// Those of the cart, an item after the other.
    pub(super) fn of_cart(&self) -> Vec<u32> {
        self.of_cart.clone()
    }

    /// That of `item`.
    pub(super) fn of(&mut self, item: ItemIndex) -> u32 {
        if let Some(category) = self.shelf.catalog().category_of(item) {
            return category;
        }
        let alike = |other: ItemIndex| {
            other == item
                || self
                    .shelf
                    .snapshot
                    .signals()
                    .alike(other)
                    .any(|(found, likeness)| found == item && likeness >= ALIKE)
        };
        let same = self.unfiled.iter().find(|(other, _)| alike(*other));
        let number = same.map_or(self.n_categories + self.unfiled.len() as u32, |&(_, it)| it);
        self.unfiled.push((item, number));
        number
    }
}
