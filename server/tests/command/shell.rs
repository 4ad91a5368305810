//! A directory with a shop's files, and the command beside them.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use assert_cmd::assert::{Assert, OutputAssertExt};
use assert_cmd::cargo::cargo_bin;

/// Lines of the shop's orders: tea with cup in 40 of 100 orders, honey with both in 10 of them.
pub(crate) fn orders() -> String {
    let mut text = "order_id,item_id,title\n".to_owned();
    for order in 1..=100 {
        let items: &[&str] = match order {
            1..=10 => &["tea", "cup", "honey"],
            11..=40 => &["tea", "cup"],
            _ => &["lantern"],
        };
        items.iter().for_each(|item| text.push_str(&format!("{order},{item},The {item}\n")));
    }
    text
}

pub(crate) struct Shell {
    dir: tempfile::TempDir,
}

impl Shell {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// With a model in `model`.
    pub(crate) fn with_model() -> Self {
        let shell = Self::new();
        shell.write("orders.csv", &orders());
        shell.dapei("train --orders orders.csv --model model").success();
        shell
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn dapei(&self, words: &str) -> Assert {
        self.command(words).assert()
    }

    /// Runs what a person would paste, `dapei` being the one under test.
    pub(crate) fn shell(&self, text: &str) -> Assert {
        let dapei = cargo_bin("dapei");
        let folder = dapei.parent().unwrap().display().to_string();
        let path = std::env::var("PATH").unwrap_or_default();
        let mut shell = Command::new("sh");
        shell.current_dir(self.dir.path()).args(["-c", text]).env_remove("RUST_LOG");
        shell.env("PATH", format!("{folder}:{path}")).assert()
    }

    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(cargo_bin("dapei"));
        command.current_dir(self.dir.path()).args(words.split_whitespace());
        command.env_remove("RUST_LOG").env_remove("DAPEI_CONFIG");
        command
    }
}

pub(crate) fn stdout(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

pub(crate) fn stderr(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}
