//! The real service, as a process of its own.

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::memory::Memory;

/// How often is looked whether the process ended.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// A `dapei serve` that listens; killed where it is dropped.
#[derive(Debug)]
pub struct ServiceProcess {
    child: Child,
    address: SocketAddr,
    /// Kept, so that the service never writes to a closed pipe.
    _told: BufReader<ChildStdout>,
}

impl ServiceProcess {
    /// Starts `dapei serve` of `model` on a free port, and waits until it listens. Its log is written as always, and
    /// thrown away.
    ///
    /// # Errors
    ///
    /// It does not start.
    pub fn start(dapei: &Path, model: &Path) -> io::Result<Self> {
        let mut child = Command::new(dapei)
            .args(["serve", "--listen", "127.0.0.1:0", "--model"])
            .arg(model)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut told = BufReader::new(stdout);
        let mut line = String::new();
        told.read_line(&mut line)?;
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').parse();
        match address {
            Ok(address) => Ok(Self { child, address, _told: told }),
            Err(_) => {
                let _ = child.kill();
                let _ = child.wait();
                Err(io::Error::other(format!(
                    "`{} serve --model {}` told no address but `{}`: start it by hand to see why",
                    dapei.display(),
                    model.display(),
                    line.trim()
                )))
            }
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its memory.
    #[must_use]
    pub fn memory(&self) -> Memory {
        Memory::of(self.child.id())
    }

    /// Tells it to end, by SIGTERM.
    ///
    /// # Errors
    ///
    /// There is no shell, or no such process.
    pub fn terminate(&self) -> io::Result<()> {
        // Every shell has it, where not every system has the program of that name.
        let act = format!("kill -TERM {}", self.child.id());
        match Command::new("sh").args(["-c", &act]).status()?.success() {
            true => Ok(()),
            false => Err(io::Error::other("the service is gone already")),
        }
    }

    /// Ends it at once, by SIGKILL, and waits until it is gone.
    ///
    /// # Errors
    ///
    /// It cannot be waited for.
    pub fn kill(&mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(|_| ())
    }

    /// Waits until it ends by itself; nothing where it does not within `patience`.
    ///
    /// # Errors
    ///
    /// It cannot be waited for.
    pub fn wait(&mut self, patience: Duration) -> io::Result<Option<ExitStatus>> {
        let began = Instant::now();
        loop {
            match self.child.try_wait()? {
                Some(status) => return Ok(Some(status)),
                None if began.elapsed() < patience => thread::sleep(LOOK_EVERY),
                None => return Ok(None),
            }
        }
    }
}

impl Drop for ServiceProcess {
    fn drop(&mut self) {
        // It may have ended; then there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
