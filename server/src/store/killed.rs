//! What was acknowledged is there after a process was killed in the middle of its writes.

use std::env;
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::database::Database;
use super::error::StoreError;
use super::queue::{Store, Write};
use super::{NewRules, STORE_FILE};

/// Where the child writes; absent in the parent.
const CHILD_STORE: &str = "DAPEI_TEST_STORE";
/// Whether the child goes no further than to the acknowledgement after which it is killed; else it goes on meanwhile.
const CHILD_STOPS: &str = "DAPEI_TEST_STORE_STOPS";
const WRITERS: usize = 8;
const ITEMS_BEFORE_THE_KILL: usize = 200;

static N_ITEMS: AtomicUsize = AtomicUsize::new(0);

struct Telling(usize, u64, tokio::sync::oneshot::Sender<()>);

impl Write for Telling {
    fn size_bytes(&self) -> usize {
        1
    }

    fn apply(&mut self, database: &mut dyn Database) -> Result<(), StoreError> {
        database.tell(&format!("{} of {}", self.1, self.0), "{}").map(drop)
    }

    fn end(self: Box<Self>, outcome: Result<(), StoreError>) {
        outcome.unwrap();
        say(&format!("item {} of {}", self.1, self.0));
        let n_items = N_ITEMS.fetch_add(1, Ordering::Relaxed) + 1;
        while n_items == ITEMS_BEFORE_THE_KILL && env::var_os(CHILD_STOPS).is_some() {
            thread::park();
        }
        let _ = self.2.send(());
    }
}

/// Tells the parent what was acknowledged.
fn say(kept: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody listens once the parent failed.
    if writeln!(out, "\nkept {kept}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}

/// Writes until it is killed, and says what was acknowledged.
fn write_for_ever(path: &Path) {
    let store = Arc::new(Store::sqlite(path).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
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
                        say(&format!("rules {number}"));
                    } else {
                        let (reply, replied) = tokio::sync::oneshot::channel();
                        store.write(Box::new(Telling(writer, turn, reply))).unwrap();
                        replied.await.unwrap();
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
    check("store::killed::what_was_acknowledged_outlives_a_kill", &[]);
}

/// Whatever comes after the acknowledgement never happens.
#[test]
fn what_was_acknowledged_needs_nothing_more() {
    check("store::killed::what_was_acknowledged_needs_nothing_more", &[(CHILD_STOPS, "1")]);
}

/// The child is the test named `this_test` again.
fn check(this_test: &str, variables: &[(&str, &str)]) {
    if let Some(path) = env::var_os(CHILD_STORE) {
        return write_for_ever(&PathBuf::from(path));
    }
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", this_test, "--nocapture"])
        .env(CHILD_STORE, &path)
        .envs(variables.iter().copied())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap());
    let (mut kept, mut n_items) = (Vec::new(), 0);
    // To its end: what it said until it was killed counts, too.
    for line in said.lines() {
        let line = line.unwrap();
        let Some(what) = line.strip_prefix("kept ") else { continue };
        kept.push(what.to_owned());
        n_items += usize::from(what.starts_with("item "));
        if n_items == ITEMS_BEFORE_THE_KILL {
            child.kill().unwrap();
        }
    }
    let status = child.wait().unwrap();
    assert!(!status.success() && n_items >= ITEMS_BEFORE_THE_KILL, "{status}");
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
