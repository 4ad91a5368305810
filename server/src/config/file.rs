//! A file of TOML, read with the place of each value.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::given::{One, Origin, given};
use super::key::KEYS;
use super::problem::{Problem, Wrong};

/// What `text` of the file at `path` says; all that is wrong with it, too.
pub(super) fn read(text: &str, path: &Path) -> Vec<Result<One, Problem>> {
    let place = |at: usize| {
        let (line, column) = line_and_column(text, at);
        Origin::File { path: path.to_owned(), line, column }
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let problem = |error: toml::de::Error| {
            let at = error.span().map_or(0, |span| span.start);
            Err(Problem { origin: place(at), wrong: Wrong::Syntax(error.message().to_owned()) })
        };
        return errors.into_iter().map(problem).collect();
    }
    let mut found: Vec<(usize, Result<One, Problem>)> = Vec::new();
    collect("", table.get_ref(), &mut |name, key, value| {
        // What is wrong with the name stands there, what is wrong with the value here.
        let at = match KEYS.iter().any(|known| known.name == name) {
            true => value.span().start,
            false => key.span().start,
        };
        found.push((at, given(place(at), name, |key| key.kind.of_toml(value.get_ref()))));
    });
    found.sort_by_key(|&(at, _)| at);
    found.into_iter().map(|(_, one)| one).collect()
}

type Each<'a> = dyn FnMut(&str, &Spanned<DeString<'_>>, &Spanned<DeValue<'_>>) + 'a;

/// Hands each value of `table` to `each`, with its whole name. A table that no key begins with is handed over as one.
fn collect(before: &str, table: &DeTable<'_>, each: &mut Each<'_>) {
    for (key, value) in table {
        let name = format!("{before}{}", key.get_ref());
        let within = format!("{name}.");
        let is_table = KEYS.iter().any(|known| known.name.starts_with(&within));
        match value.get_ref() {
            DeValue::Table(inner) if is_table => collect(&within, inner, each),
            DeValue::Table(_)
            | DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => each(&name, key, value),
        }
    }
}

/// The line and the column of the byte `at`, both from 1, the column in characters.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line_begins = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_begins..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        let problems = read(text, Path::new("dapei.toml")).into_iter().filter_map(Result::err);
        problems.map(|problem| problem.to_string()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_the_nearest_key() {
        let text = "listen = 7700\nlisten_at = \"x\"\n[limits]\nrequest_per_second = 5\n  request_burst = 0\n[tsl]\nkey = \"k\"\n";
        insta::assert_snapshot!(told(text), @r#"
        dapei.toml: line 1, column 10: `listen` is 7700, expected an address and a port such as "127.0.0.1:7700"
        dapei.toml: line 2, column 1: unknown key `listen_at`; the nearest is `listen`
        dapei.toml: line 4, column 1: unknown key `limits.request_per_second`; the nearest is `limits.requests_per_second`
        dapei.toml: line 5, column 19: `limits.request_burst` is 0, expected a whole number, 1 to 10000000
        dapei.toml: line 6, column 2: unknown key `tsl`; `dapei config default` prints all there are
        "#);
    }

    #[test]
    fn a_key_twice_and_what_is_no_toml_are_told_with_their_place() {
        insta::assert_snapshot!(told("workers = 1\nworkers = 2\n"), @"dapei.toml: line 2, column 1: not TOML: duplicate key");
        assert!(
            told("listen = \"茶").starts_with("dapei.toml: line 1, column "),
            "{}",
            told("listen = \"茶")
        );
        insta::assert_snapshot!(told("limits = 3\n"), @"dapei.toml: line 1, column 1: unknown key `limits`; `dapei config default` prints all there are");
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_and_column("茶 = 1\nx = 2", 0), (1, 1));
        assert_eq!(line_and_column("茶 = 1", 3), (1, 2));
        assert_eq!(line_and_column("a\nbc", 3), (2, 2));
        assert_eq!(line_and_column("a", 9), (1, 2));
    }
}
