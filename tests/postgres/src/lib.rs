//! A PostgreSQL server for tests: started in a temporary folder, stopped and removed when the tests end, however they end.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "for tests only")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

/// A running server. The program that watches it ends it when this process ends.
pub struct Postgres {
    folder: PathBuf,
    programs: PathBuf,
    watcher: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts one, with an own folder. `None` when PostgreSQL is not installed; then a loud line has said so.
    ///
    /// # Panics
    /// When it is installed and does not start.
    #[allow(
        clippy::zombie_processes,
        reason = "it ends after this process: it waits for our end of its input to close"
    )]
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            eprintln!(
                "NOT TESTED: PostgreSQL is not installed here (Debian: postgresql), so this ran on SQLite only"
            );
            return None;
        };
        let folder = folder();
        let mut command = as_postgres();
        command.arg("-c").arg(include_str!("server.sh")).arg("sh").arg(&folder).arg(&programs);
        // In a group of its own: a signal that ends the tests must not end who cleans up after them.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("sh");
        let mut answers = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert_eq!(
            line,
            "ready\n",
            "PostgreSQL did not start: {}",
            fs::read_to_string(folder.join("server.log")).unwrap_or_default()
        );
        let watcher = Mutex::new((child.stdin.take().unwrap(), answers));
        Some(Self { folder, programs, watcher, databases: AtomicU32::new(0) })
    }

    /// The address of a new, empty database.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn new_database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("createdb", &[&name]);
        self.url(&name)
    }

    /// The address of the database with this name.
    pub fn url(&self, name: &str) -> String {
        let socket = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://proofmark@{socket}/{name}")
    }

    /// Runs one of PostgreSQL's programs against this server and gives what it wrote.
    ///
    /// # Panics
    /// When it fails.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let mut command = Command::new(self.programs.join(program));
        command.arg("-h").arg(&self.folder).args(["-U", "proofmark"]).args(arguments);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    }

    /// Stops at once, as after a power cut: nothing is written that was not yet.
    pub fn crash(&self) {
        self.obey("crash");
    }

    /// Stops after ending all connections.
    pub fn stop(&self) {
        self.obey("stop");
    }

    /// Starts again after [`Postgres::crash`] or [`Postgres::stop`].
    pub fn start_again(&self) {
        self.obey("start");
    }

    fn obey(&self, word: &str) {
        let mut watcher = self.watcher.lock().unwrap();
        writeln!(watcher.0, "{word}").unwrap();
        let mut answer = String::new();
        watcher.1.read_line(&mut answer).unwrap();
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        assert_eq!(answer, "0\n", "{word}: {}", log.lines().rev().take(5).collect::<Vec<_>>().join("\n"));
    }
}

/// The folder of the newest PostgreSQL's programs: Debian keeps them out of the path.
fn programs() -> Option<PathBuf> {
    let installed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = installed.map(|entry| entry.path().join("bin")).collect();
    installed.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    installed
        .into_iter()
        .rev()
        .chain(std::env::split_paths(&path))
        .find(|folder| folder.join("initdb").is_file())
}

/// In memory where possible: what is tested is what reaches the file system, not how fast a disk is.
fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = tempfile::Builder::new().prefix("proofmark-pg-").tempdir_in(parent).unwrap().keep();
    if is_root() {
        let changed = Command::new("chown").arg("postgres").arg(&folder).status().unwrap();
        assert!(changed.success());
    }
    folder
}

/// A shell of a user that PostgreSQL accepts: it refuses to run as root.
fn as_postgres() -> Command {
    if !is_root() {
        return Command::new("sh");
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--", "sh"]);
    command.current_dir("/");
    command
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}
