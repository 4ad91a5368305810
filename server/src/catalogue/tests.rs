use std::path::Path;
use std::sync::mpsc::{Receiver, channel};

use tempfile::TempDir;

use super::*;
use crate::store::STORE_FILE;

const LIMITS: Limits = Limits { most_unknown: 3, most_bytes: 1 << 20 };

/// A catalogue of a shop whose snapshot knows `tea` and `cup`.
fn open(dir: &Path) -> Catalogue {
    let store = Arc::new(Store::sqlite(&dir.join(STORE_FILE)).unwrap());
    Catalogue::open(store, Arc::new(|id| ["tea", "cup"].contains(&id)), LIMITS).unwrap()
}

fn in_a_folder() -> (TempDir, Catalogue) {
    let dir = tempfile::tempdir().unwrap();
    let catalogue = open(dir.path());
    (dir, catalogue)
}

fn id(text: &str) -> ItemId {
    ItemId::parse(text.to_owned()).unwrap()
}

fn merge(item_id: &str, json: &str) -> (ItemId, Change) {
    let body: ItemChangeBody = serde_json::from_str(json).unwrap();
    (id(item_id), Change::Merge(body.check().unwrap()))
}

fn forget(item_id: &str) -> (ItemId, Change) {
    (id(item_id), Change::Forget)
}

/// What is told of each item, as JSON.
fn told(items: &ToldItems) -> String {
    items.iter().map(|(id, facts)| format!("{id} {}\n", facts.json())).collect()
}

fn listened(catalogue: &Catalogue) -> Receiver<String> {
    let (tell, told) = channel();
    catalogue.listen(Arc::new(move |changed| {
        let facts = |facts: &Option<Arc<ToldFacts>>| {
            facts.as_ref().map_or("nothing".to_owned(), |facts| facts.json())
        };
        for (id, now) in changed {
            let _ = tell.send(format!("{id} {}", facts(now)));
        }
    }));
    told
}

#[actix_web::test]
async fn a_change_is_seen_told_and_kept() {
    let (dir, catalogue) = in_a_folder();
    let before = catalogue.items();
    let listener = listened(&catalogue);
    let changes = vec![
        merge("tea", r#"{"stock":3,"price":450}"#),
        merge("cup", r#"{"title":"Cup"}"#),
        merge("tea", r#"{"stock":0}"#),
    ];
    let outcomes = catalogue.change(changes).await.unwrap();
    let outcomes: Vec<String> = outcomes.into_iter().map(|facts| facts.unwrap().json()).collect();
    assert_eq!(outcomes[0], r#"{"price":450,"stock":3}"#);
    assert_eq!(outcomes[2], r#"{"price":450,"stock":0}"#);
    insta::assert_snapshot!(told(&catalogue.items()), @r#"
    cup {"title":"Cup"}
    tea {"price":450,"stock":0}
    "#);
    assert!(before.is_empty(), "who looks already sees no change");
    let heard: Vec<String> = listener.try_iter().collect();
    assert_eq!(heard, [r#"cup {"title":"Cup"}"#, r#"tea {"price":450,"stock":0}"#]);
    catalogue.change(vec![forget("tea"), forget("never told")]).await.unwrap();
    assert_eq!(listener.try_iter().collect::<Vec<_>>(), ["tea nothing"]);
    let now = told(&catalogue.items());
    drop(catalogue);
    assert_eq!(told(&open(dir.path()).items()), now);
    insta::assert_snapshot!(now, @r#"cup {"title":"Cup"}"#);
}

#[actix_web::test]
async fn what_changes_nothing_is_neither_written_nor_told() {
    let (_dir, catalogue) = in_a_folder();
    catalogue.change(vec![merge("tea", r#"{"stock":3}"#)]).await.unwrap();
    let revisions = || async {
        let read = catalogue.store().read(|database| {
            let mut found = Vec::new();
            database.each_told(&mut |row| {
                found.push(row.revision);
                Ok(())
            })?;
            Ok(found)
        });
        read.await.unwrap()
    };
    let (before, listener) = (revisions().await, listened(&catalogue));
    let again = vec![merge("tea", r#"{"stock":3}"#), merge("cup", "{}"), forget("bowl")];
    catalogue.change(again).await.unwrap();
    assert_eq!(revisions().await, before);
    assert_eq!(listener.try_iter().count(), 0);
    assert_eq!(catalogue.items().len(), 1);
}

#[actix_web::test]
async fn writers_at_the_same_time_lose_no_field_of_each_other() {
    let (dir, catalogue) = in_a_folder();
    let catalogue = Arc::new(catalogue);
    let writers = (0..50).map(|writer| {
        let catalogue = Arc::clone(&catalogue);
        actix_web::rt::spawn(async move {
            let change = merge("tea", &format!(r#"{{"attributes":{{"{writer:02}":"x"}}}}"#));
            catalogue.change(vec![change]).await.unwrap()[0].as_ref().unwrap().attributes.len()
        })
    });
    let mut seen = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        seen.push(writer.await.unwrap());
    }
    seen.sort_unstable();
    assert!(seen.into_iter().eq(1..=50), "each saw those before it, and itself");
    // Another process that has the same store, too.
    let other = open(dir.path());
    other.change(vec![merge("tea", r#"{"stock":1}"#)]).await.unwrap();
    let facts = &catalogue.change(vec![merge("tea", r#"{"price":2}"#)]).await.unwrap()[0];
    let facts = facts.as_ref().unwrap();
    assert_eq!((facts.stock, facts.price, facts.attributes.len()), (Some(1), Some(2), 50));
    assert_eq!(catalogue.items().get("tea"), Some(facts));
}

#[actix_web::test]
async fn a_listener_hears_all_that_was_not_told_when_it_came() {
    let (_dir, catalogue) = in_a_folder();
    let catalogue = Arc::new(catalogue);
    let writing = {
        let catalogue = Arc::clone(&catalogue);
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                for stock in 0..200 {
                    let change = merge("tea", &format!(r#"{{"stock":{stock}}}"#));
                    catalogue.change(vec![change]).await.unwrap();
                }
            });
        })
    };
    let (tell, heard) = channel();
    let at_first = catalogue.listen(Arc::new(move |changed| {
        for (_, facts) in changed {
            tell.send(facts.as_ref().unwrap().stock.unwrap()).unwrap();
        }
    }));
    writing.join().unwrap();
    let first = at_first.get("tea").map_or(0, |facts| facts.stock.unwrap() + 1);
    assert!(heard.try_iter().eq(first..200));
}

#[actix_web::test]
async fn as_many_unknown_items_are_told_as_may_be() {
    let (_dir, catalogue) = in_a_folder();
    let stock = r#"{"stock":1}"#;
    let outcomes = catalogue
        .change(["a", "tea", "b", "c", "d", "cup"].map(|id| merge(id, stock)).to_vec())
        .await
        .unwrap();
    let taken: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(taken, [true, true, true, true, false, true]);
    insta::assert_snapshot!(outcomes[4].as_ref().unwrap_err(), @"3 items are told of that the snapshot does not know, which is the most there may be: forget some with DELETE, or train with the orders that name them");
    // What is told of already changes still, and what is forgotten makes room.
    let changes =
        vec![merge("a", r#"{"stock":2}"#), forget("b"), merge("d", stock), merge("e", stock)];
    let outcomes = catalogue.change(changes).await.unwrap();
    let taken: Vec<bool> = outcomes.iter().map(Result::is_ok).collect();
    assert_eq!(taken, [true, true, true, false]);
    // A snapshot that knows one of them.
    catalogue.follow(Arc::new(|id| ["tea", "cup", "a"].contains(&id)));
    let outcomes = catalogue.change(vec![merge("e", stock), merge("f", stock)]).await.unwrap();
    assert!(outcomes[0].is_ok() && outcomes[1].is_err());
}

/// A sum below nothing was once taken for a great one.
#[actix_web::test]
async fn what_another_process_told_may_be_forgotten() {
    let (dir, catalogue) = in_a_folder();
    let other = open(dir.path());
    let stock = r#"{"stock":1}"#;
    other.change(["a", "b", "c"].map(|id| merge(id, stock)).to_vec()).await.unwrap();
    catalogue.change(["a", "b", "c"].map(forget).to_vec()).await.unwrap();
    assert!(catalogue.change(vec![merge("d", stock)]).await.unwrap()[0].is_ok());
}

#[actix_web::test]
async fn as_much_is_told_as_may_be() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::sqlite(&dir.path().join(STORE_FILE)).unwrap());
    let limits = Limits { most_unknown: 10, most_bytes: 40 };
    let catalogue = Catalogue::open(store, Arc::new(|_| true), limits).unwrap();
    let title = |text: &str| format!(r#"{{"title":"{text}"}}"#);
    let outcomes = catalogue
        .change(vec![merge("a", &title("1234567890123456789012345678")), merge("b", &title("x"))])
        .await
        .unwrap();
    // 1 byte of id and 40 of JSON; 1 and 13.
    assert!(outcomes[0].is_err() && outcomes[1].is_ok());
    insta::assert_snapshot!(outcomes[0].as_ref().unwrap_err(), @"40 bytes of facts are told in all, which is the most there may be: forget some with DELETE");
    let memory_bytes = catalogue.memory_bytes();
    catalogue.change(vec![forget("b")]).await.unwrap();
    assert!(catalogue.memory_bytes() < memory_bytes);
}

#[actix_web::test]
async fn the_facts_of_one_item_have_a_length() {
    let (_dir, catalogue) = in_a_folder();
    let value = "v".repeat(1000);
    let each: Vec<String> = (0..32).map(|name| format!(r#""{name}":"{value}""#)).collect();
    let outcomes = catalogue
        .change(vec![
            merge("tea", &format!(r#"{{"attributes":{{{}}}}}"#, each[..31].join(","))),
            merge("tea", &format!(r#"{{"attributes":{{{}}},"title":"{value}"}}"#, each[31])),
        ])
        .await
        .unwrap();
    assert!(outcomes[0].is_ok());
    insta::assert_snapshot!(outcomes[1].as_ref().unwrap_err(), @"33273 bytes of facts with those told before, expected at most 32768");
    assert_eq!(catalogue.items().get("tea").unwrap().attributes.len(), 31);
}

#[cfg(unix)]
#[actix_web::test]
async fn what_the_store_does_not_keep_is_not_seen_and_leaves_room() {
    let (dir, catalogue) = in_a_folder();
    let stock = r#"{"stock":1}"#;
    catalogue.change(vec![merge("a", stock)]).await.unwrap();
    let listener = listened(&catalogue);
    // A lock would be waited for; a store that is gone is known at once.
    let (file, elsewhere) = (dir.path().join(STORE_FILE), dir.path().join("elsewhere"));
    for _ in 0..5 {
        std::fs::rename(&file, &elsewhere).unwrap();
        let refused = catalogue.change(vec![merge("b", stock), merge("c", stock)]).await;
        assert!(matches!(refused, Err(StoreError::Gone { .. })));
        std::fs::rename(&elsewhere, &file).unwrap();
    }
    assert_eq!(told(&catalogue.items()), "a {\"stock\":1}\n");
    assert_eq!(listener.try_iter().count(), 0);
    let outcomes = catalogue.change(vec![merge("b", stock), merge("c", stock)]).await.unwrap();
    assert!(outcomes.iter().all(Result::is_ok));
}

#[actix_web::test]
async fn a_change_that_fails_in_the_middle_leaves_nothing() {
    let (_dir, catalogue) = in_a_folder();
    // Another program wrote what no release would.
    struct Foreign;
    impl crate::store::Write for Foreign {
        fn size_bytes(&self) -> usize {
            1
        }
        fn apply(&mut self, database: &mut dyn crate::store::Database) -> Result<(), StoreError> {
            database.tell("cup", "[]").map(drop)
        }
        fn end(self: Box<Self>, outcome: Result<(), StoreError>) {
            outcome.unwrap();
        }
    }
    catalogue.store().write(Box::new(Foreign)).unwrap();
    // Else it could share the others' transaction, and their failure.
    catalogue.store().read(|_| Ok(())).await.unwrap();
    let stock = r#"{"stock":1}"#;
    for _ in 0..5 {
        let changes = vec![merge("a", stock), merge("b", stock), merge("cup", stock)];
        let refused = catalogue.change(changes).await.unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refused, @"what the store keeps of item `cup` cannot be read");
        }
    }
    assert!(catalogue.items().is_empty());
    let kept = catalogue.store().read(|database| database.told("a")).await.unwrap();
    assert_eq!(kept, None);
    // Nor does it take room: three unknown items may be told of.
    let outcomes = catalogue.change(["a", "b", "c"].map(|id| merge(id, stock)).to_vec()).await;
    assert!(outcomes.unwrap().iter().all(Result::is_ok));
}

#[actix_web::test]
async fn what_is_kept_and_cannot_be_read_is_not_opened() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    drop(Store::sqlite(&path).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute("INSERT INTO told VALUES ('cup', '{\"colour\":1}', 1)", []).unwrap();
    drop(other);
    let store = Arc::new(Store::sqlite(&path).unwrap());
    let error = Catalogue::open(store, Arc::new(|_| true), LIMITS).unwrap_err();
    insta::assert_snapshot!(crate::watch::chain(&error), @"what the store keeps of item `cup` cannot be read: unknown field `colour`, expected one of `title`, `category`, `brand`, `price`, `cost`, `stock`, `url`, `attributes`, `hidden` at line 1 column 9");
}
