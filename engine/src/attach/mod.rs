//! How likely an item is bought beside a cart: its attach rate (连带率), as a chance that orders hold.
//!
//! In: what an answer says of an item, and how it sells of late. Out: a chance, fitted on orders that nothing was learnt
//! from. Deliberately absent: what an offer adds to it (no order tells that), and where the signs come from.

mod signs;
mod levels;
mod bends;
mod fit;

pub use bends::Bends;
use fit::FEWEST_BOUGHT;
pub use fit::{Row, fitted};
pub use levels::Levels;
pub use signs::{N_SIGNS, Signs};

/// The chances of a shop: how its items sell of late, and what their signs are worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Attach {
    /// By item, how its sales of the last days compare with those of all orders: 1 as ever.
    pub levels: Vec<f32>,
    /// For carts of one item, and of more.
    pub curves: [Curve; 2],
}

/// What the signs of an item are worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curve {
    /// What each sign adds to the log-odds.
    pub weights: [f64; N_SIGNS],
    /// How the sum is bent to what was found.
    pub bends: Bends,
}

/// What a curve was fitted on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FitCounts {
    /// Items that were considered beside carts of orders held back.
    pub n_items: u64,
    /// Those of them that were bought.
    pub n_bought: u64,
}

impl FitCounts {
    /// Whether these were enough.
    #[must_use]
    pub fn is_fitted(&self) -> bool {
        self.n_bought >= FEWEST_BOUGHT as u64
    }
}

impl Attach {
    /// That of a shop of which nothing was fitted: items sell as ever, and signs are worth what they usually are.
    #[must_use]
    pub fn usual(n_items: usize) -> Self {
        Self { levels: vec![1.0; n_items], curves: Curve::USUAL }
    }

    /// How likely an item of such signs is bought beside the cart. Range `0.0..1.0`.
    #[must_use]
    pub fn chance(&self, signs: &Signs) -> f64 {
        self.curves[place(signs.n_in_cart)].chance(signs)
    }
}

/// Where the curve for a cart of so many items stands.
#[must_use]
pub fn place(n_in_cart: usize) -> usize {
    usize::from(n_in_cart > 1)
}

impl Curve {
    /// For carts of one item and of more: the mean of what was fitted on the newest two tenths of a grocer and of a gift shop,
    /// rounded by hand.
    pub const USUAL: [Self; 2] = [
        Self {
            weights: [
                0.1, 0.5, -0.07, 0.2, 0.6, -0.65, -0.13, 0.0, 0.75, -0.3, 0.4, 0.2, 0.05, 0.0,
                -0.2, -0.2, 0.05, 0.3, -0.2,
            ],
            bends: Bends::NONE,
        },
        Self {
            weights: [
                -2.3, 0.42, -0.14, 0.1, 0.43, -0.2, -0.05, 0.0, 0.75, -0.3, 0.5, 0.5, 0.25, 0.3,
                -0.1, -0.25, 0.2, 0.4, -0.4,
            ],
            bends: Bends::NONE,
        },
    ];

    /// How likely an item of such signs is bought beside a cart of that size. Range `0.0..1.0`.
    #[must_use]
    pub fn chance(&self, signs: &Signs) -> f64 {
        chance_of(self.bends.bent(self.log_odds(&signs.numbers())))
    }

    /// The sum of what the signs add.
    fn log_odds(&self, numbers: &[f64; N_SIGNS]) -> f64 {
        self.weights.iter().zip(numbers).map(|(weight, number)| weight * number).sum()
    }
}

/// The chance of these log-odds.
fn chance_of(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
