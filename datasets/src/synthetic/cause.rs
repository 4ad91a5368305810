//! What led to a line of an order.

/// What led to a line of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Chosen for itself: by popularity, taste, price tier, season and rise.
    Choice,
    /// A planted partner of an item chosen in the same order.
    Partner,
    /// A planted partner of an item chosen in an earlier order.
    LaterPartner,
    /// A planted substitute of an item chosen in the same order.
    Twin,
    /// The first item of the customer's last order, again.
    Repeat,
    /// Out of the blue.
    Impulse,
    /// One of the many unrelated items of a reseller.
    Bulk,
    /// Added to reach free shipping.
    Filler,
    /// Given away.
    Gift,
    /// Pushed by a click farm.
    ClickFarm,
    /// Out of the blue, beside what a click farm pushes.
    Disguise,
}

impl Cause {
    /// All causes, each at the place of its number.
    pub const ALL: [Self; 11] = [
        Self::Choice,
        Self::Partner,
        Self::LaterPartner,
        Self::Twin,
        Self::Repeat,
        Self::Impulse,
        Self::Bulk,
        Self::Filler,
        Self::Gift,
        Self::ClickFarm,
        Self::Disguise,
    ];

    /// Its name in `shop.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Choice => "choice",
            Self::Partner => "partner",
            Self::LaterPartner => "later_partner",
            Self::Twin => "twin",
            Self::Repeat => "repeat",
            Self::Impulse => "impulse",
            Self::Bulk => "bulk",
            Self::Filler => "filler",
            Self::Gift => "gift",
            Self::ClickFarm => "click_farm",
            Self::Disguise => "disguise",
        }
    }

    /// Whether the line is noise: drawn from the whole shop by popularity alone, whoever the
    /// customer is and whatever else is in the order.
    #[must_use]
    pub fn is_noise(self) -> bool {
        match self {
            Self::Impulse | Self::Bulk | Self::Disguise => true,
            Self::Choice
            | Self::Partner
            | Self::LaterPartner
            | Self::Twin
            | Self::Repeat
            | Self::Filler
            | Self::Gift
            | Self::ClickFarm => false,
        }
    }
}
