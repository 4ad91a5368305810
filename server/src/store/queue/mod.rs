//! The one thread of a store: it takes all writes that wait, keeps them in one transaction with one sync, and then
//! acknowledges each.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;

use super::database::Database;
use super::error::StoreError;
use super::sqlite::{LOCKED_WITHIN, Sqlite};

/// Most writes and reads that wait; and most that share a transaction.
const MAX_WAITING: usize = 1024;
/// Most bytes that wait, beside a single write that is longer. Unit: bytes.
const MAX_WAITING_BYTES: usize = 32 << 20;

/// A write that waits for its turn.
pub trait Write: Send {
    /// How much it holds while it waits, about. Unit: bytes.
    fn size_bytes(&self) -> usize;

    /// Writes into the transaction under way. What is refused though the database is well writes nothing and returns
    /// success: `end` tells it.
    ///
    /// # Errors
    ///
    /// The database failed. Nothing of the transaction is kept then, nor of the other writes in it.
    fn apply(&mut self, database: &mut dyn Database) -> Result<(), StoreError>;

    /// Called once, on the store's thread: what was applied is on disk, or it is not kept, and why.
    fn end(self: Box<Self>, outcome: Result<(), StoreError>);
}

/// A store: what is written is acknowledged once it is on disk, and what was acknowledged is there after any end of the
/// process.
pub struct Store {
    /// Nothing once it is being dropped.
    queue: Option<SyncSender<Job>>,
    waiting_bytes: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

type Read = Box<dyn FnOnce(&mut dyn Database) + Send>;

enum Job {
    Write(Box<dyn Write>),
    Read(Read),
}

impl Store {
    /// The store in the SQLite file at `path`, which is made where there is none.
    ///
    /// Reads and writes the file: never call it on a thread that answers requests.
    ///
    /// # Errors
    ///
    /// The file cannot be made, read or written, is locked or damaged, is no store, or one of a newer release.
    pub fn sqlite(path: &Path) -> Result<Self, StoreError> {
        Self::new(Box::new(Sqlite::open(path, LOCKED_WITHIN)?))
    }

    /// The same for a service, of which one at a time may serve a store: two would not see what the other is told. A
    /// store that can be read only is read, and refuses all that is told ([`StoreError::ReadOnly`]).
    ///
    /// # Errors
    ///
    /// As [`Store::sqlite`] has them; or another service or shop serves it ([`StoreError::InUse`]).
    pub fn sqlite_to_serve(path: &Path) -> Result<Self, StoreError> {
        Self::new(Sqlite::open_to_serve(path, LOCKED_WITHIN)?)
    }

    /// The store that `database` keeps.
    ///
    /// # Errors
    ///
    /// The system gives no thread.
    pub fn new(database: Box<dyn Database>) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(MAX_WAITING);
        let waiting_bytes = Arc::new(AtomicUsize::new(0));
        let waiting = Arc::clone(&waiting_bytes);
        let named = thread::Builder::new().name("store".to_owned());
        let thread = named.spawn(move || work(database, &jobs, &waiting)).map_err(no_thread)?;
        Ok(Self { queue: Some(queue), waiting_bytes, thread: Some(thread) })
    }

    /// Hands `write` over; it is told its outcome by [`Write::end`].
    ///
    /// # Errors
    ///
    /// Too much waits, or the store takes nothing any more. `write` is dropped then.
    pub fn write(&self, write: Box<dyn Write>) -> Result<(), StoreError> {
        let size_bytes = write.size_bytes();
        let before = self.waiting_bytes.fetch_add(size_bytes, Ordering::Relaxed);
        let has_room = before == 0 || before.saturating_add(size_bytes) <= MAX_WAITING_BYTES;
        let handed =
            if has_room { self.hand_over(Job::Write(write)) } else { Err(StoreError::Busy) };
        if handed.is_err() {
            self.waiting_bytes.fetch_sub(size_bytes, Ordering::Relaxed);
        }
        handed
    }

    /// What `read` finds, after all writes that wait already.
    ///
    /// # Errors
    ///
    /// What `read` met; too much waits; or the store gives nothing any more.
    pub async fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut dyn Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, replied) = oneshot::channel();
        // Whoever asked may have gone.
        self.hand_over(Job::Read(Box::new(move |database| drop(reply.send(read(database))))))?;
        replied.await.unwrap_or(Err(StoreError::Stopped))
    }

    /// What `read` finds, after all writes that wait already. Waits: never call it on a thread that answers requests,
    /// nor from a write.
    ///
    /// # Errors
    ///
    /// What `read` met; or the store gives nothing any more.
    pub fn read_now<T: Send + 'static>(
        &self,
        read: impl FnOnce(&mut dyn Database) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, replied) = sync_channel(1);
        let job = Job::Read(Box::new(move |database| drop(reply.send(read(database)))));
        self.queue
            .as_ref()
            .ok_or(StoreError::Stopped)?
            .send(job)
            .map_err(|_| StoreError::Stopped)?;
        replied.recv().unwrap_or(Err(StoreError::Stopped))
    }

    fn hand_over(&self, job: Job) -> Result<(), StoreError> {
        let queue = self.queue.as_ref().ok_or(StoreError::Stopped)?;
        queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Stopped,
        })
    }
}

impl Drop for Store {
    /// Waits for what was handed over; its file is closed afterwards.
    fn drop(&mut self) {
        self.queue = None;
        let thread = self.thread.take();
        // The last one to know the store may be a write of it: its own thread waits for nobody.
        if let Some(thread) = thread.filter(|own| own.thread().id() != thread::current().id()) {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let waiting_bytes = self.waiting_bytes.load(Ordering::Relaxed);
        f.debug_struct("Store").field("waiting_bytes", &waiting_bytes).finish_non_exhaustive()
    }
}

fn no_thread(source: io::Error) -> StoreError {
    let place = "its thread".to_owned();
    StoreError::Io { act: "start", place, source: Arc::new(source) }
}

/// Does what is handed over, until nobody can hand over any more.
fn work(mut database: Box<dyn Database>, jobs: &Receiver<Job>, waiting_bytes: &AtomicUsize) {
    let database = &mut *database;
    while let Ok(first) = jobs.recv() {
        let mut writes = Vec::new();
        let mut next = Some(first);
        while let Some(job) = next.take() {
            match job {
                Job::Write(write) => writes.push(write),
                Job::Read(read) => {
                    keep(database, std::mem::take(&mut writes), waiting_bytes);
                    read(database);
                }
            }
            next = if writes.len() < MAX_WAITING { jobs.try_recv().ok() } else { None };
        }
        keep(database, writes, waiting_bytes);
    }
}

/// Keeps all of `writes` or none, and tells each.
fn keep(database: &mut dyn Database, mut writes: Vec<Box<dyn Write>>, waiting_bytes: &AtomicUsize) {
    if writes.is_empty() {
        return;
    }
    let kept = database.begin().and_then(|()| {
        let applied = writes.iter_mut().try_for_each(|write| write.apply(database));
        applied.and_then(|()| database.commit()).inspect_err(|_| database.roll_back())
    });
    for write in writes {
        waiting_bytes.fetch_sub(write.size_bytes(), Ordering::Relaxed);
        write.end(kept.clone());
    }
}

#[cfg(test)]
mod tests;
