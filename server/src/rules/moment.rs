//! A moment, as rules say it: a day or a time.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::OneOfBuilder;
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// A moment: read from RFC 3339, or from a day, which means its first second (UTC); written as RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Timestamp);

impl Moment {
    /// This very moment.
    #[must_use]
    pub fn now() -> Self {
        Self(Timestamp::now())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let day = || {
            let day = text.parse::<Date>().ok()?;
            // The last day that can be written, 9999-12-31, is for ever: it begins after the last moment that is told apart.
            Some(day.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |day| day.timestamp()))
        };
        let is_day = text.len() == "2026-11-01".len();
        let moment = if is_day { day() } else { text.parse().ok() };
        moment.map(Self).ok_or_else(|| {
            format!("`{text}`, expected a day such as 2026-11-01 or a time such as 2026-11-01T08:00:00+08:00")
        })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let day = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)));
        let time = text().format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
        OneOfBuilder::new()
            .description(Some(
                "A day (from its first second, UTC) or a time by RFC 3339, to the nanosecond at the finest.",
            ))
            .examples(["2026-11-01", "2026-11-11T00:00:00+08:00"])
            .item(day)
            .item(time.max_length(Some("2026-11-11T00:00:00.123456789+08:00".len())))
            .into()
    }
}

impl ToSchema for Moment {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Moment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Result<Moment, String> {
        text.parse()
    }

    #[test]
    fn the_last_day_is_for_ever_and_no_day_is_none() {
        let ever = moment("9999-12-31").unwrap();
        assert!(moment("9999-12-30").unwrap() < ever);
        assert_eq!(moment(&ever.to_string()), Ok(ever));
        for text in ["2026-02-30", "9999-12-32", "2026-1-1", "", "9999-12-31T00:00:00Z"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
