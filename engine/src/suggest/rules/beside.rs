//! The rules that hold beside one cart.

use super::{Action, FACTORS, Rule, Rules};
use crate::suggest::shelf::Shelf;
use crate::words::{CatalogNow, ItemIndex};

/// The rules that hold beside one cart.
#[derive(Debug, Clone)]
pub(in crate::suggest) struct RulesBeside<'a> {
    rules: &'a Rules,
    pub(super) catalog: CatalogNow<'a>,
    /// By number, whether the rule holds; nothing where there are no rules.
    holds: Vec<bool>,
    /// Whether one of them moves scores, and whether one hides.
    pub(in crate::suggest) scale: bool,
    hide: bool,
}

impl<'a> RulesBeside<'a> {
    /// Those of `shelf` that hold beside `cart`.
    pub(in crate::suggest) fn new(shelf: Shelf<'a>, cart: &[ItemIndex]) -> Self {
        let (rules, catalog) = (shelf.rules, shelf.catalog());
        let mut holds: Vec<bool> = rules.rules.iter().map(|rule| rule.beside.is_none()).collect();
        if !rules.is_empty() {
            for &item in cart {
                rules.of_carts.each(catalog, item, |number| {
                    let held = &mut holds[number as usize];
                    let beside = rules.rules[number as usize].beside.as_ref();
                    *held |= beside.is_some_and(|beside| beside.fits(catalog, item));
                });
            }
        }
        let any = |is_so: fn(&Action) -> bool| {
            let mut held = rules.rules.iter().zip(&holds).filter(|&(_, &holds)| holds);
            held.any(|(rule, _)| is_so(&rule.action))
        };
        let scale = any(|action| matches!(action, Action::Scale(_)));
        let hide = any(|action| matches!(action, Action::Hide));
        Self { rules, catalog, holds, scale, hide }
    }

    /// The rules that hold, with their numbers, in their sequence.
    pub(super) fn held(&self) -> impl Iterator<Item = (usize, &'a Rule)> + '_ {
        let rules = self.rules.rules.iter().enumerate();
        rules.filter(|&(number, _)| self.holds[number])
    }

    /// Whether one of them gives items a place.
    pub(in crate::suggest) fn place(&self) -> bool {
        self.held().any(|(_, rule)| matches!(rule.action, Action::Pin(_) | Action::Force))
    }

    /// What the score of `item` is multiplied by: by all that move it, but no further than one of them may.
    pub(in crate::suggest) fn factor(&self, item: ItemIndex) -> f32 {
        let mut factor = 1.0_f64;
        if self.scale {
            self.each(item, |_, action| {
                if let Action::Scale(by) = action {
                    factor *= f64::from(by);
                }
            });
        }
        let [least, most] = FACTORS;
        (factor as f32).clamp(least, most)
    }

    /// Whether one of them hides `item`.
    pub(in crate::suggest) fn is_hidden(&self, item: ItemIndex) -> bool {
        let mut is_hidden = false;
        if self.hide {
            self.each(item, |_, action| is_hidden |= action == Action::Hide);
        }
        is_hidden
    }

    /// The numbers, rising, of those that hide `item`.
    pub(in crate::suggest) fn hiding(&self, item: ItemIndex) -> Vec<usize> {
        self.numbers(item, |action| action == Action::Hide)
    }

    /// The numbers, rising, of those that move the score of `item`.
    pub(in crate::suggest) fn scaling(&self, item: ItemIndex) -> Vec<usize> {
        self.numbers(item, |action| matches!(action, Action::Scale(_)))
    }

    fn numbers(&self, item: ItemIndex, is_so: impl Fn(Action) -> bool) -> Vec<usize> {
        let mut numbers = Vec::new();
        if !self.rules.is_empty() {
            self.each(item, |number, action| {
                if is_so(action) {
                    numbers.push(number);
                }
            });
            numbers.sort_unstable();
        }
        numbers
    }

    pub(super) fn each(&self, item: ItemIndex, mut act: impl FnMut(usize, Action)) {
        self.rules.of_items.each(self.catalog, item, |number| {
            let number = number as usize;
            let rule = &self.rules.rules[number];
            if self.holds[number] && rule.items.fits(self.catalog, item) {
                act(number, rule.action);
            }
        });
    }
}
