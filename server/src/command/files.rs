//! The files that a command line names, one by one or by a pattern.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::wrong_usage;

/// The files that `words` name, patterns (`*`, `?`, `[…]`) replaced by what fits them, in the
/// sequence of their names. A word that is the name of a file is that file, whatever it looks like.
///
/// # Errors
///
/// A pattern that nothing fits or that is none; a directory; a file that is named twice, since its rows
/// would count twice.
pub(super) fn named(words: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for word in words {
        match word.to_str().filter(|text| text.contains(['*', '?', '['])) {
            Some(pattern) if !word.exists() => files.extend(fitting(pattern)?),
            Some(_) | None => files.push(word.clone()),
        }
    }
    let mut seen: HashMap<PathBuf, &Path> = HashMap::new();
    for file in &files {
        if file.is_dir() {
            let shown = file.display();
            bail!(
                "`{shown}` is a directory, expected files: `{shown}/*.csv` names all CSV files in it"
            );
        }
        // What cannot be found is told by whoever reads it.
        let Ok(own) = fs::canonicalize(file) else { continue };
        if let Some(before) = seen.insert(own, file) {
            let (before, file) = (before.display(), file.display());
            return Err(wrong_usage(format_args!(
                "`{file}` is named twice (before as `{before}`): its rows would count twice"
            )));
        }
    }
    Ok(files)
}

/// The files that fit `pattern`, at least one, sorted by name.
fn fitting(pattern: &str) -> anyhow::Result<Vec<PathBuf>> {
    let paths = glob::glob(pattern)
        .map_err(|error| wrong_usage(format_args!("`{pattern}` is no pattern: {}", error.msg)))?;
    let files = paths.collect::<Result<Vec<_>, _>>();
    let files = files.with_context(|| format!("cannot look for `{pattern}`"))?;
    if files.is_empty() {
        bail!("no file fits `{pattern}`, expected at least one");
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            fs::write(folder.path().join(name), "order_id,item_id\n").unwrap();
        }
        folder
    }

    fn told(folder: &tempfile::TempDir, words: &[&str]) -> String {
        let paths: Vec<PathBuf> = words.iter().map(|word| folder.path().join(word)).collect();
        let base = format!("{}/", folder.path().display());
        let told = match named(&paths) {
            Ok(files) => {
                files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" ")
            }
            Err(error) => {
                let told = error.to_string();
                told.lines().next().unwrap_or_default().replace("error: ", "")
            }
        };
        told.replace(&base, "")
    }

    #[test]
    fn patterns_name_what_fits_them_in_the_sequence_of_the_names() {
        let folder = folder(&["b.csv", "a.csv", "a.tsv", "x[1].csv"]);
        assert_eq!(told(&folder, &["*.csv"]), "a.csv b.csv x[1].csv");
        assert_eq!(told(&folder, &["b.csv", "a.*"]), "b.csv a.csv a.tsv");
        assert_eq!(told(&folder, &["x[1].csv"]), "x[1].csv");
        assert_eq!(told(&folder, &["missing.csv"]), "missing.csv");
    }

    #[test]
    fn what_names_no_file_or_one_twice_is_told() {
        let folder = folder(&["a.csv"]);
        insta::assert_snapshot!(told(&folder, &["*.tsv"]), @"no file fits `*.tsv`, expected at least one");
        fs::create_dir(folder.path().join("2026")).unwrap();
        insta::assert_snapshot!(told(&folder, &["2026"]), @"`2026` is a directory, expected files: `2026/*.csv` names all CSV files in it");
        insta::assert_snapshot!(told(&folder, &["a.csv", "*.csv"]), @"`a.csv` is named twice (before as `a.csv`): its rows would count twice");
        insta::assert_snapshot!(told(&folder, &["[a.csv"]), @"`[a.csv` is no pattern: invalid range pattern");
    }
}
