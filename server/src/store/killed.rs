//! What was acknowledged is there after a process was killed in the middle of its writes.

use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use super::database::Database;
use super::error::StoreError;
use super::queue::{Store, Write};
use super::{NewRules, STORE_FILE};

/// Where the child writes; absent in the parent.
const CHILD_STORE: &str = "DAPEI_TEST_STORE";
const WRITERS: usize = 8;
const ACKNOWLEDGED_BEFORE_THE_KILL: usize = 300;
/// Its name for the child, which is this test again.
const THIS_TEST: &str = "store::killed::what_was_acknowledged_outlives_a_kill";

struct Telling(usize, usize, tokio::sync::oneshot::Sender<Result<(), StoreError>>);

impl Write for Telling {
    fn size_bytes(&self) -> usize {
        1
    }

    fn apply(&mut self, database: &mut dyn Database) -> Result<(), StoreError> {
        database.tell(&format!("{} of {}", self.1, self.0), "{}").map(drop)
    }

    fn end(self: Box<Self>, outcome: Result<(), StoreError>) {
        let _ = self.2.send(outcome);
    }
}

/// Writes until it is killed, and says what was acknowledged.
fn write_for_ever(path: &Path) {
    let store = Arc::new(Store::sqlite(path).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let say = |kept: String| {
        let mut out = std::io::stdout().lock();
        // Nobody listens once the parent failed.
        if writeln!(out, "\nkept {kept}").and_then(|()| out.flush()).is_err() {
            std::process::exit(1);
        }
    };
    runtime.block_on(async {
        let writers = (0..WRITERS).map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for turn in 0.. {
                    if writer == 0 {
                        let document = format!("{turn}");
                        let written_at = "2026-11-27T00:00:00Z".to_owned();
                        let author = "file".to_owned();
                        let rules = NewRules { document, written_at, author, expected: Some(turn) };
                        let number = store.write_rules(rules).await.unwrap();
                        say(format!("rules {number}"));
                    } else {
                        let (reply, replied) = tokio::sync::oneshot::channel();
                        store.write(Box::new(Telling(writer, turn as usize, reply))).unwrap();
                        replied.await.unwrap().unwrap();
                        say(format!("item {turn} of {writer}"));
                    }
                }
            })
        });
        for writer in writers.collect::<Vec<_>>() {
            writer.await.unwrap();
        }
    });
}

#[test]
fn what_was_acknowledged_outlives_a_kill() {
    if let Some(path) = env::var_os(CHILD_STORE) {
        return write_for_ever(&PathBuf::from(path));
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", THIS_TEST, "--nocapture"])
        .env(CHILD_STORE, &path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let mut kept = Vec::new();
    // To its end: what it said until it was killed counts, too.
    for line in said.lines() {
        let line = line.unwrap();
        let Some(what) = line.strip_prefix("kept ") else { continue };
        kept.push(what.to_owned());
        if kept.len() == ACKNOWLEDGED_BEFORE_THE_KILL {
            child.kill().unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(!status.success() && kept.len() >= ACKNOWLEDGED_BEFORE_THE_KILL, "{status}");
    #[cfg(unix)]
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
    let store = Store::sqlite(&path).unwrap();
    for what in kept {
        let found = match what.strip_prefix("rules ") {
            Some(number) => {
                let number = number.parse().unwrap();
                store.read_now(move |database| Ok(database.rules(number)?.is_some()))
            }
            None => {
                let item = what.strip_prefix("item ").unwrap().to_owned();
                store.read_now(move |database| Ok(database.told(&item)?.is_some()))
            }
        };
        assert!(found.unwrap(), "{what} was acknowledged and is lost");
    }
}
