//! The one thread of a store: it takes all writes that wait, keeps them in one transaction with one sync, and then
//! acknowledges each.

mod open;

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;
use tracing::error;

use self::open::Open;
pub use self::open::wait_until_closed;
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
///
/// Whoever drops it waits for nothing: its thread keeps what was handed over, closes the file and ends
/// ([`wait_until_closed`]).
pub struct Store {
    queue: SyncSender<Job>,
    n_waiting: Arc<AtomicUsize>,
    waiting_bytes: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
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
        let (n_waiting, waiting_bytes) = <(Arc<AtomicUsize>, Arc<AtomicUsize>)>::default();
        let waiting =
            Waiting { jobs, n_waiting: Arc::clone(&n_waiting), bytes: Arc::clone(&waiting_bytes) };
        let named = thread::Builder::new().name("store".to_owned());
        let open = Open::new();
        let thread = named.spawn(move || {
            // Until the file is closed, however that comes.
            let _open = open;
            // Whatever waits is dropped then, which tells those who asked, and nobody can hand over any more.
            if let Err(panic) = catch_unwind(AssertUnwindSafe(move || waiting.work(database))) {
                let told = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
                let told = told.or_else(|| panic.downcast_ref::<String>().cloned());
                let error = told.unwrap_or_else(|| "a panic without a text".to_owned());
                error!(
                    error,
                    "The thread of a store broke down: nothing is kept until it is opened anew"
                );
            }
        });
        let thread = thread.map_err(no_thread)?;
        Ok(Self { queue, n_waiting, waiting_bytes, thread })
    }

    /// Whether its thread broke down: it keeps and gives nothing any more, and is to be opened anew.
    #[must_use]
    pub fn has_stopped(&self) -> bool {
        self.thread.is_finished()
    }

    /// How many writes and reads wait for their turn, or are at it.
    #[must_use]
    pub fn n_waiting(&self) -> usize {
        self.n_waiting.load(Ordering::Relaxed)
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
        self.n_waiting.fetch_add(1, Ordering::Relaxed);
        self.queue.send(job).map_err(|_| {
            self.n_waiting.fetch_sub(1, Ordering::Relaxed);
            StoreError::Stopped
        })?;
        replied.recv().unwrap_or(Err(StoreError::Stopped))
    }

    fn hand_over(&self, job: Job) -> Result<(), StoreError> {
        self.n_waiting.fetch_add(1, Ordering::Relaxed);
        self.queue.try_send(job).map_err(|refused| {
            self.n_waiting.fetch_sub(1, Ordering::Relaxed);
            match refused {
                TrySendError::Full(_) => StoreError::Busy,
                TrySendError::Disconnected(_) => StoreError::Stopped,
            }
        })
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

/// What the thread of a store has to do.
struct Waiting {
    jobs: Receiver<Job>,
    n_waiting: Arc<AtomicUsize>,
    bytes: Arc<AtomicUsize>,
}

impl Waiting {
    /// Does what is handed over, until nobody can hand over any more.
    fn work(self, mut database: Box<dyn Database>) {
        let database = &mut *database;
        while let Ok(first) = self.jobs.recv() {
            let mut writes = Vec::new();
            let mut next = Some(first);
            while let Some(job) = next.take() {
                match job {
                    Job::Write(write) => writes.push(write),
                    Job::Read(read) => {
                        self.keep(database, std::mem::take(&mut writes));
                        read(database);
                        self.n_waiting.fetch_sub(1, Ordering::Relaxed);
                    }
                }
                next = if writes.len() < MAX_WAITING { self.jobs.try_recv().ok() } else { None };
            }
            self.keep(database, writes);
        }
    }

    /// Keeps all of `writes` or none, and tells each.
    fn keep(&self, database: &mut dyn Database, writes: Vec<Box<dyn Write>>) {
        if writes.is_empty() {
            return;
        }
        let n_writes = writes.len();
        keep(database, writes, &self.bytes);
        self.n_waiting.fetch_sub(n_writes, Ordering::Relaxed);
    }
}

/// Keeps all of `writes` or none, and tells each.
fn keep(database: &mut dyn Database, mut writes: Vec<Box<dyn Write>>, waiting_bytes: &AtomicUsize) {
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
