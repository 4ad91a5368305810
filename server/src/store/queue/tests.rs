use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use super::*;
use crate::store::database::{Rules, RulesVersion, ToldRow};
use crate::store::{KEPT_VERSIONS, MAX_RULES_BYTES, NewRules, STORE_FILE};

/// A database that notes what it is asked to do, and fails where it is told to.
#[derive(Default, Clone)]
struct Noted(Arc<Mutex<Notes>>);

#[derive(Default)]
struct Notes {
    done: Vec<String>,
    fails_at: Option<&'static str>,
}

impl Noted {
    fn note(&self, what: String) -> Result<(), StoreError> {
        let mut notes = self.0.lock().unwrap();
        let fails = notes.fails_at.is_some_and(|at| at == what);
        notes.done.push(what);
        if fails {
            return Err(StoreError::Full { act: "write", place: "noted".to_owned() });
        }
        Ok(())
    }

    fn done(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap().done).join(", ")
    }
}

impl Database for Noted {
    fn begin(&mut self) -> Result<(), StoreError> {
        self.note("begin".to_owned())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.note("commit".to_owned())
    }

    fn roll_back(&mut self) {
        self.note("roll back".to_owned()).unwrap();
    }

    fn told(&mut self, _: &str) -> Result<Option<String>, StoreError> {
        Ok(None)
    }

    fn each_told(
        &mut self,
        _: &mut dyn FnMut(ToldRow<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.note("read".to_owned())
    }

    fn tell(&mut self, item_id: &str, _: &str) -> Result<u64, StoreError> {
        self.note(format!("tell {item_id}")).map(|()| 1)
    }

    fn forget(&mut self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }

    fn newest_rules_number(&mut self) -> Result<u64, StoreError> {
        Ok(0)
    }

    fn rules(&mut self, _: u64) -> Result<Option<Rules>, StoreError> {
        Ok(None)
    }

    fn rules_versions(
        &mut self,
        _: Option<u64>,
        _: usize,
    ) -> Result<Vec<RulesVersion>, StoreError> {
        Ok(Vec::new())
    }

    fn add_rules(&mut self, _: &Rules) -> Result<(), StoreError> {
        Ok(())
    }

    fn drop_rules_before(&mut self, _: u64) -> Result<(), StoreError> {
        Ok(())
    }
}

struct Telling {
    item: String,
    size_bytes: usize,
    ended: Sender<String>,
}

impl Write for Telling {
    fn size_bytes(&self) -> usize {
        self.size_bytes
    }

    fn apply(&mut self, database: &mut dyn Database) -> Result<(), StoreError> {
        database.tell(&self.item, "{}").map(drop)
    }

    fn end(self: Box<Self>, outcome: Result<(), StoreError>) {
        let outcome = outcome.map_or_else(|error| error.to_string(), |()| "kept".to_owned());
        let _ = self.ended.send(format!("{}: {outcome}", self.item));
    }
}

/// Keeps the thread of `store` from working until the end of what is given back; it waits already.
fn held(store: &Store) -> SyncSender<()> {
    let (free, freed) = sync_channel(0);
    let (tell, begun) = channel();
    let hold = move |_: &mut dyn Database| {
        tell.send(()).unwrap();
        // Ends with an error where it is dropped.
        let _ = freed.recv();
    };
    store.hand_over(Job::Read(Box::new(hold))).unwrap();
    begun.recv().unwrap();
    free
}

fn telling(item: &str, size_bytes: usize, ended: &Sender<String>) -> Box<Telling> {
    Box::new(Telling { item: item.to_owned(), size_bytes, ended: ended.clone() })
}

#[test]
fn writes_that_wait_share_one_sync() {
    let noted = Noted::default();
    let store = Store::new(Box::new(noted.clone())).unwrap();
    let (ended, ends) = channel();
    let held = held(&store);
    for item in ["a", "b", "c"] {
        store.write(telling(item, 1, &ended)).unwrap();
    }
    drop(held);
    let told: Vec<String> = ends.iter().take(3).collect();
    assert_eq!(told, ["a: kept", "b: kept", "c: kept"]);
    assert_eq!(noted.done(), "begin, tell a, tell b, tell c, commit");
}

#[test]
fn a_read_sees_all_that_was_handed_over_before() {
    let noted = Noted::default();
    let store = Store::new(Box::new(noted.clone())).unwrap();
    let (ended, _ends) = channel();
    let held = held(&store);
    store.write(telling("a", 1, &ended)).unwrap();
    let read: Read = Box::new(|database| database.each_told(&mut |_| Ok(())).unwrap());
    store.hand_over(Job::Read(read)).unwrap();
    store.write(telling("b", 1, &ended)).unwrap();
    drop(held);
    store.read_now(|_| Ok(())).unwrap();
    assert_eq!(noted.done(), "begin, tell a, commit, read, begin, tell b, commit");
}

#[test]
fn writes_that_fail_together_all_say_why_and_later_ones_are_kept() {
    for (fails_at, done) in [
        ("begin", "begin"),
        ("tell b", "begin, tell a, tell b, roll back"),
        ("commit", "begin, tell a, tell b, tell c, commit, roll back"),
    ] {
        let noted = Noted::default();
        let store = Store::new(Box::new(noted.clone())).unwrap();
        let (ended, ends) = channel();
        let held = held(&store);
        noted.0.lock().unwrap().fails_at = Some(fails_at);
        for item in ["a", "b", "c"] {
            store.write(telling(item, 1, &ended)).unwrap();
        }
        drop(held);
        let told: Vec<String> = ends.iter().take(3).collect();
        let full = |item| format!("{item}: cannot write the store `noted`: its disk is full");
        assert_eq!(told, ["a", "b", "c"].map(full));
        assert_eq!(noted.done(), done);
        noted.0.lock().unwrap().fails_at = None;
        store.write(telling("d", 1, &ended)).unwrap();
        assert_eq!(ends.recv().unwrap(), "d: kept");
    }
}

#[test]
fn past_its_capacity_the_queue_refuses_at_once() {
    let store = Store::new(Box::new(Noted::default())).unwrap();
    let (ended, ends) = channel();
    let first = held(&store);
    for _ in 0..MAX_WAITING {
        store.write(telling("a", 1, &ended)).unwrap();
    }
    assert!(matches!(store.write(telling("b", 1, &ended)), Err(StoreError::Busy)));
    drop(first);
    assert_eq!(ends.iter().take(MAX_WAITING).filter(|end| end == "a: kept").count(), MAX_WAITING);
    // Bytes are counted, too; and one write has room however long it is.
    let second = held(&store);
    store.write(telling("long", 2 * MAX_WAITING_BYTES, &ended)).unwrap();
    assert!(matches!(store.write(telling("c", 1, &ended)), Err(StoreError::Busy)));
    drop(second);
    assert_eq!(ends.recv().unwrap(), "long: kept");
    store.write(telling("d", 1, &ended)).unwrap();
    assert_eq!(ends.recv().unwrap(), "d: kept");
}

#[test]
fn what_was_handed_over_is_kept_before_the_store_is_closed() {
    let noted = Noted::default();
    let store = Store::new(Box::new(noted.clone())).unwrap();
    let (ended, ends) = channel();
    store.write(telling("a", 1, &ended)).unwrap();
    drop(store);
    assert_eq!(ends.recv().unwrap(), "a: kept");
}

/// Once it waited for its thread, which may sync a disk: a worker answers nobody meanwhile.
#[test]
fn whoever_drops_a_store_waits_for_nothing() {
    let store = Store::new(Box::new(Noted::default())).unwrap();
    let (ended, ends) = channel();
    let held = held(&store);
    store.write(telling("a", 1, &ended)).unwrap();
    drop(store);
    assert!(ends.try_recv().is_err(), "its thread is held");
    drop(held);
    assert_eq!(ends.recv().unwrap(), "a: kept");
}

#[test]
fn what_waits_is_counted_until_it_is_done() {
    let store = Store::new(Box::new(Noted::default())).unwrap();
    let (ended, ends) = channel();
    let held = held(&store);
    for item in ["a", "b"] {
        store.write(telling(item, 1, &ended)).unwrap();
    }
    assert_eq!(store.n_waiting(), 3);
    drop(held);
    assert_eq!(ends.iter().take(2).count(), 2);
    store.read_now(|_| Ok(())).unwrap();
    // The last one is counted down right after it was told.
    while store.n_waiting() > 0 {
        thread::yield_now();
    }
}

#[test]
fn where_its_thread_breaks_down_all_who_wait_are_told_and_later_ones_at_once() {
    let store = Store::new(Box::new(Noted::default())).unwrap();
    let (ended, ends) = channel();
    let held = held(&store);
    let breaking = |_: &mut dyn Database| panic!("as if a write were wrong");
    store.hand_over(Job::Read(Box::new(breaking))).unwrap();
    store.write(telling("a", 1, &ended)).unwrap();
    drop((ended, held));
    assert!(ends.recv().is_err(), "it was dropped and never told as kept");
    while !store.has_stopped() {
        thread::yield_now();
    }
    let (ended, _ends) = channel();
    assert!(matches!(store.write(telling("b", 1, &ended)), Err(StoreError::Stopped)));
    assert!(matches!(store.read_now(|_| Ok(())), Err(StoreError::Stopped)));
}

/// The store's thread would wait for itself.
#[test]
fn the_last_to_know_a_store_may_be_a_write_of_it() {
    struct Last(Option<Arc<Store>>, Sender<String>);
    impl Write for Last {
        fn size_bytes(&self) -> usize {
            1
        }
        fn apply(&mut self, _: &mut dyn Database) -> Result<(), StoreError> {
            Ok(())
        }
        fn end(mut self: Box<Self>, _: Result<(), StoreError>) {
            drop(self.0.take());
            self.1.send("ended".to_owned()).unwrap();
        }
    }
    let store = Arc::new(Store::new(Box::new(Noted::default())).unwrap());
    let (ended, ends) = channel();
    let held = held(&store);
    store.write(Box::new(Last(Some(Arc::clone(&store)), ended))).unwrap();
    drop(store);
    drop(held);
    assert_eq!(ends.recv().unwrap(), "ended");
}

fn rules(document: &str, expected: Option<u64>) -> NewRules {
    NewRules {
        document: document.to_owned(),
        written_at: "2026-11-27T00:00:00Z".to_owned(),
        author: "file".to_owned(),
        expected,
    }
}

#[actix_web::test]
async fn rules_are_written_where_nobody_wrote_in_between() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::sqlite(&dir.path().join(STORE_FILE)).unwrap();
    assert_eq!(store.write_rules(rules("1", Some(0))).await.unwrap(), 1);
    assert_eq!(store.write_rules(rules("2", Some(1))).await.unwrap(), 2);
    let error = store.write_rules(rules("two", Some(1))).await.unwrap_err();
    insta::assert_snapshot!(error, @"the newest rules are version 2, not 1 as expected: read them, and write again");
    assert_eq!(store.write_rules(rules("3", None)).await.unwrap(), 3);
    let newest = store.read(|database| database.newest_rules()).await.unwrap().unwrap();
    assert_eq!((newest.number, newest.document.as_str(), newest.author.as_str()), (3, "3", "file"));
    let long = "x".repeat(MAX_RULES_BYTES + 1);
    insta::assert_snapshot!(store.write_rules(rules(&long, None)).await.unwrap_err(), @"the rules have 1048577 bytes, expected at most 1048576");
    assert_eq!(store.write_rules(rules(&long[1..], Some(3))).await.unwrap(), 4);
}

#[actix_web::test]
async fn as_many_versions_of_rules_are_kept_as_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::sqlite(&dir.path().join(STORE_FILE)).unwrap();
    for number in 1..=KEPT_VERSIONS + 2 {
        assert_eq!(store.write_rules(rules("{}", Some(number - 1))).await.unwrap(), number);
    }
    let versions = store.read(|database| database.rules_versions(None, usize::MAX)).await.unwrap();
    assert_eq!(versions.len() as u64, KEPT_VERSIONS);
    assert_eq!(versions.last().unwrap().number, 3);
}
