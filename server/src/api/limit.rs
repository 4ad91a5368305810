//! How many entries a list may have.

use std::borrow::Cow;

use engine::suggest;
use serde::de::{Deserialize, Deserializer, Error};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::whole::Whole;

/// Longest list an answer has: more than any page or panel shows.
pub(super) const MAX_LIMIT: usize = 100;
const _: () = assert!(MAX_LIMIT <= suggest::MAX_LIMIT, "the engine gives what is promised");

/// Longest list a caller can ask for, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit(usize);

impl Limit {
    /// What is given where nothing was asked for.
    pub(super) const fn of(entries: usize) -> Self {
        assert!(1 <= entries && entries <= MAX_LIMIT);
        Self(entries)
    }

    pub(super) fn get(self) -> usize {
        self.0
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Whole(found) = Whole::deserialize(deserializer)?;
        match usize::try_from(found) {
            Ok(entries) if (1..=MAX_LIMIT).contains(&entries) => Ok(Self(entries)),
            _ => Err(D::Error::custom(format_args!("{found}, expected 1 to {MAX_LIMIT}"))),
        }
    }
}

/// Reads a number of places, 0 to `MOST`.
pub(super) fn up_to<'de, const MOST: usize, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<usize>, D::Error> {
    between::<0, MOST, D>(deserializer)
}

/// Reads a number of things, `LEAST` to `MOST`.
pub(super) fn between<'de, const LEAST: usize, const MOST: usize, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<usize>, D::Error> {
    let found = Option::<Whole>::deserialize(deserializer)?;
    let checked = |Whole(found)| {
        let number = usize::try_from(found).ok().filter(|number| (LEAST..=MOST).contains(number));
        number.ok_or_else(|| D::Error::custom(format_args!("{found}, expected {LEAST} to {MOST}")))
    };
    found.map(checked).transpose()
}

/// Reads a limit from an address, where all is text.
pub(super) fn limit_in_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Limit>, D::Error> {
    let text = Cow::<str>::deserialize(deserializer)?;
    let entries = text.parse().ok().filter(|entries| (1..=MAX_LIMIT).contains(entries));
    let wrong = || D::Error::custom(format_args!("`{text}`, expected 1 to {MAX_LIMIT}"));
    entries.map(|entries| Some(Limit(entries))).ok_or_else(wrong)
}

impl PartialSchema for Limit {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(MAX_LIMIT))
            .into()
    }
}

impl ToSchema for Limit {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Limit")
    }
}
