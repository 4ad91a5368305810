//! The five kinds of relation, and the table that names them.

/// What an item is to another, read from evidence about the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// Bought instead of the anchor.
    Substitute,
    /// The same family of need, another function.
    Extension,
    /// Another kind of goods, used together.
    Complementary,
    /// Nothing is known to tie the two.
    None,
}

/// How an item sells, whatever it stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Momentum {
    /// Among the best-sellers.
    Hot,
    /// Below the best-sellers, and rising for certain.
    Latent,
    /// Neither.
    Steady,
}

/// The kind of a suggestion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// 替代: bought instead of.
    Substitute,
    /// 延伸: the same family of need, another function.
    Extension,
    /// 互补: different kinds, used together.
    Complementary,
    /// 热卖: best-seller beside best-seller.
    Hot,
    /// 潜在: a rising item beside a rising or hot one.
    Latent,
    /// No relation: a back-off, and marked as one.
    None,
}

impl Function {
    /// All functions.
    pub const ALL: [Self; 4] = [Self::Substitute, Self::Extension, Self::Complementary, Self::None];

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        RelationKind::of(self, Momentum::Steady, Momentum::Steady).name()
    }
}

impl Momentum {
    /// All momenta.
    pub const ALL: [Self; 3] = [Self::Hot, Self::Latent, Self::Steady];

    /// Its name in files and over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Latent => "latent",
            Self::Steady => "steady",
        }
    }
}

impl RelationKind {
    /// All kinds, `None` last.
    pub const ALL: [Self; 6] = [
        Self::Substitute,
        Self::Extension,
        Self::Complementary,
        Self::Hot,
        Self::Latent,
        Self::None,
    ];

    /// The kind of a pair of that function, between an anchor and an item of those momenta.
    ///
    /// A function, where there is one, is the kind; two hot items are `Hot`; a latent item beside
    /// a latent or hot anchor is `Latent`; everything else is `None`.
    ///
    /// ```
    /// use engine::relation::{Function, Momentum, RelationKind};
    /// let kind = RelationKind::of(Function::None, Momentum::Hot, Momentum::Latent);
    /// assert_eq!(kind, RelationKind::Latent);
    /// ```
    #[must_use]
    pub fn of(function: Function, anchor: Momentum, item: Momentum) -> Self {
        match (function, anchor, item) {
            (Function::Substitute, _, _) => Self::Substitute,
            (Function::Extension, _, _) => Self::Extension,
            (Function::Complementary, _, _) => Self::Complementary,
            (Function::None, Momentum::Hot, Momentum::Hot) => Self::Hot,
            (Function::None, Momentum::Hot | Momentum::Latent, Momentum::Latent) => Self::Latent,
            (Function::None, Momentum::Latent | Momentum::Steady, Momentum::Hot)
            | (Function::None, Momentum::Steady, Momentum::Latent)
            | (Function::None, _, Momentum::Steady) => Self::None,
        }
    }

    /// Its name in files and over HTTP.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Substitute => "substitute",
            Self::Extension => "extension",
            Self::Complementary => "complementary",
            Self::Hot => "hot",
            Self::Latent => "latent",
            Self::None => "none",
        }
    }
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindSet(u8);

impl KindSet {
    /// Every kind.
    pub const ALL: Self = Self(0b11_1111);
    /// No kind.
    pub const NONE: Self = Self(0);

    /// The kinds listed.
    #[must_use]
    pub fn of(kinds: &[RelationKind]) -> Self {
        Self(kinds.iter().fold(0, |set, &kind| set | 1 << kind as u8))
    }

    /// Whether `kind` is in the set.
    #[must_use]
    pub fn contains(self, kind: RelationKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The same without `kind`.
    #[must_use]
    pub fn without(self, kind: RelationKind) -> Self {
        Self(self.0 & !(1 << kind as u8))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_the_kind_whatever_sells() {
        for anchor in Momentum::ALL {
            for item in Momentum::ALL {
                let kind = |function| RelationKind::of(function, anchor, item);
                assert_eq!(kind(Function::Substitute), RelationKind::Substitute);
                assert_eq!(kind(Function::Extension), RelationKind::Extension);
                assert_eq!(kind(Function::Complementary), RelationKind::Complementary);
            }
        }
    }

    #[test]
    fn without_a_function_momentum_decides_every_cell() {
        use Momentum::{Hot, Latent, Steady};
        let table = [
            (Hot, Hot, RelationKind::Hot),
            (Hot, Latent, RelationKind::Latent),
            (Hot, Steady, RelationKind::None),
            (Latent, Hot, RelationKind::None),
            (Latent, Latent, RelationKind::Latent),
            (Latent, Steady, RelationKind::None),
            (Steady, Hot, RelationKind::None),
            (Steady, Latent, RelationKind::None),
            (Steady, Steady, RelationKind::None),
        ];
        for (anchor, item, kind) in table {
            assert_eq!(RelationKind::of(Function::None, anchor, item), kind, "{anchor:?} {item:?}");
        }
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set = KindSet::of(&[RelationKind::Hot, RelationKind::None]);
        for kind in RelationKind::ALL {
            assert_eq!(set.contains(kind), matches!(kind, RelationKind::Hot | RelationKind::None));
            assert!(KindSet::ALL.contains(kind));
            assert!(!KindSet::ALL.without(kind).contains(kind));
            assert_eq!(KindSet::of(&[kind]).without(kind), KindSet::NONE);
        }
    }
}
