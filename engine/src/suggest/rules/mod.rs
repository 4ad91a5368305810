//! What a shop wants of its lists, whatever was learnt: some items more, some less, some in their place, some not.
//!
//! In: [`Rule`]s that are in force. Out: which of them say something of an item beside a cart.
//! Deliberately absent: dates and versions, which are for whoever keeps the rules.

mod selector;
mod beside;
mod placing;

use thiserror::Error;

pub use self::selector::Selector;

pub(super) use self::beside::RulesBeside;
pub(super) use self::placing::{Place, places};

use self::selector::SelectorIndex;
use crate::words::Catalog;

/// Range of the factor of [`Action::Scale`], both included.
const FACTORS: [f32; 2] = [0.001, 1000.0];

/// One wish of the shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What is wished.
    pub action: Action,
    /// The items that it is wished of.
    pub items: Selector,
    /// Only beside a cart with one of these; whatever the cart where it is absent.
    pub beside: Option<Selector>,
}

/// What is wished of items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Action {
    /// Their scores are multiplied: above 1 they rise, below they fall. What only fills up a list stays where it is.
    Scale(f32),
    /// They stand in no list.
    Hide,
    /// The best of them stands at this place, the first being 1; at the last one of a shorter list. "Best" is the first
    /// of the items that are named, or else what ranks highest beside the cart, or of the thousand best sellers what sells
    /// most.
    Pin(usize),
    /// They stand first: all that are named, or else the best of them.
    Force,
}

/// Why there can be no such rule.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum RuleError {
    /// A factor that is no number, or too far from 1.
    #[error("a factor of {0}, expected {least} to {most}", least = FACTORS[0], most = FACTORS[1])]
    Factor(f32),
    /// Places are counted from 1.
    #[error("place 0, expected 1 or more")]
    Place,
}

/// The rules in force, in the sequence in which they were given. Immutable.
#[derive(Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    /// Which of them say something of an item.
    of_items: SelectorIndex,
    /// Which of them need an item in the cart.
    of_carts: SelectorIndex,
}

impl Rules {
    /// No rule.
    pub const NONE: &'static Self =
        &Self { rules: Vec::new(), of_items: SelectorIndex::NONE, of_carts: SelectorIndex::NONE };

    /// These rules, for the items of `catalog`. Costs a pass over its categories where a rule names any.
    ///
    /// # Errors
    ///
    /// The number of the first rule that there cannot be, from 0, and why.
    pub fn new(rules: Vec<Rule>, catalog: &Catalog) -> Result<Self, (usize, RuleError)> {
        for (number, rule) in rules.iter().enumerate() {
            rule.check().map_err(|problem| (number, problem))?;
        }
        let of_items = (0_u32..).zip(&rules).map(|(number, rule)| (number, &rule.items));
        let of_items = SelectorIndex::new(of_items, catalog);
        let of_carts = (0_u32..).zip(&rules);
        let of_carts = of_carts.filter_map(|(number, rule)| Some((number, rule.beside.as_ref()?)));
        let of_carts = SelectorIndex::new(of_carts, catalog);
        Ok(Self { rules, of_items, of_carts })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }
}

impl Rule {
    fn check(&self) -> Result<(), RuleError> {
        let [least, most] = FACTORS;
        match self.action {
            Action::Scale(factor) if !(least..=most).contains(&factor) => {
                Err(RuleError::Factor(factor))
            }
            Action::Pin(0) => Err(RuleError::Place),
            Action::Scale(_) | Action::Pin(_) | Action::Hide | Action::Force => Ok(()),
        }
    }
}
