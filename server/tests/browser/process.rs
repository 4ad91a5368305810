//! A child process that says where it listens, and ends with the test.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// Training in an unoptimised build on a busy machine stays well below this.
const LONGEST_START: Duration = Duration::from_secs(240);

/// A running child. Dropped, it is killed.
pub(crate) struct Process {
    name: String,
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Process {
    /// Starts `command`; `install` says what to do where there is no such program.
    pub(crate) fn start(command: &mut Command, install: &str) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|e| panic!("`{name}`: {e}; {install}"));
        let (sender, lines) = mpsc::channel();
        pass_on(child.stdout.take().expect("piped"), sender.clone());
        pass_on(child.stderr.take().expect("piped"), sender);
        Self { name, child, lines, said: Vec::new() }
    }

    /// Waits for the line that holds `before` and a port right behind it, and returns the port.
    pub(crate) fn port_behind(&mut self, before: &str) -> u16 {
        let deadline = Instant::now() + LONGEST_START;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let port = port_in(&line, before);
                    self.said.push(line);
                    if let Some(port) = port {
                        return port;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("`{}` ended before it listened; {}", self.name, self.all_said())
                }
                Err(RecvTimeoutError::Timeout) => {
                    panic!(
                        "`{}` did not listen in {LONGEST_START:?}; {}",
                        self.name,
                        self.all_said()
                    )
                }
            }
        }
    }

    /// Waits until the child has ended by itself.
    pub(crate) fn finish(mut self) {
        let said: Vec<String> = self.lines.iter().collect(); // Ends when the child does.
        self.said.extend(said);
        let status: ExitStatus = self.child.wait().expect("the child is ours");
        assert!(status.success(), "`{}` failed, {status}; {}", self.name, self.all_said());
    }

    fn all_said(&self) -> String {
        format!("it said:\n{}", self.said.join("\n"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only where the child has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads to the end, so that the child never waits for us.
fn pass_on(from: impl Read + Send + 'static, to: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            let _ = to.send(line); // Nobody listens any more once the port is known.
        }
    });
}

fn port_in(line: &str, before: &str) -> Option<u16> {
    let behind = line.split_once(before)?.1;
    let digits = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
    behind[..digits].parse().ok().filter(|&port| port != 0)
}
