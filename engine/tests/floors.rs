//! Holds the house together: which room may name which, and what the engine never touches.
//!
//! Cargo forbids cycles between crates only. This test reads the sources as text, with comments,
//! strings and test modules blanked out, and refuses what the design refuses. Each check is a
//! function over source text, and each is shown a planted violation below.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rooms of the engine from top to bottom. A room names itself and the rooms before it.
const FLOORS: [&str; 18] = [
    "linear",
    "words",
    "count",
    "relation",
    "graph",
    "classify",
    "metric",
    "rank",
    "holdout",
    "attach",
    "snapshot",
    "train",
    "suggest",
    "bundle",
    "offer",
    "calibrate",
    "conversation",
    "evaluate",
];

/// Rooms that stand above and still may not be named: training and answering meet in `rank` and in
/// the snapshot, never in a call.
const APART: [(&str, &str); 4] =
    [("suggest", "train"), ("bundle", "train"), ("offer", "train"), ("conversation", "train")];

/// What the engine never names: files, network, environment, processes, clocks, unseeded randomness.
const OUTSIDE: [&str; 8] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time::SystemTime",
    "std::time::Instant",
    "std::hash::RandomState",
    "std::collections::hash_map::RandomState",
];

/// Macros that write where a caller cannot see it.
const PRINTING: [&str; 5] = ["println", "print", "eprintln", "eprint", "dbg"];

/// Crates that would tie the engine to a server, a file format or a runtime. `*` ends a prefix.
const FRAMEWORKS: [&str; 7] =
    ["actix*", "tokio", "csv", "parquet", "sqlx*", "rusqlite", "tracing*"];

/// One sentence of refusal: where, what, and what is allowed instead.
#[derive(Debug, PartialEq, Eq)]
struct Violation {
    file: String,
    line: usize,
    says: String,
}

impl Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.says)
    }
}

/// A source file of the engine: its path below `engine/`, and its text.
struct Source {
    file: String,
    text: String,
}

// -------------------------------------------------------------------------------------------------
// Reading Rust as text

/// A word, or one character of punctuation (`::` is two), with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Token {
    text: String,
    line: usize,
}

/// The text with comments, strings and characters turned into blanks; lines keep their numbers.
fn blanked(text: &str) -> String {
    let from: Vec<char> = text.chars().collect();
    let mut to = String::with_capacity(text.len());
    let mut at = 0;
    while at < from.len() {
        let end = blank_end(&from, at);
        if end == at {
            to.push(from[at]);
            at += 1;
        } else {
            to.extend(from[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    to
}

/// Where the comment or literal that begins at `at` ends; `at` itself if none begins there.
fn blank_end(text: &[char], at: usize) -> usize {
    let next = |offset: usize| text.get(at + offset).copied();
    let is_word_before = at > 0 && is_word(text[at - 1]);
    match text[at] {
        '/' if next(1) == Some('/') => {
            (at..text.len()).find(|&i| text[i] == '\n').unwrap_or(text.len())
        }
        '/' if next(1) == Some('*') => block_comment_end(text, at),
        '"' => quoted_end(text, at + 1, '"'),
        'r' | 'b' | 'c' if !is_word_before => prefixed_literal_end(text, at),
        '\'' => match (next(1), next(2)) {
            (Some('\\'), _) => quoted_end(text, at + 1, '\''),
            (Some(_), Some('\'')) => at + 3,
            _ => at, // A lifetime or a label.
        },
        _ => at,
    }
}

fn block_comment_end(text: &[char], at: usize) -> usize {
    let mut depth = 0;
    let mut i = at;
    while i + 1 < text.len() {
        match (text[i], text[i + 1]) {
            ('/', '*') => (depth, i) = (depth + 1, i + 2),
            ('*', '/') => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    text.len()
}

fn quoted_end(text: &[char], from: usize, quote: char) -> usize {
    let mut i = from;
    while i < text.len() {
        match text[i] {
            '\\' => i += 2,
            c if c == quote => return i + 1,
            _ => i += 1,
        }
    }
    text.len()
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `b'…'`, `br#"…"#`, `c"…"`; `at` if it is only a word.
fn prefixed_literal_end(text: &[char], at: usize) -> usize {
    let mut i = at;
    while i < text.len() && i < at + 2 && matches!(text[i], 'r' | 'b' | 'c') {
        i += 1;
    }
    let is_raw = text[at..i].contains(&'r');
    let hashes = text[i..].iter().take_while(|&&c| c == '#').count();
    match text.get(i + hashes) {
        Some('"') if is_raw => {
            let closes = |&end: &usize| {
                text[end] == '"'
                    && text[end + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes
            };
            let open = i + hashes + 1;
            (open..text.len()).find(closes).map_or(text.len(), |end| end + 1 + hashes)
        }
        Some('"') if hashes == 0 => quoted_end(text, i + 1, '"'),
        Some('\'') if hashes == 0 && text[at] == 'b' && i == at + 1 => {
            quoted_end(text, i + 1, '\'')
        }
        _ => at,
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    for (line, row) in blanked(text).lines().enumerate() {
        let mut is_inside_word = false;
        for c in row.chars() {
            match found.last_mut() {
                Some(word) if is_inside_word && is_word(c) => word.text.push(c),
                _ if c.is_whitespace() => {}
                _ => found.push(Token { text: c.to_string(), line: line + 1 }),
            }
            is_inside_word = is_word(c);
        }
    }
    found
}

fn is_at(tokens: &[Token], at: usize, words: &[&str]) -> bool {
    words.iter().enumerate().all(|(i, word)| tokens.get(at + i).is_some_and(|t| t.text == *word))
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// The tokens without what stands under `#[cfg(test)]`.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_at(tokens, at, &CFG_TEST) {
            at = item_end(tokens, at + CFG_TEST.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// The end of the item that begins at `at`: behind its block, or behind its semicolon.
fn item_end(tokens: &[Token], at: usize) -> usize {
    let (mut depth, mut i) = (0_i32, at);
    while i < tokens.len() {
        match tokens[i].text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        let is_closed = depth == 0 && matches!(tokens[i].text.as_str(), "}" | ";");
        i += 1;
        // A group in braces inside a `use` is followed by its semicolon.
        if is_closed && !is_at(tokens, i, &[";"]) {
            return i;
        }
    }
    i
}

/// A path as it is written, `use` groups taken apart, and where it stands.
#[derive(Debug, PartialEq, Eq)]
struct Named {
    path: Vec<String>,
    line: usize,
}

/// Every path that begins with `crate`, `super`, `self` or `std`, made absolute: `super` and `self`
/// are resolved against the module that `module` and the inline modules around the place give.
fn named_paths(tokens: &[Token], module: &[String]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut inside: Vec<(String, i32)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        let begins_path = !is_continued(tokens, at) && is_at(tokens, at + 1, &[":", ":"]);
        match tokens[at].text.as_str() {
            "mod" if is_at(tokens, at + 2, &["{"]) => {
                inside.push((tokens[at + 1].text.clone(), depth));
            }
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inside.pop_if(|(_, opened_at)| *opened_at == depth);
            }
            root @ ("crate" | "super" | "self" | "std") if begins_path => {
                let mut here: Vec<String> = module.to_vec();
                here.extend(inside.iter().map(|(name, _)| name.clone()));
                let base = match root {
                    "crate" => vec!["crate".to_owned()],
                    "std" => vec!["std".to_owned()],
                    "self" => here.clone(),
                    _ => here[..here.len().saturating_sub(1)].to_vec(),
                };
                at = tree(tokens, at + 3, base, &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Whether the word at `at` goes on with a path: `a::word` does, `::word` and `use ::word` do not.
fn is_continued(tokens: &[Token], at: usize) -> bool {
    if at < 2 || !is_at(tokens, at - 2, &[":", ":"]) {
        return false;
    }
    let before = if at < 3 { "" } else { tokens[at - 3].text.as_str() };
    before == ">"
        || (before.chars().all(is_word) && !matches!(before, "" | "use" | "return" | "in"))
}

/// Reads one `a::b::{c, d::e}` from behind its root; collects its leaves and returns its end.
fn tree(tokens: &[Token], at: usize, mut path: Vec<String>, found: &mut Vec<Named>) -> usize {
    let Some(token) = tokens.get(at) else { return at };
    match token.text.as_str() {
        "{" => {
            let mut i = at + 1;
            while i < tokens.len() && tokens[i].text != "}" {
                let before = i;
                i = tree(tokens, i, path.clone(), found);
                while i < tokens.len() && !matches!(tokens[i].text.as_str(), "," | "}") {
                    i += 1; // `as name`
                }
                i += usize::from(is_at(tokens, i, &[","]));
                if i == before {
                    break;
                }
            }
            i + 1
        }
        "super" if path.len() > 1 && is_at(tokens, at + 1, &[":", ":"]) => {
            path.pop();
            tree(tokens, at + 3, path, found)
        }
        word => {
            let is_leaf = !is_at(tokens, at + 1, &[":", ":"]);
            // `::<T>` ends a path as a leaf does.
            let is_turbofish = !is_leaf && is_at(tokens, at + 3, &["<"]);
            if word != "self" {
                path.push(if is_at(tokens, at + 1, &["!"]) {
                    format!("{word}!")
                } else {
                    word.to_owned()
                });
            }
            if is_leaf || is_turbofish {
                found.push(Named { path, line: token.line });
                return at + 1;
            }
            tree(tokens, at + 3, path, found)
        }
    }
}

// -------------------------------------------------------------------------------------------------
// The checks

/// The module a file of `src/` is: `crate`, then its path.
fn module_of(file: &str) -> Vec<String> {
    let inner = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    let parts = inner.split('/').filter(|part| !matches!(*part, "mod" | "lib"));
    std::iter::once("crate").chain(parts).map(str::to_owned).collect()
}

fn check_floors(sources: &[Source]) -> Vec<Violation> {
    sources.iter().flat_map(check_floors_of).collect()
}

fn check_floors_of(source: &Source) -> Vec<Violation> {
    let module = module_of(&source.file);
    let refuse = |line, says| Violation { file: source.file.clone(), line, says };
    let Some(room) = module.get(1) else {
        return Vec::new(); // lib.rs opens the rooms and stands in none.
    };
    let Some(floor) = FLOORS.iter().position(|name| name == room) else {
        let says = format!(
            "room `{room}` has no floor; the rooms are {}, and a new one gets its place among them \
             in FLOORS",
            FLOORS.join(" < ")
        );
        return vec![refuse(1, says)];
    };
    let may_name: Vec<&str> = FLOORS[..floor]
        .iter()
        .copied()
        .filter(|above| !APART.contains(&(room.as_str(), above)))
        .collect();
    let allowed = if may_name.is_empty() { "no other".to_owned() } else { may_name.join(", ") };
    let mut refused = Vec::new();
    for Named { path, line } in named_paths(&without_tests(&tokens(&source.text)), &module) {
        if path[0] != "crate" {
            continue;
        }
        match path.get(1).map(String::as_str) {
            Some(named) if named == room || may_name.contains(&named) => {}
            Some(named) if FLOORS.contains(&named) => {
                let why = if APART.contains(&(room.as_str(), named)) {
                    "what answers never trains, they meet in rank and in the snapshot"
                } else {
                    "that is downwards"
                };
                let says =
                    format!("room `{room}` names `{named}`: {why}; `{room}` may name {allowed}");
                refused.push(refuse(line, says));
            }
            Some(named) if named.ends_with('!') => {}
            Some("*") | None => refused.push(refuse(
                line,
                format!("room `{room}` names the whole crate; `{room}` may name {allowed}"),
            )),
            Some(named) => refused.push(refuse(
                line,
                format!(
                    "room `{room}` names `crate::{named}`, which is no room; name the room it \
                     lives in; `{room}` may name {allowed}"
                ),
            )),
        }
    }
    refused
}

/// The engine reads no file, clock, environment or unseeded randomness, and prints nothing.
fn check_purity(sources: &[Source]) -> Vec<Violation> {
    let mut refused = Vec::new();
    for source in sources {
        let all = tokens(&source.text);
        let refuse = |line, says| Violation { file: source.file.clone(), line, says };
        for Named { path, line } in named_paths(&all, &module_of(&source.file)) {
            let path = path.join("::");
            let is_outside =
                OUTSIDE.iter().any(|name| path == *name || path.starts_with(&format!("{name}::")));
            // Importing the module hides which of its clocks is used.
            if is_outside || matches!(path.as_str(), "std::time" | "std::time::*") {
                let says = format!("names `{path}`; the engine is pure, the caller passes it in");
                refused.push(refuse(line, says));
            }
        }
        for (at, token) in all.iter().enumerate() {
            if PRINTING.contains(&token.text.as_str()) && is_at(&all, at + 1, &["!"]) {
                let says =
                    format!("calls `{}!`; the engine returns, the caller prints", token.text);
                refused.push(refuse(token.line, says));
            }
        }
    }
    refused
}

/// The files that name `word` outside comments and strings.
fn files_naming<'s>(sources: &'s [Source], word: &str) -> Vec<&'s str> {
    let names = |source: &&Source| tokens(&source.text).iter().any(|token| token.text == word);
    sources.iter().filter(names).map(|source| source.file.as_str()).collect()
}

/// The crates of `tree` that `refused` lists.
fn refused_crates<'t>(tree: &'t BTreeSet<String>, refused: &[&str]) -> Vec<&'t str> {
    let is_refused = |name: &&String| {
        refused.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name.as_str() == *pattern,
        })
    };
    tree.iter().filter(is_refused).map(String::as_str).collect()
}

// -------------------------------------------------------------------------------------------------
// The real engine

fn engine_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    assert!(!files.is_empty(), "no .rs file below {}", root.join("src").display());
    let sources = files.into_iter().map(|path| {
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let file = path.strip_prefix(root).expect("collected below the root");
        Source { file: file.to_string_lossy().replace('\\', "/"), text }
    });
    let sources: Vec<Source> = sources.collect();
    let of_tests: BTreeSet<String> = sources.iter().flat_map(test_modules).collect();
    let is_of_tests = |source: &Source| of_tests.contains(&module_of(&source.file).join("::"));
    sources.into_iter().filter(|source| !is_of_tests(source)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|e| panic!("{}: {e}", folder.display())).path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The modules a source declares as `#[cfg(test)] mod name;`: files of tests, not of the engine.
fn test_modules(source: &Source) -> Vec<String> {
    let all = tokens(&source.text);
    let module = module_of(&source.file).join("::");
    let declares = |&at: &usize| {
        is_at(&all, at, &CFG_TEST) && is_at(&all, at + 7, &["mod"]) && is_at(&all, at + 9, &[";"])
    };
    (0..all.len()).filter(declares).map(|at| format!("{module}::{}", all[at + 8].text)).collect()
}

/// The names of all crates `package` depends on, directly or not, by the kinds of edges given.
fn dependencies(package: &str, edges: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--offline", "--prefix", "none", "--format", "{p}", "--charset", "ascii"])
        .args(["--package", package, "--edges", edges])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs, for it built this test");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo tree --package {package} failed: {said}");
    let listed = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let names = listed.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned);
    let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).collect();
    assert!(names.contains(package), "cargo tree --package {package} lists {names:?}");
    names
}

fn assert_none(refused: &[Violation]) {
    let lines: Vec<String> = refused.iter().map(Violation::to_string).collect();
    assert!(refused.is_empty(), "{} refused:\n{}", refused.len(), lines.join("\n"));
}

#[test]
fn a_room_names_only_rooms_above_it() {
    assert_none(&check_floors(&engine_sources()));
}

#[test]
fn the_engine_is_pure() {
    assert_none(&check_purity(&engine_sources()));
}

#[test]
fn one_file_of_the_snapshot_names_bincode() {
    let sources = engine_sources();
    let naming = files_naming(&sources, "bincode");
    let is_one_of_snapshot = matches!(naming[..], [one] if one.starts_with("src/snapshot/"));
    assert!(is_one_of_snapshot, "one file of src/snapshot/ names bincode; found {naming:?}");
}

#[test]
fn the_engine_knows_no_framework() {
    let tree = dependencies("dapei-engine", "normal,build");
    let refused = refused_crates(&tree, &FRAMEWORKS);
    assert!(refused.is_empty(), "dapei-engine depends on {refused:?}; those belong to its callers");
}

#[test]
fn crates_depend_one_way() {
    let engine = dependencies("dapei-engine", "normal,build,dev");
    let refused = refused_crates(&engine, &["dapei-datasets", "dapei-server", "dapei-benches"]);
    assert!(refused.is_empty(), "dapei-engine depends on {refused:?}; the engine knows nobody");
    let datasets = dependencies("dapei-datasets", "normal,build,dev");
    let refused = refused_crates(&datasets, &["dapei-server", "dapei-benches"]);
    assert!(
        refused.is_empty(),
        "dapei-datasets depends on {refused:?}; it may know the engine only"
    );
}

// -------------------------------------------------------------------------------------------------
// The checks catch what they are for

fn source(file: &str, text: &str) -> Source {
    Source { file: file.to_owned(), text: text.to_owned() }
}

/// What the floors say about one file, line and sentence up to the allowed rooms.
fn floors_say(file: &str, text: &str) -> Vec<String> {
    let said = check_floors(&[source(file, text)]);
    said.iter().map(|v| format!("{}: {}", v.line, v.says.split(';').next().unwrap_or(""))).collect()
}

#[test]
fn a_planted_path_downwards_is_refused_wherever_it_hides() {
    let downwards = "room `count` names `rank`: that is downwards";
    for (line, text) in [
        (1, "use crate::rank::Score;"),
        (2, "use crate::{\n    rank::{Score, Pool},\n    words::Item,\n};"),
        (1, "use crate::{words::Item, rank};"),
        (2, "fn f() {\n    crate::rank::score();\n}"),
        (1, "fn f(s: &crate::rank::Score) {}"),
        (1, "use super::rank::Score;"),
        (1, "pub use super::{rank::Score as S};"),
        (1, "mod inner { use super::super::rank::Score; }"),
        (1, "fn f() -> Vec<crate::rank::Score> { Vec::<crate::words::Item>::new() }"),
        (2, "/* crate::words */ const A: char = '\"'; // \"\nuse crate::rank::Score; // \""),
    ] {
        let said = floors_say("src/count/mod.rs", text);
        assert!(said.contains(&format!("{line}: {downwards}")), "{text}\nsaid {said:?}");
    }
    let said = floors_say("src/count/pairs.rs", "use super::super::rank::Score;");
    assert_eq!(said, [format!("1: {downwards}")]);
    let said = floors_say("src/count/pairs.rs", "use self::super::super::rank::Score;");
    assert_eq!(said, [format!("1: {downwards}")]);
}

#[test]
fn a_refusal_says_where_who_what_and_which_way_is_allowed() {
    let said = check_floors(&[source("src/relation/mod.rs", "\nuse crate::graph::Edge;")]);
    insta::assert_snapshot!(said[0], @"src/relation/mod.rs:2: room `relation` names `graph`: that is downwards; `relation` may name linear, words, count");
}

#[test]
fn training_and_answering_stay_apart() {
    let said = floors_say("src/suggest/mod.rs", "use crate::train::Trainer;");
    assert_eq!(
        said,
        [
            "1: room `suggest` names `train`: what answers never trains, they meet in rank and in the snapshot"
        ]
    );
    let said = floors_say("src/train/mod.rs", "use crate::suggest::Query;");
    assert_eq!(said, ["1: room `train` names `suggest`: that is downwards"]);
    assert_eq!(floors_say("src/evaluate/mod.rs", "use crate::{train, suggest};"), [""; 0]);
}

#[test]
fn a_way_around_the_rooms_is_refused() {
    let said = floors_say("src/count/mod.rs", "use crate::*;");
    assert_eq!(said, ["1: room `count` names the whole crate"]);
    let said = floors_say("src/count/mod.rs", "use super::*;");
    assert_eq!(said, ["1: room `count` names the whole crate"]);
    let said = floors_say("src/count/mod.rs", "use crate::Score;");
    assert_eq!(said, ["1: room `count` names `crate::Score`, which is no room"]);
    let said = floors_say("src/helper/mod.rs", "");
    assert_eq!(said, ["1: room `helper` has no floor"]);
}

#[test]
fn what_only_looks_like_a_path_downwards_is_let_through() {
    for text in [
        "// use crate::rank::Score;",
        "/// See [`crate::rank`].\nfn f() {}",
        "/* outer /* use crate::rank; */ crate::rank */",
        "const S: &str = \"use crate::rank::Score;\";",
        "const S: &str = r#\"a \" crate::rank::Score \"#;",
        "const S: &[u8] = b\"\\\" crate::rank::x\";",
        "#[cfg(test)]\nmod tests {\n    use crate::rank::Score;\n    fn f() { if true {} }\n}",
        "#[cfg(test)]\nuse crate::{rank::Score};\nuse crate::words::Item;",
        "pub(crate) fn f<'a>(x: &'a str) -> &'a str { x }",
        "pub(in crate::count) fn f() {}",
        "use super::words::{self, Item};",
        "use self::pairs::Pairs;",
        "use crate::count::pairs;",
        "fn f() { crate::some_macro!(1); other::crate_name::rank(); }",
        "mod inner { use super::pairs; }",
    ] {
        assert_eq!(floors_say("src/count/mod.rs", text), [""; 0], "{text}");
    }
}

#[test]
fn a_planted_file_clock_or_print_is_refused() {
    for text in [
        "use std::fs;",
        "use std::{collections::BTreeMap, fs::File};",
        "fn f() { let _ = std::env::var(\"A\"); }",
        "use std::net::TcpStream;",
        "use std::time::{Duration, Instant};",
        "use std::time;",
        "use ::std::fs;",
        "fn f() { (::std::env::args()); }",
        "fn f() -> std::time::SystemTime { todo() }",
        "use std::collections::hash_map::RandomState;",
        "fn f() { println!(\"{}\", 1); }",
        "fn f() { dbg!(1); }",
    ] {
        assert_eq!(check_purity(&[source("src/count/mod.rs", text)]).len(), 1, "{text}");
    }
    for text in [
        "use std::time::Duration;",
        "// std::fs\nuse std::fmt;",
        "fn f(fs: u32) { writeln!(out, \"println!(std::fs)\"); }",
        "use std::{cmp::Ordering, io::Write};",
    ] {
        assert_eq!(check_purity(&[source("src/count/mod.rs", text)]), [], "{text}");
    }
}

#[test]
fn a_second_file_naming_a_crate_and_a_framework_in_the_tree_are_found() {
    let sources = [
        source("src/snapshot/codec.rs", "use bincode::Options;"),
        source(
            "src/graph/mod.rs",
            "// bincode is named elsewhere\nfn f() { bincode::serialize(); }",
        ),
        source("src/words/mod.rs", "/// Never bincode."),
    ];
    assert_eq!(files_naming(&sources, "bincode"), ["src/snapshot/codec.rs", "src/graph/mod.rs"]);
    let tree = ["actix-web", "csvless", "serde", "tokio", "tracing-core"].map(str::to_owned).into();
    assert_eq!(refused_crates(&tree, &FRAMEWORKS), ["actix-web", "tokio", "tracing-core"]);
}

#[test]
fn a_file_of_tests_is_recognised_where_it_is_declared() {
    let declaring = source("src/count/mod.rs", "mod pairs;\n#[cfg(test)]\nmod laws;");
    assert_eq!(test_modules(&declaring), ["crate::count::laws"]);
    assert_eq!(module_of("src/count/laws.rs"), ["crate", "count", "laws"]);
    assert_eq!(module_of("src/lib.rs"), ["crate"]);
}
