//! What every database must do to keep a store; [`suite!`] runs all of it over one.

use super::database::{Database, Rules, RulesVersion};
use super::error::StoreError;

/// Opens the same database, each time anew.
pub(super) type Open<'a> = &'a dyn Fn() -> Box<dyn Database>;

/// All tests of the suite over the database that `$opener` opens: called once a test, it gives what to hold on to, and
/// what opens the same database each time anew.
macro_rules! suite {
    ($opener:expr) => {
        $crate::store::suite::suite!(
            $opener,
            nothing_is_kept_at_first,
            what_was_told_last_is_kept,
            any_text_is_kept_byte_for_byte,
            what_is_forgotten_is_gone,
            revisions_grow_and_do_not_come_again,
            a_transaction_sees_itself_and_leaves_nothing_when_rolled_back,
            what_was_committed_is_there_when_opened_again,
            what_was_not_committed_is_not,
            two_writers_lose_nothing,
            rules_are_kept_by_number_and_listed_newest_first,
            a_number_of_rules_is_taken_once,
            the_oldest_rules_make_room,
            reading_stops_where_it_fails
        );
    };
    ($opener:expr, $($name:ident),+) => {
        $(#[test]
        fn $name() {
            let (_held, open) = $opener();
            $crate::store::suite::$name(&open);
        })+
    };
}
pub(super) use suite;

fn all(database: &mut dyn Database) -> Vec<(String, String, u64)> {
    let mut rows = Vec::new();
    database
        .each_told(&mut |row| {
            rows.push((row.item_id.to_owned(), row.facts.to_owned(), row.revision));
            Ok(())
        })
        .unwrap();
    rows.sort();
    rows
}

fn told(database: &mut dyn Database) -> Vec<(String, String)> {
    all(database).into_iter().map(|(id, facts, _)| (id, facts)).collect()
}

fn write(database: &mut dyn Database, writes: impl FnOnce(&mut dyn Database)) {
    database.begin().unwrap();
    writes(database);
    database.commit().unwrap();
}

fn pair(id: &str, facts: &str) -> (String, String) {
    (id.to_owned(), facts.to_owned())
}

fn rules(number: u64, document: &str) -> Rules {
    let written_at = format!("2026-11-27T00:00:{number:02}Z");
    Rules { number, written_at, author: "阿花".to_owned(), document: document.to_owned() }
}

pub(super) fn nothing_is_kept_at_first(open: Open<'_>) {
    let mut database = open();
    assert_eq!(all(&mut *database), []);
    assert_eq!(database.told("tea").unwrap(), None);
    assert_eq!(database.newest_rules_number().unwrap(), 0);
    assert_eq!(database.newest_rules().unwrap(), None);
    assert_eq!(database.rules_versions(None, 10).unwrap(), []);
}

pub(super) fn what_was_told_last_is_kept(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| {
        database.tell("tea", "{\"stock\":1}").unwrap();
        database.tell("cup", "{}").unwrap();
        database.tell("tea", "{\"stock\":2}").unwrap();
    });
    assert_eq!(told(&mut *database), [pair("cup", "{}"), pair("tea", "{\"stock\":2}")]);
    assert_eq!(database.told("tea").unwrap().as_deref(), Some("{\"stock\":2}"));
}

pub(super) fn any_text_is_kept_byte_for_byte(open: Open<'_>) {
    let mut database = open();
    let long = "x".repeat(100_000);
    let texts =
        ["", " ", "a\0b", "a\0c", "007", "7", "'; DROP TABLE told; --", "绿茶\n", "A", &long];
    write(&mut *database, |database| {
        for text in texts {
            database.tell(text, &format!("{text}\0")).unwrap();
        }
    });
    let mut expected = texts.map(|text| pair(text, &format!("{text}\0")));
    expected.sort();
    assert_eq!(told(&mut *database), expected);
    for text in texts {
        assert_eq!(database.told(text).unwrap(), Some(format!("{text}\0")));
    }
}

pub(super) fn what_is_forgotten_is_gone(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| {
        database.tell("tea", "{}").unwrap();
        database.tell("cup", "{}").unwrap();
    });
    write(&mut *database, |database| {
        database.forget("tea").unwrap();
        database.forget("never told").unwrap();
    });
    assert_eq!(told(&mut *database), [pair("cup", "{}")]);
    assert_eq!(database.told("tea").unwrap(), None);
}

pub(super) fn revisions_grow_and_do_not_come_again(open: Open<'_>) {
    let mut database = open();
    let mut given = Vec::new();
    for _ in 0..3 {
        write(&mut *database, |database| {
            given.push(database.tell("tea", "{}").unwrap());
            given.push(database.tell("cup", "{}").unwrap());
            // The newest is gone, and its number stays used.
            database.forget("cup").unwrap();
        });
    }
    drop(database);
    let mut database = open();
    write(&mut *database, |database| given.push(database.tell("cup", "{}").unwrap()));
    assert!(given.is_sorted_by(|a, b| a < b), "{given:?}");
    let rows = all(&mut *database);
    assert_eq!(rows[0], ("cup".to_owned(), "{}".to_owned(), given[6]));
    assert_eq!(rows[1], ("tea".to_owned(), "{}".to_owned(), given[4]));
}

pub(super) fn a_transaction_sees_itself_and_leaves_nothing_when_rolled_back(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| {
        database.tell("tea", "1").unwrap();
    });
    database.begin().unwrap();
    database.tell("tea", "2").unwrap();
    database.add_rules(&rules(1, "[]")).unwrap();
    assert_eq!(database.told("tea").unwrap().as_deref(), Some("2"));
    assert_eq!(database.newest_rules_number().unwrap(), 1);
    database.roll_back();
    assert_eq!(told(&mut *database), [pair("tea", "1")]);
    assert_eq!(database.newest_rules_number().unwrap(), 0);
    // Without a transaction there is nothing to end.
    database.roll_back();
    write(&mut *database, |database| {
        database.tell("tea", "3").unwrap();
    });
    assert_eq!(told(&mut *database), [pair("tea", "3")]);
}

pub(super) fn what_was_committed_is_there_when_opened_again(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| {
        database.tell("tea", "{}").unwrap();
        database.add_rules(&rules(1, "[]")).unwrap();
    });
    drop(database);
    let mut database = open();
    assert_eq!(told(&mut *database), [pair("tea", "{}")]);
    assert_eq!(database.newest_rules().unwrap(), Some(rules(1, "[]")));
}

pub(super) fn what_was_not_committed_is_not(open: Open<'_>) {
    let mut database = open();
    database.begin().unwrap();
    database.tell("tea", "{}").unwrap();
    database.add_rules(&rules(1, "[]")).unwrap();
    drop(database);
    let mut database = open();
    assert_eq!(all(&mut *database), []);
    assert_eq!(database.newest_rules().unwrap(), None);
}

pub(super) fn two_writers_lose_nothing(open: Open<'_>) {
    let (mut one, mut other) = (open(), open());
    for turn in 0..10 {
        for (name, database) in [("one", &mut one), ("other", &mut other)] {
            write(&mut **database, |database| {
                // Each adds to what both wrote.
                let before = database.told("tea").unwrap().unwrap_or_default();
                database.tell("tea", &format!("{before}{turn} {name}, ")).unwrap();
                database.tell(&format!("{turn} {name}"), "{}").unwrap();
            });
        }
    }
    let expected: String = (0..10).map(|turn| format!("{turn} one, {turn} other, ")).collect();
    for mut database in [one, other] {
        assert_eq!(database.told("tea").unwrap().as_ref(), Some(&expected));
        let rows = all(&mut *database);
        assert_eq!(rows.len(), 21);
        let mut revisions: Vec<u64> = rows.iter().map(|row| row.2).collect();
        revisions.sort_unstable();
        revisions.dedup();
        assert_eq!(revisions.len(), 21, "each row has a revision of its own");
    }
}

pub(super) fn rules_are_kept_by_number_and_listed_newest_first(open: Open<'_>) {
    let mut database = open();
    for number in 1..=3 {
        write(&mut *database, |database| {
            database.add_rules(&rules(number, "[\"绿茶\"]")).unwrap();
        });
    }
    assert_eq!(database.newest_rules().unwrap(), Some(rules(3, "[\"绿茶\"]")));
    assert_eq!(database.rules(2).unwrap(), Some(rules(2, "[\"绿茶\"]")));
    assert_eq!(database.rules(0).unwrap(), None);
    assert_eq!(database.rules(4).unwrap(), None);
    let version = |number| {
        let Rules { number, written_at, author, document } = rules(number, "[\"绿茶\"]");
        RulesVersion { number, written_at, author, size_bytes: document.len() as u64 }
    };
    assert_eq!(database.rules_versions(None, 10).unwrap(), [3, 2, 1].map(version));
    assert_eq!(database.rules_versions(None, 2).unwrap(), [3, 2].map(version));
    assert_eq!(database.rules_versions(Some(3), 1).unwrap(), [2].map(version));
    assert_eq!(database.rules_versions(Some(1), 10).unwrap(), []);
}

pub(super) fn a_number_of_rules_is_taken_once(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| database.add_rules(&rules(1, "first")).unwrap());
    database.begin().unwrap();
    assert!(database.add_rules(&rules(1, "second")).is_err());
    database.roll_back();
    assert_eq!(database.newest_rules().unwrap(), Some(rules(1, "first")));
}

pub(super) fn the_oldest_rules_make_room(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| {
        for number in 1..=5 {
            database.add_rules(&rules(number, "[]")).unwrap();
        }
        database.drop_rules_before(4).unwrap();
    });
    let versions = database.rules_versions(None, 10).unwrap();
    assert_eq!(versions.iter().map(|version| version.number).collect::<Vec<_>>(), [5, 4]);
    assert_eq!(database.rules(3).unwrap(), None);
}

pub(super) fn reading_stops_where_it_fails(open: Open<'_>) {
    let mut database = open();
    write(&mut *database, |database| {
        database.tell("tea", "{}").unwrap();
        database.tell("cup", "{}").unwrap();
    });
    let mut n_rows = 0;
    let read = database.each_told(&mut |_| {
        n_rows += 1;
        Err(StoreError::Busy)
    });
    assert!(matches!(read, Err(StoreError::Busy)));
    assert_eq!(n_rows, 1);
}
