//! Price tiers: what an item costs beside others of its leaf, and what a customer looks for.

use super::defaults as d;
use super::random::Random;

/// A price tier, of an item or of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tier {
    /// Costs less than is usual in its leaf.
    Cheap,
    /// Costs what is usual.
    Middle,
    /// Costs more.
    Dear,
}

impl Tier {
    /// A tier by the parts that each has, the same for items and customers.
    pub(super) fn draw(random: &mut Random) -> Self {
        let (cheap, middle) = (d::CHEAP_PARTS as usize, d::MIDDLE_PARTS as usize);
        let part = random.below(cheap + middle + d::DEAR_PARTS as usize);
        if part < cheap {
            Self::Cheap
        } else if part < cheap + middle {
            Self::Middle
        } else {
            Self::Dear
        }
    }

    /// Price, where that of the leaf is 1.
    pub(super) fn price(self) -> f64 {
        match self {
            Self::Cheap => d::CHEAP_PRICE,
            Self::Middle => d::MIDDLE_PRICE,
            Self::Dear => d::DEAR_PRICE,
        }
    }

    /// Its name in the truth files.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cheap => "cheap",
            Self::Middle => "middle",
            Self::Dear => "dear",
        }
    }
}
