//! The file that says what holds anyway, for people to begin with.

use std::fmt::Write;

use super::key::{KEYS, Key};

/// Longest line of a comment. Unit: characters.
const LINE_LENGTH: usize = 100;
const NEVER_FAILS: &str = "a string takes all text";

/// A file with every key, each with what it means. It sets what holds anyway; keys without a default are commented out.
#[must_use]
pub fn default_file() -> String {
    let mut text = String::new();
    comment(
        &mut text,
        "The configuration of `dapei serve`: `dapei serve --config FILE`. Every key may be left out. Flags win over \
         variables of the environment (`DAPEI_LIMITS_REQUEST_BURST` for `limits.request_burst`), these over the file, the \
         file over the defaults below. Paths are relative to where the command is started.",
    );
    let mut table = "";
    for key in KEYS {
        let (its_table, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        if its_table != table {
            table = its_table;
            write!(text, "\n[{table}]\n").expect(NEVER_FAILS);
        }
        text.push('\n');
        write_key(&mut text, key, name);
    }
    text
}

fn write_key(text: &mut String, key: &Key, name: &str) {
    comment(text, key.about);
    comment(text, &format!("Takes {}.", key.kind));
    match key.default {
        Some(default) => writeln!(text, "{name} = {default}"),
        None => writeln!(text, "# {name} = {}", key.example),
    }
    .expect(NEVER_FAILS);
}

/// Writes `words` as lines of comment.
fn comment(text: &mut String, words: &str) {
    let mut length = 0;
    for word in words.split_whitespace() {
        if length == 0 || LINE_LENGTH < length + 1 + word.chars().count() {
            text.push_str(if length == 0 { "#" } else { "\n#" });
            length = 1;
        }
        text.push(' ');
        text.push_str(word);
        length += 1 + word.chars().count();
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::{Given, Settings};

    #[test]
    fn the_default_file_says_what_holds_without_it() {
        let text = default_file();
        let given = Given::default().text(&text, Path::new("default.toml")).unwrap();
        assert_eq!(Settings::of(&given).unwrap(), Settings::default());
        for (line, default) in given.lines().zip(Given::default().lines()) {
            assert_eq!(line.value, default.value, "{}", line.key.name);
        }
        // What is commented out may be used as it is.
        let all = ["model", "store", "key"]
            .iter()
            .fold(text, |text, name| text.replace(&format!("# {name} ="), &format!("{name} =")));
        assert!(Given::default().text(&all, Path::new("default.toml")).is_ok());
    }

    #[test]
    fn comments_are_short_and_whole() {
        let mut text = String::new();
        comment(&mut text, &"word ".repeat(50));
        assert!(text.lines().all(|line| line.len() <= LINE_LENGTH && line.starts_with("# word")));
        assert_eq!(text.matches("word").count(), 50);
    }
}
