//! What speaks for or against a function, by name.

/// What speaks for or against a function. The same seen from either item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// Always 1.
    Always,
    /// Likeness of the titles by words that tell the price, so the kind of a thing. Range `0.0..=1.0`.
    KindWords,
    /// Likeness of the titles by the other words. Range `0.0..=1.0`.
    ThemeWords,
    /// Whether both titles end in the same word, which says anything.
    LastWord,
    /// How much of the kind a word says that only one title has. About `0.0..=1.0`.
    OddKind,
    /// How rare a word is that both titles have and that says nothing of the kind. About `0.0..=1.0`.
    SharedTheme,
    /// [`Self::ThemeWords`] as far as a word that only one title has says another kind: things of
    /// one range.
    OtherOfRange,
    /// Whether both are one thing in two colours, sizes or flavours.
    Variants,
    /// How much more alike the titles are letter by letter than word by word: inflections, compounds, the numbers of
    /// models. Range `0.0..=1.0`.
    Letters,
    /// Distance of the logarithms of the prices. Range `0.0..=2.0`; 0.7 where either is unknown.
    PriceDistance,
    /// How many times more than chance they are bought together, at least: a logarithm.
    Together,
    /// The same of all variants of either thing, taken together; never below that of the two
    /// themselves.
    VariantsTogether,
    /// How many times less than chance, at least: a logarithm. Range `-1.0..=0.0`.
    Apart,
    /// Likeness of their other partners. Range `0.0..=1.0`.
    SharedPartners,
    /// The same where they are not bought together for certain, the less the less often both sell in the same seasons.
    SharedApart,
    /// The same times [`Self::Together`] where they are, of at most 3.
    SharedTogether,
    /// How much more often one is bought on a later day than with the other: a logarithm; 0 where nobody did.
    /// Range `-3.0..=3.0`.
    Later,
    /// How much more often the one follows the other than the other way round: a logarithm.
    OneWay,
    /// Whether both are of one kind, by category or title.
    SameKind,
    /// How many times more than chance their kinds are bought together: a logarithm, at least -2.
    KindsTogether,
    /// How much more often one of their kinds follows the other than stands beside it: a logarithm.
    KindsLater,
    /// Whether the category of either is among those that go with the other's, before the largest
    /// drop.
    KindsRelated,
    /// How many times more than chance they are looked at in one visit, at least: a logarithm,
    /// times [`Self::HasViews`].
    Seen,
    /// The same where both are filed alike.
    SeenInLeaf,
    /// How much the two compete for the same choice, see [`Swing`](crate::count::Swing), times
    /// [`Self::HasViews`]. Range `0.0..=1.0`.
    Swing,
    /// How many times more than chance the one is bought where the other was looked at and left, at
    /// least: a logarithm, times how well orders that visits led to know the two; 0 where none is known.
    BoughtInstead,
    /// Whether both are filed under the same category.
    Leaf,
    /// Whether their categories differ in the last level only.
    Family,
    /// Whether they share the first level.
    Department,
    /// [`Self::Together`] within a family.
    FamilyTogether,
    /// Whether they are of one brand.
    Brand,
    /// Whether both have a title that says anything.
    HasTitles,
    /// How well visits know the rarer of the two. Range `0.0..=1.0`; 0 without views, 0.5 at ten
    /// visits.
    HasViews,
    /// Whether both have a category.
    HasCategories,
}

/// How many features there are.
pub const N_FEATURES: usize = 34;

/// The numbers of all features of a pair, in the sequence of [`Feature`].
pub type Features = [f32; N_FEATURES];

/// 1 or 0.
pub(super) fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}
