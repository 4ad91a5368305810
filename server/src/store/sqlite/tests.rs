use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::store::STORE_FILE;
use crate::store::suite::suite;

fn open(path: &Path) -> Result<Sqlite, StoreError> {
    Sqlite::open(path, Duration::ZERO)
}

fn in_a_folder() -> (TempDir, impl Fn() -> Box<dyn Database>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    (dir, move || Box::new(open(&path).unwrap()) as Box<dyn Database>)
}

suite!(in_a_folder);

/// What opening `path` meets, with its source, where `dir` reads `DIR`.
fn refused(path: &Path, dir: &Path) -> String {
    let error = open(path).err().unwrap();
    told(&error, dir)
}

fn told(error: &StoreError, dir: &Path) -> String {
    crate::watch::chain(error).replace(&dir.display().to_string(), "DIR")
}

/// A store with enough rows for several pages; its path.
fn filled(dir: &TempDir) -> PathBuf {
    let path = dir.path().join(STORE_FILE);
    let mut store = open(&path).unwrap();
    store.begin().unwrap();
    for item in 0..2000 {
        store.tell(&format!("{item:04}"), &"x".repeat(100)).unwrap();
    }
    store.commit().unwrap();
    path
}

fn n_told(store: &mut Sqlite) -> Result<usize, StoreError> {
    let mut n_rows = 0;
    store.each_told(&mut |_| {
        n_rows += 1;
        Ok(())
    })?;
    Ok(n_rows)
}

#[test]
fn what_is_committed_is_synced_and_the_file_says_whose_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir.path().join(STORE_FILE)).unwrap();
    let number = |name: &str| {
        let sql = format!("PRAGMA {name}");
        store.connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(number("synchronous"), 2, "FULL");
    assert_eq!(number("foreign_keys"), 1);
    assert_eq!(number("user_version"), opening::SCHEMA);
    assert_eq!(number("application_id"), i64::from(u32::from_be_bytes(*b"Dape")));
    let mode = store.connection.query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0));
    assert_eq!(mode.unwrap(), "wal");
}

#[test]
fn what_is_no_store_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    let text = "no database, though long enough to be taken for one".repeat(100);
    fs::write(&path, &text).unwrap();
    insta::assert_snapshot!(refused(&path, dir.path()), @"`DIR/store.sqlite` is no SQLite database, expected a store that Dapei wrote: move it away, or keep the store elsewhere");
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    fs::remove_file(&path).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch("CREATE TABLE others (a)").unwrap();
    let before = fs::read(&path).unwrap();
    insta::assert_snapshot!(refused(&path, dir.path()), @"`DIR/store.sqlite` is a database of another program, expected a store that Dapei wrote: move it away, or keep the store elsewhere");
    assert_eq!(fs::read(&path).unwrap(), before);
    insta::assert_snapshot!(refused(dir.path(), dir.path()), @"`DIR` is no plain file, expected a store that Dapei wrote: move it away, or keep the store elsewhere");
    insta::assert_snapshot!(refused(&dir.path().join("missing").join(STORE_FILE), dir.path()), @"cannot make the store `DIR/missing/store.sqlite`: No such file or directory (os error 2)");
}

#[test]
fn an_empty_file_becomes_a_store() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    fs::write(&path, "").unwrap();
    assert_eq!(n_told(&mut open(&path).unwrap()).unwrap(), 0);
}

#[test]
fn a_path_is_no_address() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("file:a?mode=memory");
    drop(open(&path).unwrap());
    assert!(path.is_file());
}

#[test]
fn a_store_of_a_newer_release_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(&dir);
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", opening::SCHEMA + 1).unwrap();
    drop(newer);
    insta::assert_snapshot!(refused(&path, dir.path()), @"the store `DIR/store.sqlite` has schema 2, this release knows schemas up to 1: use the release that wrote it, or a newer one");
}

#[test]
fn a_damaged_store_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(&dir);
    let mut file = File::options().read(true).write(true).open(&path).unwrap();
    let length = file.metadata().unwrap().len();
    assert!(length > 20 * 4096, "{length}");
    // All pages but the first, which says how to read the others.
    let mut page = vec![0; 4096];
    file.seek(SeekFrom::Start(10 * 4096)).unwrap();
    file.read_exact(&mut page).unwrap();
    page.iter_mut().for_each(|byte| *byte = !*byte);
    file.seek(SeekFrom::Start(10 * 4096)).unwrap();
    file.write_all(&page).unwrap();
    let read = open(&path).and_then(|mut store| n_told(&mut store));
    insta::assert_snapshot!(told(&read.unwrap_err(), dir.path()), @"the store `DIR/store.sqlite` is damaged: put a backup in its place, or move it away to begin with an empty one: database disk image is malformed: Error code 11: database disk image is malformed");
    // Cut short.
    file.set_len(length / 2).unwrap();
    let read = open(&path).and_then(|mut store| n_told(&mut store));
    insta::assert_snapshot!(told(&read.unwrap_err(), dir.path()), @"the store `DIR/store.sqlite` is damaged: put a backup in its place, or move it away to begin with an empty one: database disk image is malformed: Error code 11: database disk image is malformed");
}

#[test]
fn a_row_of_another_type_is_damage() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(&dir);
    let other = rusqlite::Connection::open(&path).unwrap();
    // Text that is none.
    other
        .execute("UPDATE told SET facts = CAST(x'ff' AS TEXT) WHERE item_id = '0007'", [])
        .unwrap();
    drop(other);
    let mut store = open(&path).unwrap();
    assert!(matches!(n_told(&mut store), Err(StoreError::Damaged { .. })));
    assert!(matches!(store.told("0007"), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_locked_store_says_so_and_takes_writes_once_it_is_free() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(STORE_FILE);
    let (mut store, mut other) = (open(&path).unwrap(), open(&path).unwrap());
    other.begin().unwrap();
    insta::assert_snapshot!(told(&store.begin().unwrap_err(), dir.path()), @"cannot write the store `DIR/store.sqlite`: another program has locked it for longer than 0 seconds");
    assert_eq!(n_told(&mut store).unwrap(), 0, "it can be read meanwhile");
    other.tell("tea", "{}").unwrap();
    other.commit().unwrap();
    store.begin().unwrap();
    assert_eq!(store.told("tea").unwrap().as_deref(), Some("{}"));
    store.roll_back();
    // Wholly locked, as by a backup that is being put back.
    drop(other);
    drop(store);
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").unwrap();
    insta::assert_snapshot!(refused(&path, dir.path()), @"cannot open the store `DIR/store.sqlite`: another program has locked it for longer than 0 seconds");
}

#[test]
fn a_full_disk_loses_nothing_that_was_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(&filled(&dir)).unwrap();
    store.connection.pragma_update_and_check(None, "max_page_count", 1, |_| Ok(())).unwrap();
    store.begin().unwrap();
    let long = "x".repeat(1 << 20);
    let error = store.tell("long", &long).and_then(|_| store.commit()).unwrap_err();
    store.roll_back();
    insta::assert_snapshot!(told(&error, dir.path()), @"cannot write the store `DIR/store.sqlite`: its disk is full");
    assert_eq!(n_told(&mut store).unwrap(), 2000);
    store.connection.pragma_update_and_check(None, "max_page_count", 1 << 20, |_| Ok(())).unwrap();
    store.begin().unwrap();
    store.tell("long", &long).unwrap();
    store.commit().unwrap();
    assert_eq!(n_told(&mut store).unwrap(), 2001);
}

#[test]
fn a_store_that_can_be_read_only_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(&filled(&dir)).unwrap();
    store.connection.pragma_update(None, "query_only", true).unwrap();
    insta::assert_snapshot!(told(&store.begin().unwrap_err(), dir.path()), @"cannot write the store `DIR/store.sqlite`: it can be read only, expected a file and a folder that can be written: `--store sqlite:FILE` keeps it elsewhere");
    assert_eq!(n_told(&mut store).unwrap(), 2000);
}

#[test]
fn a_store_is_served_by_one_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(&dir);
    let serve = |path: &Path| Sqlite::open_to_serve(path, Duration::ZERO);
    let first = serve(&path).unwrap();
    let error = serve(&path).err().unwrap();
    insta::assert_snapshot!(told(&error, dir.path()), @"the store `DIR/store.sqlite` is in use by another service or another shop: end that one, or give each a store of its own with `--store sqlite:FILE`");
    // Commands may write beside it.
    open(&path).unwrap().begin().unwrap();
    drop(first);
    serve(&path).unwrap();
}

#[test]
fn a_store_that_is_read_only_gives_what_is_kept_and_what_others_write_and_takes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // What an address would read in its own way.
    fs::create_dir(dir.path().join("50% ?a#b")).unwrap();
    let path = dir.path().join("50% ?a#b").join(STORE_FILE);
    fs::rename(filled(&dir), &path).unwrap();
    let mut store = read_only::ReadOnly::open(&path, Duration::ZERO).unwrap();
    let before: Vec<_> = files(&path);
    assert_eq!(store.told("0007").unwrap().unwrap(), "x".repeat(100));
    assert_eq!(store.newest_rules().unwrap(), None);
    assert!(matches!(store.begin(), Err(StoreError::ReadOnly { .. })));
    assert!(matches!(store.tell("tea", "{}"), Err(StoreError::ReadOnly { .. })));
    assert_eq!(files(&path), before, "nothing is made beside it");
    // Another service writes: what it wrote waits in its log.
    let mut other = open(&path).unwrap();
    let rules = Rules {
        number: 1,
        written_at: "2026-11-27T00:00:00Z".to_owned(),
        author: "file".to_owned(),
        document: "{}".to_owned(),
    };
    other.begin().unwrap();
    other.add_rules(&rules).unwrap();
    other.commit().unwrap();
    assert_eq!(store.newest_rules().unwrap(), Some(rules.clone()));
    drop(other);
    assert_eq!(store.newest_rules().unwrap(), Some(rules));
    let missing = read_only::ReadOnly::open(&dir.path().join("none"), Duration::ZERO);
    assert!(missing.is_err());
}

/// The names in the folder of `path`.
fn files(path: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(path.parent().unwrap()).unwrap();
    let mut names: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_file_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let is_held_to_it = File::create(dir.path().join("probe")).is_err();
    // Root may write wherever a file can be made at all.
    let folder = if is_held_to_it { dir.path() } else { Path::new("/proc/self") };
    let error = open(&folder.join(STORE_FILE)).err().unwrap();
    let told = error.to_string().replace(&folder.display().to_string(), "DIR");
    insta::assert_snapshot!(told, @"cannot make the store `DIR/store.sqlite`");
}

#[cfg(unix)]
#[test]
fn a_store_that_was_taken_away_takes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = filled(&dir);
    let mut store = open(&path).unwrap();
    fs::rename(&path, dir.path().join("elsewhere")).unwrap();
    insta::assert_snapshot!(told(&store.begin().unwrap_err(), dir.path()), @"the store `DIR/store.sqlite` was moved or removed while it was in use, or cannot be reached any more");
    // Another one in its place is not the same.
    drop(filled(&dir));
    assert!(matches!(store.begin(), Err(StoreError::Gone { .. })));
    fs::rename(dir.path().join("elsewhere"), &path).unwrap();
    store.begin().unwrap();
    store.roll_back();
}
