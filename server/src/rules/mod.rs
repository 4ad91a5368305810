//! A shop's rules as people write them: some items more, some less, some first, some not at all, from a day to a day.
//!
//! In: a document, and what time it is. Out: the engine's [`Rules`] that are in force, for one snapshot's items.
//! Deliberately absent: where documents are kept, and what a rule does to a list.

mod document;
mod moment;
mod described;

use std::collections::HashSet;

use engine::snapshot::Snapshot;
use engine::suggest::{Action, Rule, Rules, Selector};
use engine::words::category_path;
use thiserror::Error;

use crate::one_or_more::OneOrMore;

pub(crate) use self::described::RulesAsChecked;
pub use self::document::{ActionName, RuleBody, RulesDocument, SelectorBody};
pub use self::moment::Moment;

/// Most rules of a document.
pub const MAX_RULES: usize = 1_000;
/// Most rules that mean items without naming their ids: each of them is asked about each item of an answer that may be one.
pub const MAX_BROAD_RULES: usize = 200;
/// Most items that one selector names.
pub const MAX_ITEMS: usize = 1_000;
/// Longest id and note of a rule. Unit: characters.
const MAX_ID_CHARS: usize = 64;
const MAX_NOTE_CHARS: usize = 500;
/// Last place that an item can be pinned at: the last of the longest list.
const MAX_POSITION: u16 = 100;
/// Furthest that a score is moved.
const MAX_FACTOR: f64 = 1000.0;

/// Why a document is none of rules.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesError {
    /// More than are looked at in every answer without a thought.
    #[error("`rules`: {found} rules, expected at most {MAX_RULES}")]
    TooMany {
        /// How many there are.
        found: usize,
    },
    /// More rules that name no item than are kept.
    #[error(
        "`rules`: {found} rules mean items without `item_ids`, expected at most {MAX_BROAD_RULES}: name items, or several \
         categories or brands in one rule"
    )]
    TooManyBroad {
        /// How many.
        found: usize,
    },
    /// A rule that cannot be.
    #[error("`rules[{number}]` (`{id}`): {problem}")]
    Rule {
        /// Which, from 0.
        number: usize,
        /// What it is called.
        id: String,
        /// What is wrong with it, what was expected.
        problem: String,
    },
}

/// Rules that passed [`RulesDocument::check`].
#[derive(Debug, Clone, Default)]
pub struct CheckedRules(RulesDocument);

/// The rules in force for one snapshot, and what they are called.
#[derive(Debug, Default)]
pub struct InForce {
    /// The rules, as lists are made by them.
    pub rules: Rules,
    /// What is said of each where an answer is explained, by its number.
    pub told: Vec<RuleTold>,
}

/// What is said of a rule where an answer is explained.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTold {
    /// What it is called.
    pub id: String,
    /// What it does.
    pub action: ActionName,
}

impl RulesDocument {
    /// The rules, if they can be.
    ///
    /// # Errors
    ///
    /// The first that cannot, by its place and name, with what is wrong.
    pub fn check(self) -> Result<CheckedRules, RulesError> {
        if self.rules.len() > MAX_RULES {
            return Err(RulesError::TooMany { found: self.rules.len() });
        }
        let is_broad = |rule: &&RuleBody| rule.items.item_ids.is_none();
        let n_broad = self.rules.iter().filter(is_broad).count();
        if n_broad > MAX_BROAD_RULES {
            return Err(RulesError::TooManyBroad { found: n_broad });
        }
        let mut ids = HashSet::new();
        for (number, rule) in self.rules.iter().enumerate() {
            let checked = rule.check().and_then(|()| match ids.insert(&rule.id) {
                true => Ok(()),
                false => Err("the id stands twice, expected each once".to_owned()),
            });
            checked.map_err(|problem| {
                let id: String = rule.id.chars().take(MAX_ID_CHARS).collect();
                RulesError::Rule { number, id: id.escape_debug().to_string(), problem }
            })?;
        }
        Ok(CheckedRules(self))
    }
}

impl RuleBody {
    fn check(&self) -> Result<(), String> {
        let n_chars = self.id.chars().count();
        if !(1..=MAX_ID_CHARS).contains(&n_chars) {
            return Err(format!("`id`: {n_chars} characters, expected 1 to {MAX_ID_CHARS}"));
        }
        if self.id.chars().any(char::is_control) {
            return Err("`id`: holds a control character".to_owned());
        }
        if self.note.as_ref().is_some_and(|note| note.chars().count() > MAX_NOTE_CHARS) {
            return Err(format!("`note`: longer than {MAX_NOTE_CHARS} characters"));
        }
        self.check_numbers()?;
        self.items.check("items")?;
        if let Some(with) = &self.with {
            with.check("with")?;
        }
        let name = self.action.name();
        if self.with.is_none() && matches!(self.action, ActionName::Exclude | ActionName::Force) {
            return Err(format!(
                "`with`: absent, and `{name}` is of a pair: expected the items of the cart that it is for"
            ));
        }
        match (self.from, self.until) {
            (Some(from), Some(until)) if until <= from => {
                Err(format!("`until`: {until} is not after `from` {from}"))
            }
            _ => Ok(()),
        }
    }

    fn check_numbers(&self) -> Result<(), String> {
        let name = self.action.name();
        let (least, most) = (1.0 / MAX_FACTOR, MAX_FACTOR);
        let (range, position) = match self.action {
            ActionName::Boost => (Some(format!("above 1, at most {most}")), false),
            ActionName::Bury => (Some(format!("at least {least}, below 1")), false),
            ActionName::Pin => (None, true),
            ActionName::Hide | ActionName::Exclude | ActionName::Force => (None, false),
        };
        let is_in_range = |factor: f64| match self.action == ActionName::Boost {
            true => 1.0 < factor && factor <= most,
            false => least <= factor && factor < 1.0,
        };
        match (range, self.factor) {
            (None, Some(_)) => return Err(format!("`factor`: `{name}` has none")),
            (Some(range), None) => {
                return Err(format!("`factor`: absent, `{name}` takes one {range}"));
            }
            (Some(range), Some(found)) if !is_in_range(found) => {
                return Err(format!("`factor`: {found}, expected one {range} for `{name}`"));
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
        match (position, self.position) {
            (false, Some(_)) => Err(format!("`position`: `{name}` has none")),
            (true, None) => Err(format!("`position`: absent, `{name}` takes one from 1 on")),
            (true, Some(found)) if !(1..=MAX_POSITION).contains(&found) => {
                Err(format!("`position`: {found}, expected 1 to {MAX_POSITION}"))
            }
            (true, Some(_)) | (false, None) => Ok(()),
        }
    }

    fn is_in_force(&self, now: Moment) -> bool {
        self.enabled
            && self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now < until)
    }

    fn rule(&self, snapshot: &Snapshot) -> Rule {
        let action = match self.action {
            ActionName::Boost | ActionName::Bury => {
                Action::Scale(self.factor.unwrap_or(1.0) as f32)
            }
            ActionName::Hide | ActionName::Exclude => Action::Hide,
            ActionName::Pin => Action::Pin(self.position.unwrap_or(1).into()),
            ActionName::Force => Action::Force,
        };
        let beside = self.with.as_ref().map(|with| with.selector(snapshot));
        Rule { action, items: self.items.selector(snapshot), beside }
    }
}

impl SelectorBody {
    fn check(&self, field: &str) -> Result<(), String> {
        let (named, filed) = (self.item_ids.as_deref(), self.category.as_ref());
        if named.is_none() && filed.is_none() && self.brand.is_none() && self.attributes.is_empty()
        {
            return Err(format!(
                "`{field}`: means no item, expected `item_ids`, `category`, `brand` or `attributes`"
            ));
        }
        match named {
            Some([]) => Err(format!("`{field}.item_ids`: empty, expected at least one id")),
            Some(ids) if ids.len() > MAX_ITEMS => {
                Err(format!("`{field}.item_ids`: {} ids, expected at most {MAX_ITEMS}", ids.len()))
            }
            Some(_) | None => Ok(()),
        }?;
        let mut paths = filed.into_iter().flat_map(|paths| paths.texts());
        if paths.any(|path| category_path(path).is_empty()) {
            return Err(format!(
                "`{field}.category`: names no level, expected a path such as `Home > Mugs`"
            ));
        }
        Ok(())
    }

    fn selector(&self, snapshot: &Snapshot) -> Selector {
        let texts = |wanted: &Option<OneOrMore>| {
            wanted.as_ref().map_or_else(Vec::new, |wanted| wanted.texts().to_vec())
        };
        let known = |ids: &Vec<String>| {
            ids.iter().filter_map(|id| snapshot.vocabulary().index(id)).collect()
        };
        let paths = texts(&self.category);
        let attributes = self.attributes.iter();
        Selector {
            items: self.item_ids.as_ref().map(known),
            categories: paths.iter().map(|path| category_path(path).into_owned()).collect(),
            brands: texts(&self.brand),
            attributes: attributes
                .map(|(name, values)| (name.clone(), values.texts().to_vec()))
                .collect(),
        }
    }
}

impl CheckedRules {
    /// The document.
    #[must_use]
    pub fn document(&self) -> &RulesDocument {
        &self.0
    }

    /// The ids of those in force.
    pub fn ids_in_force(&self, now: Moment) -> impl Iterator<Item = &str> {
        let rules = self.0.rules.iter().filter(move |rule| rule.is_in_force(now));
        rules.map(|rule| rule.id.as_str())
    }

    /// The items, each once, that rules name and `snapshot` does not know.
    #[must_use]
    pub fn unknown_items(&self, snapshot: &Snapshot) -> Vec<String> {
        let selectors =
            self.0.rules.iter().flat_map(|rule| [Some(&rule.items), rule.with.as_ref()]);
        let named = selectors.flatten().filter_map(|selector| selector.item_ids.as_ref()).flatten();
        let unknown = named.filter(|id| snapshot.vocabulary().index(id).is_none());
        let mut unknown: Vec<String> = unknown.cloned().collect();
        unknown.sort_unstable();
        unknown.dedup();
        unknown
    }

    /// Those in force, for the items of `snapshot`. An item that it does not know is passed over.
    ///
    /// # Panics
    ///
    /// Where a rule passed the check and is none of the engine's all the same, which is a mistake in the check.
    #[must_use]
    pub fn in_force(&self, now: Moment, snapshot: &Snapshot) -> InForce {
        let held: Vec<&RuleBody> =
            self.0.rules.iter().filter(|rule| rule.is_in_force(now)).collect();
        let rules = held.iter().map(|rule| rule.rule(snapshot)).collect();
        let rules = Rules::new(rules, snapshot.catalog());
        let told = held.iter();
        let told = told.map(|rule| RuleTold { id: rule.id.clone(), action: rule.action }).collect();
        InForce { rules: rules.expect("the check is the narrower one"), told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(json: &str) -> String {
        let document: RulesDocument = serde_json::from_str(json).unwrap();
        document.check().unwrap_err().to_string()
    }

    #[test]
    fn broad_rules_are_fewer_than_rules_that_name_items() {
        let document = |n: usize, items: &str| {
            let rule = |number| format!(r#"{{"id":"{number}","action":"hide","items":{items}}}"#);
            let rules: Vec<String> = (0..n).map(rule).collect();
            let text = format!(r#"{{"rules":[{}]}}"#, rules.join(","));
            serde_json::from_str::<RulesDocument>(&text).unwrap().check()
        };
        let (broad, named) = (r#"{"brand":"Kiln"}"#, r#"{"item_ids":["a"]}"#);
        assert!(document(MAX_BROAD_RULES, broad).is_ok());
        let refused = document(MAX_BROAD_RULES + 1, broad).unwrap_err();
        assert_eq!(refused, RulesError::TooManyBroad { found: MAX_BROAD_RULES + 1 });
        assert!(document(MAX_RULES, named).is_ok());
    }

    #[test]
    fn a_rule_that_cannot_be_is_refused_by_place_and_name() {
        let of = |rest: &str| refused(&format!(r#"{{"rules":[{{"id":"a",{rest}}}]}}"#));
        insta::assert_snapshot!(of(r#""action":"boost","items":{"brand":"x"}"#), @"`rules[0]` (`a`): `factor`: absent, `boost` takes one above 1, at most 1000");
        insta::assert_snapshot!(of(r#""action":"boost","factor":0.5,"items":{"brand":"x"}"#), @"`rules[0]` (`a`): `factor`: 0.5, expected one above 1, at most 1000 for `boost`");
        insta::assert_snapshot!(of(r#""action":"hide","factor":2,"items":{"brand":"x"}"#), @"`rules[0]` (`a`): `factor`: `hide` has none");
        insta::assert_snapshot!(of(r#""action":"pin","items":{"brand":"x"}"#), @"`rules[0]` (`a`): `position`: absent, `pin` takes one from 1 on");
        insta::assert_snapshot!(of(r#""action":"pin","position":0,"items":{"brand":"x"}"#), @"`rules[0]` (`a`): `position`: 0, expected 1 to 100");
        insta::assert_snapshot!(of(r#""action":"hide","items":{}"#), @"`rules[0]` (`a`): `items`: means no item, expected `item_ids`, `category`, `brand` or `attributes`");
        insta::assert_snapshot!(of(r#""action":"hide","items":{"item_ids":[]}"#), @"`rules[0]` (`a`): `items.item_ids`: empty, expected at least one id");
        insta::assert_snapshot!(of(r#""action":"hide","items":{"category":" > "}"#), @"`rules[0]` (`a`): `items.category`: names no level, expected a path such as `Home > Mugs`");
        insta::assert_snapshot!(of(r#""action":"force","items":{"item_ids":["x"]}"#), @"`rules[0]` (`a`): `with`: absent, and `force` is of a pair: expected the items of the cart that it is for");
        insta::assert_snapshot!(of(r#""action":"hide","items":{"brand":"x"},"from":"2026-02-01","until":"2026-01-01""#), @"`rules[0]` (`a`): `until`: 2026-01-01T00:00:00Z is not after `from` 2026-02-01T00:00:00Z");
        insta::assert_snapshot!(
            refused(r#"{"rules":[{"id":"a","action":"hide","items":{"brand":"x"}},{"id":"a","action":"hide","items":{"brand":"x"}}]}"#),
            @"`rules[1]` (`a`): the id stands twice, expected each once"
        );
    }

    #[test]
    fn a_rule_is_taken_to_the_edge_of_what_is_described() {
        let is_taken = |rule: &str| {
            let read = serde_json::from_str::<RulesDocument>(&format!(r#"{{"rules":[{rule}]}}"#));
            read.is_ok_and(|document| document.check().is_ok())
        };
        let hide = |id: &str, note: &str| {
            is_taken(&format!(
                r#"{{"id":"{id}","action":"hide","items":{{"brand":"x"}},"note":"{note}"}}"#
            ))
        };
        assert!(hide(&"规".repeat(64), &"则".repeat(500)));
        assert!(!hide(&"r".repeat(65), ""));
        assert!(!hide("", "") && !hide("a\\nb", "") && !hide("a", &"n".repeat(501)));
        let other =
            |rest: &str| is_taken(&format!(r#"{{"id":"a","items":{{"brand":"x"}},{rest}}}"#));
        for rest in [
            r#""action":"boost","factor":1.000000000001"#,
            r#""action":"boost","factor":1000"#,
            r#""action":"bury","factor":0.001"#,
            r#""action":"bury","factor":0.999999999999"#,
            r#""action":"pin","position":5.0"#,
            r#""action":"pin","position":100,"factor":null"#,
            r#""action":"hide","with":null,"until":null"#,
            r#""action":"hide","from":"2026-11-11T00:00:00.123456789+08:00""#,
        ] {
            assert!(other(rest), "{rest}");
        }
        for rest in [
            r#""action":"boost","factor":1"#,
            r#""action":"boost","factor":1000.000000001"#,
            r#""action":"bury","factor":0.000999999999"#,
            r#""action":"pin","position":5.5"#,
            r#""action":"pin","position":65541"#,
            r#""action":"exclude","with":null"#,
            r#""action":"hide","from":"2026-02-30""#,
        ] {
            assert!(!other(rest), "{rest}");
        }
    }

    #[test]
    fn rules_are_objects_and_no_lists_of_their_fields() {
        for document in [
            r#"{"rules":[["a","hide",null,null,{"brand":"x"}]]}"#,
            r#"{"rules":[{"id":"a","action":"hide","items":[["x"]]}]}"#,
            r#"{"rules":[{"id":"a","action":"force","items":{"brand":"x"},"with":[["x"]]}]}"#,
        ] {
            let told = serde_json::from_str::<RulesDocument>(document).unwrap_err().to_string();
            assert!(told.contains("expected an object"), "{told}");
        }
    }

    #[test]
    fn a_rule_is_in_force_from_its_day_until_the_other() {
        let document: RulesDocument = serde_json::from_str(
            r#"{"rules":[
                {"id":"spring","action":"hide","items":{"brand":"x"},"from":"2026-03-01","until":"2026-06-01T00:00:00+08:00"},
                {"id":"off","action":"hide","items":{"brand":"x"},"enabled":false},
                {"id":"always","action":"hide","items":{"brand":"x"}}
            ]}"#,
        )
        .unwrap();
        let rules = document.check().unwrap();
        let at = |text: &str| {
            let now = text.parse().unwrap();
            rules.ids_in_force(now).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(at("2026-02-28T23:59:59Z"), ["always"]);
        assert_eq!(at("2026-03-01T00:00:00Z"), ["spring", "always"]);
        assert_eq!(at("2026-05-31T15:59:59Z"), ["spring", "always"]);
        assert_eq!(at("2026-05-31T16:00:00Z"), ["always"]);
    }

    #[test]
    fn a_document_is_written_as_it_was_read() {
        let text = r#"{"rules":[{"id":"a","action":"boost","factor":2.0,"items":{"category":"Home > Mugs","attributes":{"colour":["red","blue"]}},"from":"2026-03-01T00:00:00Z"},{"id":"b","action":"force","items":{"item_ids":["x","y"]},"with":{"brand":"Kiln"},"enabled":false,"note":"manual"}]}"#;
        let document: RulesDocument = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&document).unwrap(), text);
    }
}
