//! Values, and what may be one where.

use std::fmt;

use toml::de::{DeInteger, DeValue};

/// What a key says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Whole(u64),
    /// Yes or no.
    Switch(bool),
    /// A text.
    Text(String),
    /// Texts.
    List(Vec<String>),
}

/// What may stand at a key.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number.
    Whole {
        /// The smallest.
        least: u64,
        /// The largest.
        most: u64,
    },
    /// `true` or `false`.
    Switch,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A text.
    Text {
        /// Which, in words.
        expected: &'static str,
        /// Whether it is one.
        is_usable: fn(&str) -> bool,
    },
    /// Texts.
    List {
        /// Which, in words.
        expected: &'static str,
        /// Whether one of them is one.
        is_usable: fn(&str) -> bool,
    },
}

impl Value {
    /// The text, where it is one.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text),
            Self::Whole(_) | Self::Switch(_) | Self::List(_) => None,
        }
    }

    /// The texts, where it is a list.
    pub(super) fn into_list(self) -> Option<Vec<String>> {
        match self {
            Self::List(texts) => Some(texts),
            Self::Whole(_) | Self::Switch(_) | Self::Text(_) => None,
        }
    }
}

impl fmt::Display for Value {
    /// As TOML has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Switch(is_on) => write!(f, "{is_on}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List(texts) => write!(f, "{texts:?}"),
        }
    }
}

impl Kind {
    /// What `value` of a file says.
    ///
    /// # Errors
    ///
    /// It is of another kind or out of range. What was found, to be told.
    pub(super) fn of_toml(&self, value: &DeValue<'_>) -> Result<Value, String> {
        let read = match value {
            DeValue::String(text) => Value::Text(text.clone().into_owned()),
            DeValue::Integer(number) => match whole(number) {
                Some(number) => Value::Whole(number),
                None => return Err(number.as_str().to_owned()),
            },
            DeValue::Boolean(is_on) => Value::Switch(*is_on),
            DeValue::Array(entries) => {
                let text = |entry: &DeValue<'_>| entry.as_str().map(str::to_owned);
                match entries.iter().map(|entry| text(entry.get_ref())).collect() {
                    Some(texts) => Value::List(texts),
                    None => return Err("a list of other things than texts".to_owned()),
                }
            }
            DeValue::Float(number) => return Err(number.as_str().to_owned()),
            DeValue::Datetime(time) => return Err(time.to_string()),
            DeValue::Table(_) => return Err("a table".to_owned()),
        };
        self.checked(read)
    }

    /// What `text` of a variable or a flag says: as it is, without quotes; a list with commas between.
    ///
    /// # Errors
    ///
    /// It says nothing that may stand there. What was found, to be told.
    pub(super) fn of_text(&self, text: &str) -> Result<Value, String> {
        let found = || format!("{text:?}");
        let read = match self {
            Self::Whole { .. } => Value::Whole(text.trim().parse().map_err(|_| found())?),
            Self::Switch => Value::Switch(text.trim().parse().map_err(|_| found())?),
            Self::Choice(_) | Self::Text { .. } => Value::Text(text.to_owned()),
            Self::List { .. } => {
                let texts = text.split(',').map(str::trim).filter(|text| !text.is_empty());
                Value::List(texts.map(str::to_owned).collect())
            }
        };
        self.checked(read)
    }

    /// What a value written as TOML says.
    ///
    /// # Errors
    ///
    /// It is none, or may not stand there.
    pub(super) fn of_literal(&self, text: &str) -> Result<Value, String> {
        let value = DeValue::parse(text).map_err(|error| error.message().to_owned())?;
        self.of_toml(value.get_ref())
    }

    fn checked(&self, value: Value) -> Result<Value, String> {
        let is_usable = match (self, &value) {
            (Self::Whole { least, most }, Value::Whole(number)) => (least..=most).contains(&number),
            (Self::Switch, Value::Switch(_)) => true,
            (Self::Choice(words), Value::Text(word)) => words.contains(&word.as_str()),
            (Self::Text { is_usable, .. }, Value::Text(text)) => is_usable(text),
            (Self::List { is_usable, .. }, Value::List(texts)) => {
                texts.iter().all(|text| is_usable(text))
            }
            (
                Self::Whole { .. }
                | Self::Switch
                | Self::Choice(_)
                | Self::Text { .. }
                | Self::List { .. },
                _,
            ) => false,
        };
        if is_usable { Ok(value) } else { Err(value.to_string()) }
    }
}

impl fmt::Display for Kind {
    /// What is expected, in words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole { least, most } => write!(f, "a whole number, {least} to {most}"),
            Self::Switch => f.write_str("true or false"),
            Self::Choice(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("{word:?}")).collect();
                f.write_str(&words.join(" or "))
            }
            Self::Text { expected, .. } | Self::List { expected, .. } => f.write_str(expected),
        }
    }
}

fn whole(number: &DeInteger<'_>) -> Option<u64> {
    u64::from_str_radix(&number.as_str().replace(['_', '+'], ""), number.radix()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_any_spelling_of_toml_is_read_and_kept_in_its_range() {
        let kind = Kind::Whole { least: 1, most: 5000 };
        for text in ["4096", "4_096", "0x1000", "+4096"] {
            assert_eq!(kind.of_literal(text), Ok(Value::Whole(4096)), "{text}");
        }
        assert_eq!(kind.of_literal("5001"), Err("5001".to_owned()));
        assert_eq!(kind.of_literal("-1"), Err("-1".to_owned()));
        assert_eq!(kind.of_literal("1.5"), Err("1.5".to_owned()));
        assert_eq!(kind.of_literal("\"1\""), Err("\"1\"".to_owned()));
        assert_eq!(kind.of_text(" 12 "), Ok(Value::Whole(12)));
    }

    #[test]
    fn a_list_is_written_with_commas_where_there_are_no_brackets() {
        let kind = Kind::List { expected: "words", is_usable: |text| text != "bad" };
        let both = Value::List(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(kind.of_text("a, b"), Ok(both.clone()));
        assert_eq!(kind.of_literal("['a', \"b\"]"), Ok(both));
        assert_eq!(kind.of_text(""), Ok(Value::List(Vec::new())));
        assert!(kind.of_text("a,bad").is_err() && kind.of_literal("[1]").is_err());
    }
}
